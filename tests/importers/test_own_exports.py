"""What the coach exports comes back as what it was: export, erase, import is the same state."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.actions.focus import start_block, stop_block
from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.notes import write_note
from coach.actions.outreach import log_meeting, log_received_message, log_sent_message
from coach.actions.people import edit_person
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record
from coach.export_service import CSV_TABLES, export_calendar, export_csv, export_daylio, export_json
from coach.import_service import describe_preview, preview_import, run_import
from coach.service import CoachService
from tests.conftest import FakeClock

KINDS: dict[str, type[Record]] = {
    "moods": Mood, "goals": Goal, "blocks": FocusBlock, "people": Person, "messages": Message, "notes": Note,
}  # fmt: skip


def live(service: CoachService, clock: FakeClock) -> CoachService:
    """A little of everything, with cells that a spreadsheet could run."""
    for value, note in ((4, "-2 a note"), (2, "=1+1"), (3, 'quotes "and", commas'), (5, "")):
        service.execute(log_mood(value, note=note))
        clock.forward(minutes=7)
    service.execute(log_sent_message("Ana Lee @linkedin : asked, about the meetup"))
    service.execute(edit_person("Ana Lee", company="ACME", position="CTO", tags="rust hiring"))
    clock.forward(minutes=7)
    service.execute(log_received_message("Tobin Ashgrove : hello"))
    service.execute(log_meeting("Tobin Ashgrove"))
    service.execute(write_note("takeaway", "+ read less"))
    service.execute(set_own_goal("write two lines"))
    service.execute(start_block("messages"))
    clock.forward(minutes=25)
    service.execute(stop_block())
    return service


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock) -> CoachService:
    return live(CoachService(tmp_path / "here", clock, device_id="test0001").open_folder(), clock)


def shown(service: CoachService, table: str) -> list[dict[str, object]]:
    skipped = {"changed_at", "device", "key", "keys", "named", "imported", "handles"}
    records = service.open_folder().journal.list_records(KINDS[table])
    return sorted((r.model_dump(exclude=skipped) for r in records), key=lambda one: str(one["id"]))


def export_tables(service: CoachService, folder: Path) -> list[Path]:
    paths = []
    for table in CSV_TABLES:
        path = folder / f"{table}.csv"
        path.write_text(export_csv(service.journal, table), encoding="utf-8-sig", newline="")
        paths.append(path)
    return paths


def test_tables_come_back_without_a_mapping(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    paths = export_tables(here, tmp_path)
    there = CoachService(tmp_path / "there", clock, device_id="test0001").open_folder()
    run_import(there, preview_import(there, paths))
    for table in KINDS:
        assert shown(there, table) == shown(here, table), table


def test_one_table_alone_brings_the_people_it_names(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    export_tables(here, tmp_path)
    there = CoachService(tmp_path / "there", clock, device_id="test0001").open_folder()
    run_import(there, preview_import(there, [tmp_path / "messages.csv"]))
    names = {p.name for p in there.open_folder().journal.list_records(Person)}
    assert names == {"Ana Lee", "Tobin Ashgrove"}
    assert len(shown(there, "messages")) == len(shown(here, "messages"))


def test_what_is_here_is_not_brought_twice(here: CoachService, tmp_path: Path) -> None:
    paths = export_tables(here, tmp_path)
    (tmp_path / "d.csv").write_text(export_daylio(here.journal), encoding="utf-8-sig", newline="")
    (tmp_path / "a.json").write_text(export_json(here.journal, here.now()), encoding="utf-8")
    (tmp_path / "a.ics").write_text(export_calendar(here.journal, here.now()), encoding="utf-8", newline="")
    for path in (*paths, tmp_path / "d.csv", tmp_path / "a.json", tmp_path / "a.ics"):
        found = preview_import(here, [path])
        assert found.preview.is_empty, path.name
        assert any("is here already" in line for line in describe_preview(found)), path.name


def test_a_diary_comes_back_with_its_notes_as_they_were(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "d.csv").write_text(export_daylio(here.journal), encoding="utf-8-sig", newline="")
    there = CoachService(tmp_path / "there", clock, device_id="test0001").open_folder()
    run_import(there, preview_import(there, [tmp_path / "d.csv"]))

    def entries(service: CoachService) -> list[tuple[str, int, str]]:
        moods = service.open_folder().journal.list_records(Mood)
        return sorted((f"{m.at:%Y-%m-%d %H:%M}", m.value, m.note) for m in moods)

    assert entries(there) == entries(here)


def test_a_calendar_brings_back_the_meetings(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "a.ics").write_text(export_calendar(here.journal, here.now()), encoding="utf-8", newline="")
    there = CoachService(tmp_path / "there", clock, device_id="test0001").open_folder()
    found = preview_import(there, [tmp_path / "a.ics"])
    assert set(found.preview.ignored) == {"follow-up that the coach works out itself"}
    run_import(there, found)
    (met,) = there.open_folder().journal.list_records(Message)
    (before,) = (m for m in here.journal.list_records(Message) if m.kind == "meeting")
    assert (met.id, met.kind, met.at.replace(microsecond=0)) == (before.id, "meeting", before.at.replace(microsecond=0))
