"""The view of a day, built from the records for one moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

from coach.actions.boundaries_and_away import format_return
from coach.actions.focus import find_unrated_block, last_focus_kind
from coach.actions.goals import find_goal_of_today
from coach.advice.blocked_people import redact_blocked_names, redact_record
from coach.advice.goals import explain_goal_offer, find_easier_goal, rank_goals
from coach.advice.outreach.open_conversations import (
    OpenConversation,
    count_snoozed_conversations,
    list_open_conversations,
    list_open_requests,
)
from coach.advice.patterns.experiments import describe_today
from coach.advice.patterns.mood_patterns import due_check_day
from coach.advice.rules.current_advice import choose_current_advice
from coach.domain.focus import (
    FEED_KINDS,
    NETWORKING_KINDS,
    FocusBlock,
    compute_break_minutes,
    count_minutes,
    find_block_on_break,
    find_running_block,
    group_feelings,
    sum_time_of_days,
)
from coach.domain.journal import Journal, cached_by
from coach.domain.mood import mean_mood_by_day, moods_by_day
from coach.domain.networking_hours import describe_hours_now, describe_outside_hours, is_within_hours
from coach.domain.person import convert_to_zone, format_channel, is_night
from coach.domain.settings import Settings
from coach.domain.wording import format_chance, round_to_minutes
from coach.views.day import DayView, GoalView, OutreachRow
from coach.views.opportunities_and_events import list_events_on
from coach.views.trends import FEWEST_ANSWERS

FORTNIGHT_DAYS = 14


def build_day(journal: Journal, now: datetime, notices: tuple[str, ...] = ()) -> DayView:
    """Return the day that `now` belongs to, as the person sees it."""
    settings = journal.settings
    day = DayView(
        date=settings.day_of(now),
        now=now,
        limit_minutes=settings.limit_minutes,
        hides_names=settings.hide,
        theme=settings.theme,
        without_motion=settings.still,
        read_only=journal.read_only,
        notices=notices,
    )
    if settings.is_away(now):
        return _add_absence(day, journal)
    return _add_advice(_add_moods(_add_conversations(_add_focus(day, journal), journal), journal), journal)


def _add_absence(day: DayView, journal: Journal) -> DayView:
    """Return a day on which the person has stepped away: no name, no task, no suggestion is in it."""
    settings = journal.settings
    until = settings.away_until or day.now
    says = format_return(settings.away_since, until, settings.day_ends)
    return replace(day, away_until=until, away_message=says, advice_text=says)


def _add_focus(day: DayView, journal: Journal) -> DayView:
    """Return the day with its blocks, the break, and the time that counts."""
    settings, now, this = journal.settings, day.now, day.date
    blocks = blocks_on_day(journal, this)
    near = (block for n in (-1, 0, 1) for block in blocks_on_day(journal, this + timedelta(days=n)))
    spent = sum_time_of_days(near, now, settings.day_ends, this, this).get(this, {})
    known = journal.list_records(FocusBlock)
    block, rest = find_running_block(known), find_block_on_break(known, now)
    unrated = find_unrated_block(journal, now)
    return replace(
        day,
        running_block=block and redact_record(journal, block),
        block_weekday=f"{settings.day_of(block.started_at):%A}" if block is not None else "",
        block_began_earlier=block is not None and settings.day_of(block.started_at) < this,
        unrated_block_id=unrated.id if unrated else "",
        last_kind=last_focus_kind(journal),
        block_minutes=settings.block_minutes,
        minutes_by_kind=tuple((kind, n) for kind, time in spent.items() if (n := round_to_minutes(time))),
        drifts=sum(b.drifts for b in blocks),
        break_place=rest.rest if rest else "",
        break_until=rest.rest_until if rest else None,
        break_minutes=compute_break_minutes(blocks, settings, now),
        networking_minutes=count_minutes(spent, NETWORKING_KINDS),
        feed_minutes=count_minutes(spent, FEED_KINDS),
        feed_limit_minutes=settings.feed_minutes,
        hours_summary=describe_hours_now(settings, now),
        is_outside_hours=is_within_hours(settings, now) is False,
        outside_hours_notice=describe_outside_hours(settings, now),
        feeling_by_kind=mean_feeling_by_kind(journal),
    )


def _add_conversations(day: DayView, journal: Journal) -> DayView:
    """Return the day with the open conversations, its events, and whether there are requests."""
    rows = list_open_conversations(journal, day.now)
    owed = sum(1 for row in rows if row.owed)
    return replace(
        day,
        rows=tuple(make_outreach_row(row, day.now) for row in rows),
        owed_count=owed,
        waiting_count=len(rows) - owed,
        snoozed_count=0 if rows else count_snoozed_conversations(journal, day.now),
        has_requests=bool(list_open_requests(journal, day.now)),
        events=list_events_on(journal, day.date),
    )


def _add_moods(day: DayView, journal: Journal) -> DayView:
    """Return the day with its moods, and with the means of the fourteen days that end with it."""
    fortnight = [day.date - timedelta(days=back) for back in reversed(range(FORTNIGHT_DAYS))]
    moods, means = moods_by_day(journal, since=day.date).get(day.date, ()), mean_mood_by_day(journal)
    return replace(
        day,
        moods=tuple(redact_record(journal, mood) for mood in moods),
        fortnight_moods=tuple(means.get(each) for each in fortnight),
    )


def _add_advice(day: DayView, journal: Journal) -> DayView:
    """Return the day with its goal, its advice, and what is due."""
    said = choose_current_advice(journal, day.now)
    return replace(
        day,
        goal=_build_goal_view(journal, day.now),
        experiment_line=describe_today(journal, day.date),
        advice_text=said.text,
        advice_text_hidden=said.hidden_text,
        advice_reason=said.why,
        advice_rule_id=said.rule,
        advice_person_id=said.person,
        advice_was_shown=said.is_recorded_shown,
        is_check_due=due_check_day(journal, day.date) is not None,
    )


@cached_by(FocusBlock)
def mean_feeling_by_kind(journal: Journal) -> tuple[tuple[str, float, int], ...]:
    """Return how each kind of block felt: (kind, mean 1–5, answers), for kinds answered often enough."""
    felt = group_feelings(journal.list_records(FocusBlock))
    by_count = sorted(felt.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((kind, sum(v) / len(v), len(v)) for kind, v in by_count if len(v) >= FEWEST_ANSWERS)


def blocks_on_day(journal: Journal, day: date) -> tuple[FocusBlock, ...]:
    """Return the blocks that were started on `day`."""
    return _group_blocks_by_day(journal).get(day, ())


@cached_by(FocusBlock, Settings)
def _group_blocks_by_day(journal: Journal) -> dict[date, tuple[FocusBlock, ...]]:
    days: dict[date, list[FocusBlock]] = defaultdict(list)
    for block in journal.list_records(FocusBlock):
        days[journal.settings.day_of(block.started_at)].append(block)
    return {day: tuple(blocks) for day, blocks in days.items()}


def _build_goal_view(journal: Journal, now: datetime) -> GoalView:
    goal = find_goal_of_today(journal, now)
    if goal is not None:
        said = redact_record(journal, goal)
        view = GoalView(said.text, goal.state, goal.id, said.cue, goal.minutes, goal.energy, goal.template)
        if goal.state != "open":
            return view
        small = find_easier_goal(journal, now, goal)
        if small is None:
            return view
        return replace(view, easier_template=small.id, easier_text=redact_blocked_names(journal, small.text))
    first = rank_goals(journal, now)[0]
    return GoalView(
        redact_blocked_names(journal, first.text), "offered", minutes=first.minutes, energy=first.energy,
        template=first.id, reason=explain_goal_offer(journal, now, first), is_private=first.is_private,
    )  # fmt: skip


def make_outreach_row(row: OpenConversation, now: datetime) -> OutreachRow:
    """Return an open conversation as the row that the panel and the shell show."""
    return OutreachRow(
        person_id=row.person,
        name=row.name,
        is_owed=row.owed,
        topic=row.status,
        silent_days=row.silent_workdays,
        summary=_describe_row(row),
        channel=format_channel(row.channel),
        time_zone=row.time_zone,
        night_clock=format_night_clock(row.time_zone, now),
        day_name=row.day_name,
        told_apart=row.told_apart,
    )


def format_night_clock(zone: str, now: datetime) -> str:
    """Return "00:07 there" while it is night in `zone` and another time than here, else ""."""
    there = convert_to_zone(zone, now)
    if there is None or there.utcoffset() == now.utcoffset() or not is_night(there):
        return ""
    return f"{there:%H:%M} there"


def _describe_row(row: OpenConversation) -> str:
    """Return the short last column: never a percent sign, never a judgement."""
    if row.owed:
        return ""
    if row.may_rest:
        return "may rest"
    if row.follow_up_due:
        return "follow-up is fine"
    if row.reply_probability is None:
        return ""
    said = format_chance(row.reply_probability)
    return said.removeprefix("about ").replace("fewer than", "under")
