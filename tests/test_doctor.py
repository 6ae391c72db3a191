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
    assert findings(service.folder)["readers"][1] is False


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
