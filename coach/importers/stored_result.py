"""Convert the combined result of an account to the JSON that is stored for the next import, and back.

Combining two exports needs more than the records that people see: conversations, dates of lists, messages of
somebody whose name another export may know. With them, the order in which exports are imported makes no
difference. The names of fields are the names in the stored document.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from coach.importers.import_result import ImportResult

_ADAPTER = TypeAdapter(ImportResult)


def result_to_json(result: ImportResult, account: str) -> bytes:
    """Return a result as a JSON object with the id of its account, without fields that have their default value."""
    document = memoryview(_ADAPTER.dump_json(result, exclude_defaults=True))  # never empty: it has a format
    return b"".join((b'{"id":', json.dumps(account).encode(), b",", document[1:]))


def result_from_document(document: Mapping[str, Any]) -> ImportResult:
    """Return the result that `result_to_json` wrote, parsed as JSON. Raises ValueError for anything else."""
    return _ADAPTER.validate_python(document)


def account_key(result: ImportResult) -> str:
    """Return the id under which results of one account are stored: the format and the owner."""
    return f"{result.format}:{result.owner or ''}"


def remove_people(result: ImportResult, keys: Collection[str]) -> ImportResult:
    """Return the result without the people of `keys` and everything that belongs to them."""
    removed = set(keys)
    removed |= {key for key, person in result.people.items() if removed & {key, *person.aliases}}
    return replace(
        result,
        people={key: one for key, one in result.people.items() if key not in removed},
        contacts={key: one for key, one in result.contacts.items() if key not in removed},
        messages=tuple(one for one in result.messages if one.person not in removed),
        invitations=tuple(one for one in result.invitations if one.person not in removed),
        threads={key: one for key, one in result.threads.items() if one.person not in removed},
    )
