"""The lines around the panels: header, the coach's one line, the quiet flash of a save, and the footer of keys."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive, var
from textual.timer import Timer

from coach.domain.day import Day
from coach.domain.wording import format_date
from coach.key_table import USUAL, Key, KeyTable
from coach.ui.panels.panel import PlainLinks
from coach.ui.text import QUIET, TITLE, bar, button, fit, join, keyed, lines, show, spread

FLASH_SECONDS = 8


class Line(PlainLinks):
    """A line of the screen."""


class Header(Line):
    """Which day it is, networking hours, and how much of today's time is used."""

    day: reactive[Day | None] = reactive(None)

    def render(self) -> Content:
        day, width = self.day, self.content_size.width
        if day is None:
            return show("coach", f"{TITLE} bold")
        date = format_date(day.date, weekday=True)
        if width < 90:
            date = format_date(day.date, weekday=True, short=True)
        name = show("coach", f"{TITLE} bold") if width >= 50 else show("")
        left = join(name, show(date), between="   ")
        minutes = day.networking_minutes
        used = f"{minutes} of {day.limit_minutes} min today" if width >= 70 else f"{minutes} of {day.limit_minutes} min"
        hours = f"networking {day.until}" if day.until and width >= 70 else day.until if width >= 50 else ""
        part = minutes / day.limit_minutes if day.limit_minutes else 0.0
        meter = bar(part, 16 if width >= 100 else 8) if width >= 50 else Content("")
        right = join(join(show(hours, QUIET), show(used, QUIET), between=" · "), meter, between="  ")
        return spread(left, right, width)


class CoachLine(Line):
    """One honest line, never two; with y it says why. While names are hidden it says the same without them."""

    day: var[Day | None] = var(None)
    why: reactive[bool] = reactive(False, layout=True)
    keys: var[KeyTable] = var(USUAL)

    def watch_day(self, before: Day | None, after: Day | None) -> None:
        if before and after and before.rule != after.rule:
            self.why = False
        if before is None or (after is not None and (before.told, before.why) != (after.told, after.why)):
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(self._said(), width))

    def render(self) -> Content:
        width, height = self.content_size.width, max(1, self.content_size.height)
        said = self._said()
        rows = self._rows(said, width)
        if len(rows) > height:  # what there is no room for is cut off, and the keys stay
            rows = said.wrap(width)
            keys = Content("") if self.why else self._keys("", "", " ").pad_left(1)
            rows = [*rows[: height - 1], spread(Content(" ").join(rows[height - 1 :]), keys, width)]
        return lines(*rows)

    def _said(self) -> Content:
        day = self.day
        if day is None or not day.line:
            return Content("")
        return show(day.why, QUIET) if self.why and day.why else show(day.told)

    def _rows(self, said: Content, width: int) -> list[Content]:
        """Return the whole line in rows, its keys at the end of the last one or in a row of their own."""
        rows = said.wrap(width) if said and width > 0 else []
        if self.why or not rows:
            return rows
        long = self._keys("why", "later", " · ")
        # Two rows are there in any case, so the words of the keys go only where both hold what is said.
        for keys in (long,) if len(rows) == 1 else (long, self._keys("", "", " ")):
            if rows[-1].cell_length + keys.cell_length + 2 <= width:
                return [*rows[:-1], spread(rows[-1], keys, width)]
        return [*rows, spread(Content(""), long, width)]

    def _keys(self, why: str, later: str, between: str) -> Content:
        """Return the two keys of the line, each with a word beside it."""
        said = (("coach.why", why), ("outreach.later", later))
        keys = [button(keyed(self.keys.name(command), word), command) for command, word in said]
        return Content.styled(between, QUIET).join(keys)


class Flash(Line):
    """The quiet line that says what was saved, and that u takes it back. Gone after some seconds; no toast."""

    text: reactive[str] = reactive("", always_update=True)
    hint: reactive[str] = reactive("")
    """What stands here while there is nothing else to say."""
    trouble: reactive[str] = reactive("")
    """What stands here instead while something shown is not saved yet."""
    undoable: var[bool] = var(False)
    keys: var[KeyTable] = var(USUAL)
    _timer: Timer | None = None

    def say(self, text: str, *, undo: bool = False) -> None:
        """Show one line for a while."""
        self.undoable = undo
        self.text = text
        self.refresh()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FLASH_SECONDS, self._fade)

    def follow(self, other: Flash) -> None:
        """Say here, on a page above, what `other` says."""

        def said(text: str) -> None:
            if text:
                self.say(text, undo=other.undoable)

        self.watch(other, "text", said, init=False)
        self.watch(other, "trouble", lambda text: setattr(self, "trouble", text))

    def _fade(self) -> None:
        self.text = ""

    def render(self) -> Content:
        width = self.content_size.width
        if not self.text:
            return fit(show(self.trouble, TITLE) if self.trouble else show(self.hint, QUIET), width)
        if not self.undoable:
            return fit(show(self.text, TITLE), width)
        undo = button(keyed(self.keys.name("undo.undo"), "undo"), "undo.undo")
        said, room = show(self.text, TITLE), width - undo.cell_length
        return spread(said if said.cell_length <= room else fit(said, max(0, room - 2)), undo, width)


class KeyLine(Line):
    """The footer: the most useful keys, as many as fit, and always ? and q. Each can be clicked."""

    keys: var[KeyTable] = var(USUAL)

    def fitting(self, width: int) -> tuple[list[Key], int]:
        """Return the keys that fit into `width` cells, the least useful left out first, and the gap between them."""
        ranked = sorted((key for key in self.keys if key.footer and key.key), key=lambda key: key.footer)
        always, others = [k for k in ranked if k.footer >= 90], [k for k in ranked if k.footer < 90]
        while True:
            keys = [*others, *always]
            length = sum(cell_len(k.first) + 1 + len(k.label) for k in keys)
            for gap in (3, 2):
                if length + gap * (len(keys) - 1) <= width:
                    return keys, gap
            if not others:
                return keys, 1
            others.pop()

    def render(self) -> Content:
        keys, gap = self.fitting(self.content_size.width)
        return Content(" " * gap).join([button(keyed(key.first, key.label), key.id) for key in keys])
