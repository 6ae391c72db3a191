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
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2s
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from coach.actions.result import Action, ActionResult, action
from coach.atomic_file import open_regular_file, read_text_file, write_private_file
from coach.domain.journal import Journal
from coach.domain.record import derive_record_id
from coach.domain.text import clean_text, decode_stray_bytes
from coach.domain.typed_times import parse_past_time
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from coach.sources.source import ReadContext, Reading, Source
from coach.store.remove_people import NameFinder

LINE_LIMIT = 2_000
"""Letters one line may have."""
_BULLET = re.compile(r"^(?:[-*•]\s+)?(?:\[.?\]\s+)?(?:coach\s+)?")
DATE_PREFIX = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?[,;]?\s+"
)
_CLOCK = re.compile(r"^(\d{1,2}:\d{2})\s+")
_QUOTED_ARGUMENT = re.compile(r'(?:\S+\s+)?"[^"]*"(?:\s|$)')
"""The first or second argument in quotation marks, as in a shell; further on they belong to the text."""
_OPTION = re.compile(r"(?:^|\s)--[a-z]")


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A line: the moment it is about, the command, and the words behind it as a shell splits them."""

    at: datetime
    is_dated: bool
    command: str
    words: tuple[str, ...]
    has_options: bool


class LineRunner(Protocol):
    """Runs the command of a line; `coach.cli.sources` has the one that knows the commands of the shell."""

    def __call__(self, line: InboxLine, service: CoachService, adjust: Callable[[Action], Action]) -> str:
        """Run the command, its actions adjusted, and return its message. Raises CoachError."""
        ...


def refuse_line(line: InboxLine, service: CoachService, adjust: Callable[[Action], Action]) -> str:
    """Raise InvalidInput: the caller named no runner."""
    raise InvalidInput("Inbox lines can't be run here.", hint="Run coach inbox in the shell.")


def parse_inbox_line(text: str, now: datetime) -> InboxLine:
    """Return the parts of a line. Raises InvalidInput."""
    if len(text) > LINE_LIMIT:
        raise InvalidInput("The line is too long.", hint=f"At most {LINE_LIMIT} characters.")
    line = _BULLET.sub("", clean_text(text, LINE_LIMIT).strip(), count=1)
    at, rest = _split_time(line, now)
    is_dated = rest != line
    if at > now:
        raise InvalidInput("That time is still to come.", hint="The coach runs this line when that time comes.")
    command, _, rest = _BULLET.sub("", rest, count=1).strip().partition(" ")
    command, rest = command.lower(), rest.strip()
    has_options = _OPTION.search(rest) is not None
    words = _split_like_shell(rest) if has_options or _QUOTED_ARGUMENT.match(rest) else rest.split()
    if not has_options:
        words = _translate_marks(command, rest, words)
        has_options = "--until" in words
    return InboxLine(at, is_dated, command, tuple(words), has_options)


def is_comment(line: str) -> bool:
    """Return whether a line is empty or a remark."""
    return not line.strip() or line.lstrip().startswith("#")


def _split_time(text: str, now: datetime) -> tuple[datetime, str]:
    """Return the moment in front of a line, now if there is none, and the rest. A day alone means its noon."""
    if found := DATE_PREFIX.match(text):
        try:
            day = date.fromisoformat(found[1])
            clock = found[2] or ("12:00" if day != now.date() else f"{now:%H:%M}")
            at = parse_past_time(f"{day.isoformat()} {clock}", now).at
        except ValueError:
            raise InvalidInput(f'"{clean_text(found[1], 20)}" is not a day.', hint="Like 2026-11-28 14:05.") from None
        return at, text[found.end() :]
    if found := _CLOCK.match(text):
        return parse_past_time(found[1], now).at, text[found.end() :]
    return now, text


def _split_like_shell(text: str) -> list[str]:
    """Return words, those in double quotes as one. An apostrophe is a letter here: people type it on phones."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    try:
        return list(lexer)
    except ValueError:  # a quotation mark without its other half
        return text.split()


def _translate_marks(command: str, rest: str, words: Sequence[str]) -> list[str]:
    """Return the words with the marks of an inbox line as the shell has them: "Ana until friday", "Ana : a list"."""
    if command == "goal" and rest.lower() == "not-today":
        return ["not", "today"]
    mark = {"later": " until ", "promised": " ! ", "gave": " : ", "got": " : "}.get(command, "")
    before, found, after = rest.partition(mark) if mark else (rest, "", "")
    if not found:
        return list(words)
    return [*before.split(), "--until", after] if command == "later" else [before.strip(), *after.split()]


SIZE_LIMIT = 4 << 20
"""Bytes an inbox may have."""
MARKER = "# Taken until"
"""Begins the first line of an inbox that was read: what follows is new."""
REMARK = "  # coach: "
"""Stands between a line that was not understood and the reason."""
_HASHES_LIMIT = 1_000
_CONFLICT = re.compile(r"\.sync-conflict-.*| \(.*conflicted copy.*\)")
"""What Syncthing, Nextcloud and Dropbox put between the name and the suffix of a copy."""
_HALF_WRITTEN = 45.0
"""Seconds for which a last line without an end may go on."""
_PRIVATE = 0o600


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
    path = Path(os.path.realpath(source.path))
    if not path.parent.is_dir():
        raise FileNotFoundError(str(path.parent))
    marks = {**source.marks, "stamp": _get_stamp(path)}
    total = InboxResult()
    for taking in sorted(path.parent.glob(f"{path.stem}.taking-*{path.suffix}")):
        _take_file(taking, path, context, marks, total, is_copy=False)  # a program was stopped while it read
    if not context.is_asked and _is_being_written(path):
        marks["stamp"] = []
    else:
        if path.exists() and _holds_lines(path):
            _take_file(_move_away(path, path), path, context, marks, total, is_copy=False)
        for copy in sorted(each for each in path.parent.iterdir() if _is_conflict_copy(each.name, path)):
            _take_file(_move_away(copy, path), path, context, marks, total, is_copy=True)  # much of it is in the inbox
        marks.pop("copied", None)
    marks["day"] = context.now.date().isoformat()
    notices = []
    if total.messages:
        notices.append(
            f"Inbox: {total.messages[-1]}" if len(total.messages) == 1 else f"Inbox: {len(total.messages)} lines saved."
        )
    if total.remarks:
        one = len(total.remarks) == 1
        count, each = ("1 line", "it") if one else (f"{len(total.remarks)} lines", "each line")
        notices.append(f"Inbox: {count} in {path.name} could not be saved. The file now has the reason next to {each}.")
    return Reading(marks, came=len(total.messages), notices=tuple(notices))


def take_lines(service: CoachService, lines: Iterable[str], *, run_line: LineRunner = refuse_line) -> InboxResult:
    """Take lines that come from a pipe. Nothing stays anywhere; the remarks say what was not understood."""
    result, batch = InboxResult(), uuid4().hex
    for number, line in enumerate(lines):
        if not is_comment(line):
            try:
                result.messages.append(_save_line(service, line, f"{batch}:{number}", service.now(), run_line))
            except CoachError as error:
                result.remarks.append(f"{clean_text(line, 60)}: {error}")
    return result


def remove_mentions(path: Path, names: Iterable[str]) -> None:
    """Remove the lines that name somebody, when that person is forgotten. Raises OSError."""
    finder = NameFinder(names)
    for file in (path, _done_file(path)):
        if file.is_file():
            lines = read_text_file(file, errors="surrogateescape").splitlines(keepends=True)
            others = [line for line in lines if not finder.is_in(line)]
            if len(others) != len(lines):
                write_private_file(file, "".join(others).encode("utf-8", "surrogateescape"))


def _take_file(
    taking: Path, inbox: Path, context: ReadContext, marks: dict[str, Any], total: InboxResult, *, is_copy: bool
) -> None:
    """Take the lines of a file that is out of the way, and put what stays back into the inbox."""
    data = taking.read_bytes()
    lines = _decode(data).splitlines()
    batch = [line for line in lines if not is_comment(line)]
    skipped = _list_taken_before(lines, batch, marks, is_copy=is_copy)
    stays: list[str] = [line for line in lines if is_comment(line) and line.strip() and not line.startswith(MARKER)]
    taken: list[str] = []
    for number, line in enumerate(batch):
        if number in skipped:
            continue
        bare = line.partition(REMARK)[0].rstrip()
        if number - len(skipped) >= context.limit:
            stays.append(line)
            continue
        if _is_dated(bare) and _hash_line(bare) in marks.get("dated", ()):
            continue
        try:
            key = f"{taking.name}:{number}"
            message = _save_line(context.service, bare, key, context.now, context.run_line or refuse_line)
        except CoachError as error:
            total.remarks.append(bare)
            stays.append(f"{bare}{REMARK}{clean_text(str(error), 200)}")
            continue
        total.messages.append(message)
        taken.append(bare)
        _append_line(_done_file(inbox), f"{bare}  # {context.now:%Y-%m-%d %H:%M} {message}")
        if _is_dated(bare):
            marks["dated"] = [*marks.get("dated", ()), _hash_line(bare)][-_HASHES_LIMIT:]
    hashes = [_hash_line(line) for line in batch]
    if is_copy:
        marks["copied"] = [*marks.get("copied", ()), *hashes]
    else:
        marks["batch"] = hashes[-_HASHES_LIMIT:]
    late = taking.read_bytes()[len(data) :].decode("utf-8", "surrogateescape")
    marks["stamp"] = _put_back(inbox, stays, late, context.now, stat.S_IMODE(taking.stat().st_mode))
    taking.unlink()


def _save_line(service: CoachService, text: str, key: str, now: datetime, run_line: LineRunner) -> str:
    """Save what a line says, under ids that are the same if it is saved again. Raises CoachError."""
    if len(text) > LINE_LIMIT:
        raise CoachError("The line is too long.", hint=f"At most {LINE_LIMIT} characters.")
    line = parse_inbox_line(decode_stray_bytes(text).encode("utf-8", "replace").decode("utf-8"), now)
    numbers = count()

    def adjust(action: Action) -> Action:
        number = next(numbers)
        return _with_stable_ids(action, line.at, f"{key}:{number}" if number else key)

    return run_line(line, service, adjust)


@action
def _with_stable_ids(journal: Journal, now: datetime, action: Action, at: datetime, key: str) -> ActionResult:
    """Return the action as of `at`, its new records under ids derived from `key`; if they exist, nothing is saved."""
    first = derive_record_id("inbox", key, "0")
    if any(first in rows for rows in journal.documents.values()):
        return ActionResult("taken")  # saved before; the program was stopped before it could note that
    result = action(journal, at)
    ids = {
        record.id: derive_record_id("inbox", key, str(number))
        for number, record in enumerate(result.upserts)
        if record.table != "settings" and journal.get_with_deleted(type(record), record.id) is None
    }
    upserts = tuple(
        record.model_copy(
            update={
                name: ids[value]
                for name in type(record).model_fields
                if isinstance(value := getattr(record, name), str) and value in ids
            }
        )
        for record in result.upserts
    )
    return replace(result, upserts=upserts, record_id=ids.get(result.record_id, result.record_id))


def _list_taken_before(lines: list[str], batch: list[str], marks: Mapping[str, Any], *, is_copy: bool) -> set[int]:
    """Return the numbers of lines that were taken already.

    A synchronising program may bring back an inbox as it was before it was read, with more behind it: without the
    marker in its first line, the lines of the last time at its beginning are the old ones.
    """
    before = marks.get("batch", [])
    if is_copy:
        taken = {*before, *marks.get("copied", ())}
        return {number for number, line in enumerate(batch) if _hash_line(line) in taken}
    if not before or lines[0].startswith(MARKER) or len(batch) <= len(before):
        return set()
    is_same = [_hash_line(line) for line in batch[: len(before)]] == before
    return set(range(len(before))) if is_same else set()


def _move_away(file: Path, inbox: Path) -> Path:
    """Rename a file so that nobody else writes to it. Raises CoachError, OSError."""
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise CoachError(f"{clean_text(file.name)} is not a file.", hint="An inbox is a text file.")
    if status.st_size > SIZE_LIMIT:
        raise CoachError(
            f"{clean_text(file.name)} is larger than 4 MB.",
            hint="Nothing was saved from it. Split it, or start a new one.",
        )
    taking = inbox.with_name(f"{inbox.stem}.taking-{uuid4().hex[:12]}{inbox.suffix}")
    file.rename(taking)
    return taking


def _is_conflict_copy(name: str, inbox: Path) -> bool:
    """Return whether a file is what a synchronising program made of an inbox that was written on two sides."""
    middle = name.removeprefix(inbox.stem).removesuffix(inbox.suffix)
    return name == f"{inbox.stem}{middle}{inbox.suffix}" and _CONFLICT.fullmatch(middle) is not None


def _is_being_written(path: Path) -> bool:
    """Return whether the last line has no end and may go on: editors of phones save while one types."""
    with suppress(OSError), open_regular_file(path) as stream:
        status = os.fstat(stream.fileno())
        if 0 <= time.time() - status.st_mtime < _HALF_WRITTEN and status.st_size:
            stream.seek(-1, os.SEEK_END)
            return stream.read() not in b"\r\n\0"
    return False


def _decode(data: bytes) -> str:
    """Return the text of an inbox: UTF-8, or UTF-16 as PowerShell and Notepad may save it."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def _holds_lines(path: Path) -> bool:
    """Return whether there is anything but remarks in an inbox."""
    if path.is_file() and path.stat().st_size <= SIZE_LIMIT:
        return any(not is_comment(line) for line in read_text_file(path, errors="surrogateescape").splitlines())
    return True  # `_move_away` says what is wrong with it


def _put_back(inbox: Path, stays: list[str], late: str, now: datetime, mode: int) -> list[int]:
    """Write what stays into the inbox: a new one, or behind what somebody wrote to it meanwhile.

    Return its stamp if there is nothing new in it, else an empty list.
    """
    lines = [f"{MARKER} {now:%Y-%m-%d %H:%M}: the coach has read the lines up to then. Write new lines below.", *stays]
    text, is_new = "".join(f"{line}\n" for line in lines) + late, bool(late)
    try:
        descriptor = os.open(inbox, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        descriptor = os.open(inbox, os.O_WRONLY | os.O_APPEND)
        text = "".join(f"{line}\n" for line in stays) + late
        if os.fstat(descriptor).st_size and text:
            text = "\n" + text
        is_new = True
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text.encode("utf-8", "surrogateescape"))
        stream.flush()
        status = os.fstat(stream.fileno())
    return [] if is_new else [status.st_mtime_ns, status.st_size, status.st_ino]


def _append_line(path: Path, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _PRIVATE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(f"{line}\n".encode("utf-8", "surrogateescape"))
        stream.flush()
        with suppress(OSError):
            os.fsync(stream.fileno())


def _done_file(inbox: Path) -> Path:
    return inbox.with_name(f"{inbox.stem}.done{inbox.suffix}")


def _is_dated(line: str) -> bool:
    return DATE_PREFIX.match(line.lstrip("-*• ")) is not None


def _hash_line(line: str) -> str:
    bare = line.partition(REMARK)[0].strip()
    return blake2s(bare.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _get_stamp(path: Path) -> list[int]:
    """Return what changes when the inbox does, or a copy of it comes. Raises OSError if its folder is gone."""
    stamps = []
    with suppress(FileNotFoundError):
        status = path.stat()
        stamps = [status.st_mtime_ns, status.st_size, status.st_ino]
    with os.scandir(path.parent) as entries:
        others = sorted(
            entry.name
            for entry in entries
            if entry.name.startswith(f"{path.stem}.taking-") or _is_conflict_copy(entry.name, path)
        )
    return [*stamps, *(len(name) for name in others)]
