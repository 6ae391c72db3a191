"""Charts: what place and height say without colour, and that no chart outgrows its frame."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from coach.advice.patterns.block_feelings import MeanFeeling
from coach.advice.patterns.mood_patterns import CheckSummary, Pattern, summarize_checks
from coach.advice.patterns.trend_series import build_series
from coach.cli.common import write_output_file
from coach.cli.trends_svg import render_svg
from coach.domain.journal import Journal
from coach.domain.wording import MOOD_NAMES
from coach.errors import CoachError
from coach.tui.charts import (
    MOOD_CELLS,
    MOOD_LETTERS,
    draw_contacts_chart,
    draw_felt_chart,
    draw_felt_row,
    draw_minutes_chart,
    draw_mood_chart,
    draw_year_chart,
)
from coach.tui.screens import week as charts_week
from coach.tui.screens.trends import TREND_CHARTS, ShownTrends, build_shown_trends, draw_patterns_page
from coach.tui.screens.week import ShownWeek
from coach.views.colours import DARK, LIGHT
from coach.views.trends import TREND_SPANS, build_trends, build_year_grid, choose_date_ticks
from coach.views.week import build_week
from tests.examples import examples
from tests.journals import NOW, TODAY, block, came, journal, looked, mood, numbers, person, wrote
from tests.lives_drawn import full, sparse
from tests.test_house import NEVER

LIVES = {"full": looked(journal(*full(NOW))), "sparse": journal(*sparse(NOW)), "empty": journal()}
BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


def view_of(life: Journal, span: str) -> ShownTrends:
    return build_shown_trends(life, build_series(life), NOW, span)


def rows(drawn: Content) -> list[str]:
    return drawn.plain.split("\n")


def columns(line: str, glyphs: str) -> list[int]:
    return [at for at, cell in enumerate(line) if cell in glyphs]


@examples(150)
@given(
    st.sampled_from(sorted(LIVES)),
    st.sampled_from(TREND_SPANS),
    st.integers(24, 118),
    st.integers(3, 33),
    st.booleans(),
)
def test_no_picture_outgrows_its_frame(life: str, span: str, width: int, height: int, letters: bool) -> None:
    seen = view_of(LIVES[life], span)
    for chart in TREND_CHARTS:
        shown = replace(seen, letters=letters)
        drawn = rows(chart.draw(shown, width, height))
        if height >= 9 and width >= 56:
            assert len(drawn) <= height or chart.tab == "patterns", chart.tab  # its text can be scrolled
        if (height >= 9 and width >= 56) or chart.tab == "patterns":
            assert max(map(len, drawn)) <= width, chart.tab


@pytest.mark.parametrize("width", [26, 36, 56])
@pytest.mark.parametrize("life", LIVES)
def test_no_picture_of_the_week_outgrows_its_frame(life: str, width: int) -> None:
    shown = ShownWeek(build_week(LIVES[life], NOW))
    for draw in (charts_week.draw_given, charts_week.draw_received, charts_week.draw_felt, charts_week.draw_days):
        drawn = rows(draw(shown, width, 6))
        assert len(drawn) <= 6 and max(map(len, drawn)) <= width


@pytest.mark.parametrize(("width", "height"), [(56, 6), (76, 6), (116, 8)])
@pytest.mark.parametrize("life", LIVES)
def test_the_change_fits_and_all_of_it_can_be_chosen(life: str, width: int, height: int) -> None:
    drawn = rows(charts_week.draw_change(ShownWeek(build_week(LIVES[life], NOW)), width, height))
    assert len(drawn) <= height and max(map(len, drawn)) <= width
    keys = [line[0] for line in drawn if line[1:3] == "  " and line[0] != " "]
    assert keys == ["1", "2", "3", "4"], "what the week showed stands above, and is no choice"


def test_each_mood_has_a_mark_of_its_own_and_none_is_blank() -> None:
    for marks in (MOOD_CELLS, MOOD_LETTERS):
        assert len(set(marks.values())) == len(MOOD_NAMES) and " " not in marks.values()


def test_a_logged_day_is_never_blank_and_an_empty_one_always_is() -> None:
    for letters in [False, True]:
        for value in MOOD_NAMES:
            of = numbers(mood(0, value))
            line = rows(draw_year_chart(build_year_grid(of, TODAY), 56, 9, letters=letters))[1 + TODAY.weekday()]
            mark = (MOOD_LETTERS if letters else MOOD_CELLS)[value]
            assert line[3:] == mark.rjust(53)


@pytest.mark.parametrize("height", [16, 23, 30])
def test_in_taller_grids_a_brighter_day_is_taller(height: int) -> None:
    of = numbers(*(mood(7 * n, n + 1) for n in range(5)))
    drawn = rows(draw_year_chart(build_year_grid(of, TODAY), 56, height))
    tall = (height - 2) // 7
    first = 1 + TODAY.weekday() * tall
    fills = [sum(" ▁▂▃▄▅▆▇█".index(line[-1 - n]) for line in drawn[first : first + tall]) for n in range(5)]
    assert fills == sorted(fills) and fills[0] > 0


def test_months_are_named_where_they_begin() -> None:
    top = rows(draw_year_chart(build_year_grid(numbers(), TODAY), 110, 9))[0]
    assert "Jan 2026" in top and "Nov" in top and "Dec 2026" not in " ".join(top.split())


def test_a_blank_day_leaves_a_gap_in_the_line() -> None:
    drawn = draw_mood_chart(
        build_trends(numbers(mood(13, 3), mood(12, 3), mood(1, 3), mood(0, 3)), TODAY, "two weeks"), 76, 9
    ).plain
    inside = [line.split("┤")[-1] for line in drawn.split("\n")[:5]]
    middle = {at for line in inside for at, cell in enumerate(line) if cell in BRAILLE and 20 < at < 50}
    assert middle == set()


def test_the_five_words_stand_equally_far_apart() -> None:
    for height in (8, 9, 14, 18, 29):
        drawn = draw_mood_chart(build_trends(build_series(LIVES["full"]), TODAY, "a year"), 76, height).plain.split(
            "\n"
        )
        at = [
            n
            for n, line in enumerate(drawn)
            if any(line.strip().startswith(f"{name}┤") for name in MOOD_NAMES.values())
        ]
        assert len(at) == 5 and len({b - a for a, b in pairwise(at)}) == 1


def test_the_colours_of_a_chart_are_variables_of_the_theme() -> None:
    drawn = draw_mood_chart(build_trends(build_series(LIVES["full"]), TODAY, "three months"), 76, 14)
    assert {str(span.style) for span in drawn.spans} <= {"$quiet", "$bar", *(f"$mood-{n}" for n in MOOD_NAMES)}
    assert "\x1b" not in drawn.plain


@examples(200)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 5000), st.integers(20, 110))
def test_named_days_lie_on_the_axis_and_fit(first: date, days: int, room: int) -> None:
    last = first + timedelta(days=days)
    marks = choose_date_ticks(first, last, room)
    assert marks and all(first <= day <= last and label for day, label in marks)
    assert sum(len(label) + 2 for _, label in marks) <= room or len(marks) == 1


def test_minutes_stand_beside_their_kind() -> None:
    drawn = rows(
        draw_minutes_chart(build_trends(numbers(block(0), block(1, "read", minutes=50)), TODAY, "two weeks"), 56, 8)
    )
    assert {tuple(line.split()[:2]) for line in drawn} >= {("messages", "25"), ("reading", "50")}


def test_what_was_given_goes_up_and_what_came_back_goes_down() -> None:
    of = numbers(person("Ana"), wrote("Ana", 13), came("Ana", 0))
    drawn = rows(draw_contacts_chart(build_trends(of, TODAY, "two weeks"), 56, 8))
    line = next(n for n, row in enumerate(drawn) if "───" in row)
    above = [at for row in drawn[:line] for at in columns(row, "▄█")]
    below = [at for row in drawn[line + 1 :] for at in columns(row, "▀█")]
    assert above and below and max(above) < min(below)


def test_many_steps_in_a_narrow_frame_are_added_up() -> None:
    found = build_trends(numbers(*(block(7 * n) for n in range(50))), TODAY, "a year")
    drawn = draw_minutes_chart(found, 40, 8)
    assert max(map(len, rows(drawn))) <= 40 and "messages   1 250 " in drawn.plain


def test_columns_fill_most_of_their_frame_and_stand_above_their_dates() -> None:
    for width in [46, 56, 76, 116]:
        for span in TREND_SPANS:
            found = build_trends(build_series(LIVES["full"]), TODAY, span)
            for draw in (draw_minutes_chart, draw_contacts_chart):
                drawn = rows(draw(found, width, 12))
                reach = max(map(len, drawn))
                assert width - 12 <= reach <= width or (len(found.starts) < 16 and reach >= width * 2 // 3)
                assert len(drawn[-1].rstrip()) <= reach


def test_a_mean_has_its_n_and_too_few_answers_have_no_mean() -> None:
    assert "4×" in draw_felt_row("after read", MeanFeeling("read", 2.0, 4), 56).plain
    few = draw_felt_row("after read", MeanFeeling("read", 2.0, 2), 56).plain
    assert "2 so far" in few and "low" not in few and "●" not in few


def test_heavy_is_on_the_left_and_bright_on_the_right() -> None:
    places = [draw_felt_row("x", MeanFeeling("x", float(n), 5), 56).plain.index("●") for n in MOOD_NAMES]
    assert places == sorted(places) and len(set(places)) == 5


def test_empty_pictures_name_the_key_that_fills_them() -> None:
    nothing = build_trends(numbers(), TODAY, "two weeks")
    assert "m on the first page" in draw_mood_chart(nothing, 56, 9).plain
    assert "f on the first page" in draw_minutes_chart(nothing, 56, 9).plain
    assert "o on the first page" in draw_contacts_chart(nothing, 56, 9).plain
    assert "rate a block" in draw_felt_chart(nothing, 56, 9).plain


def test_before_the_first_look_the_page_counts_days() -> None:
    page = draw_patterns_page(summarize_checks(LIVES["sparse"], TODAY), (), 56).plain
    assert page.replace("\n", " ").startswith("The first check needs about 70 days with a logged mood; you have 3")


def test_a_told_pattern_has_its_range_and_both_day_counts() -> None:
    page = draw_patterns_page(summarize_checks(LIVES["full"], TODAY), (), 76).plain.replace("\n", " ")
    assert "went together" in page and "likely" in page
    assert "135 days with a screen-free break" in page and "134 days without" in page
    assert "because" not in page


def test_what_was_taken_back_is_said_first() -> None:
    found = CheckSummary(70, checked_on=TODAY, withdrawn=(Pattern("voice", effect=0.4),), without_data=())
    assert draw_patterns_page(found, (), 76).plain.startswith("With the newer days, talking by voice")


def test_the_method_is_ten_lines() -> None:
    page = rows(draw_patterns_page(summarize_checks(LIVES["full"], TODAY), (), 66, method=True))
    assert len(page) == 10 and page[0].startswith(" 1 ") and page[9].startswith("10 ")
    assert max(map(len, page)) <= 66


@pytest.mark.parametrize("life", LIVES)
def test_no_picture_holds_a_word_that_stings(life: str) -> None:
    for span in TREND_SPANS:
        seen = view_of(LIVES[life], span)
        for chart in TREND_CHARTS:
            text = f"{chart.title(seen)} {chart.draw(seen, 116, 30).plain}"
            assert not NEVER.search(text) and "%" not in text and "!" not in text


def picture_of(of: Journal) -> str:
    return render_svg(
        build_trends(build_series(of), TODAY, TREND_SPANS[1]),
        build_year_grid(build_series(of), TODAY),
        "Mood < 3 & more",
    )


@pytest.mark.parametrize("life", LIVES)
def test_the_picture_is_one_well_formed_file_that_fetches_nothing(life: str) -> None:
    root = ElementTree.fromstring(picture_of(LIVES[life]))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [value for each in root.iter() for value in each.attrib.values() if "http" in value]
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == "Mood < 3 & more"


def test_the_dates_of_the_picture_stand_below_the_days_they_name() -> None:
    series = build_series(journal(*(mood(back, 3) for back in range(14))))
    picture = render_svg(build_trends(series, TODAY, TREND_SPANS[0]), build_year_grid(series, TODAY), "")
    root = ElementTree.fromstring(picture)
    dots = [float(each.attrib["cx"]) for each in root.iter("{http://www.w3.org/2000/svg}circle")]
    names = {
        each.text: float(each.attrib["x"])
        for each in root.iter("{http://www.w3.org/2000/svg}text")
        if each.attrib.get("class") == "middle"
    }
    assert list(names) == ["Wed 11", "Fri 13", "Sun 15", "Tue 17", "Thu 19", "Sat 21", "Mon 23"]
    assert [names["Fri 13"], names["Thu 19"], names["Mon 23"]] == [dots[2], dots[8], dots[12]]
    assert root.findtext("{http://www.w3.org/2000/svg}text") == "11 November 2026 to 24 November 2026"


def test_the_picture_holds_no_name_and_no_words_of_ones_own() -> None:
    text = picture_of(LIVES["full"])
    assert "Priya" not in text and "write one line" not in text
    assert not NEVER.search(text)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_words_and_marks_of_the_picture_stand_out_from_its_ground(colours: dict[str, str]) -> None:
    for name, least in {"quiet": 4.5, "bar": 3.0, **{f"mood-{n}": 3.0 for n in MOOD_NAMES}}.items():
        one, other = sorted((_luminance(colours[name]), _luminance(colours["ground"])))
        assert (other + 0.05) / (one + 0.05) >= least, name


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 black to 1 white."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_picture_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_output_file(tmp_path / "trends.svg", picture_of(LIVES["sparse"]))
    assert (tmp_path / "trends.svg").stat().st_mode & 0o777 == 0o600


def test_a_place_that_cannot_be_written_is_said_calmly(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="could not be written"):
        write_output_file(tmp_path / "no" / "where.svg", "chart")
    assert not (tmp_path / "no").exists()
