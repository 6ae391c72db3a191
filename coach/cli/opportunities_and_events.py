"""Commands for opportunities and events: coach opportunities, opportunity, events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from coach.actions import notes as note_actions
from coach.actions import opportunities_and_events as actions
from coach.cli.common import at_option, json_option, open_service, parse_day, print_answer, run_action
from coach.cli.day import serialize_event
from coach.cli.name_argument import complete_people
from coach.domain.opportunities_and_events import OPPORTUNITY_STAGES, OpportunityLine, parse_stage
from coach.domain.text import clean_text, fold_text
from coach.domain.typed_times import find_day
from coach.errors import InvalidInput
from coach.views.opportunities_and_events import (
    OpportunitiesView,
    OpportunityRow,
    build_opportunities,
    format_event,
    format_opportunity,
)

_NO_EVENT = 'No events ahead. coach events "Trade fair, 12 March, Leipzig" adds one.'
_NO_OPPORTUNITY = 'Nothing here yet. coach opportunities "Data engineer at Brightwater : ask Priya by Friday" adds one.'

_CHANGE_OPTIONS = {"close": "--close", "closed": "--close", "done": "--close", "no": "--no", "rejected": "--no"}
_CHANGE_OPTIONS |= {stage: f"--stage {stage}" for stage in OPPORTUNITY_STAGES if stage != "closed"}
"""Word → the option that does what it says."""


@click.command("opportunities")
@click.argument("line", nargs=-1)
@click.option("--all", "with_closed", is_flag=True, help="Include closed ones.")
@json_option
def show_opportunities(line: tuple[str, ...], with_closed: bool, as_json: bool) -> None:
    """List opportunities with their next steps and who you know there; with a text, add one.

    The text may hold a link and, after " : ", the one next step: "Data engineer at Brightwater https://… : ask Priya
    by Friday".
    """
    if line and " ".join(line).lower() not in ("list", "all"):
        _refuse_change(line)
        run_action(actions.save_opportunity(" ".join(line)), as_json=as_json)
        return
    view = _build_view()
    rows = (*view.opportunities, *(view.closed if with_closed or line == ("all",) else ()))
    print_answer(as_json, [_serialize_opportunity(row) for row in rows], _format_rows(rows))


@click.command("opportunity")
@click.argument("text", nargs=-1)
@click.option("--about", metavar="NAME", default="", help="The person you know there.", shell_complete=complete_people)
@click.option("--next", "next_step", metavar="TEXT", default="", help="The one next step of a new opportunity.")
@click.option(
    "--by", metavar="DAY", help="When to ask you about it: Friday or 2026-12-01 (three working days by default)."
)
@click.option("--employer", metavar="NAME", default="", help="The employer, if the text does not name it.")
@click.option("--link", metavar="URL", default="", help="Where it is described.")
@click.option("--stage", metavar="WORD", help=f"Its stage now: {', '.join(OPPORTUNITY_STAGES)}.")
@click.option("--step", metavar="TEXT", help='Its new next step: "send the CV by Friday".')
@click.option("--no", "said_no", is_flag=True, help="They said no: close it.")
@click.option("--close", is_flag=True, help="Close the opportunity.")
@at_option
@json_option
def manage_opportunity(
    text: tuple[str, ...], about: str, next_step: str, by: str | None, employer: str, link: str,
    stage: str | None, step: str | None, said_no: bool, close: bool, as_json: bool,
) -> None:  # fmt: skip
    """Add an opportunity, or change the one whose text contains TEXT. Without TEXT, list the open ones."""
    opportunity_text = " ".join(text)
    if stage is not None or step is not None or said_no or close:
        new_stage = parse_stage(stage) if stage is not None else None  # before anything is saved
        changed_id = actions.get_open_opportunity(open_service().journal, opportunity_text).id
        if step is not None:
            run_action(actions.set_next_step(changed_id, step), as_json=as_json)
        if new_stage is not None:
            run_action(actions.set_stage(changed_id, new_stage), as_json=as_json)
        if said_no:
            run_action(actions.log_opportunity_no(changed_id), as_json=as_json)
        elif close:
            run_action(note_actions.close_note(changed_id), as_json=as_json)
        return
    if opportunity_text:
        _refuse_change(text)
        if next_step or by or employer or link:
            _refuse_part_of_opportunity(opportunity_text)
        given_apart, due = OpportunityLine(opportunity_text, employer, link, next_step), parse_day(by)
        action = actions.save_opportunity(opportunity_text, who=about, due=due, given_apart=given_apart)
        run_action(action, as_json=as_json)
        return
    rows = _build_view().opportunities
    shown = [(row, _serialize_opportunity(row)) for row in rows]
    # Some fields once more, and first, as version 0.1.0 printed them.
    values = [{"text": r.text, "about": r.about, "next": r.next_step, "by": f["by"], **f} for r, f in shown]
    print_answer(as_json, values, _format_rows(rows))


def _refuse_change(words: tuple[str, ...]) -> None:
    """Raise InvalidInput for words that change an opportunity, so that they add none: "close Data engineer"."""
    for change_word, other_words in ((words[0], words[1:]), (words[-1], words[:-1])):
        option, rest = _CHANGE_OPTIONS.get(change_word.lower(), ""), " ".join(other_words)
        if option and rest and actions.find_open_opportunities(open_service().journal, rest):
            word = clean_text(change_word, 20)
            raise InvalidInput(
                f'Nothing was added or changed: "{word}" is for an opportunity that is in your list.',
                hint=f"coach opportunity {clean_text(rest, 60)} {option}",
            )


def _refuse_part_of_opportunity(line: str) -> None:
    """Raise InvalidInput for a part of an opportunity's text with options that only a new one takes."""
    open_opportunities = actions.find_open_opportunities(open_service().journal, line)
    if len(open_opportunities) == 1 and fold_text(open_opportunities[0].text) != fold_text(line):
        raise InvalidInput(
            f'"{clean_text(open_opportunities[0].text, 60)}" is in your list already.',
            hint=f'coach opportunity {clean_text(line, 60)} --step "…" changes its next step. '
            "To add another one, type more of its text.",
        )


def _serialize_opportunity(row: OpportunityRow) -> dict[str, Any]:
    return {
        "text": row.text, "employer": row.employer, "link": row.link, "stage": row.stage, "next": row.next_step,
        "by": row.due, "people": row.people, "outcome": row.outcome, "id": row.id,
    }  # fmt: skip


def _build_view() -> OpportunitiesView:
    service = open_service()
    return build_opportunities(service.journal, service.now())


def _format_rows(rows: Sequence[OpportunityRow]) -> list[str]:
    return list(map(format_opportunity, rows)) or [_NO_OPPORTUNITY]


@click.command("events")
@click.argument("line", nargs=-1)
@click.option("--meet", metavar="NAMES", default="", help='Who to meet: "Ana Lee: how did the move go; Ben".')
@click.option("--met", metavar="NAMES", help='Who you met there, several with commas: "Ana Lee, Ben Okri".')
@click.option("--remove", is_flag=True, help="Remove the event.")
@click.option("--all", "with_past", is_flag=True, help="Include events that are over.")
@at_option
@json_option
def manage_events(
    line: tuple[str, ...], meet: str, met: str | None, remove: bool, with_past: bool, as_json: bool
) -> None:
    """List events, or add one: "Trade fair, 12 March, Leipzig". To change one, type a part of its name and --meet,
    --met or --remove."""
    event_words = " ".join(line)
    if event_words:
        service = open_service()
        today = service.journal.settings.day_of(service.now())
        if met is None and not remove and find_day(event_words, today) is not None:
            run_action(actions.save_event(event_words, people_line=meet), as_json=as_json)
            return
        event = actions.get_event_by_words(service.journal, event_words)
        if remove:
            run_action(actions.remove_event(event.id), as_json=as_json)
        elif met is not None:
            run_action(actions.log_people_met(event.id, met), as_json=as_json)
        elif meet:
            run_action(actions.plan_meetings(event.id, meet, adds=True), as_json=as_json)
        else:
            hint = '--meet "Ana Lee: a question", --met "Ana Lee", --remove.'
            raise InvalidInput("What would you like to do with that event?", hint=hint)
        return
    if meet or met is not None or remove:
        raise InvalidInput("Say which event.", hint='Like this: coach events Trade --met "Ana Lee, Ben".')
    view = _build_view()
    event_rows = (*view.events, *(view.past_events if with_past else ()))
    lines = [format_event(row, view.today) for row in event_rows] or [_NO_EVENT]
    print_answer(as_json, [serialize_event(row) for row in event_rows], lines)
