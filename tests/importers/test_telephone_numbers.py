"""Somebody whom WhatsApp knows by a telephone number alone is whom an address book or Telegram knows by that number."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from coach.domain.person import Person
from coach.domain.text import normalize_phone
from tests.importers.one_world import CAME, SENT, make_mailbox
from tests.importers.test_import_order import bring, check_same, find_person, open_all, see

SHOWN = "+49 151 2345678"
GOOGLE = "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Phone 2 - Value\n"
OUTLOOK = "First Name,Last Name,E-mail Address,Business Phone,Mobile Phone\n"


def write_chat(folder: Path, number: str = SHOWN) -> Path:
    path = folder / f"WhatsApp Chat with {number}.txt"
    path.write_text(f"23/11/2026, 18:00 - Mara Q: hello\n23/11/2026, 18:01 - {number}: hi\n")
    return path


def write_book(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def write_card(folder: Path, *numbers: str, name: str = "Ana Lee", file: str = "cards.vcf") -> Path:
    lines = "".join(f"TEL:{number}\n" for number in numbers)
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nORG:Old Mill\nEMAIL:{name[:3].lower()}@x.example\n{lines}END:VCARD\n"
    return write_book(folder, file, card)


def list_names(folder: Path) -> list[str]:
    return sorted(person.name for person in open_all(folder).list_records(Person))


@pytest.mark.parametrize(
    "number",
    ["+491512345678", "0049 151 2345678", "+49 (0)151 / 234-5678", "tel:+49-151-234-5678", "+49\u2011151\u00a02345678",
     "\u202a+49 151 2345678\u202c", "＋４９ 151 2345678", "+٤٩ ١٥١ ٢٣٤٥٦٧٨"],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(number: str) -> None:
    assert normalize_phone(number) == "+491512345678"


@pytest.mark.parametrize(
    "number",
    ["", "+", "00", "0151 2345678", "151 2345678", "491512345678", "+49 151 2345678 ext. 5", "+0151 2345678", "+49 12",
     "+1 555 0100", "001 44 20 7946 0001", "+49 151 23456789012345", "Ana +49 151 2345678", "+" * 5000, "+1" * 5000],
)  # fmt: skip
def test_what_is_no_number_of_one_line_in_the_world_is_none(number: str) -> None:
    assert normalize_phone(number) == ""


@pytest.mark.parametrize("book_first", [True, False])
@pytest.mark.parametrize("number", ["0049 151 2345678", "+49 (151) 234-5678"])
@pytest.mark.parametrize("book", ["vcard", "google", "outlook"])
def test_a_chat_with_a_number_is_with_the_contact_of_that_number(
    tmp_path: Path, book: str, number: str, *, book_first: bool
) -> None:
    folder, chat = tmp_path / "here", write_chat(tmp_path)
    paths = {
        "vcard": lambda: write_card(tmp_path, "+49 30 5555555", number),
        "google": lambda: write_book(tmp_path, "g.csv", f"{GOOGLE}Ana,Lee,ana@x.example,+49 30 5555555,{number}\n"),
        "outlook": lambda: write_book(tmp_path, "o.csv", f"{OUTLOOK}Ana,Lee,ana@x.example,+49 30 5555555,{number}\n"),
    }
    contacts = paths[book]()
    for path in (contacts, chat) if book_first else (chat, contacts):
        bring(folder, path)
    assert list_names(folder) == ["Ana Lee"]
    ana = find_person(folder, "Ana Lee")
    assert (ana.channel, ana.handles["whatsapp"], ana.handles["e-mail"]) == ("whatsapp", SHOWN, "ana@x.example")


def test_mail_a_chat_and_cards_end_in_one_person_in_every_order(tmp_path: Path) -> None:
    mail = tmp_path / "a.mbox"
    mail.write_text(make_mailbox(
        (SENT, "Ana Lee <ana@x.example>", "Tue, 5 May 2026 10:00:00 +0200"),
        (CAME, "Ana Lee <ana@x.example>", "Wed, 6 May 2026 10:00:00 +0100"),
    ))  # fmt: skip
    paths = [mail, write_chat(tmp_path), write_card(tmp_path, "+49 30 5555555", "0049-151-2345678")]
    states = []
    for number, order in enumerate(permutations(paths)):
        one_by_one, at_once = tmp_path / f"one by one {number}", tmp_path / f"at once {number}"
        for path in order:
            bring(one_by_one, path)
        bring(at_once, *order)
        for path in order:
            lines = bring(one_by_one, path)
            assert not any(line.startswith(("New", "Changed", "Contacts:", "Merged")) for line in lines[1:])
        assert list_names(one_by_one) == list_names(at_once) == ["Ana Lee"]
        states += [see(one_by_one), see(at_once)]
    for state in states[1:]:
        check_same(state, states[0])


def test_a_chat_with_a_number_nobody_has_keeps_the_number(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    bring(folder, write_chat(tmp_path), write_card(tmp_path, "+49 151 9999999", "0151 2345678"))
    assert list_names(folder) == [SHOWN]


def test_a_number_that_two_contacts_have_tells_nobody(tmp_path: Path) -> None:
    text = f"{GOOGLE}Ana,Lee,ana@x.example,{SHOWN},\nBen,Fox,ben@x.example,{SHOWN},\n"
    folder = tmp_path / "here"
    lines = bring(folder, write_book(tmp_path, "g.csv", text))
    assert any("2" in line for line in lines if line.startswith("Contacts:"))
    bring(folder, write_chat(tmp_path))
    assert list_names(folder) == [SHOWN]


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
def test_a_number_that_was_saved_under_a_name_since_is_one_person(tmp_path: Path, order: tuple[int, ...]) -> None:
    paths = [write_chat(tmp_path), write_chat(tmp_path, "Ana Lee"), write_card(tmp_path, SHOWN)]
    for number in order:
        bring(tmp_path / "one by one", paths[number])
    bring(tmp_path / "at once", *(paths[number] for number in order))
    assert list_names(tmp_path / "one by one") == list_names(tmp_path / "at once") == ["Ana Lee"]


@pytest.mark.parametrize("name", ["Ana Lee", "Ben Fox"])
@pytest.mark.parametrize("order", list(permutations(("mail", "telegram", "card"))))
def test_telegram_joins_by_number_whose_name_fits(tmp_path: Path, order: tuple[str, ...], name: str) -> None:
    given, family = name.split()
    book = [{"user_id": 7, "first_name": given, "last_name": family, "phone_number": "00491512345678"}]
    message = {"id": 1, "type": "message", "date": "2026-11-09T09:00:00", "from_id": "user7"}
    chat = {"name": name, "type": "personal_chat", "id": 7, "messages": [message]}
    telegram = json.dumps({"contacts": {"list": book}, "chats": {"list": [chat]}})
    mail = make_mailbox((SENT, "A. Lee <ana@x.example>", "Tue, 5 May 2026 10:00:00 +0200"))
    paths = {
        "mail": write_book(tmp_path, "a.mbox", mail),
        "telegram": write_book(tmp_path, "result.json", telegram),
        "card": write_card(tmp_path, SHOWN),
    }
    folder = tmp_path / "here"
    for source in order:
        bring(folder, paths[source])
    assert len(list_names(folder)) == (1 if name == "Ana Lee" else 2)
    if name == "Ben Fox":
        ben = next(one for one in open_all(folder).list_records(Person) if one.channel == "telegram")
        assert (ben.company, ben.handles["phone"]) == ("", "00491512345678")
