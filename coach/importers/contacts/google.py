"""Read Google Contacts from CSV, with the headers before and since 2024."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coach.domain.csv_cells import unescape_formula
from coach.importers.contacts.collector import ContactCollector, read_contact_tables
from coach.importers.files.csv_reader import normalize_header
from coach.importers.files.source import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_MAIL = re.compile(r"e-mail \d+ - value")
_PHONE = re.compile(r"phone \d+ - value")
_WEBSITE = re.compile(r"website \d+ - value")
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # family name first, no space
_VALUE_SEPARATOR = " ::: "  # what Google puts between several values in one cell


def read_google_contacts(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read all rows as contacts, without labels and groups."""
    return read_contact_tables("google_contacts", members, is_google_header, _add_row, options, _name_variant)


def _name_variant(header: Sequence[str]) -> str:
    return "before 2024" if "given name" in header else "2024"


def is_google_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header: it has a first name, and a numbered address or a group."""
    present = {normalize_header(cell) for cell in cells}
    named = not present.isdisjoint(("given name", "first name"))
    google = not present.isdisjoint(("group membership", "labels", "file as", "phonetic first name"))
    return named and (google or any(_MAIL.fullmatch(cell) for cell in present))


def _add_row(collector: ContactCollector, row: Mapping[str, str]) -> None:
    def first_cell(*names: str) -> str:
        return next((unescape_formula(row[name]).strip() for name in names if row.get(name, "").strip()), "")

    parts = (
        first_cell("first name", "given name"),
        first_cell("middle name", "additional name"),
        first_cell("last name", "family name"),
    )
    shown = first_cell("name")  # before 2024: what people see; the parts are Google's guesses
    given, middle, family = parts
    asian = not middle and bool(_ASIAN.fullmatch(given + family))
    joined = family + given if asian else " ".join(part for part in parts if part)
    name = shown or joined or first_cell("file as", "nickname")
    collector.add_contact(
        name,
        _list_values(row, _MAIL),
        company=first_cell("organization name", "organization 1 - name"),
        position=first_cell("organization title", "organization 1 - title"),
        channel="phone" if _list_values(row, _PHONE) else "",
        birthday=first_cell("birthday"),
        links=_list_values(row, _WEBSITE),
    )


def _list_values(row: Mapping[str, str], column: re.Pattern[str]) -> list[str]:
    """Return the values of all numbered columns of one kind, in their order."""
    cells = [cell for name, cell in row.items() if cell and column.fullmatch(name)]
    return [
        value.strip() for cell in cells for value in unescape_formula(cell).split(_VALUE_SEPARATOR) if value.strip()
    ]
