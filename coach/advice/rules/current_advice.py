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

from coach.advice.facts.context import REGISTERED_FACTS, FactValue
from coach.advice.facts.fact_values import FactValues, compute_facts
from coach.advice.observations import OBSERVATION_RULE
from coach.advice.questions import HOURS_QUESTION, HOURS_QUESTION_REASON, HOURS_TOPIC, is_hours_question_due
from coach.advice.rules import sentences
from coach.advice.rules.choose_rules import (
    FIRST_QUIET_TIER,
    FOR_GOOD,
    AdviceRule,
    AskedByTopic,
    RuleChoice,
    choose_rules,
    cite_source,
    get_rule,
    group_by_topic,
)
from coach.advice.rules.sentence_slots import RenderContext, render_slots
from coach.advice.shown_people import redact_blocked_names
from coach.domain.advice_records import AdviceAnswer, LookBack
from coach.domain.journal import Journal, cached_by
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import format_date

WELCOME_RULE = "R25"
"""Who comes back after days is greeted, and not met with errands."""
_LINE_WIDTH = 76
"""Columns of a line of advice in a small window; advice has two of them."""
_OWN_LENGTHS = (100, 72, 56, 40, 28, sentences.NAME_LENGTH)
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
    """The line of a moment, and a quiet one of another kind."""

    line: Suggestion | None = None
    quiet_line: Suggestion | None = None


def choose_suggestions(journal: Journal, now: datetime, *, hide: bool | None = None) -> Suggestions:
    """Return what may be said at the aware moment `now`; nothing while the person is away or once the day is closed.

    `hide` keeps names and notes out of the sentences; as the settings say, unless given.
    """
    if journal.settings.is_away(now) or is_evening_done(journal, now):
        return Suggestions()
    known, found = choose_rules_now(journal, now)
    hidden = journal.settings.hide if hide is None else hide
    line, quiet = (_render_suggestion(each, known, hidden) if each else None for each in _choose_shown_rules(found))
    return Suggestions(line, quiet)


def make_shown_record(suggestion: Suggestion, now: datetime) -> AdviceAnswer:
    """Return the record that `suggestion` was shown; the same one however often on one day, on any device.

    Every person named has a record of their own, so that nobody is named again too soon.
    """
    key = uuid5(NAMESPACE_OID, f"shown {suggestion.topic} {suggestion.day} {suggestion.person}".rstrip()).hex
    return AdviceAnswer(
        id=key, topic=suggestion.topic, at=now, day=suggestion.day, outcome="shown", person=suggestion.person
    )


def choose_rules_now(journal: Journal, now: datetime) -> tuple[FactValues, RuleChoice]:
    """Return the facts at `now` and which rules speak."""
    known = compute_facts(journal, now)

    def people(key: str) -> set[str]:
        return {contact.person for contact in known.candidates_for(key)}

    asked = _group_asked(journal)
    return known, choose_rules(known, asked, known.today, people, known.context.first_use_day)


@cached_by(AdviceAnswer)
def _group_asked(journal: Journal) -> AskedByTopic:
    return group_by_topic(journal.list_records(AdviceAnswer))


def _choose_shown_rules(found: RuleChoice) -> tuple[AdviceRule | None, AdviceRule | None]:
    """Return the rules of the line and the quiet line: on coming back a greeting stands where errands would."""
    if WELCOME_RULE not in found.taken:
        return found.line, found.quiet_line
    greeting = get_rule(WELCOME_RULE)
    if found.line is None or found.line.tier >= FIRST_QUIET_TIER:
        return greeting, None
    return found.line, greeting


def _render_suggestion(each: AdviceRule, known: FactValues, hide: bool) -> Suggestion:
    turn = _count_days_shown(known.context.journal, each.id, known.today)
    what = render_slots(each.id, RenderContext(known, turn, hide=True))
    hidden = text = sentences.render_message(what.key, turn, **what.arguments)
    if not hide and HIDDEN_MARK in hidden:
        text = _render_own_words(each.id, known, turn)
    return Suggestion(
        each.id,
        text,
        sentences.rule_reason(what.reason or what.key, each.id),
        cite_source(each.id),
        known.today,
        what.person,
        hidden,
        what.key if each.id == OBSERVATION_RULE else each.id,
    )


def _render_own_words(rule: str, known: FactValues, turn: int) -> str:
    """Return the sentence with the person's own words, cut only as far as two lines of the screen need it."""
    text = ""
    for longest in _OWN_LENGTHS:
        what = render_slots(rule, RenderContext(known, turn, hide=False, longest=longest))
        text = sentences.render_message(what.key, turn, **what.arguments)
        if len(wrap(text, _LINE_WIDTH)) <= 2:
            break
    return text


def _count_days_shown(journal: Journal, topic: str, today: date) -> int:
    """Return on how many days before today `topic` was shown: whose turn it is among its variants."""
    return bisect_left(_collect_days_shown(journal).get(topic, []), today)


@cached_by(AdviceAnswer)
def _collect_days_shown(journal: Journal) -> dict[str, list[date]]:
    found: dict[str, set[date]] = {}
    for one in journal.list_records(AdviceAnswer):
        if one.outcome == "shown":
            found.setdefault(one.topic, set()).add(one.day)
    return {topic: sorted(days) for topic, days in found.items()}


CAREFUL_TIER = 2
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
        done = sentences.short_text("done for today")
        return CurrentAdvice(done, done)
    said = choose_suggestions(journal, now, hide=False).line
    if _asks_about_hours(journal, now, said):
        return CurrentAdvice(HOURS_QUESTION, HOURS_QUESTION, HOURS_QUESTION_REASON, HOURS_TOPIC)
    if said is None:
        return CurrentAdvice()
    shown = journal.get_record(AdviceAnswer, make_shown_record(said, now).id) is not None
    reason = f"{said.why[:1].upper()}{said.why[1:]} ({said.source})"
    return CurrentAdvice(
        redact_blocked_names(journal, said.text), said.hidden_text, reason, said.rule, said.person, shown
    )


def _asks_about_hours(journal: Journal, now: datetime, said: Suggestion | None) -> bool:
    """Tell whether the question about hours stands in place of `said`, the advice of now."""
    return is_hours_question_due(journal, now) and (said is None or get_rule(said.rule).tier > CAREFUL_TIER)


def is_evening_done(journal: Journal, now: datetime) -> bool:
    """Tell whether today was closed with the evening review."""
    today = journal.settings.day_of(now)
    return any(r.kind == "evening" and r.day == today for r in journal.list_records(LookBack))


def explain_suggestions(journal: Journal, now: datetime, *, everything: bool = True) -> list[str]:
    """Return the lines of "coach why": the advice, its reason and source, and with `everything` all it rests on."""
    if journal.settings.is_away(now):
        until = journal.settings.away_until
        return [sentences.short_text("away", until=f"{until:%A %H:%M}" if until else "")]
    known, found = choose_rules_now(journal, now)
    suggestions = choose_suggestions(journal, now)
    lines: list[str] = []
    if is_evening_done(journal, now):
        lines.append(sentences.short_text("done for today"))
    elif _asks_about_hours(journal, now, suggestions.line):
        lines.append(sentences.short_text("question first"))
    for key, each in (("asked first", suggestions.line), ("asked next", suggestions.quiet_line)):
        if each is not None:
            lines.append(sentences.short_text(key, text=sentences.replace_keys_with_commands(each.text)))
            lines.append(
                sentences.short_text("because", rule=each.rule, name=sentences.rule_name(each.rule), why=each.why)
            )
            lines.append(sentences.short_text("source", source=each.source, evidence=get_rule(each.rule).evidence))
    lines = lines or [sentences.short_text("nothing")]
    if not everything:
        return lines
    if found.taken:
        names = (f"{key} {sentences.rule_name(key)}" for key in found.taken)
        lines.append(sentences.short_text("matched", rules=", ".join(names)))
    if found.suppressed:
        lines.append(
            sentences.short_text("silenced", pairs=", ".join(f"{a} ({b} first)" for a, b in found.suppressed.items()))
        )
    if found.cooling_down:
        waiting = (
            f"{key} {'for good' if day == FOR_GOOD else f'until {format_date(day)}'}"
            for key, day in found.cooling_down.items()
        )
        lines.append(sentences.short_text("waiting", pairs=", ".join(waiting)))
    if found.undecided:
        lines.append(sentences.short_text("unknown", rules=", ".join(found.undecided)))
    lines.append(sentences.short_text("facts"))
    return [*lines, *(_describe_fact(name, value) for name, value in known.items())]


def _describe_fact(name: str, value: FactValue) -> str:
    if value is None:
        return sentences.short_text("fact", name=name, value=sentences.short_text("not known"), unit="")
    if isinstance(value, bool):
        return sentences.short_text("fact", name=name, value=sentences.short_text("yes" if value else "no"), unit="")
    number = f"{value:.2f}" if isinstance(value, float) else str(value)
    return sentences.short_text("fact", name=name, value=number, unit=f" ({REGISTERED_FACTS[name].unit})")
