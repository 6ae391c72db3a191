"""Google Contacts as CSV, with the headers of before and since 2024."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coach.domain.csv_cells import unescape_formula
from coach.importers.contacts.collector import Book
from coach.importers.files.csv_reader import fold_header, open_table
from coach.importers.files.source import Member
from coach.importers.models import Found
from coach.importers.options import Options

CONTACTS_LIMIT = 100_000
_MAIL = re.compile(r"e-mail \d+ - value")
_PHONE = re.compile(r"phone \d+ - value")
_SEVERAL = " ::: "  # what Google puts between several values in one cell


def read(members: Sequence[Member], options: Options) -> Found:
    """Read all rows as contacts. Labels and groups are Google's, not tags of people, and are left."""
    book = Book()
    warnings: list[str] = []
    rows, variant = 0, ""
    for member in members:
        table = open_table(member, is_header)
        if table is None:
            continue
        variant = "before 2024" if "given name" in table.header.folded else "2024"
        for row in table.dicts():
            options.check()
            if rows >= CONTACTS_LIMIT:
                warnings.append(f"Read the first {CONTACTS_LIMIT:,} contacts and left out the others.")
                break
            rows += 1
            _add(book, row)
        warnings += table.warnings
    return Found(
        "google_contacts",
        variant,
        contacts=book.contacts,
        counts={"rows": rows, "contacts": len(book.contacts)},
        ignored=dict(sorted(book.ignored.items())),
        warnings=tuple(warnings),
    )


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row is the header: a first name in one of its two spellings, and a numbered address or a group."""
    present = {fold_header(cell) for cell in cells}
    named = not present.isdisjoint(("given name", "first name"))
    google = not present.isdisjoint(("group membership", "labels", "file as", "phonetic first name"))
    return named and (google or any(_MAIL.fullmatch(cell) for cell in present))


def _add(book: Book, row: Mapping[str, str]) -> None:
    def of(*names: str) -> str:
        return next((unescape_formula(row[name]).strip() for name in names if row.get(name, "").strip()), "")

    parts = (
        of("first name", "given name"),
        of("middle name", "additional name"),
        of("last name", "family name"),
    )
    name = " ".join(part for part in parts if part) or of("name", "file as", "nickname")
    book.add(
        name,
        _values(row, _MAIL),
        company=of("organization name", "organization 1 - name"),
        position=of("organization title", "organization 1 - title"),
        channel="phone" if _values(row, _PHONE) else "",
    )


def _values(row: Mapping[str, str], column: re.Pattern[str]) -> list[str]:
    """The values of all numbered columns of one kind, in their order."""
    cells = [cell for name, cell in row.items() if cell and column.fullmatch(name)]
    return [value.strip() for cell in cells for value in unescape_formula(cell).split(_SEVERAL) if value.strip()]
