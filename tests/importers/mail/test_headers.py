"""Mail headers: names, addresses, dates, labels, and the texts below them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.mail import read_mailbox as mail
from coach.importers.mail.headers import (
    decode_words,
    normalize_address,
    parse_addresses,
    parse_labels,
    parse_mail_date,
    parse_message_ids,
)
from coach.importers.options import ImportOptions
from tests.importers.make_mail import (
    ANA,
    ASKED,
    KEY,
    ME,
    START,
    Mail,
    answer,
    member,
    out,
    read,
    render,
)


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 99 Foo 2026 99:99:99", "Mon, 05 Jan 2099 09:00:00 +0000"])
def test_without_a_usable_date_the_separator_tells_the_time(date: str) -> None:
    assert read(out(START, ANA, date=date)).messages[0].at == START


def test_without_any_date_the_last_trace_of_delivery_tells_the_time() -> None:
    received = (("Received", "from a; Tue, 06 Jan 2026 10:00:00 +0100"),)
    one = Mail(START, ANA, date="", headers=received)
    found = mail.read_mail([member(render(one), "one.eml")], ImportOptions(me=(ME,)))
    assert found.messages[0].at == datetime(2026, 1, 6, 9, tzinfo=UTC)


def test_a_mail_without_any_date_is_counted() -> None:
    found = mail.read_mail([member(render(Mail(START, ANA, date="")), "one.eml")], ImportOptions(me=(ME,)))
    assert found.ignored == {"no_date": 1}


def test_people_are_called_what_they_call_themselves() -> None:
    found = read(out(START, f"A. <{KEY}>", id="asked@mail.example"), answer())
    assert found.people[KEY].name == "Ana Abara"


def test_a_hostile_name_comes_out_clean() -> None:
    found = read(ASKED, answer(sender=f'"Ana \x1b]0;x\x07\u202eB [/oops]" <{KEY}>'))
    assert found.people[KEY].name == "Ana B [/oops]"


def test_texts_are_kept_only_if_asked_for() -> None:
    asked = out(START, ANA, body="Dear Ana,\n>From here it looks small.\n")
    assert read(asked).messages[0].text is None
    assert read(asked, keep_text=True).messages[0].text == "Dear Ana,\nFrom here it looks small."


def test_a_text_is_the_first_plain_part_without_attachments() -> None:
    kind = (("Content-Type", 'multipart/mixed; boundary="b"'),)
    body = (
        "--b\nContent-Type: text/html\n\n<p>no</p>\n--b\nContent-Type: text/plain; charset=iso-8859-1\n"
        "Content-Transfer-Encoding: quoted-printable\n\nJa, h=E4tte Zeit.\n--b--\n"
    )
    assert read(ASKED, answer(headers=kind, body=body), keep_text=True).messages[1].text == "Ja, hätte Zeit."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ana <a@b.c>", [("Ana", "a@b.c")]),
        ('"Abara, Ana" <a@b.c>, d@e.f', [("Abara, Ana", "a@b.c"), ("", "d@e.f")]),
        ("=?UTF-8?B?w5ZzZWwsIFQ=?= <a@b.c>", [("Ösel, T", "a@b.c")]),
        ("a@b.c (Ana Abara)", [("Ana Abara", "a@b.c")]),
        ("undisclosed-recipients:;", []),
        ("Team: Ana <a@b.c>, d@e.f;", [("Ana", "a@b.c"), ("", "d@e.f")]),
        ('"a@b.c" <a@b.c>', [("", "a@b.c")]),
        ("Ana <mailto:a@b.c>, <MAILTO:d@e.f>", [("Ana", "a@b.c"), ("", "d@e.f")]),
        ("Ana <@relay.example,@mx.example:a@b.c>", [("Ana", "a@b.c")]),
        ("no address here", []),
        ('"never closed <a@b.c>', []),
    ],
)
def test_address_headers_are_taken_apart(value: str, expected: list[tuple[str, str]]) -> None:
    assert parse_addresses([value]) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana.B+x@GMAIL.com", "anab@googlemail.com", True),
        ("ana.b@quay.example", "anab@quay.example", False),
        ("ana+x@quay.example", "ana@quay.example", False),
        ("Ana@Quay.example", "ana@quay.example", True),
    ],
)
def test_dots_and_tags_do_not_count_at_gmail_alone(one: str, other: str, same: bool) -> None:
    assert (normalize_address(one) == normalize_address(other)) is same


def test_labels_are_decoded_before_they_are_split() -> None:
    assert parse_labels(['=?UTF-8?Q?Envoy=C3=A9s,"Quai, nord",Ouvert?=']) == {"envoyés", "quai, nord", "ouvert"}


def test_a_date_without_a_zone_is_universal_time() -> None:
    assert parse_mail_date("Mon, 05 Jan 2026 09:00:00 -0000") == START


@pytest.mark.parametrize(
    "date",
    [
        "2026-01-05T10:00:00+01:00",
        "lun., 5 janv. 2026 10:00:00 +0100",
        "Mon, 5 Jan 2026 10:00:00 GMT+0100",
        "Mon, 5 Jan 2026 9:00:00 AM",
        "1767603600",
    ],
)
def test_dates_of_programs_that_keep_to_no_standard_are_read(date: str) -> None:
    assert parse_mail_date(date) == START


@pytest.mark.parametrize("value", ["=?x?b?!?=", "=?utf-8?b?A?=", "=?unicode_escape?q?\\N{?=", "=?hex?q?zz?="])
def test_encoded_words_that_make_no_sense_do_not_raise(value: str) -> None:
    assert isinstance(decode_words(value), str)


@given(st.text(max_size=200))
def test_no_header_makes_the_parsers_raise(text: str) -> None:
    assert all("@" in address for _, address in parse_addresses([text]))
    assert isinstance(parse_labels([text]), frozenset)
    assert isinstance(parse_message_ids(text), list)
    assert (at := parse_mail_date(text)) is None or at.tzinfo is UTC
    assert isinstance(decode_words(text), str)


def test_encoded_and_plain_words_may_stand_side_by_side() -> None:
    assert decode_words("=?UTF-8?Q?Envoy=C3=A9s?=,Inbox") == "Envoyés,Inbox"
    assert decode_words("名前 =?UTF-8?Q?=C3=A9?=") == "名前 é"
