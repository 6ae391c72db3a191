"""Tables of contacts: Outlook, Google, LinkedIn's own, with birthdays in every form."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.importers.invented import read_file

OUTLOOK = (
    "{0}First Name{0}{1}{0}Last Name{0}{1}{0}Company{0}{1}{0}Job Title{0}{1}{0}E-mail Address{0}{1}{0}Birthday{0}\r\n"
)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_contacts_of_outlook(tmp_path: Path, quote: str, delimiter: str, encoding: str) -> None:
    row = delimiter.join(("Béa", "Åslöv", "Northwind", "Editor", "bea@northwind.example", "4/23/1980"))
    text = OUTLOOK.format(quote, delimiter) + row + "\r\n"
    (bea,) = read_file(tmp_path, "o.csv", text.encode(encoding)).contacts.values()
    assert (bea.name, bea.company, bea.position, bea.handle) == (
        "Béa Åslöv",
        "Northwind",
        "Editor",
        "bea@northwind.example",
    )
    assert bea.birthday == "1980-04-23"


@pytest.mark.parametrize("day", ["25/3/1980", "3/25/1980", "25.3.1980", "25-3-1980", "1980-03-25", "25 mars 1980"])
def test_a_birthday_with_one_reading_is_read(tmp_path: Path, day: str) -> None:
    found = read_file(tmp_path, "a.csv", f"Vorname;Nachname;E-Mail-Adresse;Geburtstag\nAna;Lee;ana@lee.example;{day}\n")
    assert [one.birthday for one in found.contacts.values()] == ["1980-03-25"]


def test_a_birthday_with_two_readings_is_left_out(tmp_path: Path) -> None:
    row = "Ana,Lee,Northwind,Editor,ana@lee.example,4/3/1980\n"
    (ana,) = read_file(tmp_path, "o.csv", OUTLOOK.format("", ",") + row).contacts.values()
    assert ana.birthday == ""


def test_a_giant_cell_costs_no_time(tmp_path: Path) -> None:
    head = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\n"
    began = time.process_time()
    (ana,) = read_file(tmp_path, "c.csv", f"{head}G,Ana,Lee,ACME,CTO,{'a' * 300_000},\n").contacts.values()
    assert ana.name == "Ana Lee"
    assert time.process_time() - began < 5


def test_contacts_that_were_given_to_linkedin(tmp_path: Path) -> None:
    text = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\nG,Ana,Lee,ACME,CTO,ana@lee.example,\n"
    (ana,) = read_file(tmp_path, "ImportedContacts.csv", text).contacts.values()
    assert (ana.name, ana.company, ana.position, ana.key) == ("Ana Lee", "ACME", "CTO", "ana@lee.example")
