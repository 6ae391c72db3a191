"""The palette: every command of the key table, found by its label, its help or a natural word for it."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from coach.ui.keys import USUAL, Key, KeyTable
from coach.ui.screens.today import TodayScreen

_NOT_HERE = {"view.palette", "view.next", "view.previous", "outreach.up", "outreach.down"}


class CoachCommands(Provider):
    """Offers what the key table holds, and the themes."""

    @property
    def _keys(self) -> KeyTable:
        return self.screen.keys if isinstance(self.screen, TodayScreen) else USUAL

    async def discover(self) -> Hits:
        for key in self._keys:
            if key.id not in _NOT_HERE:
                yield DiscoveryHit(_title(key), partial(self._run, key), help=key.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._keys:
            score = max(matcher.match(_title(key)), matcher.match(key.help) * 0.9, matcher.match(key.words) * 0.8)
            if score > 0 and key.id not in _NOT_HERE:
                yield Hit(score, matcher.highlight(_title(key)), partial(self._run, key), help=key.help)
        for name in sorted(self.app.available_themes):
            title = f"theme {name}"
            if (score := matcher.match(title)) > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(self._colour, name),
                    help="Change the colours",
                )

    def _colour(self, name: str) -> None:
        from coach.acts.settings import change

        screen = self.app.screen
        if isinstance(screen, TodayScreen) and screen.day is not None:
            screen.do(change("theme", name))

    def _run(self, key: Key) -> None:
        screen = self.app.screen
        if isinstance(screen, TodayScreen):
            screen.action_run(key.id)


def _title(key: Key) -> str:
    return f"{key.label} ({key.shown})" if key.key else key.label
