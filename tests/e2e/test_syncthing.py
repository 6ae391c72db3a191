"""Two computers with Syncthing between them: real daemons, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.actions.moods import log_mood
from coach.domain.mood import Mood
from coach.service import CoachService
from coach.store.git_and_syncthing import prepare_syncthing
from coach.store.merge_copies import find_conflict_copies
from tests.conftest import FakeClock
from tests.e2e.engine import SYNCTHING, Daemon, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SYNCTHING is None, reason="the syncthing program is not installed (Debian package: syncthing)"),
    pytest.mark.timeout(240),
]


@pytest.fixture(params=[10, 0], ids=["conflict copies", "no conflict copies"])
def daemons(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Daemon, Daemon]]:
    a, b = Daemon(tmp_path, "laptop"), Daemon(tmp_path, "desktop")
    a.knows(b, keeps=request.param)
    b.knows(a, keeps=request.param)
    try:
        yield a, b
    finally:
        a.stop()
        b.stop()


def look(daemon: Daemon) -> CoachService:
    """Open the coach on that computer, as somebody does."""
    return CoachService(daemon.folder, device_id=daemon.folder.name).open_folder()


def moods(daemon: Daemon) -> set[str]:
    return {mood.id for mood in look(daemon).journal.list_records(Mood)}


def rest(daemon: Daemon) -> list[str]:
    """Return the names of conflict copies that are still there."""
    return [path.name for path, _ in find_conflict_copies(look(daemon).store.files)]


def test_both_write_two_hundred_entries_apart_and_then_meet(
    daemons: tuple[Daemon, Daemon], clock: FakeClock, request: pytest.FixtureRequest
) -> None:
    a, b = daemons
    for daemon in daemons:
        prepare_syncthing(daemon.folder)
    CoachService(a.folder, clock, a.folder.name).execute(log_mood(3))
    for daemon in daemons:
        daemon.start()
    until(lambda: moods(b) == moods(a), 60, lambda: b.log)
    for daemon in daemons:
        daemon.stop()
    told = moods(a)
    for daemon in daemons:
        service = CoachService(daemon.folder, clock, daemon.folder.name)
        for number in range(200):
            clock.forward(minutes=1)
            told.add(service.execute(log_mood(1 + number % 5)).record_id)
    assert len(told) == 401
    for daemon in daemons:
        daemon.start()

    def settled() -> bool:
        files = [daemon.folder / "coach.json" for daemon in daemons]
        return (
            moods(a) == moods(b) == told
            and rest(a) == rest(b) == []
            and files[0].read_bytes() == files[1].read_bytes()
        )  # fmt: skip

    until(settled, 120, lambda: f"{len(moods(a))} {len(moods(b))} {rest(a)} {rest(b)}\n{a.log}\n{b.log}")
    for daemon in daemons:  # what has settled stays: nothing that is still on its way changes it
        daemon.stop()
    assert settled()
    for daemon in daemons:
        assert not list((daemon.folder / "backups").glob("*sync-conflict*"))
    kept = [path for daemon in daemons for path in (daemon.folder / "backups").glob("*-from-another*.json")]
    assert bool(kept) == ("no conflict" not in request.node.name)
