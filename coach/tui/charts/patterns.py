"""Write the patterns page: what went together with mood, what no longer does, the experiment, and the method."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from coach.advice.patterns.discoveries import (
    EXPERIMENT_OFFER,
    MARKERS,
    describe_marker,
    describe_pattern,
    describe_uncompared,
    describe_withdrawal,
    list_method_lines,
)
from coach.advice.patterns.pattern_checks import CheckSummary
from coach.domain.wording import format_date
from coach.tui.markup import QUIET_STYLE, STRONG_STYLE, indent_wrapped, stack_lines, styled, wrap_text


def draw_patterns_page(
    findings: CheckSummary, experiment: Sequence[str], width: int, *, method: bool = False
) -> Content:
    """Return the page in rows of `width` cells, the important paragraphs first."""
    if method:
        lines = enumerate(list_method_lines(), 1)
        return stack_lines(*(indent_wrapped(Content(f"{n:>2} "), styled(line), width) for n, line in lines))
    rows: list[Content] = []
    for text, style in _list_paragraphs(findings, experiment):
        rows += wrap_text(styled(text, style, 1000), max(10, width)) if text else [Content("")]
    return stack_lines(*rows)


def _list_paragraphs(findings: CheckSummary, experiment: Sequence[str]) -> list[tuple[str, str]]:
    """Return the paragraphs with their styles."""
    paragraphs = [(line, "" if n else STRONG_STYLE) for n, line in enumerate(experiment)]
    if findings.checked_on is None:
        paragraphs.append(
            (
                f"The first check needs about {findings.needed_days} days with a logged mood; "
                f"you have {findings.rated_days}.",
                STRONG_STYLE,
            )
        )
        if findings.next_check_on is not None:
            paragraphs.append((f"The first check for patterns is on {_format_day(findings.next_check_on)}.", ""))
        else:
            paragraphs.append(("The first check comes ten weeks after your first mood entry.", ""))
        paragraphs.append((_format_questions(findings), QUIET_STYLE))
        return paragraphs
    paragraphs += [(describe_withdrawal(pattern), "") for pattern in findings.withdrawn]
    paragraphs += [(describe_pattern(pattern), "") for pattern in findings.standing]
    if findings.standing and not experiment:
        paragraphs.append((EXPERIMENT_OFFER, QUIET_STYLE))
    if findings.silent:
        names = ", ".join(describe_marker(name) for name in findings.silent)
        paragraphs.append(
            (f"No clear link with your mood so far: {names}.", "" if not findings.standing else QUIET_STYLE)
        )
    if findings.without_data:
        paragraphs.append((describe_uncompared(findings.without_data), QUIET_STYLE))
    own = f"Your question: {describe_marker(findings.question)}. " if findings.question else ""
    if findings.next_check_on is not None:
        paragraphs.append((f"{own}The next check is on {_format_day(findings.next_check_on)}.", QUIET_STYLE))
    return paragraphs


def _format_questions(findings: CheckSummary) -> str:
    own = f" Your question: {describe_marker(findings.question)}." if findings.question else ""
    return f"The coach compares your mood with six things, chosen in advance: {', '.join(MARKERS.values())}.{own}"


def _format_day(day: date) -> str:
    return format_date(day, year=True)
