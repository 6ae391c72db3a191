"""Draw the week page: what was given and received, how blocks felt, seven days of moods, and the chosen change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from coach.domain.wording import MOOD_NAMES, format_kind, round_half_up
from coach.tui.charts.bars import draw_felt_row
from coach.tui.text import (
    HIDDEN_MARK,
    QUIET_STYLE,
    STRONG_STYLE,
    draw_eighths,
    join_parts,
    shorten_text,
    stack_lines,
    styled,
    wrap_text,
)
from coach.views.week import NamedCount, WeekView, describe_first_goal, format_proposal, format_served_rows

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week to draw, with names and own texts hidden or not."""

    week: WeekView
    hide: bool = False


def draw_given(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the counts of what was given, and what the goals that were done worked on."""
    rows, areas = _draw_counts(shown.week.given, height, "Nothing logged."), format_served_rows(shown.week)
    more = wrap_text(styled(f"goals worked on {areas}", QUIET_STYLE), width) if areas else []
    return stack_lines(rows, *more * (len(shown.week.given) + len(more) <= height))  # whole, or not at all


def draw_received(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the counts of what came back."""
    return _draw_counts(shown.week.received, height, "No replies this week.")


def draw_felt(shown: ShownWeek, width: int, height: int) -> Content:
    """Return how each kind of block felt on average, with the number of blocks."""
    if not shown.week.mean_feelings:
        return styled("No block was rated.", QUIET_STYLE)
    rows = [
        draw_felt_row(format_kind(each.name), each, width, enough=1, label_width=10)
        for each in shown.week.mean_feelings[:height]
    ]
    return stack_lines(*rows, *[Content(""), styled("×: number of blocks", QUIET_STYLE)] * (len(rows) + 2 <= height))


def draw_days(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the mean mood of each day as a column, blank without an entry, and who was nice to talk to."""
    week, wide = shown.week, max(2, min(6, (width - 6) // 7))
    people = _draw_people(shown, width)
    fits = wide >= max(map(len, MOOD_NAMES.values()))
    words = [MOOD_NAMES[round_half_up(mood)] if mood else "" for mood in week.moods] if fits else []
    tall = max(1, min(6, height - 1 - bool(words) - len(people)))
    drawn = []
    for level in range(tall - 1, -1, -1):
        cells = [_draw_column(mood, level, tall, wide) for mood in week.moods]
        drawn.append(Content(" ").join(cells))
    under = [
        Content.styled(" ".join(f"{name:{wide}}" for name in row), QUIET_STYLE) for row in (words, _WEEKDAYS) if row
    ]
    return stack_lines(*(drawn if any(week.moods) else [styled("No moods logged.", QUIET_STYLE)]), *under, *people)


def draw_change(shown: ShownWeek, width: int, height: int) -> Content:
    """Return the chosen change and the suggestions; long ones in full as far as there is room."""
    insight = wrap_text(styled(shown.week.insight, QUIET_STYLE), width) if shown.week.insight else []
    rows = _list_change_rows(shown, width, spare=height - len(_list_change_rows(shown, width, spare=0)))
    return stack_lines(*insight * (len(insight) + len(rows) <= height), *rows[:height])


def _list_change_rows(shown: ShownWeek, width: int, *, spare: int) -> list[Content]:
    """Return the change and the suggestions, which take up to `spare` rows more than one each."""
    week = shown.week
    rows: list[Content] = []
    if week.began_with:
        text = HIDDEN_MARK if shown.hide else shorten_text(describe_first_goal(week), width - 15)
        rows.append(join_parts(styled("this week's change", QUIET_STYLE), styled(text), between="  "))
    if week.change:
        rows.append(styled(HIDDEN_MARK if shown.hide else shorten_text(week.change, width), STRONG_STYLE))
    elif not week.is_open:
        missing = (
            "No change was chosen at the end of this week." if week.has_ended else "You can choose one from tomorrow."
        )
        rows.append(styled(missing, QUIET_STYLE))
    if not week.is_open:
        return rows
    for n, proposal in enumerate(week.proposals, 1):
        text, reason = format_proposal(proposal, hide=shown.hide), styled(proposal.why, QUIET_STYLE)
        key = join_parts(styled(str(n), "$key bold"), "  ")
        first, *more = wrap_text(styled(text), width - 3)
        if len(more) > spare:
            first, more = styled(shorten_text(text, width - 3)), []
        spare -= len(more)
        fits = not more and 3 + first.cell_length + 3 + reason.cell_length <= width
        rows.append(join_parts(key, join_parts(first, reason, between="   ") if fits else first))
        rows += [join_parts("   ", each) for each in more]
    return [*rows, join_parts(styled(str(len(week.proposals) + 1), "$key bold"), "  ", styled("in your own words"))]


def _draw_counts(counts: Sequence[NamedCount], height: int, nothing: str) -> Content:
    if not counts:
        return styled(nothing, QUIET_STYLE)
    return stack_lines(*(styled(str(each)).stylize(STRONG_STYLE, 0, len(str(each.number))) for each in counts[:height]))


def _draw_people(shown: ShownWeek, width: int) -> list[Content]:
    """Return who was nice to talk to, or the key that names them."""
    week = shown.week
    nice = [HIDDEN_MARK if shown.hide else talk.name for talk in week.people if talk.was_nice]
    if nice:
        return [join_parts(styled("nice", QUIET_STYLE), styled(shorten_text(", ".join(nice), width - 6)), between="  ")]
    if week.is_open and week.people:
        return [join_parts(styled("n", "$key bold"), styled("who was nice to talk to?", QUIET_STYLE), between=" ")]
    return []


def _draw_column(mood: float | None, level: int, tall: int, wide: int) -> Content:
    if mood is None:
        return Content(" " * wide)
    eighths = max(1, round(mood / max(MOOD_NAMES) * tall * 8))
    return Content.styled(draw_eighths(eighths, level) * wide, f"$mood-{round_half_up(mood)}")
