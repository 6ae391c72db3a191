"""Telegram as JSON: who wrote, when, and to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coach.actions.backdate import backdate_to_typed_time
from coach.actions.outreach import log_meeting
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.message import Message
from coach.domain.person import Person
from coach.errors import CoachError
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.importers.invented import read_file
from tests.importers.test_import_order import bring, open_all


def telegram_chat(number: int, kind: str, name: str, *senders: str) -> dict[str, Any]:
    messages = [
        {"id": n, "type": "message", "date": f"2026-11-09T09:0{n}:00", "date_unixtime": str(1793696400 + n), "from_id": sender, "text": "x"}
        for n, sender in enumerate(senders)
    ]  # fmt: skip
    return {"name": name, "type": kind, "id": number, "messages": [*messages, {"id": 99, "type": "service"}]}


@pytest.mark.parametrize("whole", [True, False])
def test_telegram_chats_of_two(tmp_path: Path, whole: bool) -> None:
    ana = telegram_chat(7, "personal_chat", "Ana Lee", "user1", "user7")
    chats = [ana, telegram_chat(8, "private_group", "Team", "user1"), telegram_chat(9, "bot_chat", "Bot", "user9")]
    found = read_file(tmp_path, "result.json", json.dumps({"chats": {"about": "", "list": chats}} if whole else ana))
    assert [(one.person, one.outbound) for one in found.messages] == [("user7", True), ("user7", False)]
    assert found.people["user7"].name == "Ana Lee"
    assert found.ignored == ({"group_thread": 1, "bot": 1, "notice": 1} if whole else {"notice": 1})


def test_telegram_before_2021_and_its_address_book(tmp_path: Path) -> None:
    old = {"name": None, "type": "personal_chat", "id": 7, "messages": [
        {"id": n, "type": "message", "date": "2019-11-09T09:00:00", "from_id": sender} for n, sender in enumerate((1, 7))
    ]}  # fmt: skip
    book = {"list": [{"user_id": 7, "first_name": "Ana", "last_name": "Lee"}, {"user_id": 9, "first_name": "Cy"},
                     {"first_name": "Di", "last_name": "Oak", "phone_number": "1"}]}  # fmt: skip
    found = read_file(tmp_path, "result.json", json.dumps({"contacts": book, "chats": {"about": "", "list": [old]}}))
    assert [(one.person, one.outbound) for one in found.messages] == [("user7", True), ("user7", False)]
    assert {key: one.name for key, one in found.contacts.items()} == {"user9": "Cy", "name:di oak": "Di Oak"}


def test_every_contact_of_telegram_arrives_with_its_number(tmp_path: Path) -> None:
    book = [
        {"user_id": 7, "first_name": "Ana", "last_name": "Lee", "phone_number": "+49 171 1"},
        {"user_id": 8, "first_name": "Ana", "last_name": "Lee", "phone_number": "+49 171 8"},
        {"user_id": 9, "first_name": "Noa", "last_name": "", "phone_number": "+49 171 9"},
        {"user_id": 0, "first_name": "Yan", "last_name": "", "phone_number": "+49 171 20"},
        {"user_id": 0, "first_name": "Zed", "last_name": "", "phone_number": "+49 171 21"},
        {"user_id": 0, "first_name": "Zed", "last_name": "", "phone_number": "+49 171 22"},
        {"user_id": 0, "first_name": "Zed", "last_name": "", "phone_number": "+49 171 22"},
        {"user_id": 5, "first_name": "", "last_name": "", "phone_number": ""},
    ]
    chats = [telegram_chat(7, "personal_chat", "Ana Lee", "user7"), telegram_chat(9, "personal_chat", "", "user9")]
    whole = {"contacts": {"list": book}, "chats": {"list": chats}}
    found = read_file(tmp_path, "result.json", json.dumps(whole))
    assert {(one.name, one.links) for one in found.people.values()} == {
        ("Ana Lee", ("tel:+49 171 1",)), ("Noa", ("tel:+49 171 9",)),
    }  # fmt: skip
    assert sorted((one.name, *one.links) for one in found.contacts.values()) == [
        ("Ana Lee", "tel:+49 171 8"), ("Yan", "tel:+49 171 20"), ("Zed", "tel:+49 171 21"), ("Zed", "tel:+49 171 22"),
    ]  # fmt: skip
    assert found.ignored == {"notice": 2, "duplicate": 1, "empty": 1}


def test_chats_that_were_left_and_messages_that_come_twice_are_counted(tmp_path: Path) -> None:
    ana = telegram_chat(7, "personal_chat", "Ana Lee", "user1", "user7")
    left = telegram_chat(8, "private_supergroup", "Crew", "user1")
    whole = {"chats": {"list": [ana, ana]}, "left_chats": {"list": [left]}}
    found = read_file(tmp_path, "result.json", json.dumps(whole))
    assert len(found.messages) == 2
    assert found.ignored == {"duplicate": 2, "group_thread": 1, "notice": 2}


def test_a_chat_without_an_id_is_counted(tmp_path: Path) -> None:
    chats = [
        telegram_chat(7, "personal_chat", "Ana Lee", "user1"),
        {"name": "Ben", "type": "personal_chat", "messages": []},
    ]
    found = read_file(tmp_path, "result.json", json.dumps({"chats": {"about": "", "list": chats}}))
    assert (list(found.people), found.ignored) == (["user7"], {"damaged": 1, "notice": 1})


def call(number: int, **more: Any) -> dict[str, Any]:
    stamp = str(1793696400 + number)
    return {
        "id": number,
        "type": "service",
        "date_unixtime": stamp,
        "action": "phone_call",
        "actor_id": "user1",
        **more,
    }


CALLS = [
    (call(5, duration_seconds=480, discard_reason="hangup"), 1),
    (call(5, duration_seconds=480, actor_id="user7"), 1),
    (call(5, action="group_call", duration=90.5), 1),
    (call(5, discard_reason="missed"), 0),
    (call(5, duration_seconds=0, discard_reason="busy"), 0),
    (call(5, duration_seconds=7), 0),
    *((call(5, duration_seconds=odd), 0) for odd in ("480", None, [], {}, -5, float("nan"))),
]


@pytest.mark.parametrize(("entry", "talks"), CALLS)
def test_a_call_is_a_meeting_if_one_talked_and_else_is_left_out_as_a_call(
    tmp_path: Path, entry: dict[str, Any], talks: int
) -> None:
    ana = telegram_chat(7, "personal_chat", "Ana Lee", "user1")
    ana["messages"] += [entry, {"id": 6, "type": "service", "action": ["phone_call"]}]
    found = read_file(tmp_path, "result.json", json.dumps(ana))
    assert [(one.person, one.outbound) for one in found.messages if one.kind == "meeting"] == [("user7", False)] * talks
    assert found.ignored == {"notice": 2, **({} if talks else {"call": 1})}


@pytest.mark.parametrize(
    "entry", [call(5, duration_seconds=60, date_unixtime="x"), call(0) | {"id": None, "duration": 60}]
)
def test_a_damaged_call_is_counted(tmp_path: Path, entry: dict[str, Any]) -> None:
    found = read_file(
        tmp_path, "result.json", json.dumps({**telegram_chat(7, "personal_chat", "A"), "messages": [entry]})
    )
    assert (found.messages, sum(found.ignored.values())) == ((), 1)


def test_after_a_call_nothing_is_unanswered_and_one_logged_by_hand_counts_once(tmp_path: Path) -> None:
    ana = telegram_chat(7, "personal_chat", "Ana Lee", "user7", "user1")
    ana["messages"].append(call(60, duration_seconds=300))
    only = {**telegram_chat(8, "personal_chat", "Bo Ray"), "messages": [call(70, duration_seconds=300)]}
    path, folder = tmp_path / "result.json", tmp_path / "here"
    path.write_text(json.dumps({"chats": {"list": [ana, only]}}))
    lines = bring(folder, path)
    assert any("2 meetings" in line for line in lines)
    journal = open_all(folder)
    assert sorted(one.name for one in journal.list_records(Person)) == ["Ana Lee", "Bo Ray"]
    assert not list_open_conversations(journal, FakeClock().now())
    assert not any(line.startswith("New") for line in bring(folder, path))
    service = CoachService(tmp_path / "other", FakeClock(), device_id="test0001").open_folder()
    service.execute(backdate_to_typed_time(log_meeting("Ana Lee"), "2026-11-03 20:00"))
    bring(tmp_path / "other", path)
    meetings = [one for one in open_all(tmp_path / "other").list_records(Message) if one.kind == "meeting"]
    assert len(meetings) == 2


def test_the_web_pages_of_telegram_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="JSON"):
        read_file(tmp_path, "messages.html", "<!DOCTYPE html>\n<html><head><title>Exported Data</title></head></html>")
