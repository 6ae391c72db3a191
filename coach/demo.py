"""Invents three months of data that end today, for `coach --demo`, pictures and tests; one seed gives the same data.

Nobody in it exists. There are good weeks and heavy ones, answers and silence, and blocks that end early.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from coach.domain.advice_records import AdviceAnswer
from coach.domain.focus import FocusBlock, FocusKind
from coach.domain.goal import Goal, GoalState
from coach.domain.message import Message, MessageDirection
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event, PlannedMeeting
from coach.domain.person import Person, PersonTie
from coach.domain.record import Record, stamp_record
from coach.domain.settings import HoursSpan, Settings
from coach.service import CoachService

DEMO_DAYS = 92
DEMO_PEOPLE: tuple[tuple[str, PersonTie, str, str, str, Mapping[str, str]], ...] = (
    ("Priya Raman", "warm", "linkedin", "Bengaluru", "Asia/Kolkata", {"company": "Brightwater"}),
    ("Lin Haldorsen", "cold", "e-mail", "Oslo", "Europe/Oslo", {}),
    ("Sam Okafor", "strong", "e-mail", "Leeds", "Europe/London", {"company": "Northgate"}),
    ("Ana Brankova", "warm", "linkedin", "Sofia", "Europe/Sofia", {"company": "Northgate", "every": "4w"}),
    ("Tomás Leiro", "warm", "x", "Vigo", "Europe/Madrid", {}),
    ("Mei Castellane", "cold", "linkedin", "Lyon", "Europe/Paris", {}),
    ("Jonas Wetterwald", "dormant", "e-mail", "Basel", "Europe/Zurich", {}),
    ("Ruth Adeyemi", "strong", "phone", "Lagos", "Africa/Lagos", {}),
    ("Ines Quadros", "warm", "linkedin", "Porto", "Europe/Lisbon", {}),
    ("Oskar Fennimore", "cold", "linkedin", "Dublin", "Europe/Dublin", {}),
    ("Hana Mirzaei", "warm", "x", "Hamburg", "Europe/Berlin", {"company": "Lumen Labs", "birthday": "--03-03"}),
    ("Pelle Strandgren", "warm", "event", "Malmö", "Europe/Stockholm", {"every": "26w"}),
)
"""Name, tie, channel, place and time zone of each person, and what else is known of some."""
DEMO_TOPICS = (
    "the meetup in spring", "your talk on queues", "a question about the team", "the reading list",
    "thanks for the pointer", "how the new role is", "the open position", "the paper you shared", "a small idea",
)  # fmt: skip
DEMO_GOALS = (
    ("Thank one person for something they once did for you, naming the thing", "thank", 5, "low", ("B1a",)),
    ("Answer the oldest waiting message in three sentences", "reply", 5, "low", ("B1a",)),
    ("Share one useful link with one person and say why it is for them", "give", 5, "low", ("B1a", "P2")),
    ("Read one long article of your field and note one takeaway", "learn", 20, "low", ("P2",)),
    ("Write to one person who knows you a little, about a shared topic", "reach_out", 15, "medium", ("P4", "P5")),
)
DEMO_MOOD_WORDS = ("rested", "tired", "hopeful", "restless", "calm", "curious")
DEMO_SEED = 7
DEMO_REST_DAYS = 22
"""Days after which an exchange without a reply was let rest."""
DEMO_INTENTIONS = ("write to Priya", "answer Sam", "one good article", "two opportunities", "tidy the profile", "")
DEMO_BLOCK_KINDS: tuple[FocusKind, ...] = ("messages", "messages", "read", "write", "search", "deep work", "meet")


def write_demo_data(service: CoachService, own: Settings | None = None) -> None:
    """Write the invented data into the empty folder of `service`; it ends at the present moment of its clock.

    It is shown in the colours, and with or without the motion, of the person's `own` settings.
    """
    now = service.now()
    demo_records = list(_Inventor(now).build_records())
    if own is not None:
        look = {"theme": own.theme, "still": own.still}
        demo_records = [record.copy_with(**look) if isinstance(record, Settings) else record for record in demo_records]
    demo_records = [stamp_record(record, None, now - timedelta(seconds=1), service.device) for record in demo_records]
    service.store.save_documents([(record.table, record.to_document()) for record in demo_records])


class _Inventor:
    """Makes up the records of three months with one seed; the order in which it draws is part of what comes out."""

    def __init__(self, now: datetime) -> None:
        self._rng = Random(DEMO_SEED)
        self._now, self._today = now, (now - timedelta(hours=4)).date()

    def build_records(self) -> Iterator[Record]:
        people = {
            name: Person(id=self._new_id(), name=name, tie=tie, channel=channel, place=place, zone=zone, **others)
            for name, tie, channel, place, zone, others in DEMO_PEOPLE
        }
        yield Settings(hours=(HoursSpan(start=time(9, 0), end=time(17, 30)),), bell=False, notify=False)
        yield from people.values()
        for days_ago in range(DEMO_DAYS, -1, -1):
            day = self._today - timedelta(days=days_ago)
            yield from (record for record in self._build_day(day) if _record_time(record) <= self._now)
        yield from self._build_conversations(people)
        yield from self._build_opportunities_and_event(people)
        yield from self._build_writings()
        yield from self._build_past_event()

    def _build_day(self, day: date) -> Iterator[Record]:
        """Yield moods, goal and blocks of one day. Weekends are mostly free, some days are blank."""
        rng, today, weekend = self._rng, day == self._today, day.weekday() >= 5
        is_heavy_week = 1 if (day.toordinal() // 9) % 4 == 2 else 0
        for hour in (9, 14, 20) if rng.random() < 0.8 else ():
            if rng.random() < 0.6:
                value = max(1, min(5, round(rng.gauss(3.5 - is_heavy_week + 0.3 * weekend, 0.8))))
                words = (rng.choice(DEMO_MOOD_WORDS),) if rng.random() < 0.25 else ()
                energy = rng.choice((None, 1, 2, 2, 3))
                yield Mood(id=self._new_id(), at=self._pick_time(day, hour), value=value, energy=energy, words=words)
        if weekend or rng.random() < 0.15:
            return
        if not today and rng.random() < 0.7:
            text, kind, minutes, size, serves = rng.choice(DEMO_GOALS)
            states: tuple[GoalState, ...] = ("done", "done", "done", "not today", "let go")
            yield Goal(
                id=self._new_id(), day=day, text=text, kind=kind, serves=serves, minutes=minutes, energy=size,
                state=rng.choice(states),
            )  # fmt: skip
        for hour in (10,) if today else (10, 13, 15)[: rng.randint(0, 2)]:
            kind_of_block = "messages" if today else rng.choice(DEMO_BLOCK_KINDS)
            start = self._pick_time(day, hour)
            end = start + timedelta(minutes=rng.choice((15, 20, 25, 25, 25)))
            felt = round(rng.gauss(3.6 if kind_of_block in ("messages", "meet", "write") else 2.7, 0.7))
            yield FocusBlock(
                id=self._new_id(), kind=kind_of_block, intention=rng.choice(DEMO_INTENTIONS), started_at=start,
                deadline=start + timedelta(minutes=25), ended_at=end, drifts=rng.choice((0, 0, 0, 1, 2)),
                felt=max(1, min(5, felt)) if rng.random() < 0.8 else None, asked=True,
            )  # fmt: skip
            if kind_of_block == "read" and rng.random() < 0.6:
                note_id, text = self._new_id(), f"Worth keeping: {rng.choice(DEMO_TOPICS)}"
                yield Note(id=note_id, at=end, kind="takeaway", text=text)

    def _build_conversations(self, people: Mapping[str, Person]) -> Iterator[Record]:
        """Yield what passed between the person and everybody: older exchanges, then what is open now."""
        rng = self._rng
        open_since = {"Priya Raman": 6, "Lin Haldorsen": 16, "Ana Brankova": 2, "Mei Castellane": 9,
                      "Oskar Fennimore": 24, "Ines Quadros": 1, "Hana Mirzaei": 12}  # fmt: skip
        for name, person in people.items():
            newest = max(35, open_since.get(name, 0) + DEMO_REST_DAYS + 1)  # it rests before the open one begins
            exchanges = [rng.randint(newest, DEMO_DAYS) for _ in range(rng.randint(1, 3))]
            for days_ago in sorted(exchanges, reverse=True):
                yield from self._build_exchange(person, days_ago, answered=rng.random() < 0.6)
        for name, days_ago in open_since.items():
            yield self._build_message(people[name], self._at(days_ago, 11), "out", rng.choice(DEMO_TOPICS))
        yield Message(
            id=self._new_id(), person=people["Sam Okafor"].id, at=self._at(2, 16), kind="promise", text="an intro",
            channel="e-mail",
        )  # fmt: skip
        yield self._build_message(people["Ruth Adeyemi"], self._at(3, 10), "in", "a question about the team")

    def _build_exchange(self, person: Person, days_ago: int, *, answered: bool) -> Iterator[Message]:
        """Yield a message and a reply, or that it was let rest."""
        yield self._build_message(person, self._at(days_ago, 11), "out", self._rng.choice(DEMO_TOPICS))
        if answered:
            later = days_ago - self._rng.choice((0, 1, 1, 2, 4))
            reply = self._build_message(person, self._at(later, 17), "in", "")
            yield reply.copy_with(closed_at=reply.at)
        else:
            rest_id, at = self._new_id(), self._at(days_ago - DEMO_REST_DAYS, 12)
            yield Message(id=rest_id, person=person.id, at=at, direction="own", kind="rest")

    def _build_message(self, person: Person, at: datetime, direction: MessageDirection, text: str) -> Message:
        return Message(
            id=self._new_id(), person=person.id, at=at, direction=direction, channel=person.channel, text=text
        )

    def _build_opportunities_and_event(self, people: Mapping[str, Person]) -> Iterator[Record]:
        """Yield two opportunities with their next steps, and an event with two people to meet."""
        hana, pelle = people["Hana Mirzaei"], people["Pelle Strandgren"]
        yield Note(
            id=self._new_id(), at=self._at(6, 10), kind="opportunity", person=people["Priya Raman"].id,
            text="Data engineer at Brightwater", employer="Brightwater", link="https://brightwater.example/jobs/17",
            stage="asked", next_step="ask Priya about the team", due=self._today + timedelta(days=2),
        )  # fmt: skip
        yield Note(
            id=self._new_id(), at=self._at(3, 15), kind="opportunity",
            text="Platform lead at Northgate", employer="Northgate", link="https://northgate.example/careers",
            stage="found", next_step="send the portfolio", due=self._today + timedelta(days=5),
        )  # fmt: skip
        yield Event(
            id=self._new_id(), at=self._at(2, 9), title="Trade fair", day=self._today + timedelta(days=9),
            place="Leipzig",
            meetings=(
                PlannedMeeting(name=hana.name, person=hana.id, question="how is the new lab?"),
                PlannedMeeting(name=pelle.name, person=pelle.id),
            ),
        )  # fmt: skip

    def _build_writings(self) -> Iterator[Record]:
        """Yield a public post of last week, and a takeaway of this day a month ago."""
        posted = self._at(5, 16)
        yield Note(
            id=self._new_id(), at=posted, kind="post", text="What I learned about queues", posted_at=posted,
            closed_at=posted, link="https://posts.example/queues",
        )  # fmt: skip
        last_month = self._today.replace(day=1) - timedelta(days=1)
        if self._today.day <= last_month.day:
            at = self._pick_time(last_month.replace(day=self._today.day), 11)
            yield Note(id=self._new_id(), at=at, kind="takeaway", text="A queue without a limit hides a problem")

    def _build_past_event(self) -> Iterator[Record]:
        """Yield an event of two days ago, about which the coach asked yesterday; whom one met can still be said."""
        yield Event(
            id=self._new_id(), at=self._at(12, 9), title="Data meetup", day=self._today - timedelta(days=2),
            place="Hamburg", meetings=(PlannedMeeting(name="Noor Salim"),),
        )  # fmt: skip
        yesterday = self._today - timedelta(days=1)
        yield AdviceAnswer(id=self._new_id(), topic="R36", at=self._pick_time(yesterday, 9), day=yesterday)

    def _at(self, days_ago: int, hour: int) -> datetime:
        return self._pick_time(self._today - timedelta(days=days_ago), hour)

    def _pick_time(self, day: date, hour: int) -> datetime:
        """Return a moment around `hour` of `day`, in the zone of the present."""
        return datetime.combine(day, time(hour, self._rng.randint(0, 55)), tzinfo=self._now.tzinfo)

    def _new_id(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"


def _record_time(record: Record) -> datetime:
    """Return the last moment of a record: none may lie after the present."""
    if isinstance(record, FocusBlock) and record.ended_at is not None:
        return record.ended_at
    at = getattr(record, "at", None)
    return at if isinstance(at, datetime) else datetime.min.replace(tzinfo=record.changed_at.tzinfo)
