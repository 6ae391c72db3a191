"""Do strangers, or people on one channel, answer less often than the others? Checked on a few fixed days.

A difference is told when both groups have ten first messages, it is at least 0.15, and it is certain by 0.999 after
Jeffreys' prior. What a channel was found to differ in then counts for the chances told, too.
Source: docs/replies.md, which shows how often it is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from coach.advice.outreach.beta_distribution import regularised_beta
from coach.advice.outreach.contact_outcomes import ContactOutcome, list_contact_outcomes
from coach.advice.outreach.silence_calendar import SilenceCalendar, compute_for_day
from coach.domain.journal import Journal

CHECK_MONTHS = (1, 2, 3, 6, 9, 12)
"""Months of thirty days since the first message; then once a year."""
MONTH = timedelta(days=30)
FEWEST_MESSAGES, SMALLEST_DIFFERENCE, CERTAINTY = 10, 0.15, 0.999
WATCHED_WORKDAYS = 5
"""Working days for which a message without an answer was watched, at least."""
_GRID = 400


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """First messages sent, and how many of them were answered."""

    sent: int
    answered: int

    @property
    def rate(self) -> float:
        """The share that was answered."""
        return self.answered / self.sent


@dataclass(frozen=True, slots=True)
class AnswerComparison:
    """One group of first messages beside all the others."""

    group: AnswerCount
    others: AnswerCount

    @property
    def difference(self) -> float:
        """The rate of the group minus that of the others."""
        return self.group.rate - self.others.rate

    @property
    def is_told(self) -> bool:
        """Whether there is enough to tell it."""
        if min(self.group.sent, self.others.sent) < FEWEST_MESSAGES or abs(self.difference) < SMALLEST_DIFFERENCE:
            return False
        lower, higher = sorted((self.group, self.others), key=lambda count: count.rate)
        return probability_of_more(higher, lower) >= CERTAINTY


def compare_ties(journal: Journal, calendar: SilenceCalendar) -> AnswerComparison | None:
    """Return how strangers answer beside people one knows, as of the last check; None if nothing may be told."""
    return compute_for_day(journal, _compare_ties, calendar)


def find_distinct_channels(journal: Journal, calendar: SilenceCalendar) -> dict[str, AnswerComparison]:
    """Return channel → how it is answered beside the others, for those that differ as of the last check."""
    return compute_for_day(journal, _compare_channels, calendar)


def last_check_day(first: date, today: date) -> date | None:
    """Return the day of the last fixed check up to `today`, or None before the first."""
    months = (*CHECK_MONTHS, *range(24, 1200, 12))
    return max((first + n * MONTH for n in months if first + n * MONTH <= today), default=None)


def probability_of_more(higher: AnswerCount, lower: AnswerCount) -> float:
    """Return the chance that one true rate is above the other, both with Jeffreys' prior Beta(½, ½)."""
    a, b = higher.answered + 0.5, higher.sent - higher.answered + 0.5
    c, d = lower.answered + 0.5, lower.sent - lower.answered + 0.5
    total, before = 0.0, 0.0
    for n in range(1, _GRID + 1):
        upto = regularised_beta(a, b, n / _GRID)
        total += (upto - before) * regularised_beta(c, d, (n - 0.5) / _GRID)
        before = upto
    return total


def _compare_ties(journal: Journal, calendar: SilenceCalendar) -> AnswerComparison | None:
    known = _counted_outcomes(journal, calendar)
    found = compare_groups((each.kind == "cold", each.is_answered) for each in known)
    return found if found and found.is_told else None


def _compare_channels(journal: Journal, calendar: SilenceCalendar) -> dict[str, AnswerComparison]:
    known = _counted_outcomes(journal, calendar)
    found: dict[str, AnswerComparison] = {}
    for channel in sorted({each.channel for each in known if each.channel}):
        compared = compare_groups((each.channel == channel, each.is_answered) for each in known)
        if compared and compared.is_told:
            found[channel] = compared
    return found


def compare_groups(messages: Iterable[tuple[bool, bool]]) -> AnswerComparison | None:
    """Count (in the group, answered) pairs; None while one side is empty."""
    counts = {True: [0, 0], False: [0, 0]}
    for inside, answered in messages:
        counts[inside][0] += 1
        counts[inside][1] += answered
    if not (counts[True][0] and counts[False][0]):
        return None
    return AnswerComparison(AnswerCount(*counts[True]), AnswerCount(*counts[False]))


def _counted_outcomes(journal: Journal, calendar: SilenceCalendar) -> list[ContactOutcome]:
    """Return the first messages known at the last check: answered, or watched for long enough."""
    known = [each for each in list_contact_outcomes(journal, calendar) if not each.is_follow_up]
    first = min((each.sent_on for each in known), default=None)
    check = last_check_day(first, calendar.today) if first else None
    if check is None:
        return []
    latest = calendar.workdays.add_workdays(check, -WATCHED_WORKDAYS)
    return [each for each in known if each.sent_on <= latest and (each.is_answered or each.days >= WATCHED_WORKDAYS)]
