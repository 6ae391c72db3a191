"""Undo: what was undone or deleted leaves no words in the file once it cannot come back."""

from __future__ import annotations

import pytest

from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood, remove_mood
from coach.actions.notes import rewrite_note, write_note
from coach.actions.opportunities_and_events import save_event, save_opportunity, set_stage
from coach.actions.outreach import log_sent_message
from coach.actions.result import Action
from coach.actions.undo import redo_last_action, undo_last_action
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.undo_entry import UNDO_LIMIT
from coach.service import CoachService

SECRET = "a private sentence"


def stored_bytes(service: CoachService) -> bytes:
    return service.store.path.read_bytes()


@pytest.mark.parametrize(
    "action",
    [
        log_mood(2, note=SECRET), set_own_goal(SECRET), write_note("takeaway", SECRET),
        save_event(f"{SECRET}, 12 March, Leipzig"),
    ],
    ids=["mood", "goal", "note", "event"],
)  # fmt: skip
def test_what_was_undone_leaves_no_words_once_redo_is_over(service: CoachService, action: Action) -> None:
    service.execute(action)
    service.execute(undo_last_action())
    service.execute(log_sent_message("Ana"))
    assert SECRET.encode() not in stored_bytes(service)


def test_what_was_deleted_leaves_no_words_once_undo_no_longer_reaches_it(service: CoachService) -> None:
    mood = service.execute(log_mood(2, note=SECRET)).record_id
    note = service.execute(write_note("takeaway", SECRET)).record_id
    service.execute(remove_mood(mood))
    service.execute(rewrite_note(note, ""))
    for n in range(UNDO_LIMIT):
        service.execute(log_mood(3 + n % 2, words=[str(n)]))
    assert SECRET.encode() not in stored_bytes(service)


def test_an_undone_entry_comes_back_whole_by_redo(service: CoachService) -> None:
    service.execute(log_mood(2, note=SECRET, energy=1))
    (before,) = service.journal.list_records(Mood)
    service.execute(undo_last_action())
    service.execute(redo_last_action())
    (after,) = service.journal.list_records(Mood)
    assert (after.id, after.at, after.value, after.energy, after.note) == (before.id, before.at, 2, 1, SECRET)


def test_a_deleted_entry_comes_back_whole_by_undo(service: CoachService) -> None:
    made = service.execute(write_note("takeaway", SECRET)).record_id
    service.execute(rewrite_note(made, ""))
    service.execute(undo_last_action())
    assert [note.text for note in service.journal.list_records(Note)] == [SECRET]


@pytest.mark.parametrize(
    ("action", "label"),
    [
        (save_opportunity("Head of Data at Initech : ask Dana by friday"), "Head of Data at Initech. Next: ask Dana"),
        (save_event("Careers Day, 12 March, Leipzig"), "Careers Day, "),
    ],
    ids=["opportunity", "event"],
)
def test_undo_and_redo_begin_with_a_typed_text_as_it_was_typed(
    service: CoachService, action: Action, label: str
) -> None:
    service.execute(action)
    assert service.execute(undo_last_action()).message.startswith(f"Undone: {label}")
    assert service.execute(redo_last_action()).message.startswith(f"Redone: {label}")


def test_undo_begins_with_a_typed_text_as_it_was_typed_when_its_stage_changed(service: CoachService) -> None:
    note = service.execute(save_opportunity("Writer at Umbra Press")).record_id
    service.execute(set_stage(note, "asked"))
    assert service.execute(undo_last_action()).message == "Undone: Writer at Umbra Press: asked."
