"""Facts about patterns: what the newest check found, for two weeks; and observations in the log that may be told."""

from __future__ import annotations

from dataclasses import dataclass

from coach.advice.facts.fact_context import FactContext, FactValue, register_fact
from coach.advice.observations import list_observations_to_tell
from coach.advice.patterns.mood_patterns import (
    Pattern,
    list_checks,
    newest_check,
    pattern_from_finding,
)

PATTERN_NEWS_DAYS = 14
"""Days after a check in which its news may be said."""


@dataclass(frozen=True, slots=True)
class PatternNews:
    """What the newest check changed: a new pattern, one taken back, or a question that is still open."""

    newly_found: Pattern | None = None
    withdrawn: Pattern | None = None
    question_unanswered: bool = False


@register_fact("yes or no")
def pattern_news(context: FactContext) -> FactValue:
    """A check in the last two weeks told a pattern for the first time, or took one back.
    Unknown before the first check, ten weeks after the first mood."""
    if newest_check(context.journal) is None:
        return None
    news = context.compute_once(find_pattern_news)
    return bool(news.newly_found or news.withdrawn)


@register_fact("yes or no")
def question_open(context: FactContext) -> FactValue:
    """The person asked a question of their own, and there are too few days to answer it, or a check in the last
    two weeks found nothing. Unknown without a question or without a mood."""
    if not context.settings.question or not context.moods:
        return None
    if newest_check(context.journal) is None:
        return True
    return context.compute_once(find_pattern_news).question_unanswered


@register_fact("observations")
def observations_ready(context: FactContext) -> FactValue:
    """Observations with their numbers that were not told in the last 60 days. Always known."""
    return len(context.compute_once(list_observations_to_tell))


def find_pattern_news(context: FactContext) -> PatternNews:
    """Return what the check of the last two weeks changed; nothing at any other time."""
    checks, question = list_checks(context.journal), context.settings.question
    if not checks or (context.today - checks[-1].taken_on).days >= PATTERN_NEWS_DAYS:
        return PatternNews()
    told_before = {each.name for check in checks[-2:-1] for each in check.told}
    standing_patterns = [pattern_from_finding(each) for each in checks[-1].told]
    newly_found_patterns = [pattern for pattern in standing_patterns if pattern.name not in told_before]
    pattern_to_tell = min(
        newly_found_patterns, key=lambda each: (each.name != question, each.p, each.name), default=None
    )
    withdrawn_pattern = next(map(pattern_from_finding, checks[-1].withdrawn), None)
    is_question_answered = any(pattern.name == question for pattern in standing_patterns)
    return PatternNews(pattern_to_tell, withdrawn_pattern, bool(question) and not is_question_answered)
