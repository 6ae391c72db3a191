"""Commands for people: coach people, person, same, find, at."""

from __future__ import annotations

from typing import Any

import click

from coach.actions import people as people_actions
from coach.actions.typed_names import get_person_by_name
from coach.advice import search
from coach.advice.blocked_people import list_shown_people
from coach.advice.contacts_and_companies import view_company
from coach.advice.facts.reasons_to_write import find_cadence_status
from coach.advice.find_people_by_name import describe_namesake
from coach.advice.outreach.conversations_by_person import conversations_by_person, current_tie
from coach.advice.outreach.working_days import make_calendar
from coach.cli.common import json_option, open_service, print_answer, run_action, saved_json_option
from coach.cli.name_argument import complete_people, name_argument
from coach.cli.outreach import serialize_reply_chance
from coach.domain.cadence import cadence_of, format_cadence, format_every
from coach.domain.conversation import CONVERSATION_STATE_LABELS
from coach.domain.note import Note
from coach.domain.person import convert_to_zone, format_birthday, format_connection, parse_tie, unknown_tie
from coach.domain.wording import format_date, format_tie
from coach.errors import InvalidInput
from coach.views.person import PersonView, build_person_view


@click.command("people")
@click.option(
    "--tie", metavar="TIE", default="", help="Only people who know you this well: new, a little, well or out of touch."
)
@click.option("--tag", metavar="TAG", default="", help="Only people with this tag.")
@json_option
def list_people(tie: str, tag: str, as_json: bool) -> None:
    """List everyone by name."""
    service = open_service()
    journal, now = service.journal.with_archived_people(), service.now()
    calendar = make_calendar(journal, now)
    conversations, today = conversations_by_person(journal), journal.settings.day_of(now)
    wanted, wanted_tag = parse_tie(tie), tag.lower().lstrip("#")
    if tie and wanted is None:
        raise unknown_tie(tie)
    rows: list[dict[str, Any]] = []
    people_lines = []
    for person in list_shown_people(journal):
        conversation = conversations.get(person.id)
        known_tie = current_tie(person, conversation, now)
        if (wanted and known_tie != wanted) or (tag and wanted_tag not in map(str.lower, person.tags)):
            continue
        days = cadence_of(person, journal.settings.every)
        cadence = find_cadence_status(person, conversation, journal.settings.every, calendar)
        is_cadence_reached = cadence is not None and cadence.is_reached
        their_time, state = convert_to_zone(person.zone, now), conversation.state_on(today) if conversation else "none"
        rows.append(
            {"id": person.id, "name": person.name, "tie": known_tie, "place": person.place, "state": state,
             "tags": person.tags, "zone": person.zone, "local_time": their_time,
             "every": days, "cadence_reached": is_cadence_reached}
        )  # fmt: skip
        namesake_text = describe_namesake(journal, person)
        name = f"{person.name} ({namesake_text})" if namesake_text else person.name
        clock = f"{their_time:%H:%M} there" if their_time else ""
        rhythm = f"{format_every(days)}{'; a hello is fine now' if is_cadence_reached else ''}" if days else ""
        parts = (name, format_tie(known_tie), person.place, clock, CONVERSATION_STATE_LABELS.get(state, state), rhythm)
        people_lines.append(", ".join(part for part in parts if part and part != "none"))
    nobody = "Nobody yet. coach sent NAME logs a message you sent."
    if (tie or tag) and list_shown_people(journal):
        nobody = "Nobody here fits. coach people lists everyone."
    print_answer(as_json, rows, people_lines or [nobody])


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
def show_person(name: str, rename: str | None, as_json: bool, **fields: str | None) -> None:
    """Show one person and the whole conversation. With options, change what is known."""
    changes = {field: line for field, line in {"name": rename, **fields}.items() if line is not None}
    if changes:
        run_action(people_actions.edit_person(name, **changes), as_json=as_json)
        return
    service = open_service()
    person_id = get_person_by_name(service.journal, name).id
    past = service.history.load_person_history(person_id)
    found = build_person_view(service.journal, person_id, service.now(), past=past)
    if found is None:
        raise InvalidInput("Nobody here is called that.")
    print_answer(as_json, serialize_person(found), describe_person(found))


@click.command("same")
@click.argument("name", shell_complete=complete_people)
@click.argument("other", shell_complete=complete_people)
@click.argument("more", nargs=-1, metavar="")
@saved_json_option
def merge_people(name: str, other: str, more: tuple[str, ...]) -> None:
    """Merge two entries that are one person: OTHER becomes part of NAME. coach undo undoes it."""
    if more:
        raise click.UsageError('Put names of several words in quotes: coach same "Ana Lee" "A. Lee".')
    run_action(people_actions.merge_people(name, other))


@click.command("at")
@click.argument("company", metavar="EMPLOYER...", nargs=-1, required=True)
@json_option
def list_company(company: tuple[str, ...], as_json: bool) -> None:
    """List who you know at an employer.

    First your people, then contacts from imports and address books, then opportunities there.
    """
    company_name = " ".join(company)
    company_view = view_company(open_service().journal, company_name)
    people, contacts = (
        [{"name": one.name, "position": one.position, "company": one.company} for one in known]
        for known in (company_view.people, company_view.contacts)
    )
    opportunities = [_serialize_opportunity(note) for note in company_view.opportunities]
    value = {"company": company_view.name, "people": people, "contacts": contacts, "opportunities": opportunities}
    lines = [", ".join(filter(None, (p.name, p.position))) for p in company_view.people]
    lines += [f"contact: {', '.join(filter(None, (c.name, c.position)))}" for c in company_view.contacts]
    lines += [f"opportunity: {_format_opportunity(note)}" for note in company_view.opportunities]
    print_answer(as_json, value, lines or [f'No entry says that somebody works at "{company_name}".'])


def _serialize_opportunity(note: Note) -> dict[str, Any]:
    return {"text": note.text, "next": note.next_step, "by": note.due}


def _format_opportunity(note: Note) -> str:
    step_text = f"; next: {note.next_step}" if note.next_step else ""
    return f"{note.text}{step_text}" + (f", by {format_date(note.due, weekday=True)}" if note.due else "")


def describe_person(view: PersonView) -> list[str]:
    """Return the page of a person as lines."""
    person = view.person
    clock = f", {view.local_time:%H:%M} there ({view.offset_text})" if view.local_time else ""
    lines = [
        ", ".join(filter(None, (person.name, format_tie(view.tie) if view.tie else "", person.place))) + clock,
        *view.status_sentences,
    ]
    facts = {
        "met": person.met, "reach": ", ".join(f"{a} {b}" for a, b in person.handles.items()), "work": person.position,
        "employer": person.company, "connected": format_connection(person),
        "birthday": format_birthday(person.birthday), "every": format_cadence(view.cadence),
        "tags": " ".join(person.tags), "note": person.note,
    }  # fmt: skip
    lines += [f"{label}: {value}" for label, value in facts.items() if value]
    lines += [f"opportunity: {_format_opportunity(n)}" for n in view.opportunities]
    lines += [f"you gave: {text or 'what you promised'}" for _, text in view.given_help]
    lines += [f"you got: {text}" for _, text in view.received_help]
    lines += [f"they promised: {m.text or 'something'}" for m in view.their_promises]
    lines += [f"{n.kind}: {n.text}" for n in view.notes]
    return lines + [
        f"{e.day.isoformat()}  {e.summary}{f', {e.channel}' if e.channel else ''}{f': {e.text}' if e.text else ''}"
        for e in view.events
    ]


def serialize_person(view: PersonView) -> dict[str, Any]:
    """Return the page of a person for --json."""
    person, silence = view.person, view.silence
    return {
        "name": person.name, "tie": view.tie, "place": person.place, "zone": person.zone,
        "zone_guess": person.zone_guess, "local_time": view.local_time,
        "handles": person.handles, "met": person.met, "tags": person.tags, "note": person.note,
        "company": person.company, "position": person.position, "birthday": person.birthday,
        "connected_on": person.connected_on, "every": person.every, "every_in_force": view.cadence,
        "cadence_reached": view.is_cadence_reached, "state": view.state, "says": view.status_sentences,
        "silence": silence and {"working_days": silence.silent_workdays, **serialize_reply_chance(silence)},
        "may_rest": view.may_rest,
        "promises": [{"text": m.text, "at": m.at} for m in view.promises],
        "they_promised": [{"text": m.text, "at": m.at} for m in view.their_promises],
        "gave": [{"text": text, "at": at} for at, text in view.given_help],
        "got": [{"text": text, "at": at} for at, text in view.received_help],
        "openings": [_serialize_opportunity(note) for note in view.opportunities],
        "notes": [{"kind": n.kind, "text": n.text, "at": n.at} for n in view.notes],
        "thread": [{"at": e.at, "what": e.summary, "channel": e.channel, "text": e.text} for e in view.events],
    }  # fmt: skip


_KINDS_IN_JSON = {"opportunity": "opening", "post": "draft"}
"""Words that --json has printed since version 0.1.0; scripts may look for them."""


@click.command("find")
@click.argument("query", nargs=-1, required=True)
@json_option
def search_everything(query: tuple[str, ...], as_json: bool) -> None:
    """Find people, contacts from imports and address books, notes, opportunities, events, mood notes and texts.

    Any part of a word is enough."""
    wanted = " ".join(query)
    hits = open_service().with_all_years(lambda journal, now: search.search_index(journal, wanted))
    values = [
        {"kind": _KINDS_IN_JSON.get(hit.kind, hit.kind), "name": hit.name, "text": hit.text, "at": hit.at}
        for hit in hits
    ]
    lines = [f"{hit.kind}: {', '.join(filter(None, (hit.name, hit.text)))}" for hit in hits]
    print_answer(as_json, values, lines or [f'Nothing found for "{wanted}".'])
