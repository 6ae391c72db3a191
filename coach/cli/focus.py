"""Command coach focus: start, stop and change focus blocks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import click

from coach import hooks
from coach.actions import focus as focus_actions
from coach.actions.result import Action
from coach.cli.common import (
    at_option,
    can_ask,
    complete_words,
    execute_action,
    get_typed_time,
    open_service,
    parse_time,
    print_line,
    run_action,
    run_hook,
)
from coach.domain.clock import at_wall_time
from coach.domain.focus import (
    NETWORKING_KINDS,
    FocusBlock,
    FocusForm,
    FocusKind,
    count_minutes,
    find_running_block,
    parse_focus_kind,
    sum_time_by_day,
)
from coach.domain.networking_hours import describe_outside_hours, is_outside_hours
from coach.domain.text import clean_text, find_closest_match
from coach.domain.typed_times import is_day_word, parse_clock_time, parse_duration, parse_past_time, split_duration
from coach.errors import InvalidInput
from coach.reminders.block_end import schedule_block_end
from coach.service import CoachService

FOCUS_WORDS = ("stop", "pause", "more", "drift", "felt", "chore", "break", "amend",
         "messages", "reading", "writing", "meetings", "searching", "deep work")  # fmt: skip
_STOP_WORDS = ("stop", "end", "done")
_FOLLOWING_WORDS = dict.fromkeys((*_STOP_WORDS, "pause", "resume", "more", "drift", "drifted"), 0) | dict.fromkeys(
    ("felt", "chore", "break"), 1
)
"""Words that change the block → how many words may follow."""


@click.command("focus")
@click.argument("words", nargs=-1, shell_complete=complete_words(*FOCUS_WORDS))
@click.option("--for", "intention", metavar="TEXT", default=None, help="What the block is for.")
@click.option("--ago", metavar="TIME", help="How long ago the block began: 10m.")
@click.option("--flow", is_flag=True, help="Work until you stop; the break is a fifth of the time.")
@click.option("--free", is_flag=True, help="Work until you stop; no break follows.")
@click.option("--all", "all_of_it", is_flag=True, help="With stop: count all the time the block ran past its end.")
@click.option("--start", metavar="TIME", help="With amend: when it began, 10:05.")
@click.option("--end", metavar="TIME", help="With amend: when it ended, 10:30.")
@at_option
def manage_focus(
    words: tuple[str, ...], intention: str | None, ago: str | None, flow: bool, free: bool,
    all_of_it: bool, start: str | None, end: str | None,
) -> None:  # fmt: skip
    """Start a block (coach focus 25 messages: 25 minutes for messages), or change the last one with a word.

    The words: stop, pause, more (five minutes), drift (your attention drifted; the block goes on), felt 1-5 (heavy to
    bright), chore 1-5 (not at all to very much), break away or break screen (begins a break, away from the screen or
    at it), amend (corrects the block: coach focus amend 40 reading --start 10:05 --end 10:45 --for "one article").
    """
    focus_word, following_words = (words[0].lower(), words[1:]) if words else ("", ())
    if focus_word in _FOLLOWING_WORDS and (extra_words := following_words[_FOLLOWING_WORDS[focus_word] :]):
        is_rating = focus_word in _STOP_WORDS and extra_words[0].isdecimal()
        hint = (
            "After it has ended, coach focus felt 4 says how it felt."
            if is_rating
            else "coach focus --help lists the words."
        )
        raise InvalidInput(f'coach focus {focus_word} takes no "{clean_text(extra_words[0], 40)}".', hint=hint)
    if focus_word in _STOP_WORDS:
        _stop_block(focus_actions.stop_block(all_of_it=all_of_it))
    elif focus_word in ("pause", "resume", "more"):
        run_action(focus_actions.extend_block() if focus_word == "more" else focus_actions.toggle_pause())
        schedule_block_end(open_service())
    elif focus_word in ("drift", "drifted"):
        run_action(focus_actions.record_drift())
    elif focus_word == "felt":
        feeling = _parse_rating(following_words, "how it felt", "coach focus felt 4")
        run_action(focus_actions.rate_feeling(feeling, _find_block_of_day()))
    elif focus_word == "chore":
        rating = _parse_rating(following_words, "how much of a chore it was", "coach focus chore 2")
        run_action(focus_actions.rate_chore(rating, _find_block_of_day()))
    elif focus_word == "break":
        break_place = following_words[0].lower() if following_words else "away"
        run_action(focus_actions.begin_break(break_place, _find_block_of_day()))
        break_minutes = open_service().journal.settings.break_minutes
        run_hook("on_break", {"kind": "break", "minutes": break_minutes})
    elif focus_word == "amend":
        kind, minutes = _parse_kind_and_minutes(following_words)
        block_id = _find_block_of_day()
        began = parse_time(f"{ago} ago") if ago else _parse_block_time(start, block_id)
        ended = _parse_block_time(end, block_id, began)
        edit_block = focus_actions.edit_block(
            block_id, kind=kind, minutes=minutes, started=began, ended=ended, intention=intention
        )
        print_line(execute_action(edit_block, open_service(read=False)).message)
    elif get_typed_time():
        kind, minutes = _parse_kind_and_minutes(words)
        now = open_service().now()
        run_action(focus_actions.log_past_block(kind, minutes, intention=intention or "", ends_by=now))
    else:
        _start_block(words, "flow" if flow else "free" if free else "timed", intention or "", ago)


def _find_block_of_day() -> str:
    """Return the id of the newest block of the day that --at names, or "" without --at. Raises CoachError."""
    at = parse_time(get_typed_time())
    return focus_actions.get_block_of_day(open_service().journal, at).id if at else ""


def _parse_block_time(text: str | None, block_id: str, began: datetime | None = None) -> datetime | None:
    """Return the moment that --start or --end names; a time without a day is the one nearest to when it began.

    Raises InvalidInput if that is still to come.
    """
    service = open_service()
    journal, now = service.journal, service.now()
    block = (journal.get_record(FocusBlock, block_id) if block_id else None) or focus_actions.get_newest_block(journal)
    if text and (clock := parse_clock_time(clean_text(text).lower())):
        near = began or block.started_at
        days = (near.date() + timedelta(days=n) for n in (-1, 0, 1))
        found = min((at_wall_time(day, clock, now) for day in days), key=lambda at: abs(at - near))
        if found > now:
            raise InvalidInput(f"{clock:%H:%M} is still to come.", hint="A block can't begin or end later than now.")
        return found
    if text and journal.settings.day_of(block.started_at) < journal.settings.day_of(now):
        with suppress(InvalidInput):  # a day is named, too
            return parse_past_time(f"{block.started_at:%Y-%m-%d} {text}", now, journal.settings.day_ends).at
    return parse_time(text)


def _start_block(words: Sequence[str], form: FocusForm, intention: str, ago: str | None) -> None:
    """Start a block. Outside the networking hours, say so first and, in a terminal, wait for Enter."""
    kind, minutes = _parse_kind_and_minutes(words)
    began_ago = parse_duration(ago) if ago else timedelta(0)
    block_start = focus_actions.start_block(kind, minutes, intention=intention, form=form, ago=began_ago)
    service = open_service()
    settings, now = service.journal.settings, service.now()
    if is_outside_hours(settings, now, kind or focus_actions.last_focus_kind(service.journal)):
        print_line(describe_outside_hours(settings, now))
        if can_ask():
            click.prompt("Enter starts anyway, ctrl+c cancels", default="", show_default=False, prompt_suffix=" ")
    print_line(execute_action(block_start, service).message)
    if block := find_running_block(service.journal.list_records(FocusBlock)):
        run_hook("on_block_start", hooks.describe_block(block, block.started_at))
    schedule_block_end(service)


def _stop_block(block_end: Action) -> None:
    """Stop the block, then run the hooks on_block_end and, when the limit was reached, on_limit."""
    if get_typed_time():
        run_action(block_end)
        return
    service = open_service()
    block, minutes_before = service.build_day().running_block, _finished_minutes(service)
    print_line(execute_action(block_end, service).message)
    day_after = service.build_day()
    ended_block = service.journal.get_record(FocusBlock, block.id) if block else None
    if block and ended_block:  # its intention is shown as the day shows it, without names behind a boundary
        block = ended_block.copy_with(intention=block.intention)
    run_hook("on_block_end", hooks.describe_block(block, service.now()) if block else {"kind": ""})
    if minutes_before < day_after.limit_minutes <= day_after.networking_minutes:
        run_hook("on_limit", {"minutes": day_after.networking_minutes})


def _finished_minutes(service: CoachService) -> int:
    """Return the networking minutes of today's blocks that have ended."""
    now, settings = service.now(), service.journal.settings
    ended = [block for block in service.journal.list_records(FocusBlock) if block.ended_at is not None]
    return count_minutes(sum_time_by_day(ended, now, settings.day_ends).get(settings.day_of(now), {}), NETWORKING_KINDS)


def _parse_kind_and_minutes(words: Sequence[str]) -> tuple[FocusKind | None, int | None]:
    kind_words, minutes = split_duration(" ".join(words))
    try:
        kind = parse_focus_kind(kind_words) if kind_words else None
    except InvalidInput:
        closest_word = find_closest_match(kind_words, FOCUS_WORDS, 0.7)
        day_words = kind_words.split()
        has_day = any(is_day_word(*day_words[n : n + 2]) for n in range(len(day_words)))
        if not closest_word and not has_day and len(day_words) < 2:
            raise
        problem = f'"{clean_text(kind_words, 40)}" is not a kind of block.'
        hint = 'What a block is for goes after --for: coach focus 25 writing --for "an offer".'
        if has_day:
            hint = "When a block was goes after --at: coach focus 25 reading --at yesterday."
        raise InvalidInput(problem, hint=f"Did you mean {closest_word}?" if closest_word else hint) from None
    return kind, minutes


def _parse_rating(words: Sequence[str], what: str, hint: str) -> int:
    if not words or not words[0].isdecimal():
        typed_note = f", not {clean_text(words[0], 40)}" if words else ""
        raise InvalidInput(f"Rate {what} from 1 to 5{typed_note}.", hint=hint)
    return int(words[0])
