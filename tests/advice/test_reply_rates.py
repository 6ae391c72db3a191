"""Who answers less often, strangers or a channel: when it may be told, and what it does to the chances."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.outreach.reply_outcomes import (
    ReplyComparison,
    ReplyCount,
    compare_ties,
    find_distinct_channels,
    last_reply_check_day,
    probability_of_higher_rate,
)
from coach.advice.outreach.working_days import make_calendar
from coach.domain.journal import Journal
from coach.domain.record import Record
from tests.journals import NOW, TODAY, came, journal, person, wrote


def messages(channel: str, answered: int, silent: int, tie: str = "warm", first: int = 60) -> list[Record]:
    """First messages on one channel, one a day to as many people, answered on the next day or not at all."""
    found: list[Record] = []
    for n in range(answered + silent):
        name = f"{channel}{n}"
        found += [person(name, tie, channel=channel), wrote(name, first - n, channel=channel)]  # type: ignore[arg-type]
        if n < answered:
            found.append(came(name, first - n - 1, channel=channel, closed_at=NOW))
    return found


def test_the_certainty_is_that_of_two_beta_distributions() -> None:
    assert probability_of_higher_rate(ReplyCount(10, 5), ReplyCount(10, 5)) == pytest.approx(0.5, abs=0.01)
    # Drawn a million times with other software.
    assert probability_of_higher_rate(ReplyCount(12, 8), ReplyCount(15, 3)) == pytest.approx(0.9935, abs=0.003)


def test_ten_messages_each_and_a_clear_difference_are_needed() -> None:
    assert ReplyComparison(ReplyCount(20, 1), ReplyCount(20, 14)).is_told
    assert not ReplyComparison(ReplyCount(9, 0), ReplyCount(20, 20)).is_told
    assert not ReplyComparison(ReplyCount(400, 200), ReplyCount(400, 250)).is_told
    assert not ReplyComparison(ReplyCount(12, 3), ReplyCount(12, 6)).is_told


def test_checks_are_few_and_fixed() -> None:
    days = {last_reply_check_day(TODAY - timedelta(days=n), TODAY) for n in range(30)}
    assert days == {None}
    assert last_reply_check_day(TODAY - timedelta(days=89), TODAY) == TODAY - timedelta(days=29)


def test_a_channel_that_never_answers_lowers_its_chances_within_sixty_days() -> None:
    both = [*messages("linkedin", 0, 20), *messages("e-mail", 20, 0)]
    waiting = [person("Ana", channel="linkedin"), wrote("Ana", 3, channel="linkedin"),
               person("Bo", channel="e-mail"), wrote("Bo", 3, channel="e-mail")]  # fmt: skip
    of = journal(*both, *waiting)
    assert set(find_distinct_channels(of, make_calendar(of, NOW))) == {"linkedin", "e-mail"}
    told = chances(of)
    assert told["Ana"] < 0.1 < 0.3 < told["Bo"]


def test_channels_that_answer_alike_share_one_model() -> None:
    of = journal(*messages("linkedin", 10, 10), *messages("e-mail", 10, 10), person("Ana"), wrote("Ana", 3))
    assert find_distinct_channels(of, make_calendar(of, NOW)) == {}
    assert len({id(row.reply_model) for row in list_open_conversations(of, NOW)}) == 1


def test_strangers_who_answer_less_are_told_of() -> None:
    of = journal(*messages("x", 1, 19, "cold"), *messages("x-mail", 15, 5, "warm"))
    found = compare_ties(of, make_calendar(of, NOW))
    assert found is not None
    assert (found.group, found.others) == (ReplyCount(20, 1), ReplyCount(20, 15))


def chances(of: Journal) -> dict[str, float]:
    return {row.name: row.reply_probability for row in list_open_conversations(of, NOW) if row.reply_probability}
