"""Address books as vCards of every version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.contacts import vcard as vcards
from coach.importers.import_result import ImportedPerson, ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.examples import examples
from tests.importers.invented import read_file
from tests.importers.make_mail import member

PHOTO = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join("A" * 74 for _ in range(400))


def cards(*lines: str, version: str = "3.0") -> bytes:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", "")).encode()


def found(data: bytes) -> ImportResult:
    return vcards.read_vcards([member(data, "contacts.vcf")], ImportOptions())


def only(data: bytes) -> ImportedPerson:
    (person,) = found(data).contacts.values()
    return person


def test_a_card_becomes_a_contact_and_nobody_becomes_a_person() -> None:
    result = found(
        cards("FN:Ana Abara", "ORG:Isobar;Research", "TITLE:Lead\\, tides", "EMAIL;TYPE=WORK:Ana@quay.example")
    )
    assert result.people == {}
    assert result.contacts == {
        "ana@quay.example": ImportedPerson(
            "ana@quay.example", "Ana Abara", "e-mail", "Ana@quay.example", (), "Isobar", "Lead, tides"
        )
    }


def test_grouped_properties_of_apple_are_read() -> None:
    person = only(cards("FN:Ana", "item1.EMAIL;type=INTERNET:a@b.example", "item1.X-ABLabel:_$!<Work>!$_"))
    assert person.handle == "a@b.example"


def test_version_4_writes_addresses_as_links() -> None:
    person = only(cards("FN:Rui", "EMAIL;PREF=1:mailto:rui@b.example", "UID:urn:uuid:7", version="4.0"))
    assert (person.key, person.handle, person.aliases) == ("urn:uuid:7", "rui@b.example", ("rui@b.example",))


def test_version_2_1_writes_quoted_printable_with_soft_line_breaks() -> None:
    card = cards(
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96sel =\r\n=54amm",
        "EMAIL;INTERNET:o@b.example",
        version="2.1",
    )
    assert only(card).name == "Ösel Tamm"


def test_texts_in_base64_are_read() -> None:
    card = cards(
        "N;ENCODING=BASE64;CHARSET=UTF-8:w4VrZXNzb2",
        " 47Wm/Dqw==",  # "Åkesson;Zoë", folded
        "TITLE;ENCODING=b;CHARSET=ISO-8859-1:S/ZjaGlu",
        "ORG;BASE64:TWlsbCAmIENvLCBMdGQ=",
        "EMAIL;ENCODING=B:em9lQGEuZXhhbXBsZQ==",
        "FN;ENCODING=b:%%%",
    )
    zoe = only(card)
    assert (zoe.name, zoe.position, zoe.company, zoe.handle) == (
        "Zoë Åkesson", "Köchin", "Mill & Co, Ltd", "zoe@a.example"
    )  # fmt: skip


def test_a_fold_may_split_a_character() -> None:
    data = cards("FN:Ana Ö").replace("Ö".encode(), b"\xc3\r\n \x96sel")
    assert only(data).name == "Ana Ösel"


@pytest.mark.parametrize(
    ("code_page", "names"),
    [("cp1251", ("Пётр Лесной", "Олена Ёж")), ("gbk", ("王小明", "张伟")), ("cp1252", ("Jörg Müller", "Renée Ö"))],
)
def test_a_file_without_a_charset_is_read_in_the_code_page_of_its_script(
    code_page: str, names: tuple[str, ...]
) -> None:
    data = "".join(cards(f"FN:{name}").decode() for name in names).encode(code_page)
    assert {one.name for one in found(data).contacts.values()} == set(names)


def test_a_card_without_a_display_name_is_called_by_its_parts() -> None:
    assert only(cards("N:Abara;Ana;Maria;Dr.;", version="2.1")).name == "Ana Maria Abara"


def test_the_same_person_without_id_or_address_is_known_by_name_and_company() -> None:
    one, other = only(cards("FN:Ana Abara", "ORG:Isobar")), only(cards("FN:ana  ABARA", "ORG:ISOBAR"))
    assert one.key == other.key


def test_a_second_card_of_one_key_adds_its_addresses() -> None:
    result = found(cards("FN:Ana", "UID:7", "EMAIL:a@b.example") + cards("FN:Ana", "UID:7", "EMAIL:c@d.example"))
    assert result.contacts["7"].aliases == ("a@b.example", "c@d.example")
    assert result.ignored == {"duplicate": 1}


def test_photos_are_passed_over() -> None:
    assert only(cards("FN:Ana", PHOTO, "EMAIL:a@b.example")).handle == "a@b.example"


def test_groups_are_no_contacts() -> None:
    assert found(cards("FN:Crew", "KIND:group", version="4.0")).ignored == {"group": 1}


def test_a_card_inside_a_card_is_passed_over() -> None:
    inner = "AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN:Inner\r\nEND:VCARD"
    assert only(cards("FN:Outer", inner, version="2.1")).name == "Outer"


def test_a_card_that_does_not_end_takes_no_other_with_it() -> None:
    data = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\n" + cards("FN:Ben")
    assert sorted(str(one.name) for one in found(data).contacts.values()) == ["Ana", "Ben"]


def test_a_card_without_a_readable_line_is_counted_and_named() -> None:
    result = found(cards("FN:Ana") + b"BEGIN:VCARD\r\nFN\x00 x\r\nEND:VCARD\r\n" + cards("FN:Ben"))
    assert len(result.contacts) == 2
    assert result.ignored == {"damaged": 1}
    assert result.warnings == ("contacts.vcf: card 2 is damaged and was left out.",)


def test_a_line_that_cannot_be_read_is_left_out_of_its_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert only(cards("FN:Ana", "ORG;=:x")).name == "Ana"
    assert "".join(capsys.readouterr()) == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_other_encodings_are_read(encoding: str) -> None:
    data = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ösel Tamm\r\nEND:VCARD\r\n".encode(encoding)
    assert only(data).name == "Ösel Tamm"


def test_a_company_without_a_person_is_called_by_its_name() -> None:
    person = only(cards("FN:", "ORG:Isobar\\, Ltd;Sales", "EMAIL:info@isobar.example"))
    assert (person.name, person.handle) == ("Isobar, Ltd", "info@isobar.example")


def test_what_the_first_of_two_equal_cards_leaves_out_the_second_tells() -> None:
    second = cards("FN:Ana L", "EMAIL:a@b.example", "ORG:Isobar", "BDAY:1980-4-2")
    person = only(cards("FN:Ana", "EMAIL:a@b.example") + second)
    assert (person.name, person.company, person.birthday) == ("Ana", "Isobar", "1980-04-02")


@pytest.mark.parametrize("field", [r"item1.URL:https\://", "SOCIALPROFILE;SERVICE-TYPE=LinkedIn:https://"])
def test_profiles_are_links_without_marks(field: str) -> None:
    assert only(cards("FN:Ana", f"{field}www.linkedin.com/in/ana")).links == ("https://www.linkedin.com/in/ana",)


def test_a_card_with_the_line_ends_of_an_old_mac_is_read() -> None:
    assert only(cards("FN:Ana", "EMAIL:a@b.example").replace(b"\r\n", b"\r")).name == "Ana"


def test_hostile_names_come_out_clean() -> None:
    assert only(cards("FN:A\x1b]0;x\x07\u202eB [/oops]\x00")).name == "AB [/oops]"


def test_what_vobject_writes_is_read_back() -> None:
    card: Any = vobject.vCard()
    card.add("fn").value = "Ösel Tamm; the long-named of Porthaven and of all the quays along the northern shore, PhD"
    card.add("n").value = vobject.vcard.Name(family="Tamm", given="Ösel")
    card.add("email").value = "o@quay.example"
    card.add("org").value = ["Isobar, Ltd"]
    person = only(card.serialize().encode())
    assert (person.name, person.company) == (card.fn.value, "Isobar, Ltd")


def test_cards_are_found_by_content_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = tmp_path / "noname.bin"
    path.write_bytes(cards("FN:Ana"))
    (result,) = read_exports([path])
    assert (result.format, result.counts) == ("vcard", {"cards": 1, "contacts": 1})


@examples(200)
@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    raw = bytearray(cards("N:Abara;Ana;;;", "FN;CHARSET=UTF-8;QUOTED-PRINTABLE:=C3=\r\n=96", "item1.EMAIL:a@b.c") * 2)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 10))] = data.draw(
            st.sampled_from([b"\r\n", b";", b":", b"=", b'"', b"\\", b"BEGIN:VCARD\r\n", b"\xff", b"\x00", b" "])
        )
    result = found(bytes(raw))
    assert all(person.name or person.handle for person in result.contacts.values())


def test_lines_that_cannot_be_read_are_not_printed(caplog: pytest.LogCaptureFixture) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nN private line\r\nORG private\r\nTEL;private\r\nEND:VCARD\r\n"
    vcards.read_vcards([member(card.replace(b"N private", b"N;=private:"), "a.vcf")], ImportOptions())
    assert "private" not in caplog.text


def card_of(name: str) -> bytes:
    return cards(f"FN:{name}", "EMAIL:both@x.example")


def test_two_people_with_one_address_stay_two() -> None:
    result = found(card_of("Jürgen Groß") + card_of("Eva Groß") + card_of("Eva Groß"))
    assert sorted(one.name or "" for one in result.contacts.values()) == ["Eva Groß", "Jürgen Groß"]
    assert {one.handle for one in result.contacts.values()} == {"both@x.example"}
    assert result.ignored == {"duplicate": 1}


@pytest.mark.parametrize("name", ["Lee, Ana", "Ana M. Lee", "A. Lee", "Ana", "Dr. Ana Lee", "ana lee"])
def test_one_name_written_in_two_ways_is_one_person(name: str) -> None:
    assert [one.name for one in found(card_of("Ana Lee") + card_of(name)).contacts.values()] == ["Ana Lee"]


def test_a_file_that_ends_in_a_card_says_so(tmp_path: Path) -> None:
    path = tmp_path / "c.vcf"
    path.write_text("BEGIN:VCARD\nFN:Ana Lee\nEND:VCARD\nBEGIN:VCARD\nFN:Bo Ra", encoding="utf-8")
    (found,) = read_exports([path])
    assert (len(found.contacts), found.warnings) == (2, ("c.vcf ends in the middle of a card.",))


def test_a_card_after_empty_lines_and_spaces_is_read() -> None:
    assert only(b"\r\n\r\n  BEGIN:VCARD\r\nFN:Ana Lee\r\nEND:VCARD\r\n").name == "Ana Lee"


def test_half_an_address_at_the_end_of_a_file_is_left_out() -> None:
    card = only(b"BEGIN:VCARD\nFN:Ana Lee\nEMAIL:ana@lee.example\nEMAIL:ana@work.exa")
    assert (card.handle, card.aliases) == ("ana@lee.example", ())


@pytest.mark.parametrize(
    ("written", "read"), [("25/12/1990", "1990-12-25"), ("12/25/1990", "1990-12-25"), ("3.4.1990", "1990-04-03")]
)
def test_a_birthday_in_numbers_is_read_where_it_has_one_reading(written: str, read: str) -> None:
    assert only(cards("FN:Ana Lee", f"BDAY:{written}")).birthday == read


def test_birthdays_that_have_no_day_are_said() -> None:
    texts = "3/4/1990", "1990", "---10"
    result = found(b"".join(cards(f"FN:Ana {number}", f"BDAY:{text}") for number, text in enumerate(texts)))
    assert result.warnings == ("3 birthdays left out, because the date cannot be read.",)


def test_namesakes_with_other_numbers_are_two_contacts(tmp_path: Path) -> None:
    numbers = ("+49 171 1234567", "+49 171 7654321", "0171 1234567", "")
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Ana\n{f'TEL:{number}' if number else 'NOTE:x'}\nEND:VCARD\n"
        for number in numbers
    )
    found = read_file(tmp_path, "a.vcf", cards)
    assert sorted((one.name, one.links[0]) for one in found.contacts.values()) == [
        ("Ana", "tel:+49 171 1234567"), ("Ana", "tel:+49 171 7654321"),
    ]  # fmt: skip
    assert found.ignored == {"duplicate": 2}


@pytest.mark.parametrize(
    ("version", "mark"),
    [
        ("4.0", "PREF=1"),
        ("4.0", "TYPE=home;PREF=1"),
        ("4.0", 'VALUE=text;PREF=1;TYPE="home,voice"'),
        ("3.0", "TYPE=pref"),
        ("3.0", "type=INTERNET;type=HOME;type=pref"),
        ("3.0", 'TYPE="home,pref"'),
        ("3.0", "TYPE=HOME,PREF"),
        ("2.1", "PREF"),
        ("2.1", "HOME;PREF"),
    ],
)
def test_what_a_card_prefers_comes_first(version: str, mark: str) -> None:
    lines = (
        "FN:Ana", "EMAIL:old@x.example", f"item1.EMAIL;{mark}:Ana@x.example", "TEL:+49 30 1", f"TEL;{mark}:+49 30 222",
        "TEL:+49 30 3", "URL:https://old.example", f"URL;{mark}:https://ana.example",
    )  # fmt: skip
    ana = only(cards(*lines, version=version))
    assert (ana.key, ana.handle, ana.aliases) == ("ana@x.example", "Ana@x.example", ("old@x.example",))
    assert ana.links[:3] == ("https://ana.example", "https://old.example", "tel:+49 30 222")


def test_preferences_have_an_order_and_nonsense_is_none() -> None:
    marks = (
        ";PREF=x",
        ";PREF=0",
        ";PREF=101",
        ";PREF=-1",
        f";PREF={'9' * 5000}",
        ";PREF=50",
        ";PREF=2",
        ";TYPE=nopref",
    )
    ana = only(cards("FN:Ana", *(f"EMAIL{mark}:m{number}@x.example" for number, mark in enumerate(marks))))
    assert ana.key == "m6@x.example"
    ana = only(cards("FN:Ana", *(f"EMAIL{mark}:m{number}@x.example" for number, mark in enumerate(marks[:5]))))
    assert ana.key == "m0@x.example"
