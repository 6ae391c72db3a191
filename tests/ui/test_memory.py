"""A window that stays open: what was painted for a page is let go of when the page is closed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from weakref import ref

import orjson
import pytest
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.widget import Widget

from coach.ui.memory import give_blocks_back, let_pages_go, share_texts
from coach.ui.panels.lines import Flash
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


@pytest.mark.parametrize("key", PAGES)
async def test_a_closed_page_is_forgotten_between_two_keys(folder: Path, clock: FakeClock, key: str) -> None:
    async with running(folder, clock, lets_go=True) as host:
        for _ in range(2):  # the first time there may be something that happens once
            await host.press(key)
            page = ref(host.app.screen)
            while host.app.screen is not host.today:
                await host.press("escape")
            await host.until(lambda: page() is None)  # noqa: B023 - it is awaited at once


async def test_who_watched_the_first_screen_is_let_go_of_with_its_page(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, lets_go=True) as host:
        flash = host.today.query_one(Flash)
        for key in ("t", "w", "t"):
            await host.press(key)
            page = ref(host.app.screen)
            while host.app.screen is not host.today:
                await host.press("escape")
            await host.until(lambda: page() is None)  # noqa: B023 - it is awaited at once
            assert all(who.is_attached for each in (flash, host.today) for who, _ in watchers(each))


def watchers(of: Widget) -> list[tuple[Widget, object]]:
    return [watcher for each in getattr(of, "__watchers", {}).values() for watcher in each]


def test_equal_texts_are_one_text_and_documents_are_as_they_were() -> None:
    raw = b'{"moods": {"a": {"id": "a", "device": "d1", "n": [1, "d1"]}, "b": {"id": "b", "device": "d1", "value": 3}}}'
    docs, before = orjson.loads(raw), orjson.loads(raw)
    assert docs["moods"]["a"]["device"] is not docs["moods"]["b"]["device"]
    share_texts(docs)
    assert docs == before
    assert docs["moods"]["a"]["device"] is docs["moods"]["b"]["device"]
