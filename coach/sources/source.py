"""A source, what reading it brings, and the small file beside the data with the sources and what was read of them.

One window or command of a computer reads the sources at a time. Two that read at once would take the same lines of an
inbox, and one would overwrite the marks of the other. The file names people (senders and recipients of the last
months), so forgetting somebody removes them from it, and erasing or moving the data includes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.actions.result import Action
from coach.atomic_file import FileSystem, make_private_folder
from coach.domain.record import Document, Documents
from coach.errors import CoachError
from coach.paths import find_state_place
from coach.store import Store
from coach.store.lock import FolderLock

if TYPE_CHECKING:
    from coach.service import CoachService

LOOK_BACK = timedelta(days=90)
"""How far back a new source is read; what is older comes in with `coach import`."""


@dataclass(frozen=True, slots=True)
class Source:
    """One connected folder or file. `marks` record what was read already; each kind has its own."""

    id: str
    kind: str
    path: str
    device: str = ""
    """The computer it is on: another one that shares the data does not look for the path."""
    added_at: str = ""
    read_at: str = ""
    came: int = 0
    """How many letters, meetings, lines … have come from it so far."""
    problem: str = ""
    """Why it could not be read the last time, in one calm line."""
    own: tuple[str, ...] = ()
    """The person's own addresses, for mail and calendars."""
    marks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        """The path to read."""
        return Path(self.path)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a source found. `actions` save it; `came` counts it in the unit of the kind."""

    marks: Mapping[str, Any]
    actions: tuple[Action, ...] = ()
    came: int = 0
    notices: tuple[str, ...] = ()
    """Lines for the person that no action says."""
    own: tuple[str, ...] | None = None
    """The person's own addresses, if they were found out just now."""
    is_complete: bool = True
    """False if there is more to read: the next reading goes on."""
    tables: Mapping[str, Mapping[str, Document | None]] = field(default_factory=dict)
    """Tables of the state file to replace: letters and offers."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of reading one source, for people: messages that undo can take back, and notices."""

    source: Source
    messages: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    problem: str = ""
    is_complete: bool = True


@dataclass
class ReadContext:
    """What a reader gets: the time, how much to read at once, and the data, opened when it is used."""

    unopened_service: CoachService
    tables: Documents
    """The state file as it is: letters of the last months, offers."""
    limit: int
    """How many letters or lines to read at most."""
    is_asked: bool
    """Whether the person asked for this reading, and so says that everything is written."""

    def __post_init__(self) -> None:
        self.now = self.unopened_service.now()
        self.forgotten: list[str] = []
        """The marks of the people who were forgotten before this reading."""

    @cached_property
    def service(self) -> CoachService:
        """The data, read on first use."""
        self.unopened_service.open_folder()
        self.forgotten = self.unopened_service.store.list_forgotten()
        return self.unopened_service


SOURCES_FILE = "coach-sources.json"
SOURCES_TABLE, LETTERS_TABLE, OFFERS_TABLE, ANNOUNCED_TABLE = "sources", "letters", "offers", "said"
"""Tables: the sources, letters of the last months, people to be asked about, and what `coach due` has announced."""
READING_KIND = "reading"
"""The state place of the reading lock."""
SourceTables = dict[str, dict[str, dict[str, Any]]]


def has_sources(store: Store) -> bool:
    """Return whether anything was ever connected: one stat."""
    return (store.files.real_folder / SOURCES_FILE).exists()


def load_tables(store: Store) -> SourceTables:
    """Return the tables of the state file; empty if there is none, or if it cannot be read. Never raises."""
    side_tables = store.load_side_file(SOURCES_FILE)
    return {table: {row_id: dict(doc) for row_id, doc in rows.items()} for table, rows in side_tables.items()}


def save_tables(store: Store, changes: Mapping[str, Mapping[str, Document | None]]) -> None:
    """Save documents of some tables, None for those to remove; others stay. Raises CoachError."""
    with store.hold_lock():
        source_tables = load_tables(store)
        for table, rows in changes.items():
            rows_to_save = source_tables.setdefault(table, {})
            for row_id, doc in rows.items():
                if doc is None:
                    rows_to_save.pop(row_id, None)
                else:
                    rows_to_save[row_id] = {**doc, "id": row_id}
        store.save_side_file(SOURCES_FILE, source_tables)


def parse_source(source_document: Document) -> Source | None:
    """Return the source in a document, None for one that another version wrote."""
    try:
        known_fields = {name: source_document[name] for name in Source.__slots__ if name in source_document}
        return replace(Source(**known_fields), own=tuple(known_fields.get("own", ())))
    except TypeError:
        return None


def list_sources(source_tables: Documents, device: str) -> list[Source]:
    """Return the sources of this computer, in the order in which they were added."""
    sources = map(parse_source, source_tables.get(SOURCES_TABLE, {}).values())
    sources_here = [source for source in sources if source is not None and source.device == device]
    return sorted(sources_here, key=lambda source: (source.added_at, source.id))


def to_document(source: Source) -> dict[str, Any]:
    """Return a source as it stands in the state file."""
    return {**asdict(source), "own": list(source.own)}


@contextmanager
def hold_reading_lock(folder: Path, *, wait: float) -> Iterator[bool]:
    """Hold the lock; yield False if somebody else holds it for longer than `wait` seconds. Never raises."""
    lock_folder = find_state_place(READING_KIND, folder)
    reading_lock = FolderLock(lambda: lock_folder, FileSystem(), wait=wait)
    with ExitStack() as stack:
        is_free = True
        try:
            with suppress(OSError):  # without a folder for the lock, reading goes on without it
                make_private_folder(FileSystem(), lock_folder)
                stack.enter_context(reading_lock.hold())
        except CoachError:
            is_free = False
        yield is_free
