"""Boundaries: from then on a name is nowhere, except in the one place that lists them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from coach.acts.boundary import add, draw, lift, read, reason_named
from coach.acts.focus import start
from coach.acts.goal import own
from coach.acts.mood import log
from coach.acts.outreach import promised, sent, wrote
from coach.acts.undo import redo, undo
from coach.advice import catalogue
from coach.advice.boundary import STEPS_FILE, behind, hushed, is_behind, steps
from coach.advice.catalogue import create_editable_list
from coach.advice.people import matching, people
from coach.advice.suggestion import suggest
from coach.advice.threads import history
from coach.advice.waiting import waiting
from coach.desk import Desk
from coach.domain.boundary import REASONS, Boundary
from coach.domain.outreach import Message
from coach.domain.person import Person
from coach.errors import CoachError
from tests.conftest import FakeClock

NAME = "Quirin Zabel"


@pytest.fixture
def met(desk: Desk, clock: FakeClock) -> Desk:
    """A desk on which somebody is everywhere, and somebody else stands beside them."""
    desk.do(sent(f"{NAME} @linkedin #cold"))
    desk.do(sent("Ana Lee"))
    desk.do(promised(NAME, "an intro"))
    clock.forward(hours=1)
    desk.do(wrote(NAME))
    desk.do(own(f"write to Quirin when {NAME} answers"))
    desk.do(log(2, note=f"{NAME} was rude, quirin again"))
    desk.do(start("messages", 25, intention=f"tell {NAME} no"))
    clock.forward(days=1)
    return desk


def test_a_boundary_takes_somebody_off_every_list_and_statistic(met: Desk, clock: FakeClock) -> None:
    counted = sum(len(rows) for rows in history(met.book, clock.now()).values())
    met.do(draw(NAME, "harsh"))
    assert [p.name for p in people(met.book)] == ["Ana Lee"]
    assert matching(met.book, "quirin") == () and matching(met.book, "za") == ()
    assert [w.name for w in waiting(met.book, clock.now())] == ["Ana Lee"]
    assert sum(len(rows) for rows in history(met.book, clock.now()).values()) < counted


def test_a_reason_may_stand_behind_the_name_unless_somebody_is_called_that(met: Desk) -> None:
    assert read(f"{NAME} harsh", met.book) == (NAME, "harsh")
    assert read(f"{NAME} Inappropriate", met.book) == (NAME, "inappropriate")
    assert read(NAME, met.book) == (NAME, "other") and read("harsh", met.book) == ("harsh", "other")
    met.do(sent("Ron Harsh"))
    assert read("Ron Harsh", met.book) == ("Ron Harsh", "other")


def test_undo_names_a_boundary_and_not_its_line(met: Desk) -> None:
    met.do(draw(NAME, "harsh"))
    assert met.do(undo()).says == "Undone: the boundary."
    assert met.do(redo()).says == "Done again: the boundary."
    met.do(lift(NAME))
    assert met.do(undo()).says == "Undone: the lifting of a boundary."


def test_no_view_of_the_day_holds_the_name(met: Desk, clock: FakeClock) -> None:
    met.do(draw(NAME, "harsh"))
    clock.forward(days=-1)  # the day of the goal, the mood and the block
    day = met.day()
    shown = repr(asdict(day) | {"block": day.block and day.block.intention})
    assert "Quirin" not in shown and "Zabel" not in shown and "quirin" not in shown
    assert day.goal is not None and day.goal.text == "write to …" and day.goal.cue == "… answers"


def test_no_suggestion_names_them_on_any_of_thirty_days(met: Desk, clock: FakeClock) -> None:
    met.do(draw(NAME, "harsh"))
    for _ in range(30):
        said = suggest(met.book, clock.now())
        assert "Quirin" not in f"{said.line}{said.quiet}"
        clock.forward(days=1)


def test_what_is_said_about_a_boundary_holds_no_name(met: Desk) -> None:
    for act in (draw(NAME, "other", note=f"{NAME} shouted"), undo(), redo()):
        assert "Quirin" not in met.do(act).says


def test_undo_brings_everything_back(met: Desk, clock: FakeClock) -> None:
    before = waiting(met.book, clock.now())
    met.do(draw(NAME))
    met.do(undo())
    assert waiting(met.book, clock.now()) == before and behind(met.book) == ()


def test_logging_a_message_by_the_name_makes_no_namesake_by_accident(met: Desk) -> None:
    met.do(draw(NAME))
    with pytest.raises(CoachError, match="There is a boundary here") as told:
        met.do(sent(NAME))
    assert "Quirin" not in str(told.value)
    met.do(sent(f"+{NAME}"))
    assert [p.name for p in people(met.book)] == ["Ana Lee", NAME]


def test_the_one_place_that_lists_them_knows_reason_steps_and_note(met: Desk, clock: FakeClock) -> None:
    change = met.do(draw(NAME, "inappropriate", note="at the fair"))
    met.do(add(change.about, step="blocked"))
    met.do(add(change.about, step="blocked"))
    met.do(add(change.about, step="reported", note="told the organisers"))
    ((boundary, person),) = behind(met.book)
    assert person is not None and person.name == NAME
    assert boundary.steps == ("blocked", "reported") and boundary.note == "at the fair\ntold the organisers"


def test_a_boundary_can_be_lifted_by_its_name(met: Desk) -> None:
    met.do(draw(NAME))
    assert is_behind(met.book, "quirin zabel")
    met.do(lift("quirin zabel"))
    assert behind(met.book) == () and len(people(met.book)) == 2
    with pytest.raises(CoachError, match="no boundary with that name"):
        met.do(lift(NAME))


def test_records_stay_as_they_are_behind_a_boundary(met: Desk) -> None:
    kept = {m.id for m in met.book.all(Message)}
    met.do(draw(NAME))
    assert {m.id for m in met.book.all(Message)} == kept
    assert any(p.name == NAME for p in met.book.all(Person))


def test_a_first_name_stays_where_somebody_else_has_it_too(met: Desk) -> None:
    met.do(sent("Quirin Ott"))
    met.do(draw(NAME))
    assert hushed(met.book, f"ask Quirin, not {NAME}") == "ask Quirin, not …"


def test_words_that_hold_a_name_inside_them_stay(met: Desk) -> None:
    met.do(draw(NAME))
    assert hushed(met.book, "Quirinus and zabelin") == "Quirinus and zabelin"


@pytest.mark.parametrize(("word", "reason"), [("harsh", "harsh"), ("IN", "inappropriate"), ("o", "other")])
def test_a_reason_may_be_begun(word: str, reason: str) -> None:
    assert reason_named(word) == reason


def test_an_unknown_reason_lists_the_known_ones() -> None:
    with pytest.raises(CoachError, match="harsh, inappropriate, other"):
        reason_named("weather")
    assert set(REASONS) == {"harsh", "inappropriate", "other"}


@pytest.mark.parametrize("via", ["linkedin", "LinkedIn", "x", "twitter", "e-mail", "mail", "mastodon", "phone", ""])
def test_every_channel_has_steps_with_the_day_they_were_checked(via: str) -> None:
    found = steps(via)
    assert found.block and found.report and found.checked_on >= date(2026, 11, 1) and found.source
    assert all(len(row) <= 90 for row in (*found.block, *found.report))


def test_the_four_named_channels_are_there_by_name() -> None:
    assert {"linkedin", "x", "e-mail", "mastodon"} <= set(catalogue.read("report_steps")["channels"])


def test_an_edited_list_of_steps_is_used_and_a_damaged_one_passed_over(tmp_path: Path) -> None:
    place = create_editable_list(STEPS_FILE, tmp_path)
    plain = json.loads(place.read_text(encoding="utf-8"))
    plain["channels"]["linkedin"]["block"] = ["Mine."]
    plain["channels"]["x"] = {"title": "X"}
    place.write_text(json.dumps(plain), encoding="utf-8")
    assert steps("linkedin", folder=tmp_path).block == ("Mine.",)
    assert steps("x", folder=tmp_path) == steps("x")
    assert create_editable_list(STEPS_FILE, tmp_path) == place and steps("linkedin", folder=tmp_path).block == (
        "Mine.",
    )
    place.write_text("[", encoding="utf-8")
    assert steps("linkedin", folder=tmp_path) == steps("linkedin")


def test_the_copy_of_the_steps_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert create_editable_list(STEPS_FILE, tmp_path / "new").stat().st_mode & 0o777 == 0o600


def test_a_step_that_is_none_is_refused(met: Desk) -> None:
    change = met.do(draw(NAME))
    with pytest.raises(CoachError, match="blocked or reported"):
        met.do(add(change.about, step="shouted"))
    assert met.book.get(Boundary, change.about) is not None
