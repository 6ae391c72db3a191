"""Which small goals fit today: the catalogue's and the person's own, in an order that docs/coach.md explains.

And what is learned from a person's own goals: which kinds rest for a while, and which come more often. Nothing of that
is stored: it follows from the goals and moods of the last half year, newer than the day on which the person asked to
forget. `coach why --all` and the week show all of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby

from coach.advice import catalogue as shipped
from coach.advice.facts.advice_candidates import list_silences
from coach.advice.facts.fact_context import FactContext
from coach.advice.facts.focus_and_goals import networking_minutes_left, unfinished_goals_3
from coach.advice.facts.moods import LOW_MOOD, energy_today, mood_today
from coach.advice.facts.outreach import replies_10bd
from coach.advice.outreach.open_conversations import list_free_people
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day
from coach.advice.rules import sentences
from coach.domain.advice_records import AdviceAnswer
from coach.domain.boundary import Boundary
from coach.domain.goal import Goal
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import Mood, days_of_moods, moods_in_order
from coach.domain.person import Person, convert_to_zone
from coach.domain.settings import Settings
from coach.domain.text import fold_text
from coach.domain.wording import format_date

DAY_OFF_TEMPLATE = "G38"
"""The template that takes the day off."""
GOAL_ENERGY_LEVELS = {"low": 1, "medium": 2, "high": 3}
"""How much energy a goal asks for, on the scale on which energy is given."""
SMALL_GOAL_MINUTES = 10
"""The longest goal offered on a day that is better kept small."""
JOB_SEEKER_TEMPLATES = ("G31", "G34")
"""Asking somebody inside, and preparing first messages: offered first to whoever looks for work."""
ERRAND_GOAL_KINDS = frozenset({"privacy", "reputation"})
"""Errands that are not offered on the best of days, and once in so many days at most."""
ERRAND_GOAL_AGAIN_DAYS = 14
BEST_MOOD = 5
ELSEWHERE_TEMPLATE = "elsewhere"
"""The id of the goal that names somebody in another time zone."""
OWN_GOAL_KIND = "own"
"""The kind of a goal in the person's own words."""
ROWS_OF_GOAL_TAG: Mapping[str, tuple[str, ...]] = {
    "thank": ("B1a",), "elsewhere": ("P1",), "read": ("P2",), "show": ("P3",), "profile": ("P3",), "contact": ("P4",),
    "opening": ("P5",), "coffee": ("B2b",), "tidy": ("C2", "B1b"), "privacy": ("C1",), "offline": ("B4b",),
}  # fmt: skip
"""Kinds that a goal in one's own words may be given by a tag, and the rows that they serve."""


@dataclass(frozen=True, slots=True)
class GoalTemplate:
    """A goal that can be offered.

    `energy` is low, medium, high or "" (not said); `minutes` 0 means none or not said; `needs` names what has
    to be there for the goal to make sense (NEEDS), "" for nothing.
    """

    id: str
    text: str
    serves: tuple[str, ...] = ()
    energy: str = ""
    minutes: int = 0
    kind: str = OWN_GOAL_KIND
    done_when: str = ""
    needs: str = ""
    name: str = ""
    """The name of somebody that stands in `text`, "" for none."""

    @property
    def is_private(self) -> bool:
        """Whether the text is the person's own or names somebody, so that it is hidden together with names."""
        return is_private_template(self.id)


def is_private_template(template_id: str) -> bool:
    """Return whether a goal of that template is in the person's own words or names somebody: shipped ones are not."""
    return not template_id.startswith("G")


@cache
def load_goal_templates() -> tuple[GoalTemplate, ...]:
    """Return the shipped templates, G01 to G44."""
    return tuple(
        GoalTemplate(**{**goal, "serves": tuple(goal["serves"])}) for goal in shipped.load_catalogue("goals")["goals"]
    )


@cached_by(Goal)
def list_own_templates(journal: Journal) -> tuple[GoalTemplate, ...]:
    """Return the person's own templates: goals in their own words that they kept, or set on two days or more."""
    typed_goals: dict[str, list[Goal]] = {}
    for goal in sorted(journal.list_records(Goal), key=lambda each: (each.day, each.id)):
        if not goal.template and goal.text:
            typed_goals.setdefault(fold_text(goal.text), []).append(goal)
    own_templates = []
    for goals in typed_goals.values():
        last = goals[-1]
        if last.kept or len({goal.day for goal in goals}) > 1:
            kind = last.kind or OWN_GOAL_KIND
            own_templates.append(GoalTemplate(goals[0].id, last.text, last.serves, last.energy, last.minutes, kind))
    return tuple(own_templates)


def find_elsewhere_goal(context: FactContext) -> GoalTemplate | None:
    """Return the goal of the kind "elsewhere" with the name of somebody in another time zone, None if nobody is.

    Nothing is open with them. Those who fit take turns day by day.
    """
    own_offset = context.now.utcoffset()
    people_elsewhere = [
        person
        for person in _list_free_people_with_zone(context.journal, context.calendar)
        if (their_time := convert_to_zone(person.known_zone, context.now)) is not None
        and their_time.utcoffset() != own_offset
    ]
    if not people_elsewhere:
        return None
    person = people_elsewhere[context.today.toordinal() % len(people_elsewhere)]
    place_in_words = f"in {person.place}" if person.place else "in another time zone"
    return GoalTemplate(
        ELSEWHERE_TEMPLATE, f"Write a short hello to {person.name}, {place_in_words}", ("P1", "P4"),
        "low", 5, "elsewhere", "the message is sent", name=person.name,
    )  # fmt: skip


@cached_for_day
def _list_free_people_with_zone(journal: Journal, calendar: SilenceCalendar) -> tuple[Person, ...]:
    return tuple(person for person in list_free_people(journal, calendar) if person.known_zone)


def rank_goals(journal: Journal, now: datetime, *, energy: int | None = None) -> tuple[GoalTemplate, ...]:
    """Return the goals that fit, best first: the first is the offer, taking the day off is always the last.

    `energy` 1–3 overrides what was logged today; unknown energy counts as some (2). Never empty.
    """
    context = FactContext(journal, now)
    energy_level = energy or energy_today(context) or 2
    is_small_day = _is_small_day(context, energy_level) or _is_day_off(context)
    learned = learn_from_goals(journal, context.today)
    resting_kinds = {kind for kind, kind_record in learned.items() if kind_record.rests_until}
    minutes_left = networking_minutes_left(context)
    if is_small_day:
        energy_level = 1
        minutes_left = SMALL_GOAL_MINUTES if minutes_left is None else min(SMALL_GOAL_MINUTES, minutes_left)
    own_templates = list_own_templates(journal)
    done_lately = {
        _repeated_goal_key(goal.kind, goal.text)
        for goal in context.goals
        if goal.state == "done" and context.days_since(goal.day) <= 3
    }
    errand_lately = any(
        goal.kind in ERRAND_GOAL_KINDS and 0 < context.days_since(goal.day) < ERRAND_GOAL_AGAIN_DAYS
        for goal in context.goals
    )
    put_off_templates = {
        goal.template for goal in context.goals if goal.state != "done" and 1 <= context.days_since(goal.day) <= 3
    }
    answers = journal.list_records(AdviceAnswer)
    muted_topics = {answer.topic for answer in answers if answer.mutes_on(context.today)}
    fitting_templates = [
        template
        for template in (*load_goal_templates(), *filter(None, [find_elsewhere_goal(context)]), *own_templates)
        if template.id != DAY_OFF_TEMPLATE
        and template.id not in muted_topics
        and GOAL_ENERGY_LEVELS.get(template.energy, 2) <= energy_level
        and _repeated_goal_key(template.kind, template.text) not in done_lately
        and template.id not in put_off_templates
        and (minutes_left is None or (template.minutes <= minutes_left and minutes_left > 0))
        and (not template.needs or GOAL_NEED_CHECKS[template.needs](context))
        and not (template.kind in resting_kinds and template.kind != OWN_GOAL_KIND)
        and not (template.kind in ERRAND_GOAL_KINDS and (mood_today(context) == BEST_MOOD or errand_lately))
    ]
    return (*_order_templates(fitting_templates, context), get_goal_template(journal, DAY_OFF_TEMPLATE))


def get_goal_template(journal: Journal, template_id: str) -> GoalTemplate:
    """Return the template with the id `template_id`, shipped or own. Raises KeyError."""
    return {template.id: template for template in (*load_goal_templates(), *list_own_templates(journal))}[template_id]


def find_easier_goal(journal: Journal, now: datetime, goal: Goal) -> GoalTemplate | None:
    """Return what could take the place of an open `goal` on a low day, None if it is small, or the day is not low.

    It is offered and never set: a low mood, or little energy, is a reason to ask and not to decide.
    """
    context = FactContext(journal, now)
    is_small_goal = goal.energy == "low" and goal.minutes <= SMALL_GOAL_MINUTES
    if is_small_goal or not (_is_low_mood(context) or energy_today(context) == 1):
        return None
    return rank_goals(journal, now)[0]


def explain_goal_offer(journal: Journal, now: datetime, template: GoalTemplate) -> str:
    """Return why `template` is offered, in under 60 characters."""
    context = FactContext(journal, now)
    if template.id == DAY_OFF_TEMPLATE:
        return sentences.short_text("goal rest")
    if template.is_private and not template.name:
        return sentences.short_text("goal own")
    if _is_small_day(context, energy_today(context) or 2):
        return sentences.short_text("goal small")
    if _is_day_off(context):
        return sentences.short_text("goal day off")
    kind_record = learn_from_goals(journal, context.today).get(template.kind)
    if kind_record is not None and kind_record.is_done_often:
        return sentences.short_text("goal often")
    if kind_record is not None and kind_record.brings_better_evenings:
        return sentences.short_text("goal evening")
    served_rows = _count_served_rows(context)
    least_served_row = sentences.describe_row(min(template.serves, key=lambda row: served_rows[row]))
    return sentences.short_text("goal row" if served_rows else "goal first", row=least_served_row)


def _repeated_goal_key(kind: str, text: str) -> str:
    """Return what is not offered again for three days: a kind or, of goals in one's own words, the words."""
    return kind if kind and kind != OWN_GOAL_KIND else fold_text(text)


def _is_small_day(context: FactContext, level: float) -> bool:
    """Tell whether today is better kept small: low mood, little energy, or two unfinished days of three."""
    return _is_low_mood(context) or level <= 1 or (unfinished_goals_3(context) or 0) >= 2


def _is_day_off(context: FactContext) -> bool:
    """Tell whether today is a weekend, a holiday or another day without work."""
    return not context.calendar.workdays.is_workday(context.today)


def _is_low_mood(context: FactContext) -> bool:
    mood = mood_today(context)
    return mood is not None and mood <= LOW_MOOD


def _is_quiet_spell(context: FactContext) -> bool:
    """Tell whether five messages or more are open and none was answered in ten working days."""
    return len(context.compute_once(list_silences)) >= 5 and not replies_10bd(context)


def _order_templates(templates: list[GoalTemplate], context: FactContext) -> list[GoalTemplate]:
    """Sort by weight (1 + how little its row was served, more for what is finished often or goes with better
    evenings), minutes and id; equals take turns day by day.

    After a low mood or a quiet spell, what keeps up good ties stands first: it asks least of strangers.
    """
    served_rows, day_number = _count_served_rows(context), context.today.toordinal()
    most_served = max(served_rows.values(), default=0)
    is_tender_day = _is_low_mood(context) or _is_quiet_spell(context)

    learned = learn_from_goals(context.journal, context.today)
    favoured_templates = JOB_SEEKER_TEMPLATES if _is_opportunity_open(context) else ()

    def rank(template: GoalTemplate) -> tuple[bool, int]:
        weight = 1 + max((most_served - served_rows[row] for row in template.serves), default=0)
        weight += learned[template.kind].bonus if template.kind in learned else 0
        weight += template.id in favoured_templates
        return (is_tender_day and "B1a" not in template.serves, -weight)

    ordered_templates: list[GoalTemplate] = []
    for _, equal_templates in groupby(sorted(templates, key=lambda each: (rank(each), each.minutes, each.id)), rank):
        templates_in_turn = list(equal_templates)
        turn = day_number % len(templates_in_turn)
        ordered_templates += templates_in_turn[turn:] + templates_in_turn[:turn]
    return ordered_templates


def _count_served_rows(context: FactContext) -> Counter[str]:
    """Return row → goals done for it in the last 14 days."""
    goals_done = (goal for goal in context.goals if goal.state == "done" and context.days_since(goal.day) < 14)
    return Counter(row for goal in goals_done for row in goal.serves)


def _is_opportunity_open(context: FactContext) -> bool:
    return any(note.is_open_opportunity for note in context.notes)


GOAL_NEED_CHECKS: Mapping[str, Callable[[FactContext], bool]] = {
    "reply": lambda context: any(row.i_owe for row in context.open_conversations),
    "due": lambda context: any(row.follow_up_due for row in context.open_conversations),
    "two may rest": lambda context: sum(row.may_rest for row in context.open_conversations) >= 2,
    "no": lambda context: any(m.kind == "no" and context.is_within_days(m.at, 7) for m in context.messages),
    "request": lambda context: any(
        m.kind == "request" and m.closed_at is None and context.is_within_days(m.at, 30) for m in context.messages
    ),
    "draft": lambda context: any(
        n.kind in ("draft", "post") and n.closed_at is None and context.is_within_days(n.at, 7) for n in context.notes
    ),
    "opportunity": _is_opportunity_open,
    "boundary": lambda context: any(
        context.is_within_days(b.at, 7) and not b.steps for b in context.journal.list_records(Boundary)
    ),
    "talk": lambda context: any(
        -context.days_since(context.settings.day_of(meeting.at)) <= 7 for meeting in context.coming_meetings
    ),
}
"""What a goal may need to make sense → is it there?"""


FORGET_LEARNED_TOPIC = "learned"
"""What the wish to forget is remembered as."""
LEARNED_FROM_DAYS = 183
FIRST_KIND_REST_DAYS, LONGEST_KIND_REST_DAYS = 7, 56
FEWEST_GOALS = 4
"""Goals of a kind that are needed before it is said to be finished often or to go with a better evening."""
OFTEN_DONE_SHARE, SELDOM_DONE_SHARE = 0.7, 0.3
FEWEST_EVENING_ERRORS = 2.6
"""Standard errors above the usual evening that are needed besides: chance alone does it for 1 kind in 200."""
_EVENING_WEIGHT = 6.0  # evenings' worth of belief that a kind changes nothing
_EVENING_FROM_HOUR = 17
BETTER_EVENING = 0.2
"""Points of mood, drawn towards none, from which evenings count as better."""

GOAL_LABELS: Mapping[str, str] = {
    "thank": "thanking", "reply": "answering", "reach_out": "reaching out", "invite": "inviting",
    "follow_up": "following up", "give": "giving", "learn": "learning",
    "take_part": "taking part in discussions", "tidy": "tidying", "profile": "your profile", "privacy": "privacy",
    "post": "posting", "jobs": "job search", "prepare": "preparing", "plan": "planning",
    "focus": "focus", "social": "friends", "in_person": "meetups", "reflect": "reflecting",
}  # fmt: skip
"""Kinds of goals in words."""


@dataclass(frozen=True, slots=True)
class KindRecord:
    """What is known of one kind of goal: how many days had one and were settled, and how they went."""

    kind: str
    days: int = 0
    done: int = 0
    rests_until: date | None = None
    """The first day on which it is offered again, or None."""
    evening: float = 0.0
    """How much better evenings were on days on which it was done, in points of mood, drawn towards none."""
    evening_errors: float = 0.0
    """The same, undrawn, in standard errors."""

    @property
    def is_done_often(self) -> bool:
        """Whether most goals of the kind were done."""
        return self.days >= FEWEST_GOALS and self.done / self.days >= OFTEN_DONE_SHARE

    @property
    def is_done_seldom(self) -> bool:
        """Whether few goals of the kind were done."""
        return self.days >= FEWEST_GOALS and self.done / self.days <= SELDOM_DONE_SHARE

    @property
    def brings_better_evenings(self) -> bool:
        """Whether evenings went with it that were better than usual."""
        return self.evening >= BETTER_EVENING and self.evening_errors >= FEWEST_EVENING_ERRORS

    @property
    def bonus(self) -> int:
        """How many places of the order of goals the kind has earned: 0 to 2."""
        return int(self.is_done_often) + int(self.brings_better_evenings)

    def describe(self) -> str:
        """Return what is learned in words, or "" for nothing."""
        learned_words = []
        if self.is_done_often:
            learned_words.append(f"you finish these most often ({self.done} of {self.days}), so they come more often")
        if self.brings_better_evenings:
            learned_words.append("your mood in the evening was higher after these, so they come more often")
        if self.rests_until:
            learned_words.append(f"you let these go, so they are not suggested until {format_date(self.rests_until)}")
        return "; ".join(learned_words)


@dataclass(frozen=True, slots=True)
class Evenings:
    """The last mood of every evening that has one, their mean, and how they vary."""

    moods: Mapping[date, int]
    usual: float = 0.0
    spread: float = 0.0


def learn_from_goals(journal: Journal, today: date) -> dict[str, KindRecord]:
    """Return kind → what is learned of it as of `today`."""
    evenings, since = _collect_evenings(journal), today - timedelta(days=LEARNED_FROM_DAYS)
    return {
        kind: _summarize_kind(kind, [goal for goal in goals if goal.day > since], evenings, today)
        for kind, goals in _group_settled_goals(journal).items()
    }


@cached_by(Goal, AdviceAnswer)
def _group_settled_goals(journal: Journal) -> dict[str, list[Goal]]:
    """Return kind → its settled goals, oldest first."""
    answers = journal.list_records(AdviceAnswer)
    forgotten_on = max((answer.day for answer in answers if answer.topic == FORGET_LEARNED_TOPIC), default=date.min)
    goals_by_kind: dict[str, list[Goal]] = defaultdict(list)
    for goal in sorted(journal.list_records(Goal), key=lambda each: (each.day, each.id)):
        if goal.kind and goal.state != "open" and goal.day > forgotten_on:
            goals_by_kind[goal.kind].append(goal)
    return dict(goals_by_kind)


@cached_by(Mood, Settings)
def _collect_evenings(journal: Journal) -> Evenings:
    day_ends = journal.settings.day_ends
    moods = {
        day: mood.value
        for day, mood in zip(days_of_moods(journal), moods_in_order(journal), strict=True)
        if mood.at.hour >= _EVENING_FROM_HOUR or mood.at.time() < day_ends
    }
    if not moods:
        return Evenings(moods)
    usual_mood = sum(moods.values()) / len(moods)
    return Evenings(moods, usual_mood, (sum((value - usual_mood) ** 2 for value in moods.values()) / len(moods)) ** 0.5)


def _summarize_kind(kind: str, goals: list[Goal], evenings: Evenings, today: date) -> KindRecord:
    let_go_in_a_row, last_let_go = 0, None
    for goal in reversed(goals):
        if goal.state != "let go":
            break
        let_go_in_a_row, last_let_go = let_go_in_a_row + 1, last_let_go or goal.day
    rest_days = min(LONGEST_KIND_REST_DAYS, FIRST_KIND_REST_DAYS * 2 ** (let_go_in_a_row - 1)) if last_let_go else 0
    rests_until = last_let_go + timedelta(days=rest_days) if last_let_go else None
    days_done = [goal.day for goal in goals if goal.state == "done"]
    evening_differences = [evenings.moods[day] - evenings.usual for day in days_done if day in evenings.moods]
    evening_spread = evenings.spread
    return KindRecord(
        kind,
        len(goals),
        len(days_done),
        rests_until if rests_until and rests_until > today else None,
        sum(evening_differences) / (len(evening_differences) + _EVENING_WEIGHT),
        sum(evening_differences) / (evening_spread * len(evening_differences) ** 0.5)
        if evening_differences and evening_spread
        else 0.0,
    )
