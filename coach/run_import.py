"""Import exports of other programs in two steps: preview them, then save them.

A preview combines the files with the stored state of the same accounts and writes nothing. The import runs under the
lock and after a backup; all of it is saved, or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import orjson
from pydantic import ValidationError

from coach.actions.imports.meetings import AttendeeFinder, find_doubtful_attendees
from coach.actions.imports.people import build_contacts
from coach.actions.imports.preview import (
    FORGOTTEN,
    MEETINGS,
    AttendeeQuestion,
    ImportCounts,
    ImportPreview,
    describe_changes,
    describe_import,
    is_answered_request,
    is_cancelled_meeting,
    is_visible_change,
    name_record,
    name_table,
    preview_changes,
)
from coach.actions.imports.records import ImportedAccount, iterate_import_records, list_removed_contacts
from coach.actions.result import ActionResult
from coach.actions.typed_names import describe_person, get_person_by_name
from coach.domain.journal import DocumentTables, Journal
from coach.domain.person import Person
from coach.domain.record import TABLE_NAMES, Document, Record, record_type_of, stamp_record
from coach.errors import CoachError
from coach.exporters.embedded_records import CONTACTS_TABLE
from coach.importers import import_result
from coach.importers.combine_results import combine_results, is_same_account, merge_moods
from coach.importers.dates import drop_future_records
from coach.importers.diaries.diary_collector import check_mapped_values
from coach.importers.import_result import ImportedMood, ImportResult
from coach.importers.mail.headers import normalize_address
from coach.importers.options import DEFAULT_OPTIONS, ImportOptions
from coach.importers.own_exports import OwnExports, split_own_exports
from coach.importers.read_exports import UNKNOWN, read_exports
from coach.service import CoachService
from coach.store import notices
from coach.store.address_book_and_accounts import (
    ACCOUNTS_TABLE,
    AddressBookReader,
    list_contact_steps,
    load_accounts_as_json,
    load_address_book,
    load_imported_accounts,
    read_imported_accounts,
    save_address_book,
    save_imported_accounts,
)
from coach.store.file_format import FileContent
from coach.store.merge_records import version_key
from coach.store.remove_people import without_forgotten
from coach.store.restore import back_up_data
from coach.store.undo_log import record_undoable_action


def preview_import(
    service: CoachService,
    paths: Iterable[str | Path],
    options: ImportOptions = DEFAULT_OPTIONS,
    *,
    chosen: Mapping[str, str] | None = None,
) -> ImportPreview:
    """Return what importing `paths` would change. Raises CoachError; writes nothing.

    `chosen` says who attendees of meetings are: mail address → id or name of a person, or "" for nobody.
    """
    who = _resolve_people(service, chosen or {})
    options = replace(options, now=options.now or service.now())
    own_exports = split_own_exports(paths, service.store.load_history, service.now(), options.mapping)
    all_results = read_exports(own_exports.others, options, may_be_empty=own_exports.is_found)
    if known := _find_known_owners(service, all_results):
        options = replace(options, me=(*options.me, *known))
        all_results = read_exports(own_exports.others, options, may_be_empty=own_exports.is_found)
    founds = tuple(drop_future_records(found, service.now()) for found in all_results if found.format != UNKNOWN)
    service.open_folder()
    founds, forgotten = _without_forgotten(service, founds)
    warnings = tuple(
        dict.fromkeys(
            [
                *own_exports.warnings,
                *(line for found in all_results for line in found.warnings),
                *check_mapped_values(options.mapping, [mood for found in founds for mood in found.moods]),
            ]
        )
    )
    candidates = dict.fromkeys(
        name.removeprefix("name:") for found in founds if found.owner is None for name in found.owner_candidates
    )
    joined = _combine_with_stored(service, founds)[0]
    service.open_folder()
    counts = service.with_all_years(lambda journal, now: preview_changes(joined, journal, now, who))
    newer, replaced = _newer_records(service, own_exports.tables)
    own, left_out = _without_forgotten_records(service, newer)
    rows_read = sum(len(rows) for docs in own_exports.tables for rows in docs.values())
    here_already = rows_read - sum(map(len, newer.values()))
    counts = _add_own_records(replace(counts, known=counts.known + here_already), own_exports, own, replaced)
    if forgotten + left_out:
        counts = replace(counts, ignored={**counts.ignored, FORGOTTEN: forgotten + left_out})
    results = [one.found for one in joined if one.found.meetings]
    doubtful = service.with_all_years(lambda journal, now: _list_questions(results, journal, who)) if results else ()
    return ImportPreview(founds, counts, own, tuple(candidates), warnings, doubtful, who, options.command)


def _add_own_records(
    counts: ImportCounts, exports: OwnExports, own: DocumentTables, replaced: DocumentTables
) -> ImportCounts:
    """Return `counts` with the records of our own exports: `own` would be saved, `replaced` is here now."""
    new, changed, changes = _count_own_records(own, replaced)
    new_contacts, changed_contacts = new.pop(CONTACTS_TABLE, 0), changed.pop(CONTACTS_TABLE, 0)
    return replace(
        counts,
        new=Counter(counts.new) + new,
        changed=Counter(counts.changed) + changed,
        changes=tuple(dict.fromkeys((*counts.changes, *changes))),
        ignored={**counts.ignored, **exports.ignored},
        new_contacts=counts.new_contacts + new_contacts,
        changed_contacts=counts.changed_contacts + changed_contacts,
    )


def _find_known_owners(service: CoachService, results: Sequence[ImportResult]) -> list[str]:
    """Return who an export in doubt belongs to, where exactly one of those it may be is the owner of an earlier one."""
    doubtful = [found for found in results if found.owner is None and found.owner_candidates]
    if not doubtful:
        return []
    owners = {key.partition(":")[2] for key in load_imported_accounts(service.store)}
    known = [[name for name in found.owner_candidates if name in owners] for found in doubtful]
    return [names[0].removeprefix("name:") for names in known if len(names) == 1]


def _resolve_people(service: CoachService, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the answers with normalized addresses and ids of people. Raises InvalidInput."""
    if not chosen:
        return {}
    journal = service.open_folder().journal
    return {
        normalize_address(address): get_person_by_name(journal, who).id if who else ""
        for address, who in chosen.items()
    }


def _list_questions(
    results: Sequence[ImportResult], journal: Journal, chosen: Mapping[str, str]
) -> tuple[AttendeeQuestion, ...]:
    finder = AttendeeFinder(journal.list_records(Person), chosen)
    people = {person.id: person for person in journal.list_records(Person)}
    return tuple(
        AttendeeQuestion(
            one.address, one.name, one.meetings, {key: describe_person(journal, people[key]) for key in one.candidates}
        )
        for one in find_doubtful_attendees(results, finder)
    )


def _without_forgotten(service: CoachService, founds: Sequence[ImportResult]) -> tuple[tuple[ImportResult, ...], int]:
    """Return the results without people who were forgotten and not entered again, and how many those are."""
    forgotten = service.list_forgotten_people()
    left, count = [], 0
    for found in founds:
        forgotten_keys = {
            key
            for people in (found.people, found.contacts)
            for key, one in people.items()
            if forgotten.include(one.name or "", [f"{found.format}:{k}" for k in (key, *one.aliases)])
        }
        count += len(forgotten_keys)
        left.append(import_result.remove_people(found, forgotten_keys) if forgotten_keys else found)
    return tuple(left), count


def _without_forgotten_records(
    service: CoachService, own: dict[str, dict[str, Document]]
) -> tuple[dict[str, dict[str, Document]], int]:
    """Return records of our own export without those about people who were forgotten, and how many people those are."""
    marks, forgotten = set(service.store.list_forgotten()), service.list_forgotten_people()
    if not marks or not own:
        return own, 0
    people = {**own.get("people", {}), **own.get(CONTACTS_TABLE, {})}
    left_out = {key for key, doc in people.items() if key in marks or forgotten.include(str(doc.get("name")))}
    content = FileContent({table: dict(rows) for table, rows in own.items()})
    remaining = without_forgotten(content, marks | left_out, service.store.load_history()).docs
    return {table: dict(rows) for table, rows in remaining.items() if rows}, len(left_out)


def run_import(service: CoachService, found: ImportPreview) -> ActionResult:
    """Save what a preview found, after a backup. Raises CoachError; then nothing was saved.

    What brings nothing to see is saved too: which conversations an account has, or what was called off in it. An import
    of something else may need it.
    """
    if found.ask_owner:
        raise CoachError(
            "It is not clear whose export this is.",
            hint=f"Say which one is you with --me: {', '.join(found.ask_owner[:3])}.",
        )
    with service.store.hold_lock():
        if service.store.path.exists() and not found.preview.is_empty:
            back_up_data(service.store)
        result = _save_import(service, found)
        service.open_folder()  # moves finished years to their files, when what was built for saving is gone
    return result


def _save_import(service: CoachService, found: ImportPreview) -> ActionResult:
    """Save the records, contacts and states of an import. Call it under the lock."""
    imports, states = _combine_with_stored(service, found.results)
    known = load_accounts_as_json(service.store)
    steps: list[Document] = [
        {"table": ACCOUNTS_TABLE, "record": key, "before": orjson.Fragment(known[key]) if key in known else None}
        for key in states
    ]
    # First, because it and the records do not fit in memory together. Without these records it does no harm: the next
    # import of the account saves them.
    new = {key: import_result.result_to_json(state, key) for key, state in states.items()}
    if {**known, **new} != known:
        save_imported_accounts(service.store, {**known, **new})
    del known, states, new
    service.open_folder()
    docs, counts = _build_documents(service, imports, found.chosen)
    for table, rows in found.own.items():
        if table != CONTACTS_TABLE:
            docs.setdefault(table, {}).update({key: dict(doc) for key, doc in rows.items()})
            counts[table] += len(rows)
    contacts = load_address_book(service.store)
    removed = list_removed_contacts(imports)
    new_contacts: dict[str, Document] = {
        **{key: doc for key, doc in contacts.items() if key not in removed},
        **{one.id: one.to_document() for each in imports for one in build_contacts(each.found)},
        **found.own.get(CONTACTS_TABLE, {}),
    }
    contact_steps = list_contact_steps(contacts, new_contacts)
    undoable = bool(docs or contact_steps) and "actions" not in found.own  # a whole export brings its own log along
    message = describe_import(found.preview, counts)
    if undoable:
        named = message.replace("Imported: ", "The import of ")
        entry = record_undoable_action(service.store, docs, named, {}, other_steps=[*steps, *contact_steps])
        docs["actions"] = {entry["id"]: entry}
    del steps, contact_steps, imports
    if docs:
        puts = ((table, doc) for table, rows in docs.items() for doc in rows.values())
        service.store.save_documents(puts, copy=False, archive=True)
    if new_contacts != contacts:
        save_address_book(service.store, new_contacts.values())
    return ActionResult(message, undoable=undoable)


def _build_documents(
    service: CoachService, imports: Sequence[ImportedAccount], chosen: Mapping[str, str]
) -> tuple[dict[str, dict[str, Document]], Counter[str]]:
    """Return the documents that an import saves, by table and id, and how many records of each table it keeps."""
    now = service.now()
    journal = Journal(service.store.load_history(), contact_reader=AddressBookReader(service.store))
    docs: dict[str, dict[str, Document]] = {}
    counts: Counter[str] = Counter()
    stamps: dict[str, str] = {}
    for record in iterate_import_records(imports, journal, now, chosen):
        before = journal.get_with_deleted(type(record), record.id)
        doc = stamp_record(record, before, now, service.device).to_document()
        doc["changed_at"] = stamps.setdefault(doc["changed_at"], doc["changed_at"])  # one text for all
        docs.setdefault(record.table, {})[record.id] = doc
        is_seen = before is None or before.deleted or is_visible_change(before, record)
        table = MEETINGS if name_record(record) == MEETINGS else record.table
        counts[table] += is_seen and (not record.deleted or is_cancelled_meeting(record) or is_answered_request(record))
    return docs, +counts


def _newer_records(
    service: CoachService, ours: Iterable[DocumentTables]
) -> tuple[dict[str, dict[str, Document]], dict[str, dict[str, Document]]]:
    """Return the records of our own exports that are missing here, or older here, and those that they replace."""
    ours = [docs for docs in ours if docs]
    if not ours:
        return {}, {}
    here: DocumentTables = {**service.store.load_history(), CONTACTS_TABLE: load_address_book(service.store)}
    newer: dict[str, dict[str, Document]] = {}
    replaced: dict[str, dict[str, Document]] = {}
    for docs in ours:
        for table, rows in docs.items():
            if table not in (*TABLE_NAMES, CONTACTS_TABLE):
                continue
            for key, doc in rows.items():
                known = newer.get(table, {}).get(key) or here.get(table, {}).get(key)
                if known is not None and known.get("taken_back") and not doc.get("deleted"):
                    doc = _stamp_again(service, table, doc, known)
                if doc.get("id") == key and (known is None or version_key(doc) > version_key(known)):
                    newer.setdefault(table, {})[key] = doc
                    if (old := here.get(table, {}).get(key)) is not None:
                        replaced.setdefault(table, {})[key] = old
    return newer, replaced


def _count_own_records(own: DocumentTables, replaced: DocumentTables) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return how many records of our own exports are new and changed, by name of the table, and who changed and how."""
    new: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    changes: list[str] = []
    for table, rows in own.items():
        old = {key: doc for key, doc in replaced.get(table, {}).items() if key in rows and not doc.get("deleted")}
        new[name_table(table)] += len(rows) - len(old)
        changed[name_table(table)] += len(old)
        for key, doc in old.items() if table == "people" else ():
            with suppress(ValidationError):  # of a damaged file
                before, after = Person.model_validate(doc), Person.model_validate(rows[key])
                changes += describe_changes(before.name, before, after)
    return +new, +changed, changes


def _stamp_again(service: CoachService, table: str, doc: Document, undone: Document) -> Document:
    """Return a document as newer than the one of an import that was undone, because it is wanted again."""
    kind = record_type_of(table)
    before = Record(changed_at=undone.get("changed_at"))
    return stamp_record(kind.model_validate(doc), before, service.now(), service.device).to_document()


def _combine_with_stored(
    service: CoachService, founds: Sequence[ImportResult]
) -> tuple[list[ImportedAccount], dict[str, ImportResult]]:
    """Return each result combined with the stored state of its account, and the states to store."""
    known: dict[str, ImportResult] = {}
    for key, doc in load_imported_accounts(service.store).items():
        try:
            known[key] = import_result.result_from_document(doc)
        except (ValueError, TypeError, KeyError):
            continue  # written by hand or by another version: the export can be imported again
    imports: list[ImportedAccount] = []
    left: dict[str, ImportResult] = {}
    for found in founds:
        key = import_result.account_key(found)
        same = [k for k, other in known.items() if other.format == found.format and is_same_account(other, found)]
        before = {message.key for one in same for message in known[one].messages}
        moods = {mood.key: mood for one in same for mood in known[one].moods}
        contacts = {contact.id for one in same for contact in build_contacts(known[one])}
        joined = found = replace(found, moods=_name_known_rows(found.moods, moods)) if moods else found
        for one in same:
            joined = combine_results(known[one], joined, is_later=True)
        valued = {mood.key: mood for mood in found.moods if mood.value is not None}
        if valued:
            newest = (merge_moods(mood, valued.get(mood.key, mood)) for mood in joined.moods)
            joined = replace(joined, moods=tuple(newest))
        joined = _date_new_employers(joined, service.now().date())
        key = same[0] if same else key
        imports.append(ImportedAccount(joined, frozenset(before), moods, frozenset(contacts)))
        left[key] = joined
        known[key] = joined
    for key, other in known.items():
        if other.meetings and key not in left:  # whoever a new import makes known may sit in an old meeting
            meetings = ImportResult(other.format, owner=other.owner, meetings=other.meetings)
            imports.append(ImportedAccount(meetings, is_recalled=True))
    return imports, left


def _date_new_employers(found: ImportResult, today: date) -> ImportResult:
    """Return a result in which another employer is named since today where the export has no date of its own."""
    people, contacts = (
        {
            key: replace(one, employer_seen=today) if one.has_moved and one.employer_seen is None else one
            for key, one in everybody.items()
        }
        for everybody in (found.people, found.contacts)
    )
    return (
        found
        if (people, contacts) == (found.people, found.contacts)
        else replace(found, people=people, contacts=contacts)
    )


def _name_known_rows(moods: Sequence[ImportedMood], known: Mapping[str, ImportedMood]) -> tuple[ImportedMood, ...]:
    """Return moods, those of a row that an earlier import read without its note with the key they have from then.

    A mood is of the same row if there and here it is the only one of its minute and word that has another key, and its
    value is the same or its note.
    """
    keys = {mood.key for mood in moods}
    left = _index_by_minute_and_word(mood for mood in known.values() if mood.key not in keys)
    fresh = _index_by_minute_and_word(mood for mood in moods if mood.key not in known)
    names = {
        mood.key: before.key
        for mark, (mood, *others) in fresh.items()
        for before in left.get(mark, ())
        if not others and len(left[mark]) == 1 and _is_same_row(before, mood)
    }
    return tuple(replace(mood, key=names[mood.key]) if mood.key in names else mood for mood in moods)


def _is_same_row(before: ImportedMood, mood: ImportedMood) -> bool:
    return before.note == mood.note != "" or (before.value == mood.value and not before.note)


def _index_by_minute_and_word(moods: Iterable[ImportedMood]) -> dict[tuple[datetime, str], list[ImportedMood]]:
    found: dict[tuple[datetime, str], list[ImportedMood]] = {}
    for mood in moods:
        found.setdefault((mood.at, mood.label), []).append(mood)
    return found


def forget_imported_people(service: CoachService, keys: Iterable[str]) -> None:
    """Remove people, by keys such as "linkedin:slug", from the stored states of accounts. Raises CoachError."""
    theirs = [key.partition(":")[::2] for key in keys]
    if not theirs:
        return
    with service.store.hold_lock():
        try:
            accounts = read_imported_accounts(service.store)
        except OSError as error:
            raise notices.not_saved_error(error, service.folder) from error
        left: dict[str, bytes] = {}
        for account, doc in accounts.items():
            try:
                found = import_result.result_from_document(doc)
            except (ValueError, TypeError, KeyError):
                continue  # no import can use it
            found = import_result.remove_people(found, {key for form, key in theirs if form == found.format})
            left[account] = import_result.result_to_json(found, account)
        if accounts:
            save_imported_accounts(service.store, left)
