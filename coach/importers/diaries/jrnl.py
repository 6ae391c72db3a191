"""Read the entries of jrnl (`jrnl --format json`) that are tagged `@mood1` to `@mood5`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coach.importers.dates import make_wall_time
from coach.importers.diaries.diary_collector import DiaryCollector, read_json_diary, split_mood_tags
from coach.importers.files.members import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")


def read_jrnl(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read entries that carry a mood tag."""
    return read_json_diary("jrnl", members, options, _add_journal_entry)


def _add_journal_entry(diary: DiaryCollector, entry: Mapping[str, Any]) -> None:
    mood, words = split_mood_tags(entry.get("tags"))
    at = parse_time(str(entry.get("date", "")), str(entry.get("time", "")))
    if at is None or mood is None:
        diary.ignored["no_mood" if at else "no_date"] += 1
        return
    title, body = str(entry.get("title") or ""), str(entry.get("body") or "")
    diary.add_entry(at, "", mood, words=words, note=body, title=title)


def parse_time(day: str, time: str) -> datetime | None:
    """Return the wall time of an entry; without a time it is noon. None without a date."""
    found, clock = _DATE.fullmatch(day.strip()), _TIME.fullmatch(time.strip())
    if found is None:
        return None
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (12, 0)
    return make_wall_time((int(found[1]), int(found[2]), int(found[3])), hour, minute)
