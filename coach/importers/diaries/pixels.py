"""Read the backup of Pixels (JSON): one day, with one or several scores from 1 to 5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from coach.importers.dates import make_wall_time
from coach.importers.diaries.diary_collector import DiaryCollector, read_json_diary
from coach.importers.files.archive_members import Member
from coach.importers.files.json_reader import get_list
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")


def read_pixels(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read one mood for each score; the file knows the day and no time, so they follow each other at noon."""
    return read_json_diary("pixels", members, _add_day, path=())


def _add_day(diary: DiaryCollector, entry: Mapping[str, Any]) -> None:
    at = _parse_day(entry.get("date"))
    given = get_list(entry.get("scores", [entry.get("mood")]))  # older versions have one mood a day
    values = [score for score in given[:24] if score in (1, 2, 3, 4, 5)]
    diary.ignored["outside_the_scale"] += len(given) - len(values) if values else 0
    if at is None or not values:
        diary.ignored["no_date" if at is None else "no_value"] += 1
        return
    words, note = _list_words(entry.get("tags", [{"entries": entry.get("emotions")}])), entry.get("notes")
    note = note if isinstance(note, str) else ""
    diary.add_entry(at, "", int(values[0]), words=words, note=note, given_id=f"{at:%Y-%m-%d}")
    for number, value in enumerate(values[1:], start=1):
        diary.add_entry(at + timedelta(minutes=number), "", int(value))


def _list_words(tags: Any) -> Iterator[str]:
    for tag in get_list(tags)[:50]:
        yield from (word for word in get_list(tag, "entries")[:50] if isinstance(word, str))


def _parse_day(text: object) -> datetime | None:
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    return make_wall_time((int(found[1]), int(found[2]), int(found[3]))) if found else None
