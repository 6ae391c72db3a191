"""Keep follow-ups, meetings and events as one calendar file, rewritten after saves that change it."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from coach.atomic_file import read_text_file, write_private_file
from coach.domain.event import Event
from coach.domain.journal import Journal
from coach.exporters.ics import FollowUp, Meeting, format_events
from coach.run_export import list_follow_ups, list_meetings


def update_calendar_file(journal: Journal, now: datetime) -> bool:
    """Write the calendar file if one is set and its content has changed; return whether it was written.

    Never raises: the data is saved, and the next save writes the file if it cannot be written now.
    """
    path = Path(journal.settings.calendar_file)
    if not path.is_absolute() or path.suffix.lower() != ".ics":  # none is set, or the data file was damaged by hand
        return False
    with suppress(OSError, ValueError):
        text = build_calendar(journal, now)
        known = _read_text(path)
        if known and not known.startswith("BEGIN:VCALENDAR"):
            return False  # the settings may come from elsewhere, so no file of another kind is replaced
        if not path.parent.is_dir() or _without_stamps(known) == _without_stamps(text):
            return False
        write_private_file(Path(os.path.realpath(path)), text.encode())
        return True
    return False


def build_calendar(journal: Journal, now: datetime) -> str:
    """Return the text of the calendar, without names if the settings say so."""
    shows_names = journal.settings.calendar_names
    today = journal.settings.day_of(now)
    follow_ups = [
        FollowUp(one.id, one.day, one.title if shows_names else "Follow-up", one.changed_at)
        for one in list_follow_ups(journal, now)
    ]
    follow_ups += [
        FollowUp(event.id, event.day, event.title if shows_names else "Event", event.changed_at)
        for event in journal.list_records(Event)
        if event.day >= today and not event.key  # one that a calendar brought is in that calendar
    ]
    meetings = [
        Meeting(m.id, m.at, f"Meeting with {person.name}" if shows_names else "Meeting", m.changed_at)
        for m, person in list_meetings(journal)
    ]
    return format_events(follow_ups, meetings, now)


def _read_text(path: Path) -> str:
    try:
        return read_text_file(path, errors="replace")
    except FileNotFoundError:
        return ""


def _without_stamps(text: str) -> list[str]:
    """Return the lines to compare: DTSTAMP, the time of writing, alone is no change."""
    return [line for line in text.split("\r\n") if not line.startswith("DTSTAMP")]
