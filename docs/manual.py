"""The manual page and the page of all commands, both made from the commands themselves.

`docs/refresh.py` writes them to docs/coach.1 and docs/cli.md; a test keeps them current. Macros are those of man(7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from coach import __version__
from coach.cli.command_table import COMMANDS, GROUPS
from coach.cli.main import coach
from coach.keys import KEYS

ENDS = """\
0  done
1  trouble with the world: the disk, the lock, no terminal
2  a word, a name or a setting that was not understood
130  stopped with ctrl+c; nothing was changed"""
VARIABLES = """\
COACH_DATA_DIR  the data folder; --data wins over it
COACH_GLYPHS  plain or full: simple characters for fonts that lack the finer ones (the Linux console has them unasked)
NO_COLOR  no colours; every meaning has a word or a mark beside it
TEXTUAL_ANIMATIONS  none: nothing moves, as coach set still yes does
XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_STATE_HOME  where data, config.toml and the log are kept"""
FILES = """\
coach.json  everything, in the data folder (coach where); readable by its owner alone
config.toml  keys of one's own under [keys], commands of one's own under [hooks]; in the config folder"""


def page() -> str:
    """Return the page."""
    rows = [
        f'.TH COACH 1 "" "coach {__version__}" "User Commands"',
        ".SH NAME",
        f"coach \\- {_text('a calm daily coach for people who network for their career')}",
        ".SH SYNOPSIS",
        ".B coach",
        _text("[--data DIR] [--demo] [--tour] [--hide] [COMMAND [ARGUMENTS]]"),
        ".SH DESCRIPTION",
        _text("One page in the terminal that says what is enough for today, times it, keeps track of who has not answered "
              "without making silence hurt, notices how you feel, and tells you when to stop. Without a command the full "
              "screen opens. Every command prints one line that says what was saved."),
        ".SH OPTIONS",
        *_options(coach),
        ".SH COMMANDS",
        *(row for name in COMMANDS for row in _command(name)),
        ".SH KEYS",
        *(row for key in KEYS for row in (".TP", f".B {_text(key.shown)}", _text(key.help))),
        ".SH EXIT STATUS",
        *_list(ENDS),
        ".SH ENVIRONMENT",
        *_list(VARIABLES),
        ".SH FILES",
        *_list(FILES),
    ]  # fmt: skip
    return "\n".join(rows) + "\n"


def render_cli_page() -> str:
    """Return the page of all commands as Markdown: usage, help and options, grouped by what people do."""
    rows = [
        "# All commands",
        "",
        "Made from the commands by `docs/refresh.py`. `coach help mood` prints the part on `coach mood` in the shell; options",
        "that stand before a command are those of `coach` itself.",
        "",
        *_markdown_options(coach),
    ]
    for heading, commands in GROUPS.items():
        rows += ["", f"## {heading}"]
        for name in commands:
            command = coach.get_command(click.Context(coach, info_name="coach"), name)
            assert command is not None
            pieces = [p for p in command.collect_usage_pieces(click.Context(command)) if p != "[OPTIONS]"]
            rows += ["", f"### coach {name}", "", "```text", " ".join(["coach", name, *pieces]), "```", ""]
            rows.append(_markdown_text(re.sub(r"\s+", " ", command.help or "").strip()))
            rows += ["", *options] if (options := _markdown_options(command)) else []
    return "\n".join(rows) + "\n"


def _markdown_options(command: click.Command) -> list[str]:
    context = click.Context(command)
    found = [p.get_help_record(context) for p in command.params if isinstance(p, click.Option)]
    rows = [f"| `{record[0]}` | {_markdown_text(record[1])} |" for record in found if record is not None]
    return ["| option | does |", "|---|---|", *rows] if rows else []


def _markdown_text(text: str) -> str:
    """Return text in which nothing is markup but code between backticks."""
    parts = text.split("`")
    return "`".join(part if n % 2 else re.sub(r"([\\*_\[\]<>|#~])", r"\\\1", part) for n, part in enumerate(parts))


def _command(name: str) -> Iterator[str]:
    context = click.Context(coach, info_name="coach")
    command = coach.get_command(context, name)
    assert command is not None
    pieces = [p for p in command.collect_usage_pieces(click.Context(command)) if p != "[OPTIONS]"]
    yield f".SS {_text(' '.join(['coach', name, *pieces]))}"
    yield _text(re.sub(r"\s+", " ", command.help or "").strip())
    yield from _options(command)


def _options(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    for param in command.params:
        record = param.get_help_record(context) if isinstance(param, click.Option) else None
        if record is not None:
            yield ".TP"
            yield f".B {_text(record[0])}"
            yield _text(record[1])


def _list(lines: str) -> Iterator[str]:
    for line in lines.splitlines():
        name, _, says = line.partition("  ")
        yield from (".TP", f".B {_text(name)}", _text(says))


def _text(text: str) -> str:
    """Return `text` with what roff would take for its own made plain."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("'", "\\(aq")
    return f"\\&{plain}" if plain.startswith(".") else plain
