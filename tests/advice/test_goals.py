"""Goals: small by design, fitting the day, and never the same kind too soon."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from coach.advice.goals import (
    DAY_OFF_TEMPLATE,
    GOAL_ENERGY_LEVELS,
    GOAL_NEED_CHECKS,
    SMALL_GOAL_MINUTES,
    explain_goal_offer,
    get_goal_template,
    list_own_templates,
    load_goal_templates,
    rank_goals,
)
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.domain.record import Record
from coach.domain.settings import Settings
from tests.journals import NOW, block, boundary, came, goal, journal, mood, note, person, wrote

ROWS = {"P1", "P2", "P3", "P4", "P5", "C1", "C2", "C3", "C4", "C5", "B1a", "B1b", "B2a", "B2b", "B2c", "B3a", "B3b",
        "B4a", "B4b", "K"}  # fmt: skip


def ids(of: Journal, energy: int | None = None) -> list[str]:
    return [template.id for template in rank_goals(of, NOW, energy=energy)]


def done(key: str, days_ago: int) -> Record:
    template = get_goal_template(Journal({}), key)
    return goal(days_ago, "done", template.text, template=key, kind=template.kind, serves=template.serves)


def test_the_catalogue_holds_forty_four_goals() -> None:
    assert [template.id for template in load_goal_templates()] == [f"G{n:02d}" for n in range(1, 45)]


def test_every_row_is_served_by_a_goal() -> None:
    assert {row for template in load_goal_templates() for row in template.serves} == ROWS


def test_somebody_in_another_time_zone_is_named_and_nobody_else() -> None:
    ana, ben = person("Ana", zone="Asia/Tokyo", place="Osaka"), person("Ben", zone="Europe/Berlin")
    of = journal(ana, ben, came("Ana", 30, closed_at=NOW))
    (found,) = [template for template in rank_goals(of, NOW) if template.kind == "elsewhere"]
    assert (found.text, found.name, found.serves) == ("Write a short hello to Ana, in Osaka", "Ana", ("P1", "P4"))
    assert found.is_private and len(explain_goal_offer(of, NOW, found)) < 60
    for more in (boundary("Ana"), wrote("Ana", 3), note("draft", 0, who="Ana")):
        named = [template.name for template in rank_goals(journal(ana, ben, more), NOW) if template.name]
        assert named == ([] if not isinstance(more, Note) else ["Ana"])
    guessed = person("Cleo", zone_guess="America/New_York")
    assert [t.text for t in rank_goals(journal(guessed), NOW) if t.name] == [
        "Write a short hello to Cleo, in another time zone"
    ]


def test_a_goal_says_how_big_it_is_and_what_done_means() -> None:
    for template in load_goal_templates():
        assert template.energy in GOAL_ENERGY_LEVELS
        assert 0 <= template.minutes <= 90
        assert template.kind and template.done_when
        assert not template.needs or template.needs in GOAL_NEED_CHECKS


def test_the_text_of_a_goal_is_one_line_without_a_full_stop() -> None:
    for template in load_goal_templates():
        assert len(template.text) <= 88
        assert not template.text.endswith((".", "!"))
        assert template.text[0].isupper()


def test_taking_the_day_off_is_always_the_last_choice() -> None:
    tired = journal(mood(0, 1, energy=1), block(0, minutes=60))
    assert [ids(of)[-1] for of in (Journal({}), tired, journal(done(DAY_OFF_TEMPLATE, 1)))] == [DAY_OFF_TEMPLATE] * 3


def test_the_offer_is_the_same_all_day() -> None:
    of = journal(done("G01", 4), mood(0, 4))
    assert rank_goals(of, NOW) == rank_goals(of, NOW + timedelta(hours=9))


def test_the_offer_turns_with_the_day() -> None:
    offers = {rank_goals(Journal({}), NOW + timedelta(days=n))[0].id for n in range(14)}
    assert len(offers) >= 12


def test_nothing_asks_for_more_energy_than_there_is() -> None:
    for energy in (1, 2, 3):
        assert max(GOAL_ENERGY_LEVELS[t.energy] for t in rank_goals(Journal({}), NOW, energy=energy)) <= energy


def test_energy_logged_today_counts() -> None:
    assert ids(journal(mood(0, 4, energy=3))) == ids(Journal({}), energy=3)


def test_nothing_takes_longer_than_what_is_left_of_the_limit() -> None:
    assert max(t.minutes for t in rank_goals(journal(block(0, minutes=37)), NOW)) <= 8


def test_once_the_limit_is_used_the_day_off_is_all_there_is() -> None:
    assert ids(journal(block(0, minutes=45))) == [DAY_OFF_TEMPLATE]


def test_without_a_limit_long_goals_are_offered_too() -> None:
    assert "G41" in ids(journal(Settings(limit_minutes=0)), energy=3)
    assert "G41" not in ids(Journal({}), energy=3)


@pytest.mark.parametrize("low", [[mood(0, 2)], [mood(0, 4, energy=1)], [goal(1, "not today"), goal(2, "let go")]])
def test_a_low_day_or_two_unfinished_ones_make_it_small(low: list[Record]) -> None:
    offered = rank_goals(journal(*low), NOW)
    assert all(t.energy == "low" and t.minutes <= SMALL_GOAL_MINUTES for t in offered)
    assert len(offered) > 3


def test_on_a_low_day_what_keeps_good_ties_stands_first() -> None:
    offered = rank_goals(journal(mood(0, 1)), NOW)
    kind = ["B1a" in template.serves for template in offered[:-1]]
    assert kind == sorted(kind, reverse=True)
    assert kind[0]


def test_after_a_quiet_spell_what_keeps_good_ties_stands_first() -> None:
    silent = journal(*(record for n in "abcde" for record in (person(n), wrote(n, 2))))
    assert "B1a" in rank_goals(silent, NOW)[0].serves
    assert all("B1a" in rank_goals(silent, NOW + timedelta(days=n))[0].serves for n in range(5))


@pytest.mark.parametrize(
    ("records", "begins"),
    [
        ([], "a small step towards: "),
        ([mood(0, 1)], "a small goal fits today"),
        ([done("G13", 4)], "something different: "),
    ],
)
def test_an_offer_says_why_in_few_words(records: list[Record], begins: str) -> None:
    of = journal(*records)
    said = [explain_goal_offer(of, NOW, template) for template in rank_goals(of, NOW)]
    assert said[0].startswith(begins)
    assert said[-1] == "doing nothing is always fine"
    assert max(map(len, said)) < 60


def test_a_goal_of_ones_own_is_offered_as_such() -> None:
    mine = journal(goal(9, text="Call Rosa", kind="own"), goal(5, "done", text="Call Rosa", kind="own"))
    assert explain_goal_offer(mine, NOW, list_own_templates(mine)[0]) == "a goal in your own words"


def test_a_kind_done_in_the_last_three_days_is_left_out() -> None:
    assert not {"G12", "G13", "G14", "G15"} & set(ids(journal(done("G13", 3))))
    assert "G13" in ids(journal(done("G13", 4)))


def test_a_goal_that_was_not_done_does_not_count_as_done() -> None:
    assert "G13" in ids(journal(goal(1, "not today", kind="give")))


def test_what_was_served_least_comes_first() -> None:
    busy = journal(*(done(key, ago) for ago, key in enumerate(("G13", "G03", "G04", "G16", "G17"), start=4)))
    offered = rank_goals(busy, NOW)
    assert not set(offered[0].serves) <= {"B1a", "P2", "P3", "P4"}
    assert offered.index(get_goal_template(busy, "G01")) > len(offered) // 2


@pytest.mark.parametrize(
    ("key", "records"),
    [
        ("G02", [person("Ana"), came("Ana", 3)]),
        ("G09", [person("Ana"), wrote("Ana", 9)]),
        ("G10", [person("Ana"), wrote("Ana", 60), person("Bo", "cold"), wrote("Bo", 50)]),
        ("G11", [person("Ana"), came("Ana", 3, "no")]),
        ("G21", [person("Ana"), came("Ana", 1, "request")]),
        ("G28", [note("draft")]),
        ("G31", [note("opportunity")]),
        ("G40", [person("Ana"), boundary("Ana", 1)]),
    ],
)
def test_a_goal_that_needs_something_is_offered_when_it_is_there(key: str, records: list[Record]) -> None:
    assert key not in ids(Journal({}), energy=3)
    assert key in ids(journal(*records), energy=3)


def test_a_goal_of_ones_own_set_twice_becomes_a_template() -> None:
    mine = journal(goal(9, "done", "Call aunt Rosa", kind="own"), goal(5, "let go", "call  aunt rosa", kind="own"))
    assert [(t.text, t.kind) for t in list_own_templates(mine)] == [("call  aunt rosa", "own")]
    assert list_own_templates(mine)[0].id in ids(mine)


def test_a_goal_of_ones_own_set_once_stays_what_it_was() -> None:
    once = journal(
        goal(9, "done", "Call Rosa"),
        goal(9, "done", "Call Rosa"),
        goal(8, template="G01"),
        goal(7, template="G01"),
    )
    assert list_own_templates(once) == ()


def test_a_template_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        get_goal_template(Journal({}), "G99")


@pytest.mark.parametrize("module", ["goals", "rules.sentences", "rules.current_advice"])
def test_importing_a_module_reads_no_catalogue(module: str) -> None:
    code = f"import coach.advice.{module}, coach.advice.catalogue as c; print(c.load_catalogue.cache_info().currsize)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert run.stdout.strip() == "0"
