"""Which sentence a rule says today, about whom, and what goes into its placeholders.

A rule without an entry here has one plain sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import prod
from types import MappingProxyType

from coach.advice.facts import patterns
from coach.advice.facts.context import FactContext
from coach.advice.facts.day import last_review_day
from coach.advice.facts.fact_values import FactValues
from coach.advice.facts.focus import count_chores, list_chore_answers
from coach.advice.facts.moods import LOW_MOOD, LOW_STRETCH_DAYS
from coach.advice.facts.notes_and_events import (
    list_drafts_to_send,
    list_due_opportunities,
    list_events_to_tell,
    next_good_send_time,
)
from coach.advice.facts.outreach import list_old_cold_outcomes
from coach.advice.facts.whom_to_name import MANY_MAY_REST, Candidate, is_asleep, list_silences, time_at_recipient
from coach.advice.observations import list_observations_to_tell
from coach.advice.outreach import reply_model
from coach.advice.outreach.open_conversations import OpenConversation, list_old_conversations, list_open_conversations
from coach.advice.outreach.reply_model import Probability
from coach.advice.outreach.working_days import counted_workdays, make_calendar
from coach.advice.patterns import mood_patterns
from coach.advice.patterns.experiments import TESTABLE_MARKERS
from coach.advice.patterns.markers import describe_marker
from coach.advice.patterns.mood_patterns import higher_or_lower
from coach.advice.rules import sentences
from coach.advice.shown_people import blocked_person_ids
from coach.domain.boundary import Boundary
from coach.domain.cadence import format_cadence, format_every
from coach.domain.message import Message
from coach.domain.networking_hours import describe_hours_now
from coach.domain.person import Person
from coach.domain.text import HIDDEN_MARK, clean_text
from coach.domain.wording import format_chance, format_date, format_names, round_chance, round_half_up

SPELL_WORKDAYS, FEWEST_IN_SPELL, SELDOM = 10, 5, 0.1
"""A spell without answers is of so many working days; how usual it is is told of so many messages or more, and
unless it is seldom."""
WORKDAYS_OF_MONTH = 21


@dataclass(frozen=True, slots=True)
class RenderedSlots:
    """`key` of the sentence, `person` it is about ("" for nobody), and what goes into its braces."""

    key: str
    person: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    """The key of the reason, where the rule has several; else the key of the sentence or the rule decides."""


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a filling may rest on: the facts, how often the rule spoke before, and whether to hide what is private.

    `longest` is how many letters of the person's own words may stand in the sentence.
    """

    facts: FactValues
    times_shown: int
    hide: bool
    longest: int = sentences.NAME_LENGTH

    def own_text(self, text: str) -> str:
        """Return text of the person's own as it may be shown."""
        return HIDDEN_MARK if self.hide else clean_text(text, self.longest)

    def first_candidate(self, key: str) -> Candidate:
        """Return whom rule `key` names."""
        return self.facts.candidates_for(key)[0]


def render_slots(key: str, request: RenderContext) -> RenderedSlots:
    """Return the sentence of rule `key` and what it needs."""
    if key in _RENDERERS:
        return _RENDERERS[key](request)
    return RenderedSlots(key, arguments={slot: request.facts[fact] for slot, fact in _FACT_SLOTS.get(key, ())})


def _render_boundary(request: RenderContext) -> RenderedSlots:
    context = request.facts.context
    today = [b for b in context.journal.list_records(Boundary) if context.is_within_days(b.at, 1)]
    return RenderedSlots("R03.done" if all(b.steps for b in today) else "R03")


def _render_outside_hours(request: RenderContext) -> RenderedSlots:
    words = describe_hours_now(request.facts.context.settings, request.facts.context.now)
    if not words.startswith("from "):
        return RenderedSlots("R04")
    return RenderedSlots("R04.before", arguments={"t": words.removeprefix("from ")})


def _render_lower_week(request: RenderContext) -> RenderedSlots:
    answers = list_chore_answers(request.facts.context, LOW_STRETCH_DAYS)
    return RenderedSlots("R32", arguments={"k": count_chores(answers), "n": len(answers)})


def _render_observation(request: RenderContext) -> RenderedSlots:
    chosen = request.facts.context.compute_once(list_observations_to_tell)[0]
    return RenderedSlots(chosen.key, arguments=chosen.arguments)


def _render_time_off(request: RenderContext) -> RenderedSlots:
    late, free = request.facts["after_hours_days_7"] or 0, 7 - (request.facts["active_days_7"] or 0)
    if late < 3:
        return RenderedSlots("R07.days")
    off = sentences.pluralize(int(free), "day off", "days off") if free else sentences.short_text("no day off")
    return RenderedSlots("R07", arguments={"late": sentences.pluralize(int(late), "day", "days"), "free": off})


def _render_small_day(request: RenderContext) -> RenderedSlots:
    mood, energy = request.facts["mood_today"], request.facts["energy_today"]
    if mood is not None and mood <= LOW_MOOD:
        return RenderedSlots("R10", reason="R10.mood")
    return RenderedSlots("R10", reason="R10.energy" if energy is not None and energy <= 1 else "R10.week")


def _render_goal_done(request: RenderContext) -> RenderedSlots:
    """Name a first step for the next working day, if somebody waits for one."""
    context = request.facts.context
    steps = [
        *((c.case, c.person, c.name) for c in request.facts.candidates_for("R11")),
        *(
            ("wrote", r.person, r.name)
            for r in list_open_conversations(context.journal, context.now)
            if r.is_reply_owed
        ),
        *(
            ("follow-up", c.person, c.name)
            for c in request.facts.candidates_for("R13")
            if c.days + 1 < reply_model.REST_AFTER  # fine on the next day, too
        ),
    ]
    if not steps:
        return RenderedSlots("R24")
    case, person, name = steps[0]
    day = _format_near_date(counted_workdays(context.journal).add_workdays(context.today, 1), context)
    step = sentences.short_text(f"step {case}", name=request.own_text(name))
    return RenderedSlots("R24.next", person, {"step": step, "day": day}, reason="R24")


def _render_owed_reply(request: RenderContext) -> RenderedSlots:
    owed = request.first_candidate("R11")
    slots = {"name": request.own_text(owed.name), "days": _format_time_ago(owed.days)}
    if owed.case == "meeting":
        slots["when"] = _format_meeting_day(request.facts.context.settings.day_of(owed.since), request.facts.context)
    if owed.case in ("promise", "dated", "favour"):
        slots["what"] = request.own_text(owed.promise_text) if owed.promise_text else sentences.short_text("something")
    if owed.case in ("answered", "wrote") and is_asleep(request.facts.context, owed.person):
        return RenderedSlots("R11.night", owed.person, slots, reason=f"R11.{owed.case}")
    reason = "R11.promise" if owed.case == "dated" else ""
    return RenderedSlots(f"R11.{owed.case}", owed.person, slots, reason=reason)


def _render_too_early(request: RenderContext) -> RenderedSlots:
    contact = request.first_candidate("R12")
    row, context = contact.conversation, request.facts.context
    assert row is not None and row.reply_probability is not None  # a silence has both by definition
    wrote = make_calendar(context.journal, context.now).day_of_moment(contact.since)
    until = counted_workdays(context.journal).add_workdays(wrote, row.follow_up_gap)
    slots = {"p": format_chance(row.reply_probability), "date": _format_near_date(until, context)}
    return RenderedSlots(
        "R12", contact.person, {"name": request.own_text(contact.name), "days": _format_workdays(contact.days), **slots}
    )


def _render_follow_up(request: RenderContext) -> RenderedSlots:
    contact = request.first_candidate("R13")
    assert contact.conversation is not None and contact.conversation.reply_interval is not None
    key = "R13.cold" if contact.case == "cold" else "R13"
    if is_asleep(request.facts.context, contact.person):
        key = "R13.night"
    span = _format_still_answer(contact.conversation.reply_interval)
    return RenderedSlots(
        key,
        contact.person,
        {"name": request.own_text(contact.name), "days": _format_workdays(contact.days), "span": span},
    )


def _render_may_rest(request: RenderContext) -> RenderedSlots:
    context = request.facts.context
    if sum(row.may_rest for row in list_silences(context)) >= MANY_MAY_REST:
        return RenderedSlots("R14.many", arguments={"n": len(list_old_conversations(context.journal, context.now))})
    contact = request.first_candidate("R14")
    return RenderedSlots(
        "R14", contact.person, {"name": request.own_text(contact.name), "days": _format_workdays(contact.days)}
    )


def _render_quiet_spell(request: RenderContext) -> RenderedSlots:
    context = request.facts.context
    rows = [row for row in list_silences(context) if row.silent_workdays <= SPELL_WORKDAYS]
    by_channel: dict[str, list[OpenConversation]] = defaultdict(list)
    for row in rows:
        by_channel[row.channel].append(row)
    chance = prod(map(_spell_probability, by_channel.values()))
    if chance < SELDOM or len(rows) < FEWEST_IN_SPELL:
        return RenderedSlots("R15.seldom")
    return RenderedSlots("R15", arguments={"n": len(rows), "q": format_chance(chance)})


def _spell_probability(rows: Sequence[OpenConversation]) -> float:
    """Return the chance that nobody has replied yet in conversations of one channel, which share a model."""
    own = rows[0].reply_model
    assert own is not None  # a silence has one by definition
    return reply_model.spell_probability(((r.tie, r.silent_workdays, r.follow_ups_sent > 0) for r in rows), own)


def _render_send_time(request: RenderContext) -> RenderedSlots:
    context = request.facts.context
    draft = list_drafts_to_send(context)[-1]
    known = context.journal.get_record(Person, draft.person) if draft.person else None
    what = (
        sentences.short_text("draft to", name=request.own_text(known.name)) if known else sentences.short_text("draft")
    )
    slot = next_good_send_time(time_at_recipient(context, draft.person), context.now.date())
    return RenderedSlots("R16", draft.person, {"draft": what, "slot": slot})


def _render_cold_messages(request: RenderContext) -> RenderedSlots:
    if (request.facts["cold_7"] or 0) >= 10 and not request.facts["replies_10bd"]:
        return RenderedSlots("R17", arguments={"n": request.facts["cold_7"]})
    people = {each.person for each in request.facts.context.compute_once(list_old_cold_outcomes)}
    return RenderedSlots("R17.quality", arguments={"n": len(people)})


def _render_dormant_tie(request: RenderContext) -> RenderedSlots:
    contact = request.first_candidate("R19")
    months = round_half_up((request.facts.context.now - contact.since) / timedelta(days=30.44))
    slots = {"name": request.own_text(contact.name), "months": sentences.pluralize(months, "month", "months")}
    return RenderedSlots("R19", contact.person, slots)


def _render_meeting_offer(request: RenderContext) -> RenderedSlots:
    contact = request.first_candidate("R20")
    return RenderedSlots(
        "R20.nice" if contact.case else "R20", contact.person, {"name": request.own_text(contact.name)}
    )


def _render_profile_review(request: RenderContext) -> RenderedSlots:
    age, year = request.facts["profile_review_age"] or 0, request.facts["reputation_review_age"] or 0
    if year >= 365 and (age < 90 or request.times_shown % 2):
        return RenderedSlots("R27.name")
    if last_review_day(request.facts.context, "privacy") is None:
        return RenderedSlots("R27.first")
    return RenderedSlots("R27", arguments={"months": sentences.pluralize(int(age) // 30, "month", "months")})


def _render_tidying(request: RenderContext) -> RenderedSlots:
    if request.facts["takeaway_today"] or (request.facts["reading_minutes_today"] or 0) < 30:
        return RenderedSlots("R28.requests", arguments={"n": request.facts["pending_requests"]})
    return RenderedSlots("R28", arguments={"n": request.facts["reading_minutes_today"]})


def _render_pattern(request: RenderContext) -> RenderedSlots:
    news = request.facts.context.compute_once(patterns.find_pattern_news)
    pattern = news.newly_found or news.withdrawn
    assert pattern is not None  # the rule holds
    slots = {"marker": describe_marker(pattern.name), "side": higher_or_lower(pattern.effect)}
    if news.newly_found is None:
        return RenderedSlots("R29.withdrawn", arguments=slots)
    near, far = sorted((abs(pattern.low), abs(pattern.high)))
    numbers = {"size": f"{abs(pattern.shown):.1f}", "range": f"{near:.1f} to {far:.1f}"}
    return RenderedSlots("R29", arguments={**slots, **numbers, "n1": pattern.n_yes, "n0": pattern.n_no})


def _render_pattern_progress(request: RenderContext) -> RenderedSlots:
    n, need = patterns.days_rated_so_far(request.facts.context)
    question = request.facts.context.settings.question
    variant = ".testable" if question in TESTABLE_MARKERS else ""
    if n >= need and mood_patterns.newest_check(request.facts.context.journal) is not None:
        looked = {"marker": describe_marker(question)}
        return RenderedSlots(f"R30.looked{variant}", reason="R30.looked", arguments=looked)
    return RenderedSlots(f"R30{variant}", reason="R30", arguments={"n": n, "need": need})


def _render_next_step(request: RenderContext) -> RenderedSlots:
    found = list_due_opportunities(request.facts.context)
    note = found[request.times_shown % len(found)]
    slots = {"what": request.own_text(note.text), "step": request.own_text(note.next_step)}
    return RenderedSlots("R31" if note.next_step else "R31.open", note.person, slots)


def _render_event_question(request: RenderContext) -> RenderedSlots:
    event = request.facts.context.compute_once(list_events_to_tell)[0]
    slots = {"what": request.own_text(event.title)}
    journal = request.facts.context.journal
    met = {m.person for m in journal.list_records(Message) if m.kind == "meeting" and event.key and m.key == event.key}
    met -= blocked_person_ids(journal)
    names = format_names(each.name for each in event.meetings if each.person in met)
    if names:  # a calendar logged that they met
        return RenderedSlots("R36.met", arguments={**slots, "name": request.own_text(names)})
    return RenderedSlots("R36", arguments=slots)


def _render_reason(request: RenderContext) -> RenderedSlots:
    contact = request.first_candidate("R37")
    slots: dict[str, object] = {"name": request.own_text(contact.name)}
    if contact.case in ("employer", "takeaway"):
        slots["what"] = request.own_text(contact.promise_text)
    elif contact.case == "anniversary":
        slots["years"] = contact.promise_text
    return RenderedSlots(f"R37.{contact.case}", contact.person, slots)


def _render_cadence(request: RenderContext) -> RenderedSlots:
    contact = request.first_candidate("R38")
    length = contact.promise_text
    slots = {
        "name": request.own_text(contact.name), "every": format_every(length), "length": format_cadence(length),
    }  # fmt: skip
    return RenderedSlots("R38", contact.person, slots)


_RENDERERS: Mapping[str, Callable[[RenderContext], RenderedSlots]] = MappingProxyType(
    {
        "R03": _render_boundary,
        "R04": _render_outside_hours,
        "R07": _render_time_off,
        "R10": _render_small_day,
        "R11": _render_owed_reply,
        "R12": _render_too_early,
        "R13": _render_follow_up,
        "R14": _render_may_rest,
        "R15": _render_quiet_spell,
        "R16": _render_send_time,
        "R17": _render_cold_messages,
        "R19": _render_dormant_tie,
        "R20": _render_meeting_offer,
        "R24": _render_goal_done,
        "R27": _render_profile_review,
        "R28": _render_tidying,
        "R29": _render_pattern,
        "R30": _render_pattern_progress,
        "R31": _render_next_step,
        "R36": _render_event_question,
        "R37": _render_reason,
        "R38": _render_cadence,
        "R32": _render_lower_week,
        "R35": _render_observation,
    }
)


_FACT_SLOTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "R05": (("limit", "limit_minutes"),),
    "R06": (("feed", "feed_minutes_today"),),
    "R09": (("run", "focus_run_minutes"),),
    "R33": (("n", "late_evenings"),),
}
"""Rules with one sentence whose placeholders are facts → placeholder and fact."""


def _format_still_answer(chance: Probability) -> str:
    """Return "about 7 in 100 such messages (likely 3 to 10) get a reply", or that a reply is unlikely."""
    if not round_chance(chance.mean):
        return sentences.short_text("answer unlikely")
    return sentences.short_text("still answer", chance=reply_model.format_reply_chance(chance))


def _format_workdays(n: int) -> str:
    return sentences.pluralize(n, "working day", "working days")


def _format_time_ago(workdays: int) -> str:
    """Return "12 working days", and from a month on "about 2 months", which is no reproach."""
    if workdays < WORKDAYS_OF_MONTH:
        return _format_workdays(workdays)
    return sentences.pluralize(round_half_up(workdays / WORKDAYS_OF_MONTH), "about a month", "about months")


def _format_meeting_day(day: date, context: FactContext) -> str:
    if day <= context.today:
        return sentences.short_text("today")
    return (
        sentences.short_text("tomorrow")
        if _is_tomorrow(day, context)
        else sentences.short_text("on day", day=f"{day:%A}")
    )


def _format_near_date(day: date, context: FactContext) -> str:
    """Return "tomorrow", "Thursday" within a week, else "3 December"."""
    if _is_tomorrow(day, context):
        return sentences.short_text("tomorrow")
    return f"{day:%A}" if (day - context.today).days < 7 else format_date(day)


def _is_tomorrow(day: date, context: FactContext) -> bool:
    """Tell whether `day` is tomorrow by the calendar, too: after midnight it has begun already."""
    return day == context.today + timedelta(days=1) and context.now.date() == context.today
