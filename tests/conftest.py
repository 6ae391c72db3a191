"""Shared by all tests: clocks at a known time, a service on an empty folder, and no access to a real home folder."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from tests.examples import examples
from tests.shifted_clock import start_clocks_at

_MEMORY = Path("/dev/shm")  # thousands of small files are synced, and need no real disk
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 1 << 29:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

settings.register_profile("coach", parent=examples(100), deadline=None)  # no clock decides about a test
settings.load_profile("coach")

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=BERLIN)
"""An ordinary working morning."""


start_clocks_at(TUESDAY, pytest.MonkeyPatch())  # for fixtures that are made before a test begins


class FakeClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, at: datetime = TUESDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at = self.at + timedelta(**span)


def pytest_collection(session: pytest.Session) -> None:
    """Let each worker begin to read all tests at another place: in a new clone they compile a part each, not all of all."""
    tests, worker = Path(__file__).parent, os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and [Path(arg).resolve() for arg in session.config.args] == [tests]:
        files = sorted(tests.rglob("test_*.py"))
        first = len(files) * int(worker.removeprefix("gw")) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        for file in files[first:] + files[:first]:
            with suppress(Exception, pytest.skip.Exception):  # it is told when the file is collected
                import_module(".".join(file.relative_to(tests.parent).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker its share of the terminal tests first: they mostly wait, so the others can compute meanwhile."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    waiting = [item for item in items if item.path.parent.name == "e2e"]
    others = [item for item in items if item.path.parent.name != "e2e"]
    others.sort(key=lambda item: not hasattr(getattr(item, "module", None), "each_life"))  # one worker lives the year
    share = len(others) // workers + 1
    items[:] = [
        item for at in range(workers) for item in (*waiting[at::workers], *others[at * share : (at + 1) * share])
    ]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep the collector from going through all that lives, again and again: an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case of long text by its beginning; pytest numbers those that begin alike."""
    return f"{ascii(val)[:40]}…" if isinstance(val, (str, bytes)) and len(val) > 60 else None


@pytest.fixture(autouse=True)
def _no_real_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("COACH_DATA_DIR", str(home / "coach-data"))


@pytest.fixture(autouse=True)
def _no_real_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin each test on the same morning; programs that are started without `tests.forked` have the real clock."""
    start_clocks_at(TUESDAY, monkeypatch)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "coach-data"


@pytest.fixture
def service(folder: Path, clock: FakeClock) -> Iterator[object]:
    from coach.service import CoachService

    yield CoachService(folder, clock, device_id="test0001").open_folder()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    processes: list[subprocess.Popen[bytes]] = []

    class Remembered(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[call-overload]
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    return processes
