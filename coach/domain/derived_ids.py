"""Ids that are derived from what a thing is, and the one-way marks of people who were forgotten."""

from __future__ import annotations

from hashlib import blake2s

from coach.domain.text import fold_text


def derive_record_id(*parts: str) -> str:
    """Return the id that a thing of this provenance always gets: 32 hex digits."""
    return blake2s("\x1f".join(parts).encode(errors="replace"), digest_size=16).hexdigest()


def mark_of_name(name: str) -> str:
    """Return the one-way mark by which a name that was forgotten is recognised."""
    return derive_record_id("forgotten name", fold_text(name))


def mark_of_key(key: str) -> str:
    """Return the id that an import gives to the person with a key such as "linkedin:slug"."""
    return derive_record_id("person", *key.partition(":")[::2])
