"""Trends: stretches, steps, gaps; nothing is filled in, nothing is counted twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.patterns.block_feelings import compute_mean_feelings
from coach.domain.message import Message
from coach.views.trends import LARGEST_STEP_COUNT, TREND_SPANS, build_trends, build_year_grid
from tests.examples import examples
from tests.journals import TODAY, at, block, boundary, came, mood, numbers, person, wrote


@pytest.mark.parametrize(("span", "step", "steps"), [("two weeks", "day", 14), ("three months", "week", 13),
                                                     ("a year", "week", 52), ("all", "week", 3)])  # fmt: skip
def test_a_stretch_ends_today_and_is_cut_into_steps(span: str, step: str, steps: int) -> None:
    found = build_trends(numbers(mood(3, 4)), TODAY, span)
    assert (found.step, len(found.starts), found.last) == (step, steps, TODAY)
    assert found.starts[0] == found.first


@examples(60)
@given(st.integers(0, 12_000), st.sampled_from(TREND_SPANS))
def test_there_are_never_more_steps_than_a_narrow_screen_has_columns(days: int, span: str) -> None:
    found = build_trends(numbers(mood(days, 3)), TODAY, span)
    assert 1 <= len(found.starts) <= LARGEST_STEP_COUNT
    assert list(found.starts) == sorted(set(found.starts))
    assert found.first <= TODAY
    assert span != "all" or found.rated_days == 1


def test_the_minutes_of_a_kind_are_rounded_once_over_all_its_weeks() -> None:
    lives = [block(n, "read", started_at=at(n, 9), ended_at=at(n, 9) + timedelta(seconds=620)) for n in (1, 8, 15)]
    found = build_trends(numbers(*lives), TODAY, "three months")
    assert found.minutes_by_kind == (("read", 31),) and found.total_minutes == 31  # 3 × 10:20
    assert [sum(minutes) for _, minutes in found.minutes] == [30]


def test_a_blank_day_is_left_out_and_breaks_the_line() -> None:
    found = build_trends(numbers(*(mood(n, 3) for n in (6, 5, 3, 2))), TODAY, "two weeks")
    assert [point.day for point in found.dots] == [TODAY - timedelta(days=n) for n in (6, 5, 3, 2)]
    assert [len(piece) for piece in found.line] == [2, 2]


def test_a_day_with_several_entries_is_their_mean() -> None:
    found = build_trends(numbers(mood(1, 2, hour=9), mood(1, 5, hour=20)), TODAY, "two weeks")
    assert [point.value for point in found.dots] == [3.5]
    assert found.rated_days == 1


def test_a_smoothed_line_needs_three_rated_days_within_a_week() -> None:
    lonely = build_trends(numbers(mood(30, 2), mood(10, 4)), TODAY, "three months")
    assert lonely.line == () and len(lonely.dots) == 2
    near = build_trends(numbers(*(mood(n, value) for n, value in ((12, 2), (11, 3), (10, 4)))), TODAY, "three months")
    assert [point.value for point in near.line[0]] == [3.0] * len(near.line[0])


def test_a_week_of_a_year_is_the_mean_of_its_rated_days() -> None:
    monday = TODAY.weekday()
    found = build_trends(numbers(mood(monday + 7, 2), mood(monday + 6, 4)), TODAY, "a year")
    assert [(point.value, point.n) for point in found.dots] == [(3.0, 2)]


def test_minutes_fall_into_the_step_of_their_day_and_kind() -> None:
    found = build_trends(numbers(block(0, minutes=25), block(13, "read", minutes=15)), TODAY, "two weeks")
    assert found.minutes == (("messages", (0,) * 13 + (25,)), ("read", (15,) + (0,) * 13))


def test_a_block_that_still_runs_is_not_counted() -> None:
    assert build_trends(numbers(block(0, ended_at=None)), TODAY, "two weeks").minutes == ()


def test_what_was_given_and_what_came_back_are_counted_apart() -> None:
    log = (wrote("Ana", 1), wrote("Ben", 1, "invitation"), came("Ana", 0), came("Ben", 0, "no"))
    found = build_trends(numbers(*log), TODAY, "two weeks")
    assert (sum(found.contacts_made), sum(found.contacts_received)) == (2, 2)


def test_decisions_and_promises_are_no_contacts() -> None:
    rest = Message(person="ana", at=at(1), direction="own", kind="rest")
    found = build_trends(numbers(rest, wrote("Ana", 1, "promise")), TODAY, "two weeks")
    assert (sum(found.contacts_made), sum(found.contacts_received)) == (0, 0)


def test_somebody_behind_a_boundary_is_in_no_number() -> None:
    found = build_trends(numbers(person("Ana"), wrote("Ana", 1), came("Ana", 0), boundary("Ana")), TODAY, "two weeks")
    assert (sum(found.contacts_made), sum(found.contacts_received)) == (0, 0)


def test_what_is_still_to_come_is_not_counted() -> None:
    assert sum(build_trends(numbers(came("Ana", -3, "meeting")), TODAY, "two weeks").contacts_received) == 0


def test_parts_of_the_day_come_with_their_numbers() -> None:
    found = build_trends(numbers(mood(1, 2, hour=9), mood(2, 4, hour=9), mood(1, 5, hour=21)), TODAY, "two weeks")
    assert [(each.name, each.mean, each.n) for each in found.day_part_moods] == [
        ("morning", 3.0, 2),
        ("evening", 5.0, 1),
    ]


def test_how_blocks_felt_counts_answers_and_not_blocks() -> None:
    found = build_trends(numbers(block(1, felt=4), block(2, felt=2), block(3)), TODAY, "two weeks")
    assert [(each.name, each.mean, each.n) for each in found.block_feelings] == [("messages", 3.0, 2)]


def test_means_keep_the_given_order_and_leave_out_what_has_no_answer() -> None:
    assert [each.name for each in compute_mean_feelings({"b": [1], "a": [2], "c": []}, ("a", "b", "c"))] == ["a", "b"]


def test_an_empty_book_gives_empty_pictures() -> None:
    found = build_trends(numbers(), TODAY, "all")
    assert (found.rated_days, found.dots, found.minutes, found.block_feelings) == (0, (), (), ())


def test_a_year_is_fifty_three_weeks_from_monday_to_sunday() -> None:
    found = build_year_grid(numbers(mood(0, 5), mood(370, 1)), TODAY)
    assert len(found.weeks) == 53 and all(len(week) == 7 for week in found.weeks)
    assert found.weeks[-1][TODAY.weekday()] == 5.0
    assert found.first.weekday() == 0 and found.last == TODAY


def test_days_without_an_entry_are_none_and_not_nought() -> None:
    found = build_year_grid(numbers(mood(0, 1)), TODAY)
    values = [mood for week in found.weeks for mood in week]
    assert values.count(None) == 53 * 7 - 1 and 1.0 in values
    assert found.rated_days == 1


def test_one_can_go_back_year_by_year_as_long_as_there_is_something() -> None:
    of = numbers(mood(0, 4), mood(500, 2))
    assert build_year_grid(of, TODAY).has_earlier
    before = build_year_grid(of, TODAY, 1)
    assert before.rated_days == 1 and not before.has_earlier
    assert before.last + timedelta(days=1) == build_year_grid(of, TODAY).first


def test_the_oldest_day_is_that_of_any_entry() -> None:
    assert numbers(mood(3, 3), block(9), wrote("Ana", 5)).oldest_day == TODAY - timedelta(days=9)
    assert numbers().oldest_day == date.max


def test_pictures_are_the_same_for_the_same_days_whatever_the_order_of_the_file() -> None:
    records = [mood(n, 1 + n % 5) for n in range(30)] + [block(n, felt=3) for n in range(30)]
    assert build_trends(numbers(*records), TODAY) == build_trends(numbers(*reversed(records)), TODAY)
