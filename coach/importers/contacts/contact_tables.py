"""Read address books that Google, Outlook, LinkedIn and other programs export as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from coach.domain.person import read_birthday
from coach.exporters.csv import unescape_formula
from coach.importers.contacts.contact_collector import ContactCollector, read_day_in_numbers
from coach.importers.dates import find_order, is_numeric_day
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import CsvTable, HeaderTest, normalize_header, open_tables
from coach.importers.files.heading_translations import translate_heading
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

CONTACTS_LIMIT = 100_000
"""Rows of tables that are read."""
MAIL = re.compile(r"[^\s@,;|<>\"']{1,64}@[^\s@,;|<>\"']{1,253}")
"""A mail address in a cell."""
_SEVERAL = re.compile(r"[,;|\n]")
"""What stands between several numbers or links in one cell."""
_NOTHING = frozenset({"", "null", "NULL", "None", "nan", "NaN", "N/A", "n/a", "#N/A", "undefined"})
"""What programs write into a cell for want of a value; LinkedIn's Contacts.csv is full of "null"."""
_CELL_LIMIT = 4096
"""Characters of a cell that are looked at."""
_OUTLOOK_MAILS = ("e-mail address", "email address", "email", "e-mail", "e-mail 2 address", "e-mail 3 address")
_MAIL_COLUMN = re.compile(r"\be-?mails?\b(?!.*\b(?:status|type|owner|domain|display name)\b)")
_PHONE_COLUMN = re.compile(r"\b(?:phones?|phonenumbers|mobile|cell|telephone)\b(?!.*\b(?:type|label|yomi|fax)\b)")
_LINKS = ("url", "urls", "profile", "profile url", "profile link")
_X_HANDLES = ("twitter", "twitter handle", "x", "x handle")
_HANDLE = re.compile(r"@?[A-Za-z0-9_]{1,15}")
_NAMES = ("display name", "full name", "name", "contact name")
_PLACE_OF_WORK = frozenset({"company", "company name", "employer", "account name"})
_WORK = ("job title", "position", "role", "occupation", "job")
_PREFIX = re.compile(r"(?:person|people|contact|lead)s?\s*[-:.]\s*")
"""What some programs put before every heading, such as "Person - Email - Work"."""
_NOT_THEIRS = re.compile(r"\b(?:owner|company|organi[sz]ation|manager|assistant|referrer|referred|referral)\b")
"""Columns of a list about somebody or something else."""
_GOOGLE_MAIL = re.compile(r"e-mail \d+ - value")
_GOOGLE_PHONE = re.compile(r"phone \d+ - value")
_GOOGLE_WEBSITE = re.compile(r"website \d+ - value")
_GOOGLE_SEPARATOR = " ::: "  # what Google puts between several values in one cell
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # family name first, no space
Row = Mapping[str, str]


def is_google_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header, before or since 2024: a first name, and a numbered address or a group."""
    named = "given name" in cells or "first name" in cells
    google = not {"group membership", "labels", "file as", "phonetic first name"}.isdisjoint(cells)
    return named and (google or any(_GOOGLE_MAIL.fullmatch(cell) for cell in cells))


def is_outlook_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of Outlook's contacts: names, and its words for addresses or jobs."""
    named = {"first name", "last name"} <= set(cells)
    return named and not {"e-mail address", "e-mail 2 address"}.isdisjoint(cells) and "connected on" not in cells


def is_linkedin_contacts_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of LinkedIn's Contacts.csv or ImportedContacts.csv."""
    return {"firstname", "lastname"} <= set(cells) and not {"emails", "phonenumbers"}.isdisjoint(cells)


def is_contact_list_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of any other list of people.

    It has names with mail addresses, profiles or telephone numbers, or whole names with an employer and what they do
    there.
    """
    plain = {_simplify_heading(cell) for cell in cells}
    in_parts = not plain.isdisjoint(("first name", "given name"))
    whole = not plain.isdisjoint(_NAMES)
    if (in_parts and "connected on" in plain) or not (in_parts or whole):
        return False
    employed = not plain.isdisjoint(_PLACE_OF_WORK) and not plain.isdisjoint((*_WORK, "title"))
    return (whole and employed) or any(
        _is_mail_column(cell) or _is_profile_column(cell) or _is_phone_column(cell) for cell in plain
    )


def is_mail_list_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of a list of mail addresses, with telephone numbers at most beside them."""
    named = [normalize_header(_simplify_heading(translate_heading(cell))) for cell in cells if cell]
    is_whole_line = any(";" in name or "\t" in name for name in named)
    return (
        any(map(_is_mail_column, named))
        and not is_whole_line
        and all(_is_mail_column(name) or _PHONE_COLUMN.search(name) for name in named)
    )


def _simplify_heading(name: str) -> str:
    """Return a heading without the marks of programs: "email" for "person - email", "first name" for "first_name"."""
    name = name.replace("_", " ")
    return name[found.end() :] if (found := _PREFIX.match(name)) else name


@lru_cache(maxsize=1000)
def _is_mail_column(name: str) -> bool:
    return _MAIL_COLUMN.search(name) is not None and _NOT_THEIRS.search(name) is None


@lru_cache(maxsize=1000)
def _is_phone_column(name: str) -> bool:
    return _PHONE_COLUMN.search(name) is not None and _NOT_THEIRS.search(name) is None


@lru_cache(maxsize=1000)
def _is_profile_column(name: str) -> bool:
    return "linkedin" in name and _NOT_THEIRS.search(name) is None


def read_google_contacts(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read Google's contacts, without labels and groups."""
    return _read_tables("google_contacts", members, is_google_header, _add_google_row, options)


def read_outlook_contacts(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read Outlook's contacts."""
    return _read_tables("outlook_contacts", members, is_outlook_header, _add_outlook_row, options)


def read_linkedin_contacts(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read the address books that somebody once gave to LinkedIn."""
    return _read_tables("linkedin_contacts", members, is_linkedin_contacts_header, _add_linkedin_row, options)


def read_contact_list(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read the contacts of Thunderbird, Yahoo, a spreadsheet or another program."""

    def is_header(cells: Sequence[str]) -> bool:
        return is_contact_list_header(cells) or is_mail_list_header(cells)

    return _read_tables("contact_list", members, is_header, _add_outlook_row, options)


def guess_contact_columns(table: CsvTable) -> tuple[str, str]:
    """Return the columns that look like those of a name and a mail address, "" for both if one cannot be told."""
    cells = {column: [cell.strip() for cell in table.peek_column(column)] for column in table.header.columns}
    mails = [name for name, column in cells.items() if sum(map(bool, map(MAIL.fullmatch, column))) > len(column) / 2]
    names = [
        name
        for name, column in cells.items()
        if name not in mails and column and sum(map(_is_like_a_name, column)) > len(column) / 2
    ]
    return (names[0], mails[0]) if names and mails else ("", "")


def _is_like_a_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and not any(map(str.isdigit, text)) and len(text.split()) < 6


def _read_tables(
    form: str,
    members: Sequence[Member],
    is_header: HeaderTest,
    add_row: Callable[[ContactCollector, Row], None],
    options: ImportOptions,
) -> ImportResult:
    """Read CSV files of contacts; `add_row` collects a row."""
    collector = ContactCollector()
    warnings: list[str] = []
    rows, variant = 0, ""
    for table in open_tables(members, is_header, warnings, collector.ignored):
        if form == "google_contacts":
            variant = "before 2024" if "given name" in table.header.folded else "2024"
        known = {name: normalize_header(translate_heading(_simplify_heading(name))) for name in table.header.folded}
        translated = {name: column for name, column in reversed(known.items()) if column not in known}
        birthdays = [name for name, column in known.items() if column == "birthday"][:1]
        days = [day for name in birthdays for day in table.peek_column(name)]
        order = find_order(days, options.mapping)
        unread = two_ways = 0
        for row in table.iterate_dicts():
            row |= {column: row[name] for name, column in translated.items()}
            if birthday := _first_cell(row, "birthday"):
                row["birthday"] = read_day_in_numbers(birthday, order) or birthday
                if not read_birthday(row["birthday"]) and birthday.strip("0/-. ") != "":
                    unread, two_ways = unread + 1, two_ways + (not order and is_numeric_day(birthday))
            if rows >= CONTACTS_LIMIT:
                warnings.append(f"The first {CONTACTS_LIMIT:,} contacts were read; the others are left out.")
                break
            rows += 1
            add_row(collector, row)
        ambiguous = "day and month cannot be told apart. Say which comes first, such as: --map date_format=DD/MM/YYYY"
        for count, why in ((two_ways, ambiguous), (unread - two_ways, "the date cannot be read.")):
            if count:
                what = "birthday" if count == 1 else "birthdays"
                warnings.append(f"{table.member.file_name}: {count:,} {what} left out, because {why}")
    return collector.build_result(form, variant, warnings, rows=rows)


def _list_phones(row: Row) -> list[str]:
    """Return the telephone numbers of a row, mobile ones first."""
    columns = sorted(filter(_is_phone_column, row), key=lambda name: "mobile" not in name)
    return [number for name in columns for number in _SEVERAL.split(_first_cell(row, name))]


def _add_google_row(collector: ContactCollector, row: Row) -> None:
    parts = (
        _first_cell(row, "first name", "given name"),
        _first_cell(row, "middle name", "additional name"),
        _first_cell(row, "last name", "family name"),
    )
    shown = _first_cell(row, "name")  # before 2024: what people see; the parts are Google's guesses
    collector.add_contact(
        shown or _join_name(parts) or _first_cell(row, "file as", "nickname"),
        _list_google_values(row, _GOOGLE_MAIL) or _find_mails(row, filter(_is_mail_column, row)),
        company=_first_cell(row, "organization name", "organization 1 - name", "company"),
        position=_first_cell(row, "organization title", "organization 1 - title", "position"),
        phones=_list_google_values(row, _GOOGLE_PHONE),
        birthday=_first_cell(row, "birthday"),
        links=_list_google_values(row, _GOOGLE_WEBSITE),
    )


def _join_name(parts: Sequence[str]) -> str:
    """Return given, further and family names as one; in East Asia the family comes first, without spaces."""
    named = [part for part in parts if part]
    if len(named) == 2 and _ASIAN.fullmatch("".join(named)):
        return "".join(reversed(named))
    return " ".join(named)


def _list_google_values(row: Row, column: re.Pattern[str]) -> list[str]:
    """Return the values of all numbered columns of one kind, in their order."""
    cells = [cell for name, cell in row.items() if cell and column.fullmatch(name)]
    return [
        value.strip() for cell in cells for value in unescape_formula(cell).split(_GOOGLE_SEPARATOR) if value.strip()
    ]


def _add_outlook_row(collector: ContactCollector, row: Row) -> None:
    parts = [_first_cell(row, part) for part in ("first name", "middle name", "last name", "suffix")]
    parts = parts if any(parts) else [_first_cell(row, part) for part in ("given name", "family name")]
    handles = [cell for name in _X_HANDLES if _HANDLE.fullmatch(cell := _first_cell(row, name))]
    profiles = [_complete_profile(_first_cell(row, column)) for column in (*filter(_is_profile_column, row), *_LINKS)]
    collector.add_contact(
        _join_name(parts) or _first_cell(row, *_NAMES, "file as", "nickname"),
        _find_mails(row, (*_OUTLOOK_MAILS, *filter(_is_mail_column, row))),
        company=_first_cell(
            row, "company", "company name", "companies", "associated company", "account name", "employer"
        ),
        position=_first_cell(row, "job title", "position", *(() if "job title" in row else ("title",)), *_WORK),
        phones=_list_phones(row),
        birthday=_first_cell(row, "birthday"),
        links=[
            *profiles,
            *(f"https://x.com/{handle.lstrip('@')}" for handle in handles),
            _first_cell(row, "web page"),
            _first_cell(row, "personal web page"),
        ],
    )


def _find_mails(row: Row, columns: Iterable[str]) -> list[str]:
    return [mail for column in columns for mail in MAIL.findall(_first_cell(row, column))]


def _complete_profile(cell: str) -> str:
    """Return the address of a LinkedIn profile, of which forms may keep `/in/ana-lee`; "" if it is none."""
    path = cell[cell.find("in/") :] if cell.startswith(("in/", "/in/")) else ""
    if path:
        return f"https://www.linkedin.com/{path}"
    if "linkedin.com/" not in cell.casefold():
        return ""
    return cell if "://" in cell else f"https://{cell}"


def _add_linkedin_row(collector: ContactCollector, row: Row) -> None:
    parts = [_first_cell(row, part) for part in ("firstname", "middlename", "lastname")]
    links = _SEVERAL.split(_first_cell(row, "profiles", "sites"))
    collector.add_contact(
        " ".join(filter(None, parts)) or _first_cell(row, "fullname"),
        MAIL.findall(_first_cell(row, "emails")),
        company=_first_cell(row, "companies", "company"),
        position=_first_cell(row, "title"),
        phones=_SEVERAL.split(_first_cell(row, "phonenumbers")),
        birthday=_first_cell(row, "birthday"),
        links=[link.strip() for link in links if "." in link],
    )


def _first_cell(row: Row, *names: str) -> str:
    """Return the first of the named cells with something in it; "null" and the like stand for nothing."""
    found = next((row[name] for name in names if row.get(name, "").strip() not in _NOTHING), "")
    return unescape_formula(found[:_CELL_LIMIT]).strip()
