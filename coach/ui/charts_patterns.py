"""The page of patterns in words: what may be told, what was taken back, how it is worked out, what a coin decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from coach.advice.looks import Findings
from coach.advice.patterns import MARKERS, OFFER, method_lines, phrase, sentence, withdrawal
from coach.domain.wording import format_date
from coach.ui.text import QUIET, STRONG, lines, show


def patterns_page(
    findings: Findings, trial: Sequence[str], width: int, height: int, *, method: bool = False
) -> Content:
    """Return the page in `width` × `height` cells: what matters most first, and what does not fit left out."""
    if method:
        return lines(*[Content(f"{n:>2} {line}") for n, line in enumerate(method_lines(), 1)][:height])
    rows: list[Content] = []
    for text, style in _said(findings, trial):
        wrapped = show(text, style, 1000).wrap(max(10, width)) if text else [Content("")]
        if len(rows) + len(wrapped) <= height:
            rows += wrapped
    return lines(*rows)


def _said(findings: Findings, trial: Sequence[str]) -> list[tuple[str, str]]:
    """Return the paragraphs with their styles."""
    said = [(line, "" if n else STRONG) for n, line in enumerate(trial)]
    if findings.looked is None:
        said.append((f"{findings.rated} of about {findings.need} days so far", STRONG))
        if findings.next_look is not None:
            said.append((f"The first look at what went together is on {_day(findings.next_look)}.", ""))
        else:
            said.append(("The first look comes ten weeks after the first mood.", ""))
        said.append((_questions(findings), QUIET))
        return said
    said += [(withdrawal(pattern), "") for pattern in findings.withdrawn]
    said += [(sentence(pattern), "") for pattern in findings.standing]
    if findings.standing and not trial:
        said.append((OFFER, QUIET))
    if findings.silent:
        names = ", ".join(phrase(name) for name in findings.silent)
        said.append((f"Nothing to say so far about: {names}.", "" if not findings.standing else QUIET))
    if findings.unknown:
        said.append((f"No days to compare for: {', '.join(map(phrase, findings.unknown))}.", QUIET))
    own = f"Your own question: {phrase(findings.question)}. " if findings.question else ""
    if findings.next_look is not None:
        said.append((f"{own}The next look is on {_day(findings.next_look)}.", QUIET))
    return said


def _questions(findings: Findings) -> str:
    own = f" Your own: {phrase(findings.question)}." if findings.question else ""
    return f"Six questions are fixed before any data: {', '.join(MARKERS.values())}.{own}"


def _day(day: date) -> str:
    return format_date(day, year=True)
