"""Telegram as JSON: who wrote, when, and to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError
from tests.importers.invented import read_file


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


def test_the_web_pages_of_telegram_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="JSON"):
        read_file(tmp_path, "messages.html", "<!DOCTYPE html>\n<html><head><title>Exported Data</title></head></html>")
