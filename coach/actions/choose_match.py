"""Choose the one record that somebody's words name, by its id or by what was found for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from coach.domain.record import Record
from coach.domain.wording import format_names
from coach.errors import InvalidInput

AnyRecord = TypeVar("AnyRecord", bound=Record)


def choose_match(
    words: str,
    records: Iterable[AnyRecord],
    found: Sequence[AnyRecord],
    describe: Callable[[AnyRecord], str],
    *,
    plural: str,
    field: str,
) -> AnyRecord | None:
    """Return the record with the id `words`, whole or its first eight letters, else the only one of those found.

    None if there is none. Raises InvalidInput for several, with the code of each; `field` is what can be typed more of.
    """
    matches = [record for record in records if words in (record.id, record.id[:8])] or found
    if len(matches) > 1:
        listed = format_names(f"{describe(record)} [{record.id[:8]}]" for record in matches)
        raise InvalidInput(
            f"{len(matches)} {plural} match that: {listed}.",
            hint=f"Type more of its {field}, or the code shown in brackets.",
        )
    return matches[0] if matches else None
