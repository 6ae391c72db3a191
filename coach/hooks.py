"""Run the user's own commands when a block begins or ends, at a break, at the daily limit, or when they step away.

A hook is a list of words in config.toml, or one line that is split like a shell would:

    [hooks]
    on_block_end = ["notify-send", "coach", "The block is over."]
    on_limit = "playerctl pause"

No shell is started, the output of a command is discarded, and after five seconds it is stopped. The environment says
what happened: COACH_EVENT, and for a block COACH_KIND, COACH_MINUTES and COACH_INTENTION.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from coach.atomic_file import read_text_file
from coach.domain.focus import FocusBlock, counted_time
from coach.domain.text import clean_text, format_suggestion
from coach.domain.wording import round_to_minutes
from coach.paths import find_config_file

HOOK_EVENTS = ("on_block_start", "on_block_end", "on_break", "on_back", "on_limit", "on_step_away")
HookFacts = Mapping[str, object]
"""Name → value, passed to the command as COACH_NAME."""
NO_FACTS: HookFacts = MappingProxyType({})
HOOK_TIMEOUT_SECONDS = 5.0
"""Seconds after which a hook is stopped."""


def describe_block(block: FocusBlock, now: datetime) -> HookFacts:
    """Return the facts about a block for a hook: kind, intention, the minutes that count, or the planned ones."""
    length = counted_time(block, now)
    if length < timedelta(seconds=1) and block.deadline is not None:
        length = block.deadline - block.started_at
    return {"kind": block.kind, "minutes": round_to_minutes(length), "intention": clean_text(block.intention)}


def _read_hooks(file: Path) -> Any:
    """Return what stands under [hooks]. Raises OSError, ValueError."""
    return tomllib.loads(read_text_file(file, "utf-8-sig")).get("hooks", {})


def read_hook_command(event: str, file: Path | None = None) -> list[str]:
    """Return the command for `event` as words, empty without one. Raises ValueError."""
    try:
        hooks = _read_hooks(file or find_config_file())
    except OSError:
        return []
    hook_words = hooks.get(event, []) if isinstance(hooks, dict) else None
    if isinstance(hook_words, str):
        hook_words = shlex.split(hook_words)
    if not isinstance(hook_words, list) or not all(isinstance(word, str) for word in hook_words):
        raise ValueError("a hook is a line of text, or a list of words")
    return hook_words


def check_hooks(file: Path) -> tuple[str, ...]:
    """Return a line for each hook of a config file that cannot run: an unknown name, or no command."""
    try:
        hooks = _read_hooks(file)
    except (OSError, ValueError):
        return ()  # reading the keys of the same file reports that
    if not isinstance(hooks, dict):
        return ("config.toml: put [hooks] on a line of its own, and one hook on each line below it.",)
    hook_problems = []
    for event in hooks:
        if event not in HOOK_EVENTS:
            hint = format_suggestion(event, HOOK_EVENTS, f"Hooks: {', '.join(HOOK_EVENTS)}.")
            hook_problems.append(f'config.toml: there is no hook "{event}". {hint}')
            continue
        try:
            read_hook_command(event, file)
        except ValueError as error:
            hook_problems.append(f"config.toml: {event} is not a command: {error}.")
    return tuple(hook_problems)


def run_hook(event: str, facts: HookFacts = NO_FACTS, *, timeout: float = HOOK_TIMEOUT_SECONDS) -> str:
    """Run the hook for `event` and wait; return a line about what went wrong, "" if nothing did. Never raises."""
    try:
        hook_words = read_hook_command(event)
    except ValueError:  # a damaged config.toml, or a hook that is no command
        return f"The hook {event} in config.toml cannot be read; coach keys --check says why."
    if not hook_words:
        return ""
    variables = {f"COACH_{name.upper()}": str(value) for name, value in facts.items()}
    try:
        process = subprocess.Popen(
            hook_words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "COACH_EVENT": event, **variables}, start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError):
        return f"The hook {event} could not be started: {hook_words[0]}"
    try:
        exit_code = process.wait(timeout)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)  # it has a session of its own, so its children are killed too
        process.wait()
        return f"The hook {event} took longer than {timeout:g} seconds and was stopped."
    return f"The hook {event} ended with error code {exit_code}. Try its command in the shell." if exit_code else ""


def start_hook(event: str, say: Callable[[str], object], facts: HookFacts = NO_FACTS) -> threading.Thread:
    """Run the hook in a daemon thread, which calls `say` with the line about what went wrong, if any."""

    def run_and_say() -> None:
        if problem := run_hook(event, facts):
            say(problem)

    hook_thread = threading.Thread(target=run_and_say, name=event, daemon=True)
    hook_thread.start()
    return hook_thread
