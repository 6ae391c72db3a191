"""Thirty days with a mailbox, a calendar, contacts and an inbox that other programs write to: what the coach knows at
the end is what was true, nothing twice, with two windows that read at once, stops and kills in between."""

from __future__ import annotations

import random
import select
import subprocess
import sys
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.actions.backdate import backdate_action
from coach.actions.outreach import log_sent_message
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.message import Message
from coach.domain.opportunities_and_events import Event
from coach.domain.person import Person
from coach.domain.typed_times import TypedTime
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.store.address_book_and_accounts import load_address_book
from tests.conftest import TUESDAY, FakeClock
from tests.importers.make_mail import Mail, out, returned
from tests.sources.test_mail import connect
from tests.sources.writers import deliver, write_card, write_event

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
        self.contacts, self.companies = root / "contacts", dict[str, str]()
        self.contacts.mkdir()
        self.planned: list[tuple[str, str, datetime]] = []
        """Meetings to come: uid, whom, when."""
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
                [self.send, self.send, self.receive, self.receive, self.bounce, self.noise, self.meet, self.note,
                 self.plan, self.move, self.card]
            )(at)  # fmt: skip

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

    def plan(self, at: datetime) -> None:
        """Put a meeting of the next days into the calendar."""
        name, when = self.random.choice(KNOWN), at + timedelta(days=self.random.randint(1, 4))
        self.count += 1
        write_event(self.calendar, f"e{self.count}", when, "Talk", (name, address(name)), own="mara@harbour.example")
        self.planned.append((f"e{self.count}", name, when))
        self.truth[name].add((when, "met"))

    def move(self, at: datetime) -> None:
        """Move the next planned meeting by a day, as vdirsyncer does after a change elsewhere: a new file in place."""
        coming = [each for each in self.planned if each[2] > at]
        if not coming:
            return
        uid, name, when = coming[0]
        later = when + timedelta(days=1)
        write_event(self.calendar, uid, later, "Talk", (name, address(name)), own="mara@harbour.example")
        self.planned[self.planned.index(coming[0])] = (uid, name, later)
        self.truth[name].remove((when, "met"))
        self.truth[name].add((later, "met"))

    def card(self, at: datetime) -> None:
        """Write a card, change one, or delete one."""
        name = self.random.choice(KNOWN + STRANGERS)
        if name in self.companies and self.random.random() < 0.3:
            del self.companies[name]
            (self.contacts / f"{name}.vcf").unlink()
            return
        self.companies[name] = f"Company {self.random.randint(1, 9)}"
        write_card(self.contacts, name, name, address(name), self.companies[name])

    def past_truth(self, name: str, now: datetime) -> list[tuple[datetime, str]]:
        """Return what has happened with somebody by now, oldest first."""
        return sorted(event for event in self.truth[name] if event[0] <= now)

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


class Window:
    """A window in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.open()

    def open(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sources.source_window", str(self._folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def begin_reading(self, now: datetime) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{now.isoformat()}\n")
        self._process.stdin.flush()

    def finish_reading(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "0\n"

    def kill_within(self, seconds: float) -> None:
        """Kill the process unless it has finished its reading before, and open another one."""
        select.select([self._process.stdout], [], [], seconds)
        self._process.kill()
        self.close()
        self.open()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def connect_all(service: CoachService, world: World) -> None:
    """Make the known people known, and connect four sources."""
    for name in KNOWN:
        service.execute(backdate_action(log_sent_message(name), TypedTime(service.now() - timedelta(days=60))))
    connect(service, "mail", world.mail, "mara@harbour.example", "mara.quill@second.example")
    connect(service, "calendar", world.calendar, "mara@harbour.example")
    connect(service, "inbox", world.inbox)
    connect(service, "contacts", world.contacts)


def check_truth(service: CoachService, world: World, now: datetime) -> None:
    """Assert that people, conversations, owed and waiting are what the world says, and nothing is there twice."""
    happened = {name: world.past_truth(name, now) for name in KNOWN + STRANGERS}
    expected = {name: happened[name] for name in KNOWN if happened[name]}
    assert conversations(service) == expected
    written_to = {name for name in STRANGERS if any(kind == "out" for _, kind in happened[name])}
    offers = sources.list_offers(service)
    assert {offer["name"] for offer in offers} == written_to
    sources.adopt_people(service, offers)
    expected |= {name: happened[name] for name in written_to}
    assert conversations(service) == expected
    rows = list_open_conversations(service.open_folder().journal, now)
    last = {name: events[-1][1] for name, events in expected.items()}
    assert {row.name for row in rows if row.i_owe} == {name for name, kind in last.items() if kind == "in"}
    waiting = {name for name, events in expected.items() if is_waited_for(events)}
    assert {row.name for row in rows if not row.i_owe} == waiting | {name for name in KNOWN if name not in last}
    book = {doc["name"]: doc["company"] for doc in load_address_book(service.store).values()}
    assert book == world.companies
    titles = [(event.day, event.title) for event in service.journal.list_records(Event)]
    assert len(titles) == len(set(titles))


@pytest.mark.slow
def test_after_thirty_days_the_coach_knows_what_was_true(
    folder: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, 1)
    windows = [CoachService(folder, clock, device_id="test0001").open_folder() for _ in range(2)]
    connect_all(windows[0], world)
    for day in range(30):
        world.write_day(clock.now())
        clock.forward(hours=11)
        if day % 5 == 2:  # somebody stops it after the data and before what was read is noted
            with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
                patch.setattr(sources, "save_tables", _stop)
                sources.read_sources(windows[1], force=True)
        for window in windows:
            sources.read_sources(window)
        clock.forward(hours=13)
    sources.read_sources(windows[1])
    check_truth(windows[0], world, clock.now())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_windows_that_read_at_once_and_are_killed_take_nothing_twice(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    world = World(tmp_path, 2)
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    connect_all(service, world)
    windows = [Window(folder) for _ in range(2)]
    try:
        for day in range(30):
            world.write_day(clock.now())
            clock.forward(hours=11)
            for window in windows:
                window.begin_reading(clock.now())
            if day % 4 == 1:
                windows[day % 8 == 1].kill_within(world.random.uniform(0, 0.3))
                windows[day % 8 == 1].begin_reading(clock.now())
            for window in windows:
                window.finish_reading()
            clock.forward(hours=13)
        windows[0].begin_reading(clock.now())
        windows[0].finish_reading()
    finally:
        for window in windows:
            window.close()
    check_truth(service, world, clock.now())


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
