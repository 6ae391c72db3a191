"""Facts about the day: time away, working time, boundaries, and how long ago privacy and one's name were checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from coach.advice.facts.fact_context import FACT_WINDOW, FactContext, FactValue, register_fact
from coach.domain.advice_records import LookBack
from coach.domain.boundary import Boundary
from coach.domain.goal import Goal
from coach.domain.networking_hours import is_within_hours, periods_on_day

LAST_HOUR_BEFORE_HOURS_END, GOAL_HOURS_OF_DAY = timedelta(hours=1), timedelta(hours=13)
"""The last hour of networking for today, and the hours of a day in which a goal for it still makes sense."""
NIGHT_HOURS = (time(20), time(7))
"""Between these hours nobody works, unless their networking hours say so."""
REVIEW_GOALS = {"privacy": "G24", "reputation": "G25"}
"""Goals that are a check of privacy, or of one's name."""
LATE_EVENING_FROM, LATE_EVENING_UNTIL = time(4), time(10)
"""Whoever closes the day between these hours may want it to end later."""


@register_fact("people")
def unwanted_today(context: FactContext) -> FactValue:
    """Boundaries set today. Always known."""
    return sum(1 for boundary in context.journal.list_records(Boundary) if context.is_within_days(boundary.at, 1))


@register_fact("days")
def days_away(context: FactContext) -> FactValue:
    """Whole days without any use before today, counted up to 60: a free weekend is 2. Unknown on the first day.

    What an import brought is no use of the coach.
    """
    last_used_days = (
        _last_day_before_today(context, (record.at for record in reversed(context.moods) if not record.key)),
        _last_day_before_today(context, (block.started_at for block in reversed(context.blocks) if not block.key)),
        _last_day_before_today(context, (record.at for record in reversed(context.messages) if not record.key)),
        next((goal.day for goal in reversed(context.goals) if goal.day < context.today), None),
        next((answer.day for answer in reversed(context.advice_answers) if answer.day < context.today), None),
    )
    known_days = [day for day in last_used_days if day]
    if known_days:
        return context.days_since(max(known_days)) - 1
    return FACT_WINDOW.days if context.first_use_day and context.first_use_day < context.today else None


@register_fact("days")
def profile_review_age(context: FactContext) -> FactValue:
    """Days since the last privacy check or, before the first, since the first entry. Unknown in an empty journal."""
    return _days_since_review(context, "privacy")


@register_fact("days")
def reputation_review_age(context: FactContext) -> FactValue:
    """Days since the last check of one's own name or, before the first, since the first entry.
    Unknown in an empty journal."""
    return _days_since_review(context, "reputation")


@register_fact("goals")
def errands_put_off_14(context: FactContext) -> FactValue:
    """Goals of the last 14 days about privacy or one's name that were not done. Always known."""
    return sum(
        goal.kind in ("privacy", "reputation") and goal.state != "done" and context.days_since(goal.day) < 14
        for goal in context.goals
    )


@register_fact("yes or no")
def working_time(context: FactContext) -> FactValue:
    """Today is a working day, and now lies within the networking hours or, without any, between 7 and 20.
    Always known."""
    is_inside_hours = is_within_hours(context.settings, context.now)
    if is_inside_hours is None:
        night_begins, night_ends = NIGHT_HOURS
        is_inside_hours = night_ends <= context.now.time() < night_begins
    return is_inside_hours and context.calendar.workdays.is_workday(context.today)


@register_fact("yes or no")
def late_today(context: FactContext) -> FactValue:
    """The networking hours of today are over within the hour or, without any, 13 hours of the day are. Always known."""
    wall_time, day = context.now.replace(tzinfo=None), context.today
    hours_ends = [end for _, end in periods_on_day(context.settings, day)]
    day_began = datetime.combine(day, context.settings.day_ends)
    return wall_time >= (max(hours_ends) - LAST_HOUR_BEFORE_HOURS_END if hours_ends else day_began + GOAL_HOURS_OF_DAY)


@register_fact("evenings")
def late_evenings(context: FactContext) -> FactValue:
    """Days of the last 30 that were closed after their end, between 4 and 10 in the morning. Always known."""
    late_from = max(LATE_EVENING_FROM, context.settings.day_ends)
    return sum(
        review.kind == "evening"
        and late_from <= review.at.time() < LATE_EVENING_UNTIL
        and context.is_within_days(review.at, 30)
        for review in context.journal.list_records(LookBack)
    )


def _last_day_before_today(context: FactContext, times: Iterator[datetime]) -> date | None:
    return next((day for at in times if (day := context.settings.day_of(at)) < context.today), None)


def last_review_day(context: FactContext, kind: str) -> date | None:
    """Return the day of the last check of "privacy" or "reputation", a goal that is one included; None before any."""
    review_days = [look_back.day for look_back in context.journal.list_records(LookBack) if look_back.kind == kind]
    review_days += [
        goal.day
        for goal in context.journal.list_records(Goal)
        if goal.template == REVIEW_GOALS[kind] and goal.state == "done" and goal.day <= context.today
    ]
    return max(review_days, default=None)


def _days_since_review(context: FactContext, kind: str) -> int | None:
    last_review_or_first_use = last_review_day(context, kind) or context.first_use_day
    return context.days_since(last_review_or_first_use) if last_review_or_first_use else None
