"""An inbox: lines become what they say, once, and nothing that removes or leaves the machine."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.actions.outreach import log_sent_message
from coach.actions.undo import undo_last_action
from coach.cli.command_table import COMMANDS, INBOX_COMMANDS, ON_REQUEST
from coach.domain.mood import Mood
from coach.errors import CoachError
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources import inbox_file
from coach.sources.inbox_file import parse_inbox_line
from tests.conftest import TUESDAY, FakeClock
from tests.sources.test_mail import connect, letters


@pytest.fixture
def file(service: CoachService, tmp_path: Path) -> Path:
    """A connected, empty inbox in a folder that a phone synchronises."""
    path = tmp_path / "phone" / "inbox.txt"
    path.parent.mkdir()
    connect(service, "inbox", path)
    return path


def write(path: Path, *lines: str) -> None:
    """Append lines as a phone does."""
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def read(service: CoachService, *, force: bool = False) -> list[sources.SourceReport]:
    """Read what has changed, as the shell and the screen do."""
    return sources.read_sources(service, force=force)


def moods(service: CoachService) -> list[tuple[str, int]]:
    """Return (time, value) of every mood."""
    found = service.open_folder().journal.list_records(Mood)
    return sorted((f"{mood.at:%d %H:%M}", mood.value) for mood in found)


def test_lines_are_taken_at_their_time_and_move_to_the_done_file(
    service: CoachService, clock: FakeClock, file: Path
) -> None:
    write(file, "2026-11-23 14:05 sent Ana Lee @linkedin : the meetup", "mood 3 tired", "- [ ] coach met Priya", "")
    (report,) = read(service)
    assert report.notices == ("Inbox: 3 lines saved.",)
    assert letters(service) == [("out", "Ana Lee"), ("in", "Priya")]
    assert moods(service) == [("24 10:00", 3)]
    taken = "# Taken until 2026-11-24 10:00: the coach has read what stood here. Write new lines below.\n"
    assert file.read_text(encoding="utf-8") == taken
    done = file.with_name("inbox.done.txt")
    assert [line.partition("  # ")[0] for line in done.read_text(encoding="utf-8").splitlines()] == [
        "2026-11-23 14:05 sent Ana Lee @linkedin : the meetup", "mood 3 tired", "- [ ] coach met Priya"
    ]  # fmt: skip
    assert stat.S_IMODE(done.stat().st_mode) == 0o600
    assert read(service) == []


def test_a_line_of_another_encoding_keeps_its_letters(service: CoachService, file: Path) -> None:
    """As an old editor saves "ö": one byte that is no UTF-8."""
    file.write_bytes("sent Jörg Weiß\n".encode("cp1252"))
    read(service)
    assert letters(service) == [("out", "Jörg Weiß")]


def test_a_mark_of_an_earlier_version_makes_way_for_a_new_one(service: CoachService, file: Path) -> None:
    write(file, "# Taken until 2026-11-20 09:00. Write new lines below.", "# my own remark", "mood 4")
    read(service)
    assert [value for _, value in moods(service)] == [4]
    first, *others = file.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# Taken until 2026-11-24 10:00") and others == ["# my own remark"]


def test_what_is_not_understood_stays_with_a_remark_and_is_taken_once_it_is_mended(
    service: CoachService, file: Path
) -> None:
    write(file, "snet Ana", "mood 9", "mood 4")
    read(service)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith('snet Ana  # coach: "snet" is not understood. Did you mean sent?')
    assert lines[2].startswith("mood 9  # coach: ")
    file.write_text("\n".join([lines[0], "sent Ana", lines[2]]) + "\n", encoding="utf-8")
    read(service)
    assert letters(service) == [("out", "Ana")]
    assert [value for _, value in moods(service)] == [4]


@pytest.mark.parametrize(
    "word",
    ["erase", "forget", "export", "move-data", "restore", "boundary", "merge", "import", "set", "undo", "sources"],
)
def test_what_removes_or_leaves_the_machine_is_refused(service: CoachService, file: Path, word: str) -> None:
    write(file, "sent Ana", f"{word} Ana --yes")
    read(service)
    assert f"coach {word} can't be run from an inbox." in file.read_text(encoding="utf-8")
    assert letters(service) == [("out", "Ana")]


def test_an_inbox_takes_commands_and_none_that_removes_or_leaves_the_machine() -> None:
    assert set(INBOX_COMMANDS) <= set(COMMANDS)
    allowed_here_only_for_oneself = {"mute", "decline", "experiment"}
    assert set(INBOX_COMMANDS) & set(ON_REQUEST) == allowed_here_only_for_oneself
    assert not set(INBOX_COMMANDS) & {"undo", "redo", "set", "same", "export", "backup", "completion", "draft", "inbox"}


@pytest.mark.parametrize(
    ("line", "table", "expected"),
    [
        ('focus 25 reading --for "write to Ana"', "blocks", {"kind": "read", "intention": "write to Ana"}),
        ("2026-11-23 14:05 focus 40 reading", "blocks", {"started_at": "2026-11-23T14:05:00+01:00"}),
        ("evening --mood 4", "moods", {"value": 4}),
        ("mood 2 --energy 1 --word tired", "moods", {"energy": 1, "words": ["tired"]}),
        ("sent Ana Lee --via linkedin --tie well", "people", {"name": "Ana Lee", "tie": "strong"}),
        ('gave "Ana" the reading list', "notes", {"kind": "gave", "text": "the reading list"}),
        ("gave Ana : the reading list", "notes", {"kind": "gave", "text": "the reading list"}),
        ("note Ana's talk, it's good - and \"short\"", "notes", {"text": "Ana's talk, it's good - and \"short\""}),
        ("hours mon-fri 9-17", "settings", {}),
        ("away monday", "settings", {}),
        ("goal write to Ana", "goals", {"text": "write to Ana"}),
        ('events "Trade fair, 12 March, Leipzig"', "events", {"title": "Trade fair", "place": "Leipzig"}),
        ("opportunity Data engineer --employer Brightwater", "notes", {"employer": "Brightwater"}),
    ],
)
def test_a_line_is_what_one_types_in_the_shell(
    service: CoachService, file: Path, line: str, table: str, expected: dict[str, object]
) -> None:
    service.execute(log_sent_message("Ana"))
    write(file, line)
    (report,) = read(service)
    assert [notice for notice in report.notices if "stayed" in notice] == [], file.read_text(encoding="utf-8")
    rows = json.loads((service.folder / "coach.json").read_bytes())[table].values()
    assert [row for row in rows if expected.items() <= row.items()], list(rows)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("week", "saves nothing"),
        ("person Ana", "saves nothing"),
        ("events Trade --remove", "--remove can't be run from an inbox"),
        ("check --edit", "--edit can't be run from an inbox"),
        ("mood 3 --engery 2", "Did you mean --energy?"),
        ("sent", "needs a little more"),
        ("today", "coach today can't be run from an inbox"),
    ],
)
def test_a_line_that_saves_nothing_stays_with_the_reason(
    service: CoachService, file: Path, line: str, reason: str
) -> None:
    service.execute(log_sent_message("Ana"))
    write(file, line)
    read(service)
    assert reason in file.read_text(encoding="utf-8")


def test_what_a_line_prints_is_one_line_behind_it(service: CoachService, file: Path) -> None:
    write(file, "sent Ana --json", "mood 3")
    read(service)
    done = file.with_name("inbox.done.txt").read_text(encoding="utf-8").splitlines()
    assert [line.partition("  # ")[0] for line in done] == ["sent Ana --json", "mood 3"]


def test_later_takes_a_day_in_the_words_of_an_inbox(service: CoachService, file: Path) -> None:
    service.execute(log_sent_message("Ana"))
    write(file, "later Ana until friday")
    assert read(service)[0].notices[0].startswith("Inbox: ")
    assert "# coach:" not in file.read_text(encoding="utf-8")


def test_what_was_written_while_it_was_read_is_not_lost(
    service: CoachService, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, "mood 3")
    save_line = inbox_file._save_line

    def save_and_write(*args: object) -> str:
        taking = next(file.parent.glob("inbox.taking-*"))
        write(taking, "mood 4")  # had the file open already
        write(file, "mood 5")  # opened a new one
        return save_line(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox_file, "_save_line", save_and_write)
    read(service)
    monkeypatch.undo()
    read(service)
    assert [value for _, value in moods(service)] == [3, 4, 5]


def test_a_second_window_leaves_the_lines_to_the_one_that_reads(
    service: CoachService, folder: Path, clock: FakeClock, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, "mood 2", "sent Ana", "mood 4")
    other, save_line = CoachService(folder, clock, device_id=service.device), inbox_file._save_line

    def save_while_another_reads(*args: object) -> str:
        assert read(other) == []
        return save_line(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox_file, "_save_line", save_while_another_reads)
    (report,) = read(service)
    monkeypatch.undo()
    assert (report.problem, read(other)) == ("", [])
    assert [value for _, value in moods(service)] == [2, 4]
    assert letters(service) == [("out", "Ana")]


def test_a_stop_in_between_takes_nothing_twice_and_loses_nothing(
    service: CoachService, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, "mood 2", "sent Ana", "mood 4")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for _ in range(3):  # each time one line is saved, and not said to be
        monkeypatch.setattr(inbox_file, "_append_line", stop)
        with pytest.raises(KeyboardInterrupt):
            read(service, force=True)
    monkeypatch.undo()
    read(service, force=True)
    assert [value for _, value in moods(service)] == [2, 4]
    assert letters(service) == [("out", "Ana")]


def test_an_inbox_that_a_phone_brings_back_is_not_taken_again(service: CoachService, file: Path) -> None:
    write(file, "mood 2", "sent Ana")
    old = file.read_text(encoding="utf-8")
    read(service)
    file.write_text(old + "mood 4\n", encoding="utf-8")  # the phone had not seen that it was read
    read(service)
    copy = file.with_name("inbox.sync-conflict-20261124-100000-ABCDEFG.txt")
    copy.write_text("mood 2\nsent Ana\nmood 4\nmood 5\n", encoding="utf-8")
    read(service)
    assert [value for _, value in moods(service)] == [2, 4, 5]
    assert letters(service) == [("out", "Ana")]
    assert not copy.exists()


def test_the_same_words_on_another_day_are_taken_again(service: CoachService, clock: FakeClock, file: Path) -> None:
    for _ in range(3):
        write(file, "mood 3")
        read(service)
        clock.forward(days=1)
    assert len(moods(service)) == 3


def test_a_line_about_the_future_waits_for_its_day(service: CoachService, clock: FakeClock, file: Path) -> None:
    write(file, "2026-11-25 09:00 mood 4")
    read(service)
    assert moods(service) == []
    clock.forward(days=1)
    read(service)
    assert moods(service) == [("25 09:00", 4)]


def test_hostile_lines_stay_and_the_rest_is_taken(service: CoachService, file: Path) -> None:
    write(file, "sent Ana [/oops] [red]", "note " + "x" * 1_000_000, "\x1b]2;title\x07mood 3", "mood 4")
    read(service)
    assert ("24 10:00", 4) in moods(service)
    assert "x" * 1_000_000 in file.read_text(encoding="utf-8")


def test_a_huge_inbox_and_a_folder_give_one_line(service: CoachService, file: Path) -> None:
    file.write_bytes(b"mood 3\n" * 700_000)
    (report,) = read(service)
    assert "larger than 4 MB" in report.problem
    assert file.stat().st_size == 4_900_000
    file.unlink()
    file.mkdir()
    (report,) = read(service)
    assert "is not a file" in report.problem


def test_a_taken_line_can_be_undone(service: CoachService, file: Path) -> None:
    write(file, "mood 3")
    read(service)
    service.execute(undo_last_action())
    assert moods(service) == []


def test_a_pipe_is_taken_line_by_line(service: CoachService) -> None:
    result = inbox_file.take_lines(service, ["mood 3", "mood 4", "erase", "# a remark"])
    assert len(result.messages) == 2
    assert len(result.remarks) == 1
    assert len(moods(service)) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_any_line_is_an_action_or_one_calm_error(line: str) -> None:
    try:
        parse_inbox_line(line, TUESDAY)
    except CoachError as error:
        assert str(error)
    json.dumps(line)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('mood 2 "a long day"', ("2", "a long day")),
        ('sent "Ana Lee" @linkedin', ("Ana Lee", "@linkedin")),
        ('sent Ana : about "rivers" and more', ("Ana", ":", "about", '"rivers"', "and", "more")),
        ("mood 2 it's fine", ("2", "it's", "fine")),
        ('mood 2 "half', ("2", '"half')),
    ],
)
def test_quotation_marks_are_those_of_a_shell_around_an_argument(line: str, words: tuple[str, ...]) -> None:
    assert parse_inbox_line(line, TUESDAY).words == words
