"""Whole mailboxes: all their forms, whose they are, and damage."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers import read_exports as reading
from coach.importers.combine_results import combine_results
from coach.importers.import_report import status_by_person
from coach.importers.mail import read_mailbox as mail
from coach.importers.options import ImportOptions
from tests.examples import examples
from tests.importers.make_mail import (
    ANA,
    ASKED,
    DAY,
    KEY,
    LABELS,
    LATER,
    ME,
    START,
    Mail,
    answer,
    mailbox,
    mbox_of,
    member,
    out,
    read,
    render,
    state,
)
from tests.importers.render import zipped


@pytest.mark.parametrize("language", sorted(LABELS))
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_mailbox_says_the_truth_about_its_people_in_any_language(language: str, eol: str) -> None:
    mails, truth = mailbox(seed=7)
    found = read(*mails, language=language, eol=eol)
    got = {key: (one.state, one.outbound, one.inbound) for key, one in status_by_person(found).items()}
    assert got == truth.people
    assert found.ignored == truth.ignored
    assert found.owner == ME


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_mails_makes_no_difference(seed: int) -> None:
    mails, _ = mailbox(seed)
    before = read(*mails)
    random.Random(seed).shuffle(mails)
    after = read(*mails)
    assert (after.people, after.messages, after.ignored) == (before.people, before.messages, before.ignored)


def test_the_same_mail_under_two_labels_counts_once() -> None:
    mails, _ = mailbox(seed=3)
    once = read(*mails)
    both = mail.read_mail(
        [member(mbox_of(mails), "All mail.mbox"), member(mbox_of(mails[::2]), "Inbox.mbox")], ImportOptions()
    )
    assert (both.people, both.messages, both.ignored) == (once.people, once.messages, once.ignored)
    assert both.counts["duplicates"] == len(mails[::2])


@pytest.mark.parametrize("order", [1, -1])
def test_letters_without_an_id_sent_in_one_second_reach_everybody(order: int) -> None:
    def letter(to: str) -> str:
        return f"From - \nFrom: Mara <{ME}>\nTo: {to}\nDate: Tue, 01 Sep 2026 10:00:00 +0200\nSubject: Hello\n\nHi\n\n"

    letters = [letter(f"{name}@quay.example") for name in ("ana", "bo", "cy")]
    found = mail.read_mail(
        [member("".join([*letters, letters[0]][::order]).encode(), "a.mbox")], ImportOptions(me=(ME,))
    )
    assert sorted(message.person for message in found.messages) == [f"{n}@quay.example" for n in ("ana", "bo", "cy")]
    assert found.counts["duplicates"] == 1
    again = mail.read_mail([member("".join(letters).encode(), "a.mbox")], ImportOptions(me=(ME,)))
    assert combine_results(found, again).messages == found.messages


def test_a_half_and_the_whole_join_to_the_whole_in_either_order() -> None:
    mails, _ = mailbox(seed=4)
    mails.sort(key=lambda one: one.at)
    half, whole = read(*mails[: len(mails) // 2]), read(*mails)
    joined = combine_results(half, whole)
    assert joined == combine_results(whole, half)
    assert status_by_person(joined) == status_by_person(whole)


def test_a_takeout_zip_is_read_like_the_file_in_it(tmp_path: Path) -> None:
    mails, _ = mailbox(seed=5)
    data = mbox_of(mails)
    path = tmp_path / "takeout-20261101T101112Z-001.zip"
    zipped({"Takeout/archive_browser.html": b"<html>", "Takeout/Mail/All mail.mbox": data}, path)
    (found,) = reading.read_exports([path])
    assert found.people == read(*mails).people
    assert (found.format, found.variant) == ("mbox", "takeout")
    assert found.as_of == datetime(2026, 11, 1, 10, 11, 12, tzinfo=UTC)


def test_a_plain_file_is_as_old_as_its_newest_mail() -> None:
    assert read(ASKED, answer()).as_of == LATER


def test_a_maildir_is_read_by_folders_and_flags(tmp_path: Path) -> None:
    for name, one in {
        "Mail/.Sent/cur/1:2,S": Mail(START, f"Mara <{ME}>", ANA, id="asked@mail.example", folder=""),
        "Mail/cur/2:2,RS": answer(folder=""),
        "Mail/.Drafts/cur/3:2,D": Mail(LATER, f"Mara <{ME}>", "Ben <ben@quay.example>", folder=""),
        "Mail/cur/4:2,T": Mail(LATER, "Cy <cy@quay.example>", folder=""),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(render(one))
    (tmp_path / "Mail/new").mkdir()
    (found,) = reading.read_exports([tmp_path / "Mail"])
    assert (found.format, found.variant) == ("mbox", "maildir")
    assert {key: one.state for key, one in status_by_person(found).items()} == {KEY: "your_turn"}
    assert found.ignored == {"deleted": 1, "draft": 1}


def test_single_mails_are_read_together(tmp_path: Path) -> None:
    paths = [tmp_path / "a.eml", tmp_path / "b.eml"]
    for path, one in zip(paths, (ASKED, answer()), strict=True):
        path.write_bytes(render(one))
    (found,) = reading.read_exports(paths)
    assert state(found) == "your_turn"


def test_a_folder_of_sent_mail_without_labels_is_known_by_its_name() -> None:
    sent = [Mail(START + n * DAY, f"Mara <{ME}>", f"p{n}@quay.example", folder="") for n in range(2)]
    found = mail.read_mail([member(mbox_of(sent), "Profile/Gesendet")], ImportOptions())
    assert (found.owner, len(found.people)) == (ME, 2)


def test_mail_that_was_deleted_and_not_yet_compacted_is_passed_over() -> None:
    gone = Mail(LATER, "Ben <ben@quay.example>", headers=(("X-Mozilla-Status", "0009"),))
    assert read(ASKED, gone).ignored == {"deleted": 1}


def test_an_old_address_among_sent_mail_is_the_owners_too() -> None:
    old = Mail(START, "Mara <mara@oldwork.example>", ANA, folder="sent")
    found = read(ASKED, old, Mail(LATER, "Ben <ben@x.example>", to="mara@oldwork.example"))
    assert set(found.people) == {KEY, "ben@x.example"}
    assert any("mara@oldwork.example" in line for line in found.warnings)


def test_sent_mail_in_an_unknown_language_is_known_by_where_mail_is_delivered() -> None:
    odd = (("X-Gmail-Labels", "Xyzzy,Opened"),)
    sent = [Mail(START + n * DAY, f"M <{ME}>", f"p{n}@x.example", folder="", headers=odd) for n in range(4)]
    sent.append(Mail(START, "M <mara@oldwork.example>", "q@x.example", folder="", headers=odd))
    came = [Mail(LATER + n * DAY, f"r{n}@x.example") for n in range(4)]
    found = read(*sent, *came)
    assert (found.owner, len(found.people)) == (ME, 9)


def test_where_it_is_in_doubt_it_asks() -> None:
    found = read(Mail(START, ANA, to="ben@x.example", folder=""))
    assert found.owner is None
    assert set(found.owner_candidates) == {KEY, "ben@x.example"}
    assert not found.messages
    assert any("--me" in line for line in found.warnings)


@pytest.mark.parametrize("me", [KEY.upper(), "ANA abara"])
def test_the_owner_can_be_named_by_address_or_name(me: str) -> None:
    found = read(Mail(START, ANA, to="ben@x.example", folder=""), me=(me,))
    assert (found.owner, set(found.people)) == (KEY, {"ben@x.example"})


@examples(150)
@given(st.data())
def test_damaged_mailboxes_are_read_as_far_as_they_go(data: st.DataObject) -> None:
    mails, _ = mailbox(seed=1, people=4)
    raw = bytearray(mbox_of(mails))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    found = mail.read_mail(
        [member(b"From a@b Mon Jan 05 09:00:00 2026\nA: b\n\n" + bytes(raw))],
        ImportOptions(me=(ME,), keep_text=True),
    )
    assert all(message.person in found.people for message in found.messages)


@pytest.mark.parametrize(
    "value", ['"\\' * 200_000, "(" * 400_000, "<a@b," * 100_000, "," * 400_000, "=?utf-8?q?=41?= " * 30_000]
)
def test_endless_headers_are_read_in_part(value: str) -> None:
    found = read(ASKED, Mail(LATER, ANA, to=value, subject=value, headers=(("References", value),)))
    assert KEY in found.people


def test_waiting_runs_from_the_last_mail() -> None:
    again = out(START + timedelta(days=3), ANA)
    assert status_by_person(read(ASKED, again))[KEY].last_out == again.at


def test_lines_that_end_as_on_an_old_mac_make_no_difference(tmp_path: Path) -> None:
    mails = [out(START, ANA), answer()]
    (tmp_path / "old.mbox").write_bytes(mbox_of(mails, eol="\r"))
    (tmp_path / "new.mbox").write_bytes(mbox_of(mails))
    old, new = (
        reading.read_exports([tmp_path / name], ImportOptions(me=(ME,)))[0] for name in ("old.mbox", "new.mbox")
    )
    assert len(old.messages) == 2
    assert (old.messages, old.people) == (new.messages, new.people)


def test_a_single_mail_of_an_old_mac_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(render(out(START, ANA), eol="\r"))
    (found,) = reading.read_exports([tmp_path / "a.eml"], ImportOptions(me=(ME,)))
    assert [(one.person, one.outbound) for one in found.messages] == [(KEY, True)]
