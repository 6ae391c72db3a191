"""Which sentence a rule says today, about whom, and what goes into its placeholders.

A rule without an entry here has one plain sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import prod

from coach.advice.blocked_people import blocked_person_ids
from coach.advice.facts import patterns
from coach.advice.facts.advice_candidates import MANY_MAY_REST, Candidate, is_asleep, list_silences
from coach.advice.facts.day import last_review_day
from coach.advice.facts.fact_context import FactContext
from coach.advice.facts.fact_values import FactValues
from coach.advice.facts.focus_and_goals import count_chores, list_chore_answers
from coach.advice.facts.moods import LOW_MOOD, LOW_STRETCH_DAYS
from coach.advice.facts.notes_and_events import (
    list_drafts_to_send,
    list_due_opportunities,
    list_events_to_tell,
    next_good_send_time,
)
from coach.advice.facts.outreach import list_old_cold_outcomes
from coach.advice.observations import list_observations_to_tell
from coach.advice.outreach import reply_model
from coach.advice.outreach.open_conversations import OpenConversation, list_old_conversations
from coach.advice.patterns import mood_patterns
from coach.advice.patterns.day_markers import describe_marker, list_mood_entries
from coach.advice.patterns.experiments import TESTABLE_MARKERS
from coach.advice.rules import sentences
from coach.domain.boundary import Boundary
from coach.domain.cadence import format_cadence, format_every
from coach.domain.message import Message
from coach.domain.networking_hours import describe_hours_now
from coach.domain.person import Person
from coach.domain.text import HIDDEN_MARK, clean_text
from coach.domain.wording import format_chance, format_count, format_date, format_names, round_chance, round_half_up

QUIET_SPELL_WORKDAYS, FEWEST_MESSAGES_IN_QUIET_SPELL, SELDOM_QUIET_SPELL_CHANCE = 10, 5, 0.1
"""A spell without answers is of so many working days; how usual it is is told of so many messages or more, and
unless it is seldom."""
WORKDAYS_IN_MONTH = 21


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
    longest: int = sentences.OWN_WORDS_LENGTH

    @property
    def context(self) -> FactContext:
        """The records at the moment of the facts."""
        return self.facts.context

    def own_text(self, text: str) -> str:
        """Return text of the person's own as it may be shown."""
        return HIDDEN_MARK if self.hide else clean_text(text, self.longest)

    def name_and_days(self, candidate: Candidate) -> dict[str, object]:
        """Return what most sentences about somebody need: the name, and the working days in words."""
        return {"name": self.own_text(candidate.name), "days": format_count(candidate.days, "working day")}

    def first_candidate(self, rule_id: str) -> Candidate:
        """Return whom rule `rule_id` names."""
        return self.facts.candidates_for(rule_id)[0]


def render_slots(rule_id: str, request: RenderContext) -> RenderedSlots:
    """Return the sentence of rule `rule_id` and what it needs."""
    if rule_id in _RENDERER_BY_RULE:
        return _RENDERER_BY_RULE[rule_id](request)
    if rule_id in _FACT_SLOT_BY_RULE:
        slot, fact = _FACT_SLOT_BY_RULE[rule_id]
        return RenderedSlots(rule_id, arguments={slot: request.facts[fact]})
    return RenderedSlots(rule_id)


def _render_boundary(request: RenderContext) -> RenderedSlots:
    boundaries = request.context.journal.list_records(Boundary)
    is_step_open = any(request.context.is_within_days(boundary.at, 1) and not boundary.steps for boundary in boundaries)
    return RenderedSlots("R03" if is_step_open else "R03.done")


def _render_outside_hours(request: RenderContext) -> RenderedSlots:
    hours_now = describe_hours_now(request.context.settings, request.context.now)
    if not hours_now.startswith("from "):
        return RenderedSlots("R04")
    return RenderedSlots("R04.before", arguments={"t": hours_now.removeprefix("from ")})


def _render_lower_week(request: RenderContext) -> RenderedSlots:
    chore_answers = list_chore_answers(request.context, LOW_STRETCH_DAYS)
    return RenderedSlots("R32", arguments={"k": count_chores(chore_answers), "n": len(chore_answers)})


def _render_observation(request: RenderContext) -> RenderedSlots:
    observation = request.context.compute_once(list_observations_to_tell)[0]
    return RenderedSlots(observation.key, arguments=observation.arguments)


def _render_time_off(request: RenderContext) -> RenderedSlots:
    late_days, free_days = request.facts["after_hours_days_7"] or 0, 7 - (request.facts["active_days_7"] or 0)
    if late_days < 3:
        return RenderedSlots("R07.days")
    days_off = format_count(int(free_days), "day off", "days off") if free_days else sentences.short_text("no day off")
    return RenderedSlots("R07", arguments={"late": format_count(int(late_days), "day"), "free": days_off})


def _render_small_day(request: RenderContext) -> RenderedSlots:
    mood, energy = request.facts["mood_today"], request.facts["energy_today"]
    if mood is not None and mood <= LOW_MOOD:
        return RenderedSlots("R10", reason="R10.mood")
    return RenderedSlots("R10", reason="R10.energy" if energy is not None and energy <= 1 else "R10.week")


def _render_goal_done(request: RenderContext) -> RenderedSlots:
    """Name a first step for the next working day, if somebody waits for one."""
    context = request.context
    first_steps = [
        *((candidate.case, candidate.person, candidate.name) for candidate in request.facts.candidates_for("R11")),
        *(
            ("wrote", owed_reply.person, owed_reply.name)
            for owed_reply in context.open_conversations
            if owed_reply.is_reply_owed
        ),
        *(
            ("follow-up", candidate.person, candidate.name)
            for candidate in request.facts.candidates_for("R13")
            if candidate.days + 1 < reply_model.REST_AFTER_WORKDAYS  # fine on the next day, too
        ),
    ]
    if not first_steps:
        return RenderedSlots("R24")
    step_case, person, name = first_steps[0]
    next_workday = _format_near_date(context.calendar.workdays.add_workdays(context.today, 1), context)
    step = sentences.short_text(f"step {step_case}", name=request.own_text(name))
    return RenderedSlots("R24.next", person, {"step": step, "day": next_workday}, reason="R24")


def _render_owed_reply(request: RenderContext) -> RenderedSlots:
    candidate = request.first_candidate("R11")
    slots = {"name": request.own_text(candidate.name), "days": _format_time_ago(candidate.days)}
    if candidate.case == "meeting":
        slots["when"] = _format_meeting_day(request.context.settings.day_of(candidate.since), request.context)
    if candidate.case in ("promise", "dated", "favour"):
        slots["what"] = request.own_text(candidate.about) if candidate.about else sentences.short_text("something")
    if candidate.case in ("answered", "wrote") and is_asleep(request.context, candidate.person):
        return RenderedSlots("R11.night", candidate.person, slots, reason=f"R11.{candidate.case}")
    reason = "R11.promise" if candidate.case == "dated" else ""
    return RenderedSlots(f"R11.{candidate.case}", candidate.person, slots, reason=reason)


def _render_too_early(request: RenderContext) -> RenderedSlots:
    candidate = request.first_candidate("R12")
    silence, context = candidate.conversation, request.context
    assert silence is not None and silence.reply_probability is not None  # a silence has both by definition
    wrote_on = context.calendar.day_of_moment(candidate.since)
    follow_up_on = context.calendar.workdays.add_workdays(wrote_on, silence.follow_up_gap)
    slots = {"p": format_chance(silence.reply_probability), "date": _format_near_date(follow_up_on, context)}
    return RenderedSlots("R12", candidate.person, {**request.name_and_days(candidate), **slots})


def _render_follow_up(request: RenderContext) -> RenderedSlots:
    candidate = request.first_candidate("R13")
    chance = candidate.conversation.reply_interval if candidate.conversation else None
    assert chance is not None  # a silence has one by definition
    sentence_key = "R13.cold" if candidate.case == "cold" else "R13"
    if is_asleep(request.context, candidate.person):
        sentence_key = "R13.night"
    if round_chance(chance.mean):
        still_answer = sentences.short_text("still answer", chance=reply_model.format_reply_chance(chance))
    else:
        still_answer = sentences.short_text("answer unlikely")
    return RenderedSlots(sentence_key, candidate.person, {**request.name_and_days(candidate), "span": still_answer})


def _render_may_rest(request: RenderContext) -> RenderedSlots:
    context = request.context
    if sum(silence.may_rest for silence in list_silences(context)) >= MANY_MAY_REST:
        return RenderedSlots("R14.many", arguments={"n": len(list_old_conversations(context.journal, context.now))})
    candidate = request.first_candidate("R14")
    return RenderedSlots("R14", candidate.person, request.name_and_days(candidate))


def _render_quiet_spell(request: RenderContext) -> RenderedSlots:
    context = request.context
    spell_silences = [silence for silence in list_silences(context) if silence.silent_workdays <= QUIET_SPELL_WORKDAYS]
    silences_by_channel: dict[str, list[OpenConversation]] = defaultdict(list)
    for silence in spell_silences:
        silences_by_channel[silence.channel].append(silence)
    spell_chance = prod(map(_quiet_spell_probability, silences_by_channel.values()))
    if spell_chance < SELDOM_QUIET_SPELL_CHANCE or len(spell_silences) < FEWEST_MESSAGES_IN_QUIET_SPELL:
        return RenderedSlots("R15.seldom")
    return RenderedSlots("R15", arguments={"n": len(spell_silences), "q": format_chance(spell_chance)})


def _quiet_spell_probability(silences: Sequence[OpenConversation]) -> float:
    """Return the chance that nobody has replied yet in conversations of one channel, which share a model."""
    channel_model = silences[0].reply_model
    assert channel_model is not None  # a silence has one by definition
    return reply_model.spell_probability(
        ((silence.tie, silence.silent_workdays, silence.follow_ups_sent > 0) for silence in silences), channel_model
    )


def _render_send_time(request: RenderContext) -> RenderedSlots:
    context = request.context
    draft = list_drafts_to_send(context)[-1]
    recipient = context.journal.get_record(Person, draft.person) if draft.person else None
    draft_words = sentences.short_text("draft")
    if recipient:
        draft_words = sentences.short_text("draft to", name=request.own_text(recipient.name))
    send_time = next_good_send_time(context.time_at(draft.person), context.now.date())
    return RenderedSlots("R16", draft.person, {"draft": draft_words, "slot": send_time})


def _render_cold_messages(request: RenderContext) -> RenderedSlots:
    if (request.facts["cold_7"] or 0) >= 10 and not request.facts["replies_10bd"]:
        return RenderedSlots("R17", arguments={"n": request.facts["cold_7"]})
    strangers_written_to = {outcome.person for outcome in request.context.compute_once(list_old_cold_outcomes)}
    return RenderedSlots("R17.quality", arguments={"n": len(strangers_written_to)})


def _render_dormant_tie(request: RenderContext) -> RenderedSlots:
    candidate = request.first_candidate("R19")
    months = round_half_up((request.context.now - candidate.since) / timedelta(days=30.44))
    slots = {"name": request.own_text(candidate.name), "months": format_count(months, "month")}
    return RenderedSlots("R19", candidate.person, slots)


def _render_meeting_offer(request: RenderContext) -> RenderedSlots:
    candidate = request.first_candidate("R20")
    sentence_key = "R20.nice" if candidate.case == "nice" else "R20"
    return RenderedSlots(sentence_key, candidate.person, {"name": request.own_text(candidate.name)})


def _render_profile_review(request: RenderContext) -> RenderedSlots:
    privacy_age, reputation_age = request.facts["profile_review_age"] or 0, request.facts["reputation_review_age"] or 0
    if reputation_age >= 365 and (privacy_age < 90 or request.times_shown % 2):
        return RenderedSlots("R27.name")
    if last_review_day(request.context, "privacy") is None:
        return RenderedSlots("R27.first")
    return RenderedSlots("R27", arguments={"months": format_count(int(privacy_age) // 30, "month")})


def _render_tidying(request: RenderContext) -> RenderedSlots:
    if request.facts["takeaway_today"] or (request.facts["reading_minutes_today"] or 0) < 30:
        return RenderedSlots("R28.requests", arguments={"n": request.facts["pending_requests"]})
    return RenderedSlots("R28", arguments={"n": request.facts["reading_minutes_today"]})


def _render_pattern(request: RenderContext) -> RenderedSlots:
    pattern_news = request.context.compute_once(patterns.find_pattern_news)
    pattern = pattern_news.newly_found or pattern_news.withdrawn
    assert pattern is not None  # the rule holds
    slots = {"marker": describe_marker(pattern.name), "side": mood_patterns.higher_or_lower(pattern.effect)}
    if pattern_news.newly_found is None:
        return RenderedSlots("R29.withdrawn", arguments=slots)
    numbers = {"size": f"{abs(pattern.shown):.1f}", "range": mood_patterns.format_range(pattern)}
    return RenderedSlots("R29", arguments={**slots, **numbers, "n1": pattern.n_yes, "n0": pattern.n_no})


def _render_pattern_progress(request: RenderContext) -> RenderedSlots:
    journal = request.context.journal
    question, rated_days = journal.settings.question, mood_patterns.count_rated_days(list_mood_entries(journal))
    needed_days = mood_patterns.DAYS_BEFORE_FIRST_CHECK
    marker_variant = ".testable" if question in TESTABLE_MARKERS else ""
    slots = {"marker": describe_marker(question)}
    if rated_days >= needed_days and mood_patterns.newest_check(journal) is not None:
        return RenderedSlots(f"R30.looked{marker_variant}", reason="R30.looked", arguments=slots)
    arguments = {**slots, "n": rated_days, "need": needed_days}
    return RenderedSlots(f"R30{marker_variant}", reason="R30", arguments=arguments)


def _render_next_step(request: RenderContext) -> RenderedSlots:
    due_opportunities = list_due_opportunities(request.context)
    opportunity = due_opportunities[request.times_shown % len(due_opportunities)]
    slots = {"what": request.own_text(opportunity.text), "step": request.own_text(opportunity.next_step)}
    return RenderedSlots("R31" if opportunity.next_step else "R31.open", opportunity.person, slots)


def _render_event_question(request: RenderContext) -> RenderedSlots:
    event, journal = request.context.compute_once(list_events_to_tell)[0], request.context.journal
    slots = {"what": request.own_text(event.title)}
    met_person_ids = {
        message.person
        for message in journal.list_records(Message)
        if message.kind == "meeting" and event.key and message.key == event.key
    } - blocked_person_ids(journal)
    met_names = format_names(meeting.name for meeting in event.meetings if meeting.person in met_person_ids)
    if met_names:  # a calendar logged that they met
        return RenderedSlots("R36.met", arguments={**slots, "name": request.own_text(met_names)})
    return RenderedSlots("R36", arguments=slots)


def _render_reason(request: RenderContext) -> RenderedSlots:
    candidate = request.first_candidate("R37")
    slots = {"name": request.own_text(candidate.name)}
    if candidate.case in ("employer", "takeaway"):
        slots["what"] = request.own_text(candidate.about)
    elif candidate.case == "anniversary":
        slots["years"] = candidate.about
    return RenderedSlots(f"R37.{candidate.case}", candidate.person, slots)


def _render_cadence(request: RenderContext) -> RenderedSlots:
    candidate = request.first_candidate("R38")
    every, length = format_every(candidate.about), format_cadence(candidate.about)
    slots = {"name": request.own_text(candidate.name), "every": every, "length": length}
    return RenderedSlots("R38", candidate.person, slots)


_RENDERER_BY_RULE: Mapping[str, Callable[[RenderContext], RenderedSlots]] = {
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
    "R32": _render_lower_week,
    "R35": _render_observation,
    "R36": _render_event_question,
    "R37": _render_reason,
    "R38": _render_cadence,
}
_FACT_SLOT_BY_RULE: Mapping[str, tuple[str, str]] = {
    "R05": ("limit", "limit_minutes"),
    "R06": ("feed", "feed_minutes_today"),
    "R09": ("run", "focus_run_minutes"),
    "R33": ("n", "late_evenings"),
}
"""Rules with one sentence whose placeholder is a fact → placeholder and fact."""


def _format_time_ago(workdays: int) -> str:
    """Return "12 working days", and from a month on "about 2 months", which is no reproach."""
    if workdays < WORKDAYS_IN_MONTH:
        return format_count(workdays, "working day")
    months = round_half_up(workdays / WORKDAYS_IN_MONTH)
    return sentences.short_text("about a month") if months == 1 else sentences.short_text("about months", n=months)


def _format_meeting_day(day: date, context: FactContext) -> str:
    if day <= context.today:
        return sentences.short_text("today")
    if _is_tomorrow(day, context):
        return sentences.short_text("tomorrow")
    return sentences.short_text("on day", day=f"{day:%A}")


def _format_near_date(day: date, context: FactContext) -> str:
    """Return "tomorrow", "Thursday" within a week, else "3 December"."""
    if _is_tomorrow(day, context):
        return sentences.short_text("tomorrow")
    return f"{day:%A}" if (day - context.today).days < 7 else format_date(day)


def _is_tomorrow(day: date, context: FactContext) -> bool:
    """Tell whether `day` is tomorrow by the calendar, too: after midnight it has begun already."""
    return day == context.today + timedelta(days=1) and context.now.date() == context.today
