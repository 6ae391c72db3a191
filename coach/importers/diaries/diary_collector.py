"""Collect the entries of a mood diary.

An entry has the same key in every layout of one diary. Times are wall-clock times: no diary read here names a zone.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from coach.domain.text import NOTE_LIMIT, clean_text, fold_text
from coach.importers.combine_results import merge_moods
from coach.importers.dates import is_possible_date
from coach.importers.files.archive_members import Member
from coach.importers.files.json_reader import get_list, read_json_file
from coach.importers.import_result import ImportedMood, ImportResult

SCALE_ENDS = ("lowest", "highest")
WORDS_LIMIT = 60
"""Activities of one entry that are kept."""
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/li|/h\d)\s*/?>")
_TAG = re.compile(r"(?i)</?(?:p|div|span|b|i|u|s|strong|em|ul|ol|li|h\d|a|font|small|big|mark)(?:\s[^<>]{0,300})?/?>")


class DiaryCollector:
    """Entries of one or more files. An entry in two files counts once."""

    def __init__(self, name: str, key_prefix: str = "") -> None:
        self._name, self._key_prefix = name, key_prefix or name
        self.ignored: Counter[str] = Counter()
        self.warnings: list[str] = []
        self._moods: dict[str, ImportedMood] = {}
        self._same: Counter[str] = Counter()

    def build_result(self, variant: str = "", **counts: int) -> ImportResult:
        """Return all entries as the result of an import, with the moods that have no value yet among its warnings."""
        moods = tuple(sorted(self._moods.values(), key=lambda mood: (mood.at.replace(tzinfo=None), mood.key)))
        return ImportResult(
            self._name,
            variant,
            moods=moods,
            counts=counts | {"moods" if "entries" in counts else "entries": len(moods)},
            ignored=dict(sorted((+self.ignored).items())),
            warnings=(*self.warnings, *_describe_unmapped(moods)),
        )

    def start_file(self) -> None:
        """Start another file: equal entries within one file are several, in two files they are one."""
        self._same.clear()

    def add_entry(
        self,
        at: datetime | None,
        label: str,
        value: int | None,
        *,
        words: Iterable[str] = (),
        note: str = "",
        title: str = "",
        energy: int | None = None,
        given_id: str = "",
    ) -> None:
        """Add one entry, or count it if it has no day or no mood.

        Its key is the id that its program gives it, else made of minute, mood and note, which may hold simple HTML.
        """
        if at is not None and not label and value is None:
            self.ignored["no_mood"] += 1
            return
        if at is None or not is_possible_date(at):
            self.ignored["no_date"] += 1
            return
        text = html_to_text(note)
        content = blake2b(f"{label}\n{''.join(text.split())}".encode("utf-8", "replace"), digest_size=6).hexdigest()
        key = f"{self._key_prefix}:{clean_text(given_id, 60) or f'{at:%Y-%m-%dT%H:%M}:{content}'}"
        self._same[key] += 1
        if (number := self._same[key]) > 1:
            key += f":{number}"
        if title := clean_text(title):
            text = f"{title}\n{text}" if text else title
        shown_words = tuple(filter(None, map(clean_text, words)))
        mood = ImportedMood(key, at, value, label, shown_words[:WORDS_LIMIT], text, energy)
        if key in self._moods:
            self.ignored["duplicate"] += 1
            mood = merge_moods(self._moods[key], mood)
        self._moods[key] = mood


def html_to_text(note: str) -> str:
    """Return a note without markup, cleaned, its line breaks kept."""
    if "<" in note:
        note = _TAG.sub("", _BREAK.sub("\n", note[: NOTE_LIMIT * 8]))
    if "&" in note:
        note = html.unescape(note[: NOTE_LIMIT * 8])
    return clean_text(note, NOTE_LIMIT, lines=True)


def mapped_value(mapping: Mapping[str, str], label: str) -> int | None:
    """Return the value from 1 to 5 that the person gave a mood of that name, or None."""
    wanted = fold_text(label)
    for name, value in mapping.items():
        if fold_text(name) == wanted and value.strip() in ("1", "2", "3", "4", "5"):
            return int(value)
    return None


def list_unmapped(moods: Iterable[ImportedMood]) -> list[str]:
    """Return the words of moods that have no value yet; a mood can be several words with semicolons between."""
    labels = {mood.label for mood in moods if mood.value is None}
    return sorted({word for label in labels for part in label.split(";") if (word := part.strip())})


def check_mapped_values(mapping: Mapping[str, str], moods: Collection[ImportedMood]) -> Iterator[str]:
    """Yield a calm line for each word that was given a value and has no use for it."""
    words = {fold_text(word) for mood in moods for word in (mood.label, *mood.label.split(";"))}
    for name, value in mapping.items():
        number = value.strip()
        if name in SCALE_ENDS or not re.fullmatch(r"-?\d{1,9}", number):
            continue
        if fold_text(name) not in words:
            if moods:
                yield f'No mood in it is called "{clean_text(name, 40)}".'
        elif number not in ("1", "2", "3", "4", "5"):
            yield f'A mood takes a value from 1 to 5, not "{clean_text(f"{name}={number}", 60)}".'


def _describe_unmapped(moods: tuple[ImportedMood, ...]) -> tuple[str, ...]:
    """Return a calm line that names the moods that have no value yet; none if all have one."""
    names = list_unmapped(moods)
    if not names:
        return ()
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return (f"Moods without a number from 1 to 5 yet: {shown}. They are left out until they have one.",)


def read_json_diary(
    source: str,
    members: Sequence[Member],
    add_entry: Callable[[DiaryCollector, Mapping[str, Any]], None],
    path: Sequence[str] = ("entries",),
) -> ImportResult:
    """Read JSON files whose entries are in the list under the names of `path`; `add_entry` collects one of them."""
    diary = DiaryCollector(source)
    entries = 0
    for member in members:
        diary.start_file()
        for entry in get_list(read_json_file(member, diary.warnings, diary.ignored), *path):
            entries += 1
            if isinstance(entry, dict):
                add_entry(diary, entry)
            else:
                diary.ignored["damaged"] += 1
    return diary.build_result("json", entries=entries)
