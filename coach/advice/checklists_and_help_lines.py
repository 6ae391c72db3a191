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


def load_checklist(checklist_name: str, *, folder: Path | None = None) -> Checklist:
    """Return the list "privacy", "reputation", "post" or "request". Raises KeyError for another.

    A readable checks.json in `folder` takes the place of the shipped one, list by list.
    """
    edited_lists = catalogue.read_edited_list("checks", folder)
    shipped_lists = catalogue.load_catalogue("checks")
    checklist = _parse_checklist(edited_lists, checklist_name) or _parse_checklist(shipped_lists, checklist_name)
    if checklist is None:
        raise KeyError(checklist_name)
    return checklist


def _parse_checklist(lists: Any, checklist_name: str) -> Checklist | None:
    try:
        checklist = lists["checks"][checklist_name]
        lines = tuple(clean_text(str(line)) for line in checklist["lines"])
        written_on = date.fromisoformat(checklist["written_on"])
        return Checklist(clean_text(str(checklist["title"])), lines, written_on)
    except (TypeError, KeyError, ValueError):
        return None


REPORT_STEPS_FILE = "report_steps"


@dataclass(frozen=True, slots=True)
class ReportSteps:
    """How to block and to report on one channel, with the day on which somebody checked it."""

    title: str
    block: tuple[str, ...]
    report: tuple[str, ...]
    checked_on: date
    source: str = ""


def find_report_steps(typed_channel: str, *, folder: Path | None = None) -> ReportSteps:
    """Return the steps for a channel, or general ones for a channel that is not listed.

    A readable report_steps.json in `folder` (the data folder) takes the place of the shipped one, channel by
    channel; what is damaged in it is passed over.
    """
    shipped_channels = catalogue.load_catalogue(REPORT_STEPS_FILE)["channels"]
    edited_channels, channel = _read_edited_channels(folder), parse_channel(typed_channel)
    listed_steps = (edited_channels.get(channel), shipped_channels.get(channel), edited_channels.get(""))
    return next(filter(None, map(_parse_steps, (*listed_steps, shipped_channels[""]))))  # a test reads the last one


def _read_edited_channels(folder: Path | None) -> Mapping[str, Any]:
    edited = catalogue.read_edited_list(REPORT_STEPS_FILE, folder)
    channels = edited.get("channels") if isinstance(edited, dict) else None
    return channels if isinstance(channels, dict) else {}


def _parse_steps(steps_document: Any) -> ReportSteps | None:
    try:
        block, report = (
            tuple(clean_text(str(line)) for line in steps_document[steps_part]) for steps_part in ("block", "report")
        )
        checked_on = date.fromisoformat(steps_document["checked_on"])
        title, source = clean_text(str(steps_document["title"])), clean_text(str(steps_document.get("source", "")))
        return ReportSteps(title, block, report, checked_on, source)
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


_HELP_LINE_TEXTS = frozenset({"where", "name", "number", "checked_on"})
"""What a help line says; a file of the person's own may hold more, which nobody reads."""


def list_help_lines(country: str | None = None, *, person: str = "", folder: Path | None = None) -> list[str]:
    """Return where help is: a person, a doctor, the emergency number, help lines with the day they were checked.

    The country is never guessed: without `country` (ISO 3166 code) all lines are listed, and a country without
    a line of its own lists all too, after a word that says so. `person` is whom the settings name. A readable
    help_lines.json in `folder` (the data folder) takes the place of the shipped one; a damaged one is passed over.
    """
    help_lines = _valid_help_lines(catalogue.read_edited_list("help_lines", folder)) or _valid_help_lines(
        catalogue.load_catalogue("help_lines")
    )
    country_code = (country or "").strip().upper()
    help_lines_there = [help_line for help_line in help_lines if country_code in help_line["countries"]]
    shown_lines = [
        short_text("line", **{field: clean_text(str(help_line[field]), 60) for field in _HELP_LINE_TEXTS})
        for help_line in help_lines_there or help_lines
    ]
    if country_code and not help_lines_there:
        shown_lines.insert(0, short_text("elsewhere", code=clean_text(country_code, OWN_WORDS_LENGTH)))
    helper = clean_text(person, 60) or short_text("someone")
    return [*(line.format(person=helper) for line in page_lines("help")), *shown_lines]


def _valid_help_lines(help_document: Any) -> list[Mapping[str, Any]]:
    help_lines = help_document.get("lines") if isinstance(help_document, dict) else None
    return [
        help_line
        for help_line in (help_lines if isinstance(help_lines, list) else ())
        if isinstance(help_line, dict)
        and isinstance(help_line.get("countries"), list)
        and help_line.keys() >= _HELP_LINE_TEXTS
    ]
