"""coach why · coach mute R01 · coach unmute R01 · coach help-me"""

from __future__ import annotations

import click

from coach.cli.common import as_json, desk, do, edit, say, say_list, show_json


@click.command()
@as_json
@click.pass_context
def why(ctx: click.Context, as_json: bool) -> None:
    """Why the coach says what it says: facts, rules, sources."""
    from coach.advice.suggestion import why as lines

    open_desk = desk(ctx, read=True)
    said = lines(open_desk.book, open_desk.now())
    if as_json:
        show_json(said)
        return
    for line in said:
        say(line)


@click.command()
@click.argument("rule", required=False, default="")
@click.option("--days", type=click.IntRange(1, 3660), metavar="N", help="For so many days (28 unless said).")
@click.option("--for-good", is_flag=True, help="Until you let it in again.")
@click.option("--list", "listed", is_flag=True, help="What is muted, and until when.")
@click.pass_context
def mute(ctx: click.Context, rule: str, days: int | None, for_good: bool, listed: bool) -> None:
    """Let the coach keep a rule to itself: by its id (R01), or that of the line it says now."""
    from coach.acts import asked

    if listed:
        open_desk = desk(ctx, read=True)
        for key, name, until in asked.muted(open_desk.book, open_desk.now()) or [("Nothing", "is muted.", "")]:
            say(f"{key} {name}, {until}" if until else f"{key} {name}")
        return
    do(ctx, asked.mute(rule, None if for_good else days or asked.MUTED_FOR))


@click.command()
@click.argument("rule")
@click.pass_context
def unmute(ctx: click.Context, rule: str) -> None:
    """Let a muted rule speak again."""
    from coach.acts.asked import unmute as act

    do(ctx, act(rule))


@click.command("help-me")
@click.option("--country", metavar="CODE", help="A country code, to list its lines only.")
@edit
@click.pass_context
def help_me(ctx: click.Context, country: str | None, to_edit: bool) -> None:
    """Where help is on a hard day. Works offline, with or without data.

    Whom it names first: coach set support-person Lea.
    """
    from coach.advice.words import help_lines

    if to_edit:
        say_list(ctx, "help_lines")
        return
    person, folder = "", None
    try:
        open_desk = desk(ctx, read=True)
        person, folder = open_desk.book.settings.support_person, open_desk.folder
    except Exception:  # help is shown whatever state the data is in
        pass
    for line in help_lines(country, person=person, folder=folder):
        say(line)
