"""The week: counts of what was done, three proposals that say what they rest on, and one change for Monday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from coach.acts.change import Act
from coach.acts.undo import undo
from coach.acts.week import nice, own, take, take_number
from coach.advice.proposals import current_monday, proposals
from coach.advice.week import Week, markdown, plain, proposed, stretch, week
from coach.desk import Desk
from coach.domain.asked import Review
from coach.domain.book import Book
from coach.domain.goal import Goal
from coach.domain.settings import Settings
from coach.errors import NotUnderstood
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY
from tests.lives_drawn import full
from tests.unit.books import NOW, OFFICE, at, block, book, boundary, came, goal, mood, note, person, wrote
from tests.unit.test_house import NEVER

MONDAY = date(2026, 11, 23)
"""The Monday before NOW, which is a Tuesday."""


def counts(of: Week) -> tuple[list[str], list[str]]:
    return [str(each) for each in of.gave], [str(each) for each in of.came]


def done(act: Act, of: Book, now: datetime = NOW) -> Book:
    """The book after an act."""
    return of.put(act(of, now).puts)


@pytest.mark.parametrize(("day", "monday"), [("2026-11-22", "2026-11-16"), ("2026-11-23", "2026-11-16"),
                                             ("2026-11-24", "2026-11-23"), ("2026-11-29", "2026-11-23")])  # fmt: skip
def test_on_a_monday_one_looks_back_at_the_week_that_is_over(day: str, monday: str) -> None:
    assert current_monday(date.fromisoformat(day)) == date.fromisoformat(monday)


def test_the_change_of_a_week_is_for_the_monday_after_it() -> None:
    assert week(book(), NOW).change_day == MONDAY + timedelta(days=7)
    assert week(book(), at(1)).change_day == at(1).date()


def test_an_answer_is_told_from_a_line_of_ones_own() -> None:
    of = book(person("Ana"), person("Ben"), came("Ana", 1.2), wrote("Ana", 1), wrote("Ben", 1), came("Ben", 0.5))
    assert counts(week(of, NOW)) == (["1 answer", "1 line written"], ["1 answer", "1 line from others"])


def test_a_no_is_an_answer_like_any_other() -> None:
    of = book(person("Ana"), wrote("Ana", 1), came("Ana", 0.5, "no"))
    assert counts(week(of, NOW))[1] == ["1 answer"]


def test_a_kept_promise_was_given_and_one_that_may_rest_was_not() -> None:
    kept = wrote("Ana", 9, "promise", closed_at=at(0))
    rested = wrote("Ben", 9, "promise", closed_at=at(0))
    rest = wrote("Ben", 0, "rest").but(direction="own", at=at(0))
    of = book(person("Ana"), person("Ben"), kept, rested, rest)
    assert counts(week(of, NOW)) == (["1 promise kept"], [])


def test_talks_takeaways_and_goals_are_counted() -> None:
    of = book(
        person("Ana"), came("Ana", 0, "meeting"), note("takeaway"), note("opportunity"), note("gave"), goal(0, "done")
    )
    assert counts(week(of, NOW)) == (["1 thing shared", "1 goal done"], ["1 talk", "1 takeaway", "1 opening"])


def test_a_week_says_what_its_goals_worked_on_in_the_order_of_the_rows() -> None:
    of = book(goal(0, "done", serves=("K", "B1a")), goal(1, "done", serves=("C1",)), goal(1, "let go", serves=("P5",)))
    found = week(of, NOW)
    assert found.serves == ("C1", "B1a", "K")
    assert "Goals worked on: privacy, the ties you have, the balance of it all." in plain(found)
    assert "**Goals worked on:** privacy, the ties you have" in markdown(found)


def test_other_weeks_are_left_out() -> None:
    of = book(person("Ana"), wrote("Ana", 5), block(5, felt=2), mood(5, 1), goal(5, "done"))
    assert week(of, NOW).blank
    assert not week(of, NOW, MONDAY - timedelta(days=7)).blank


def test_blocks_come_with_how_they_felt_and_how_often_they_were_asked() -> None:
    of = week(book(block(0, felt=4), block(1, felt=2), block(1, "read", felt=3), block(1, "write")), NOW)
    assert [(each.name, each.mean, each.n) for each in of.felt] == [("messages", 3.0, 2), ("read", 3.0, 1)]


def test_seven_days_leave_blank_what_was_not_logged() -> None:
    assert week(book(mood(1, 2), mood(1, 4)), NOW).moods == (3.0, None, None, None, None, None, None)


def test_people_stand_in_the_order_of_their_names_and_nobody_behind_a_boundary() -> None:
    of = book(
        *(person(n) for n in ("Zoe", "Ana", "Ben")), *(came(n, 0.1) for n in ("Zoe", "Ana", "Ben")), boundary("Ben")
    )
    assert [talk.name for talk in week(of, NOW).talks] == ["Ana", "Zoe"]


def test_who_was_named_in_the_evening_is_nice_in_the_week() -> None:
    evening = Review(kind="evening", day=NOW.date(), at=NOW, answers={"nice": "ana"})
    assert [talk.nice for talk in week(book(person("Ana"), came("Ana", 0.1), evening), NOW).talks] == [True]


def test_naming_somebody_twice_takes_it_back() -> None:
    of = book(person("Ana"), came("Ana", 0.1))
    once = done(nice("Ana"), of)
    assert [talk.nice for talk in week(once, NOW).talks] == [True]
    assert [talk.nice for talk in week(done(nice("ana"), once), NOW).talks] == [False]


def test_a_stranger_cannot_have_been_nice() -> None:
    with pytest.raises(NotUnderstood):
        nice("Nobody")(book(), NOW)


def test_there_are_always_three_proposals_and_each_says_what_it_rests_on() -> None:
    for of in (book(), book(*full(NOW))):
        found = week(of, NOW).proposals
        assert len(found) == 3 and len({each.text for each in found}) == 3
        assert all(each.text and each.why for each in found)


def test_past_weeks_propose_nothing() -> None:
    assert week(book(), NOW, MONDAY - timedelta(days=14)).proposals == ()
    assert not week(book(), NOW, MONDAY - timedelta(days=14)).open


@pytest.mark.parametrize(("records", "text"), [
    ([person("Sam"), wrote("Sam", 4, "promise", text="an intro")], "Give Sam what you promised"),
    ([person("Sam"), came("Sam", 4)], "Answer Sam first"),
    ([block(n, "read", felt=2) for n in range(3)], "Keep reading blocks to 10 minutes"),
    ([block(n, "write", felt=5) for n in range(3)], "Begin the day with writing"),
    ([Settings(hours=(OFFICE,)), block(0, hour=8), block(1, hour=21)], "Stop networking when your hours end"),
    ([block(0, minutes=50), block(1, minutes=50)], "Stop at 45 minutes a day"),
    ([block(0, drifts=3)], "Give each block a line of intention"),
    ([block(n) for n in range(7)], "Keep two days free of networking"),
])  # fmt: skip
def test_a_proposal_comes_from_the_log(records: list[object], text: str) -> None:
    assert text in [each.text for each in proposals(book(*records), NOW)]  # type: ignore[arg-type]


def test_two_answers_are_too_few_to_say_that_a_kind_of_block_is_heavy() -> None:
    assert not any("read" in each.text for each in proposals(book(*(block(n, "read", felt=1) for n in range(2))), NOW))


def test_somebody_who_was_nice_is_offered_a_coffee() -> None:
    of = done(nice("Ana"), book(person("Ana"), came("Ana", 0.1)))
    texts = [each.text for each in week(of, NOW).proposals]
    assert "Offer Ana a coffee or a short call" in texts


def test_the_same_book_proposes_the_same() -> None:
    records = full(NOW)
    assert week(book(*records), NOW).proposals == week(book(*reversed(records)), NOW).proposals


def test_a_proposal_becomes_mondays_goal_and_a_look_back_in_one_action(folder: object, clock: FakeClock) -> None:
    desk = Desk(folder, clock, device_id="test0001").open()  # type: ignore[arg-type]
    first = week(desk.book, clock.now()).proposals[0]
    assert desk.do(take(first)).says == f"For Monday 30 November: {first.text}."
    (made,) = desk.book.all(Goal)
    assert (made.text, made.day, made.state) == (first.text, MONDAY + timedelta(days=7), "open")
    assert week(desk.book, clock.now()).change == first.text
    desk.do(undo())
    assert desk.book.all(Goal) == () and desk.book.all(Review) == ()


def test_a_second_change_takes_the_place_of_the_first() -> None:
    of = done(own("rest more"), done(own("write less"), book()))
    assert [g.text for g in of.all(Goal)] == ["rest more"]
    assert len(of.all(Review)) == 1 and week(of, NOW).change == "rest more"


def test_own_words_may_have_a_moment() -> None:
    (made,) = done(own("write to Ana when coffee is made"), book()).all(Goal)
    assert (made.text, made.cue) == ("write to Ana", "coffee is made")


def test_an_empty_change_is_no_change() -> None:
    with pytest.raises(NotUnderstood):
        own("  ")


@pytest.mark.parametrize("number", [0, 4, 999])
def test_a_number_without_a_proposal_says_which_there_are(number: int) -> None:
    with pytest.raises(NotUnderstood, match=str(number)):
        take_number(number)(book(), NOW)


def test_on_a_monday_the_change_is_for_today() -> None:
    of = done(own("rest more"), book(), at(1))
    assert [g.day for g in of.all(Goal)] == [at(1).date()]
    assert own("rest more")(book(), at(1)).says == "For today: rest more."


def test_the_next_week_says_what_it_began_with_and_what_became_of_it() -> None:
    of = done(own("rest more"), book())
    (made,) = of.all(Goal)
    of = of.put([made.but(state="not today")])
    later = week(of, NOW + timedelta(days=7))
    assert (later.began_with, later.became) == ("rest more", "not today")


def test_the_words_of_a_week_hold_nothing_that_stings() -> None:
    for of in (book(), book(*full(NOW)), done(own("rest more"), book(*full(NOW)))):
        for text in (*plain(week(of, NOW)), markdown(week(of, NOW))):
            assert not NEVER.search(text) and "!" not in text and "%" not in text


def test_a_quiet_week_is_said_calmly() -> None:
    assert "A quiet week: nothing is logged." in plain(week(book(), NOW))


def test_markdown_has_the_three_facts_and_the_change() -> None:
    of = done(own("rest more"), done(nice("Ana"), book(person("Ana"), came("Ana", 0.1), block(0, felt=4), mood(0, 4))))
    text = markdown(week(of, NOW))
    assert text.startswith("# Week of 23 – 29 November 2026\n")
    for part in ("**You gave:**", "**What came back:**", "| messages | good | 1 |", "**Nice to talk to:** Ana",
                 "**One change, for Monday 30 November:** rest more"):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("name", NASTY, ids=range(len(NASTY)))
def test_hostile_names_neither_break_the_text_nor_the_markdown(name: str) -> None:
    ana = person("Ana").but(name=f"{name} x", id="ana")
    of = done(nice("ana"), book(ana, came("Ana", 0.1)))
    text = "\n".join([*plain(week(of, NOW)), markdown(week(of, NOW))])
    assert not HARMFUL.search(text)


def test_hidden_names_are_in_no_line_of_the_week() -> None:
    of = book(person("Zanzibar"), came("Zanzibar", 4), came("Zanzibar", 0.2))
    of = done(own("write to Zanzibar"), done(nice("Zanzibar"), of))
    shown = week(of, NOW)
    said = [*plain(shown, hide=True), markdown(shown, hide=True), *(proposed(p, hide=True) for p in shown.proposals)]
    assert not any("Zanzibar" in line for line in said)
    assert any("Zanzibar" in line for line in plain(shown))


def test_a_week_over_the_turn_of_a_month_names_both() -> None:
    assert stretch(week(book(), NOW, date(2026, 11, 30))) == "30 November – 6 December 2026"


def test_a_name_behind_a_boundary_is_kept_out_of_ones_own_words() -> None:
    of = done(own("write to Zanzibar"), book(person("Zanzibar")))
    assert week(of, NOW).change == "write to Zanzibar"
    assert "Zanzibar" not in week(of.put([boundary("Zanzibar")]), NOW).change
