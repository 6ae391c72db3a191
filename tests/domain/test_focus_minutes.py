"""Minutes of focus: one rule, against a set of minutes counted by hand, and the same number wherever it is shown."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coach.advice.facts.fact_context import FactContext
from coach.advice.facts.focus_and_goals import minutes_today
from coach.advice.patterns.trend_series import build_series
from coach.domain.focus import NETWORKING_KINDS, FocusBlock, Pause, count_minutes, find_block_on_break, sum_time_by_day
from coach.domain.journal import Journal
from coach.domain.wording import round_half_up, round_to_minutes
from coach.status import line
from coach.status.summary import compute_summary
from coach.views.day_builder import build_day
from coach.views.trends import build_trends
from coach.views.week import build_week

ZONE = timezone(timedelta(hours=1))
MINUTE = timedelta(minutes=1)
BEGIN = datetime(2026, 11, 27, 0, 0, tzinfo=ZONE)
"""A Friday."""
KINDS = ("messages", "read", "deep work")


def minute(n: int) -> datetime:
    return BEGIN + n * MINUTE


@st.composite
def lives(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Blocks in minutes from BEGIN: start, end or None, deadline or None, pauses, kind."""
    found = []
    for n in range(draw(st.integers(0, 7))):
        start = draw(st.integers(0, 3 * 1440))
        length = draw(st.integers(1, 300))
        end = draw(st.sampled_from([start + length, None]))
        deadline = draw(st.sampled_from([None, start + draw(st.integers(1, 120))]))
        pauses = []
        if end is not None and draw(st.booleans()):
            first = draw(st.integers(start, end))
            pauses.append((first, draw(st.integers(first, end))))
        found.append({"n": n, "start": start, "end": end, "deadline": deadline, "pauses": pauses,
                      "kind": draw(st.sampled_from(KINDS))})  # fmt: skip
    return found


def blocks_of(life: list[dict[str, Any]]) -> list[FocusBlock]:
    return [
        FocusBlock(
            id=str(each["n"]),
            kind=each["kind"],
            form="timed" if each["deadline"] else "free",
            started_at=minute(each["start"]),
            ended_at=None if each["end"] is None else minute(each["end"]),
            deadline=None if each["deadline"] is None else minute(each["deadline"]),
            pauses=tuple(Pause(start=minute(a), end=minute(b)) for a, b in each["pauses"]),
        )
        for each in life
    ]


def counted_by_hand(life: list[dict[str, Any]], now: int, day_ends: int) -> dict[int, set[int]]:
    """Return day → the networking minutes of it, minute by minute; day 0 is that of BEGIN."""
    owner: dict[int, tuple[int, str]] = {}
    runs = []
    for each in life:
        last = each["end"]
        if last is None:
            last = min(now, each["deadline"] if each["deadline"] is not None else each["start"] + 180)
        minutes = [m for m in range(each["start"], last) if not any(a <= m < b for a, b in each["pauses"])]
        day = (each["start"] - day_ends) // 1440
        run: list[int] = []
        for m in minutes:
            if run and m != run[-1] + 1:
                runs.append((run, day, each["kind"]))
                run = []
            run.append(m)
        if run:
            runs.append((run, day, each["kind"]))
    for run, day, kind in sorted(runs, key=lambda r: (r[0][0], r[1], r[2])):
        for m in run:
            owner.setdefault(m, (day, kind))
    days: dict[int, set[int]] = defaultdict(set)
    for m, (day, kind) in owner.items():
        if kind in ("messages", "read"):
            days[day].add(m)
    return days


@given(lives(), st.integers(0, 4 * 1440), st.sampled_from([0, 4, 6]))
def test_minutes_are_those_of_a_set_of_minutes(life: list[dict[str, Any]], now: int, hour: int) -> None:
    expected = counted_by_hand(life, now, hour * 60)
    found = sum_time_by_day(blocks_of(life), minute(now), time(hour))
    for day in range(-1, 5):
        spent = found.get(BEGIN.date() + timedelta(days=day), {})
        assert count_minutes(spent, NETWORKING_KINDS) == len(expected.get(day, ()))


@given(lives(), st.integers(0, 4 * 1440))
def test_every_page_says_the_same_minutes(life: list[dict[str, Any]], now: int) -> None:
    life = [each for each in life if each["start"] <= now and (each["end"] or 0) <= now]
    journal, at = Journal({}).with_records(blocks_of(life)), minute(now)
    expected = counted_by_hand(life, now, 4 * 60)
    this = (now - 240) // 1440
    todays = len(expected.get(this, ()))
    assert build_day(journal, at).networking_minutes == todays
    assert minutes_today(FactContext(journal, at)) == todays
    assert line.count_networking_minutes(compute_summary(journal.documents, at), at.timestamp()) == todays
    monday = 3  # the week of BEGIN ends on Sunday, day 2
    found = build_week(journal, at, BEGIN.date())
    assert found.minutes == sum(len(minutes) for day, minutes in expected.items() if day < monday)
    drawn = build_trends(build_series(journal, at), BEGIN.date() + timedelta(days=this), "two weeks")
    total = sum(sum(steps) for kind, steps in drawn.minutes if kind in NETWORKING_KINDS)
    assert total == sum(len(minutes) for day, minutes in expected.items() if day <= this)


def test_a_block_forgotten_on_friday_counts_to_its_deadline_on_friday_and_nothing_on_monday() -> None:
    forgotten = FocusBlock(kind="messages", started_at=minute(600), deadline=minute(625))
    monday = minute(3 * 1440 + 540)
    days = sum_time_by_day([forgotten], monday, time(4))
    assert days == {date(2026, 11, 27): {"messages": 25 * MINUTE}}
    journal = Journal({}).with_records([forgotten])
    assert build_day(journal, monday).networking_minutes == 0
    assert line.compute_status_fields(compute_summary(journal.documents, monday), monday.timestamp())["minutes"] == "0"
    assert build_week(journal, monday, date(2026, 11, 23)).minutes == 25


def test_a_running_block_counts_what_has_passed() -> None:
    running = FocusBlock(kind="messages", started_at=minute(600), deadline=minute(640))
    journal, left_at = Journal({}).with_records([running]), minute(602)
    seen = compute_summary(journal.documents, left_at)
    for passed in (10, 25, 39):
        at = minute(600 + passed)
        assert build_day(journal, at).networking_minutes == passed
        assert line.compute_status_fields(seen, at.timestamp())["minutes"] == str(passed)
        assert build_week(journal, at, BEGIN.date()).minutes == passed


def test_a_break_is_that_of_the_newest_block_and_ends_with_the_next() -> None:
    resting = FocusBlock(started_at=minute(600), ended_at=minute(625), rest="away", rest_until=minute(630))
    assert find_block_on_break([resting], minute(629)) == resting
    assert find_block_on_break([resting], minute(630)) is None
    next_block = FocusBlock(started_at=minute(627), deadline=minute(652))
    assert find_block_on_break([resting, next_block], minute(629)) is None


def test_halves_round_up() -> None:
    assert [round_half_up(n) for n in (0.5, 1.5, 2.5, 2.4999, 3.5)] == [1, 2, 3, 2, 4]
    assert round_to_minutes(timedelta(seconds=90)) == 2


def test_a_pause_of_no_length_does_not_part_a_block() -> None:
    long = {"n": 1, "start": 6, "end": 306, "deadline": None, "pauses": [(305, 305)], "kind": "messages"}
    other = {"n": 4, "start": 240, "end": 306, "deadline": None, "pauses": [], "kind": "messages"}
    found = sum_time_by_day(blocks_of([long, other]), minute(0), time(4))
    assert found == {BEGIN.date() - timedelta(days=1): {"messages": timedelta(minutes=300)}}
