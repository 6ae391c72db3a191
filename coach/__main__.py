"""The way in. `coach` alone opens the full screen; the one line for prompts skips everything it does not need."""

from __future__ import annotations

import os
import sys

# Pydantic documents this switch. Looking for plugins in every installed package takes a fifth of `coach mood 3`.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> int:
    """Run the coach with the words of the command line; return the exit code."""
    words = sys.argv[1:]
    if not words and sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("TERM") != "dumb":
        from coach.fullscreen import open_full_screen  # click would cost a tenth of the start

        return open_full_screen()
    for stream in (sys.stdout, sys.stderr):  # None where it was closed
        if stream is not None and stream.encoding.lower() != "utf-8":
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a letter it lacks is a "?"
    if words[:1] == ["status"]:
        from coach.status.line import quick

        if quick(words[1:]):
            return 0
    from coach.cli.main import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
