"""Import exports of other programs in two steps: preview them, then save them.

A preview combines the files with the stored state of the same accounts and writes nothing. The import runs under the
lock and after a backup; all of it is saved, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from coach.actions.imports import (
    ImportCounts,
    ImportedAccount,
    derive_record_id,
    format_amount,
    import_accounts,
    preview_changes,
)
from coach.actions.record_types import TABLE_NAMES
from coach.actions.result import ActionResult, stamp_result
from coach.domain.journal import DocumentTables, Journal
from coach.domain.record import Document
from coach.errors import CoachError
from coach.export_service import CONTACTS, FORMAT
from coach.importers import account_state as kept
from coach.importers.combine import combine_results, is_same_account
from coach.importers.conversation_status import build_report
from coach.importers.files.paths import parse_path
from coach.importers.models import ImportResult
from coach.importers.run import UNKNOWN, read_exports
from coach.service import CoachService
from coach.store.address_book import load_address_book, save_address_book
from coach.store.import_accounts import load_accounts, save_accounts
from coach.store.maintenance import back_up_data
from coach.store.undo_log import record_undoable_action

_OWN_MARK = f'"format": "{FORMAT}"'.encode()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The results of reading, and what saving them would change.

    `ask_owner` lists who the owner may be if that is unclear.
    """

    results: tuple[ImportResult, ...]
    preview: ImportCounts
    own: Mapping[str, Mapping[str, Document]] = field(default_factory=dict)
    """Records of our own export, newer than what is here: table → id → document."""
    ask_owner: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def reports(self) -> list[dict[str, object]]:
        """One report per account for --json."""
        return [build_report(found) for found in self.results]


def preview_import(
    service: CoachService,
    paths: Iterable[str | Path],
    *,
    me: str | Iterable[str] | None = None,
    keep_text: bool = False,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportPreview:
    """Return what importing `paths` would change. Raises CoachError; writes nothing."""
    ours, others = _split_own_exports(paths)
    options = {"me": me, "keep_text": keep_text, "mapping": mapping, "progress": progress, "cancelled": cancelled}
    read_in = read_exports(others, **options) if others or not ours else []  # type: ignore[arg-type]
    founds = tuple(found for found in read_in if found.format != UNKNOWN)
    warnings = tuple(dict.fromkeys(line for found in read_in for line in found.warnings))
    doubt = tuple(name for found in founds if found.owner is None for name in found.owner_candidates)
    joined = _combine_with_stored(service, founds)[0]
    service.open_folder()
    said = service.with_all_years(lambda journal, now: preview_changes(joined, journal, now))
    own = _newer_records(service, ours)
    counts = {table: len(rows) for table, rows in own.items()}
    if counts:
        said = replace(said, new={**said.new, **counts})
    return ImportPreview(founds, said, own, doubt, warnings)


def describe_preview(found: ImportPreview) -> list[str]:
    """Return the preview as lines: what was recognised, what is new, what is left out and why."""
    lines = []
    for one in found.results:
        when = f", as of {one.as_of:%Y-%m-%d}" if one.as_of else ""
        lines.append(f"{one.format}{f' ({one.variant})' if one.variant else ''}{when}.")
    seen = found.preview
    for word, counts in (("New", seen.new), ("Changed", seen.changed), ("Joined with others", seen.gone)):
        if counts:
            lines.append(f"{word}: " + ", ".join(format_amount(count, name) for name, count in counts.items()) + ".")
    if seen.contacts:
        lines.append(f"Address book: {seen.contacts} contacts you have not written to; they do not become people.")
    if seen.ignored:
        parts = (f"{count} {reason.replace('_', ' ')}" for reason, count in sorted(seen.ignored.items()))
        lines.append("Left out: " + ", ".join(parts) + ".")
    lines += list(found.warnings)[:20]
    if len(found.warnings) > 20:
        lines.append(f"And {len(found.warnings) - 20} more remarks of this kind.")
    if seen.is_empty:
        lines.append("Everything in it is here already.")
    return lines


def run_import(service: CoachService, found: ImportPreview) -> ActionResult:
    """Save what a preview found, after a backup. Raises CoachError; then nothing was saved."""
    if found.ask_owner:
        raise CoachError(
            "Whose export this is could not be told.", hint=f"Say it with --me: {', '.join(found.ask_owner[:3])}."
        )
    with service.store.hold_lock():
        if service.store.path.exists():
            back_up_data(service.store)
        imports, left = _combine_with_stored(service, found.results)
        service.open_folder()
        now = service.now()
        journal = Journal(service.store.load_history())
        change = stamp_result(import_accounts(imports)(journal, now), journal, now, service.device)
        puts = [(record.table, record.to_document()) for record in change.upserts]
        puts += [(table, dict(doc)) for table, rows in found.own.items() if table != CONTACTS for doc in rows.values()]
        if puts:
            if found.results:  # an export of ours brings its own log along, and is what it was
                named = change.message.replace("Imported: ", "The import of ")
                puts.append(("actions", dict(_undo_action(service, puts, named))))
            service.store.save_documents(puts)
        save_accounts(service.store, {**load_accounts(service.store), **left})
        contacts = dict(load_address_book(service.store))
        contacts.update({str(doc["id"]): doc for one in imports for doc in _contact_documents(one.found)})
        contacts.update(found.own.get(CONTACTS, {}))
        save_address_book(service.store, contacts.values())
        service.open_folder()
    return change if found.results else replace(change, message=_describe_import(found.preview))


def _undo_action(service: CoachService, puts: Iterable[tuple[str, Mapping[str, object]]], says: str) -> Document:
    """Return the undo entry of `puts`. Raises CoachError."""
    touched: dict[str, dict[str, Document]] = {}
    for table, doc in puts:
        touched.setdefault(table, {})[str(doc["id"])] = doc
    return record_undoable_action(service.store, touched, says, touched.pop("actions", {}))


def _describe_import(done: ImportCounts) -> str:
    return "Imported: " + (", ".join(f"{count} {table}" for table, count in done.new.items()) or "nothing new") + "."


def _split_own_exports(paths: Iterable[str | Path]) -> tuple[list[DocumentTables], list[str | Path]]:
    """Return the tables of our own exports among `paths`, and the paths that are something else."""
    ours: list[DocumentTables] = []
    others: list[str | Path] = []
    for given in paths:
        path = parse_path(given) if isinstance(given, str) else given
        try:
            with path.open("rb") as file:
                head = file.read(200)
                whole = orjson.loads(head + file.read()) if _OWN_MARK in head else None
        except (OSError, ValueError):
            whole = None
        tables = whole.get("tables") if isinstance(whole, dict) else None
        if isinstance(tables, dict):
            ours.append({t: {k: d for k, d in rows.items() if isinstance(d, dict)} for t, rows in tables.items()})
        else:
            others.append(given)
    return ours, others


def _newer_records(service: CoachService, ours: Iterable[DocumentTables]) -> dict[str, dict[str, Document]]:
    """Return the records of our own exports that are missing here, or older here."""
    here: DocumentTables = {**service.store.load_history(), CONTACTS: load_address_book(service.store)}
    newer: dict[str, dict[str, Document]] = {}
    for docs in ours:
        for table, rows in docs.items():
            if table not in (*TABLE_NAMES, CONTACTS):
                continue
            for key, doc in rows.items():
                known = newer.get(table, {}).get(key) or here.get(table, {}).get(key)
                if doc.get("id") == key and (known is None or _record_version(doc) > _record_version(known)):
                    newer.setdefault(table, {})[key] = doc
    return newer


def _record_version(doc: Document) -> tuple[str, str]:
    return (str(doc.get("changed_at", "")).replace("Z", "+00:00"), str(doc.get("device", "")))


def _combine_with_stored(
    service: CoachService, founds: Sequence[ImportResult]
) -> tuple[list[ImportedAccount], dict[str, dict[str, object]]]:
    """Return each result combined with the stored state of its account, and the states to store."""
    known: dict[str, ImportResult] = {}
    for key, doc in load_accounts(service.store).items():
        try:
            known[key] = kept.from_document(doc)
        except (ValueError, TypeError, KeyError):
            continue  # written by hand or by another version: the export can be imported again
    imports, left = [], {}
    for found in founds:
        key = kept.account_key(found)
        same = [k for k, other in known.items() if other.format == found.format and is_same_account(other, found)]
        before: set[str] = set()
        joined = found
        for one in same:
            before |= {message.key for message in known[one].messages}
            joined = combine_results(known[one], joined)
        key = same[0] if same else key
        imports.append(ImportedAccount(joined, frozenset(before)))
        left[key] = kept.to_document(joined)
        known[key] = joined
    return imports, left


def _contact_documents(found: ImportResult) -> Iterable[dict[str, object]]:
    """Yield the documents of the address book, which complete names that are typed."""
    for key, person in found.contacts.items():
        if person.name:
            yield {
                "id": derive_record_id("contact", found.format, key),
                "key": f"{found.format}:{key}",
                "name": person.name,
                "channel": person.channel,
                "company": person.company or "",
                "position": person.position or "",
            }


def forget_imported_people(service: CoachService, keys: Iterable[str]) -> None:
    """Remove people, by keys such as "linkedin:slug", from the stored states of accounts. Raises CoachError."""
    theirs = [key.partition(":")[::2] for key in keys]
    if not theirs:
        return
    with service.store.hold_lock():
        left: dict[str, Mapping[str, object]] = {}
        for account, doc in load_accounts(service.store).items():
            try:
                found = kept.from_document(doc)
            except (ValueError, TypeError, KeyError):
                continue  # of no use to an import, so it goes
            left[account] = kept.to_document(
                kept.remove_people(found, {key for form, key in theirs if form == found.format})
            )
        save_accounts(service.store, left)
