"""A journey through every page by keyboard alone, in a real terminal of 80 × 24, with each set of keys."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest

from coach.actions.settings import save_setting
from coach.demo import write_demo_data
from coach.keys import KEY_NAME_CHARACTERS, USUAL_KEYS, KeyTable, parse_user_keys
from coach.service import CoachService
from tests.terminal import COACH, Terminal

PAGES = (
    ("mood.entries", "Moods"),
    ("focus.choose", "What kind of block"),
    ("hours.set", "When do you network"),
    ("outreach.sent", "I wrote to"),
    ("outreach.wrote", "They wrote to me"),
    ("outreach.choices", "This conversation"),
    ("outreach.copy", "A message to"),
    ("draft.write", "A draft"),
    ("people.find", "Find people"),
    ("people.note", "A takeaway|A note about"),
    ("opportunities.show", "Opportunities and events"),
    ("boundary.draw", "What happened with"),
    ("goal.write", "A goal of your own"),
    ("review.evening", "Evening"),
    ("review.checks", "Checks"),
    ("away.step", "Step away until"),
    ("week.show", "Week  "),
    ("takeaways.show", "make it a post"),
    ("trends.show", "Trends  "),
    ("exchange.bring", "Import"),
    ("view.settings", "Settings"),
    ("view.help", "On a hard day|Somebody wrote to me"),
    ("view.palette", "any word"),
)
"""A command and what its page shows; Esc leads back from each."""
DATA = r"\d of 90 min"
"""Stands at the top once the data has been read, at every hour of the day."""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "data"
    write_demo_data(CoachService(folder))
    CoachService(folder).execute(save_setting("limit", "90"))
    return {"COACH_DATA_DIR": str(folder), "TZ": "Europe/Berlin", "XDG_CONFIG_HOME": str(tmp_path / "config")}


def keys_of(preset: str, env: dict[str, str]) -> KeyTable:
    """Write a config.toml that asks for `preset`, and return the keys that are in force with it."""
    text = f'[keys]\npreset = "{preset}"\n' if preset else ""
    file = Path(env["XDG_CONFIG_HOME"]) / "coach" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return USUAL_KEYS.replace_keys(parse_user_keys(text).keys)


class Journey:
    """A person who knows commands by what they do, and presses the key that stands for each."""

    def __init__(self, terminal: Terminal, keys: KeyTable) -> None:
        self.terminal, self._keys = terminal, keys.keys()

    def press(self, command: str) -> None:
        key = self._keys[command].split(",")[0]
        self.terminal.press(KEY_NAME_CHARACTERS.get(key, key))

    def there_and_back(self, command: str, shows: str) -> None:
        self.press(command)
        self.terminal.wait_for(shows)
        self.terminal.press("esc")
        self.terminal.wait_gone(shows)


@pytest.mark.parametrize(
    ("preset", "pages"),
    [
        pytest.param("arrows", PAGES[::4], id="some pages"),
        *(pytest.param(preset, PAGES, marks=pytest.mark.slow, id=preset) for preset in ("arrows", "vim")),
    ],
)
def test_every_page_is_reached_and_left_by_keyboard(
    preset: str, pages: tuple[tuple[str, str], ...], env: dict[str, str]
) -> None:
    keys = keys_of(preset, env)
    with Terminal(columns=80, rows=24, env=env) as terminal:
        journey = Journey(terminal, keys)
        terminal.wait_for(DATA)
        for command, shows in pages:
            if command == "outreach.choices":
                journey.press("outreach.down")
                terminal.wait_for("Enter opens")
            journey.there_and_back(command, shows)
        journey.press("mood.log")
        terminal.wait_for("How are you")
        terminal.press("4")
        terminal.wait_for("Saved: good")
        journey.press("undo.undo")
        terminal.wait_for("Undone: good")
        journey.press("undo.redo")
        terminal.wait_for("Redone")
        journey.press("view.hide")
        terminal.wait_for("•••••")
        journey.press("view.hide")
        terminal.wait_gone("•••••")
        journey.press("view.quit")
        assert terminal.wait_end() == 0


@pytest.mark.parametrize("preset", ["", pytest.param("vim", marks=pytest.mark.slow)])
def test_a_person_is_opened_from_the_list_and_the_quiet_page_is_left_again(preset: str, env: dict[str, str]) -> None:
    keys = keys_of(preset, env)
    with Terminal(columns=80, rows=24, env=env) as terminal:
        journey = Journey(terminal, keys)
        terminal.wait_for(DATA)
        journey.press("outreach.down")
        terminal.wait_for("Enter opens")
        journey.press("goal.take")
        terminal.wait_gone("Today's goal")
        terminal.wait_for("Ruth Adeyemi")
        terminal.press("esc")
        terminal.wait_for("Today's goal")
        journey.press("away.step")
        terminal.wait_for("Step away until")
        terminal.press("down", "enter")
        terminal.wait_for("I am back")
        terminal.wait_gone("Today's goal")
        journey.press("away.step")
        terminal.wait_for("Today's goal")
        journey.press("view.quit")
        assert terminal.wait_end() == 0


def test_a_config_that_cannot_be_read_is_one_line_and_the_usual_keys_work(env: dict[str, str]) -> None:
    file = Path(env["XDG_CONFIG_HOME"]) / "coach" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[keys\n", encoding="utf-8")
    with Terminal(columns=80, rows=24, env=env) as terminal:
        terminal.wait_for("config.toml cannot be read")
        terminal.press("m", "3")
        terminal.wait_for("Saved: okay")


def test_the_window_may_change_its_size_at_any_moment(env: dict[str, str]) -> None:
    rng = random.Random(9)
    keys = ["m", "tab", "o", "esc", "esc", ",", "?", "w", "t", "down", "f", ";", "/", "D", "enter", "s"]
    with Terminal(columns=80, rows=24, env=env) as terminal:
        for _ in range(40):
            if rng.random() < 0.6:
                terminal.press(rng.choice(keys))
            terminal.resize(rng.choice([1, 2, 7, 30, 40, 60, 80, 119, 200]), rng.choice([1, 2, 5, 9, 12, 20, 24, 60]))
            terminal.settle()
        terminal.resize(80, 24)
        terminal.wait_for(r"\w{3,}")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    assert not (Path(os.environ["XDG_STATE_HOME"]) / "coach" / "coach.log").exists()


def test_the_title_of_the_window_never_holds_a_name(env: dict[str, str]) -> None:
    with Terminal(*COACH, columns=80, rows=24, env=env) as terminal:
        terminal.wait_for(DATA)
        terminal.press("F", "1")
        terminal.wait_for("How long")
        terminal.press("1")
        terminal.wait_for("What for")
        terminal.press("write to Priya Raman", "enter")
        terminal.wait_for("Started|anyway")
        terminal.press("enter")
        terminal.wait_for("until")
        terminal.press("q")
        terminal.wait_end()
    titles = re.findall(rb"\x1b\][012];(.*?)(?:\x07|\x1b\\)", bytes(terminal.raw))
    assert titles and all(b"Priya" not in title and b"write" not in title for title in titles)
