"""Facts about mood and energy. A day's mood is the mean of its entries; the newest entry counts for now."""

from __future__ import annotations

from datetime import date

from coach.advice.scene import Scene, Value, fact

LOW = 2
"""Heavy and low, on the scale of five."""


@fact("days")
def rated_days_14(scene: Scene) -> Value:
    """Days with a mood entry among the last 14. Always known."""
    return len(_daily(scene, 14))


@fact("share 0–1")
def low_share_14(scene: Scene) -> Value:
    """Share of the rated days of the last 14 whose mean is at most 2. Unknown without a rated day."""
    days = _daily(scene, 14)
    return sum(1 for mood in days.values() if mood <= LOW) / len(days) if days else None


@fact("1–5")
def mood_today(scene: Scene) -> Value:
    """The newest mood entry of today. Unknown before the first."""
    return next((m.value for m in reversed(scene.moods) if scene.day(m.at) == scene.today), None)


@fact("1–3")
def energy_today(scene: Scene) -> Value:
    """The newest energy given today. Unknown if none was."""
    given = (m.energy for m in reversed(scene.moods) if m.energy and scene.day(m.at) == scene.today)
    return next(given, None)


@fact("yes or no")
def mood_drop(scene: Scene) -> Value:
    """The mean of the last 7 days is at most 3 and lies below that of the 28 days before by more than their
    standard deviation and by more than half a point. Unknown with fewer than 4 and 14 rated days."""
    last = _daily(scene, 7)
    before = [mood for day, mood in _daily(scene, 35).items() if day not in last]
    if len(last) < 4 or len(before) < 14:
        return None
    mean, usual = sum(last.values()) / len(last), sum(before) / len(before)
    spread = (sum((mood - usual) ** 2 for mood in before) / (len(before) - 1)) ** 0.5
    return mean <= 3.0 and mean < usual - max(0.5, spread)


def _daily(scene: Scene, days: int) -> dict[date, float]:
    """Return day → mean mood for the rated days among the last `days`, today included."""
    found: dict[date, list[int]] = {}
    for mood in reversed(scene.moods):
        day = scene.day(mood.at)
        ago = scene.ago(day)
        if ago > days:  # a day's slack, because entries from two zones may stand out of order by a day
            break
        if 0 <= ago < days:
            found.setdefault(day, []).append(mood.value)
    return {day: sum(values) / len(values) for day, values in found.items()}
