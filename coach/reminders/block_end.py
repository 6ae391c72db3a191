"""Announce the end of a block when no window is open: by the bell, a message or the hook, as chosen.

A timer waits for the end (`coach.reminders.one_shot_timer`) and runs `coach block-end`, which reads in the data whether
the block is over. An open window announces it itself.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path

from coach import hooks
from coach.atomic_file import FileSystem, make_private_folder
from coach.domain.focus import BlockPhase, FocusBlock, find_running_block, phase_at
from coach.domain.networking_hours import is_outside_hours
from coach.domain.wording import format_kind
from coach.paths import find_state_place
from coach.reminders.already_announced import block_key, claim_announcements, release_announcements, was_announced
from coach.reminders.desktop_notification import (
    find_terminal,
    make_terminal_message,
    send_notification,
    write_to_terminal,
)
from coach.reminders.one_shot_timer import is_process_alive, run_once_later
from coach.service import CoachService
from coach.terminal import BELL_CHARACTER

OPEN_WINDOWS_FOLDER = "windows"
"""The folder in which each open window leaves the number of its process."""


def schedule_block_end(service: CoachService, *, awaited: str = "") -> bool:
    """Start what waits for the end of the running block; return whether something waits.

    Nothing waits if neither bell, message nor hook was chosen, or if the block has no end. The end of the block with
    the id `awaited` may have passed: a window that closed had not announced it yet. Never raises.
    """
    block, now = find_running_block(service.journal.list_records(FocusBlock)), service.now()
    if block is None or block.deadline is None:
        return False
    phase = phase_at(block, now)
    if phase is not BlockPhase.RUNNING and not (phase is BlockPhase.OVER and block.id == awaited):
        return False
    settings = service.journal.settings
    if not (settings.bell or settings.notify or _has_hook()) or was_announced(service, block_key(block)):
        return False
    seconds = max(1, round((block.deadline - now).total_seconds()))
    command = [sys.executable, "-m", "coach", "--data", str(service.folder.absolute()), "block-end", block.id]
    if terminal := find_terminal():
        command += ["--terminal", terminal]
    # An id from another file may hold any letters, and names of files and of jobs are made of this.
    block_topic = blake2s(block.id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    timer_name = f"coach-block-{block_topic[:8]}-{round(block.deadline.timestamp())}"
    return run_once_later(timer_name, seconds, command, file=service.store.path, topic=block_topic)


def announce_block_end(service: CoachService, block_id: str, terminal: str = "") -> bool:
    """Announce the end of a block if it is over and nothing announced it; return whether it was announced now.

    If it was extended, its new end is scheduled. Raises CoachError.
    """
    service.open_folder()
    block, now = service.journal.get_record(FocusBlock, block_id), service.now()
    if block is None or block.ended_at is not None or block.deadline is None:
        return False
    if phase_at(block, now) is not BlockPhase.OVER:
        schedule_block_end(service)
        return False
    if has_open_window(service.folder) or not claim_announcements(service, [block_key(block)]):
        return False
    hooks.run_hook("on_block_end", hooks.describe_block(block, now))
    settings = service.journal.settings
    if settings.away_until is None and not is_outside_hours(settings, now, block.kind):
        announcement = f"The block is over: {format_kind(block.kind)}."
        terminal_message = make_terminal_message(announcement) if settings.notify else ""
        was_written = write_to_terminal(terminal, (BELL_CHARACTER if settings.bell else "") + terminal_message)
        is_message_due = settings.notify and not (was_written and terminal_message)
        if is_message_due and not send_notification(announcement) and not was_written:
            release_announcements(service, [block_key(block)])  # nothing showed it, so `coach due` says it
    return True


def mark_window(folder: Path, *, is_open: bool) -> None:
    """Note that a window of this process is open on a data folder, or no longer. Never raises."""
    window_mark = find_state_place(OPEN_WINDOWS_FOLDER, folder) / str(os.getpid())
    with suppress(OSError):
        if is_open:
            make_private_folder(FileSystem(), window_mark.parent)
            window_mark.touch(0o600)
        else:
            window_mark.unlink(missing_ok=True)


def has_open_window(folder: Path) -> bool:
    """Return whether a window is open on a data folder; marks of processes that have ended are removed."""
    is_any_open = False
    with suppress(OSError):
        for window_mark in find_state_place(OPEN_WINDOWS_FOLDER, folder).iterdir():
            if window_mark.name.isdecimal() and is_process_alive(int(window_mark.name)):
                is_any_open = True
            else:
                window_mark.unlink(missing_ok=True)
    return is_any_open


def _has_hook() -> bool:
    try:
        return bool(hooks.read_hook_command("on_block_end"))
    except ValueError:
        return False
