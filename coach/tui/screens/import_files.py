"""The import page: pick a file or type a path, see what would change, then import it with one Enter.

Reading runs in another process and shows its progress; Esc stops it, and nothing is imported by half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.text import Text, TextType
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import DirectoryTree, Input
from textual.worker import get_current_worker

from coach.domain.text import clean_text
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.paths import expand_path
from coach.tui.dialogs.dialog import Dialog
from coach.tui.text_layout import hang_wrapped, join_parts, render_bar, stack_lines, styled, wrap_lines
from coach.tui.widgets.key_hints import render_legend
from coach.tui.widgets.line_input import UnsentLineInput
from coach.tui.widgets.wrapped_text import WrapFunction, WrappedText

if TYPE_CHECKING:
    from coach.actions.imports.preview import ImportPreview
    from coach.import_process import ImportProcess
    from coach.tui.session import Session

PICK_FILE_HINT = "a path · Tab lists files · Enter reads it"
FILE_LIST_HINT = "↑ ↓ choose · Enter reads a file, or opens a folder · Tab leads to the path"
IMPORT_PATH_KEY, IMPORT_ANSWER_KEY = "import.path", "import.answer"
"""What was typed here and not imported is offered again under these keys."""
IMPORT_PROGRESS_SECONDS = 0.5
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
    """Path, preview, import: three Enters at most."""

    FIRST_FOCUS = "#path"
    BINDINGS = [("escape", "leave", "back"), ("enter", "agree", "import it")]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._preview: ImportPreview | None = None
        self._path = ""
        self._owner_names: tuple[str, ...] = ()
        self._mapped_values: dict[str, str] = {}
        """Word for a mood → its value, or column that is known → the one that is meant, from the answers so far."""
        self._tried_answer: tuple[str, dict[str, str]] | None = None
        """The answer that is being tried, and the values before it."""
        self._chosen_attendees: dict[str, str] = {}
        """Address of an attendee → id of the person, as answered so far."""
        self._import_process: ImportProcess | None = None
        """Reads the file that was picked last, and saves it once the person agrees."""
        self._is_busy = False
        self._is_saving = False
        self._is_done = False
        """Whether the file is imported, so that the page closes as soon as nothing lies over it."""
        self._next_progress_at = 0.0
        """When the progress may be drawn again, by the monotonic clock."""

    def compose(self) -> ComposeResult:
        with self.make_box("Import", "-tall"):
            unsent_input, path_example = self.session.unsent_input, "~/Downloads/Basic_LinkedInDataExport_….zip"
            yield UnsentLineInput(unsent_input, IMPORT_PATH_KEY, placeholder=path_example, id="path")
            yield FileTree(Path.home(), id="files")
            with VerticalScroll(id="seen"):
                yield WrappedText(id="said")
            yield UnsentLineInput(unsent_input, IMPORT_ANSWER_KEY, id="answer")
            yield WrappedText(partial(render_legend, PICK_FILE_HINT), id="hint")

    def on_mount(self) -> None:
        self.query_one("#seen").display = False
        self.query_one("#answer").display = False

    @on(events.DescendantFocus)
    def _list_typed_folder(self, event: events.DescendantFocus) -> None:
        """List the files of the folder that was typed, once the list has the focus, and name the keys of the list."""
        typed_path, file_tree = self.query_one("#path", Input).value.strip(), self.query_one(FileTree)
        if file_tree.display:
            self._show_hint(FILE_LIST_HINT if event.widget is file_tree else PICK_FILE_HINT)
        if not typed_path or event.widget is not file_tree:
            return
        with suppress(CoachError, OSError, ValueError):
            folder = expand_path(typed_path)
            if folder.is_dir() and folder != file_tree.path:
                file_tree.path = folder

    @on(DirectoryTree.FileSelected)
    def _on_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self._preview_path(str(event.path))

    @on(Input.Submitted)
    def _on_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "answer":
            self._apply_answer(event.value)
        elif event.value.strip():
            self._owner_names, self._mapped_values, self._chosen_attendees, self._tried_answer = (), {}, {}, None
            self._preview_path(event.value)

    def _apply_answer(self, line: str) -> None:
        """Read the file again with what was answered: who somebody is, which value a mood has, what a column means.

        An empty line goes on without.
        """
        import_preview = self._preview
        if not line.strip():
            self.action_agree()
            return
        self._tried_answer = line, dict(self._mapped_values)
        if import_preview is not None and import_preview.ask_owner:
            self._owner_names = (line.strip(),)
        elif import_preview is not None and import_preview.questions and not self.session.hidden:
            attendee_id = import_preview.questions[0].find_choice(line)
            if attendee_id is None:
                return
            self._chosen_attendees[import_preview.questions[0].address] = attendee_id
        else:
            self._mapped_values |= parse_pairs(line)
        self.query_one("#answer", Input).value = ""
        self._preview_path(self._path)

    def _preview_path(self, path: str) -> None:
        if self._is_busy and self._is_saving:
            return  # what is being imported is imported whole
        self._is_busy, self._is_saving = True, False
        self._path = path
        self._preview = None
        self._stop_process()
        self._show_text(partial(wrap_lines, styled("Reading …")), "Esc stops")
        self._read_preview(path)

    @work(thread=True, exclusive=True, group="import")
    def _read_preview(self, path: str) -> None:
        from coach.import_process import ImportProcess  # the readers of all formats, loaded when a file was picked

        options = ImportOptions(self._owner_names, mapping=self._mapped_values, progress=self._show_progress)
        import_process = None
        try:
            import_process = ImportProcess(self.session.service, [path], options, self._chosen_attendees)
            if get_current_worker().is_cancelled or not self._is_busy:  # Esc was quicker
                import_process.stop()
                return
            self._import_process = import_process
            show = partial(self._show_preview, import_process.wait_for_preview())
        except CoachError as error:
            show = partial(self._show_problem, self.session.format_error(error))
        self.app.call_from_thread(self._show_unless_stopped, import_process, show)

    def _show_unless_stopped(self, import_process: ImportProcess | None, show: Callable[[], None]) -> None:
        """Call `show`, unless Esc stopped this reading or another one began."""
        if self._import_process is import_process:
            show()

    def _stop_process(self) -> None:
        import_process, self._import_process = self._import_process, None
        if import_process is not None:
            import_process.stop()

    def on_unmount(self) -> None:
        """End the process that reads or waits for an answer; one that saves goes on."""
        if not self._is_saving:
            self._stop_process()

    def _show_progress(self, done: int, total: int) -> None:
        if total and monotonic() >= self._next_progress_at:
            self._next_progress_at = monotonic() + IMPORT_PROGRESS_SECONDS
            self.app.call_from_thread(self._draw_progress, done / total)

    def _draw_progress(self, read_part: float) -> None:
        if self._is_busy and self.app.screen is self:  # with a page in front, each drawing would paint that page anew
            progress_row = join_parts(render_bar(read_part, 40), styled("read so far"), between="  ")
            self._show_text(partial(wrap_lines, progress_row), "Esc stops")

    def _show_problem(self, problem_line: str) -> None:
        self._is_busy = self._is_saving = False
        if not self.is_open:
            return
        if "--map" in problem_line or self._tried_answer:
            self._show_text(partial(wrap_lines, styled(write_for_screen(problem_line))), "")
            self._show_answer_line(find_example(problem_line), is_needed=True)
            if tried_answer := self._tried_answer:  # it can be put right where it was typed
                answer_line, self._tried_answer = self.query_one("#answer", Input), None
                answer_line.value, self._mapped_values = tried_answer
                answer_line.cursor_position = len(answer_line.value)
            return
        problem_text = styled(problem_line)
        self.query_one("#hint", WrappedText).show(
            lambda width: stack_lines(wrap_lines(problem_text, width), render_legend(PICK_FILE_HINT, width))
        )
        self.query_one("#seen").display = False
        self.query_one("#answer").display = False
        self.query_one("#files").display = True
        self.set_focus(self.query_one("#path"))

    def _show_preview(self, import_preview: ImportPreview) -> None:
        from coach.actions.imports.preview import describe_preview

        self._is_busy = False
        self._tried_answer = None
        if not self.is_open:
            return
        self._preview = import_preview
        hide = self.session.hidden
        preview_lines = describe_preview(import_preview, hide=hide)
        questions: list[str] = []  # above the rest, which a small window may not have room for
        if import_preview.ask_owner and hide:
            questions = ["Whose export is this? Type your own name or address, as the export has it."]
        elif import_preview.ask_owner:
            questions = [f"Which of these is you? {', '.join(import_preview.ask_owner[:5])}"]
        elif hide and (import_preview.questions or import_preview.counts.changes or import_preview.counts.alike):
            questions = [self.session.keys.fill("Names are hidden. Esc, then {view.hide} shows them.")]
        elif import_preview.questions:
            questions = import_preview.questions[0].text.split("\n")
        preview_rows = [styled(line) for line in (*questions, *map(write_for_screen, preview_lines)) if line]
        is_not_ready = import_preview.counts.is_empty or import_preview.ask_owner
        self._show_text(
            lambda width: stack_lines(*(hang_wrapped(line, width - 1) for line in preview_rows)),
            "" if is_not_ready else "Enter imports it",
        )
        answer_example = _suggest_answer(import_preview, hide=hide) or find_example(" ".join(preview_lines))
        if answer_example:
            self._show_answer_line(answer_example, is_needed=bool(is_not_ready))
        else:
            self.query_one("#answer").display = False
            self.set_focus(self.query_one("#seen"))
            if import_preview.counts.is_empty and import_preview.counts.known:
                assert self._import_process is not None
                self._is_saving = True
                self._save_unseen(self._import_process)

    @work(thread=True, exclusive=True, group="import")
    def _save_unseen(self, import_process: ImportProcess) -> None:
        """Save what an import without news tells of its accounts; a later import may need it."""
        with suppress(CoachError):  # nothing that was shown depends on it
            import_process.save()
        if self._import_process is import_process:  # else another file is being read by now
            self._is_saving = False

    def _show_answer_line(self, answer_example: str, *, is_needed: bool) -> None:
        """Show the line for an answer, which may stay empty if the file can be imported as it is."""
        answer_line = self.query_one("#answer", Input)
        answer_line.placeholder = answer_example
        answer_line.display = True
        unneeded = "Enter reads the file again; with an empty line, Enter imports it as it is"
        hint = "Enter reads the file again with your answer" if is_needed else unneeded
        self._show_hint(hint)
        self.set_focus(answer_line)

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
        import_preview = self._preview
        if import_preview is None or import_preview.counts.is_empty or import_preview.ask_owner or self._is_busy:
            return
        self._is_busy = self._is_saving = True
        self._show_text(partial(wrap_lines, styled("Importing …")), "a moment")
        self.session.is_importing = True
        self._preview = None
        assert self._import_process is not None
        self._run_import(self._import_process)

    @work(thread=True, exclusive=True, group="import")
    def _run_import(self, import_process: ImportProcess) -> None:
        try:
            import_result = import_process.save()
        except CoachError as error:
            self.app.call_from_thread(self.session.finish_import)
            self.app.call_from_thread(self._show_problem, self.session.format_error(error))
            return
        finish = partial(self._finish_import, import_result.message, import_result.undoable)
        self.app.call_from_thread(self.session.finish_import, finish)

    def _finish_import(self, message: str, can_undo: bool) -> None:
        """Say what was imported, which is loaded by now, and close the page."""
        self._is_busy = self._is_saving = False
        self._is_done = True
        self.session.unsent_input.remove_texts(IMPORT_PATH_KEY, IMPORT_ANSWER_KEY)
        self.session.notify(message, undo=can_undo)
        self.dismiss(None)

    def on_screen_resume(self) -> None:
        """Close the page if the file was imported while another one lay over it."""
        if self._is_done:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Stop reading, or leave; nothing is changed by either."""
        if not self._is_busy:
            self.dismiss(None)
        elif not self._is_saving:
            self._stop_process()
            stopped = CoachError("Import stopped.", "Nothing was changed.", "Start it again whenever you like.")
            self._show_problem(self.session.format_error(stopped))


def _suggest_answer(import_preview: ImportPreview, *, hide: bool) -> str:
    """Return what an answer to a preview looks like, "" if it asks nothing. With `hide` it names nobody."""
    if import_preview.ask_owner:
        return "you@example.org" if hide else import_preview.ask_owner[0]
    if import_preview.questions and not hide:
        return "1"
    return ", ".join(f"{word}=4" for word in import_preview.unmapped[:5])


_MAP_OPTIONS = re.compile(r"(?:--map (?:'[^']*'|\S*[^\s.,;]) ?)+")
_MAP_OPTION = re.compile(r"--map (?:'([^']*)'|(\S*[^\s.,;]))")
_OWNER_OPTION = re.compile(r" ?[^.]*--me\b[^.]*\.?$")
_ANSWER_PAIR = re.compile(r"\s*(\"[^\"]*\"|[^,\"]*?)\s*=\s*(\"[^\"]*\"|[^,]*)")


def write_for_screen(line: str) -> str:
    """Return a line of a preview without the options of the shell: the line below takes the same, between commas."""
    line = _OWNER_OPTION.sub("", line)  # the question who somebody is comes by itself
    return _MAP_OPTIONS.sub(lambda found: f"{_join_mappings(found[0])}{' ' if found[0].endswith(' ') else ''}", line)


def find_example(line: str) -> str:
    """Return the first answer that a line of a preview proposes, "" if it proposes none."""
    map_options = _MAP_OPTIONS.search(line)
    return _join_mappings(map_options[0]) if map_options else ""


def _join_mappings(options: str) -> str:
    return ", ".join(quoted or plain for quoted, plain in _MAP_OPTION.findall(options))


def parse_pairs(line: str) -> dict[str, str]:
    """Return NAME=VALUE pairs between commas; a name or value with a comma stands in quotes."""
    answer_pairs = ((name.strip('" '), value.strip('" ')) for name, value in _ANSWER_PAIR.findall(line))
    return {name: value for name, value in answer_pairs if name}
