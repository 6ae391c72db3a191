"""The focus panel under Pilot: choosing, the questions at the end, what is noticed, and quiet outside the hours."""

from __future__ import annotations

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from coach import hooks
from coach.actions.focus import start_block
from coach.actions.moods import log_mood
from coach.actions.settings import choose_block_end_signal, set_networking_hours
from coach.domain.advice_records import AdviceAnswer
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.note import Note
from coach.reminders import block_end
from coach.service import CoachService
from coach.tui.notifications import format_window_title
from tests.conftest import FakeClock
from tests.tui.host import Host, running


def blocks(folder: Path, clock: FakeClock) -> list[FocusBlock]:
    return sorted(
        CoachService(folder, clock).open_folder().journal.list_records(FocusBlock), key=lambda b: b.started_at
    )


def tick(host: Host) -> None:
    """What the panel's timer does each second, at the moment the clock shows."""
    host.today.focus_panel.update_clock()


async def test_kind_form_and_what_for_are_chosen_with_a_digit_each(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("F", "3", "2")
        await host.write("the report")
        await host.press("enter")
        await host.saved()
        assert '"the report" · flow, until you stop' in host.screen_text()
    (block,) = blocks(folder, clock)
    assert (block.kind, block.form, block.intention, block.deadline) == ("write", "flow", "the report", None)


async def test_reading_and_searching_offer_not_now_first(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        for kind in ("2", "5"):
            await host.press("F", kind, "1")
            assert "1 not now" in host.screen_text().replace("  ", " ")
            await host.press("1")
            assert host.today.day is not None and host.today.day.running_block is None
        await host.press("F", "2", "4", "2")
        await host.write("one article")
        await host.press("enter")
        await host.saved()
    (block,) = blocks(folder, clock)
    assert (block.kind, block.intention) == ("read", "one article")


async def test_the_end_of_a_block_is_told_once_and_asks_how_it_felt(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("f")
        clock.forward(minutes=25, seconds=1)
        tick(host)
        await host.pilot.pause()
        text = host.screen_text()
        assert "The block is over: messages." in text and "How did it feel?" in text
        host.today.session.notify("")
        tick(host)
        await host.pilot.pause()
        assert "The block is over: messages." not in host.screen_text()
        await host.press("4")
        await host.saved()
    assert [(b.felt, b.asked) for b in blocks(folder, clock)] == [(4, True)]


async def test_the_clock_ticks_by_itself_and_stops_when_nothing_runs(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        panel = host.today.focus_panel
        assert not panel.is_counting
        await host.press("f", "F")
        assert panel.is_counting and "A block is running" in host.screen_text()  # another one is not offered
        await host.press("p")
        assert not panel.is_counting
        await host.press("p", "f")
        assert not panel.is_counting


async def test_the_bell_is_asked_about_once_and_every_answer_is_as_good(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("f")
        clock.forward(minutes=25)
        await host.press("f", "3")
        assert "How do you want to hear that a block has ended?" in host.screen_text()
        await host.press("1")
        assert "A break of 5 minutes?" in host.screen_text()
        assert host.service.journal.settings.bell is False
        await host.press("enter", "f")
        clock.forward(minutes=25)
        await host.press("f", "3")
        assert "noticed?" not in host.screen_text()


@pytest.mark.parametrize(("bell", "rings"), [(True, 1), (False, 0)])
async def test_a_bell_rings_if_it_was_chosen(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, bell: bool, rings: int
) -> None:
    CoachService(folder, clock).execute(choose_block_end_signal(bell=bell, notify=False))
    async with running(folder, clock) as host:
        rung: list[int] = []
        monkeypatch.setattr(host.app, "bell", lambda: rung.append(1))
        await host.press("f")
        clock.forward(minutes=26)
        tick(host)
        await host.pilot.pause()
        assert len(rung) == rings


async def test_a_message_on_the_desktop_is_sent_if_it_was_chosen_and_holds_no_name(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    class DesktopNotifier:
        def __init__(self, app_name: str) -> None:
            sent.append(app_name)

        async def send(self, title: str, message: str) -> None:
            sent.extend((title, message))

    monkeypatch.setattr("coach.reminders.desktop_notification.shutil.which", lambda program: None)
    monkeypatch.setitem(sys.modules, "desktop_notifier", SimpleNamespace(DesktopNotifier=DesktopNotifier))
    service = CoachService(folder, clock)
    service.execute(choose_block_end_signal(bell=False, notify=True))
    service.execute(start_block("messages", 25, intention="write to Priya"))
    async with running(folder, clock) as host:
        clock.forward(minutes=26)
        tick(host)
        await host.until(lambda: len(sent) == 3, "the message")
    assert sent == ["coach", "coach", "The block is over: messages."]


async def test_a_desktop_without_messages_is_no_reason_to_stop(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.reminders.desktop_notification.shutil.which", lambda program: None)
    monkeypatch.setitem(sys.modules, "desktop_notifier", None)
    service = CoachService(folder, clock)
    service.execute(choose_block_end_signal(bell=False, notify=True))
    service.execute(start_block("messages", 25))
    async with running(folder, clock) as host:
        clock.forward(minutes=26)
        tick(host)
        await host.pilot.pause()
        await host.press("4")
        await host.saved()
    assert [b.felt for b in blocks(folder, clock)] == [4]


async def test_the_chore_question_comes_once_a_day_and_the_break_is_one_key(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(choose_block_end_signal(bell=False, notify=False))
    async with running(folder, clock) as host:
        await host.press("f")
        clock.forward(minutes=25)
        await host.press("f", "2")
        assert "Did it feel like a chore?" in host.screen_text()
        await host.press("5")
        await host.press("1")
        assert "a break until 10:30, away from the screen" in host.screen_text()
        clock.forward(minutes=4, seconds=30)
        tick(host)
        assert host.today.focus_panel.query_one("#face").time_text == "0:30"  # type: ignore[attr-defined]
        clock.forward(seconds=30)
        tick(host)
        await host.pilot.pause()
        assert "The break is over." in host.screen_text()
        await host.press("f")
        clock.forward(minutes=25)
        await host.press("f", "2")
        assert "chore" not in host.screen_text()
        await host.saved()
    first = blocks(folder, clock)[0]
    assert (first.chore, first.rest) == (5, "away")


async def test_other_keys_leave_a_small_question_and_lose_nothing_and_leaving_the_one_about_the_bell_is_an_answer(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("f")
        clock.forward(minutes=25)
        await host.press("f", "2", "m", "4", "escape")
        assert host.today.ask == ""
        await host.saved()
        assert host.service.journal.settings.bell is None
        assert [a.topic for a in host.service.journal.list_records(AdviceAnswer) if a.topic == "bell"] == ["bell"]
    assert [b.felt for b in blocks(folder, clock)] == [2]


async def test_reading_ends_with_one_takeaway_line_that_enter_skips(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("read", 25))
    async with running(folder, clock) as host:
        clock.forward(minutes=25)
        await host.press("f", "4")
        await host.write("Queues need a limit")
        await host.press("enter")
        await host.press("f")
        clock.forward(minutes=25)
        await host.press("f", "4", "enter")
        await host.saved()
        assert [n.text for n in host.service.journal.list_records(Note)] == ["Queues need a limit"]
        assert host.app.screen is host.today


async def test_time_that_nobody_attended_is_offered_and_a_takes_it(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("write", 25))
    clock.forward(minutes=52)
    async with running(folder, clock) as host:
        assert "a counts all 52 min" in host.screen_text()
        await host.press("a")
        await host.until(lambda: "writing · 52 min" in host.screen_text(), "the save")
        await host.press("3")
        await host.saved()
    (block,) = blocks(folder, clock)
    assert block.ended_at == clock.now() and block.felt == 3


async def test_outside_the_hours_starting_takes_one_enter_more_but_deep_work_has_no_hours(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(set_networking_hours("mon-fri 9-17:30"))
    clock.at = clock.at.replace(hour=18)
    async with running(folder, clock) as host:
        await host.press("f")
        assert "Your hours are done for today." in host.screen_text()
        assert host.today.day is not None and host.today.day.running_block is None
        await host.press("m", "escape", "enter")
        assert host.today.day.running_block is None
        await host.press("escape", "f", "enter")
        assert host.today.day.running_block is not None
        await host.press("f", "enter", "F", "6", "1", "enter")
        assert host.today.day.running_block is not None and host.today.day.running_block.kind == "deep work"
        await host.saved()


async def test_outside_the_hours_nothing_moves_but_the_clock_and_nothing_rings(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = CoachService(folder, clock)
    service.execute(set_networking_hours("mon-fri 9-17:30"))
    service.execute(choose_block_end_signal(bell=True, notify=True))
    clock.at = clock.at.replace(hour=17, minute=20)
    service.execute(start_block("messages", 20))
    async with running(folder, clock) as host:
        clock.at = clock.at.replace(minute=31)
        await host.until(lambda: host.today.day and host.today.day.is_outside_hours, "the end of the hours")
        await host.pilot.pause()
        rung: list[int] = []
        monkeypatch.setattr(host.app, "bell", lambda: rung.append(1))
        run: list[str] = []
        monkeypatch.setattr(hooks, "start_hook", lambda event, say, facts: run.append(event))
        before, day = host.screen_text(), host.today.day
        for _ in range(20):
            clock.forward(seconds=60)
            tick(host)
            host.today.check_for_changes()
            await host.pilot.pause()
        after = host.screen_text()
        assert host.today.day is day and rung == []
        changed = [n for n, (a, b) in enumerate(zip(before.split("\n"), after.split("\n"), strict=True)) if a != b]
        face = host.today.focus_panel.query_one("#face").region
        assert changed and all(face.y <= n < face.bottom for n in changed)
        await host.press("f")
        assert "How did it feel?" in host.screen_text() and run == [
            "on_block_end"
        ]  # do not disturb ends with the block


async def test_deep_work_that_ends_outside_the_hours_is_shown_and_rings_not(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = CoachService(folder, clock)
    service.execute(set_networking_hours("mon-fri 9-17:30"))
    service.execute(choose_block_end_signal(bell=True, notify=False))
    clock.at = clock.at.replace(hour=18)
    service.execute(start_block("deep work", 20))
    async with running(folder, clock) as host:
        rung: list[int] = []
        monkeypatch.setattr(host.app, "bell", lambda: rung.append(1))
        clock.forward(minutes=21)
        tick(host)
        await host.pilot.pause()
        assert "The block is over: deep work." in host.screen_text() and rung == []


async def test_reaching_the_limit_is_one_line_parks_work_and_runs_its_hook_once(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock).execute(start_block("messages", 90))
    run: list[str] = []
    monkeypatch.setattr(hooks, "start_hook", lambda event, say, facts: run.append(event))
    async with running(folder, clock) as host:
        clock.forward(minutes=44)
        host.today.refresh_day()
        assert host.today.day is not None and host.today.day.advice_rule_id != "R05"
        clock.forward(minutes=1)
        host.today.refresh_day()
        await host.pilot.pause()
        assert host.today.day.advice_rule_id == "R05" and "45 min" in host.screen_text()
        assert host.today.day.goal is not None and "Take today off" in host.today.day.goal.text
        assert "The rest can wait" not in host.screen_text()  # one line, not two
        for _ in range(2):
            clock.forward(minutes=15)
            host.today.refresh_day()
        await host.press("f")
        await host.saved()
    assert run == ["on_limit", "on_block_end"]


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("f",), marks=pytest.mark.slow, id="f"),
        pytest.param(("f", "f"), id="f f"),
        pytest.param(("m", "3"), id="m 3"),
        pytest.param((), marks=pytest.mark.slow, id="a new minute"),
    ],
)
async def test_an_end_that_a_key_shows_before_the_next_second_runs_its_hook_once(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    service = CoachService(folder, clock)
    service.execute(choose_block_end_signal(bell=False, notify=False))
    service.execute(start_block("messages", 25, intention="thanks"))
    end = clock.at + timedelta(minutes=25)
    run: list[tuple[str, object, object]] = []
    monkeypatch.setattr(hooks, "start_hook", lambda event, say, facts: run.append((event, *list(facts.values())[1:])))
    async with running(folder, clock) as host:
        clock.at = end + timedelta(milliseconds=400)
        await host.press(*keys)
        host.today.refresh_day()
        tick(host)
        await host.pilot.pause()
        tick(host)
        await host.press("4")
        await host.saved()
    assert [each for each in run if each[0] == "on_block_end"] == [("on_block_end", 25, "thanks")]
    assert blocks(folder, clock)[0].deadline == end
    assert blocks(folder, clock)[0].ended_at == (None if "m" in keys else end)  # 4 says something else then


async def take_break(host: Host, clock: FakeClock) -> None:
    """Let a block end that felt low and very much a chore, and begin the break that is offered."""
    await host.press("f")
    clock.forward(minutes=25)
    tick(host)
    await host.pilot.pause()
    await host.press("2", "5", "1")


async def test_the_end_of_a_break_that_a_new_minute_shows_first_runs_its_hook_once(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock).execute(choose_block_end_signal(bell=False, notify=False))
    run: list[str] = []
    async with running(folder, clock) as host:
        await take_break(host, clock)
        monkeypatch.setattr(hooks, "start_hook", lambda event, say, facts: run.append(event))
        clock.forward(minutes=5)
        host.today.refresh_day()
        tick(host)
        await host.pilot.pause()
        tick(host)
        await host.saved()
    assert run == ["on_back"]


async def test_breaks_and_time_away_run_their_hooks(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock).execute(choose_block_end_signal(bell=False, notify=False))
    run: list[str] = []
    monkeypatch.setattr(hooks, "start_hook", lambda event, say, facts: run.append(event))
    async with running(folder, clock) as host:
        await take_break(host, clock)
        clock.forward(minutes=5)
        tick(host)
        await host.pilot.pause()
        assert run == ["on_block_start", "on_block_end", "on_break", "on_back"]
        await host.press("s", "1")
        await host.until(lambda: host.today.day is not None and host.today.day.away_until is not None, "the time away")
        await host.press("s")
        await host.saved()
    assert run[4:] == ["on_step_away", "on_back"]


async def test_trouble_with_a_hook_is_one_line(folder: Path, clock: FakeClock) -> None:
    from coach.paths import find_config_file

    find_config_file().parent.mkdir(parents=True)
    find_config_file().write_text('[hooks]\non_block_end = ["/nowhere/at-all"]\n')
    async with running(folder, clock) as host:
        await host.press("f", "f")
        await host.until(lambda: "The hook on_block_end could not be started" in host.screen_text(), "the line")


async def test_the_hours_question_is_one_line_and_a_dot_ends_it(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(3))
    clock.forward(days=1)
    async with running(folder, clock) as host:
        assert "Would fixed networking hours help" in host.screen_text()
        await host.press("full_stop")
        assert "Would fixed networking hours help" not in host.screen_text()
        await host.saved()


async def test_hours_are_set_in_one_line_and_can_be_changed(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("H")
        await host.write("9")
        await host.press("enter")
        assert "is not a time range" in host.screen_text()
        await host.write("-17:30")
        await host.press("enter")
        await host.until(lambda: "networking until 17:30" in host.screen_text(), "the header")
        await host.saved()
        assert host.today.day is not None and host.today.day.hours_summary == "until 17:30"


async def test_the_question_about_a_block_of_yesterday_shows_its_answers(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("messages", form="free"))
    clock.forward(days=1)
    async with running(folder, clock) as host:
        for size in ((100, 30), (80, 24), (60, 20)):
            await host.resize(size)
            text = host.screen_text()
            assert all(word in text for word in ("1 heavy", "5 bright", "Enter skips"))


@pytest.mark.parametrize(
    ("size", "keys", "state"),
    [
        ((100, 30), [], "offered"),
        pytest.param((80, 16), [], "offered", marks=pytest.mark.slow),
        pytest.param((80, 16), ["shift+tab"], "open", marks=pytest.mark.slow),
        ((40, 12), [], "offered"),
        ((40, 12), ["shift+tab"], "open"),
    ],
)
async def test_enter_skips_a_question_that_is_seen_and_else_does_what_the_panel_says(
    folder: Path, clock: FakeClock, size: tuple[int, int], keys: list[str], state: str
) -> None:
    CoachService(folder, clock).execute(start_block("messages", 25))
    clock.forward(days=1)
    async with running(folder, clock, size=size) as host:
        await host.press(*keys)
        await host.until(lambda: "Enter takes it" in host.screen_text() or state == "offered", "the goal panel")
        assert ("Enter takes it" in host.screen_text()) == (state == "open")
        assert ("Enter skips" in host.screen_text()) == (state == "offered")
        await host.press("enter")
        await host.saved()
        assert host.today.day is not None and host.today.day.goal is not None
        assert host.today.day.goal.state == state
        assert bool(host.today.day.unrated_block_id) == (state == "open")
        await host.until(lambda: re.search("Enter|f starts", host.screen_text()), "the next key")


async def test_keys_of_a_running_block_are_not_named_once_it_is_over(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("messages", 25))
    async with running(folder, clock) as host:
        assert "d drifted" in host.screen_text().splitlines()[-1]
        clock.forward(minutes=26)
        tick(host)
        await host.pilot.pause()
        assert "p pause" not in host.screen_text() and "d drifted" not in host.screen_text()


def test_the_title_says_what_runs_and_never_for_whom(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock).open_folder()
    assert format_window_title(service.build_day()) == "coach"
    service.execute(start_block("messages", 25, intention="write to Priya"))
    assert format_window_title(service.build_day()) == "coach · messages until 10:25"
    clock.forward(minutes=26)
    assert format_window_title(service.build_day()) == "coach · the block is over"


async def test_a_clock_that_shows_seconds_is_right_to_the_second(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("messages", 25))
    clock.at = datetime.fromtimestamp(clock.at.timestamp(), clock.at.tzinfo) + timedelta(minutes=3, milliseconds=400)
    async with running(folder, clock) as host:
        assert host.today.focus_panel.query_one("#face").time_text == "22:00"  # type: ignore[attr-defined]


async def test_a_block_and_a_goal_of_yesterday_are_typed_with_an_at_sign(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("F", "1", "1")
        await host.write("the long letter @yesterday 16:00")
        await host.press("enter", "g")
        await host.write("call Noor @yesterday")
        await host.press("enter")
        await host.saved()
        (block,) = host.service.journal.list_records(FocusBlock)
        (goal,) = host.service.journal.list_records(Goal)
    yesterday = clock.now().date() - timedelta(days=1)
    assert (block.started_at.date(), block.started_at.hour, block.intention) == (yesterday, 16, "the long letter")
    assert block.ended_at == block.deadline
    assert (goal.day, goal.text) == (yesterday, "call Noor")


async def test_an_end_in_the_last_second_of_a_window_is_left_to_what_announces_it(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    CoachService(folder, clock).execute(choose_block_end_signal(bell=True, notify=False))
    waiting: list[int] = []
    monkeypatch.setattr(
        block_end, "run_once_later", lambda name, seconds, *words, **more: waiting.append(seconds) or "at"
    )
    async with running(folder, clock) as host:
        await host.press("f")
        await host.saved()
        clock.forward(minutes=25, seconds=1)
        host.today.schedule_block_end()  # before the clock on the screen has moved
        assert waiting == [1]
        tick(host)
        await host.pilot.pause()
        host.today.schedule_block_end()
        assert waiting == [1]  # the window has announced it


async def test_a_block_that_was_over_before_the_window_opened_is_not_announced_when_it_closes(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = CoachService(folder, clock)
    service.execute(choose_block_end_signal(bell=True, notify=False))
    service.execute(start_block("messages", 20))
    clock.forward(minutes=30)
    waiting: list[int] = []
    monkeypatch.setattr(
        block_end, "run_once_later", lambda name, seconds, *words, **more: waiting.append(seconds) or "at"
    )
    async with running(folder, clock) as host:
        host.today.schedule_block_end()
        assert waiting == []
