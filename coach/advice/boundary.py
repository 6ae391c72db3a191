"""Who is behind a boundary, how to block and report on each site, and how a blocked name is kept out of other texts.

`coach.advice.people.gone` removes somebody from every list. This module serves the boundary page, and texts the
person typed before: a goal or an intention may contain the name too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.advice import catalogue
from coach.advice.people import people
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.person import Person, channel
from coach.domain.text import HUSHED, clean, fold

STEPS_FILE = "report_steps"
_FIRST_NAME = 3
"""Letters that a first name needs at least to be taken for one."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How to block and to report on one channel, with the day on which somebody checked it."""

    title: str
    block: tuple[str, ...]
    report: tuple[str, ...]
    checked_on: date
    source: str = ""


def steps(via: str, *, folder: Path | None = None) -> Steps:
    """Return the steps for a channel, or general ones for a channel that is not listed.

    A readable report_steps.json in `folder` (the data folder) takes the place of the shipped one, channel by
    channel; what is damaged in it is passed over.
    """
    shipped = catalogue.read(STEPS_FILE)["channels"]
    own, key = _edited(folder), channel(via)
    found = _steps(own.get(key)) or _steps(shipped.get(key)) or _steps(own.get("")) or _steps(shipped[""])
    assert found is not None  # the shipped file has general steps, and a test reads them
    return found


def behind(book: Book) -> tuple[tuple[Boundary, Person | None], ...]:
    """Return every boundary, newest first, with the person it is about, if their record is still there."""
    found = sorted(book.all(Boundary), key=lambda b: (b.at, b.id), reverse=True)
    return tuple((b, book.get(Person, b.person)) for b in found)


def is_behind(book: Book, name: str) -> bool:
    """Tell whether `name` is the whole name of somebody behind a boundary."""
    return any(person is not None and person.folded == fold(name) for _, person in behind(book))


def hushed(book: Book, text: str) -> str:
    """Return `text` without the names of people behind a boundary.

    The whole name and the first name go, each unless somebody who may be shown has it too. Costs nothing while
    there is no boundary.
    """
    names = book.derive(_names, Boundary, Person)
    return names.sub(HUSHED, text) if names and text else text


def _names(book: Book) -> re.Pattern[str] | None:
    seen = {p.folded for p in people(book)}
    kept = {name.split(" ")[0] for name in seen}
    names: list[str] = []
    for _, person in behind(book):
        if person is not None and person.name.strip():
            names += [*([] if person.folded in seen else [person.name]), *_first(person.name, kept)]
    longest_first = sorted(set(names), key=len, reverse=True)
    found = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


def _first(name: str, kept: Iterable[str]) -> list[str]:
    first = name.split()[0]
    return [first] if len(first) >= _FIRST_NAME and fold(first) not in kept else []


def _edited(folder: Path | None) -> Mapping[str, Any]:
    edited = catalogue.read_edited_list(STEPS_FILE, folder)
    channels = edited.get("channels") if isinstance(edited, dict) else None
    return channels if isinstance(channels, dict) else {}


def _steps(plain: Any) -> Steps | None:
    try:
        block, report = (tuple(clean(str(line)) for line in plain[part]) for part in ("block", "report"))
        day = date.fromisoformat(plain["checked_on"])
        return Steps(clean(str(plain["title"]), 40), block, report, day, clean(str(plain.get("source", ""))))
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
