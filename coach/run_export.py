"""Export the journal in formats that other programs and people read.

JSON holds everything. CSV, Markdown, the calendar and Daylio's table hold the records that they show, each in a form
that `coach import` reads back; blocked people are left out of them, because others may see them.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from coach.advice.blocked_people import blocked_person_ids, list_shown_notes, list_shown_people, redact_blocked_names
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.outreach.reply_model import MOST_FOLLOW_UPS
from coach.advice.outreach.working_days import counted_workdays
from coach.atomic_file import read_text_file, write_private_file
from coach.domain.clock import NO_TIME
from coach.domain.focus import FocusBlock, Pause, sum_time_by_block
from coach.domain.goal import Goal
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event
from coach.domain.person import Person
from coach.domain.record import TABLE_NAMES, Document, R, Record, record_type_of
from coach.domain.text import fold_text, format_json, strip_control_characters
from coach.exporters import markdown as md
from coach.exporters.csv import CSV_TABLES, PERSON_ID_COLUMN, list_csv_columns, write_csv
from coach.exporters.daylio import write_daylio
from coach.exporters.embedded_records import CONTACTS_TABLE, OWN_FORMAT, format_markdown_records, format_record_line
from coach.exporters.ics import CALENDAR_PRODUCT, FollowUp, Meeting, format_events, format_todos
from coach.exporters.markdown_vault import VaultPage, make_file_name
from coach.exporters.tasks import format_org, format_taskwarrior, format_todo_note, format_todo_txt


def export_json(journal: Journal, now: datetime, contacts: Mapping[str, Document] | None = None) -> str:
    """Return everything, settings, undone things and the address book (`contacts`, by id) included.

    Importing it into an empty folder gives the same state.
    """
    tables: dict[str, Any] = {}
    for table in TABLE_NAMES:
        record_type = record_type_of(table)
        records = list_in_order(journal, record_type, with_deleted=True)
        tables[table] = {record.id: record.to_document() for record in records} | journal.list_unreadable(record_type)
    tables[CONTACTS_TABLE] = dict(sorted((contacts or {}).items()))
    exported_document = {
        "format": OWN_FORMAT,
        "version": 1,
        "exported_at": now.astimezone(UTC).isoformat(),
        "tables": {table: rows for table, rows in tables.items() if rows},
    }
    return format_json(exported_document, indent=1) + "\n"


def export_csv(journal: Journal, table: str) -> str:
    """Return one table of CSV_TABLES as CSV, formula-safe."""
    record_type = record_type_of(table)
    names_by_id = {person.id: person.name for person in journal.list_records(Person)}
    blocked_ids = blocked_person_ids(journal)
    columns = list_csv_columns(record_type)
    csv_rows = []
    for record in list_in_order(journal, record_type):
        if getattr(record, "person", "") in blocked_ids or record.id in blocked_ids:
            continue
        fields_of_record = ((name, getattr(record, "person" if name == PERSON_ID_COLUMN else name)) for name in columns)
        csv_cells = (_format_cell(value, names_by_id if name == "person" else {}) for name, value in fields_of_record)
        csv_rows.append([make_shareable(journal, cell) if isinstance(cell, str) else cell for cell in csv_cells])
    csv_text = io.StringIO(newline="")
    write_csv(csv_text, columns, csv_rows)
    return csv_text.getvalue()


def export_markdown(journal: Journal, now: datetime) -> str:
    """Return a journal by day: goals, moods, blocks, what passed with whom, notes; at the end its records."""
    blocked_ids = blocked_person_ids(journal)
    record_lines = [
        _format_record(journal, record)
        for table in CSV_TABLES
        for record in list_in_order(journal, record_type_of(table))
        if getattr(record, "person", "") not in blocked_ids and record.id not in blocked_ids
    ]
    journal_text = make_shareable(journal, "".join(md.format_journal(collect_day_entries(journal, now))))
    return journal_text + format_markdown_records(record_lines)


def list_in_order(journal: Journal, record_type: type[R], *, with_deleted: bool = False) -> list[R]:
    """Return the records of one kind by their time or name, so that the same records make the same file."""
    time_field = next((name for name in ("at", "started_at", "day") if name in record_type.model_fields), "")

    def sort_key(record: R) -> tuple[Any, str]:
        return (getattr(record, time_field) if time_field else fold_text(getattr(record, "name", "")), record.id)

    records = journal.list_with_deleted(record_type) if with_deleted else journal.list_records(record_type)
    return sorted(records, key=sort_key)


def _format_record(journal: Journal, record: Record) -> str:
    """Return a record as a line for an export that others may see."""
    return format_record_line(record.table, _make_document_shareable(journal, record.to_document()))


def _make_document_shareable(journal: Journal, document_value: Any) -> Any:
    """Return the value with every text in it as others may see it."""
    if isinstance(document_value, str):
        return make_shareable(journal, document_value)
    if isinstance(document_value, dict):
        return {name: _make_document_shareable(journal, value) for name, value in document_value.items()}
    if isinstance(document_value, list):
        return [_make_document_shareable(journal, value) for value in document_value]
    return document_value


def make_shareable(journal: Journal, text: str) -> str:
    """Return `text` for others to see: without control characters and the names of blocked people."""
    return redact_blocked_names(journal, strip_control_characters(text))


def collect_day_entries(journal: Journal, now: datetime) -> dict[date, list[str]]:
    """Return day → its entries in Markdown, of all days that have any, without what concerns blocked people."""
    shown_names = {person.id: person.name for person in list_shown_people(journal)}
    blocked_ids = blocked_person_ids(journal)
    day_of = journal.settings.day_of
    days: dict[date, list[str]] = defaultdict(list)
    for goal in list_in_order(journal, Goal):
        days[goal.day].append(md.format_goal(goal))
    for mood in list_in_order(journal, Mood):
        days[day_of(mood.at)].append(md.format_mood(mood))
    counted_time_by_block = sum_time_by_block(journal.list_records(FocusBlock), now, journal.settings.day_ends)
    for block in list_in_order(journal, FocusBlock):
        days[day_of(block.started_at)].append(md.format_block(block, counted_time_by_block.get(block.id, NO_TIME)))
    for message in list_in_order(journal, Message):
        if message.person in shown_names and (entry := md.format_message(message, shown_names[message.person])):
            days[day_of(message.at)].append(entry)
    for note in list_in_order(journal, Note):
        if note.person not in blocked_ids:
            days[day_of(note.at)].append(md.format_note(note))
    return days


def list_vault_pages(journal: Journal, now: datetime, page_kind: str) -> tuple[VaultPage, ...]:
    """Return the sections of a vault: one for each day, or one for each person who may be shown."""
    if page_kind == "day":
        return tuple(
            _make_page(journal, f"day {day.isoformat()}", day.isoformat(), "Coach", entries)
            for day, entries in sorted(collect_day_entries(journal, now).items())
        )
    records_by_person: dict[str, list[Message | Note]] = defaultdict(list)
    for message in journal.list_records(Message):
        records_by_person[message.person].append(message)
    for note in journal.list_records(Note):
        records_by_person[note.person].append(note)
    pages = []
    for person in list_shown_people(journal.with_archived_people()):
        how_met = f"met {person.met}" if person.met else ""
        person_facts = (person.position, person.company, person.place, how_met, person.note)
        dated_records = sorted(records_by_person[person.id], key=lambda record: (record.at, record.id))
        entries = [
            md.format_known(person_facts),
            *(md.format_dated_entry(journal.settings.day_of(record.at), record) for record in dated_records),
        ]
        if any(entries):
            heading = f"Coach: {md.escape_markdown(person.name)}"
            pages.append(_make_page(journal, f"person {person.id}", make_file_name(person.name), heading, entries))
    return tuple(pages)


def export_vault_records(journal: Journal, pages: Iterable[VaultPage], page_kind: str) -> str:
    """Return the records that the sections of a vault, `pages`, show, as the JSON that an import reads.

    It bears no time, so that it stays as it is while they do.
    """
    people = {person.id: person for person in list_shown_people(journal.with_archived_people())}
    records: list[Record] = []
    if page_kind == "person":
        page_keys = {page.key for page in pages}
        people = {person_id: person for person_id, person in people.items() if f"person {person_id}" in page_keys}
    else:
        records += [*journal.list_records(Goal), *journal.list_records(Mood), *journal.list_records(FocusBlock)]
        records += [note for note in list_shown_notes(journal) if note.person not in people]
    messages_of_people = [message for message in journal.list_records(Message) if message.person in people]
    notes = [note for note in journal.list_records(Note) if note.person in people]
    named_ids = {message.person for message in messages_of_people} | {note.person for note in notes}
    records += [
        *messages_of_people,
        *notes,
        *(person for person_id, person in people.items() if page_kind == "person" or person_id in named_ids),
    ]
    return _format_records_file(journal, page_kind, records)


def export_todo_records(journal: Journal, now: datetime) -> str:
    """Return the people of the tasks in a todo.txt and all their messages, as the JSON that an import reads."""
    people = {each.person.id: each.person for each in list_follow_ups(journal, now) if each.person is not None}
    messages_of_people = [message for message in list_in_order(journal, Message) if message.person in people]
    return _format_records_file(journal, "todo", [*people.values(), *messages_of_people])


def _format_records_file(journal: Journal, export_kind: str, records: Iterable[Record]) -> str:
    """Return records as the JSON that stands beside an export without room for them."""
    tables: dict[str, dict[str, Any]] = defaultdict(dict)
    for record in records:
        tables[record.table][record.id] = _make_document_shareable(journal, record.to_document())
    exported_document = {"format": OWN_FORMAT, "version": 1, "vault": export_kind, "tables": tables}
    return format_json(exported_document, indent=1, sort_keys=True) + "\n"


def _make_page(journal: Journal, key: str, name: str, heading: str, entries: Iterable[str]) -> VaultPage:
    text = "".join(f"{entry}\n" for entry in entries if entry)
    return VaultPage(key, name, make_shareable(journal, f"## {heading}\n\n{text}"))


def export_calendar(journal: Journal, now: datetime, *, todo: bool = False) -> str:
    """Return follow-ups and meetings as iCalendar; with `todo`, the follow-ups alone, as to-dos.

    A follow-up has the person and their messages with it, from which an import works it out again; a meeting has its
    own message.
    """
    written_record_ids: set[str] = set()
    follow_ups = list_follow_ups_with_records(journal, now, written_record_ids)
    if todo:
        return format_todos(follow_ups, now)
    meetings = [
        Meeting(meeting.id, meeting.at, make_shareable(journal, f"Meeting with {person.name}"), meeting.changed_at,
                _format_new_records(journal, (person, meeting), written_record_ids))
        for meeting, person in list_meetings(journal)
    ]  # fmt: skip
    return format_events(follow_ups, meetings, now)


def list_meetings(journal: Journal) -> list[tuple[Message, Person]]:
    """Return the meetings with people who may be shown."""
    people = {person.id: person for person in list_shown_people(journal)}
    meetings = (message for message in journal.list_records(Message) if message.kind == "meeting")
    return [(meeting, people[meeting.person]) for meeting in meetings if meeting.person in people]


def list_follow_ups(journal: Journal, now: datetime) -> list[FollowUp]:
    """Return what is owed, and whom one may write to again, each with its day.

    Whoever got as many follow-ups as there are, or whose conversation may rest, is not written to again.
    """
    follow_ups, today, workdays = [], journal.settings.day_of(now), counted_workdays(journal)
    for conversation in list_open_conversations(journal, now):
        if not conversation.i_owe and (
            conversation.may_rest or conversation.follow_ups_sent >= MOST_FOLLOW_UPS[conversation.tie]
        ):
            continue
        message = journal.get_record(Message, conversation.message_id)
        if conversation.i_owe:
            title = f"{conversation.name}: {conversation.status}"
            due_day = (message.until if message and message.kind == "promise" else None) or today
        else:
            title = f"Write to {conversation.name} again, if you like"
            begun_on = journal.settings.day_of(conversation.since)
            due_day = workdays.add_workdays(begun_on, conversation.follow_up_gap)
        follow_ups.append(
            FollowUp(
                conversation.message_id or conversation.person, max(today, due_day), make_shareable(journal, title),
                message.changed_at if message else None,
                person=journal.get_record(Person, conversation.person), message=message,
            )
        )  # fmt: skip
    return follow_ups


def list_follow_ups_with_records(
    journal: Journal, now: datetime, written_record_ids: set[str] | None = None
) -> list[FollowUp]:
    """Return follow-ups with the person and their messages, each once; `written_record_ids` collects their ids."""
    written_record_ids = set() if written_record_ids is None else written_record_ids
    by_person: dict[str, list[Message]] = defaultdict(list)
    for message in journal.list_records(Message):
        by_person[message.person].append(message)
    completed = []
    for follow_up in list_follow_ups(journal, now):
        if person := follow_up.person:
            records = _format_new_records(journal, (person, *by_person[person.id]), written_record_ids)
            follow_up = replace(follow_up, records=records)
        completed.append(follow_up)
    return completed


def _format_new_records(journal: Journal, records: Iterable[Record], written_record_ids: set[str]) -> tuple[str, ...]:
    """Return the lines of records that are not in `written_record_ids`, and add them to it."""
    unwritten_records = [record for record in records if record.id not in written_record_ids]
    written_record_ids.update(record.id for record in unwritten_records)
    return tuple(_format_record(journal, record) for record in unwritten_records)


def export_todo_txt(journal: Journal, now: datetime) -> str:
    """Return follow-ups as todo.txt, after a line that says what an import brings back."""
    tasks = format_todo_txt(list_follow_ups(journal, now))
    return make_shareable(journal, format_todo_note(journal.settings.day_of(now)) + tasks) if tasks else ""


def export_daylio(journal: Journal) -> str:
    """Return the moods as CSV in Daylio's layout."""
    daylio_csv = io.StringIO(newline="")
    mood_rows = []
    for mood in list_in_order(journal, Mood):
        words = tuple(make_shareable(journal, word) for word in mood.words)
        shown_mood = mood.copy_with(words=words, note=make_shareable(journal, mood.note))
        mood_rows.append((shown_mood, _format_record(journal, mood)))
    write_daylio(daylio_csv, mood_rows)
    return daylio_csv.getvalue()


def _format_cell(cell_value: Any, names: Mapping[str, str]) -> object:
    if isinstance(cell_value, dict):
        return json.dumps(cell_value, ensure_ascii=False) if cell_value else ""
    if isinstance(cell_value, (tuple, list)):
        elements = [_format_pause(element) if isinstance(element, Pause) else str(element) for element in cell_value]
        is_plain = all(
            element.strip() == element and element and "," not in element and element[0] != "[" for element in elements
        )
        return ", ".join(elements) if is_plain else json.dumps(elements, ensure_ascii=False)
    return names.get(cell_value, cell_value) if isinstance(cell_value, str) else cell_value


def _format_pause(pause: Pause) -> str:
    return f"{pause.start.isoformat()}/{pause.end.isoformat() if pause.end else ''}"


WRITERS: Mapping[str, Callable[[Journal, datetime], str]] = {
    "markdown": export_markdown,
    "calendar": export_calendar,
    "daylio": lambda journal, now: export_daylio(journal),
    "org": lambda journal, now: make_shareable(journal, format_org(list_follow_ups_with_records(journal, now))),
    "todo.txt": export_todo_txt,
    "taskwarrior": lambda journal, now: format_taskwarrior(list_follow_ups_with_records(journal, now), now),
}


def update_calendar_file(journal: Journal, now: datetime) -> bool:
    """Write the calendar file if one is set and its content has changed; return whether it was written.

    Never raises: the data is saved, and the next save writes the file if it cannot be written now.
    """
    calendar_path = Path(journal.settings.calendar_file)
    if not calendar_path.is_absolute() or calendar_path.suffix.lower() != ".ics":
        return False  # none is set, or the data file was damaged by hand
    with suppress(OSError, ValueError):
        calendar_text = build_calendar(journal, now)
        calendar_text_before = _read_text(calendar_path)
        if calendar_text_before and not calendar_text_before.startswith("BEGIN:VCALENDAR"):
            return False  # the settings may come from elsewhere, so no file of another kind is replaced
        if not calendar_path.parent.is_dir() or _without_stamps(calendar_text_before) == _without_stamps(calendar_text):
            return False
        write_private_file(calendar_path, calendar_text.encode())
        return True
    return False


def find_calendar_file(journal: Journal) -> Path | None:
    """Return the calendar file that the coach has written where the settings say, None without one. Never raises."""
    path = Path(journal.settings.calendar_file)
    with suppress(OSError, ValueError):
        is_calendar = path.is_absolute() and path.suffix.lower() == ".ics"
        return path if is_calendar and f"PRODID:{CALENDAR_PRODUCT}\r\n" in _read_text(path) else None
    return None


def build_calendar(journal: Journal, now: datetime) -> str:
    """Return the text of the calendar, without names if the settings say so."""
    shows_names = journal.settings.calendar_names
    today = journal.settings.day_of(now)
    follow_ups = [
        FollowUp(follow_up.id, follow_up.day, follow_up.title if shows_names else "Follow-up", follow_up.changed_at)
        for follow_up in list_follow_ups(journal, now)
    ]
    follow_ups += [
        FollowUp(event.id, event.day, event.title if shows_names else "Event", event.changed_at)
        for event in journal.list_records(Event)
        if event.day >= today and not event.key  # one that a calendar brought is in that calendar
    ]
    meetings = [
        Meeting(meeting.id, meeting.at, f"Meeting with {person.name}" if shows_names else "Meeting", meeting.changed_at)
        for meeting, person in list_meetings(journal)
    ]
    return format_events(follow_ups, meetings, now)


def _read_text(path: Path) -> str:
    try:
        return read_text_file(path, errors="replace")
    except FileNotFoundError:
        return ""


def _without_stamps(calendar_text: str) -> list[str]:
    """Return the lines to compare: DTSTAMP, the time of writing, alone is no change."""
    return [line for line in calendar_text.split("\r\n") if not line.startswith("DTSTAMP")]
