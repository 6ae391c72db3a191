"""Reply chances: the reference, the rules for asking again, and the words."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.outreach.reply_model import (
    BIN_EDGES,
    CONTACT_KINDS,
    MOST_FOLLOW_UPS,
    REPLY_HORIZON,
    REST_AFTER_WORKDAYS,
    Probability,
    ReplyHistory,
    ReplyModel,
    describe_grounds,
    format_reply_chance,
    spell_probability,
)
from coach.domain.follow_up_gaps import FIRST_FOLLOW_UP_GAP, SECOND_FOLLOW_UP_GAP

REFERENCE: Any = json.loads((Path(__file__).parents[1] / "data" / "replies_reference.json").read_text())
OWN: dict[str, list[tuple[float, bool]]] = REFERENCE["reply_model"]["own_history"]
POOLED = {
    ("warm", 0): (0.45540, 0.24074, 0.68121),
    ("cold", 0): (0.10508, 0.02781, 0.21043),
    ("dormant", 0): (0.41056, 0.20532, 0.63519),
    ("strong", 0): (0.72817, 0.53750, 0.88681),
    ("warm", 3): (0.20082, 0.07185, 0.36268),
    ("cold", 3): (0.03270, 0.00702, 0.06534),
}
"""(kind, days of silence) → mean, 10 % and 90 % quantile without any history, computed with other software."""
USUAL = ReplyModel.from_history({})
UNLUCKY: ReplyHistory = {"cold": [(30, False)] * 40, "warm": [(30, False)] * 40}
LUCKY: ReplyHistory = {"cold": [(1, True)] * 40, "warm": [(1, True)] * 40}

kinds = st.sampled_from(CONTACT_KINDS)
silences = st.one_of(st.integers(0, 40), st.floats(0, 40))
histories = st.dictionaries(kinds, st.lists(st.tuples(silences, st.booleans()), max_size=25))


def own_of(history: ReplyHistory | ReplyModel) -> ReplyModel:
    return history if isinstance(history, ReplyModel) else ReplyModel.from_history(history)


def reply_chance(kind: str, silent: float, history: ReplyHistory | ReplyModel) -> Probability:
    return own_of(history).reply_interval(kind, silent)


def follow_up_due(kind: str, silent: float, attempts: int, history: ReplyHistory | ReplyModel) -> bool:
    return own_of(history).is_follow_up_due(kind, silent, attempts)


@pytest.mark.parametrize(("kind", "silent"), POOLED)
def test_the_chance_without_any_history_agrees_with_the_reference(kind: str, silent: int) -> None:
    assert reply_chance(kind, silent, {}) == pytest.approx(POOLED[kind, silent], abs=1e-5)


def test_messages_are_counted_into_bins_as_in_the_reference() -> None:
    bins = ReplyModel.from_history(OWN).bins["cold"]
    assert [list(column) for column in zip(*bins, strict=True)] == REFERENCE["reply_model"]["counts_cold"]


def test_a_follow_up_is_answered_half_as_often_until_the_log_says_otherwise() -> None:
    assert USUAL.follow_up_factor == 0.5
    answered = ReplyModel.from_history({}, {"warm": [(1, True)] * 10})
    silent = ReplyModel.from_history({}, {"warm": [(30, False)] * 10})
    assert silent.follow_up_factor < 0.5 < answered.follow_up_factor
    assert silent.reply_probability("warm", 0) == USUAL.reply_probability("warm", 0)


@given(kinds, histories, silences)
def test_a_follow_up_is_never_more_hopeful_than_a_first_message_without_answers_to_any(
    kind: str, history: ReplyHistory, t: float
) -> None:
    own = ReplyModel.from_history(history)
    assert own.reply_probability(kind, t, followed_up=True) <= own.reply_probability(kind, t) + 1e-12


def test_a_channel_or_kind_that_always_answers_leaves_the_range_near_the_truth() -> None:
    assert reply_chance("cold", 0, {"cold": [(1, True)] * 40}).low > 0.5
    assert reply_chance("strong", 0, {"strong": [(30, False)] * 40}).high < 0.3


def test_an_empty_spell_is_certain() -> None:
    assert spell_probability([], own_of({})) == 1


@given(kinds, histories, silences)
def test_the_range_holds_the_mean_or_lies_beside_a_tiny_one(kind: str, history: ReplyHistory, t: float) -> None:
    told = reply_chance(kind, t, history)
    assert 0 <= told.low <= told.high <= 1
    assert told.low <= told.mean
    assert told.mean <= told.high or told.mean < 0.05  # so skewed that the mean lies beyond nine tenths


@given(kinds, histories, st.floats(0, 40), st.floats(0, 40))
def test_a_longer_silence_is_never_likelier(kind: str, history: ReplyHistory, x: float, y: float) -> None:
    short, long = sorted((x, y))
    own = ReplyModel.from_history(history)
    assert own.silence_probability(kind, short) >= own.silence_probability(kind, long) - 1e-12


@given(kinds, histories)
def test_whoever_is_not_silent_up_to_the_horizon_has_replied(kind: str, history: ReplyHistory) -> None:
    own = ReplyModel.from_history(history)
    assert own.silence_probability(kind, REPLY_HORIZON) == pytest.approx(1 - own.reply_interval(kind, 0).mean)


@pytest.mark.parametrize("kind", CONTACT_KINDS)
def test_beyond_the_horizon_there_is_nothing_left_to_wait_for(kind: str) -> None:
    assert reply_chance(kind, 30, OWN) == (0, 0, 0)


def test_a_clock_that_ran_backwards_counts_as_no_silence() -> None:
    assert reply_chance("warm", -3, OWN) == reply_chance("warm", 0, OWN)


def test_an_answer_after_the_horizon_counts_as_silence_up_to_it() -> None:
    assert ReplyModel.from_history({"cold": [(45, True)]}) == ReplyModel.from_history({"cold": [(45, False)]})


def test_answers_to_one_kind_raise_the_hope_for_another() -> None:
    assert reply_chance("cold", 0, {"strong": [(1, True)] * 20}).mean > reply_chance("cold", 0, {}).mean


def test_more_of_the_same_narrows_the_range() -> None:
    few, many = ({"warm": [(2, True), (30, False)] * n} for n in (3, 100))
    spans = [high - low for _, low, high in (reply_chance("warm", 0, history) for history in (few, many))]
    assert spans[1] < spans[0] / 3


@given(kinds, histories, st.integers(0, 40), st.integers(0, 5))
def test_no_one_is_asked_before_the_gap_or_more_often_than_the_most(
    kind: str, history: ReplyHistory, t: int, attempts: int
) -> None:
    gap = SECOND_FOLLOW_UP_GAP if attempts else FIRST_FOLLOW_UP_GAP[kind]
    if t < gap or attempts >= MOST_FOLLOW_UPS[kind]:
        assert not follow_up_due(kind, t, attempts, history)


@given(kinds, histories, st.integers(0, 40), st.integers(0, 5))
def test_a_follow_up_is_due_when_waiting_has_done_most_of_its_work(
    kind: str, history: ReplyHistory, t: int, attempts: int
) -> None:
    if follow_up_due(kind, t, attempts, history):
        assert reply_chance(kind, t, history).mean <= reply_chance(kind, 0, history).mean / 2


def test_whoever_is_answered_late_is_told_to_wait_longer() -> None:
    late: ReplyHistory = {"warm": [(9, True)] * 60 + [(30, False)] * 20}
    assert [follow_up_due("warm", t, 0, late) for t in (5, 6, 10)] == [False, False, True]


@pytest.mark.parametrize("kind", CONTACT_KINDS)
def test_a_thread_may_rest_after_fifteen_days_and_not_before(kind: str) -> None:
    assert [USUAL.may_rest(kind, t, MOST_FOLLOW_UPS[kind]) for t in (REST_AFTER_WORKDAYS - 1, REST_AFTER_WORKDAYS)] == [
        False,
        True,
    ]


def test_a_thread_with_hope_left_may_not_rest_before_it_was_followed_up() -> None:
    late = ReplyModel.from_history({"strong": [(18, True)] * 40})
    assert [late.may_rest("strong", REST_AFTER_WORKDAYS, attempts) for attempts in (0, MOST_FOLLOW_UPS["strong"])] == [
        False,
        True,
    ]


def test_a_chance_is_said_in_hundreds() -> None:
    for mean, said in [
        (0.0, "fewer than 2 in 100"),
        (0.0199, "fewer than 2 in 100"),
        (0.02, "about 2 in 100"),
        (0.0749, "about 7 in 100"),
        (0.0999, "about 10 in 100"),
        (0.12, "about 10 in 100"),
        (0.1754, "about 20 in 100"),
        (0.45, "about 45 in 100"),
        (0.97, "about 95 in 100"),
        (1.0, "about 95 in 100"),
    ]:
        assert format_reply_chance(Probability(mean, mean, mean)) == f"{said} such messages"


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (Probability(0.20, 0.1, 0.35), "about 20 in 100 such messages (likely 10 to 35)"),
        (Probability(0.05, 0.001, 0.15), "about 5 in 100 such messages (likely 15 at most)"),
        (Probability(0.008, 0.0, 0.019), "fewer than 2 in 100 such messages"),
        (Probability(0.01, 0.0, 0.031), "fewer than 2 in 100 such messages"),
        (Probability(0.30, 0.29, 0.31), "about 30 in 100 such messages"),
    ],
)
def test_the_range_is_said_in_words(chance: Probability, said: str) -> None:
    assert format_reply_chance(chance) == said


@given(kinds, histories, silences)
def test_no_chance_is_said_as_a_percentage_or_as_nothing(kind: str, history: ReplyHistory, t: float) -> None:
    said = format_reply_chance(reply_chance(kind, t, history))
    assert "%" not in said
    assert " 0 " not in said


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        (0, "from published figures"),
        (1, "from your own message and published figures"),
        (34, "from your own 34 messages and published figures"),
    ],
)
def test_the_grounds_of_a_chance_are_told(messages: int, said: str) -> None:
    assert describe_grounds(messages) == said


def test_an_experience_knows_how_many_messages_it_rests_on() -> None:
    assert ReplyModel.from_history(OWN).message_count == sum(map(len, OWN.values()))


def test_the_bins_ascend_to_the_horizon() -> None:
    assert all(low < high for low, high in pairwise((0, *BIN_EDGES)))
    assert BIN_EDGES[-1] == REPLY_HORIZON


@given(kinds, histories, silences)
def test_a_list_and_a_page_say_the_same_chance_to_the_last_digit(kind: str, history: ReplyHistory, t: float) -> None:
    own = ReplyModel.from_history(history)
    own.silence_probability(kind, t)  # another question, whose answer may differ in that digit
    assert own.reply_interval(kind, t).mean == own.reply_probability(kind, t)
