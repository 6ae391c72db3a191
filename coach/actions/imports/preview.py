"""What an import would change, in counts and words, before it is saved; names of formats, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from coach.actions.imports.meetings import AttendeeFinder, AttendeeQuestion, count_unknown_meetings
from coach.actions.imports.people import list_fresh_contacts
from coach.actions.imports.records import ImportedAccount, build_all_records, count_answered_requests
from coach.domain.address_book import DAY_FIELDS, Contact, is_person
from coach.domain.advice_records import AdviceAnswer
from coach.domain.boundary import Boundary
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person, format_birthday
from coach.domain.record import Documents, Record
from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import RECORD_NAMES, format_date
from coach.importers.combine_results import IdentityGroups
from coach.importers.diaries.diary_collector import list_unmapped
from coach.importers.diaries.generic_csv import ROW_WITHOUT_COLUMNS
from coach.importers.files.json_reader import DAMAGED_FILE, FILE_TOO_LARGE
from coach.importers.import_report import build_report
from coach.importers.import_result import ImportResult
from coach.importers.options import format_mappings

NO_INVITATION_NOTE = "request to connect without a note"
MEETINGS = "meetings"
ANSWERED_REQUEST = "request to connect that was answered"
UNDELIVERED = "e-mail that came back"
MEETING_WITH_NOBODY = "a meeting with nobody you know yet"
MOOD_WITHOUT_VALUE = "a mood of your own without a value"
FORGOTTEN = "of people you removed with coach forget (log a message to add them again)"
CHANGES_SHOWN = 8
"""People whose changes a preview names."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import would do: table → how many are new, changed or joined; what is left out and why."""

    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    joined: Mapping[str, int] = field(default_factory=dict)
    ignored: Mapping[str, int] = field(default_factory=dict)
    new_contacts: int = 0
    changed_contacts: int = 0
    changes: tuple[str, ...] = ()
    """Who changed, and how: "Ana Lee: now at Brightwater"."""
    alike: tuple[tuple[str, str], ...] = ()
    """The names of two people whom one entry of an address book names together, and who are not known to be one."""
    known: int = 0
    """People, messages, moods, blocks and contacts that were read and are here already."""

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not (self.new or self.changed or self.joined or self.new_contacts or self.changed_contacts)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The results of reading, and what saving them would change.

    `ask_owner` lists who the owner may be if that is unclear.
    """

    results: tuple[ImportResult, ...]
    counts: ImportCounts
    own: Documents = field(default_factory=dict)
    """Records of our own export, newer than what is here: table → id → document."""
    ask_owner: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    questions: tuple[AttendeeQuestion, ...] = ()
    """Who attendees of meetings are whose name several people have."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Address of an attendee → id of the person, as it was answered."""
    command: str = ""
    """The shell command that read it, empty on the screen."""

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Words for moods that have no value yet."""
        return tuple(list_unmapped(mood for one in self.results for mood in one.moods))

    def without_content(self) -> ImportPreview:
        """Return what describes it, without what would be saved."""
        results = tuple(
            ImportResult(
                one.format, one.variant, one.as_of, moods=tuple(mood for mood in one.moods if mood.value is None)
            )
            for one in self.results
        )
        return replace(self, results=results, own={})

    @property
    def reports(self) -> list[dict[str, object]]:
        """One report per account for --json; what would be saved and left out of all of them stands in the first."""
        reports = [build_report(found) for found in self.results] or [{"format": "coach"}]
        seen = self.counts
        change: dict[str, object] = {
            "would_save": {
                "new": _count_for_json(seen.new),
                "changed": _count_for_json(seen.changed),
                "joined": _count_for_json(seen.joined),
            },
            "address_book": {"new": seen.new_contacts, "changed": seen.changed_contacts},
            "changes": list(seen.changes),
            "alike": [list(names) for names in seen.alike],
            "doubtful": [
                {"address": one.address, "name": one.name, "meetings": one.meetings, "people": dict(one.choices)}
                for one in self.questions
            ],
            "left_out": dict(sorted(seen.ignored.items())),
            "already_here": seen.known,
            "warnings": list(self.warnings),
        }
        return [{**report, **(change if number == 0 else {})} for number, report in enumerate(reports)]


def name_table(table: str) -> str:
    """Return what the records of a table are called in a preview."""
    return _TABLE_NAMES.get(table, table)


def name_record(record: Record) -> str:
    """Return what a record is called in a preview: a meeting, which is stored as a message, is called a meeting."""
    is_meeting = isinstance(record, Message) and record.kind == "meeting"
    return MEETINGS if is_meeting else name_table(record.table)


def preview_changes(
    imports: Sequence[ImportedAccount], journal: Journal, now: datetime, chosen: Mapping[str, str]
) -> ImportCounts:
    """Return what saving the records of these accounts would change."""
    people = {person.id: person for person in journal.list_records(Person)}
    new, changed, joined, changes = _count_records(imports, journal, now, chosen, people)
    old = {one.id: one for one in journal.address_book.contacts}
    fresh, read = list_fresh_contacts((one.found for one in imports), old)
    shown = [(old[key], one) for key, one in fresh.items() if key in old and is_visible_change(old[key], one)]
    for before, after in shown:
        changes += describe_changes(before, after)
    alike_before = _list_alike(old.values(), journal.list_records(Person))
    alike = _list_alike({**old, **fresh}.values(), people.values())
    names = {person.folded_name for person in people.values()}
    keys = {key for person in people.values() for key in person.keys}
    counted = [one.found for one in imports if not one.is_recalled]
    finder = AttendeeFinder(journal.list_records(Person), chosen)
    everything = [one.found for one in imports]
    not_saved = Counter(
        {
            ANSWERED_REQUEST: sum(count_answered_requests(found, journal) for found in counted),
            UNDELIVERED: sum(map(_count_undelivered, counted)),
            MEETING_WITH_NOBODY: sum(count_unknown_meetings(found, everything, finder) for found in counted),
        }
    )
    read += sum(map(_count_rows, counted)) - not_saved.total()
    ignored = Counter[str]()
    for found in counted:
        ignored.update(found.ignored)
        ignored[MOOD_WITHOUT_VALUE] += sum(1 for mood in found.moods if mood.value is None)
        ignored[NO_INVITATION_NOTE] += sum(1 for i in found.invitations if i.outbound and not i.note)
    ignored.update(not_saved)
    not_known = new.total() + changed.total() + len(fresh)
    new_contacts = (one for key, one in fresh.items() if key not in old and not is_person(one, names, keys))
    return ImportCounts(
        new, changed, joined, +ignored,
        new_contacts=_count_distinct_contacts(new_contacts),
        changed_contacts=len(shown),
        changes=tuple(dict.fromkeys(changes)),
        alike=tuple(names for ids, names in alike.items() if ids not in alike_before),
        known=max(0, read - not_known),
    )  # fmt: skip


def _list_alike(contacts: Iterable[Contact], people: Iterable[Person]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the ids and names of every two people who each have a key of one contact."""
    holders = {key: person for person in people for key in person.keys}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for contact in contacts:
        both = {holders[key].id: holders[key].name for key in contact.keys if key in holders}
        if len(both) > 1:
            (one, name), (other, other_name), *_ = sorted(both.items())
            found[one, other] = name, other_name
    return found


def _count_records(
    imports: Sequence[ImportedAccount], journal: Journal, now: datetime, chosen: Mapping[str, str],
    people: dict[str, Person],
) -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:  # fmt: skip
    """Count the records that are new, changed and joined, by their names; and say who changed and how.

    `people`, by id, are brought up to date.
    """
    new, changed, joined = Counter[str](), Counter[str](), Counter[str]()
    changes: list[str] = []
    for record in build_all_records(imports, journal, now, chosen):
        if isinstance(record, Person):
            people[record.id] = record
            if record.deleted:
                del people[record.id]
                if record.merged_into:
                    joined[name_record(record)] += 1
                    remaining = journal.get_record(Person, record.merged_into) or people[record.merged_into]
                    changes.append(f"{record.name}: the same person as {remaining.name}")
                continue
        known = journal.get_record(type(record), record.id)  # what an undo took back counts as new
        if known is not None and not record.deleted and not is_visible_change(known, record):
            continue
        is_cancelled = is_cancelled_meeting(record)
        if is_cancelled or is_answered_request(record) or (known and not record.deleted):
            changed[name_record(record)] += 1
        else:
            (joined if record.deleted else new)[name_record(record)] += 1
        if is_cancelled and isinstance(record, Message) and (who := journal.get_record(Person, record.person)):
            changes.append(f"{who.name}: the meeting on {format_date(record.at, year=True)} was cancelled")
        if isinstance(record, Person) and isinstance(known, Person) and not record.deleted:
            changes += describe_changes(known, record)
    return new, changed, joined, changes


def _count_rows(found: ImportResult) -> int:
    """Count what an import would save, were it all new and of use."""
    moods = sum(1 for mood in found.moods if mood.value is not None)
    requests = sum(1 for i in found.invitations if not i.outbound or i.note)
    return len(found.messages) + moods + len(found.blocks) + len(found.meetings) + requests + len(found.notes)


def is_cancelled_meeting(record: Record) -> bool:
    """Return whether a record takes a meeting back that was called off."""
    return record.deleted and name_record(record) == MEETINGS


def is_answered_request(record: Record) -> bool:
    """Return whether a record takes a request to connect back that was answered."""
    return record.deleted and isinstance(record, Message) and record.kind == "request"


def _count_distinct_contacts(contacts: Iterable[Contact]) -> int:
    """Count contacts, each once who stands in several address books under one mail address or profile."""
    groups, firsts = IdentityGroups(), []
    for one in contacts:
        firsts.append(one.keys[0])
        for key in one.keys:
            groups.join_keys(one.keys[0], key)
    return len(set(map(groups.find_root, firsts)))


def _count_undelivered(found: ImportResult) -> int:
    """Count the messages to people whom none has reached; they do not become people."""
    bounced = {key for key, person in found.people.items() if person.bounced}
    return sum(1 for message in found.messages if message.person in bounced)


_UNSEEN_FIELDS: dict[type[Record | Contact], tuple[str, ...]] = {
    Person: ("keys", "imported", "named", "first_talk_on", "channel", *DAY_FIELDS),
    Contact: ("keys", *DAY_FIELDS),
    **dict.fromkeys((Message, Note, AdviceAnswer, Boundary), ("person",)),
}


def is_visible_change(before: Record | Contact, after: Record | Contact) -> bool:
    """Return whether people would see a change.

    Other keys of imports alone, what messages tell, and whose an entry is, which follows from who is who, are none.
    """
    unseen = {name: getattr(after, name) for name in _UNSEEN_FIELDS.get(type(before), ())}
    return (replace(before, **unseen) if isinstance(before, Contact) else before.copy_with(**unseen)) != after


def describe_changes(before: Person | Contact, after: Person | Contact) -> Iterator[str]:
    """Yield what is new about somebody, one line each."""
    name = before.name
    if name != after.name:
        yield f"{name}: now called {after.name}"
    if after.company and after.company != before.company:
        yield f"{name}: {'now at' if before.company else 'at'} {after.company}"
    elif after.position and after.position != before.position:
        yield f"{name}: {'now ' if before.position else ''}{after.position}"
    elif after.birthday and after.birthday != before.birthday:
        yield f"{name}: birthday {format_birthday(after.birthday)}"
    elif reached := [to for channel, to in after.handles.items() if to != before.handles.get(channel)]:
        yield f"{name}: {reached[0]}"


def describe_import(done: ImportCounts, saved: Mapping[str, int]) -> str:
    """Return what was saved in one line: "Imported: 3 people, 12 messages."; `saved` is table → how many."""
    ordered = sorted(saved, key=lambda table: [*_TABLE_NAMES, table].index(table))
    parts = [format_amount(saved[table], name_table(table)) for table in ordered]
    if fresh := done.new_contacts + done.changed_contacts:
        parts.append(format_amount(fresh, "contacts"))
    return "Imported: " + (", ".join(parts) or "nothing new") + "."


def _count_for_json(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts for --json, where meetings are among the messages, as they are stored."""
    meetings = counts.get(MEETINGS, 0)
    return {**counts, "messages": counts.get("messages", 0) + meetings} if meetings else dict(counts)


def describe_preview(found: ImportPreview, *, hide: bool = False) -> list[str]:
    """Return the preview as lines: what was recognised, what is new, what is left out and why.

    With `hide` it names nobody.
    """
    lines = []
    for result in found.results:
        when = f", as of {format_date(result.as_of, year=True)}" if result.as_of else ""
        name = FORMAT_NAMES.get(result.format, result.format)
        lines.append(f"{name}{f' ({result.variant})' if result.variant else ''}{when}.")
    seen = found.counts
    for word, counts in (("New", seen.new), ("Changed", seen.changed), ("Merged with entries you have", seen.joined)):
        if counts:
            lines.append(f"{word}: " + ", ".join(format_amount(count, name) for name, count in counts.items()) + ".")
    for count, word in ((seen.new_contacts, "new"), (seen.changed_contacts, "changed")):
        if count:
            lines.append(f"Contacts: {count:,} {word}.")
    lines += [f"{line.rstrip('.')}." for line in seen.changes[:CHANGES_SHOWN] if not hide]
    if len(seen.changes) > CHANGES_SHOWN and not hide:
        lines.append(f"And {len(seen.changes) - CHANGES_SHOWN} more changes.")
    for one, other in seen.alike[:CHANGES_SHOWN] if not hide else ():
        same = "a contact has addresses of both. If so, coach same joins them."
        lines.append(f"{one} and {other} may be one person: {same}")
    if seen.ignored:
        parts = [_describe_left_out(reason, count) for reason, count in sorted(seen.ignored.items())]
        lines.append("Left out: " + ", ".join(parts) + ".")
    lines += list(found.warnings)[:20]
    if len(found.warnings) > 20:
        lines.append(f"And {len(found.warnings) - 20} more remarks of this kind.")
    if found.questions:
        names = HIDDEN_MARK if hide else ", ".join(dict.fromkeys(each.name for each in found.questions[:5]))
        lines.append(
            f"Several people are called {names}, so these meetings belong to nobody yet. "
            "To tell them apart, add each person's e-mail address to their page."
        )
    if found.unmapped:
        command = format_mappings(found.command, *(f"{word}=VALUE" for word in found.unmapped[:6]))
        lines.append(f"Give each word a value from 1 to 5 to import these entries too: {command}")
    if seen.is_empty and not found.ask_owner:
        lines.append(_describe_empty_preview(seen, can_be_mapped=any("--map " in line for line in lines)))
    return lines


def _describe_empty_preview(seen: ImportCounts, *, can_be_mapped: bool) -> str:
    """Return why nothing would be saved: all of it is here already, or all of it was left out."""
    if seen.known and not seen.ignored:
        return "All of this is saved already."
    if seen.known:
        return "All the rest is saved already."
    if can_be_mapped:
        return "None of this can be saved as it is."
    return "There is nothing else to save." if seen.ignored else "There is nothing to save."


def format_amount(count: int, name: str) -> str:
    """Return "1 person" or "3 people", for a name as in a preview; "settings" have no number."""
    one, many = _SHOWN_NAMES.get(name, (name, name))
    return many if name == "settings" else f"{count:,} {one if count == 1 else many}"


_SHOWN_NAMES = {
    **RECORD_NAMES,
    "blocks of focus": RECORD_NAMES["blocks"],
    "contacts": ("contact", "contacts"),
    "meetings": ("meeting", "meetings"),
}
_TABLE_NAMES = {"people": "people", "messages": "messages", "moods": "moods", "blocks": "blocks of focus"}
"""Table → its name in --json; people read "focus blocks"."""


FORMAT_NAMES = {
    "linkedin": "LinkedIn",
    "x-archive": "X",
    "mbox": "Mail",
    "vcard": "Contacts",
    "google_contacts": "Google's contacts",
    "outlook_contacts": "Outlook's contacts",
    "linkedin_contacts": "LinkedIn's imported contacts",
    "contact_list": "A list of contacts",
    "icalendar": "Calendar",
    "daylio": "Daylio",
    "howwefeel": "How We Feel",
    "jrnl": "jrnl",
    "dayone": "Day One",
    "pixels": "Pixels",
    "bearable": "Bearable",
    "generic_csv": "A table of moods",
    "activitywatch": "ActivityWatch",
    "toggl": "Toggl",
    "clockify": "Clockify",
    "rescuetime": "RescueTime",
    "timewarrior": "Timewarrior",
    "watson": "Watson",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
}
"""Format → its name."""

LEFT_OUT = {
    "after_the_export": "series of meetings (the part more than four months after the export)",
    "ai_coach": "message from LinkedIn itself|messages from LinkedIn itself",
    "auto_reply": "automatic reply|automatic replies",
    "away": "span away from the computer|spans away from the computer",
    "bcc_only": "e-mail to hidden recipients|e-mails to hidden recipients",
    "bot": "chat with a bot|chats with bots",
    "bounce": "notice of an e-mail that could not be delivered|notices of e-mails that could not be delivered",
    "cancelled": "cancelled meeting|cancelled meetings",
    "chat": "chat that the mailbox stores as an e-mail|chats that the mailbox stores as e-mails",
    "damaged": "damaged entry|damaged entries",
    DAMAGED_FILE: "damaged file|damaged files",
    FILE_TOO_LARGE: "file that is too large|files that are too large",
    "damaged_message": "damaged message|damaged messages",
    "damaged_row": "damaged row|damaged rows",
    "damaged row": "damaged row|damaged rows",
    "dated_in_the_future": "entry dated in the future|entries dated in the future",
    "call": "call that nobody took or that was short|calls that nobody took or that were short",
    "declined": "declined meeting|declined meetings",
    "delay_notice": "notice of a delayed e-mail|notices of delayed e-mails",
    "deleted": "deleted e-mail|deleted e-mails",
    "deleted_member": "conversation with a closed account|conversations with closed accounts",
    "draft": "draft|drafts",
    "draft_only": "conversation with drafts only|conversations with drafts only",
    "duplicate": "entry that is there twice|entries that are there twice",
    "empty": "contact without a name or address|contacts without a name or address",
    FORGOTTEN: "person you removed with coach forget (log a message to add them again)"
    "|people you removed with coach forget (log a message to add one again)",
    "follow-up that the coach works out itself": "follow-up that the coach works out itself"
    "|follow-ups that the coach works out itself",
    "group": "group of contacts|groups of contacts",
    "group_thread": "group conversation|group conversations",
    "headers_files": "file that repeats messages without their texts|files that repeat messages without their texts",
    "hidden_profile": "connection without a name|connections without a name",
    MEETING_WITH_NOBODY: "meeting with nobody you know yet|meetings with nobody you know yet",
    MOOD_WITHOUT_VALUE: "mood you named yourself that has no number yet"
    "|moods you named yourself that have no number yet",
    "mailing_list": "e-mail from a mailing list|e-mails from mailing lists",
    "mass_mail": "e-mail to more than five people|e-mails to more than five people",
    "newsletter": "newsletter|newsletters",
    "no_address": "e-mail to a name without an address|e-mails to names without an address",
    "no_date": "entry without a valid date|entries without a valid date",
    "no_end": "block without an end|blocks without an end",
    "no_meeting": "task or note of a calendar|tasks and notes of a calendar",
    "no_mood": "entry without a mood|entries without a mood",
    "no_other_person": "meeting with nobody else|meetings with nobody else",
    "no_sender": "e-mail without a sender|e-mails without a sender",
    "no_start": "entry without a valid start|entries without a valid start",
    "no_time": "entry without a valid time|entries without a valid time",
    "no_value": "entry without a value|entries without a value",
    "not_a_mood": "entry that is not a mood|entries that are not moods",
    "not_productive": "activity that your timer did not count as work|activities that your timer did not count as work",
    "notes_to_self": "conversation with yourself|conversations with yourself",
    "notice": "notification from the app|notifications from the app",
    "older_than_three_years": "series of meetings (the part more than three years back)",
    "other": "other entry|other entries",
    "of_somebody_else": "block of somebody else|blocks of somebody else",
    "of_unknown_scale": "value whose scale is not clear|values whose scale is not clear",
    "outside_the_scale": "value outside the scale|values outside the scale",
    "read_receipt": "read receipt|read receipts",
    NO_INVITATION_NOTE: "request to connect without a note|requests to connect without a note",
    UNDELIVERED: "e-mail that could not be delivered|e-mails that could not be delivered",
    ANSWERED_REQUEST: "request to connect that was answered|requests to connect that were answered",
    ROW_WITHOUT_COLUMNS: "row whose columns are not known yet|rows whose columns are not known yet",
    "robot_contact": "contact with a no-reply address|contacts with no-reply addresses",
    "robot": "automatic e-mail|automatic e-mails",
    "scale": "number on a scale of your own, such as sleep|numbers on scales of your own, such as sleep",
    "section of a vault that the coach writes itself": "section of a vault that the coach writes itself"
    "|sections of a vault that the coach writes itself",
    "several_recipients": "e-mail to several people|e-mails to several people",
    "spam": "spam e-mail|spam e-mails",
    "spam_folder": "conversation in the spam folder|conversations in the spam folder",
    "sponsored": "sponsored conversation|sponsored conversations",
    "task that is not from the coach": "task that is not from the coach|tasks that are not from the coach",
    "to_self": "e-mail to yourself|e-mails to yourself",
    "too_many_repeats": "meeting that repeats more often than the coach can read"
    "|meetings that repeat more often than the coach can read",
    "unanswered_invitation": "invitation without a reply|invitations without a reply",
    "unread_rule": "meeting that repeats by a rule the coach can't read"
    "|meetings that repeat by a rule the coach can't read",
    "under_a_minute": "block under a minute|blocks under a minute",
    "web": "visit to a web page|visits to web pages",
    "welcome_message": "automatic greeting|automatic greetings",
}
"""Reason → what was left out, as "one|several", or as one text for both."""


def _describe_left_out(reason: str, count: int) -> str:
    """Return "2 drafts" for a reason and how many were left out for it."""
    words = LEFT_OUT.get(reason, reason.replace("_", " ")).split("|")
    return f"{count:,} {words[0] if count == 1 else words[-1]}"
