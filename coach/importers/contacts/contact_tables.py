"""Read address books that Outlook and LinkedIn export as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from coach.domain.csv_cells import unescape_formula
from coach.importers.contacts.collector import ContactCollector
from coach.importers.files.csv_reader import normalize_header, open_table
from coach.importers.files.source import Member
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

CONTACTS_LIMIT = 100_000
_MAIL = re.compile(r"[^\s@,;|<>\"']{1,64}@[^\s@,;|<>\"']{1,253}")
_CELL_LIMIT = 4096
"""Characters of a cell that are looked at."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_OUTLOOK_MAILS = ("e-mail address", "e-mail 2 address", "e-mail 3 address", "email address", "email")
Row = Callable[..., str]


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

    def add_row(collector: ContactCollector, cell: Row) -> None:
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

    return _read_tables("outlook_contacts", members, is_outlook_header, add_row, options)


def read_linkedin_contacts(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read the address books that somebody once gave to LinkedIn."""

    def add_row(collector: ContactCollector, cell: Row) -> None:
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

    return _read_tables("linkedin_contacts", members, is_linkedin_contacts_header, add_row, options)


def _read_tables(
    form: str,
    members: Sequence[Member],
    is_header: Callable[[Sequence[str]], bool],
    add_row: Callable[[ContactCollector, Row], None],
    options: ImportOptions,
) -> ImportResult:
    collector = ContactCollector()
    warnings: list[str] = []
    rows = 0
    for member in members:
        table = open_table(member, is_header)
        if table is None:
            continue
        for row in table.iterate_dicts():
            options.check_cancelled()
            if rows >= CONTACTS_LIMIT:
                warnings.append(f"Read the first {CONTACTS_LIMIT:,} contacts and left out the others.")
                break
            rows += 1
            add_row(collector, _make_getter(row))
        warnings += table.warnings
    return ImportResult(
        form,
        contacts=collector.contacts,
        counts={"rows": rows, "contacts": len(collector.contacts)},
        ignored=dict(sorted(collector.ignored.items())),
        warnings=tuple(warnings),
    )


def _make_getter(row: Mapping[str, str]) -> Row:
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
