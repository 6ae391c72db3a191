"""Command coach today: the first screen in plain text, for scripts and screen readers."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from coach.acts.asked import shown
from coach.cli.common import json_option, open_service, plain_option, print_json, print_line
from coach.domain.day import Day, Row
from coach.domain.focus import clock_face, phase
from coach.domain.mood import NAMES
from coach.domain.wording import format_count, format_date
from coach.errors import CoachError


@click.command("today")
@plain_option
@json_option
@click.pass_context
def show_today(ctx: click.Context, as_json: bool) -> None:
    """Show today in plain text: goal, focus, conversations, mood."""
    service = open_service(ctx, read=True)
    day = service.day()
    if as_json:
        print_json(serialize_day(day))
        return
    for line in describe_day(day):
        print_line(line)
    if not day.shown and not day.read_only:
        with suppress(CoachError):  # what was said is remembered, so that it rests; to print the day that is no need
            service.do(shown())


def describe_day(day: Day) -> list[str]:
    """Return the day as sentences."""
    date = format_date(day.date, weekday=True)
    lines = [f"{date}. {day.networking_minutes} of {day.limit_minutes} minutes of networking."]
    if day.until:
        lines.append(f"Networking {day.until}.")
    if day.goal is not None:
        cue = f", when {day.goal.cue}" if day.goal.cue else ""
        lines.append(f"Goal ({day.goal.state}): {day.goal.text}{cue}.")
    if day.block is not None:
        lines.append(f"Focus: {day.block.kind}, {phase(day.block, day.now).value}, {clock_face(day.block, day.now)}.")
    if day.kinds:
        lines.append("Blocks today: " + ", ".join(f"{kind} {minutes} min" for kind, minutes in day.kinds) + ".")
    for row in day.rows[:5]:
        about = row.what if row.owed else format_chance(row)
        told = ", ".join(part for part in (row.name, format_silence(row), about) if part)
        lines.append(f"{'You owe' if row.owed else 'Waiting for'} {told}.")
    if len(day.rows) > 5:
        lines.append(f"And {len(day.rows) - 5} more.")
    if day.moods:
        lines.append("Mood: " + ", ".join(f"{NAMES[m.value]} at {m.at:%H:%M}" for m in day.moods) + ".")
    if day.told:
        lines.append(f"Coach: {day.told}")
    return lines


def format_silence(row: Row) -> str:
    """Return the days without an answer in words."""
    return "today" if row.days == 0 else format_count(row.days, "working day")


def format_chance(row: Row) -> str:
    """Return the state of a conversation, a chance as "about 45 in 100"."""
    return f"{row.says} in 100" if row.says.startswith(("about ", "under ")) else row.says


def serialize_day(day: Day) -> dict[str, Any]:
    """Return the day for --json."""
    block = day.block
    return {
        "date": day.date.isoformat(),
        "goal": day.goal and {"text": day.goal.text, "state": day.goal.state, "when": day.goal.cue},
        "block": block and {"kind": block.kind, "started_at": block.started_at.isoformat(),
                            "deadline": block.deadline.isoformat() if block.deadline else None},
        "minutes": dict(day.kinds),
        "networking_minutes": day.networking_minutes,
        "limit_minutes": day.limit_minutes,
        "owed": day.owed,
        "waiting": day.waiting,
        "rows": [serialize_row(row) for row in day.rows],
        "moods": [
            {"at": m.at.isoformat(), "value": m.value, "energy": m.energy, "words": m.words, "note": m.note}
            for m in day.moods
        ],
        "coach": day.told,
    }  # fmt: skip


def serialize_row(row: Row) -> dict[str, Any]:
    """Return one row of the outreach list for --json."""
    return {
        "name": row.name,
        "owed": row.owed,
        "what": row.what,
        "channel": row.channel,
        "working_days": row.days,
        "says": row.says,
    }
