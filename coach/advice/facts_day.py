"""Facts about notes and drafts, reviews, boundaries, and what the coach said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coach.advice.people import gone
from coach.advice.scene import WINDOW, Scene, Value, fact
from coach.domain.asked import Review
from coach.domain.boundary import Boundary
from coach.domain.note import Note
from coach.domain.person import Person

PARKING = frozenset({"R01", "R04", "R05"})
"""Rules after which nothing is suggested for work until tomorrow."""
FRESH = 7
"""Days for which a draft counts as about to be sent."""


@fact("people")
def unwanted_today(scene: Scene) -> Value:
    """Boundaries set today. Always known."""
    return sum(1 for b in scene.book.all(Boundary) if scene.within(b.at, 1))


@fact("days")
def days_away(scene: Scene) -> Value:
    """Whole days without any use before today, counted up to 60: a free weekend is 2. Unknown on the first day.

    What an import brought is no use of the coach.
    """
    newest = (
        _last_before_today(scene, (m.at for m in reversed(scene.moods) if not m.key)),
        _last_before_today(scene, (b.started_at for b in reversed(scene.blocks) if not b.key)),
        _last_before_today(scene, (m.at for m in reversed(scene.messages) if not m.key)),
        next((g.day for g in reversed(scene.goals) if g.day < scene.today), None),
        next((a.day for a in reversed(scene.asked) if a.day < scene.today), None),
    )
    known = [day for day in newest if day]
    if known:
        return scene.ago(max(known)) - 1
    return WINDOW.days if scene.first_use and scene.first_use < scene.today else None


@fact("days")
def profile_review_age(scene: Scene) -> Value:
    """Days since the last privacy check or, before the first, since the first entry. Unknown in an empty book."""
    return _since_review(scene, "privacy")


@fact("days")
def reputation_review_age(scene: Scene) -> Value:
    """Days since the last look at one's own name or, before the first, since the first entry.
    Unknown in an empty book."""
    return _since_review(scene, "reputation")


@fact("yes or no")
def draft_ready(scene: Scene) -> Value:
    """A message draft of the last week is open and not parked until a later day. Always known."""
    return bool(drafts(scene, "draft"))


@fact("yes or no")
def post_draft(scene: Scene) -> Value:
    """A public post of the last week is open and not parked until a later day. Always known."""
    return bool(drafts(scene, "post"))


@fact("yes or no")
def bad_send_time(scene: Scene) -> Value:
    """Where the recipient of the draft lives it is weekend, before 7, after 18, or Friday after 15.
    Unknown without a draft; without a known place, the person's own time counts."""
    ready = drafts(scene, "draft")
    if not ready:
        return None
    there = local(scene, ready[-1].person)
    late = time(15) if there.weekday() == 4 else time(18)
    return there.weekday() >= 5 or there.time() < time(7) or there.time() >= late


@fact("yes or no")
def takeaway_today(scene: Scene) -> Value:
    """A takeaway or something learned was saved today. Always known."""
    return any(n.kind in ("takeaway", "learned") and scene.within(n.at, 1) for n in scene.notes[-50:])


@fact("opportunities")
def next_steps_due(scene: Scene) -> Value:
    """Open opportunities whose next step is due, or that have none yet. Always known."""
    return len(opportunities(scene))


@fact("yes or no")
def tier_parked(scene: Scene) -> Value:
    """A rule that parks work until tomorrow (R01, R04, R05) has spoken today. Always known."""
    return any(a.topic in PARKING and a.day == scene.today for a in scene.asked)


def drafts(scene: Scene, kind: str) -> list[Note]:
    """Return open drafts ("draft" or "post") of the last week that are not parked until a later day."""
    return [
        n
        for n in scene.notes
        if n.kind == kind and n.closed_at is None and n.person not in gone(scene.book)
        and 0 <= scene.ago(n.due or scene.day(n.at)) < FRESH
    ]  # fmt: skip


def opportunities(scene: Scene) -> list[Note]:
    """Return open opportunities to ask about: next step due, or a day old without any; the oldest first."""
    return [
        n
        for n in scene.notes
        if n.kind == "opportunity" and n.closed_at is None and n.person not in gone(scene.book)
        and (n.due <= scene.today if n.due else not n.next_step and scene.ago(scene.day(n.at)) >= 1)
    ]  # fmt: skip


def local(scene: Scene, person: str) -> datetime:
    """Return now where `person` (an id) lives, as far as it is known; else now."""
    known = scene.book.get(Person, person) if person else None
    if known is None or not known.zone:
        return scene.now
    try:
        return scene.now.astimezone(ZoneInfo(known.zone))
    except (KeyError, OSError, ValueError):  # an unknown zone is no reason to say nothing
        return scene.now


def next_slot(there: datetime, today: date) -> str:
    """Return the next good morning to send, `there` being now where it arrives: "tomorrow morning", "Monday morning".

    `today` is the calendar day of the person who sends.
    """
    late = time(15) if there.weekday() == 4 else time(18)
    day = there.date() if there.time() < late else there.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    if day <= today:
        return "this morning"
    return "tomorrow morning" if day == today + timedelta(days=1) else f"{day:%A} morning"


def _last_before_today(scene: Scene, times: Iterator[datetime]) -> date | None:
    return next((day for at in times if (day := scene.day(at)) < scene.today), None)


def _since_review(scene: Scene, kind: str) -> int | None:
    days = [r.day for r in scene.book.all(Review) if r.kind == kind]
    last = max(days, default=scene.first_day)
    return scene.ago(last) if last else None
