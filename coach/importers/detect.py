"""Detect the format of a file by its first 64 KiB.

Tests run from the surest to the weakest, and the first that matches decides. Names matter only for mail folders (`cur`,
`new`). An unknown file is described with the nearest format and what it lacks.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
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
from coach.importers.dates import is_numeric_day, parse_day
from coach.importers.diaries.bearable import is_bearable_header
from coach.importers.diaries.generic_csv import guess_columns, names_mood_columns, open_any_table
from coach.importers.diaries.howwefeel import is_howwefeel_header
from coach.importers.files.csv_reader import HEADER_HEAD, CsvTable, HeaderTest, find_header, normalize_header
from coach.importers.files.heading_translations import translate_heading
from coach.importers.files.members import Member
from coach.importers.files.text_lines import decode_text, detect_encoding, is_old_mac_text
from coach.importers.mail.mbox import begins_with_separator
from coach.importers.options import format_mappings
from coach.importers.timers.csv_reports import is_clockify_header, is_rescuetime_header
from coach.importers.unread_formats import NOT_READ, describe_binary, find_unread_format, is_binary


@dataclass(frozen=True, slots=True)
class DetectedFormat:
    """The format of a file."""

    format: str
    """A name of `read_exports.FORMATS`; or `unknown`, or something recognised that is not read here."""
    variant: str = ""
    """Which file of the format: messages, connections, eml, maildir, …; of an unknown table, which is nearest."""
    reason: str = ""
    """What it was known by; for what is not read, one calm line about it."""


TABLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("linkedin", "messages", ("CONVERSATION ID", "FROM", "DATE", "FOLDER")),
    ("linkedin", "messages of 2018", ("From", "To", "Date", "Content", "Direction", "Folder")),
    ("linkedin", "connections", ("First Name", "Last Name", "Connected On")),
    ("linkedin", "invitations", ("From", "To", "Sent At", "Direction")),
    ("linkedin", "notes", ("Connection First Name", "Connection Profile URL", "Note")),
    ("linkedin", "profile", ("First Name", "Last Name", "Maiden Name", "Headline")),
    ("daylio", "csv", ("full_date", "date", "weekday", "time", "mood")),
    ("daylio", "csv 2018", ("year", "date", "weekday", "time", "mood")),
    ("google_contacts", "2024", ("First Name", "Last Name", "File As", "Organization Name", "Labels")),
    ("google_contacts", "before 2024", ("Name", "Given Name", "Family Name", "Group Membership")),
    ("toggl", "detailed", ("Description", "Start date", "Start time", "Duration")),
    ("toggl", "detailed", ("Project", "Start date", "Start time", "Duration")),
)
"""Format, variant, and the header cells that make it (any order, any case, others beside them)."""

_NEAREST: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *TABLES,
    ("outlook", "contacts", ("First Name", "Last Name", "E-mail Address")),
    ("clockify", "report", ("Start Date", "Start Time", "Duration (h)")),
    ("rescuetime", "activities", ("Date", "Time Spent (seconds)", "Productivity")),
    ("bearable", "", ("Category", "Rating/Amount", "Detail")),
)
"""Tables that an unknown one is compared with."""

_HEADER_TESTS: tuple[tuple[HeaderTest, str, str], ...] = (
    (is_howwefeel_header, "howwefeel", "csv"),
    (lambda cells: {"full_date", "mood"} <= set(cells), "daylio", "csv"),
    (lambda cells: is_google_header(cells) and "given name" in cells, "google_contacts", "before 2024"),
    (is_google_header, "google_contacts", "2024"),
    (is_outlook_header, "outlook_contacts", "csv"),
    (is_linkedin_contacts_header, "linkedin_contacts", "csv"),
    (is_clockify_header, "clockify", "detailed"),
    (is_rescuetime_header, "rescuetime", "csv"),
    (is_bearable_header, "bearable", "csv"),
)
"""The same for headers that take more than a list of cells, which are tried first."""

_TABLES_NOT_READ: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("harvest", "", ("Date", "Client", "Project", "Hours")),
    ("outlook_calendar", "", ("Subject", "Start Date", "Start Time", "Meeting Organizer")),
    ("mastodon_list", "", ("Account address", "Show boosts")),
    ("time_summary", "", ("Project", "Client", "Registered time")),
    ("timer_other", "", ("id", "start", "stop", "project", "tags")),
    ("linkedin_other", "", ("Company Name", "Title", "Started On")),
    ("linkedin_other", "", ("Endorsement Date", "Skill Name")),
    ("linkedin_other", "", ("First Name", "Last Name", "Company", "Job Title", "Text", "Status")),
    ("linkedin_other", "", ("Organization", "Followed On")),
    ("linkedin_other", "", ("Application Date", "Company Name", "Job Title")),
    ("linkedin_other", "", ("First name", "Last name", "Verification type")),
    ("linkedin_other", "", ("Email Address", "Confirmed", "Primary")),
    ("linkedin_other", "", ("Reviewee", "Review Type", "Rating")),
    ("linkedin_other", "", ("Date", "ShareLink", "ShareCommentary")),
    ("linkedin_other", "", ("Content Title", "Content Type", "Content Saved")),
    ("linkedin_other", "", ("Event Name", "Event Time", "External Url")),
    ("linkedin_other", "", ("School Name", "Degree Name", "Activities")),
    ("linkedin_other", "", ("Registered At", "Registration Ip")),
    ("linkedin_other", "", ("Member Age", "Company Names")),
    ("time_summary", "", ("Project", "Client", "Time (h)")),
    ("time_summary", "", ("Rank", "Time Spent (seconds)")),
)
"""Tables that are known by their header cells and not read."""
_FOLDED_TABLES = tuple(
    (name, variant, frozenset(map(normalize_header, needed))) for name, variant, needed in (*TABLES, *_TABLES_NOT_READ)
)
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK_MAIL = "__properties_version1.0".encode("utf-16-le")
_FIRST_BYTES: tuple[tuple[bytes, str, str], ...] = (
    (b"window.__THAR_CONFIG", "x-archive", "manifest"),
    (b"window.YTD.", "x-archive", "data"),
    (b"[LINE]", "line", ""),
    (b"BEGIN:VCARD", "vcard", ""),
    (b"BEGIN:VCALENDAR", "icalendar", ""),
    (b"BEGIN:VEVENT", "icalendar", ""),  # an event that a program saved by itself
)
_DESCRIBED = 64  # members of a container, beyond which unknown ones are not looked at closely
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,76}:[ \t]")
_MAIL_FROM = re.compile(rb"^from:[ \t]", re.I | re.M)
_MAIL_ID = re.compile(rb"^(?:date|message-id|received|return-path|delivered-to):[ \t]?", re.I | re.M)
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|heic|mp4|mov|m4v|mp3|m4a|wav|pdf|docx?|xls|pptx?|msf|sqlite|db)", re.I)
_PROGRAM_FILES = re.compile(r"(?:^|/)\.(?:obsidian|git|trash|logseq)/")
_SIGNAL = re.compile(rb"(?m)^\[\d{4}-\d\d-\d\d,? \d\d:\d\d(?::\d\d)?\] (Me|You)?[^\r\n]{0,200}?: ")
_JRNL_TEXT = re.compile(rb"\[?\d{4}-\d\d-\d\d \d\d?:\d\d(?::\d\d)?(?: [AP]M)?\]? (?![-\xe2])[^\r\n]")
_TIMEWARRIOR_DATA = re.compile(rb"inc \d{8}T\d{6}Z(?: - \d{8}T\d{6}Z)?(?: # |\r?\n|$)")
_TODO_TXT = re.compile(rb"(?:x \d{4}-\d\d-\d\d |\([A-Z]\) )[^\r\n]{2}")
_META_PAGE = re.compile(rb'class="[^"]*\b(?:_a6-[a-z]|_a70[0-9a-f]|_3-9[0-9a-z])\b')
"""Classes of the pages that Facebook and Instagram export."""
_EMLX = re.compile(rb"\d{1,10}[ \t]*\r?\n[!-9;-~]{1,76}:[ \t]")
_MAILDIR = re.compile(r"(?:^|/)(?:cur|new)/[^/]+$")
_JCARD = re.compile(r'\[\s*(?:\[\s*)?"vcard"\s*,\s*\[')
_JCAL = re.compile(r'\[\s*(?:\[\s*)?"vcalendar"\s*,\s*\[')
_WATSON_FRAME = re.compile(r'\[\s*\[\s*\d{9,10},\s*\d{9,10},\s*"')
_PEOPLE_COLUMNS = frozenset({"company", "email", "e-mail", "email address", "phone", "linkedin", "employer"})
"""Headings of lists of people, which may have a date and a rating, too."""


def detect_formats(
    members: Sequence[Member], mapping: Mapping[str, str] | None = None
) -> Iterator[tuple[Member, DetectedFormat]]:
    """Yield each member with its format. Media files inside containers are skipped."""
    maildir = any(_MAILDIR.search(member.name) for member in members) and any(
        "/cur/" in f"/{member.name}" for member in members
    )
    for member in members:
        if maildir and _MAILDIR.search(member.name):
            if member.file_name.startswith("."):
                continue  # no mail: programs keep empty folders by such files
            yield member, DetectedFormat("mail", "maildir", "a folder with cur and new")
        elif member.source.kind == "file" or not (
            _MEDIA.fullmatch(_file_suffix(member.file_name)) or _PROGRAM_FILES.search(member.name)
        ):
            yield member, detect_format(member, describe=len(members) <= _DESCRIBED, mapping=mapping)


def _file_suffix(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""


def _as_utf8(head: bytes) -> bytes:
    """Return the first bytes of a text without byte-order mark; UTF-16 becomes UTF-8, and lines end in newlines."""
    if is_old_mac_text(head):
        head = head.replace(b"\r", b"\n")
    if detect_encoding(head).startswith("utf-16"):
        return decode_text(head).removeprefix("\ufeff").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def detect_format(member: Member, *, describe: bool = True, mapping: Mapping[str, str] | None = None) -> DetectedFormat:
    """Return the format of one file by its first bytes. Never raises.

    With `describe`, name the nearest format of an unknown file. A `mapping` that names a date and a value says that
    an unknown table holds moods.
    """
    head = member.read_head(HEADER_HEAD)
    bare = _as_utf8(head).lstrip()
    lower = bare[:2048].lower()
    name = member.file_name.lower()
    if bare.startswith(_OLE_MARK) and (name.endswith(".msg") or _OUTLOOK_MAIL in member.read_head()):
        return _named_format(member, "outlook_mail", "", "a mail in an OLE container")
    if bare.startswith(_OLE_MARK):
        return _named_format(member, "office", "", "an OLE container")
    if bare.startswith(b"SQLite format 3") and b"bucketmodel" in member.read_head():
        return _named_format(member, "activitywatch_database", "", "a database with buckets")
    for start, form, variant in _FIRST_BYTES:
        if lower.startswith(start.lower()):  # names of components have no case (RFC 2426, RFC 5545)
            return _named_format(member, form, variant, f"begins {start.decode('latin-1')}")
    if unread := find_unread_format(head.removeprefix(b"\xef\xbb\xbf")):
        return _named_format(member, unread, "", "its first bytes")
    if lower.startswith((b"<!doctype html", b"<html")):
        return _named_format(member, _name_web_page(member, lower), "", "begins as a web page")
    if begins_with_separator(bare):
        return DetectedFormat("mail", "mbox", "begins with an mbox separator")
    if b"<smses " in head[:400]:
        return _named_format(member, "sms", "", "an element smses")
    if b"<icalendar " in head[:400]:
        return _named_format(member, "other_calendar", "", "an element icalendar")
    if b"<HealthData" in head or b"<!DOCTYPE HealthData" in head:
        return _named_format(member, "apple_health", "", "an element HealthData")
    if name.endswith(".daylio") and re.match(rb"e[wy][A-Za-z0-9+/=\r\n]{2,}", bare):
        return DetectedFormat("daylio", "backup", "a file .daylio of base64")
    if b"roots" in head[:100] and b"version" in head[:100]:
        return _named_format(member, "bluesky", "", "a CAR header")
    if _SIGNAL.match(bare) and (name.endswith(".md") or any(found[1] for found in _SIGNAL.finditer(bare))):
        return _named_format(member, "signal", "", "lines as signal-export writes them")
    if begins_as_chat(bare):
        return DetectedFormat("whatsapp", "", "lines of a WhatsApp chat")
    if _TIMEWARRIOR_DATA.match(bare):
        return _named_format(member, "timer_other", "", "intervals of Timewarrior")
    if _JRNL_TEXT.match(bare):
        return _named_format(member, "jrnl_text", "", "entries of a journal")
    if bare[:1] in (b"{", b"["):
        return _detect_json(member, _as_utf8(member.read_head()).lstrip())
    if found := _detect_table(member, head, mapping or {}):
        return found
    if _EMLX.match(bare):
        return DetectedFormat("mail", "emlx", "a byte count, then mail headers")
    if _HEADER_LINE.match(bare) and _has_mail_headers(_as_utf8(member.read_head()), name):
        return DetectedFormat("mail", "eml", "begins with mail headers")
    if _TODO_TXT.match(bare):
        return _named_format(member, "todo_txt", "", "begins with a task")
    return _describe_unknown(member, head, describe=describe, mapping=mapping)


def _name_web_page(member: Member, lower: bytes) -> str:
    """Return the format of a web page: some programs export pages, and others leave a page in place of the export."""
    if b"<title>exported data</title>" in lower:
        return "telegram_html"
    return "meta_chat" if _META_PAGE.search(member.read_head()) else "html"


def _named_format(member: Member, name: str, variant: str, reason: str) -> DetectedFormat:
    description = f"{member.file_name} {NOT_READ[name]}" if name in NOT_READ else reason
    return DetectedFormat(name, variant, description)


def _has_mail_headers(bare: bytes, name: str) -> bool:
    """Return whether the first lines are those of a mail: a sender, and a date or an id unless the name says mail."""
    block = re.split(rb"\r?\n\r?\n", bare.lstrip(), maxsplit=1)[0]
    return bool(_MAIL_FROM.search(block) and (name.endswith(".eml") or _MAIL_ID.search(block)))


def _detect_json(member: Member, bare: bytes) -> DetectedFormat:
    """Return the format of a JSON file by keys near its start."""
    text = bare.decode("utf-8", "replace")

    def has(key: str, opening: str = "") -> bool:
        return re.search(rf'"{key}"\s*:\s*{opening}', text) is not None

    if _JCAL.match(text):
        return _named_format(member, "other_calendar", "", "begins with a vcalendar in JSON")
    if _JCARD.match(text):
        return DetectedFormat("jcard", "", "begins with a vcard in JSON")
    if has("messages", r"\[") and has(
        "type", '"(?:personal_chat|private_group|private_supergroup|bot_chat|saved_messages|public_[a-z]+)"'
    ):
        return DetectedFormat("telegram", "json", "a chat with messages")
    if has("format", '"networking-coach"'):  # a whole one is known before
        return _named_format(member, "coach_export", "", "an export of the coach")
    is_account = has("about") and (has("personal_information", r"\{") or has("contacts", r"\{"))
    if has("list", r"\[") and (has("chats", r"\{") or is_account):  # thousands of contacts stand before the chats
        return DetectedFormat("telegram", "json", "a list of chats")
    if has("entries", r"\[") and (has("creationDate") or has("metadata", r"\{")):
        return DetectedFormat("dayone", "json", "entries with a creationDate")
    if has("dmConversation", r"\{") or (has("account", r"\{") and has("accountId")) or has("tweet", r"\{"):
        return DetectedFormat("x-archive", "json", "objects of an X archive")
    if has("dayEntries", r"\[") or (has("customMoods", r"\[") and has("mood_group_id")):
        return DetectedFormat("daylio", "backup", "the entries of a diary")
    if (has("sender_name") or has("senderName")) and (has("participants", r"\[") or has("timestamp_ms")):
        return _named_format(member, "meta_chat", "", "messages with a sender_name")
    if has("conversations", r"\[") and has("MessageList", r"\["):
        return _named_format(member, "skype", "", "conversations with a MessageList")
    if has("guild", r"\{") and has("channel", r"\{"):
        return _named_format(member, "discord", "", "a guild and a channel")
    if has("ts", '"\\d{9,10}\\.\\d{6}"') or (has("team_id") and has("is_bot")):
        return _named_format(member, "slack", "", "stamps or users of Slack")
    if has("date") and (has("scores", r"\[") or (has("mood", r"\d") and has("emotions", r"\["))):
        return DetectedFormat("pixels", "json", "days with scores")
    if has("start", r'"\d{8}T\d{6}Z"') and not has("uuid"):  # a task of Taskwarrior has one
        return DetectedFormat("timewarrior", "", "intervals with a start")
    if _WATSON_FRAME.match(text) or (has("project", '"') and has("(?:stop|end_at)", r'"\d{4}-') and has("tags", r"\[")):
        return DetectedFormat("watson", "", "frames of a project")
    if has("buckets", r"[\[{]") or (has("events", r"\[") and has("type", '"(?:currentwindow|afkstatus)"')):
        return DetectedFormat("activitywatch", "buckets", "an object with buckets")
    if has("crossModelVersion") or (has("task", r"\{") and has("entities", r"\{")):
        return _named_format(member, "super_productivity", "", "task entities")
    if has("stateOfMind", r"\["):
        return _named_format(member, "health_auto_export", "", "data.stateOfMind")
    if has("type", '"OrderedCollection"'):
        return _named_format(member, "mastodon", "", "an OrderedCollection")
    if has("tags", r"\{") and (has("entries", r"\[") or bare.lstrip(b"{ \r\n\t").startswith(b'"tags"')):
        return DetectedFormat("jrnl", "json", "an object with entries and tags")
    return _describe_unknown(member, bare)


def _detect_table(member: Member, head: bytes, mapping: Mapping[str, str]) -> DetectedFormat | None:
    """Return the format of a table by its header row.

    Another table goes to the reader of moods if the mapping names its columns, or if it has a date and a mood.
    """
    if detect_encoding(head) == "utf-8-sig" and head.count(b"\x00") > 1024:
        return None  # no text
    hit: list[tuple[str, str]] = []

    def record_match(cells: Sequence[str]) -> bool:
        for test, name, variant in _HEADER_TESTS:
            if test(cells):
                hit.append((name, variant))
        present = set(cells)
        for name, variant, needed in _FOLDED_TABLES:
            if needed <= present:
                hit.append((name, variant))
        if not hit and is_contact_list_header(cells):
            hit.append(("contact_list", "csv"))
        return bool(hit)

    if find_header(head, record_match, mapping) is not None:
        return _named_format(member, *hit[0], "the header row")
    if find_header(head, _MailListTest()):
        return DetectedFormat("contact_list", "csv", "a list of mail addresses")
    if _names_columns(mapping) and find_header(head, lambda cells: names_mood_columns(cells, mapping)):
        return DetectedFormat("generic_csv", "", "the columns that were named")
    if member.source.kind == "file" and member.file_name.lower().endswith((".csv", ".tsv", ".txt", ".xlsx")):
        if _names_columns(mapping):
            return DetectedFormat("generic_csv", "", "the columns that were named") if _is_table(head) else None
        if find_header(head, _MoodTableTest()) and not _find_nearest_table(head, mapping):
            return DetectedFormat("generic_csv", "", "a table with a date and a mood")
    return None


def _names_columns(mapping: Mapping[str, str]) -> bool:
    return {"date", "value"} <= mapping.keys()


def _is_table(head: bytes) -> bool:
    return find_header(head, lambda cells: sum(map(bool, cells)) > 1) is not None


class _MailListTest:
    """Test whether a row is the first below a header of mail addresses alone; it has to hold one."""

    def __init__(self) -> None:
        self._above: Sequence[str] = ()

    def __call__(self, cells: Sequence[str]) -> bool:
        above, self._above = self._above, cells
        return is_mail_list_header(above) and any(MAIL.fullmatch(cell) for cell in cells)


class _MoodTableTest:
    """Test whether a row is the first below a header with a mood; it has to hold a day, and the header no people."""

    def __init__(self) -> None:
        self._above: Sequence[str] = ()

    def __call__(self, cells: Sequence[str]) -> bool:
        above, self._above = self._above, cells
        words = {*above, *map(translate_heading, above)}
        return (
            len(cells) > 1
            and names_mood_columns(above, {})
            and not words & _PEOPLE_COLUMNS
            and any(is_numeric_day(cell) or parse_day(cell) is not None for cell in cells)
        )


def _describe_unknown(
    member: Member, head: bytes, *, describe: bool = True, mapping: Mapping[str, str] | None = None
) -> DetectedFormat:
    """Say what a file looks like: its size, how it begins, what it is nearest to and lacks."""
    size = f"{member.size:,} bytes"
    if not _as_utf8(head).strip():
        return DetectedFormat("unknown", "", f"{member.file_name} is empty, or cannot be read.")
    if is_binary(head) and not detect_encoding(head).startswith("utf-16"):
        return DetectedFormat(
            "unknown", "", f"{member.file_name} {describe_binary(member.file_name) or f'({size}) is not text.'}"
        )
    if member.file_name.lower().endswith((".md", ".markdown")):
        return _named_format(member, "notes", "", "its name")
    begins = clean_text(decode_text(head[:400]), 60)
    description = (
        f"{member.file_name} ({size}) begins “{begins}”." if begins else f"{member.file_name} ({size}) is not text."
    )
    nearest = _find_nearest_table(head, mapping or {}) if describe else None
    if nearest:
        name, missing = nearest
        word, are, it = ("column", "is", "it has") if len(missing) == 1 else ("columns", "are", "they have")
        description += (
            f" It looks most like {name}, but the {word} {', '.join(missing)} {are} not there. If {it} another "
            f"name in your file, give it: --map {shlex.quote(f'{missing[0]}=COLUMN')}."
        )
        if not name.startswith(("daylio", "bearable")):
            return DetectedFormat("unknown", name, description)
    if describe and _is_table(head) and b"\n" in head[:-1]:
        description += _explain_columns(member, head)
    return DetectedFormat("unknown", nearest[0] if nearest else "", description)


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
    is_known = bool(day and value)
    moods = format_mappings(
        options.command if is_known else "",
        f"date={day if is_known else 'COLUMN'}",
        f"value={value if is_known else 'COLUMN'}",
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
