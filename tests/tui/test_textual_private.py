"""The private parts of Textual that the coach uses are still there; where they are not, nothing is worse than without."""

from __future__ import annotations

import gc
from typing import Any
from weakref import ref

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from coach.tui import textual_private
from coach.tui.textual_private import CalmExitApp, forget_closed_pages, is_tested_textual, write_to_terminal


class BreakingApp(CalmExitApp):
    """An app that ends in an error as soon as it runs."""

    def on_mount(self) -> None:
        raise ValueError("a secret that was typed")


class FakeDriver:
    """A driver that keeps what is written to it."""

    is_headless = False

    def __init__(self) -> None:
        self.written = ""

    def write(self, text: str) -> None:
        self.written += text


def test_the_installed_textual_is_one_that_was_tested() -> None:
    assert is_tested_textual()
    assert all(hasattr(App(), name) for name in ("_print_error_renderables", "_exception", "_driver"))


async def test_an_error_ends_in_one_calm_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="secret"):
        async with BreakingApp().run_test():
            pass
    said = capsys.readouterr().err
    assert said.startswith("coach: ") and said.count("\n") == 1
    assert "secret" not in said and "Traceback" not in said


def test_a_sequence_reaches_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = App()
    app._driver = driver = FakeDriver()
    write_to_terminal(app, "\x1b]2;coach\x1b\\")
    assert driver.written == "\x1b]2;coach\x1b\\"
    monkeypatch.setattr(textual_private, "TESTED_MAJOR", "none")
    write_to_terminal(app, "more")
    assert driver.written == "\x1b]2;coach\x1b\\"


def test_nothing_is_written_where_there_is_no_terminal() -> None:
    write_to_terminal(App(), "title")


class BorderedPage(Screen[None]):
    """A page with a border, as all panels have."""

    CSS = "Static { border: round white; }"

    def compose(self) -> ComposeResult:
        yield Static("a page")


@pytest.mark.parametrize("forgets", [True, False])
async def test_a_closed_page_leaves_memory_when_the_cache_is_emptied(forgets: bool) -> None:
    """Without it the page stays: when that is no longer so, `forget_closed_pages` can go."""
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(page := BorderedPage())
        await pilot.pause()
        painted = ref(page.query_one(Static)._styles_cache)
        await app.pop_screen()
        await pilot.pause()
        del page
        if forgets:
            forget_closed_pages()
        gc.collect()
        assert (painted() is None) == forgets
