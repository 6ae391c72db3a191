"""Facts about goals: today's, and how the last ones went."""

from __future__ import annotations

from coach.advice.facts.context import FactContext, FactValue, register_fact


@register_fact("yes or no")
def goal_today(context: FactContext) -> FactValue:
    """A goal is set for today, whatever became of it. Always known."""
    return any(g.day == context.today for g in context.goals)


@register_fact("yes or no")
def goal_done_today(context: FactContext) -> FactValue:
    """A goal of today is done. Unknown without a goal for today."""
    states = [g.state for g in context.goals if g.day == context.today]
    return "done" in states if states else None


@register_fact("share 0–1")
def goal_progress_today(context: FactContext) -> FactValue:
    """1 when a goal of today is done, 0 while one is open. Unknown without a goal, or once it was put off."""
    states = [g.state for g in context.goals if g.day == context.today]
    if "done" in states:
        return 1.0
    return 0.0 if "open" in states else None


@register_fact("goal days")
def unfinished_goals_3(context: FactContext) -> FactValue:
    """Of the last 3 days before today that had a goal, at most 14 days back, how many ended without it done.
    Unknown without such a day."""
    days: dict[int, bool] = {}
    for goal in context.goals:
        ago = context.days_since(goal.day)
        if 1 <= ago <= 14:
            days[ago] = days.get(ago, False) or goal.state == "done"
    last = [days[ago] for ago in sorted(days)[:3]]
    return last.count(False) if last else None
