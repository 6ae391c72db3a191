"""Open the full screen: bring data, clock, keys and app together."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from coach.domain.clock import read_local_time
from coach.keys import USUAL, load_user_keys
from coach.paths import find_config_file
from coach.tui.app import run_full_screen

if TYPE_CHECKING:
    from coach.keys import UserKeys
    from coach.service import CoachService


def open_full_screen(folder: str | None = None, *, demo: bool = False, hide: bool = False, tour: bool = False) -> int:
    """Open the app on a data folder, or on invented data in a throw-away one; return the exit code."""
    keymap = load_user_keys(find_config_file(), USUAL.keys())  # before the first key can be pressed
    if not (demo or tour):
        return run_full_screen(lambda: _open_service(folder, keymap), read_local_time, hide=hide, keymap=keymap)
    with TemporaryDirectory(prefix="coach-demo-") as demo_folder:

        def open_service() -> CoachService:
            from coach.demo import write_demo_data  # after the first paint, as the service
            from coach.service import CoachService

            write_demo_data(CoachService(demo_folder))
            return _open_service(demo_folder, keymap)

        return run_full_screen(open_service, read_local_time, hide=hide, keymap=keymap, tour=tour)


def _open_service(folder: str | None, keymap: UserKeys) -> CoachService:
    """Open the folder; the notices name the first key that could not be used, and where the others are."""
    from coach.service import CoachService  # after the first paint: it brings pydantic and tinydb

    service = CoachService(folder).open_folder()
    more = len(keymap.problems) - 1
    service.notices += tuple(
        f"{line}{f' {more} more: coach keys --check' if more else ''}" for line in keymap.problems[:1]
    )
    return service
