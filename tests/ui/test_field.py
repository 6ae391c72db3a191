"""A field of ours shows what a field of Textual shows, and moves nothing."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input

from coach.ui.dialogs.field import Field

LONG = "a name that is far longer than the box, with 名前 and an é in it, and then some more"


class Two(App[None]):
    """The same line twice, in boxes of 24 cells."""

    CSS = "Input { width: 24; border: none; height: 1; padding: 0; }"

    def compose(self) -> ComposeResult:
        yield Input(id="theirs", select_on_focus=False)
        yield Field(id="ours", select_on_focus=False)


async def test_it_scrolls_and_shows_what_textuals_own_shows() -> None:
    app = Two()
    async with app.run_test(size=(40, 6)) as pilot:
        theirs, ours = app.query_one("#theirs", Input), app.query_one("#ours", Input)

        async def both(*keys: str) -> None:
            seen = []
            for field in (theirs, ours):
                field.focus()
                await pilot.press(*keys)
                field.cursor_blink = False
                await pilot.pause()
                line = field.render_line(0)
                seen.append(
                    (field.value, field.cursor_position, field.scroll_offset, [(s.text, s.style) for s in line])
                )
            assert seen[0] == seen[1], keys

        for field in (theirs, ours):
            field.insert_text_at_cursor(LONG)
        for keys in ("end", "home", "end", "ctrl+left", "backspace", "x", "home", "delete", "end", "ctrl+u", "y", "z"):
            await both(keys)
        await both(*("abcdefghij" * 3), *("left",) * 28, *("backspace",) * 2)


async def test_a_letter_lays_nothing_out_anew() -> None:
    app = Two()
    async with app.run_test(size=(40, 6)) as pilot:
        asked = []
        laid_out = app.screen._refresh_layout
        app.screen._refresh_layout = lambda *how, **more: (asked.append(how), laid_out(*how, **more))[1]  # type: ignore[method-assign]
        app.query_one("#ours").focus()
        await pilot.pause()
        asked.clear()
        await pilot.press("a", "b")
        assert not asked
        app.query_one("#theirs").focus()
        await pilot.press("a")
        assert asked  # or the field is needed no more
