"""What other programs write: letters in a Maildir, events and cards in a vdir, an ActivityWatch database."""

from __future__ import annotations

import itertools
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.importers.make_mail import Mail, render

_number = itertools.count(1)


def deliver(folder: Path, mail: Mail, flags: str = "S") -> Path:
    """Put a letter into a Maildir folder as mbsync does, and return its file."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    name = f"{int(mail.at.timestamp())}.M{next(_number)}P1.host"
    path = folder / "cur" / f"{name}:2,{flags}" if flags else folder / "new" / name
    lines = render(mail).split(b"\n", 1)
    path.write_bytes(lines[1] if lines[0].startswith(b"From ") else b"\n".join(lines))
    return path


def write_event(
    folder: Path, uid: str, at: datetime, title: str, *people: tuple[str, str], own: str, status: str = ""
) -> Path:
    """Write one event as khal does."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", "BEGIN:VEVENT", f"UID:{uid}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTEND:{(at + timedelta(minutes=30)).astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{title}", *([f"STATUS:{status}"] if status else []), f"ORGANIZER;CN=Mara:mailto:{own}",
        *(f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{address}" for name, address in people),
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    path = folder / f"{uid}.ics"
    path.write_text("\r\n".join(lines), encoding="utf-8")
    return path


def write_card(folder: Path, uid: str, name: str, mail: str, company: str = "") -> Path:
    """Write one contact as khard does."""
    folder.mkdir(parents=True, exist_ok=True)
    last, _, first = name[::-1].partition(" ")
    text = (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{last[::-1]};{first[::-1]};;;\r\n"
        f"EMAIL:{mail}\r\n{f'ORG:{company}' if company else 'NOTE:x'}\r\nEND:VCARD\r\n"
    )
    path = folder / f"{uid}.vcf"
    path.write_text(text, encoding="utf-8")
    return path


class WatchDatabase:
    """A database of ActivityWatch, of the Python server or of the Rust one."""

    def __init__(self, path: Path, *, rust: bool = False) -> None:
        self.path, self.rust = path, rust
        with sqlite3.connect(path) as database:
            if rust:
                database.execute("CREATE TABLE buckets (id INTEGER PRIMARY KEY, name TEXT, type TEXT)")
                database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, bucketrow, starttime, endtime, data)")
            else:
                database.execute("CREATE TABLE bucketmodel (key INTEGER PRIMARY KEY, id TEXT, type TEXT)")
                database.execute(
                    "CREATE TABLE eventmodel (id INTEGER PRIMARY KEY, bucket_id, timestamp, duration, datastr)"
                )
            for number, kind in enumerate(("web.tab.current", "afkstatus", "currentwindow"), 1):
                table = "buckets (id, name, type)" if rust else "bucketmodel (key, id, type)"
                database.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", (number, kind, kind))

    def add(self, bucket: int, at: datetime, minutes: float, **data: str) -> None:
        """Add an event to the bucket: 1 web, 2 presence, 3 windows."""
        with sqlite3.connect(self.path) as database:
            if self.rust:
                start = int(at.timestamp() * 1e9)
                row = (bucket, start, start + int(minutes * 60e9), json.dumps(data))
                database.execute("INSERT INTO events (bucketrow, starttime, endtime, data) VALUES (?, ?, ?, ?)", row)
            else:
                moment = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f+00:00}"
                row = (bucket, moment, minutes * 60, json.dumps(data))
                database.execute(
                    "INSERT INTO eventmodel (bucket_id, timestamp, duration, datastr) VALUES (?, ?, ?, ?)", row
                )
