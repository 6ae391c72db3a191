"""Contacts are saved and of use: they complete names, are found, and tell the person they become what they know."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.actions.imports.preview import describe_preview
from coach.actions.opportunities_and_events import save_opportunity
from coach.actions.outreach import log_sent_message
from coach.actions.people import edit_person
from coach.advice.contacts_and_companies import find_contacts_by_name, view_company
from coach.advice.search import search_index
from coach.cli.main import coach
from coach.domain.person import Person
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from tests.conftest import FakeClock

CONNECTIONS = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Orla,Fennwick,https://www.linkedin.com/in/orla-fennwick-3,,{company},Director,09 Sep 2026
Ilse,Kormann,https://www.linkedin.com/in/ilse-kormann-22,ilse@kormann.example,Quillvale,Editor,02 Feb 2026
"""
MESSAGES = """CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER
A,,Mara Q,https://www.linkedin.com/in/mara-q,Orla Fennwick,https://www.linkedin.com/in/orla-fennwick-3,2026-11-11 09:00:00 UTC,Hi,INBOX
B,,Mara Q,https://www.linkedin.com/in/mara-q,Tobin Ashgrove,https://www.linkedin.com/in/tobin-1,2026-11-10 09:00:00 UTC,Hi,INBOX
"""
CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Tobin Ashgrove
ORG:Isobar Labs
TITLE:Engineer
EMAIL:tobin@ashgrove.example
BDAY:1990-05-12
END:VCARD
"""


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock) -> CoachService:
    return CoachService(tmp_path / "here", clock, device_id="test0001").open_folder()


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def bring(service: CoachService, *paths: Path) -> list[str]:
    found = preview_import(service, list(paths))
    lines = describe_preview(found)
    run_import(service, found)
    return lines


def person(service: CoachService, name: str) -> Person:
    return next(p for p in service.open_folder().journal.list_records(Person) if p.name == name)


def test_an_import_of_contacts_alone_is_saved_and_said(here: CoachService, tmp_path: Path) -> None:
    lines = bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Isobar Labs")))
    assert "Contacts: 2 new." in lines
    assert [one.name for one in here.journal.address_book.contacts] == ["Ilse Kormann", "Orla Fennwick"]
    again = preview_import(here, [tmp_path / "Connections.csv"])
    assert again.counts.is_empty
    assert "All of this is saved already." in describe_preview(again)


def test_a_name_is_saved_without_the_comma_behind_it(here: CoachService, tmp_path: Path) -> None:
    text = CONNECTIONS.format(company="ACME").replace("Fennwick,", '"Fennwick, ",')
    lines = bring(here, write(tmp_path, "Connections.csv", text), write(tmp_path, "messages.csv", MESSAGES))
    assert not any("now called" in line for line in lines)
    assert person(here, "Orla Fennwick").company == "ACME"


def test_a_contact_becomes_the_person_one_writes_to(here: CoachService, tmp_path: Path) -> None:
    bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Isobar Labs")))
    assert [one.name for one in find_contacts_by_name(here.journal, "or fen", 5)] == ["Orla Fennwick"]
    here.execute(log_sent_message("orla fennwick"))
    orla = person(here, "Orla Fennwick")
    assert (orla.company, orla.position) == ("Isobar Labs", "Director")
    assert orla.handles == {"linkedin": "https://www.linkedin.com/in/orla-fennwick-3"}
    assert find_contacts_by_name(here.journal, "orla", 5) == []


def test_a_namesake_typed_with_plus_is_not_the_contact(here: CoachService, tmp_path: Path) -> None:
    bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Isobar Labs")))
    here.execute(log_sent_message("Orla Fennwick"))
    here.execute(log_sent_message("+Orla Fennwick"))
    assert sorted(p.company for p in here.journal.list_records(Person)) == ["", "Isobar Labs"]


@pytest.mark.parametrize("order", list(permutations(("Connections.csv", "messages.csv", "cards.vcf"))))
def test_the_order_of_imports_makes_no_difference(tmp_path: Path, clock: FakeClock, order: tuple[str, ...]) -> None:
    write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Isobar Labs"))
    write(tmp_path, "messages.csv", MESSAGES)
    write(tmp_path, "cards.vcf", CARDS)
    service = CoachService(tmp_path / "one", clock, device_id="test0001").open_folder()
    for name in order:
        bring(service, tmp_path / name)
    orla, tobin = person(service, "Orla Fennwick"), person(service, "Tobin Ashgrove")
    assert (orla.company, orla.position) == ("Isobar Labs", "Director")
    assert (tobin.company, tobin.position, tobin.birthday) == ("Isobar Labs", "Engineer", "1990-05-12")
    assert tobin.handles["e-mail"] == "tobin@ashgrove.example"


def test_a_person_typed_before_gets_employer_and_link(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Orla Fennwick"))
    lines = bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Isobar Labs")))
    assert "Changed: 1 person." in lines
    assert person(here, "Orla Fennwick").company == "Isobar Labs"


def test_a_new_employer_is_named_in_the_preview_and_a_typed_one_stays(here: CoachService, tmp_path: Path) -> None:
    bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Isobar Labs")))
    here.execute(log_sent_message("Orla Fennwick"))
    lines = bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Brightwater Inc.")))
    assert "Orla Fennwick: now at Brightwater Inc." in lines
    assert person(here, "Orla Fennwick").company == "Brightwater Inc."
    here.execute(edit_person("Orla Fennwick", company="Hollow Oak"))
    bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Third Place")))
    assert person(here, "Orla Fennwick").company == "Hollow Oak"


def test_the_preview_says_what_becomes_known_of_somebody(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Tobin Ashgrove"))
    here.execute(log_sent_message("Ilse Kormann"))
    lines = bring(here, write(tmp_path, "cards.vcf", CARDS))
    assert "Tobin Ashgrove: at Isobar Labs." in lines
    lines = bring(here, write(tmp_path, "people.csv", "Name,Email\nIlse Kormann,ilse@kormann.example\n"))
    assert "Ilse Kormann: ilse@kormann.example." in lines


def test_the_owner_of_an_earlier_export_is_not_asked_for_again(here: CoachService, tmp_path: Path) -> None:
    requests = (
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        'Mara Q,Tobin Ashgrove,"11/2/26, 9:00 AM",Hi,OUTGOING,https://www.linkedin.com/in/mara-q,'
        "https://www.linkedin.com/in/tobin-1\n"
    )
    one_talk = "\n".join(MESSAGES.split("\n")[:2]) + "\n"
    alone = preview_import(here, [write(tmp_path, "messages.csv", one_talk)])
    assert alone.ask_owner == ("mara-q", "orla-fennwick-3")
    bring(here, write(tmp_path, "Invitations.csv", requests))
    found = preview_import(here, [tmp_path / "messages.csv"])
    assert (found.ask_owner, found.counts.new) == ((), {"people": 1, "messages": 1})
    assert not any("not clear" in line for line in describe_preview(found))


def test_contacts_are_found_after_people(here: CoachService, tmp_path: Path) -> None:
    bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="Isobar Labs")))
    assert [(hit.kind, hit.name) for hit in search_index(here.journal, "kormann")] == [("contact", "Ilse Kormann")]
    assert [(hit.kind, hit.name) for hit in search_index(here.journal, "isobar")] == [("contact", "Orla Fennwick")]


def test_an_employer_shows_people_then_contacts_then_opportunities(here: CoachService, tmp_path: Path) -> None:
    bring(here, write(tmp_path, "Connections.csv", CONNECTIONS.format(company="ACME Ltd.")))
    here.execute(log_sent_message("Ana"))
    here.execute(edit_person("Ana", company="Acme", position="CTO"))
    here.execute(save_opportunity("Data engineer at ACME"))
    found = view_company(here.journal, "acme")
    assert [p.name for p in found.people] == ["Ana"]
    assert [c.name for c in found.contacts] == ["Orla Fennwick"]
    assert [n.text for n in found.opportunities] == ["Data engineer at ACME"]
    shown = CliRunner().invoke(coach, ["--data", str(here.folder), "at", "ACME"]).output.splitlines()
    assert shown == ["Ana, CTO", "contact: Orla Fennwick, Director", "opportunity: Data engineer at ACME"]


@pytest.mark.parametrize("option", ["--employer", "--company"])
def test_employer_and_position_can_be_typed(tmp_path: Path, option: str) -> None:
    run = CliRunner().invoke
    data = ["--data", str(tmp_path / "d")]
    run(coach, [*data, "sent", "Ana"])
    typed = run(coach, [*data, "person", "Ana", option, "ACME", "--position", "CTO", "--birthday", "12 May"])
    assert typed.exit_code == 0, typed.output
    assert "employer: ACME" in run(coach, [*data, "person", "Ana"]).output
    assert "birthday: 12 May" in run(coach, [*data, "person", "Ana"]).output
    assert run(coach, [*data, "person", "Ana", "--birthday", "31 February"]).exit_code != 0


LETTER = """From x Tue Sep 01 10:00:00 2026
From: Mara <mara@q.example>
To: {to}
Date: Tue, 1 Sep 2026 10:00:00 +0200
Message-ID: <1@q.example>

Hello
"""


def bring_mail(service: CoachService, path: Path) -> None:
    run_import(service, preview_import(service, [path], ImportOptions(me=("mara@q.example",))))


@pytest.mark.parametrize("cards_first", [True, False])
def test_a_contact_names_the_person_that_mail_knows_by_address_alone(
    here: CoachService, tmp_path: Path, *, cards_first: bool
) -> None:
    mail = write(tmp_path, "sent.mbox", LETTER.format(to="tobin@ashgrove.example"))
    cards = write(tmp_path, "cards.vcf", CARDS)
    if cards_first:
        bring(here, cards)
    bring_mail(here, mail)
    if not cards_first:
        assert "tobin@ashgrove.example: now called Tobin Ashgrove." in bring(here, cards)
    bring_mail(here, mail)
    assert [one.name for one in here.open_folder().journal.list_records(Person)] == ["Tobin Ashgrove"]
    assert preview_import(here, [cards]).counts.is_empty


def test_an_address_that_two_contacts_share_names_nobody(here: CoachService, tmp_path: Path) -> None:
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nUID:{number}\nFN:{name}\nEMAIL:home@moss.example\nEND:VCARD\n"
        for number, name in enumerate(("Dee Moss", "Karl Ott"))
    )
    bring(here, write(tmp_path, "cards.vcf", cards))
    bring_mail(here, write(tmp_path, "sent.mbox", LETTER.format(to="home@moss.example")))
    assert [one.name for one in here.open_folder().journal.list_records(Person)] == ["home@moss.example"]


def test_a_contact_is_the_person_of_the_same_profile_however_they_are_spelled(
    here: CoachService, tmp_path: Path
) -> None:
    bring(here, write(tmp_path, "messages.csv", MESSAGES))
    row = (
        "Name,Email,LinkedIn,Company\nDr. Orla F.,orla@fennwick.example,linkedin.com/in/Orla-Fennwick-3/,Isobar Labs\n"
    )
    bring(here, write(tmp_path, "crm.csv", row))
    orla = person(here, "Orla Fennwick")
    assert (orla.company, orla.handles["e-mail"]) == ("Isobar Labs", "orla@fennwick.example")


def test_somebody_in_two_address_books_is_one_new_contact(here: CoachService, tmp_path: Path) -> None:
    cards = write(tmp_path, "cards.vcf", CARDS)
    rows = "Name,Email\nTobin Ashgrove,tobin@ashgrove.example\nIlse Kormann,ilse@kormann.example\n"
    found = preview_import(here, [cards, write(tmp_path, "people.csv", rows)])
    assert "Contacts: 2 new." in describe_preview(found)
    assert run_import(here, found).message == "Imported: 2 contacts."


def test_a_contact_who_is_a_person_already_is_not_counted(here: CoachService, tmp_path: Path) -> None:
    bring_mail(here, write(tmp_path, "sent.mbox", LETTER.format(to="Tobin Ashgrove <tobin@ashgrove.example>")))
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Tobin Ashgrove\nEMAIL:tobin@ashgrove.example\nEND:VCARD\n"
    found = preview_import(here, [write(tmp_path, "one.vcf", card)])
    assert (found.counts.changed, found.counts.new_contacts) == ({}, 0)
    assert found.counts.is_empty


def test_large_numbers_are_written_with_a_comma(here: CoachService, tmp_path: Path) -> None:
    rows = "".join(f"Ana {number},ana{number}@lee.example\n" for number in range(1200))
    found = preview_import(here, [write(tmp_path, "people.csv", f"Name,Email\n{rows}")])
    assert "Contacts: 1,200 new." in describe_preview(found)
    assert run_import(here, found).message == "Imported: 1,200 contacts."
