"""An import is taken back with one key, and what was taken back so may be imported again."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import shutil
from pathlib import Path

import pytest

from coach.actions.moods import log_mood, remove_mood
from coach.actions.undo import redo_last_action, undo_last_action
from coach.cli.main import run_command_line
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.undo_entry import UndoEntry
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from coach.store import undo_log
from tests.conftest import FakeClock
from tests.store.disks import Refusing

DIARY = "full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(
    f"2026-11-{day:02},November {day},Monday,10:00,good,,,a walk\n" for day in range(1, 9)
)


def imported(folder: Path, clock: FakeClock, file: Path) -> CoachService:
    service = CoachService(folder, clock, "test0001").open_folder()
    run_import(service, preview_import(service, [file], ImportOptions(me=("mara-q",))))
    return service


def step_files(folder: Path) -> list[Path]:
    """Return the files of one import, the one that its action names first."""
    return sorted((folder / "backups").glob("coach-undo-*.json"), key=lambda path: (len(path.name), path.name))


def noted_accounts(folder: Path) -> list[str]:
    tables = json.loads((folder / "coach-imports.json").read_bytes())
    return [account["id"] for account in tables.get("accounts", {}).values()]


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


def test_what_was_undone_is_new_again(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    service = imported(folder, clock, file)
    service.execute(undo_last_action())
    found = preview_import(service, [file])
    assert (dict(found.counts.new), dict(found.counts.changed)) == ({"moods": 8}, {})


def test_the_screen_marks_an_undo_at_once_and_restores_the_records_when_it_is_saved(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    service = imported(folder, clock, file)
    for action, left in ((undo_last_action, 0), (redo_last_action, 8)):
        pending = service.apply(action())
        assert len(pending.change.upserts) == 1
        service.confirm(pending, service.save_change(pending))
        assert len(service.journal.list_records(Mood)) == left
    assert len(CoachService(folder, clock).open_folder().journal.list_records(Mood)) == 8


def test_what_a_person_took_out_is_not_brought_in_again(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    service = imported(folder, clock, file)
    service.execute(remove_mood(service.journal.list_records(Mood)[0].id))
    assert len(imported(folder, clock, file).journal.list_records(Mood)) == 7


@pytest.mark.parametrize("form", ["in one step", "a step for each record"])
def test_an_undo_of_an_older_version_with_all_in_one_file_can_be_redone(
    folder: Path, clock: FakeClock, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    service = imported(folder, clock, file)
    service.execute(undo_last_action())
    path, words, accounts, noted_after = step_files(folder)
    tables, noted = json.loads(path.read_text()), json.loads(noted_after.read_text())
    (step,) = json.loads(words.read_text())["steps"].values()
    moods = step["new"]
    assert {doc["note"] for doc in moods} == {"a walk"}
    if form == "in one step":
        each = [{"id": "moods/", "table": "moods", "new": moods}]
    else:
        each = [{"id": f"moods/{d['id']}", "table": "moods", "record": d["id"], "after": d} for d in moods]
    tables["steps"] = {str(number): step for number, step in enumerate([*noted["steps"].values(), *each], 1)}
    path.write_text(json.dumps(tables))
    for part in (words, accounts, noted_after):
        part.unlink()
    service = CoachService(folder, clock, "test0001")
    service.execute(redo_last_action())
    moods_here = service.open_folder().journal.list_records(Mood)
    assert [(mood.value, mood.note) for mood in moods_here] == [(4, "a walk")] * 8
    assert noted_accounts(folder) == ["daylio:"]
    service.execute(remove_mood(moods_here[0].id))
    service.execute(undo_last_action())
    service.execute(undo_last_action())
    service.execute(redo_last_action())
    service.execute(redo_last_action())
    assert len(service.open_folder().journal.list_records(Mood)) == 7
    service.execute(undo_last_action())
    service.execute(undo_last_action())
    assert service.open_folder().journal.list_records(Mood) == ()
    assert noted_accounts(folder) == []
    assert "a walk" not in path.read_text()


def test_an_undo_leaves_a_damaged_file_of_steps_as_it_is(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    service = imported(folder, clock, file)
    path = step_files(folder)[0]
    path.write_text(path.read_text()[:-40])
    damaged = path.read_bytes()
    service.execute(undo_last_action())
    assert path.read_bytes() == damaged
    assert len(service.open_folder().journal.list_records(Mood)) == 8


CONNECTIONS = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Orla,Fennwick,https://www.linkedin.com/in/orla-fennwick-3,,{company},Director,09 Sep 2026
{more}"""
MESSAGES = """CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER
B,,Mara Q,https://www.linkedin.com/in/mara-q,Tobin Ashgrove,https://www.linkedin.com/in/tobin-1,2026-11-10 09:00:00 UTC,Hi,INBOX
"""


def names_and_jobs(folder: Path, clock: FakeClock) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the contacts with their employers and the people, as a coach that starts anew sees them."""
    journal = CoachService(folder, clock).open_folder().journal
    contacts = [(one.name, one.company) for one in journal.address_book.contacts]
    return contacts, [person.name for person in journal.list_records(Person)]


def test_undo_takes_imported_contacts_back_too_and_puts_changed_ones_back(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    first, second = tmp_path / "old", tmp_path / "new"
    for where, company, more in (
        (first, "Isobar Labs", ""),
        (second, "Brightwater", "Ilse,Kormann,,,Quill,,02 Feb 2026\n"),
    ):
        where.mkdir()
        (where / "Connections.csv").write_text(CONNECTIONS.format(company=company, more=more))
    (second / "messages.csv").write_text(MESSAGES)
    imported(folder, clock, first)
    old = names_and_jobs(folder, clock)
    assert old == ([("Orla Fennwick", "Isobar Labs")], [])
    imported(folder, clock, second)
    new = names_and_jobs(folder, clock)
    assert new == ([("Ilse Kormann", "Quill"), ("Orla Fennwick", "Brightwater")], ["Tobin Ashgrove"])
    CoachService(folder, clock, "test0001").execute(undo_last_action())
    assert names_and_jobs(folder, clock) == old
    CoachService(folder, clock, "test0001").execute(redo_last_action())
    assert names_and_jobs(folder, clock) == new
    noted = (folder / "coach-imports.json").read_bytes()
    service = CoachService(folder, clock, "test0001")
    service.execute(undo_last_action())
    assert b"Brightwater" not in (folder / "coach-imports.json").read_bytes()
    service.execute(redo_last_action())
    assert (folder / "coach-imports.json").read_bytes() == noted
    service.execute(undo_last_action())
    assert service.execute(undo_last_action()).message == "Undone: the import of 1 contact."
    assert names_and_jobs(folder, clock) == ([], [])
    imported(folder, clock, second)
    assert names_and_jobs(folder, clock) == new


def test_no_word_of_archived_people_outlives_the_undo(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    row = "B{n},,Mara Q,https://www.linkedin.com/in/mara-q,Quirin {n:03},https://www.linkedin.com/in/quirin-{n},{at},Hi,INBOX\n"
    rows = [row.format(n=n, at=f"2024-03-{1 + n % 28:02} 09:00:00 UTC") for n in range(60)]
    (tmp_path / "messages.csv").write_text(MESSAGES.splitlines(keepends=True)[0] + "".join(rows))

    def named_files() -> list[str]:
        return sorted(path.name for path in folder.rglob("*.json") if "Quirin" in path.read_text())

    def seen_names() -> list[str]:
        journal = CoachService(folder, clock).open_folder().journal.with_archived_people()
        return sorted(person.name for person in journal.list_records(Person))

    for value in (2, 3):  # the backup of the day is made before the second
        CoachService(folder, clock, "test0001").execute(log_mood(value))
    service = imported(folder, clock, tmp_path / "messages.csv")
    assert "coach-people.json" in named_files()
    assert len(seen_names()) == 60
    service.execute(undo_last_action())
    assert seen_names() == []
    assert [name for name in named_files() if not name.startswith("coach-undo-")] == []
    service.execute(redo_last_action())
    assert seen_names() == [f"Quirin {n:03}" for n in range(60)]
    service.execute(undo_last_action())
    assert [name for name in named_files() if not name.startswith("coach-undo-")] == []


def test_undo_after_an_import_that_brought_nothing_leaves_the_action_before_it(
    folder: Path, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = tmp_path / "daylio_export.csv"
    diary.write_text(DIARY)
    shell = ("--data", str(folder))
    for words in (("import", str(diary), "--yes"), ("sent", "Ana Lee"), ("import", str(diary), "--yes"), ("undo",)):
        assert run_command_line((*shell, *words)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Undone: an import that added nothing."
    assert [p.name for p in CoachService(folder, clock).open_folder().journal.list_records(Person)] == ["Ana Lee"]


def test_the_words_of_many_records_are_in_several_files(
    folder: Path, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_log, "RECORDS_IN_FILE", 3)
    file = tmp_path / "daylio_export.csv"
    file.write_text(DIARY)
    service = imported(folder, clock, file)
    before = {mood.id: mood.note for mood in service.journal.list_records(Mood)}
    service.execute(undo_last_action())
    counts = [path.read_text().count("a walk") for path in step_files(folder)]
    assert counts == [0, 3, 3, 2, 0, 8]  # the ids, the moods, what was noted of the account before and after
    service.execute(redo_last_action())
    again = CoachService(folder, clock).open_folder().journal.list_records(Mood)
    assert {mood.id: mood.note for mood in again} == before
    left = dict(list(before.items())[:2])
    service.store.save_documents([], [("moods", key) for key in before if key not in left])
    service.execute(undo_last_action())
    service.execute(redo_last_action())
    again = CoachService(folder, clock).open_folder().journal.list_records(Mood)
    assert {mood.id: mood.note for mood in again} == left
    service.execute(undo_last_action())
    service.execute(log_mood(2))
    assert step_files(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("work", ["undo", "redo"])
def test_an_undo_or_redo_that_is_killed_at_any_call_is_done_whole_the_next_time(
    folder: Path, clock: FakeClock, tmp_path: Path, work: str
) -> None:
    export = tmp_path / "export"
    export.mkdir()
    more = "Ilse,Kormann,,,Quill,,02 Feb 2026\n"
    (export / "Connections.csv").write_text(CONNECTIONS.format(company="Brightwater", more=more))
    (export / "messages.csv").write_text(MESSAGES)

    def see() -> tuple[object, ...]:
        return *names_and_jobs(folder, clock), noted_accounts(folder)

    CoachService(folder, clock, "test0001").execute(log_mood(2))
    imported(folder, clock, export)
    whole, nothing = see(), ([], [], [])
    if work == "redo":
        CoachService(folder, clock, "test0001").execute(undo_last_action())
    before, after = (whole, nothing) if work == "undo" else (nothing, whole)
    action, back = (undo_last_action, redo_last_action) if work == "undo" else (redo_last_action, undo_last_action)
    assert see() == before
    shutil.copytree(folder, tmp_path / "begun")
    for at in itertools.count(1):
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "begun", folder)
        service, disk = CoachService(folder, clock, "test0001"), Refusing()
        service.store.files.disk = disk
        disk.arm(at, errno.EIO, lasting=True)
        with contextlib.suppress(CoachError):
            if service.execute(action()).upserts:
                break
        entries = CoachService(folder, clock).open_folder().journal.list_records(UndoEntry)
        if next(e for e in entries if e.kept).undone == (work == "redo"):
            CoachService(folder, clock, "test0001").execute(action())
        assert see() == after, f"call {at}"
        CoachService(folder, clock, "test0001").execute(back())
        assert see() == before, f"call {at}"
    assert at > 40
