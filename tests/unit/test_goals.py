"""Goals: small by design, fitting the day, and never the same kind too soon."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from coach.advice.goals import (
    LEVELS,
    NEEDS,
    REST,
    SMALL_MINUTES,
    catalogue,
    own_templates,
    pick,
    template_of,
    why,
)
from coach.domain.book import EMPTY, Book
from coach.domain.record import Record
from coach.domain.settings import Settings
from tests.unit.books import NOW, block, book, boundary, came, goal, mood, note, person, wrote

ROWS = {"P1", "P2", "P3", "P4", "P5", "C1", "C2", "C3", "C4", "C5", "B1a", "B1b", "B2a", "B2b", "B2c", "B3a", "B3b",
        "B4a", "B4b", "K"}  # fmt: skip


def ids(of: Book, energy: int | None = None) -> list[str]:
    return [template.id for template in pick(of, NOW, energy=energy)]


def done(key: str, days_ago: int) -> Record:
    template = template_of(EMPTY, key)
    return goal(days_ago, "done", template.text, template=key, kind=template.kind, serves=template.serves)


def test_the_catalogue_holds_forty_four_goals() -> None:
    assert [template.id for template in catalogue()] == [f"G{n:02d}" for n in range(1, 45)]


def test_every_row_is_served_by_a_goal() -> None:
    assert {row for template in catalogue() for row in template.serves} == ROWS


def test_a_goal_says_how_big_it_is_and_what_done_means() -> None:
    for template in catalogue():
        assert template.energy in LEVELS
        assert 0 <= template.minutes <= 90
        assert template.kind and template.done_when
        assert not template.needs or template.needs in NEEDS


def test_the_text_of_a_goal_is_one_line_without_a_full_stop() -> None:
    for template in catalogue():
        assert len(template.text) <= 88
        assert not template.text.endswith((".", "!"))
        assert template.text[0].isupper()


def test_taking_the_day_off_is_always_the_last_choice() -> None:
    tired = book(mood(0, 1, energy=1), block(0, minutes=60))
    assert [ids(of)[-1] for of in (EMPTY, tired, book(done(REST, 1)))] == [REST] * 3


def test_the_offer_is_the_same_all_day() -> None:
    of = book(done("G01", 4), mood(0, 4))
    assert pick(of, NOW) == pick(of, NOW + timedelta(hours=9))


def test_the_offer_turns_with_the_day() -> None:
    offers = {pick(EMPTY, NOW + timedelta(days=n))[0].id for n in range(14)}
    assert len(offers) == 14


def test_nothing_asks_for_more_energy_than_there_is() -> None:
    for energy in (1, 2, 3):
        assert max(LEVELS[t.energy] for t in pick(EMPTY, NOW, energy=energy)) <= energy


def test_energy_logged_today_counts() -> None:
    assert ids(book(mood(0, 4, energy=3))) == ids(EMPTY, energy=3)


def test_nothing_takes_longer_than_what_is_left_of_the_limit() -> None:
    assert max(t.minutes for t in pick(book(block(0, minutes=37)), NOW)) <= 8


def test_once_the_limit_is_used_the_day_off_is_all_there_is() -> None:
    assert ids(book(block(0, minutes=45))) == [REST]


def test_without_a_limit_long_goals_are_offered_too() -> None:
    assert "G41" in ids(book(Settings(limit_minutes=0)), energy=3)
    assert "G41" not in ids(EMPTY, energy=3)


@pytest.mark.parametrize("low", [[mood(0, 2)], [mood(0, 4, energy=1)], [goal(1, "not today"), goal(2, "let go")]])
def test_a_low_day_or_two_unfinished_ones_make_it_small(low: list[Record]) -> None:
    offered = pick(book(*low), NOW)
    assert all(t.energy == "low" and t.minutes <= SMALL_MINUTES for t in offered)
    assert len(offered) > 3


def test_on_a_low_day_what_keeps_good_ties_stands_first() -> None:
    offered = pick(book(mood(0, 1)), NOW)
    kind = ["B1a" in template.serves for template in offered[:-1]]
    assert kind == sorted(kind, reverse=True)
    assert kind[0]


def test_after_a_quiet_spell_what_keeps_good_ties_stands_first() -> None:
    silent = book(*(record for n in "abcde" for record in (person(n), wrote(n, 2))))
    assert "B1a" in pick(silent, NOW)[0].serves
    assert all("B1a" in pick(silent, NOW + timedelta(days=n))[0].serves for n in range(5))


@pytest.mark.parametrize(
    ("records", "begins"),
    [
        ([], "a small step for: "),
        ([mood(0, 1)], "today is better kept small"),
        ([done("G13", 4)], "two weeks with little of: "),
    ],
)
def test_an_offer_says_why_in_few_words(records: list[Record], begins: str) -> None:
    of = book(*records)
    said = [why(of, NOW, template) for template in pick(of, NOW)]
    assert said[0].startswith(begins)
    assert said[-1] == "doing nothing is always a choice"
    assert max(map(len, said)) < 60


def test_a_goal_of_ones_own_is_offered_as_such() -> None:
    mine = book(goal(9, text="Call Rosa", kind="own"), goal(5, "done", text="Call Rosa", kind="own"))
    assert why(mine, NOW, own_templates(mine)[0]) == "a goal in your own words"


def test_a_kind_done_in_the_last_three_days_is_left_out() -> None:
    assert not {"G12", "G13", "G14", "G15"} & set(ids(book(done("G13", 3))))
    assert "G13" in ids(book(done("G13", 4)))


def test_a_goal_that_was_not_done_does_not_count_as_done() -> None:
    assert "G13" in ids(book(goal(1, "let go", kind="give")))


def test_what_was_served_least_comes_first() -> None:
    busy = book(*(done(key, ago) for ago, key in enumerate(("G13", "G03", "G04", "G16", "G17"), start=4)))
    offered = pick(busy, NOW)
    assert not {"B1a", "P2", "P3", "P4"} & set(offered[0].serves)
    assert offered.index(template_of(busy, "G01")) > len(offered) // 2


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
    assert key not in ids(EMPTY, energy=3)
    assert key in ids(book(*records), energy=3)


def test_a_goal_of_ones_own_set_twice_becomes_a_template() -> None:
    mine = book(goal(9, "done", "Call aunt Rosa", kind="own"), goal(5, "let go", "call  aunt rosa", kind="own"))
    assert [(t.text, t.kind) for t in own_templates(mine)] == [("call  aunt rosa", "own")]
    assert own_templates(mine)[0].id in ids(mine)


def test_a_goal_of_ones_own_set_once_stays_what_it_was() -> None:
    once = book(
        goal(9, "done", "Call Rosa"),
        goal(9, "done", "Call Rosa"),
        goal(8, template="G01"),
        goal(7, template="G01"),
    )
    assert own_templates(once) == ()


def test_a_template_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        template_of(EMPTY, "G99")


@pytest.mark.parametrize("room", ["goals", "words", "suggestion"])
def test_importing_a_room_reads_no_catalogue(room: str) -> None:
    code = f"import coach.advice.{room}, coach.advice.catalogue as c; print(c.read.cache_info().currsize)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert run.stdout.strip() == "0"
