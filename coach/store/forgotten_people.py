"""List forgotten people in a file's marks, and remove them from documents. No file is read or written here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import reduce
from typing import Any

import orjson

from coach.store.file_format import IDENTITY_MARK, SCHEMA_VERSION, Doc, FileContent, copy_document, list_identities

FORGOTTEN_MARK = "forgotten"
"""The mark that lists the ids of forgotten people, who are not merged in again."""


NAME_REPLACEMENT = "somebody"
"""Replaces a forgotten name in a text."""


def compile_names(names: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of `names` as whole words, in every case and spacing."""
    spelled = (r"\s+".join(map(re.escape, name.split())) for name in names if name.strip())
    known = "|".join(sorted(spelled, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{known})(?!\w)", re.IGNORECASE)


def list_forgotten(*contents: FileContent) -> list[str]:
    """Return the ids of the people that any of `contents` lists as forgotten."""
    listed = [content.marks.get(FORGOTTEN_MARK) for content in contents]
    return sorted({key for keys in listed if isinstance(keys, list) for key in keys if isinstance(key, str)})


def build_marks(forgotten: list[str], *contents: FileContent) -> dict[str, Any]:
    """Return the marks of a file put together from `contents`, with the ids of forgotten people."""
    identities = list_identities(*contents)
    return (
        {"schema": SCHEMA_VERSION}
        | ({IDENTITY_MARK: identities} if identities else {})
        | ({FORGOTTEN_MARK: forgotten} if forgotten else {})
    )


def without_people(
    content: FileContent, ids: Collection[str], keys: Collection[str] = (), names: Collection[str] = ()
) -> tuple[FileContent, set[tuple[str, str]]]:
    """Return `content` without the people `ids`, and (table, id) of the removed records.

    Records about them and undo entries that mention them are removed; elsewhere their id is blanked. `keys` are the
    provenance keys that identify them in the address book and in imports; `names` are replaced in every text.
    """
    removed: set[tuple[str, str]] = set()
    if not ids:
        return content, removed
    matcher = _PersonMatcher(frozenset(ids), frozenset(keys), frozenset(names))
    docs: dict[str, dict[str, Doc]] = {}
    for table, rows in content.docs.items():
        docs[table] = {}
        for key, doc in rows.items():
            mentioned = matcher.is_mentioned(doc)
            if mentioned and (matcher.is_about(doc) or table == "actions"):
                removed.add((table, key))
            else:
                docs[table][key] = matcher.remove_from(copy_document(doc)) if mentioned else doc
    foreign_rows = {
        table: {number: row for number, row in rows.items() if not matcher.is_mentioned(row)}
        for table, rows in content.foreign_rows.items()
    }
    return FileContent(docs, content.marks, foreign_rows), removed


class _PersonMatcher:
    """Recognise documents about some people, by their ids and by the keys that imports know them by."""

    def __init__(self, ids: frozenset[str], keys: frozenset[str], names: frozenset[str]) -> None:
        # "linkedin:ana-lee" is "ana-lee" in the document of one LinkedIn account.
        bare = {key.partition(":")[2] for key in keys}
        self._ids = ids
        self._all = ids | keys | {key for key in bare if len(key) > 2}
        self._bytes = [orjson.dumps(each)[1:-1] for each in self._all]
        self._name = compile_names(names) if names else None

    def is_mentioned(self, doc: Doc) -> bool:
        """Return whether any id, key or name occurs anywhere in `doc`."""
        data = orjson.dumps(doc)
        if any(each in data for each in self._bytes):
            return True
        return self._name is not None and self._holds_name(doc)

    def _holds_name(self, value: Any) -> bool:
        assert self._name is not None
        if isinstance(value, str):
            return self._name.search(value) is not None
        if isinstance(value, Mapping):
            return any(self._holds_name(item) for pair in value.items() for item in pair)
        return isinstance(value, list) and any(self._holds_name(item) for item in value)

    def is_about(self, value: Any) -> bool:
        """Return whether `value` is a record about one of them."""
        if not isinstance(value, dict):
            return False
        keys = value.get("keys")
        known = keys if isinstance(keys, list) else []
        name = value.get("name")
        if self._name is not None and isinstance(name, str) and self._name.fullmatch(name.strip()):
            return True
        return any(isinstance(key, str) and key in self._all for key in known) or any(
            isinstance(value.get(field), str) and value[field] in self._all for field in ("id", "person", "key")
        )

    def remove_from(self, value: Any) -> Any:
        """Return `value` without the records in it that are about them, and with their ids blanked."""
        if isinstance(value, str):
            text = reduce(lambda text, each: text.replace(each, ""), self._ids, value)
            return text if self._name is None else self._name.sub(NAME_REPLACEMENT, text)
        if isinstance(value, list):
            return [self.remove_from(item) for item in value if not (self.is_about(item) or self._is_id(item))]
        if isinstance(value, dict):
            remaining = {}
            for key, item in value.items():
                keyed = key in self._all and isinstance(item, dict | list)
                named = self._name is not None and self._name.search(key) is not None
                if not (keyed or named or key in self._ids or self.is_about(item)):
                    remaining[key] = self.remove_from(item)
            return remaining
        return value

    def _is_id(self, value: Any) -> bool:
        return isinstance(value, str) and value in self._ids
