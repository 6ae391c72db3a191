"""Every reading command under every kind of trouble with the data: its answer is true, or it gives none and says why."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from coach.cli.main import run_command_line

Out = pytest.CaptureFixture[str]

READING = [
    *("today", "today --json", "week", "week --json", "people", "people --json", "waiting", "owe", "requests", "goal"),
    *("goal --list", "patterns", "find Quill", "trends", "person Quill", "opportunities", "boundaries", "hours", "set"),
    *("why", "texts Quill", "at Acme", "takeaways", "posts", "draft", "export", "export csv --table moods"),
    *("export markdown", "export calendar", "due", "events", "sources", "sources people", "waiting --json"),
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> Path:
    for name in ("STATE", "CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    folder = tmp_path / "data"
    monkeypatch.setenv("COACH_DATA_DIR", str(folder))
    for line in ("sent Quill", "mood 4", "mood 2 --at 2024-03-04", "mood 5"):
        assert run_command_line(line.split()) == 0
    capsys.readouterr()
    return folder


def make_file(folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    folder.write_text("a letter")


def make_file_above(folder: Path) -> None:
    make_file(folder)
    os.environ["COACH_DATA_DIR"] = str(folder / "deeper")


def unmount(folder: Path) -> None:
    folder.rename(folder.with_name("away"))


def unmount_and_leave_the_mount_point(folder: Path) -> None:
    unmount(folder)
    folder.mkdir()


def link_nowhere(folder: Path) -> None:
    unmount(folder)
    folder.symlink_to(folder.with_name("a disk"))


def link_file_nowhere(folder: Path) -> None:
    (folder / "coach.json").unlink()
    (folder / "coach.json").symlink_to(folder.with_name("a disk") / "coach.json")


def link_file_in_a_circle(folder: Path) -> None:
    (folder / "coach.json").unlink()
    (folder / "coach.json").symlink_to("coach.json")


def make_folder_of_file(folder: Path) -> None:
    (folder / "coach.json").unlink()
    (folder / "coach.json").mkdir()


def leave_only_backups(folder: Path) -> None:
    (folder / "coach.json").unlink()
    shutil.rmtree(os.environ["XDG_STATE_HOME"])


def overwrite_everything(folder: Path) -> None:
    (folder / "coach.json").write_bytes(b"\0" * 3000)
    shutil.rmtree(folder / "backups")
    shutil.rmtree(os.environ["XDG_STATE_HOME"])  # the copy of this computer, too


NOTHING_READ = [
    *(make_file, make_file_above, unmount, unmount_and_leave_the_mount_point, link_nowhere, link_file_nowhere),
    *(link_file_in_a_circle, make_folder_of_file, leave_only_backups, overwrite_everything),
]


@pytest.mark.parametrize("harm", NOTHING_READ, ids=lambda harm: harm.__name__)
def test_no_answer_is_given_where_nothing_can_be_read(
    data: Path, harm: Callable[[Path], None], capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(data))  # puts back what a trouble sets
    harm(data)
    for line in READING:
        code, said = run_command_line(line.split()), capsys.readouterr()
        assert (code, said.out) == (1, ""), (line, said)
        assert said.err.count("\n") == 1 and str(data) in said.err, (line, said.err)
    run_command_line(["status"])
    assert capsys.readouterr().out == ""
    run_command_line(["help-me"])
    assert "doctor" in capsys.readouterr().out


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])
    path.chmod(0o600)


@pytest.mark.parametrize("half", [0, 1], ids=["empty", "half-written"])
def test_what_was_recovered_is_shown_and_told(data: Path, half: int, capsys: Out) -> None:
    path = data / "coach.json"
    path.write_bytes(path.read_bytes()[: half * path.stat().st_size // 2])
    for line in ("people", "week --json", "find Quill", "today"):  # the last one saves which advice it showed
        code, said = run_command_line(line.split()), capsys.readouterr()
        assert code == 1 and said.out and "damaged" in said.err, (line, said)


def test_a_damaged_year_is_told_by_who_reads_it(data: Path, capsys: Out) -> None:
    cut(data / "coach-2024.json")
    for line, code in (("find Quill", 1), ("export", 1), ("today", 0)):
        assert (run_command_line(line.split()), "coach-2024" in capsys.readouterr().err) == (code, code == 1), line


def test_data_of_a_newer_version_is_shown_and_told(data: Path, capsys: Out) -> None:
    tables = orjson.loads((data / "coach.json").read_bytes())
    for row in tables["meta"].values():
        row["value"] = 7 if row["id"] == "schema" else row["value"]
    (data / "coach.json").write_bytes(orjson.dumps(tables))
    assert run_command_line(["people"]) == 0
    said = capsys.readouterr()
    assert "Quill" in said.out and "newer" in said.err
    assert run_command_line(["mood", "1"]) == 1


def test_a_data_file_that_was_removed_comes_back_from_this_computer(data: Path, capsys: Out) -> None:
    (data / "coach.json").unlink()
    assert run_command_line(["people"]) == 0
    said = capsys.readouterr()
    assert "Quill" in said.out and "saved on this computer" in said.err
    assert run_command_line(["mood", "3"]) == 0
    assert "Quill" in (data / "coach.json").read_text()


def test_an_entry_where_the_folder_is_gone_brings_back_what_is_kept(data: Path, capsys: Out) -> None:
    shutil.rmtree(data)
    assert run_command_line(["mood", "3"]) == 0
    assert len(json.loads((data / "coach.json").read_bytes())["moods"]) == 3
    assert "Quill" in (data / "coach.json").read_text()


def test_erasing_what_is_gone_begins_with_nothing(data: Path, tmp_path: Path, capsys: Out) -> None:
    shutil.rmtree(data)
    assert run_command_line(["erase", "--word", "erase"]) == 0
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    capsys.readouterr()
    assert run_command_line(["people"]) == 0
    assert "Nobody yet" in capsys.readouterr().out


SIDE_FILES = [("address-book.json", "people"), ("coach-sources.json", "sources")]


@pytest.mark.parametrize(("name", "line"), SIDE_FILES)
def test_a_damaged_file_beside_the_data_is_told_and_not_overwritten(
    data: Path, tmp_path: Path, name: str, line: str, capsys: Out
) -> None:
    (tmp_path / "cards.vcf").write_text("BEGIN:VCARD\nFN:Ines Vale\nEMAIL:ines@example.org\nEND:VCARD\n")
    connect = ["sources", "add", "contacts", str(tmp_path / "cards.vcf"), "--yes"]
    imports = ["import", str(tmp_path / "cards.vcf"), "--yes"]
    assert run_command_line(imports if name == "address-book.json" else connect) == 0
    harmed = (data / name).read_bytes()[:-2]
    (data / name).write_bytes(harmed)
    capsys.readouterr()
    assert run_command_line(line.split() if name != "address-book.json" else ["export"]) == 1
    assert f"{name} was damaged" in capsys.readouterr().err
    assert (data / name).read_bytes() == harmed
    (tmp_path / "cards.vcf").write_text("BEGIN:VCARD\nFN:Per Holm\nEMAIL:per@example.org\nEND:VCARD\n")
    (tmp_path / "more").mkdir()
    more = ["sources", "add", "calendar", str(tmp_path / "more"), "--yes"]
    assert run_command_line(imports if name == "address-book.json" else more) == 0
    assert harmed in [path.read_bytes() for path in data.glob(f"{Path(name).stem}-damaged-*.json")]
    assert "Ines" in (data / name).read_text() or "cards.vcf" in (data / name).read_text()


def test_a_connected_source_silences_no_notice(data: Path, tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "calendar").mkdir()
    assert run_command_line(["sources", "add", "calendar", str(tmp_path / "calendar"), "--yes"]) == 0
    cut(data / "coach.json")
    capsys.readouterr()
    assert run_command_line(["people"]) == 1
    assert "damaged" in capsys.readouterr().err


AS_OTHERS = "-dac_override,-dac_read_search,-fowner,-chown"
"""What the superuser gives up to be refused like anybody else."""


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="takes root, who can give files away")
@pytest.mark.parametrize("name", [".", "coach.json"])
def test_files_of_somebody_else_are_told_in_one_line(data: Path, name: str) -> None:
    (data / name).chmod(0)
    os.chown(data / name, 12345, 12345)
    for line in ("today", "people --json", "doctor", "mood 3"):
        program = ["setpriv", f"--bounding-set={AS_OTHERS}", sys.executable, "-m", "coach", *line.split()]
        done = subprocess.run(program, capture_output=True, text=True, timeout=60)
        assert "unexpected" not in done.stderr and "Traceback" not in done.stderr, (line, done.stderr)
        if line != "doctor":
            assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), (line, done)


def test_a_mode_that_shut_out_the_owner_is_not_called_open_to_others(data: Path, capsys: Out) -> None:
    data.chmod(0o500)
    (data / "coach.json").chmod(0o400)
    assert run_command_line(["people"]) == 0
    assert "Others" not in capsys.readouterr().err
    assert (data / "coach.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="takes root, who gives up a right")
def test_cards_that_cannot_be_read_now_are_not_removed(data: Path, tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    cards.mkdir()
    for name in ("Ines Vale", "Per Holm"):
        (cards / f"{name}.vcf").write_text(f"BEGIN:VCARD\nFN:{name}\nEMAIL:{name[0]}@example.org\nEND:VCARD\n")
    assert run_command_line(["sources", "add", "contacts", str(cards), "--yes"]) == 0
    (cards / "Per Holm.vcf").chmod(0)
    (cards / "Ines Vale.vcf").write_text("BEGIN:VCARD\nFN:Ines Vale\nEMAIL:ines@example.org\nEND:VCARD\n")
    program = ["setpriv", f"--bounding-set={AS_OTHERS}", sys.executable, "-m", "coach", "sources", "read"]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert "permission" in done.stdout + done.stderr
    assert "Per Holm" in (data / "address-book.json").read_text()


def test_a_byte_order_mark_is_no_damage(data: Path, capsys: Out) -> None:
    path = data / "coach.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run_command_line(["people"]) == 0
    said = capsys.readouterr()
    assert "Quill" in said.out and not said.err
    assert run_command_line(["mood", "3"]) == 0
    assert path.read_bytes().startswith(b"{")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_what_an_editor_saved_in_another_encoding_is_salvaged(data: Path, encoding: str, capsys: Out) -> None:
    path, mark = data / "coach.json", "\ufeff" if encoding == "utf-16-le" else ""
    path.write_bytes((mark + path.read_text("utf-8")).encode(encoding))
    shutil.rmtree(os.environ["XDG_STATE_HOME"])
    shutil.rmtree(data / "backups")
    assert run_command_line(["people"]) == 1
    said = capsys.readouterr()
    assert "Quill" in said.out and "damaged" in said.err


def test_tab_is_silent_where_nothing_can_be_read(data: Path) -> None:
    make_file(data)
    words = {"COMP_WORDS": "coach person Qu", "COMP_CWORD": "2", "_COACH_COMPLETE": "bash_complete"}
    env = {**os.environ, **words}
    done = subprocess.run([sys.executable, "-m", "coach"], env=env, capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_an_import_beside_damage_is_saved_and_says_so(data: Path, tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "cards.vcf").write_text("BEGIN:VCARD\nFN:Per Holm\nEMAIL:per@example.org\nEND:VCARD\n")
    cut(data / "coach-2024.json")
    assert run_command_line(["import", str(tmp_path / "cards.vcf"), "--yes"]) == 0
    said = capsys.readouterr()
    assert "Imported" in said.out and "coach-2024.json was damaged" in said.err
