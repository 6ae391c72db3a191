"""The outreach list as a table: its columns stand under each other, names get the room, whatever people are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coach.actions.outreach import log_sent_message
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.service import CoachService
from coach.tui.panels.outreach import draw_table
from coach.views.day import OutreachRow
from tests.conftest import BERLIN, FakeClock
from tests.examples import examples
from tests.hostile import NASTY

NAMES = (
    "Ana",
    "Oskar Fennimore",
    "王小明",
    "さくら 田中",
    "🦊 Fox",
    "Ó Súilleabháin-Featherstonehaugh the Third",
    *NASTY,
)
SAYS = ("20 in 100", "under 2 in 100", "follow-up is fine", "may rest")
texts = st.one_of(st.sampled_from(NAMES), st.text(max_size=60))
rows_of = st.builds(
    OutreachRow, person_id=st.just("p"), name=texts, is_owed=st.booleans(), topic=texts, silent_days=st.integers(0, 400),
    summary=st.sampled_from(SAYS), channel=st.sampled_from(("LinkedIn", "X", "e-mail", "", "a forum of their own")),
)  # fmt: skip


def row(name: str, days: int, says: str = "", what: str = "", channel: str = "LinkedIn") -> OutreachRow:
    return OutreachRow(
        "p", name, bool(what), what or "never replied", days, says, channel, day_name="" if days else "Friday"
    )


CALM = (
    row("Ruth Adeyemi", 3, what="wrote to you"), row("Sam Okafor", 2, what="promised an intro"),
    row("Oskar Fennimore", 18, "may rest"), row("Lin Haldorsen", 12, "follow-up is fine", channel="e-mail"),
    row("Hana Mirzaei", 0, "45 in 100", channel="X"),
)  # fmt: skip


def plain(rows: tuple[OutreachRow, ...], width: int, *, hide: bool = False) -> list[str]:
    return [line.plain.rstrip() for line in draw_table(rows, width, selected=0, hide=hide)[0]]


def test_at_the_width_of_the_first_screen_everything_is_said() -> None:
    assert plain(CALM, 57) == [
        "› you owe Ruth Adeyemi       3 wd  wrote to you",
        "  you owe Sam Okafor         2 wd  promised an intro",
        "  waiting Oskar Fennimore   18 wd  may rest",
        "  waiting Lin Haldorsen     12 wd  follow-up is fine",
        "  waiting Hana Mirzaei     Friday  45 in 100",
    ]


def test_in_a_small_window_names_stay_whole_and_words_get_short() -> None:
    assert plain(CALM, 38) == [
        "› owe  Ruth Adeyemi     3 wd wrote",
        "  owe  Sam Okafor       2 wd an intro",
        "  wait Oskar Fennimore 18 wd may rest",
        "  wait Lin Haldorsen   12 wd follow up",
        "  wait Hana Mirzaei      Fri 45 in 100",
    ]


def test_in_the_smallest_window_a_name_and_its_days_are_left() -> None:
    assert plain(CALM, 28) == [
        "› Ruth Adeyemi    3 wd wrote",
        "  Sam Okafor      2 wd owe",
        "  Oskar Fennimo… 18 wd rest",
        "  Lin Haldorsen  12 wd",
        "  Hana Mirzaei     Fri",
    ]


def test_while_names_are_hidden_numbers_and_our_own_words_are_left() -> None:
    assert plain(CALM, 57, hide=True)[:3] == [
        "› you owe •••••    3 wd  •••••",
        "  you owe •••••    2 wd  •••••",
        "  waiting •••••   18 wd  may rest           LinkedIn",
    ]


@examples(200)
@given(st.lists(rows_of, min_size=1, max_size=5), st.integers(12, 120), st.integers(-1, 4), st.booleans())
def test_whatever_people_are_called_every_row_is_as_wide_and_the_days_end_in_one_column(
    rows: list[OutreachRow], width: int, selected: int, hide: bool
) -> None:
    drawn, _ = draw_table(rows, width, selected=selected, hide=hide)
    assert [line.cell_length for line in drawn] == [width] * len(rows)
    if width >= 24:
        ends = set()
        for line, one in zip(drawn, rows, strict=True):
            days = f"{one.silent_days} wd"
            at = line.plain.rfind(f" {days} ")
            ends.add(cell_len(line.plain[:at]) + len(days))
        assert len(ends) == 1


@given(st.lists(rows_of, min_size=2, max_size=5), st.integers(44, 120))
def test_choosing_another_row_moves_nothing(rows: list[OutreachRow], width: int) -> None:
    one, other = (draw_table(rows, width, selected=n, hide=False)[0] for n in (0, 1))
    assert [line.plain[2:] for line in one] == [line.plain[2:] for line in other]


def test_a_message_of_a_long_time_off_is_named_by_its_date(service: CoachService, clock: FakeClock) -> None:
    clock.at = datetime(2026, 12, 24, 10, 0, tzinfo=BERLIN)  # a Thursday; no working day is near
    service.execute(log_sent_message("Ana"))
    named = {}
    for day in (26, 30, 31, 34):
        clock.at = datetime(2026, 12, 24, 10, 0, tzinfo=BERLIN) + timedelta(days=day - 24)
        (listed,) = list_open_conversations(service.journal, service.now())
        named[day] = listed.day_name
    assert named == {26: "Thursday", 30: "Thursday", 31: "24 December", 34: "24 December"}
    dated = replace(row("Ana", 0, "45 in 100"), day_name=named[34])
    assert "24 December" in plain((dated,), 57)[0] and "24 Dec " in plain((dated,), 38)[0]
