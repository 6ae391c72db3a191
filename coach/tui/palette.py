"""The palette: every command, panel, setting, theme, goal and person, found by a name, a help line or natural words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from coach.actions.goals import adopt_goal
from coach.actions.settings import SETTING_FIELDS, format_setting, save_setting
from coach.advice.goals import load_goal_templates
from coach.advice.people import find_people_by_name
from coach.key_table import USUAL, Key, KeyTable
from coach.tui.dialogs.settings import SettingsDialog
from coach.tui.fuzzy import Candidate, score_candidates
from coach.tui.markup import styled
from coach.tui.screens.today import PANEL_TYPES, TodayScreen

_HIDDEN_COMMANDS = {"view.palette", "view.next", "view.previous", "outreach.up", "outreach.down"}
NAME_SCORE = 1000.0
"""The score of a name: above any command that happens to hold the same letters."""
MOST_PEOPLE = 8
"""How many people are offered at most."""
MINOR_WEIGHT = 0.4
"""What a goal, a theme or a command of the shell counts beside a command of the screen."""
_PANEL_WORDS = {
    "mood": "two weeks bars",
    "focus": "clock timer blocks today",
    "outreach": "not answered unanswered who owes owe waiting for silence replies list",
    "goal": "today",
}
SHELL_COMMANDS = {
    "export": ("Export everything for other programs", "save csv json markdown calendar ics data out"),
    "backup": ("Back up the data file now", "back up copy safe"),
    "restore": ("List the backups, or restore one", "backup copy old version recover"),
    "merge": ("Merge another copy of the data into this one", "two computers sync join"),
    "forget": ("Remove a person from every file", "delete person remove erase"),
    "erase": ("Remove everything", "delete all data wipe"),
    "move-data": ("Move the data to another folder", "folder dropbox syncthing"),
    "where": ("Where the data is", "file folder config path"),
    "keys": ("List the keys; config.toml can change them", "change shortcuts keyboard own keymap vim"),
}
"""Commands that only the shell has, since they deal with whole files: what they do, and words that find them."""


class PaletteHit(NamedTuple):
    """Something to offer, and what choosing it does."""

    known: Candidate
    run: Callable[[], object]


class CoachCommands(Provider):
    """Offers what the key table holds; and, once the data is there, what else can be named."""

    @property
    def _today(self) -> TodayScreen | None:
        """The first screen, if it is in front and has its data."""
        return self.screen if isinstance(self.screen, TodayScreen) and self.screen.day is not None else None

    @property
    def _keys(self) -> KeyTable:
        return self.screen.keys if isinstance(self.screen, TodayScreen) else USUAL

    async def discover(self) -> Hits:
        for known, run in self._list_commands():
            yield DiscoveryHit(known.name, run, help=known.help_line)

    async def search(self, query: str) -> Hits:
        today = self._today
        found = [*self._list_commands(), *(_list_named_things(today) if today else ())]
        scores = score_candidates(query, [known for known, _ in found])
        if not any(scores):  # letters of a name, with others left out
            matcher = self.matcher(query)
            scores = [matcher.match(known.name) * known.weight for known, _ in found]
        for (known, run), score in zip(found, scores, strict=True):
            if score > 0:
                yield Hit(score, styled(known.name), run, text=known.name, help=known.help_line)
        for known, run in _find_people(today, query) if today else ():
            yield Hit(NAME_SCORE, styled(known.name), run, text=known.name, help=known.help_line)

    def _list_commands(self) -> Iterator[PaletteHit]:
        for key in self._keys:
            if key.id not in _HIDDEN_COMMANDS:
                name = f"{key.label} ({key.shown})" if key.key else key.label
                yield PaletteHit(Candidate(name, key.help, key.words), self._make_runner(key))

    def _make_runner(self, key: Key) -> Callable[[], object]:
        screen = self.screen
        return partial(screen.action_run, key.id) if isinstance(screen, TodayScreen) else lambda: None


def _list_named_things(today: TodayScreen) -> Iterator[PaletteHit]:
    """Yield the panels, the settings, the themes, the goals, and what only the shell has."""
    for column, panel in PANEL_TYPES.items():
        title = str(getattr(panel, "TITLE", ""))
        says = "Go to this panel"
        yield PaletteHit(Candidate(f"panel {title}", says, _PANEL_WORDS[column]), partial(_focus_panel, today, column))
    for setting in SETTING_FIELDS:
        value = format_setting(setting, today.service.journal.settings)
        open_it = partial(today.app.push_screen, SettingsDialog(today.session, at=setting.key))
        yield PaletteHit(Candidate(f"setting {setting.key}", f"{setting.title}: {value}", setting.reason, 0.9), open_it)
    for name in sorted(today.app.available_themes, key=lambda name: (not name.startswith("coach-"), name)):
        ours = 1.0 if name.startswith("coach-") else MINOR_WEIGHT
        wear = partial(today.session.execute, save_setting("theme", name))
        yield PaletteHit(Candidate(f"theme {name}", "Change the colours", "colour dark light", ours), wear)
    for name, (says, words) in SHELL_COMMANDS.items():
        tell = partial(today.notify_person, f"In the shell: coach {name}. {says}.")
        yield PaletteHit(Candidate(f"coach {name}", f"{says}, in the shell", words, 0.8), tell)
    for goal in load_goal_templates():
        yield PaletteHit(
            Candidate(f"goal: {goal.text}", "Take it for today", goal.kind, MINOR_WEIGHT),
            partial(today.session.execute, adopt_goal(goal.id)),
        )


def _focus_panel(today: TodayScreen, column: str) -> None:
    today.set_focus(today.query_one(PANEL_TYPES[column]))


def _find_people(today: TodayScreen, query: str) -> Iterator[PaletteHit]:
    """Yield people whose names begin as typed; nobody behind a boundary, and nobody while names are hidden."""
    if not today.hidden:
        for person in find_people_by_name(today.service.journal, query)[:MOST_PEOPLE]:
            yield PaletteHit(
                Candidate(person.name, "What you know about them, and your conversation"),
                partial(today.session.pages.open_person, person.id),
            )
