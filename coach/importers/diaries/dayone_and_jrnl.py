"""Read the entries of Day One and of jrnl (JSON) that are tagged `mood1` to `mood5`; neither knows a mood itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from coach.domain.text import clean_text
from coach.importers.dates import parse_entry_time, parse_iso_time
from coach.importers.diaries.diary_collector import DiaryCollector, read_json_diary
from coach.importers.files.archive_members import Member
from coach.importers.files.json_reader import get_list
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_MOOD_TAG = re.compile(r"\W?mood[-_:=/ ]?([1-5])", re.I)


def read_dayone(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read entries that carry a mood tag, in the zone they were written in."""
    return read_json_diary("dayone", members, _add_entry)


def _add_entry(diary: DiaryCollector, entry: Mapping[str, Any]) -> None:
    at = parse_time(entry.get("creationDate"), entry.get("timeZone"))
    _add_tagged(diary, at, entry.get("tags"), note=entry.get("text"), given_id=str(entry.get("uuid") or ""))


def parse_time(text: object, zone: object) -> datetime | None:
    """Return the moment of an entry, by the clock of its zone if that is known."""
    at = parse_iso_time(text)
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return at.astimezone(ZoneInfo(zone.replace("\\", ""))) if isinstance(zone, str) and zone else at
    except (KeyError, ValueError, OSError, OverflowError):
        return at


def read_jrnl(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read entries that carry a mood tag."""
    return read_json_diary("jrnl", members, _add_journal_entry)


def _add_journal_entry(diary: DiaryCollector, entry: Mapping[str, Any]) -> None:
    at = parse_entry_time(str(entry.get("date") or ""), str(entry.get("time") or ""))
    _add_tagged(diary, at, entry.get("tags"), note=entry.get("body"), title=entry.get("title"))


def _add_tagged(
    diary: DiaryCollector, at: datetime | None, tags: object, *, note: object, title: object = "", given_id: str = ""
) -> None:
    """Add an entry with the mood that the last of the tags `mood1` to `mood5` names, and the other tags as words."""
    given = [str(tag).strip() for tag in get_list(tags)[:100]]
    marks = [found for tag in given if (found := _MOOD_TAG.fullmatch(tag[:20]))]
    words = [clean_text(tag).lstrip("@#") for tag in given if not _MOOD_TAG.fullmatch(tag[:20])]
    value = int(marks[-1][1]) if marks else None
    diary.add_entry(at, "", value, words=words, note=str(note or ""), title=str(title or ""), given_id=given_id)
