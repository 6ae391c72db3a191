"""WhatsApp chats in the form of every phone: who wrote, when, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.errors import CoachError
from tests.importers.invented import read_file

CHATS = [
    "{d}/{m}/2026, 18:0{n} - {who}: hello",
    "[{d}.{m}.26, 18:0{n}:00] {who}: hello",
    "{m}/{d}/26, 6:0{n} PM - {who}: hello",
    "[2026-{m}-{d}, 18:0{n}:00] {who}: hello",
    "\u200e[{d}/{m}/2026, 6:0{n}:00\u202fpm] {who}: hello",
    "{d}.{m}.2026 um 18:0{n} Uhr - {who}: hello",
    "{d}.{m}.2026 klo 18.0{n} - {who}: hello",
    "{d}/{m}/2026, 6:0{n}\u202fp.\xa0m. - {who}: hello",
    "2026. {m}. {d}. 18:0{n} - {who}: hello",
    "2026. {m}. {d}. \uc624\ud6c4 6:0{n}, {who} : hello",
    "2026/{m}/{d} \u4e0b\u53486:0{n} - {who}: hello",
    "\u200f{d}\u200f/{m}\u200f/2026, 6:0{n}\u202f\u0645 - {who}: hello",
    "\u0662\u0663\u200f/\u0661\u0661\u200f/\u0662\u0660\u0662\u0666\u060c \u0666:\u0660{n} \u0645 - {who}: hello",
    "{d}-{m}-26 18:0{n}:00: {who}: hello",
    "{m}/{d}/26, 6:0{n}:00 PM: {who}: hello",
]


@pytest.mark.parametrize("line", CHATS)
def test_a_whatsapp_chat_of_two(tmp_path: Path, line: str) -> None:
    rows = [line.format(d=23, m=11, n=n, who=who) for n, who in enumerate(("Mara Q", "Mara Q", "Ana Lee"))]
    found = read_file(tmp_path, "WhatsApp Chat with Ana Lee.txt", "\n".join(rows) + "\nsecond line of it\n")
    assert found.owner == "Mara Q"
    assert [one.outbound for one in found.messages] == [True, True, False]
    assert found.messages[0].at == datetime(2026, 11, 23, 18).astimezone(UTC)
    assert [person.name for person in found.people.values()] == ["Ana Lee"]
    assert all(one.text is None for one in found.messages)


@pytest.mark.parametrize("chat", ["Chat de WhatsApp con {}", "Discussion WhatsApp avec {}", "Conversa do WhatsApp com {}",
                                  "Chat WhatsApp con {}", "WhatsApp-chat met {}", "Czat WhatsApp z {}",
                                  "WhatsApp-chatt med {}", "WhatsApp Chat - {}"])  # fmt: skip
def test_the_name_of_a_whatsapp_chat_tells_the_other_side_in_any_language(tmp_path: Path, chat: str) -> None:
    text = "23/11/2026, 18:00 - Mara Q: hello\n23/11/2026, 18:01 - Ana Lee: hi\n"
    assert read_file(tmp_path, f"{chat.format('Ana Lee')}.txt", text).owner == "Mara Q"


def test_the_notice_that_a_chat_is_encrypted_is_no_message(tmp_path: Path) -> None:
    notice = "\u200eMessages and calls are end-to-end encrypted. Only people in this chat can read them."
    text = (
        f"[23.11.26, 18:00:00] Ana Lee: {notice}\n[23.11.26, 18:01:00] Mara Q: hello\n"
        "[23.11.26, 18:02:00] Ana Lee: \u200eimage omitted\n"
    )
    found = read_file(tmp_path, "WhatsApp Chat - Ana Lee.txt", text)
    assert [one.outbound for one in found.messages] == [True, False]
    assert found.ignored == {"notice": 1}


@pytest.mark.parametrize(
    "text", ["[2026-09-14 10:00] A title. And text\n", "2026-09-14 10:00:00,123 - INFO: started\n"]
)
def test_lines_of_a_diary_or_a_log_are_no_chat(tmp_path: Path, text: str) -> None:
    with pytest.raises(CoachError):
        read_file(tmp_path, "log.txt", text)


def test_a_whatsapp_chat_without_a_name_asks_whose_it_is(tmp_path: Path) -> None:
    text = "23/11/2026, 18:00 - Mara Q: hello\n23/11/2026, 18:01 - Ana Lee: hi\n"
    assert read_file(tmp_path, "_chat.txt", text).owner_candidates == ("Ana Lee", "Mara Q")
    assert read_file(tmp_path, "_chat.txt", text, me="mara q").owner == "Mara Q"


def test_a_whatsapp_group_is_ignored_and_counted(tmp_path: Path) -> None:
    text = "".join(f"23/11/2026, 18:0{n} - {who}: hello\n" for n, who in enumerate(("A A", "B B", "C C")))
    found = read_file(tmp_path, "WhatsApp Chat with Team.txt", text)
    assert (found.messages, found.ignored) == ((), {"group_thread": 1})


@pytest.mark.parametrize("name", ["Czat WhatsApp z użytkownikiem Ana Lee.txt", "WhatsApp-Chat mit Frau Ana Lee.txt"])
def test_a_word_before_the_name_in_the_name_of_the_file_makes_no_group(tmp_path: Path, name: str) -> None:
    found = read_file(tmp_path, name, "13.09.2026, 10:01 - Ana Lee: hi\n13.09.2026, 10:02 - Mara Q: hello\n")
    assert (found.owner, found.ignored) == ("Mara Q", {})
    assert [one.outbound for one in found.messages] == [False, True]
