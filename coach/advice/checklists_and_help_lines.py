"""Lists to read through, which people may edit: checklists, the steps to block or report somebody, and help lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.advice import catalogue
from coach.advice.rules.sentences import OWN_WORDS_LENGTH, page_lines, short_text
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


def list_help_lines(country: str | None = None, *, person: str = "", folder: Path | None = None) -> list[str]:
    """Return where help is: a person, a doctor, the emergency number, help lines with the day they were checked.

    The country is never guessed: without `country` (ISO 3166 code) all lines are listed, and a country without
    a line of its own lists all too, after a word that says so. `person` is whom the settings name. A readable
    help_lines.json in `folder` (the data folder) takes the place of the shipped one; a damaged one is passed over.
    """
    found = _valid_help_lines(catalogue.read_edited_list("help_lines", folder)) or _valid_help_lines(
        catalogue.load_catalogue("help_lines")
    )
    code = (country or "").strip().upper()
    here = [line for line in found if code in line["countries"]]
    shown = [short_text("line", **{k: clean_text(str(v), 60) for k, v in line.items()}) for line in here or found]
    if code and not here:
        shown.insert(0, short_text("elsewhere", code=clean_text(code, OWN_WORDS_LENGTH)))
    return [text.format(person=clean_text(person, 60) or short_text("someone")) for text in page_lines("help")] + shown


def _valid_help_lines(plain: Any) -> list[Mapping[str, Any]]:
    wanted = {"countries", "where", "name", "number", "checked_on"}
    lines = plain.get("lines") if isinstance(plain, dict) else None
    return [
        line
        for line in (lines if isinstance(lines, list) else ())
        if isinstance(line, dict) and wanted <= line.keys() and isinstance(line["countries"], list)
    ]
