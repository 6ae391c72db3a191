"""What a file is, by its content."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, InvalidInput
from coach.importers.detect_format import DetectedFormat, detect_format, detect_formats
from coach.importers.files.open_path import open_path, parse_path
from coach.importers.options import ImportOptions
from coach.importers.read_exports import READERS, read_exports
from tests.importers.invented import read_file
from tests.importers.render import zipped

MBOX = b"From 1790@xxx Mon Sep 14 18:00:00 +0000 2026\nSubject: a\n\nb\n"
KNOWN: list[tuple[bytes, str]] = [
    (b"CONVERSATION ID,FROM,TO,DATE,CONTENT,FOLDER\n", "linkedin"),
    (b"\xef\xbb\xbfNotes:,,\n\"a, b\",,\n,,\nFirst Name,Last Name,Connected On\n", "linkedin"),
    (b"From,To,Sent At,Message,Direction\n", "linkedin"),
    (b"First Name;Last Name;Maiden Name;Headline\n", "linkedin"),
    (b"window.YTD.direct_messages.part0 = [ ]", "x-archive"),
    (b"window.__THAR_CONFIG = {", "x-archive"),
    (MBOX, "mail"),
    (b"From a@b.example Mon Sep 14 18:00:00 2026\r\nA: b\r\n\r\n", "mail"),
    (b"Received: by x\r\nFrom: a@b.example\r\nDate: Mon, 14 Sep 2026 18:00:00 +0000\r\n\r\nhi", "mail"),
    (b"\xef\xbb\xbfBEGIN:VCARD\r\nVERSION:3.0\r\n", "vcard"),
    (b"BEGIN:VCALENDAR\r\n", "icalendar"),
    (b"full_date,date,weekday,time,mood,activities,note\n", "daylio"),
    (b"year,date,weekday,time,mood,activities,note\n", "daylio"),
    (b"Date,Mood,Tags (People),Tags (Places),Notes\n", "howwefeel"),
    (b"First Name,Middle Name,Last Name,File As,Organization Name,Labels\n", "google_contacts"),
    (b"Name,Given Name,Family Name,Group Membership,E-mail 1 - Value\n", "google_contacts"),
    (b"User,Email,Description,Start date,Start time,Duration\n", "toggl"),
    (b'{"buckets": {"aw-watcher-afk_h": {"events": []}}}', "activitywatch"),
    (b'{"tags": {}, "entries": [{"title": "a"}]}', "jrnl"),
    (b'{"timestamp": 1, "crossModelVersion": 4, "data": {}}', "super_productivity"),
    (b"<!doctype HTML><html>", "html"),
    (b'<?xml version="1.0"?><!DOCTYPE HealthData [', "apple_health"),
    (b'{"data": {"stateOfMind": []}}', "health_auto_export"),
    (b"\x3a\xa2eroots\x81\xd8gversion\x01", "bluesky"),
    (b'{"@context": "a", "type": "OrderedCollection"}', "mastodon"),
    (b"day,how\n2026-09-14,3\n", "generic_csv"),
    (b"First Name,Last Name,E-mail Address,Company,Job Title\n", "outlook_contacts"),
    (b"Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\n", "linkedin_contacts"),
    (b"From,To,Date,Subject,Content,Direction,Folder\n", "linkedin"),
    (b'"Project","Start Date","Start Time","End Date","End Time","Duration (h)"\n', "clockify"),
    (b"Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n", "rescuetime"),
    (b'["vcard",[["version",{},"text","4.0"]]]', "jcard"),
    (b'[\n  ["vcard", [', "jcard"),
    (b"Email\nana@x.example\n", "contact_list"),
    (b'[{"id":1,"start":"20260914T100000Z","tags":[]}]', "timewarrior"),
    (b'[\n [\n  1789376400,\n  1789378200,\n  "letters",\n', "watson"),
    (b'[{"id": "0f", "project": "a", "start": "2026-09-14T10:00:00+02:00", "stop": "2026-09-14T11:00:00+02:00", '
     b'"tags": []}]', "watson"),
    (b"Project,Start Date,Start Time,Duration\n", "toggl"),
    (b"full_date,weekday,mood\n", "daylio"),
    (b"date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n", "bearable"),
    (b'{"metadata":{"version":"1.0"},"entries":[{"creationDate":"2026-09-14T08:00:00Z"}]}', "dayone"),
    (b'[{"date":"2026-9-14","type":"Mood","scores":[4],"notes":"","tags":[]}]', "pixels"),
    (b'{"name":"Ana","type":"personal_chat","id":7,"messages":[]}', "telegram"),
    (b"14/09/2026, 18:00 - Ana Lee: hi\n", "whatsapp"),
    (b"[14.09.26, 18:00:05] Ana Lee: hi\n", "whatsapp"),
    (b"Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am\n", "linkedin"),
    (b"FirstName,LastName,EmailAddress,Company,Position,ConnectedOn\n", "linkedin"),
    (b"first_name,last_name,company,position,connected_on,url\n", "linkedin"),
    ("Prénom;Nom;URL;Adresse e-mail;Entreprise;Poste;Connecté le\n".encode(), "linkedin"),
    ("Nombre,Apellidos,URL,Correo electrónico,Empresa,Cargo,Conectado el\n".encode(), "linkedin"),
    ("Nome,Sobrenome,URL,Endereço de e-mail,Empresa,Cargo,Conectado em\n".encode(), "linkedin"),
    (b"Nome,Cognome,URL,Indirizzo email,Azienda,Posizione,Collegato il\n", "linkedin"),
    (b"Voornaam,Achternaam,URL,E-mailadres,Bedrijf,Functie,Verbonden op\n", "linkedin"),
    ("Förnamn,Efternamn,URL,E-postadress,Företag,Befattning,Ansluten den\n".encode("utf-16"), "linkedin"),
    ("Imię,Nazwisko,URL,Adres e-mail,Firma,Stanowisko,Data nawiązania kontaktu\n".encode(), "linkedin"),
    (b"KONVERSATIONS-ID,VON,AN,DATUM,INHALT,ORDNER\n", "linkedin"),
    ("Vorname,Nachname,Firma,Position,E-Mail-Adresse,E-Mail 2: Adresse\n".encode("cp1252"), "outlook_contacts"),
    ("Prénom,Nom,Société,Adresse de messagerie\n".encode("cp1252"), "contact_list"),
    (b"First Name,Last Name,Display Name,Primary Email,Organization\n", "contact_list"),
    (b"Name,Email,Phone\n", "contact_list"),
    (b'"Projekt","Startdatum","Startzeit","Enddatum","Endzeit","Dauer (h)"\n', "clockify"),
    (b"Date,Client,Project,Project Code,Task,Notes,Hours,First Name,Last Name\n", "harvest"),
    (b"First name,Last name,Verification type,Email address\n", "linkedin_other"),
    (b"Email Address,Confirmed,Primary,Updated On\na@b.example,Yes,Yes,\n", "linkedin_other"),
    (b"Connection First Name,Connection Last Name,Connection Profile URL,Note\n", "linkedin"),
    (b"Reviewee,Review Type,Creation Date,Rating\n", "linkedin_other"),
    (b"Project,Client,Registered time,Amount ()\n", "time_summary"),
    (b"Subject,Start Date,Start Time,End Date,End Time,Meeting Organizer\n", "outlook_calendar"),
    (b"SQLite format 3\0..CREATE TABLE bucketmodel", "activitywatch_database"),
    (b"age-encryption.org/v1\n", "encrypted"),
    (b"Rar!\x1a\x07\0", "packed"),
    (b'{"meta":{"1":{"id":"schema","value":1}}}', "coach_data"),
    (b"120\nFrom: a@b.example\nDate: Mon, 14 Sep 2026 18:00:00 +0000\n\nhi", "mail"),
]  # fmt: skip


def detect(tmp_path: Path, data: bytes, name: str = "file.csv") -> DetectedFormat:
    (tmp_path / name).write_bytes(data)
    return detect_format(open_path(tmp_path / name).members[0], {})


@pytest.mark.parametrize(("data", "name"), KNOWN, ids=[name for _, name in KNOWN])
def test_a_file_is_known_by_its_content(tmp_path: Path, data: bytes, name: str) -> None:
    found = detect(tmp_path, data)
    assert found.format == name
    assert bool(found.description) is (name not in READERS)


@pytest.mark.parametrize("data", [MBOX, KNOWN[0][0]])
def test_the_name_of_a_file_does_not_matter(tmp_path: Path, data: bytes) -> None:
    assert detect(tmp_path, data, "photo.jpg") == detect(tmp_path, data, "Sent")


@pytest.mark.parametrize(("name", "form"), [("a.eml", "mail"), ("a.txt", "unknown")])
def test_a_mail_without_a_date_is_known_by_its_name(tmp_path: Path, name: str, form: str) -> None:
    data = b"From: Ana Lee <ana@lee.example>\nSubject: a\n\nb\n"
    assert detect(tmp_path, data, name).format == form


def test_a_letter_that_only_begins_with_from_is_no_mailbox(tmp_path: Path) -> None:
    assert detect(tmp_path, b"From here on, everything is different.\n").format == "unknown"


def test_contacts_of_outlook_are_not_taken_for_linkedin(tmp_path: Path) -> None:
    found = detect(tmp_path, b"First Name,Middle Name,Last Name,Company,E-mail Address\n")
    assert found.format == "outlook_contacts"


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("CONVERSATION ID,FROM,TO,DATE,CONTENT", "FOLDER"),
        ("First Name,Last Name,Company", "Connected On"),
        ("full_date,date,weekday,time,feeling", "mood"),
    ],
)
def test_a_near_miss_says_what_is_missing_and_is_no_table_of_moods(tmp_path: Path, header: str, missing: str) -> None:
    row = ",".join("2026-11-10" for _ in header.split(","))
    found = detect(tmp_path, f"{header}\n{row}\n".encode())
    assert found.format == "unknown"
    assert f"but the column {missing} is not there." in found.description
    assert f"{missing}=COLUMN" in found.description
    assert ("--map date=full_date" in found.description) is (missing == "mood")


@pytest.mark.parametrize(
    "text", ['["vcalendar",[["version",{},"text","2.0"]],[]]', '<?xml version="1.0"?><icalendar xmlns="x">']
)
def test_a_calendar_in_another_notation_is_called_so(tmp_path: Path, text: str) -> None:
    assert "Save the calendar as iCalendar" in detect(tmp_path, text.encode()).description


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("text", ["begin:vcard\nfn:Ana Lee\nend:vcard\n", "Begin:vCalendar\nversion:2.0\n"])
def test_neither_encoding_nor_case_hides_a_file(tmp_path: Path, encoding: str, text: str) -> None:
    assert detect(tmp_path, text.encode(encoding)).format in ("vcard", "icalendar")


def test_something_unknown_is_described(tmp_path: Path) -> None:
    said = detect(tmp_path, b"Project,Description,Start date\n\x1b]0;x\x07", "a.dat").description
    assert "a.dat (" in said
    assert "Start time, Duration" in said
    assert "\x1b" not in said


def test_a_folder_of_mail_is_known_by_its_folders(tmp_path: Path) -> None:
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "Mail" / folder).mkdir(parents=True)
    (tmp_path / "Mail" / "cur" / "1:2,S").write_bytes(b"anything")
    assert [one.format for _, one in detect_formats(open_path(tmp_path / "Mail").members, {})] == ["mail"]


def test_pictures_in_an_archive_are_not_opened(tmp_path: Path) -> None:
    path = zipped({"a.JPG": b"x", "data/tweets.js": b"window.YTD.tweets.part0 = []"}, tmp_path / "a.zip")
    assert [member.name for member, _ in detect_formats(open_path(path).members, {})] == ["data/tweets.js"]


def test_every_format_that_is_read_can_be_detected() -> None:
    assert {name for _, name in KNOWN} >= READERS.keys()


def test_a_web_page_saved_as_a_zip_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(b"<!DOCTYPE html><title>Sign in</title>")
    with pytest.raises(CoachError, match="web page"):
        read_exports([tmp_path / "export.zip"])


def test_an_unknown_file_beside_a_known_one_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_bytes(b"\x01\x02")
    (tmp_path / "c.csv").write_bytes(b"First Name,Last Name,Connected On\nA,B,01 Feb 2020\n")
    found = read_exports([tmp_path / "a.dat", tmp_path / "c.csv"])
    assert [one.format for one in found] == ["linkedin", "unknown"]
    assert "a.dat" in found[1].warnings[0]


def test_a_typed_path_is_understood(tmp_path: Path) -> None:
    (tmp_path / "c d.csv").write_bytes(b"First Name,Last Name,Connected On\nA,B,01 Feb 2020\n")
    assert read_exports([f"'{tmp_path}/c d.csv'"])[0].format == "linkedin"


def test_deep_json_is_no_trouble(tmp_path: Path) -> None:
    assert detect(tmp_path, b'{"a":' * 10_000).format == "unknown"
    assert json.dumps(detect(tmp_path, b"[" * 60_000).description)


def test_a_column_that_is_called_otherwise_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "Connections.csv"
    path.write_text("First Name,Last Name,Since\nAna,Lee,09 Sep 2026\n")
    with pytest.raises(CoachError, match="Connected On=COLUMN"):
        read_exports([path])
    (found,) = read_exports([path], ImportOptions(mapping={"Connected On": "Since"}))
    assert [str(one.connected_on) for one in found.contacts.values()] == ["2026-09-09"]


def test_a_list_of_people_with_other_headings_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "crm.csv"
    path.write_text("Vollname;Mailadresse;Arbeitgeber\nAna Lee;ana@lee.example;ACME\n")
    with pytest.raises(CoachError, match="--map Name=Vollname --map Email=Mailadresse"):
        read_exports([path])
    (found,) = read_exports(
        [path], ImportOptions(mapping={"Name": "Vollname", "Email": "Mailadresse", "Company": "Arbeitgeber"})
    )
    assert [(one.name, one.handle, one.company) for one in found.contacts.values()] == [
        ("Ana Lee", "ana@lee.example", "ACME")
    ]


def test_a_table_that_is_nearly_known_is_said_in_a_zip_too(tmp_path: Path) -> None:
    files = {
        "Connections.csv": b"First Name,Last Name,Connected On\nAna,Lee,09 Sep 2026\n",
        "messages.csv": b"CONVERSATION ID,FROM,TO,DATE,CONTENT\n1,a,b,c,d\n",
        "Recommendations_Given.csv": b"First Name,Last Name,Company,Job Title,Text\nAna,Lee,a,b,c\n",
    }
    _, unknown = read_exports([zipped(files, tmp_path / "a.zip")])
    assert [line.split(": ")[1].split(" ")[0] for line in unknown.warnings] == ["messages.csv"]


def test_the_other_tables_of_a_linkedin_folder_are_not_offered_as_moods(tmp_path: Path) -> None:
    (tmp_path / "Connections.csv").write_bytes(b"First Name,Last Name,Connected On\nAna,Lee,09 Sep 2026\n")
    (tmp_path / "Positions.csv").write_bytes(b"Company Name,Title,Started On\na,b,Jan 2020\n")
    assert [one.format for one in read_exports([tmp_path])] == ["linkedin"]


def test_what_is_known_and_not_read_is_named_before_tables_beside_it(tmp_path: Path) -> None:
    (tmp_path / "2014_01.js").write_bytes(b"Grailbird.data.tweets_2014_01 = []")
    (tmp_path / "tweets.csv").write_bytes(b"tweet_id,timestamp\n1,2014-01-01\n")
    with pytest.raises(CoachError, match="Twitter archive from before 2019"):
        read_exports([tmp_path])


UNREAD = {
    "a.msg": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Outlook message"),
    "a.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office file"),
    "a.pst": (b"!BDN" + bytes(600), "Outlook data file"),
    "a.ost": (b"!BDN" + bytes(600), "readpst"),
    "a.dbx": (b"\xcf\xad\x12\xfe\xc5\xfd\x74\x6f" + bytes(600), "Outlook Express"),
    "a.pdf": (b"%PDF-1.7\n1 0 obj", "a PDF"),
    "a.rtf": (rb"{\rtf1\ansi hello}", "a document"),
    "a.png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "a picture"),
    "a.mp4": (b"\0\0\0\x18ftypmp42" + bytes(60), "a film"),
    "a.plist": (b"bplist00" + bytes(60), "vCards"),
    "a.exe": (b"MZ\x90" + bytes(600), "a program"),
    "a.sqlite": (b"SQLite format 3\0" + bytes(600), "a database"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(60), "Unpack it"),
    "a.rar": (b"Rar!\x1a\x07\0" + bytes(60), "Unpack it"),
    "a.tar.bz2": (b"BZh91AY&SY" + bytes(60), "Unpack it"),
    "a.tar.xz": (b"\xfd7zXZ\0" + bytes(60), "Unpack it"),
    "a.tar.zst": (b"\x28\xb5\x2f\xfd" + bytes(60), "Unpack it"),
    "a.pgp": (b"-----BEGIN PGP MESSAGE-----\n\nx\n", "Decrypt it"),
    "a.mht": (b"From: <Saved by Blink>\nDate: Mon, 14 Sep 2026 10:00:00 -0000\n\nx\n", "a web page"),
    "m.db.crypt14": (bytes(range(256)), "Export the chat"),
    "x.bin": (bytes(range(256)), "is not text"),
    "discord.json": (b'{"guild": {"id": "0"}, "channel": {"type": "DirectTextChat"}, "messages": []}', "Discord"),
    "message_1.json": (b'{"participants": [{"name": "Ana"}], "messages": [{"sender_name": "Ana"}]}', "Facebook"),
    "following_accounts.csv": (b"Account address,Show boosts\nana@m.example,true\n", "Mastodon"),
    "chat.md": (b"[2026-09-01 10:00] Ana Lee: hi\n[2026-09-01 10:01] Me: yo\n", "Signal"),
    "2026-09-01.md": (b"---\nmood: 4\n---\nMet [[Ana Lee]].\n", "a page of notes"),
    "2026-09-14.json": (b'[{"type": "message", "user": "U1", "ts": "1789376400.000100"}]', "Slack"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_known_and_not_read_is_one_line_that_says_how_it_gets_in(tmp_path: Path, name: str) -> None:
    data, said = UNREAD[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CoachError) as told:
        read_exports([tmp_path / name])
    assert told.value.message.startswith(f"{name} is ") or told.value.message.startswith(
        f"{name} ({len(data)} bytes) is "
    )
    assert said in told.value.message
    assert "--map" not in told.value.message
    assert "\n" not in str(told.value)


CONTAINERS = {
    "a.docx": ({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "a document"),
    "a.xlsb": ({"[Content_Types].xml": b"<x/>", "xl/worksheets/sheet1.bin": b"x"}, "a spreadsheet"),
    "a.ods": ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}, "a spreadsheet"),
    "a.odt": ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}, "a document"),
    "a.epub": ({"mimetype": b"application/epub+zip"}, "a document"),
    "a.numbers": ({"Index/Document.iwa": b"x"}, "Numbers"),
    "a.olm": ({"Accounts/m/com.microsoft.__Messages/Inbox/message_00001.xml": b"<x/>"}, "Outlook for the Mac"),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_zip_that_is_a_document_is_called_what_it_is(tmp_path: Path, name: str) -> None:
    files, said = CONTAINERS[name]
    with pytest.raises(CoachError) as told:
        read_exports([zipped(files, tmp_path / name)])
    assert told.value.message.startswith(f"{name} is ")
    assert said in told.value.message


@pytest.mark.parametrize("start", ["MZ", "ID3", "GIF8", "BZh", "OggS", "MSCF"])
def test_a_table_may_begin_like_a_program_or_a_picture(tmp_path: Path, start: str) -> None:
    (tmp_path / "a.csv").write_text(f"{start},First Name,Last Name,Connected On\n1,Ana,Lee,09 Sep 2026\n")
    (found,) = read_exports([tmp_path / "a.csv"])
    assert [one.name for one in found.contacts.values()] == ["Ana Lee"]


def test_a_vault_is_called_by_its_notes_and_not_by_its_settings(tmp_path: Path) -> None:
    for name in (".obsidian/app.json", ".trash/old.json", "Daily/2026-09-01.md"):
        (tmp_path / "vault" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "vault" / name).write_text("{}")
    with pytest.raises(CoachError, match=r"vault: 2026-09-01.md is a page of notes"):
        read_exports([tmp_path / "vault"])


@pytest.mark.parametrize("more", ["Company", "Email", "Firma", "Phone"])
def test_a_list_of_people_with_a_date_and_a_rating_is_no_table_of_moods(tmp_path: Path, more: str) -> None:
    (tmp_path / "crm.csv").write_text(f"Who,{more},Date,Rating\nAna Lee,x,2026-09-01,4\nBo Ek,y,2026-09-02,3\n")
    with pytest.raises(CoachError, match="--map Name=COLUMN"):
        read_exports([tmp_path / "crm.csv"])


def test_a_table_of_moods_by_the_moment_is_one(tmp_path: Path) -> None:
    (tmp_path / "moods.csv").write_text("date,mood\n2026-09-01T18:05:00Z,4\n2026-09-02T07:05:00+02:00,3\n")
    (found,) = read_exports([tmp_path / "moods.csv"])
    assert (found.format, found.ignored) == ("generic_csv", {"row_without_columns": 2})


CONTACTS = [
    {"user_id": n, "first_name": "Bo", "last_name": f"Y{n}", "phone_number": "0", "date": ""} for n in range(900)
]
ACCOUNT = {"about": "Here is", "personal_information": {"user_id": 1}, "contacts": {"about": "x", "list": CONTACTS}}


@pytest.mark.parametrize("chats", [{}, {"chats": {"about": "x", "list": []}}])
def test_an_export_of_a_telegram_account_is_known_behind_its_contacts(tmp_path: Path, chats: dict[str, object]) -> None:
    found = read_file(tmp_path, "result.json", json.dumps(ACCOUNT | chats))
    assert (found.format, len(found.contacts)) == ("telegram", 900)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("chat.txt", "[2026-11-23, 18:00:00] Ana Lee: hi\n[2026-11-23, 18:01:00] Me: hey\n", "Signal"),
        ("a.json", '{"is_unsent": false, "messages": [{"sender_name": "A", "timestamp_ms": 1}]}', "Facebook"),
        ("a.json", '{"participants": ["A", "B"], "threadName": "A_1", "messages": [{"senderName": "A"}]}', "Facebook"),
        ("message_1.html", '<html><body><div class="_a6-g"><h2 class="_a6-h">Ana</h2></div></body></html>', "Facebook"),
        ("a.json", '{"userId": "8:x", "conversations": [{"id": "y", "MessageList": []}]}', "Skype"),
        ("a.txt", "[LINE] Chat history with Ana Lee\nSaved on: 2026/11/23 18:00\n", "LINE"),
        ("a.xml", "<?xml version='1.0'?>\n<smses count=\"1\"><sms address=\"1\" date=\"1795453200000\" /></smses>", "text messages"),
        ("a.txt", "[2026-11-23 18:05] A title. And text @mood4\n\n[2026-11-24 06:05 PM] B @mood2\n", "--format json"),
        ("a.txt", "[2026-11-23 06:05:00 PM] A title.\nAnd text @mood4\n", "--format json"),
        ("todo.txt", "(A) 2026-11-23 Call Ana @phone\nx 2026-11-22 Write to Bo +work\n", "list of tasks"),
        ("a.txt", "2026-11-23 18:05 A title. And text @mood4\n\n2026-11-24 18:05 B @mood2\n", "--format json"),
    ],
)  # fmt: skip
def test_a_chat_or_journal_that_is_not_read_is_called_what_it_is(
    tmp_path: Path, name: str, text: str, word: str
) -> None:
    with pytest.raises(CoachError) as raised:
        read_file(tmp_path, name, text)
    assert word in str(raised.value) and "--map" not in str(raised.value)


def test_a_table_without_headings_is_told_to_name_its_columns(tmp_path: Path) -> None:
    with pytest.raises(CoachError) as raised:
        read_file(tmp_path, "a.csv", "2026-11-23,4\n2026-11-24,5\n")
    assert "name the columns" in str(raised.value)


def test_one_bucket_of_activitywatch_is_read(tmp_path: Path) -> None:
    bucket = {"id": "aw-watcher-window_x", "type": "currentwindow", "hostname": "x",
              "events": [{"timestamp": "2026-11-23T09:00:00Z", "duration": 600, "data": {"app": "x"}}]}  # fmt: skip
    found = read_file(tmp_path, "aw.json", json.dumps(bucket))
    assert [(one.started_at.hour, one.ended_at.minute) for one in found.blocks] == [(9, 10)]


def test_pixels_of_an_older_version_have_one_mood_a_day(tmp_path: Path) -> None:
    day = {"date": "2026-1-5", "mood": 4, "emotions": ["happy"], "notes": "n"}
    (mood,) = read_file(tmp_path, "a.json", json.dumps([day])).moods
    assert (mood.at.day, mood.value, mood.words, mood.note) == (5, 4, ("happy",), "n")


@pytest.mark.parametrize("path", ["-", "https://x.example/a.zip", "HTTP://x.example"])
def test_what_is_no_file_of_this_computer_says_what_to_give(path: str) -> None:
    with pytest.raises(InvalidInput, match="give its path"):
        parse_path(path)


def test_a_mail_file_of_outlook_in_a_folder_is_named_beside_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "cards.vcf").write_text("BEGIN:VCARD\nFN:Ana Lee\nEND:VCARD\n", encoding="utf-8")
    for number in range(7):
        (tmp_path / f"{number}.pst").write_bytes(b"!BDN" + b"\0" * 200)
    read, unknown = read_exports([tmp_path])
    assert (read.format, len(unknown.warnings)) == ("vcard", 6)
    assert unknown.warnings[0].startswith(f"{tmp_path.name}: 0.pst is an Outlook data file")
    assert unknown.warnings[-1] == f"{tmp_path.name}: 2 more files are not read."


@pytest.mark.parametrize(
    "header",
    [
        "Company Name,Title,Description,Location,Started On,Finished On",
        "Endorsement Date,Skill Name,Endorser First Name",
    ],
)
def test_another_table_of_linkedin_is_called_that(tmp_path: Path, header: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\nACME,Dev,,Oslo,Jan 2020,\n", encoding="utf-8")
    with pytest.raises(CoachError, match=r"a table of LinkedIn's export that is not read\. messages\.csv"):
        read_exports([tmp_path / "a.csv"])


@pytest.mark.parametrize("packed", [True, False])
def test_the_columns_that_were_named_are_found_in_a_folder_and_a_zip_too(tmp_path: Path, packed: bool) -> None:
    files = {"mine/m.csv": b"Day;Mood\n2026-11-23;4\n", "mine/bills.csv": b"Day;Amount\n2026-11-23;9\n"}
    path = tmp_path / "all"
    if packed:
        path = zipped(files, tmp_path / "all.zip")
    else:
        (path / "mine").mkdir(parents=True)
        for name, data in files.items():
            (path / name).write_bytes(data)
    found = read_exports([path], ImportOptions(mapping={"date": "Day", "value": "Mood"}))
    assert [mood.value for one in found for mood in one.moods] == [4]


def test_a_column_that_was_named_and_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Who,Firm\nAna Lee,Acme\n", encoding="utf-8")
    with pytest.raises(CoachError, match=r'It has no column "Mail"\. Columns: Who, Firm\.'):
        read_exports([tmp_path / "t.csv"], ImportOptions(mapping={"Name": "Who", "Email": "Mail"}))


@pytest.mark.parametrize(
    "text", ["inc 20261103T090000Z - 20261103T100000Z # write\n", "id,start,stop,project,tags\na,1,2,p,x\n"]
)
def test_files_of_timers_name_the_export_that_is_read(tmp_path: Path, text: str) -> None:
    assert "timew export" in detect(tmp_path, text.encode()).description


@pytest.mark.parametrize(
    ("data", "most_calls"),
    [(bytes(range(256)) * 20, 2_000), ("Grüße aus Köln, größere Straße\n".encode("cp1252") * 160, 80_000)],
    ids=["no text", "Windows-1252"],
)
def test_a_file_that_is_nothing_is_known_to_be_in_no_time(tmp_path: Path, data: bytes, most_calls: int) -> None:
    """A folder may have tens of thousands of them. Calls are counted, as time depends on what else runs."""
    calls = 0

    def count_call(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event == "call"

    (tmp_path / "a.dat").write_bytes(data)
    source = open_path(tmp_path)
    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        ((_, found),) = detect_formats(source.members, {})
    finally:
        sys.setprofile(before)
    assert found.format == "unknown"
    assert calls < most_calls
