"""An import is taken back with one key, and what was taken back so may be imported again."""

from __future__ import annotations

from pathlib import Path

from coach.acts.mood import log, remove
from coach.acts.undo import redo, undo
from coach.desk import Desk
from coach.domain.mood import Mood
from coach.import_service import preview_import, run_import
from tests.conftest import FakeClock

DIARY = "full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(
    f"2026-11-{day:02},November {day},Monday,10:00,good,,,a walk\n" for day in range(1, 9)
)


def imported(folder: Path, clock: FakeClock, file: Path) -> Desk:
    desk = Desk(folder, clock, "test0001").open()
    run_import(desk, preview_import(desk, [file]))
    return desk


def test_an_import_is_taken_back_done_again_and_may_be_brought_in_again(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    Desk(folder, clock, "test0001").do(log(2))
    desk = imported(folder, clock, file)
    assert len(desk.book.all(Mood)) == 9
    assert desk.do(undo()).says == "Undone: the import of 8 moods."
    assert [m.value for m in Desk(folder, clock).open().book.all(Mood)] == [2]
    desk.do(redo())
    assert len(Desk(folder, clock).open().book.all(Mood)) == 9
    desk.do(undo())
    assert len(imported(folder, clock, file).book.all(Mood)) == 9


def test_what_a_person_took_out_is_not_brought_in_again(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    desk = imported(folder, clock, file)
    desk.do(remove(desk.book.all(Mood)[0].id))
    assert len(imported(folder, clock, file).book.all(Mood)) == 7
