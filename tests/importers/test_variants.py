"""Every kind of file in many variants: what is read is what the generator wrote.

A variant has other names and values, another order of columns, columns beside them or missing, another delimiter, line
end and encoding, headings in other case, and dates in the forms that programs and spreadsheets give them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.import_result import ImportResult
from coach.importers.read_exports import read_exports
from tests.examples import examples
from tests.importers.make import make_options

SOME = examples(60)
GIVEN = ("Ana", "Zoë", "Øyvind", "Jürgen", "O’Neil", "Renée", "Łukasz", "Ben")
FAMILY = ("Lee", "Åslöv", "Quill", "Ferreira", "Kühn", "Marsh-Vale", "D'Arc", "Tamm")
FAR = ("山田", "Анна", "אורלי", "สมชาย")
"""Names that no single-byte code page has."""
WORDS = ("calm", "walk, then tea", 'said "yes"', "a; b", "tab\tin", "café")

encodings = st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"))
days = st.datetimes(datetime(2018, 1, 1), datetime(2026, 10, 30)).map(  # noqa: DTZ001  most files name no zone
    lambda at: at.replace(microsecond=0)
)


@st.composite
def names(draw: st.DrawFn, encoding: str) -> tuple[str, str]:
    given_name = draw(st.sampled_from(GIVEN if encoding == "cp1252" else GIVEN + FAR))
    family = draw(st.sampled_from(FAMILY))
    if encoding == "cp1252":
        given_name, family = (part.encode("cp1252", "ignore").decode("cp1252") for part in (given_name, family))
    return given_name, family


@st.composite
def tables(draw: st.DrawFn, rows: Sequence[Mapping[str, str]], optional: Sequence[str], encoding: str) -> bytes:
    """Return rows as a table in some variant; columns in `optional` may be missing."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    left_out = draw(st.sets(st.sampled_from(optional))) if optional else set()
    columns = draw(st.permutations([name for name in columns if name not in left_out]))
    extra = (
        draw(st.lists(st.sampled_from(("Notes", "x", "Ünknown")), max_size=2, unique=True)) if encoding != "x" else []
    )
    change = draw(st.sampled_from((str, str.upper, str.lower, lambda name: f" {name} ")))
    file = io.StringIO(newline="")
    writer = csv.writer(
        file,
        delimiter=draw(st.sampled_from(",;\t")),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
        lineterminator=draw(st.sampled_from(("\n", "\r\n"))),
    )
    writer.writerow([*map(change, columns), *extra])
    for row in rows:
        writer.writerow([*(row[name] for name in columns), *("" for _ in extra)])
    return file.getvalue().encode(encoding)


def bring(data: bytes, name: str = "a.csv", **options: Any) -> ImportResult:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        (found,) = read_exports([path], make_options(**options))
    return found


LINKEDIN_DAYS: Sequence[Callable[[datetime], str]] = (
    lambda at: f"{at:%d %b %Y}",
    lambda at: f"{at.day}-{at:%b-%y}",
    lambda at: f"{at:%Y-%m-%d}",
)


@given(st.data())
@SOME
def test_linkedin_connections(data: st.DataObject) -> None:
    encoding = data.draw(encodings)
    write_day = data.draw(st.sampled_from(LINKEDIN_DAYS))
    people = data.draw(st.lists(st.tuples(names(encoding), days), min_size=1, max_size=5))
    rows = [
        {"First Name": first, "Last Name": last, "URL": f"https://www.linkedin.com/in/p-{number}", "Email Address": "",
         "Company": f"Company {number}", "Position": "Pilot", "Connected On": write_day(at)}
        for number, ((first, last), at) in enumerate(people)
    ]  # fmt: skip
    found = bring(data.draw(tables(rows, ("Email Address", "Position"), encoding)))
    assert {(one.name, one.company, one.connected_on) for one in found.contacts.values()} == {
        (f"{first} {last}", f"Company {number}", at.date()) for number, ((first, last), at) in enumerate(people)
    }


@given(st.data())
@SOME
def test_linkedin_messages(data: st.DataObject) -> None:
    encoding = data.draw(encodings)
    me, mine = "Mo Quist", "https://www.linkedin.com/in/mo-quist"
    talks = data.draw(
        st.lists(
            st.tuples(
                names(encoding),
                st.lists(st.tuples(days, st.booleans()), min_size=1, max_size=4, unique_by=lambda one: one[0]),
            ),
            min_size=1,
            max_size=3,
        )
    )
    rows, expected = [], set()
    for number, ((first, last), lines) in enumerate(talks):
        other = (f"{first} {last}", f"https://www.linkedin.com/in/p-{number}")
        for at, out in sorted(lines, reverse=True):
            sender, to = ((me, mine), other) if out else (other, (me, mine))
            rows.append({
                "CONVERSATION ID": f"2-{number}==", "CONVERSATION TITLE": "", "FROM": sender[0],
                "SENDER PROFILE URL": sender[1], "TO": to[0], "RECIPIENT PROFILE URLS": to[1],
                "DATE": f"{at:%Y-%m-%d %H:%M:%S} UTC", "SUBJECT": "", "CONTENT": data.draw(st.sampled_from(WORDS)),
                "FOLDER": "INBOX", "ATTACHMENTS": "", "IS MESSAGE DRAFT": "No",
            })  # fmt: skip
            expected.add((f"p-{number}", at.replace(tzinfo=UTC), out))
    optional = ("CONVERSATION TITLE", "SUBJECT", "ATTACHMENTS", "IS MESSAGE DRAFT")
    found = bring(data.draw(tables(rows, optional, encoding)), me="mo-quist")
    assert {(one.person, one.at, one.outbound) for one in found.messages} == expected
    assert {one.name for one in found.people.values()} == {f"{first} {last}" for (first, last), _ in talks}


@given(st.data())
@SOME
def test_linkedin_invitations(data: st.DataObject) -> None:
    encoding = data.draw(encodings)
    invited = data.draw(
        st.lists(st.tuples(names(encoding), days, st.booleans(), st.booleans()), min_size=1, max_size=4)
    )
    rows = []
    for number, ((first, last), at, out, noted) in enumerate(invited):
        ends = ("Mo Quist", f"{first} {last}")
        links = ("https://www.linkedin.com/in/mo-quist", f"https://www.linkedin.com/in/p-{number}")
        sender, to = (0, 1) if out else (1, 0)
        rows.append({
            "From": ends[sender], "To": ends[to], "Sent At": f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M %p}",
            "Message": "hello" if noted else "", "Direction": "OUTGOING" if out else "INCOMING",
            "inviterProfileUrl": links[sender], "inviteeProfileUrl": links[to],
        })  # fmt: skip
    found = bring(data.draw(tables(rows, (), encoding)))
    assert {(one.person, one.at.date(), one.outbound, one.note) for one in found.invitations} == {
        (f"p-{number}", at.date(), out, noted) for number, (_, at, out, noted) in enumerate(invited)
    }


CONTACT_TABLES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    # first, last, mail, company, position; optional ones
    "google": (("First Name", "Last Name", "E-mail 1 - Value", "Organization Name", "Organization Title"), ("Organization Title",)),
    "google before 2024": (("Given Name", "Family Name", "E-mail 1 - Value", "Organization 1 - Name", "Organization 1 - Title"), ()),
    "outlook": (("First Name", "Last Name", "E-mail Address", "Company", "Job Title"), ("Job Title",)),
    "linkedin": (("FirstName", "LastName", "Emails", "Companies", "Title"), ("Title",)),
}  # fmt: skip
MARKS = {"google": {"Labels": "* myContacts"}, "google before 2024": {"Group Membership": "* x"}}


@pytest.mark.parametrize("kind", CONTACT_TABLES)
@given(data=st.data())
@SOME
def test_tables_of_contacts(kind: str, data: st.DataObject) -> None:
    encoding = data.draw(encodings)
    columns, optional = CONTACT_TABLES[kind]
    people = data.draw(st.lists(names(encoding), min_size=1, max_size=4))
    rows = [
        dict(zip(columns, (first, last, f"p{number}@x.example", "Works", "Pilot"), strict=True)) | MARKS.get(kind, {})
        for number, (first, last) in enumerate(people)
    ]
    found = bring(data.draw(tables(rows, optional, encoding)))
    shown = {(first, last): f"{first} {last}" for first, last in people}
    if kind.startswith("google"):  # Google writes some names without a space, family name first
        shown |= {(first, last): one.name or "" for one in found.contacts.values() for first, last in people
                  if one.name == f"{last}{first}"}  # fmt: skip
    assert {(one.name, one.handle, one.company) for one in found.contacts.values()} == {
        (shown[first, last], f"p{number}@x.example", "Works") for number, (first, last) in enumerate(people)
    }


@given(st.data())
@SOME
def test_daylio(data: st.DataObject) -> None:
    encoding = data.draw(encodings)
    clock = data.draw(
        st.sampled_from((lambda at: f"{at:%H:%M}", lambda at: f"{at.hour % 12 or 12}:{at:%M %p}".lower()))
    )
    moods = ("awful", "bad", "meh", "good", "rad")
    entries = data.draw(st.lists(st.tuples(days, st.integers(1, 5), st.sampled_from(WORDS)), min_size=1, max_size=6,
                                 unique_by=lambda one: one[0].replace(second=0)))  # fmt: skip
    rows = [
        {"full_date": f"{at:%Y-%m-%d}", "date": f"{at:%B} {at.day}", "weekday": f"{at:%A}", "time": clock(at),
         "mood": moods[value - 1], "activities": "read | walk", "note_title": "", "note": note}
        for at, value, note in entries
    ]  # fmt: skip
    found = bring(data.draw(tables(rows, ("activities", "note_title"), encoding)))
    assert {(one.at, one.value, one.note) for one in found.moods} == {
        (at.replace(second=0), value, note.replace("\t", " ")) for at, value, note in entries
    }


DATE_FORMATS: Mapping[str, Callable[[datetime], str]] = {
    "YYYY-MM-DD": lambda at: f"{at:%Y-%m-%d}",
    "DD.MM.YYYY": lambda at: f"{at:%d.%m.%Y}",
    "MM/DD/YYYY": lambda at: f"{at.month}/{at.day}/{at.year}",
}


@given(st.data())
@SOME
def test_any_table_of_moods_by_a_mapping(data: st.DataObject) -> None:
    encoding = data.draw(encodings)
    form = data.draw(st.sampled_from(sorted(DATE_FORMATS)))
    entries = data.draw(
        st.lists(st.tuples(days, st.integers(0, 10)), min_size=1, max_size=6, unique_by=lambda one: one[0].date())
    )
    rows = [{"Tag": DATE_FORMATS[form](at), "Uhrzeit": f"{at:%H:%M}", "Stimmung": str(value)} for at, value in entries]
    mapping = {
        "date": "Tag",
        "time": "Uhrzeit",
        "value": "Stimmung",
        "lowest": "0",
        "highest": "10",
        "date_format": form,
    }
    found = bring(data.draw(tables(rows, (), encoding)), mapping=mapping)
    scale = (1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5)
    assert {(one.at, one.value) for one in found.moods} == {
        (at.replace(second=0), scale[value]) for at, value in entries
    }


REPORTS: Mapping[
    str, tuple[Sequence[str], Sequence[Callable[[datetime], str]], Sequence[Callable[[datetime], str]]]
] = {
    "toggl": (
        ("Start date", "Start time", "End date", "End time", "Duration", "Description", "Project"),
        (lambda at: f"{at:%Y-%m-%d}",),
        (lambda at: f"{at:%H:%M:%S}", lambda at: f"{at:%I:%M:%S %p}"),
    ),
    "clockify": (
        ("Start Date", "Start Time", "End Date", "End Time", "Duration (h)", "Description", "Project"),
        (lambda at: f"{at:%Y-%m-%d}", lambda at: f"{at:%d.%m.%Y}", lambda at: f"{at:%m/%d/%Y}"),
        (lambda at: f"{at:%H:%M:%S}", lambda at: f"{at:%I:%M:%S %p}"),
    ),
}


@pytest.mark.parametrize("timer", REPORTS)
@given(data=st.data())
@SOME
def test_reports_of_timers(timer: str, data: st.DataObject) -> None:
    columns, dates, clocks = REPORTS[timer]
    day, clock = data.draw(st.sampled_from(dates)), data.draw(st.sampled_from(clocks))
    starts = data.draw(st.lists(days.map(lambda at: at.replace(day=28)), min_size=1, max_size=5, unique=True))
    spans = [(at, at + timedelta(minutes=25, seconds=3)) for at in starts]
    lasted = data.draw(
        st.sampled_from(("00:25:03", "0:25:03", "25m 3s", "25 min 3 sec", "0h 25m 3s", "0,4175", "0.4175 h"))
    )
    rows = [
        dict(zip(columns, (day(a), clock(a), day(b), clock(b), lasted, f"work {n}", "P"), strict=True))
        for n, (a, b) in enumerate(spans)
    ]
    encoding = data.draw(encodings)
    found = bring(data.draw(tables(rows, columns[2:4], encoding)))
    assert {(one.started_at, one.ended_at, one.intention) for one in found.blocks} == {
        (a, b, f"work {n}") for n, (a, b) in enumerate(spans)
    }


def _ordinal(day: int) -> str:
    """Return 1st or 14th; what a number ends in makes no difference to the reader."""
    return f"{day}st" if day in (1, 21, 31) else f"{day}th"


@given(st.data())
@SOME
def test_rescuetime_and_bearable(data: st.DataObject) -> None:
    encoding = data.draw(encodings)
    hours = data.draw(
        st.lists(days.map(lambda at: at.replace(minute=0, second=0)), min_size=1, max_size=5, unique=True)
    )
    rows = [{"Date": at.isoformat(), "Time Spent (seconds)": "1200", "Activity": "a", "Category": "b", "Productivity": "2"}
            for at in hours]  # fmt: skip
    found = bring(data.draw(tables(rows, ("Activity", "Category"), encoding)))
    assert {(one.started_at, one.ended_at) for one in found.blocks} == {
        (at, at + timedelta(minutes=20)) for at in hours
    }
    write = data.draw(
        st.sampled_from(
            (
                lambda at: f"{at:%Y-%m-%d}",
                lambda at: f"{_ordinal(at.day)} {at:%b %Y}",
                lambda at: f"{at:%B} {at.day}, {at.year}",
            )
        )
    )
    ratings = data.draw(st.lists(st.integers(1, 5), min_size=len(hours), max_size=len(hours)))
    rows = [{"date": write(at), "time of day": f"{at:%H:%M}", "category": "Mood", "rating/amount": str(rating), "detail": "",
             "notes": "n"} for at, rating in zip(hours, ratings, strict=True)]  # fmt: skip
    found = bring(data.draw(tables(rows, ("notes",), encoding)))
    assert {(one.at, one.value) for one in found.moods} == set(zip(hours, ratings, strict=True))


@given(st.data())
@SOME
def test_vcards(data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16")))
    people = data.draw(st.lists(names(encoding), min_size=1, max_size=4))
    case = data.draw(st.sampled_from((str, str.lower)))
    group = data.draw(st.sampled_from(("", "item1.")))
    version = data.draw(st.sampled_from(("2.1", "3.0", "4.0")))
    lines = []
    for number, (first, last) in enumerate(people):
        lines += [case("BEGIN:VCARD"), f"VERSION:{version}", case("FN:") + f"{first} {last}", case("N:") + f"{last};{first};;;",
                  group + case("EMAIL;TYPE=INTERNET:") + f"p{number}@x.example", case("ORG:") + "Works, Ltd.", case("END:VCARD")]  # fmt: skip
    ending = data.draw(st.sampled_from(("\n", "\r\n")))
    fold = data.draw(st.booleans()) and encoding != "utf-16"
    folded = [line.replace(".example", f"{ending} .example") if fold else line for line in lines]
    found = bring(ending.join((*folded, "")).encode(encoding), "a.vcf")
    assert {(one.name, one.handle, one.company) for one in found.contacts.values()} == {
        (f"{first} {last}", f"p{number}@x.example", "Works, Ltd.") for number, (first, last) in enumerate(people)
    }


@given(st.data())
@SOME
def test_calendars(data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16")))
    case = data.draw(st.sampled_from((str, str.lower)))
    attendee = data.draw(st.sampled_from((
        'ATTENDEE;PARTSTAT=ACCEPTED;CN="{name}":mailto:{mail}', 'ATTENDEE;CN="{name}";EMAIL={mail}:/abc/principal/',
        'ATTENDEE;CN="{name}":MAILTO:{mail}', 'ATTENDEE;CN="{name}":{mail}',
    )))  # fmt: skip
    starts = data.draw(st.lists(days, min_size=1, max_size=4, unique=True))
    first, last = data.draw(names(encoding))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:mo@x.example"]
    for number, at in enumerate(starts):
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}", f"DTSTART:{at:%Y%m%dT%H%M%SZ}", "SUMMARY:Tea",
                  "ORGANIZER:mailto:mo@x.example", attendee.format(name=f"{first} {last}", mail="ana@x.example"), "END:VEVENT"]  # fmt: skip
    lines = [case(line) if line.startswith(("BEGIN", "END")) else line for line in (*lines, "END:VCALENDAR")]
    ending = data.draw(st.sampled_from(("\n", "\r\n")))
    found = bring(ending.join((*lines, "")).encode(encoding), "a.ics")
    assert {one.at for one in found.meetings} == {at.replace(tzinfo=UTC) for at in starts}
    assert {(one.key, one.name) for one in found.contacts.values()} == {("ana@x.example", f"{first} {last}")}


WHATSAPP: Sequence[Callable[[datetime, str], str]] = (
    lambda at, line: f"{at:%d/%m/%Y, %H:%M} - {line}",
    lambda at, line: f"[{at:%d.%m.%y, %H:%M:%S}] {line}",
    lambda at, line: f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M}\u202f{at:%p} - {line}",
)


@given(st.data())
@SOME
def test_chats(data: st.DataObject) -> None:
    write = data.draw(st.sampled_from(WHATSAPP))
    # No clock is changed on a 20th, so each of these local times exists once; and no month is numbered so.
    lines = data.draw(st.lists(st.tuples(days.map(lambda at: at.replace(day=20, second=0)), st.booleans()), min_size=1, max_size=5,
                               unique_by=lambda one: one[0]))  # fmt: skip
    lines.sort()
    text = "\n".join(write(at, f"{'Mo' if out else 'Zoë Kühn'}: hi\nmore") for at, out in lines)
    found = bring(text.encode(), "WhatsApp Chat with Zoë Kühn.txt", me="Mo")
    assert {(one.at, one.outbound) for one in found.messages} == {(at.astimezone(UTC), out) for at, out in lines}
    chat = {"name": "Zoë Kühn", "type": "personal_chat", "id": 7, "messages": [
        {"id": n, "type": "message", "date": at.isoformat(), "date_unixtime": str(int(at.timestamp())),
         "from_id": "user1" if out else "user7", "text": "x"} for n, (at, out) in enumerate(lines)
    ]}  # fmt: skip
    whole = data.draw(st.sampled_from((chat, {"chats": {"about": "", "list": [chat]}})))
    found = bring(json.dumps(whole, indent=data.draw(st.sampled_from((None, 1)))).encode(), "result.json")
    assert {(one.at, one.outbound) for one in found.messages} == {(at.astimezone(UTC), out) for at, out in lines}


@given(st.data())
@SOME
def test_diaries_in_json(data: st.DataObject) -> None:
    indent = data.draw(st.sampled_from((None, 2)))
    mark = data.draw(st.sampled_from(("mood{}", "@mood{}", "#Mood-{}")))
    entries = data.draw(st.lists(st.tuples(days.map(lambda at: at.replace(second=0)), st.integers(1, 5)), min_size=1, max_size=4,
                                 unique_by=lambda one: one[0]))  # fmt: skip
    expected = {(at, value) for at, value in entries}
    jrnl = {"tags": {}, "entries": [{"title": "a", "body": "b", "date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}",
                                     "tags": [mark.format(value), "walk"]} for at, value in entries]}  # fmt: skip
    assert {(one.at, one.value) for one in bring(json.dumps(jrnl, indent=indent).encode(), "j.json").moods} == expected
    dayone = {"metadata": {"version": "1.0"}, "entries": [
        {"creationDate": f"{at:%Y-%m-%dT%H:%M:%SZ}", "text": "a", "tags": [mark.format(value)]} for at, value in entries]}  # fmt: skip
    moods = bring(json.dumps(dayone, indent=indent).encode(), "Journal.json").moods
    assert {(one.at, one.value) for one in moods} == {(at.replace(tzinfo=UTC), value) for at, value in expected}
    pixels = [{"date": f"{at.year}-{at.month}-{at.day}", "type": "Mood", "scores": [value], "notes": "", "tags": []}
              for at, value in entries]  # fmt: skip
    values = [one.value for one in bring(json.dumps(pixels, indent=indent).encode(), "p.json").moods]
    assert sorted(filter(None, values)) == sorted(value for _, value in entries)


SEPARATORS: Sequence[Callable[[datetime], str]] = (
    lambda at: f"From 17@xxx {at:%a %b %d %H:%M:%S} +0000 {at.year}",
    lambda at: f"From mo@x.example {at:%a %b} {at.day:2} {at:%H:%M:%S} {at.year}",
    lambda at: f"From mo@x.example {at:%a %b %d %Y %H:%M:%S}",
    lambda at: "From - ",
)


@given(st.data())
@SOME
def test_mailboxes(data: st.DataObject) -> None:
    separator, ending = data.draw(st.sampled_from(SEPARATORS)), data.draw(st.sampled_from(("\n", "\r\n")))
    encoding = data.draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")))
    mails = data.draw(st.lists(st.tuples(days, st.booleans()), min_size=1, max_size=5, unique_by=lambda one: one[0]))
    lines = []
    for number, (at, out) in enumerate(mails):
        sender, to = ("Mo <mo@x.example>", "Zoë <zoe@x.example>") if out else ("Zoë <zoe@x.example>", "mo@x.example")
        lines += [separator(at), f"From: {sender}", f"To: {to}", f"Message-ID: <{number}@x.example>",
                  f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000", "", "hello", ">From here", ""]  # fmt: skip
    found = bring(ending.join((*lines, "")).encode(encoding), "m.mbox", me="mo@x.example")
    assert {(one.person, one.at, one.outbound) for one in found.messages} == {
        ("zoe@x.example", at.replace(tzinfo=UTC), out) for at, out in mails
    }


CHARSETS: Mapping[str, Sequence[str]] = {
    "koi8-r": ("Анна Лиева",), "windows-1251": ("Анна Лиева",), "iso-8859-2": ("Łucja Żak",), "iso-8859-1": ("Zoë “Z” Lee",),
    "gb2312": ("王小明", "朱镕基"), "gb18030": ("王小明",), "big5": ("王小明",), "shift_jis": ("山田太郎", "髙橋一郎"),
    "iso-2022-jp": ("山田太郎",), "euc-jp": ("山田太郎",), "euc-kr": ("김민수",), "ks_c_5601-1987": ("김민수",),
    "iso-2022-kr": ("김민수",), "tis-620": ("สมชาย",), "utf-8": ("山田太郎", "Анна Лиева"),
}  # fmt: skip
"""Charset of a mail → names that are written in it, some with letters that only a larger charset has."""
WRITTEN_AS = {
    "iso-8859-1": "cp1252",
    "gb2312": "gbk",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
}


@given(st.data())
@SOME
def test_raw_names_in_mail_of_any_charset(data: st.DataObject) -> None:
    charset = data.draw(st.sampled_from(sorted(CHARSETS)))
    name = data.draw(st.sampled_from(CHARSETS[charset]))
    label = data.draw(st.sampled_from((charset, charset.upper(), f'"{charset}"')))
    separator = data.draw(st.sampled_from(("", "From 17@xxx Tue Sep 01 09:00:00 +0000 2026")))
    headers = [f"To: {data.draw(st.sampled_from((name, chr(34) + name + chr(34))))} <zoe@x.example>", "From: Mo <mo@x.example>",
               "Date: Tue, 1 Sep 2026 09:00:00 +0000", f"Content-Type: text/plain;\n charset={label}"]  # fmt: skip
    lines = [*([separator] if separator else []), *data.draw(st.permutations(headers)), "", "hi", ""]
    if not separator and not lines[0].startswith(("To", "From", "Date", "Content")):
        return
    text = data.draw(st.sampled_from(("\n", "\r\n"))).join(lines)
    found = bring(text.encode(WRITTEN_AS.get(charset, charset)), "a.eml", me="mo@x.example")
    assert [one.name for one in found.people.values()] == [name]
