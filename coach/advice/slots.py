"""Which sentence a rule says today, about whom, and what goes into its placeholders.

A rule without an entry here has one plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from coach.advice import insights, looks, patterns, replies, words
from coach.advice.contacts import Contact, gap_of, silences
from coach.advice.facts import Facts
from coach.advice.facts_day import drafts, local, next_slot, opportunities
from coach.advice.threads import calendar_of, experience, work_days
from coach.domain.boundary import Boundary
from coach.domain.rounding import round_half_up
from coach.domain.text import HIDDEN, clean
from coach.domain.wording import chance_in_100, format_chance, format_date


@dataclass(frozen=True, slots=True)
class Filling:
    """`key` of the sentence, `person` it is about ("" for nobody), and what goes into its braces."""

    key: str
    person: str = ""
    slots: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a filling may rest on: the facts, how often the rule spoke before, and whether to hide what is private."""

    facts: Facts
    turn: int
    hide: bool

    def own(self, text: str) -> str:
        """Return text of the person's own as it may be shown."""
        return HIDDEN if self.hide else words.short(text)

    def contact(self, key: str) -> Contact:
        """Return whom rule `key` names."""
        return self.facts.contacts(key)[0]


def filling(key: str, asking: Asking) -> Filling:
    """Return the sentence of rule `key` and what it needs."""
    return _FILL[key](asking) if key in _FILL else Filling(key)


def _unwanted(a: Asking) -> Filling:
    scene = a.facts.scene
    today = [b for b in scene.book.all(Boundary) if scene.within(b.at, 1)]
    return Filling("R03.done" if all(b.steps for b in today) else "R03")


def _limit(a: Asking) -> Filling:
    return Filling("R05", slots={"limit": a.facts["limit_minutes"]})


def _feed(a: Asking) -> Filling:
    return Filling("R06", slots={"feed": a.facts["feed_minutes_today"]})


def _time_off(a: Asking) -> Filling:
    late, free = a.facts["after_hours_days_7"] or 0, 7 - (a.facts["active_days_7"] or 0)
    if late < 3:
        return Filling("R07.days")
    off = words.some(int(free), "free day", "free days") if free else words.bit("no free day")
    return Filling("R07", slots={"late": words.some(int(late), "day late", "days late"), "free": off})


def _run(a: Asking) -> Filling:
    return Filling("R09", slots={"run": a.facts["focus_run_minutes"]})


def _owed(a: Asking) -> Filling:
    owed = a.contact("R11")
    slots = {"name": a.own(owed.name), "days": _days(owed.days)}
    if owed.case == "meeting":
        slots["when"] = _when(owed.days, a.facts.scene.day(owed.since))
    if owed.case in ("promise", "favour"):
        slots["what"] = a.own(owed.what) if owed.what else words.bit("something")
    return Filling(f"R11.{owed.case}", owed.person, slots)


def _early(a: Asking) -> Filling:
    contact = a.contact("R12")
    row, scene = contact.row, a.facts.scene
    assert row is not None and row.hope is not None  # a silence has both by definition
    wrote = calendar_of(scene.book, scene.now).day(contact.since)
    until = work_days(scene.book).add(wrote, gap_of(row))
    slots = {"p": format_chance(row.hope), "date": _date(until, scene.today)}
    return Filling("R12", contact.person, {"name": a.own(contact.name), "days": _days(contact.days), **slots})


def _due(a: Asking) -> Filling:
    contact = a.contact("R13")
    assert contact.row is not None and contact.row.chance is not None
    key = "R13.cold" if contact.case == "cold" else "R13"
    span = replies.words(contact.row.chance, span=True)
    return Filling(key, contact.person, {"name": a.own(contact.name), "days": _days(contact.days), "span": span})


def _rest(a: Asking) -> Filling:
    contact = a.contact("R14")
    return Filling("R14", contact.person, {"name": a.own(contact.name), "days": _days(contact.days)})


def _spell(a: Asking) -> Filling:
    scene = a.facts.scene
    rows = silences(scene)
    own = experience(scene.book, scene.now)
    chance = replies.spell_probability(((row.kind, row.days) for row in rows), own)
    return Filling("R15", slots={"n": len(rows), "q": _of_100(chance)})


def _send(a: Asking) -> Filling:
    scene = a.facts.scene
    draft = drafts(scene, "draft")[-1]
    return Filling("R16", draft.person, {"slot": next_slot(local(scene, draft.person), scene.now.date())})


def _cold(a: Asking) -> Filling:
    return Filling("R17", slots={"n": a.facts["cold_7"]})


def _dormant(a: Asking) -> Filling:
    contact = a.contact("R19")
    months = round_half_up((a.facts.scene.now - contact.since) / timedelta(days=30.44))
    slots = {"name": a.own(contact.name), "months": words.some(months, "month", "months")}
    return Filling("R19", contact.person, slots)


def _meet(a: Asking) -> Filling:
    contact = a.contact("R20")
    return Filling("R20.nice" if contact.case else "R20", contact.person, {"name": a.own(contact.name)})


def _look(a: Asking) -> Filling:
    age, year = a.facts["profile_review_age"] or 0, a.facts["reputation_review_age"] or 0
    if year >= 365 and (age < 90 or a.turn % 2):
        return Filling("R27.name")
    return Filling("R27", slots={"months": words.some(int(age) // 30, "month", "months")})


def _tidy(a: Asking) -> Filling:
    if a.facts["takeaway_today"] or (a.facts["reading_minutes_today"] or 0) < 30:
        return Filling("R28.requests")
    return Filling("R28", slots={"n": a.facts["reading_minutes_today"]})


def _insight(a: Asking) -> Filling:
    news = a.facts.scene.once(insights.news)
    pattern = news.told or news.withdrawn
    assert pattern is not None  # the rule holds
    slots = {"marker": patterns.phrase(pattern.name), "side": patterns.side(pattern.effect)}
    if news.told is None:
        return Filling("R29.withdrawn", slots=slots)
    near, far = sorted((abs(pattern.low), abs(pattern.high)))
    numbers = {"size": f"{abs(pattern.shown):.1f}", "range": f"{near:.1f} to {far:.1f}"}
    return Filling("R29", slots={**slots, **numbers, "n1": pattern.n_yes, "n0": pattern.n_no})


def _not_yet(a: Asking) -> Filling:
    n, need = insights.days_so_far(a.facts.scene)
    if n >= need and looks.newest(a.facts.scene.book) is not None:
        return Filling("R30.looked", slots={"marker": patterns.phrase(a.facts.scene.settings.question)})
    return Filling("R30", slots={"n": n, "need": need})


def _step(a: Asking) -> Filling:
    found = opportunities(a.facts.scene)
    note = found[a.turn % len(found)]
    slots = {"what": a.own(note.text), "step": HIDDEN if a.hide else clean(note.next_step, 48)}
    return Filling("R31" if note.next_step else "R31.open", note.person, slots)


_FILL: Mapping[str, Callable[[Asking], Filling]] = MappingProxyType(
    {
        "R03": _unwanted,
        "R05": _limit,
        "R06": _feed,
        "R07": _time_off,
        "R09": _run,
        "R11": _owed,
        "R12": _early,
        "R13": _due,
        "R14": _rest,
        "R15": _spell,
        "R16": _send,
        "R17": _cold,
        "R19": _dormant,
        "R20": _meet,
        "R27": _look,
        "R28": _tidy,
        "R29": _insight,
        "R30": _not_yet,
        "R31": _step,
    }
)


def _days(n: int) -> str:
    return words.some(n, "working day", "working days")


def _when(days: int, day: date) -> str:
    if days <= 0:
        return words.bit("today")
    return words.bit("tomorrow") if days == 1 else words.bit("on day", day=f"{day:%A}")


def _date(day: date, today: date) -> str:
    """Return "Thursday" within a week, else "3 December"."""
    return f"{day:%A}" if (day - today).days < 7 else format_date(day)


def _of_100(p: float) -> str:
    """Return a chance in words, as `format_chance` rounds it."""
    said = chance_in_100(p)
    return words.bit("of 100", n=said) if said else words.bit("few of 100")
