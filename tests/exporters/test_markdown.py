"""The journal to read."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.exporters.markdown import (
    escape_markdown,
    format_block,
    format_goal,
    format_journal,
    format_message,
    format_mood,
    format_note,
)

DAY = date(2026, 11, 22)


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


def text(*entries: str) -> str:
    return "".join(format_journal({DAY: entries}))


def test_a_day_reads_as_it_was_lived() -> None:
    block = FocusBlock(started_at=at(13, 55), ended_at=at(14, 20), intention="write to Priya", felt=3)
    assert text(
        format_goal(Goal(day=DAY, text="Thank one person", state="done", cue="coffee is made")),
        format_mood(Mood(at=at(14, 5), value=4, energy=2, words=("calm",), note="Two lines\nof *note*")),
        format_block(block, timedelta(minutes=25)),
        format_message(Message(person="a", at=at(14, 10), channel="linkedin", text="Dear Ana"), "Ana [/oops]"),
        format_note(Note(at=at(15, 0), kind="takeaway", text="Ask first.")),
    ) == (
        "# Journal\n"
        "\n## Sunday 22 November 2026\n\n"
        "- **Goal**: Thank one person (when coffee is made) · done\n"
        "- **Mood** 14:05: good · some energy · calm\n  > Two lines\n  > of \\*note\\*\n"
        "- **Focus** 13:55–14:20: messages, 25 min · write to Priya · felt okay\n"
        "- **Wrote to** 14:10: Ana \\[/oops\\] · LinkedIn\n  > Dear Ana\n"
        "- **Takeaway**\n  > Ask first.\n"
    )


def test_a_whole_day_has_no_hour_and_a_running_block_no_end() -> None:
    invited = Message(person="a", at=at(12, 0), kind="invitation", whole_day=True)
    assert format_message(invited, "Ana") == "- **Invited**: Ana"
    asked = Message(person="a", at=at(12, 0), direction="in", kind="request", channel="linkedin", text="to connect")
    assert format_message(asked, "Ana") == "- **Asked by** 12:00: Ana · LinkedIn\n  > to connect"
    assert (
        format_block(FocusBlock(started_at=at(9, 0), kind="read"), timedelta(minutes=5))
        == "- **Focus** 09:00: reading, 5 min"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("# no title", "\\# no title"), ("- no list", "\\- no list"), ("1. no list", "1\\. no list"), ("<b>", "\\<b\\>"),
     ("a_b*c`d", "a\\_b\\*c\\`d"), ("\x1b[31mred", "red"), ("2026 was fine", "2026 was fine")],
)  # fmt: skip
def test_what_somebody_typed_is_shown_as_typed(typed: str, shown: str) -> None:
    assert escape_markdown(typed) == shown


@given(st.text(max_size=120))
def test_no_text_breaks_out_of_its_line(typed: str) -> None:
    lines = text(format_goal(Goal(day=DAY, text=typed)), format_note(Note(at=at(9, 0), text=typed))).split("\n")
    assert sum(line.startswith("#") for line in lines) == 2
    assert all(line.startswith(("#", "- **", "  >")) or not line for line in lines)


@pytest.mark.parametrize(
    ("began", "minutes", "span"),
    [
        ("2026-03-29T01:30:00+01:00", 60, "01:30–03:30"),  # the clocks of Berlin went from 02:00 to 03:00
        ("2026-10-25T02:30:00+02:00", 60, "02:30–02:30"),  # and from 03:00 back to 02:00
        ("2026-03-29T01:30:00+09:00", 60, "01:30–02:30"),  # in Tokyo they did not
    ],
)
def test_a_block_ends_when_the_clocks_of_its_place_say(
    monkeypatch: pytest.MonkeyPatch, began: str, minutes: int, span: str
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    start = datetime.fromisoformat(began)
    block = FocusBlock(started_at=start, ended_at=start + timedelta(minutes=minutes), kind="messages")
    try:
        assert format_block(block, timedelta(minutes=minutes)) == f"- **Focus** {span}: messages, 60 min"
    finally:
        monkeypatch.undo()
        time.tzset()
