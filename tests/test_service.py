"""CoachService shows what is stored and what is being saved; undo goes far back and mixes nothing up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions.backdate import backdate_action
from coach.actions.conversations import mark_answered
from coach.actions.focus import start_block, stop_block
from coach.actions.goals import close_goal, set_own_goal
from coach.actions.moods import log_mood
from coach.actions.notes import write_note
from coach.actions.outreach import log_sent_message
from coach.actions.result import Action, ActionResult
from coach.actions.undo import redo_last_action, undo_last_action
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.record import Documents
from coach.domain.typed_times import TypedTime
from coach.domain.undo_entry import UNDO_LIMIT, UndoEntry
from coach.errors import CoachError
from coach.forget_person import erase_everything, find_forgettable_person, forget_person
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.examples import examples


def test_what_was_saved_is_there_for_another_service(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(3))
    assert len(CoachService(folder, clock).open_folder().journal.list_records(Mood)) == 1


def test_a_shown_change_is_seen_before_it_is_saved_and_gone_when_taken_back(service: CoachService) -> None:
    pending = service.apply(log_mood(3))
    assert len(service.journal.list_records(Mood)) == 1
    service.rollback(pending)
    assert service.journal.list_records(Mood) == ()


def test_others_writing_meanwhile_is_kept_beside_what_is_on_its_way(
    folder: Path, clock: FakeClock, service: CoachService
) -> None:
    pending = service.apply(log_mood(3))
    CoachService(folder, clock).execute(log_mood(5))
    service.confirm(pending, service.save_change(pending))
    assert sorted(m.value for m in service.journal.list_records(Mood)) == [3, 5]


def test_a_change_that_is_saved_while_all_years_are_read_is_in_the_answer(
    service: CoachService, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending, load_history = service.apply(log_mood(3)), service.store.load_history

    def load_while_saving(only: object) -> Documents:
        documents = load_history()
        service.confirm(pending, service.save_change(pending))  # as the thread that saves does
        return documents

    monkeypatch.setattr(service.store, "load_history", load_while_saving)
    assert len(service.with_all_years(lambda journal, _: journal.list_records(Mood))) == 1
    assert len(service.journal.list_records(Mood)) == 1


def test_a_change_that_is_saved_and_undone_while_all_years_are_read_stays_undone(
    service: CoachService, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending, load_history = service.apply(log_mood(3)), service.store.load_history

    def load_after_undo(only: object) -> Documents:
        service.confirm(pending, service.save_change(pending))
        undoing = service.apply(undo_last_action())
        service.confirm(undoing, service.save_change(undoing))
        return load_history()

    monkeypatch.setattr(service.store, "load_history", load_after_undo)
    assert service.with_all_years(lambda journal, _: journal.list_records(Mood)) == ()


def test_the_history_of_somebody_has_nothing_of_others_that_is_being_saved(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(log_sent_message("Ana : to Ana"))
    service.execute(log_sent_message("Ben"))
    ana, ben = service.journal.list_records(Person)
    clock.forward(minutes=5)
    service.apply(log_sent_message("Ben : to Ben"))
    assert [record.text for record in service.history.load_person_history(ana.id)] == ["to Ana"]
    (to_ana,) = service.history.load_person_history(ana.id)
    service.apply(lambda journal, now: ActionResult("", (to_ana.copy_with(person=ben.id),)))
    assert service.history.load_person_history(ana.id) == ()


def test_a_record_that_is_archived_as_it_is_saved_is_news_and_another_is_not(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(write_note("note", "today's"))
    for date, is_news in ((clock.now(), False), (clock.now().replace(year=2024), True)):
        pending = service.apply(backdate_action(write_note("note", "said"), TypedTime(date)))
        service.build_day()
        service.confirm(pending, service.save_change(pending))
        assert service.has_news == is_news


def test_fetching_brings_what_others_wrote(folder: Path, clock: FakeClock, service: CoachService) -> None:
    CoachService(folder, clock).execute(log_mood(5))
    documents = service.load_external_changes()
    assert documents is not None
    service.apply_external_changes(documents)
    assert [m.value for m in service.journal.list_records(Mood)] == [5]
    assert service.load_external_changes() is None


@pytest.mark.parametrize("is_confirmed_first", [True, False])
def test_what_others_write_between_a_save_and_its_caches_is_shown(
    folder: Path, clock: FakeClock, service: CoachService, is_confirmed_first: bool
) -> None:
    pending = service.apply(log_mood(3))
    saved = service.save_change(pending)
    if is_confirmed_first:
        service.confirm(pending, saved)
    CoachService(folder, clock).execute(log_mood(5))
    service.finish_save()
    if not is_confirmed_first:
        service.confirm(pending, saved)
    documents = service.load_external_changes() if service.has_external_changes() else None
    if documents is not None:
        service.apply_external_changes(documents)
    assert sorted(m.value for m in service.journal.list_records(Mood)) == [3, 5]
    assert service.load_external_changes() is None


def test_an_act_that_cannot_be_worked_out_changes_nothing(service: CoachService) -> None:
    with pytest.raises(CoachError):
        service.execute(stop_block())
    assert service.journal.list_records(UndoEntry) == ()


def test_undo_goes_back_twenty_actions_and_then_says_so(service: CoachService) -> None:
    for number in range(UNDO_LIMIT + 5):
        service.execute(log_mood(3, note=f"entry {number}"))
    for _ in range(UNDO_LIMIT):
        assert service.execute(undo_last_action()).message.startswith("Undone")
    assert service.execute(undo_last_action()).message == "Nothing to undo."
    assert len(service.journal.list_records(Mood)) == 5


def test_doing_something_new_forgets_what_was_undone(service: CoachService) -> None:
    service.execute(log_mood(3))
    service.execute(undo_last_action())
    service.execute(log_mood(4))
    assert service.execute(redo_last_action()).message == "Nothing to redo."


ACTS: list[Action] = [
    log_mood(2),
    log_mood(5),
    log_sent_message("Ana"),
    mark_answered("Ana"),
    set_own_goal("rest a little"),
    close_goal("done"),
    start_block(),
    stop_block(),
]


@examples(40)
@given(st.lists(st.sampled_from(ACTS), max_size=12))
def test_undoing_everything_leaves_nothing_and_redoing_it_brings_all_back(actions: list[Action]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        clock = FakeClock()
        service = CoachService(scratch, clock, device_id="test0001").open_folder()
        done = 0
        for action in actions:
            clock.forward(minutes=7)
            try:
                done += bool(service.execute(action).upserts)
            except CoachError:
                continue
        before = _seen(service)
        for _ in range(done):
            service.execute(undo_last_action())
        assert _seen(service) == {}
        for _ in range(done):
            service.execute(redo_last_action())
        assert _seen(CoachService(scratch, clock).open_folder()) == before


def _seen(service: CoachService) -> dict[str, dict[str, object]]:
    """What a person would see of the book: every record that is not deleted, without its stamps."""
    from coach.domain.record import TABLE_NAMES, record_type_of

    stamps = {"changed_at", "device"}
    return {
        record.id: record.model_dump(exclude=stamps)
        for table in TABLE_NAMES
        if table not in ("actions", "asked")
        for record in service.journal.list_records(record_type_of(table))
    }


@pytest.mark.parametrize("action", [log_sent_message("Ana"), write_note("note", "tea", who="Ana"), undo_last_action()])
def test_what_an_older_window_does_about_somebody_forgotten_is_refused_and_told(
    folder: Path, clock: FakeClock, service: CoachService, action: Action
) -> None:
    service.execute(log_sent_message("Ana"))
    other = CoachService(folder, clock).open_folder()
    forget_person(other, find_forgettable_person(other, "Ana"))
    pending = service.apply(action)
    with pytest.raises(CoachError, match="forget"):
        service.save_change(pending)
    assert b"Ana" not in (folder / "coach.json").read_bytes()
    service.rollback(pending)
    service.execute(log_sent_message("Ana"))
    assert [person.name for person in service.journal.list_records(Person)] == ["Ana"]


def list_moods(service: CoachService) -> list[int]:
    return sorted(mood.value for mood in service.journal.list_records(Mood))


def test_a_waiting_change_is_not_saved_to_other_data_in_the_same_place(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    service = CoachService(folder, clock).open_folder()
    service.execute(log_mood(3))
    pending = service.apply(log_mood(4))
    CoachService(tmp_path / "filled elsewhere", clock).execute(log_mood(2))
    folder.rename(tmp_path / "away")
    (tmp_path / "filled elsewhere").rename(folder)
    with pytest.raises(CoachError, match="different data"):
        service.save_change(pending)
    assert list_moods(CoachService(folder, clock).open_folder()) == [2]
    folder.rename(tmp_path / "back")
    (tmp_path / "away").rename(folder)
    assert list_moods(CoachService(folder, clock).open_folder()) == [3, 4]


def test_what_was_typed_after_everything_was_erased_is_saved_with_the_next_beginning(
    folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock).open_folder()
    service.execute(log_mood(3))
    erase_everything(CoachService(folder, clock).open_folder())
    pending = service.apply(log_mood(4))
    with pytest.raises(CoachError, match="not there"):
        service.save_change(pending)
    assert service.spool_unsaved()[1]
    CoachService(folder, clock).execute(log_mood(5))
    assert list_moods(CoachService(folder, clock).open_folder()) == [4, 5]
