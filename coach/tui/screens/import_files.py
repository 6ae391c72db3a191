"""The import page: pick a file or type a path, see what would change, then import it with one Enter.

Reading runs in another process and shows its progress; Esc stops it, and nothing is imported by half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.text import Text, TextType
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DirectoryTree, Input
from textual.worker import get_current_worker

from coach.domain.text import clean_text
from coach.errors import CoachError
from coach.importers.options import Cancelled, ImportOptions
from coach.paths import expand_path
from coach.tui.dialogs.dialog import Dialog
from coach.tui.text_layout import hang_wrapped, join_parts, render_bar, stack_lines, styled, wrap_lines
from coach.tui.widgets.key_hints import render_legend
from coach.tui.widgets.line_input import LineInput
from coach.tui.widgets.wrapped_text import WrapFunction, WrappedText

if TYPE_CHECKING:
    from coach.actions.imports.preview import ImportPreview
    from coach.import_process import ImportProcess
    from coach.tui.session import Session

PICK_HINT = "a path · Tab lists files · Enter reads it"
LIST_HINT = "↑ ↓ choose · Enter reads a file, or opens a folder · Tab leads to the path"
AGREE_HINT = "Enter imports it"
_NAMES_ARE_HIDDEN = "Names are hidden. Esc, then {view.hide} shows them."
PATH_KEY, ANSWER_KEY = "import.path", "import.answer"
"""What was typed here and not imported is offered again under these keys."""
PROGRESS_SECONDS = 0.5
"""Seconds between two drawings of the progress: the thread that reads leaves little time to paint."""


class FileTree(DirectoryTree):
    """Folders and files that could be imported, without hidden ones."""

    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "› ", "  ", "  "

    def process_label(self, label: TextType) -> Text:
        """Return the cleaned name of a file, which may contain anything."""
        return Text(clean_text(str(label), 255))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        return (path for path in paths if not path.name.startswith("."))


class ImportScreen(Dialog[None]):
    """Path, preview, import: three Enters at most. `home` is the folder that the tree shows."""

    FIRST_FOCUS = "#path"
    BINDINGS = [("escape", "leave", "back"), ("enter", "agree", "import it")]

    def __init__(self, session: Session, home: Path | None = None) -> None:
        super().__init__()
        self.session = session
        self._home = home or Path.home()
        self._preview: ImportPreview | None = None
        self._path = ""
        self._me: tuple[str, ...] = ()
        self._values: dict[str, str] = {}
        """Word for a mood → its value, or column that is known → the one that is meant, from the answers so far."""
        self._answered: tuple[str, dict[str, str]] | None = None
        """The answer that is being tried, and the values before it."""
        self._chosen: dict[str, str] = {}
        """Address of an attendee → id of the person, as answered so far."""
        self._process: ImportProcess | None = None
        """Reads the file that was picked last, and saves it once the person agrees."""
        self._is_busy = False
        self._is_saving = False
        self._next_progress_at = 0.0
        """When the progress may be drawn again, by the monotonic clock."""

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="-tall") as box:
            box.border_title = "Import"
            path = self.session.unsent_input.get_text(PATH_KEY)
            yield LineInput(
                path, placeholder="~/Downloads/Basic_LinkedInDataExport_….zip", select_on_focus=False, id="path"
            )
            yield FileTree(self._home, id="files")
            with VerticalScroll(id="seen"):
                yield WrappedText(id="said")
            yield LineInput(self.session.unsent_input.get_text(ANSWER_KEY), id="answer", select_on_focus=False)
            yield WrappedText(partial(render_legend, PICK_HINT), id="hint")

    def on_mount(self) -> None:
        self.query_one("#seen").display = False
        self.query_one("#answer").display = False

    @on(events.DescendantFocus)
    def _list_typed_folder(self, event: events.DescendantFocus) -> None:
        """List the files of the folder that was typed, once the list has the focus, and name the keys of the list."""
        typed, files = self.query_one("#path", Input).value.strip(), self.query_one(FileTree)
        if files.display:
            self._show_hint(LIST_HINT if event.widget is files else PICK_HINT)
        with suppress(CoachError, OSError, ValueError):
            if typed and event.widget is files and (folder := expand_path(typed)).is_dir() and folder != files.path:
                files.path = folder

    @on(Input.Changed)
    def _store_typed(self, event: Input.Changed) -> None:
        event.stop()
        key = PATH_KEY if event.input.id == "path" else ANSWER_KEY
        self.session.unsent_input.store_text(key, event.value)

    @on(DirectoryTree.FileSelected)
    def _on_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self._preview_path(str(event.path))

    @on(Input.Submitted)
    def _on_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "answer":
            self._take_answer(event.value)
        elif event.value.strip():
            self._me, self._values, self._chosen, self._answered = (), {}, {}, None
            self._preview_path(event.value)

    def _take_answer(self, line: str) -> None:
        """Read the file again with what was answered: who somebody is, which value a mood has, what a column means.

        An empty line goes on without.
        """
        found = self._preview
        if not line.strip():
            self.action_agree()
            return
        self._answered = line, dict(self._values)
        if found is not None and found.ask_owner:
            self._me = (line.strip(),)
        elif found is not None and found.doubtful and not self.session.hidden:
            choice = found.doubtful[0].find_choice(line)
            if choice is None:
                return
            self._chosen[found.doubtful[0].address] = choice
        else:
            self._values |= parse_pairs(line)
        self.query_one("#answer", Input).value = ""
        self._preview_path(self._path)

    def _preview_path(self, path: str) -> None:
        self._is_busy = True
        self._path = path
        self._preview = None
        self._stop_process()
        self._show_text(partial(wrap_lines, styled("Reading …")), "Esc stops")
        self._read_preview(path)

    @work(thread=True, exclusive=True, group="import")
    def _read_preview(self, path: str) -> None:
        from coach.import_process import ImportProcess  # the readers of all formats, loaded when a file was picked

        options = ImportOptions(self._me, mapping=self._values, progress=self._show_progress)
        process = None
        try:
            process = ImportProcess(self.session.service, [path], options, self._chosen)
            if get_current_worker().is_cancelled or not self._is_busy:  # Esc was quicker
                process.stop()
                return
            self._process = process
            found = process.wait_for_preview()
        except CoachError as error:
            if self._process is process:  # else it was stopped
                self.app.call_from_thread(self._show_problem, self.session.format_error(error))
            return
        if self._process is process:
            self.app.call_from_thread(self._show_preview, found)

    def _stop_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def on_unmount(self) -> None:
        """End the process that reads or waits for an answer; one that saves goes on."""
        if not self._is_saving:
            self._stop_process()

    def _show_progress(self, done: int, total: int) -> None:
        if total and monotonic() >= self._next_progress_at:
            self._next_progress_at = monotonic() + PROGRESS_SECONDS
            self.app.call_from_thread(self._draw_progress, done / total)

    def _draw_progress(self, part: float) -> None:
        if self._is_busy and self.app.screen is self:  # with a page in front, each drawing would paint that page anew
            row = join_parts(render_bar(part, 40), styled("read so far"), between="  ")
            self._show_text(partial(wrap_lines, row), "Esc stops")

    def _show_problem(self, line: str) -> None:
        self._is_busy = self._is_saving = False
        if not self.is_open:
            return
        if "--map" in line or self._answered:
            self._show_text(partial(wrap_lines, styled(write_for_screen(line))), "")
            self._ask(find_example(line), is_needed=True)
            if answered := self._answered:  # it can be put right where it was typed
                answer, self._answered = self.query_one("#answer", Input), None
                answer.value, self._values = answered
                answer.cursor_position = len(answer.value)
            return
        problem = styled(line)
        self.query_one("#hint", WrappedText).show(
            lambda width: stack_lines(wrap_lines(problem, width), render_legend(PICK_HINT, width))
        )
        self.query_one("#seen").display = False
        self.query_one("#answer").display = False
        self.query_one("#files").display = True
        self.set_focus(self.query_one("#path"))

    def _show_preview(self, found: ImportPreview) -> None:
        from coach.actions.imports.preview import describe_preview

        self._is_busy = False
        self._answered = None
        if not self.is_open:
            return
        self._preview = found
        hide = self.session.hidden
        lines = describe_preview(found, hide=hide)
        asked: list[str] = []  # above the rest, which a small window may not have room for
        if found.ask_owner and hide:
            asked = ["Whose export is this? Type your own name or address, as the export has it."]
        elif found.ask_owner:
            asked = [f"Which of these is you? {', '.join(found.ask_owner[:5])}"]
        elif hide and (found.doubtful or found.preview.changes or found.preview.alike):
            asked = [self.session.keys.fill(_NAMES_ARE_HIDDEN)]
        elif found.doubtful:
            asked = found.doubtful[0].text.split("\n")
        shown = [styled(line) for line in (*asked, *map(write_for_screen, lines)) if line]
        nothing = found.preview.is_empty or found.ask_owner
        self._show_text(
            lambda width: stack_lines(*(hang_wrapped(line, width - 1) for line in shown)),
            "" if nothing else AGREE_HINT,
        )
        example = _suggest_answer(found, hide=hide) or find_example(" ".join(lines))
        if example:
            self._ask(example, is_needed=bool(nothing))
        else:
            self.query_one("#answer").display = False
            self.set_focus(self.query_one("#seen"))
            if found.preview.is_empty and found.preview.known:
                self._is_saving = True
                self._save_unseen()

    @work(thread=True, exclusive=True, group="import")
    def _save_unseen(self) -> None:
        """Save what an import without news tells of its accounts; a later import may need it."""
        with suppress(CoachError):  # nothing that was shown depends on it
            if self._process is not None:
                self._process.save()
        self._is_saving = False

    def _ask(self, example: str, *, is_needed: bool) -> None:
        """Show the line for an answer, which may stay empty if the file can be imported as it is."""
        answer = self.query_one("#answer", Input)
        answer.placeholder = example
        answer.display = True
        unneeded = "Enter reads the file again; with an empty line, Enter imports it as it is"
        hint = "Enter reads the file again with your answer" if is_needed else unneeded
        self._show_hint(hint)
        self.set_focus(answer)

    def _show_hint(self, hint: str) -> None:
        self.query_one("#hint", WrappedText).show(partial(render_legend, hint))

    def _show_text(self, text: WrapFunction, hint: str) -> None:
        if not self.is_open:
            return
        self.query_one("#files").display = False
        self.query_one("#seen").display = True
        self.query_one("#said", WrappedText).show(text)
        self._show_hint(hint)

    def action_agree(self) -> None:
        found = self._preview
        if found is not None and not found.preview.is_empty and not found.ask_owner and not self._is_busy:
            self._is_busy = self._is_saving = True
            self._show_text(partial(wrap_lines, styled("Importing …")), "a moment")
            self.session.set_importing(True)
            self._preview = None
            self._run_import()

    @work(thread=True, exclusive=True, group="import")
    def _run_import(self) -> None:
        assert self._process is not None
        try:
            done = self._process.save()
        except CoachError as error:
            self.app.call_from_thread(self.session.set_importing, False)
            self.app.call_from_thread(self._show_problem, self.session.format_error(error))
            return
        self.app.call_from_thread(self._finish_import, done.message, done.undoable)

    def _finish_import(self, message: str, can_undo: bool) -> None:
        self.session.set_importing(False)
        self.session.unsent_input.remove_texts(PATH_KEY, ANSWER_KEY)
        self.session.notify(message, undo=can_undo)
        self.dismiss(None)

    def action_leave(self) -> None:
        """Stop reading, or leave; nothing is changed by either."""
        if not self._is_busy:
            self.dismiss(None)
        elif not self._is_saving:
            self._stop_process()
            self._show_problem(self.session.format_error(Cancelled()))


def _suggest_answer(found: ImportPreview, *, hide: bool) -> str:
    """Return what an answer to a preview looks like, "" if it asks nothing. With `hide` it names nobody."""
    if found.ask_owner:
        return "you@example.org" if hide else found.ask_owner[0]
    return "1" if found.doubtful and not hide else ", ".join(f"{word}=4" for word in found.unmapped[:5])


_MAPPINGS = re.compile(r"(?:--map (?:'[^']*'|\S*[^\s.,;]) ?)+")
_MAPPING = re.compile(r"--map (?:'([^']*)'|(\S*[^\s.,;]))")
_ABOUT_OWNER = re.compile(r" ?[^.]*--me\b[^.]*\.?$")
_PAIR = re.compile(r"\s*(\"[^\"]*\"|[^,\"]*?)\s*=\s*(\"[^\"]*\"|[^,]*)")


def write_for_screen(line: str) -> str:
    """Return a line of a preview without the options of the shell: the line below takes the same, between commas."""
    line = _ABOUT_OWNER.sub("", line)  # the question who somebody is comes by itself
    return _MAPPINGS.sub(lambda found: f"{_join_mappings(found[0])}{' ' if found[0].endswith(' ') else ''}", line)


def find_example(line: str) -> str:
    """Return the first answer that a line of a preview proposes, "" if it proposes none."""
    found = _MAPPINGS.search(line)
    return _join_mappings(found[0]) if found else ""


def _join_mappings(options: str) -> str:
    return ", ".join(quoted or plain for quoted, plain in _MAPPING.findall(options))


def parse_pairs(line: str) -> dict[str, str]:
    """Return NAME=VALUE pairs between commas; a name or value with a comma stands in quotes."""
    pairs = ((name.strip('" '), value.strip('" ')) for name, value in _PAIR.findall(line))
    return {name: value for name, value in pairs if name}
