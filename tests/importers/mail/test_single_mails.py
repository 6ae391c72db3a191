"""Single mails: Apple Mail, Outlook, and with a byte-order mark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.errors import CoachError
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
