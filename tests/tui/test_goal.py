"""Goals by keyboard: what is on offer, the day off, words of one's own with their tags, and a smaller one on a low day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from coach.actions.goals import adopt_goal, set_goal_of_tomorrow, set_own_goal
from coach.actions.moods import log_mood
from coach.advice.goals import DAY_OFF_TEMPLATE, find_easier_goal, list_own_templates, rank_goals
from coach.advice.rules.current_advice import is_evening_done
from coach.domain.goal import Goal
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import Host, running


def goals(host: Host) -> list[Goal]:
    return list(host.service.journal.list_records(Goal))


async def test_y_says_why_a_goal_is_offered_and_another_on_offer_is_chosen_with_its_reason(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        assert host.today.day is not None and host.today.day.goal is not None
        reason = host.today.day.goal.reason
        assert reason and reason not in host.screen_text()
        await host.press("y")
        assert reason in host.screen_text()
        await host.press("y")
        assert reason not in host.screen_text()
        second = rank_goals(host.service.journal, clock.now())[1]
        await host.press("g", "down", "down")
        assert "a small step towards: " in host.screen_text()
        await host.press("enter")
        await host.saved()
        assert [g.template for g in goals(host)] == [second.id]


async def test_an_empty_line_takes_nothing_and_what_is_typed_sets_the_choice_aside(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("g", "enter")
        assert "Nothing is typed yet" in host.screen_text()
        assert goals(host) == []
        await host.press("down")
        await host.write("call Ruth")
        await host.press("enter")
        await host.saved()
        assert [(g.text, g.template) for g in goals(host)] == [("call Ruth", "")]


async def test_a_goal_no_longer_wanted_is_not_offered_again_until_that_is_undone(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        first = rank_goals(host.service.journal, clock.now())[0].id
        await host.press("g", "down", "delete", "escape")
        await host.saved()
        clock.forward(days=420)  # a working day: on a day off only small goals stay
        assert first not in [t.id for t in rank_goals(host.service.journal, clock.now(), energy=3)]
        await host.press("u")
        assert first in [t.id for t in rank_goals(host.service.journal, clock.now(), energy=3)]


async def test_taking_today_off_is_always_among_the_choices_whatever_is_pressed(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("g", "up", "delete", "enter")
        await host.saved()
        assert [g.template for g in goals(host)] == [DAY_OFF_TEMPLATE]
        assert "Take today off" in host.screen_text()


async def test_a_star_keeps_a_goal_of_ones_own_for_other_days(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("g")
        await host.write("call aunt Rosa when tea is made ")
        await host.press("asterisk", "enter")
        await host.saved()
        (goal,) = goals(host)
        assert (goal.text, goal.cue, goal.kept) == ("call aunt Rosa", "tea is made", True)
        (template,) = list_own_templates(host.service.journal)
        clock.forward(days=6)  # a Monday: on a day off only small goals stay
        assert template in rank_goals(host.service.journal, clock.now())


@pytest.mark.parametrize(
    ("line", "text", "kind", "serves", "cue"),
    [
        ("one line about my work #profile when lunch is over", "one line about my work", "profile", ("P3",), "lunch is over"),
        ("ask Kei about the rain #elsewhere", "ask Kei about the rain", "elsewhere", ("P1",), ""),
        ("#thank #coffee Sam", "Sam", "thank", ("B1a", "B2b"), ""),
        ("meet #42 for tea", "meet #42 for tea", "own", (), ""),
    ],
)  # fmt: skip
def test_a_kind_in_the_line_says_which_row_a_goal_serves(
    line: str, text: str, kind: str, serves: tuple[str, ...], cue: str, folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    service.execute(set_own_goal(line))
    (goal,) = service.open_folder().journal.list_records(Goal)
    assert (goal.text, goal.kind, goal.serves, goal.cue) == (text, kind, serves, cue)


@pytest.mark.parametrize(("value", "energy"), [(2, None), (4, 1)])
async def test_on_a_low_day_a_smaller_goal_is_offered_and_not_set(
    value: int, energy: int | None, folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    service.execute(adopt_goal("G27"))
    service.execute(log_mood(value, energy=energy))
    async with running(folder, clock) as host:
        assert [g.template for g in goals(host)] == ["G27"]
        assert "or takes a smaller one" in host.screen_text()
        await host.press("enter")
        assert "a smaller one: " in host.screen_text()
        await host.press("5")
        await host.saved()
        (goal,) = goals(host)
        assert goal.energy == "low" and goal.minutes <= 10


def test_a_small_goal_or_an_ordinary_day_needs_no_smaller_one(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(adopt_goal("G27"))
    service.execute(log_mood(3))
    (goal,) = service.open_folder().journal.list_records(Goal)
    assert find_easier_goal(service.journal, clock.now(), goal) is None
    service.execute(log_mood(1))
    service.execute(adopt_goal("G01"))
    (goal,) = service.open_folder().journal.list_records(Goal)
    assert find_easier_goal(service.journal, clock.now(), goal) is None


async def test_the_evening_keeps_a_goal_that_tomorrow_has_already(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(set_goal_of_tomorrow(goal_line="the one change of the week"))
    async with running(folder, clock) as host:
        await host.press("e", "4")
        assert "For tomorrow: the one change of the week" in host.screen_text()
        await host.press("enter", "escape")
        await host.saved()
        day = clock.now().date() + timedelta(days=1)
        assert [(g.text, g.day) for g in goals(host)] == [("the one change of the week", day)]
        assert is_evening_done(host.service.journal, clock.now())
