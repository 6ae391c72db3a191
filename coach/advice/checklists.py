"""The short checklists, and the steps to block or report somebody on each site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.advice import catalogue
from coach.domain.person import parse_channel
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


REPORT_STEPS_FILE = "report_steps"


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
    shipped = catalogue.load_catalogue(REPORT_STEPS_FILE)["channels"]
    own, key = _read_edited_channels(folder), parse_channel(via)
    found = (
        _parse_steps(own.get(key))
        or _parse_steps(shipped.get(key))
        or _parse_steps(own.get(""))
        or _parse_steps(shipped[""])
    )
    assert found is not None  # the shipped file has general steps, and a test reads them
    return found


def _read_edited_channels(folder: Path | None) -> Mapping[str, Any]:
    edited = catalogue.read_edited_list(REPORT_STEPS_FILE, folder)
    channels = edited.get("channels") if isinstance(edited, dict) else None
    return channels if isinstance(channels, dict) else {}


def _parse_steps(plain: Any) -> ReportSteps | None:
    try:
        block, report = (tuple(clean_text(str(line)) for line in plain[part]) for part in ("block", "report"))
        day = date.fromisoformat(plain["checked_on"])
        title, source = clean_text(str(plain["title"])), clean_text(str(plain.get("source", "")))
        return ReportSteps(title, block, report, day, source)
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
