"""Draw the bar charts: focus minutes by kind, messages sent and received, and how blocks and parts of the day felt.

Place and height carry the meaning; colour repeats it. They are drawn here because the bars of chart libraries begin
and end between cells, and these line up with the dates below them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from textual.content import Content

from coach.advice.patterns.block_feelings import MeanFeeling
from coach.domain.wording import MOOD_NAMES, format_kind, round_half_up
from coach.tui.text import QUIET_STYLE, draw_eighths, fit_width, join_parts, quiet_lines, stack_lines, styled
from coach.views.trends import FEWEST_ANSWERS, TrendsView, choose_date_ticks, format_day_part, write_label

_MAX_TRACK, _MIN_TRACK = 41, 5
_MIN_SCALE_MINUTES, _MIN_SCALE_CONTACTS = 30, 4
"""The least that a full column stands for, so that one short block or one message does not fill it."""


def draw_minutes_chart(trends: TrendsView, width: int, height: int, *, key: str = "f") -> Content:
    """Return focus minutes: one row of columns for each kind, on one scale, its total before it."""
    if not trends.minutes:
        return quiet_lines("No blocks in this period.", f"{key} on the first page starts one")
    shown = trends.minutes[: max(1, height)]
    label = 17
    starts, every = _merge_starts(trends.starts, width - label)
    rows = [(kind, _merge_numbers(minutes, every)) for kind, minutes in shown]
    tall = max(1, min(3, (height - 1) // len(rows)))
    columns = _layout_columns(width - label, len(starts))
    most = max(_MIN_SCALE_MINUTES, *(max(each) for _, each in rows)) * (1.0 if tall == 1 else 1.1)
    drawn, totals = list[Content](), dict(trends.kind_minutes)
    for kind, minutes in rows:
        for level in range(tall - 1, -1, -1):
            eighths = (max(n > 0, round(n / most * tall * 8)) for n in minutes)
            cells = _join_cells(columns, [draw_eighths(each, level) for each in eighths])
            total = Content.styled(f"{totals[kind]:>6,}".replace(",", " "), QUIET_STYLE)
            words = (fit_width(styled(format_kind(kind)), 9), total) if level == 0 else ()
            lead = fit_width(join_parts(*words, between=" "), label)
            drawn.append(join_parts(lead, Content.styled(cells, "$bar")))
    axis = [_draw_date_axis(trends, starts, label, columns)] * (len(drawn) < height)  # rather every kind than the dates
    return stack_lines(*drawn, *axis)


def draw_contacts_chart(trends: TrendsView, width: int, height: int, *, key: str = "o") -> Content:
    """Return what was given as columns upwards, and what came back as columns downwards from the same line."""
    if not any((*trends.gave, *trends.came)):
        return quiet_lines("No messages in this period.", f"{key} on the first page logs a message you sent")
    label = 11
    starts, every = _merge_starts(trends.starts, width - label)
    gave, came = _merge_numbers(trends.gave, every), _merge_numbers(trends.came, every)
    most = max(_MIN_SCALE_CONTACTS, *gave, *came)
    tall = max(1, (height - 2) // 2)
    columns = _layout_columns(width - label, len(starts))

    def draw_level(numbers: Sequence[int], name: str, level: int, half: str, colour: str) -> Content:
        cells = _join_cells(columns, [_pick_half(n / most, level, tall, half) for n in numbers])
        words = name if level == 0 else f"{most:>9}" if level == tall - 1 else ""
        return join_parts(fit_width(Content.styled(words, QUIET_STYLE), label), Content.styled(cells, colour))

    line = join_parts(" " * label, Content.styled("─" * (sum(map(sum, columns)) - columns[-1][1]), "$frame"))
    above = [draw_level(gave, "you gave", level, "▄", "$bar") for level in range(tall - 1, -1, -1)]
    below = [draw_level(came, "came back", level, "▀", "$mood-2") for level in range(tall)]
    return stack_lines(*above, line, *below, _draw_date_axis(trends, starts, label, columns))


def draw_felt_chart(trends: TrendsView, width: int, height: int) -> Content:
    """Return how kinds of block and parts of the day felt, from heavy to bright, and the number of answers."""
    blocks, parts = list(trends.felt), list(trends.parts)
    if not (blocks or parts):
        return quiet_lines("No block was rated in this period.", "rate a block when it ends, 1–5")
    rows = [draw_felt_row(f"after {format_kind(each.name)}", each, width) for each in blocks]
    rows += [draw_felt_row(format_day_part(each.name), each, width) for each in parts]
    if height >= len(rows) + 3 and blocks and parts:
        rows.insert(len(blocks), Content(""))
    if height > len(rows) + 1:
        rows += [Content(""), styled("×: number of ratings · heavy left, bright right", QUIET_STYLE)]
    if len(rows) > height:
        more = len(rows) - height + 1
        rows = [*rows[: height - 1], styled(f"+ {more} more in a taller window", QUIET_STYLE)]
    return stack_lines(*rows)


def draw_felt_row(
    label: str, felt: MeanFeeling, width: int, *, enough: int = FEWEST_ANSWERS, label_width: int = 0
) -> Content:
    """Return one row: label, a mark between heavy and bright, its word, and the number of answers.

    With fewer than `enough` answers there is no mark and no word.
    """
    value, named = round_half_up(felt.mean), label_width or (19 if width >= 50 else 17)
    room = min(_MAX_TRACK, width - named - 15)
    room -= 1 - room % 2  # okay, the middle of five, gets a cell of its own
    name, count = fit_width(styled(label, QUIET_STYLE), named), styled(f"{felt.n}×", QUIET_STYLE)
    if felt.n < enough:
        track = fit_width(Content.styled("╌" * room, "$frame"), room + 1)
        return join_parts(name, track, styled(f"{felt.n} so far", QUIET_STYLE))
    word = fit_width(styled(MOOD_NAMES[value], f"$mood-{value}"), 8)
    if room < _MIN_TRACK:
        return join_parts(name, word, count)
    at = round((felt.mean - 1) / 4 * (room - 1))
    track = Content.assemble(("╌" * at, "$frame"), ("●", f"$mood-{value}"), ("╌" * (room - 1 - at), "$frame"))
    return join_parts(name, track, " ", word, count)


def _layout_columns(room: int, steps: int) -> list[tuple[int, int]]:
    """Return the width and gap of each of `steps` columns, so that they fill `room` cells.

    Where two cells each are too many and one leaves much of the room blank, columns touch and some are two cells wide.
    """
    each = min(8, room // max(1, steps))
    if each > 1:
        return [(each - 1, 1) if each > 2 else (each, 0)] * steps
    return [((at + 1) * room // steps - at * room // steps, 0) for at in range(steps)]


def _join_cells(columns: Sequence[tuple[int, int]], marks: Sequence[str]) -> str:
    """Return one row of the columns, each mark as wide as its column."""
    return "".join(mark * wide + " " * gap for mark, (wide, gap) in zip(marks, columns, strict=True))


def _pick_half(part: float, level: int, tall: int, half: str) -> str:
    """Return the cell in row `level` of a column in half cells, which can grow downwards; 0 is next to the line."""
    halves = (max(1, round(part * tall * 2)) if part > 0 else 0) - level * 2
    return " " if halves <= 0 else half if halves == 1 else "█"


def _merge_starts(starts: Sequence[date], room: int) -> tuple[Sequence[date], int]:
    """Return as many starts as fit into `room` cells, and how many of the original steps each stands for."""
    every = max(1, -(-len(starts) // max(1, room)))
    return starts[::every], every


def _merge_numbers(numbers: Sequence[int], every: int) -> list[int]:
    return [sum(numbers[at : at + every]) for at in range(0, len(numbers), every)]


def _draw_date_axis(
    trends: TrendsView, starts: Sequence[date], label: int, columns: Sequence[tuple[int, int]]
) -> Content:
    """Return the row of dates below columns that begin after `label` cells."""
    begins = [0, *accumulate(map(sum, columns))]
    room = begins[-1]
    row = [" "] * room
    for day, text in choose_date_ticks(trends.first, trends.last, room):
        write_label(row, begins[max(0, bisect_right(starts, day) - 1)], text)
    return Content.styled(" " * label + "".join(row), QUIET_STYLE)
