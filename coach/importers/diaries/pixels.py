"""Read the backup of Pixels (JSON): one day, with one or several scores from 1 to 5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from coach.domain.text import clean_text
from coach.importers.dates import make_wall_time
from coach.importers.diaries.diary_collector import DiaryCollector
from coach.importers.files.json_reader import read_json_file
from coach.importers.files.members import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")


def read_pixels(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read one mood for each score; the file knows the day and no time, so they follow each other at noon."""
    diary = DiaryCollector("pixels")
    days = 0
    for member in members:
        options.check_cancelled()
        diary.start_file()
        found = read_json_file(member, diary.warnings, diary.ignored)
        for entry in found if isinstance(found, list) else ():
            days += 1
            if not isinstance(entry, dict):
                diary.ignored["damaged"] += 1
                continue
            at = _parse_day(entry.get("date"))
            scores = entry.get("scores", [entry.get("mood")])  # older versions have one mood a day
            given = scores if isinstance(scores, list) else []
            values = [score for score in given[:24] if score in (1, 2, 3, 4, 5)]
            diary.ignored["outside_the_scale"] += len(given) - len(values) if values else 0
            if at is None or not values:
                diary.ignored["no_date" if at is None else "no_value"] += 1
                continue
            note = entry.get("notes")
            for number, value in enumerate(values):
                words = (
                    tuple(_list_words(entry.get("tags", [{"entries": entry.get("emotions")}]))) if number == 0 else ()
                )
                text = note if isinstance(note, str) and not number else ""
                diary.add_entry(at + timedelta(minutes=number), "", int(value), words=words, note=text)
    return diary.build_result("json", entries=days)


def _list_words(tags: Any) -> Iterator[str]:
    for tag in tags[:50] if isinstance(tags, list) else ():
        entries = tag.get("entries") if isinstance(tag, dict) else None
        for word in entries[:50] if isinstance(entries, list) else ():
            if isinstance(word, str) and (shown := clean_text(word)):
                yield shown


def _parse_day(text: object) -> datetime | None:
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    return make_wall_time((int(found[1]), int(found[2]), int(found[3]))) if found else None
