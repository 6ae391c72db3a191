"""List forgotten people in a file's marks, and remove them from documents. No file is read or written here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from types import MappingProxyType
from typing import Any

import orjson

from coach.domain.record import Document, Documents, mark_of_key, mark_of_name
from coach.domain.text import fold_text
from coach.store.file_format import (
    ACTIONS_TABLE,
    IDENTITY_MARK,
    SCHEMA_VERSION,
    FileContent,
    copy_document,
    list_identities,
    list_words_of_mark,
)
from coach.store.year_files import ARCHIVED_MARK

FORGOTTEN_MARK = "forgotten"
"""The mark that lists the ids of forgotten people, who are not merged in again."""
WELCOME_MARK = "welcome"
"""The mark that lists the marks of names that were typed again since. Files of older versions do not have it."""
_KNOWN_FILE_MARKS = {"schema", IDENTITY_MARK, ARCHIVED_MARK, FORGOTTEN_MARK, WELCOME_MARK}
NAME_REPLACEMENT = "somebody"
"""Replaces a forgotten name in a text."""
_LETTERS_OF_UNSPACED_SCRIPTS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD_OF_NAME = rf"[{_LETTERS_OF_UNSPACED_SCRIPTS}]|[^\W{_LETTERS_OF_UNSPACED_SCRIPTS}]+"
"""A word; in scripts that put no space between words, a letter. Compiled on first use: it takes two milliseconds, and
most people forget nobody."""
_ID_OR_DATE = r"[0-9a-f]{8}(?:[0-9a-f]{24})?|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?"
"""Ids, dates and times, which most texts of a record are."""
_MOST_WORDS_OF_NAME = 8
"""Words of the longest name that is looked for by its mark."""


class NameFinder:
    """Find names in texts, in every case, spacing and accent: by the names, or by their one-way marks alone.

    A name of `living` people is left alone, also where it is a part of theirs.
    """

    def __init__(self, names: Iterable[str] = (), marks: Iterable[str] = (), living: Iterable[str] = ()) -> None:
        self._names = frozenset(filter(None, map(fold_text, names)))
        self._marks = frozenset(marks)
        self._living = frozenset(map(fold_text, living)) - self._names
        self._most_words = max((len(re.findall(_WORD_OF_NAME, name)) for name in self._names), default=0)
        if self._marks:
            self._most_words = max(self._most_words, _MOST_WORDS_OF_NAME)

    def __bool__(self) -> bool:
        return bool(self._names or self._marks)

    def is_name(self, text: str) -> bool:
        """Return whether `text` is one of the names."""
        folded = fold_text(text)
        return folded not in self._living and (folded in self._names or mark_of_name(folded) in self._marks)

    def is_in(self, text: str) -> bool:
        """Return whether `text` has one of the names in it."""
        return next(self._find_spans(text), None) is not None

    def drop_lines(self, text: str) -> str:
        """Return `text` without the lines that have one of the names in them."""
        return "".join(line for line in text.splitlines(keepends=True) if not self.is_in(line))

    def replace(self, text: str) -> str:
        """Return `text` with every name replaced."""
        parts, copied_until = [], 0
        for start, end in self._find_spans(text):
            parts += [text[copied_until:start], NAME_REPLACEMENT]
            copied_until = end
        return "".join((*parts, text[copied_until:])) if parts else text

    def _find_spans(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._marks:
            folded = fold_text(text)
            if not any(name in folded for name in self._names):
                return
        elif re.fullmatch(_ID_OR_DATE, text):
            return
        words = [match.span() for match in re.finditer(_WORD_OF_NAME, text)]
        number = 0
        while number < len(words):
            for last_word in range(min(number + self._most_words, len(words)) - 1, number - 1, -1):
                span = self._match_span(text, words[number][0], words[last_word][1])
                if span is not None:
                    if span[1] > span[0]:
                        yield span
                    number = last_word
                    break
            number += 1

    def _match_span(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return where a name is that may begin and end with a sign, such as "Ana (ACME)"; an empty span leaves it."""
        before = start - 1 if start and not text[start - 1].isspace() else start
        after = end + 1 if end < len(text) and not text[end].isspace() else end
        for span in dict.fromkeys(((before, after), (start, after), (before, end), (start, end))):
            possible_name = text[slice(*span)]
            if fold_text(possible_name) in self._living:
                return (start, start)
            if self.is_name(possible_name):
                return span
        return None


class ForgottenPeople:
    """Tell whom an import or a source leaves out: people who were forgotten and not entered again."""

    def __init__(self, marks: Iterable[str], names: Iterable[str]) -> None:
        self._marks, self._names = frozenset(marks), frozenset(map(fold_text, names))

    def include(self, name: str, keys: Iterable[str] = ()) -> bool:
        """Return whether somebody of that name, or of a provenance key such as "mbox:address", is one of them."""
        if not self._marks or fold_text(name) in self._names:
            return False
        marks = {mark_of_name(name)}
        for key in keys:
            marks |= {mark_of_key(key), mark_of_name(key.partition(":")[2])}
        return not self._marks.isdisjoint(marks)


def list_forgotten(*contents: FileContent) -> list[str]:
    """Return the ids of the people that any of `contents` lists as forgotten."""
    return list_words_of_mark(FORGOTTEN_MARK, *contents)


def build_marks(forgotten: list[str], *contents: FileContent) -> dict[str, Any]:
    """Return the marks of a file put together from `contents`, with the ids of forgotten people."""
    identities = list_identities(*contents)
    welcome = [names for content in contents if (names := list_welcome(content)) is not None]
    marks: dict[str, Any] = {}
    for content in contents:  # of two values of a newer version's mark the greater, so that every computer takes it
        for name in content.marks.keys() - _KNOWN_FILE_MARKS:
            value = content.marks[name]
            marks[name] = max(marks.get(name, value), value, key=orjson.dumps)
    marks = {**dict(sorted(marks.items())), "schema": SCHEMA_VERSION}
    if identities:
        marks[IDENTITY_MARK] = identities
    if forgotten:
        marks[FORGOTTEN_MARK] = forgotten
    if welcome:
        marks[WELCOME_MARK] = sorted(set().union(*welcome))
    return marks


def list_welcome(content: FileContent) -> set[str] | None:
    """Return the marks of forgotten names that were typed again; None if the file does not tell."""
    is_told = isinstance(content.marks.get(WELCOME_MARK), list)
    return set(list_words_of_mark(WELCOME_MARK, content)) if is_told else None


def find_undecided_people(content: FileContent, documents: Documents | None = None) -> dict[str, str]:
    """Return id → name of the people who have a forgotten name that nobody typed here since.

    They were typed on a computer that did not know yet. `documents` are all documents, by default those of `content`.
    """
    welcome, forgotten = list_welcome(content), set(list_forgotten(content))
    if welcome is None or not forgotten:
        return {}
    people = (content.documents if documents is None else documents).get("people", {})
    living_names = {person_id: str(doc.get("name", "")) for person_id, doc in people.items() if not doc.get("deleted")}
    return {person_id: name for person_id, name in living_names.items() if mark_of_name(name) in forgotten - welcome}


def with_welcome_names(content: FileContent, names: Iterable[str]) -> FileContent:
    """Return `content` with those of the names that were forgotten marked as typed again."""
    welcome = list_welcome(content)
    if welcome is None:
        return content
    newly_welcome = {mark_of_name(name) for name in names} & set(list_forgotten(content)) - welcome
    marks = {**content.marks, WELCOME_MARK: sorted(welcome | newly_welcome)}
    return replace(content, marks=marks) if newly_welcome else content


def without_forgotten(
    content: FileContent, marks: Collection[str], known: Documents = MappingProxyType({})
) -> FileContent:
    """Return `content` without the people whom `marks` list, and without their names in texts about other things.

    A name that somebody in `content` or in `known` has stays. Documents that `known` has too are not searched.
    """
    if not marks:
        return content
    others = without_people(content, marks)[0]
    people = (*others.documents.get("people", {}).values(), *known.get("people", {}).values())
    living = (doc["name"] for doc in people if not doc.get("deleted") and isinstance(doc.get("name"), str))
    finder = NameFinder(marks=marks, living=living)
    searched_tables = {}
    for table, rows in others.documents.items():
        known_rows = known.get(table, {})
        new = {id_: _replace_names(doc, finder) for id_, doc in rows.items() if known_rows.get(id_) != doc}
        searched_tables[table] = {**rows, **new}
    return replace(others, documents=searched_tables)


def _replace_names(value: Any, finder: NameFinder) -> Any:
    """Return `value` with the names in its texts replaced, the same object if there are none."""
    if isinstance(value, str):
        return finder.replace(value)
    searched: Any = value
    if isinstance(value, Mapping):
        searched = {name: _replace_names(field_value, finder) for name, field_value in value.items()}
    elif isinstance(value, list):
        searched = [_replace_names(item, finder) for item in value]
    return value if searched == value else searched


def without_people(
    content: FileContent, ids: Collection[str], keys: Collection[str] = (), finder: NameFinder | None = None
) -> tuple[FileContent, set[tuple[str, str]]]:
    """Return `content` without the people `ids`, and (table, id) of the removed records.

    Records about them and undo entries that mention them are removed; elsewhere their id is blanked. `keys` are the
    provenance keys that identify them in the address book and in imports; names are replaced in every text.
    """
    removed: set[tuple[str, str]] = set()
    if not ids:
        return content, removed
    matcher = _PersonMatcher(frozenset(ids), frozenset(keys), finder or NameFinder())
    remaining_tables: dict[str, dict[str, Document]] = {}
    for table, rows in content.documents.items():
        remaining_tables[table] = {}
        for record_id, doc in rows.items():
            mentioned = matcher.is_mentioned(doc)
            if mentioned and (matcher.is_about(doc) or table == ACTIONS_TABLE):
                removed.add((table, record_id))
            else:
                remaining_tables[table][record_id] = matcher.remove_from(copy_document(doc)) if mentioned else doc
    foreign_rows = {
        table: {number: row for number, row in rows.items() if not matcher.is_mentioned(row)}
        for table, rows in content.foreign_rows.items()
    }
    return FileContent(remaining_tables, content.marks, foreign_rows), removed


class _PersonMatcher:
    """Recognise documents about some people, by their ids, their names and the keys that imports know them by."""

    def __init__(self, ids: frozenset[str], keys: frozenset[str], finder: NameFinder) -> None:
        # "linkedin:ana-lee" is "ana-lee" in the document of one LinkedIn account.
        bare_keys = {key.partition(":")[2] for key in keys}
        self._ids = ids
        self._all = ids | keys | {key for key in bare_keys if len(key) > 2}
        self._bytes = [orjson.dumps(id_or_key)[1:-1] for id_or_key in self._all]
        self._finder = finder

    def is_mentioned(self, doc: Document) -> bool:
        """Return whether any id, key or name occurs anywhere in `doc`."""
        data = orjson.dumps(doc)
        if any(id_bytes in data for id_bytes in self._bytes):
            return True
        return bool(self._finder) and self._holds_name(doc)

    def _holds_name(self, value: Any) -> bool:
        if isinstance(value, str):
            return self._finder.is_in(value)
        if isinstance(value, Mapping):
            return any(self._holds_name(item) for pair in value.items() for item in pair)
        return isinstance(value, list) and any(self._holds_name(item) for item in value)

    def is_about(self, value: Any) -> bool:
        """Return whether `value` is a record about one of them."""
        if not isinstance(value, dict):
            return False
        keys, name = value.get("keys"), value.get("name")
        if isinstance(name, str) and self._finder.is_name(name):
            return True
        known_by = [value.get("id"), value.get("person"), value.get("key"), *(keys if isinstance(keys, list) else [])]
        return any(isinstance(id_or_key, str) and id_or_key in self._all for id_or_key in known_by)

    def remove_from(self, value: Any) -> Any:
        """Return `value` without the records in it that are about them, and with their ids blanked."""
        if isinstance(value, str):
            text = reduce(lambda text, person_id: text.replace(person_id, ""), self._ids, value)
            return self._finder.replace(text)
        if isinstance(value, list):
            others = [item for item in value if not (isinstance(item, str) and item in self._ids)]
            return [self.remove_from(item) for item in others if not self.is_about(item)]
        if isinstance(value, dict):
            return {
                name: self.remove_from(field_value)
                for name, field_value in value.items()
                if not (self._is_their_field(name, field_value) or self.is_about(field_value))
            }
        return value

    def _is_their_field(self, name: str, value: Any) -> bool:
        """Return whether a field is named after one of them."""
        is_their_record = name in self._all and isinstance(value, dict | list)
        return is_their_record or name in self._ids or self._finder.is_in(name)
