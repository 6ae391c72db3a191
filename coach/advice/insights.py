"""What the newest check of the patterns found, as facts for two weeks after it."""

from __future__ import annotations

from dataclasses import dataclass

from coach.advice.looks import newest, pattern_of, taken
from coach.advice.markers import entries
from coach.advice.patterns import DAYS_TO_START, Pattern, progress
from coach.advice.scene import Scene, Value, fact

TOLD_FOR = 14
"""Days after a look in which its news may be said."""


@dataclass(frozen=True, slots=True)
class News:
    """What the newest look changed: a pattern newly told, one taken back, or a question still without answer."""

    told: Pattern | None = None
    withdrawn: Pattern | None = None
    unanswered: bool = False


@fact("yes or no")
def insight_ready(scene: Scene) -> Value:
    """A look in the last two weeks told a pattern for the first time, or took one back.
    Unknown before the first look, ten weeks after the first mood."""
    if newest(scene.book) is None:
        return None
    found = scene.once(news)
    return bool(found.told or found.withdrawn)


@fact("yes or no")
def insight_candidate(scene: Scene) -> Value:
    """The person asked a question of their own, and there are too few days to answer it, or a look in the last
    two weeks found nothing. Unknown without a question or without a mood."""
    if not scene.settings.question or not scene.moods:
        return None
    if newest(scene.book) is None:
        return True
    return scene.once(news).unanswered


def days_so_far(scene: Scene) -> tuple[int, int]:
    """Return how many days are rated, and the about 70 that the first look waits for."""
    return progress(entries(scene.book)) if scene.moods else (0, DAYS_TO_START)


def news(scene: Scene) -> News:
    """Return what the look of the last two weeks changed; nothing at any other time."""
    looks, question = taken(scene.book), scene.settings.question
    if not looks or (scene.today - looks[-1].taken_on).days >= TOLD_FOR:
        return News()
    before = {each.name for look in looks[-2:-1] for each in look.told}
    standing = [pattern_of(each) for each in looks[-1].told]
    fresh = [pattern for pattern in standing if pattern.name not in before]
    told = min(fresh, key=lambda p: (p.name != question, p.p, p.name), default=None)
    withdrawn = next(map(pattern_of, looks[-1].withdrawn), None)
    answered = any(pattern.name == question for pattern in standing)
    return News(told, withdrawn, bool(question) and not answered)
