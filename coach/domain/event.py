"""Events: a fair, a meetup or a talk, with its day and place, whom to meet there, and one question for each."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from coach.domain.record import Day, Moment, Record
from coach.domain.text import NAME_LIMIT, NOTE_LIMIT, clean_text, find_link
from coach.domain.typed_times import find_day, refuse_far_year
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


def parse_event_line(line: str, today: date) -> tuple[str, date, str, str]:
    """Return title, day, place and link of "Trade fair, 12 March, Leipzig". Raises InvalidInput without a day."""
    text, link = find_link(clean_text(line, NOTE_LIMIT))
    found = find_day(text, today)
    if found is None:
        raise InvalidInput("An event needs a day.", hint="Like this: Trade fair, 12 March, Leipzig.")
    start, end, day = found
    refuse_far_year(day, today)
    title, _, rest = re.sub(r"(?<=\S)\s+(?:on|at)\s*$", "", text[:start]).strip(" ,").partition(",")
    place = ", ".join(part for part in (rest.strip(" ,"), re.sub(r"^\s+in\s+", "", text[end:]).strip(" ,")) if part)
    if not title:
        title, _, place = place.partition(",")
    if not title.strip():
        raise InvalidInput("The event needs a name.", hint="Like this: Trade fair, 12 March, Leipzig.")
    return clean_text(title, NAME_LIMIT), day, clean_text(place, NAME_LIMIT), link


def parse_planned_meetings(line: str) -> tuple[PlannedMeeting, ...]:
    """Read "Ana Lee: how did the move go; Ben" into people to meet, each with a question or none."""
    found = []
    for part in clean_text(line, NOTE_LIMIT).split(";"):
        name, _, question = part.partition(":")
        if name.strip():
            found.append(PlannedMeeting(name=clean_text(name), question=clean_text(question)))
    return tuple(found)


def format_planned_meetings(meetings: tuple[PlannedMeeting, ...]) -> str:
    """Return people to meet as the line that `parse_planned_meetings` reads."""
    return "; ".join(f"{each.name}: {each.question}" if each.question else each.name for each in meetings)


def is_event_to_ask_about(event: Event, today: date) -> bool:
    """Tell whether an event was a few days ago, and the question whom one met is still open."""
    return event.answered_at is None and 1 <= (today - event.day).days <= EVENT_QUESTION_DAYS
