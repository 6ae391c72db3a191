"""Read the entries of Day One and of jrnl (JSON) that are tagged `mood1` to `mood5`; neither knows a mood itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from coach.importers.dates import parse_entry_time
from coach.importers.diaries.diary_collector import DiaryCollector, read_json_diary, split_mood_tags
from coach.importers.files.members import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions


def read_dayone(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read entries that carry a mood tag, in the zone they were written in."""
    return read_json_diary("dayone", members, options, _add_entry)


def _add_entry(diary: DiaryCollector, entry: Mapping[str, Any]) -> None:
    mood, words = split_mood_tags(entry.get("tags"))
    at = parse_time(entry.get("creationDate"), entry.get("timeZone"))
    if at is None or mood is None:
        diary.ignored["no_mood" if at else "no_date"] += 1
        return
    diary.add_entry(at, "", mood, words=words, note=str(entry.get("text") or ""))


def parse_time(text: object, zone: object) -> datetime | None:
    """Return the moment of an entry, by the clock of its zone if that is known."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) and len(text) <= 40 else None
    except ValueError:
        return None
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return at.astimezone(ZoneInfo(zone.replace("\\", ""))) if isinstance(zone, str) and zone else at
    except (KeyError, ValueError, OSError, OverflowError):
        return at


def read_jrnl(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read entries that carry a mood tag."""
    return read_json_diary("jrnl", members, options, _add_journal_entry)


def _add_journal_entry(diary: DiaryCollector, entry: Mapping[str, Any]) -> None:
    mood, words = split_mood_tags(entry.get("tags"))
    at = parse_entry_time(str(entry.get("date") or ""), str(entry.get("time") or ""))
    if at is None or mood is None:
        diary.ignored["no_mood" if at else "no_date"] += 1
        return
    title, body = str(entry.get("title") or ""), str(entry.get("body") or "")
    diary.add_entry(at, "", mood, words=words, note=body, title=title)
