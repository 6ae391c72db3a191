"""Write follow-ups for task programs: Org, todo.txt and Taskwarrior.

Each task keeps its id, so that a program that knows ids (Taskwarrior) changes a task and makes no second one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from uuid import NAMESPACE_URL, uuid5

from coach.domain.text import clean_text, format_json
from coach.domain.wording import WEEKDAY_NAMES
from coach.exporters.ics import FollowUp

TAG = "networking"


def format_org(follow_ups: Iterable[FollowUp]) -> str:
    """Return follow-ups as Org headlines with a date; the first line makes the file a category."""
    lines = [f"#+CATEGORY: {TAG}"]
    for one in follow_ups:
        lines += [
            f"* TODO {_clean_org(one.title)} :{TAG}:",
            f"SCHEDULED: <{one.day.isoformat()} {WEEKDAY_NAMES[one.day.weekday()][:3]}>",
            ":PROPERTIES:",
            f":ID: {_clean_id(one.id)}",
            ":END:",
        ]
    return "\n".join(lines) + "\n"


def format_todo_txt(follow_ups: Iterable[FollowUp]) -> str:
    """Return follow-ups in the todo.txt format, one a line, with due: and id: as extensions."""
    return "".join(
        f"{_clean_todo(one.title)} +{TAG} due:{one.day.isoformat()} id:{_clean_id(one.id)}\n" for one in follow_ups
    )


def format_taskwarrior(follow_ups: Iterable[FollowUp], now: datetime) -> str:
    """Return follow-ups as the JSON that `task import` reads. The same follow-up has the same uuid each time."""
    tasks = [
        {
            "uuid": str(uuid5(NAMESPACE_URL, f"networking-coach:{one.id}")),
            "description": clean_text(one.title),
            "status": "pending",
            "entry": _format_time(one.changed_at or now),
            "due": _format_time(datetime.combine(one.day, time(), now.tzinfo)),
            "tags": [TAG],
        }
        for one in follow_ups
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
    words = clean_text(title).split()
    safe = [word.lstrip("+@") if word[:1] in "+@" and len(word) > 1 else word for word in words]
    safe = [word.replace(":", ": ").strip() if ":" in word.strip(":") else word for word in safe]
    text = " ".join(word for word in safe if word)
    return f"– {text}" if text[:2] == "x " or text[:1] == "(" or text[:1].isdigit() else text
