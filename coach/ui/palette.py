"""The palette: every command, setting, theme, goal and person, found by a name, a help line or a natural word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from coach.ui.keys import USUAL, Key, KeyTable
from coach.ui.screens.today import TodayScreen
from coach.ui.text import show

_NOT_HERE = {"view.palette", "view.next", "view.previous", "outreach.up", "outreach.down"}
BEST = 1000.0
"""The score of a name: above any command that happens to hold the same letters."""
PEOPLE = 8
"""How many people are offered at most."""
Found = tuple[str, str, str, Callable[[], object]]
"""Title, help, other words that find it, and what it does."""


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
        for title, says, _, run in self._commands():
            yield DiscoveryHit(title, run, help=says)

    async def search(self, query: str) -> Hits:
        matcher, today = self.matcher(query), self._today
        known = [*self._commands(), *(_named(today) if today else ())]
        for title, says, words, run in known:
            score = max(matcher.match(title), matcher.match(says) * 0.9, matcher.match(words) * 0.8)
            if score > 0:
                yield Hit(score, show(title), run, text=title, help=says)
        for title, says, _, run in _people(today, query) if today else ():
            yield Hit(BEST, show(title), run, text=title, help=says)

    def _commands(self) -> Iterator[Found]:
        for key in self._keys:
            if key.id not in _NOT_HERE:
                yield f"{key.label} ({key.shown})" if key.key else key.label, key.help, key.words, self._run(key)

    def _run(self, key: Key) -> Callable[[], object]:
        screen = self.screen
        return partial(screen.action_run, key.id) if isinstance(screen, TodayScreen) else lambda: None


def _named(today: TodayScreen) -> Iterator[Found]:
    """Yield the settings, the themes and the goals that there are."""
    from coach.acts.goal import take
    from coach.acts.settings import SETTINGS, change, shown
    from coach.advice.goals import catalogue
    from coach.ui.dialogs.settings import SettingsDialog

    for setting in SETTINGS:
        value = shown(setting, today.desk.book.settings)
        open_it = partial(today.app.push_screen, SettingsDialog(today, at=setting.key))
        yield f"setting {setting.key}", f"{setting.title}: {value}", setting.why, open_it
    for name in sorted(today.app.available_themes):
        yield f"theme {name}", "Change the colours", "colour dark light", partial(today.do, change("theme", name))
    for goal in catalogue():
        yield f"goal: {goal.text}", "Take it for today", goal.kind, partial(today.do, take(goal.id))


def _people(today: TodayScreen, query: str) -> Iterator[Found]:
    """Yield people whose names begin as typed; nobody behind a boundary, and nobody while names are hidden."""
    from coach.advice.people import matching
    from coach.ui.commands.people import show as open_page

    if not today.hidden:
        for person in matching(today.desk.book, query)[:PEOPLE]:
            yield person.name, "What is known, and what passed", "", partial(open_page, today, person.id)
