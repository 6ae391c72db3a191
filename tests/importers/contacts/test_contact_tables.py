"""Google Contacts as CSV, of before and since 2024."""

from __future__ import annotations

from pathlib import Path

from coach.importers.import_result import ImportResult
from coach.importers.read_exports import read_exports

NEW = (
    "First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value\n"
)
OLD = (
    "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "Organization 1 - Name,Organization 1 - Title\n"
)


def found(tmp_path: Path, text: str) -> ImportResult:
    path = tmp_path / "contacts.csv"
    path.write_text(text, encoding="utf-8")
    (result,) = read_exports([path])
    return result


def test_the_header_since_2024_is_read(tmp_path: Path) -> None:
    row = "Ana,,Abara,,,Isobar,Lead,* myContacts,* Work,ana@quay.example,Home,ana@home.example,,\n"
    result = found(tmp_path, NEW + row)
    (person,) = result.contacts.values()
    assert (result.format, result.variant) == ("google_contacts", "2024")
    assert (person.key, person.name, person.aliases) == (
        "ana@quay.example",
        "Ana Abara",
        ("ana@home.example",),
    )
    assert (person.company, person.position) == ("Isobar", "Lead")


def test_the_header_before_2024_is_read(tmp_path: Path) -> None:
    row = "Ana Abara,Ana,,Abara,* myContacts,* Work,ana@quay.example,Isobar,Lead\n"
    result = found(tmp_path, OLD + row)
    (person,) = result.contacts.values()
    assert (result.variant, person.name, person.company) == ("before 2024", "Ana Abara", "Isobar")


def test_several_addresses_in_one_cell_are_taken_apart(tmp_path: Path) -> None:
    row = "Ana,,Abara,,,,,,,a@b.example ::: c@d.example,,,,\n"
    (person,) = found(tmp_path, NEW + row).contacts.values()
    assert (person.key, person.aliases) == ("a@b.example", ("c@d.example",))


def test_a_row_with_a_phone_number_alone_is_somebody_to_call(tmp_path: Path) -> None:
    (person,) = found(tmp_path, NEW + "Ana,,Abara,,,,,,,,,,Mobile,+1 555\n").contacts.values()
    assert (person.channel, person.handle) == ("phone", None)


def test_empty_rows_are_counted_and_none_becomes_a_person(tmp_path: Path) -> None:
    result = found(tmp_path, NEW + "Ana,,,,,,,,,,,,,\n,,,,,Isobar,,,,,,,,\n")
    assert (result.people, len(result.contacts), result.ignored) == ({}, 1, {"empty": 1})


def test_a_guard_against_formulas_comes_off(tmp_path: Path) -> None:
    (person,) = found(tmp_path, NEW + "'=Ana,,,,,,,,,,,,,\n").contacts.values()
    assert person.name == "=Ana"


def test_a_birthday_that_is_no_date_is_not_asked_about(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Name,Email,Birthday\nAna Lee,ana@x.example,1980\nBo Ek,bo@x.example,3/4/1980\nCy Fu,cy@x.example,spring 1980\n",
        encoding="utf-8",
    )
    (found,) = read_exports([tmp_path / "a.csv"])
    assert found.warnings == (
        "a.csv: 1 birthday left out, because day and month cannot be told apart. Say which comes first, such as: "
        "--map date_format=DD/MM/YYYY",
        "a.csv: 2 birthdays left out, because the date cannot be read.",
    )
