"""What 'coach why' prints: the advice, its reason and source, and everything it rests on."""

from __future__ import annotations

from datetime import datetime

from coach.advice import sentences
from coach.advice.facts.context import REGISTERED_FACTS, FactValue
from coach.advice.hours_question import is_hours_question_due
from coach.advice.rules.coach_line import choose_suggestions, resolve_rules_now
from coach.advice.rules.resolution import FOR_GOOD
from coach.advice.rules.rule_catalogue import get_rule
from coach.domain.journal import Journal
from coach.domain.wording import format_date


def explain_suggestions(journal: Journal, now: datetime, *, everything: bool = True) -> list[str]:
    """Return the lines of "coach why": the advice, its reason and source, and with `everything` all it rests on."""
    if journal.settings.is_away(now):
        until = journal.settings.away_until
        return [sentences.short_text("away", until=f"{until:%A %H:%M}" if until else "")]
    known, found = resolve_rules_now(journal, now)
    suggestions = choose_suggestions(journal, now)
    lines: list[str] = [sentences.short_text("question first")] if is_hours_question_due(journal, now) else []
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
            sentences.short_text("silenced", pairs=", ".join(f"{a} for {b}" for a, b in found.suppressed.items()))
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
