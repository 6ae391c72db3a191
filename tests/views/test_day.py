"""The day view: which day a block and its drifts belong to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from coach.cli.day import describe_day
from coach.domain.focus import FocusBlock
from coach.domain.journal import Journal
from coach.domain.settings import Settings
from coach.views.day_builder import build_day
from tests.journals import NOW, block, journal

TWO_AT_NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def _began_earlier(day_ends: time) -> bool:
    running = FocusBlock(started_at=TWO_AT_NIGHT, deadline=TWO_AT_NIGHT + timedelta(minutes=25))
    of = Journal({}).with_records([Settings(day_ends=day_ends), running])
    return build_day(of, TWO_AT_NIGHT + timedelta(hours=3)).block_began_earlier


def test_drifts_of_other_days_are_not_those_of_today() -> None:
    of = journal(block(0, drifts=2), block(1, drifts=30))
    assert build_day(of, NOW).drifts == 2


def test_a_block_after_midnight_belongs_to_the_day_that_the_person_set() -> None:
    assert _began_earlier(time(4))
    assert not _began_earlier(time(0))


def test_a_block_left_running_is_named_by_the_day_on_which_it_counts() -> None:
    start = datetime(2026, 11, 24, 3, 50, tzinfo=UTC)  # a Tuesday, and before four still Monday
    running = FocusBlock(started_at=start, deadline=start + timedelta(minutes=25))
    of = Journal({}).with_records([running])
    at_five_past, at_half_past = (build_day(of, start + timedelta(minutes=m)) for m in (15, 40))
    assert "Monday's block of messages is still running; 15 minutes" in "\n".join(describe_day(at_five_past))
    assert "Monday's block of messages was still running; 25 minutes" in "\n".join(describe_day(at_half_past))
    weeks_later, in_the_new_year = (build_day(of, start + timedelta(days=days)) for days in (7, 60))
    assert "The block of messages of 23 November was" in "\n".join(describe_day(weeks_later))
    assert "The block of messages of 23 November 2026 was" in "\n".join(describe_day(in_the_new_year))
