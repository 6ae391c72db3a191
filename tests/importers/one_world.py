"""A few invented people as every source knows them, each source in an older and a newer export.

Orla changes her profile address, Pim closes his account, Gus is no connection any more, Ilse writes at last, Rhea's request
is accepted, and what was written years ago is archived. Who is who follows from an address, a profile or a full name.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path

OWNER = ("mara-q", "mara@q.example", "Mara Quill")
PROFILE = "https://www.linkedin.com/in/"
SENT, CAME = True, False


def make_linkedin_tables(messages: list[str], connections: list[str], invitations: list[str]) -> dict[str, str]:
    """Return the tables of an export: lines of "conversation|name|slug|> or <|moment", rows of the other two."""
    lines = ["CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER"]
    for message in messages:
        key, name, slug, way, at = message.split("|")
        mine, theirs = f"Mara Quill,{PROFILE}mara-q", f"{name},{PROFILE + slug if slug else ''}"
        sender, to = (mine, theirs) if way == ">" else (theirs, mine)
        lines.append(f"{key},,{sender},{to},{at} UTC,Hi,INBOX")
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    requests = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
    return {
        "messages.csv": "\n".join(lines) + "\n",
        "Connections.csv": "\n".join([head, *connections]) + "\n",
        "Invitations.csv": "\n".join([requests, *invitations]) + "\n",
    }


_TALKS = [
    "A|Orla Fennwick|{orla}|>|2026-08-11 09:00:00",
    "A|Orla Fennwick|{orla}|<|2026-08-12 09:00:00",
    "B|Tobin Ashgrove|tobin-1|>|2024-03-10 09:00:00",
    "B|Tobin Ashgrove|tobin-1|>|2024-03-20 09:00:00",
    "C|{pim}|<|2023-02-10 09:00:00",
    "C|{pim}|>|2023-11-10 09:00:00",
    "C|{pim}|>|2023-11-12 09:00:00",
    "D|Wendel Harlow|wendel-h|>|2026-09-10 09:00:00",
]
_LISTED = [
    "Orla,Fennwick," + PROFILE + "{orla},,Isobar Labs,Director,09 Sep 2025",
    f"Tobin,Ashgrove,{PROFILE}tobin-1,,Quillvale,Editor,01 Mar 2024",
    f"Ilse,Kormann,{PROFILE}ilse-k,ilse@kormann.example,Quillvale,Editor,02 Feb 2026",
    f"Wendel,Harlow,{PROFILE}wendel-h,,Acme,Dev,10 Sep 2026",
]
_LINKEDIN = make_linkedin_tables(
    [line.format(orla="orla-f-3", pim="Pim Vale|pim-vale") for line in _TALKS],
    [*(row.format(orla="orla-f-3") for row in _LISTED), f"Gus,Oldman,{PROFILE}gus-o,,Acme,Boss,02 Feb 2022"],
    [
        f'Rhea Stone,Mara Quill,"9/1/26, 9:00 AM",,INCOMING,{PROFILE}rhea-s,{PROFILE}mara-q',
        f'Mara Quill,Wendel Harlow,"9/5/26, 9:00 AM",Hi,OUTGOING,{PROFILE}mara-q,{PROFILE}wendel-h',
        f'Mara Quill,Kolya Brook,"9/6/26, 9:00 AM",Hello,OUTGOING,{PROFILE}mara-q,{PROFILE}kolya-b',
    ],
)
_LINKEDIN_LATER = make_linkedin_tables(
    [
        *(line.format(orla="orla-new", pim="LinkedIn Member|") for line in _TALKS),
        "A|Orla Fennwick|orla-new|>|2026-09-20 09:00:00",
        "E|Ilse Kormann|ilse-k|<|2026-09-21 09:00:00",
        "B|Tobin Ashgrove|tobin-1|<|2026-09-22 09:00:00",
    ],
    [*(row.format(orla="orla-new") for row in _LISTED), f"Rhea,Stone,{PROFILE}rhea-s,,Acme,CTO,15 Sep 2026"],
    [f'Nils Farrow,Mara Quill,"9/20/26, 9:00 AM",,INCOMING,{PROFILE}nils-f,{PROFILE}mara-q'],
)


def make_mailbox(*mails: tuple[bool, str, str]) -> str:
    """Return a mailbox of (whether Mara sent it, the other side, the date)."""
    text = ""
    for sent, other, date in mails:
        sender, to = ("Mara Quill <mara@q.example>", other) if sent else (other, "Mara Quill <mara@q.example>")
        key = "".join(filter(str.isalnum, date))
        text += f"From x {parsedate_to_datetime(date):%a %b %d %H:%M:%S %Y}\nFrom: {sender}\nTo: {to}\nDate: {date}\n"
        text += f"Message-ID: <{key}@q.example>\n\nHi\n\n"
    return text


def _meeting(uid: str, day: str, written: str, who: str, status: str = "CONFIRMED") -> str:
    name, address = who.split("|")
    return (
        f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:{written}T000000Z\nDTSTART:{day}T090000Z\nSUMMARY:Coffee\nSTATUS:{status}\n"
        "ORGANIZER;CN=Mara Quill:mailto:mara@q.example\n"
        "ATTENDEE;CN=Mara Quill;PARTSTAT=ACCEPTED:mailto:mara@q.example\n"
        f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{address}\nEND:VEVENT\n"
    )


def _calendar(*meetings: str) -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{''.join(meetings)}END:VCALENDAR\n"


_TOBIN, _UNA = "Tobin Ashgrove|tobin@ashgrove.example", "Una Peel|una@peel.example"
_CARDS = (
    "UID:1\nFN:Tobin Ashgrove\nORG:Isobar Labs\nTITLE:Engineer\nEMAIL:tobin@ashgrove.example\nBDAY:1990-05-12",
    "UID:2\nFN:Orla Fennwick\nEMAIL:orla@home.example",
    "UID:3\nFN:Una Peel\nEMAIL:una@peel.example",
    "UID:4\nFN:Sepp Nord\nEMAIL:sepp@nord.example\nURL:https://www.linkedin.com/in/sepp-nord",
)
_TELEGRAM = {
    "about": "",
    "personal_information": {"user_id": 1, "first_name": "Mara", "last_name": "Quill"},
    "chats": {
        "list": [
            {
                "name": "Tobin Ashgrove",
                "type": "personal_chat",
                "id": 78,
                "messages": [
                    {"id": 1, "type": "message", "date": "2025-10-20T10:00:00", "date_unixtime": "1760947200",
                     "from": "Mara Quill", "from_id": "user1", "text": "hi"},
                ],
            }
        ]
    },
}  # fmt: skip
_TEXTS = {
    "mail": (
        "a.mbox",
        make_mailbox(
            (SENT, "Tobin A. <tobin@ashgrove.example>", "Tue, 1 Sep 2026 10:00:00 +0200"),
            (CAME, "Tobin Ashgrove <tobin@ashgrove.example>", "Wed, 2 Sep 2026 10:00:00 +0100"),
            (SENT, "Orla Fennwick <orla@fennwick.example>", "Tue, 1 Sep 2020 10:00:00 +0200"),
            (SENT, "Ilse Kormann <ilse@kormann.example>", "Thu, 1 Oct 2026 10:00:00 +0200"),
        ),
    ),
    "mail later": (
        "b.mbox",
        make_mailbox(
            (SENT, "T. Ashgrove <tobin@ashgrove.example>", "Tue, 6 Oct 2026 10:00:00 +0200"),
            (CAME, "Orla Fennwick <orla@fennwick.example>", "Tue, 6 Oct 2026 10:00:00 +0100"),
            (SENT, "sepp@nord.example", "Mon, 4 Mar 2019 10:00:00 +0200"),
        ),
    ),
    "cards": ("cards.vcf", "".join(f"BEGIN:VCARD\nVERSION:3.0\n{card}\nEND:VCARD\n" for card in _CARDS)),
    "google": (
        "google.csv",
        "First Name,Last Name,E-mail 1 - Value,Organization Name,Organization Title,Phone 1 - Value\n"
        "Orla,Fennwick,orla@fennwick.example,Gmailers,Chief,\nUna,Peel,una@peel.example,Peelers,CEO,+49 30 99\n"
        "Tobin,Ashgrove,tobin@second.example,Other Labs,Manager,\n",
    ),
    "list": (
        "list.csv",
        "Name,Email,LinkedIn,Company\nDr. Orla F.,orla@fennwick.example,linkedin.com/in/orla-f-3/,Third\n"
        "Sepp N.,sepp@nord.example,,Nordic\n",
    ),
    "calendar": (
        "one.ics",
        _calendar(
            _meeting("1", "20260910", "20260901", _TOBIN),
            _meeting("2", "20260911", "20260901", _TOBIN),
            _meeting("3", "20250912", "20260901", _UNA),
        ),
    ),
    "calendar later": (
        "two.ics",
        _calendar(
            _meeting("1", "20260910", "20261001", _TOBIN, "CANCELLED"),
            _meeting("2", "20260912", "20261001", _TOBIN),
            _meeting("4", "20261012", "20261001", _UNA),
        ),
    ),
    "chat": (
        "WhatsApp Chat with Una Peel.txt",
        "13/08/2026, 10:00 - Mara Quill: hello\n13/08/2026, 10:05 - Una Peel: hello\n"
        "14/08/2026, 10:00 - Mara Quill: hello\n",
    ),
    "telegram": ("result.json", json.dumps(_TELEGRAM)),
    "diary": (
        "daylio_export_2026.csv",
        "full_date,date,weekday,time,mood,activities,note_title,note\n"
        '2026-09-12,September 12,Saturday,14:00,rad,"sleep early | job hunt",,\n'
        "2026-09-11,September 11,Friday,20:23,meh,,Day,interview\n"
        "2026-09-10,September 10,Thursday,20:23,good,walk,Title only,\n"
        "2024-09-10,September 10,Tuesday,20:23,good,walk,Old,x\n",
    ),
    "diary of 2018": (
        "daylio_2018.csv",
        "year,date,weekday,time,mood,activities,note\n"
        '2026,12 September,Saturday,2:00 pm,rad,"sleep early | job hunt",\n'
        "2026,11 September,Friday,8:23 pm,meh,,interview\n"
        "2026,10 September,Thursday,8:23 pm,good,walk,\n"
        "2026,9 September,Wednesday,8:23 pm,awful,,\n",
    ),
    "timer": (
        "toggl.csv",
        "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n"
        "Mara,mara@q.example,,P,,Write,No,2026-09-01,09:00:00,2026-09-01,10:00:00,01:00:00,\n"
        "Mara,mara@q.example,,P,,Old,No,2024-09-01,09:00:00,2024-09-01,10:00:00,01:00:00,\n",
    ),
}
"""Name of an export → the name of its file and its text."""


def write_exports(folder: Path) -> dict[str, Path]:
    """Write all exports into a folder; return name → path."""
    found: dict[str, Path] = {}
    for name, month, day, tables in (("linkedin", 9, 14, _LINKEDIN), ("linkedin later", 9, 28, _LINKEDIN_LATER)):
        found[name] = folder / f"Basic_LinkedInDataExport_{month:02}-{day}-2026.zip"
        write_zip(found[name], tables, month, day)
    for name, (file_name, text) in _TEXTS.items():
        found[name] = folder / file_name
        found[name].write_text(text, encoding="utf-8")
    return found


def write_zip(path: Path, tables: Mapping[str, str], month: int, day: int) -> None:
    """Write the tables of an export as a zip of that day in 2026."""
    with zipfile.ZipFile(path, "w") as archive:
        for table, text in tables.items():
            archive.writestr(zipfile.ZipInfo(table, (2026, month, day, 10, 0, 0)), text)
