"""The stored state of an account: documents of every version can be read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from coach.importers.import_result import (
    ImportedConversation,
    ImportedMessage,
    ImportedPerson,
    ImportResult,
    remove_people,
    result_from_document,
    result_to_json,
)

AT = datetime(2026, 9, 14, 13, 30, 16, tzinfo=UTC)
RESULT = ImportResult(
    "linkedin",
    as_of=AT,
    owner="mo-quist",
    people={
        "ana": ImportedPerson("ana", "Ana", "linkedin", aliases=("ana-1",), connected_on=date(2026, 9, 9), seen=AT)
    },
    messages=(ImportedMessage("linkedin|t|out|1", "ana", AT, True, "linkedin", thread="t"),),
    threads={"t": ImportedConversation("direct", "ana", AT)},
    counts={"conversations": 1},
)
# As version 0.1.0 wrote it.
STORED = """{"format": "linkedin", "as_of": "2026-09-14T13:30:16+00:00", "owner": "mo-quist", "people": {"ana": {"key":
"ana", "name": "Ana", "channel": "linkedin", "aliases": ["ana-1"], "connected_on": "2026-09-09", "bounced": false,
"acknowledged": false, "seen": "2026-09-14T13:30:16+00:00"}}, "messages": [{"key": "linkedin|t|out|1", "person": "ana",
"at": "2026-09-14T13:30:16+00:00", "outbound": true, "channel": "linkedin", "kind": "message", "whole_day": false,
"thread": "t"}], "threads": {"t": {"kind": "direct", "person": "ana", "seen": "2026-09-14T13:30:16+00:00"}},
"counts": {"conversations": 1}}"""


def test_a_result_comes_back_from_its_document() -> None:
    assert result_from_document(json.loads(result_to_json(RESULT, "a"))) == RESULT


def test_a_document_of_version_0_1_0_is_read() -> None:
    assert result_from_document(json.loads(STORED)) == RESULT


def test_a_document_of_something_else_raises() -> None:
    with pytest.raises(ValueError, match="format"):
        result_from_document({"messages": [{"key": 1}]})


def test_a_person_is_removed_by_an_alias_with_all_that_is_theirs() -> None:
    left = remove_people(RESULT, {"ana-1"})
    assert (left.people, left.messages, left.threads) == ({}, (), {})
