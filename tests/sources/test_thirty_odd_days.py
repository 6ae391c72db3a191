"""Thirty days as in `test_thirty_days`, written by programs with other habits: mbsync that numbers letters, Thunderbird
that marks them in place, a phone whose lines come with DOS line ends and in conflict copies, and a journey."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.service import CoachService
from coach.sources import connected_sources as sources
from tests.conftest import FakeClock
from tests.importers.make_mail import Mail
from tests.sources import test_thirty_days as usual
from tests.sources.test_formats_of_programs import as_thunderbird_stores, make_event, write_calendar
from tests.sources.test_thirty_days import KNOWN, World, address, check_truth, connect_all
from tests.sources.writers import deliver

SERIES = ("Ana Lee", "Ben Cole")
"""People met every week, from the first day on."""


class OddWorld(World):
    """A world whose programs rename, mark, copy and rewrite what they have written."""

    def __init__(self, root: Path, seed: int, start: datetime) -> None:
        super().__init__(root, seed)
        self.boxes = {name: self.mail / "Local Folders" / name for name in ("Sent", "Inbox")}
        self.boxes["Sent"].parent.mkdir()
        (self.mail / ".notmuch" / "xapian").mkdir(parents=True)
        (self.mail / ".notmuch" / "xapian" / "docdata.glass").write_bytes(b"\x0f\x0dXapian Glass")
        (self.mail / "INBOX" / ".mbsyncstate").write_text("FarUidValidity 1\n")
        self.uid = 0
        for number, name in enumerate(SERIES):
            first = (start + timedelta(days=1)).replace(tzinfo=None, hour=11 + number, minute=0)
            text = make_event(f"series{number}", first, "RRULE:FREQ=WEEKLY;COUNT=9", title=f"Weekly {number}")
            text = text.replace("Ana Lee", name).replace("ana@lee.example", address(name))
            write_calendar(self.calendar / "work" / f"series{number}.ics", text)
            for week in range(9):
                at = (first + timedelta(weeks=week)).replace(tzinfo=ZoneInfo("Europe/Berlin"))
                self.truth[name].add((at, "met"))

    def deliver(self, folder: Path, mail: Mail, flags: str = "S") -> Path:
        """Store a letter in Thunderbird's folder or, as others do, in a Maildir that mbsync numbers later."""
        box = self.boxes["Sent" if folder.name == "Sent" else "Inbox"]
        if self.random.random() < 0.6:
            return (
                deliver(folder / "Nested", mail, flags) if self.random.random() < 0.3 else deliver(folder, mail, flags)
            )
        with box.open("ab") as stream:
            stream.write(as_thunderbird_stores(mail))
        spare = self.mail.parent / "spare"
        spare.touch()
        return spare

    def note(self, at: datetime) -> None:
        """Write a line on the phone: a part of what the inbox has comes again in a copy of a conflict."""
        name = self.random.choice(KNOWN)
        direction, word = self.random.choice([("out", "sent"), ("in", "wrote")])
        line = f"{at:%Y-%m-%d %H:%M} {word} {name} @linkedin\r\n".encode()
        self.truth[name].add((at, direction))
        self.count += 1
        if self.random.random() < 0.3:
            before = self.inbox.read_bytes() if self.inbox.exists() else b""
            copy = self.inbox.with_name(f"inbox (conflicted copy 2026-11-28 {self.count:06}).txt")
            copy.write_bytes(before + line)
            return
        with self.inbox.open("ab") as stream:
            stream.write(line)

    def maintain(self) -> None:
        """Do what programs do with letters and files at night."""
        for folder in (path.parent for path in list(self.mail.rglob("cur"))):
            for letter in [*folder.glob("new/*"), *folder.glob("cur/*")]:
                base, _, flags = letter.name.partition(":2,")
                if ",U=" not in base:
                    self.uid += 1
                    base = f"{base},U={self.uid}"
                marks = "".join(sorted({*flags, self.random.choice("FRS")}))
                letter.rename(folder / "cur" / f"{base}:2,{marks}")
        for box in self.boxes.values():
            data = box.read_bytes() if box.exists() else b""
            if self.random.random() < 0.5:  # marked in place: the size stays
                data = data.replace(b"X-Mozilla-Status: 0000", b"X-Mozilla-Status: 0001")
            elif self.random.random() < 0.3:  # rewritten: every place in the file is another one
                data = data.replace(
                    b"X-Mozilla-Status2: 00000000\n", b"X-Mozilla-Status2: 00000000\nX-Mozilla-Keys: \n"
                )
            box.write_bytes(data)
        if self.inbox.exists():
            (self.inbox.parent / ".stversions").mkdir(exist_ok=True)
            (self.inbox.parent / ".stversions" / f"inbox~{self.uid}.txt").write_bytes(self.inbox.read_bytes())
            os.utime(self.inbox, (time.time() - 60,) * 2)


@pytest.mark.slow  # the usual thirty days are among the quick tests
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_thirty_days_of_odd_habits_and_three_time_zones_the_coach_knows_what_was_true(
    folder: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    world = OddWorld(tmp_path, seed, clock.now())
    monkeypatch.setattr(usual, "deliver", world.deliver)
    windows = [CoachService(folder, clock, device_id="test0001").open_folder() for _ in range(2)]
    connect_all(windows[0], world)
    journey = {8: "America/New_York", 16: "Asia/Tokyo", 24: "Europe/Berlin"}
    for day in range(30):
        if day in journey:
            clock.at = clock.now().astimezone(ZoneInfo(journey[day]))
        world.write_day(clock.now())
        clock.forward(hours=11)
        sources.read_sources(windows[day % 2])
        world.maintain()
        for window in windows:
            sources.read_sources(window)
        clock.forward(hours=13)
    sources.read_sources(windows[1], force=True)
    check_truth(windows[0], world, clock.now())
    came = {source.kind: source.came for source in sources.find_sources(windows[0])}
    letters = sum(box.read_bytes().count(b"\nMessage-ID:") for box in world.boxes.values())
    assert came["mail"] <= letters + sum(1 for _ in world.mail.rglob("cur/*"))
