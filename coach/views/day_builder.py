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
from coach.advice.patterns.block_feelings import MeanFeeling, compute_mean_feelings
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
from coach.domain.mood import list_moods_on, mean_mood_by_day
from coach.domain.networking_hours import describe_hours_now, describe_outside_hours, is_within_hours
from coach.domain.person import convert_to_zone, format_channel, is_night
from coach.domain.settings import Settings
from coach.domain.wording import format_chance, format_recent_date, round_to_minutes
from coach.views.day import DayView, GoalView, OutreachRow
from coach.views.opportunities_and_events import list_events_on
from coach.views.trends import FEWEST_RATED_ANSWERS

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
    away_until = settings.away_until or day.now
    away_message = format_return(settings.away_since, away_until, settings.day_ends)
    return replace(day, away_until=away_until, away_message=away_message, advice_text=away_message)


def _add_focus(day: DayView, journal: Journal) -> DayView:
    """Return the day with its blocks, the break, and the time that counts."""
    settings, now, today = journal.settings, day.now, day.date
    blocks_by_day = _group_blocks_by_day(journal)
    blocks = blocks_by_day.get(today, [])
    nearby_blocks = (block for n in (-1, 0, 1) for block in blocks_by_day.get(today + timedelta(days=n), ()))
    time_by_kind = sum_time_of_days(nearby_blocks, now, settings.day_ends, today, today).get(today, {})
    all_blocks = journal.list_records(FocusBlock)
    running_block, block_on_break = find_running_block(all_blocks), find_block_on_break(all_blocks, now)
    unrated_block = find_unrated_block(journal, now)
    return replace(
        day,
        running_block=running_block and redact_record(journal, running_block),
        block_day=_name_day_of_block(settings.day_of(running_block.started_at), today) if running_block else "",
        block_began_earlier=running_block is not None and settings.day_of(running_block.started_at) < today,
        unrated_block_id=unrated_block.id if unrated_block else "",
        last_kind=last_focus_kind(journal),
        block_minutes=settings.block_minutes,
        minutes_by_kind=tuple(
            (kind, minutes) for kind, time in time_by_kind.items() if (minutes := round_to_minutes(time))
        ),
        drifts=sum(block.drifts for block in blocks),
        break_place=block_on_break.rest if block_on_break else "",
        break_until=block_on_break.rest_until if block_on_break else None,
        break_minutes=compute_break_minutes(blocks, settings, now),
        networking_minutes=count_minutes(time_by_kind, NETWORKING_KINDS),
        feed_minutes=count_minutes(time_by_kind, FEED_KINDS),
        feed_limit_minutes=settings.feed_minutes,
        hours_summary=describe_hours_now(settings, now),
        is_outside_hours=is_within_hours(settings, now) is False,
        outside_hours_notice=describe_outside_hours(settings, now),
        mean_feelings=list_mean_feelings(journal),
    )


def _name_day_of_block(day: date, today: date) -> str:
    """Return "Sunday" for a day less than a week ago, else "1 June", with the year of another year."""
    return f"{day:%A}" if (today - day).days < 7 else format_recent_date(day, today)


def _add_conversations(day: DayView, journal: Journal) -> DayView:
    """Return the day with the open conversations, its events, and whether there are requests."""
    rows = tuple(make_outreach_row(each, day.now) for each in list_open_conversations(journal, day.now))
    owed_count = sum(row.is_owed for row in rows)
    return replace(
        day,
        rows=rows,
        owed_count=owed_count,
        waiting_count=len(rows) - owed_count,
        snoozed_count=0 if rows else count_snoozed_conversations(journal, day.now),
        has_requests=bool(list_open_requests(journal, day.now)),
        events=list_events_on(journal, day.date),
    )


def _add_moods(day: DayView, journal: Journal) -> DayView:
    """Return the day with its moods, and with the means of the fourteen days that end with it."""
    fortnight_days = [day.date - timedelta(days=back) for back in reversed(range(FORTNIGHT_DAYS))]
    moods, mean_moods = list_moods_on(journal, day.date), mean_mood_by_day(journal)
    return replace(
        day,
        moods=tuple(redact_record(journal, mood) for mood in moods),
        fortnight_moods=tuple(mean_moods.get(fortnight_day) for fortnight_day in fortnight_days),
    )


def _add_advice(day: DayView, journal: Journal) -> DayView:
    """Return the day with its goal, its advice, and what is due."""
    advice = choose_current_advice(journal, day.now)
    return replace(
        day,
        goal=_build_goal_view(journal, day.now),
        experiment_line=describe_today(journal, day.date),
        advice_text=advice.text,
        advice_text_hidden=advice.hidden_text,
        advice_reason=advice.why,
        advice_rule_id=advice.rule,
        advice_person_id=advice.person,
        advice_was_shown=advice.is_recorded_shown,
        is_check_due=due_check_day(journal, day.date) is not None,
    )


@cached_by(FocusBlock)
def list_mean_feelings(journal: Journal) -> tuple[MeanFeeling, ...]:
    """Return how each kind of block felt, the most often answered first; only kinds answered often enough."""
    feelings_by_kind = group_feelings(journal.list_records(FocusBlock))
    rated_kinds = [kind for kind, feelings in feelings_by_kind.items() if len(feelings) >= FEWEST_RATED_ANSWERS]
    return compute_mean_feelings(feelings_by_kind, sorted(rated_kinds, key=lambda k: (-len(feelings_by_kind[k]), k)))


@cached_by(FocusBlock, Settings)
def _group_blocks_by_day(journal: Journal) -> dict[date, list[FocusBlock]]:
    """Return the blocks by the day on which they were started."""
    blocks_by_day: dict[date, list[FocusBlock]] = defaultdict(list)
    for block in journal.list_records(FocusBlock):
        blocks_by_day[journal.settings.day_of(block.started_at)].append(block)
    return blocks_by_day


def _build_goal_view(journal: Journal, now: datetime) -> GoalView:
    goal = find_goal_of_today(journal, now)
    if goal is not None:
        easier = find_easier_goal(journal, now, goal) if goal.state == "open" else None
        goal = redact_record(journal, goal)
        return GoalView(
            goal.text, goal.state, goal.id, goal.cue, goal.minutes, goal.energy, goal.template,
            easier_template=easier.id if easier else "",
            easier_text=redact_blocked_names(journal, easier.text) if easier else "",
        )  # fmt: skip
    offered = rank_goals(journal, now)[0]
    return GoalView(
        redact_blocked_names(journal, offered.text), "offered",
        minutes=offered.minutes, energy=offered.energy, template=offered.id,
        reason=explain_goal_offer(journal, now, offered), is_private=offered.is_private,
    )  # fmt: skip


def make_outreach_row(conversation: OpenConversation, now: datetime) -> OutreachRow:
    """Return an open conversation as the row that the panel and the shell show."""
    return OutreachRow(
        person_id=conversation.person,
        name=conversation.name,
        is_owed=conversation.i_owe,
        topic=conversation.status,
        silent_days=conversation.silent_workdays,
        summary=_describe_row(conversation),
        channel=format_channel(conversation.channel),
        time_zone=conversation.time_zone,
        night_clock=format_night_clock(conversation.time_zone, now),
        day_name=conversation.day_name,
        told_apart=conversation.told_apart,
    )


def format_night_clock(zone: str, now: datetime) -> str:
    """Return "00:07 there" while it is night in `zone` and another time than here, else ""."""
    their_time = convert_to_zone(zone, now)
    if their_time is None or their_time.utcoffset() == now.utcoffset() or not is_night(their_time):
        return ""
    return f"{their_time:%H:%M} there"


def _describe_row(conversation: OpenConversation) -> str:
    """Return the short last column: never a percent sign, never a judgement."""
    if conversation.i_owe:
        return ""
    if conversation.may_rest:
        return "may rest"
    if conversation.follow_up_due:
        return "follow-up is fine"
    if conversation.reply_probability is None:
        return ""
    return format_chance(conversation.reply_probability).removeprefix("about ").replace("fewer than", "under")
