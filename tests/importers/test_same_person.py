"""Somebody whom mail knows by an address and LinkedIn by a profile is one person once an address book has both."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import format_datetime
from itertools import permutations
from pathlib import Path

import pytest

from coach.actions.boundaries_and_away import set_boundary
from coach.actions.outreach import log_sent_message
from coach.actions.people import edit_person
from coach.actions.undo import undo_last_action
from coach.domain.boundary import Boundary
from coach.domain.message import Message
from coach.domain.person import Person
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.importers.one_world import CAME, PROFILE, SENT, make_linkedin_tables, make_mailbox, write_zip
from tests.importers.test_import_order import bring, check_same, find_person, open_all, see

CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Nia Barlow\nORG:Old Mill\nBDAY:1988-04-03\nTEL:+44 20 7946 0001\n"
    f"EMAIL:nia@barlow.example\nURL:{PROFILE}nia-b\nEND:VCARD\n"
)
BOOKS = {
    "vcard": ("cards.vcf", CARD),
    "google": (
        "google.csv",
        "First Name,Last Name,E-mail 1 - Value,Organization Name,Birthday,Phone 1 - Value,Website 1 - Value\n"
        f"Nia,Barlow,nia@barlow.example,Old Mill,1988-04-03,+44 20 7946 0001,{PROFILE}nia-b\n",
    ),
    "outlook": (
        "outlook.csv",
        "First Name,Last Name,E-mail Address,Company,Birthday,Mobile Phone,Web Page\n"
        f"Nia,Barlow,nia@barlow.example,Old Mill,1988-04-03,+44 20 7946 0001,{PROFILE}nia-b\n",
    ),
}
ORDERS = list(permutations(("mail", "linkedin", "book")))
NAMES_AND_BOOKS = [
    ("N. Barlow", "vcard"),
    *(
        pytest.param(name, book, marks=pytest.mark.slow)
        for name, book in [("", "vcard"), ("Nia", "google"), ("Barlow, Nia", "outlook"), ("Nia Stone", "google")]
    ),
]


def write_sources(folder: Path, name: str, book: tuple[str, str], at_linkedin: str = "Nia Barlow") -> dict[str, Path]:
    """Return a mailbox in which she is called `name`, an export of LinkedIn and an address book."""
    folder.mkdir()
    first, last = at_linkedin.split()
    mail, linkedin, cards = folder / "a.mbox", folder / "linkedin.zip", folder / book[0]
    mail.write_text(
        make_mailbox(
            (SENT, f"{name} <nia@barlow.example>".strip(), "Tue, 5 May 2026 10:00:00 +0200"),
            (CAME, f"{name} <nia@barlow.example>".strip(), "Wed, 6 May 2026 10:00:00 +0100"),
            (SENT, "Otto Quist <otto@quist.example>", "Thu, 7 May 2026 10:00:00 +0200"),
        )
    )
    tables = make_linkedin_tables(
        [f"A|{at_linkedin}|nia-b|>|2026-03-02 09:00:00", "B|Pia Rook|pia-r|>|2026-03-03 09:00:00"],
        [f"{first},{last},{PROFILE}nia-b,,Quillvale,Editor,01 Mar 2025"],
        [],
    )
    write_zip(linkedin, tables, 9, 14)
    cards.write_text(book[1])
    return {"mail": mail, "linkedin": linkedin, "book": cards}


def list_people(folder: Path) -> list[str]:
    return sorted(person.name for person in open_all(folder).list_records(Person))


@pytest.mark.parametrize(("name", "book"), NAMES_AND_BOOKS)
def test_every_order_at_once_and_one_by_one_ends_in_the_same(tmp_path: Path, name: str, book: str) -> None:
    paths = write_sources(tmp_path / "exports", name, BOOKS[book])
    states = []
    for number, order in enumerate(ORDERS):
        one_by_one, at_once = tmp_path / f"one by one {number}", tmp_path / f"at once {number}"
        for source in order:
            bring(one_by_one, paths[source])
        bring(at_once, *(paths[source] for source in order))
        nia = find_person(one_by_one, "Nia Barlow")
        assert list_people(one_by_one) == ["Nia Barlow", "Otto Quist", "Pia Rook"]
        assert (nia.company, nia.position, nia.birthday) == ("Quillvale", "Editor", "1988-04-03")
        assert (nia.tie, nia.channel, nia.first_talk_on) == (None, "e-mail", date(2026, 3, 2))
        assert (nia.connected_on, nia.employer_since) == (date(2025, 3, 1), None)
        assert {"mbox:nia@barlow.example", "linkedin:nia-b"} < {*nia.keys}
        assert nia.handles == {
            "e-mail": "nia@barlow.example", "linkedin": f"{PROFILE}nia-b", "phone": "+44 20 7946 0001"
        }  # fmt: skip
        theirs = [m.at.date() for m in open_all(one_by_one).list_records(Message) if m.person == nia.id]
        assert sorted(theirs) == [date(2026, 3, 2), date(2026, 5, 5), date(2026, 5, 6)]
        states += [see(one_by_one), see(at_once)]
        for source in order:
            for folder in (one_by_one, at_once):
                lines = bring(folder, paths[source])
                assert not any(line.startswith(("New", "Changed", "Contacts:", "Merged")) for line in lines[1:])
        states += [see(one_by_one), see(at_once)]
    for state in states[1:]:
        check_same(state, states[0])


def open_service(folder: Path) -> CoachService:
    return CoachService(folder, FakeClock(), device_id="test0001").open_folder()


@pytest.fixture
def before_the_book(tmp_path: Path) -> tuple[Path, dict[str, Path]]:
    """A folder with her mail and her LinkedIn, and the files."""
    paths = write_sources(tmp_path / "exports", "N. Barlow", BOOKS["vcard"])
    folder = tmp_path / "here"
    bring(folder, paths["mail"])
    bring(folder, paths["linkedin"])
    return folder, paths


def test_the_preview_says_who_becomes_one_and_undo_takes_it_back_whole(
    before_the_book: tuple[Path, dict[str, Path]],
) -> None:
    folder, paths = before_the_book
    before = see(folder)
    lines = bring(folder, paths["book"])
    assert "Merged with entries you have: 1 person." in lines
    assert "Nia Barlow: the same person as N. Barlow." in lines or "N. Barlow: the same person as Nia Barlow." in lines
    assert not any("message" in line for line in lines)
    assert list_people(folder) == ["Nia Barlow", "Otto Quist", "Pia Rook"]
    open_service(folder).execute(undo_last_action())
    check_same(see(folder), before)
    bring(folder, paths["book"])
    assert list_people(folder) == ["Nia Barlow", "Otto Quist", "Pia Rook"]


def test_what_was_typed_about_both_is_kept(before_the_book: tuple[Path, dict[str, Path]]) -> None:
    folder, paths = before_the_book
    service = open_service(folder)
    service.execute(edit_person("N. Barlow", met="at a fair", tags="mentor", note="likes tea", every="8w"))
    service.execute(edit_person("Nia Barlow", place="Leeds", tags="editor", note="has a dog", tie="well"))
    service.execute(set_boundary("N. Barlow", "harsh"))
    bring(folder, paths["book"])
    nia = find_person(folder, "Nia Barlow")
    assert (nia.met, nia.place, nia.every, nia.tie) == ("at a fair", "Leeds", "8w", "strong")
    assert ({*nia.tags}, {*nia.note.splitlines()}) == ({"mentor", "editor"}, {"likes tea", "has a dog"})
    assert [one.person for one in open_all(folder).list_records(Boundary)] == [nia.id]


def test_a_message_that_was_logged_by_hand_counts_once_after_both_are_one(
    before_the_book: tuple[Path, dict[str, Path]],
) -> None:
    folder, paths = before_the_book
    service = open_service(folder)
    now = service.now()
    service.execute(log_sent_message("N. Barlow", via="linkedin"))
    service.execute(log_sent_message("Nia Barlow", via="e-mail"))
    sent = (SENT, "N. Barlow <nia@barlow.example>", format_datetime(now - timedelta(hours=2)))
    paths["mail"].write_text(paths["mail"].read_text() + make_mailbox(sent))
    bring(folder, paths["book"], paths["mail"])
    nia = find_person(folder, "Nia Barlow")
    theirs = [message for message in open_all(folder).list_records(Message) if message.person == nia.id]
    assert sorted(m.channel for m in theirs if m.at == now) == ["e-mail", "linkedin"]
    assert len(theirs) == 3 + 2


@pytest.mark.parametrize("order", ORDERS)
def test_two_names_that_one_contact_has_are_told_and_left(tmp_path: Path, order: tuple[str, ...]) -> None:
    paths = write_sources(tmp_path / "exports", "Bruno Falk", BOOKS["vcard"])  # who writes from her address
    folder = tmp_path / "here"
    lines = [line for source in order for line in bring(folder, paths[source])]
    told = [line for line in lines if "may be one person" in line]
    assert len(told) == 1
    assert {"Bruno Falk", "Nia Barlow"} == set(told[0].partition(" may be")[0].split(" and "))
    assert list_people(folder) == ["Bruno Falk", "Nia Barlow", "Otto Quist", "Pia Rook"]
    bruno, nia = find_person(folder, "Bruno Falk"), find_person(folder, "Nia Barlow")
    assert "mbox:nia@barlow.example" in bruno.keys and "mbox:nia@barlow.example" not in nia.keys
    assert "linkedin:nia-b" in nia.keys and "linkedin:nia-b" not in bruno.keys
    before = see(folder)
    for source in order:
        bring(folder, paths[source])
    check_same(see(folder), before)


@pytest.mark.parametrize("name", ["Bruno Falk", "Old Mill Sales"])
def test_two_names_that_one_contact_has_end_in_the_same_in_every_order(tmp_path: Path, name: str) -> None:
    paths = write_sources(tmp_path / "exports", name, BOOKS["google"])
    states = []
    for number, order in enumerate(ORDERS):
        one_by_one, at_once = tmp_path / f"one by one {number}", tmp_path / f"at once {number}"
        for source in order:
            bring(one_by_one, paths[source])
        lines = bring(at_once, *(paths[source] for source in order))
        assert len([line for line in lines if "may be one person" in line]) == 1
        states += [see(one_by_one), see(at_once)]
    for state in states[1:]:
        check_same(state, states[0])
    theirs = {m.person for m in open_all(at_once).list_records(Message) if m.key.startswith("mbox:")}
    assert find_person(at_once, "Nia Barlow").id not in theirs


def test_a_name_that_was_logged_by_hand_is_not_that_of_another_who_mails(tmp_path: Path) -> None:
    paths, folder = write_sources(tmp_path / "exports", "Bruno Falk", BOOKS["vcard"]), tmp_path / "here"
    bring(folder, paths["book"])
    open_service(folder).execute(log_sent_message("Nia Barlow"))
    before = see(folder)
    assert any("may be one person" in line for line in bring(folder, paths["mail"]))
    assert list_people(folder) == ["Bruno Falk", "Nia Barlow", "Otto Quist"]
    open_service(folder).execute(undo_last_action())
    check_same(see(folder), before)


@pytest.mark.parametrize("new_name", ["Old Mill Sales", "Bruno Falk"])
def test_somebody_whom_mail_knows_keeps_the_address_under_a_new_name(tmp_path: Path, new_name: str) -> None:
    paths = write_sources(tmp_path / "exports", "Nia Barlow", BOOKS["vcard"])
    folder = tmp_path / "here"
    for source in ("book", "linkedin", "mail"):
        bring(folder, paths[source])
    later = (CAME, f"{new_name} <nia@barlow.example>", "Wed, 1 Jul 2026 10:00:00 +0100")
    paths["mail"].write_text(paths["mail"].read_text() + make_mailbox(later))
    bring(folder, paths["mail"])
    assert list_people(folder) == ["Nia Barlow", "Otto Quist", "Pia Rook"]


def test_two_profiles_are_two_people(tmp_path: Path) -> None:
    paths = write_sources(tmp_path / "exports", "N. Barlow", BOOKS["vcard"])
    folder, old = tmp_path / "here", tmp_path / "old.vcf"
    old.write_text(CARD.replace("nia-b\n", "nia-old\n").replace("END:VCARD", "UID:old\nEND:VCARD"))
    bring(folder, paths["mail"], old)
    bring(folder, paths["linkedin"])
    lines = bring(folder, paths["book"])
    assert any("may be one person" in line for line in lines)
    assert list_people(folder) == ["N. Barlow", "Nia Barlow", "Otto Quist", "Pia Rook"]


def test_an_address_that_a_couple_shares_joins_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    shared = CARD + CARD.replace("Nia", "Theo").replace("nia-b", "theo-b")
    paths = write_sources(tmp_path / "exports", "Barlow Family", ("cards.vcf", shared))
    for source in ("mail", "linkedin", "book"):
        bring(folder, paths[source])
    assert list_people(folder) == ["Barlow Family", "Nia Barlow", "Otto Quist", "Pia Rook"]
    assert "mbox:nia@barlow.example" not in find_person(folder, "Nia Barlow").keys


@pytest.mark.parametrize("order", [("mail", "book"), ("book", "mail")])
def test_a_contact_of_another_name_with_the_same_address_tells_nothing_of_somebody(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    paths, folder = write_sources(tmp_path / "exports", "Nia Barlow", BOOKS["vcard"]), tmp_path / "here"
    paths["book"].write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Theo Fink\nEMAIL:nia@barlow.example\nORG:Old Mill\nBDAY:1990-05-12\n"
        "TEL:+49 151 2345678\nEND:VCARD\n"
    )
    for source in order:
        bring(folder, paths[source])
    nia = find_person(folder, "Nia Barlow")
    assert (nia.company, nia.birthday, nia.handles) == ("", "", {"e-mail": "nia@barlow.example"})
