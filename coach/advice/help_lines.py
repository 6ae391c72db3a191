"""Where help is: a person, a doctor, the emergency number, and help lines by country."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coach.advice import catalogue
from coach.advice.rules.sentences import NAME_LENGTH, page_lines, short_text
from coach.domain.text import clean_text


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
        shown.insert(0, short_text("elsewhere", code=clean_text(code, NAME_LENGTH)))
    return [text.format(person=clean_text(person, 60) or short_text("someone")) for text in page_lines("help")] + shown


def _valid_help_lines(plain: Any) -> list[Mapping[str, Any]]:
    wanted = {"countries", "where", "name", "number", "checked_on"}
    lines = plain.get("lines") if isinstance(plain, dict) else None
    return [
        line
        for line in (lines if isinstance(lines, list) else ())
        if isinstance(line, dict) and wanted <= line.keys() and isinstance(line["countries"], list)
    ]
