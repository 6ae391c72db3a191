"""Command coach events: list events, add one, plan whom to meet there, and note whom you met."""

from __future__ import annotations

from typing import Any

import click

from coach.actions import events as event_actions
from coach.cli.common import at_option, json_option, open_service, print_json, print_line, run_action
from coach.domain.typed_times import find_day
from coach.errors import InvalidInput
from coach.views.opportunities_and_events import EventRow, build_opportunities, format_event

_NO_EVENT = 'No events yet. coach events "Trade fair, 12 March, Leipzig" adds one.'


@click.command("events")
@click.argument("line", nargs=-1)
@click.option("--meet", metavar="NAMES", default="", help='Who to meet: "Ana Lee: how did the move go; Ben".')
@click.option("--met", metavar="NAMES", help='Who you met there, several with commas: "Ana Lee, Ben Okri".')
@click.option("--remove", is_flag=True, help="Remove the event.")
@click.option("--all", "with_past", is_flag=True, help="Include events that are over.")
@at_option
@json_option
@click.pass_context
def manage_events(
    ctx: click.Context, line: tuple[str, ...], meet: str, met: str | None, remove: bool, with_past: bool, as_json: bool
) -> None:
    """List events, or add one: "Trade fair, 12 March, Leipzig". To change one, type a part of its name and --meet,
    --met or --remove."""
    words, service = " ".join(line), open_service(ctx, read=True)
    if words:
        today = service.journal.settings.day_of(service.now())
        if met is None and not remove and find_day(words, today) is not None:
            run_action(ctx, event_actions.save_event(words, meet=meet), as_json=as_json)
            return
        event = event_actions.get_event_by_words(service.journal, words)
        if remove:
            run_action(ctx, event_actions.remove_event(event.id), as_json=as_json)
        elif met is not None:
            run_action(ctx, event_actions.log_people_met(event.id, met), as_json=as_json)
        elif meet:
            run_action(ctx, event_actions.plan_meetings(event.id, meet, adds=True), as_json=as_json)
        else:
            raise InvalidInput(
                "What would you like to do with that event?",
                hint='--meet "Ana Lee: a question", --met "Ana Lee", --remove.',
            )
        return
    if meet or met is not None or remove:
        raise InvalidInput("Say which event.", hint='Like this: coach events Trade --met "Ana Lee, Ben".')
    view = build_opportunities(service.journal, service.now())
    rows = (*view.events, *(view.past_events if with_past else ()))
    if as_json:
        print_json([serialize_event(row) for row in rows])
        return
    for row in rows:
        print_line(format_event(row, view.today))
    if not rows:
        print_line(_NO_EVENT)


def serialize_event(row: EventRow) -> dict[str, Any]:
    """Return an event for --json."""
    meet = [{"name": name, "question": question} for name, question in row.meetings]
    return {
        "title": row.title, "day": row.day.isoformat(), "place": row.place, "link": row.link, "meet": meet,
        "asks_whom_you_met": row.asks, "id": row.id,
    }  # fmt: skip
