"""coach set calendar-file: one file of follow-ups and meetings, rewritten after saves that change it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from coach.actions.moods import log_mood
from coach.actions.outreach import log_meeting, log_promise, log_sent_message
from coach.actions.settings import save_setting
from coach.errors import InvalidInput
from coach.run_export import update_calendar_file
from coach.service import CoachService
from tests.conftest import FakeClock


@pytest.fixture
def path(service: CoachService, tmp_path: Path) -> Path:
    file = tmp_path / "coach.ics"
    service.execute(save_setting("calendar-file", str(file)))
    return file


def titles(path: Path) -> list[str]:
    """Return the titles in the file, as another program reads them."""
    return sorted(
        str(event["SUMMARY"]) for event in Calendar.from_ical(path.read_text(encoding="utf-8")).walk("VEVENT")
    )


def test_saves_that_change_it_rewrite_the_file(service: CoachService, clock: FakeClock, path: Path) -> None:
    service.execute(log_sent_message("Priya"))
    service.execute(log_promise("Sam", "an intro"))
    assert titles(path) == ["Sam: promised an intro", "Write to Priya again, if you like"]
    service.execute(log_meeting("Priya"))
    assert titles(path) == ["Meeting with Priya", "Sam: promised an intro"]


def test_other_saves_leave_it_alone(service: CoachService, clock: FakeClock, path: Path) -> None:
    service.execute(log_promise("Sam", "an intro"))
    before = path.stat().st_mtime_ns, path.stat().st_ino
    clock.forward(minutes=5)
    service.execute(log_mood(3))
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_a_save_of_the_screen_rewrites_it_too(service: CoachService, path: Path) -> None:
    pending = service.apply(log_promise("Sam", "an intro"))
    service.confirm(pending, service.save_change(pending))
    service.finish_save()
    assert titles(path) == ["Sam: promised an intro"]


def test_names_stay_out_if_wanted(service: CoachService, path: Path) -> None:
    service.execute(log_promise("Sam", "an intro"))
    service.execute(log_meeting("Priya"))
    service.execute(save_setting("calendar-names", "no"))
    assert titles(path) == ["Follow-up", "Meeting"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_gone_disturbs_no_save(service: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    service.execute(save_setting("calendar-file", str(folder / "coach.ics")))
    (folder / "coach.ics").unlink(missing_ok=True)
    folder.rmdir()
    clock.forward(minutes=timedelta(minutes=1).seconds / 60)
    assert service.execute(log_promise("Sam", "an intro")).message


@pytest.mark.parametrize("value", ["/nowhere/at/all.ics", "coach.txt"])
def test_a_path_that_cannot_be_is_refused(service: CoachService, value: str) -> None:
    with pytest.raises(InvalidInput):
        service.execute(save_setting("calendar-file", value))


@pytest.mark.parametrize("name", ["notes.txt", "relative.ics"])
def test_a_path_that_no_setting_takes_is_never_written_to(
    service: CoachService, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = name if name == "relative.ics" else str(tmp_path / name)
    before = sorted(tmp_path.iterdir())
    journal = service.journal.with_records([service.journal.settings.copy_with(calendar_file=path)])
    assert not update_calendar_file(journal, clock.now())
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_of_another_kind_is_never_replaced(service: CoachService, tmp_path: Path) -> None:
    other = tmp_path / "letter.ics"
    other.write_text("Dear Ana")
    service.execute(save_setting("calendar-file", str(other)))
    service.execute(log_promise("Sam", "an intro"))
    assert other.read_text() == "Dear Ana"
