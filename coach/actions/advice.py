"""Actions about advice: snooze it, mute a rule, let a muted rule speak again.

Each answer is a record, so it survives a restart, reaches other computers and can be undone.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from coach.actions.result import ActionResult, action
from coach.advice.goals import (
    DAY_OFF_TEMPLATE,
    ELSEWHERE_TEMPLATE,
    FORGET_LEARNED_TOPIC,
    get_goal_template,
    list_own_templates,
    load_goal_templates,
)
from coach.advice.rules.choose_rules import first_free_day, get_rule, load_rules
from coach.advice.rules.current_advice import choose_current_advice, choose_suggestions, make_shown_record
from coach.advice.rules.sentences import rule_name
from coach.domain.advice_records import AdviceAnswer
from coach.domain.journal import Journal
from coach.domain.text import clean_text
from coach.domain.wording import format_date
from coach.errors import CoachError, InvalidInput

MUTE_DAYS = 28
"""Days for which a rule is muted unless said otherwise."""


@action
def record_shown_advice(journal: Journal, now: datetime) -> ActionResult:
    """Record that today's advice was shown, which starts its cool-down. It cannot be undone and shows no message."""
    advice = choose_suggestions(journal, now).first
    shown = make_shown_record(advice, now) if advice else None
    is_new = shown is not None and journal.get_record(AdviceAnswer, shown.id) is None
    return ActionResult("", (shown,) if shown and is_new else (), undoable=False)


@action
def snooze_advice(journal: Journal, now: datetime, topic: str = "", person: str = "") -> ActionResult:
    """Dismiss a suggestion, by default the one of now: it stays away for its own while, and for thirty days after
    the third time. Raises CoachError if nothing is suggested."""
    if not topic:
        topic, person = _current_advice(journal, now)
    today = journal.settings.day_of(now)
    dismissal = AdviceAnswer(topic=topic, at=now, day=today, outcome="dismissed", person=person)
    return ActionResult(_snooze_end(journal, dismissal), (dismissal,))


@action
def mute_rule(journal: Journal, now: datetime, topic: str = "", days: int | None = MUTE_DAYS) -> ActionResult:
    """Mute a rule or a goal (an id such as "R01" or "G41", by default the rule of today's advice) for so many days, or
    for good with None.

    Raises InvalidInput for an unknown id, for the day off, or for a wrong number of days; CoachError if there is no
    advice.
    """
    rule_id = _rule_id(journal, topic) if topic else _current_advice(journal, now)[0]
    if rule_id == DAY_OFF_TEMPLATE:
        raise InvalidInput("Taking the day off is always on offer.", hint="Any other goal can be muted.")
    today = journal.settings.day_of(now)
    if days is not None and not 1 <= days <= 3660:
        raise InvalidInput("Advice can be muted for 1 to 3660 days, or until you unmute it.")
    until = None if days is None else today + timedelta(days=days)
    muting = AdviceAnswer(topic=rule_id, at=now, day=today, outcome="muted", until=until)
    return ActionResult(f"Muted: {_describe_rule(journal, rule_id)}, {_format_mute_end(until)}.", (muting,))


@action
def unmute_rule(journal: Journal, now: datetime, topic: str) -> ActionResult:
    """Let a muted rule speak again. Raises InvalidInput for a rule that is not muted."""
    rule_id, today = _rule_id(journal, topic), journal.settings.day_of(now)
    unmuted = tuple(
        answer.copy_with(deleted=True)
        for answer in journal.list_records(AdviceAnswer)
        if answer.topic == rule_id and answer.mutes_on(today)
    )
    rule = _describe_rule(journal, rule_id)
    if not unmuted:
        raise InvalidInput(f"This advice is not muted: {rule}.", hint="coach mute --list shows the muted advice.")
    return ActionResult(f"You get this advice again: {rule}.", unmuted)


@action
def forget_learned(journal: Journal, now: datetime) -> ActionResult:
    """Forget what was learned from goals and evenings so far; learning begins anew tomorrow."""
    today = journal.settings.day_of(now)
    answer = AdviceAnswer(topic=FORGET_LEARNED_TOPIC, at=now, day=today, outcome="answered")
    return ActionResult("Forgotten: what the coach learned from your goals. It begins to learn again.", (answer,))


def list_muted_rules(journal: Journal, now: datetime) -> list[tuple[str, str, str]]:
    """Return the muted rules: (id, its name, "until 24 December" or "until you unmute it")."""
    today, ends = journal.settings.day_of(now), dict[str, date]()
    for answer in journal.list_records(AdviceAnswer):
        if answer.mutes_on(today):
            ends[answer.topic] = max(ends.get(answer.topic, today), answer.until or date.max)
    return [
        (rule_id, _describe_rule(journal, rule_id), _format_mute_end(None if end == date.max else end))
        for rule_id, end in sorted(ends.items())
    ]


def _current_advice(journal: Journal, now: datetime) -> tuple[str, str]:
    """Return what today's advice is about: a rule (or the question about hours) and a person or ""."""
    advice = choose_current_advice(journal, now)
    if not advice.rule:
        raise CoachError("There is no advice right now.", hint="coach why --all says what is snoozed, and until when.")
    return advice.rule, advice.person


def _snooze_end(journal: Journal, dismissal: AdviceAnswer) -> str:
    try:
        rule = get_rule(dismissal.topic)
    except KeyError:  # a question that is asked once
        return "Snoozed."
    answers = [answer for answer in journal.list_records(AdviceAnswer) if answer.topic == dismissal.topic]
    return f"Snoozed {_format_mute_end(first_free_day(rule, [*answers, dismissal], dismissal.day))}."


def _rule_id(journal: Journal, topic: str) -> str:
    """Return the id of a rule or a goal as it is stored. Raises InvalidInput for an unknown one."""
    templates = (*load_goal_templates(), *list_own_templates(journal))
    rule_ids = {rule.id for rule in load_rules()} | {template.id for template in templates} | {ELSEWHERE_TEMPLATE}
    wanted = topic.strip().casefold()
    rule_id = next((rule_id for rule_id in sorted(rule_ids) if rule_id.casefold() == wanted), None)
    if rule_id is None:
        raise InvalidInput(
            f'Unknown advice or goal "{clean_text(topic, 40)}".',
            hint="coach why --all and coach goal --list show the ids.",
        )
    return rule_id


def _describe_rule(journal: Journal, rule_id: str) -> str:
    if rule_id == ELSEWHERE_TEMPLATE:
        return "a hello to somebody in another country or field"
    try:
        return rule_name(rule_id)
    except KeyError:
        with suppress(KeyError):
            return get_goal_template(journal, rule_id).text
    return rule_id


def _format_mute_end(muted_until: date | None) -> str:
    return f"until {format_date(muted_until, weekday=True)}" if muted_until else "until you unmute it"
