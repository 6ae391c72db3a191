"""`coach status`: agrees with the clock of the screen to the second, from a small file and a few numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions.boundaries_and_away import step_away
from coach.actions.focus import begin_break, extend_block, rate_feeling, start_block, stop_block, toggle_pause
from coach.actions.moods import log_mood
from coach.actions.result import stamp_result
from coach.actions.settings import set_networking_hours
from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock
from coach.domain.focus import BlockPhase, FocusBlock, format_clock_face, phase_at
from coach.domain.journal import Journal
from coach.domain.networking_hours import describe_hours_now
from coach.domain.record import Documents
from coach.paths import find_data_folder
from coach.service import CoachService
from coach.status import cache
from coach.status import line as status
from coach.status.summary import compute_summary
from coach.views.day_builder import build_day
from tests.conftest import TUESDAY, FakeClock
from tests.examples import examples
from tests.shifted_clock import REAL_CLOCK


@pytest.fixture
def here(clock: FakeClock) -> CoachService:
    """A service on the usual folder, with a clock in the zone of this computer."""
    clock.at = SystemClock().now()
    return CoachService(None, clock, device_id="test0001").open_folder()


def documents(journal: Journal) -> Documents:
    return journal._documents


STEPS = st.lists(
    st.tuples(st.sampled_from(["start", "free", "pause", "more", "stop", "felt", "nothing"]), st.integers(1, 2_400)),
    max_size=10,
)


@examples(150)
@given(STEPS, st.integers(0, 9_000))
def test_the_quick_line_agrees_with_the_rules_of_time(steps: list[tuple[str, int]], later: int) -> None:
    """Saved once, then asked at any later second: the same as the whole coach would say."""
    now = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    journal = Journal({})
    actions = {"start": start_block("read", 25), "free": start_block("messages", form="free"), "pause": toggle_pause(), "more": extend_block(),
            "stop": stop_block(), "felt": rate_feeling(3)}  # fmt: skip
    for name, seconds in steps:
        if name in actions:
            try:
                change = stamp_result(actions[name](journal, now), journal, now, "test0001")
            except Exception:  # a step that makes no sense here changes nothing
                continue
            journal = journal.with_records(change.upserts, change.deletes)
        now += timedelta(seconds=seconds)
    seen = compute_summary(documents(journal), now)
    now += timedelta(seconds=later)
    found = status.compute_status_fields(seen, now.timestamp())
    day = build_day(journal, now)
    if day.running_block is None:
        assert found["phase"] in ("idle", "break") and found["kind"] == ""
        assert int(found["minutes"]) == day.networking_minutes
        return
    assert found["kind"] == day.running_block.kind
    assert found["phase"] == phase_at(day.running_block, now).value
    assert found["clock"] == format_clock_face(day.running_block, now)
    assert int(found["minutes"]) == day.networking_minutes
    assert (found["phase"] == "over") is (phase_at(day.running_block, now) is BlockPhase.OVER)


@pytest.mark.parametrize("behind", [0, 7, 20, 31, 180])
def test_a_block_ended_by_a_clock_that_was_ahead_counts_as_it_does_in_the_day(behind: int) -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    ahead = now + timedelta(minutes=behind)  # another computer, or the same one before its clock was set back
    ended = FocusBlock(started_at=ahead - timedelta(minutes=25), ended_at=ahead)
    journal = Journal({}).with_records([ended])
    seen = compute_summary(documents(journal), now)
    found = [status.compute_status_fields(seen, now.timestamp() + s)["minutes"] for s in (0, 600)]
    assert found == ["25", "25"] and build_day(journal, now).networking_minutes == 25


@given(st.integers(0, 24 * 60 - 1))
def test_the_hours_are_said_as_the_header_says_them(minute: int) -> None:
    now = TUESDAY.replace(hour=0).astimezone()
    journal = Journal({})
    change = stamp_result(
        set_networking_hours("mon-fri 9:00-12:00, 13:30-17:30; mon 22:00-1:00")(journal, now), journal, now, "t"
    )
    journal = journal.with_records(change.upserts, change.deletes)
    at = now + timedelta(minutes=minute)
    day_begins = now.replace(hour=4)
    seen = compute_summary(documents(journal), now if at < day_begins else day_begins)
    assert status.describe_hours(seen, at.timestamp()) == describe_hours_now(journal.settings, at)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("midnight", "hours", "says"),
    [
        (1774738800, "daily 02:30-05:00", {0: "from 03:30", 119: "from 03:30", 120: "from 03:30", 150: "until 05:00"}),
        (1774738800, "daily 01:00-02:30", {59: "from 01:00", 60: "until 03:30", 149: "until 03:30"}),
        (1792879200, "daily 02:00-02:45", {119: "from 02:00", 120: "until 02:45", 165: "done for today"}),
    ],
    ids=["begin-skipped", "end-skipped", "hour-twice"],
)
def test_the_hours_are_said_as_the_header_says_them_when_clocks_change(
    midnight: int, hours: str, says: dict[int, str]
) -> None:
    """The clocks change 120 minutes after `midnight` in spring (29 March 2026), and 180 after it (25 October)."""
    found: dict[int, set[str]] = {}
    for minute in (*range(0, 240, 7), *says):
        now = datetime.fromtimestamp(midnight + 60 * minute).astimezone()
        change = stamp_result(set_networking_hours(hours)(Journal({}), now), Journal({}), now, "t")
        journal = Journal({}).with_records(change.upserts, change.deletes)
        shown = status.describe_hours(compute_summary(documents(journal), now), now.timestamp())
        found[minute] = {shown, describe_hours_now(journal.settings, now)}
    assert all(len(both) == 1 for both in found.values()), found
    assert {minute: found[minute] for minute in says} == {minute: {text} for minute, text in says.items()}


def line(service: CoachService, clock: FakeClock, form: str = "") -> str:
    """The quick line at the present moment of the desk, from the file alone."""
    seen = cache.read_cache()
    assert seen is not None, "the file is not there, or is about something else"
    with redirect_stdout(StringIO()) as out:
        status.print_status_fields(seen, clock.now().timestamp(), form)
    return out.getvalue().rstrip("\n")


def test_every_save_leaves_a_fresh_line(here: CoachService, clock: FakeClock) -> None:
    here.execute(start_block("messages", 25))
    clock.forward(minutes=6, seconds=18)
    assert line(here, clock) == "messages 18:42"
    here.execute(toggle_pause())
    clock.forward(minutes=3)
    assert line(here, clock) == "messages paused 18:42"
    here.execute(toggle_pause())
    clock.forward(minutes=21, seconds=47)
    assert line(here, clock) == "messages +3:05"
    here.execute(rate_feeling(4))
    assert line(here, clock) == "25 of 45 min today"
    here.execute(begin_break("away"))
    clock.forward(seconds=30)
    assert line(here, clock) == "break 4:30"


def test_a_pause_is_called_one_however_long_it_is(here: CoachService, clock: FakeClock) -> None:
    here.execute(start_block("messages", 25))
    clock.forward(minutes=5)
    here.execute(toggle_pause())
    clock.forward(hours=4)
    assert line(here, clock) == "messages paused 20:00"


def test_the_screens_way_of_saving_leaves_it_too(here: CoachService, clock: FakeClock) -> None:
    pending = here.apply(start_block("messages", 25))
    here.confirm(pending, here.save_change(pending))
    here.finish_save()
    assert line(here, clock) == "messages 25:00"


def test_what_was_saved_since_the_line_was_left_is_in_the_next_one(here: CoachService, clock: FakeClock) -> None:
    """Saves of the screen that follow each other closely are told once, with what the shell did in between."""
    here.execute(log_mood(3))
    moods = [here.apply(log_mood(value)) for value in (4, 5)]
    here.save_change(moods[0])
    CoachService(None, clock, device_id="test0001").execute(start_block("messages", 25))
    here.confirm(moods[1], here.save_change(moods[1]))
    here.finish_save()
    assert line(here, clock) == "messages 25:00"
    blocks = [here.apply(action) for action in (log_mood(2), toggle_pause(), log_mood(1))]
    for each in blocks:
        here.save_change(each)
    here.finish_save()
    assert line(here, clock) == "messages paused 25:00"


def test_a_save_that_changes_nothing_in_the_line_keeps_it(
    here: CoachService, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.execute(start_block("messages", 25))
    monkeypatch.setattr("coach.status.summary.compute_summary", None)  # it is not worked out again
    for value in (3, 4):
        here.save_change(here.apply(log_mood(value)))
    here.finish_save()
    assert line(here, clock) == "messages 25:00"


def test_a_format_fills_in_fields_and_leaves_other_braces(here: CoachService, clock: FakeClock) -> None:
    here.execute(start_block("read", 25))
    assert line(here, clock, "{kind} {left} {minutes}/{limit} {nonsense} {") == "read 25 0/45 {nonsense} {"


def test_json_is_ready_for_a_bar(here: CoachService, clock: FakeClock) -> None:
    here.execute(start_block("read", 25))
    found = json.loads(line(here, clock, "json"))
    assert (found["text"], found["class"], found["tooltip"]) == ("reading 25:00", "running", "0 of 45 min today")
    assert set(status.STATUS_FIELDS) <= set(found)


def test_it_is_empty_while_stepping_away_in_every_form(here: CoachService, clock: FakeClock) -> None:
    here.execute(step_away("tomorrow"))
    assert line(here, clock) == "" and line(here, clock, "{minutes} of {limit}") == ""
    assert json.loads(line(here, clock, "json"))["text"] == ""


def test_outside_the_hours_it_is_silent_unless_a_block_runs(here: CoachService, clock: FakeClock) -> None:
    here.execute(set_networking_hours("daily 9:00-12:00"))
    clock.at = clock.at.replace(hour=13)
    assert line(here, clock) == ""
    here.execute(start_block("messages", 25))
    assert line(here, clock) == "messages 25:00"


def test_a_file_that_somebody_else_changed_is_not_answered_from_the_cache(here: CoachService, clock: FakeClock) -> None:
    here.execute(log_mood(3))
    assert cache.read_cache() is not None
    here.store.path.touch()
    assert cache.read_cache() is None


def test_a_new_day_and_another_zone_take_the_full_way(
    here: CoachService, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.execute(log_mood(3))
    monkeypatch.setattr(time, "time", lambda: clock.now().timestamp())
    assert status.print_cached_status([]) is True
    monkeypatch.setattr(time, "time", lambda: clock.now().timestamp() + 86_400)
    assert status.print_cached_status([]) is False


@pytest.mark.parametrize("words", [["--help"], ["x"], ["--format"], ["--json", "x"]])
def test_words_that_the_quick_way_does_not_know_take_the_full_way(words: list[str]) -> None:
    assert status.parse_status_format(words) is None


def test_the_cache_holds_no_name_and_belongs_to_its_owner(here: CoachService, clock: FakeClock) -> None:
    from coach.actions.outreach import log_sent_message

    here.execute(log_sent_message("Priya Raman"))
    here.execute(start_block("messages", 25, intention="write to Priya"))
    file = Path(cache.status_cache_path())
    assert "Priya" not in file.read_text() and file.stat().st_mode & 0o777 == 0o600


def test_a_folder_named_for_once_leaves_nothing_in_the_cache(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(3))
    assert not Path(cache.status_cache_path()).exists()


def test_another_target_of_a_link_is_another_life(tmp_path: Path) -> None:
    """The folder is a link, as some people switch between lives; what the cache says of the one is not the other's."""
    link, env = tmp_path / "now", {"COACH_DATA_DIR": str(tmp_path / "now")}
    for name in ("work", "spare"):
        (tmp_path / name).mkdir()
        link.symlink_to(name)
        CoachService(link, REAL_CLOCK).execute(log_mood(3))
        link.unlink()
    link.symlink_to("work")
    service = CoachService(link, REAL_CLOCK)
    service.execute(start_block("messages", 25))
    assert "messages 2" in run(**env).stdout
    assert "messages 2" in run(**env).stdout  # this time from the cache
    link.unlink()
    link.symlink_to("spare")
    assert run(**env).stdout == "0 of 45 min today\n"
    link.unlink()
    link.symlink_to("now")  # leads in a circle
    assert run(**env).stdout == ""


def test_a_cache_that_cannot_be_written_disturbs_no_save(here: CoachService, clock: FakeClock) -> None:
    folder = Path(cache.status_cache_path()).parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where a folder belongs")
    assert here.execute(log_mood(3)).message.startswith("Saved")
    assert find_data_folder().joinpath("coach.json").exists()


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coach", "status", *words],
        env={**os.environ, **env}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_quick_way_imports_neither_pydantic_nor_tinydb_nor_click() -> None:
    CoachService(None, REAL_CLOCK).execute(log_mood(3))
    code = (
        "import sys; sys.argv[1:] = ['status']\n"
        "from coach.__main__ import main\n"
        "code = main()\n"
        "heavy = {'click', 'pydantic', 'tinydb', 'textual', 'json', 'datetime', 're', 'coach.service'}\n"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, timeout=30,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert done.stdout.splitlines() == ["0 of 45 min today", "0 []"], done.stderr


def test_the_exit_code_is_always_nought(tmp_path: Path) -> None:
    assert (run().returncode, run().stdout) == (0, "0 of 45 min today\n")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "coach.json").write_text("{")
    told = run(COACH_DATA_DIR=str(damaged))
    assert (told.returncode, told.stdout) == (0, "") and "cannot be read" in told.stderr
    odd = run("--nonsense", "--json")
    assert odd.returncode == 0 and "nonsense" in odd.stderr


def test_the_full_way_leaves_a_quick_one() -> None:
    CoachService().execute(log_mood(3))
    CoachService().store.path.touch()
    assert cache.read_cache() is None
    assert run().returncode == 0
    assert cache.read_cache() is not None


def test_data_that_cannot_be_read_is_no_line_of_nought_minutes(
    here: CoachService, capsys: pytest.CaptureFixture[str]
) -> None:
    here.store.path.mkdir(parents=True)
    assert run_command_line(["--data", str(here.folder), "status"]) == 0
    told = capsys.readouterr()
    assert told.out == "" and "cannot be read" in told.err


def test_data_that_cannot_be_read_any_more_is_not_answered_from_the_cache(
    here: CoachService, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.execute(log_mood(3))
    assert cache.read_cache() is not None
    monkeypatch.setattr(os, "access", lambda path, mode: path != str(here.store.path))  # root may read everything
    assert cache.read_cache() is None
