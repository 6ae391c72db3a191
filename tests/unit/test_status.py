"""`coach status`: agrees with the clock of the screen to the second, from a small file and a few numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.acts.after import rest
from coach.acts.away import away
from coach.acts.change import stamped
from coach.acts.focus import felt, more, pause, start, stop
from coach.acts.hours import set_hours
from coach.acts.mood import log
from coach.advice.hours import hours_line
from coach.desk import Desk
from coach.domain.book import Book, Docs
from coach.domain.focus import Phase, clock_face, phase
from coach.paths import find_data_folder
from coach.status import line as status
from coach.status.summary import compute_summary
from coach.today import today
from tests.conftest import FakeClock
from tests.examples import examples

LOCAL = datetime.now(UTC).astimezone().tzinfo


@pytest.fixture
def here(clock: FakeClock) -> Desk:
    """A desk on the usual folder, with a clock in the zone of this computer."""
    clock.at = datetime.now(UTC).astimezone().replace(hour=10, minute=0, second=0, microsecond=0)
    return Desk(None, clock, device_id="test0001").open()


def docs(book: Book) -> Docs:
    return book._docs


STEPS = st.lists(
    st.tuples(st.sampled_from(["start", "free", "pause", "more", "stop", "felt", "nothing"]), st.integers(1, 2_400)),
    max_size=10,
)


@examples(150)
@given(STEPS, st.integers(0, 9_000))
def test_the_quick_line_agrees_with_the_rules_of_time(steps: list[tuple[str, int]], later: int) -> None:
    """Saved once, then asked at any later second: the same as the whole coach would say."""
    now = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    book = Book({})
    acts = {"start": start("read", 25), "free": start("messages", form="free"), "pause": pause(), "more": more(),
            "stop": stop(), "felt": felt(3)}  # fmt: skip
    for name, seconds in steps:
        if name in acts:
            try:
                change = stamped(acts[name](book, now), book, now, "test0001")
            except Exception:  # a step that makes no sense here changes nothing
                continue
            book = book.put(change.puts, change.drops)
        now += timedelta(seconds=seconds)
    seen = compute_summary(docs(book), now)
    now += timedelta(seconds=later)
    found = status.compute_fields(seen, now.timestamp())
    day = today(book, now)
    if day.block is None:
        assert found["phase"] in ("idle", "break") and found["kind"] == ""
        assert int(found["minutes"]) == day.networking_minutes
        return
    assert found["kind"] == day.block.kind
    assert found["phase"] == phase(day.block, now).value
    assert found["clock"] == clock_face(day.block, now)
    assert int(found["minutes"]) == day.networking_minutes
    assert (found["phase"] == "over") is (phase(day.block, now) is Phase.OVER)


@given(st.integers(0, 24 * 60 - 1))
def test_the_hours_are_said_as_the_header_says_them(minute: int) -> None:
    now = datetime(2026, 11, 24, tzinfo=LOCAL)
    book = Book({})
    change = stamped(set_hours("mon-fri 9:00-12:00, 13:30-17:30; mon 22:00-1:00")(book, now), book, now, "t")
    book = book.put(change.puts, change.drops)
    seen, at = compute_summary(docs(book), now), now + timedelta(minutes=minute)
    assert status.describe_hours(seen, at.timestamp()) == hours_line(book.settings, at)


def line(desk: Desk, clock: FakeClock, form: str = "") -> str:
    """The quick line at the present moment of the desk, from the file alone."""
    seen = status.read_cache()
    assert seen is not None, "the file is not there, or is about something else"
    with redirect_stdout(StringIO()) as out:
        status.print_fields(seen, clock.now().timestamp(), form)
    return out.getvalue().rstrip("\n")


def test_every_save_leaves_a_fresh_line(here: Desk, clock: FakeClock) -> None:
    here.do(start("messages", 25))
    clock.forward(minutes=6, seconds=18)
    assert line(here, clock) == "messages 18:42"
    here.do(pause())
    clock.forward(minutes=3)
    assert line(here, clock) == "messages paused 18:42"
    here.do(pause())
    clock.forward(minutes=21, seconds=47)
    assert line(here, clock) == "messages +3:05"
    here.do(felt(4))
    assert line(here, clock) == "25 of 45 min"
    here.do(rest("away"))
    clock.forward(seconds=30)
    assert line(here, clock) == "break 4:30"


def test_the_screens_way_of_saving_leaves_it_too(here: Desk, clock: FakeClock) -> None:
    pending = here.show(start("messages", 25))
    here.settle(pending, here.save(pending))
    here.tidy()
    assert line(here, clock) == "messages 25:00"


def test_what_was_saved_since_the_line_was_left_is_in_the_next_one(here: Desk, clock: FakeClock) -> None:
    """Saves of the screen that follow each other closely are told once, with what the shell did in between."""
    here.do(log(3))
    moods = [here.show(log(value)) for value in (4, 5)]
    here.save(moods[0])
    Desk(None, clock, device_id="test0001").do(start("messages", 25))
    here.settle(moods[1], here.save(moods[1]))
    here.tidy()
    assert line(here, clock) == "messages 25:00"
    blocks = [here.show(act) for act in (log(2), pause(), log(1))]
    for each in blocks:
        here.save(each)
    here.tidy()
    assert line(here, clock) == "messages paused 25:00"


def test_a_save_that_changes_nothing_in_the_line_keeps_it(
    here: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.do(start("messages", 25))
    monkeypatch.setattr("coach.status.summary.compute_summary", None)  # it is not worked out again
    for value in (3, 4):
        here.save(here.show(log(value)))
    here.tidy()
    assert line(here, clock) == "messages 25:00"


def test_a_format_fills_in_fields_and_leaves_other_braces(here: Desk, clock: FakeClock) -> None:
    here.do(start("read", 25))
    assert line(here, clock, "{kind} {left} {minutes}/{limit} {nonsense} {") == "read 25 0/45 {nonsense} {"


def test_json_is_ready_for_a_bar(here: Desk, clock: FakeClock) -> None:
    here.do(start("read", 25))
    found = json.loads(line(here, clock, "json"))
    assert (found["text"], found["class"], found["tooltip"]) == ("read 25:00", "running", "0 of 45 min today")
    assert set(status.FIELDS) <= set(found)


def test_it_is_empty_while_stepping_away_in_every_form(here: Desk, clock: FakeClock) -> None:
    here.do(away("tomorrow"))
    assert line(here, clock) == "" and line(here, clock, "{minutes} of {limit}") == ""
    assert json.loads(line(here, clock, "json"))["text"] == ""


def test_outside_the_hours_it_is_silent_unless_a_block_runs(here: Desk, clock: FakeClock) -> None:
    here.do(set_hours("daily 9:00-12:00"))
    clock.at = clock.at.replace(hour=13)
    assert line(here, clock) == ""
    here.do(start("messages", 25))
    assert line(here, clock) == "messages 25:00"


def test_a_file_that_somebody_else_changed_is_not_answered_from_the_cache(here: Desk, clock: FakeClock) -> None:
    here.do(log(3))
    assert status.read_cache() is not None
    here.store.path.touch()
    assert status.read_cache() is None


def test_a_new_day_and_another_zone_take_the_full_way(
    here: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.do(log(3))
    monkeypatch.setattr(time, "time", lambda: clock.now().timestamp())
    assert status.print_cached_status([]) is True
    monkeypatch.setattr(time, "time", lambda: clock.now().timestamp() + 86_400)
    assert status.print_cached_status([]) is False


@pytest.mark.parametrize("words", [["--help"], ["x"], ["--format"], ["--json", "x"]])
def test_words_that_the_quick_way_does_not_know_take_the_full_way(words: list[str]) -> None:
    assert status.parse_format(words) is None


def test_the_cache_holds_no_name_and_belongs_to_its_owner(here: Desk, clock: FakeClock) -> None:
    from coach.acts.outreach import sent

    here.do(sent("Priya Raman"))
    here.do(start("messages", 25, intention="write to Priya"))
    file = Path(status.cache_path())
    assert "Priya" not in file.read_text() and file.stat().st_mode & 0o777 == 0o600


def test_a_folder_named_for_once_leaves_nothing_in_the_cache(folder: Path, clock: FakeClock) -> None:
    Desk(folder, clock).do(log(3))
    assert not Path(status.cache_path()).exists()


def test_a_cache_that_cannot_be_written_disturbs_no_save(here: Desk, clock: FakeClock) -> None:
    cache = Path(status.cache_path()).parent
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text("a file where a folder belongs")
    assert here.do(log(3)).says.startswith("Saved")
    assert find_data_folder().joinpath("coach.json").exists()


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coach", "status", *words],
        env={**os.environ, **env}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_quick_way_imports_neither_pydantic_nor_tinydb_nor_click() -> None:
    Desk().do(log(3))
    code = (
        "import sys; sys.argv[1:] = ['status']\n"
        "from coach.__main__ import main\n"
        "code = main()\n"
        "heavy = {'click', 'pydantic', 'tinydb', 'textual', 'json', 'datetime', 're', 'coach.desk'}\n"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, timeout=30,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert done.stdout.splitlines() == ["0 of 45 min", "0 []"], done.stderr


def test_the_exit_code_is_always_nought(tmp_path: Path) -> None:
    assert (run().returncode, run().stdout) == (0, "0 of 45 min\n")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "coach.json").write_text("{")
    assert run(COACH_DATA_DIR=str(damaged)).returncode == 0
    odd = run("--nonsense", "--json")
    assert odd.returncode == 0 and "nonsense" in odd.stderr


def test_the_full_way_leaves_a_quick_one() -> None:
    Desk().do(log(3))
    Desk().store.path.touch()
    assert status.read_cache() is None
    assert run().returncode == 0
    assert status.read_cache() is not None
