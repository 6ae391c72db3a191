"""A quick way to the real program: one process that has imported it forks for each start, instead of reading all again.

`python -m coach` spends most of a short command on imports, and the tests start it hundreds of times. What is forked
here runs the same `__main__` in a process of its own, with its own words, surroundings, folder and streams. It starts
with more in memory, so what is about imports or starting itself takes `terminal.EXEC` and no fork.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import coach
from tests.shifted_clock import follow_surroundings

ROOT = Path(__file__).parents[1]
_server: list[socket.socket] = []


class Forked:
    """A process of the program. `wait` returns its exit code; a negative one is the signal that ended it."""

    def __init__(
        self, words: list[str], env: Mapping[str, str], cwd: Path | None, files: list[int], umask: int = 0o022
    ) -> None:
        if not _server:
            _server.append(_start())
        mine, theirs = socket.socketpair()
        with theirs:
            what = {"words": words, "env": dict(env), "cwd": str(cwd or Path.cwd()), "umask": umask}
            data = json.dumps(what).encode("utf-8", "surrogateescape")
            socket.send_fds(_server[0], [len(data).to_bytes(4, "big")], [theirs.fileno(), *files])
            _server[0].sendall(data)
        self._line = mine
        self.pid = int.from_bytes(_exactly(mine, 4), "big")

    def wait(self, seconds: float | None = None) -> int:
        """Return the exit code; raise TimeoutError when the process goes on for longer."""
        self._line.settimeout(seconds)
        code = int.from_bytes(_exactly(self._line, 4), "big", signed=True)
        self._line.close()
        return code


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = line.recv(size - len(data))
        if not piece:
            raise ConnectionError("the process that forks has gone")
        data += piece
    return data


def _start() -> socket.socket:
    ours, theirs = socket.socketpair()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with theirs:
        server = subprocess.Popen([sys.executable, "-m", "tests.forked", str(theirs.fileno())], env=env, cwd=ROOT,
                                  pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # fmt: skip
    atexit.register(server.wait)
    atexit.register(ours.close)
    return ours


def _serve(line: socket.socket) -> None:
    """Fork for each request until the tests have gone. Each child has a waiter, which tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the waiters end by themselves
    while True:
        size, files, _, _ = socket.recv_fds(line, 4, 4)
        if not size:
            return
        request = json.loads(_exactly(line, int.from_bytes(size, "big")).decode("utf-8", "surrogateescape"))
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            pid = os.fork()
            if not pid:
                _become(request, files, line)
            tell = socket.socket(fileno=files[0])
            for file in files[1:]:
                os.close(file)
            tell.sendall(pid.to_bytes(4, "big"))
            _, status = os.waitpid(pid, 0)
            try:
                tell.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
            finally:
                os._exit(0)
        for file in files:
            os.close(file)


def _become(request: dict[str, Any], files: list[int], line: socket.socket) -> None:
    """Be the program as `python -m coach` is, from its first line to its exit code."""
    line.close()
    os.close(files[0])
    terminal = len(files) == 2
    if terminal:  # of a pseudo-terminal: ours from now on
        os.setsid()
        fcntl.ioctl(files[1], termios.TIOCSCTTY, 0)
        files += [files[1]] * 2
    for at, file in enumerate(files[1:4]):
        os.dup2(file, at)
    for file in set(files[1:]):
        if file > 2:
            os.close(file)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    os.umask(request["umask"])
    time.tzset()
    follow_surroundings(os.environ)
    sys.argv = ["coach", *request["words"]]
    streams = ((0, "rb", "strict"), (1, "wb", "strict"), (2, "wb", "backslashreplace"))
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(at, mode), "utf-8", errors, line_buffering=at == 2 or os.isatty(at))
        for at, mode, errors in streams
    )
    try:
        runpy.run_module("coach", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if threading.active_count() > 1 or not isinstance(end.code, int):
            raise
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(end.code)  # taking apart all that was imported for the next start takes longer than most commands


def run(
    *words: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 120,
    umask: int = 0o022,
) -> subprocess.CompletedProcess[str]:
    """Run the program with these words as `subprocess.run` would, with nothing to read and its output as text."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
        program = Forked(
            list(words), os.environ if env is None else env, cwd, [f.fileno() for f in (nothing, out, err)], umask
        )
        code = program.wait(timeout)
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(words, code, out.read().decode(), err.read().decode())


if __name__ == "__main__":
    for module in pkgutil.walk_packages(coach.__path__, "coach."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()  # what is shared with the children is not copied when they collect
    _serve(socket.socket(fileno=int(sys.argv[1])))
