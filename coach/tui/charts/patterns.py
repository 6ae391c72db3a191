"""Write the patterns page: what went together with mood, what no longer does, the experiment, and the method."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from coach.advice.patterns.markers import MARKERS, describe_marker
from coach.advice.patterns.mood_patterns import (
    EXPERIMENT_OFFER,
    describe_pattern,
    describe_uncompared,
    describe_withdrawal,
    list_method_lines,
)
from coach.advice.patterns.pattern_checks import CheckSummary
from coach.tui.text import QUIET_STYLE, STRONG_STYLE, indent_wrapped, stack_lines, styled, wrap_text


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
    own = f"Your question: {describe_marker(findings.question)}." if findings.question else ""
    paragraphs = [(line, "" if n else STRONG_STYLE) for n, line in enumerate(experiment)]
    if findings.checked_on is None:
        coming = findings.describe_next_check() or "The first check comes ten weeks after your first mood entry."
        compared = f"The coach compares your mood with six things, chosen in advance: {', '.join(MARKERS.values())}."
        return [
            *paragraphs,
            (findings.describe_needed_days(), STRONG_STYLE),
            (coming, ""),
            (f"{compared} {own}".rstrip(), QUIET_STYLE),
        ]
    paragraphs += [(describe_withdrawal(pattern), "") for pattern in findings.withdrawn]
    paragraphs += [(describe_pattern(pattern), "") for pattern in findings.standing]
    if findings.standing and not experiment:
        paragraphs.append((EXPERIMENT_OFFER, QUIET_STYLE))
    if findings.silent:
        paragraphs.append((findings.describe_silent(), QUIET_STYLE if findings.standing else ""))
    if findings.without_data:
        paragraphs.append((describe_uncompared(findings.without_data), QUIET_STYLE))
    if findings.next_check_on is not None:
        paragraphs.append((f"{own} {findings.describe_next_check()}".lstrip(), QUIET_STYLE))
    return paragraphs
