"""How to block and to report somebody on each site, with the day on which the steps were checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.advice import catalogue
from coach.domain.person import parse_channel
from coach.domain.text import clean_text

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
        return ReportSteps(
            clean_text(str(plain["title"]), 40), block, report, day, clean_text(str(plain.get("source", "")))
        )
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
