"""Formats beside the large ones: what each row becomes, in several orders, names and encodings."""

# ruff: noqa: DTZ001  (wall times, zone unknown)

from __future__ import annotations

import base64
import json
import time
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coach.cli.main import coach
from coach.errors import CoachError
from coach.importers.import_result import ImportResult
from coach.importers.read_exports import read_exports


def read(tmp_path: Path, name: str, data: str | bytes, **options: Any) -> ImportResult:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = read_exports([path], **options)
    assert len(found) == 1
    return found[0]


OUTLOOK = (
    "{0}First Name{0}{1}{0}Last Name{0}{1}{0}Company{0}{1}{0}Job Title{0}{1}{0}E-mail Address{0}{1}{0}Birthday{0}\r\n"
)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_contacts_of_outlook(tmp_path: Path, quote: str, delimiter: str, encoding: str) -> None:
    row = delimiter.join(("Béa", "Åslöv", "Northwind", "Editor", "bea@northwind.example", "4/23/1980"))
    text = OUTLOOK.format(quote, delimiter) + row + "\r\n"
    (bea,) = read(tmp_path, "o.csv", text.encode(encoding)).contacts.values()
    assert (bea.name, bea.company, bea.position, bea.handle) == (
        "Béa Åslöv",
        "Northwind",
        "Editor",
        "bea@northwind.example",
    )
    assert bea.birthday == "1980-04-23"


@pytest.mark.parametrize("flags", ["Yes,No", "No,Yes", "Yes,Yes"])
def test_a_draft_is_one_by_either_of_its_columns(tmp_path: Path, flags: str) -> None:
    head = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER,IS MESSAGE DRAFT"
    row = f"1,Mo,/in/mo,Ana,/in/ana,2026-09-13 18:05:00 UTC,hi,INBOX,{flags}"
    found = read(tmp_path, "messages.csv", f"{head},IS CONVERSATION DRAFT\n{row}\n", me="mo")
    assert (found.messages, found.ignored["draft"]) == ((), 1)


@pytest.mark.parametrize("day", ["25/3/1980", "3/25/1980", "25.3.1980", "25-3-1980", "1980-03-25", "25 mars 1980"])
def test_a_birthday_with_one_reading_is_read(tmp_path: Path, day: str) -> None:
    found = read(tmp_path, "a.csv", f"Vorname;Nachname;E-Mail-Adresse;Geburtstag\nAna;Lee;ana@lee.example;{day}\n")
    assert [one.birthday for one in found.contacts.values()] == ["1980-03-25"]


SAVED_AGAIN = ["2026-09-13 18:05:00", "2026-09-13T18:05:00Z", "9/13/2026 18:05", "9/13/26 6:05 PM", "13.09.2026 18:05",
               "13/09/2026 18:05:00", "46278.75347222"]  # fmt: skip


@pytest.mark.parametrize("when", SAVED_AGAIN)
def test_messages_of_linkedin_that_a_spreadsheet_saved(tmp_path: Path, when: str) -> None:
    text = f"CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n1,Mo,/in/mo,Ana,/in/ana,{when},hi,\n"
    (message,) = read(tmp_path, "messages.csv", text, me="mo").messages
    assert message.at == datetime(2026, 9, 13, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize("when", [*SAVED_AGAIN[2:], "9/13/26, 6:05 PM"])
def test_requests_of_linkedin_that_a_spreadsheet_saved(tmp_path: Path, when: str) -> None:
    text = f'From,To,Sent At,Message,Direction\nMo,Ana,"{when}",hi,OUTGOING\n'
    (request,) = read(tmp_path, "Invitations.csv", text).invitations
    assert request.at == datetime(2026, 9, 13, 12, tzinfo=UTC)


@pytest.mark.parametrize("day", ["2026-09-13", "13.09.2026", "9/13/2026", "46278"])
def test_daylio_that_a_spreadsheet_saved(tmp_path: Path, day: str) -> None:
    text = f"full_date;date;weekday;time;mood;activities;note\n{day};13. September;Sonntag;18:05;good;a | b;\n"
    (mood,) = read(tmp_path, "daylio.csv", text).moods
    assert mood.at == datetime(2026, 9, 13, 18, 5)


def test_the_order_of_dates_in_a_table_of_moods_is_found_or_asked_for(tmp_path: Path) -> None:
    columns = {"date": "Day", "value": "Mood"}
    known = read(tmp_path, "a.csv", "Day;Mood\n03/04/2026;4\n13/04/2026;4\n", mapping=columns)
    assert [one.at.day for one in known.moods] == [3, 13]
    doubtful = read(tmp_path, "b.csv", "Day;Mood\n03/04/2026;4\n", mapping=columns)
    assert (doubtful.moods, "date_format" in " ".join(doubtful.warnings)) == ((), True)


def test_how_we_feel_in_another_language_has_the_values_of_its_keys(tmp_path: Path) -> None:
    head = "Date,Locale,Mood Keys,Mood,Tags (People),Tags (Places),Tags (Events),Notes\n"
    rows = "2026 Sun Feb 8 4:04 PM,de_DE,calm;joyful,Ruhig;Freudig,,,,\n2026 Sun Feb 8 5:04 PM,de_DE,x;y,Öd;Kühl,,,,\n"
    found = read(tmp_path, "Check-in_data.csv", head + rows)
    assert [one.value for one in found.moods] == [4, None]
    assert any("Kühl, Öd" in line for line in found.warnings)


def test_a_backup_of_daylio_is_known_under_another_name(tmp_path: Path) -> None:
    backup = {"customMoods": [{"id": 1, "mood_group_id": 2, "predefined_name_id": 2}], "tags": [],
              "dayEntries": [{"id": 1, "year": 2026, "month": 8, "day": 13, "hour": 18, "minute": 5, "mood": 1}]}  # fmt: skip
    data = base64.b64encode(json.dumps(backup).encode())
    assert [one.value for one in read(tmp_path, "my diary.daylio", data).moods] == [4]


def test_a_birthday_with_two_readings_is_left_out(tmp_path: Path) -> None:
    row = "Ana,Lee,Northwind,Editor,ana@lee.example,4/3/1980\n"
    (ana,) = read(tmp_path, "o.csv", OUTLOOK.format("", ",") + row).contacts.values()
    assert ana.birthday == ""


def test_a_giant_cell_costs_no_time(tmp_path: Path) -> None:
    head = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\n"
    began = time.process_time()
    (ana,) = read(tmp_path, "c.csv", f"{head}G,Ana,Lee,ACME,CTO,{'a' * 300_000},\n").contacts.values()
    assert ana.name == "Ana Lee"
    assert time.process_time() - began < 5


def test_contacts_that_were_given_to_linkedin(tmp_path: Path) -> None:
    text = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\nG,Ana,Lee,ACME,CTO,ana@lee.example,\n"
    (ana,) = read(tmp_path, "ImportedContacts.csv", text).contacts.values()
    assert (ana.name, ana.company, ana.position, ana.key) == ("Ana Lee", "ACME", "CTO", "ana@lee.example")


@pytest.mark.parametrize(
    ("start", "end", "order"),
    [
        ("11/09/2026", "11/23/2026", "%m/%d/%Y"),
        ("09/11/2026", "23/11/2026", "%d/%m/%Y"),
        ("2026-11-09", "2026-11-23", "%Y-%m-%d"),
    ],
)
def test_clockify_in_every_order_of_the_date(tmp_path: Path, start: str, end: str, order: str) -> None:
    head = "Project,Description,Start Date,Start Time,End Date,End Time,Duration (h)\n"
    rows = (
        f"Site,copy,{start},09:00:00 AM,{start},10:30:00 AM,01:30:00\nSite,more,{end},1:00 PM,{end},1:20 PM,00:20:00\n"
    )
    found = read(tmp_path, "c.csv", head + rows)
    first, second = found.blocks
    assert first.started_at == datetime(2026, 11, 9, 9)
    assert first.ended_at - first.started_at == timedelta(minutes=90)
    assert (second.started_at, second.intention) == (datetime(2026, 11, 23, 13), "more")
    assert not found.warnings, order


def test_rescuetime_gives_productive_time_by_the_hour(tmp_path: Path) -> None:
    head = "Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n"
    rows = (
        "2026-11-09T09:00:00,1200,1,editor,Editing,2\n2026-11-09T09:00:00,600,1,docs,Reference,1\n"
        "2026-11-09T09:00:00,900,1,feed,Social,-2\n2026-11-09T10:00:00,30,1,editor,Editing,2\n2026-11-09,30,1,e,E,2\n"
    )
    found = read(tmp_path, "r.csv", head + rows)
    (block,) = found.blocks
    assert (block.started_at, block.ended_at) == (datetime(2026, 11, 9, 9), datetime(2026, 11, 9, 9, 30))
    assert found.ignored == {"not_productive": 1, "under_a_minute": 1, "no_start": 1}


def test_bearable_moods_on_a_scale_of_ten(tmp_path: Path) -> None:
    head = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    rows = (
        '"9th Nov 2026",2026-11-09,Monday,am,Mood,10,"calm | glad",a walk\n'
        '"9th Nov 2026",2026-11-09,Monday,21:15,Mood,1,,\n"9th Nov 2026",2026-11-09,Monday,am,Sleep,7,,\n'
    )
    found = read(tmp_path, "b.csv", head + rows)
    assert [(m.at, m.value) for m in found.moods] == [(datetime(2026, 11, 9, 9), 5), (datetime(2026, 11, 9, 21, 15), 1)]
    assert (found.moods[0].words, found.moods[0].note) == (("calm", "glad"), "a walk")
    assert found.ignored == {"not_a_mood": 1}


def test_day_one_entries_with_a_mood_tag(tmp_path: Path) -> None:
    entries = [
        {"uuid": "A", "creationDate": "2026-11-09T08:00:00Z", "timeZone": "Europe/Berlin", "text": "fine", "tags": ["mood4", "work"]},
        {"uuid": "B", "creationDate": "2026-11-10T08:00:00Z", "text": "no mood", "tags": []},
    ]  # fmt: skip
    found = read(tmp_path, "Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
    (mood,) = found.moods
    assert (mood.at.isoformat(), mood.value, mood.words, mood.note) == (
        "2026-11-09T09:00:00+01:00",
        4,
        ("work",),
        "fine",
    )
    assert found.ignored == {"no_mood": 1}


def test_pixels_has_a_mood_for_each_score(tmp_path: Path) -> None:
    days = [
        {"date": "2026-11-9", "type": "Mood", "scores": [4, 2], "notes": "n", "tags": [{"type": "E", "entries": ["glad"]}]},
        {"date": "2026-11-10", "type": "Mood", "scores": [], "notes": "", "tags": []},
    ]  # fmt: skip
    found = read(tmp_path, "pixels.json", json.dumps(days))
    assert [(m.at.date(), m.value) for m in found.moods] == [(date(2026, 11, 9), 4), (date(2026, 11, 9), 2)]
    assert found.ignored == {"no_value": 1}


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
    found = read(tmp_path, "WhatsApp Chat with Ana Lee.txt", "\n".join(rows) + "\nsecond line of it\n")
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
    assert read(tmp_path, f"{chat.format('Ana Lee')}.txt", text).owner == "Mara Q"


def test_the_notice_that_a_chat_is_encrypted_is_no_message(tmp_path: Path) -> None:
    notice = "\u200eMessages and calls are end-to-end encrypted. Only people in this chat can read them."
    text = (
        f"[23.11.26, 18:00:00] Ana Lee: {notice}\n[23.11.26, 18:01:00] Mara Q: hello\n"
        "[23.11.26, 18:02:00] Ana Lee: \u200eimage omitted\n"
    )
    found = read(tmp_path, "WhatsApp Chat - Ana Lee.txt", text)
    assert [one.outbound for one in found.messages] == [True, False]
    assert found.ignored == {"notice": 1}


@pytest.mark.parametrize(
    "text", ["[2026-09-14 10:00] A title. And text\n", "2026-09-14 10:00:00,123 - INFO: started\n"]
)
def test_lines_of_a_diary_or_a_log_are_no_chat(tmp_path: Path, text: str) -> None:
    with pytest.raises(CoachError):
        read(tmp_path, "log.txt", text)


def test_a_whatsapp_chat_without_a_name_asks_whose_it_is(tmp_path: Path) -> None:
    text = "23/11/2026, 18:00 - Mara Q: hello\n23/11/2026, 18:01 - Ana Lee: hi\n"
    assert read(tmp_path, "_chat.txt", text).owner_candidates == ("Ana Lee", "Mara Q")
    assert read(tmp_path, "_chat.txt", text, me="mara q").owner == "Mara Q"


def test_a_whatsapp_group_is_ignored_and_counted(tmp_path: Path) -> None:
    text = "".join(f"23/11/2026, 18:0{n} - {who}: hello\n" for n, who in enumerate(("A A", "B B", "C C")))
    found = read(tmp_path, "WhatsApp Chat with Team.txt", text)
    assert (found.messages, found.ignored) == ((), {"group_thread": 1})


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
    found = read(tmp_path, "result.json", json.dumps({"chats": {"about": "", "list": chats}} if whole else ana))
    assert [(one.person, one.outbound) for one in found.messages] == [("user7", True), ("user7", False)]
    assert found.people["user7"].name == "Ana Lee"
    assert found.ignored == ({"group_thread": 1, "bot": 1, "notice": 1} if whole else {"notice": 1})


def test_telegram_before_2021_and_its_address_book(tmp_path: Path) -> None:
    old = {"name": None, "type": "personal_chat", "id": 7, "messages": [
        {"id": n, "type": "message", "date": "2019-11-09T09:00:00", "from_id": sender} for n, sender in enumerate((1, 7))
    ]}  # fmt: skip
    book = {"list": [{"user_id": 7, "first_name": "Ana", "last_name": "Lee"}, {"user_id": 9, "first_name": "Cy"},
                     {"first_name": "Di", "last_name": "Oak", "phone_number": "1"}]}  # fmt: skip
    found = read(tmp_path, "result.json", json.dumps({"contacts": book, "chats": {"about": "", "list": [old]}}))
    assert [(one.person, one.outbound) for one in found.messages] == [("user7", True), ("user7", False)]
    assert {key: one.name for key, one in found.contacts.items()} == {"user9": "Cy", "name:di oak": "Di Oak"}


def test_the_web_pages_of_telegram_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="JSON"):
        read(tmp_path, "messages.html", "<!DOCTYPE html>\n<html><head><title>Exported Data</title></head></html>")


def test_a_mail_of_apple_mail(tmp_path: Path) -> None:
    mail = b"From: Mara <mara@q.example>\nTo: Ana Lee <ana@lee.example>\nDate: Tue, 1 Sep 2026 09:00:00 +0000\n\nhi\n"
    found = read(tmp_path, "1.emlx", b"%d\n" % len(mail) + mail + b"<?xml version='1.0'?><plist/>", me="mara@q.example")
    assert [(one.person, one.outbound) for one in found.messages] == [("ana@lee.example", True)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mail_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    text = "From: Mara <mara@q.example>\nTo: ana@lee.example\nDate: Tue, 1 Sep 2026 09:00:00 +0000\n\nhi\n"
    found = read(tmp_path, "a.eml", text.encode(encoding), me="mara@q.example")
    assert [(one.person, one.outbound) for one in found.messages] == [("ana@lee.example", True)]


def test_a_folder_of_sent_mails_tells_whose_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "Mail" / "Sent Messages.mbox" / "Data" / "Messages"
    folder.mkdir(parents=True)
    mail = b"From: Mara <mara@q.example>\nTo: Ana Lee <ana@lee.example>\nDate: Tue, 1 Sep 2026 09:00:00 +0000\n\nhi\n"
    (folder / "1.emlx").write_bytes(b"%d\n" % len(mail) + mail)
    (found,) = read_exports([tmp_path / "Mail"])
    assert found.owner == "mara@q.example"


def test_a_spreadsheet_of_a_known_table(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["First Name", "Last Name", "URL", "Company", "Position", "Connected On"],
        ["Ana", "Lee", "https://www.linkedin.com/in/ana-lee", "ACME", "CTO", datetime(2026, 9, 9)],
    ):
        book.active.append(row)
    book.save(tmp_path / "c.xlsx")
    (tmp_path / "folder").mkdir()
    book.save(tmp_path / "folder" / "c.xlsx")
    for path in (tmp_path / "c.xlsx", tmp_path / "folder"):
        (found,) = read_exports([path])
        (ana,) = found.contacts.values()
        assert (ana.name, ana.company, ana.connected_on) == ("Ana Lee", "ACME", date(2026, 9, 9))


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


def test_day_one_from_its_zip_to_the_moods_of_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        {"creationDate": "2026-09-14T06:30:00Z", "timeZone": "Europe\\/Berlin", "text": "A walk\nand rest",
         "tags": ["mood4", "walk"], "starred": False},
        {"creationDate": "2026-09-15T20:00:00Z", "timeZone": "America/New_York", "text": "tired", "tags": ["Mood2"]},
        {"creationDate": "2026-09-16T20:00:00Z", "text": "no tag of a mood", "tags": ["walk"]},
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "09-20-2026_Export.zip", "w") as archive:
        archive.writestr("Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
        archive.writestr("photos/0a.jpeg", b"\xff\xd8\xff")
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))

    def shell(*words: str) -> str:
        result = CliRunner().invoke(coach, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    lines = shell("import", str(tmp_path / "09-20-2026_Export.zip"), "--yes").splitlines()
    assert lines == ["Day One (json).", "New: 2 moods.", "Left out: 1 entry without a mood.", "Imported: 2 moods."]
    day = shell("day", "2026-09-14")
    assert "08:30" in day
    assert "good" in day
    assert "A walk" in day
    assert "low" in shell("day", "2026-09-15")
    assert "Everything else in it is here already." in shell("import", str(tmp_path / "09-20-2026_Export.zip"), "--yes")


MESSAGES_2018 = "From,To,Date,Subject,Content,Direction,Folder\n"


@pytest.mark.parametrize("reverse", [True, False])
def test_messages_of_linkedin_in_2018(tmp_path: Path, reverse: bool) -> None:
    rows = [
        'Ana Lee,Mara Q,"6/19/18, 5:54 AM",RE: Hello,Thank you,INCOMING,INBOX\n',
        'Mara Q,Ana Lee,"6/19/18, 3:25 AM",Hello,Hi,OUTGOING,SENT\n',
        'Mara Q,Ilse Kormann,"8/13/18, 3:31 AM",,Hello,OUTGOING,SENT\n',
        "Mara Q,Ilse Kormann,nonsense,,Hello,OUTGOING,SENT\n",
    ]
    found = read(tmp_path, "Messages.csv", MESSAGES_2018 + "".join(reversed(rows) if reverse else rows))
    assert [(one.person, one.outbound) for one in found.messages] == [
        ("name:ana lee", True), ("name:ana lee", False), ("name:ilse kormann", True),
    ]  # fmt: skip
    assert found.ignored == {"no_date": 1}


def test_connections_of_2018_have_their_day(tmp_path: Path) -> None:
    text = 'First Name,Last Name,Email Address,Company,Position,Connected On\nAna,Lee,,ACME,CTO,"1/8/18, 6:14 PM"\n'
    (ana,) = read(tmp_path, "Connections.csv", text).contacts.values()
    assert ana.connected_on == date(2018, 1, 8)


def test_a_sharp_s_stays_in_a_profile_address(tmp_path: Path) -> None:
    text = (
        "First Name,Last Name,URL,Company,Position,Connected On\n"
        "Ana,Weiß,https://www.linkedin.com/in/ana-wei%C3%9F,ACME,CTO,09 Sep 2026\n"
    )
    (ana,) = read(tmp_path, "Connections.csv", text).contacts.values()
    assert ana.handle == "https://www.linkedin.com/in/ana-weiß"


HEAD = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
ME = "Mara Q,https://www.linkedin.com/in/mara-q"


@pytest.mark.parametrize("title", ["", "Sponsored Conversation", "sponsored conversation"])
@pytest.mark.parametrize("sender", ["Northwind Business School", "Cassandra of Premium", "LinkedIn Member"])
def test_an_advertiser_is_nobody(tmp_path: Path, title: str, sender: str) -> None:
    rows = (
        f"A,{title},{sender},,{ME},2026-09-01 09:00:00 UTC,Dear friend,ARCHIVE\n"
        f"B,,{ME},Ana Lee,https://www.linkedin.com/in/ana,2026-09-02 09:00:00 UTC,Hi,INBOX\n"
        f"C,,{ME},Ilse K,https://www.linkedin.com/in/ilse,2026-09-03 09:00:00 UTC,Hi,INBOX\n"
    )
    found = read(tmp_path, "messages.csv", HEAD + rows)
    assert set(found.people) == {"ana", "ilse"}
    reason = "deleted_member" if sender == "LinkedIn Member" and not title else "sponsored"
    assert found.ignored == {reason: 1}
