"""Thirty days with a mailbox, a calendar and an inbox that other programs write to: what the coach knows at the end
is what was true, nothing twice, with two windows open and with stops in between."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.actions.outreach import log_sent_message
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.cli.inbox_runner import run_inbox_line
from coach.domain.message import Message
from coach.domain.person import Person
from coach.service import CoachService
from coach.sources import service as sources
from tests.conftest import TUESDAY, FakeClock
from tests.importers.make_mail import Mail, out, returned
from tests.sources.test_mail import connect
from tests.sources.writers import deliver, write_event

OWN = ("Mara Quill <mara@harbour.example>", "Mara <mara.quill@second.example>")
KNOWN = [f"{first} {last}" for first, last in zip(
    ("Ana", "Ben", "Chloé", "Dirk", "Eva", "Farid", "Gül", "Hiro"),
    ("Lee", "Cole", "Dubois", "Maas", "Novak", "Aziz", "Demir", "Sato"), strict=True)]  # fmt: skip
STRANGERS = ["Ines Rey", "Jon Bell", "Kim Oh", "Lars Vik"]
NOBODY = ["Mo Void", "Nan Null"]
"""Written to, and the letter comes back each time."""
SOON = {"in": 45, "met": -1}
"""Days after a letter of theirs within which mine closes the conversation; after a meeting none does."""
Truth = defaultdict[str, set[tuple[datetime, str]]]


def address(name: str) -> str:
    """Return the mail address of an invented person."""
    return f"{name.lower().replace(' ', '.').encode('ascii', 'ignore').decode()}@people.example"


class World:
    """Writes what programs write, and notes what is true of it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.mail, self.calendar, self.inbox = root / "Mail", root / "calendar", root / "inbox.txt"
        for folder in ("INBOX", "Sent", "Archive"):
            (self.mail / folder / "cur").mkdir(parents=True)
        self.calendar.mkdir()
        self.truth: Truth = defaultdict(set)
        self.last_sent: dict[str, Mail] = {}
        self.count = 0

    def write_day(self, day: datetime) -> None:
        """Write what happens on one day, in the order of time."""
        hours = sorted(self.random.sample(range(30, 520), 9))
        for minutes in hours:
            at = (day + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
            self.random.choice(
                [self.send, self.send, self.receive, self.receive, self.bounce, self.noise, self.meet, self.note]
            )(at)

    def send(self, at: datetime, name: str = "") -> None:
        at = at.astimezone(UTC)
        name = name or self.random.choice(KNOWN + STRANGERS)
        self.count += 1
        mail = Mail(
            at, self.random.choice(OWN), f"{name} <{address(name)}>", f"s{self.count}@host.example", "Hi", "sent",
            answers=self.last_sent[name].key if name in self.last_sent and self.random.random() < 0.5 else "",
        )  # fmt: skip
        deliver(self.mail / "Sent", mail)
        self.last_sent[name] = mail
        self.truth[name].add((at, "out"))

    def receive(self, at: datetime) -> None:
        at = at.astimezone(UTC)
        name = self.random.choice(KNOWN + STRANGERS)
        self.count += 1
        asked = self.last_sent.get(name)
        mail = Mail(
            at, f"{name} <{address(name)}>", OWN[self.random.random() < 0.3], f"r{self.count}@host.example", "Re: Hi",
            answers=asked.key if asked and self.random.random() < 0.7 else "",
            headers=(("Received", "from host; Mon, 02 Nov 2026 10:00:00 +0000"),),
        )  # fmt: skip
        path = deliver(self.mail / "INBOX", mail, flags="" if self.random.random() < 0.5 else "S")
        if self.random.random() < 0.3:  # the mail program files it elsewhere, under another name
            deliver(self.mail / "Archive", mail)
            if self.random.random() < 0.5:
                path.unlink()
        self.truth[name].add((at, "in"))

    def bounce(self, at: datetime) -> None:
        at = at.astimezone(UTC)
        name = self.random.choice(NOBODY)
        self.count += 1
        mail = out(at, f"{name} <{address(name)}>", id=f"b{self.count}@host.example")
        deliver(self.mail / "Sent", mail)
        deliver(self.mail / "INBOX", returned(at + timedelta(minutes=2), address(name), mail.key))

    def noise(self, at: datetime) -> None:
        self.count += 1
        name = self.random.choice(KNOWN)
        headers = self.random.choice(
            [
                (("List-Post", "<mailto:list@people.example>"), ("List-Id", "<list.people.example>")),
                (("Auto-Submitted", "auto-replied"),),
                (("List-Unsubscribe", "<mailto:no@people.example>"), ("List-Id", "<n.people.example>")),
                (("Precedence", "bulk"),),
            ]
        )
        mail = Mail(at, f"{name} <{address(name)}>", OWN[0], f"n{self.count}@host.example", "News", headers=headers)
        deliver(self.mail / "INBOX", mail)

    def meet(self, at: datetime) -> None:
        name = self.random.choice(KNOWN)
        self.count += 1
        write_event(self.calendar, f"e{self.count}", at, "Coffee", (name, address(name)), own="mara@harbour.example")
        self.truth[name].add((at, "met"))

    def note(self, at: datetime) -> None:
        name = self.random.choice(KNOWN)
        direction, word = self.random.choice([("out", "sent"), ("in", "wrote")])
        with self.inbox.open("a", encoding="utf-8") as stream:
            stream.write(f"{at:%Y-%m-%d %H:%M} {word} {name} @linkedin\n")
        self.truth[name].add((at, direction))


def conversations(service: CoachService) -> dict[str, list[tuple[datetime, str]]]:
    """Return what is logged with each person since the thirty days began."""
    journal = service.open_folder().journal
    names = {person.id: person.name for person in journal.list_records(Person)}
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for message in journal.list_records(Message):
        if message.at > TUESDAY - timedelta(days=1):
            found[names[message.person]].append((message.at, "met" if message.kind == "meeting" else message.direction))
    return {name: sorted(events) for name, events in found.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_after_thirty_days_the_coach_knows_what_was_true(
    folder: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    world = World(tmp_path, seed)
    windows = [CoachService(folder, clock, device_id="test0001").open_folder() for _ in range(2)]
    for name in KNOWN:
        windows[0].execute(log_sent_message(name, at=clock.now() - timedelta(days=60)))
    connect(windows[0], "mail", world.mail, "mara@harbour.example", "mara.quill@second.example")
    connect(windows[0], "calendar", world.calendar, "mara@harbour.example")
    connect(windows[0], "inbox", world.inbox)
    for day in range(30):
        world.write_day(clock.now())
        clock.forward(hours=11)
        if day % 5 == 2:  # somebody stops it after the data and before what was read is noted
            with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
                patch.setattr(sources, "save_tables", _stop)
                sources.read_sources(windows[1], force=True, run_line=run_inbox_line)
        for window in windows:
            sources.read_sources(window, run_line=run_inbox_line)
        clock.forward(hours=13)
    sources.read_sources(windows[1], run_line=run_inbox_line)
    expected = {name: sorted(world.truth[name]) for name in KNOWN if world.truth[name]}
    assert conversations(windows[0]) == expected
    written_to = {name for name in STRANGERS if any(kind == "out" for _, kind in world.truth[name])}
    offers = sources.list_offers(windows[0])
    assert {offer["name"] for offer in offers} == written_to
    sources.adopt_people(windows[0], offers)
    expected |= {name: sorted(world.truth[name]) for name in written_to}
    assert conversations(windows[1]) == expected
    rows = list_open_conversations(windows[1].open_folder().journal, clock.now())
    last = {name: events[-1][1] for name, events in expected.items()}
    assert {row.name for row in rows if row.owed} == {name for name, kind in last.items() if kind == "in"}
    waiting = {name for name, events in expected.items() if is_waited_for(events)}
    assert {row.name for row in rows if not row.owed} == waiting | {name for name in KNOWN if name not in last}


def is_waited_for(events: list[tuple[datetime, str]]) -> bool:
    """Return whether I wrote last, and not on one day as an answer to them: a rule of the coach, worked out here anew."""
    mine = []
    for at, kind in reversed(events):
        if kind != "out":
            gaps = [sent - at for sent in mine]
            is_answer = len({sent.date() for sent in mine}) == 1 and max(gaps) <= timedelta(days=SOON[kind])
            return bool(mine) and not is_answer
        mine.append(at)
    return bool(mine)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
