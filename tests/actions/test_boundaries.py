"""Boundaries: from then on a name is nowhere, except in the one place that lists them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from coach.actions.boundaries_and_away import (
    extend_boundary,
    lift_boundary,
    parse_boundary_line,
    parse_reason,
    set_boundary,
)
from coach.actions.focus import start_block
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_promise, log_received_message, log_sent_message
from coach.actions.undo import redo_last_action, undo_last_action
from coach.advice import catalogue
from coach.advice.blocked_people import list_boundaries, list_shown_people, redact_blocked_names
from coach.advice.catalogue import create_editable_list
from coach.advice.checklists_and_help_lines import REPORT_STEPS_FILE, find_report_steps
from coach.advice.find_people_by_name import find_people_by_name, is_blocked_name
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.outreach.reply_outcomes import list_reply_outcomes
from coach.advice.outreach.working_days import make_calendar
from coach.advice.rules.current_advice import choose_suggestions
from coach.domain.boundary import BOUNDARY_REASONS, Boundary
from coach.domain.message import Message
from coach.domain.person import Person
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from tests.conftest import FakeClock

NAME = "Quirin Zabel"


@pytest.fixture
def met(service: CoachService, clock: FakeClock) -> CoachService:
    """A folder in which somebody is everywhere, and somebody else stands beside them."""
    service.execute(log_sent_message(f"{NAME} @linkedin #cold"))
    service.execute(log_sent_message("Ana Lee"))
    service.execute(log_promise(NAME, "an intro"))
    clock.forward(hours=1)
    service.execute(log_received_message(NAME))
    service.execute(set_own_goal(f"write to Quirin when {NAME} answers"))
    service.execute(log_mood(2, note=f"{NAME} was rude, quirin again"))
    service.execute(start_block("messages", 25, intention=f"tell {NAME} no"))
    clock.forward(days=1)
    return service


def test_a_boundary_takes_somebody_off_every_list_and_statistic(met: CoachService, clock: FakeClock) -> None:
    counted = len(list_reply_outcomes(met.journal, make_calendar(met.journal, clock.now())))
    met.execute(set_boundary(NAME, "harsh"))
    assert [p.name for p in list_shown_people(met.journal)] == ["Ana Lee"]
    assert find_people_by_name(met.journal, "quirin") == () and find_people_by_name(met.journal, "za") == ()
    assert [w.name for w in list_open_conversations(met.journal, clock.now())] == ["Ana Lee"]
    assert len(list_reply_outcomes(met.journal, make_calendar(met.journal, clock.now()))) < counted


def test_a_reason_may_stand_behind_the_name_unless_somebody_is_called_that(met: CoachService) -> None:
    assert parse_boundary_line(f"{NAME} harsh", met.journal) == (NAME, "harsh")
    assert parse_boundary_line(f"{NAME} Inappropriate", met.journal) == (NAME, "inappropriate")
    assert parse_boundary_line(NAME, met.journal) == (NAME, "other") and parse_boundary_line("harsh", met.journal) == (
        "harsh",
        "other",
    )
    met.execute(log_sent_message("Ron Harsh"))
    assert parse_boundary_line("Ron Harsh", met.journal) == ("Ron Harsh", "other")


def test_undo_names_a_boundary_and_not_its_line(met: CoachService) -> None:
    met.execute(set_boundary(NAME, "harsh"))
    assert met.execute(undo_last_action()).message == "Undone: the boundary."
    assert met.execute(redo_last_action()).message == "Redone: the boundary."
    met.execute(lift_boundary(NAME))
    assert met.execute(undo_last_action()).message == "Undone: lifting a boundary."


def test_no_view_of_the_day_holds_the_name(met: CoachService, clock: FakeClock) -> None:
    met.execute(set_boundary(NAME, "harsh"))
    clock.forward(days=-1)  # the day of the goal, the mood and the block
    day = met.build_day()
    shown = repr(asdict(day) | {"block": day.running_block and day.running_block.intention})
    assert "Quirin" not in shown and "Zabel" not in shown and "quirin" not in shown
    assert day.goal is not None and day.goal.text == "write to …" and day.goal.trigger == "… answers"


def test_no_suggestion_names_them_on_any_of_thirty_days(met: CoachService, clock: FakeClock) -> None:
    met.execute(set_boundary(NAME, "harsh"))
    for _ in range(30):
        said = choose_suggestions(met.journal, clock.now())
        assert "Quirin" not in f"{said.first}{said.second}"
        clock.forward(days=1)


def test_what_is_said_about_a_boundary_holds_no_name(met: CoachService) -> None:
    for action in (set_boundary(NAME, "other", note=f"{NAME} shouted"), undo_last_action(), redo_last_action()):
        assert "Quirin" not in met.execute(action).message


def test_undo_brings_everything_back(met: CoachService, clock: FakeClock) -> None:
    before = list_open_conversations(met.journal, clock.now())
    met.execute(set_boundary(NAME))
    met.execute(undo_last_action())
    assert list_open_conversations(met.journal, clock.now()) == before and list_boundaries(met.journal) == ()


def test_logging_a_message_by_the_name_makes_no_namesake_by_accident(met: CoachService) -> None:
    met.execute(set_boundary(NAME))
    with pytest.raises(CoachError, match="You set a boundary for this person") as told:
        met.execute(log_sent_message(NAME))
    assert "Quirin" not in str(told.value)
    met.execute(log_sent_message(f"+{NAME}"))
    assert [p.name for p in list_shown_people(met.journal)] == ["Ana Lee", NAME]


def test_the_one_place_that_lists_them_knows_reason_steps_and_note(met: CoachService, clock: FakeClock) -> None:
    change = met.execute(set_boundary(NAME, "inappropriate", note="at the fair"))
    met.execute(extend_boundary(change.record_id, boundary_step="blocked"))
    met.execute(extend_boundary(change.record_id, boundary_step="blocked"))
    met.execute(extend_boundary(change.record_id, boundary_step="reported", note="told the organisers"))
    ((boundary, person),) = list_boundaries(met.journal)
    assert person is not None and person.name == NAME
    assert boundary.steps == ("blocked", "reported") and boundary.note == "at the fair\ntold the organisers"


def test_a_boundary_can_be_lifted_by_its_name(met: CoachService) -> None:
    met.execute(set_boundary(NAME))
    assert is_blocked_name(met.journal, "quirin zabel")
    met.execute(lift_boundary("quirin zabel"))
    assert list_boundaries(met.journal) == () and len(list_shown_people(met.journal)) == 2
    with pytest.raises(CoachError, match="no boundary with that name"):
        met.execute(lift_boundary(NAME))


def test_two_boundaries_of_one_name_are_told_apart_by_their_day_and_an_id(met: CoachService, clock: FakeClock) -> None:
    met.execute(set_boundary(NAME))
    clock.forward(days=40)
    met.execute(log_sent_message(f"+{NAME} @x"))
    met.execute(set_boundary(f"{NAME} @x"))
    newer, older = list_boundaries(met.journal)
    with pytest.raises(CoachError, match="2 boundaries have that name: since ") as found:
        met.execute(lift_boundary(NAME))
    listed = re.findall(r"since ([\w ]+) \(--id (\w{8})\)", str(found.value))
    assert {day.split()[1] for day, _ in listed} == {f"{newer[0].at:%B}", f"{older[0].at:%B}"}
    (shown,) = [key for _, key in listed if newer[0].person.startswith(key)]
    met.execute(lift_boundary(shown))
    assert list_boundaries(met.journal) == (older,)


def test_records_stay_as_they_are_behind_a_boundary(met: CoachService) -> None:
    kept = {m.id for m in met.journal.list_records(Message)}
    met.execute(set_boundary(NAME))
    assert {m.id for m in met.journal.list_records(Message)} == kept
    assert any(p.name == NAME for p in met.journal.list_records(Person))


def test_a_first_name_stays_where_somebody_else_has_it_too(met: CoachService) -> None:
    met.execute(log_sent_message("Quirin Ott"))
    met.execute(set_boundary(NAME))
    assert redact_blocked_names(met.journal, f"ask Quirin, not {NAME}") == "ask Quirin, not …"


def test_a_first_name_stays_where_somebody_with_a_title_has_it_too(met: CoachService) -> None:
    met.execute(log_sent_message("Prof. Quirin Ott"))
    met.execute(set_boundary(NAME))
    assert redact_blocked_names(met.journal, f"ask Quirin, not {NAME}") == "ask Quirin, not …"


def test_words_that_hold_a_name_inside_them_stay(met: CoachService) -> None:
    met.execute(set_boundary(NAME))
    assert redact_blocked_names(met.journal, "Quirinus and zabelin") == "Quirinus and zabelin"


@pytest.mark.parametrize(("word", "reason"), [("harsh", "harsh"), ("IN", "inappropriate"), ("o", "other")])
def test_a_reason_may_be_begun(word: str, reason: str) -> None:
    assert parse_reason(word) == reason


def test_an_unknown_reason_lists_the_known_ones() -> None:
    with pytest.raises(CoachError, match="harsh, inappropriate, other"):
        parse_reason("weather")
    assert set(BOUNDARY_REASONS) == {"harsh", "inappropriate", "other"}


@pytest.mark.parametrize("via", ["linkedin", "LinkedIn", "x", "twitter", "e-mail", "mail", "mastodon", "phone", ""])
def test_every_channel_has_steps_with_the_day_they_were_checked(via: str) -> None:
    found = find_report_steps(via)
    assert found.block and found.report and found.checked_on >= date(2026, 11, 1) and found.source
    assert all(len(row) <= 90 for row in (*found.block, *found.report))


def test_the_four_named_channels_are_there_by_name() -> None:
    assert {"linkedin", "x", "e-mail", "mastodon"} <= set(catalogue.load_catalogue("report_steps")["channels"])


def test_an_edited_list_of_steps_is_used_and_a_damaged_one_passed_over(tmp_path: Path) -> None:
    place = create_editable_list(REPORT_STEPS_FILE, tmp_path)
    plain = json.loads(place.read_text(encoding="utf-8"))
    plain["channels"]["linkedin"] |= {"block": ["Mine."], "title": "LinkedIn, in the app on my phone and on the web"}
    plain["channels"]["x"] = {"title": "X"}
    place.write_text(json.dumps(plain), encoding="utf-8")
    mine = find_report_steps("linkedin", folder=tmp_path)
    assert (mine.block, mine.title) == (("Mine.",), "LinkedIn, in the app on my phone and on the web")
    assert find_report_steps("x", folder=tmp_path) == find_report_steps("x")
    assert create_editable_list(REPORT_STEPS_FILE, tmp_path) == place and find_report_steps(
        "linkedin", folder=tmp_path
    ).block == ("Mine.",)
    place.write_text("[", encoding="utf-8")
    assert find_report_steps("linkedin", folder=tmp_path) == find_report_steps("linkedin")


def test_the_copy_of_the_steps_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert create_editable_list(REPORT_STEPS_FILE, tmp_path / "new").stat().st_mode & 0o777 == 0o600


def test_a_step_that_is_none_is_refused(met: CoachService) -> None:
    change = met.execute(set_boundary(NAME))
    with pytest.raises(CoachError, match="blocked or reported"):
        met.execute(extend_boundary(change.record_id, boundary_step="shouted"))
    assert met.journal.get_record(Boundary, change.record_id) is not None


# Somebody of whom nothing is logged


def test_a_rude_stranger_is_blocked_without_a_message_logged_first(met: CoachService) -> None:
    change = met.execute(set_boundary("Vera Stone", "harsh"))
    assert "Vera" not in change.message
    assert [p.name for _, p in list_boundaries(met.journal) if p is not None] == ["Vera Stone"]
    assert find_people_by_name(met.journal, "vera") == () and is_blocked_name(met.journal, "Vera Stone")
    with pytest.raises(InvalidInput, match="You set a boundary for this person"):
        met.execute(set_boundary("vera stone"))
    met.execute(undo_last_action())
    assert not is_blocked_name(met.journal, "Vera Stone") and find_people_by_name(met.journal, "vera") == ()


@pytest.mark.parametrize("typed", ["Ana Lea", "Anna Lee", "Ana  Leee"])
def test_a_name_nearly_like_a_known_one_is_asked_about_before_it_is_blocked(met: CoachService, typed: str) -> None:
    with pytest.raises(InvalidInput, match="Did you mean Ana Lee"):
        met.execute(set_boundary(typed))
    met.execute(set_boundary(f"+{typed}"))
    assert [p.name for _, p in list_boundaries(met.journal) if p is not None] == [" ".join(typed.split())]
    assert [p.name for p in list_shown_people(met.journal)] == ["Ana Lee", NAME]
