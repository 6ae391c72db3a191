"""Opportunities, which are notes with an employer, a link, one next step and a stage, and events.

An event is a fair, a meetup or a talk, with its day and place, whom to meet there, and one question for each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict

from coach.domain.note import Note
from coach.domain.record import Day, Moment, Record
from coach.domain.text import NAME_LIMIT, NOTE_LIMIT, clean_text, clean_typed_text, find_link, fold_text
from coach.domain.typed_times import find_day, refuse_far_year, split_day_words
from coach.errors import InvalidInput

EVENT_QUESTION_DAYS = 3
"""For how many days after an event the question whom one met may be asked."""


class PlannedMeeting(BaseModel):
    """Somebody to meet at an event; `person` is their id once they are known."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    name: str
    person: str = ""
    question: str = ""


class Event(Record):
    """An event on one day. `answered_at` is when the question whom one met was answered or dismissed."""

    table: ClassVar[str] = "events"

    at: Moment
    day: Day
    title: str
    place: str = ""
    link: str = ""
    meetings: tuple[PlannedMeeting, ...] = ()
    answered_at: Moment | None = None
    key: str = ""
    """Provenance key of the import that brought it."""


_ONLY_DAYS = re.compile(r"(?a)[\d .–-]*(?:of )?[A-Za-z]+[\d .–-]*")
"""The days of an event that lasts several, as its line begins with them: "3-5 March", "March 3-5"."""


def parse_event_line(line: str, today: date) -> tuple[str, date, str, str]:
    """Return title, day, place and link of "Trade fair, 12 March, Leipzig". Raises InvalidInput without a day."""
    text, link = find_link(clean_typed_text(line, NOTE_LIMIT))
    day_found = find_day(text, today)
    if day_found is None:
        raise InvalidInput("An event needs a day.", hint="Like this: Trade fair, 12 March, Leipzig.")
    day_start, day_end, day = day_found
    refuse_far_year(day, today)
    title, _, rest_of_line = re.sub(r"(?<=\S)\s+(?:on|at)\s*$", "", text[:day_start]).strip(" ,").partition(",")
    place_parts = (rest_of_line.strip(" ,"), re.sub(r"^\s+in\s+", "", text[day_end:]).strip(" ,"))
    place = ", ".join(filter(None, place_parts))
    if not title:
        title, _, place = place.partition(",")
    elif day_start == day_end and _ONLY_DAYS.fullmatch(title):  # "3-5 March, Hackathon, Oslo"
        name, _, place = place.partition(",")
        title = f"{name.strip()} {title}" if name.strip() else ""
    if not title.strip():
        raise InvalidInput("The event needs a name.", hint="Like this: Trade fair, 12 March, Leipzig.")
    return clean_typed_text(title), day, clean_typed_text(place), link


def parse_planned_meetings(line: str) -> tuple[PlannedMeeting, ...]:
    """Read "Ana Lee: how did the move go; Ben" into people to meet, each with a question or none."""
    names_and_questions = (part.partition(":")[::2] for part in clean_typed_text(line, NOTE_LIMIT).split(";"))
    return tuple(
        PlannedMeeting(name=clean_typed_text(name), question=clean_typed_text(question))
        for name, question in names_and_questions
        if name.strip()
    )


def format_planned_meetings(meetings: tuple[PlannedMeeting, ...]) -> str:
    """Return people to meet as the line that `parse_planned_meetings` reads."""
    return "; ".join(f"{one.name}: {one.question}" if one.question else one.name for one in meetings)


def is_event_to_ask_about(event: Event, today: date) -> bool:
    """Tell whether an event was a few days ago, and the question whom one met is still open."""
    return event.answered_at is None and 1 <= (today - event.day).days <= EVENT_QUESTION_DAYS


OpportunityStage = Literal["found", "asked", "talking", "waiting", "closed"]
OPPORTUNITY_STAGES: tuple[OpportunityStage, ...] = get_args(OpportunityStage)
_LEGAL_FORMS = frozenset(
    {
        *("ab", "ag", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "holding", "inc", "incorporated"),
        *("kg", "limited", "llc", "llp", "ltd", "nv", "oy", "plc", "pte", "pty", "sa", "sarl", "se", "spa", "srl"),
    }
)
"""Words at the end of an employer's name that two spellings of it may differ in."""
_NOT_EMPLOYER_LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class OpportunityLine:
    """An opportunity typed in one line; `day_words` are the words that name the day of the next step."""

    text: str
    employer: str = ""
    link: str = ""
    next_step: str = ""
    day_words: str = ""


def stage_of(note: Note) -> OpportunityStage:
    """Return the stage of an opportunity; one of an older version is "found" until it is closed."""
    if note.closed_at is not None:
        return "closed"
    return next((stage for stage in OPPORTUNITY_STAGES if stage == note.stage), "found")


def parse_stage(word: str) -> OpportunityStage:
    """Return the stage that `word` names or begins. Raises InvalidInput."""
    typed_stage = clean_text(word).lower()
    for stage in OPPORTUNITY_STAGES:
        if typed_stage and stage.startswith(typed_stage):
            return stage
    raise InvalidInput(f'"{clean_text(word, 40)}" is not a stage.', hint=f"Stages: {', '.join(OPPORTUNITY_STAGES)}.")


def employer_key(name: str) -> str:
    """Return an employer's name as it is compared: "Brightwater Ltd." and "brightwater" are the same."""
    employer_words = _NOT_EMPLOYER_LETTERS.sub(" ", fold_text(name)).split()
    while len(employer_words) > 1 and employer_words[-1] in _LEGAL_FORMS:
        employer_words.pop()
    return " ".join(employer_words)


def parse_opportunity_line(line: str) -> OpportunityLine:
    """Read "Data engineer at Brightwater https://… : ask Priya by Friday" into its parts."""
    typed = f" {clean_typed_text(line, NOTE_LIMIT)} "
    title, colon, next_step = typed.partition(" : ")
    if not colon:  # "Engineer at Acme: ask Ana by friday"; without a day the colon belongs to the title
        title, _, next_step = typed.partition(": ")
        if not title.strip() or not split_day_words(f" {next_step.strip()}")[1]:
            title, next_step = typed, ""
    opportunity_text, link = find_link(title.strip())
    next_step, day_words = split_day_words(f" {next_step.strip()}")
    next_step = next_step.strip()
    return OpportunityLine(opportunity_text or link, employer_in(opportunity_text), link, next_step, day_words)


def employer_in(text: str) -> str:
    """Return the employer named after the last " at " of a text, or ""."""
    _, at_word, employer_name = text.rpartition(" at ")
    return clean_text(employer_name.strip(" ,.;"), NAME_LIMIT) if at_word else ""


def format_opportunity_line(note: Note) -> str:
    """Return an opportunity as the line that `parse_opportunity_line` reads."""
    link_part = f" {note.link}" if note.link else ""
    due_part = f"by {note.due.isoformat()}" if note.due else ""
    step_part = " ".join(filter(None, (note.next_step, due_part)))
    return f"{note.text}{link_part}{f' : {step_part}' if step_part else ''}"
