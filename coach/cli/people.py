"""Commands for people: coach people, person, same, find, at."""

from __future__ import annotations

from typing import Any

import click

from coach.actions import people as people_actions
from coach.actions.typed_names import get_person_by_name
from coach.advice import search
from coach.advice.blocked_people import list_shown_people
from coach.advice.cadences import find_cadence_status
from coach.advice.contacts_and_companies import view_company
from coach.advice.outreach.conversations_by_person import conversations_by_person, current_tie
from coach.advice.outreach.working_days import make_calendar
from coach.advice.people_by_name import describe_namesake
from coach.cli.common import (
    json_option,
    open_service,
    print_json,
    print_lines,
    run_action,
    saved_json_option,
)
from coach.cli.name_argument import complete_people, name_argument
from coach.cli.opportunities_and_events import format_opportunity_note
from coach.cli.outreach import serialize_chance
from coach.domain.cadence import cadence_of, format_cadence, format_every
from coach.domain.conversation import CONVERSATION_STATE_LABELS
from coach.domain.note import Note
from coach.domain.person import convert_to_zone, format_birthday, format_connection, parse_tie, unknown_tie
from coach.domain.wording import format_tie
from coach.errors import InvalidInput
from coach.views.person import PersonView, build_person_view


@click.command("people")
@click.option(
    "--tie", metavar="TIE", default="", help="Only people who know you this well: new, a little, well or out of touch."
)
@click.option("--tag", metavar="TAG", default="", help="Only people with this tag.")
@json_option
@click.pass_context
def list_people(ctx: click.Context, tie: str, tag: str, as_json: bool) -> None:
    """List everyone by name."""
    service = open_service(ctx, read=True)
    journal, now = service.journal.with_archived_people(), service.now()
    calendar = make_calendar(journal, now)
    conversations, today = conversations_by_person(journal), journal.settings.day_of(now)
    wanted = parse_tie(tie)
    if tie and wanted is None:
        raise unknown_tie(tie)
    rows: list[dict[str, Any]] = []
    lines = []
    for p in list_shown_people(journal):
        conversation = conversations.get(p.id)
        kind = current_tie(p, conversation, now)
        if (wanted and kind != wanted) or (tag and tag.lower().lstrip("#") not in (t.lower() for t in p.tags)):
            continue
        every = cadence_of(p, journal.settings.every)
        cadence = find_cadence_status(p, conversation, journal.settings.every, calendar)
        reached = cadence is not None and cadence.is_reached
        there, state = convert_to_zone(p.zone, now), conversation.state_on(today) if conversation else "none"
        rows.append(
            {"id": p.id, "name": p.name, "tie": kind, "place": p.place, "state": state, "tags": p.tags, "zone": p.zone,
             "local_time": there and there.isoformat(), "every": every, "cadence_reached": reached}
        )  # fmt: skip
        apart = describe_namesake(journal, p)
        name = f"{p.name} ({apart})" if apart else p.name
        clock = f"{there:%H:%M} there" if there else ""
        rhythm = f"{format_every(every)}{'; a hello is fine now' if reached else ''}" if every else ""
        parts = (name, format_tie(kind), p.place, clock, CONVERSATION_STATE_LABELS.get(state, state), rhythm)
        lines.append(", ".join(part for part in parts if part and part != "none"))
    nobody = ["Nobody yet. coach sent NAME logs a message you sent."]
    print_json(rows) if as_json else print_lines(lines or nobody)


@click.command("person")
@name_argument
@click.option("--rename", metavar="NAME", help="A new name.")
@click.option("--tie", metavar="TIE", help='How well they know you: new, a little, well or out of touch; "" clears it.')
@click.option("--employer", "--company", "company", metavar="NAME", help="Where they work.")
@click.option("--position", metavar="TEXT", help="What they do at work.")
@click.option("--place", metavar="TEXT", help="Where they live.")
@click.option(
    "--zone",
    metavar="ZONE",
    help='Their time zone: oslo, Europe/Oslo, or "guess" to accept the one read from their mail.',
)
@click.option("--channel", metavar="CHANNEL", help="Where you write to them.")
@click.option("--handles", metavar="TEXT", help='"linkedin ana-lee, e-mail ana@example.org"')
@click.option("--met", metavar="TEXT", help="How you met.")
@click.option("--birthday", metavar="DAY", help="12 May, or 1990-05-12.")
@click.option("--every", metavar="TIME", help="How often you would like to be in touch: 8w, 3 months, or off.")
@click.option("--tags", metavar="WORDS", help="Tags, with spaces between.")
@click.option("--note", metavar="TEXT", help="Anything else.")
@json_option
@click.pass_context
def show_person(ctx: click.Context, /, name: str, rename: str | None, as_json: bool, **fields: str | None) -> None:
    """Show one person and the whole conversation. With options, change what is known."""
    lines = {key: line for key, line in {"name": rename, **fields}.items() if line is not None}
    if lines:
        run_action(ctx, people_actions.edit_person(name, **lines), as_json=as_json)
        return
    service = open_service(ctx, read=True)
    key = get_person_by_name(service.journal, name).id
    found = build_person_view(service.journal, key, service.now(), past=service.history.load_person_history(key))
    if found is None:
        raise InvalidInput("Nobody here is called that.")
    print_json(serialize_person(found)) if as_json else print_lines(describe_person(found))


@click.command("same")
@click.argument("name", shell_complete=complete_people)
@click.argument("other", shell_complete=complete_people)
@click.argument("more", nargs=-1, metavar="")
@saved_json_option
@click.pass_context
def merge_people(ctx: click.Context, name: str, other: str, more: tuple[str, ...]) -> None:
    """Merge two entries that are one person: OTHER becomes part of NAME. coach undo undoes it."""
    if more:
        raise click.UsageError('Put names of several words in quotes: coach same "Ana Lee" "A. Lee".')
    run_action(ctx, people_actions.merge_people(name, other))


@click.command("at")
@click.argument("company", metavar="EMPLOYER...", nargs=-1, required=True)
@json_option
@click.pass_context
def list_company(ctx: click.Context, company: tuple[str, ...], as_json: bool) -> None:
    """List who you know at an employer.

    First your people, then contacts from imports and address books, then opportunities there.
    """
    journal = open_service(ctx, read=True).journal
    wanted = " ".join(company)
    found = view_company(journal, wanted)
    if as_json:
        people, contacts = (
            [{"name": one.name, "position": one.position, "company": one.company} for one in known]
            for known in (found.people, found.contacts)
        )
        opportunities = [_serialize_opportunity(note) for note in found.opportunities]
        print_json({"company": found.name, "people": people, "contacts": contacts, "opportunities": opportunities})
        return
    lines = [", ".join(filter(None, (p.name, p.position))) for p in found.people]
    lines += [f"contact: {', '.join(filter(None, (c.name, c.position)))}" for c in found.contacts]
    lines += [f"opportunity: {format_opportunity_note(note)}" for note in found.opportunities]
    print_lines(lines or [f'No entry says that somebody works at "{wanted}".'])


def _serialize_opportunity(note: Note) -> dict[str, Any]:
    return {"text": note.text, "next": note.next_step, "by": note.due and note.due.isoformat()}


def describe_person(found: PersonView) -> list[str]:
    """Return the page of a person as lines."""
    p = found.person
    clock = f", {found.local_time:%H:%M} there ({found.offset_text})" if found.local_time else ""
    lines = [
        f"{p.name}{f', {format_tie(found.tie)}' if found.tie else ''}{f', {p.place}' if p.place else ''}{clock}",
        *found.messages,
    ]
    facts = {
        "met": p.met, "reach": ", ".join(f"{a} {b}" for a, b in p.handles.items()), "work": p.position,
        "employer": p.company, "connected": format_connection(p),
        "birthday": format_birthday(p.birthday), "every": format_cadence(found.every),
        "tags": " ".join(p.tags), "note": p.note,
    }  # fmt: skip
    lines += [f"{label}: {value}" for label, value in facts.items() if value]
    lines += [f"opportunity: {format_opportunity_note(n)}" for n in found.opportunities]
    lines += [f"you gave: {text or 'what you promised'}" for _, text in found.given_help]
    lines += [f"you got: {text}" for _, text in found.received_help]
    lines += [f"they promised: {m.text or 'something'}" for m in found.their_promises]
    lines += [f"{n.kind}: {n.text}" for n in found.notes]
    return lines + [
        f"{e.day.isoformat()}  {e.summary}{f', {e.channel}' if e.channel else ''}{f': {e.text}' if e.text else ''}"
        for e in found.events
    ]


def serialize_person(found: PersonView) -> dict[str, Any]:
    """Return the page of a person for --json."""
    p, silence = found.person, found.silence
    return {
        "name": p.name, "tie": found.tie, "place": p.place, "zone": p.zone, "zone_guess": p.zone_guess,
        "local_time": found.local_time and found.local_time.isoformat(), "handles": p.handles, "met": p.met,
        "tags": p.tags, "note": p.note, "company": p.company, "position": p.position, "birthday": p.birthday,
        "connected_on": p.connected_on and p.connected_on.isoformat(),
        "every": p.every, "every_in_force": found.every, "cadence_reached": found.is_cadence_reached,
        "state": found.state, "says": found.messages,
        "silence": silence and {"working_days": silence.silent_workdays, **serialize_chance(silence)},
        "may_rest": found.may_rest,
        "promises": [{"text": m.text, "at": m.at.isoformat()} for m in found.promises],
        "they_promised": [{"text": m.text, "at": m.at.isoformat()} for m in found.their_promises],
        "gave": [{"text": text, "at": at.isoformat()} for at, text in found.given_help],
        "got": [{"text": text, "at": at.isoformat()} for at, text in found.received_help],
        "openings": [_serialize_opportunity(note) for note in found.opportunities],
        "notes": [{"kind": n.kind, "text": n.text, "at": n.at.isoformat()} for n in found.notes],
        "thread": [
            {"at": e.at.isoformat(), "what": e.summary, "channel": e.channel, "text": e.text} for e in found.events
        ],
    }  # fmt: skip


_KINDS_IN_JSON = {"opportunity": "opening", "post": "draft"}
"""Words that --json has printed since version 0.1.0; scripts may look for them."""


@click.command("find")
@click.argument("query", nargs=-1, required=True)
@json_option
@click.pass_context
def search_everything(ctx: click.Context, query: tuple[str, ...], as_json: bool) -> None:
    """Find people, contacts from imports and address books, notes, opportunities, events, mood notes and texts.

    Any part of a word is enough."""
    hits = open_service(ctx, read=True).with_all_years(
        lambda journal, now: search.search_index(journal, " ".join(query))
    )
    if as_json:
        print_json(
            [
                {"kind": _KINDS_IN_JSON.get(hit.kind, hit.kind), "name": hit.name, "text": hit.text,
                 "at": hit.at and hit.at.isoformat()}
                for hit in hits
            ]
        )  # fmt: skip
        return
    lines = [f"{hit.kind}: {', '.join(filter(None, (hit.name, hit.text)))}" for hit in hits]
    print_lines(lines or [f'Nothing found for "{" ".join(query)}".'])
