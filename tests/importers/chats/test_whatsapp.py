"""WhatsApp chats in the form of every phone: who wrote, when, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.domain.message import Message
from coach.errors import CoachError
from coach.importers.read_exports import read_exports
from coach.run_import import preview_import, run_import
from coach.service import CoachService
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
    "2026/{m}/{d} 晚上6:0{n} - {who}: hello",
    "[2026/{m}/{d} 下午6:0{n}:00] {who}: hello",
    "{d}.{m}.2026 ÖS 6:0{n} - {who}: hello",
    "2026. {m}. {d}. du. 6:0{n} - {who}: hello",
    "{d}/{m}/26, 6:0{n} μ.μ. - {who}: hello",
    "18:0{n}, {d}/{m}/2026 - {who}: hello",
    "6:0{n} CH, {d}/{m}/2026 - {who}: hello",
    "{d}/{m}/2026 à 18:0{n} - {who}: hello",
    "[{d}/{m}/2569 18:0{n}:00] {who}: hello",
    "{d}.{m}.2026 г., 18:0{n} - {who}: hello",
    "{d}/{m}/2026, 6:0{n} PTG – {who}: hello",
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
                                  "WhatsApp-chatt med {}", "WhatsApp Chat - {}", "{} ile WhatsApp Sohbeti",
                                  "与{}的WhatsApp聊天", "WhatsApp 대화 ({})", "Чат WhatsApp с контактом {}",
                                  "WhatsApp Chat with {}(2)"])  # fmt: skip
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


def test_a_name_that_a_file_cannot_hold_makes_no_group(tmp_path: Path) -> None:
    text = "13.09.2026, 10:01 - Ana/Lee 🌻: hi\n13.09.2026, 10:02 - Mara Q: hello\n"
    found = read_file(tmp_path, "WhatsApp Chat with Ana_Lee.txt", text)
    assert (found.owner, [person.name for person in found.people.values()]) == ("Mara Q", ["Ana/Lee 🌻"])


def test_chats_that_were_unpacked_side_by_side_are_known_by_their_folders(tmp_path: Path) -> None:
    for name in ("Ana Lee", "Bo Y"):
        folder = tmp_path / "chats of Mara Q" / f"WhatsApp Chat - {name}"
        folder.mkdir(parents=True)
        (folder / "_chat.txt").write_text(f"[13.09.26, 10:01:00] {name}: hi\n[13.09.26, 10:02:00] Mara Q: hello\n")
    (found,) = read_exports([tmp_path / "chats of Mara Q"])
    assert (found.owner, sorted(str(person.name) for person in found.people.values())) == (
        "Mara Q",
        ["Ana Lee", "Bo Y"],
    )


def test_the_order_of_dates_with_two_readings_is_said_and_can_be_given(tmp_path: Path) -> None:
    text = "03/04/2026, 10:01 - Ana Lee: hi\n03/04/2026, 10:02 - Mara Q: hello\n"
    name = "WhatsApp Chat with Ana Lee.txt"
    assumed = read_file(tmp_path, name, text)
    assert {one.at.month for one in assumed.messages} == {4}
    assert "--map date_format=MM/DD/YYYY" in " ".join(assumed.warnings)
    given = read_file(tmp_path, name, text, mapping={"date_format": "mm/dd/yyyy"})
    assert ({one.at.month for one in given.messages}, given.warnings) == ({3}, ())


@pytest.mark.parametrize(
    "title",
    [
        "WhatsApp Chat with Mo Quist (You).txt",
        "WhatsApp Chat mit Mo Quist (Du) (1).txt",
        "Chat de WhatsApp con Mo Quist (tú).txt",
    ],
)
def test_a_chat_with_oneself_makes_nobody_of_the_owner(tmp_path: Path, title: str) -> None:
    found = read_file(
        tmp_path, title, "13/09/2026, 18:00 - Mo Quist: buy tea\n14/09/2026, 18:05 - Mo Quist: more tea\n"
    )
    assert (found.people, found.messages, found.ignored) == ({}, (), {"notes_to_self": 1})


def test_brackets_in_a_name_are_no_chat_with_oneself(tmp_path: Path) -> None:
    name = "WhatsApp Chat with Ana (Quay).txt"
    found = read_file(tmp_path, name, "13/09/2026, 18:00 - Ana (Quay): hi\n")
    assert ([one.name for one in found.people.values()], found.ignored) == (["Ana (Quay)"], {})


@pytest.mark.parametrize(
    "notice",
    ['Mo created group "Sea crew"', "Mo hat die Gruppe „Sea crew“ erstellt.", "Mo ha creato il gruppo « Sea crew »"],
)
def test_a_group_in_which_only_the_owner_writes_is_nobody(tmp_path: Path, notice: str) -> None:
    text = f"13/09/2026, 18:00 - {notice}\n13/09/2026, 18:05 - Mo: hi\n"
    found = read_file(tmp_path, "WhatsApp Chat with Sea crew.txt", text)
    assert (found.people, found.ignored) == ({}, {"group_thread": 1, "notice": 1})
    told = '13/09/2026, 18:00 - Mo: he said "Ana"\n13/09/2026, 18:05 - Mo: hi\n'
    found = read_file(tmp_path, "WhatsApp Chat with Ana.txt", told)
    assert ([one.name for one in found.people.values()], found.ignored) == (["Ana"], {})


IPHONE = (
    "[24.11.26, 18:00:05] Mo Quist: hello\n[24.11.26, 18:00:20] Ana Lee: hi\n[24.11.26, 18:00:40] Mo Quist: how nice\n"
)
ANDROID = "24.11.26, 18:00 - Mo Quist: hello\n24.11.26, 18:00 - Ana Lee: hi\n24.11.26, 18:00 - Mo Quist: how nice\n"


@pytest.mark.parametrize("text", [IPHONE, ANDROID])
def test_messages_of_one_minute_stay_in_their_order(tmp_path: Path, text: str) -> None:
    found = read_file(tmp_path, "WhatsApp Chat with Ana Lee.txt", text)
    assert [one.outbound for one in found.messages] == [True, False, True]
    assert [one.at.second for one in found.messages] == ([5, 20, 40] if text == IPHONE else [0, 0, 0])


@pytest.mark.parametrize("texts", [(IPHONE, ANDROID), (ANDROID, IPHONE)])
def test_a_chat_that_moved_to_another_phone_brings_nothing_twice(
    service: CoachService, tmp_path: Path, texts: tuple[str, str]
) -> None:
    path = tmp_path / "WhatsApp Chat with Ana Lee.txt"
    for text in texts:
        path.write_text(text, encoding="utf-8")
        found = preview_import(service, [path])
        run_import(service, found)
    assert found.counts.is_empty
    assert len(service.open_folder().journal.list_records(Message)) == 3
