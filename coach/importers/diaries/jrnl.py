"""Read the entries of jrnl (`jrnl --format json`) that are tagged `@mood1` to `@mood5`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coach.domain.text import clean_text
from coach.importers.diaries.diary_collector import DiaryCollector, read_json_diary
from coach.importers.files.source import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

MOOD_TAG = re.compile(r"\W?mood[-_:=]?([1-5])", re.I)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")


def read_jrnl(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read entries that carry a mood tag."""
    return read_json_diary("jrnl", members, options, _add_journal_entry)


def _add_journal_entry(diary: DiaryCollector, entry: Mapping[str, Any]) -> None:
    given = entry.get("tags")
    tags = [str(tag) for tag in given[:100]] if isinstance(given, list) else []
    marks = [found for tag in tags if (found := MOOD_TAG.fullmatch(tag.strip()[:20]))]
    at = parse_time(str(entry.get("date", "")), str(entry.get("time", "")))
    if at is None or not marks:
        diary.ignored["no_mood" if at else "no_date"] += 1
        return
    words = tuple(clean_text(tag).lstrip("@#") for tag in tags if not MOOD_TAG.fullmatch(tag.strip()[:20]))
    title, body = str(entry.get("title") or ""), str(entry.get("body") or "")
    diary.add_entry(at, "", int(marks[-1][1]), words=tuple(filter(None, words)), note=body, title=title)


def parse_time(day: str, time: str) -> datetime | None:
    """Return the wall time of an entry; without a time it is noon. None without a date."""
    found, clock = _DATE.fullmatch(day.strip()), _TIME.fullmatch(time.strip())
    if found is None:
        return None
    try:
        return datetime(  # noqa: DTZ001  wall time, zone unknown
            int(found[1]),
            int(found[2]),
            int(found[3]),
            int(clock[1]) if clock else 12,
            int(clock[2]) if clock else 0,
        )
    except ValueError:
        return None
