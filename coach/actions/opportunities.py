"""Actions about opportunities: add one, change its next step or stage, close it, log a no."""

from __future__ import annotations

from datetime import date, datetime

from coach.actions.conversations import kind_sentence_after_no
from coach.actions.find_record import choose_match
from coach.actions.notes import get_note
from coach.actions.result import ActionResult, action
from coach.actions.typed_names import get_person_by_name
from coach.advice.outreach.working_days import counted_workdays
from coach.advice.shown_people import list_shown_notes
from coach.domain.journal import Journal
from coach.domain.note import Note
from coach.domain.opportunity import OpportunityLine, OpportunityStage, parse_opportunity_line, stage_of
from coach.domain.text import NOTE_LIMIT, clean_typed_text, fold_text
from coach.domain.typed_times import parse_coming_day
from coach.domain.wording import format_date, format_recent_date
from coach.errors import CoachError, InvalidInput

NEXT_STEP_DAYS = 3
"""Working days until the coach asks about a next step that has no day of its own."""
NOTHING_GIVEN = OpportunityLine("")


@action
def save_opportunity(
    journal: Journal, now: datetime, line: str, *, who: str = "", note_id: str = "", due: date | None = None,
    given: OpportunityLine = NOTHING_GIVEN,
) -> ActionResult:  # fmt: skip
    """Keep an opportunity, or change the one with `note_id`: "role at Acme https://… : send the CV by Friday".

    What follows the colon is the next step; without a day it is asked about in three working days. What was `given`
    apart from the line goes before what the line says.
    """
    typed = parse_opportunity_line(line)
    if not typed.text:
        raise InvalidInput("The text is still empty.", hint="A few words are enough.")
    known = journal.get_record(Note, note_id) if note_id else None
    person = get_person_by_name(journal, who) if who else None
    note = known or Note(at=now, kind="opportunity", person=person.id if person else "")
    same_person = (o for o in find_open_opportunities(journal) if o.person == note.person or person is None)
    if known is None and any(fold_text(o.text) == fold_text(typed.text) for o in same_person):
        raise CoachError(
            f"Already in your list: {typed.text}.",
            hint='coach opportunity "…" --step "…" changes its next step.',
            screen_hint="In the list, Enter on its row changes it.",
        )
    step = clean_typed_text(given.next_step, NOTE_LIMIT) or typed.next_step
    note = note.copy_with(
        text=typed.text,
        employer=clean_typed_text(given.employer) or typed.employer or note.employer,
        link=clean_typed_text(given.link, NOTE_LIMIT) or typed.link,
    )
    return _finish_step(journal, now, note, step, due, typed.day_words)


@action
def set_next_step(journal: Journal, now: datetime, note_id: str, line: str) -> ActionResult:
    """Give an opportunity its one next step, "send the CV by friday"; an empty line removes it."""
    note = _get_opportunity(journal, now, note_id)
    typed = parse_opportunity_line(f"{note.text} : {line}")
    return _finish_step(journal, now, note, typed.next_step, None, typed.day_words)


@action
def set_stage(journal: Journal, now: datetime, note_id: str, stage: OpportunityStage) -> ActionResult:
    """Say where an opportunity stands; `closed` ends it, any other word opens it again."""
    note = _get_opportunity(journal, now, note_id)
    if stage_of(note) == stage:
        return ActionResult(f"{note.text}: {stage} already.", record_id=note.id)
    if stage == "closed":
        changed = note.copy_with(stage=stage, closed_at=now)
    else:
        changed = note.copy_with(stage=stage, closed_at=None, outcome="")
    return ActionResult(f"{note.text}: {stage}.", (changed,), record_id=note.id)


@action
def log_opportunity_no(journal: Journal, now: datetime, note_id: str) -> ActionResult:
    """Close an opportunity that ended with a no: an outcome like any other, with one kind sentence."""
    note = _get_opportunity(journal, now, note_id)
    changed = note.copy_with(stage="closed", closed_at=now, outcome="no")
    message = f"{note.text}: closed. {kind_sentence_after_no(journal)}"
    return ActionResult(message, (changed,), record_id=note.id, undo_label=f"closing {note.text}.")


def find_open_opportunities(journal: Journal, words: str = "") -> list[Note]:
    """Return the open opportunities whose text or employer has `words` in it, the oldest first."""
    part, notes = fold_text(words), list_shown_notes(journal)
    return [n for n in notes if n.is_open_opportunity and part in fold_text(f"{n.text} {n.employer}")]


def get_open_opportunity(journal: Journal, words: str) -> Note:
    """Return the one open opportunity that `words` (or its id) name. Raises InvalidInput for none or several."""
    found = find_open_opportunities(journal, words)
    everything = find_open_opportunities(journal)
    note = choose_match(words, everything, found, lambda n: n.text, plural="open opportunities", field="text")
    if note is None:
        raise InvalidInput("No open opportunity matches that.", hint="coach opportunities lists them.")
    return note


def _get_opportunity(journal: Journal, now: datetime, note_id: str) -> Note:
    """Return an opportunity. Raises CoachError if it is gone, or if `now` is a day before it was added."""
    note, day_of = get_note(journal, note_id, "opportunity"), journal.settings.day_of
    if day_of(note.at) > day_of(now):
        added = format_date(day_of(note.at), weekday=True, year=True)
        raise CoachError(f"{note.text} has been in your list since {added}.", hint="Use that day or a later one.")
    return note


def _finish_step(
    journal: Journal, now: datetime, note: Note, step: str, due: date | None, day_words: str
) -> ActionResult:
    today = journal.settings.day_of(now)
    day = due or (parse_coming_day(day_words, today) if day_words else None)
    if step and day is None:
        day = counted_workdays(journal).add_workdays(today, NEXT_STEP_DAYS)
    note = note.copy_with(next_step=step, due=day if step else due)
    message = f"Saved: {note.text}."
    if step and day:
        message += f" Next: {step}, {format_recent_date(day, today, weekday=True)}."
    return ActionResult(message, (note,), record_id=note.id)
