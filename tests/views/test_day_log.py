"""Everything of one day in plain text, without anybody blocked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from coach.actions import boundaries_and_away, focus, moods, notes, opportunities_and_events
from coach.actions import outreach as outreach_actions
from coach.actions.backdate import backdate_to_typed_time
from coach.cli.main import run_command_line
from coach.run_export import export_markdown
from coach.service import CoachService
from coach.views.day_log import build_day_log, format_day_log
from tests.conftest import FakeClock
from tests.shifted_clock import start_clocks_at


def test_a_day_holds_all_that_was_logged_and_nobody_blocked(service: CoachService, clock: FakeClock) -> None:
    service.execute(moods.log_mood(2, note="a call with Ron"))
    service.execute(outreach_actions.log_sent_message("Ana Lee @linkedin : about queues"))
    service.execute(outreach_actions.log_sent_message("Ron Harsh : hello"))
    service.execute(notes.write_note("takeaway", "queues hide latency"))
    service.execute(opportunities_and_events.save_opportunity("a role at Acme"))
    service.execute(opportunities_and_events.save_event("Trade fair, today, Leipzig"))
    service.execute(boundaries_and_away.set_boundary("Ron Harsh"))
    day = service.now().date()
    clock.forward(days=2)
    text = "\n".join(format_day_log(day, build_day_log(service.journal, day, service.now())))
    for words in ("low", "you wrote to: Ana Lee, LinkedIn: about queues", "takeaway: queues", "a role", "Leipzig"):
        assert words in text
    assert "Ron" not in text
    assert format_day_log(date(2026, 1, 1), build_day_log(service.journal, date(2026, 1, 1), service.now()))[
        0
    ].endswith("logged.")


def test_a_block_stands_with_the_time_that_counts_as_in_every_other_number(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(focus.start_block("read", 30))
    clock.forward(minutes=10)
    service.execute(focus.toggle_pause())
    clock.forward(minutes=7)
    service.execute(focus.toggle_pause())
    clock.forward(minutes=5)
    service.execute(focus.stop_block())
    service.execute(focus.start_block("messages", 20))
    clock.forward(hours=3)  # left running
    text = "\n".join(
        format_day_log(service.now().date(), build_day_log(service.journal, service.now().date(), service.now()))
    )
    assert "focus: reading, 15 min" in text and "focus: messages, 20 min" in text


def test_a_message_of_which_only_the_day_was_said_stands_without_an_hour(service: CoachService) -> None:
    """Noon is how such a message is stored, and nobody said that it was noon."""
    service.execute(backdate_to_typed_time(outreach_actions.log_sent_message("Ana"), "yesterday"))
    service.execute(backdate_to_typed_time(outreach_actions.log_sent_message("Ben"), "yesterday 9:00"))
    day = service.now().date() - timedelta(days=1)
    rows = format_day_log(day, build_day_log(service.journal, day, service.now()))[1:]
    assert [row.split() for row in rows] == ["you wrote to: Ana".split(), "09:00 you wrote to: Ben".split()]


@pytest.mark.parametrize("words", [[], ["today"], ["yesterday"], ["monday"], ["12", "November"], ["2026-11-12"]])
def test_a_day_is_named_in_any_usual_way(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["day", *words]) == 0
    assert "nothing is logged" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "shown"), [("2026-11-25", "Wednesday 25"), ("24 Nov", "Tuesday 24"),
                                              ("today", "Tuesday 24"), ("", "Tuesday 24")])  # fmt: skip
def test_after_midnight_a_date_is_its_own_day_and_today_the_one_before(
    words: str, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start_clocks_at(datetime(2026, 11, 25, 0, 30).astimezone(), monkeypatch)
    assert run_command_line(["day", *words.split()]) == 0
    assert capsys.readouterr().out.startswith(f"{shown} November 2026: nothing is logged")


def test_what_is_no_day_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["day", "soon"]) == 2
    assert "Try 2026-11-12" in capsys.readouterr().err


def test_the_minutes_of_blocks_that_overlap_stand_once_in_the_day_and_in_the_journal(
    service: CoachService, clock: FakeClock
) -> None:
    for kind, minutes, start in (("messages", 60, "14:00"), ("read", 60, "14:30"), ("write", 45, "15:15")):
        service.execute(backdate_to_typed_time(focus.log_past_block(kind, minutes), f"yesterday {start}"))
    day = service.now().date() - timedelta(days=1)
    blocks = [entry.text for entry in build_day_log(service.journal, day, service.now())]
    assert blocks == ["messages, 60 min", "reading, 30 min", "writing, 30 min"]
    journal = export_markdown(service.journal, service.now())
    assert all(f"{kind}, {n} min" in journal for kind, n in (("messages", 60), ("reading", 30), ("writing", 30)))
