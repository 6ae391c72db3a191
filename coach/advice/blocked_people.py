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
from coach.advice.people import list_shown_people
from coach.domain.boundary import Boundary
from coach.domain.journal import Journal
from coach.domain.person import Person, parse_channel
from coach.domain.text import BLOCKED_NAME_MARK, clean_text, fold_text

STEPS_FILE_NAME = "report_steps"
_SHORTEST_FIRST_NAME = 3
"""Letters that a first name needs at least to be taken for one."""


@dataclass(frozen=True, slots=True)
class ReportSteps:
    """How to block and to report on one channel, with the day on which somebody checked it."""

    title: str
    block: tuple[str, ...]
    report: tuple[str, ...]
    checked_on: date
    source: str = ""


def find_report_steps(via: str, *, folder: Path | None = None) -> ReportSteps:
    """Return the steps for a channel, or general ones for a channel that is not listed.

    A readable report_steps.json in `folder` (the data folder) takes the place of the shipped one, channel by
    channel; what is damaged in it is passed over.
    """
    shipped = catalogue.load_catalogue(STEPS_FILE_NAME)["channels"]
    own, key = _read_edited_channels(folder), parse_channel(via)
    found = (
        _parse_steps(own.get(key))
        or _parse_steps(shipped.get(key))
        or _parse_steps(own.get(""))
        or _parse_steps(shipped[""])
    )
    assert found is not None  # the shipped file has general steps, and a test reads them
    return found


def list_boundaries(journal: Journal) -> tuple[tuple[Boundary, Person | None], ...]:
    """Return every boundary, newest first, with the person it is about, if their record is still there."""
    found = sorted(journal.list_records(Boundary), key=lambda b: (b.at, b.id), reverse=True)
    return tuple((b, journal.get_record(Person, b.person)) for b in found)


def is_blocked_name(journal: Journal, name: str) -> bool:
    """Tell whether `name` is the whole name of somebody behind a boundary."""
    return any(person is not None and person.folded_name == fold_text(name) for _, person in list_boundaries(journal))


def redact_blocked_names(journal: Journal, text: str) -> str:
    """Return `text` without the names of people behind a boundary.

    The whole name and the first name go, each unless somebody who may be shown has it too. Costs nothing while
    there is no boundary.
    """
    names = journal.compute_cached(_build_blocked_pattern, Boundary, Person)
    return names.sub(BLOCKED_NAME_MARK, text) if names and text else text


def _build_blocked_pattern(journal: Journal) -> re.Pattern[str] | None:
    seen = {p.folded_name for p in list_shown_people(journal)}
    kept = {name.split(" ")[0] for name in seen}
    names: list[str] = []
    for _, person in list_boundaries(journal):
        if person is not None and person.name.strip():
            names += [
                *([] if person.folded_name in seen else [person.name]),
                *_redactable_first_name(person.name, kept),
            ]
    longest_first = sorted(set(names), key=len, reverse=True)
    found = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


def _redactable_first_name(name: str, kept: Iterable[str]) -> list[str]:
    first = name.split()[0]
    return [first] if len(first) >= _SHORTEST_FIRST_NAME and fold_text(first) not in kept else []


def _read_edited_channels(folder: Path | None) -> Mapping[str, Any]:
    edited = catalogue.read_edited_list(STEPS_FILE_NAME, folder)
    channels = edited.get("channels") if isinstance(edited, dict) else None
    return channels if isinstance(channels, dict) else {}


def _parse_steps(plain: Any) -> ReportSteps | None:
    try:
        block, report = (tuple(clean_text(str(line)) for line in plain[part]) for part in ("block", "report"))
        day = date.fromisoformat(plain["checked_on"])
        return ReportSteps(
            clean_text(str(plain["title"]), 40), block, report, day, clean_text(str(plain.get("source", "")))
        )
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
