"""coach doctor: where the data lies, who can read it, what copies it; no name of anybody is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.actions import outreach
from coach.cli.main import run_command_line
from coach.doctor import examine_installation
from coach.service import CoachService


def findings(folder: Path) -> dict[str, tuple[str, bool | None]]:
    return {
        found.topic: (found.text, found.fine) for found in examine_installation(folder, environment={"TERM": "xterm"})
    }


def test_a_folder_of_ones_own_is_fine_and_an_open_one_is_told(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    assert findings(service.folder)["readers"][1] is True
    (service.folder / "coach.json").chmod(0o644)
    assert findings(service.folder)["readers"][1] is True  # nobody else comes into the folder
    service.folder.chmod(0o711)
    assert findings(service.folder)["readers"][1] is False
    (service.folder / "coach.json").chmod(0o600)
    service.folder.chmod(0o755)
    assert findings(service.folder)["readers"][1] is False


def test_a_file_behind_a_link_is_as_open_as_the_folder_it_is_in(service: CoachService, tmp_path: Path) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    (service.folder / "coach.json").rename(shared / "coach.json").chmod(0o644)
    (service.folder / "coach.json").symlink_to(shared / "coach.json")
    assert findings(service.folder)["readers"][1] is False
    shared.chmod(0o700)
    assert findings(service.folder)["readers"][1] is True


def test_a_copy_that_cannot_be_merged_is_told_each_time_and_without_its_name(
    service: CoachService, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    monkeypatch.setattr("coach.store.merge_copies.SETTLED_AFTER", 0.0)
    monkeypatch.setenv("COACH_DATA_DIR", str(service.folder))
    (service.folder / "coach (Zebulon's conflicted copy 2026-11-24).json").write_text('{"moods": ')
    for _ in range(2):
        assert run_command_line(["doctor"]) == 0
        said = capsys.readouterr().out
        assert "conflict copies: 1 file here, named like coach (1).json" in said and "Zebulon" not in said


@pytest.mark.parametrize(("mark", "program"), [(".stfolder", "Syncthing"), (".git", "git"), (".dropbox", "Dropbox")])
def test_what_copies_the_folder_is_named(tmp_path: Path, mark: str, program: str) -> None:
    (tmp_path / mark).mkdir()
    assert program in findings(tmp_path / "coach")["copies"][0]


def test_a_folder_of_a_synchroniser_is_known_by_its_name(tmp_path: Path) -> None:
    assert "Nextcloud" in findings(tmp_path / "Nextcloud" / "notes" / "coach")["copies"][0]


def test_a_folder_whose_link_leads_in_a_circle_is_examined(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to("data")
    assert "no program" in findings(tmp_path / "data")["copies"][0]


def test_nothing_yet_is_no_trouble_and_no_name_is_printed(
    service: CoachService, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["doctor"]) == 0
    assert "none yet" in capsys.readouterr().out
    service.execute(outreach.log_sent_message("Zebulon Quist"))
    assert run_command_line(["doctor", "--json"]) == 0
    out = capsys.readouterr().out
    assert {"data", "files", "readers", "copies", "disk", "versions", "terminal", "sources", "timers"} <= {
        row["topic"] for row in json.loads(out)
    }
    assert "Quist" not in out
