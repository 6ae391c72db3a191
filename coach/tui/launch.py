"""Open the full screen: bring data, clock, keys and app together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.domain.clock import read_local_time

if TYPE_CHECKING:
    from coach.service import CoachService
    from coach.user_keys import UserKeys


def open_full_screen(folder: str | None = None, *, demo: bool = False, hide: bool = False, tour: bool = False) -> int:
    """Open the app on a data folder, or on invented data in a throw-away one; return the exit code."""
    keymap = _load_user_keys()  # before the first key can be pressed
    if demo or tour:
        return _run_demo(hide, keymap, tour)
    from coach.tui.app import run_full_screen

    return run_full_screen(lambda: _open_service(folder, keymap), read_local_time, hide=hide, keymap=keymap)


def _load_user_keys() -> UserKeys:
    from coach.default_keys import USUAL
    from coach.paths import find_config_file
    from coach.user_keys import load_user_keys

    return load_user_keys(find_config_file(), USUAL.keys())


def _open_service(folder: str | None, keymap: UserKeys) -> CoachService:
    from coach.service import CoachService  # after the first paint: it brings pydantic and tinydb

    service = CoachService(folder).open_folder()
    service.notices += _describe_key_problems(keymap)
    return service


def _describe_key_problems(keymap: UserKeys) -> tuple[str, ...]:
    """Return the first thing that could not be used, and where the others are."""
    more = len(keymap.problems) - 1
    return tuple(f"{line}{f' {more} more: coach keys --check' if more else ''}" for line in keymap.problems[:1])


def _run_demo(hide: bool, keymap: UserKeys, tour: bool) -> int:
    from tempfile import TemporaryDirectory

    from coach.tui.app import run_full_screen

    with TemporaryDirectory(prefix="coach-demo-") as folder:

        def open_service() -> CoachService:
            from coach.demo import write_demo_data
            from coach.service import CoachService

            write_demo_data(CoachService(folder))
            return _open_service(folder, keymap)

        return run_full_screen(open_service, read_local_time, hide=hide, keymap=keymap, tour=tour)
