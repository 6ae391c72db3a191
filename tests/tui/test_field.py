"""A field of one line takes several pasted lines as one."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult

from coach.tui.widgets.line_input import LineInput


class FieldApp(App[None]):
    """One field."""

    def compose(self) -> ComposeResult:
        yield LineInput("some text", select_on_focus=False)


@pytest.mark.parametrize(
    ("pasted", "value"),
    [
        ("one", "some textone"),
        ("one\ntwo", "some textone two"),
        ("\nwrite to Ana\n", "some textwrite to Ana"),
        ("first\r\n\r\n  third", "some textfirst third"),
        ("\n\n", "some text"),
        ("one\ttwo", "some textone two"),
        ("", "some text"),
    ],
)
async def test_pasted_lines_all_arrive_in_one_line(pasted: str, value: str) -> None:
    app = FieldApp()
    async with app.run_test() as pilot:
        field = app.query_one(LineInput)
        field.focus()
        await pilot.pause()
        app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert field.value == value


async def test_a_paste_replaces_what_is_selected() -> None:
    app = FieldApp()
    async with app.run_test() as pilot:
        field = app.query_one(LineInput)
        field.focus()
        field.select_all()
        app.post_message(events.Paste("a\nb"))
        await pilot.pause()
        assert field.value == "a b"
