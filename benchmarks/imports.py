"""A big LinkedIn export: how long it takes beside a mere splitting of its tables, and how much memory.

    python -m benchmarks.imports [CONNECTIONS] [MESSAGES]

Invents an account, writes it as a zip, then measures seven things in a process each: splitting the tables with the
csv module, importing them, importing with the texts kept, saving all, previewing it once more, and undoing and redoing
the import; then undoing and redoing it in the open screen, with the memory of the screen and of the process that it
starts. Goal: 100,000 messages in at most 20 s and 300 MB a process, previewed and saved.
"""

from __future__ import annotations

import csv
import io
import os
import random
import resource
import select
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

WORDS = (
    "tide",
    "table",
    "harbour",
    "talk",
    "coffee",
    "thanks",
    "would",
    "like",
    "hear",
    "about",
    "your",
    "team",
    "week",
)
HEAD = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,"
    "FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
)
BOOK = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
START = datetime(2021, 1, 1, tzinfo=UTC)


def write(path: Path, connections: int, messages: int) -> None:
    """Write an export of invented people; about eight messages in each conversation."""
    dice = random.Random(1)
    people = [(f"Name{n % 977} Family{n}", f"https://www.linkedin.com/in/name-{n:06x}") for n in range(connections)]
    me = ("Mo Quist", "https://www.linkedin.com/in/mo-quist")
    journal = io.StringIO()
    rows = csv.writer(journal, lineterminator="\n")
    rows.writerow(BOOK.split(","))
    for name, url in people:
        rows.writerow([*name.split(), url, "", "Harbour Works", "Pilot", f"{dice.randint(1, 28):02} Mar 2024"])
    talk = io.StringIO()
    rows = csv.writer(talk, lineterminator="\n", quoting=csv.QUOTE_ALL)
    rows.writerow(HEAD.split(","))
    for number in range(messages // 8):
        other, at = people[number % connections], START + timedelta(hours=3 * number)
        for turn in range(8):
            pair = (me, other) if dice.random() < 0.5 else (other, me)
            text = "\n\n".join(" ".join(dice.choices(WORDS, k=15)) for _ in range(dice.randint(1, 6)))
            when = f"{at - timedelta(minutes=7 * turn):%Y-%m-%d %H:%M:%S} UTC"
            key = f"2-{number:052x}=="
            rows.writerow([key, "", *pair[0], *pair[1], when, "", text, "INBOX", "", "No", "No"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Connections.csv", journal.getvalue())
        archive.writestr("messages.csv", talk.getvalue())


def split(path: Path) -> int:
    """Split all rows with the csv module: the least that any reader has to do."""
    count = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as raw:
                count += sum(1 for _ in csv.reader(io.TextIOWrapper(raw, "utf-8", newline="")))
    return count


def bring_in(path: Path, *, keep_text: bool) -> int:
    """Import with everything that importing means."""
    from coach.importers.options import ImportOptions
    from coach.importers.read_exports import read_exports

    found = read_exports([path], ImportOptions(keep_text=keep_text))[0]
    return len(found.messages) + len(found.people) + len(found.contacts)


def save_all(path: Path, folder: Path) -> None:
    """Preview and save into an empty folder, as a person would."""
    from coach.importers.options import ImportOptions
    from coach.run_import import preview_import, run_import
    from coach.service import CoachService

    service = CoachService(folder)
    run_import(service, preview_import(service, [path], ImportOptions(me=("mo-quist",))))


def preview_again(path: Path, folder: Path) -> None:
    """Preview an export that the folder holds already."""
    from coach.importers.options import ImportOptions
    from coach.run_import import preview_import
    from coach.service import CoachService

    assert preview_import(CoachService(folder), [path], ImportOptions(me=("mo-quist",))).preview.is_empty


def undo_and_redo(folder: Path, task: str) -> None:
    """Undo the import in the folder, or redo it."""
    from coach.actions.undo import redo_last_action, undo_last_action
    from coach.service import CoachService

    CoachService(folder).execute(undo_last_action() if task == "undo" else redo_last_action())


def measure(task: str, path: Path) -> None:
    """Do one task in this process; print its seconds, the peak of its memory in MB, and seconds of processor."""
    import coach.importers.linkedin.read_archive
    import coach.importers.read_exports  # noqa: F401 (importing the importer is not part of what is measured)

    began, worked = time.perf_counter(), time.process_time()
    if task == "split":
        split(path)
    elif task == "preview and save":
        shutil.rmtree(path.parent / "data", ignore_errors=True)
        save_all(path, path.parent / "data")
    elif task == "preview again":
        preview_again(path, path.parent / "data")
    elif task in ("undo", "redo"):
        undo_and_redo(path.parent / "data", task)
    else:
        bring_in(path, keep_text=task == "import with texts")
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    scale = 1 if sys.platform == "darwin" else 1024
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1_048_576, worked)


def press_in_screen(home: Path, key: bytes, answer: bytes) -> tuple[float, float, float]:
    """Open the screen, press a key, and wait for the answer; return seconds, and the peaks in MB of it and of others."""
    from benchmarks.terminal import COACH, Window, drain

    env = {"HOME": str(home), "COACH_DATA_DIR": str(home / "data")}
    window, seen, others = Window(COACH, env), b"", 0.0
    try:
        drain([window], 4)
        began = time.perf_counter()
        os.write(window.terminal, key)
        while answer not in seen and time.perf_counter() - began < 300:
            others = max([others, *(_read_peak(pid) for pid in _list_children(window.pid))])
            if select.select([window.terminal], [], [], 0.02)[0]:
                seen += window.read()
        seconds = time.perf_counter() - began
        drain([window], 3)  # what it changed is shown
        return seconds, _read_peak(window.pid), others
    finally:
        window.close()


def _list_children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def _read_peak(pid: int) -> float:
    """Return the peak of the memory of a process in MB, 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0)


def main() -> None:
    """Print the figures."""
    connections, messages = (int(text) for text in [*sys.argv[1:], "30000", "100000"][:2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        subprocess.run(
            [sys.executable, "-m", "benchmarks.imports", "write", path, str(connections), str(messages)], check=True
        )
        print(f"{connections:,} connections, {messages:,} messages, {path.stat().st_size / 1e6:.0f} MB zipped")
        base = 0.0
        for task in ("split", "import", "import with texts", "preview and save", "preview again", "undo", "redo"):
            runs = []
            for _ in range(1 if task in ("undo", "redo") else 3):
                told = subprocess.check_output(
                    [sys.executable, "-m", "benchmarks.imports", "measure", task, path], text=True
                )
                runs.append(tuple(map(float, told.split()[:2])))
            seconds, peak = min(run[0] for run in runs), max(run[1] for run in runs)
            base = base or seconds
            print(f"{task:18} {seconds:6.2f} s   {seconds / base:4.1f} ×   peak {peak:5.0f} MB")
        for task, key, answer in (("undo in the screen", b"u", b"Undone"), ("redo in the screen", b"U", b"Redone")):
            seconds, peak, others = press_in_screen(Path(folder), key, answer)
            print(
                f"{task:18} {seconds:6.2f} s   {seconds / base:4.1f} ×   peak {peak:5.0f} MB, beside it {others:.0f} MB"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    elif sys.argv[1:2] == ["measure"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
