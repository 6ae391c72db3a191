"""Holidays and the end of the year: nothing about other people is proposed, and silence does not grow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach.actions.settings import parse_holidays
from coach.advice.facts.fact_values import compute_facts
from coach.advice.goals import rank_goals
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.rules.current_advice import choose_suggestions
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.settings import Settings
from coach.errors import InvalidInput
from tests.journals import NOW, TODAY, journal, person, wrote

CHRISTMAS = datetime(2026, 12, 28, 10, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Monday between the years."""
DUE = (person("Ana"), wrote("Ana", 8))
"""A follow-up that is fine today."""


class NoSuchRegion:
    def country_holidays(self, *_: Any, **__: Any) -> dict[date, str]:
        raise NotImplementedError


def test_a_region_names_its_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []

    def country_holidays(country: str, subdiv: str | None, years: range) -> dict[date, str]:
        asked.append((country, subdiv))
        return {date(year, 3, 8): "Women's Day" for year in years}

    library = SimpleNamespace(country_holidays=country_holidays)
    monkeypatch.setattr("coach.actions.settings.import_module", lambda name: library)
    days = parse_holidays("de-be", date(2040, 5, 4))
    assert asked == [("DE", "BE")]
    assert days == tuple(date(year, 3, 8) for year in range(2039, 2049))


def test_the_library_knows_berlin() -> None:
    pytest.importorskip("holidays")
    berlin, bavaria = set(parse_holidays("DE-BE", TODAY)), set(parse_holidays("DE-BY", TODAY))
    year = max(berlin).year
    assert {date(year, 3, 8), date(year, 10, 3), date(year, 12, 25)} <= berlin
    assert date(year, 1, 6) in bavaria - berlin


def test_an_unknown_region_and_a_missing_library_are_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.actions.settings.import_module", lambda name: NoSuchRegion())
    with pytest.raises(InvalidInput, match='There is no region "QQ-ZZ"'):
        parse_holidays("QQ-ZZ", TODAY)

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("coach.actions.settings.import_module", missing)
    with pytest.raises(InvalidInput, match="one more package"):
        parse_holidays("DE-BE", TODAY)
    assert parse_holidays("2026-12-25 2026-12-26", TODAY) == (date(2026, 12, 25), date(2026, 12, 26))


def test_on_a_holiday_nobody_is_asked_again_and_goals_are_small() -> None:
    holiday = Settings(holidays=(TODAY,))
    assert compute_facts(journal(*DUE), NOW)["working_time"] is True
    assert compute_facts(journal(*DUE, holiday), NOW)["working_time"] is False
    line = choose_suggestions(journal(*DUE, holiday), NOW).first
    assert line is None or line.rule not in {"R11", "R12", "R13", "R14", "R22", "R23"}
    assert all(goal.minutes <= 10 for goal in rank_goals(journal(*DUE, holiday), NOW))


def test_a_holiday_is_no_day_of_silence() -> None:
    (row,) = list_open_conversations(journal(*DUE), NOW)
    days = tuple(TODAY - timedelta(days=ago) for ago in (1, 4))
    (shorter,) = list_open_conversations(journal(*DUE, Settings(holidays=days)), NOW)
    assert (row.silent_workdays, shorter.silent_workdays) == (6, 4)
    assert row.follow_up_due and not shorter.follow_up_due


@pytest.mark.parametrize(("off", "silent", "proposed"), [(True, 2, False), (False, 5, True)])
def test_the_days_between_the_years_are_off_unless_one_works_then(off: bool, silent: int, proposed: bool) -> None:
    sent = Message(person="ana", at=CHRISTMAS - timedelta(days=7))
    used = Mood(at=CHRISTMAS - timedelta(days=1), value=4)
    of = journal(person("Ana"), sent, used, Settings(year_end_off=off))
    (row,) = list_open_conversations(of, CHRISTMAS)
    assert row.silent_workdays == silent
    assert compute_facts(of, CHRISTMAS)["working_time"] is proposed
    found = choose_suggestions(of, CHRISTMAS)
    about = {line.rule for line in (found.first, found.second) if line}
    assert ("R13" in about) is proposed
