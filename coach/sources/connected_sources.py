"""Add, remove, list and read sources. Reading saves what came, then what was read, so stopping it loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2s
from pathlib import Path
from typing import Any, Protocol

from coach.crash_log import log_crash
from coach.domain.text import clean_text, format_suggestion
from coach.domain.wording import format_count, format_recent_date
from coach.errors import CoachError, InvalidInput
from coach.importers.files.open_path import parse_path
from coach.importers.mail.headers import normalize_address
from coach.paths import format_path
from coach.service import CoachService
from coach.sources import activitywatch, calendar, contacts, downloads, inbox, mail
from coach.sources import offers as offer_rules
from coach.sources.folder_files import list_files
from coach.sources.inbox import LineRunner, refuse_line
from coach.sources.source import ReadContext, Reading, Source, SourceReport
from coach.sources.state_file import (
    LETTERS,
    OFFERS,
    SOURCES,
    SOURCES_FILE,
    has_sources,
    hold_reading_lock,
    list_sources,
    load_tables,
    save_tables,
    to_document,
)

SMALL_READING, LARGE_READING = 300, 20_000
"""How many letters or lines one reading takes: after a command, and when somebody waits for it."""
READING_WAIT = 20.0
"""Seconds to wait for another window that reads, where somebody waits for the result."""
_UNITS = {
    "mail": ("e-mail", "e-mails"),
    "calendar": ("meeting", "meetings"),
    "contacts": ("card", "cards"),
    "downloads": ("export", "exports"),
    "inbox": ("line", "lines"),
    "activitywatch": ("minute", "minutes"),
}
_ACTIVITYWATCH = (
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


READERS: Mapping[str, Reader] = {
    "mail": mail, "calendar": calendar, "contacts": contacts, "downloads": downloads, "inbox": inbox,
    "activitywatch": activitywatch,
}  # fmt: skip
"""Kind of source → the module that reads it."""


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What a source would read, before it is connected."""

    source: Source
    lines: tuple[str, ...]


def find_sources(service: CoachService) -> list[Source]:
    """Return the sources of this computer."""
    return list_sources(load_tables(service.store), service.device)


def preview_source(service: CoachService, kind: str, path: str, me: Iterable[str] = ()) -> SourcePreview:
    """Return a source as it would be connected, and what is there to read. Raises CoachError."""
    kind = _parse_kind(kind)
    place = _find_place(service, kind, path)
    mark = blake2s(f"{kind}\0{place}\0{service.device}".encode(errors="surrogateescape"), digest_size=4).hexdigest()
    own = tuple(key for word in me if (key := normalize_address(word)))
    source = Source(f"{kind}-{mark}", kind, str(place), service.device, service.now().isoformat(), own=own)
    if any(known.id == source.id for known in find_sources(service)):
        raise InvalidInput(f"{_short_path(place)} is a source already.", hint="coach sources lists them.")
    return SourcePreview(source, _describe_place(kind, place))


def add_source(service: CoachService, preview: SourcePreview, *, run_line: LineRunner = refuse_line) -> SourceReport:
    """Connect a source and read it for the first time. Raises CoachError; then it is not connected."""
    source = preview.source
    if source.kind == "inbox" and not source.place.exists():
        with suppress(OSError):
            source.place.parent.mkdir(parents=True, exist_ok=True)
            source.place.touch(0o600)
    service.store.load_folder()
    save_tables(service.store, {SOURCES: {source.id: to_document(source)}})
    try:
        report = read_sources(service, only={source.id}, limit=LARGE_READING, run_line=run_line)[0]
        if report.problem:
            raise CoachError(report.problem, hint="Nothing was connected.")
    except CoachError:
        save_tables(service.store, {SOURCES: {source.id: None}})
        raise
    return report


def preview_inbox(service: CoachService, path: str) -> Source:
    """Return the inbox at a path, in the data folder without one, connected or not. Raises CoachError."""
    place = _find_place(service, "inbox", path)
    if not place.exists():
        raise InvalidInput(f"There is no inbox at {_short_path(place)}.", hint="coach sources add inbox makes one.")
    known = next((s for s in find_sources(service) if s.kind == "inbox" and s.place == place), None)
    return known or Source("inbox-once", "inbox", str(place), service.device)


def read_once(service: CoachService, source: Source, *, run_line: LineRunner) -> SourceReport:
    """Read a source that may not be connected. Raises CoachError, OSError."""
    if any(known.id == source.id for known in find_sources(service)):
        return read_sources(service, only={source.id}, limit=LARGE_READING, run_line=run_line)[0]
    reader = READERS[source.kind]
    with hold_reading_lock(service.folder, wait=READING_WAIT):
        reading = reader.read_source(source, ReadContext(service, {}, LARGE_READING, run_line, is_asked=True))
    return SourceReport(source, notices=reading.notices)


def remove_source(service: CoachService, word: str) -> Source:
    """Disconnect a source, by its number, kind or path; what came from it stays. Raises CoachError."""
    source = find_source(service, word)
    tables = load_tables(service.store)
    changes: dict[str, dict[str, None]] = {SOURCES: {source.id: None}}
    for table in (LETTERS, OFFERS):
        changes[table] = {
            key: None
            for key, doc in tables.get(table, {}).items()
            if doc.get("source") == source.id and doc.get("state") != "never"
        }
    save_tables(service.store, changes)
    return source


def find_source(service: CoachService, word: str) -> Source:
    """Return the source that a number, a kind or a path names. Raises InvalidInput."""
    known = find_sources(service)
    if word.isdecimal() and 0 < int(word) <= len(known):
        return known[int(word) - 1]
    found = [s for s in known if word in (s.id, s.kind, s.path) or str(parse_path(word).absolute()) == s.path]
    if len(found) == 1:
        return found[0]
    name = clean_text(word, 60)
    wrong = f'"{name}" matches several sources.' if found else f'There is no source "{name}".'
    raise InvalidInput(wrong, hint="coach sources lists them with numbers.")


def read_sources(
    service: CoachService,
    *,
    only: Collection[str] = (),
    limit: int = SMALL_READING,
    force: bool = False,
    run_line: LineRunner = refuse_line,
) -> list[SourceReport]:
    """Read the sources that have changed, and save what came. A source that cannot be read stops no other.

    `run_line` runs the lines of an inbox. Use a service of its own in another thread than the screen's. While another
    window reads, nothing is read here; with `only` or `force`, it is waited for. Raises CoachError if that takes long.
    """
    if not has_sources(service.store):
        return []
    is_wanted = force or bool(only)
    reports = []
    with hold_reading_lock(service.folder, wait=READING_WAIT if is_wanted else 0) as is_free:
        if not is_free:
            if is_wanted:
                raise CoachError("Another window is reading the sources.", hint="Try again in a minute.")
            return []
        tables = load_tables(service.store)
        for source in list_sources(tables, service.device):
            if only and source.id not in only:
                continue
            context = ReadContext(service, tables, limit, run_line, is_asked=is_wanted)
            report = _read_one(service, source, context, force=is_wanted)
            if report is not None:
                reports.append(report)
                tables = load_tables(service.store)
    return reports


def announce_offers(service: CoachService) -> str:
    """Return the line about people to be asked about, once for each of them; "" if there is nobody new."""
    tables = load_tables(service.store)
    offers = offer_rules.list_offers(tables, service.now().date())
    fresh = [doc for doc in offers if not doc.get("is_announced") or doc.get("state") == "later"]
    if not fresh:
        return ""
    rows = {doc["id"]: {**doc, "is_announced": True, "state": "new"} for doc in fresh}
    save_tables(service.store, {OFFERS: rows})
    return offer_rules.describe_offers(offers)


def list_offers(service: CoachService) -> list[Mapping[str, Any]]:
    """Return the people the person wrote to and the coach does not know."""
    return offer_rules.list_offers(load_tables(service.store), service.now().date())


def adopt_people(service: CoachService, offers: Iterable[Mapping[str, Any]]) -> str:
    """Add people with the letters that went between them and the person. Raises CoachError."""
    tables = load_tables(service.store)
    chosen = list(offers)
    lines = []
    for source in list_sources(tables, service.device):
        keys = {str(doc["key"]) for doc in chosen if doc.get("source") == source.id}
        if keys:
            lines.append(service.execute(mail.log_letters(mail.sort_stored_letters(source, tables), keys)).message)
    save_tables(service.store, {OFFERS: {str(doc["id"]): None for doc in chosen}})
    names = ", ".join(clean_text(doc["name"] or doc["address"]) for doc in chosen)
    return f"Added: {names}, with the e-mails between you." if lines else "Nobody was added."


def refuse_people(service: CoachService, offers: Iterable[Mapping[str, Any]], *, later: bool = False) -> str:
    """Never offer people again, or not for two weeks. Of those who are refused no name is kept."""
    chosen = list(offers)
    until = (service.now().date() + offer_rules.LATER).isoformat()
    rows: dict[str, dict[str, Any]] = {
        str(doc["id"]): {**doc, "state": "later", "until": until} if later else {"state": "never"} for doc in chosen
    }
    save_tables(service.store, {OFFERS: rows})
    if later:
        return "The coach asks you again in two weeks."
    return f"The coach won't ask about {format_count(len(chosen), 'person', 'people')} again."


def remove_from_inboxes(service: CoachService, names: Collection[str]) -> None:
    """Remove the lines of inboxes that name somebody who is to be forgotten. Raises OSError."""
    places = [source.place for source in find_sources(service) if source.kind == "inbox"]
    for place in dict.fromkeys([*places, service.folder / "inbox.txt"]):
        inbox.remove_mentions(place, names)


def format_amount(kind: str, count: int) -> str:
    """Return "3 mails" or "1 meeting"."""
    return format_count(count, *_UNITS[kind])


def describe_source(source: Source, now: datetime) -> str:
    """Return a source as one line: where it is, when it was read, and what came."""
    parts = [f"{source.kind}  {_short_path(source.place)}"]
    if source.read_at:
        read = datetime.fromisoformat(source.read_at).astimezone(now.tzinfo)
        parts.append(
            f"read {read:%H:%M}" if read.date() == now.date() else f"read {format_recent_date(read, now)} {read:%H:%M}"
        )
    parts.append(format_amount(source.kind, source.came))
    if source.problem:
        parts.append(source.problem)
    return "  ·  ".join(parts)


def serialize_source(source: Source, number: int) -> dict[str, Any]:
    """Return a source for --json."""
    return {
        "number": number,
        "id": source.id,
        "kind": source.kind,
        "path": source.path,
        "added_at": source.added_at,
        "read_at": source.read_at or None,
        "came": source.came,
        "unit": _UNITS[source.kind][1],
        "own": list(source.own),
        "problem": source.problem or None,
    }


def _read_one(service: CoachService, source: Source, context: ReadContext, *, force: bool) -> SourceReport | None:
    """Read one source; None if nothing can be new in it."""
    reader = READERS[source.kind]
    try:
        if not force and not source.problem and not reader.has_changes(source, context.now):
            return None
        reading = reader.read_source(source, context)
        messages = []
        for action in reading.actions:
            change = context.service.execute(action)
            if change.upserts:
                messages.append(change.message)
    except Exception as error:  # whatever is in the files of other programs, the others are read and people go on
        return _note_problem(service, source, _describe_problem(source, error))
    if not force and reading.marks == source.marks and not source.problem and not (reading.came or reading.notices):
        return None
    read = replace(
        source,
        read_at=context.now.isoformat(),
        came=source.came + reading.came,
        problem="",
        own=source.own if reading.own is None else reading.own,
        marks=reading.marks,
    )
    save_tables(service.store, {SOURCES: {source.id: to_document(read)}, **reading.tables})
    return SourceReport(read, tuple(messages), reading.notices, is_complete=reading.is_complete)


def _note_problem(service: CoachService, source: Source, line: str) -> SourceReport:
    """Save the reason; return a report that tells it the first time, not every minute."""
    is_new = source.problem != line
    if is_new:
        save_tables(service.store, {SOURCES: {source.id: to_document(replace(source, problem=line))}})
    return SourceReport(source, problem=line, notices=(line,) if is_new else ())


def _describe_problem(source: Source, error: Exception) -> str:
    where = f"{source.kind} {_short_path(source.place)}"
    if isinstance(error, CoachError):
        return f"{where}: {error.title}"
    if isinstance(error, FileNotFoundError):
        return f"{where} is not there now; it is read again when it is back."
    if isinstance(error, PermissionError):
        return f"{where} cannot be read with your permissions."
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return f"{where} is in use by another program; it is read a little later."
    if isinstance(error, sqlite3.Error):
        return f"{where} is not a database the coach can read."
    if not isinstance(error, OSError | ValueError):
        log_crash(error)
    return f"{where} cannot be read now; the other sources can."


def _parse_kind(word: str) -> str:
    low = word.strip().lower()
    if low in READERS:
        return low
    hint = format_suggestion(low, READERS, f"Kinds: {', '.join(READERS)}.")
    raise InvalidInput(f'"{clean_text(word, 40)}" is not a kind of source.', hint=hint)


def _find_place(service: CoachService, kind: str, path: str) -> Path:
    """Return the absolute path to read; for some kinds there is a usual one. Raises CoachError."""
    if not path.strip():
        usual = {"inbox": [service.folder / "inbox.txt"], "downloads": [Path("~/Downloads").expanduser()]}
        usual["activitywatch"] = [Path(each).expanduser() for each in _ACTIVITYWATCH]
        found = next((p for p in usual.get(kind, []) if p.exists() or kind == "inbox"), None)
        if found is None:
            raise InvalidInput(f'The source "{kind}" needs a path.', hint=f"coach sources add {kind} PATH")
        return found.absolute()
    place = parse_path(path).absolute()
    if kind == "inbox":
        return place / "inbox.txt" if place.is_dir() else place
    if not place.exists():
        raise InvalidInput(f"There is nothing at {clean_text(str(place), 200)}.", hint="Check the path.")
    if kind == "activitywatch" and not place.is_file():
        raise InvalidInput("ActivityWatch is read from its database, which is a file.", hint=_ACTIVITYWATCH[0])
    if kind == "downloads" and not place.is_dir():
        raise InvalidInput(
            f'{clean_text(str(place), 200)} is a file; the source "downloads" needs a folder.',
            hint="coach sources add downloads ~/Downloads",
        )
    return place


_WHAT_IS_READ: Mapping[str, str] = {
    "mail": "Reads headers only (who, when, reply to what), never texts; e-mails of the last 90 days.",
    "calendar": "Reads meetings: past ones with people you know count as met, and you see who you meet next.",
    "contacts": "Reads contact cards, to complete names as you type; these contacts are not added to your people.",
    "downloads": "Looks for new exports of LinkedIn and X and offers to import them.",
    "inbox": "Runs each line as a command (sent, met, mood …), except commands that delete data or send it elsewhere.",
    "activitywatch": "Counts minutes on networking sites. Keeps no addresses or titles. Never changes the database.",
}


def _describe_place(kind: str, place: Path) -> tuple[str, ...]:
    lines = [f"{kind}: {_short_path(place)}", _WHAT_IS_READ[kind]]
    if suffix := {"calendar": ".ics", "contacts": ".vcf"}.get(kind):
        with suppress(OSError):
            lines.append(f"{format_count(len(list_files(place, suffix)), 'file is', 'files are')} there.")
    return tuple(lines)


def _short_path(path: Path) -> str:
    return clean_text(format_path(path), 200)


class SourceWatcher:
    """Watches the sources of a data folder. It parses the state file only after somebody has written to it."""

    def __init__(self, service: CoachService) -> None:
        self._service = service
        self._sources: list[Source] = []
        self._stamp: tuple[int, int, int] | None = None
        self._day = service.now().date()

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
            self._stamp, self._sources = stamp, list_sources(load_tables(self._service.store), self._service.device)
        return is_new_day or any(self._may_bring_something(source) for source in self._sources)

    def _may_bring_something(self, source: Source) -> bool:
        if source.problem:
            return True
        try:
            return READERS[source.kind].has_changes(source, self._service.now())
        except Exception:  # whatever is wrong with it, reading it says so
            return True
