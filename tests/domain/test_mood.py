"""Moods by day: the day is that of the clock on the wall where the mood was logged."""

from __future__ import annotations

from datetime import date, datetime

from coach.domain.journal import Journal
from coach.domain.mood import Mood, days_of_moods, list_moods_on, mean_mood_by_day

WALL_TIMES = (
    "2026-03-09T03:59:00-11:00",  # the night of the 8th, and the latest of these four moments
    "2026-03-09T04:00:00+14:00",  # the morning of the 9th, and the earliest
    "2026-03-09T12:00:00+00:00",
    "2026-03-08T12:00:00+00:00",
)


def test_a_mood_belongs_to_the_day_of_its_own_wall_clock() -> None:
    moods = [Mood(at=datetime.fromisoformat(at), value=3) for at in WALL_TIMES]
    journal = Journal({}).with_records(moods)
    night, morning, noon, noon_before = moods
    assert list_moods_on(journal, date(2026, 3, 9)) == [morning, noon]
    assert list_moods_on(journal, date(2026, 3, 8)) == [noon_before, night]
    assert sorted(set(days_of_moods(journal))) == [date(2026, 3, 8), date(2026, 3, 9)]


def test_the_mean_of_a_day_is_that_of_all_its_moods() -> None:
    moods = [Mood(at=datetime.fromisoformat(at), value=n) for n, at in enumerate(WALL_TIMES, start=1)]
    means = mean_mood_by_day(Journal({}).with_records(moods))
    assert means == {date(2026, 3, 8): (1 + 4) / 2, date(2026, 3, 9): (2 + 3) / 2}
