"""The advice of a moment, in words, with its reason and source; and what "coach why" prints: all it rests on.

While the person is away nothing is suggested. After the evening review the advice is "Done for today." On the second
day a question about hours may come first. Names of blocked people are kept out of it. Choosing stores nothing: whoever
shows a suggestion saves what `make_shown_record` returns, so that cool-downs hold."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import wrap
from uuid import NAMESPACE_OID, uuid5

from coach.advice.blocked_people import redact_blocked_names
from coach.advice.facts.fact_context import REGISTERED_FACTS, FactValue
from coach.advice.facts.fact_values import FactValues, compute_facts
from coach.advice.observations import OBSERVATION_RULE
from coach.advice.questions_asked_once import HOURS_QUESTION, HOURS_QUESTION_REASON, HOURS_TOPIC, is_hours_question_due
from coach.advice.rules import sentences
from coach.advice.rules.choose_rules import (
    FIRST_TIER_OF_SECOND_RULE,
    SILENT_FOR_GOOD,
    AdviceAnswersByTopic,
    AdviceRule,
    RuleChoice,
    choose_rules,
    cite_source,
    get_rule,
    group_by_topic,
)
from coach.advice.rules.render_rules import RenderContext, render_slots
from coach.domain.advice_records import AdviceAnswer, LookBack
from coach.domain.journal import Journal, cached_by
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import format_date, format_recent_date

WELCOME_RULE = "R25"
"""Who comes back after days is greeted, and not met with errands."""
_ADVICE_LINE_WIDTH = 76
"""Columns of a line of advice in a small window; advice has two of them."""
_OWN_WORDS_LENGTHS = (100, 72, 56, 40, 28, sentences.OWN_WORDS_LENGTH)
"""Letters that the person's own words may take in a sentence, as many as fit."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One piece of advice on one day.

    `rule` is its id, `text` at most two lines of 76 columns, `hidden_text` the same without names and notes, `why`
    under 60 characters, `source` a short citation, `person` whom it is about (an id, or "").
    """

    rule: str
    text: str
    why: str
    source: str
    day: date
    person: str = ""
    hidden_text: str = ""
    topic: str = ""
    """What is remembered as shown: the rule, or the sentence of a rule whose sentences are all different things."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The advice of a moment, and a second piece of another kind, which `coach why` names."""

    first: Suggestion | None = None
    second: Suggestion | None = None


def choose_suggestions(journal: Journal, now: datetime, *, hide: bool | None = None) -> Suggestions:
    """Return what may be said at the aware moment `now`; nothing while the person is away or once the day is closed.

    `hide` keeps names and notes out of the sentences; as the settings say, unless given.
    """
    if journal.settings.is_away(now) or is_evening_done(journal, now):
        return Suggestions()
    facts, rule_choice = choose_rules_now(journal, now)
    hides_names = journal.settings.hide if hide is None else hide
    shown_rules = _choose_shown_rules(rule_choice)
    return Suggestions(*(_render_suggestion(rule, facts, hides_names) if rule else None for rule in shown_rules))


def make_shown_record(suggestion: Suggestion, now: datetime) -> AdviceAnswer:
    """Return the record that `suggestion` was shown; the same one however often on one day, on any device.

    Every person named has a record of their own, so that nobody is named again too soon.
    """
    shown_id = uuid5(NAMESPACE_OID, f"shown {suggestion.topic} {suggestion.day} {suggestion.person}".rstrip()).hex
    return AdviceAnswer(
        id=shown_id, topic=suggestion.topic, at=now, day=suggestion.day, outcome="shown", person=suggestion.person
    )


def choose_rules_now(journal: Journal, now: datetime) -> tuple[FactValues, RuleChoice]:
    """Return the facts at `now` and which rules speak."""
    facts = compute_facts(journal, now)
    rule_choice = choose_rules(
        facts,
        _group_advice_answers(journal),
        facts.today,
        lambda rule_id: {candidate.person for candidate in facts.candidates_for(rule_id)},
        facts.context.first_use_day,
    )
    return facts, rule_choice


@cached_by(AdviceAnswer)
def _group_advice_answers(journal: Journal) -> AdviceAnswersByTopic:
    return group_by_topic(journal.list_records(AdviceAnswer))


def _choose_shown_rules(rule_choice: RuleChoice) -> tuple[AdviceRule | None, AdviceRule | None]:
    """Return the rules that speak first and second: on coming back a greeting stands where errands would."""
    if WELCOME_RULE not in rule_choice.taken:
        return rule_choice.first, rule_choice.second
    greeting = get_rule(WELCOME_RULE)
    if rule_choice.first is None or rule_choice.first.tier >= FIRST_TIER_OF_SECOND_RULE:
        return greeting, None
    return rule_choice.first, greeting


def _render_suggestion(rule: AdviceRule, facts: FactValues, hide: bool) -> Suggestion:
    days_shown = _collect_days_shown(facts.context.journal).get(rule.id, [])
    times_shown = bisect_left(days_shown, facts.today)  # whose turn it is among its sentences
    slots = render_slots(rule.id, RenderContext(facts, times_shown, hide=True))
    hidden_text = text = sentences.render_message(slots.key, times_shown, **slots.arguments)
    if not hide and HIDDEN_MARK in hidden_text:
        text = _render_own_words(rule.id, facts, times_shown)
    return Suggestion(
        rule.id,
        text,
        sentences.rule_reason(slots.reason or slots.key, rule.id),
        cite_source(rule.id),
        facts.today,
        slots.person,
        hidden_text,
        slots.key if rule.id == OBSERVATION_RULE else rule.id,
    )


def _render_own_words(rule_id: str, facts: FactValues, times_shown: int) -> str:
    """Return the sentence with the person's own words, cut only as far as two lines of the screen need it."""
    text = ""
    for own_words_length in _OWN_WORDS_LENGTHS:
        slots = render_slots(rule_id, RenderContext(facts, times_shown, hide=False, longest=own_words_length))
        text = sentences.render_message(slots.key, times_shown, **slots.arguments)
        if len(wrap(text, _ADVICE_LINE_WIDTH)) <= 2:
            break
    return text


@cached_by(AdviceAnswer)
def _collect_days_shown(journal: Journal) -> dict[str, list[date]]:
    """Return topic → the days on which it was shown, in order."""
    days_by_topic: dict[str, set[date]] = {}
    for answer in journal.list_records(AdviceAnswer):
        if answer.outcome == "shown":
            days_by_topic.setdefault(answer.topic, set()).add(answer.day)
    return {topic: sorted(days_shown) for topic, days_shown in days_by_topic.items()}


LAST_TIER_BEFORE_HOURS_QUESTION = 2
"""Rules of this tier and below it, such as safety, boundaries and low days, go before the question about hours."""


@dataclass(frozen=True, slots=True)
class CurrentAdvice:
    """The advice as it is shown. `hidden_text` is the same without names and notes, `why` its reason and source, `rule`
    the id of the rule (or the topic of the question; "" for neither), `person` the id of whom it is about, or "".
    `is_recorded_shown` is False while it has yet to be saved as shown today."""

    text: str = ""
    hidden_text: str = ""
    why: str = ""
    rule: str = ""
    person: str = ""
    is_recorded_shown: bool = True


def choose_current_advice(journal: Journal, now: datetime) -> CurrentAdvice:
    """Return the advice as it is shown at the aware moment `now`; an empty one if there is nothing to advise."""
    if is_evening_done(journal, now):
        done_for_today = sentences.short_text("done for today")
        return CurrentAdvice(done_for_today, done_for_today)
    suggestion = choose_suggestions(journal, now, hide=False).first
    if _asks_about_hours(journal, now, suggestion):
        return CurrentAdvice(HOURS_QUESTION, HOURS_QUESTION, HOURS_QUESTION_REASON, HOURS_TOPIC)
    if suggestion is None:
        return CurrentAdvice()
    was_shown = journal.get_record(AdviceAnswer, make_shown_record(suggestion, now).id) is not None
    reason = f"{suggestion.why[:1].upper()}{suggestion.why[1:]} ({suggestion.source})"
    return CurrentAdvice(
        redact_blocked_names(journal, suggestion.text),
        suggestion.hidden_text,
        reason,
        suggestion.rule,
        suggestion.person,
        was_shown,
    )


def _asks_about_hours(journal: Journal, now: datetime, suggestion: Suggestion | None) -> bool:
    """Tell whether the question about hours stands in place of `suggestion`, the advice of now."""
    return is_hours_question_due(journal, now) and (
        suggestion is None or get_rule(suggestion.rule).tier > LAST_TIER_BEFORE_HOURS_QUESTION
    )


def is_evening_done(journal: Journal, now: datetime) -> bool:
    """Tell whether today was closed with the evening review."""
    today = journal.settings.day_of(now)
    return any(look_back.kind == "evening" and look_back.day == today for look_back in journal.list_records(LookBack))


def explain_suggestions(journal: Journal, now: datetime, *, everything: bool = True) -> list[str]:
    """Return the lines of "coach why": the advice, its reason and source, and with `everything` all it rests on."""
    if journal.settings.is_away(now):
        until = journal.settings.away_until or now
        day, today = until.date(), journal.settings.day_of(now)
        named_day = f"{day:%A}" if (day - today).days < 7 else format_recent_date(day, today, weekday=True)
        return [sentences.short_text("away", until=f"{named_day} {until:%H:%M}")]
    facts, rule_choice = choose_rules_now(journal, now)
    suggestions = choose_suggestions(journal, now)
    lines: list[str] = []
    if is_evening_done(journal, now):
        lines.append(sentences.short_text("done for today"))
    elif _asks_about_hours(journal, now, suggestions.first):
        lines.append(sentences.short_text("question first"))
    for label, suggestion in (("asked first", suggestions.first), ("asked next", suggestions.second)):
        if suggestion is not None:
            rule, name = suggestion.rule, sentences.rule_name(suggestion.rule)
            lines += [
                sentences.short_text(label, text=sentences.replace_keys_with_commands(suggestion.text)),
                sentences.short_text("because", rule=rule, name=name, why=suggestion.why),
                sentences.short_text("source", source=suggestion.source, evidence=get_rule(rule).evidence),
            ]
    lines = lines or [sentences.short_text("nothing")]
    if not everything:
        return lines
    if rule_choice.taken:
        matched_rules = ", ".join(f"{rule_id} {sentences.rule_name(rule_id)}" for rule_id in rule_choice.taken)
        lines.append(sentences.short_text("matched", rules=matched_rules))
    if rule_choice.suppressed:
        pairs = ", ".join(f"{silenced} ({silencing} first)" for silenced, silencing in rule_choice.suppressed.items())
        lines.append(sentences.short_text("silenced", pairs=pairs))
    if rule_choice.cooling_down:
        pairs = ", ".join(
            f"{rule_id} {'for good' if free_from == SILENT_FOR_GOOD else f'until {format_date(free_from)}'}"
            for rule_id, free_from in rule_choice.cooling_down.items()
        )
        lines.append(sentences.short_text("waiting", pairs=pairs))
    if rule_choice.undecided:
        lines.append(sentences.short_text("unknown", rules=", ".join(rule_choice.undecided)))
    lines.append(sentences.short_text("facts"))
    return [*lines, *(_describe_fact(name, value) for name, value in facts.items())]


def _describe_fact(name: str, value: FactValue) -> str:
    unit = ""
    if value is None:
        value_in_words = sentences.short_text("not known")
    elif isinstance(value, bool):
        value_in_words = sentences.short_text("yes" if value else "no")
    else:
        value_in_words = f"{value:.2f}" if isinstance(value, float) else str(value)
        unit = f" ({REGISTERED_FACTS[name].unit})"
    return sentences.short_text("fact", name=name, value=value_in_words, unit=unit)
