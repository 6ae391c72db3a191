"""Read an inbox: a text file in which each line is what one would type in the shell.

The file is renamed before it is read, so that a phone or a script can go on writing to a new one. Each line is saved,
then written to the file of taken lines (`inbox.done.txt`). A program that is stopped in between loses nothing and
takes nothing twice, because a line always makes records with the same ids. Lines that are
not understood go back into the file with a remark behind them.

    2026-11-28 14:05 sent Ana @linkedin : asked about the meetup
    focus 25 messages --for "write to Ana"
    - met Priya
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2s
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from coach.actions.result import Action, ActionResult, action
from coach.atomic_file import open_regular_file, read_text_file, write_private_file
from coach.cli.run_inbox_line import run_inbox_line
from coach.domain.journal import Journal
from coach.domain.record import derive_record_id
from coach.domain.text import clean_text, decode_stray_bytes
from coach.domain.typed_times import parse_past_time
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from coach.sources.source import ReadContext, Reading, Source
from coach.store.file_format import detect_encoding
from coach.store.remove_people import NameFinder

INBOX_LINE_LIMIT = 2_000
"""Letters one line may have."""
_LINE_BULLET = re.compile(r"^(?:[-*•]\s+)?(?:\[.?\]\s+)?(?:coach\s+)?")
DATE_PREFIX = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?[,;]?\s+"
)
_CLOCK_PREFIX = re.compile(r"^(\d{1,2}:\d{2})\s+")
_QUOTED_ARGUMENT = re.compile(r'(?:\S+\s+)?"[^"]*"(?:\s|$)')
"""The first or second argument in quotation marks, as in a shell; further on they belong to the text."""
_SHELL_OPTION = re.compile(r"(?:^|\s)--[a-z]")


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A line: the moment it is about, the command, and the words behind it as a shell splits them."""

    at: datetime
    is_dated: bool
    command: str
    words: tuple[str, ...]
    has_options: bool


def parse_inbox_line(text: str, now: datetime) -> InboxLine:
    """Return the parts of a line. Raises InvalidInput."""
    if len(text) > INBOX_LINE_LIMIT:
        raise InvalidInput("The line is too long.", hint=f"At most {INBOX_LINE_LIMIT} characters.")
    bare_line = _LINE_BULLET.sub("", clean_text(text, INBOX_LINE_LIMIT).strip(), count=1)
    at, command_and_words = _split_time(bare_line, now)
    is_dated = command_and_words != bare_line
    if at > now:
        raise InvalidInput("That time is still to come.", hint="The coach runs this line when that time comes.")
    command, _, command_and_words = _LINE_BULLET.sub("", command_and_words, count=1).strip().partition(" ")
    command, command_and_words = command.lower(), command_and_words.strip()
    has_options = _SHELL_OPTION.search(command_and_words) is not None
    is_quoted = has_options or _QUOTED_ARGUMENT.match(command_and_words)
    words = _split_like_shell(command_and_words) if is_quoted else command_and_words.split()
    if not has_options:
        words = _translate_marks(command, command_and_words, words)
        has_options = "--until" in words
    return InboxLine(at, is_dated, command, tuple(words), has_options)


def is_comment(line: str) -> bool:
    """Return whether a line is empty or a remark."""
    return not line.strip() or line.lstrip().startswith("#")


def _split_time(inbox_line: str, now: datetime) -> tuple[datetime, str]:
    """Return the moment in front of a line, now if there is none, and the rest. A day alone means its noon."""
    if time_prefix := DATE_PREFIX.match(inbox_line):
        try:
            day = date.fromisoformat(time_prefix[1])
            clock = time_prefix[2] or ("12:00" if day != now.date() else f"{now:%H:%M}")
            at = parse_past_time(f"{day.isoformat()} {clock}", now).at
        except ValueError:
            title = f'"{clean_text(time_prefix[1], 20)}" is not a day.'
            raise InvalidInput(title, hint="Like 2026-11-28 14:05.") from None
        return at, inbox_line[time_prefix.end() :]
    if time_prefix := _CLOCK_PREFIX.match(inbox_line):
        return parse_past_time(time_prefix[1], now).at, inbox_line[time_prefix.end() :]
    return now, inbox_line


def _split_like_shell(text: str) -> list[str]:
    """Return words, those in double quotes as one. An apostrophe is a letter here: people type it on phones."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    try:
        return list(lexer)
    except ValueError:  # a quotation mark without its other half
        return text.split()


def _translate_marks(command: str, words_text: str, words: Sequence[str]) -> list[str]:
    """Return the words with the marks of an inbox line as the shell has them: "Ana until friday", "Ana : a list"."""
    if command == "goal" and words_text.lower() == "not-today":
        return ["not", "today"]
    inbox_mark = {"later": " until ", "promised": " ! ", "gave": " : ", "got": " : "}.get(command, "")
    before_mark, found_mark, after_mark = words_text.partition(inbox_mark) if inbox_mark else (words_text, "", "")
    if not found_mark:
        return list(words)
    if command == "later":
        return [*before_mark.split(), "--until", after_mark]
    return [before_mark.strip(), *after_mark.split()]


INBOX_SIZE_LIMIT = 4 << 20
"""Bytes an inbox may have."""
INBOX_READ_MARKER = "# Taken until"
"""Begins the first line of an inbox that was read: what follows is new."""
INBOX_REMARK = "  # coach: "
"""Stands between a line that was not understood and the reason."""
_LINE_HASHES_LIMIT = 1_000
_INBOX_CONFLICT_COPY = re.compile(r"\.sync-conflict-.*| \(.*conflicted copy.*\)")
"""What Syncthing, Nextcloud and Dropbox put between the name and the suffix of a copy."""
_HALF_WRITTEN_SECONDS = 45.0
"""Seconds for which a last line without an end may go on."""
_PRIVATE_INBOX_MODE = 0o600


@dataclass(slots=True)
class InboxResult:
    """What came of the lines: messages of those that were taken, and lines with remarks that were not."""

    messages: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def has_changes(source: Source, now: datetime) -> bool:
    """Return whether somebody wrote to the inbox: two stats and one listing. Raises OSError."""
    return _get_stamp(source.place) != source.marks.get("stamp") or source.marks.get("day") != now.date().isoformat()


def read_source(source: Source, context: ReadContext) -> Reading:
    """Take the lines of an inbox. Raises CoachError, OSError."""
    inbox_path = Path(os.path.realpath(source.path))
    if not inbox_path.parent.is_dir():
        raise FileNotFoundError(str(inbox_path.parent))
    marks = {**source.marks, "stamp": _get_stamp(inbox_path)}
    inbox_result = InboxResult()
    for inbox_being_taken in sorted(inbox_path.parent.glob(f"{inbox_path.stem}.taking-*{inbox_path.suffix}")):
        # A program was stopped while it read.
        _take_file(inbox_being_taken, inbox_path, context, marks, inbox_result, is_copy=False)
    if not context.is_asked and _is_being_written(inbox_path):
        marks["stamp"] = []
    else:
        if inbox_path.exists() and _holds_lines(inbox_path):
            _take_file(_move_away(inbox_path, inbox_path), inbox_path, context, marks, inbox_result, is_copy=False)
        files = inbox_path.parent.iterdir()
        for conflict_copy in sorted(file for file in files if _is_conflict_copy(file.name, inbox_path)):
            # Much of it is in the inbox.
            _take_file(_move_away(conflict_copy, inbox_path), inbox_path, context, marks, inbox_result, is_copy=True)
        marks.pop("copied", None)
    marks["day"] = context.now.date().isoformat()
    notices = []
    if inbox_result.messages:
        lines_saved = len(inbox_result.messages)
        notices.append(f"Inbox: {inbox_result.messages[0] if lines_saved == 1 else f'{lines_saved} lines saved.'}")
    if inbox_result.remarks:
        count = len(inbox_result.remarks)
        lines, them = ("1 line", "it") if count == 1 else (f"{count} lines", "each line")
        notices.append(
            f"Inbox: {lines} in {inbox_path.name} could not be saved. The file now has the reason next to {them}."
        )
    return Reading(marks, came=len(inbox_result.messages), notices=tuple(notices))


def take_lines(service: CoachService, lines: Iterable[str]) -> InboxResult:
    """Take lines that come from a pipe. Nothing stays anywhere; the remarks say what was not understood."""
    inbox_result, batch_id = InboxResult(), uuid4().hex
    for number, line in enumerate(lines):
        if not is_comment(line):
            try:
                inbox_result.messages.append(_save_line(service, line, f"{batch_id}:{number}", service.now()))
            except CoachError as error:
                inbox_result.remarks.append(f"{clean_text(line, 60)}: {error}")
    return inbox_result


def remove_mentions(path: Path, names: Iterable[str]) -> None:
    """Remove the lines that name somebody, when that person is forgotten. Raises OSError."""
    finder = NameFinder(names)
    for inbox_file in (path, _done_file(path)):
        if inbox_file.is_file():
            inbox_text = read_text_file(inbox_file, errors="surrogateescape")
            if (other_lines := finder.drop_lines(inbox_text)) != inbox_text:
                write_private_file(inbox_file, other_lines.encode("utf-8", "surrogateescape"))


def _take_file(
    inbox_being_taken: Path,
    inbox: Path,
    context: ReadContext,
    marks: dict[str, Any],
    inbox_result: InboxResult,
    *,
    is_copy: bool,
) -> None:
    """Take the lines of a file that is out of the way, and put what stays back into the inbox."""
    inbox_bytes = inbox_being_taken.read_bytes()
    inbox_lines = _decode(inbox_bytes).splitlines()
    command_lines = [line for line in inbox_lines if not is_comment(line)]
    skipped_numbers = _list_taken_before(inbox_lines, command_lines, marks, is_copy=is_copy)
    comments = [line for line in inbox_lines if is_comment(line) and line.strip()]
    remaining_lines = [line for line in comments if not line.startswith(INBOX_READ_MARKER)]
    for number, line in enumerate(command_lines):
        if number in skipped_numbers:
            continue
        bare_line = line.partition(INBOX_REMARK)[0].rstrip()
        if number - len(skipped_numbers) >= context.limit:
            remaining_lines.append(line)
            continue
        if _is_dated(bare_line) and _hash_line(bare_line) in marks.get("dated", ()):
            continue
        try:
            line_key = f"{inbox_being_taken.name}:{number}"
            message = _save_line(context.service, bare_line, line_key, context.now)
        except CoachError as error:
            inbox_result.remarks.append(bare_line)
            remaining_lines.append(f"{bare_line}{INBOX_REMARK}{clean_text(str(error), 200)}")
            continue
        inbox_result.messages.append(message)
        _append_line(_done_file(inbox), f"{bare_line}  # {context.now:%Y-%m-%d %H:%M} {message}")
        if _is_dated(bare_line):
            marks["dated"] = [*marks.get("dated", ()), _hash_line(bare_line)][-_LINE_HASHES_LIMIT:]
    line_hashes = [_hash_line(line) for line in command_lines]
    if is_copy:
        marks["copied"] = [*marks.get("copied", ()), *line_hashes]
    else:
        marks["batch"] = line_hashes[-_LINE_HASHES_LIMIT:]
    late_text = inbox_being_taken.read_bytes()[len(inbox_bytes) :].decode("utf-8", "surrogateescape")
    mode = stat.S_IMODE(inbox_being_taken.stat().st_mode)
    marks["stamp"] = _put_back(inbox, remaining_lines, late_text, context.now, mode)
    inbox_being_taken.unlink()


def _save_line(service: CoachService, line_text: str, line_key: str, now: datetime) -> str:
    """Save what a line says, under ids that are the same if it is saved again. Raises CoachError."""
    inbox_line = parse_inbox_line(decode_stray_bytes(line_text).encode("utf-8", "replace").decode("utf-8"), now)
    action_numbers = count()

    def adjust(action: Action) -> Action:
        number = next(action_numbers)
        return _with_stable_ids(action, inbox_line.at, f"{line_key}:{number}" if number else line_key)

    return run_inbox_line(inbox_line, service, adjust)


@action
def _with_stable_ids(journal: Journal, now: datetime, action: Action, at: datetime, line_key: str) -> ActionResult:
    """Return the action as of `at`, its new records under ids derived from `line_key`; if they exist, save nothing."""
    first_record_id = derive_record_id("inbox", line_key, "0")
    if any(first_record_id in rows for rows in journal.documents.values()):
        return ActionResult("taken")  # saved before; the program was stopped before it could note that
    action_result = action(journal, at)
    stable_ids = {
        record.id: derive_record_id("inbox", line_key, str(number))
        for number, record in enumerate(action_result.upserts)
        if record.table != "settings" and journal.get_with_deleted(type(record), record.id) is None
    }
    upserts = []
    for record in action_result.upserts:
        fields = {name: getattr(record, name) for name in type(record).model_fields}
        names = [name for name, value in fields.items() if isinstance(value, str) and value in stable_ids]
        upserts.append(record.model_copy(update={name: stable_ids[fields[name]] for name in names}))
    record_id = stable_ids.get(action_result.record_id, action_result.record_id)
    return replace(action_result, upserts=tuple(upserts), record_id=record_id)


def _list_taken_before(
    inbox_lines: list[str], command_lines: list[str], marks: Mapping[str, Any], *, is_copy: bool
) -> set[int]:
    """Return the numbers of lines that were taken already.

    A synchronising program may bring back an inbox as it was before it was read, with more behind it: without the
    marker in its first line, the lines of the last time at its beginning are the old ones.
    """
    hashes_before = marks.get("batch", [])
    if is_copy:
        taken_hashes = {*hashes_before, *marks.get("copied", ())}
        return {number for number, line in enumerate(command_lines) if _hash_line(line) in taken_hashes}
    if not hashes_before or inbox_lines[0].startswith(INBOX_READ_MARKER) or len(command_lines) <= len(hashes_before):
        return set()
    begins_as_before = [_hash_line(line) for line in command_lines[: len(hashes_before)]] == hashes_before
    return set(range(len(hashes_before))) if begins_as_before else set()


def _move_away(file: Path, inbox: Path) -> Path:
    """Rename a file so that nobody else writes to it. Raises CoachError, OSError."""
    file_status = file.lstat()
    if not stat.S_ISREG(file_status.st_mode):
        raise CoachError(f"{clean_text(file.name)} is not a file.", hint="An inbox is a text file.")
    if file_status.st_size > INBOX_SIZE_LIMIT:
        raise CoachError(
            f"{clean_text(file.name)} is larger than 4 MB.",
            hint="Nothing was saved from it. Split it, or start a new one.",
        )
    inbox_being_taken = inbox.with_name(f"{inbox.stem}.taking-{uuid4().hex[:12]}{inbox.suffix}")
    file.rename(inbox_being_taken)
    return inbox_being_taken


def _is_conflict_copy(name: str, inbox: Path) -> bool:
    """Return whether a file is what a synchronising program made of an inbox that was written on two sides."""
    between = name.removeprefix(inbox.stem).removesuffix(inbox.suffix)
    return name == f"{inbox.stem}{between}{inbox.suffix}" and _INBOX_CONFLICT_COPY.fullmatch(between) is not None


def _is_being_written(inbox_path: Path) -> bool:
    """Return whether the last line has no end and may go on: editors of phones save while one types."""
    with suppress(OSError), open_regular_file(inbox_path) as inbox_stream:
        inbox_status = os.fstat(inbox_stream.fileno())
        if 0 <= time.time() - inbox_status.st_mtime < _HALF_WRITTEN_SECONDS and inbox_status.st_size:
            inbox_stream.seek(-1, os.SEEK_END)
            return inbox_stream.read() not in b"\r\n\0"
    return False


def _decode(inbox_bytes: bytes) -> str:
    """Return the text of an inbox: UTF-8, or UTF-16 as PowerShell and Notepad may save it."""
    encoding = detect_encoding(inbox_bytes)
    return inbox_bytes.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace").removeprefix("\ufeff")


def _holds_lines(path: Path) -> bool:
    """Return whether there is anything but remarks in an inbox."""
    if path.is_file() and path.stat().st_size <= INBOX_SIZE_LIMIT:
        return any(not is_comment(line) for line in read_text_file(path, errors="surrogateescape").splitlines())
    return True  # `_move_away` says what is wrong with it


def _put_back(inbox: Path, remaining_lines: list[str], late_text: str, now: datetime, mode: int) -> list[int]:
    """Write what stays into the inbox: a new one, or behind what somebody wrote to it meanwhile.

    Return its stamp if there is nothing new in it, else an empty list.
    """
    inbox_text, has_new_lines = "".join(f"{line}\n" for line in remaining_lines) + late_text, bool(late_text)
    try:
        inbox_descriptor = os.open(inbox, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        marker = f"{INBOX_READ_MARKER} {now:%Y-%m-%d %H:%M}: the coach has read what stood here. Write new lines below."
        inbox_text = f"{marker}\n{inbox_text}"
    except FileExistsError:
        inbox_descriptor = os.open(inbox, os.O_WRONLY | os.O_APPEND)
        if os.fstat(inbox_descriptor).st_size and inbox_text:
            inbox_text = "\n" + inbox_text
        has_new_lines = True
    with os.fdopen(inbox_descriptor, "wb") as inbox_stream:
        inbox_stream.write(inbox_text.encode("utf-8", "surrogateescape"))
        inbox_stream.flush()
        inbox_status = os.fstat(inbox_stream.fileno())
    return [] if has_new_lines else [inbox_status.st_mtime_ns, inbox_status.st_size, inbox_status.st_ino]


def _append_line(done_path: Path, taken_line: str) -> None:
    done_descriptor = os.open(done_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _PRIVATE_INBOX_MODE)
    with os.fdopen(done_descriptor, "wb") as done_stream:
        done_stream.write(f"{taken_line}\n".encode("utf-8", "surrogateescape"))
        done_stream.flush()
        with suppress(OSError):
            os.fsync(done_stream.fileno())


def _done_file(inbox: Path) -> Path:
    return inbox.with_name(f"{inbox.stem}.done{inbox.suffix}")


def _is_dated(line: str) -> bool:
    return DATE_PREFIX.match(line.lstrip("-*• ")) is not None


def _hash_line(inbox_line: str) -> str:
    bare_line = inbox_line.partition(INBOX_REMARK)[0].strip()
    return blake2s(bare_line.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _get_stamp(inbox_path: Path) -> list[int]:
    """Return what changes when the inbox does, or a copy of it comes. Raises OSError if its folder is gone."""
    inbox_stamp = []
    with suppress(FileNotFoundError):
        inbox_status = inbox_path.stat()
        inbox_stamp = [inbox_status.st_mtime_ns, inbox_status.st_size, inbox_status.st_ino]
    with os.scandir(inbox_path.parent) as entries:
        names = sorted(entry.name for entry in entries)
    taken = f"{inbox_path.stem}.taking-"
    inbox_stamp += [len(name) for name in names if name.startswith(taken) or _is_conflict_copy(name, inbox_path)]
    return inbox_stamp
