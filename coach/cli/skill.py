"""Command coach skill: one page for agents that use the shell, made from the command table."""

from __future__ import annotations

import click

from coach.cli.command_table import COMMANDS, FIRST, GROUPS, HELP_OPTIONS, ON_REQUEST, load_command
from coach.cli.common import print_json

SKILL_INTRODUCTION = """\
---
name: coach
description: Log and read the user's networking, mood and focus with the `coach` command, on their own computer.
---

# Use the coach from a shell

`coach` stores the days of one user: mood, a small goal, focus blocks, and who they wrote to. Everything stays in
one private folder on this computer, and nothing is sent anywhere. Each command prints one line that says what
was saved.

## How to work

- Read first: `coach today --json`, `coach waiting --json`, `coach week --json`. Log only what the user told you.
- `--json` prints values. A command that saves prints {"says": …, "saved": [records]}; tell the user what "says" says.
- Exit codes: 0 done; 1 not possible just now, try again later; 2 a word was not understood, and the line names the
  nearest one. An error is one line on stderr.
- `coach undo` takes back the last action. Say so after each thing you log.
- Names: use the name as `coach people --json` has it. An unknown name in `coach sent` makes a new person.
- Times: add --at "yesterday 21:00" where a command has it. Never guess a time, a mood or an outcome.
- `coach help NAME` explains a command. Try things in an empty folder: COACH_DATA_DIR=$(mktemp -d) coach mood 3.

## Never without being asked for exactly this
"""
SKILL_WORDS = """
## The words to use

- Name what the user did, never what they are. No praise, no scolding, no exclamation mark, no score.
- When someone has not replied, say so together with what the user did, and blame neither of them: "Ana: no reply for
  9 working days. You wrote twice."
- A "no" is an outcome like any other. A goal may be done, not today or let go; do not prefer one of the three.
- Leave out words that blame, command or call something late. Never count goals that were not
  done, nor days without an entry.
- Moods: 1 heavy, 2 low, 3 okay, 4 good, 5 bright. Energy: 1 little, 2 some, 3 plenty.
- One suggestion at a time, in at most two short sentences. Suggest at most two follow-ups to somebody
  the user knows, one to somebody new; then let it rest.
- On a hard day `coach help-me` prints where to find help. You cannot know why, and you make no diagnosis.
- What the user noted about others is private. Do not repeat it elsewhere, and never send a message for the user.
"""


def render_skill() -> str:
    """Return the page: how to work, what never to do, every command with its words and options, and the manner."""
    never_unasked = [f"- `coach {name}`: {COMMANDS[name].summary}. {why}" for name, why in ON_REQUEST.items()]
    first_commands = ", ".join(f"`coach {name}`" for names in FIRST.values() for name in names)
    lines = [SKILL_INTRODUCTION, *never_unasked, "", "## Commands", "", f"To begin with: {first_commands}."]
    for heading, commands in GROUPS.items():
        lines += ["", f"### {heading}", ""]
        lines += [
            _format_command(name, command.summary) for name, command in commands.items() if name not in ON_REQUEST
        ]
    return "\n".join(lines) + "\n" + SKILL_WORDS


def _format_command(name: str, summary: str) -> str:
    command = load_command(name)
    assert command is not None, name
    ctx = click.Context(command, help_option_names=HELP_OPTIONS)
    usage_pieces = [piece for piece in command.collect_usage_pieces(ctx) if piece != "[OPTIONS]"]
    options = [param.opts[0] for param in command.params if isinstance(param, click.Option) and not param.hidden]
    options_text = f" Options: {' '.join(options)}." if options else ""
    return f"- `{' '.join(['coach', name, *usage_pieces])}`: {summary}.{options_text}"


@click.command("skill")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print, as JSON, the page and the commands that an agent runs only when you ask for them.",
)
def print_skill(as_json: bool) -> None:
    """Print a page for an AI agent that uses the shell: how to log and read, and what never to do unasked.

    Save it where the agent looks for skills: coach skill > SKILL.md.
    """
    page = render_skill()
    if as_json:
        print_json({"page": page, "never_unasked": list(ON_REQUEST), "commands": list(COMMANDS)})
    else:
        click.echo(page, nl=False)
