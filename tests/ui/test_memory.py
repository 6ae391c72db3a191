"""A window that stays open: what was painted for a page is let go of when the page is closed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from weakref import ref

import pytest
from textual._styles_cache import StylesCache
from textual.color import Color

from coach.ui.memory import give_blocks_back, let_pages_go
from tests.conftest import FakeClock
from tests.ui.host import running

PAGES = ("slash", "t", "w", "question_mark", "comma")


def kept() -> int:
    """How much the cache of backgrounds holds."""
    return int(StylesCache.get_inner_outer.cache_info().currsize)


async def test_a_page_that_is_opened_again_leaves_nothing_more_behind(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        after = []
        for _ in range(3):
            for key in PAGES:
                await host.press(key)
                assert host.app.screen is not host.today, key
                while host.app.screen is not host.today:
                    await host.press("escape")
            after.append(kept())
        assert after[0] == after[1] == after[2]


def test_the_cache_of_backgrounds_answers_the_same_and_holds_no_widget(monkeypatch: pytest.MonkeyPatch) -> None:
    def inner_outer(of: object, base: Color, background: Color) -> tuple[Color, Color]:
        return base + background, base

    monkeypatch.setattr(StylesCache, "get_inner_outer", lru_cache(8)(inner_outer))
    base, above = Color.parse("#102030"), Color.parse("#405060")
    before = StylesCache().get_inner_outer(base, above)
    let_pages_go()
    let_pages_go()
    one, other = StylesCache(), StylesCache()
    assert one.get_inner_outer(base, above) == before == other.get_inner_outer(base, above)
    assert one.get_inner_outer(base, above) is other.get_inner_outer(base, above)
    gone = ref(one)
    del one
    assert gone() is None


def test_giving_blocks_back_does_nothing_where_malloc_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Other:
        """A library of the system without this function."""

        def __init__(self, name: None) -> None:
            asked.append("looked")

    monkeypatch.setattr("ctypes.CDLL", Other)
    monkeypatch.setattr("sys.platform", "linux")
    give_blocks_back()
    assert asked == ["looked"]
    monkeypatch.setattr("sys.platform", "darwin")
    give_blocks_back()
    assert asked == ["looked"]
