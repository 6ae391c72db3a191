"""LinkedIn's Notes.csv: what somebody noted about people."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from coach.domain.note import Note
from coach.domain.person import Person
from coach.importers.combine_results import combine_results
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from tests.importers.invented import read_file

HEAD = "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n"
ANA = 'Ana,Abara,https://www.linkedin.com/in/ana-abara,"Met at the fair.\nLikes boats",2026-03-01 10:00:00 UTC,\n'
BEN = 'Ben,Marsh,https://www.linkedin.com/in/ben-marsh,Ask about tides,"3/2/26, 8:48 PM",\n'
NOTHING = 'Cy,Dun,https://www.linkedin.com/in/cy-dun,,"3/2/26, 8:48 PM",\n'


def test_notes_on_people(tmp_path: Path) -> None:
    found = read_file(tmp_path, "Notes.csv", HEAD + ANA + BEN + NOTHING)
    assert found.variant == "notes"
    assert [(one.person, one.name, one.at, one.text) for one in found.notes] == [
        ("ana-abara", "Ana Abara", datetime(2026, 3, 1, 10, tzinfo=UTC), "Met at the fair.\nLikes boats"),
        ("ben-marsh", "Ben Marsh", datetime(2026, 3, 2, 20, 48, tzinfo=UTC), "Ask about tides"),
    ]


def test_a_note_without_anybody_is_counted(tmp_path: Path) -> None:
    assert read_file(tmp_path, "Notes.csv", f"{HEAD},,,who was that,2026-03-01 10:00:00 UTC,\n").ignored == {
        "damaged_row": 1
    }


def test_two_exports_join_their_notes_in_any_order(tmp_path: Path) -> None:
    one, other = (read_file(tmp_path, "Notes.csv", HEAD + rows) for rows in (ANA, ANA + BEN))
    assert [note.person for note in combine_results(one, other).notes] == ["ana-abara", "ben-marsh"]
    assert combine_results(one, other).notes == combine_results(other, one).notes


def test_whom_a_note_is_about_becomes_a_person_once(service: CoachService, tmp_path: Path) -> None:
    path = tmp_path / "Notes.csv"
    path.write_text(HEAD + ANA, encoding="utf-8")
    run_import(service, preview_import(service, [path]))
    assert preview_import(service, [path]).counts.is_empty
    journal = service.open_folder().journal
    (ana,), (note,) = journal.list_records(Person), journal.list_records(Note)
    assert (ana.name, note.person, note.text) == ("Ana Abara", ana.id, "Met at the fair.\nLikes boats")


def test_a_note_about_somebody_known_is_about_them(service: CoachService, tmp_path: Path) -> None:
    messages, notes = tmp_path / "messages.csv", tmp_path / "Notes.csv"
    messages.write_text(
        "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
        "1,Mo,https://www.linkedin.com/in/mo,Ana Abara,https://www.linkedin.com/in/ana-abara,2026-03-03 18:05:00 UTC,hi,INBOX\n",
        encoding="utf-8",
    )
    notes.write_text(HEAD + ANA, encoding="utf-8")
    for path in (notes, messages):
        run_import(service, preview_import(service, [path], ImportOptions(me=("mo",))))
    journal = service.open_folder().journal
    (ana,), (note,) = journal.list_records(Person), journal.list_records(Note)
    assert note.person == ana.id


def test_several_notes_of_one_date_all_arrive(tmp_path: Path) -> None:
    person = "Ben,Marsh,https://www.linkedin.com/in/ben-marsh"
    when = "2026-03-02 20:48:00 UTC"
    table = (
        f"{HEAD}{person},Ask about tides,{when},\n{person},Sails on Sundays,{when},\n{person},Ask about tides,{when},\n"
    )
    found = read_file(tmp_path, "Notes.csv", table)
    assert sorted(one.text for one in found.notes) == ["Ask about tides", "Sails on Sundays"]
    assert found.ignored == {"duplicate": 1}
    assert combine_results(found, found).notes == found.notes
