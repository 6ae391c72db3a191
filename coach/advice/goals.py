"""Which small goals fit today.

The catalogue has 44 templates, each with its size and what it serves (docs/coach.md). `pick` keeps those that fit
today's energy and the minutes left, leaves out kinds done in the last three days, puts first what was served least in
two weeks, and turns with the day. On a low day, or after two unfinished ones, only small goals stay. Taking the day
off is always last. The same records give the same offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby

from coach.advice import catalogue as shipped
from coach.advice import words
from coach.advice.contacts import silences
from coach.advice.facts_focus import minutes_left
from coach.advice.facts_goal import unfinished_goals_3
from coach.advice.facts_mood import LOW, energy_today, mood_today
from coach.advice.facts_outreach import replies_10bd
from coach.advice.scene import Scene
from coach.advice.waiting import waiting
from coach.domain.asked import Asked
from coach.domain.book import Book
from coach.domain.boundary import Boundary
from coach.domain.goal import Goal
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.domain.text import fold

REST = "G38"
"""The template that takes the day off."""
LEVELS = {"low": 1, "medium": 2, "high": 3}
"""How much energy a goal asks for, on the scale on which energy is given."""
SMALL_MINUTES = 10
"""The longest goal offered on a day that is better kept small."""
OWN = "own"
"""The kind of a goal in the person's own words."""
TAGS: Mapping[str, tuple[str, ...]] = {
    "thank": ("B1a",), "elsewhere": ("P1",), "read": ("P2",), "show": ("P3",), "profile": ("P3",), "contact": ("P4",),
    "opening": ("P5",), "coffee": ("B2b",), "tidy": ("C2", "B1b"), "privacy": ("C1",), "offline": ("B4b",),
}  # fmt: skip
"""Kinds that a goal in one's own words may be given by a tag, and the rows that they serve."""


@dataclass(frozen=True, slots=True)
class Template:
    """A goal that can be offered.

    `energy` is low, medium, high or "" (not said); `minutes` 0 means none or not said; `needs` names what has
    to be there for the goal to make sense (NEEDS), "" for nothing.
    """

    id: str
    text: str
    serves: tuple[str, ...] = ()
    energy: str = ""
    minutes: int = 0
    kind: str = OWN
    done_when: str = ""
    needs: str = ""


@cache
def catalogue() -> tuple[Template, ...]:
    """Return the shipped templates, G01 to G44."""
    return tuple(Template(**{**goal, "serves": tuple(goal["serves"])}) for goal in shipped.read("goals")["goals"])


def own_templates(book: Book) -> tuple[Template, ...]:
    """Return the person's own templates: goals in their own words that they kept, or set on two days or more."""
    return book.derive(_own_templates, Goal)


def pick(book: Book, now: datetime, *, energy: int | None = None) -> tuple[Template, ...]:
    """Return the goals that fit, best first: the first is the offer, taking the day off is always the last.

    `energy` 1–3 overrides what was logged today; unknown energy counts as some (2). Never empty.
    """
    scene = Scene(book, now)
    level = energy or energy_today(scene) or 2
    small = _small(scene, level)
    room = minutes_left(scene)
    if small:
        level, room = 1, min(SMALL_MINUTES, SMALL_MINUTES if room is None else room)
    recent = {_sort(goal.kind, goal.text) for goal in scene.goals if goal.state == "done" and scene.ago(goal.day) <= 3}
    muted = {a.topic for a in book.all(Asked) if a.outcome == "muted" and (a.until is None or a.until > scene.today)}
    fitting = [
        template
        for template in (*catalogue(), *own_templates(book))
        if template.id != REST
        and template.id not in muted
        and LEVELS.get(template.energy, 2) <= level
        and _sort(template.kind, template.text) not in recent
        and (room is None or template.minutes <= room)
        and (room is None or room > 0)
        and (not template.needs or NEEDS[template.needs](scene))
    ]
    return (*_ordered(fitting, scene), template_of(book, REST))


def template_of(book: Book, key: str) -> Template:
    """Return the template with the id `key`, shipped or own. Raises KeyError."""
    for template in (*catalogue(), *own_templates(book)):
        if template.id == key:
            return template
    raise KeyError(key)


def easier(book: Book, now: datetime, goal: Goal) -> Template | None:
    """Return what could take the place of an open `goal` on a low day, None if it is small, or the day is not low.

    It is offered and never set: a low mood, or little energy, is a reason to ask and not to decide.
    """
    scene = Scene(book, now)
    small = goal.energy == "low" and goal.minutes <= SMALL_MINUTES
    if small or not (_low(scene) or energy_today(scene) == 1):
        return None
    return pick(book, now)[0]


def why(book: Book, now: datetime, template: Template) -> str:
    """Return why `template` is offered, in under 60 characters."""
    scene = Scene(book, now)
    if template.id == REST:
        return words.bit("goal rest")
    if not template.id.startswith("G"):
        return words.bit("goal own")
    if _small(scene, energy_today(scene) or 2):
        return words.bit("goal small")
    served = _served(scene)
    least = words.row(min(template.serves, key=lambda row: served.get(row, 0)))
    return words.bit("goal row" if served else "goal first", row=least)


def _sort(kind: str, text: str) -> str:
    """Return what is not offered again for three days: a kind or, of goals in one's own words, the words."""
    return kind if kind and kind != OWN else fold(text)


def _small(scene: Scene, level: float) -> bool:
    """Tell whether today is better kept small: low mood, little energy, or two unfinished days of three."""
    return _low(scene) or level <= 1 or (unfinished_goals_3(scene) or 0) >= 2


def _low(scene: Scene) -> bool:
    mood = mood_today(scene)
    return mood is not None and mood <= LOW


def _quiet_spell(scene: Scene) -> bool:
    """Tell whether five messages or more are open and none was answered in ten working days."""
    return len(scene.once(silences)) >= 5 and not replies_10bd(scene)


def _ordered(found: list[Template], scene: Scene) -> list[Template]:
    """Sort by weight (1 + how little its row was served), minutes and id; equals take turns day by day.

    After a low mood or a quiet spell, what keeps up good ties stands first: it asks least of strangers.
    """
    served, day = _served(scene), scene.today.toordinal()
    most = max(served.values(), default=0)
    tender = _low(scene) or _quiet_spell(scene)

    def rank(template: Template) -> tuple[bool, int]:
        weight = 1 + max((most - served.get(row, 0) for row in template.serves), default=0)
        return (tender and "B1a" not in template.serves, -weight)

    ordered: list[Template] = []
    for _, equals in groupby(sorted(found, key=lambda t: (rank(t), t.minutes, t.id)), rank):
        group = list(equals)
        turn = day % len(group)
        ordered += group[turn:] + group[:turn]
    return ordered


def _served(scene: Scene) -> dict[str, int]:
    """Return row → goals done for it in the last 14 days."""
    served: dict[str, int] = {}
    for goal in scene.goals:
        if goal.state == "done" and scene.ago(goal.day) < 14:
            for row in goal.serves:
                served[row] = served.get(row, 0) + 1
    return served


def _own_templates(book: Book) -> tuple[Template, ...]:
    typed: dict[str, list[Goal]] = {}
    for goal in sorted(book.all(Goal), key=lambda g: (g.day, g.id)):
        if not goal.template and goal.text:
            typed.setdefault(fold(goal.text), []).append(goal)
    return tuple(
        Template(goals[0].id, last.text, last.serves, last.energy, last.minutes, last.kind or OWN)
        for goals in typed.values()
        if goals[-1].kept or len({g.day for g in goals}) > 1
        for last in goals[-1:]
    )


def _a_reply_is_owed(scene: Scene) -> bool:
    return any(row.owed for row in waiting(scene.book, scene.now))


def _somebody_is_due(scene: Scene) -> bool:
    return any(row.due for row in waiting(scene.book, scene.now))


def _two_may_rest(scene: Scene) -> bool:
    return sum(1 for row in waiting(scene.book, scene.now) if row.may_rest) >= 2


def _there_was_a_no(scene: Scene) -> bool:
    return any(m.kind == "no" and scene.within(m.at, 7) for m in scene.messages)


def _a_request_is_open(scene: Scene) -> bool:
    return any(m.kind == "request" and m.closed_at is None for m in scene.book.all(Message))


def _a_draft_is_open(scene: Scene) -> bool:
    return any(n.kind in ("draft", "post") and n.closed_at is None for n in scene.book.all(Note))


def _an_opportunity_is_open(scene: Scene) -> bool:
    return any(n.kind == "opportunity" and n.closed_at is None for n in scene.book.all(Note))


def _a_line_was_crossed(scene: Scene) -> bool:
    return any(scene.within(b.at, 7) and not b.steps for b in scene.book.all(Boundary))


NEEDS: Mapping[str, Callable[[Scene], bool]] = {
    "reply": _a_reply_is_owed,
    "due": _somebody_is_due,
    "two may rest": _two_may_rest,
    "no": _there_was_a_no,
    "request": _a_request_is_open,
    "draft": _a_draft_is_open,
    "opportunity": _an_opportunity_is_open,
    "boundary": _a_line_was_crossed,
}
"""What a goal may need to make sense → is it there?"""
