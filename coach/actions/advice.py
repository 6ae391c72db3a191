"""Actions about advice: snooze it, mute a rule, let a muted rule speak again.

Each answer is a record, so it survives a restart, reaches other computers and can be undone.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from coach.actions.result import ActionResult, action
from coach.advice.goals import FORGET_LEARNED_TOPIC
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
    from coach.advice.rules.current_advice import choose_suggestions, make_shown_record

    said = choose_suggestions(journal, now).line
    record = make_shown_record(said, now) if said else None
    puts = (record,) if record and journal.get_record(AdviceAnswer, record.id) is None else ()
    return ActionResult("", puts, undoable=False)


@action
def snooze_advice(journal: Journal, now: datetime, topic: str = "", person: str = "") -> ActionResult:
    """Dismiss a suggestion, by default the one of now: it stays away for its own while, and for thirty days after
    the third time. Raises CoachError if nothing is suggested."""
    about, whom = (topic, person) if topic else _current_advice(journal, now)
    today = journal.settings.day_of(now)
    asked = AdviceAnswer(topic=about, at=now, day=today, outcome="dismissed", person=whom)
    return ActionResult(_snooze_end(journal, asked), (asked,), record_id=asked.id)


@action
def mute_rule(journal: Journal, now: datetime, topic: str = "", days: int | None = MUTE_DAYS) -> ActionResult:
    """Mute a rule or a goal (an id such as "R01" or "G41", by default the rule of today's advice) for so many days, or
    for good with None.

    Raises InvalidInput for an unknown id or a wrong number of days, CoachError if there is no advice.
    """
    key = _rule_id(journal, topic) if topic else _current_advice(journal, now)[0]
    today = journal.settings.day_of(now)
    if days is not None and not 1 <= days <= 3660:
        raise InvalidInput("Advice can be muted for 1 to 3660 days, or until you unmute it.")
    until = None if days is None else today + timedelta(days=days)
    asked = AdviceAnswer(topic=key, at=now, day=today, outcome="muted", until=until)
    return ActionResult(
        f"Muted: {_describe_rule(journal, key)}, {_format_mute_end(until)}.", (asked,), record_id=asked.id
    )


@action
def unmute_rule(journal: Journal, now: datetime, topic: str) -> ActionResult:
    """Let a muted rule speak again. Raises InvalidInput for a rule that is not muted."""
    key, today = _rule_id(journal, topic), journal.settings.day_of(now)
    found = tuple(
        a.copy_with(deleted=True) for a in journal.list_records(AdviceAnswer) if a.topic == key and a.mutes_on(today)
    )
    if not found:
        raise InvalidInput(
            f"This advice is not muted: {_describe_rule(journal, key)}.",
            hint="coach mute --list shows the muted advice.",
        )
    return ActionResult(f"You get this advice again: {_describe_rule(journal, key)}.", found, record_id=found[0].id)


@action
def forget_learned(journal: Journal, now: datetime) -> ActionResult:
    """Forget what was learned from goals and evenings so far; learning begins anew tomorrow."""
    today = journal.settings.day_of(now)
    asked = AdviceAnswer(topic=FORGET_LEARNED_TOPIC, at=now, day=today, outcome="answered")
    return ActionResult(
        "Forgotten: what the coach learned from your goals. It begins to learn again.", (asked,), record_id=asked.id
    )


def list_muted_rules(journal: Journal, now: datetime) -> list[tuple[str, str, str]]:
    """Return the muted rules: (id, its name, "until 24 December" or "until you unmute it")."""
    today, last = journal.settings.day_of(now), dict[str, date]()
    for each in (a for a in journal.list_records(AdviceAnswer) if a.mutes_on(today)):
        last[each.topic] = max(last.get(each.topic, today), each.until or date.max)
    return [
        (key, _describe_rule(journal, key), _format_mute_end(None if day == date.max else day))
        for key, day in sorted(last.items())
    ]


def _current_advice(journal: Journal, now: datetime) -> tuple[str, str]:
    """Return what today's advice is about: a rule (or the question about hours) and a person or ""."""
    from coach.advice.rules.current_advice import choose_current_advice

    said = choose_current_advice(journal, now)
    if not said.rule:
        raise CoachError("There is no advice right now.", hint="coach why --all says what is snoozed, and until when.")
    return said.rule, said.person


def _snooze_end(journal: Journal, asked: AdviceAnswer) -> str:
    from coach.advice.rules.choose_rules import first_free_day, get_rule

    try:
        each = get_rule(asked.topic)
    except KeyError:  # a question that is asked once
        return "Snoozed."
    log = [a for a in journal.list_records(AdviceAnswer) if a.topic == asked.topic]
    return f"Snoozed {_format_mute_end(first_free_day(each, [*log, asked], asked.day))}."


def _rule_id(journal: Journal, topic: str) -> str:
    """Return the id of a rule or a goal as it is stored. Taking the day off is never muted."""
    from coach.advice.goals import DAY_OFF_TEMPLATE, ELSEWHERE_TEMPLATE, list_own_templates, load_goal_templates
    from coach.advice.rules.choose_rules import load_rules

    known = (
        {each.id for each in load_rules()}
        | {each.id for each in (*load_goal_templates(), *list_own_templates(journal))}
        | {ELSEWHERE_TEMPLATE} - {DAY_OFF_TEMPLATE}
    )
    found = next((key for key in sorted(known) if key.casefold() == topic.strip().casefold()), None)
    if found is None:
        raise InvalidInput(
            f'Unknown advice or goal "{clean_text(topic, 40)}".',
            hint="coach why --all and coach goal --list show the ids.",
        )
    return found


def _describe_rule(journal: Journal, key: str) -> str:
    from coach.advice.goals import ELSEWHERE_TEMPLATE, get_goal_template
    from coach.advice.rules.sentences import rule_name

    if key == ELSEWHERE_TEMPLATE:
        return "a hello to somebody in another country or field"
    try:
        return rule_name(key)
    except KeyError:
        with suppress(KeyError):
            return get_goal_template(journal, key).text
    return key


def _format_mute_end(day: date | None) -> str:
    return f"until {format_date(day, weekday=True)}" if day else "until you unmute it"
