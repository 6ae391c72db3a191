"""The journal to read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.exporters.markdown import (
    BlockLine,
    GoalLine,
    JournalDay,
    MessageLine,
    MoodLine,
    NoteLine,
    escape_markdown,
    format_journal,
)


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


FULL = JournalDay(
    date(2026, 11, 22),
    goals=(GoalLine("Thank one person", "done", "coffee is made"),),
    moods=(MoodLine(at(14, 5), "good", "some", ("calm",), "Two lines\nof *note*"),),
    blocks=(BlockLine(at(13, 55), at(14, 20), "messages", 25, "write to Priya", "fine"),),
    messages=(MessageLine(at(14, 10), "Wrote to", "Ana [/oops]", "LinkedIn", "Dear Ana"),),
    notes=(NoteLine("takeaway", "Ask first."),),
)


def text(*days: JournalDay) -> str:
    return "".join(format_journal(days))


def test_a_day_reads_as_it_was_lived() -> None:
    assert text(FULL) == (
        "# Journal\n"
        "\n## Sunday 22 November 2026\n\n"
        "- **Goal**: Thank one person (when coffee is made) · done\n"
        "- **Mood** 14:05: good · some energy · calm\n  > Two lines\n  > of \\*note\\*\n"
        "- **Focus** 13:55–14:20: messages, 25 min · write to Priya · felt fine\n"
        "- **Wrote to** 14:10: Ana \\[/oops\\] · LinkedIn\n  > Dear Ana\n"
        "- **Takeaway**\n  > Ask first.\n"
    )


def test_days_without_anything_are_left_out() -> None:
    assert text(JournalDay(date(2026, 11, 21)), FULL).count("## ") == 1


def test_a_whole_day_has_no_hour_and_a_running_block_no_end() -> None:
    day = JournalDay(
        date(2026, 11, 22),
        blocks=(BlockLine(at(9, 0), None, "read", 5),),
        messages=(MessageLine(at(12, 0), "Invited", "Ana", whole_day=True),),
    )
    assert "- **Focus** 09:00: reading, 5 min\n- **Invited**: Ana\n" in text(day)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("# no title", "\\# no title"), ("- no list", "\\- no list"), ("1. no list", "1\\. no list"), ("<b>", "\\<b\\>"),
     ("a_b*c`d", "a\\_b\\*c\\`d"), ("\x1b[31mred", "red"), ("2026 was fine", "2026 was fine")],
)  # fmt: skip
def test_what_somebody_typed_is_shown_as_typed(typed: str, shown: str) -> None:
    assert escape_markdown(typed) == shown


@given(st.text(max_size=120))
def test_no_text_breaks_out_of_its_line(typed: str) -> None:
    day = JournalDay(date(2026, 11, 22), goals=(GoalLine(typed, "open"),), notes=(NoteLine("note", typed),))
    lines = text(day).split("\n")
    assert sum(line.startswith("#") for line in lines) == 2
    assert all(line.startswith(("#", "- **", "  >")) or not line for line in lines)
