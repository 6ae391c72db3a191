"""Import on the screen: a path, a look, an Enter; and what goes wrong says so in one line."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coach import import_process
from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.actions.result import ActionResult
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.record import Documents
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.run_import import ImportPreview, preview_import, run_import
from coach.service import CoachService
from coach.tui.screens import import_files
from tests.conftest import FakeClock
from tests.importers.make import account
from tests.importers.render import linkedin, zipped
from tests.tui.host import Host, running


class ImportHere:
    """Previews and saves as the process of an import does, in this process, which has the readers in memory."""

    def __init__(self, service: CoachService, paths: list[str], options: ImportOptions, chosen: dict[str, str]) -> None:
        self._service = CoachService(service.folder, service.clock, service.device)
        self._paths, self._options, self._chosen = paths, options, chosen

    def wait_for_preview(self) -> ImportPreview:
        self._found = preview_import(self._service, self._paths, self._options, chosen=self._chosen)
        return self._found.without_content()

    def save(self) -> ActionResult:
        return run_import(self._service, self._found)

    def stop(self) -> None: ...


@pytest.fixture
def _import_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Import without a process of its own: what is asked and shown is the same; the process has its own tests."""
    monkeypatch.setattr(import_process, "ImportProcess", ImportHere)


def write_mood(folder: Path) -> Path:
    """Write an export of one good mood."""
    path = folder / "moods.csv"
    path.write_text("full_date,date,weekday,time,mood,activities,note\n2026-09-14,x,y,21:05,good,,\n")
    return path


async def choose_file(host: Host, path: Path) -> None:
    """Open the page, and look at a file."""
    await host.press("I")
    host.app.screen.query_one("#path").value = str(path)  # type: ignore[attr-defined]
    await host.press("enter")


async def test_an_export_is_looked_at_and_taken_in_with_two_enters(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    made = account(1)
    clock.at = made.at + timedelta(days=1)
    file = zipped(linkedin(made, "2026"), tmp_path / "e.zip", made.at)
    async with running(folder, clock) as host:
        await choose_file(host, file)
        await host.until(lambda: "New:" in host.screen_text(), "the preview")
        await host.press("enter")
        await host.until(lambda: "Imported:" in host.screen_text(), "the import")
        await host.until(lambda: host.today.day and host.today.day.rows, "the panel")


@pytest.mark.usefixtures("_import_here")
async def test_moods_without_a_value_are_asked_for(folder: Path, tmp_path: Path, clock: FakeClock) -> None:
    head = "full_date,date,weekday,time,mood,activities,note\n"
    rows = "2026-09-14,x,y,21:05,dobrze,,\n2026-09-13,x,y,9:05,źle,,\n"
    (tmp_path / "d.csv").write_text(head + rows, encoding="utf-8")
    async with running(folder, clock) as host:
        await choose_file(host, tmp_path / "d.csv")
        await host.until(lambda: "dobrze=4" in host.screen_text(), "the question")
        await host.write("dobrze=4, źle=2")
        await host.press("enter")
        await host.until(lambda: "New: 2 moods" in host.screen_text(), "the preview")
        await host.press("enter")
        await host.until(lambda: "Imported: 2 moods" in host.screen_text(), "the import")
        await host.until(
            lambda: sorted(m.value for m in host.service.journal.list_records(Mood)) == [2, 4], "the moods"
        )


@pytest.mark.usefixtures("_import_here")
async def test_a_table_of_moods_asks_for_columns_then_scale_and_a_wrong_answer_stays_to_be_put_right(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "m.csv").write_text("The day,Mood\n2026-09-14,4\n2026-09-15,9\n")
    async with running(folder, clock) as host:
        await choose_file(host, tmp_path / "m.csv")
        await host.until(lambda: "date=The day, value=Mood" in host.screen_text(), "the question for columns")
        await host.write("date=The day, value=Mood")
        await host.press("enter")
        await host.until(lambda: "lowest=0, highest=10" in host.screen_text(), "the question for the scale")
        await host.write("lowest=ten")
        await host.press("enter")
        await host.until(lambda: 'not "ten"' in host.screen_text(), "what is wrong with it")
        assert host.app.screen.query_one("#answer").value == "lowest=ten"  # type: ignore[attr-defined]
        await host.press(*["backspace"] * 3)
        await host.write("0, highest=10")
        await host.press("enter")
        await host.until(lambda: "New: 2 moods" in host.screen_text(), "the preview")
        assert "--map" not in host.screen_text()


@pytest.mark.usefixtures("_import_here")
async def test_a_table_that_is_nearly_known_asks_for_the_column_that_is_called_otherwise(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "c.csv").write_text('First Name,Last Name,"Since, day"\nAna,Lee,09 Sep 2026\n')
    async with running(folder, clock) as host:
        await choose_file(host, tmp_path / "c.csv")
        await host.until(lambda: "Connected On=COLUMN" in host.screen_text(), "the question")
        assert "--" not in host.screen_text()
        await host.write('Connected On="Since, day"')
        await host.press("enter")
        await host.until(lambda: "Contacts: 1 new" in host.screen_text(), "the preview")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Say which: --map date=Day --map 'value=The mood'. Or not.", "Say which: date=Day, value=The mood. Or not."),
        ("To import: --map a=VALUE --map b=VALUE", "To import: a=VALUE, b=VALUE"),
        (
            "It is not clear whose chat this is. Give your own name with: --me NAME",
            "It is not clear whose chat this is.",
        ),
        ("Ana Lee: now at --map Works", "Ana Lee: now at Works"),
        ("Nothing of the shell.", "Nothing of the shell."),
    ],
)
def test_the_screen_says_nothing_of_the_options_of_the_shell(line: str, shown: str) -> None:
    assert import_files.write_for_screen(line) == shown


def write_messages(folder: Path, day: str) -> Path:
    """Write an export of one message between Mara Q and Ana Lee, which does not say whose it is."""
    head = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
    me, ana = "https://www.linkedin.com/in/mara-q", "https://www.linkedin.com/in/ana-lee"
    path = folder / "messages.csv"
    path.write_text(f"{head}A,Mara Q,{me},Ana Lee,{ana},{day} 09:00:00 UTC,Hi,INBOX\n")
    return path


def write_meetings_with_namesake(folder: Path, tmp_path: Path, clock: FakeClock) -> CoachService:
    """Write a calendar with two meetings with Ana Lee, of whom the coach knows two."""
    events = "".join(
        f"BEGIN:VEVENT\nUID:{n}\nDTSTART:2026111{n}T080000Z\nORGANIZER:mailto:mara@q.example\n"
        f'ATTENDEE;PARTSTAT=ACCEPTED;CN="Ana Lee":mailto:ana@lee.example\nEND:VEVENT\n'
        for n in (0, 1)
    )
    (tmp_path / "c.ics").write_text(
        f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:mara@q.example\n{events}END:VCALENDAR\n"
    )
    service = CoachService(folder, clock, "test0001").open_folder()
    service.execute(log_sent_message("Ana Lee"))
    service.execute(log_sent_message("+Ana Lee @x"))
    return service


@pytest.mark.usefixtures("_import_here")
async def test_while_names_are_hidden_a_preview_names_nobody(folder: Path, tmp_path: Path, clock: FakeClock) -> None:
    write_meetings_with_namesake(folder, tmp_path, clock).execute(log_sent_message("Bo Rask"))
    (tmp_path / "b.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Bo Rask\nORG:Brook\nEND:VCARD\n")
    write_messages(tmp_path, "2026-09-10")
    async with running(folder, clock) as host:
        await host.press("h")
        for file, shown in (
            ("c.ics", "Several people"),
            ("b.vcf", "Changed: 1 person"),
            ("messages.csv", "Whose export"),
        ):
            await choose_file(host, tmp_path / file)
            await host.until(lambda shown=shown: shown in host.screen_text(), shown)
            assert not any(name in host.screen_text() for name in ("Ana", "Bo Rask", "Brook", "Mara", "Tobin")), file
            await host.press("escape")


@pytest.mark.usefixtures("_import_here")
async def test_which_of_two_namesakes_sat_in_a_meeting_is_asked(folder: Path, tmp_path: Path, clock: FakeClock) -> None:
    service = write_meetings_with_namesake(folder, tmp_path, clock)
    async with running(folder, clock) as host:
        await choose_file(host, tmp_path / "c.ics")
        await host.until(lambda: "Which Ana Lee is ana@lee.example" in host.screen_text(), "the question")
        await host.press("2", "enter")
        await host.until(lambda: "New: 2 meetings" in host.screen_text(), "the preview")
        await host.press("enter")
        await host.until(lambda: "Imported: 1 person, 2 meetings" in host.screen_text(), "the import")
        await host.until(
            lambda: [m.channel for m in host.service.journal.list_records(Message) if m.kind == "meeting"] == ["", ""],
            "the meetings",
        )
    people = {person.id: person.channel for person in service.open_folder().journal.list_records(Person)}
    met = {people[m.person] for m in service.journal.list_records(Message) if m.kind == "meeting"}
    assert met == {"x"}


@pytest.mark.usefixtures("_import_here")
async def test_a_path_that_leads_nowhere_keeps_the_text_and_says_so(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("I")
        await host.write("/nowhere/at/all.zip")
        await host.press("enter")
        await host.until(lambda: "There is nothing at" in host.screen_text(), "the line")
        assert "/nowhere/at/all.zip" in host.screen_text()
        await host.press("escape")
        assert host.app.screen is host.today


@pytest.mark.parametrize(("help_in_front", "drawn_parts"), [(False, [0.01, 0.51]), (True, [])])
async def test_progress_is_drawn_twice_a_second_and_never_behind_another_page(
    help_in_front: bool, drawn_parts: list[float], folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[float] = []
    may_read, has_read, seconds = threading.Event(), threading.Event(), [0.0]
    draw_bar = import_files.render_bar

    class SlowProcess:
        def __init__(self, service: object, paths: object, options: ImportOptions, chosen: object) -> None:
            self.options = options

        def wait_for_preview(self) -> None:
            assert self.options.progress is not None
            may_read.wait(60)
            for number in range(1, 101):
                seconds[0] = number / 100
                self.options.progress(number, 100)
            has_read.set()
            raise CoachError("Nothing can be read here.")

        def stop(self) -> None: ...

    monkeypatch.setattr(import_process, "ImportProcess", SlowProcess)
    monkeypatch.setattr(import_files, "monotonic", lambda: seconds[0])
    monkeypatch.setattr(import_files, "render_bar", lambda part, width: drawn.append(part) or draw_bar(part, width))
    async with running(folder, clock) as host:
        await host.press("I")
        await host.write("somewhere")
        await host.press("enter", *(["f1"] * help_in_front))
        may_read.set()
        await host.until(has_read.is_set, "the end of reading")
    assert drawn == drawn_parts


async def test_an_owner_in_doubt_is_asked_for_and_undo_and_redo_take_the_import_off_and_on_the_screen(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    export = write_messages(tmp_path, "2026-11-10")
    async with running(folder, clock) as host:
        await choose_file(host, export)
        await host.until(lambda: "Which of these is you?" in host.screen_text(), "the question")
        await host.write("Mara Q")
        await host.press("enter")
        await host.until(lambda: "New: 1 person" in host.screen_text(), "the preview")
        await host.press("enter")
        await host.until(lambda: "Imported: 1 person" in host.screen_text(), "the import")
        await host.until(lambda: host.today.day and host.today.day.rows, "the row of Ana")
        await host.press("u")
        await host.until(lambda: host.today.day and not host.today.day.rows, "no row")
        await host.press("U")
        await host.until(lambda: host.today.day and host.today.day.rows, "the row again")


@pytest.mark.usefixtures("_import_here")
async def test_undo_is_offered_once_the_import_is_loaded_and_takes_back_nothing_else(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(log_mood(2))
    clock.forward(minutes=3)
    async with running(folder, clock) as host:
        await host.saved()
        await choose_file(host, write_mood(tmp_path))
        await host.until(lambda: "New:" in host.screen_text(), "the preview")
        load, has_begun, may_load = host.service.load_external_changes, threading.Event(), threading.Event()

        def load_late() -> Documents | None:
            has_begun.set()
            may_load.wait(60)
            return load()

        host.service.load_external_changes = load_late  # type: ignore[method-assign]
        await host.press("enter")
        await host.until(has_begun.is_set, "the loading")
        await host.pilot.pause()
        assert not host.today.status_line.can_undo
        await host.press("u")
        may_load.set()
        await host.until(lambda: "Imported: 1 mood" in host.screen_text(), "the import")
        await host.press("u")
        await host.saved()
        assert [mood.value for mood in host.service.journal.list_records(Mood)] == [2]


async def test_the_page_closes_though_help_lay_over_it_when_the_import_ended(
    folder: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_save = threading.Event()

    class SlowImport(ImportHere):
        def save(self) -> ActionResult:
            may_save.wait(60)
            return super().save()

    monkeypatch.setattr(import_process, "ImportProcess", SlowImport)
    async with running(folder, clock) as host:
        await choose_file(host, write_mood(tmp_path))
        await host.until(lambda: "New:" in host.screen_text(), "the preview")
        await host.press("enter", "f1")
        may_save.set()
        await host.until(lambda: "Imported: 1 mood" in host.today.status_line.text, "the import")
        await host.press("escape")
        await host.until(lambda: host.app.screen is host.today, "the first page")


async def test_a_preview_that_comes_right_after_esc_is_not_shown(
    folder: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    class SlowPreview(ImportHere):
        def wait_for_preview(self) -> ImportPreview:
            is_asked.set()
            may_answer.wait(60)
            return super().wait_for_preview()

    monkeypatch.setattr(import_process, "ImportProcess", SlowPreview)
    async with running(folder, clock) as host:
        await choose_file(host, write_mood(tmp_path))
        await host.until(is_asked.is_set, "the reading")
        page = host.app.screen
        assert isinstance(page, import_files.ImportScreen)
        show = page._show_unless_stopped

        def show_after_esc(*answer: Any) -> None:
            page.action_leave()
            show(*answer)

        monkeypatch.setattr(page, "_show_unless_stopped", show_after_esc)
        may_answer.set()
        await host.until(lambda: "Import stopped" in host.screen_text(), "the line")
        assert "New:" not in host.screen_text()
        await host.press("escape")
        assert host.app.screen is host.today
