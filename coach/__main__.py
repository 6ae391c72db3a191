"""The program's entry point: opens the full screen, answers `coach status` from its cache, or runs a command."""

from __future__ import annotations

import os
import sys

from coach.terminal import can_open_full_screen, explain_missing_system

# Pydantic documents this switch. Looking for plugins in every installed package takes a fifth of `coach mood 3`.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> int:
    """Run the program with the words of the command line; return the exit code."""
    _prepare_process()
    words = sys.argv[1:]
    if line := explain_missing_system():
        print(line, file=sys.stderr)
        return 1
    if not words and "_COACH_COMPLETE" not in os.environ and can_open_full_screen():
        from coach.tui.app import open_full_screen  # click would add a tenth to the start

        return open_full_screen()
    for stream in (sys.stdout, sys.stderr):  # None where it was closed
        if stream is not None and stream.encoding.lower() != "utf-8":
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a letter it lacks becomes "?"
    if words[:1] == ["status"]:
        from coach.status.line import print_cached_status  # asked for every second: no click, no pydantic

        if print_cached_status(words[1:]):
            return 0
    from coach.cli.main import run_command_line

    return run_command_line(words)


def _prepare_process() -> None:
    """Open closed standard streams on nothing, and let the owner use what the program creates."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # else a data file would get its number
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
    os.umask(os.umask(0o077) & 0o077)


if __name__ == "__main__":
    sys.exit(main())
