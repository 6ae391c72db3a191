"""What patterns say: both counts, the range, "went together", and never a reason."""

from __future__ import annotations

import re

from coach.advice.patterns.day_markers import MARKERS
from coach.advice.patterns.mood_patterns import (
    EXPERIMENT_OFFER,
    Pattern,
    count_rated_days,
    describe_pattern,
    describe_withdrawal,
    list_method_lines,
)

MONDAY = 738_886  # 2024-01-01
UNWANTED = re.compile(
    r"fail|miss|lost|overdue|behind|lazy|streak|ghosted|reject|should|must|only \d|0 ?%|broken|!|because",
    re.I,
)
TOLD = Pattern("screen_free_break", True, 0.5, 0.41, 0.1, 0.21, 0.79, 0.001, 41, 63, 20)


def test_a_pattern_says_both_day_counts_the_range_and_that_they_went_together() -> None:
    assert describe_pattern(TOLD) == (
        "Your mood was about 0.4 points (of 5) higher (likely 0.2 to 0.8) on 41 days with a screen-free break than "
        "on 63 days without, compared within the same weeks. They went together; this does not show why."
    )


def test_a_lower_mood_reads_from_the_nearer_end_of_its_range() -> None:
    lower = Pattern("after_hours", True, -0.5, -0.41, 0.1, -0.79, -0.21, 0.001, 41, 1, 20)
    assert "about 0.4 points (of 5) lower (likely 0.2 to 0.8) on 41 days" in describe_pattern(lower)
    assert "than on 1 day without" in describe_pattern(lower)


def test_a_range_that_holds_both_sides_says_so() -> None:
    wide = Pattern("voice", True, 0.2, 0.04, 0.2, -0.11, 0.51, 0.15, 20, 30, 20)
    assert "less than 0.1 points (of 5) higher" in describe_pattern(wide)
    assert "(likely between 0.1 lower and 0.5 higher)" in describe_pattern(wide)


def test_a_silent_pattern_says_nothing_of_its_numbers() -> None:
    assert (
        describe_pattern(Pattern("voice", effect=0.9))
        == "No clear link between talking by voice or in person and your mood so far."
    )


def test_a_persons_own_words_are_cleaned_before_they_stand_in_a_sentence() -> None:
    assert (
        describe_pattern(Pattern("a \x1b[31mlong\n walk")) == "No clear link between a long walk and your mood so far."
    )


def test_taking_back_names_what_was_told() -> None:
    assert describe_withdrawal(TOLD) == (
        "With the newer days, a screen-free break and a higher mood no longer go together, so the coach withdraws this pattern."
    )


def test_progress_counts_rated_days_up_to_about_seventy() -> None:
    assert count_rated_days([(MONDAY, 9.0, 3.0), (MONDAY, 21.0, 2.0), (MONDAY + 1, 9.0, 4.0)]) == 2
    assert count_rated_days([(MONDAY + i, 9.0, 3.0) for i in range(500)]) == 70


def test_the_method_is_ten_lines_of_under_sixty_characters() -> None:
    lines = list_method_lines()
    assert len(lines) == 10
    assert all(len(line) < 60 for line in lines)


def test_every_sentence_keeps_the_rules_and_never_gives_a_reason() -> None:
    told = [
        Pattern(name, True, e, e, 0.1, e - 0.2, e + 0.2, 0.001, 41, 63, 20) for name in MARKERS for e in (0.5, -0.5)
    ]
    said = [*map(describe_pattern, told), *map(describe_withdrawal, told), *list_method_lines(), EXPERIMENT_OFFER]
    said += [describe_pattern(Pattern(name)) for name in MARKERS]
    assert [line for line in said if UNWANTED.search(line)] == []
