"""Facts about goals: today's, and how the last ones went."""

from __future__ import annotations

from coach.advice.scene import Scene, Value, fact


@fact("yes or no")
def goal_today(scene: Scene) -> Value:
    """A goal is set for today, whatever became of it. Always known."""
    return any(g.day == scene.today for g in scene.goals)


@fact("yes or no")
def goal_done_today(scene: Scene) -> Value:
    """A goal of today is done. Unknown without a goal for today."""
    states = [g.state for g in scene.goals if g.day == scene.today]
    return "done" in states if states else None


@fact("share 0–1")
def goal_progress_today(scene: Scene) -> Value:
    """1 when a goal of today is done, 0 while one is open. Unknown without a goal, or once it was put off."""
    states = [g.state for g in scene.goals if g.day == scene.today]
    if "done" in states:
        return 1.0
    return 0.0 if "open" in states else None


@fact("goal days")
def unfinished_goals_3(scene: Scene) -> Value:
    """Of the last 3 days before today that had a goal, at most 14 days back, how many ended without it done.
    Unknown without such a day."""
    days: dict[int, bool] = {}
    for goal in scene.goals:
        ago = scene.ago(goal.day)
        if 1 <= ago <= 14:
            days[ago] = days.get(ago, False) or goal.state == "done"
    last = [days[ago] for ago in sorted(days)[:3]]
    return last.count(False) if last else None
