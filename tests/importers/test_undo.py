"""An import is taken back with one key, and what was taken back so may be imported again."""

from __future__ import annotations

from pathlib import Path

from coach.actions.moods import log_mood, remove_mood
from coach.actions.undo import redo_last_action, undo_last_action
from coach.domain.mood import Mood
from coach.import_service import preview_import, run_import
from coach.service import CoachService
from tests.conftest import FakeClock

DIARY = "full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(
    f"2026-11-{day:02},November {day},Monday,10:00,good,,,a walk\n" for day in range(1, 9)
)


def imported(folder: Path, clock: FakeClock, file: Path) -> CoachService:
    service = CoachService(folder, clock, "test0001").open_folder()
    run_import(service, preview_import(service, [file]))
    return service


def test_an_import_is_taken_back_done_again_and_may_be_brought_in_again(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    CoachService(folder, clock, "test0001").execute(log_mood(2))
    service = imported(folder, clock, file)
    assert len(service.journal.list_records(Mood)) == 9
    assert service.execute(undo_last_action()).message == "Undone: the import of 8 moods."
    assert [m.value for m in CoachService(folder, clock).open_folder().journal.list_records(Mood)] == [2]
    service.execute(redo_last_action())
    assert len(CoachService(folder, clock).open_folder().journal.list_records(Mood)) == 9
    service.execute(undo_last_action())
    assert len(imported(folder, clock, file).journal.list_records(Mood)) == 9


def test_what_a_person_took_out_is_not_brought_in_again(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    service = imported(folder, clock, file)
    service.execute(remove_mood(service.journal.list_records(Mood)[0].id))
    assert len(imported(folder, clock, file).journal.list_records(Mood)) == 7
