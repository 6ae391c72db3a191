"""What a good human coach would say from the same log: descriptive sentences with their numbers.

Each has its rule of when it may speak. Most only count what is in the log; three compare, and these check on a few
fixed days, with a level at which few people in whom nothing differs are told something (benchmarks/observations.py).
One stands in the week, and one may be the advice of a day (R35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from coach.advice.facts.context import FactContext
from coach.advice.facts.outreach import enough_today
from coach.advice.facts.whom_to_name import list_people_long_unheard, was_asked_about_many
from coach.advice.goals import GOAL_LABELS, learn_from_goals
from coach.advice.outreach.conversations import events_in_order
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.outreach.reply_outcomes import compare_ties, find_distinct_channels, list_reply_outcomes
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day, make_calendar
from coach.advice.patterns.block_feelings import find_block_feeling
from coach.advice.rules.sentences import render_message
from coach.advice.shown_people import blocked_person_ids
from coach.domain.focus import group_feelings
from coach.domain.journal import Journal
from coach.domain.person import format_channel
from coach.domain.wording import format_kind

OBSERVATION_RULE = "R35"
"""The rule that tells one of these sentences as the advice of a day."""
TOLD_AGAIN_AFTER = 60
"""Days after which a sentence may be the advice of a day again."""
PROPOSING_KEYS = frozenset({"R35.strangers", "R35.owed", "R35.quick", "R35.unheard"})
"""Sentences that propose to do something with people."""
WELCOME_GOALS = frozenset(
    {"thank", "reply", "reach_out", "invite", "give", "learn", "take_part", "social", "in_person"}
)
"""Kinds of goals of which more is a good thing; tidying is not done for its own sake."""
FIRST_DAY = 14
"""Days of use before the first sentence: the third week."""
FEWEST_ANSWERS = 10
OFTEN_LOW = 0.6
"""The share of answers from which a kind of block felt low often."""
FEWEST_OLD_STRANGERS = 8
OLD_SILENCE = 15
"""Working days after which a stranger's silence is called old."""
FEWEST_OWED = 5


@dataclass(frozen=True, slots=True)
class Observation:
    """A sentence by its key in the catalogue, and what goes into its braces."""

    key: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def describe(self) -> str:
        """Return the sentence."""
        return render_message(self.key, 0, **self.arguments)


def list_observations(context: FactContext) -> tuple[Observation, ...]:
    """Return every sentence that may be said today, in a fixed order."""
    first = context.first_use_day
    if first is None or context.days_since(first) < FIRST_DAY:
        return ()
    return tuple(found for describe in _DESCRIPTIONS if (found := describe(context)) is not None)


def list_observations_to_tell(context: FactContext) -> tuple[Observation, ...]:
    """Return the sentences that were not the advice of a day in the last sixty days, and that fit the day."""
    told = {
        asked.topic
        for asked in context.asked_before
        if asked.outcome == "shown" and 0 < context.days_since(asked.day) < TOLD_AGAIN_AFTER
    }
    if enough_today(context):
        told |= PROPOSING_KEYS
    if was_asked_about_many(context):
        told.add("R35.strangers")
    return tuple(each for each in list_observations(context) if each.key not in told)


def describe_learned(journal: Journal, now: datetime) -> list[str]:
    """Return everything that was learned and changes what is offered or told, a line each."""
    context = FactContext(journal, now)
    lines = [
        f"  Goals of the kind '{GOAL_LABELS.get(each.kind, each.kind)}': {words}"
        for each in sorted(learn_from_goals(journal, context.today).values(), key=lambda each: each.kind)
        if (words := each.describe())
    ]
    calendar = make_calendar(journal, now)
    for name, each in sorted(find_distinct_channels(journal, calendar).items()):
        own, other = each.group, each.others
        counts = f"{own.replied} of {own.sent} answered, elsewhere {other.replied} of {other.sent}"
        lines.append(f"  {format_channel(name)}: {counts}; the chance of a reply there is worked out from these counts")
    return ["Learned from you:", *(lines or ["  nothing so far"])]


def choose_week_observation(journal: Journal, now: datetime) -> str:
    """Return the observation of this week, or "": they take turns week by week."""
    found = list_observations(FactContext(journal, now))
    return found[journal.settings.day_of(now).isocalendar().week % len(found)].describe() if found else ""


def _describe_reply_times(context: FactContext) -> Observation | None:
    outcomes = list_reply_outcomes(context.journal, make_calendar(context.journal, context.now))
    days = sorted(each.days for each in outcomes if each.has_reply)
    if len(days) < FEWEST_ANSWERS:
        return None
    within = max(1, days[(len(days) - 1) // 2])
    unit = "working day" if within == 1 else "working days"
    return Observation("R35.half", {"days": f"{within} {unit}", "k": sum(d <= within for d in days), "n": len(days)})


def _describe_heavy_kind(context: FactContext) -> Observation | None:
    felt = group_feelings(context.blocks).items()
    low = [(sum(v <= 2 for v in found), len(found), kind) for kind, found in felt if len(found) >= FEWEST_ANSWERS]
    heaviest = max(low, key=lambda each: (each[0] / each[1], each[2]), default=None)
    if heaviest is None or heaviest[0] / heaviest[1] < OFTEN_LOW:
        return None
    return Observation("R35.low", {"kind": format_kind(heaviest[2]), "k": heaviest[0], "n": heaviest[1]})


def _describe_old_strangers(context: FactContext) -> Observation | None:
    rows = [row for row in list_open_conversations(context.journal, context.now) if not row.owed]
    old = sum(row.tie == "cold" and row.silent_workdays >= OLD_SILENCE for row in rows)
    return Observation("R35.strangers", {"n": len(rows), "m": old}) if old >= FEWEST_OLD_STRANGERS else None


def _describe_quick_people(context: FactContext) -> Observation | None:
    quick, met = find_quick_people(context)
    return Observation("R35.quick", {"n": len(quick), "m": len(quick - met)}) if len(quick - met) >= 3 else None


def find_quick_people(context: FactContext) -> tuple[set[str], set[str]]:
    """Return who answered me within two working days three times or more, and who of all I have met or phoned."""
    return _collect_quick_people(context.journal, make_calendar(context.journal, context.now))


@cached_for_day
def _collect_quick_people(journal: Journal, calendar: SilenceCalendar) -> tuple[set[str], set[str]]:
    counts, met = defaultdict[str, int](int), set[str]()
    sent: dict[str, date] = {}
    hidden = blocked_person_ids(journal)
    for message in events_in_order(journal):
        if message.person in hidden:
            continue
        if message.direction != "own" and (message.kind == "meeting" or message.channel in ("phone", "in person")):
            met.add(message.person)
        if message.kind not in ("message", "invitation"):
            continue
        day = calendar.day_of_moment(message.at)
        if message.direction == "out":
            sent[message.person] = day
        elif message.person in sent:
            counts[message.person] += calendar.workdays.count_days(sent.pop(message.person), day) <= 2
    return {person for person, n in counts.items() if n >= 3}, met


def _describe_long_unheard(context: FactContext) -> Observation | None:
    n = len(context.compute_once(list_people_long_unheard))
    return Observation("R35.unheard", {"n": n}) if n >= 3 else None


def _describe_goals(context: FactContext) -> Observation | None:
    known = [each for each in learn_from_goals(context.journal, context.today).values() if each.kind in GOAL_LABELS]
    seldom = min((k for k in known if k.is_done_seldom), key=lambda k: (k.done / k.days, k.kind), default=None)
    welcome = (k for k in known if k.is_done_often and k.kind in WELCOME_GOALS)
    often = max(welcome, key=lambda k: (k.done / k.days, k.kind), default=None)
    if seldom is None or often is None:
        return None
    counts = {"k": often.done, "n": often.days, "j": seldom.done, "m": seldom.days}
    return Observation("R35.goals", {"often": GOAL_LABELS[often.kind], "seldom": GOAL_LABELS[seldom.kind], **counts})


def _describe_owed(context: FactContext) -> Observation | None:
    owed = [row for row in list_open_conversations(context.journal, context.now) if row.owed]
    oldest = max((row.silent_workdays for row in owed), default=0)
    if len(owed) < FEWEST_OWED or oldest < OLD_SILENCE:
        return None
    return Observation("R35.owed", {"n": len(owed)})


def _describe_block_feeling(context: FactContext) -> Observation | None:
    found = find_block_feeling(context.journal, context.today)
    if found is None:
        return None
    side = "lower" if found.difference < 0 else "higher"
    slots = {
        "kind": format_kind(found.kind),
        "x": f"{abs(found.difference):.1f}",
        "n": found.days,
        "m": found.other_days,
    }
    return Observation(f"R35.{side}", slots)


def _describe_ties(context: FactContext) -> Observation | None:
    found = compare_ties(context.journal, make_calendar(context.journal, context.now))
    if found is None:
        return None
    one, other = found.group, found.others
    key = "R35.ties" if found.difference < 0 else "R35.ties.new"
    return Observation(key, {"n": one.sent, "k": one.replied, "m": other.sent, "j": other.replied})


def _describe_channels(context: FactContext) -> Observation | None:
    found = find_distinct_channels(context.journal, make_calendar(context.journal, context.now))
    if not found:
        return None
    name, each = max(found.items(), key=lambda item: (abs(item[1].difference), item[0]))
    slots = {"n": each.group.sent, "k": each.group.replied, "m": each.others.sent, "j": each.others.replied}
    return Observation("R35.channel", {"channel": format_channel(name), **slots})


_DESCRIPTIONS: tuple[Callable[[FactContext], Observation | None], ...] = (
    _describe_ties,
    _describe_channels,
    _describe_block_feeling,
    _describe_reply_times,
    _describe_heavy_kind,
    _describe_old_strangers,
    _describe_owed,
    _describe_quick_people,
    _describe_long_unheard,
    _describe_goals,
)
