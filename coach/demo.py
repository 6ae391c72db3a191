"""Invents three months of data that end today, for `coach --demo`, pictures and tests; one seed gives the same data.

Nobody in it exists. There are good weeks and heavy ones, answers and silence, and blocks that end early.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from coach.domain.advice_records import AdviceAnswer
from coach.domain.focus import FocusBlock, FocusKind
from coach.domain.goal import Goal, GoalState
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event, PlannedMeeting
from coach.domain.person import Person, PersonTie
from coach.domain.record import Record, stamp_record
from coach.domain.settings import HoursSpan, Settings
from coach.service import CoachService

DEMO_DAYS = 92
DEMO_PEOPLE: tuple[tuple[str, PersonTie, str, str], ...] = (
    ("Priya Raman", "warm", "linkedin", "Bengaluru"), ("Lin Haldorsen", "cold", "e-mail", "Oslo"),
    ("Sam Okafor", "strong", "e-mail", "Leeds"), ("Ana Brankova", "warm", "linkedin", "Sofia"),
    ("Tomás Leiro", "warm", "x", "Vigo"), ("Mei Castellane", "cold", "linkedin", "Lyon"),
    ("Jonas Wetterwald", "dormant", "e-mail", "Basel"), ("Ruth Adeyemi", "strong", "phone", "Lagos"),
    ("Ines Quadros", "warm", "linkedin", "Porto"), ("Oskar Fennimore", "cold", "linkedin", "Dublin"),
    ("Hana Mirzaei", "warm", "x", "Hamburg"), ("Pelle Strandgren", "warm", "event", "Malmö"),
)  # fmt: skip
DEMO_CADENCES = {"Ana Brankova": "4w", "Pelle Strandgren": "26w"}
"""How often the person wants to be in touch with some of them."""
DEMO_BIRTHDAYS = {"Hana Mirzaei": "--03-03"}
DEMO_COMPANIES = {
    "Priya Raman": "Brightwater", "Ana Brankova": "Northgate", "Sam Okafor": "Northgate", "Hana Mirzaei": "Lumen Labs",
}  # fmt: skip
DEMO_TIME_ZONES = {
    "Bengaluru": "Asia/Kolkata", "Oslo": "Europe/Oslo", "Leeds": "Europe/London", "Sofia": "Europe/Sofia",
    "Vigo": "Europe/Madrid", "Lyon": "Europe/Paris", "Basel": "Europe/Zurich", "Lagos": "Africa/Lagos",
    "Porto": "Europe/Lisbon", "Dublin": "Europe/Dublin", "Hamburg": "Europe/Berlin", "Malmö": "Europe/Stockholm",
}  # fmt: skip
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
    now, demo_records = service.now(), build_demo_records(service.now())
    if own is not None:
        look = {"theme": own.theme, "still": own.still}
        demo_records = [record.copy_with(**look) if isinstance(record, Settings) else record for record in demo_records]
    demo_records = [stamp_record(record, None, now - timedelta(seconds=1), service.device) for record in demo_records]
    service.store.save_documents([(record.table, record.to_document()) for record in demo_records])


def build_demo_records(now: datetime) -> list[Record]:
    """Return the invented records of three months that end at `now`."""
    rng = Random(DEMO_SEED)
    today = (now - timedelta(hours=4)).date()
    demo_people = [
        Person(
            id=_new_id(rng),
            name=name,
            tie=tie,
            channel=channel,
            place=place,
            zone=DEMO_TIME_ZONES[place],
            company=DEMO_COMPANIES.get(name, ""),
            every=DEMO_CADENCES.get(name, ""),
            birthday=DEMO_BIRTHDAYS.get(name, ""),
        )
        for name, tie, channel, place in DEMO_PEOPLE
    ]
    hours = (HoursSpan(start=time(9, 0), end=time(17, 30)),)
    demo_records: list[Record] = [Settings(hours=hours, bell=False, notify=False), *demo_people]
    for days_ago in range(DEMO_DAYS, -1, -1):
        day = today - timedelta(days=days_ago)
        demo_records.extend(record for record in _build_day(rng, day, now) if _record_time(record) <= now)
    demo_records.extend(_build_conversations(rng, demo_people, today, now))
    demo_records.extend(_build_opportunities(rng, demo_people, today, now))
    demo_records.extend(_build_writings(rng, today, now))
    demo_records.extend(_build_past_event(rng, today, now))
    return demo_records


def _build_day(rng: Random, day: date, now: datetime) -> Iterator[Record]:
    """Yield moods, goal and blocks of one day. Weekends are mostly free, some days are blank."""
    weekend = day.weekday() >= 5
    is_heavy_week = 1 if (day.toordinal() // 9) % 4 == 2 else 0
    for hour in (9, 14, 20) if rng.random() < 0.8 else ():
        if rng.random() < 0.6:
            value = max(1, min(5, round(rng.gauss(3.5 - is_heavy_week + 0.3 * weekend, 0.8))))
            words = (rng.choice(DEMO_MOOD_WORDS),) if rng.random() < 0.25 else ()
            energy = rng.choice((None, 1, 2, 2, 3))
            yield Mood(id=_new_id(rng), at=_pick_time(rng, day, hour, now), value=value, energy=energy, words=words)
    today = day == (now - timedelta(hours=4)).date()
    if weekend or rng.random() < 0.15:
        return
    if not today and rng.random() < 0.7:
        text, kind, minutes, size, serves = rng.choice(DEMO_GOALS)
        states: tuple[GoalState, ...] = ("done", "done", "done", "not today", "let go")
        yield Goal(
            id=_new_id(rng),
            day=day,
            text=text,
            kind=kind,
            serves=serves,
            minutes=minutes,
            energy=size,
            state=rng.choice(states),
        )
    hours = (10,) if today else (10, 13, 15)[: rng.randint(0, 2)]
    for hour in hours:
        kind_of_block = "messages" if today else rng.choice(DEMO_BLOCK_KINDS)
        start = _pick_time(rng, day, hour, now)
        length = rng.choice((15, 20, 25, 25, 25))
        felt = max(1, min(5, round(rng.gauss(3.6 if kind_of_block in ("messages", "meet", "write") else 2.7, 0.7))))
        yield FocusBlock(
            id=_new_id(rng), kind=kind_of_block, intention=rng.choice(DEMO_INTENTIONS), started_at=start,
            deadline=start + timedelta(minutes=25), ended_at=start + timedelta(minutes=length),
            drifts=rng.choice((0, 0, 0, 1, 2)), felt=felt if rng.random() < 0.8 else None, asked=True,
        )  # fmt: skip
        if kind_of_block == "read" and rng.random() < 0.6:
            yield Note(
                id=_new_id(rng),
                at=start + timedelta(minutes=length),
                kind="takeaway",
                text=f"Worth keeping: {rng.choice(DEMO_TOPICS)}",
            )


def _build_conversations(rng: Random, people: list[Person], today: date, now: datetime) -> Iterator[Record]:
    """Yield what passed between the person and everybody: older exchanges, then what is open now."""
    open_since = {"Priya Raman": 6, "Lin Haldorsen": 16, "Ana Brankova": 2, "Mei Castellane": 9, "Oskar Fennimore": 24,
                  "Ines Quadros": 1, "Hana Mirzaei": 12}  # fmt: skip
    for person in people:
        # It rests before the open one begins.
        newest_days_ago = max(35, open_since.get(person.name, 0) + DEMO_REST_DAYS + 1)
        for days_ago in sorted(
            (rng.randint(newest_days_ago, DEMO_DAYS) for _ in range(rng.randint(1, 3))), reverse=True
        ):
            yield from _build_exchange(rng, person, today - timedelta(days=days_ago), now, answered=rng.random() < 0.6)
    people_by_name = {person.name: person for person in people}
    for name, days_ago in open_since.items():
        person = people_by_name[name]
        yield _build_message(
            rng, person, _pick_time(rng, today - timedelta(days=days_ago), 11, now), "out", rng.choice(DEMO_TOPICS)
        )
    sam, ruth = people_by_name["Sam Okafor"], people_by_name["Ruth Adeyemi"]
    yield Message(
        id=_new_id(rng),
        person=sam.id,
        at=_pick_time(rng, today - timedelta(days=2), 16, now),
        kind="promise",
        text="an intro",
        channel="e-mail",
    )
    yield _build_message(
        rng, ruth, _pick_time(rng, today - timedelta(days=3), 10, now), "in", "a question about the team"
    )


def _build_opportunities(rng: Random, people: list[Person], today: date, now: datetime) -> Iterator[Record]:
    """Yield two opportunities with their next steps, and an event with two people to meet."""
    people_by_name = {person.name: person for person in people}
    priya, hana = people_by_name["Priya Raman"], people_by_name["Hana Mirzaei"]
    yield Note(
        id=_new_id(rng), at=_pick_time(rng, today - timedelta(days=6), 10, now), kind="opportunity", person=priya.id,
        text="Data engineer at Brightwater", employer="Brightwater", link="https://brightwater.example/jobs/17",
        stage="asked", next_step="ask Priya about the team", due=today + timedelta(days=2),
    )  # fmt: skip
    yield Note(
        id=_new_id(rng), at=_pick_time(rng, today - timedelta(days=3), 15, now), kind="opportunity",
        text="Platform lead at Northgate", employer="Northgate", link="https://northgate.example/careers",
        stage="found", next_step="send the portfolio", due=today + timedelta(days=5),
    )  # fmt: skip
    yield Event(
        id=_new_id(rng), at=_pick_time(rng, today - timedelta(days=2), 9, now), title="Trade fair",
        day=today + timedelta(days=9), place="Leipzig",
        meetings=(
            PlannedMeeting(name=hana.name, person=hana.id, question="how is the new lab?"),
            PlannedMeeting(name="Pelle Strandgren", person=people_by_name["Pelle Strandgren"].id),
        ),
    )  # fmt: skip


def _build_writings(rng: Random, today: date, now: datetime) -> Iterator[Record]:
    """Yield a public post of last week, and a takeaway of this day a month ago."""
    posted = _pick_time(rng, today - timedelta(days=5), 16, now)
    yield Note(
        id=_new_id(rng), at=posted, kind="post", text="What I learned about queues", posted_at=posted, closed_at=posted,
        link="https://posts.example/queues",
    )  # fmt: skip
    last_month = today.replace(day=1) - timedelta(days=1)
    if today.day <= last_month.day:
        at = _pick_time(rng, last_month.replace(day=today.day), 11, now)
        yield Note(id=_new_id(rng), at=at, kind="takeaway", text="A queue without a limit hides a problem")


def _build_past_event(rng: Random, today: date, now: datetime) -> Iterator[Record]:
    """Yield an event of two days ago, about which the coach asked yesterday; whom one met can still be said."""
    yield Event(
        id=_new_id(rng), at=_pick_time(rng, today - timedelta(days=12), 9, now), title="Data meetup",
        day=today - timedelta(days=2), place="Hamburg", meetings=(PlannedMeeting(name="Noor Salim"),),
    )  # fmt: skip
    yesterday = today - timedelta(days=1)
    yield AdviceAnswer(id=_new_id(rng), topic="R36", at=_pick_time(rng, yesterday, 9, now), day=yesterday)


def _build_exchange(rng: Random, person: Person, day: date, now: datetime, *, answered: bool) -> Iterator[Message]:
    yield _build_message(rng, person, _pick_time(rng, day, 11, now), "out", rng.choice(DEMO_TOPICS))
    if answered:
        later = day + timedelta(days=rng.choice((0, 1, 1, 2, 4)))
        reply = _build_message(rng, person, _pick_time(rng, later, 17, now), "in", "")
        yield reply.copy_with(closed_at=reply.at)
    else:
        yield Message(
            id=_new_id(rng),
            person=person.id,
            at=_pick_time(rng, day + timedelta(days=DEMO_REST_DAYS), 12, now),
            direction="own",
            kind="rest",
        )


def _build_message(rng: Random, person: Person, at: datetime, direction: str, text: str) -> Message:
    return Message.model_validate(
        {
            "id": _new_id(rng),
            "person": person.id,
            "at": at,
            "direction": direction,
            "channel": person.channel,
            "text": text,
        }
    )


def _pick_time(rng: Random, day: date, hour: int, now: datetime) -> datetime:
    """Return a moment around `hour` of `day`, in the zone of `now`."""
    return datetime.combine(day, time(hour, rng.randint(0, 55)), tzinfo=now.tzinfo)


def _record_time(record: Record) -> datetime:
    """Return the last moment of a record: none may lie after the present."""
    if isinstance(record, FocusBlock) and record.ended_at is not None:
        return record.ended_at
    at = getattr(record, "at", None)
    return at if isinstance(at, datetime) else datetime.min.replace(tzinfo=record.changed_at.tzinfo)


def _new_id(rng: Random) -> str:
    return f"{rng.getrandbits(128):032x}"
