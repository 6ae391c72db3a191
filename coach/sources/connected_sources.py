"""Add, remove, list and read sources. Reading saves what came, then what was read, so stopping it loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2s
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from coach.crash_log import log_crash
from coach.domain.record import Document, Documents
from coach.domain.text import clean_text, format_suggestion
from coach.domain.wording import format_count, format_recent_date
from coach.errors import CoachError, InvalidInput
from coach.importers.files.open_path import parse_path
from coach.importers.mail.headers import normalize_address
from coach.paths import format_path
from coach.service import CoachService
from coach.sources import activitywatch, calendar, contacts, downloads, inbox_file, mail
from coach.sources.folder_files import list_files
from coach.sources.source import (
    LETTERS_TABLE,
    OFFERS_TABLE,
    SOURCES_FILE,
    SOURCES_TABLE,
    ReadContext,
    Reading,
    Source,
    SourceReport,
    has_sources,
    hold_reading_lock,
    list_sources,
    load_tables,
    save_tables,
    to_document,
)
from coach.store import Store

SMALL_READING_LIMIT, LARGE_READING_LIMIT = 300, 20_000
"""How many letters or lines one reading takes: after a command, and when somebody waits for it."""
READING_WAIT_SECONDS = 20.0
"""Seconds to wait for another window that reads, where somebody waits for the result."""
OFFERED_AGAIN_AFTER = timedelta(days=14)
"""How long "later" puts off an offer to add somebody."""
UNITS_BY_KIND = {
    "mail": ("e-mail", "e-mails"),
    "calendar": ("meeting", "meetings"),
    "contacts": ("card", "cards"),
    "downloads": ("export", "exports"),
    "inbox": ("line", "lines"),
    "activitywatch": ("minute", "minutes"),
}
"""Kind of source → what it counts, for one and for several."""
_ACTIVITYWATCH_DATABASES = (
    "~/.local/share/activitywatch/aw-server/peewee-sqlite.v2.db",
    "~/.local/share/activitywatch/aw-server-rust/sqlite.db",
    "~/Library/Application Support/activitywatch/aw-server/peewee-sqlite.v2.db",
    "~/Library/Application Support/activitywatch/aw-server-rust/sqlite.db",
)


class Reader(Protocol):
    """What the module of each kind has: `has_changes` and `read_source`."""

    def has_changes(self, source: Source, now: datetime) -> bool:
        """Return whether reading may find something. Raises OSError."""
        ...

    def read_source(self, source: Source, context: ReadContext) -> Reading:
        """Read what is new. Raises CoachError, OSError, ValueError, sqlite3.Error."""
        ...


SOURCE_READERS: Mapping[str, Reader] = {
    "mail": mail, "calendar": calendar, "contacts": contacts, "downloads": downloads, "inbox": inbox_file,
    "activitywatch": activitywatch,
}  # fmt: skip
"""Kind of source → the module that reads it."""


def find_sources(service: CoachService) -> list[Source]:
    """Return the sources of this computer."""
    return list_sources(load_tables(service.store), service.device)


def build_source(service: CoachService, typed_kind: str, path: str, me: Iterable[str] = ()) -> Source:
    """Return a source as it would be connected. Raises CoachError."""
    source_kind = typed_kind.strip().lower()
    if source_kind not in SOURCE_READERS:
        hint = format_suggestion(source_kind, SOURCE_READERS, f"Kinds: {', '.join(SOURCE_READERS)}.")
        raise InvalidInput(f'"{clean_text(typed_kind, 40)}" is not a kind of source.', hint=hint)
    source_path = _find_place(service, source_kind, path)
    place_and_device = f"{source_kind}\0{source_path}\0{service.device}".encode(errors="surrogateescape")
    source_id = f"{source_kind}-{blake2s(place_and_device, digest_size=4).hexdigest()}"
    own_addresses, added_at = tuple(filter(None, map(normalize_address, me))), service.now().isoformat()
    source = Source(source_id, source_kind, str(source_path), service.device, added_at, own=own_addresses)
    if any(known_source.id == source.id for known_source in find_sources(service)):
        raise InvalidInput(f"{_short_path(source_path)} is a source already.", hint="coach sources lists them.")
    return source


def add_source(service: CoachService, source: Source) -> SourceReport:
    """Connect a source and read it for the first time. Raises CoachError; then it is not connected."""
    if source.kind == "inbox" and not source.place.exists():
        with suppress(OSError):
            source.place.parent.mkdir(parents=True, exist_ok=True)
            source.place.touch(0o600)
    service.store.load_folder()
    save_tables(service.store, {SOURCES_TABLE: {source.id: to_document(source)}})
    try:
        report = _read_connected(service, source)
        if report.problem:
            raise CoachError(report.problem, hint="Nothing was connected.")
    except CoachError:
        save_tables(service.store, {SOURCES_TABLE: {source.id: None}})
        raise
    return report


def find_inbox(service: CoachService, path: str) -> Source:
    """Return the inbox at a path, in the data folder without one, connected or not. Raises CoachError."""
    inbox_path = _find_place(service, "inbox", path)
    if not inbox_path.exists():
        title = f"There is no inbox at {_short_path(inbox_path)}."
        raise InvalidInput(title, hint="coach sources add inbox makes one. To read a pipe: coach inbox -")
    for source in find_sources(service):
        if source.kind == "inbox" and source.place == inbox_path:
            return source
    return Source("inbox-once", "inbox", str(inbox_path), service.device)


def read_once(service: CoachService, source: Source) -> SourceReport:
    """Read a source that may not be connected. Raises CoachError, OSError."""
    if any(known_source.id == source.id for known_source in find_sources(service)):
        return _read_connected(service, source)
    context = ReadContext(service, {}, LARGE_READING_LIMIT, is_asked=True)
    with hold_reading_lock(service.folder, wait=READING_WAIT_SECONDS):
        reading = SOURCE_READERS[source.kind].read_source(source, context)
    return SourceReport(source, notices=reading.notices)


def _read_connected(service: CoachService, source: Source) -> SourceReport:
    """Read a connected source. Raises CoachError, also if another window has disconnected it meanwhile."""
    reports = read_sources(service, only_source_ids={source.id}, limit=LARGE_READING_LIMIT)
    if not reports:
        raise CoachError("This source is no longer connected.", hint="Another window disconnected it meanwhile.")
    return reports[0]


def remove_source(service: CoachService, typed_source: str) -> Source:
    """Disconnect a source, by its number, kind or path; what came from it stays. Raises CoachError."""
    source = find_source(service, typed_source)
    tables = load_tables(service.store)
    removed_rows: dict[str, dict[str, None]] = {SOURCES_TABLE: {source.id: None}}
    for table in (LETTERS_TABLE, OFFERS_TABLE):
        rows = tables.get(table, {}).items()
        removed_ids = [id_ for id_, doc in rows if doc.get("source") == source.id and doc.get("state") != "never"]
        removed_rows[table] = dict.fromkeys(removed_ids)
    save_tables(service.store, removed_rows)
    return source


def find_source(service: CoachService, typed_source: str) -> Source:
    """Return the source that a number, a kind or a path names. Raises InvalidInput."""
    known_sources = find_sources(service)
    if typed_source.isdecimal() and 0 < int(typed_source) <= len(known_sources):
        return known_sources[int(typed_source) - 1]
    names = {typed_source, str(parse_path(typed_source).absolute())}
    matches = [source for source in known_sources if typed_source == source.kind or names & {source.id, source.path}]
    if len(matches) == 1:
        return matches[0]
    shown = clean_text(typed_source, 60)
    title = f'"{shown}" matches several sources.' if matches else f'There is no source "{shown}".'
    raise InvalidInput(title, hint="coach sources lists them with numbers.")


def read_sources(
    service: CoachService,
    *,
    only_source_ids: Collection[str] = (),
    limit: int = SMALL_READING_LIMIT,
    force: bool = False,
) -> list[SourceReport]:
    """Read the sources that have changed, and save what came. A source that cannot be read stops no other.

    Use a service of its own in another thread than the screen's. While another window reads, nothing is read here; with
    `only_source_ids` or `force`, it is waited for. Raises CoachError if that takes long.
    """
    if not has_sources(service.store):
        return []
    is_wanted = force or bool(only_source_ids)
    reports = []
    with hold_reading_lock(service.folder, wait=READING_WAIT_SECONDS if is_wanted else 0) as is_free:
        if not is_free:
            if is_wanted:
                raise CoachError("Another window is reading the sources.", hint="Try again in a minute.")
            return []
        tables = load_tables(service.store)
        for source in list_sources(tables, service.device):
            if (only_source_ids and source.id not in only_source_ids) or not _is_connected(source, tables):
                continue
            report = _read_one(service.store, source, ReadContext(service, tables, limit, is_asked=is_wanted))
            if report is not None:
                reports.append(report)
                tables = load_tables(service.store)
    return reports


def announce_offers(service: CoachService) -> str:
    """Return the line about people to be asked about, once for each of them; "" if there is nobody new."""
    if not _list_fresh(list_offers(service)):
        return ""
    with service.store.hold_lock():  # whom somebody refuses in another window stays refused
        offers = list_offers(service)
        announced_rows = {doc["id"]: {**doc, "is_announced": True, "state": "new"} for doc in _list_fresh(offers)}
        save_tables(service.store, {OFFERS_TABLE: announced_rows})
    if not announced_rows:
        return ""
    names = [offer["name"] or offer["address"] for offer in offers]
    more_names = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{format_count(len(names), 'person', 'people')} you wrote to: {', '.join(names[:3])}{more_names}."


def _list_fresh(offers: Iterable[Document]) -> list[Document]:
    """Return the offers that the person was not told about yet, or may be told about again."""
    return [doc for doc in offers if not doc.get("is_announced") or doc.get("state") == "later"]


def list_offers(service: CoachService) -> list[Document]:
    """Return the people the person wrote to and the coach does not know, the one written to last first."""
    today = service.now().date().isoformat()
    open_offers = [
        offer
        for offer in load_tables(service.store).get(OFFERS_TABLE, {}).values()
        if offer.get("key")
        and (offer.get("state") == "new" or (offer.get("state") == "later" and offer.get("until", "") <= today))
    ]
    return sorted(open_offers, key=lambda offer: (offer.get("last", ""), offer["id"]), reverse=True)


def adopt_people(service: CoachService, offers: Iterable[Document]) -> str:
    """Add people with the letters that went between them and the person. Raises CoachError."""
    tables = load_tables(service.store)
    chosen_offers = list(offers)
    is_added = False
    for source in list_sources(tables, service.device):
        chosen_keys = {str(doc["key"]) for doc in chosen_offers if doc.get("source") == source.id}
        if chosen_keys:
            service.execute(mail.log_letters(mail.sort_stored_letters(source, tables), chosen_keys))
            is_added = True
    save_tables(service.store, {OFFERS_TABLE: {str(doc["id"]): None for doc in chosen_offers}})
    names = ", ".join(clean_text(doc["name"] or doc["address"]) for doc in chosen_offers)
    return f"Added: {names}, with the e-mails between you." if is_added else "Nobody was added."


def refuse_people(service: CoachService, offers: Iterable[Document], *, later: bool = False) -> str:
    """Never offer people again, or not for two weeks. Of those who are refused no name is kept."""
    refused_rows: dict[str, dict[str, Any]] = {}
    for doc in offers:
        again_on = (service.now().date() + OFFERED_AGAIN_AFTER).isoformat()
        refused_rows[doc["id"]] = {**doc, "state": "later", "until": again_on} if later else {"state": "never"}
    save_tables(service.store, {OFFERS_TABLE: refused_rows})
    if later:
        return "The coach asks you again in two weeks."
    return f"The coach won't ask about {format_count(len(refused_rows), 'person', 'people')} again."


def remove_from_inboxes(service: CoachService, names: Collection[str]) -> None:
    """Remove the lines of inboxes that name somebody who is to be forgotten. Raises OSError."""
    inbox_paths = [source.place for source in find_sources(service) if source.kind == "inbox"]
    for inbox_path in dict.fromkeys([*inbox_paths, service.folder / "inbox.txt"]):
        inbox_file.remove_mentions(inbox_path, names)


def format_amount(kind: str, count: int) -> str:
    """Return "3 mails" or "1 meeting"."""
    return format_count(count, *UNITS_BY_KIND[kind])


def describe_source(source: Source, now: datetime) -> str:
    """Return a source as one line: where it is, when it was read, and what came."""
    source_facts = [f"{source.kind}  {_short_path(source.place)}"]
    if source.read_at:
        read_at = datetime.fromisoformat(source.read_at).astimezone(now.tzinfo)
        read_on = "" if read_at.date() == now.date() else f"{format_recent_date(read_at, now)} "
        source_facts.append(f"read {read_on}{read_at:%H:%M}")
    source_facts.append(format_amount(source.kind, source.came))
    if source.problem:
        source_facts.append(source.problem)
    return "  ·  ".join(source_facts)


def _read_one(store: Store, source: Source, context: ReadContext) -> SourceReport | None:
    """Read one source; None if nothing can be new in it, or if it was disconnected while it was read."""
    source_reader, is_due = SOURCE_READERS[source.kind], context.is_asked or bool(source.problem)
    try:
        if not is_due and not source_reader.has_changes(source, context.now):
            return None
        reading = source_reader.read_source(source, context)
        messages = []
        with store.hold_lock() if reading.actions else nullcontext():
            if reading.actions and not _is_connected(source, load_tables(store)):
                return None
            for action in reading.actions:
                action_result = context.service.execute(action)
                if action_result.upserts:
                    messages.append(action_result.message)
    except Exception as error:  # whatever is in the files of other programs, the others are read and people go on
        problem = _describe_problem(source, error)
        if problem == source.problem:
            return SourceReport(source, problem=problem)  # it was told the first time
        _save_reading(store, replace(source, problem=problem), context)
        return SourceReport(source, problem=problem, notices=(problem,))
    if not is_due and reading.marks == source.marks and not (reading.came or reading.notices):
        return None
    read_source_now = replace(
        source,
        read_at=context.now.isoformat(),
        came=source.came + reading.came,
        problem="",
        own=source.own if reading.own is None else reading.own,
        marks=reading.marks,
    )
    _save_reading(store, read_source_now, context, reading.tables)
    return SourceReport(read_source_now, tuple(messages), reading.notices, is_complete=reading.is_complete)


def _save_reading(
    store: Store,
    source: Source,
    context: ReadContext,
    tables: Mapping[str, Mapping[str, Document | None]] = MappingProxyType({}),
) -> None:
    """Save what was read of a source; nothing if it was disconnected while it was read.

    Offers that somebody was asked about or decided on in that time stay as they are now. If somebody was forgotten, the
    letters are read again the next time, without them.
    """
    with store.hold_lock():
        tables_now = load_tables(store)
        if not _is_connected(source, tables_now):
            return
        if LETTERS_TABLE in tables and store.list_forgotten() != context.forgotten:
            return
        offers_before, offers_now = context.tables.get(OFFERS_TABLE, {}), tables_now.get(OFFERS_TABLE, {})
        offers = {
            offered_id: offer
            for offered_id, offer in tables.get(OFFERS_TABLE, {}).items()
            if offers_now.get(offered_id) == offers_before.get(offered_id)
        }
        save_tables(store, {**tables, SOURCES_TABLE: {source.id: to_document(source)}, OFFERS_TABLE: offers})


def _is_connected(source: Source, tables: Documents) -> bool:
    """Return whether a source is still connected; one that was connected anew since is another."""
    connected_source = tables.get(SOURCES_TABLE, {}).get(source.id)
    return connected_source is not None and connected_source.get("added_at", "") == source.added_at


def _describe_problem(source: Source, error: Exception) -> str:
    named_source = f"{source.kind} {_short_path(source.place)}"
    if isinstance(error, CoachError):
        return f"{named_source}: {error.title}"
    if isinstance(error, FileNotFoundError):
        return f"{named_source} is not there now; it is read again when it is back."
    if isinstance(error, PermissionError):
        return f"{named_source} cannot be read with your permissions."
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return f"{named_source} is in use by another program; it is read a little later."
    if isinstance(error, sqlite3.Error):
        return f"{named_source} is not a database the coach can read."
    if not isinstance(error, OSError | ValueError):
        log_crash(error)
    return f"{named_source} cannot be read now; the other sources can."


def _find_place(service: CoachService, source_kind: str, path: str) -> Path:
    """Return the absolute path to read; for some kinds there is a usual one. Raises CoachError."""
    if not path.strip():
        usual_paths = {"inbox": [service.folder / "inbox.txt"], "downloads": [Path("~/Downloads").expanduser()]}
        usual_paths["activitywatch"] = [Path(database).expanduser() for database in _ACTIVITYWATCH_DATABASES]
        for usual_path in usual_paths.get(source_kind, []):
            if usual_path.exists() or source_kind == "inbox":
                return usual_path.absolute()
        hint = f"coach sources add {source_kind} PATH"
        raise InvalidInput(f'The source "{source_kind}" needs a path.', hint=hint)
    typed_path = parse_path(path).absolute()
    if source_kind == "inbox":
        return typed_path / "inbox.txt" if typed_path.is_dir() else typed_path
    if not typed_path.exists():
        raise InvalidInput(f"There is nothing at {clean_text(str(typed_path), 200)}.", hint="Check the path.")
    if source_kind == "activitywatch" and not typed_path.is_file():
        title = "ActivityWatch is read from its database, which is a file."
        raise InvalidInput(title, hint=_ACTIVITYWATCH_DATABASES[0])
    if source_kind == "downloads" and not typed_path.is_dir():
        raise InvalidInput(
            f'{clean_text(str(typed_path), 200)} is a file; the source "downloads" needs a folder.',
            hint="coach sources add downloads ~/Downloads",
        )
    return typed_path


_WHAT_IS_READ: Mapping[str, str] = {
    "mail": "Reads headers only (who, when, reply to what), never texts; e-mails of the last 90 days.",
    "calendar": "Reads meetings: past ones with people you know count as met, and you see who you meet next.",
    "contacts": "Reads contact cards, to complete names as you type; these contacts are not added to your people.",
    "downloads": "Looks for new exports of LinkedIn and X and offers to import them.",
    "inbox": "Runs each line as a command (sent, met, mood …), except commands that delete data or send it elsewhere.",
    "activitywatch": "Counts minutes on networking sites. Keeps no addresses or titles. Never changes the database.",
}


def preview_source(source: Source) -> list[str]:
    """Return what a source would read, as lines, before it is connected."""
    preview_lines = [f"{source.kind}: {_short_path(source.place)}", _WHAT_IS_READ[source.kind]]
    if suffix := {"calendar": ".ics", "contacts": ".vcf"}.get(source.kind):
        with suppress(OSError):
            file_count = len(list_files(source.place, suffix))
            preview_lines.append(f"{format_count(file_count, 'file is', 'files are')} there.")
    return preview_lines


def _short_path(path: Path) -> str:
    return clean_text(format_path(path), 200)


class SourceWatcher:
    """Watches the sources of a data folder. It parses the state file only after somebody has written to it."""

    def __init__(self, coach_service: CoachService) -> None:
        self._service = coach_service
        self._sources: list[Source] = []
        self._stamp: tuple[int, int, int] | None = None
        self._day = coach_service.now().date()

    def has_changes(self) -> bool:
        """Return whether reading the sources may bring something. Never raises."""
        now = self._service.now()
        is_new_day, self._day = now.date() != self._day, now.date()  # somebody may be asked about again
        try:
            status = (self._service.store.files.real_folder / SOURCES_FILE).stat()
        except OSError:
            return False
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if stamp != self._stamp:
            self._stamp, self._sources = stamp, find_sources(self._service)
        return is_new_day or any(self._may_bring_something(source) for source in self._sources)

    def _may_bring_something(self, source: Source) -> bool:
        if source.problem:
            return True
        try:
            return SOURCE_READERS[source.kind].has_changes(source, self._service.now())
        except Exception:  # whatever is wrong with it, reading it says so
            return True
