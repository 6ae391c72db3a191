"""The first quarter of an hour of somebody who has never seen the coach, played in real terminals.

From `git clone` by README.md and `--help` alone: install and open it, log a mood, import a history, and press Tab in
the next shell. Every step is printed as it was typed, for people to read. `.ci/run` plays it; by hand:

    .venv/bin/python .ci/first_day.py [COACH]

COACH is a program that is installed already; without it the README's first command installs one from a clone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.terminal import Terminal  # noqa: E402

HEADER = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER"
)
SITE = "https://www.linkedin.com/in"


def make_export() -> dict[str, str]:
    """Return an invented LinkedIn export: a message to Ana a week ago, and one of Priya's nine days ago."""
    sent, received = (f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d %H:%M:%S} UTC" for days in (7, 9))
    rows = (
        HEADER,
        f"1,,Me Myself,{SITE}/me,Ana Lee,{SITE}/ana-lee-1,{sent},,Hello Ana,INBOX",
        f"2,,Priya Raman,{SITE}/priya-raman-2,Me Myself,{SITE}/me,{received},,Hi,INBOX",
    )
    return {"Profile.csv": "First Name,Last Name\nMe,Myself\n", "messages.csv": "\n".join(rows) + "\n"}


def run(line: str, env: dict[str, str], cwd: Path, *, expect: str = "") -> str:
    """Type a line into sh, print its answer and return it. Ends the session where it is not as expected."""
    print(f"$ {line}", flush=True)
    done = subprocess.run(["sh", "-c", line], env=env, cwd=cwd, capture_output=True, text=True, timeout=400)
    print(done.stdout + done.stderr, end="", flush=True)
    if done.returncode != 0 or not re.search(expect, done.stdout):
        sys.exit(f"expected {expect!r} and exit code 0, got {done.returncode}")
    return done.stdout


def open_and_log_mood(program: list[str], env: dict[str, str], cwd: Path) -> None:
    """Open the full screen, log a mood by two keys, and leave."""
    print(f"$ {' '.join(program)}\n(keys m 4 q)", flush=True)
    with Terminal(*program, env=env, cwd=cwd) as terminal:
        terminal.wait_for("m logs how you are", 60)
        terminal.press("m", "4")
        terminal.wait_for("Saved: good")
        terminal.press("q")
        if terminal.wait_end() != 0:
            sys.exit("the full screen did not end well")


def complete_by_tab(shell: str, env: dict[str, str], cwd: Path) -> None:
    """Open the next shell and let Tab complete the name that came with the import."""
    print(f"$ {shell}\n(keys: coach answered Pri, Tab)", flush=True)
    with Terminal(shell, "-i", env=env, cwd=cwd) as terminal:
        terminal.press("echo rea''dy", "enter")
        terminal.wait_for("ready")
        terminal.press("coach answered Pri", "tab")
        terminal.wait_for(r"coach answered Priya\W+Raman")


def main() -> None:
    with TemporaryDirectory(prefix="first-day-") as folder:
        home = Path(folder)
        kept = {
            name: os.environ[name]
            for name in os.environ
            if name.startswith(("PIP_", "SSL_")) or name in ("PATH", "LANG")
        }
        env = {**kept, "HOME": str(home), "SHELL": "/bin/bash", "TERM": "xterm-256color", "PS1": "> "}
        cwd = home
        if len(sys.argv) > 1:
            program = str(Path(sys.argv[1]).absolute())
        else:
            run(f"git clone -q {ROOT} coach", env, home)
            cwd = home / "coach"
            readme = (cwd / "README.md").read_text(encoding="utf-8")
            found = re.search(r"(?m)^(python3 -m venv .*) && \.venv/bin/coach$", readme)
            if found is None:
                sys.exit("README.md shows no command that installs and opens the coach")
            run(found[1], env, cwd)
            program = str(cwd / ".venv/bin/coach")
        env["PATH"] = f"{Path(program).parent}:{env['PATH']}"
        open_and_log_mood([program], env, cwd)
        run("coach --help", env, cwd, expect="import")
        run('coach mood 3 "a long day" --energy 2', env, cwd, expect="Saved: okay")
        run("coach today", env, cwd, expect="a long day|okay")
        with zipfile.ZipFile(home / "Basic_LinkedInDataExport.zip", "w") as export:
            for name, text in make_export().items():
                export.writestr(name, text)
        run("coach import --help", env, cwd, expect="--yes")
        run(
            f"coach import {home}/Basic_LinkedInDataExport.zip --yes", env, cwd, expect="Imported: 2 people, 2 messages"
        )
        run("coach waiting", env, cwd, expect="Priya Raman")
        run("coach completion --help", env, cwd, expect="coach completion install")
        for shell in ("bash", "zsh", "fish"):
            if shutil.which(shell):
                run(f"coach completion install {shell} --yes", env, cwd, expect="Installed")
                complete_by_tab(shell, env, cwd)
        print("From clone to mood, import and completion: all of it worked.")


if __name__ == "__main__":
    main()
