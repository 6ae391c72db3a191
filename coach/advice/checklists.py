"""The short checklists: privacy, reputation, before a post, a request to connect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.advice import catalogue
from coach.domain.text import clean_text


@dataclass(frozen=True, slots=True)
class Checklist:
    """A short list to look through."""

    title: str
    lines: tuple[str, ...]
    written_on: date


def load_checklist(key: str, *, folder: Path | None = None) -> Checklist:
    """Return the list "privacy", "reputation", "post" or "request". Raises KeyError for another.

    A readable checks.json in `folder` takes the place of the shipped one, list by list.
    """
    return _parse_checklist(catalogue.read_edited_list("checks", folder), key) or _load_shipped_checklist(key)


def _parse_checklist(plain: Any, key: str) -> Checklist | None:
    try:
        entry = plain["checks"][key]
        lines = tuple(clean_text(str(line)) for line in entry["lines"])
        day = date.fromisoformat(entry["written_on"])
        return Checklist(clean_text(str(entry["title"])), lines, day)
    except (TypeError, KeyError, ValueError):
        return None


def _load_shipped_checklist(key: str) -> Checklist:
    found = _parse_checklist(catalogue.load_catalogue("checks"), key)
    if found is None:
        raise KeyError(key)
    return found
