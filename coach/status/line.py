"""Print the line of `coach status` from a cache that the last save wrote, cheap enough to run every second.

The cache holds moments and minutes (see `coach.status.summary`); this module adds the clock. It imports no click,
pydantic, TinyDB, json or datetime. The cache names the data file and its version. When that file has changed or the
day has ended, `coach.cli.status` reads the data and writes the cache again.
"""

from __future__ import annotations

import math
import os
import sys
import time

from coach.status.cache import Summary, is_current, read_cache

STATUS_FIELDS = ("text", "phase", "kind", "clock", "left", "minutes", "limit", "until")
"""The fields of --format, each written in braces."""

BLOCK_FORGOTTEN_AFTER_SECONDS = 3 * 3600.0
"""Seconds after its end from which a block that was left running is not shown any more, and at which the clock of a
block without an end stops."""


def print_cached_status(words: list[str]) -> bool:
    """Print the line for the words after `coach status` from the cache; return False if the data has to be read."""
    status_format, now = parse_status_format(words), time.time()
    summary = None if status_format is None else read_cache()
    if status_format is None or summary is None or not is_current(summary, now):
        return False
    print_status_fields(summary, now, status_format)
    return True


def parse_status_format(words: list[str]) -> str | None:
    """Return the format that the words ask for, "json", or "" for the default line; None for other words."""
    if not words:
        return ""
    if words == ["--json"]:
        return "json"
    if len(words) == 2 and words[0] == "--format":
        return words[1] or " "
    return words[0][9:] or " " if len(words) == 1 and words[0].startswith("--format=") else None


def print_status_fields(summary: Summary, now: float, status_format: str) -> None:
    """Print the line or the JSON for a summary; print nothing for an empty line."""
    fields = compute_status_fields(summary, now)
    if status_format == "json":
        tooltip = " · ".join(filter(None, (format_minutes(fields["minutes"], fields["limit"]), fields["until"])))
        is_away = fields["phase"] == "away"
        json_values = {**fields, "class": fields["phase"], "tooltip": "" if is_away else tooltip}
        # All of it is our own plain text, so JSON is a matter of quotes.
        _write_status_line("{" + ", ".join(f'"{name}": "{value}"' for name, value in json_values.items()) + "}")
        return
    status_line = fields["text"]
    if status_format and fields["phase"] != "away":
        status_line = status_format
        for name in STATUS_FIELDS:
            status_line = status_line.replace("{" + name + "}", fields[name])
    if status_line.strip():
        _write_status_line(status_line)


def _write_status_line(line: str) -> None:
    """Print a line; a closed pipe or a full disk is no reason to disturb a prompt."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain at exit


def compute_status_fields(summary: Summary, now: float) -> Summary:
    """Return every field at the moment `now` (seconds since 1970). The same rules as in `coach.domain.focus`."""
    minutes, limit, until = count_networking_minutes(summary, now), summary["limit"], describe_hours(summary, now)
    fields = {"text": "", "phase": "", "kind": "", "clock": "", "left": "", "until": until}
    if now < float(summary["away"] or 0):
        fields.update(phase="away", until="")
    elif summary["kind"] and now < float(summary["over"]) + BLOCK_FORGOTTEN_AFTER_SECONDS:
        fields.update(_compute_block_fields(summary, now))
    elif now < float(summary["rest"] or 0):
        break_clock = format_clock(math.ceil(float(summary["rest"]) - now))
        fields.update(phase="break", clock=break_clock, text=f"break {break_clock}")
    elif not until or until.startswith("until"):
        fields.update(phase="idle", text=format_minutes(minutes, limit))
    else:
        fields.update(phase="outside")
    return {**fields, "minutes": str(minutes), "limit": limit}


def format_minutes(minutes: int | str, limit: str) -> str:
    """Return "12 of 45 min today", or "12 min today" without a limit."""
    return f"{minutes} min today" if limit == "0" else f"{minutes} of {limit} min today"


def count_networking_minutes(summary: Summary, now: float) -> int:
    """Return the networking minutes of today that have passed at `now`, a half minute rounded up."""
    counted_spans = [[float(part) for part in span.split("-")] for span in summary["counted"].split()]
    return int(sum(max(0.0, min(end, now) - start) for start, end in counted_spans) / 60 + 0.5)


def _compute_block_fields(summary: Summary, now: float) -> Summary:
    """Return phase, clock and line of the block that runs."""
    kind, started, paused_seconds = summary["kind"], float(summary["started"]), float(summary["rests"])
    clock_stands_at = float(summary["paused"] or now)
    phase = "over" if now >= float(summary["over"]) else "paused" if summary["paused"] else "running"
    if summary["deadline"]:
        seconds_left = min(float(summary["deadline"]) - clock_stands_at, float(summary["whole"]))
        clock_face = format_clock(math.ceil(seconds_left)) if seconds_left > 0 else "+" + format_clock(-seconds_left)
        minutes_left = str(math.ceil(seconds_left / 60))
    else:
        seconds = max(0.0, clock_stands_at - started - paused_seconds)
        clock_face, minutes_left = format_clock(min(seconds, BLOCK_FORGOTTEN_AFTER_SECONDS)), ""
    status_text = f"{summary['kind_name']} {'paused ' if summary['paused'] else ''}{clock_face}"
    return {"phase": phase, "kind": kind, "clock": clock_face, "left": minutes_left, "text": status_text}


def format_clock(seconds: float) -> str:
    """Return "18:42" for seconds, of which a started one does not count."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def describe_hours(summary: Summary, now: float) -> str:
    """Return "until 17:30", "from 14:00", "done for today", "off today", or "" where no hours are set."""
    if not summary["hours"]:
        return ""
    for hours_span in summary["hours"].split():
        if hours_span == "none":
            return "off today"
        start, end = (float(part) for part in hours_span.split("-"))
        if start <= now < end:
            return f"until {_format_wall_time(end)}"
        if now < start:
            return f"from {_format_wall_time(start)}"
    return "done for today"


def _format_wall_time(at: float) -> str:
    return time.strftime("%H:%M", time.localtime(at))
