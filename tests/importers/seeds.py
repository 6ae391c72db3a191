"""One small whole file of every format, for the fuzz tests to damage."""

from __future__ import annotations

import base64
import io
import zipfile

from tests.importers.make import account
from tests.importers.render import linkedin, x_archive

_MADE = account(1, size=9)

ARCHIVES: dict[str, dict[str, bytes]] = {
    "linkedin 2021": linkedin(_MADE, "2021"),
    "linkedin 2026": linkedin(_MADE, "2026"),
    "linkedin spreadsheet": linkedin(_MADE, "spreadsheet"),
    "x": x_archive(_MADE),
}
"""Exports of several files; each is fuzzed by damaging some of them, or the zip around them."""

MAIL = b"""From 17@xxx Mon Sep 14 18:00:00 +0000 2026
X-GM-THRID: 17
X-Gmail-Labels: Sent
Message-ID: <a@x.example>
From: Mo <mo@x.example>
To: "Ana, A" <ana@x.example>
Date: Mon, 14 Sep 2026 18:00:00 +0000
Subject: =?utf-8?q?Hall=C3=B6?=

>From here
From 18@xxx Tue Sep 15 18:00:00 +0000 2026
Message-ID: <b@x.example>
In-Reply-To: <a@x.example>
From: ana@x.example
To: mo@x.example
Date: Tue, 15 Sep 2026 18:00:00 +0000

yes
From 19@xxx Wed Sep 16 18:00:00 +0000 2026
From: mailer-daemon@x.example
To: mo@x.example
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; ben@x.example
Action: failed
--b--
"""
VCARDS = b"""BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Ana A\r\nN:A;Ana;;;\r\nitem1.EMAIL:ana@x.example\r
item1.X-ABLabel:_$!<Work>!$_\r\nNOTE:a\\nb\r\n  c\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;B=\r\n=65n\r\nEMAIL:b@x.example\r\nEND:VCARD\r\n"""
CALENDAR = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260901T000000Z\r
DTSTART;TZID=Europe/Berlin:20260902T090000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;TZID=Europe/Berlin:20260909T090000\r
SUMMARY:Coffee\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@x.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""


def _make_spreadsheet(*rows: str) -> bytes:
    """Return the least that is an .xlsx: one sheet with cells of text, given with semicolons between."""
    lines = ("".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row.split(";")) for row in rows)
    sheet = "".join(f"<row>{line}</row>" for line in lines)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 9, 14, 0, 0, 0)), text)
    return file.getvalue()


SPREADSHEET = _make_spreadsheet("First Name;Last Name;Company;Position;Connected On", "Ana;A;Works;Pilot;9 Sep 2026")
FILES: dict[str, bytes] = {
    "mail koi8-r": "From: Мара <mo@x.example>\nTo: Анна <ana@x.example>\nDate: Mon, 14 Sep 2026 18:00:00 +0000\n"
    "Content-Type: text/plain; charset=koi8-r\n\nпривет\n".encode("koi8-r"),
    "mail iso-2022-jp": "From: 田中 <mo@x.example>\nTo: 山田 <ana@x.example>\nDate: Mon, 14 Sep 2026 18:00:00 +0000\n"
    "Content-Type: text/plain; charset=iso-2022-jp\n\nx\n".encode("iso-2022-jp"),
    "mail utf-16": MAIL.decode("utf-8", "replace").encode("utf-16"),
    "x json": b'[{"dmConversation":{"conversationId":"1-2","messages":[{"messageCreate":{"id":"5","senderId":"1",'
    b'"recipientId":"2","createdAt":"2026-09-14T10:00:00.000Z","text":"x"}}]}},{"account":{"accountId":"1"}}]',
    "mail": MAIL,
    "vcard": VCARDS,
    "icalendar": CALENDAR,
    "google": b"First Name,Middle Name,Last Name,File As,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value\n"
    b"Ana,,A,,Works,* myContacts ::: Friends,* Home,ana@x.example ::: a@y.example\n",
    "daylio": b"\xef\xbb\xbffull_date,date,weekday,time,mood,activities,note_title,note\n"
    b'2026-09-14,September 14,Monday,21:05,good,"read | walk, long",,"a\nb"\n2026-09-13,x,y,9:05 pm,odd,,,\n',
    "howwefeel": b"Date,Mood,Tags (People),Tags (Places),Tags (Events),Notes\n"
    b"2026 Sun Feb 8 4:04 PM,Calm;Tired,Me,,,x\n",
    "jrnl": b'{"tags": {"@mood4": 1}, "entries": [{"title": "a", "body": "b @mood4", "date": "2026-09-14", '
    b'"time": "10:00", "tags": ["@mood4"], "starred": false}]}',
    "generic": b"day,value,note\n2026-09-14,3,a\n2026-09-15,4,b\n",
    "activitywatch": b'{"buckets": {"aw-watcher-afk_h": {"id": "aw-watcher-afk_h", "type": "afkstatus", "client": "x", '
    b'"hostname": "h", "events": [{"timestamp": "2026-09-14T10:00:00+00:00", "duration": 60.5, '
    b'"data": {"status": "not-afk"}}]}}}',
    "toggl": b"User,Email,Client,Project,Task,"
    b"Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n"
    b"Mo,mo@x.example,,Works,,messages,No,2026-09-14,10:00:00,2026-09-14,10:25:00,00:25:00,\n",
    "outlook": b"First Name,Last Name,Company,Job Title,E-mail Address,Birthday\nAna,A,Works,CTO,ana@x.example,4/23/1980\n",
    "contact list": b"Record ID;Full name;Firma;Title;Emails;LinkedIn URL;Geburtstag\n1;Ana A;Works;CTO;ana@x.example,"
    b" a@y.example;https://linkedin.com/in/ana-a;4.3.1980\n2;Bo B;;;ana@x.example;/in/bo-b;\n",
    "mail old mac": MAIL.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "linkedin contacts": b"Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\nG,Ana,A,W,T,ana@x.example,\n",
    "linkedin notes": b"Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On\n"
    b"Ana,A,https://www.linkedin.com/in/ana-a,likes boats,2026-09-14 10:00:00 UTC\n",
    "linkedin 2018": b"From,To,Date,Subject,Content,Direction,Folder\n"
    b'Ana A,Mo,"6/19/18, 5:54 AM",Re,Thanks,INCOMING,INBOX\nMo,Ana A,"6/19/18, 3:25 AM",Hi,Hi,OUTGOING,SENT\n',
    "clockify": b'"Project","Description","Start Date","Start Time","End Date","End Time","Duration (h)"\n'
    b'"P","D","09/21/2026","09:00:00 AM","09/21/2026","10:30:00 AM","01:30:00"\n',
    "rescuetime": b"Date,Time Spent (seconds),Number of People,Activity,Category,Productivity\n"
    b"2026-09-14T09:00:00,1200,1,a,b,2\n",
    "jcard": b'["vcard",[["version",{},"text","4.0"],["fn",{},"text","Ana A"],["n",{},"text",["A","Ana","","",["X"]]],'
    b'["org",{},"text","Works"],["email",{},"text","ana@x.example"],["tel",{},"uri","tel:+1-555-0100"]]]',
    "mail list": b"E-mail,Phone\nana@x.example,+1 555 0100\nben@x.example,\n",
    "timewarrior": b'[{"id":1,"start":"20260914T100000Z","end":"20260914T102500Z","tags":["a"],"annotation":"b"}]',
    "watson": b'[[1789376400, 1789378200, "letters", "0f3a9c7be1d24c55a1b2c3d4e5f60718", ["a"], 1789378200]]',
    "bearable": b"date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    b'"14th Sep 2026",2026-09-14,Monday,am,Mood,8,"calm | glad",x\n',
    "dayone": b'{"metadata":{"version":"1.0"},"entries":[{"creationDate":"2026-09-14T08:00:00Z",'
    b'"timeZone":"Europe/Berlin","text":"a","tags":["mood4"]}]}',
    "pixels": b'[{"date":"2026-9-14","type":"Mood","scores":[4,2],"notes":"n","tags":[{"type":"E","entries":["a"]}]}]',
    "telegram": b'{"name":"Ana","type":"personal_chat","id":7,"messages":[{"id":1,"type":"message",'
    b'"date":"2026-09-14T09:00:00","date_unixtime":"1789376400","from_id":"user7","text":"x"},{"id":2,"type":"service","action":"phone_call",'
    b'"date_unixtime":"1789376500","actor_id":"user7","duration_seconds":90}]}',
    "telegram account": b'{"about":"","contacts":{"list":[{"user_id":7,"first_name":"Ana","last_name":"Lee","phone_number":"+1 555"},'
    b'{"user_id":0,"first_name":"Yan","phone_number":"+1 556"},{"user_id":0,"first_name":"Yan","phone_number":"+1 557"}]},'
    b'"chats":{"list":[{"name":null,"type":"personal_chat","id":7,"messages":[{"id":1,"type":"message","from_id":"user7",'
    b'"date":"2026-09-14T09:00:00"}]}]},"left_chats":{"list":[{"type":"private_group","id":8,"messages":[]}]}}',
    "calendar of versions": CALENDAR.replace(b"RRULE:FREQ=WEEKLY;COUNT=4\r\n", b"SEQUENCE:1\r\n").replace(
        b"END:VCALENDAR\r\n", CALENDAR[CALENDAR.index(b"BEGIN:VEVENT") :].replace(b"RRULE:FREQ=WEEKLY;COUNT=4\r\n", b"")
    ),
    "xlsx": SPREADSHEET,
    "daylio backup": base64.b64encode(
        b'{"customMoods":[{"id":1,"custom_name":"","predefined_name_id":2,"mood_group_id":2}],"tags":[{"id":1,"name":"t"}],'
        b'"dayEntries":[{"id":1,"year":2026,"month":8,"day":14,"hour":10,"minute":0,"mood":1,"tags":[1],"note":"n"}]}'
    ),
    "emlx": b"120       \nFrom: Ana <ana@x.example>\nTo: mo@x.example\nMessage-ID: <c@x.example>\n"
    b"Date: Mon, 14 Sep 2026 18:00:00 +0000\n\nhello\n<?xml version='1.0'?>\n",
    "own table": b"id,at,value,energy,words,note,key,changed_at,device\n"
    b'a1,2026-09-14 10:00:00+00:00,3,2,"[""a, b"", ""c""]",n,,2026-09-14 10:00:00+00:00,d\n',
    "own markdown": b"# Journal\n\n## Monday 14 September 2026\n\n- **Mood** 10:00: good\n\n"
    b"<!-- coach records: coach import reads the lines below, and nothing above them\n"
    b'{"table":"moods","record":{"id":"a1","at":"2026-09-14T10:00:00Z","value":3,"changed_at":"2026-09-14T10:00:00Z"}}\n-->\n',
    "own calendar": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//networking-coach//export//EN\r\nBEGIN:VEVENT\r\nUID:followup-1\r\n"
    b'X-COACH-RECORD:{"table":"people"\\,"record":{"id":"p1"\\,"name":"Ana"\\,"changed_at":\r\n "2026-09-14T10:00:00Z"}}\r\n'
    b"DTSTART;VALUE=DATE:20260914\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "own org": b"#+CATEGORY: networking\n* TODO Ana :networking:\nSCHEDULED: <2026-09-14 Mon>\n:PROPERTIES:\n:ID: m1\n"
    b':COACH_RECORD: {"table":"people","record":{"id":"p1","name":"Ana","changed_at":"2026-09-14T10:00:00Z"}}\n:END:\n',
    "own todo.txt": b"Write to Ana +networking due:2026-09-16 id:m1 who:Ana person:p1 at:20260914T100000Z way:out kind:message\n",
    "own taskwarrior": b'[{"uuid":"0","description":"Ana","tags":["networking"],"coachrecords":"{\\"table\\":\\"people\\",'
    b'\\"record\\":{\\"id\\":\\"p1\\",\\"name\\":\\"Ana\\",\\"changed_at\\":\\"2026-09-14T10:00:00Z\\"}}"}]',
    "own json": b'{"format": "networking-coach", "version": 1, "tables": {"moods": {"a1": {"id": "a1", "value": 3, '
    b'"at": "2026-09-14T10:00:00Z", "changed_at": "2026-09-14T10:00:00Z"}}}}',
    "whatsapp": b"23/11/2026, 18:00 - Mo: hello\n[24.11.26, 6:00:05 PM] Ana: hi\nmore\n25/11/2026, 7:00 - Ana joined\n",
}  # fmt: skip
"""Single files, by what they are."""
