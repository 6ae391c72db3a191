"""Find the one record that is meant: by its id, or by words that somebody typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from coach.domain.journal import Journal
from coach.domain.record import R
from coach.domain.text import fold_text
from coach.domain.wording import format_names
from coach.errors import CoachError, InvalidInput


def get_existing(journal: Journal, kind: type[R], record_id: str, noun: str) -> R:
    """Return the record with that id. Raises CoachError if it is gone; `noun` is what people call it."""
    record = journal.get_record(kind, record_id)
    if record is None:
        raise CoachError(
            f"That {noun} is no longer there.", hint="If removing it was the last thing you did, undo brings it back."
        )
    return record


def choose_match(
    typed_words: str,
    records: Iterable[R],
    matching_records: Sequence[R],
    describe: Callable[[R], str],
    *,
    name_of: Callable[[R], str],
    plural: str,
    field: str,
) -> R | None:
    """Return the record with the id `typed_words`, whole or its first eight letters, else the only one of those found.

    Of several, the one that is called exactly so; None if there is none. Raises InvalidInput for several, with the code
    of each; `field` is what can be typed more of.
    """
    matches = [record for record in records if typed_words in (record.id, record.id[:8])] or matching_records
    exact_matches = [record for record in matches if fold_text(name_of(record)) == fold_text(typed_words)]
    matches = exact_matches or matches
    if len(matches) > 1:
        listed = format_names(f"{describe(record)} [{record.id[:8]}]" for record in matches)
        raise InvalidInput(
            f"{len(matches)} {plural} match that: {listed}.",
            hint=f"Type more of its {field}, or the code shown in brackets.",
        )
    return matches[0] if matches else None
