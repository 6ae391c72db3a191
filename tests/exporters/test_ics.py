"""Follow-ups and meetings as iCalendar, re-read by libraries that did not write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.text import clean_text
from coach.exporters.ics import FOLD_OCTETS, FollowUp, Meeting, fold_line, format_events, format_todos

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=1)))
DAY = date(2026, 11, 24)
ANA = FollowUp("7f3a", DAY, "Write to Ana; coffee, perhaps", changed_at=NOW)


def parsed(text: str, kind: str = "VEVENT") -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk(kind))


def test_a_follow_up_is_read_back_by_another_library() -> None:
    (event,) = parsed(format_events([ANA], [], NOW))
    assert event["SUMMARY"] == "Write to Ana; coffee, perhaps"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DAY, DAY + timedelta(days=1))
    assert (event["UID"], event["STATUS"]) == ("followup-7f3a@networking-coach", "CONFIRMED")
    assert (event["TRANSP"], event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == ("TRANSPARENT", NOW, NOW)


def test_a_second_library_reads_the_same() -> None:
    calendar: Any = vobject.readOne(format_events([ANA], [], NOW))
    assert calendar.vevent.summary.value == ANA.title
    assert calendar.vevent.dtstart.value == DAY


def test_the_alarm_stands_last_and_says_what_it_is_about() -> None:
    text = format_events([ANA], [], NOW)
    assert text.split("END:VALARM")[1] == "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    (alarm,) = parsed(text, "VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt, alarm["DESCRIPTION"]) == (
        "DISPLAY",
        timedelta(hours=9),
        ANA.title,
    )


def test_to_dos_and_events_never_share_a_file() -> None:
    assert parsed(format_todos([ANA], NOW)) == []
    assert parsed(format_events([ANA], [], NOW), "VTODO") == []
    (todo,) = parsed(format_todos([ANA], NOW), "VTODO")
    assert (todo["DUE"].dt, todo["STATUS"]) == (DAY, "NEEDS-ACTION")


def test_a_meeting_takes_its_time_and_has_no_alarm() -> None:
    text = format_events([], [Meeting("9", AT, "Tea with Ana")], NOW)
    (event,) = parsed(text)
    assert (event["UID"], event["TRANSP"]) == ("meeting-9@networking-coach", "OPAQUE")
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)
    assert parsed(text, "VALARM") == []


def test_the_head_says_what_importers_ask_for() -> None:
    calendar = icalendar.Calendar.from_ical(format_events([], [], NOW))
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert "PRODID" in calendar


@given(st.text(max_size=300))
def test_lines_are_at_most_75_octets_and_no_character_is_split(text: str) -> None:
    line = clean_text(text, 300)
    pieces = list(fold_line(line))
    assert all(len(piece.encode()) <= FOLD_OCTETS for piece in pieces)
    assert "".join(piece[1:] if number else piece for number, piece in enumerate(pieces)) == line


@given(st.text(max_size=200))
def test_any_title_comes_back_clean(title: str) -> None:
    (event,) = parsed(format_events([FollowUp("1", DAY, title)], [], NOW))
    assert str(event.get("SUMMARY", "")) == clean_text(title)


@pytest.mark.parametrize("title", ["BEGIN:VEVENT", "x\r\nATTENDEE:mailto:a@b.c", "END:VCALENDAR\n"])
def test_a_title_cannot_write_properties(title: str) -> None:
    (event,) = parsed(format_events([FollowUp("1", DAY, title)], [], NOW))
    assert "ATTENDEE" not in event
