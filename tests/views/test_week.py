"""The week: counts of what was done, three proposals that say what they rest on, and one change for Monday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from coach.actions.result import Action
from coach.actions.reviews import adopt_numbered_proposal, adopt_proposal, set_own_change, toggle_nice_person
from coach.actions.undo import undo_last_action
from coach.advice.week_proposals import monday_in_review, propose_changes
from coach.cli.reviews import serialize_week
from coach.domain.advice_records import LookBack
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.settings import Settings
from coach.errors import InvalidInput
from coach.service import CoachService
from coach.views.week import (
    WeekView,
    build_week,
    format_as_lines,
    format_as_markdown,
    format_date_range,
    format_proposal,
)
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY
from tests.journals import NOW, OFFICE, at, block, boundary, came, goal, journal, mood, note, person, wrote
from tests.lives_drawn import full
from tests.test_house import NEVER

MONDAY = date(2026, 11, 23)
"""The Monday before NOW, which is a Tuesday."""


def counts(of: WeekView) -> tuple[list[str], list[str]]:
    return [str(each) for each in of.given], [str(each) for each in of.received]


def done(action: Action, of: Journal, now: datetime = NOW) -> Journal:
    """The book after an act."""
    return of.with_records(action(of, now).upserts)


@pytest.mark.parametrize(("day", "monday"), [("2026-11-22", "2026-11-16"), ("2026-11-23", "2026-11-16"),
                                             ("2026-11-24", "2026-11-23"), ("2026-11-29", "2026-11-23")])  # fmt: skip
def test_on_a_monday_one_looks_back_at_the_week_that_is_over(day: str, monday: str) -> None:
    assert monday_in_review(date.fromisoformat(day)) == date.fromisoformat(monday)


def test_the_change_of_a_week_is_for_the_monday_after_it() -> None:
    assert build_week(journal(), NOW).change_day == MONDAY + timedelta(days=7)
    assert build_week(journal(), at(1)).change_day == at(1).date()


def test_an_answer_is_told_from_a_line_of_ones_own() -> None:
    of = journal(person("Ana"), person("Ben"), came("Ana", 1.2), wrote("Ana", 1), wrote("Ben", 1), came("Ben", 0.5))
    assert counts(build_week(of, NOW)) == (["1 answer", "1 message written"], ["1 answer", "1 message from others"])


def test_a_no_is_an_answer_like_any_other() -> None:
    of = journal(person("Ana"), wrote("Ana", 1), came("Ana", 0.5, "no"))
    assert counts(build_week(of, NOW))[1] == ["1 answer"]


def test_scripts_read_the_names_of_counts_that_they_always_read() -> None:
    of = journal(person("Ana"), wrote("Ana", 1), came("Ana", 0.5), came("Ana", 0, "meeting"))
    assert build_week(of, NOW).received[0].plural == "answers"
    assert serialize_week(build_week(of, NOW))["came_back"] == {"answers": 1, "talks": 1}


def test_a_kept_promise_was_given_and_one_that_may_rest_was_not() -> None:
    kept = wrote("Ana", 9, "promise", closed_at=at(0))
    rested = wrote("Ben", 9, "promise", closed_at=at(0))
    rest = wrote("Ben", 0, "rest").copy_with(direction="own", at=at(0))
    of = journal(person("Ana"), person("Ben"), kept, rested, rest)
    assert counts(build_week(of, NOW)) == (["1 promise kept"], [])


def test_talks_takeaways_and_goals_are_counted() -> None:
    of = journal(
        person("Ana"), came("Ana", 0, "meeting"), note("takeaway"), note("opportunity"), note("gave"), goal(0, "done")
    )
    assert counts(build_week(of, NOW)) == (
        ["1 thing shared", "1 goal done"],
        ["1 meeting", "1 takeaway", "1 opportunity"],
    )


def test_a_week_says_what_its_goals_worked_on_in_the_order_of_the_rows() -> None:
    of = journal(
        goal(0, "done", serves=("K", "B1a")), goal(1, "done", serves=("C1",)), goal(1, "let go", serves=("P5",))
    )
    found = build_week(of, NOW)
    assert found.serves == ("C1", "B1a", "K")
    assert "Your goals were about: privacy, people you already know, balance." in format_as_lines(found)
    assert "**Your goals were about:** privacy, people you already know" in format_as_markdown(found)


def test_other_weeks_are_left_out() -> None:
    of = journal(person("Ana"), wrote("Ana", 5), block(5, felt=2), mood(5, 1), goal(5, "done"))
    assert build_week(of, NOW).is_blank
    assert not build_week(of, NOW, MONDAY - timedelta(days=7)).is_blank


def test_blocks_come_with_how_they_felt_and_how_often_they_were_asked() -> None:
    of = build_week(journal(block(0, felt=4), block(1, felt=2), block(1, "read", felt=3), block(1, "write")), NOW)
    assert [(each.name, each.mean, each.n) for each in of.mean_feelings] == [("messages", 3.0, 2), ("read", 3.0, 1)]


def test_seven_days_leave_blank_what_was_not_logged() -> None:
    assert build_week(journal(mood(1, 2), mood(1, 4)), NOW).moods == (3.0, None, None, None, None, None, None)


def test_people_stand_in_the_order_of_their_names_and_nobody_behind_a_boundary() -> None:
    of = journal(
        *(person(n) for n in ("Zoe", "Ana", "Ben")), *(came(n, 0.1) for n in ("Zoe", "Ana", "Ben")), boundary("Ben")
    )
    assert [talk.name for talk in build_week(of, NOW).people] == ["Ana", "Zoe"]


def test_who_was_named_in_the_evening_is_nice_in_the_week() -> None:
    evening = LookBack(kind="evening", day=NOW.date(), at=NOW, answers={"nice": "ana"})
    assert [talk.was_nice for talk in build_week(journal(person("Ana"), came("Ana", 0.1), evening), NOW).people] == [
        True
    ]


def test_naming_somebody_twice_takes_it_back() -> None:
    of = journal(person("Ana"), came("Ana", 0.1))
    once = done(toggle_nice_person("Ana"), of)
    assert [talk.was_nice for talk in build_week(once, NOW).people] == [True]
    assert [talk.was_nice for talk in build_week(done(toggle_nice_person("ana"), once), NOW).people] == [False]


def test_a_stranger_cannot_have_been_nice() -> None:
    with pytest.raises(InvalidInput):
        toggle_nice_person("Nobody")(journal(), NOW)


def test_there_are_always_three_proposals_and_each_says_what_it_rests_on() -> None:
    for of in (journal(), journal(*full(NOW))):
        found = build_week(of, NOW).proposals
        assert len(found) == 3 and len({each.text for each in found}) == 3
        assert all(each.text and each.why for each in found)


def test_past_weeks_propose_nothing() -> None:
    assert build_week(journal(), NOW, MONDAY - timedelta(days=14)).proposals == ()
    assert not build_week(journal(), NOW, MONDAY - timedelta(days=14)).is_open


@pytest.mark.parametrize(("records", "text"), [
    ([person("Sam"), wrote("Sam", 4, "promise", text="an intro")], "Begin the week with your promise to Sam"),
    ([person("Sam"), came("Sam", 4)], "Answer Sam first"),
    ([block(n, "read", felt=2) for n in range(3)], "Keep reading blocks to 10 minutes"),
    ([block(n, "write", felt=5) for n in range(3)], "Begin the day with writing"),
    ([Settings(hours=(OFFICE,)), block(0, hour=8), block(1, hour=21)], "Stop networking when your hours end"),
    ([block(0, minutes=50), block(1, minutes=50)], "Stop at 45 minutes a day"),
    ([block(0, drifts=3)], "Say what each block is for"),
    ([block(n) for n in range(7)], "Keep two days free of networking"),
])  # fmt: skip
def test_a_proposal_comes_from_the_log(records: list[object], text: str) -> None:
    assert text in [each.text for each in propose_changes(journal(*records), NOW)]  # type: ignore[arg-type]


def test_two_answers_are_too_few_to_say_that_a_kind_of_block_is_heavy() -> None:
    assert not any(
        "read" in each.text for each in propose_changes(journal(*(block(n, "read", felt=1) for n in range(2))), NOW)
    )


def test_somebody_who_was_nice_is_offered_a_coffee() -> None:
    of = done(toggle_nice_person("Ana"), journal(person("Ana"), came("Ana", 0.1)))
    texts = [each.text for each in build_week(of, NOW).proposals]
    assert "Offer Ana a coffee or a short call" in texts


def test_the_same_book_proposes_the_same() -> None:
    records = full(NOW)
    assert build_week(journal(*records), NOW).proposals == build_week(journal(*reversed(records)), NOW).proposals


def test_a_proposal_becomes_mondays_goal_and_a_look_back_in_one_action(folder: object, clock: FakeClock) -> None:
    service = CoachService(folder, clock, device_id="test0001").open_folder()  # type: ignore[arg-type]
    first = build_week(service.journal, clock.now()).proposals[0]
    assert service.execute(adopt_proposal(first)).message == f"For Monday 30 November: {first.text}."
    (made,) = service.journal.list_records(Goal)
    assert (made.text, made.day, made.state) == (first.text, MONDAY + timedelta(days=7), "open")
    assert build_week(service.journal, clock.now()).change == first.text
    service.execute(undo_last_action())
    assert service.journal.list_records(Goal) == () and service.journal.list_records(LookBack) == ()


def test_a_second_change_takes_the_place_of_the_first() -> None:
    of = done(set_own_change("rest more"), done(set_own_change("write less"), journal()))
    assert [g.text for g in of.list_records(Goal)] == ["rest more"]
    assert len(of.list_records(LookBack)) == 1 and build_week(of, NOW).change == "rest more"


def test_own_words_may_have_a_moment() -> None:
    (made,) = done(set_own_change("write to Ana when coffee is made"), journal()).list_records(Goal)
    assert (made.text, made.cue) == ("write to Ana", "coffee is made")


def test_an_empty_change_is_no_change() -> None:
    with pytest.raises(InvalidInput):
        set_own_change("  ")(journal(), NOW)


@pytest.mark.parametrize("number", [0, 4, 999])
def test_a_number_without_a_proposal_says_which_there_are(number: int) -> None:
    with pytest.raises(InvalidInput, match=str(number)):
        adopt_numbered_proposal(number)(journal(), NOW)


def test_on_a_monday_the_change_is_for_today() -> None:
    of = done(set_own_change("rest more"), journal(), at(1))
    assert [g.day for g in of.list_records(Goal)] == [at(1).date()]
    assert set_own_change("rest more")(journal(), at(1)).message == "For today: rest more."


def test_the_next_week_says_what_it_began_with_and_what_became_of_it() -> None:
    of = done(set_own_change("rest more"), journal())
    (made,) = of.list_records(Goal)
    of = of.with_records([made.copy_with(state="not today")])
    later = build_week(of, NOW + timedelta(days=7))
    assert (later.began_with, later.began_state) == ("rest more", "not today")


def test_the_words_of_a_week_hold_nothing_that_stings() -> None:
    for of in (journal(), journal(*full(NOW)), done(set_own_change("rest more"), journal(*full(NOW)))):
        for text in (*format_as_lines(build_week(of, NOW)), format_as_markdown(build_week(of, NOW))):
            assert not NEVER.search(text) and "!" not in text and "%" not in text


def test_the_sentences_of_a_week_have_the_minutes_of_its_page() -> None:
    of = journal(block(0, minutes=35), block(1, "deep work", minutes=90), block(1, "read", 20, 15))
    assert "Networking: 55 min." in format_as_lines(build_week(of, NOW))
    assert not any(line.startswith("Networking") for line in format_as_lines(build_week(journal(), NOW)))


def test_a_quiet_week_is_said_calmly() -> None:
    assert "Nothing is logged this week." in format_as_lines(build_week(journal(), NOW))


def test_markdown_has_the_three_facts_and_the_change() -> None:
    of = done(
        set_own_change("rest more"),
        done(toggle_nice_person("Ana"), journal(person("Ana"), came("Ana", 0.1), block(0, felt=4), mood(0, 4))),
    )
    text = format_as_markdown(build_week(of, NOW))
    assert text.startswith("# Week of 23 – 29 November 2026\n")
    for part in ("**You gave:**", "**What came back:**", "| messages | good | 1 |", "**Nice to talk to:** Ana",
                 "**One change, for Monday 30 November:** rest more"):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("name", NASTY, ids=range(len(NASTY)))
def test_hostile_names_neither_break_the_text_nor_the_markdown(name: str) -> None:
    ana = person("Ana").copy_with(name=f"{name} x", id="ana")
    of = done(toggle_nice_person("ana"), journal(ana, came("Ana", 0.1)))
    text = "\n".join([*format_as_lines(build_week(of, NOW)), format_as_markdown(build_week(of, NOW))])
    assert not HARMFUL.search(text)


def test_hidden_names_are_in_no_line_of_the_week() -> None:
    of = journal(person("Zanzibar"), came("Zanzibar", 4), came("Zanzibar", 0.2))
    of = done(set_own_change("write to Zanzibar"), done(toggle_nice_person("Zanzibar"), of))
    shown = build_week(of, NOW)
    said = [
        *format_as_lines(shown, hide=True),
        format_as_markdown(shown, hide=True),
        *(format_proposal(p, hide=True) for p in shown.proposals),
    ]
    assert not any("Zanzibar" in line for line in said)
    assert any("Zanzibar" in line for line in format_as_lines(shown))


def test_a_week_over_the_turn_of_a_month_names_both() -> None:
    assert format_date_range(build_week(journal(), NOW, date(2026, 11, 30))) == "30 November – 6 December 2026"


def test_a_name_behind_a_boundary_is_kept_out_of_ones_own_words() -> None:
    of = done(set_own_change("write to Zanzibar"), journal(person("Zanzibar")))
    assert build_week(of, NOW).change == "write to Zanzibar"
    assert "Zanzibar" not in build_week(of.with_records([boundary("Zanzibar")]), NOW).change
