"""Read address books that Outlook and LinkedIn export as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from coach.domain.csv_cells import unescape_formula
from coach.importers.contacts.collector import ContactCollector, read_contact_tables
from coach.importers.files.csv_reader import normalize_header
from coach.importers.files.source import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_MAIL = re.compile(r"[^\s@,;|<>\"']{1,64}@[^\s@,;|<>\"']{1,253}")
_CELL_LIMIT = 4096
"""Characters of a cell that are looked at."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_OUTLOOK_MAILS = ("e-mail address", "e-mail 2 address", "e-mail 3 address", "email address", "email")
Cell = Callable[..., str]


def is_outlook_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of Outlook's contacts: names, and its words for addresses or jobs."""
    present = {normalize_header(cell) for cell in cells}
    named = present.issuperset(("first name", "last name"))
    return named and not present.isdisjoint(("e-mail address", "e-mail 2 address")) and "connected on" not in present


def is_linkedin_contacts_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of LinkedIn's Contacts.csv or ImportedContacts.csv."""
    present = {normalize_header(cell) for cell in cells}
    return present.issuperset(("firstname", "lastname")) and not present.isdisjoint(("emails", "phonenumbers"))


def read_outlook_contacts(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read Outlook's contacts."""

    def add_row(collector: ContactCollector, row: Mapping[str, str]) -> None:
        cell = _make_getter(row)
        name = " ".join(filter(None, (cell("first name"), cell("middle name"), cell("last name"), cell("suffix"))))
        collector.add_contact(
            name or cell("display name", "file as", "nickname"),
            [mail for column in _OUTLOOK_MAILS for mail in _MAIL.findall(cell(column))],
            company=cell("company"),
            position=cell("job title"),
            channel="phone" if cell("mobile phone", "business phone", "home phone") else "",
            birthday=_read_day(cell("birthday")),
            links=[cell("web page"), cell("personal web page")],
        )

    return read_contact_tables("outlook_contacts", members, is_outlook_header, add_row, options)


def read_linkedin_contacts(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read the address books that somebody once gave to LinkedIn."""

    def add_row(collector: ContactCollector, row: Mapping[str, str]) -> None:
        cell = _make_getter(row)
        name = " ".join(filter(None, (cell("firstname"), cell("middlename"), cell("lastname"))))
        collector.add_contact(
            name or cell("fullname"),
            _MAIL.findall(cell("emails")),
            company=cell("companies", "company"),
            position=cell("title"),
            channel="phone" if cell("phonenumbers") else "",
            birthday=_read_day(cell("birthday")),
            links=[link.strip() for link in re.split(r"[,;|]", cell("profiles", "sites")) if "." in link],
        )

    return read_contact_tables("linkedin_contacts", members, is_linkedin_contacts_header, add_row, options)


def _make_getter(row: Mapping[str, str]) -> Cell:
    def cell(*names: str) -> str:
        return next(
            (unescape_formula(row[name][:_CELL_LIMIT]).strip() for name in names if row.get(name, "").strip()), ""
        )

    return cell


def _read_day(text: str) -> str:
    """Return a birthday in ISO form. `4/3/1980` has two readings and is left out; `4/23/1980` has one."""
    if _ISO_DAY.match(text):
        return text[:10]
    if found := _SLASHED_DAY.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), found[3]
        if first > 12 >= second or first == second:
            return f"{year}-{second:02}-{first:02}"
        if second > 12 >= first:
            return f"{year}-{first:02}-{second:02}"
    return ""
