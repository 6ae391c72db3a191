"""Five weeks of a stranger's life through the real program, and every number against a plain reading of the script.

25 people, of whom some reply; a week away, a boundary, blocks forgotten over night and over a weekend, a change to
summer time. What is expected is worked out here from what was typed, with no code of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.e2e.scripted_program import ScriptedProgram

FIRST, LAST = date(2026, 3, 2), date(2026, 4, 3)
AWAY_FROM, BACK = date(2026, 3, 13), date(2026, 3, 23)  # the Friday on which one leaves, the Monday of the return
PEOPLE = [
    f"{first} {last}" for first in ("Ada", "Bo", "Cleo", "Dov", "Eli") for last in "Abel Berg Conti Dahl Ekman".split()
]
BLOCKED, BLOCKED_ON = "Cleo Berg", date(2026, 3, 11)
FORGOTTEN = {date(2026, 3, 6), date(2026, 3, 26)}  # a Friday, and a Thursday
ENDED_IN_THE_EVENING = date(2026, 3, 31)


@dataclass
class Person:
    """What passed with one person: (day, "me" or "they", a question), in order."""

    events: list[tuple[date, str, bool]] = field(default_factory=list)
    rests: bool = False
    ended: str = ""

    def log(self, day: date, who: str, *, asks: bool = False) -> None:
        self.events.append((day, who, asks))
        self.rests, self.ended = False, ""

    def state(self) -> str:
        if self.ended:
            return self.ended
        if not self.events:
            return "none"
        if self.rests:
            return "resting"
        if self.events[-1][1] == "they":
            return "answered" if self.closed else "your turn" if self.wrote("me") else "they wrote first"
        return "waiting" if self.is_waiting() else "answered"

    closed = False
    """Their last message was marked as an answer, so that nothing is owed."""

    def wrote(self, who: str) -> bool:
        return any(each == who for _, each, _ in self.events)

    def mine_at_the_end(self) -> list[tuple[date, str, bool]]:
        theirs = max((n for n, (_, who, _) in enumerate(self.events) if who == "they"), default=-1)
        return self.events[theirs + 1 :]

    def is_waiting(self) -> bool:
        mine = self.mine_at_the_end()
        if not mine or self.rests or self.ended:
            return False
        if not self.wrote("they"):
            return True
        heard = self.events[len(self.events) - len(mine) - 1][0]
        soon = (mine[0][0] - heard).days < (7 if self.closed else 45)
        return not soon or len({day for day, _, _ in mine}) > 1 or any(asks for _, _, asks in mine)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[ScriptedProgram]:
    program = ScriptedProgram(tmp_path, "Europe/Berlin")
    yield program
    program.close()


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def working_days(since: date, today: date) -> int:
    """Working days after a day up to today; those away are none."""
    return sum(1 for day in days(since + timedelta(days=1), today) if day.weekday() < 5 and not AWAY_FROM <= day < BACK)


class Life:
    """What was typed, kept in plain lists."""

    def __init__(self) -> None:
        self.people = {name: Person() for name in PEOPLE}
        self.minutes: dict[date, int] = {}
        self.moods: dict[date, list[int]] = {}
        self.goals: list[date] = []
        self.blocked: set[str] = set()

    def shown(self) -> dict[str, Person]:
        return {name: each for name, each in self.people.items() if each.events and name not in self.blocked}

    def waiting(self) -> dict[str, Person]:
        return {name: each for name, each in self.shown().items() if each.is_waiting()}

    def owed(self) -> set[str]:
        return {name for name, each in self.shown().items() if each.state() in ("your turn", "they wrote first")}

    def count(self, first: date, last: date) -> tuple[list[int], list[int]]:
        """(answers, messages) that I gave, and that came, from `first` to `last`."""
        gave, came = [0, 0], [0, 0]
        for each in self.shown().values():
            before = ""
            for day, who, _ in each.events:
                if first <= day <= last:
                    (gave if who == "me" else came)[0 if before and before != who else 1] += 1
                before = who
        return gave, came


def live_day(program: ScriptedProgram, life: Life, day: date, dice: Random) -> None:
    """Type what a day holds, and keep it for the comparison."""
    mood = dice.randint(1, 5)
    program.run(day, "08:55", "mood", str(mood))
    life.moods.setdefault(day, []).append(mood)
    length = dice.choice([10, 15, 25])
    program.run(day, "10:00", "focus", str(length), dice.choice(["messages", "write", "read"]))
    life.minutes[day] = length
    program.run(day, "10:40", "focus", "stop")  # past its end: the length counts
    names = [name for name in PEOPLE if name not in life.blocked]
    for minute, name in enumerate(dice.sample(names, 6)):
        person, clock = life.people[name], f"11:{minute:02}"
        if person.is_waiting() and dice.random() < 0.5:
            program.run(day, clock, "answered", name)
            person.log(day, "they")
            person.closed = True
        elif person.is_waiting() and dice.random() < 0.3:
            program.run(day, clock, "rest", name)
            person.rests = True
        elif dice.random() < 0.3:
            program.run(day, clock, "wrote", name)
            person.log(day, "they")
            person.closed = False
        else:
            asks = dice.random() < 0.4
            program.run(day, clock, "sent", name, "--text", "How are you?" if asks else "the notes")
            person.log(day, "me", asks=asks)
    if day == BLOCKED_ON:
        program.run(day, "12:00", "boundary", BLOCKED, "harsh")
        life.blocked.add(BLOCKED)
    if dice.random() < 0.6:
        program.run(day, "13:00", "goal", "write to one person")
        program.run(day, "13:20", "goal", "done")
        life.goals.append(day)
    if day in FORGOTTEN:
        program.run(day, "16:30", "focus", "20", "search")
        life.minutes[day] += 20
    if day == ENDED_IN_THE_EVENING:
        program.run(day, "17:00", "focus", "45", "meet")
        program.run(day, "17:12", "evening")
        life.minutes[day] += 12


def compare_day(program: ScriptedProgram, life: Life, day: date) -> None:
    """Compare today, status and the rows with what was typed."""
    seen = program.read(day, "22:00", "today")
    assert seen["networking_minutes"] == life.minutes.get(day, 0), day
    assert (seen["waiting"], seen["owed"]) == (len(life.waiting()), len(life.owed())), day
    assert [each["value"] for each in seen["moods"]] == life.moods.get(day, [])
    assert int(program.read(day, "22:01", "status")["minutes"]) == life.minutes.get(day, 0), day
    rows = {row["name"]: row["working_days"] for row in seen["rows"] if not row["owed"]}
    assert rows == {name: working_days(each.mine_at_the_end()[-1][0], day) for name, each in life.waiting().items()}, (
        day
    )


def compare_week(program: ScriptedProgram, life: Life, sunday: date) -> None:
    """Compare the week that ends on a Sunday."""
    monday = sunday - timedelta(days=6)
    seen = program.read(sunday, "21:00", "week")
    gave, came = life.count(monday, sunday)
    goals = sum(monday <= day <= sunday for day in life.goals)
    assert list(seen["gave"].values()) == [n for n in (*gave, goals) if n], monday
    assert list(seen["came_back"].values()) == [n for n in came if n], monday
    assert seen["networking_minutes"] == sum(life.minutes.get(day, 0) for day in days(monday, sunday))
    moods = [life.moods.get(day) for day in days(monday, sunday)]
    assert seen["moods"] == [sum(each) / len(each) if each else None for each in moods]


def compare_all(program: ScriptedProgram, life: Life, day: date) -> None:
    """Compare the trends and the list of people with all five weeks."""
    seen = program.read(day, "23:00", "trends")
    gave, came = life.count(FIRST, day)
    assert sum(seen["gave"]) == sum(gave) and sum(seen["came"]) == sum(came)
    assert seen["rated"] == len(life.moods)
    assert sum(sum(each) for each in seen["minutes"].values()) == sum(life.minutes.values())
    states = {each["name"]: each["state"] for each in program.read(day, "23:01", "people")}
    assert set(states) == set(life.shown())
    for name, person in life.shown().items():
        waiting = "went quiet" if person.wrote("they") else "never replied"
        assert states[name] == (waiting if person.state() == "waiting" else person.state()), name


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_number_of_five_weeks_is_what_was_typed(program: ScriptedProgram, seed: int) -> None:
    life, dice = Life(), Random(seed)
    for day in days(FIRST, LAST):
        if AWAY_FROM <= day < BACK:
            if day == AWAY_FROM:
                program.run(day, "08:00", "away", BACK.isoformat())
            continue
        if day.weekday() < 5:
            live_day(program, life, day, dice)
            compare_day(program, life, day)
        if day.weekday() == 6:
            compare_week(program, life, day)
    compare_day(program, life, LAST + timedelta(days=1))
    compare_all(program, life, LAST + timedelta(days=1))
