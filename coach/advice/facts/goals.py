"""Facts about goals: today's, and how the last ones went."""

from __future__ import annotations

from coach.advice.facts.fact_context import FactContext, FactValue, register_fact

FEED_GOAL_KINDS = frozenset({"learn", "jobs", "rest"})
"""Kinds of goals that are done by reading or searching, or by neither of them."""


@register_fact("yes or no")
def goal_today(context: FactContext) -> FactValue:
    """A goal is set for today, whatever became of it. Always known."""
    return any(goal.day == context.today for goal in context.goals)


@register_fact("yes or no")
def goal_done_today(context: FactContext) -> FactValue:
    """A goal of today is done. Always known."""
    return any(goal.day == context.today and goal.state == "done" for goal in context.goals)


@register_fact("yes or no")
def goal_to_do(context: FactContext) -> FactValue:
    """A goal of today is open that is not itself about reading, searching or rest. Always known."""
    return any(
        goal.day == context.today and goal.state == "open" and goal.kind not in FEED_GOAL_KINDS
        for goal in context.goals
    )


@register_fact("days with a goal")
def unfinished_goals_3(context: FactContext) -> FactValue:
    """Of the last 3 days before today that had a goal, at most 14 days back, how many ended without it done.
    Unknown without such a day."""
    done_by_days_ago: dict[int, bool] = {}
    for goal in context.goals:
        days_ago = context.days_since(goal.day)
        if 1 <= days_ago <= 14:
            done_by_days_ago[days_ago] = done_by_days_ago.get(days_ago, False) or goal.state == "done"
    last_goal_days = [done_by_days_ago[days_ago] for days_ago in sorted(done_by_days_ago)[:3]]
    return last_goal_days.count(False) if last_goal_days else None
