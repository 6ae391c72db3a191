"""What the coach exports comes back as what it was: export, erase, import is the same state."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions.boundaries_and_away import set_boundary
from coach.actions.focus import start_block, stop_block, toggle_pause
from coach.actions.goals import set_own_goal
from coach.actions.imports.preview import describe_preview
from coach.actions.moods import log_mood
from coach.actions.notes import write_note
from coach.actions.opportunities_and_events import save_event
from coach.actions.outreach import log_meeting, log_promise, log_received_message, log_sent_message
from coach.actions.people import edit_person
from coach.actions.settings import set_networking_hours
from coach.actions.undo import undo_last_action
from coach.cli import export as export_command
from coach.cli.main import run_command_line
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Record, stamp_record
from coach.domain.text import clean_text
from coach.errors import CoachError
from coach.exporters.csv import CSV_TABLES
from coach.exporters.markdown_vault import update_vault
from coach.importers.options import ImportOptions
from coach.importers.own_exports import split_own_exports
from coach.run_export import (
    WRITERS,
    export_calendar,
    export_csv,
    export_daylio,
    export_json,
    export_markdown,
    export_vault_records,
    list_follow_ups,
    list_vault_pages,
)
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.importers.render import zipped

KINDS: dict[str, type[Record]] = {
    "moods": Mood, "goals": Goal, "blocks": FocusBlock, "people": Person, "messages": Message, "notes": Note,
}  # fmt: skip


def live(service: CoachService, clock: FakeClock) -> CoachService:
    """A little of everything, with cells that a spreadsheet could run."""
    for value, note in ((4, "-2 a note"), (2, "=1+1"), (3, 'quotes "and", commas'), (5, "")):
        service.execute(log_mood(value, note=note))
        clock.forward(minutes=7)
    service.execute(log_mood(3, energy=2, words=("calm", "walk, then tea"), note="-->"))
    service.execute(log_sent_message("Ana Lee @linkedin : asked, about the meetup"))
    service.execute(edit_person("Ana Lee", company="ACME", position="CTO", tags="rust hiring"))
    for record in (
        Person(
            id="ana2", name="Ana Lee", handles={"x": "ana, lee"}, keys=("x:7",), imported={"company": "Q"}, company="Q"
        ),
        Message(person="ana2", at=service.now(), channel="x", key="x:8", text="two\nlines; and , this"),
    ):
        service.store.save_documents(
            [(record.table, stamp_record(record, None, service.now(), "test0001").to_document())]
        )
    clock.forward(minutes=7)
    service.execute(log_received_message("Tobin Ashgrove : hello"))
    service.execute(log_meeting("Tobin Ashgrove"))
    service.execute(write_note("takeaway", "+ read less"))
    service.execute(set_own_goal("write two lines"))
    service.execute(start_block("messages"))
    clock.forward(minutes=5)
    service.execute(toggle_pause())
    clock.forward(minutes=5)
    service.execute(toggle_pause())
    clock.forward(minutes=15)
    service.execute(stop_block())
    return service


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A folder with that life, and the time at its end."""
    folder, clock = tmp_path_factory.mktemp("lived") / "here", FakeClock()
    live(CoachService(folder, clock, device_id="test0001").open_folder(), clock)
    return folder, clock.at


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock, lived: tuple[Path, datetime]) -> CoachService:
    folder, clock.at = lived
    return CoachService(shutil.copytree(folder, tmp_path / "here"), clock, device_id="test0001").open_folder()


def documents(service: CoachService, *tables: str) -> dict[str, dict[str, object]]:
    """Return what is stored in some tables, whole, without what was removed."""
    journal = service.open_folder().journal
    return {table: {r.id: r.to_document() for r in journal.list_records(KINDS[table])} for table in tables}


def bring(tmp_path: Path, clock: FakeClock, *paths: Path) -> CoachService:
    """Return an empty folder into which files were imported."""
    there = CoachService(tmp_path / "there", clock, device_id="test0001").open_folder()
    run_import(there, preview_import(there, list(paths)))
    return there


def export_tables(service: CoachService, folder: Path) -> list[Path]:
    return [write(folder / f"{table}.csv", export_csv(service.journal, table), "utf-8-sig") for table in CSV_TABLES]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_json_brings_everything_back(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    there = bring(tmp_path, clock, write(tmp_path / "a.json", export_json(here.journal, here.now())))
    assert there.open_folder().journal.documents == here.open_folder().journal.documents


def test_a_preview_counts_one_record_of_a_kind_in_the_singular(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    here.execute(set_networking_hours("9-17"))
    here.execute(save_event("Trade fair, 12 March, Leipzig"))
    here.execute(set_boundary("Tobin Ashgrove"))
    found = preview_import(
        CoachService(tmp_path / "there", clock), [write(tmp_path / "a.json", export_json(here.journal, here.now()))]
    )
    words = [part.strip(" .") for line in describe_preview(found) for part in line.removeprefix("New: ").split(",")]
    assert {"1 event", "1 boundary", "settings"} <= set(words)
    assert not [word for word in words if "actions" in word]


def test_tables_bring_every_field_back(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    there = bring(tmp_path, clock, *export_tables(here, tmp_path))
    assert documents(there, *KINDS) == documents(here, *KINDS)


def test_markdown_brings_every_field_back(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    text = export_markdown(here.journal, here.now())
    there = bring(tmp_path, clock, write(tmp_path / "journal.md", text.replace("\n", "\r\n")))
    assert documents(there, *KINDS) == documents(here, *KINDS)
    assert export_markdown(there.journal, here.now()) == text


def test_daylios_table_brings_moods_back_with_every_field(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    there = bring(tmp_path, clock, write(tmp_path / "d.csv", export_daylio(here.journal), "utf-8-sig"))
    assert documents(there, "moods") == documents(here, "moods")


@pytest.mark.parametrize("todo", [False, True])
def test_a_calendar_brings_back_meetings_and_what_its_follow_ups_are_about(
    here: CoachService, tmp_path: Path, clock: FakeClock, todo: bool
) -> None:
    text = export_calendar(here.journal, here.now(), todo=todo)
    assert ("BEGIN:VTODO" if todo else "SUMMARY:Meeting with Tobin Ashgrove") in text
    there = bring(tmp_path, clock, write(tmp_path / "a.ics", text))
    before, after = documents(here, "people", "messages"), documents(there, "people", "messages")
    for table, rows in after.items():
        assert rows
        assert {key: before[table].get(key) for key in rows} == rows
    assert export_calendar(there.journal, here.now(), todo=todo) == text


@pytest.mark.parametrize("title", ["Meeting with Ana Lee", "Talk with Ana Lee"])
def test_a_meeting_without_its_records_is_known_by_its_title_of_today_and_of_before(
    tmp_path: Path, clock: FakeClock, title: str
) -> None:
    event = f"UID:meeting-0123456789ab@networking-coach\r\nDTSTART:20261120T090000Z\r\nSUMMARY:{title}\r\n"
    product = "PRODID:-//networking-coach//export//EN\r\n"
    file = write(
        tmp_path / "a.ics", f"BEGIN:VCALENDAR\r\n{product}BEGIN:VEVENT\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    (person,) = bring(tmp_path, clock, file).journal.list_records(Person)
    assert person.name == "Ana Lee"


def test_the_name_of_somebody_behind_a_boundary_is_in_no_export_that_others_see(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    here.execute(log_sent_message("Rude Stranger @x : hm"))
    here.execute(write_note("note", "Rude Stranger again, and Ana"))
    here.execute(set_boundary("Rude Stranger"))
    texts = [export_markdown(here.journal, here.now()), export_calendar(here.journal, here.now())]
    texts += [export_csv(here.journal, table) for table in CSV_TABLES]
    assert not any("Rude" in text or "Stranger" in text for text in texts)
    there = bring(tmp_path, clock, write(tmp_path / "journal.md", texts[0]))
    assert sorted(p.name for p in there.open_folder().journal.list_records(Person)) == [
        "Ana Lee",
        "Ana Lee",
        "Tobin Ashgrove",
    ]


def test_namesakes_stay_two_people_when_messages_come_alone(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    export_tables(here, tmp_path)
    there = bring(tmp_path, clock, tmp_path / "messages.csv")
    assert documents(there, "messages") == documents(here, "messages")
    names = sorted(person.name for person in there.open_folder().journal.list_records(Person))
    assert names == ["Ana Lee", "Ana Lee", "Tobin Ashgrove"]
    run_import(there, preview_import(there, [tmp_path / "people.csv"]))
    assert documents(there, "people") == documents(here, "people")


def test_an_export_of_tables_can_be_undone_and_imported_again(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    paths = export_tables(here, tmp_path)
    there = bring(tmp_path, clock, *paths)
    there.execute(undo_last_action())
    assert not any(documents(there, *KINDS).values())
    run_import(there, preview_import(there, paths))
    assert [set(rows) for rows in documents(there, *KINDS).values()] == [
        set(rows) for rows in documents(here, *KINDS).values()
    ]


@pytest.mark.parametrize("form", ["org", "taskwarrior"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lists_of_tasks_bring_back_what_is_behind_their_tasks(
    here: CoachService, tmp_path: Path, clock: FakeClock, form: str, end: str
) -> None:
    here.execute(log_promise("Ben Marsh", "an intro"))
    text = WRITERS[form](here.journal, here.now())
    there = bring(tmp_path, clock, write(tmp_path / "tasks", text.replace("\n", end)))
    before, after = documents(here, "people", "messages"), documents(there, "people", "messages")
    assert all(after.values())
    for table, rows in after.items():
        assert {key: before[table].get(key) for key in rows} == rows
    assert WRITERS[form](there.journal, here.now()) == text


def test_todo_txt_brings_back_names_and_messages_and_says_what_it_does_not_hold(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    here.execute(log_promise("+Zo_e 100%: Quill", "an intro"))
    path = write(tmp_path / "todo.txt", WRITERS["todo.txt"](here.journal, here.now()))
    assert path.read_text().startswith(
        f"x {here.now():%Y-%m-%d} Written by the coach. For each task, coach import brings"
    )
    path.write_text(path.read_text() + "(A) water the plants\n")
    there = CoachService(tmp_path / "there", clock, device_id="test0001").open_folder()
    found = preview_import(there, [path])
    assert found.counts.ignored == {"task that is not from the coach": 1}
    assert any("no texts" in line for line in describe_preview(found))
    assert any("no texts" in line for line in found.reports[0]["warnings"])  # type: ignore[union-attr]
    run_import(there, found)
    follow_ups = list_follow_ups(here.journal, here.now())
    assert [(one.id, one.person and one.person.name) for one in list_follow_ups(there.journal, here.now())] == [
        (one.id, one.person and one.person.name) for one in follow_ups
    ]
    for one in follow_ups:
        assert one.message is not None
        same = there.journal.get_record(Message, one.message.id)
        assert same is not None
        assert (same.person, same.kind, same.direction, same.channel, same.at) == (
            one.message.person, one.message.kind, one.message.direction, one.message.channel,
            one.message.at.replace(microsecond=0),
        )  # fmt: skip
    # The whole export, which is imported later, brings back the rest.
    run_import(there, preview_import(there, [write(tmp_path / "a.json", export_json(here.journal, here.now()))]))
    assert documents(there, *KINDS) == documents(here, *KINDS)


def test_an_encrypted_todo_txt_has_no_plain_texts_beside_it(
    here: CoachService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(here.folder))
    monkeypatch.setattr(export_command, "encrypt_output", lambda data, keys: data[::-1])
    out = tmp_path / "out"
    out.mkdir()
    assert run_command_line(["export", "todo.txt", "--encrypt", "--out", str(out / "todo.txt.age")]) == 0
    assert [path.name for path in out.iterdir()] == ["todo.txt.age"]
    assert run_command_line(["export", "todo.txt", "--out", str(out / "todo.txt")]) == 0
    beside = out / "coach-todo.json"
    assert "about the meetup" in beside.read_text()
    assert beside.stat().st_mode & 0o777 == 0o600
    found = preview_import(CoachService(tmp_path / "there"), [out / "todo.txt"])
    assert any("coach-todo.json" in line for line in describe_preview(found))


@pytest.mark.parametrize("form", ["org", "todo.txt", "taskwarrior"])
def test_a_list_of_tasks_changes_nothing_where_its_records_are(here: CoachService, tmp_path: Path, form: str) -> None:
    before = documents(here, *KINDS)
    found = preview_import(here, [write(tmp_path / "tasks", WRITERS[form](here.journal, here.now()))])
    assert found.counts.is_empty
    run_import(here, found)
    assert documents(here, *KINDS) == before


OLD_LISTS = {
    "org": "#+CATEGORY: networking\n* TODO To Ana :networking:\nSCHEDULED: <2026-11-26 Thu>\n:PROPERTIES:\n:ID: a1\n:END:\n",
    "todo.txt": "To Ana +networking due:2026-11-26 id:a1\n",
    "taskwarrior": '[{"uuid": "0", "description": "To Ana", "tags": ["networking"]}]',
}


@pytest.mark.parametrize("form", OLD_LISTS)
def test_a_list_of_tasks_of_an_older_version_is_known_and_counted(
    service: CoachService, tmp_path: Path, form: str
) -> None:
    found = preview_import(service, [write(tmp_path / "tasks", OLD_LISTS[form])])
    assert dict(found.counts.ignored) == {"follow-up that the coach works out itself": 1}


@pytest.mark.parametrize("kind", ["day", "person"])
def test_a_vault_brings_back_what_its_sections_show(
    here: CoachService, tmp_path: Path, clock: FakeClock, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    write(vault / "mine.md", "# Mine\n\nA note of my own.\n")
    monkeypatch.setenv("COACH_DATA_DIR", str(here.folder))
    assert run_command_line(["export", "vault", str(vault), "--by", kind]) == 0
    there = bring(tmp_path, clock, vault)
    shown = KINDS if kind == "day" else ("people", "messages")
    assert documents(there, *shown) == documents(here, *shown)
    assert not preview_import(there, [vault]).counts.ignored
    times = {path: path.stat().st_mtime_ns for path in vault.iterdir()}
    assert run_command_line(["export", "vault", str(vault), "--by", kind]) == 0
    assert {path: path.stat().st_mtime_ns for path in vault.iterdir()} == times


def test_the_records_of_a_vault_name_nobody_behind_a_boundary(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_sent_message("Rude Stranger @x : hm"))
    here.execute(write_note("note", "Rude Stranger again, and Ana"))
    here.execute(set_boundary("Rude Stranger"))
    for kind in ("day", "person"):
        text = export_vault_records(here.journal, list_vault_pages(here.journal, here.now(), kind), kind)
        assert "Rude" not in text
        assert "Stranger" not in text
    assert '"moods"' not in text  # the pages of people show none


def test_a_page_of_a_vault_alone_says_where_its_records_are(here: CoachService, tmp_path: Path) -> None:
    changes = update_vault({}, list_vault_pages(here.journal, here.now(), "person"), "person")
    (content,) = (content for name, content in changes.files.items() if name.startswith("Tobin"))
    (tmp_path / "Tobin.md").write_bytes(b"# Tobin\n" + b"my own line\n" * 500 + (content or b""))
    found = preview_import(here, [tmp_path / "Tobin.md"])
    assert dict(found.counts.ignored) == {"section of a vault that the coach writes itself": 1}
    assert any("coach-person.json" in line for line in describe_preview(found))


@pytest.mark.parametrize("form", ["json", "markdown", "calendar", "org", "todo.txt", "taskwarrior"])
def test_an_export_that_powershell_saved_is_known(
    here: CoachService, tmp_path: Path, clock: FakeClock, form: str
) -> None:
    text = WRITERS[form](here.journal, here.now()) if form in WRITERS else export_json(here.journal, here.now())
    there = bring(tmp_path, clock, write(tmp_path / "a", text.replace("\r\n", "\n").replace("\n", "\r\n"), "utf-16"))
    assert documents(there, "people")["people"]


@pytest.mark.parametrize("tables", ["[]", '{"moods": []}', '{"moods": {"a": []}}', '{"odd": {"a": {}}}'])
def test_an_own_export_with_odd_tables_is_no_trouble(service: CoachService, tmp_path: Path, tables: str) -> None:
    path = write(tmp_path / "a.json", f'{{"format":"networking-coach","version":1,"tables":{tables}}}')
    with contextlib.suppress(CoachError):
        assert preview_import(service, [path]).counts.is_empty


@given(
    words=st.lists(st.text(max_size=20), max_size=3),
    note=st.text(max_size=60),
    handles=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2),
)
def test_any_text_comes_back_from_a_table_and_from_markdown(
    words: list[str], note: str, handles: dict[str, str]
) -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    clean = [clean_text(word, 40) for word in words]
    mood = Mood(at=at, value=3, words=tuple(filter(None, clean)), note=clean_text(note, lines=True), changed_at=at)
    person = Person(name="Ana", handles={clean_text(k): clean_text(v) for k, v in handles.items()}, changed_at=at)
    journal = Journal({"moods": {mood.id: mood.to_document()}, "people": {person.id: person.to_document()}})
    with TemporaryDirectory() as folder:
        paths = [
            write(Path(folder) / "moods.csv", export_csv(journal, "moods")),
            write(Path(folder) / "people.csv", export_csv(journal, "people")),
            write(Path(folder) / "a.md", export_markdown(journal, at)),
        ]
        *tables, markdown = (split_own_exports([path], dict, at).tables[0] for path in paths)
    assert markdown == journal.documents
    assert {table: rows for found in tables for table, rows in found.items()} == journal.documents


def test_what_is_here_is_not_brought_twice(here: CoachService, tmp_path: Path) -> None:
    paths = export_tables(here, tmp_path)
    (tmp_path / "d.csv").write_text(export_daylio(here.journal), encoding="utf-8-sig", newline="")
    (tmp_path / "a.json").write_text(export_json(here.journal, here.now()), encoding="utf-8")
    paths.append(write(tmp_path / "a.ics", export_calendar(here.journal, here.now())))
    paths.append(write(tmp_path / "a.md", export_markdown(here.journal, here.now())))
    for path in (*paths, tmp_path / "d.csv", tmp_path / "a.json"):
        found = preview_import(here, [path])
        assert found.counts.is_empty, path.name
        assert any("saved already" in line for line in describe_preview(found)), path.name


@pytest.mark.parametrize("version", ["9999-12-31T23:59:59.999999Z", "2199-13-45T00:00:00Z", "zzz"])
def test_a_version_that_cannot_be_is_older_than_what_is_here(
    here: CoachService, tmp_path: Path, clock: FakeClock, version: str
) -> None:
    (mood, *_) = here.journal.list_records(Mood)
    path = tmp_path / "all.json"
    export = json.loads(export_json(here.journal, here.now()))
    for row in export["tables"]["moods"].values():
        row.update(changed_at=version, note="not newer")
    path.write_text(json.dumps(export))
    run_import(here, preview_import(here, [path]))
    after = CoachService(here.folder, clock).open_folder().journal
    assert after.get_record(Mood, mood.id) == mood


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_or_zip_of_own_exports_comes_back_whole(
    here: CoachService, tmp_path: Path, clock: FakeClock, packed: bool
) -> None:
    (tmp_path / "out").mkdir()
    export_tables(here, tmp_path / "out")
    write(tmp_path / "out" / "notes.txt", "something else\n")
    path = tmp_path / "out"
    if packed:
        path = zipped({one.name: one.read_bytes() for one in path.iterdir()}, tmp_path / "out.zip")
    fresh = bring(tmp_path, clock, path)
    assert documents(fresh, *CSV_TABLES) == documents(here, *CSV_TABLES)
    assert preview_import(fresh, [path]).counts.is_empty


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_an_own_table_that_a_spreadsheet_saved_comes_back(
    here: CoachService, tmp_path: Path, clock: FakeClock, encoding: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(csv.reader(io.StringIO(export_csv(here.journal, "moods"))))
    fresh = bring(tmp_path, clock, write(tmp_path / "moods.csv", text.getvalue(), encoding))
    assert documents(fresh, "moods") == documents(here, "moods")


def test_an_own_table_without_rows_is_known(tmp_path: Path, service: CoachService) -> None:
    path = write(tmp_path / "blocks.csv", export_csv(service.journal, "blocks"))
    assert preview_import(service, [path]).counts.is_empty


def test_own_moods_and_those_of_another_diary_are_counted_together(
    here: CoachService, tmp_path: Path, service: CoachService
) -> None:
    own = write(tmp_path / "moods.csv", export_csv(here.journal, "moods"))
    diary = write(tmp_path / "daylio.csv", "full_date,date,weekday,time,mood,activities\n2026-01-02,x,y,18:05,good,\n")
    both, alone = (preview_import(service, paths).counts.new["moods"] for paths in ([own, diary], [own]))
    assert both == alone + 1


@pytest.mark.parametrize("cell", ["[" * 100_000, '{"a": ' * 100_000, "{not json"])
@pytest.mark.parametrize("field", ["keys", "handles"])
def test_a_damaged_cell_costs_one_row(
    here: CoachService, tmp_path: Path, service: CoachService, field: str, cell: str
) -> None:
    rows = list(csv.DictReader(io.StringIO(export_csv(here.journal, "people"))))
    rows[0][field] = cell
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, rows[0])
    table.writeheader()
    table.writerows(rows)
    found = preview_import(service, [write(tmp_path / "people.csv", text.getvalue())])
    assert found.counts.new["people"] >= len(rows) - 1


def test_a_newer_export_says_who_changed_and_how(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    there = bring(tmp_path, clock, write(tmp_path / "old.json", export_json(here.journal, here.now())))
    clock.forward(minutes=1)
    here.execute(edit_person("Tobin Ashgrove", company="Brightwater"))
    there.execute(edit_person("Tobin Ashgrove", company="ACME"))
    clock.forward(minutes=1)
    here.execute(edit_person("Tobin Ashgrove", position="Pilot"))
    found = preview_import(there, [write(tmp_path / "people.csv", export_csv(here.journal, "people"))])
    assert (dict(found.counts.new), dict(found.counts.changed)) == ({}, {"people": 1})
    assert found.counts.changes == ("Tobin Ashgrove: now at Brightwater",)
    assert run_import(there, found).message == "Imported: 1 person."


@pytest.mark.parametrize("form", ["org", "todo.txt", "taskwarrior", "vault"])
def test_no_list_of_tasks_and_no_vault_brings_somebody_forgotten_back(
    service: CoachService, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.execute(log_sent_message("Ana Lee @linkedin : hi"))
    if form == "vault":
        pages = list_vault_pages(service.journal, service.now(), "person")
        text = export_vault_records(service.journal, pages, "person")
    else:
        text = WRITERS[form](service.journal, service.now())
    assert "Ana Lee" in text or "Ana_Lee" in text
    path = write(tmp_path / "tasks", text)
    monkeypatch.setenv("COACH_DATA_DIR", str(service.folder))
    assert run_command_line(["forget", "Ana Lee", "--yes"]) == 0
    found = preview_import(service, [path])
    assert found.counts.is_empty
    assert [line for line in describe_preview(found) if "forget" in line]
    assert not any("saved already" in line for line in describe_preview(found))


def test_a_note_that_lost_the_name_of_somebody_forgotten_is_here_already(
    service: CoachService, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.execute(log_sent_message("Ana Lee @linkedin : hi"))
    service.execute(write_note("note", "Ana Lee likes tea"))
    path = write(tmp_path / "notes.csv", export_csv(service.journal, "notes"))
    monkeypatch.setenv("COACH_DATA_DIR", str(service.folder))
    assert run_command_line(["forget", "Ana Lee", "--yes"]) == 0
    clock.forward(minutes=5)
    found = preview_import(CoachService(service.folder, clock).open_folder(), [path])
    assert (found.counts.is_empty, found.counts.known) == (True, 1)


def edit_table(text: str, edit: Callable[[dict[str, str]], None], delimiter: str = ",") -> str:
    """Return a CSV table whose rows somebody edited; a column of the first row that is gone is gone."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        edit(row)
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, extrasaction="ignore")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("table", ["moods", "people", "messages", "blocks", "goals", "notes"])
def test_a_table_whose_ids_somebody_took_out_changes_nothing_here(
    here: CoachService, tmp_path: Path, clock: FakeClock, table: str
) -> None:
    text = edit_table(export_csv(here.journal, table), lambda row: row.pop("id") and None)
    path = write(tmp_path / "a.csv", text)
    assert preview_import(here, [path]).counts.is_empty
    there = bring(tmp_path, clock, path)
    assert preview_import(there.open_folder(), [path]).counts.is_empty
    there.execute(undo_last_action())
    assert not documents(there, table)[table]


def write_dates_as(form: str) -> Callable[[dict[str, str]], None]:
    def edit(row: dict[str, str]) -> None:
        for name, cell in row.items():
            if re.fullmatch(r"\d{4}-\d\d-\d\d[^/]*", cell):
                at = datetime.fromisoformat(cell)
                row[name] = at.strftime(form if len(cell) > 10 else form.split(" ")[0])

    return edit


@pytest.mark.parametrize("form", ["%d.%m.%Y %H:%M", "%m/%d/%y %I:%M %p", "%Y-%m-%d %H:%M"])
@pytest.mark.parametrize("table", ["moods", "people", "messages", "blocks", "goals"])
def test_a_table_whose_dates_a_spreadsheet_wrote_changes_nothing_here_and_comes_back_elsewhere(
    here: CoachService, tmp_path: Path, clock: FakeClock, form: str, table: str
) -> None:
    text = edit_table(export_csv(here.journal, table), write_dates_as(form), ";")
    path = write(tmp_path / "a.csv", text)
    assert preview_import(here, [path]).counts.is_empty
    fresh = bring(tmp_path, clock, path)
    assert len(documents(fresh, table)[table]) == len(documents(here, table)[table])


def test_dates_of_an_own_table_with_two_readings_are_asked_about(service: CoachService, tmp_path: Path) -> None:
    path = write(tmp_path / "m.csv", "id,at,value,energy,words,note\nabcdef12,02/03/2026 18:05,4,,,\n")
    asked = preview_import(service, [path])
    assert (dict(asked.counts.new), "date_format" in " ".join(asked.warnings)) == ({}, True)
    run_import(service, preview_import(service, [path], ImportOptions(mapping={"date_format": "DD.MM.YYYY"})))
    (mood,) = service.open_folder().journal.list_records(Mood)
    assert (mood.at.day, mood.at.month, mood.at.hour) == (2, 3, 18)


@pytest.mark.parametrize("with_version", [True, False])
def test_what_somebody_edits_in_a_spreadsheet_is_a_change(
    here: CoachService, tmp_path: Path, clock: FakeClock, with_version: bool
) -> None:
    def edit(row: dict[str, str]) -> None:
        row["value"], row["note"], row["my column"] = "1", "", "x"
        if not with_version:
            del row["changed_at"], row["my column"]

    clock.forward(minutes=1)
    path = write(tmp_path / "m.csv", edit_table(export_csv(here.journal, "moods"), edit))
    found = preview_import(here, [path])
    count = len(here.journal.list_records(Mood))
    assert (dict(found.counts.new), dict(found.counts.changed)) == ({}, {"moods": count})
    run_import(here, found)
    moods = here.open_folder().journal.list_records(Mood)
    assert {(mood.value, mood.note) for mood in moods} == {(1, "")}
    assert preview_import(here, [path]).counts.is_empty


def test_an_edited_table_of_an_older_state_changes_nothing(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    old = export_csv(here.journal, "people")
    clock.forward(hours=1)
    here.execute(edit_person("Tobin Ashgrove", company="Brightwater"))
    found = preview_import(here, [write(tmp_path / "p.csv", old)])
    assert found.counts.is_empty


def test_rows_that_were_added_without_an_id_come_once(service: CoachService, tmp_path: Path) -> None:
    moods = write(
        tmp_path / "m.csv", "id,at,value,energy,words,note\n,2026-11-23 18:05,4,,,\n,2026-11-24 18:05,5,,,x\n"
    )
    people = write(tmp_path / "p.csv", edit_table(export_csv(_with_ana(service).journal, "people"), _become_bo))
    for expected in (False, True):
        found = preview_import(service, [moods, people])
        assert found.counts.is_empty is expected
        if not expected:
            run_import(service, found)
    assert sorted(one.name for one in service.open_folder().journal.list_records(Person)) == ["Ana Lee", "Bo Y"]


def _with_ana(service: CoachService) -> CoachService:
    service.execute(log_sent_message("Ana Lee"))
    return service


def _become_bo(row: dict[str, str]) -> None:
    row["id"], row["name"] = "", "Bo Y"


def test_an_own_table_without_its_ids_is_no_table_of_moods(service: CoachService, tmp_path: Path) -> None:
    path = write(tmp_path / "m.csv", "at,value,energy,words,note\n2026-11-23 18:05:00+01:00,4,,,\n")
    assert dict(preview_import(service, [path]).counts.new) == {"moods": 1}


def test_a_mood_that_somebody_edits_in_daylios_table_is_a_change(here: CoachService, tmp_path: Path) -> None:
    def edit(row: dict[str, str]) -> None:
        if row["note"] == 'quotes "and", commas':
            row["mood"], row["note"] = "rad", "better"

    path = write(tmp_path / "d.csv", edit_table(export_daylio(here.journal), edit))
    found = preview_import(here, [path])
    assert (dict(found.counts.new), dict(found.counts.changed)) == ({}, {"moods": 1})
    run_import(here, found)
    assert [one.value for one in here.open_folder().journal.list_records(Mood) if one.note == "better"] == [5]
    assert preview_import(here, [path]).counts.is_empty


def test_a_todo_txt_with_words_and_tasks_of_ones_own_is_known(here: CoachService, tmp_path: Path) -> None:
    lines = WRITERS["todo.txt"](here.journal, here.now()).splitlines()
    edited = "\n".join(line.replace(" due:", " @desk due:") for line in lines)
    found = split_own_exports([write(tmp_path / "todo.txt", f"(A) call mum +home\n{edited}\n")], dict, here.now())
    assert found.is_found
    assert found.ignored == {"task that is not from the coach": 1}


def test_an_own_export_that_was_cut_short_is_called_that(here: CoachService, tmp_path: Path) -> None:
    whole = export_json(here.journal, here.now())
    with pytest.raises(CoachError, match="an export of the coach that was cut short"):
        preview_import(here, [write(tmp_path / "all.json", whole[: len(whole) // 2])])


@pytest.mark.parametrize("end", ["\r", "\r\r\n"], ids=["an old Mac", "twice"])
@pytest.mark.parametrize("form", ["json", "markdown", "calendar", "org", "todo.txt", "taskwarrior"])
def test_an_export_with_other_line_ends_is_known(
    here: CoachService, tmp_path: Path, clock: FakeClock, form: str, end: str
) -> None:
    text = WRITERS[form](here.journal, here.now()) if form in WRITERS else export_json(here.journal, here.now())
    there = bring(tmp_path, clock, write(tmp_path / "a", text.replace("\r\n", "\n").replace("\n", end)))
    assert documents(there, "people")["people"]


def test_what_is_cut_off_an_export_is_counted(here: CoachService, tmp_path: Path) -> None:
    for name, text in (
        ("c.ics", export_calendar(here.journal, here.now())),
        ("d.csv", export_daylio(here.journal)),
    ):
        whole = preview_import(here, [write(tmp_path / f"whole-{name}", text)]).counts
        place = text.rindex("END:VEVENT" if name == "c.ics" else "{")
        cut = preview_import(here, [write(tmp_path / name, text[:place])]).counts
        assert (dict(whole.ignored), dict(cut.ignored)) == ({}, {"damaged row": 1})


def test_an_export_in_a_zip_is_known_whatever_it_is_called(
    here: CoachService, tmp_path: Path, clock: FakeClock
) -> None:
    table = export_daylio(here.journal).encode()
    there = bring(tmp_path, clock, zipped({"backup/moods.daylio-table": table}, tmp_path / "all.zip"))
    assert documents(there, "moods") == documents(here, "moods")
