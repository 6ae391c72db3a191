"""Settings: changed on the page or in the shell, applied at once, undone like everything else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.theme import Theme

from coach.actions.outreach import log_sent_message
from coach.actions.settings import (
    SETTING_FIELDS,
    find_setting,
    format_setting,
    save_setting,
)
from coach.domain.settings import Settings
from coach.domain.typed_dates import format_weekdays, parse_weekdays
from coach.errors import InvalidInput
from coach.service import CoachService
from coach.tui.themes import THEMES
from tests.conftest import FakeClock
from tests.tui.host import running


async def test_a_yes_or_no_turns_around_with_enter_and_u_undoes_it(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "full")
    async with running(folder, clock) as host:
        assert host.app.animation_level == "full"
        await host.press("comma")
        at = [s.key for s in SETTING_FIELDS].index("still")
        await host.press(*["down"] * at, "enter")
        assert host.service.journal.settings.still
        assert host.app.animation_level == "none"
        await host.press("u")
        await host.saved()
        assert not host.service.journal.settings.still
        assert host.app.animation_level == "full"


async def test_surroundings_that_want_no_animation_get_none(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:  # the tests' own surroundings want none
        assert not host.service.journal.settings.still
        assert host.app.animation_level == "none"


async def test_a_number_is_applied_at_once_and_one_that_does_not_fit_stays_to_be_put_right(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("comma", "enter", "x", "enter")
        assert "Type a number from 0 to 1440" in host.screen_text()
        await host.press("backspace", "3", "0", "enter")
        await host.press("down", "down", "enter", "5", "0", "enter", "escape")  # it replaces the one that stands there
        await host.saved()
        assert "of 30 min today" in host.screen_text()
        assert host.service.journal.settings.block_minutes == 50


async def test_a_theme_is_tried_on_and_kept_over_a_restart(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("comma")
        at = [s.key for s in SETTING_FIELDS].index("theme")
        await host.press(*["down"] * at, "enter", "down", "enter")
        await host.saved()
        assert host.app.theme == "coach-light"
    async with running(folder, clock) as host:
        assert host.app.theme == "coach-light"


async def test_names_hide_while_the_window_is_left_if_that_was_chosen(folder: Path, clock: FakeClock) -> None:
    from coach.actions.outreach import log_sent_message

    service = CoachService(folder, clock)
    service.execute(log_sent_message("Priya"))
    service.execute(save_setting("hide-on-blur", "yes"))
    async with running(folder, clock) as host:
        assert "Priya" in host.screen_text()
        host.app.app_focus = False
        await host.pilot.pause()
        assert "Priya" not in host.screen_text()
        host.app.app_focus = True
        await host.pilot.pause()
        assert "Priya" in host.screen_text()


def test_every_setting_is_a_field_and_reads_what_it_shows() -> None:
    for setting in SETTING_FIELDS:
        value = format_setting(setting, Settings())
        assert setting.field in Settings.model_fields and setting.reason and setting.title
        if value != "not asked yet":
            assert setting.parse_value(value, date(2026, 12, 1)) == getattr(Settings(), setting.field)


@given(st.sets(st.integers(0, 6)))
def test_weekdays_are_read_as_they_are_shown(chosen: set[int]) -> None:
    assert parse_weekdays(format_weekdays(tuple(sorted(chosen)))) == tuple(sorted(chosen))


def test_an_unknown_setting_gets_the_nearest_name() -> None:
    with pytest.raises(InvalidInput, match="Did you mean limit"):
        find_setting("limt")


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_every_colour_of_text_reaches_four_and_a_half_to_one(theme: Theme) -> None:
    # Frames and grounds carry no text.
    others = ("frame", "ground", "border", "scrollbar", "selected", "block", "input")
    texts = {name: colour for name, colour in theme.variables.items() if not name.startswith(others)}
    texts["foreground"] = str(theme.foreground)
    for ground in (theme.background, theme.surface, theme.variables["selected"]):
        for name, colour in texts.items():
            light, dark = sorted((_luminance(str(ground)), _luminance(colour)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)


def test_without_a_working_day_every_day_is_one(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    assert service.execute(save_setting("work-days", "none")).message == "Set: working days, mon-sun."
    service.execute(log_sent_message("Ana"))
    clock.forward(days=6)  # over a weekend
    (row,) = service.build_day().rows
    assert row.silent_days == 6
    stored_before = Settings.model_validate({"work_days": [], "limit_minutes": 30})
    assert format_setting(find_setting("work-days"), stored_before) == "mon-sun"
