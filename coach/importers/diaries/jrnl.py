"""Read the entries of jrnl (`jrnl --format json`) that are tagged `@mood1` to `@mood5`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coach.importers.dates import parse_entry_time
from coach.importers.diaries.diary_collector import DiaryCollector, read_json_diary, split_mood_tags
from coach.importers.files.members import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions


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
