"""Every row of every kind of file arrives or is counted by the reason for which it was left out, and never both.

A file is made of rows that are whole and rows with a fault, drawn in any number and order; some stand in it twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.import_result import ImportResult
from coach.importers.read_exports import read_exports
from tests.examples import examples
from tests.importers.make import make_options

Row = Callable[[int], str]
"""A row, made of a number that tells it from others."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: what stands before, between and behind its rows, and rows of each sort; the first is whole."""

    count: Callable[[ImportResult], int]
    rows: Sequence[Row]
    head: str = ""
    between: str = ""
    foot: str = ""
    name: str = "a.csv"
    me: str = ""


def count_moods(found: ImportResult) -> int:
    return len(found.moods)


def count_blocks(found: ImportResult) -> int:
    return len(found.blocks)


def count_contacts(found: ImportResult) -> int:
    return len(found.contacts)


def count_messages(found: ImportResult) -> int:
    return len(found.messages)


LINK = "https://www.linkedin.com/in/"


def mail(number: int, **headers: str) -> str:
    lines = {
        "Message-ID": f"<{number}@x.example>",
        "From": "Mo <mo@x.example>",
        "To": f"Ana <ana{number}@x.example>",
        "Date": "Tue, 1 Sep 2026 10:00:00 +0200",
    }
    lines |= {name.replace("_", "-"): text for name, text in headers.items()}
    shown = "".join(f"{name}: {text}\n" for name, text in lines.items() if text)
    return f"From - \n{shown}\nhello\n\n"


def event(number: int, *lines: str, start: str = "20260901T090000Z", who: str = "ana") -> str:
    attendee = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{who}{number}@x.example\n" if who else ""
    more = "".join(f"{line}\n" for line in lines)
    return (
        f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20260901T000000Z\nDTSTART:{start}\nORGANIZER:mailto:mo@x.example\n"
        f"{attendee}{more}END:VEVENT\n"
    )


def card(number: int, *lines: str) -> str:
    return "".join(f"{line}\n" for line in ("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"))


def telegram(number: int, **more: object) -> str:
    message = {"id": number, "type": "message", "date": "2026-09-01T10:00:00", "from_id": "user7"}
    return json.dumps({**message, **more})


def x_message(number: int, kind: str = "messageCreate", **more: object) -> str:
    body = {"id": str(number + 1), "senderId": "2", "recipientId": "1", "createdAt": "2026-09-01T10:00:00.000Z"}
    return json.dumps({kind: {**body, **more}})


KINDS: Mapping[str, Kind] = {
    "linkedin messages": Kind(
        count_messages,
        (
            lambda n: f"{n},,Mo,{LINK}mo,Ana {n},{LINK}ana-{n},2026-09-01 10:00:00 UTC,hi,INBOX\n",
            lambda n: f"{n},,אורלי {n},{LINK}o-{n},Mo,{LINK}mo,2026-09-01 10:00:00 UTC,,ARCHIVE\n",
            lambda n: f"{n},,Mo,{LINK}mo,Ana {n},{LINK}ana-{n},yesterday,hi,INBOX\n",
            lambda n: f",,Mo,{LINK}mo,Ana {n},{LINK}ana-{n},2026-09-01 10:00:00 UTC,hi,INBOX\n",
            lambda n: f"{n},,Eve {n},{LINK}eve-{n},Mo,{LINK}mo,2026-09-01 10:00:00 UTC,hi,SPAM\n",
            lambda n: f"{n},Team,Mo,{LINK}mo,\"A, B\",\"{LINK}a-{n},{LINK}b-{n}\",2026-09-01 10:00:00 UTC,hi,INBOX\n",
            lambda n: f"{n},,LinkedIn Member,,Mo,{LINK}mo,2026-09-01 10:00:00 UTC,hi,INBOX\n",
            lambda n: f"{n},,Mo,{LINK}mo,Mo,{LINK}mo,2026-09-01 10:00:00 UTC,hi,INBOX\n",
            lambda n: f"{n},Sponsored Conversation,Ads {n},,Mo,{LINK}mo,2026-09-01 10:00:00 UTC,hi,ARCHIVE\n",
        ),
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n",
        me="mo",
    ),
    "linkedin connections": Kind(
        count_contacts,
        (
            lambda n: f"Ana {n},Lee,{LINK}ana-{n},Works,CTO,09 Sep 2026\n",
            lambda n: f"Zoë {n} 🚀,\"Kühn, MBA\",{LINK}zo%C3%AB-{n},,,\n",
            lambda n: f"Ben {n},,,,,3 Mars 2021\n",
            lambda n: ",,,,,01 Jan 2020\n",
        ),
        "First Name,Last Name,URL,Company,Position,Connected On\n",
    ),
    "linkedin invitations": Kind(
        lambda found: len(found.invitations),
        (
            lambda n: f'Mo,Ana {n},"9/1/26, 5:30 PM",hi,OUTGOING\n',
            lambda n: f'Ana {n},Mo,"9/1/26, 5:30 PM",,INCOMING\n',
            lambda n: f"Mo,Ana {n},soon,hi,OUTGOING\n",
            lambda n: f'Mo,Ana {n},"9/1/26, 5:30 PM",hi,SIDEWAYS\n',
        ),
        "From,To,Sent At,Message,Direction\n",
    ),
    "linkedin notes": Kind(
        lambda found: len(found.notes),
        (
            lambda n: f"Ana,Lee,{LINK}ana-lee,likes {n} boats,2026-09-01 10:00:00 UTC\n",
            lambda n: f"Ben,Oak,{LINK}ben-{n},likes boats,2026-09-01 10:00:00 UTC\n",
            lambda n: f",,,likes {n} trains,2026-09-01 10:00:00 UTC\n",
            lambda n: f"Cy,Fox,{LINK}cy-fox,{n} hats,no day\n",
        ),
        "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On\n",
    ),
    "x": Kind(
        count_messages,
        (
            x_message,
            lambda n: x_message(n, senderId="1", recipientId="2", text="🚀"),
            lambda n: x_message(n, createdAt="never"),
            lambda n: x_message(n, id=""),
            lambda n: x_message(n, "welcomeMessageCreate"),
            lambda n: x_message(n, "participantsLeave"),
        ),
        '[{"account":{"accountId":"1"}},{"dmConversation":{"conversationId":"1-2","messages":[',
        ",",
        "]}}]",
        "direct-messages.json",
        me="1",
    ),
    "calendar": Kind(
        lambda found: len(found.meetings),
        (
            event,
            lambda n: event(n, "STATUS:CANCELLED"),
            lambda n: event(n, start="nonsense"),
            lambda n: event(n, who=""),
            lambda n: event(n, "ATTENDEE;PARTSTAT=DECLINED:mailto:mo@x.example"),
            lambda n: event(n, who="").replace("ORGANIZER", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bo@x.example\nORGANIZER"),
            lambda n: f"BEGIN:VTODO\nUID:t{n}\nEND:VTODO\n",
        ),
        "BEGIN:VCALENDAR\nVERSION:2.0\n",
        foot="END:VCALENDAR\n",
        name="a.ics",
        me="mo@x.example",
    ),
    "vcard": Kind(
        count_contacts,
        (
            lambda n: card(n, f"FN:Ana {n}", f"EMAIL:ana{n}@x.example"),
            lambda n: card(n, f"FN:Ana {n}", f"TEL:+49 30 {1000 + n}"),
            lambda n: card(n, "FN:", f"ORG:Works {n}", f"TEL:+49 30 {1000 + n}"),
            lambda n: card(n, "FN:", f"TEL:+49 30 {1000 + n}"),
            lambda n: card(n, "KIND:group", f"FN:Crew {n}"),
            lambda n: card(n, f"FN:Shop {n}", f"EMAIL:no-reply{n}@x.example").replace(f"reply{n}", f"reply-{n}"),
        ),
        name="a.vcf",
    ),
    "google contacts": Kind(
        count_contacts,
        (
            lambda n: f"Ana {n},Lee,Works,* myContacts,ana{n}@x.example ::: ana{n}@y.example,\n",
            lambda n: f"Ana,Lee {n},,,,+49 30 {1000 + n}\n",
            lambda n: f",,Works {n},,,+49 30 {1000 + n}\n",
            lambda n: f",,,,,+49 30 {1000 + n}\n",
        ),
        "First Name,Last Name,Organization Name,Labels,E-mail 1 - Value,Phone 1 - Value\n",
    ),
    "whatsapp": Kind(
        count_messages,
        (
            lambda n: f"13/09/2026, 18:{n % 60:02} - Ana: hi {n}\n",
            lambda n: f"13/09/2026, 18:{n % 60:02} - Mo: <Media omitted>\n",
            lambda n: f"31/02/2026, 18:{n % 60:02} - Ana: hi {n}\n",
            lambda n: f"13/09/2026, 18:{n % 60:02} - Ana changed her number\n",
        ),
        "13/09/2026, 17:00 - Mo: hi\n13/09/2026, 17:01 - Ana: hi\n",
        name="WhatsApp Chat with Ana.txt",
    ),
    "telegram": Kind(
        count_messages,
        (
            telegram,
            lambda n: telegram(n, from_id="user1"),
            lambda n: telegram(n, type="service", action="phone_call"),
            lambda n: telegram(n, date="never"),
            lambda n: telegram(n, from_id=None),
            lambda n: "null",
        ),
        '{"name":"Ana","type":"personal_chat","id":7,"messages":[',
        ",",
        "]}",
        "result.json",
    ),
    "daylio": Kind(
        count_moods,
        (
            lambda n: f"2026-09-14,,,21:{n % 60:02},good,read | walk,note {n}\n",
            lambda n: f"2026-09-14,,,9:{n % 60:02} pm,odd,,\n",
            lambda n: "2026-09-14,,,25:00,good,,\n",
            lambda n: ",,,21:00,good,,\n",
            lambda n: "2026-09-14,,,21:00,,,\n",
        ),
        "full_date,date,weekday,time,mood,activities,note\n",
    ),
    "how we feel": Kind(
        count_moods,
        (
            lambda n: f"2026 Sun Feb 8 4:{n % 60:02} PM,Calm;Tired,Me,note {n}\n",
            lambda n: f"never,Calm,Me,note {n}\n",
            lambda n: f"2026 Sun Feb 8 4:{n % 60:02} PM,,Me,\n",
        ),
        "Date,Mood,Tags (People),Notes\n",
    ),
    "bearable": Kind(
        count_moods,
        (
            lambda n: "2026-09-14,am,Mood,4,,\n",
            lambda n: "2026-09-14,pm,Sleep,4,,\n",
            lambda n: "2026-09-14,pm,Mood,,,\n",
            lambda n: "never,pm,Mood,4,,\n",
            lambda n: "2026-09-14,pm,Mood,-1,,\n",
        ),
        "date formatted,time of day,category,rating/amount,detail,notes\n",
    ),
    "pixels": Kind(
        count_moods,
        (
            lambda n: json.dumps({"date": f"2026-9-{n % 28 + 1}", "scores": [4], "notes": ""}),
            lambda n: json.dumps({"date": f"2026-9-{n % 28 + 1}", "scores": []}),
            lambda n: json.dumps({"date": "never", "scores": [4]}),
            lambda n: json.dumps({"date": f"2026-9-{n % 28 + 1}", "mood": 9}),
            lambda n: "7",
        ),
        '[{"date":"2026-1-1","scores":[3]},',
        ",",
        "]",
        "pixels.json",
    ),
    "jrnl": Kind(
        count_moods,
        (
            lambda n: json.dumps({"title": "a", "date": "2026-09-14", "time": f"10:{n % 60:02}", "tags": ["@mood4"]}),
            lambda n: json.dumps({"title": "a", "date": "2026-09-14", "time": "10:00", "tags": []}),
            lambda n: json.dumps({"title": "a", "date": "never", "time": "10:00", "tags": ["@mood4"]}),
            lambda n: '"x"',
        ),
        '{"tags":{"@mood4":1},"entries":[',
        ",",
        "]}",
        "journal.json",
    ),
    "day one": Kind(
        count_moods,
        (
            lambda n: json.dumps({"creationDate": f"2026-09-14T10:{n % 60:02}:00Z", "text": "a", "tags": ["mood4"]}),
            lambda n: json.dumps({"creationDate": "2026-09-14T10:00:00Z", "text": "a"}),
            lambda n: json.dumps({"creationDate": "never", "tags": ["mood4"]}),
            lambda n: "[]",
        ),
        '{"metadata":{"version":"1.0"},"entries":[',
        ",",
        "]}",
        "Journal.json",
    ),
    "toggl": Kind(
        count_blocks,
        (
            lambda n: f"P,work {n},2026-09-14,10:{n % 60:02}:00,2026-09-14,12:00:00,00:25:00\n",
            lambda n: f"P,work {n},2026-09-14,10:00:00,,,\n",
            lambda n: f"P,work {n},never,10:00:00,,,00:25:00\n",
            lambda n: f"P,work {n},2026-09-14,10:00:00,2026-09-14,10:00:00,00:00:00\n",
        ),
        "Project,Description,Start date,Start time,End date,End time,Duration\n",
    ),
    "timewarrior": Kind(
        count_blocks,
        (
            lambda n: f'{{"start":"20260914T10{n % 60:02}00Z","end":"20260914T120000Z"}}',
            lambda n: '{"start":"20260914T100000Z"}',
            lambda n: '{"start":"20269914T100000Z","end":"20260914T120000Z"}',
            lambda n: "null",
        ),
        '[{"start":"20260101T100000Z","end":"20260101T110000Z"},',
        ",",
        "]",
        "a.json",
    ),
    "watson": Kind(
        count_blocks,
        (
            lambda n: f'[1789376400,1789378200,"letters","{n:032x}",[]]',
            lambda n: f'[1789376400,1789376000,"letters","{n:032x}",[]]',
            lambda n: f'["x",1789376000,"letters","{n:032x}",[]]',
            lambda n: "5",
        ),
        '[[1780000000,1780001000,"letters","a",[]],',
        ",",
        "]",
        "frames",
    ),
    "any table of moods": Kind(
        count_moods,
        (
            lambda n: f"2026-09-14 10:{n % 60:02},4,note {n}\n",
            lambda n: f"2026-09-14 10:{n % 60:02},fine,\n",
            lambda n: "never,4,\n",
            lambda n: "2026-09-14,,\n",
        ),
        "day,mood,note\n",
    ),
    "mail": Kind(
        count_messages,
        (
            mail,
            lambda n: mail(n, From=f"أنا {n} <bo{n}@x.example>", To="mo@x.example"),
            lambda n: mail(n, To="ana@x.example, bo@x.example"),
            lambda n: mail(n, To="undisclosed-recipients:;"),
            lambda n: mail(n, To="mo@x.example"),
            lambda n: mail(n, From=""),
            lambda n: mail(n, Date="never"),
            lambda n: mail(n, From="no-reply@shop.example", To="mo@x.example"),
            lambda n: mail(n, From="news@shop.example", To="mo@x.example", List_Id="<a.example>", List_Unsubscribe="<x>"),
            lambda n: mail(n, X_Gmail_Labels="Drafts"),
            lambda n: mail(n, X_Mozilla_Status="0008"),
        ),
        mail(10_000),
        name="a.mbox",
        me="mo@x.example",
    ),
    "linkedin messages of 2018": Kind(
        count_messages,
        (
            lambda n: f'Mo,Ana {n},"6/19/18, 3:25 AM",Hi,hi,OUTGOING,SENT\n',
            lambda n: f'Ana {n},Mo,"6/19/18, 3:25 PM",Re,hi,INCOMING,INBOX\n',
            lambda n: f"Mo,Ana {n},soon,Hi,hi,OUTGOING,SENT\n",
            lambda n: f'Mo,Ana {n},"6/19/18, 3:25 AM",Hi,hi,SIDEWAYS,SENT\n',
            lambda n: f'Eve {n},Mo,"6/19/18, 3:25 PM",Re,hi,INCOMING,SPAM\n',
        ),
        "From,To,Date,Subject,Content,Direction,Folder\n",
        me="Mo",
    ),
    "linkedin contacts": Kind(
        count_contacts,
        (
            lambda n: f'G,Ana {n},Lee,Works,CTO,"ana{n}@x.example,ana{n}@y.example",\n',
            lambda n: f"G,Ben {n},null,null,null,null,+49 30 {1000 + n}\n",
            lambda n: "G,null,null,null,null,null,null\n",
        ),
        "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\n",
    ),
    "outlook contacts": Kind(
        count_contacts,
        (
            lambda n: f"Zoë {n},Kühn,Hafen,,ana{n}@x.example,,4/23/1980\n",
            lambda n: f",,Works {n},+49 30 {1000 + n},,,0/0/00\n",
            lambda n: f",,,+49 30 {1000 + n},,,\n",
        ),
        "First Name,Last Name,Company,Mobile Phone,E-mail Address,E-mail 2 Address,Birthday\n",
    ),
    "contact list": Kind(
        count_contacts,
        (
            lambda n: f"Ana {n},Works,CTO,ana{n}@x.example,linkedin.com/in/ana-{n}\n",
            lambda n: f"Ben {n},,,,\n",
            lambda n: f",,,cy{n}@x.example,\n",
            lambda n: f",,Pilot {n},,\n",
        ),
        "Full Name,Company,Role,Email,LinkedIn\n",
    ),
    "jcard": Kind(
        count_contacts,
        (
            lambda n: f'["vcard",[["fn",{{}},"text","Ana {n}"],["email",{{}},"text","ana{n}@x.example"]]]',
            lambda n: f'["vcard",[["fn",{{}},"text",""],["tel",{{}},"text","+49 30 {1000 + n}"]]]',
            lambda n: f'["vcard",[["kind",{{}},"text","group"],["fn",{{}},"text","Crew {n}"]]]',
            lambda n: '["vcard"]',
            lambda n: "7",
        ),
        '[["vcard",[["fn",{},"text","First"]]],',
        ",",
        "]",
        "a.json",
    ),
    "clockify": Kind(
        count_blocks,
        (
            lambda n: f"P,work {n},21/09/2026,10:{n % 60:02}:00,21/09/2026,12:00:00,00:25:00\n",
            lambda n: f"P,work {n},21/09/2026,10:00:00,,,\n",
            lambda n: f"P,work {n},41/09/2026,10:00:00,,,00:25:00\n",
        ),
        "Project,Description,Start Date,Start Time,End Date,End Time,Duration (h)\n",
    ),
    "daylio backup": Kind(
        count_moods,
        (
            lambda n: json.dumps(
                {"id": n, "year": 2026, "month": 8, "day": 14, "hour": 10, "minute": n % 60, "mood": 1, "note": f"n{n}"}
            ),
            lambda n: json.dumps({"id": n, "year": 2026, "month": 13, "day": 14, "hour": 10, "minute": 0, "mood": 1}),
            lambda n: json.dumps({"id": n, "year": 2026, "month": 8, "day": 14, "hour": 10, "minute": 0, "mood": 9}),
            lambda n: "7",
            lambda n: '{"id":"x"}',
        ),
        '{"customMoods":[{"id":1,"predefined_name_id":2,"mood_group_id":2}],"tags":[],"dayEntries":[',
        ",",
        "]}",
        "backup.daylio",
    ),
}  # fmt: skip
EXTRA: Mapping[str, int] = {"whatsapp": 2, "pixels": 1, "timewarrior": 1, "watson": 1, "mail": 1, "jcard": 1}
"""How many rows stand in the head, so that the file is known whatever follows."""
MAPPING = {"any table of moods": {"date": "day", "value": "mood", "note": "note"}}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@examples(30)
def test_every_row_arrives_or_is_counted(kind: str, data: st.DataObject) -> None:
    one = KINDS[kind]
    drawn = data.draw(st.lists(st.tuples(st.sampled_from(one.rows), st.booleans()), min_size=1, max_size=12))
    whole = [one.rows[0](1000)]
    rows = [row(number) for number, (row, is_twice) in enumerate(drawn) for _ in range(1 + is_twice)]
    text = one.head + one.between.join(whole + rows) + one.foot
    with TemporaryDirectory() as folder:
        path = Path(folder) / one.name
        path.write_text(text, encoding="utf-8")
        (found,) = read_exports([path], make_options(me=one.me, mapping=MAPPING.get(kind, {})))
    copies = found.counts.get("duplicates", 0)  # a mail under two labels is one mail
    assert one.count(found) + sum(found.ignored.values()) + copies == len(rows) + 1 + EXTRA.get(kind, 0)
