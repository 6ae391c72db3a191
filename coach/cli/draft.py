"""coach draft --check FILE · coach draft --park FILE · coach texts Ana"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coach.cli import completion
from coach.cli.common import as_json, desk, do, say, show_json
from coach.errors import CoachError

_READ = 64 * 1024


@click.command()
@click.option("--check", metavar="FILE", help="Show remarks on a text; - reads what is piped in.")
@click.option("--park", metavar="FILE", help="Let a text wait till tomorrow; - reads what is piped in.")
@click.option("--to", metavar="NAME", default="", help="Whom it is for.", shell_complete=completion.people)
@click.option("--post", is_flag=True, help="It is a public post.")
@as_json
@click.pass_context
def draft(ctx: click.Context, check: str | None, park: str | None, to: str, post: bool, as_json: bool) -> None:
    """Look at a text before it goes out, or let it wait. Remarks are remarks: the exit code stays 0."""
    if check is not None:
        _check(ctx, _text(check), to, post, as_json)
    elif park is not None:
        from coach.acts.drafts import park as act

        do(ctx, act(_text(park), to=to, kind="post" if post else "draft"), as_json=as_json)
    else:
        _parked(ctx, as_json)


@click.command()
@click.argument("name", nargs=-1, required=True, shell_complete=completion.people)
@as_json
@click.pass_context
def texts(ctx: click.Context, name: tuple[str, ...], as_json: bool) -> None:
    """Texts to ask somebody again with, your own first; the file they come from is yours to edit."""
    from coach.acts.people import who_is
    from coach.advice.person import portrait, subject
    from coach.advice.texts import edit_texts, offers

    open_desk = desk(ctx, read=True)
    person = who_is(open_desk.book, " ".join(name))
    page = portrait(open_desk.book, person.id, open_desk.now())
    found = offers(person.name, subject(page) if page else "", open_desk.folder)
    try:
        place = str(edit_texts(open_desk.folder))
    except OSError as error:
        raise CoachError("The file of texts could not be made.", str(error.strerror or "")) from error
    if as_json:
        show_json({"file": place, "texts": found})
        return
    for n, one in enumerate(found, start=1):
        say(f"{n}  {' '.join(one.split())}")
    say(f"The texts are in {place}")


def _check(ctx: click.Context, text: str, to: str, post: bool, as_json: bool) -> None:
    from coach.advice.drafts import marks

    tie = "strong" if post else None
    if to:
        from coach.acts.people import who_is

        tie = who_is(desk(ctx, read=True).book, to).tie
    found = marks(text, to_tie=tie)
    if as_json:
        show_json([{"mark": m.kind, "says": m.says, "where": m.where} for m in found])
        return
    if post:
        from coach.advice.words import checklist

        for question in checklist("post", folder=desk(ctx).folder).lines:
            say(f"? {question}")
    for mark in found:
        say(f"· {mark.says}")
    if not found and not post:
        say("Nothing to look at twice.")


def _parked(ctx: click.Context, as_json: bool) -> None:
    from coach.acts.drafts import parked
    from coach.domain.person import Person

    book = desk(ctx, read=True).book
    names = {p.id: p.name for p in book.all(Person)}
    rows = [
        {"to": names.get(n.person, n.to), "kind": n.kind, "text": n.text, "due": n.due and n.due.isoformat()}
        for n in parked(book)
    ]
    if as_json:
        show_json(rows)
        return
    if not rows:
        say("No draft waits. coach draft --check FILE looks at a text.")
    for row in rows:
        say(f"{row['kind']}{' to ' + str(row['to']) if row['to'] else ''}: {row['text']}")


def _text(file: str) -> str:
    """Return the text of a file, as far as a message may be long."""
    try:
        if file == "-":
            return sys.stdin.read(_READ)
        with Path(file).expanduser().open("rb") as source:
            return source.read(_READ).decode("utf-8", "replace")
    except OSError as error:
        raise CoachError(
            f"{file} could not be read.", f"{error.strerror or 'Something is in the way'}.", code=2
        ) from error
