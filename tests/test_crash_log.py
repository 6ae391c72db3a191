"""The log of a crash: types and places of the error and of all its causes, and nothing that anybody wrote."""

from __future__ import annotations

import errno

import pytest

from coach.crash_log import LOGGED_FRAMES_LIMIT, format_crash, log_crash
from coach.paths import find_state_folder

SECRET = "Priya Raman is tired"


class WorkerFailed(Exception):
    """As textual.worker has it: the error of the worker is an attribute."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"Worker raised exception: {error!r}")
        self.error = error


def caught(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as found:
        return found


def chained() -> BaseException:
    try:
        try:
            raise OSError(errno.EIO, SECRET, f"/home/{SECRET}")
        except OSError as cause:
            raise ValueError(SECRET) from cause
    except ValueError as error:
        return error


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (chained(), ["builtins.ValueError", "caused by builtins.OSError EIO"]),
        (caught(WorkerFailed(chained())), ["WorkerFailed", "caused by builtins.ValueError", "builtins.OSError EIO"]),
        (ExceptionGroup(SECRET, [KeyError(SECRET), chained()]), ["together with builtins.KeyError", "OSError EIO"]),
    ],
)
def test_every_cause_is_named_without_anybodys_words(error: BaseException, named: list[str]) -> None:
    log_crash(error)
    text = (find_state_folder() / "coach.log").read_text(encoding="utf-8")
    assert [name for name in named if name not in text] == []
    assert "Priya" not in text
    assert (find_state_folder() / "coach.log").stat().st_mode & 0o777 == 0o600


def test_an_error_that_is_its_own_cause_and_one_deep_in_calls_fit_into_the_log() -> None:
    def deeper(n: int) -> None:
        if not n:
            raise RuntimeError
        deeper(n - 1)

    with pytest.raises(RuntimeError) as found:
        deeper(300)
    found.value.__cause__ = found.value
    assert len(format_crash(found.value).splitlines()) == LOGGED_FRAMES_LIMIT + 3
