"""Commands for looking back: coach evening, week."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import cast

import click

from coach.actions import goals as goal_actions
from coach.actions import moods as mood_actions
from coach.actions import reviews as review_actions
from coach.actions.typed_names import get_person_by_name
from coach.advice.week_proposals import monday_in_review
from coach.cli.common import (
    at_option,
    hides_names,
    json_option,
    open_service,
    plain_option,
    print_json,
    print_line,
    print_lines,
    print_text,
    run_action,
)
from coach.cli.mood import parse_mood
from coach.domain.goal import GoalState
from coach.errors import InvalidInput
from coach.views.week import WeekView, build_week, format_as_lines, format_as_markdown

MOST_WEEKS_BACK = 2600
"""Fifty years."""
_WEEKS_BACK = {"this": 0, "last": 1, "previous": 1}
"""Words for a week of the calendar → how many weeks back it is."""


@click.command("week")
@click.argument("words", nargs=-1)
@click.option(
    "--back",
    type=click.IntRange(0, MOST_WEEKS_BACK),
    default=0,
    metavar="N",
    help="How many weeks before the one that coach week shows.",
)
@click.option("--nice", metavar="NAME", help="Who was nice to talk to this week.")
@click.option("--md", is_flag=True, help="Print Markdown.")
@plain_option
@json_option
def show_week(words: tuple[str, ...], back: int, nice: str | None, md: bool, as_json: bool) -> None:
    """Show the week, or choose one change for the next one, by number or in your own words.

    On a Monday it shows the week that is over. For the one that has begun: coach week this. For the week before
    today's, on any day: coach week last.
    """
    week_words = " ".join(words).strip()
    calendar_week = week_words.lower().removesuffix(" week")
    shows_week = not nice and (not week_words or calendar_week in _WEEKS_BACK)
    if back and not shows_week:
        raise click.UsageError("--back shows an earlier week. What you save is for the week that coach week shows.")
    if nice:
        run_action(review_actions.toggle_nice_person(nice))
    elif shows_week:
        _print_week(back, _WEEKS_BACK.get(calendar_week), md=md, as_json=as_json)
    elif week_words.isdecimal() and len(week_words) < 4:
        run_action(review_actions.adopt_numbered_proposal(int(week_words)))
    elif calendar_week in ("next", "coming"):
        raise InvalidInput("The next week is still to come.", hint='coach week "…" writes down one change for it.')
    else:
        run_action(review_actions.set_own_change(week_words))


def _print_week(back: int, calendar_back: int | None, *, md: bool, as_json: bool) -> None:
    """Print the week that one looks back at, or one before it; with `calendar_back`, counted from the one of today."""
    service = open_service()
    hide = hides_names(service, as_json=as_json)
    today = service.journal.settings.day_of(service.now())
    current, begun = monday_in_review(today), today - timedelta(days=today.weekday())
    shown = current if calendar_back is None else begun - timedelta(days=7 * calendar_back)
    monday = shown - timedelta(days=7 * back)
    week = build_week(service.journal, service.now()) if monday == current else service.history.load_week(monday)
    if as_json:
        print_json(serialize_week(week))
    elif md:
        print_text(format_as_markdown(week, hide=hide).rstrip("\n"))
    else:
        print_lines(format_as_lines(week, hide=hide))
        if week.is_open and begun > current:
            print_line("For the week that has begun: coach week this")


_COUNT_NAMES_IN_JSON = {"meetings": "talks"}
"""The name that scripts read for a count that people read in another word."""


def serialize_week(week: WeekView) -> dict[str, object]:
    """Return a week for --json."""
    return {
        "first": week.first,
        "last": week.last,
        "gave": {_COUNT_NAMES_IN_JSON.get(each.plural, each.plural): each.number for each in week.given},
        "came_back": {_COUNT_NAMES_IN_JSON.get(each.plural, each.plural): each.number for each in week.received},
        "felt": [{"block": each.name, "mean": round(each.mean, 3), "answers": each.n} for each in week.mean_feelings],
        "nice_to_talk_to": [talk.name for talk in week.people if talk.was_nice],
        "talked_with": [talk.name for talk in week.people],
        "moods": [None if mood is None else round(mood, 3) for mood in week.moods],
        "networking_minutes": week.minutes,
        "goals": dict(week.goals),
        "worked_on": list(week.serves),
        "began_with": week.began_with,
        "change": week.change,
        "change_for": week.change_day,
        "insight": week.observation,
        "proposals": [{key: asdict(each)[key] for key in ("text", "why", "minutes")} for each in week.proposals],
    }


@click.command("evening")
@click.option("--goal", "state", metavar="STATE", help="done, not today or let go.")
@click.option(
    "--mood", "value", callback=parse_mood, metavar="1-5", help="How you are: 1 heavy, 2 low, 3 okay, 4 good, 5 bright."
)
@click.option("--tomorrow", metavar="TEXT", help='A goal for the day after, or "take" for the suggested one.')
@click.option("--nice", metavar="NAME", help="Who was nice to talk to.")
@at_option
def close_day(state: str | None, value: int | None, tomorrow: str | None, nice: str | None) -> None:
    """Close the day; every part is optional."""
    answers = None
    if nice:
        journal = open_service(answers=False).journal
        answers = {"nice": get_person_by_name(journal, nice).id}
    if state is not None:
        run_action(goal_actions.close_goal(cast("GoalState", state.lower())))  # it refuses any other word
    if value is not None:
        run_action(mood_actions.log_mood(value))
    if tomorrow is not None:
        goal_line = "" if tomorrow.lower() == "take" else tomorrow
        run_action(goal_actions.set_goal_of_tomorrow(goal_line=goal_line))
    run_action(review_actions.log_review("evening", answers))
