"""Import on the screen: pick a file or type a path, see what would change, then one Enter.

Reading runs in a thread and shows how far it is; Esc stops it, and nothing is half-imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from rich.text import Text, TextType
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DirectoryTree, Input, Static

from coach.desk import Desk
from coach.domain.text import clean
from coach.errors import CoachError
from coach.ui.dialogs.dialog import Dialog
from coach.ui.dialogs.field import Field
from coach.ui.text import bar, join, legend, lines, show

if TYPE_CHECKING:
    from coach.import_service import ImportPreview
    from coach.ui.session import Session

PICK = "a path · Tab the files · Enter looks · Esc back"
AGREE = "Enter takes it in · Esc leaves everything as it is"


class Files(DirectoryTree):
    """What could be brought in: folders and files, without those that programs keep for themselves."""

    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "› ", "  ", "  "

    def process_label(self, label: TextType) -> Text:
        """Return a name of a file as what may be drawn: a file may be called anything."""
        return Text(clean(str(label), 255))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out hidden files."""
        return (path for path in paths if not path.name.startswith("."))


class ImportScreen(Dialog[None]):
    """Path, look, take: three Enters at most. `home` is where the files begin."""

    FIRST = "#path"
    BINDINGS = [("escape", "leave", "back"), ("enter", "agree", "take it in")]

    def __init__(self, session: Session, home: Path | None = None) -> None:
        super().__init__()
        self._session = session
        self._home = home or Path.home()
        self._found: ImportPreview | None = None
        self._stop = Event()
        self._reading = False

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="-tall") as box:
            box.border_title = "Import"
            yield Field(placeholder="~/Downloads/Basic_LinkedInDataExport_….zip", id="path")
            yield Files(self._home, id="files")
            with VerticalScroll(id="seen"):
                yield Static(markup=False, id="said")
            yield Static(legend(PICK, self.room), id="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#seen").display = False

    @on(DirectoryTree.FileSelected)
    def _picked(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self._look_at(str(event.path))

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._look_at(event.value)

    def _look_at(self, path: str) -> None:
        self._reading = True
        self._stop.clear()
        self._say(show("Reading …"), "Esc stops")
        self._read(path)

    @work(thread=True, exclusive=True, group="import")
    def _read(self, path: str) -> None:
        from coach.import_service import preview_import  # the readers of all formats, loaded when a file was picked

        desk = self._open_service()
        try:
            found = preview_import(desk, [path], progress=self._progress, cancelled=self._stop.is_set)
        except CoachError as error:
            self.app.call_from_thread(self._again, str(error))
            return
        self.app.call_from_thread(self._seen, found)

    def _open_service(self) -> Desk:
        """Return a service of its own on the same folder, for the thread that reads."""
        service = self._session.service
        return Desk(service.folder, service.clock, service.device)

    def _progress(self, done: int, total: int) -> None:
        if total and not self._stop.is_set():
            row = join(bar(done / total, 40), show("read so far"), between="  ")
            self.app.call_from_thread(self._say, row, "Esc stops")

    def _again(self, line: str) -> None:
        self._reading = False
        self.query_one("#hint", Static).update(lines(show(line), legend(PICK, self.room)))
        self.query_one("#seen").display = False
        self.query_one("#files").display = True
        self.set_focus(self.query_one(Input))

    def _seen(self, found: ImportPreview) -> None:
        from coach.import_service import describe_preview

        self._reading = False
        self._found = found
        rows = [show(line) for line in describe_preview(found)]
        if found.ask_owner:
            rows.append(show(f"Which of these is you? In the shell: coach import --me {found.ask_owner[0]} …"))
        nothing = found.preview.empty or found.ask_owner
        self._say(lines(*rows), "Esc back" if nothing else AGREE)
        self.set_focus(self.query_one("#seen"))

    def _say(self, content: object, hint: str) -> None:
        self.query_one("#files").display = False
        self.query_one("#seen").display = True
        self.query_one("#said", Static).update(content)  # type: ignore[arg-type]
        self.query_one("#hint", Static).update(legend(hint, self.room))

    def action_agree(self) -> None:
        """Take in what was seen."""
        found = self._found
        if found is not None and not found.preview.empty and not found.ask_owner and not self._reading:
            self._reading = True
            self._say(show("Taking it in …"), "a moment")
            self._take(found)

    @work(thread=True, exclusive=True, group="import")
    def _take(self, found: ImportPreview) -> None:
        from coach.import_service import run_import  # the readers of all formats, loaded when a file was picked

        desk = self._open_service()
        try:
            says = run_import(desk, found).says
        except CoachError as error:
            self.app.call_from_thread(self._again, str(error))
            return
        self.app.call_from_thread(self._done, says)

    def _done(self, says: str) -> None:
        self._session.notify(says, undo=True)
        self.dismiss(None)

    def action_leave(self) -> None:
        """Stop reading, or leave; nothing is changed by either."""
        if self._reading:
            self._stop.set()
        else:
            self.dismiss(None)
