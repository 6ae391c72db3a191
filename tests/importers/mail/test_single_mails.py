"""Single mails: Apple Mail, Outlook, and with a byte-order mark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.importers.invented import read_file


def test_a_mail_of_apple_mail(tmp_path: Path) -> None:
    mail = b"From: Mara <mara@q.example>\nTo: Ana Lee <ana@lee.example>\nDate: Tue, 1 Sep 2026 09:00:00 +0000\n\nhi\n"
    found = read_file(
        tmp_path, "1.emlx", b"%d\n" % len(mail) + mail + b"<?xml version='1.0'?><plist/>", me="mara@q.example"
    )
    assert [(one.person, one.outbound) for one in found.messages] == [("ana@lee.example", True)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mail_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    text = "From: Mara <mara@q.example>\nTo: ana@lee.example\nDate: Tue, 1 Sep 2026 09:00:00 +0000\n\nhi\n"
    found = read_file(tmp_path, "a.eml", text.encode(encoding), me="mara@q.example")
    assert [(one.person, one.outbound) for one in found.messages] == [("ana@lee.example", True)]


def test_a_folder_of_sent_mails_tells_whose_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "Mail" / "Sent Messages.mbox" / "Data" / "Messages"
    folder.mkdir(parents=True)
    mail = b"From: Mara <mara@q.example>\nTo: Ana Lee <ana@lee.example>\nDate: Tue, 1 Sep 2026 09:00:00 +0000\n\nhi\n"
    (folder / "1.emlx").write_bytes(b"%d\n" % len(mail) + mail)
    (found,) = read_exports([tmp_path / "Mail"])
    assert found.owner == "mara@q.example"


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"!BDN"])
def test_files_of_outlook_say_what_to_do(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "a.msg").write_bytes(start + b"\x00" * 600)
    with pytest.raises(CoachError, match=r"\.eml"):
        read_exports([tmp_path / "a.msg"])


def test_a_mail_of_outlook_is_known_under_any_name(tmp_path: Path) -> None:
    entry = "__properties_version1.0".encode("utf-16-le")
    (tmp_path / "a.bin").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + entry)
    with pytest.raises(CoachError, match=r"\(\.msg\), which is not read.*\.eml.*msgconvert"):
        read_exports([tmp_path / "a.bin"])


def test_proton_says_in_a_file_beside_each_mail_where_it_lay(tmp_path: Path) -> None:
    mails = {
        "a": ("Mara Q <mara@q.example>", "Ana Lee <ana@lee.example>", ["7", "2", "5"]),
        "b": ("Ana Lee <ana@lee.example>", "Mara Q <mara@q.example>", ["0", "5"]),
        "c": ("Sam S <sam@s.example>", "Mara Q <mara@q.example>", ["4", "5"]),
        "d": ("Mara Q <mara@q.example>", "Dee Fox <dee@fox.example>", ["8", "1"]),
    }
    folder = tmp_path / "mail_20261101"
    folder.mkdir()
    for key, (sender, to, numbers) in mails.items():
        text = f"From: {sender}\nTo: {to}\nDate: Tue, 01 Sep 2026 10:00:00 +0200\nMessage-ID: <{key}@x>\n\nhi\n"
        (folder / f"{key}==.eml").write_text(text)
        (folder / f"{key}==.metadata.json").write_text(json.dumps({"Version": 1, "Payload": {"LabelIDs": numbers}}))
    (folder / "b==.metadata.json").write_text("[")
    (found,) = read_exports([tmp_path])
    assert found.owner == "mara@q.example"
    assert [(one.person, one.outbound) for one in found.messages] == [
        ("ana@lee.example", True),
        ("ana@lee.example", False),
    ]
    assert found.ignored == {"draft": 1, "spam": 1}


def letter(sender: str, to: str, *more: str) -> str:
    lines = (f"From: {sender}", f"To: {to}", "Date: Tue, 1 Sep 2026 09:00:00 +0000", *more)
    return "\n".join((*lines, "", "hi", ""))


def test_an_address_that_no_mail_names_is_a_slip_and_asked_about(tmp_path: Path) -> None:
    found = read_file(tmp_path, "a.eml", letter("mara@q.example", "ana@lee.example"), me="maraa@q.example")
    assert (found.owner, found.messages) == (None, ())
    assert set(found.owner_candidates) == {"mara@q.example", "ana@lee.example"}
    assert found.warnings[0].startswith("None of these e-mails names maraa@q.example.")


def test_mail_that_came_in_may_name_its_owner_nowhere(tmp_path: Path) -> None:
    text = letter("ana@lee.example", "friends@lee.example", "Received: from x")
    found = read_file(tmp_path, "a.eml", text, me="mara@q.example")
    assert [(one.person, one.outbound) for one in found.messages] == [("ana@lee.example", False)]


def test_a_mail_to_a_name_without_an_address_is_counted_as_that(tmp_path: Path) -> None:
    text = letter("mara@q.example", "Ana Lee </o=ExchangeLabs/ou=x/cn=Recipients/cn=ana>")
    assert read_file(tmp_path, "a.eml", text, me="mara@q.example").ignored == {"no_address": 1}


@pytest.mark.parametrize("to", ["undisclosed-recipients:;", "Verborgene_Empfaenger: ;", "Undisclosed recipients", ""])
def test_a_mail_to_nobody_by_name_went_to_hidden_recipients(tmp_path: Path, to: str) -> None:
    assert read_file(tmp_path, "a.eml", letter("mara@q.example", to), me="mara@q.example").ignored == {"bcc_only": 1}


@pytest.mark.parametrize(
    "sender",
    ["hit-reply@linkedin.com", "inmail-hit-reply@linkedin.com", "invitations@linkedin.com",
     "calendar-notification@google.com", "weekly-digest@x.example", "2cf0a9be@reply.github.com"],
)  # fmt: skip
def test_what_a_site_sends_in_the_name_of_people_is_automatic(tmp_path: Path, sender: str) -> None:
    text = letter(f"Ana Lee <{sender}>", "mara@q.example", "Received: from x")
    found = read_file(tmp_path, "a.eml", text, me="mara@q.example")
    assert (found.people, found.ignored) == ({}, {"robot": 1})


def test_a_file_that_keeps_a_folder_of_a_maildir_is_no_mail(tmp_path: Path) -> None:
    for name, text in (("cur/1:2,S", letter("mara@q.example", "ana@lee.example")), ("new/.keep", "")):
        (tmp_path / "Mail" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "Mail" / name).write_text(text, encoding="utf-8")
    (found,) = read_exports([tmp_path / "Mail"], ImportOptions(me=("mara@q.example",)))
    assert (len(found.messages), found.ignored) == (1, {})


def test_a_letter_that_a_program_is_still_writing_is_no_mail(tmp_path: Path) -> None:
    for folder, to in (("cur", "ana"), ("new", "ben"), ("tmp", "cy")):
        (tmp_path / "Mail" / folder).mkdir(parents=True)
        mail = letter("mara@q.example", f"{to}@lee.example", f"Message-ID: <{to}@q.example>")
        (tmp_path / "Mail" / folder / "1").write_text(mail, encoding="utf-8")
    (found,) = read_exports([tmp_path / "Mail"], ImportOptions(me=("mara@q.example",)))
    assert {one.person for one in found.messages} == {"ana@lee.example", "ben@lee.example"}


def test_a_mail_after_empty_lines(tmp_path: Path) -> None:
    mail = letter("Mara <mara@q.example>", "Ana <ana@lee.example>")
    (found,) = read_file(tmp_path, "a.eml", f"\r\n\n{mail}", me="mara@q.example").messages
    assert found.person == "ana@lee.example"
