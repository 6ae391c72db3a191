"""Five weeks of a freelancer through the real program, and every number against a plain reading of the script.

Two namesakes, a week ill, a week in Lisbon, the end of summer time in New York, blocks forgotten over midnight, days
that end at 04:00, backdated acts, an import in the middle, undo and redo, somebody blocked and two entries that were one
person. What is expected stands in the script beside what is typed, and is added up here with no code of the program.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.scripted_program import ScriptedProgram
from tests.terminal import Terminal

NEW_YORK, LISBON = "America/New_York", "Europe/Lisbon"
DAY_ENDS = "04:00"
FIRST, LAST = date(2026, 10, 5), date(2026, 11, 8)
LISBON_DAYS = (date(2026, 10, 19), date(2026, 10, 23))
KINDS = {"reading": "read", "writing": "write", "meetings": "meet", "searching": "search"}
"""Kinds as they are typed where scripts read another word."""


def day(month_and_day: str) -> date:
    month, number = month_and_day.split("-")
    return date(2026, int(month), int(number))


@dataclass
class Contact:
    """What passed with one person, in order: (day, what). `asks` and `rest` are kept beside."""

    events: list[tuple[date, str]] = field(default_factory=list)
    promises: int = 0

    def log(self, on: date, what: str) -> None:
        self.events.append((on, what))

    def state(self) -> str:
        """Return the state as scripts read it."""
        told = [what for _, what in self.events if what != "rest"]
        if not told:
            return "none"
        if self.events[-1][1] == "rest":
            return "resting"
        if told[-1] in ("met", "no"):
            return told[-1]
        if told[-1] == "answered":
            return "answered"
        if told[-1] == "in":
            return "your turn" if "out" in told or "asked" in told else "they wrote first"
        before = [what for what in told if what in ("in", "answered", "met", "no")]
        mine = self.unanswered()
        closes = bool(before) and before[-1] in ("in", "answered") and mine[0][1] == "out" and len(mine) == 1
        if closes and (mine[0][0] - self.heard()).days <= (45 if before[-1] == "in" else 7):
            return "answered"
        return "went quiet" if before else "never replied"

    def heard(self) -> date:
        return next(on for on, what in reversed(self.events) if what in ("in", "answered", "met", "no"))

    def unanswered(self) -> list[tuple[date, str]]:
        """Return my messages since they last wrote."""
        ends = [n for n, (_, what) in enumerate(self.events) if what in ("in", "answered", "met", "no")]
        return [each for each in self.events[ends[-1] + 1 if ends else 0 :] if each[1] in ("out", "asked")]


@dataclass
class Life:
    """What was typed, in plain lists."""

    contacts: dict[str, Contact] = field(default_factory=lambda: defaultdict(Contact))
    blocks: list[tuple[date, list[tuple[datetime, datetime]], str]] = field(default_factory=list)
    """Day, the times between pauses, and kind."""
    moods: list[tuple[date, int]] = field(default_factory=list)
    felt: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    counts: list[tuple[date, str]] = field(default_factory=list)
    """Goals done, promises kept, things shared, posts, takeaways and opportunities."""
    blocked: set[str] = field(default_factory=set)

    def block(self, on: str, start: str, minutes: int, kind: str, zone: str = NEW_YORK, belongs: str = "") -> None:
        began = datetime.fromisoformat(f"2026-{on}T{start}").replace(tzinfo=ZoneInfo(zone))
        utc = began.astimezone(ZoneInfo("UTC"))
        self.blocks.append((day(belongs or on), [(utc, utc + timedelta(minutes=minutes))], kind))

    def minutes(self, first: date, last: date, *, deep: bool = False) -> dict[str, int]:
        """Return minutes by kind; what two blocks share counts for the one that began first."""
        seconds: Counter[str] = Counter()
        reached = datetime(2000, 1, 1, tzinfo=ZoneInfo("UTC"))
        worked = [(start, end, on, kind) for on, pieces, kind in self.blocks for start, end in pieces]
        for start, end, on, kind in sorted(worked):
            begin = max(start, reached)
            if end > begin and first <= on <= last and (deep or kind != "deep work"):
                seconds[kind] += int((end - begin).total_seconds())
            reached = max(reached, end)
        return {kind: (total + 30) // 60 for kind, total in seconds.items() if total}

    def block_minutes(self, on: date) -> list[tuple[str, int]]:
        """Return kind and minutes of each block of a day; what two share counts for the one that began first."""
        found, reached = [], datetime(2000, 1, 1, tzinfo=ZoneInfo("UTC"))
        for day_of, pieces, kind in sorted(self.blocks, key=lambda block: block[1][0]):
            seconds = 0.0
            for start, end in pieces:
                seconds += max(0.0, (end - max(start, reached)).total_seconds())
                reached = max(reached, end)
            if day_of == on:
                found.append((kind, round(seconds) // 60))
        return found

    def shown(self) -> dict[str, Contact]:
        return {name: each for name, each in self.contacts.items() if name not in self.blocked}

    def waiting(self) -> dict[str, Contact]:
        return {n: c for n, c in self.shown().items() if c.state() in ("went quiet", "never replied")}

    def owed(self) -> list[str]:
        owed = [n for n, c in self.shown().items() if c.state() in ("your turn", "they wrote first")]
        return owed + [name for name, each in self.shown().items() for _ in range(each.promises)]

    def contacts_in(self, first: date, last: date) -> tuple[Counter[str], Counter[str]]:
        """Return what I gave and what came back between two days."""
        gave, came = Counter[str](), Counter[str]()
        for each in self.shown().values():
            theirs_last: bool | None = None
            for on, what in each.events:
                inside = first <= on <= last
                if what == "met":
                    came["talks"] += inside
                elif what == "no":
                    came["answers"] += inside
                elif what != "rest":
                    mine = what in ("out", "asked")
                    word = "answers" if theirs_last is mine else "messages written" if mine else "messages from others"
                    (gave if mine else came)[word] += inside
                    theirs_last = not mine
        return gave, came


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def working_days(since: date, today: date) -> int:
    return sum(1 for on in days(since + timedelta(days=1), today) if on.weekday() < 5)


class Script:
    """Types commands at their times, in the zone in which the freelancer is, and keeps what they mean."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.life, self.today = folder, Life(), FIRST
        self.programs = {zone: ScriptedProgram(folder, zone) for zone in (NEW_YORK, LISBON)}

    def program(self, on: date) -> ScriptedProgram:
        return self.programs[LISBON if LISBON_DAYS[0] <= on <= LISBON_DAYS[1] else NEW_YORK]

    def move_to(self, on: date) -> None:
        """Compare each day that is over by then, and each week on its Sunday."""
        while self.today < on:
            self.compare_day(self.today)
            if self.today.weekday() == 6:
                self.compare_week(self.program(self.today), self.today)
            self.today += timedelta(days=1)

    def type(self, on: str, clock: str, *words: str, says: str = "") -> str:
        self.move_to(day(on) - timedelta(days=clock < DAY_ENDS))
        printed = self.program(day(on)).run(day(on), clock, *words)
        assert re.search(says, printed), (on, clock, words, printed)
        return printed

    def refuse(self, on: str, clock: str, *words: str, says: str) -> None:
        self.move_to(day(on) - timedelta(days=clock < DAY_ENDS))
        code, printed = self.program(day(on)).try_to_run(day(on), clock, *words)
        assert code and re.search(says, printed), (on, clock, words, code, printed)

    def mood(self, on: str, clock: str, value: int, *, at: str = "", belongs: str = "") -> None:
        self.type(on, clock, "mood", str(value), *(["--at", at] if at else []))
        self.life.moods.append((day(belongs or on), value))

    def contact(self, on: str, clock: str, what: str, name: str, *more: str, who: str = "", belongs: str = "") -> None:
        command = {"out": "sent", "asked": "sent", "in": "wrote", "answered": "answered", "met": "met", "no": "no",
                   "rest": "rest"}[what]  # fmt: skip
        text = ["--text", "Any news?"] if what == "asked" else []
        self.type(on, clock, command, name, *text, *more)
        self.life.contacts[who or name].log(day(belongs or on), what)

    def count(self, on: str, clock: str, word: str, *words: str, belongs: str = "") -> None:
        self.type(on, clock, *words)
        self.life.counts.append((day(belongs or on), word))

    # Comparisons

    def compare_day(self, on: date) -> None:
        """Compare a day in the night after it, which belongs to it still."""
        program, life, night = self.program(on), self.life, on + timedelta(days=1)
        seen = program.read(night, "03:50", "today")
        expected = sum(life.minutes(on, on).values())
        assert seen["networking_minutes"] == expected, on
        assert seen["minutes"] == life.minutes(on, on, deep=True), on
        assert (seen["waiting"], seen["owed"]) == (len(life.waiting()), len(life.owed())), (on, life.owed())
        moods = [value for at, value in life.moods if at == on]
        assert sorted(each["value"] for each in seen["moods"]) == sorted(moods), on
        assert int(program.read(night, "03:51", "status")["minutes"]) == expected, on
        silences = Counter(
            (self.name_of(name), working_days(each.unanswered()[-1][0], on)) for name, each in life.waiting().items()
        )
        assert Counter((r["name"], r["working_days"]) for r in seen["rows"] if not r["owed"]) == silences, on
        printed = program.run(night, "03:52", "today")
        assert f"{expected} of 45 minutes of networking." in printed, printed
        waiting = Counter((r["name"], r["owed"]) for r in program.read(night, "03:53", "waiting"))
        owed = Counter((self.name_of(name), True) for name in life.owed())
        assert waiting == owed + Counter((self.name_of(name), False) for name in life.waiting()), on
        blocks = sorted(f"{kind_word(kind)}, {minutes} min" for kind, minutes in life.block_minutes(on))
        log = program.run(night, "03:54", "day")
        assert sorted(re.findall(r"focus: (\w[\w ]*, \d+ min)", log)) == blocks, (on, log)
        assert len(re.findall(r" mood: ", log)) == len(moods), (on, log)

    @staticmethod
    def name_of(key: str) -> str:
        """Return the name of somebody: the two of one name have a number behind it in the script."""
        return key.rstrip("12")

    def compare_week(self, program: ScriptedProgram, on: date, back: int = 0) -> None:
        monday = on - timedelta(days=on.weekday() + 7 * back)
        sunday, life = monday + timedelta(days=6), self.life
        words = ["week", *(["--back", str(back)] if back else [])]
        seen = program.read(on, "22:10", *words)
        gave, came = life.contacts_in(monday, sunday)
        for at, word in life.counts:
            if monday <= at <= sunday:
                (came if word in ("takeaways", "opportunities") else gave)[word] += 1
        assert seen["gave"] == {word: n for word, n in gave.items() if n}, (monday, back)
        assert seen["came_back"] == {word: n for word, n in came.items() if n}, (monday, back)
        minutes = sum(life.minutes(monday, sunday).values())
        assert seen["networking_minutes"] == minutes, monday
        means = []
        for each in days(monday, sunday):
            values = [value for at, value in life.moods if at == each]
            means.append(sum(values) / len(values) if values else None)
        assert seen["moods"] == [None if mean is None else pytest.approx(mean, abs=0.001) for mean in means], monday
        names = ("heavy", "low", "okay", "good", "bright")
        printed = program.run(on, "22:11", *words)
        told = [
            f"{each:%a} {names[int(mean + 0.5) - 1]}"
            for each, mean in zip(days(monday, sunday), means, strict=True)
            if mean is not None
        ]
        assert not told or f"Mood: {', '.join(told)}." in printed, printed
        markdown = program.run(on, "22:12", *words, "--md")
        assert (f"- **Networking:** {minutes} min" in markdown) == bool(minutes), markdown

    def compare_all(self, program: ScriptedProgram, on: date) -> None:
        life = self.life
        seen = program.read(on, "22:20", "trends")
        gave, came = life.contacts_in(FIRST, on)
        assert sum(seen["gave"]) == sum(gave.values())
        assert sum(seen["came"]) == sum(came.values())
        assert seen["rated"] == len({at for at, _ in life.moods})
        assert {kind: sum(each) for kind, each in seen["minutes"].items()} == life.minutes(FIRST, on, deep=True)
        felt = {each["name"]: (each["mean"], each["n"]) for each in seen["felt"]}
        assert felt == {kind: (pytest.approx(sum(v) / len(v), abs=0.001), len(v)) for kind, v in life.felt.items()}
        people = program.read(on, "22:21", "people")
        states = Counter((each["name"], each["state"]) for each in people)
        assert states == Counter((self.name_of(n), c.state()) for n, c in life.shown().items() if c.events)
        for each in people:
            page = program.read(on, "22:22", "person", each["id"])
            assert page["state"] == each["state"]
        tables = json.loads(program.run(on, "22:23", "export"))["tables"]
        kept = {name: [r for r in rows.values() if not r.get("deleted")] for name, rows in tables.items()}
        assert len(kept["blocks"]) == len(life.blocks)
        assert len(kept["moods"]) == len(life.moods)
        for table, count in (("blocks", len(life.blocks)), ("moods", len(life.moods))):
            rows = list(csv.DictReader(io.StringIO(program.run(on, "22:24", "export", "csv", "--table", table))))
            assert len(rows) == count, table


def kind_word(kind: str) -> str:
    return next((word for word, stored in KINDS.items() if stored == kind), kind)


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Script]:
    script = Script(tmp_path)
    yield script
    for program in script.programs.values():
        program.close()


def live_first_week(s: Script) -> None:
    """Two namesakes, a block over midnight, a mood at night, an event."""
    s.mood("10-05", "09:00", 4)
    s.contact("10-05", "09:05", "asked", "Ana Reyes", "--via", "linkedin", who="Ana Reyes1")
    s.contact("10-05", "09:06", "out", "Ana Reyes", "--new", "--via", "mail", who="Ana Reyes2")
    s.refuse("10-05", "09:07", "answered", "Ana Reyes", says="2 people match")
    s.type("10-05", "10:00", "focus", "50", "deep work")
    s.type("10-05", "10:50", "focus", "stop")
    s.life.block("10-05", "10:00", 50, "deep work")
    s.type("10-05", "11:00", "focus", "25", "messages")
    s.type("10-05", "11:20", "focus", "stop")
    s.type("10-05", "11:21", "focus", "felt", "4")
    s.life.felt["messages"].append(4)
    s.life.block("10-05", "11:00", 20, "messages")
    s.mood("10-06", "09:00", 2)
    s.mood("10-06", "15:00", 5)
    s.count("10-06", "10:00", "opportunities", "opportunities", "Site for Harbor Bakery : send an offer by friday")
    s.type("10-06", "10:01", "events", "Makers meetup, 8 October, Brooklyn")
    s.type("10-06", "23:50", "focus", "30", "writing")
    s.life.block("10-06", "23:50", 30, "write")  # forgotten: it ends at 00:20, and belongs to the sixth
    s.mood("10-07", "00:40", 3, belongs="10-06")
    s.contact("10-07", "09:00", "out", "Bo Lind", "--at", "yesterday", belongs="10-06")
    s.refuse("10-07", "09:01", "events", "Makers", "--met", "Cam Diaz", says="is on Thursday 8 October")
    s.type("10-09", "08:30", "events", "Makers", "--met", "Cam Diaz, Dee Fox")
    for name in ("Cam Diaz", "Dee Fox"):
        s.life.contacts[name].log(day("10-08"), "met")
    s.type("10-09", "09:00", "promised", "Dee Fox", "a quote")
    s.life.contacts["Dee Fox"].promises += 1
    s.type("10-09", "16:00", "goal", "send the offer")
    s.count("10-10", "11:00", "goals done", "goal", "done", "--at", "yesterday", belongs="10-09")
    s.refuse("10-10", "11:01", "goal", "done", "--at", "yesterday", says='marked "done" already')
    s.refuse("10-10", "11:02", "goal", "done", says="No goal is open")


def live_ill_week(s: Script) -> None:
    """Nothing from Monday to Thursday; on Friday some of it is logged for its day, and a diary is imported."""
    s.mood("10-16", "09:00", 1, at="tuesday 20:00", belongs="10-13")
    s.mood("10-16", "09:01", 2, at="2 days ago", belongs="10-14")
    diary = s.folder / "diary.csv"
    diary.write_text("date,value\n2026-10-12 08:00,2\n2026-10-13 08:00,1\n2026-10-13 20:00,1\n")
    s.type("10-16", "09:05", "import", str(diary), "--map", "date=date", "--map", "value=value", "--yes")
    s.life.moods += [(day("10-12"), 2), (day("10-13"), 1)]  # the third is known: the same minute and value
    s.contact("10-16", "10:00", "in", "Bo Lind")
    s.contact("10-16", "10:05", "out", "Bo Lind")
    s.contact("10-16", "10:06", "answered", "Ana Reyes @linkedin", who="Ana Reyes1")
    s.refuse("10-16", "10:07", "answered", "Ana Reyes @linkedin", says="Nothing is open")
    s.refuse("10-16", "10:08", "answered", "Ana Reyes @linkedin", "--at", "wednesday", says="already logged")
    s.count("10-16", "12:00", "promises kept", "answered", "Dee Fox")
    s.life.contacts["Dee Fox"].promises -= 1
    s.type("10-16", "13:00", "focus", "25", "searching", "--at", "9:00")
    s.life.block("10-16", "09:00", 25, "search")
    s.refuse("10-16", "13:01", "focus", "25", "searching", "--at", "9:00", says="Saved already")
    s.type("10-16", "13:02", "focus", "20", "reading", "--at", "9:15")  # ten minutes of it are those of the search
    s.life.block("10-16", "09:15", 20, "read")


def live_lisbon_week(s: Script) -> None:
    """Five hours ahead: days and hours are those of the place. Two entries turn out to be one person."""
    s.mood("10-19", "08:00", 5)
    s.type("10-19", "09:00", "focus", "25", "messages")
    s.type("10-19", "09:10", "focus", "pause")
    s.type("10-19", "09:30", "focus", "resume")
    s.type("10-19", "10:00", "focus", "stop")  # 10 min, a pause of 20, and 15 to the deadline
    began = datetime(2026, 10, 19, 8, tzinfo=ZoneInfo("UTC"))
    first, second = (
        (began, began + timedelta(minutes=10)),
        (began + timedelta(minutes=30), began + timedelta(minutes=45)),
    )
    s.life.blocks.append((day("10-19"), [first, second], "messages"))
    s.contact("10-20", "10:00", "out", "Bo Lindh", "--new", who="Bo Lindh")
    s.type("10-20", "10:01", "same", "Bo Lind", "Bo Lindh")
    s.life.contacts["Bo Lind"].events += s.life.contacts.pop("Bo Lindh").events
    s.contact("10-21", "11:00", "met", "Cam Diaz")
    s.refuse("10-21", "11:01", "met", "Cam Diaz", says="--again")
    s.contact("10-21", "17:00", "met", "Cam Diaz", "--again")
    s.count("10-22", "09:00", "posts", "posts", "--add", "What a bakery taught me")
    s.count("10-22", "09:05", "takeaways", "takeaway", "ask for the budget first")
    s.count("10-22", "09:06", "things shared", "gave", "Cam Diaz", "a printer")
    s.contact("10-23", "12:00", "no", "Ana Reyes @mail", who="Ana Reyes2")


def live_last_weeks(s: Script) -> None:
    """Somebody is blocked, a spree of undo, the end of summer time, two blocks that overlap, an evening of the past."""
    s.contact("10-26", "09:00", "in", "Eve Hale")
    s.contact("10-27", "09:00", "out", "Cam Diaz")
    s.type("10-28", "09:00", "boundary", "Cam Diaz", "harsh")
    s.life.blocked.add("Cam Diaz")
    s.life.counts.remove((day("10-22"), "things shared"))  # what was shared with Cam
    s.type("10-29", "09:00", "mood", "5")
    s.type("10-29", "09:02", "sent", "Fay Oh")
    s.type("10-29", "09:04", "note", "not this")
    for minute in (6, 7, 8):
        s.type("10-29", f"09:0{minute}", "undo")
    s.type("10-29", "09:09", "redo")
    s.life.moods.append((day("10-29"), 5))
    s.type("11-01", "00:30", "focus", "45", "searching")  # to 01:15 of summer time; forgotten
    s.life.block("11-01", "00:30", 45, "search", belongs="10-31")
    s.mood("11-01", "03:30", 2, belongs="10-31")
    s.mood("11-01", "12:00", 4)
    s.contact("11-02", "09:00", "out", "Eve Hale")
    s.contact("11-02", "09:30", "asked", "Gil Ono", "--at", "last friday 10:00", belongs="10-30")
    s.type("11-03", "09:00", "focus", "25", "meetings")
    s.type("11-03", "09:20", "evening", "--at", "yesterday 21:00")  # leaves the block of today alone
    s.type("11-03", "09:25", "focus", "stop")
    s.life.block("11-03", "09:00", 25, "meet")
    s.contact("11-04", "09:00", "rest", "Gil Ono")
    s.type("11-06", "17:00", "focus", "50", "messages")  # a Friday, forgotten until Sunday
    s.life.block("11-06", "17:00", 50, "messages")
    s.mood("11-08", "10:00", 3)


def compare_screen(script: Script, on: date) -> None:
    """Compare the first screen of the real program with the script."""
    life, program = script.life, script.program(on)
    at = datetime(on.year, on.month, on.day, 20, tzinfo=program.zone)
    words = [sys.executable, "-m", "tests.e2e.clocked_program", at.isoformat()]
    with Terminal(*words, env=program.env) as terminal:
        screen = terminal.wait_for(r"Unanswered .*waiting for \d")
        minutes = sum(life.minutes(on, on).values())
        assert re.search(rf"\b{minutes} of 45 min today", screen), screen
        assert f"waiting for {len(life.waiting())} " in screen, screen
        assert (f"you owe {len(life.owed())} " in screen) == bool(life.owed()), screen
        terminal.press("q")
        assert terminal.wait_end() == 0


@pytest.mark.slow
def test_every_number_of_a_freelancers_five_weeks_is_what_was_typed(script: Script) -> None:
    for live in (live_first_week, live_ill_week, live_lisbon_week, live_last_weeks):
        live(script)
    script.move_to(LAST + timedelta(days=1))
    for back in range(5):
        script.compare_week(script.programs[NEW_YORK], LAST, back)
    script.compare_all(script.programs[NEW_YORK], LAST)
    compare_screen(script, LAST)
