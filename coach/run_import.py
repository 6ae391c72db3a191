"""Import exports of other programs in two steps: preview them, then save them.

A preview combines the files with the stored state of the same accounts and writes nothing. The import runs under the
lock and after a backup; all of it is saved, or nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from coach.actions.imports.meetings import list_attendee_questions
from coach.actions.imports.people import build_contacts
from coach.actions.imports.preview import (
    FORGOTTEN,
    MEETINGS,
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
from coach.actions.typed_names import get_person_by_name
from coach.domain.journal import Journal
from coach.domain.person import Person
from coach.domain.record import TABLE_NAMES, Document, Documents, Record, record_type_of, stamp_record
from coach.errors import CoachError
from coach.exporters.embedded_records import CONTACTS_TABLE
from coach.importers import import_result
from coach.importers.combine_results import combine_results, is_same_account, merge_moods
from coach.importers.diaries.diary_collector import check_mapped_values
from coach.importers.import_result import NAME_ONLY, ImportedMood, ImportResult
from coach.importers.mail.headers import normalize_address
from coach.importers.options import DEFAULT_OPTIONS, ImportOptions
from coach.importers.own_exports import split_own_exports
from coach.importers.read_exports import UNKNOWN, read_exports
from coach.service import CoachService
from coach.store import errors_and_notices
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
    chosen_people = _resolve_people(service, chosen or {})
    options = replace(options, now=options.now or service.now())
    own_exports = split_own_exports(paths, service.store.load_history, service.now(), options.mapping)
    all_results = read_exports(own_exports.others, options, may_be_empty=own_exports.is_found)
    if known_owners := _find_known_owners(service, all_results):
        options = replace(options, me=(*options.me, *known_owners))
        all_results = read_exports(own_exports.others, options, may_be_empty=own_exports.is_found)
    import_results = tuple(
        import_result.drop_future_records(result, service.now()) for result in all_results if result.format != UNKNOWN
    )
    service.open_folder()
    import_results, forgotten = _without_forgotten(service, import_results)
    moods = [mood for result in import_results for mood in result.moods]
    warnings_of_results = (line for result in all_results for line in result.warnings)
    warnings = (*own_exports.warnings, *warnings_of_results, *check_mapped_values(options.mapping, moods))
    doubtful_results = (result for result in import_results if result.owner is None)
    candidates = [name.removeprefix(NAME_ONLY) for result in doubtful_results for name in result.owner_candidates]
    accounts = _combine_with_stored(service, import_results)[0]
    service.open_folder()
    results = [account.found for account in accounts]
    counts, doubtful = service.with_all_years(
        lambda journal, now: (
            preview_changes(accounts, journal, now, chosen_people),
            list_attendee_questions(results, journal, chosen_people),
        )
    )
    newer_records, replaced_records = _newer_records(service, own_exports.tables)
    own_records, forgotten_own_people = _without_forgotten_records(service, newer_records)
    own_records, unchanged = _without_unchanged(own_records, newer_records, replaced_records)
    rows_read = sum(len(rows) for export_tables in own_exports.tables for rows in export_tables.values())
    here_already = rows_read - sum(map(len, newer_records.values())) + unchanged
    counts = _add_own_records(replace(counts, known=counts.known + here_already), own_records, replaced_records)
    ignored = {**counts.ignored, **own_exports.ignored}
    if forgotten + forgotten_own_people:
        ignored[FORGOTTEN] = forgotten + forgotten_own_people
    return ImportPreview(
        import_results, replace(counts, ignored=ignored), own_records, tuple(dict.fromkeys(candidates)),
        tuple(dict.fromkeys(warnings)), doubtful, chosen_people, options.command,
    )  # fmt: skip


def _add_own_records(counts: ImportCounts, own_records: Documents, replaced: Documents) -> ImportCounts:
    """Return `counts` with the records of our own exports: `own_records` would be saved, `replaced` is here now."""
    new, changed, changes = Counter(counts.new), Counter(counts.changed), list(counts.changes)
    for table, rows in own_records.items():
        replaced_rows = {
            record_id: doc
            for record_id, doc in replaced.get(table, {}).items()
            if record_id in rows and not doc.get("deleted")
        }
        new[name_table(table)] += len(rows) - len(replaced_rows)
        changed[name_table(table)] += len(replaced_rows)
        for record_id, doc in replaced_rows.items() if table == "people" else ():
            with suppress(ValidationError):  # of a damaged file
                before, after = Person.model_validate(doc), Person.model_validate(rows[record_id])
                changes += describe_changes(before, after)
    new_contacts, changed_contacts = new.pop(CONTACTS_TABLE, 0), changed.pop(CONTACTS_TABLE, 0)
    return replace(
        counts, new=+new, changed=+changed, changes=tuple(dict.fromkeys(changes)),
        new_contacts=counts.new_contacts + new_contacts, changed_contacts=counts.changed_contacts + changed_contacts,
    )  # fmt: skip


def _find_known_owners(service: CoachService, results: Sequence[ImportResult]) -> list[str]:
    """Return who an export in doubt belongs to, where exactly one of those it may be is the owner of an earlier one."""
    doubtful = [result for result in results if result.owner is None and result.owner_candidates]
    if not doubtful:
        return []
    owners = {account_id.partition(":")[2] for account_id in load_imported_accounts(service.store)}
    known_owner_names = [[name for name in result.owner_candidates if name in owners] for result in doubtful]
    return [names[0].removeprefix(NAME_ONLY) for names in known_owner_names if len(names) == 1]


def _resolve_people(service: CoachService, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the answers with normalized addresses and ids of people. Raises InvalidInput."""
    if not chosen:
        return {}
    journal = service.open_folder().journal
    return {
        normalize_address(address): get_person_by_name(journal, who).id if who else ""
        for address, who in chosen.items()
    }


def _without_forgotten(
    service: CoachService, import_results: Sequence[ImportResult]
) -> tuple[tuple[ImportResult, ...], int]:
    """Return the results without people who were forgotten and not entered again, and how many those are."""
    forgotten = service.list_forgotten_people()
    remaining_results, count = [], 0
    for result in import_results:
        forgotten_keys = {
            imported_key
            for people in (result.people, result.contacts)
            for imported_key, person in people.items()
            if forgotten.include(
                person.name or "",
                [f"{result.format}:{key_of_person}" for key_of_person in (imported_key, *person.aliases)],
            )
        }
        count += len(forgotten_keys)
        remaining_results.append(import_result.remove_people(result, forgotten_keys) if forgotten_keys else result)
    return tuple(remaining_results), count


def _without_forgotten_records(
    service: CoachService, own_records: dict[str, dict[str, Document]]
) -> tuple[dict[str, dict[str, Document]], int]:
    """Return records of our own export without those about people who were forgotten, and how many people those are."""
    marks, forgotten = set(service.store.list_forgotten()), service.list_forgotten_people()
    if not marks or not own_records:
        return own_records, 0
    people = {**own_records.get("people", {}), **own_records.get(CONTACTS_TABLE, {})}
    left_out = {
        record_id for record_id, doc in people.items() if record_id in marks or forgotten.include(str(doc.get("name")))
    }
    content = FileContent({table: dict(rows) for table, rows in own_records.items()})
    remaining = without_forgotten(content, marks | left_out, service.store.load_history()).documents
    return {table: dict(rows) for table, rows in remaining.items() if rows}, len(left_out)


def _without_unchanged(
    own_records: dict[str, dict[str, Document]], newer_records: Documents, replaced_records: Documents
) -> tuple[dict[str, dict[str, Document]], int]:
    """Return the records without those that differed by the name of somebody forgotten alone, and how many they are."""
    remaining: dict[str, dict[str, Document]] = {}
    count = 0
    for table, rows in own_records.items():
        for record_id, doc in rows.items():
            replaced_doc = replaced_records.get(table, {}).get(record_id)
            if replaced_doc is not None and doc != newer_records[table][record_id]:
                stamps = {name: replaced_doc.get(name) for name in ("changed_at", "device")}
                if {**doc, **stamps} == {**replaced_doc, **stamps}:
                    count += 1
                    continue
            remaining.setdefault(table, {})[record_id] = doc
    return remaining, count


def run_import(service: CoachService, import_preview: ImportPreview) -> ActionResult:
    """Save what a preview found, after a backup. Raises CoachError; then nothing was saved.

    What brings nothing to see is saved too: which conversations an account has, or what was called off in it. An import
    of something else may need it.
    """
    if import_preview.ask_owner:
        hint = f"Say which one is you with --me: {', '.join(import_preview.ask_owner[:3])}."
        raise CoachError("It is not clear whose export this is.", hint=hint)
    with service.store.hold_lock():
        if service.store.path.exists() and not import_preview.counts.is_empty:
            back_up_data(service.store)
        import_action = _save_import(service, import_preview)
        service.open_folder()  # moves finished years to their files, when what was built for saving is gone
    return import_action


def _save_import(service: CoachService, import_preview: ImportPreview) -> ActionResult:
    """Save the records, contacts and states of an import. Call it under the lock."""
    imports, states = _combine_with_stored(service, import_preview.results)
    accounts_before = load_accounts_as_json(service.store)
    steps: list[Document] = [
        {
            "table": ACCOUNTS_TABLE,
            "record": account_id,
            "before": orjson.Fragment(accounts_before[account_id]) if account_id in accounts_before else None,
        }
        for account_id in states
    ]
    # First, because it and the records do not fit in memory together. Without these records it does no harm: the next
    # import of the account saves them.
    new_account_documents = {
        account_id: import_result.result_to_json(state, account_id) for account_id, state in states.items()
    }
    if {**accounts_before, **new_account_documents} != accounts_before:
        save_imported_accounts(service.store, {**accounts_before, **new_account_documents})
    del accounts_before, states, new_account_documents
    service.open_folder()
    documents, counts = _build_documents(service, imports, import_preview.chosen)
    for table, rows in import_preview.own.items():
        if table != CONTACTS_TABLE:
            documents.setdefault(table, {}).update({record_id: dict(doc) for record_id, doc in rows.items()})
            counts[table] += len(rows)
    contacts = load_address_book(service.store)
    removed_contacts = list_removed_contacts(imports)
    new_contacts: dict[str, Document] = {
        **{contact_id: doc for contact_id, doc in contacts.items() if contact_id not in removed_contacts},
        **{contact.id: contact.to_document() for account in imports for contact in build_contacts(account.found)},
        **import_preview.own.get(CONTACTS_TABLE, {}),
    }
    contact_steps = list_contact_steps(contacts, new_contacts)
    # A whole export brings its own log along.
    undoable = bool(documents or contact_steps) and "actions" not in import_preview.own
    message = describe_import(import_preview.counts, counts)
    if undoable:
        undo_label, steps = message.replace("Imported: ", "The import of "), [*steps, *contact_steps]
        undo_entry = record_undoable_action(service.store, documents, undo_label, {}, other_steps=steps)
        documents["actions"] = {undo_entry["id"]: undo_entry}
    del steps, contact_steps, imports
    if documents:
        puts = ((table, doc) for table, rows in documents.items() for doc in rows.values())
        service.store.save_documents(puts, is_bulk=True)
    if new_contacts != contacts:
        save_address_book(service.store, new_contacts.values())
    return ActionResult(message, undoable=undoable)


def _build_documents(
    service: CoachService, imports: Sequence[ImportedAccount], chosen: Mapping[str, str]
) -> tuple[dict[str, dict[str, Document]], Counter[str]]:
    """Return the documents that an import saves, by table and id, and how many records of each table it keeps."""
    now = service.now()
    journal = Journal(service.store.load_history(), contact_reader=AddressBookReader(service.store))
    documents: dict[str, dict[str, Document]] = {}
    counts: Counter[str] = Counter()
    stamps: dict[str, str] = {}
    for record in iterate_import_records(imports, journal, now, chosen):
        record_before = journal.get_with_deleted(type(record), record.id)
        doc = stamp_record(record, record_before, now, service.device).to_document()
        doc["changed_at"] = stamps.setdefault(doc["changed_at"], doc["changed_at"])  # one text for all
        documents.setdefault(record.table, {})[record.id] = doc
        is_seen = record_before is None or record_before.deleted or is_visible_change(record_before, record)
        table = MEETINGS if name_record(record) == MEETINGS else record.table
        counts[table] += is_seen and (not record.deleted or is_cancelled_meeting(record) or is_answered_request(record))
    return documents, +counts


def _newer_records(
    service: CoachService, own_export_tables: Iterable[Documents]
) -> tuple[dict[str, dict[str, Document]], dict[str, dict[str, Document]]]:
    """Return the records of our own exports that are missing here, or older here, and those that they replace."""
    own_export_tables = [export_tables for export_tables in own_export_tables if export_tables]
    if not own_export_tables:
        return {}, {}
    present_records: Documents = {**service.store.load_history(), CONTACTS_TABLE: load_address_book(service.store)}
    newer_records: dict[str, dict[str, Document]] = {}
    replaced_records: dict[str, dict[str, Document]] = {}
    for export_tables in own_export_tables:
        for table, rows in export_tables.items():
            if table not in (*TABLE_NAMES, CONTACTS_TABLE):
                continue
            for record_id, doc in rows.items():
                present = newer_records.get(table, {}).get(record_id) or present_records.get(table, {}).get(record_id)
                if present is not None and present.get("taken_back") and not doc.get("deleted"):
                    # It is wanted again, so it is newer than the one of an import that was undone.
                    undone = Record(changed_at=present.get("changed_at"))
                    record = record_type_of(table).model_validate(doc)
                    doc = stamp_record(record, undone, service.now(), service.device).to_document()
                if doc.get("id") == record_id and (present is None or version_key(doc) > version_key(present)):
                    newer_records.setdefault(table, {})[record_id] = doc
                    if (replaced_version := present_records.get(table, {}).get(record_id)) is not None:
                        replaced_records.setdefault(table, {})[record_id] = replaced_version
    return newer_records, replaced_records


def _parse_accounts(documents: Mapping[str, Any]) -> dict[str, ImportResult]:
    """Return the stored states of accounts, by their ids, without what no import can use.

    That was written by hand or by another version: the export can be imported again.
    """
    results = {}
    for account_id, doc in documents.items():
        with suppress(ValueError, TypeError, KeyError):
            results[account_id] = import_result.result_from_document(doc)
    return results


def _combine_with_stored(
    service: CoachService, import_results: Sequence[ImportResult]
) -> tuple[list[ImportedAccount], dict[str, ImportResult]]:
    """Return each result combined with the stored state of its account, and the states to store."""
    stored_results = _parse_accounts(load_imported_accounts(service.store))
    imports: list[ImportedAccount] = []
    combined_results: dict[str, ImportResult] = {}
    for result in import_results:
        same_account_ids = [
            stored_id
            for stored_id, stored in stored_results.items()
            if stored.format == result.format and is_same_account(stored, result)
        ]
        results_before = [stored_results[account_id] for account_id in same_account_ids]
        message_keys_before = frozenset(message.key for before in results_before for message in before.messages)
        moods_before = {mood.key: mood for before in results_before for mood in before.moods}
        contact_ids_before = frozenset(contact.id for before in results_before for contact in build_contacts(before))
        if moods_before:
            result = replace(result, moods=_name_known_rows(result.moods, moods_before))
        combined = result
        for before in results_before:
            combined = combine_results(before, combined, is_later=True)
        moods_with_value = {mood.key: mood for mood in result.moods if mood.value is not None}
        if moods_with_value:
            newest_moods = (merge_moods(mood, moods_with_value.get(mood.key, mood)) for mood in combined.moods)
            combined = replace(combined, moods=tuple(newest_moods))
        combined = _date_new_employers(combined, service.now().date())
        account_id = same_account_ids[0] if same_account_ids else import_result.account_key(result)
        imports.append(ImportedAccount(combined, message_keys_before, moods_before, contact_ids_before))
        combined_results[account_id] = stored_results[account_id] = combined
    for account_id, stored in stored_results.items():
        # whoever a new import makes known may sit in an old meeting
        if stored.meetings and account_id not in combined_results:
            meetings = ImportResult(stored.format, owner=stored.owner, meetings=stored.meetings)
            imports.append(ImportedAccount(meetings, is_recalled=True))
    return imports, combined_results


def _date_new_employers(result: ImportResult, today: date) -> ImportResult:
    """Return a result in which another employer is named since today where the export has no date of its own."""
    people, contacts = (
        {
            person_id: replace(person, employer_seen=today)
            if person.has_moved and person.employer_seen is None
            else person
            for person_id, person in everybody.items()
        }
        for everybody in (result.people, result.contacts)
    )
    return replace(result, people=people, contacts=contacts)


def _name_known_rows(
    moods: Sequence[ImportedMood], known_moods: Mapping[str, ImportedMood]
) -> tuple[ImportedMood, ...]:
    """Return moods, those of a row that an earlier import read without its note with the key they have from then.

    A mood is of the same row if there and here it is the only one of its minute and word that has another key, and its
    value is the same or its note.
    """
    mood_keys = {mood.key for mood in moods}
    unread_known_moods = _index_by_minute_and_word(mood for mood in known_moods.values() if mood.key not in mood_keys)
    new_moods = _index_by_minute_and_word(mood for mood in moods if mood.key not in known_moods)
    known_keys = {
        mood.key: before.key
        for minute_and_word, (mood, *others) in new_moods.items()
        for before in unread_known_moods.get(minute_and_word, ())
        if not others and len(unread_known_moods[minute_and_word]) == 1 and _is_same_row(before, mood)
    }
    return tuple(replace(mood, key=known_keys[mood.key]) if mood.key in known_keys else mood for mood in moods)


def _is_same_row(before: ImportedMood, mood: ImportedMood) -> bool:
    return before.note == mood.note != "" or (before.value == mood.value and not before.note)


def _index_by_minute_and_word(moods: Iterable[ImportedMood]) -> dict[tuple[datetime, str], list[ImportedMood]]:
    moods_by_minute_and_word: dict[tuple[datetime, str], list[ImportedMood]] = defaultdict(list)
    for mood in moods:
        moods_by_minute_and_word[mood.at, mood.label].append(mood)
    return moods_by_minute_and_word


def forget_imported_people(service: CoachService, keys: Iterable[str]) -> None:
    """Remove people, by keys such as "linkedin:slug", from the stored states of accounts. Raises CoachError."""
    formats_and_keys = [key.partition(":")[::2] for key in keys]
    if not formats_and_keys:
        return
    with service.store.hold_lock():
        try:
            accounts = read_imported_accounts(service.store)
        except OSError as error:
            raise errors_and_notices.not_saved_error(error, service.folder) from error
        remaining: dict[str, bytes] = {}
        for account_id, stored in _parse_accounts(accounts).items():
            forgotten_keys = {key for form, key in formats_and_keys if form == stored.format}
            remaining_result = import_result.remove_people(stored, forgotten_keys)
            remaining[account_id] = import_result.result_to_json(remaining_result, account_id)
        if accounts:
            save_imported_accounts(service.store, remaining)
