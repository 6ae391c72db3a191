"""The palette: every command, panel, setting, theme, goal and person, found by a name, a help line or natural words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from coach.acts.goal import take
from coach.acts.settings import SETTINGS, change, shown
from coach.advice.goals import catalogue
from coach.advice.people import matching
from coach.key_table import USUAL, Key, KeyTable
from coach.ui.dialogs.settings import SettingsDialog
from coach.ui.ranking import Known, rank
from coach.ui.screens.today import PANELS, TodayScreen
from coach.ui.text import show

_NOT_HERE = {"view.palette", "view.next", "view.previous", "outreach.up", "outreach.down"}
BEST = 1000.0
"""The score of a name: above any command that happens to hold the same letters."""
PEOPLE = 8
"""How many people are offered at most."""
BEHIND = 0.4
"""What a goal, a theme or a command of the shell counts beside a command of the screen."""
_PANEL_WORDS = {
    "mood": "two weeks bars",
    "focus": "clock timer blocks today",
    "outreach": "not answered unanswered who owes owe waiting for silence replies list",
    "goal": "today",
}
IN_SHELL = {
    "export": ("Everything in a form that others can read", "save csv json markdown calendar ics data out"),
    "backup": ("Copy the data file now", "back up copy safe"),
    "restore": ("List the copies, or put one back", "backup copy old version recover"),
    "merge": ("Join another copy of the data with this one", "two computers sync join"),
    "forget": ("Remove a person from every file", "delete person remove erase"),
    "erase": ("Remove everything", "delete all data wipe"),
    "move-data": ("Move the data to another folder", "folder dropbox syncthing"),
    "where": ("Where the data is", "file folder config path"),
    "keys": ("The keys in force; a config.toml gives them other places", "change shortcuts keyboard own keymap vim"),
}
"""Commands that only the shell has, since they deal with whole files: what they do, and words that find them."""


class Found(NamedTuple):
    """Something to offer, and what choosing it does."""

    known: Known
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
        for known, run in self._commands():
            yield DiscoveryHit(known.name, run, help=known.says)

    async def search(self, query: str) -> Hits:
        today = self._today
        found = [*self._commands(), *(_named(today) if today else ())]
        scores = rank(query, [known for known, _ in found])
        if not any(scores):  # letters of a name, with others left out
            matcher = self.matcher(query)
            scores = [matcher.match(known.name) * known.weight for known, _ in found]
        for (known, run), score in zip(found, scores, strict=True):
            if score > 0:
                yield Hit(score, show(known.name), run, text=known.name, help=known.says)
        for known, run in _people(today, query) if today else ():
            yield Hit(BEST, show(known.name), run, text=known.name, help=known.says)

    def _commands(self) -> Iterator[Found]:
        for key in self._keys:
            if key.id not in _NOT_HERE:
                name = f"{key.label} ({key.shown})" if key.key else key.label
                yield Found(Known(name, key.help, key.words), self._run(key))

    def _run(self, key: Key) -> Callable[[], object]:
        screen = self.screen
        return partial(screen.action_run, key.id) if isinstance(screen, TodayScreen) else lambda: None


def _named(today: TodayScreen) -> Iterator[Found]:
    """Yield the panels, the settings, the themes, the goals, and what only the shell has."""
    for column, panel in PANELS.items():
        title = str(getattr(panel, "TITLE", ""))
        says = "Go to this panel"
        yield Found(Known(f"panel {title}", says, _PANEL_WORDS[column]), partial(_go, today, column))
    for setting in SETTINGS:
        value = shown(setting, today.desk.book.settings)
        open_it = partial(today.app.push_screen, SettingsDialog(today.session, at=setting.key))
        yield Found(Known(f"setting {setting.key}", f"{setting.title}: {value}", setting.why, 0.9), open_it)
    for name in sorted(today.app.available_themes, key=lambda name: (not name.startswith("coach-"), name)):
        ours = 1.0 if name.startswith("coach-") else BEHIND
        wear = partial(today.session.execute, change("theme", name))
        yield Found(Known(f"theme {name}", "Change the colours", "colour dark light", ours), wear)
    for name, (says, words) in IN_SHELL.items():
        tell = partial(today.say, f"In the shell: coach {name}. {says}.")
        yield Found(Known(f"coach {name}", f"{says}, in the shell", words, 0.8), tell)
    for goal in catalogue():
        yield Found(
            Known(f"goal: {goal.text}", "Take it for today", goal.kind, BEHIND),
            partial(today.session.execute, take(goal.id)),
        )


def _go(today: TodayScreen, column: str) -> None:
    today.set_focus(today.query_one(PANELS[column]))


def _people(today: TodayScreen, query: str) -> Iterator[Found]:
    """Yield people whose names begin as typed; nobody behind a boundary, and nobody while names are hidden."""
    if not today.hidden:
        for person in matching(today.desk.book, query)[:PEOPLE]:
            yield Found(
                Known(person.name, "What is known, and what passed"),
                partial(today.session.pages.open_person, person.id),
            )
