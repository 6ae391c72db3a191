"""Mark exports as our own: put records into files of other programs, which pass over them, and find them there again.

A record is one line of JSON: {"table": "moods", "record": {…}}. In Markdown the lines stand in a comment at the end, in
iCalendar and Org in a property of the entry, in Taskwarrior in an attribute of the task, in Daylio's table in a column
of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coach.domain.text import format_json

OWN_FORMAT = "networking-coach"
"""The word by which the coach knows its own JSON again."""
CONTACTS_TABLE = "contacts"
"""The table of that JSON which holds the address book."""
CALENDAR_PROPERTY = "X-COACH-RECORD"
DAYLIO_COLUMN = "coach_record"
ORG_PROPERTY = "COACH_RECORD"
TASKWARRIOR_ATTRIBUTE = "coachrecords"
MARKDOWN_START = "<!-- coach records: coach import reads the lines below, and nothing above them"
_MARKDOWN_END = "-->"


def format_record_line(table: str, document: Mapping[str, Any]) -> str:
    """Return a record as one line, in which no comment can end."""
    line = format_json({"table": table, "record": document}, separators=(",", ":"))
    return line.replace(">", "\\u003e")


def parse_record_line(line: str) -> tuple[str, dict[str, Any]] | None:
    """Return the table and the document of a line, or None if it is none."""
    try:
        record_line = json.loads(line)
        table, document = record_line["table"], record_line["record"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (table, document) if isinstance(table, str) and isinstance(document, dict) else None


def format_markdown_records(lines: Iterable[str]) -> str:
    """Return record lines as a comment for the end of a Markdown file."""
    return "".join(f"{line}\n" for line in ("", MARKDOWN_START, *lines, _MARKDOWN_END))


def iterate_markdown_records(markdown_text: str) -> Iterator[str]:
    """Yield the record lines of a Markdown file."""
    _, _, record_text = markdown_text.replace("\r\n", "\n").rpartition(f"\n{MARKDOWN_START}\n")
    for line in record_text.split("\n"):
        if line.startswith(_MARKDOWN_END):
            return
        yield line


def iterate_calendar_records(event_text: str) -> Iterator[str]:
    """Yield the record lines of a calendar's event, whose lines are unfolded."""
    for event_line in event_text.split("\n"):
        if event_line.startswith(f"{CALENDAR_PROPERTY}:"):
            yield re.sub(r"\\(.)", r"\1", event_line.removeprefix(f"{CALENDAR_PROPERTY}:").rstrip("\r"))


def format_org_records(lines: Iterable[str]) -> list[str]:
    """Return record lines as properties of an Org headline; a + adds to the property before it."""
    return [f":{ORG_PROPERTY}{'+' if number else ''}: {line}" for number, line in enumerate(lines)]


def iterate_org_records(org_text: str) -> Iterator[str]:
    """Yield the record lines of an Org file."""
    yield from re.findall(rf"(?m)^[ \t]*:{ORG_PROPERTY}\+?:[ \t]+(.*?)\r?$", org_text)
