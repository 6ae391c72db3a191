"""Open, watch and save one data folder.

A save is lock, read, change, write, unlock: under the lock between processes the file is read again if anybody else
wrote it, documents are put in by their id, and the whole is durable before the call returns. The documents returned
are those in memory: do not edit them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from coach.atomic_file import Disk, Stamp, make_folder, stamp_of
from coach.errors import CoachError
from coach.store import words
from coach.store.acknowledged import Acknowledged
from coach.store.backup import Backups
from coach.store.engine import PLAIN, Codec, File
from coach.store.folder import Folder
from coach.store.form import SCHEMA, Content, Doc, Docs, plain
from coach.store.lock import WAIT, Lock
from coach.store.migrate import migrated
from coach.store.recovery import Damage, recover
from coach.store.rollover import ROLLED, Years
from coach.store.years import first_hot, is_past


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a look at the folder brought. `notices` are calm one-liners for the person."""

    docs: Docs
    read_only: bool = False
    notices: tuple[str, ...] = ()
    damage: Damage | None = None
    """Set while the file is unreadable and `docs` come from elsewhere."""
    refuses: CoachError | None = None
    """What a save would say now, if `read_only`."""


@dataclass(frozen=True, slots=True)
class State:
    """What is in memory: one version of the file. Replaced as a whole, so that an error leaves the old one."""

    content: Content = field(default_factory=Content)
    stamp: Stamp | None = None
    damage: Damage | None = None
    refuses: CoachError | None = None
    """Why nothing can be saved; None if it can."""
    was: int = SCHEMA
    """The schema that the file has on the disk."""
    owes: bool = False
    """The file on the disk lacks something that was acknowledged here; the next commit writes it."""


class Store:
    """The data in one folder. Making one touches nothing; every method may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        *,
        codec: Codec = PLAIN,
        today: Callable[[], date] | None = None,
        disk: Disk | None = None,
        wait: float = WAIT,
        acknowledged: Path | None = None,
    ) -> None:
        self.files = Folder(Path(folder), disk or Disk(), codec)
        self.folder, self.path = self.files.root, self.files.path
        self.lock = Lock(self._home, self.files.disk, wait=wait)
        self.backups = Backups(self.files)
        self.years = Years(self.files, self.backups)
        self.acknowledged = Acknowledged(acknowledged, self.files, self.years)
        self.doubt = ""
        """A line to show instead of "saved" if the disk has not confirmed the last save; usually empty."""
        self.today = today or _local_day
        self.state = State()
        self._tidy = False
        self._unkept: tuple[Stamp, bytes] | None = None
        self._file = self.path

    # Reading

    def load(self) -> Loaded:
        """Return what the folder holds now. Never raises for anything that it finds there."""
        notices: list[str] = []
        with self.lock.threads:
            if not self._tidy:
                self._tidy = True
                self.files.sweep(self.lock)
                self.acknowledged.remove_temps()
                notices.append(self.files.make_private())
            try:
                there = self._look()
            except OSError:
                notices.append(words.not_readable(self.path))
                told = tuple(filter(None, notices))
                return Loaded(self.state.content.docs, True, told, refuses=words.unread(self.path))
            state = self.state
        if state.damage is not None:
            notices.append(state.damage.notice)
        elif state.refuses is not None:
            notices.append(words.NEWER)
        elif state.content.docs and not there:
            notices.append(words.FILE_AWAY)
        notices += self.years.notices
        self.years.notices.clear()
        told = tuple(filter(None, notices))
        return Loaded(state.content.docs, state.refuses is not None, told, state.damage, state.refuses)

    def reset(self) -> None:
        """Know nothing: as a new object on this folder would. After everything was erased."""
        self.state, self._unkept = State(), None

    def changed(self) -> bool:
        """Whether anybody else has written since this object last read or wrote: one stat."""
        try:
            now = stamp_of(self.files.disk, self.path)
        except OSError:
            return False
        return now is not None and now != self.state.stamp

    def history(self, wanted: Callable[[str, Doc], bool] | None = None) -> Docs:
        """Return all records, those of finished years included, each once and in its newest version.

        With `wanted`, only those (table, document) that it says yes to; then none of the years is kept.
        """
        if self.state.stamp is None:
            with self.lock.threads, contextlib.suppress(OSError):
                self._look()  # never later: what others wrote since has to come to the screen through `load`
        hot = self.state.content.docs
        return self.years.history(hot) if wanted is None else self.years.some(hot, wanted)

    def quiet(self) -> Docs:
        """Return people one has not been in touch with for long, with their last messages. Never raises OSError."""
        return self.years.quiet()

    def quiet_ones(self, ids: Collection[str]) -> Docs:
        """Return what is kept of those of the people `ids` who are quiet. Never raises OSError."""
        return self.years.of_quiet(ids)

    # Writing

    @contextmanager
    def locked(self, *, keep: bool = True) -> Iterator[Docs]:
        """Hold the lock over reading, thinking and saving; yields the newest documents. Raises CoachError.

        Without `keep`, what was written is yet to be kept for this computer, by the next `locked` or `keep`.
        """
        with contextlib.ExitStack() as stack:
            try:
                if self.state.stamp is None:
                    make_folder(self.files.disk, self.files.home)
                stack.enter_context(self.lock)
                self._look_closely()
            except OSError as error:
                raise words.not_saved(error, self.folder) from error
            yield self.state.content.docs
            if keep:
                self._keep()

    def keep(self) -> None:
        """Keep what was last written for this computer, in a second place; see `acknowledged`. Never raises."""
        if self._unkept is not None:
            with contextlib.suppress(OSError, CoachError), self.lock:
                self._keep()

    def _keep(self) -> None:
        if self._unkept is not None:
            self.acknowledged.write(*self._unkept)
            self._unkept = None

    def save(
        self, puts: Iterable[tuple[str, Doc]], drops: Iterable[tuple[str, str]] = (), *, keep: bool = True
    ) -> Docs:
        """Store documents by their id, remove others, and return all at hand once they are safe on the disk.

        Raises CoachError; then the file is as it was, and the next save needs no restart.
        """
        try:
            changes = [(table, plain(doc)) for table, doc in puts]
        except (TypeError, ValueError) as error:
            raise words.not_storable() from error
        with self.locked(keep=keep):
            if self.state.refuses is not None:
                raise self.state.refuses.with_traceback(None)
            self.commit(_changed(self.state.content, changes, drops, first_hot(self.today())))
            return self.state.content.docs

    def spool(self, puts: Iterable[tuple[str, Doc]]) -> bool:
        """Keep documents that could not be saved, until somebody opens the data on this computer and saves them.

        Return whether that worked. Never raises.
        """
        docs: dict[str, dict[str, Doc]] = {}
        try:
            for table, doc in puts:
                copy = plain(doc)
                docs.setdefault(table, {})[copy["id"]] = copy
        except (TypeError, ValueError):
            return False
        return bool(docs) and self.acknowledged.spool(docs)

    def commit(self, content: Content) -> None:
        """Make `content` the data file, durably, and then let what is old leave. Call it under `locked()`.

        Raises CoachError; then the file is as it was.
        """
        state = self.state
        if content is state.content and state.damage is None and state.was == SCHEMA and not state.owes:
            return
        try:
            content = self.years.with_people(content, state.content)
            self._back_up(state)
            self._write(content)
        except OSError as error:
            raise words.not_saved(error, self.folder) from error
        except TypeError as error:  # something in the file that can be read and not written: nested 300 deep
            raise words.not_storable() from error
        day = self.today()
        hot = first_hot(day)
        if content.marks.get(ROLLED) != hot:
            with contextlib.suppress(OSError):  # all is saved; what could not be archived now will be another time
                self._write(self.years.roll(content, hot, day))
        if not self.doubt:
            self.acknowledged.remove_saved_spool(self.state.content)

    # How it is done

    def _look(self) -> bool:
        """Take in what others have written, if they have. Returns whether there is a file. Raises OSError."""
        stamp, damage = stamp_of(self.files.disk, self.path), self.state.damage
        not_aside = damage is not None and damage.aside is None  # try again: there may be room by now
        if stamp is not None and (stamp != self.state.stamp or not_aside):
            self.state = self._read()
        return stamp is not None

    def _look_closely(self) -> None:
        """As `_look`, under the lock: a file that is no longer there is seen too. Raises OSError, CoachError."""
        disk = self.files.disk
        if not self._look() and self.state.stamp is not None:
            if stamp_of(disk, self.files.backups) is None:
                # All of it is gone, or was erased on purpose: nothing is brought back behind anybody's back.
                raise words.gone(self.folder)
            self.state = State(self.state.content)

    def _read(self) -> State:
        known, file = self.state, self.files.open(self.files.file)
        try:
            content = file.read()
        except ValueError:
            with contextlib.ExitStack() as stack:
                with contextlib.suppress(OSError, CoachError):
                    stack.enter_context(self.lock)
                try:
                    content = file.read()  # perhaps somebody was writing it in place, or has mended it
                except ValueError:
                    return self._recovered(file)
        if content is None:
            return known
        was = content.schema
        if was > SCHEMA:
            return State(content, file.storage.stamp, refuses=words.newer(), was=was)
        there = self.years.rejoined(migrated(content), first_hot(self.today()))
        content = self.acknowledged.joined(there, file.storage.stamp)
        return State(content, file.storage.stamp, was=was, owes=content is not there)

    def _recovered(self, file: File) -> State:
        known, data = self.state, file.storage.raw() or b""
        memory = known.content if known.content.docs else None
        content, damage = recover(self.files, self.backups, data, memory, self.today())
        refuses = words.unread(self.path) if damage.empty or damage.aside is None else None
        content = self.acknowledged.joined(content, None)
        return State(content, file.storage.stamp, damage, refuses)

    def _back_up(self, state: State) -> None:
        if state.stamp is None or state.damage is not None:
            return
        if state.was < SCHEMA:
            self.backups.make(self.today(), f"before-schema-v{SCHEMA}")
        with contextlib.suppress(OSError):  # a full disk may still take the save itself
            self.backups.daily(self.today())

    def _home(self) -> Path:
        """Return the folder to lock, and write the file in it from then on: a link may be set anew any time."""
        self._file = self.files.file
        return self._file.parent

    def _write(self, content: Content) -> None:
        file = self.files.open(self._file)
        written = file.write(content)
        self.doubt = words.DOUBT if written.doubt else ""
        self.state = State(content, written.stamp)
        self._unkept = (written.stamp, file.storage.data)


def _changed(content: Content, puts: Iterable[tuple[str, Doc]], drops: Iterable[tuple[str, str]], hot: str) -> Content:
    """Return `content` with documents put in and dropped; tables that nobody touched stay the same objects."""
    docs, marks = dict(content.docs), content.marks
    touched: dict[str, dict[str, Doc]] = {}

    def table(name: str) -> dict[str, Doc]:
        if name not in touched:
            touched[name] = docs[name] = dict(docs.get(name, {}))
        return touched[name]

    for name, doc in puts:
        table(name)[doc["id"]] = doc
        if ROLLED in marks and is_past(name, doc, hot):
            marks = {key: value for key, value in marks.items() if key != ROLLED}
    for name, key in drops:
        if key in docs.get(name, {}):
            del table(name)[key]
    return Content(docs, marks, content.strangers) if touched else content


def _local_day() -> date:
    now = time.localtime()
    return date(now.tm_year, now.tm_mon, now.tm_mday)
