"""The pictures of the week: two lists of counts, the feel of blocks, seven days, people, and the one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from coach.advice.week import Count, Week, became, change_for, proposed, served
from coach.domain.rounding import round_half_up
from coach.ui.charts_bars import EIGHTHS, felt_row
from coach.ui.scale import NAMES
from coach.ui.text import HIDDEN, QUIET, STRONG, cut, join, lines, show

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Shown:
    """A week as it is shown: names and own words hidden or not."""

    week: Week
    hide: bool = False


def gave(shown: Shown, width: int, height: int) -> Content:
    """Return what I gave, and what the goals that were done worked on."""
    rows, on = _counts(shown.week.gave, height, "Nothing logged."), served(shown.week)
    more = show(f"goals worked on {on}", QUIET).wrap(width) if on else []
    return lines(rows, *more[: max(0, height - len(shown.week.gave))])


def came(shown: Shown, width: int, height: int) -> Content:
    """Return what came back: the other side's, and none of anybody's worth."""
    return _counts(shown.week.came, height, "Quiet on their side.")


def felt(shown: Shown, width: int, height: int) -> Content:
    """Return how each kind of block felt, with its n."""
    if not shown.week.felt:
        return show("No block said how it felt.", QUIET)
    rows = [felt_row(each.name, each, width, enough=1, label_width=10) for each in shown.week.felt[:height]]
    return lines(*rows, *[Content(""), show("n: how many blocks", QUIET)] * (len(rows) + 2 <= height))


def days(shown: Shown, width: int, height: int) -> Content:
    """Return seven columns, blank for a day without a mood, and who was nice to talk to."""
    week, wide = shown.week, max(2, min(6, (width - 6) // 7))
    people = _people(shown, width)
    words = (
        [NAMES[round_half_up(mood)] if mood else "" for mood in week.moods]
        if wide >= max(map(len, NAMES.values()))
        else []
    )
    tall = max(1, min(6, height - 1 - bool(words) - len(people)))
    drawn = []
    for level in range(tall - 1, -1, -1):
        cells = [_column(mood, level, tall, wide) for mood in week.moods]
        drawn.append(Content(" ").join(cells))
    under = [Content.styled(" ".join(f"{name:{wide}}" for name in row), QUIET) for row in (words, _WEEKDAYS) if row]
    return lines(*(drawn if any(week.moods) else [show("No moods logged.", QUIET)]), *under, *people)


def change(shown: Shown, width: int, height: int) -> Content:
    """Return the one change: what was chosen, and what is on offer; long ones in full if there is room for them."""
    rows = _change(shown, width, whole=True)
    return lines(*(rows if len(rows) <= height else _change(shown, width, whole=False)[:height]))


def _change(shown: Shown, width: int, *, whole: bool) -> list[Content]:
    week = shown.week
    rows: list[Content] = []
    if week.began_with:
        text = HIDDEN if shown.hide else cut(became(week), width - 15)
        rows.append(join(show("it began with", QUIET), show(text), between="  "))
    if week.change:
        rows.append(show(HIDDEN if shown.hide else cut(week.change, width), STRONG))
    elif not week.open:
        rows.append(show("No change was noted at its end.", QUIET))
    if not week.open:
        return rows
    for n, proposal in enumerate(week.proposals, 1):
        said, why = proposed(proposal, hide=shown.hide), show(proposal.why, QUIET)
        key = join(show(str(n), "$key bold"), "  ")
        first, *more = show(said).wrap(width - 3) if whole else [show(cut(said, width - 3))]
        fits = not more and 3 + first.cell_length + 3 + why.cell_length <= width
        rows.append(join(key, join(first, why, between="   ") if fits else first))
        rows += [join("   ", each) for each in more]
    return [*rows, join(show(str(len(week.proposals) + 1), "$key bold"), "  ", show("in your own words"))]


def change_title(shown: Shown) -> str:
    """Return what stands above the change."""
    return f"One change for {change_for(shown.week)}"


def _counts(counts: Sequence[Count], height: int, nothing: str) -> Content:
    if not counts:
        return show(nothing, QUIET)
    rows = [
        join(show(f"{each.n}", STRONG), show(each.one if each.n == 1 else each.more), between=" ") for each in counts
    ]
    return lines(*rows[:height])


def _people(shown: Shown, width: int) -> list[Content]:
    """Return who was nice to talk to, or whom one could name."""
    week = shown.week
    nice = [HIDDEN if shown.hide else talk.name for talk in week.talks if talk.nice]
    if nice:
        return [join(show("nice", QUIET), show(cut(", ".join(nice), width - 6)), between="  ")]
    if week.open and week.talks:
        return [join(show("n", "$key bold"), show("who was nice to talk to?", QUIET), between=" ")]
    return []


def _column(mood: float | None, level: int, tall: int, wide: int) -> Content:
    if mood is None:
        return Content(" " * wide)
    eighths = max(1, round(mood / max(NAMES) * tall * 8)) - level * 8
    return Content.styled(EIGHTHS[max(0, min(8, eighths))] * wide, f"$mood-{round_half_up(mood)}")
