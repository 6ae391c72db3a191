"""The day view: which day a block and its drifts belong to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

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
