"""Drawing in rows: what changes is painted row by row, and rows that are as before are not painted again.

A key is to be seen at once, and most keys change one row of a panel. Textual paints a whole widget or the regions
that it is given; here the rows drawn now are compared with those drawn before, and the others are the regions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.content import Content
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.visual import Visual

from coach.ui.panels.kept import Kept
from coach.ui.text import lines


class Drawn(Kept):
    """A widget that is a column of rows. `redraw` shows what is another than before."""

    _due = False
    """Whether rows may be others than those drawn last."""
    _drawn: list[tuple[Content, Offset]] | None = None
    """The rows as they were drawn last, each with its place in the text, which selecting needs to know; None if they
    have to be drawn before anything is painted."""

    def __init__(self) -> None:
        super().__init__()
        self._strips: dict[int, Strip] = {}

    def rows(self) -> Iterable[Content]:
        """Return what there is to see now, from the top down. A row that is too long goes on in the next one."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Have those rows painted that are others than before, once everything that a key changes has changed."""
        self._due = True
        self.check_idle()

    def _check_refresh(self) -> None:
        self._compare()
        super()._check_refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._compare()  # another widget may have the screen painted a moment before
        return super().render_lines(crop)

    def _compare(self) -> None:
        """Draw again if that is due, and let those rows be painted that are others than before."""
        if not self._due:
            return
        self._due = False
        before, width = self._drawn, self.size.width
        if before is None or self.text_selection is not None:
            self.refresh()
            return
        after = self._drawn = self._wrapped()
        changed = [y for y, row in enumerate(after) if y >= len(before) or not _same(row, before[y])]
        changed += range(len(after), len(before))
        for y in changed:
            self._strips.pop(y, None)
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def render(self) -> Content:
        return lines(*self.rows())

    def render_line(self, y: int) -> Strip:
        if self.text_selection is not None:
            return super().render_line(y)
        if self._drawn is None:
            self._drawn = self._wrapped()
        if y not in self._strips:
            self._strips[y] = self._painted(y, self._drawn)
        return self._strips[y]

    def _painted(self, y: int, rows: list[tuple[Content, Offset]]) -> Strip:
        width, style = self.size.width, self.visual_style
        if y >= len(rows):
            return Strip.blank(width, style.rich_style)
        row, place = rows[y]
        strips = Visual.to_strips(self, row, width, 1, style)
        return strips[0].apply_offsets(*place) if strips else Strip.blank(width, style.rich_style)

    def _wrapped(self) -> list[tuple[Content, Offset]]:
        width = self.size.width
        fitting: list[tuple[Content, Offset]] = []
        for y, line in enumerate(_lines(self.rows())):
            if width <= 0 or line.cell_length <= width:
                fitting.append((line, Offset(0, y)))
                continue
            x = 0
            for piece in line.wrap(width):
                x = max(x, line.plain.find(piece.plain, x))
                fitting.append((piece, Offset(x, y)))
        return fitting

    def _set_dirty(self, *regions: Region) -> None:
        if not regions:
            self._forget()
        super()._set_dirty(*regions)

    def notify_style_update(self) -> None:
        self._forget()
        super().notify_style_update()

    def _forget(self) -> None:
        self._drawn = None
        self._strips.clear()


def _lines(rows: Iterable[Content]) -> Iterator[Content]:
    for row in rows:
        if "\n" in row.plain:
            yield from row.split("\n", allow_blank=True)
        else:
            yield row


def _same(one: tuple[Content, Offset], other: tuple[Content, Offset]) -> bool:
    return one[1] == other[1] and one[0].is_same(other[0])
