"""Commands for one day in plain text, for scripts and screen readers: coach today, day."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import click

from coach.actions.advice import record_shown_advice
from coach.advice.rules.sentences import replace_keys_with_commands
from coach.cli.common import hides_names, json_option, open_service, plain_option, print_answer, print_json, print_lines
from coach.domain.clock import to_wall_time
from coach.domain.focus import BlockPhase, FocusBlock, format_clock_face, format_counted_time, is_block_paused, phase_at
from coach.domain.settings import Settings
from coach.domain.text import HIDDEN_MARK, clean_text
from coach.domain.typed_dates import parse_calendar_date
from coach.domain.typed_times import names_a_day, parse_coming_day, parse_past_time
from coach.domain.wording import MOOD_NAMES, format_count, format_date, format_goal_state, format_kind
from coach.errors import CoachError, InvalidInput
from coach.views.day import DayView, OutreachRow
from coach.views.day_log import build_day_log, format_day_log
from coach.views.opportunities_and_events import EventRow, format_event


@click.command("today")
@plain_option
@json_option
def show_today(as_json: bool) -> None:
    """Show today in plain text: goal, focus, conversations, mood."""
    service = open_service()
    day = replace(service.build_day(), hides_names=hides_names(service, as_json=as_json))
    if as_json:
        print_json(serialize_day(day))
        return
    print_lines(describe_day(day))
    if not day.advice_was_shown and not day.read_only:
        with suppress(CoachError):  # the day is printed all the same
            service.execute(record_shown_advice(), wait=0)


def describe_day(day: DayView) -> list[str]:
    """Return the day as sentences."""
    spent_minutes, limit = day.networking_minutes, day.limit_minutes
    minutes = f"{spent_minutes} of {format_count(limit, 'minute')}" if limit else format_count(spent_minutes, "minute")
    day_lines = [f"{format_date(day.date, weekday=True)}. {minutes} of networking."]
    if day.hours_summary:
        day_lines.append(f"Networking {day.hours_summary}.")
    if (goal := day.goal) is not None:
        trigger = f", when {HIDDEN_MARK if day.hides_names else goal.trigger}" if goal.trigger else ""
        goal_text = goal.displayed_text(hide=day.hides_names)
        day_lines.append(f"Goal ({format_goal_state(goal.state)}): {goal_text}{trigger}.")
    if day.running_block is not None:
        block, kind = day.running_block, format_kind(day.running_block.kind)
        if day.block_began_earlier:
            verb = "is" if phase_at(block, day.now) is BlockPhase.RUNNING else "was"
            began = f"{day.name_earlier_block(kind)} {verb} still running"
            day_lines.append(f"{began}; {format_counted_time(block, day.now)}. coach focus stop ends it.")
        else:
            day_lines.append(f"Focus: {kind}, {_describe_clock(block, day.now)}.")
    if day.minutes_by_kind:
        blocks = ", ".join(f"{format_kind(kind)} {kind_minutes} min" for kind, kind_minutes in day.minutes_by_kind)
        day_lines.append(f"Blocks today: {blocks}.")
    day_lines += [f"Event: {HIDDEN_MARK if day.hides_names else format_event(row, day.date)}." for row in day.events]
    for row in day.rows[:5]:
        name, topic = (HIDDEN_MARK, HIDDEN_MARK) if day.hides_names else (row.full_name, row.topic)
        row_text = topic if row.is_owed else row.summary_in_words
        parts = ", ".join(filter(None, (name, row.silence_in_words, row_text)))
        day_lines.append(f"{'You owe' if row.is_owed else 'Waiting for'} {parts}.")
    if len(day.rows) > 5:
        day_lines.append(f"And {len(day.rows) - 5} more.")
    if day.moods:
        day_lines.append("Mood: " + ", ".join(f"{MOOD_NAMES[m.value]} at {m.at:%H:%M}" for m in day.moods) + ".")
    if day.displayed_advice:
        day_lines.append(f"Coach: {replace_keys_with_commands(day.displayed_advice)}")
    return day_lines


def _describe_clock(block: FocusBlock, now: datetime) -> str:
    """Return what the clock of a block shows, in words: "running, 18:42 left", "its time was up at 14:20"."""
    phase = phase_at(block, now)
    if phase is BlockPhase.OVER and block.deadline is not None and not is_block_paused(block):
        return f"its time was up at {to_wall_time(block.deadline, now):%H:%M}. coach focus stop logs it"
    if phase is BlockPhase.OVER:
        return f"{format_counted_time(block, now)}. coach focus stop ends it"
    return f"{phase.value}, {format_clock_face(block, now)} {'left' if block.deadline else 'so far'}"


def serialize_day(day: DayView) -> dict[str, Any]:
    """Return the day for --json."""
    block = day.running_block
    return {
        "date": day.date,
        "goal": day.goal and {"text": day.goal.text, "state": day.goal.state, "when": day.goal.trigger},
        "block": block and {"kind": block.kind, "started_at": block.started_at, "deadline": block.deadline},
        "minutes": dict(day.minutes_by_kind),
        "networking_minutes": day.networking_minutes,
        "limit_minutes": day.limit_minutes,
        "owed": day.owed_count,
        "waiting": day.waiting_count,
        "events": [serialize_event(row) for row in day.events],
        "rows": [serialize_outreach_row(row) for row in day.rows],
        "moods": [
            {"at": m.at, "value": m.value, "energy": m.energy, "words": m.words, "note": m.note} for m in day.moods
        ],
        "coach": replace_keys_with_commands(day.displayed_advice),
    }  # fmt: skip


def serialize_outreach_row(row: OutreachRow) -> dict[str, Any]:
    """Return one row of the outreach list for --json."""
    return {
        "name": row.name, "owed": row.is_owed, "what": row.topic, "channel": row.channel,
        "working_days": row.silent_days, "says": row.summary, "id": row.person_id,
    }  # fmt: skip


def serialize_event(row: EventRow) -> dict[str, Any]:
    """Return one event for --json."""
    meet = [{"name": name, "question": question} for name, question in row.meetings]
    return {
        "title": row.title, "day": row.day, "place": row.place, "link": row.link, "meet": meet,
        "asks_whom_you_met": row.asks, "id": row.id,
    }  # fmt: skip


@click.command("day")
@click.argument("when", nargs=-1)
@json_option
def show_day(when: tuple[str, ...], as_json: bool) -> None:
    """Show everything from one day in plain text: 2026-11-12, 12 November, yesterday or Monday.

    Without a day, it shows today.
    """
    service = open_service()
    day = _parse_day(" ".join(when), service.now(), service.journal.settings)
    entries = service.with_all_years(lambda journal, now: build_day_log(journal, day, now))
    rows = [{"at": e.at, "whole_day": not e.clock, "kind": e.kind, "text": e.text} for e in entries]
    print_answer(as_json, {"day": day, "entries": rows}, format_day_log(day, entries))


def _parse_day(typed_day: str, now: datetime, settings: Settings) -> date:
    """Return the day that the words name: the newest one up to today, else one to come."""
    if not typed_day.strip():
        return settings.day_of(now)
    try:
        named_date = parse_calendar_date(clean_text(typed_day).lower(), now.date(), coming=False)
        if named_date is not None and named_date <= now.date():  # after midnight, a date is no other word for today
            return named_date
        return settings.day_of(parse_past_time(typed_day, now, settings.day_ends).at)
    except InvalidInput:
        if names_a_day(typed_day):
            return parse_coming_day(typed_day, settings.day_of(now))
        hint = "Try 2026-11-12, 12 November, yesterday or Monday."
        raise InvalidInput(f'"{clean_text(typed_day, 40)}" is not a day.', hint=hint) from None
