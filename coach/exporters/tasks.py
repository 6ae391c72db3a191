"""Write follow-ups for task programs: Org, todo.txt and Taskwarrior.

Each task keeps its id, so that a program that knows ids (Taskwarrior) changes a task and makes no second one. In Org
and Taskwarrior a task holds the records behind it. A task of todo.txt is one line that people read, so it holds the
person and the message in a few words of the form key:value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from urllib.parse import unquote
from uuid import NAMESPACE_URL, uuid5

from coach.domain.clock import at_wall_time
from coach.domain.text import clean_text, format_json
from coach.domain.wording import WEEKDAY_NAMES
from coach.exporters.embedded_records import TASKWARRIOR_ATTRIBUTE, format_org_records
from coach.exporters.ics import FollowUp

TASK_TAG = "networking"
TODO_TXT_NOTE = (
    "Written by the coach. For each task, coach import brings back the person's name and the day, direction and "
    "channel of the message, but no texts, notes or earlier messages. coach export json holds everything."
)
"""What the first line of a todo.txt says. Such a file has no comments, so the line is a task that is done."""
_TODO_TXT_KEYS = {
    "who": "person",
    "person": "person_id",
    "at": "at",
    "way": "direction",
    "kind": "kind",
    "via": "channel",
    "whole": "whole_day",
}
"""Word of a task in todo.txt → column of a table of messages."""


def format_org(follow_ups: Iterable[FollowUp]) -> str:
    """Return follow-ups as Org headlines with a date; the first line makes the file a category."""
    org_lines = [f"#+CATEGORY: {TASK_TAG}"]
    for follow_up in follow_ups:
        org_lines += [
            f"* TODO {_clean_org(follow_up.title)} :{TASK_TAG}:",
            f"SCHEDULED: <{follow_up.day.isoformat()} {WEEKDAY_NAMES[follow_up.day.weekday()][:3]}>",
            ":PROPERTIES:",
            f":ID: {_clean_id(follow_up.id)}",
            *format_org_records(follow_up.records),
            ":END:",
        ]
    return "\n".join(org_lines) + "\n"


def format_todo_txt(follow_ups: Iterable[FollowUp]) -> str:
    """Return follow-ups in the todo.txt format, one a line, with due:, id: and what is behind it as extensions."""
    lines = []
    for follow_up in follow_ups:
        words = (f"+{TASK_TAG}", f"due:{follow_up.day.isoformat()}", f"id:{_clean_id(follow_up.id)}")
        lines.append(" ".join((_clean_todo(follow_up.title), *words, *_list_words(follow_up))))
    return "".join(f"{line}\n" for line in lines)


def format_todo_note(day: date) -> str:
    """Return the first line of a todo.txt, which says what an import brings back."""
    return f"x {day.isoformat()} {TODO_TXT_NOTE} +{TASK_TAG}\n"


def _list_words(follow_up: FollowUp) -> Iterator[str]:
    """Yield the words of a task in todo.txt that say about whom and which message it is."""
    if follow_up.person is not None:
        yield f"who:{_quote_word(follow_up.person.name)}"
        yield f"person:{_clean_id(follow_up.person.id)}"
    if follow_up.message is not None:
        yield f"at:{_format_time(follow_up.message.at)}"
        yield f"way:{follow_up.message.direction}"
        yield f"kind:{follow_up.message.kind}"
        if follow_up.message.channel:
            yield f"via:{_quote_word(follow_up.message.channel)}"
        if follow_up.message.whole_day:
            yield "whole:yes"


def parse_todo_line(line: str) -> dict[str, str] | None:
    """Return a task of todo.txt as a row of messages, without `at` if it follows none; None if it has no person."""
    todo_words = dict(re.findall(r"(?<!\S)([a-z]+):(\S+)", line))
    if f" +{TASK_TAG} " not in f"{line} " or not {"due", "id", "who"} <= todo_words.keys():
        return None
    message_row = {
        column: unquote(todo_words[todo_key].replace("_", " "))
        for todo_key, column in _TODO_TXT_KEYS.items()
        if todo_key in todo_words
    }
    if "at" in message_row:
        # ISO 8601.
        message_row["at"] = re.sub(r"^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$", r"\1-\2-\3:\4:\5", message_row["at"])
    return {"id": todo_words["id"], **message_row}


def _quote_word(text: str) -> str:
    """Return a text as one word without colons."""
    quoted = clean_text(text).replace("%", "%25").replace("_", "%5F").replace(":", "%3A")
    return "_".join(quoted.split())


def format_taskwarrior(follow_ups: Iterable[FollowUp], now: datetime) -> str:
    """Return follow-ups as the JSON that `task import` reads. The same follow-up has the same uuid each time."""
    tasks = [
        {
            "uuid": str(uuid5(NAMESPACE_URL, f"networking-coach:{follow_up.id}")),
            "description": clean_text(follow_up.title),
            "status": "pending",
            "entry": _format_time(follow_up.changed_at or now),
            "due": _format_time(at_wall_time(follow_up.day, time(), now)),
            "tags": [TASK_TAG],
            **({TASKWARRIOR_ATTRIBUTE: "\n".join(follow_up.records)} if follow_up.records else {}),
        }
        for follow_up in follow_ups
    ]
    return format_json(tasks, indent=1) + "\n"


def _format_time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _clean_id(text: str) -> str:
    return "".join(char for char in clean_text(text, 100) if char.isalnum() or char in "-_")


def _clean_org(title: str) -> str:
    """Return a title without what Org reads as a link, a timestamp or tags at the end."""
    return clean_text(title).replace("[[", "[ [").replace("<", "‹").replace(">", "›").rstrip(":")


def _clean_todo(title: str) -> str:
    """Return a title whose words are no mark of todo.txt: a done x, a priority, a project, a context, a key:value."""
    title_words = clean_text(title).split()
    safe_words = [word.lstrip("+@") if word[:1] in "+@" and len(word) > 1 else word for word in title_words]
    safe_words = [word.replace(":", ": ").strip() if ":" in word.strip(":") else word for word in safe_words]
    safe_title = " ".join(word for word in safe_words if word)
    is_marked = safe_title[:2] == "x " or safe_title[:1] == "(" or safe_title[:1].isdigit()
    return f"– {safe_title}" if is_marked else safe_title
