"""The week in words: lines for the shell and for screen readers, and Markdown for a journal. Counts, no verdicts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from coach.advice import words
from coach.advice.proposals import Proposal
from coach.advice.week import Count, Week
from coach.domain.mood import NAMES
from coach.domain.text import clean

HIDDEN = "•••"
"""What stands for a name while names are hidden."""
_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def stretch(week: Week) -> str:
    """Return "16 – 22 November 2026"."""
    first, last = week.first, week.last
    begins = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{begins} – {last.day} {last:%B %Y}"


def counted(counts: Sequence[Count], nothing: str = "nothing logged") -> str:
    """Return "2 answers, 1 line written"."""
    return ", ".join(map(str, counts)) or nothing


def proposed(proposal: Proposal, *, hide: bool = False) -> str:
    """Return the text of a proposal, without the name in it while names are hidden."""
    return proposal.text.replace(proposal.name, HIDDEN) if hide and proposal.name else proposal.text


def change_for(week: Week) -> str:
    """Return the day that the change of a week is for: "Monday, 23 November"."""
    return said_day(week.change_day)


def said_day(day: date) -> str:
    """Return "Monday, 23 November"."""
    return f"{day:%A}, {day.day} {day:%B}"


def served(week: Week) -> str:
    """Return what the goals that were done worked on: "the ties you have, privacy", or ""."""
    return ", ".join(words.row(each) for each in week.serves)


def became(week: Week) -> str:
    """Return what the week began with, and what became of it, or ""."""
    if not week.began_with:
        return ""
    return week.began_with if week.became == "open" else f"{week.began_with} · {week.became}"


def plain(week: Week, *, hide: bool = False) -> list[str]:
    """Return the week as sentences, in the order in which the page is read."""
    said = [f"The week of {stretch(week)}."]
    if week.began_with:
        said.append(f"It began with: {HIDDEN if hide else became(week)}.")
    if week.blank:
        said.append("A quiet week: nothing is logged.")
    else:
        said.append(f"You gave: {counted(week.gave)}.")
        said.append(f"What came back: {counted(week.came)}.")
    if week.serves:
        said.append(f"Goals worked on: {served(week)}.")
    felt = [f"{each.name} {NAMES[round(each.mean)]} ({_answers(each.n)})" for each in week.felt]
    if felt:
        said.append(f"How blocks felt: {', '.join(felt)}.")
    days = [f"{_weekday(week, n)} {NAMES[round(mood)]}" for n, mood in enumerate(week.moods) if mood is not None]
    if days:
        said.append(f"Mood: {', '.join(days)}.")
    nice = [HIDDEN if hide else talk.name for talk in week.talks if talk.nice]
    if nice:
        said.append(f"Nice to talk to: {', '.join(nice)}.")
    if week.change:
        said.append(f"One change, for {change_for(week)}: {HIDDEN if hide else week.change}.")
    elif week.open:
        said.append(f"One change for {change_for(week)}? coach week 1, 2 or 3 takes one, or words of your own.")
        said += [f"{n}. {proposed(each, hide=hide)} ({each.why})" for n, each in enumerate(week.proposals, 1)]
    return [clean(line, 1000) for line in said]


def markdown(week: Week, *, hide: bool = False) -> str:
    """Return the week as Markdown."""
    rows = [f"# Week of {stretch(week)}", ""]
    if week.began_with:
        rows += [f"Began with: {_escaped(HIDDEN if hide else became(week))}", ""]
    rows += [f"- **You gave:** {counted(week.gave)}", f"- **What came back:** {counted(week.came)}"]
    if week.serves:
        rows.append(f"- **Goals worked on:** {served(week)}")
    if week.minutes:
        rows.append(f"- **Networking:** {week.minutes} min")
    nice = [_escaped(HIDDEN if hide else talk.name) for talk in week.talks if talk.nice]
    if nice:
        rows.append(f"- **Nice to talk to:** {', '.join(nice)}")
    if week.felt:
        rows += ["", "| block | felt | answers |", "|---|---|---:|"]
        rows += [f"| {each.name} | {NAMES[round(each.mean)]} | {each.n} |" for each in week.felt]
    if any(mood is not None for mood in week.moods):
        rows += ["", "| " + " | ".join(_weekday(week, n) for n in range(7)) + " |", "|" + "---|" * 7]
        rows.append("| " + " | ".join(NAMES[round(mood)] if mood else "" for mood in week.moods) + " |")
    if week.change:
        rows += ["", f"**One change, for {change_for(week)}:** {_escaped(HIDDEN if hide else week.change)}"]
    return "\n".join(rows) + "\n"


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n} answers"


def _weekday(week: Week, n: int) -> str:
    return f"{date.fromordinal(week.first.toordinal() + n):%a}"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", clean(text))
