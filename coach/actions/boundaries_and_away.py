"""Actions for boundaries, which take somebody off every list, and for stepping away and coming back.

No message about a boundary holds the name. Days away are stored in the settings and are no working days, so silence
does not grow on them. Chosen dates (a snoozed conversation, a draft, a next step) move by as many days; coming back
early moves them back by the unused days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from coach.actions.focus import end_running_block
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import find_or_create_person, find_person_by_id
from coach.advice.blocked_people import list_boundaries
from coach.domain.boundary import BOUNDARY_REASONS, BOUNDARY_STEPS, Boundary, BoundaryReason
from coach.domain.clock import at_wall_time, day_of
from coach.domain.focus import FocusBlock
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record
from coach.domain.settings import Settings
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text, fold_text
from coach.domain.typed_times import parse_coming_day
from coach.domain.wording import format_date, format_recent_date
from coach.errors import CoachError, InvalidInput

STORED_DAYS_AWAY = 400
"""Days away that are remembered: those that a listed silence can still contain, and many more."""
EVENING_BEGINS = time(18, 0)
"""When "tonight" begins."""
LONGEST_AWAY = timedelta(days=366)


@action
def step_away(journal: Journal, now: datetime, away_word: str = "tomorrow") -> ActionResult:
    """Step away until "tonight", "tomorrow", a weekday or an ISO date. Raises InvalidInput.

    A running block ends, and its part counts. Days begin when the person's day does (04:00 unless set).
    """
    settings = _settings_after_return(journal.settings, now) if journal.settings.is_away(now) else journal.settings
    away_until = parse_away_end(away_word, settings, now)
    days = list_days_away(now, away_until, settings.day_ends)
    days_away = sorted({*settings.days_away, *days})[-STORED_DAYS_AWAY:]
    changed_settings = settings.copy_with(away_since=now, away_until=away_until, days_away=days_away)
    ended_block = end_running_block(journal.list_records(FocusBlock), now)
    moved_records = _move_due_dates(journal, now, len(days) - _count_unused_days(journal, now))
    message = format_return(now, away_until, settings.day_ends)
    return ActionResult(message, (changed_settings, *ended_block, *moved_records), undo_label="stepping away.")


@action
def come_back(journal: Journal, now: datetime) -> ActionResult:
    """Come back. Days that were not used are working days again, and what was due moves back by them."""
    settings = journal.settings
    if not settings.is_away(now):
        raise CoachError(
            "You are not away.",
            hint="coach away Monday steps away until Monday.",
            screen_hint="{away.step} steps away.",
        )
    records = (_settings_after_return(settings, now), *_move_due_dates(journal, now, -_count_unused_days(journal, now)))
    return ActionResult("Welcome back. Everything is as you left it.", records, undo_label="coming back.")


def parse_away_end(word: str, settings: Settings, now: datetime) -> datetime:
    """Return the moment at which the time away that `word` names is over. Raises InvalidInput."""
    away_word = clean_text(word, 40).lower().removeprefix("until ").strip()
    today = settings.day_of(now)
    day_of_return = today if away_word == "evening" else parse_coming_day(away_word, today)
    if day_of_return == today:
        away_until = at_wall_time(today, EVENING_BEGINS, now)
        if away_until <= now:
            raise InvalidInput("It is already evening.", hint="Try tomorrow, Monday or a date.")
        return away_until
    if day_of_return - today > LONGEST_AWAY:
        raise InvalidInput("That is more than a year away.", hint="Try tomorrow, Monday or in 2 weeks.")
    return at_wall_time(day_of_return, settings.day_ends, now)


def _count_unused_days(journal: Journal, now: datetime) -> int:
    """Return how many days of the present time away are still to come."""
    settings = journal.settings
    if settings.away_until is None or not settings.is_away(now):
        return 0
    return len(list_days_away(now, settings.away_until, settings.day_ends))


def _settings_after_return(settings: Settings, now: datetime) -> Settings:
    used_days = tuple(day for day in settings.days_away if day < settings.day_of(now))
    return settings.copy_with(away_since=None, away_until=None, days_away=used_days)


def _move_due_dates(journal: Journal, now: datetime, days: int) -> Iterator[Record]:
    """Yield what is still to come, due `days` later; of a time away that changes, what is due after it."""
    settings = journal.settings
    since = settings.day_of(settings.away_until if settings.away_until and settings.is_away(now) else now)
    if not days:
        return
    for message in journal.list_records(Message):
        if message.kind == "later" and message.until is not None and message.until >= since:
            yield message.copy_with(until=_add_days(message.until, days))
    for note in journal.list_records(Note):
        if note.closed_at is None and note.due is not None and note.due >= since:
            yield note.copy_with(due=_add_days(note.due, days))


def _add_days(day: date, days: int) -> date:
    """Return the day so many days later, at most the last one of the calendar."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def list_days_away(since: datetime, until: datetime, day_ends: time) -> tuple[date, ...]:
    """Return the days from the one of `since` up to, and without, the one of `until`: the days that were away."""
    first = day_of(since, day_ends)
    return tuple(first + timedelta(days=number) for number in range((day_of(until, day_ends) - first).days))


def format_return(since: datetime | None, until: datetime, day_ends: time) -> str:
    """Return "See you tonight.", "tomorrow", "Monday" or "on Thursday 3 December", the same for all of the time."""
    day_of_return = day_of(until, day_ends)
    days = (day_of_return - day_of(since or until, day_ends)).days
    if days <= 0:
        return "See you tonight."
    if days == 1:
        return "See you tomorrow."
    if days < 7:
        return f"See you {day_of_return:%A}."
    return f"See you on {format_recent_date(day_of_return, day_of(since or until, day_ends), weekday=True)}."


def parse_reason(reason_word: str) -> BoundaryReason:
    """Return the reason that `reason_word` names or begins. Raises InvalidInput."""
    typed_reason = clean_text(reason_word).lower()
    for reason in BOUNDARY_REASONS:
        if typed_reason and reason.startswith(typed_reason):
            return reason
    raise InvalidInput(
        f'Unknown reason "{clean_text(reason_word, 40)}".', hint=f"Reasons: {', '.join(BOUNDARY_REASONS)}."
    )


def parse_boundary_line(boundary_line: str, journal: Journal) -> tuple[str, str]:
    """Return the name and the reason in "Ron harsh"; the whole is the name ("other") if somebody is called that."""
    name, _, reason = clean_text(boundary_line).rpartition(" ")
    is_whole_name = any(person.folded_name == fold_text(boundary_line) for person in journal.list_records(Person))
    if not name or reason.lower() not in BOUNDARY_REASONS or is_whole_name:
        return boundary_line, "other"
    return name, reason.lower()


@action
def set_boundary(
    journal: Journal, now: datetime, who: str, reason: BoundaryReason = "other", *, note: str = ""
) -> ActionResult:
    """Set a boundary towards `who` (an id or a name, also of somebody new): from now on they are on no list."""
    person, new_people = find_or_create_person(journal, who)
    boundary = Boundary(person=person.id, at=now, reason=reason, note=clean_typed_text(note, NOTE_LIMIT, lines=True))
    message = "Done. They are on none of your lists from now on."
    if new_people:
        message = "Done. They were on none of your lists, and stay off them."
    return ActionResult(message, (boundary, *new_people), undo_label="the boundary.")


@action
def extend_boundary(
    journal: Journal, now: datetime, boundary_id: str, *, boundary_step: str = "", note: str = ""
) -> ActionResult:
    """Add to a boundary: a step that was taken (blocked, reported) or a private note."""
    if boundary_step and boundary_step not in BOUNDARY_STEPS:
        raise InvalidInput(f"The step can be {' or '.join(BOUNDARY_STEPS)}.")
    boundary = journal.get_record(Boundary, boundary_id)
    if boundary is None:
        raise CoachError("That boundary is no longer there.", hint="coach boundaries lists them.")
    steps = tuple(dict.fromkeys((*boundary.steps, boundary_step))) if boundary_step else boundary.steps
    notes = "\n".join(filter(None, (boundary.note, clean_typed_text(note, NOTE_LIMIT, lines=True))))
    message = f"Noted: {boundary_step}." if boundary_step else "Saved: a private note."
    undo_label = f"the step: {boundary_step}." if boundary_step else "the private note."
    return ActionResult(message, (boundary.copy_with(steps=steps, note=notes),), undo_label=undo_label)


def find_boundary_of_today(journal: Journal, now: datetime) -> Boundary | None:
    """Return today's newest boundary about which nothing was done on the site so far, if there is one."""
    day_of = journal.settings.day_of
    boundaries = (boundary for boundary in journal.list_records(Boundary) if not boundary.steps)
    of_today = (boundary for boundary in boundaries if day_of(boundary.at) == day_of(now))
    return max(of_today, key=lambda boundary: boundary.at, default=None)


@action
def lift_boundary(journal: Journal, now: datetime, who: str) -> ActionResult:
    """Lift the boundaries towards `who` (an id, or a whole name): they are in the lists again."""
    meant = find_person_by_id(journal, who)
    by_person = {
        person.id: boundary
        for boundary, person in list_boundaries(journal)
        if person is not None and who and (person == meant or person.folded_name == fold_text(who))
    }
    lifted = tuple(
        boundary.copy_with(deleted=True)
        for boundary in journal.list_records(Boundary)
        if boundary.person in by_person or boundary.id == who
    )
    if not lifted:
        raise InvalidInput("There is no boundary with that name.", hint="coach boundaries lists them.")
    if len(by_person) > 1:
        listed = "; ".join(
            f"since {format_date(boundary.at, year=True)} (--id {person_id[:8]})"
            for person_id, boundary in by_person.items()
        )
        raise InvalidInput(f"{len(by_person)} boundaries have that name: {listed}.", hint="Add --id.")
    return ActionResult("Boundary lifted. They are in your lists again.", lifted, undo_label="lifting a boundary.")
