"""When an app under Pilot is quiet: at once when nothing is left to do, and not a moment sooner.

Textual's own `wait_for_idle` sleeps 20 ms at a time, three times for each key, and takes a process that got no
processor for an idle one. This one asks the event loop and the app: it is quiet when no callback is ready, no timer is
due within a frame, no worker is at work and no thread has computed anything for a moment; then what has changed is
painted, once. So keys cost what they cost, and a busy machine makes a test slower, never wrong.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic, process_time
from typing import Any
from weakref import WeakKeyDictionary

import textual._wait
from rich.console import RenderableType
from textual import app, constants, pilot, screen
from textual._compositor import Compositor
from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import CSSLocation, Stylesheet
from textual.screen import Screen
from textual.widgets import Input, TextArea
from textual.worker import Worker

LOOK = 0.001
"""Seconds between two looks."""
CALM = LOOK / 10
"""Seconds of computing between two looks, by all threads together, that are as good as none."""
FRAME = 0.002
"""Seconds until a screen that has been changed is painted, here; a timer due within them is work left to do."""
PATIENCE = 0.25
"""Seconds that a worker is waited for: one that waits for a thing to happen may be at it for long."""

_paint = Compositor.render_update
_unpainted: WeakKeyDictionary[Compositor, list[Screen[Any]] | None] = WeakKeyDictionary()


async def wait_for_quiet(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Return once the app has nothing to do, after `min_sleep` seconds at least and `max_sleep` at most."""
    loop = asyncio.get_running_loop()
    start = monotonic()
    while True:
        computed = process_time()
        await asyncio.sleep(LOOK)
        waited = monotonic() - start
        if waited >= max_sleep:
            return
        if waited >= min_sleep and process_time() - computed < CALM and not _busy(loop, waited) and not _painted():
            return


def _busy(loop: asyncio.AbstractEventLoop, waited: float) -> bool:
    if (running := active_app.get(None)) is not None:
        if running._resize_timer is not None:  # a new size is taken in a moment after it was told
            return True
        if waited < PATIENCE and any(_computes(worker) for worker in running.workers):
            return True
    soon = loop.time() + FRAME
    timers = (timer.when() for timer in loop._scheduled if not timer.cancelled())  # type: ignore[attr-defined]
    return bool(loop._ready) or any(when <= soon for when in timers)  # type: ignore[attr-defined]


def _computes(worker: Worker[Any]) -> bool:
    """Whether a thread is at work. What a coroutine does is seen by the event loop, and some wait for ever."""
    return worker._thread_worker and not worker.is_finished


def _painted() -> bool:
    """Paint what has changed since the last look; return whether there was anything."""
    running = active_app.get(None)
    if running is None or not running.screen_stack:
        return False
    compositor = running.screen._compositor
    if compositor not in _unpainted:
        return False
    behind = _unpainted[compositor]
    _unpainted.clear()  # screens that are covered are painted anew when they are seen again
    _paint(compositor, screen_stack=behind)
    return True


def _paint_at_rest(
    compositor: Compositor, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
) -> RenderableType | None:
    """Take note that a frame is due; nobody sees those between two keys. A picture of all is made at once."""
    if full or simplify:
        return _paint(compositor, full, screen_stack, simplify)
    _unpainted[compositor] = screen_stack
    return None


def _parsed_once(parse: Callable[..., list[RuleSet]]) -> Callable[..., list[RuleSet]]:
    """Return `parse` with a memory for all stylesheets: the same text with the same variables is the same rules."""
    known: dict[object, list[RuleSet]] = {}

    def parsed(sheet: Stylesheet, css: str, read_from: CSSLocation, *how: object, **more: object) -> list[RuleSet]:
        key = (css, read_from, how, *more.items(), *sheet._variables.items())
        if key not in known:
            known[key] = parse(sheet, css, read_from, *how, **more)
        return known[key]

    return parsed


def install() -> None:
    """Let Pilot and the app's way of pressing keys wait for this quiet, and screens paint sooner than for eyes.

    Nothing glides or blinks either: Textual reads what its surroundings say of that when it is imported, which a plugin of
    pytest has done long before. And what one app has read of a stylesheet the next need not read again.
    """
    constants.TEXTUAL_ANIMATIONS = "none"  # type: ignore[misc]
    for field in (Input, TextArea):
        vars(field)["cursor_blink"]._default = False
    screen.UPDATE_PERIOD = FRAME
    Compositor.render_update = _paint_at_rest  # type: ignore[method-assign]
    Stylesheet._parse_rules = _parsed_once(Stylesheet._parse_rules)  # type: ignore[method-assign]
    for module in (textual._wait, app, pilot):
        module.wait_for_idle = wait_for_quiet
