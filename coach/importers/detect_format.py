"""Detect the format of a file by its first 64 KiB.

Tests run from the surest to the weakest, and the first that matches decides. Names matter only for mail folders (`cur`,
`new`). An unknown file is described with the nearest format and what it lacks.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coach.domain.text import clean_text
from coach.importers.chats.whatsapp import begins_as_chat
from coach.importers.contacts.contact_tables import (
    MAIL,
    guess_contact_columns,
    is_contact_list_header,
    is_google_header,
    is_linkedin_contacts_header,
    is_mail_list_header,
    is_outlook_header,
)
from coach.importers.dates import is_day
from coach.importers.diaries.bearable import is_bearable_header
from coach.importers.diaries.daylio import HEADERS as DAYLIO_HEADERS
from coach.importers.diaries.daylio import is_daylio_header
from coach.importers.diaries.generic_csv import guess_columns, names_mood_columns, open_any_table
from coach.importers.diaries.howwefeel import is_howwefeel_header
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import HEADER_HEAD, CsvTable, HeaderTest, find_header, normalize_header
from coach.importers.files.heading_translations import translate_heading
from coach.importers.files.text_encoding import decode_text, detect_encoding, is_old_mac_text
from coach.importers.files.zip_and_tar import is_tar
from coach.importers.linkedin.tables import HEADERS as LINKEDIN_HEADERS
from coach.importers.mail.mbox import begins_with_separator
from coach.importers.options import format_mappings
from coach.importers.timers.timer_exports import (
    CLOCKIFY_COLUMNS,
    RESCUETIME_COLUMNS,
    TOGGL_COLUMNS,
    is_clockify_header,
    is_rescuetime_header,
)
from coach.importers.unsupported_formats import NOT_READ


@dataclass(frozen=True, slots=True)
class DetectedFormat:
    """The format of a file."""

    format: str
    """A name of `read_exports.READERS`; or `unknown`, or something recognised that is not read here."""
    description: str = ""
    """One calm line about a file that is not read."""
    nearest: str = ""
    """The table that an unknown one is most like."""


TABLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(("linkedin", table, needed) for table, needed in LINKEDIN_HEADERS.items()),
    *(("daylio", table, needed) for table, needed in DAYLIO_HEADERS.items()),
    ("google_contacts", "2024", ("First Name", "Last Name", "File As", "Organization Name", "Labels")),
    ("google_contacts", "before 2024", ("Name", "Given Name", "Family Name", "Group Membership")),
    ("toggl", "detailed", ("Description", *TOGGL_COLUMNS)),
    ("toggl", "detailed", ("Project", *TOGGL_COLUMNS)),
)
"""Format, which table of it, and the header cells that make it (any order, any case, others beside them)."""

_NEAREST: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *TABLES,
    ("outlook", "contacts", ("First Name", "Last Name", "E-mail Address")),
    ("clockify", "report", CLOCKIFY_COLUMNS),
    ("rescuetime", "activities", RESCUETIME_COLUMNS),
    ("bearable", "", ("Category", "Rating/Amount", "Detail")),
)
"""Tables that an unknown one is compared with."""

_HEADER_TESTS: tuple[tuple[HeaderTest, str], ...] = (
    (is_howwefeel_header, "howwefeel"),
    (is_daylio_header, "daylio"),
    (is_google_header, "google_contacts"),
    (is_outlook_header, "outlook_contacts"),
    (is_linkedin_contacts_header, "linkedin_contacts"),
    (is_clockify_header, "clockify"),
    (is_rescuetime_header, "rescuetime"),
    (is_bearable_header, "bearable"),
)
"""The same for headers that take more than a list of cells, which are tried first."""

_TABLES_NOT_READ: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("harvest", ("Date", "Client", "Project", "Hours")),
    ("outlook_calendar", ("Subject", "Start Date", "Start Time", "Meeting Organizer")),
    ("mastodon_list", ("Account address", "Show boosts")),
    ("time_summary", ("Project", "Client", "Registered time")),
    ("timer_other", ("id", "start", "stop", "project", "tags")),
    ("linkedin_other", ("Company Name", "Title", "Started On")),
    ("linkedin_other", ("Endorsement Date", "Skill Name")),
    ("linkedin_other", ("First Name", "Last Name", "Company", "Job Title", "Text", "Status")),
    ("linkedin_other", ("Organization", "Followed On")),
    ("linkedin_other", ("Application Date", "Company Name", "Job Title")),
    ("linkedin_other", ("First name", "Last name", "Verification type")),
    ("linkedin_other", ("Email Address", "Confirmed", "Primary")),
    ("linkedin_other", ("Reviewee", "Review Type", "Rating")),
    ("linkedin_other", ("Date", "ShareLink", "ShareCommentary")),
    ("linkedin_other", ("Content Title", "Content Type", "Content Saved")),
    ("linkedin_other", ("Event Name", "Event Time", "External Url")),
    ("linkedin_other", ("School Name", "Degree Name", "Activities")),
    ("linkedin_other", ("Registered At", "Registration Ip")),
    ("linkedin_other", ("Member Age", "Company Names")),
    ("time_summary", ("Project", "Client", "Time (h)")),
    ("time_summary", ("Rank", "Time Spent (seconds)")),
)
"""Tables that are known by their header cells and not read."""
_FOLDED_TABLES = tuple(
    (name, frozenset(map(normalize_header, needed)))
    for name, needed in (*((name, needed) for name, _, needed in TABLES), *_TABLES_NOT_READ)
)
_COLUMNS_OF_TABLES = frozenset().union(*(needed for _, needed in _FOLDED_TABLES))
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK_MAIL = "__properties_version1.0".encode("utf-16-le")
_FIRST_LETTERS: Mapping[str, tuple[bytes, ...]] = {
    "x-archive": (b"window.__thar_config", b"window.ytd."),
    "line": (b"[line]",),
    "vcard": (b"begin:vcard",),
    "icalendar": (b"begin:vcalendar", b"begin:vevent"),  # an event that a program saved by itself
}
"""Format → how its texts begin, in small letters: names of components have no case (RFC 2426, RFC 5545)."""
_UNREAD_FIRST_BYTES: Mapping[str, tuple[bytes, ...]] = {
    "outlook_data": (b"!BDN",),
    "outlook_express": (b"\xcf\xad\x12\xfe",),
    "pdf": (b"%PDF-",),
    "document": (b"{\\rtf",),
    "property_list": (b"bplist",),
    "media": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"ID3", b"OggS"),
    "program": (b"MZ", b"\x7fELF"),
    "packed": (
        b"PK\x03\x04",  # one that lies too deep, or is one of too many, to be opened
        *(b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ"),
        *(b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"\x1f\x9d", b"MSCF"),
    ),
    "encrypted": (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE"),
    "encrypted_pgp": (b"-----BEGIN PGP MESSAGE",),
    "database": (b"SQLite format 3\0",),
    "coach_data": (b'{"meta":{"1":{"id":"schema"',),
    "grailbird": (b"Grailbird.data",),
    "html": (b"From: <Saved by ",),  # a page that a browser saved in one file (.mht)
}
"""Format that is not read → how its files begin."""
_NEVER_TEXT = ("media", "packed", "program")
_RIFF = re.compile(rb"RIFF....(?:WAVE|WEBP|AVI )", re.DOTALL)
_MEDIA_BOX = re.compile(rb"....ftyp", re.DOTALL)  # mp4, mov, m4a, heic
_CONTROLS = bytes({*range(32), 127} - {7, 8, 9, 10, 12, 13, 27})
_JSON_FORMATS: tuple[tuple[str, ...], ...] = (
    (
        "telegram",
        r"messages:\[",
        'type:"(?:personal_chat|private_group|private_supergroup|bot_chat|saved_messages|public_[a-z]+)"',
    ),
    ("coach_export", 'format:"networking-coach"'),  # a whole one is known before
    ("telegram", r"list:\[", r"chats:\{"),
    ("telegram", r"list:\[", "about:", r"(personal_information|contacts):\{"),  # thousands of contacts come first
    ("dayone", r"entries:\[", "creationDate:"),
    ("dayone", r"entries:\[", r"metadata:\{"),
    ("x-archive", r"(dmConversation|tweet):\{"),
    ("x-archive", r"account:\{", "accountId:"),
    ("daylio", r"dayEntries:\["),
    ("daylio", r"customMoods:\[", "mood_group_id:"),
    ("meta_chat", "(sender_name|senderName):", r"participants:\["),
    ("meta_chat", "(sender_name|senderName):", "timestamp_ms:"),
    ("skype", r"conversations:\[", r"MessageList:\["),
    ("discord", r"guild:\{", r"channel:\{"),
    ("slack", r'ts:"\d{9,10}\.\d{6}"'),
    ("slack", "team_id:", "is_bot:"),
    ("pixels", "date:", r"scores:\["),
    ("pixels", "date:", r"mood:\d", r"emotions:\["),
    ("", r'start:"\d{8}T\d{6}Z"', "uuid:"),  # tasks of Taskwarrior
    ("timewarrior", r'start:"\d{8}T\d{6}Z"'),
    ("watson", 'project:"', r'(stop|end_at):"\d{4}-', r"tags:\["),
    ("activitywatch", r"buckets:[\[{]"),
    ("activitywatch", r"events:\[", 'type:"(?:currentwindow|afkstatus)"'),
    ("super_productivity", "crossModelVersion:"),
    ("super_productivity", r"task:\{", r"entities:\{"),
    ("health_auto_export", r"stateOfMind:\["),
    ("mastodon", 'type:"OrderedCollection"'),
    ("jrnl", r"tags:\{", r"entries:\["),
)
"""Format, and keys near the start of its JSON, each with how its value begins; the first that fits counts."""
_DESCRIBED = 64  # members of a container, beyond which unknown ones are not looked at closely
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,76}:[ \t]")
_MAIL_FROM = re.compile(rb"^from:[ \t]", re.I | re.M)
_MAIL_ID = re.compile(rb"^(?:date|message-id|received|return-path|delivered-to):[ \t]?", re.I | re.M)
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|heic|mp4|mov|m4v|mp3|m4a|wav|pdf|docx?|xls|pptx?|msf|sqlite|db)\Z", re.I)
_PROGRAM_FILES = re.compile(r"(?:^|/)\.(?:obsidian|git|trash|logseq)/")
_SIGNAL = re.compile(rb"(?m)^\[\d{4}-\d\d-\d\d,? \d\d:\d\d(?::\d\d)?\] (Me|You)?[^\r\n]{0,200}?: ")
_JRNL_TEXT = re.compile(rb"\[?\d{4}-\d\d-\d\d \d\d?:\d\d(?::\d\d)?(?: [AP]M)?\]? (?![-\xe2])[^\r\n]")
_TIMEWARRIOR_DATA = re.compile(rb"inc \d{8}T\d{6}Z(?: - \d{8}T\d{6}Z)?(?: # |\r?\n|$)")
_TODO_TXT = re.compile(rb"(?:x \d{4}-\d\d-\d\d |\([A-Z]\) )[^\r\n]{2}")
_META_PAGE = re.compile(rb'class="[^"]*\b(?:_a6-[a-z]|_a70[0-9a-f]|_3-9[0-9a-z])\b')
"""Classes of the pages that Facebook and Instagram export."""
_EMLX = re.compile(rb"\d{1,10}[ \t]*\r?\n[!-9;-~]{1,76}:[ \t]")
_MAILDIR = re.compile(r"(?:^|/)(?:cur|new)/[^/]+$")
_JSON_STARTS = (
    (re.compile(r'\[\s*(?:\[\s*)?"vcalendar"\s*,\s*\['), "other_calendar"),
    (re.compile(r'\[\s*(?:\[\s*)?"vcard"\s*,\s*\['), "jcard"),
    (re.compile(r'\[\s*\[\s*\d{9,10},\s*\d{9,10},\s*"'), "watson"),
)
"""How some JSON begins, and its format."""
_PEOPLE_COLUMNS = frozenset({"company", "email", "e-mail", "email address", "phone", "linkedin", "employer"})
"""Headings of lists of people, which may have a date and a rating, too."""


def detect_formats(members: Sequence[Member], mapping: Mapping[str, str]) -> Iterator[tuple[Member, DetectedFormat]]:
    """Yield each member with its format. Media files inside containers are skipped."""
    maildir = any(_MAILDIR.search(member.name) for member in members) and any(
        "/cur/" in f"/{member.name}" for member in members
    )
    for member in members:
        if maildir and _MAILDIR.search(member.name):
            if not member.file_name.startswith("."):  # no mail: programs keep empty folders by such files
                yield member, DetectedFormat("mail")
        elif member.source.kind == "file" or not (
            _MEDIA.search(member.file_name) or _PROGRAM_FILES.search(member.name)
        ):
            yield member, detect_format(member, mapping, describe=len(members) <= _DESCRIBED)


def _as_utf8(head: bytes) -> bytes:
    """Return the first bytes of a text without byte-order mark; UTF-16 becomes UTF-8, and lines end in newlines."""
    if is_old_mac_text(head):
        head = head.replace(b"\r", b"\n")
    if detect_encoding(head).startswith("utf-16"):
        return decode_text(head).removeprefix("\ufeff").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def detect_format(member: Member, mapping: Mapping[str, str], *, describe: bool = True) -> DetectedFormat:
    """Return the format of one file by its first bytes. Never raises.

    With `describe`, name the nearest format of an unknown file. A `mapping` that names a date and a value says that
    an unknown table holds moods.
    """
    head = member.read_head(HEADER_HEAD)
    if not (name := _find_format(member, head, mapping)):
        return _describe_unknown(member, head, describe=describe, mapping=mapping)
    return DetectedFormat(name, f"{member.file_name} {NOT_READ[name]}" if name in NOT_READ else "")


def _find_format(member: Member, head: bytes, mapping: Mapping[str, str]) -> str:
    """Return the name of a format, "" if the file is of none that is known."""
    bare = _as_utf8(head).lstrip()
    lower = bare[:2048].lower()
    name = member.file_name.lower()
    if bare.startswith(_OLE_MARK):
        return "outlook_mail" if name.endswith(".msg") or _OUTLOOK_MAIL in member.read_head() else "office"
    if bare.startswith(b"SQLite format 3") and b"bucketmodel" in member.read_head():
        return "activitywatch_database"
    for form, starts in _FIRST_LETTERS.items():
        if lower.startswith(starts):
            return form
    if unread := _find_unread_format(head.removeprefix(b"\xef\xbb\xbf")):
        return unread
    if lower.startswith((b"<!doctype html", b"<html")):
        if b"<title>exported data</title>" in lower:
            return "telegram_html"
        return "meta_chat" if _META_PAGE.search(member.read_head()) else "html"
    if begins_with_separator(bare):
        return "mail"
    if b"<smses " in head[:400]:
        return "sms"
    if b"<icalendar " in head[:400]:
        return "other_calendar"
    if b"<HealthData" in head or b"<!DOCTYPE HealthData" in head:
        return "apple_health"
    if name.endswith(".daylio") and re.match(rb"e[wy][A-Za-z0-9+/=\r\n]{2,}", bare):
        return "daylio"  # a backup in base64
    if b"roots" in head[:100] and b"version" in head[:100]:
        return "bluesky"  # a CAR header
    if _is_no_text(head):
        return ""
    if _SIGNAL.match(bare) and (name.endswith(".md") or any(found[1] for found in _SIGNAL.finditer(bare))):
        return "signal"
    if begins_as_chat(bare):
        return "whatsapp"
    if _TIMEWARRIOR_DATA.match(bare):
        return "timer_other"
    if _JRNL_TEXT.match(bare):
        return "jrnl_text"
    if bare[:1] in (b"{", b"["):
        return _detect_json(_as_utf8(member.read_head()).lstrip().decode("utf-8", "replace"))
    if table := _detect_table(member, head, mapping):
        return table
    if _EMLX.match(bare):
        return "mail"
    if _HEADER_LINE.match(bare) and _has_mail_headers(_as_utf8(member.read_head()), name):
        return "mail"
    return "todo_txt" if _TODO_TXT.match(bare) else ""


def _find_unread_format(head: bytes) -> str:
    """Return the format of a file that is known and not read, "" for any other."""
    if is_tar(head):
        return "packed"  # in another archive; one by itself is read
    if _RIFF.match(head) or _MEDIA_BOX.match(head):
        return "media"
    found = next((name for name, starts in _UNREAD_FIRST_BYTES.items() if head.startswith(starts)), "")
    return "" if found in _NEVER_TEXT and not _is_binary(head) else found  # a table may begin with such letters


def _is_binary(head: bytes) -> bool:
    """Return whether the first bytes of a file are no text in any encoding."""
    start = head[:1024]
    return len(start) - len(start.translate(None, _CONTROLS)) > len(start) // 20


def _is_no_text(head: bytes) -> bool:
    """Return whether a file is no text in any encoding, even if the NUL bytes of a damaged one are left out."""
    return detect_encoding(head) == "utf-8-sig" and _is_binary(head.replace(b"\x00", b""))


def _has_mail_headers(bare: bytes, name: str) -> bool:
    """Return whether the first lines are those of a mail: a sender, and a date or an id unless the name says mail."""
    block = re.split(rb"\r?\n\r?\n", bare.lstrip(), maxsplit=1)[0]
    return bool(_MAIL_FROM.search(block) and (name.endswith(".eml") or _MAIL_ID.search(block)))


def _detect_json(text: str) -> str:
    """Return the format of a JSON file by keys near its start, "" if it is of none that is known."""
    for pattern, name in _JSON_STARTS:
        if pattern.match(text):
            return name
    for name, *marks in _JSON_FORMATS:
        keys = (mark.partition(":") for mark in marks)
        if all(re.search(rf'"{key}"\s*:\s*{value}', text) for key, _, value in keys):
            return name
    return "jrnl" if re.match(r'[{ \r\n\t]*"tags"\s*:\s*\{', text) else ""


def _detect_table(member: Member, head: bytes, mapping: Mapping[str, str]) -> str:
    """Return the format of a table by its header row, "" if it is of none that is known.

    Another table goes to the reader of moods if the mapping names its columns, or if it has a date and a mood.
    """
    if detect_encoding(head) == "utf-8-sig" and head.count(b"\x00") > 1024:
        return ""  # no text
    hit: list[str] = []

    def record_match(cells: Sequence[str]) -> bool:
        hit.extend(name for test, name in _HEADER_TESTS if test(cells))
        columns = _COLUMNS_OF_TABLES.intersection(cells)
        if columns:
            hit.extend(name for name, needed in _FOLDED_TABLES if needed <= columns)
        if not hit and is_contact_list_header(cells):
            hit.append("contact_list")
        return bool(hit)

    if find_header(head, record_match, mapping) is not None:
        return hit[0]
    if b"@" in head and find_header(head, _FirstRowTest(_begins_mail_list)):
        return "contact_list"
    is_mapped = {"date", "value"} <= mapping.keys()
    if is_mapped and find_header(head, lambda cells: names_mood_columns(cells, mapping)):
        return "generic_csv"
    if member.source.kind == "file" and member.file_name.lower().endswith((".csv", ".tsv", ".txt", ".xlsx")):
        if is_mapped:
            return "generic_csv" if _is_table(head) else ""
        if find_header(head, _FirstRowTest(_begins_mood_table)) and not _find_nearest_table(head, mapping):
            return "generic_csv"
    return ""


def _is_table(head: bytes) -> bool:
    return find_header(head, lambda cells: sum(map(bool, cells)) > 1) is not None


class _FirstRowTest:
    """Test whether a row is the first below a header, by both of them."""

    def __init__(self, test: Callable[[Sequence[str], Sequence[str]], bool]) -> None:
        self._test = test
        self._above: Sequence[str] = ()

    def __call__(self, cells: Sequence[str]) -> bool:
        above, self._above = self._above, cells
        return self._test(above, cells)


def _begins_mail_list(header: Sequence[str], cells: Sequence[str]) -> bool:
    """Return whether a header is that of mail addresses alone, and the row below holds one."""
    return any(MAIL.fullmatch(cell) for cell in cells) and is_mail_list_header(header)


def _begins_mood_table(header: Sequence[str], cells: Sequence[str]) -> bool:
    """Return whether a header names a mood and no people, and the row below holds a day."""
    words = {*header, *map(translate_heading, header)}
    return len(cells) > 1 and names_mood_columns(header, {}) and not words & _PEOPLE_COLUMNS and any(map(is_day, cells))


def _describe_unknown(member: Member, head: bytes, *, describe: bool, mapping: Mapping[str, str]) -> DetectedFormat:
    """Say what a file looks like: its size, how it begins, what it is nearest to and lacks."""
    name = member.file_name
    if not _as_utf8(head).strip():
        return DetectedFormat("unknown", f"{name} is empty, or cannot be read.")
    no_text = f"{name} ({member.size:,} bytes) is not text."
    if _is_binary(head) and not detect_encoding(head).startswith("utf-16"):
        by_name = _describe_binary(name)
        return DetectedFormat("unknown", f"{name} {by_name}" if by_name else no_text)
    if name.lower().endswith((".md", ".markdown")):
        return DetectedFormat("notes", f"{name} {NOT_READ['notes']}")
    begins = clean_text(decode_text(head[:400]), 60)
    description = f"{name} ({member.size:,} bytes) begins “{begins}”." if begins else no_text
    nearest, missing = (_find_nearest_table(head, mapping) if describe else None) or ("", [])
    if nearest:
        word, are, it = ("column", "is", "it has") if len(missing) == 1 else ("columns", "are", "they have")
        description += (
            f" It looks most like {nearest}, but the {word} {', '.join(missing)} {are} not there. If {it} another "
            f"name in your file, give it: --map {shlex.quote(f'{missing[0]}=COLUMN')}."
        )
        if not nearest.startswith(("daylio", "bearable")):
            return DetectedFormat("unknown", description, nearest)
    if describe and _is_table(head) and b"\n" in head[:-1]:
        description += _explain_columns(member, head)
    return DetectedFormat("unknown", description, nearest)


def _describe_binary(name: str) -> str:
    """Return what a file that is no text may be by its name, "" if that says nothing."""
    if re.search(r"\.crypt\d{1,2}$", name.lower()):
        return "is an encrypted backup of WhatsApp. Export the chat from its menu, without media."
    return "is not text; backups of Signal are encrypted, and are not read." if name.lower().endswith(".backup") else ""


def _explain_columns(member: Member, head: bytes) -> str:
    """Return how the columns of an unknown table get a meaning, "" for lines of another kind: a chat, a log, a page."""
    first = clean_text(decode_text(head).strip().partition("\n")[0], 400)
    if first[:1] in ("{", "[", "<"):
        return ""
    if re.search(r"\d[:./-]\d", first):
        return ' If it is a table, its first line has to name the columns, such as "date,mood,note".'
    table, options = open_any_table(member), member.source.meter.options
    if table and (absent := _find_absent_column(table, options.mapping)):
        columns = ", ".join(table.header.columns[:20])
        return f' It has no column "{clean_text(absent, 60)}". Columns: {columns}.'
    name, mail = guess_contact_columns(table) if table else ("", "")
    if mail:
        command = format_mappings(options.command, f"Name={name}", f"Email={mail}")
        return f" If it is a list of people, {command} reads it."
    day, value = guess_columns(table) if table else ("", "")
    moods = (
        format_mappings(options.command, f"date={day}", f"value={value}")
        if day and value
        else "--map date=COLUMN --map value=COLUMN"
    )
    people = "--map Name=COLUMN --map Email=COLUMN"
    return f" If it is a table, say which columns: {moods} for moods, {people} for people."


def _find_absent_column(table: CsvTable, mapping: Mapping[str, str]) -> str:
    """Return the first column that the person names and the table has not, "" if it has them all."""
    columns = (mapping[name] for name in mapping.keys() - {"date_format", "best"})
    named = sorted(column for column in columns if not column.strip().isdigit())
    return next((column for column in named if table.find_column(column) is None), "")


def _find_nearest_table(head: bytes, mapping: Mapping[str, str]) -> tuple[str, list[str]] | None:
    """Return the table whose header comes closest, and what is missing of it; None if none comes close."""
    best: tuple[float, str, list[str]] = (0.0, "", [])

    def compare_header(cells: Sequence[str]) -> bool:
        nonlocal best
        for name, variant, needed in _NEAREST:
            missing = [cell for cell in needed if normalize_header(cell) not in cells]
            share = 1 - len(missing) / len(needed)
            if missing and share > max(best[0], 0.49):
                best = (share, f"{name} {variant}".replace("_", " ").strip(), missing)
        return False

    find_header(head, compare_header, mapping)
    return best[1:] if best[1] else None
