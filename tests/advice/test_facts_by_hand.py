"""The facts, worked out a second time by hand on the years of three invented people: plain loops over all records.

Whoever changes what a fact means changes it here too, in the words of its docstring.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from statistics import mean, stdev
from typing import Any

import pytest

from coach.advice.facts.pattern_news import days_rated_so_far
from coach.advice.facts.registry import FACT_NAMES, compute_facts
from coach.domain.advice_answer import AdviceAnswer, LookBack
from coach.domain.boundary import Boundary
from coach.domain.focus import FocusBlock, counted_time
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.networking_hours import is_within_hours
from coach.domain.note import Note
from coach.domain.person import Person
from tests.advice.lives import LIVES, year

pytestmark = pytest.mark.timeout(300)

ELSEWHERE = {
    *("insight_ready", "insight_candidate", "too_early", "followup_due_warm", "followup_due_cold", "rest_due"),
    *("events_to_tell", "reasons_to_write", "cadence_reached", "insights_ready", "coin_offer_due", "late_evenings"),
    *(
        "working_time",
        "late_today",
        "silent_3",
        "old_cold",
        "old_cold_answered",
        "very_low_days_14",
        "low_stretch",
        "chore_answers_5",
    ),
}
"""Facts that rest on the reply chances, the patterns or reasons to write, which have references of their own."""
NETWORKING = {"messages", "read", "write", "search", "meet"}


class ByHand:
    """One moment of a book. Every question goes through all records."""

    def __init__(self, journal: Journal, now: datetime) -> None:
        self.journal, self.now, self.settings = journal, now, journal.settings
        self.today = self.day(now)
        gone = {b.person for b in journal.list_records(Boundary)}
        self.people = {p.id: p for p in journal.list_records(Person) if p.id not in gone}
        self.moods = sorted((m for m in journal.list_records(Mood) if m.at <= now), key=lambda m: m.at)
        self.blocks = sorted(
            (b for b in journal.list_records(FocusBlock) if b.started_at <= now), key=lambda b: b.started_at
        )
        self.mail = sorted(
            (m for m in journal.list_records(Message) if m.person not in gone and m.at <= now), key=lambda m: m.at
        )
        self.goals = [g for g in journal.list_records(Goal) if g.day <= self.today]
        self.notes = sorted((n for n in journal.list_records(Note) if n.person not in gone), key=lambda n: n.at)

    def day(self, at: datetime) -> date:
        return self.settings.day_of(at)

    def ago(self, at: datetime | date) -> int:
        return (self.today - (self.day(at) if isinstance(at, datetime) else at)).days

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked; 24 December to 1 January are off unless somebody says otherwise."""
        year_end = (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)
        return day.weekday() in self.settings.work_days and day not in self.settings.holidays and not year_end

    def workdays(self, since: datetime) -> int:
        """Working days after the person's day of `since` up to today's."""
        first, last = self.day(since), self.today
        days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
        return sum(self.is_workday(d) for d in days)

    def daily(self, first: int, last: int) -> list[float]:
        """Mean moods of the rated days that lie `first` to `last` days back."""
        found: dict[int, list[int]] = {}
        for m in self.moods:
            if first <= self.ago(m.at) <= last:
                found.setdefault(self.ago(m.at), []).append(m.value)
        return [mean(values) for values in found.values()]

    def minutes(self, *kinds: str) -> int:
        blocks = [b for b in self.blocks if self.ago(b.started_at) == 0 and b.kind in (kinds or NETWORKING)]
        return round(sum(counted_time(b, self.now).total_seconds() for b in blocks) / 60)

    def sent(self, days: int) -> list[Message]:
        return [
            m
            for m in self.mail
            if m.direction == "out" and m.kind in ("message", "invitation") and self.ago(m.at) < days
        ]

    def of(self, person: str) -> list[Message]:
        return [m for m in self.mail if m.person == person]

    def ten_workdays(self, m: Message) -> bool:
        """Sent or come since the tenth working day back, today's among them if it is one."""
        day, left = self.today, 10
        while left:
            left -= self.is_workday(day)
            day -= timedelta(days=1)
        return self.day(m.at) > day

    def owed(self) -> list[tuple[str, str, int]]:
        """(case, person, working days) of everything that is mine to give, but talks."""
        found = []
        for person in self.people:
            events = self.of(person)
            out = [m for m in events if m.direction == "out" and m.kind in ("message", "invitation")]
            came = [m for m in events if m.direction == "in" or m.kind in ("meeting", "no")]
            rests = [m for m in events if m.direction == "own" and m.kind == "rest"]
            found += [
                ("promise", person, self.workdays(m.at))
                for m in events
                if m.kind == "promise" and m.direction == "out" and m.closed_at is None
            ]
            if not came or came[-1].kind not in ("message", "invitation") or came[-1].closed_at is not None:
                continue
            last = came[-1]
            answered = out and out[-1].at > last.at
            rested = rests and rests[-1].at >= last.at
            if not answered and not rested and self.ago(last.at) <= 45:
                case = "answered" if any(m.at < last.at for m in out) else "wrote"
                found.append((case, person, self.workdays(last.at)))
        return found

    def values(self) -> dict[str, Any]:
        """Every fact that is worked out here."""
        today, now, settings = self.today, self.now, self.settings
        fortnight, week, before = self.daily(0, 13), self.daily(0, 6), self.daily(7, 34)
        moods_today = [m for m in self.moods if self.ago(m.at) == 0]
        energies = [m.energy for m in moods_today if m.energy]
        limit, running = settings.limit_minutes, [b for b in self.blocks if b.ended_at is None]
        networking = [b for b in self.blocks if b.kind in NETWORKING and self.ago(b.started_at) < 7]
        out = [m for m in self.mail if m.direction == "out" and self.ago(m.at) < 7]
        chores = [b for b in self.blocks if b.chore]
        last_chores = [b.chore for b in chores if self.ago(b.started_at) < 30][-5:]
        rests = [b.rest for b in self.blocks if b.rest and self.ago(b.started_at) < 60][-3:]
        states = [g.state for g in self.goals if g.day == today]
        goal_days = sorted({g.day for g in self.goals if 1 <= self.ago(g.day) <= 14}, reverse=True)[:3]
        done_on = {g.day for g in self.goals if g.state == "done"}
        owed = self.owed()
        strong = [self.people[m.person].tie == "strong" for m in self.sent(14) if m.person in self.people]
        inside = is_within_hours(settings, now)
        asked = [a for a in self.journal.list_records(AdviceAnswer) if a.day < today]
        used = [self.day(m.at) for m in (*self.moods, *self.mail) if not m.key]
        used += (
            [self.day(b.started_at) for b in self.blocks if not b.key]
            + [g.day for g in self.goals]
            + [a.day for a in asked]
        )
        used = [d for d in used if d < today]
        entries = [self.day(m.at) for m in self.journal.list_records(Mood)] + [
            self.day(b.started_at) for b in self.journal.list_records(FocusBlock)
        ]
        entries += [self.day(m.at) for m in self.journal.list_records(Message)] + [
            g.day for g in self.journal.list_records(Goal)
        ]
        first = min(entries, default=None)
        drafts = {
            kind: [n for n in self.notes if n.kind == kind and n.closed_at is None and 0 <= self.ago(n.due or n.at) < 7]
            for kind in ("draft", "post")
        }
        late = now.weekday() >= 5 or now.hour < 7 or now.hour >= (15 if now.weekday() == 4 else 18)
        return {
            "rated_days_14": len(fortnight),
            "low_share_14": sum(v <= 2 for v in fortnight) / len(fortnight) if fortnight else None,
            "mood_today": moods_today[-1].value if moods_today else None,
            "energy_today": energies[-1] if energies else None,
            "mood_drop": mean(week) <= 3 and mean(week) < mean(before) - max(0.5, stdev(before))
            if len(week) >= 4 and len(before) >= 14
            else None,
            "outside_hours": None if inside is None else not inside,
            "session_running": any(b.kind in NETWORKING and b.deadline and b.deadline > now for b in running),
            "minutes_today": self.minutes(),
            "limit_minutes": limit,
            "minutes_over": self.minutes() - limit,
            "feed_minutes_today": self.minutes("read", "search"),
            "feed_allowance": settings.feed_minutes,
            "reading_minutes_today": self.minutes("read"),
            "after_hours_days_7": len(
                {
                    self.day(at)
                    for at in [b.started_at for b in networking] + [m.at for m in out]
                    if not is_within_hours(settings, at)
                }
            )
            if settings.hours
            else None,
            "active_days_7": len({self.day(b.started_at) for b in networking} | {self.day(m.at) for m in out}),
            "chore_today": next((b.chore for b in reversed(chores) if self.ago(b.started_at) == 0), None),
            "chore_high_5": sum(c >= 4 for c in last_chores if c) if last_chores else None,
            "breaks_on_screen_3": rests.count("screen") if rests else None,
            "goal_today": bool(states),
            "goal_done_today": "done" in states if states else None,
            "goal_progress_today": 1.0 if "done" in states else 0.0 if "open" in states else None,
            "unfinished_goals_3": sum(d not in done_on for d in goal_days) if goal_days else None,
            "unthanked": sum(case == "answered" and days >= 1 for case, _, days in owed),
            "inbound_waiting": sum(case in ("answered", "wrote") and days >= 2 for case, _, days in owed),
            "promises_open": sum(case == "promise" and 2 <= days <= 40 for case, _, days in owed),
            "meetings_due_3": 0,  # these lives agree on no talks beforehand
            "open_silent": self.silent(),
            "replies_10bd": sum(
                m.direction == "in"
                and m.kind in ("message", "invitation", "meeting", "no")
                and any(
                    o.direction == "out" and o.kind in ("message", "invitation") and o.at < m.at
                    for o in self.of(m.person)
                )
                for m in self.mail
                if self.ten_workdays(m)
            ),
            "sent_10bd": sum(self.ten_workdays(m) for m in self.sent(60)),
            "cold_7": sum(
                self.people[m.person].tie == "cold" and m == next(o for o in self.sent(9999) if o.person == m.person)
                for m in self.sent(7)
            ),
            "dormant_available": self.dormant(),
            "outreach_today": len(self.sent(1)),
            "n_outreach_14": len(self.sent(14)),
            "share_strong_14": mean(strong) if strong else None,
            "warm_threads_ready": self.ready(),
            "no_today": sum(m.kind == "no" and self.ago(m.at) == 0 for m in self.mail),
            "pending_requests": sum(
                m.kind == "request" and m.closed_at is None and now - m.at <= timedelta(60) for m in self.mail
            ),
            "unwanted_today": sum(self.ago(b.at) == 0 for b in self.journal.list_records(Boundary)),
            "days_away": min(60, self.ago(max(used)) - 1) if used else None,
            "profile_review_age": self.review("privacy", first),
            "reputation_review_age": self.review("reputation", first),
            "draft_ready": bool(drafts["draft"]),
            "post_draft": bool(drafts["post"]),
            "bad_send_time": late if drafts["draft"] else None,
            "takeaway_today": any(n.kind in ("takeaway", "learned") and self.ago(n.at) == 0 for n in self.notes),
            "next_steps_due": sum(
                n.kind == "opportunity" and n.closed_at is None and n.due is not None and 0 <= (today - n.due).days < 30
                for n in self.notes
            ),
            "tier_parked": any(
                a.topic in ("R01", "R04", "R05") and a.day == today for a in self.journal.list_records(AdviceAnswer)
            ),
            "focus_run_minutes": self.run(),
            "on_break": any(
                b.rest and b.ended_at and now - b.ended_at < timedelta(minutes=settings.break_minutes)
                for b in self.blocks[-1:]
            ),
        }

    def silent(self) -> int:
        found = 0
        for person in self.people:
            contacts = [m for m in self.of(person) if m.kind != "promise"]
            real = [m for m in contacts if m.direction != "own"]
            rested = [m for m in contacts if m.kind == "rest"]
            waits = bool(real) and real[-1].direction == "out" and real[-1].kind in ("message", "invitation")
            if waits and not self.closed_by_answer(real) and not (rested and rested[-1].at >= real[-1].at):
                found += self.ago(real[-1].at) <= 90
        return found

    def closed_by_answer(self, contacts: list[Message]) -> bool:
        """My last messages are of one day, follow a message of theirs soon, and ask nothing."""
        theirs = [n for n, m in enumerate(contacts) if m.direction == "in"]
        if not theirs or contacts[theirs[-1]].kind not in ("message", "invitation"):
            return False
        last, mine = contacts[theirs[-1]], contacts[theirs[-1] + 1 :]
        soon = timedelta(days=45 if last.closed_at is None else 7)
        return (
            len({self.day(m.at) for m in mine}) == 1
            and all(m.kind == "message" and "?" not in m.text and m.at - last.at <= soon for m in mine)
        )  # fmt: skip

    def dormant(self) -> int:
        found = 0
        for person in self.people:
            came = [m for m in self.of(person) if m.direction == "in" or m.kind in ("meeting", "no")]
            out = [m for m in self.of(person) if m.direction == "out" and m.kind in ("message", "invitation")]
            newest = max([m.at for m in (*came[-1:], *out[-1:])], default=self.now)
            found += bool(came) and came[-1].kind != "no" and self.now - newest > timedelta(days=180)
        return found

    def ready(self) -> int:
        found = 0
        for person in self.people:
            events = self.of(person)
            came = [m for m in events if m.direction == "in" or m.kind in ("meeting", "no")]
            out = [m for m in events if m.direction == "out" and m.kind in ("message", "invitation")]
            if not came or came[-1].kind == "no" or self.now - came[-1].at > timedelta(30):
                continue
            contacts = [m for m in events if m.kind != "promise" and m.direction != "own"]
            if out and out[-1].at > came[-1].at and not self.closed_by_answer(contacts):  # the next word is theirs
                continue
            if any(m.kind == "meeting" and self.now - m.at <= timedelta(30) for m in events):
                continue
            sides = [m.direction for m in events if m.kind == "message" and self.now - m.at < timedelta(90)]
            found += sides.count("out") >= 2 and sides.count("in") >= 2
        return found

    def review(self, kind: str, first: date | None) -> int | None:
        days = [r.day for r in self.journal.list_records(LookBack) if r.kind == kind]
        last = max(days, default=first)
        return self.ago(last) if last else None

    def run(self) -> int:
        """Minutes of the blocks that hang together, up to now, without a gap as long as a break."""
        gap, total, edge = timedelta(minutes=self.settings.break_minutes), 0.0, self.now
        for b in reversed(self.blocks):
            end = b.ended_at or min(self.now, b.deadline or self.now)
            if edge - end >= gap or b.rest:
                break
            total += counted_time(b, self.now).total_seconds() / 60
            edge = b.started_at
        return round(total)


@cache
def journals(name: str) -> tuple[tuple[Journal, datetime], ...]:
    """Every ninth day of a year, as it was; what was shown is left out, so that nobody waits for that reason.
    (On mornings these lives have written already what they send at eleven.)"""
    days = [(day.asked, day.at) for day in year(name) if day.at.hour >= 13]
    assert all(a[1] < b[1] for a, b in pairwise(days))
    return tuple(
        (journal.with_records([a.copy_with(deleted=True, person="") for a in journal.list_records(AdviceAnswer)]), now)
        for journal, now in days[::9]
    )


@pytest.mark.parametrize("name", LIVES)
def test_the_facts_and_a_plain_reading_of_them_agree(name: str) -> None:
    for journal, now in journals(name):
        known, hand = compute_facts(journal, now), ByHand(journal, now).values()
        found = {fact: known[fact] for fact in hand}
        assert found == pytest.approx(hand), now


def test_every_fact_is_read_by_hand_or_has_a_reference_of_its_own() -> None:
    journal, now = journals("busy")[3]
    assert set(ByHand(journal, now).values()) | ELSEWHERE == set(FACT_NAMES)
    assert days_rated_so_far(compute_facts(journal, now).context)[0] > 0
