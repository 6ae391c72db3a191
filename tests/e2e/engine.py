"""Real Syncthing daemons for tests, on loopback alone: no discovery, no relays, no reports, no upgrades."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

SYNCTHING = shutil.which("syncthing")


class Daemon:
    """One daemon that shares `folder`. `meet` tells two of them of each other; it never outlives its test."""

    def __init__(self, root: Path, name: str) -> None:
        assert SYNCTHING
        self.home, self.folder, self.port = root / f"syncthing-{name}", root / name, _free_port()
        (self.folder / ".stfolder").mkdir(parents=True)
        self._env = {**os.environ, "HOME": str(root), "STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1"}
        self._run("generate", f"--home={self.home}", "--no-default-folder", "--skip-port-probing")
        self.id = self._run(f"--home={self.home}", "--device-id").strip()
        self._process: subprocess.Popen[bytes] | None = None

    def _run(self, *words: str) -> str:
        assert SYNCTHING
        done = subprocess.run(
            [SYNCTHING, *words], env=self._env, capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout

    def knows(self, *others: Daemon, keeps: int) -> None:
        """Write the configuration. `keeps` is how many conflict copies it leaves; with 0 it drops the older version."""
        devices = "".join(f'<device id="{each.id}"/>' for each in (self, *others))
        known = "".join(
            f'<device id="{each.id}" name="{each.folder.name}"><address>tcp://127.0.0.1:{each.port}</address></device>'
            for each in (self, *others)
        )
        (self.home / "config.xml").write_text(
            f"""<configuration version="36">
            <folder id="coach" path="{self.folder}" type="sendreceive" rescanIntervalS="5" fsWatcherEnabled="true"
                    fsWatcherDelayS="1">{devices}<maxConflicts>{keeps}</maxConflicts></folder>
            {known}
            <gui enabled="false"/>
            <options>
                <listenAddress>tcp://127.0.0.1:{self.port}</listenAddress>
                <globalAnnounceEnabled>false</globalAnnounceEnabled>
                <localAnnounceEnabled>false</localAnnounceEnabled>
                <relaysEnabled>false</relaysEnabled>
                <natEnabled>false</natEnabled>
                <urAccepted>-1</urAccepted>
                <crashReportingEnabled>false</crashReportingEnabled>
                <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
                <startBrowser>false</startBrowser>
                <reconnectionIntervalS>1</reconnectionIntervalS>
                <stunKeepaliveStartS>0</stunKeepaliveStartS>
            </options>
            </configuration>"""
        )

    def start(self) -> None:
        assert SYNCTHING
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [SYNCTHING, "serve", f"--home={self.home}", "--no-browser", "--no-restart"],
                env=self._env, stdout=log, stderr=log,
            )  # fmt: skip

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
            self._process = None

    @property
    def log(self) -> str:
        return (self.home / "log").read_text(errors="replace")[-3000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(met: Callable[[], bool], seconds: float, told: Callable[[], str] = str) -> None:
    """Wait for `met()`; after `seconds` say what `told()` says."""
    end = time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} seconds. {told()}")
        time.sleep(0.1)
