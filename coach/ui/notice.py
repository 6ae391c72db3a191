"""Noticing: what a person hears and sees when a block or a break ends, or the day's limit is reached.

The panel and the window's title change always. A bell and a message on the desktop come if they were chosen,
and never outside the networking hours. Nothing here ever holds a name or a note.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from coach.domain.day import Day
from coach.ui.textual_private import write_to_terminal

if TYPE_CHECKING:
    from coach.ui.screens.today import TodayScreen

SAID_BY_COACH = {"limit": "R05", "feed": "R06"}
"""Rules whose line says the same, so that it is said once."""


class Notice:
    """What was noticed so far: the title that is set, and the minutes of the day that were seen last."""

    def __init__(self, screen: TodayScreen) -> None:
        self._screen = screen
        self._title = ""
        self._used: tuple[object, int, int] | None = None

    def saw(self, day: Day) -> None:
        """Take in a new view of the day: the title follows it, and passing a limit is noticed once."""
        self.title(title_of(day))
        networking, feed = day.networking_minutes, day.feed_minutes
        before, self._used = self._used, (day.date, networking, feed)
        if before is None or before[0] != day.date:
            return
        if day.limit_minutes and before[1] < day.limit_minutes <= networking:
            self._hook("on_limit", minutes=networking)
            self._limit(day, "limit", f"{networking} minutes of networking today, as you set it. The rest can wait.")
        elif day.feed_limit and before[2] < day.feed_limit <= feed:
            self._limit(day, "feed", f"{feed} minutes of reading and searching today, as you set it.")

    def moves(self, day: Day, now: datetime) -> bool:
        """Tell whether a new minute may show: outside the networking hours nothing moves but the clock."""
        if now.replace(second=0, microsecond=0) == day.now.replace(second=0, microsecond=0):
            return False
        from coach.advice.hours import within
        from coach.domain.clock import day_of

        settings = self._screen.desk.book.settings
        return not day.outside or within(settings, now) is not False or day_of(now, settings.day_ends) != day.date

    def over(self, *, rest: bool) -> None:
        """Say which phase has ended, and ring if that was chosen."""
        day = self._screen.day
        if day is None:
            return
        says = "The break is over." if rest else f"The block is over: {day.block.kind if day.block else day.last_kind}."
        self._screen.say(says)
        if not rest:
            self.block_ended(day.block.kind if day.block else day.last_kind)
        settings = self._screen.desk.book.settings
        if day.outside:
            return
        if settings.bell:
            self._screen.app.bell()
        if settings.notify:
            self._screen.run_worker(_message(says), group="message", exit_on_error=False)

    def block_ended(self, kind: str) -> None:
        """Run the hook of a block's end."""
        self._hook("on_block_end", kind=kind)

    def stepped_away(self) -> None:
        """Run the hook of stepping away."""
        self._hook("on_step_away")

    def title(self, text: str) -> None:
        """Set the title of the window, if it is another than before."""
        if text != self._title:
            write_to_terminal(self._screen.app, f"{'' if self._title else _REMEMBER}\x1b]2;{text}\x1b\\")
            self._title = text

    def leave(self) -> None:
        """Give the window its old title back."""
        if self._title:
            write_to_terminal(self._screen.app, _RESTORE)
            self._title = ""

    def _limit(self, day: Day, what: str, says: str) -> None:
        if day.rule != SAID_BY_COACH[what] and not day.outside:
            self._screen.say(says)

    def _hook(self, event: str, **facts: object) -> None:
        from coach import hooks

        app, say = self._screen.app, self._screen.say

        def told(line: str) -> None:
            with suppress(RuntimeError):  # the window may be closed by now
                app.call_from_thread(say, line)

        hooks.start_hook(event, told, facts)


_REMEMBER, _RESTORE = "\x1b[22;2t", "\x1b[23;2t"
"""Put the title on the terminal's stack of titles, and take it from there (XTWINOPS 22 and 23, ctlseqs of xterm)."""


def title_of(day: Day) -> str:
    """Return the title for a day: what runs and until when, and never a name."""
    if day.block is not None:
        from coach.domain.focus import Phase, phase

        state = phase(day.block, day.now)
        if state is Phase.OVER:
            return "coach · the block is over"
        if state is Phase.PAUSED:
            return f"coach · {day.block.kind}, paused"
        until = f" until {day.block.deadline.astimezone(day.now.tzinfo):%H:%M}" if day.block.deadline else ""
        return f"coach · {day.block.kind}{until}"
    if day.rest_until is not None:
        return f"coach · break until {day.rest_until.astimezone(day.now.tzinfo):%H:%M}"
    return "coach"


def can_message() -> bool:
    """Tell whether messages on the desktop are possible: the optional extra `notify` is installed."""
    from importlib.util import find_spec  # most people have chosen long ago

    return find_spec("desktop_notifier") is not None


async def _message(says: str) -> None:
    """Show a message on the desktop. Where there is none, the screen has said it already."""
    with suppress(Exception):
        from desktop_notifier import DesktopNotifier  # an optional extra

        notifier = DesktopNotifier(app_name="coach")
        await notifier.send(title="coach", message=says)
