"""The files that LinkedIn and X would give of an invented account, in every layout since 2020."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.importers.make import NOW, Account, Line, Talk, Who

LAYOUTS = ("2021", "2023", "2024", "2025", "2026", "spreadsheet")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
COLUMNS = {
    "2021": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER",
    "2023": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER",
}
COLUMNS["2024"] = COLUMNS["2023"] + ",IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
COLUMNS["2025"] = COLUMNS["2023"] + ",ATTACHMENTS"
COLUMNS["2026"] = COLUMNS["2025"] + ",IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
COLUMNS["spreadsheet"] = COLUMNS["2026"]


def linkedin(made: Account, layout: str = "2026") -> dict[str, bytes]:
    """The files of a LinkedIn export in one of `LAYOUTS`."""
    tables = {
        "Connections.csv": _connections(made, layout),
        "messages.csv": _messages(made, layout),
        "Invitations.csv": _invitations(made, layout),
        "Profile.csv": [["First Name", "Last Name", "Maiden Name", "Headline"], [*made.me.name.split(), "", ""]],
        "Registration.csv": [["Registered At", "Registration Ip"], ["1/12/12, 9:14 AM", ""]],
        "learning_coach_messages.csv": _coach(made),
    }
    return {name: as_csv(rows, layout, name) for name, rows in tables.items()} | made.extra


def as_csv(rows: list[list[str]], layout: str, name: str = "messages.csv") -> bytes:
    """Rows as LinkedIn, or a spreadsheet, writes them."""
    text = io.StringIO(newline="")
    spread = layout == "spreadsheet"
    end = "\r\n" if spread else "\n"
    if layout == "2026" and name == "messages.csv":
        writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    else:
        writer = csv.writer(text, lineterminator=end)
    width = max(map(len, rows))
    writer.writerows([*row, *[""] * (width - len(row))] if spread else row for row in rows)
    return (b"\xef\xbb\xbf" if spread else b"") + text.getvalue().encode()


def _day(day: date | None, layout: str) -> str:
    if day is None:
        return ""
    if layout == "spreadsheet":
        return f"{day.day}-{MONTHS[day.month - 1]}-{day.year % 100:02}"
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year}"


def _connections(made: Account, layout: str) -> list[list[str]]:
    old = layout == "2021"
    rows: list[list[str]] = [] if old else [["Notes:"], ["Some addresses, as people wish, are absent"], []]
    head = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
    rows.append([cell for cell in head if not (old and cell == "URL")])
    listed = [(who, who.connected) for who in made.people if who.connected]
    for who, day in listed:
        first, _, last = who.name.partition(" ")
        cells = [first, last + " ", who.url, "", who.company, "Pilot", _day(day, layout)]
        rows.append(cells[:2] + cells[3:] if old else cells)
    width = 6 if old else 7
    return rows + [[""] * (width - 1) + [_day(date(2019, 2, 2), layout)] for _ in range(made.hidden)]


def _messages(made: Account, layout: str) -> list[list[str]]:
    columns = COLUMNS[layout].split(",")
    rows = [columns]
    for talk in made.talks:
        for line in reversed(talk.lines):  # newest first
            if line.draft and "IS MESSAGE DRAFT" not in columns:
                continue
            cells = _message(made.me, talk, line, layout)
            rows.append([cells.get(column, "") for column in columns])
    return rows


def _message(me: Who, talk: Talk, line: Line, layout: str) -> dict[str, str]:
    gone = talk.kind in ("deleted_member", "sponsored")
    other = line.who if line.who and talk.kind == "group_thread" else talk.others[0]
    writer = me if line.out else other
    readers = [one for one in (me, *talk.others) if one != writer]
    if gone:
        names, urls = ("Mo Quist" if not line.out else "LinkedIn Member"), (me.url if not line.out else "")
    else:
        names, urls = ", ".join(one.name for one in readers), ",".join(one.url for one in readers)
    text = line.text if layout == "2026" else line.text.replace("\n", "").replace("&", "&amp;")
    return {
        "CONVERSATION ID": talk.key,
        "CONVERSATION TITLE": "Grow" if talk.kind == "sponsored" else "",
        "FROM": "LinkedIn Member" if gone and not line.out else writer.name,
        "SENDER PROFILE URL": "" if gone and not line.out else writer.url,
        "TO": names,
        "RECIPIENT PROFILE URLS": urls,
        "DATE": f"{line.at:%Y-%m-%d %H:%M:%S} UTC",
        "CONTENT": text,
        "FOLDER": "SPAM" if talk.kind == "spam_folder" else "INBOX",
        "ATTACHMENTS": line.attachment,
        "IS MESSAGE DRAFT": "Yes" if line.draft else "No",
        "IS CONVERSATION DRAFT": "Yes" if talk.kind == "draft_only" else "No",
    }


def _invitations(made: Account, layout: str) -> list[list[str]]:
    head = ["From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"]
    all_of_them = [(talk.others[0], talk.note_sent, True, talk.lines[0].text) for talk in made.talks if talk.note_sent]
    rows = [head]
    for who, at, out, note in (*all_of_them, *made.pending):
        pair = (made.me, who) if out else (who, made.me)
        hour = f"{at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"
        sent = f"{at.month}/{at.day}/{at.year % 100:02}, {hour}"
        urls = [f"https://www.linkedin.com/in/{one.slug}" for one in pair]  # raw here, encoded elsewhere
        rows.append([pair[0].name, pair[1].name, sent, note, "OUTGOING" if out else "INCOMING", *urls])
    return [row[:5] for row in rows] if layout == "2021" else rows


def _coach(made: Account) -> list[list[str]]:
    at = "2026-01-05 10:00:00 UTC"
    mine = ["2-coach", "Learning coach", made.me.name, made.me.url, "", "", at, "", "How?", "INBOX"]
    theirs = ["2-coach", "Learning coach", "", "", made.me.name, made.me.url, at, "", "So.", "INBOX"]
    return [COLUMNS["2023"].split(","), mine, theirs]


def zipped(files: dict[str, bytes], path: Path, at: datetime = NOW, under: str = "") -> Path:
    """Write files as a zip whose members carry the moment of the export."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(f"{under}{name}", at.timetuple()[:6])
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return path


def x_archive(made: Account, *, parts: int = 2) -> dict[str, bytes]:
    """The scripts of an X archive of the same account."""
    talks = [_x_talk(made.me, talk) for talk in made.talks if talk.kind == "direct"]
    groups: list[dict[str, Any]] = [
        {"dmConversation": {"conversationId": str(77 + place), "messages": []}}
        for place, talk in enumerate(made.talks)
        if talk.kind == "group_thread"
    ]
    named = [who for who in made.people if who.number % 2]
    tweets = [{"tweet": _tweet(who, place)} for place, who in enumerate(named)]
    me = {"accountId": str(made.me.number), "username": "mo_quist", "accountDisplayName": "Mo"}
    manifest = {
        "userInfo": {"accountId": str(made.me.number), "userName": "mo_quist"},
        "archiveInfo": {"generationDate": f"{made.at:%Y-%m-%dT%H:%M:%S.000Z}", "isPartialArchive": False},
    }
    files = {
        "data/manifest.js": b"window.__THAR_CONFIG = " + json.dumps(manifest).encode(),
        "data/account.js": _script("account", 0, [{"account": me}]),
        "data/direct-messages-group.js": _script("direct_messages_group", 0, groups),
        "data/direct-message-headers.js": _script("direct_message_headers", 0, talks),
        "data/tweets.js": _script("tweets", 0, tweets),
        "data/follower.js": _script("follower", 0, []),
        "Your archive.html": b"<!DOCTYPE html>",
    }
    for part in range(parts):
        name = f"data/direct-messages{f'-part{part}' if part else ''}.js"
        files[name] = _script("direct_messages", part, talks[part::parts])
    return files


def _script(name: str, part: int, rows: Sequence[dict[str, Any]]) -> bytes:
    return f"window.YTD.{name}.part{part} = ".encode() + json.dumps(rows, ensure_ascii=False).encode()


def _x_talk(me: Who, talk: Talk) -> dict[str, Any]:
    other = talk.others[0]
    entries = []
    for place, line in reversed(list(enumerate(talk.lines))):
        if line.draft:
            continue
        pair = (me, other) if line.out else (other, me)
        body = {
            "id": f"{talk.lines[0].at:%Y%m%d%H%M%S}{other.number % 10**6}{place:03}",
            "senderId": str(pair[0].number),
            "recipientId": str(pair[1].number),
            "text": line.text,
            "createdAt": f"{line.at:%Y-%m-%dT%H:%M:%S}.{place:03}Z",
            "reactions": [],
        }
        entries.append({"messageCreate": body})
    pair_key = "-".join(str(one) for one in sorted((me.number, other.number)))
    return {"dmConversation": {"conversationId": pair_key, "messages": entries}}


def _tweet(who: Who, place: int) -> dict[str, Any]:
    mention = {"id_str": str(who.number), "screen_name": f"user{who.number}", "name": who.name}
    return {
        "created_at": f"Mon Jan {place % 27 + 1:02} 10:00:00 +0000 2025",
        "full_text": "hello",
        "entities": {"user_mentions": [mention]},
    }
