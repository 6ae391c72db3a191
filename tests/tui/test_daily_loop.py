"""The key counts that are promised, one test per row of the promise, on the real app under Pilot."""

from __future__ import annotations

from pathlib import Path

from coach.actions.outreach import log_promise, log_sent_message
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import running


async def test_a_mood_is_two_keys(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("m", "3")
        await host.saved()
    assert [m.value for m in CoachService(folder, clock).open_folder().journal.list_records(Mood)] == [3]


async def test_a_block_of_the_last_kind_is_one_key(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("f")
        await host.saved()
        block = host.today.day and host.today.day.running_block
        assert block is not None and block.kind == "messages"
        assert block.deadline is not None and (block.deadline - block.started_at).total_seconds() == 25 * 60


async def test_an_outreach_is_two_keys_and_the_name(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("o", "A", "n", "a", "enter")
        await host.saved()
    journal = CoachService(folder, clock).open_folder().journal
    assert [p.name for p in journal.list_records(Person)] == ["Ana"]
    assert [m.direction for m in journal.list_records(Message)] == ["out"]


async def test_keys_typed_ahead_of_a_dialog_all_arrive(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        for key in ("o", "N", "o", "r", "a", "enter", "m", "4"):
            host.app.simulate_key(key)
        await host.until(lambda: host.today.day and host.today.day.moods, "the mood after the name")
        await host.saved()
        assert [row.name for row in host.today.day.rows] == ["Nora"]  # type: ignore[union-attr]


async def test_answered_rest_later_and_no_are_one_key_each(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for name in ("Ana", "Ben", "Cleo", "Dora"):
        service.execute(log_sent_message(name))
        clock.forward(minutes=1)
    async with running(folder, clock) as host:
        for key in ("down", "r", "x", "full_stop", "n"):
            await host.press(key)
        await host.saved()
        assert host.today.day is not None and host.today.day.rows == ()
    kinds = sorted(
        m.kind for m in CoachService(folder, clock).open_folder().journal.list_records(Message) if m.direction != "out"
    )
    assert kinds == ["later", "message", "no", "rest"]


async def test_a_day_starts_with_three_keys(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("m", "4", "enter")
        await host.saved()
    journal = CoachService(folder, clock).open_folder().journal
    assert [m.value for m in journal.list_records(Mood)] == [4]
    assert [g.state for g in journal.list_records(Goal)] == ["open"]


async def test_how_a_block_felt_is_one_key_and_enter_skips(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("f")
        clock.forward(minutes=10)
        await host.press("f", "4")
        await host.press("f")
        clock.forward(minutes=5)
        await host.press("f", "enter")
        await host.saved()
    blocks = sorted(
        CoachService(folder, clock).open_folder().journal.list_records(FocusBlock), key=lambda b: b.started_at
    )
    assert [(b.felt, b.asked) for b in blocks] == [(4, True), (None, True)]


async def test_a_digit_without_a_question_does_nothing(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("3")
        await host.press("m", "escape", "3")
        assert host.today.day is not None and host.today.day.moods == ()


async def test_typed_text_is_offered_again_after_esc(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("o")
        await host.write("Ana Lee : about the")
        await host.press("escape")
        await host.press("o")
        await host.press("enter")
        await host.saved()
        assert [row.name for row in host.today.day.rows] == ["Ana Lee"]  # type: ignore[union-attr]


async def test_an_ambiguous_name_is_asked_about_and_keeps_the_text(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana Lee"))
    service.execute(log_sent_message("Ana Ruiz"))
    async with running(folder, clock) as host:
        await host.press("o")
        await host.write("Ana")
        await host.press("enter")
        assert "Which Ana?" in host.screen_text() and "Ana Ruiz, last contact" in host.screen_text()
        await host.press("escape")
        await host.write(" L")
        await host.press("enter")
        await host.saved()
        rows = host.today.day.rows if host.today.day else ()
        assert len(rows) == 2


async def test_tab_completes_a_name(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Priya Raman"))
    async with running(folder, clock) as host:
        await host.press("o", "p", "r", "tab", "enter")
        await host.saved()
    assert len(CoachService(folder, clock).open_folder().journal.list_records(Person)) == 1


async def test_what_i_owe_stands_above_what_they_owe(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana"))
    service.execute(log_promise("Sam", "an intro"))
    async with running(folder, clock) as host:
        rows = host.today.day.rows if host.today.day else ()
        assert [(row.name, row.is_owed) for row in rows] == [("Sam", True), ("Ana", False)]


async def test_five_rows_and_how_many_more(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for n in range(12):
        service.execute(log_sent_message(f"Person Number{n}"))
    async with running(folder, clock) as host:
        assert "+ 7 more" in host.screen_text()


async def test_undo_and_redo_go_through_all_of_it_and_survive_a_restart(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("m", "2")
        await host.press("escape", "o", "A", "n", "a", "enter")
        await host.saved()
    async with running(folder, clock) as host:
        await host.press("u")
        assert host.today.day is not None and host.today.day.rows == ()
        await host.press("u")
        assert host.today.day.moods == ()
        await host.press("u")
        assert "Nothing to undo" in host.screen_text()
        await host.press("U", "U")
        await host.saved()
        assert len(host.today.day.rows) == 1 and len(host.today.day.moods) == 1


async def test_hiding_leaves_no_name_on_the_screen(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Priya Raman"))
    service.execute(log_promise("Sam", "the Zanzibar intro"))
    async with running(folder, clock) as host:
        assert "Priya" in host.screen_text()
        await host.press("h")
        text = host.screen_text()
        assert "Priya" not in text and "Sam" not in text and "Zanzibar" not in text


async def test_a_mood_can_be_changed_back_dated_and_taken_out(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("m", "2", "escape", "M")
        await host.press("4")
        await host.press("w")
        await host.write("yesterday 21:00")
        await host.press("enter")
        await host.saved()
        (mood,) = host.service.journal.list_records(Mood)
        assert mood.value == 4 and mood.at.hour == 21 and mood.at.date() < clock.now().date()
        await host.press("x")
        await host.saved()
        assert host.service.journal.list_records(Mood) == ()


async def test_a_goal_of_ones_own_may_have_a_moment_and_ends_in_one_of_three_words(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("g")
        await host.write("write to Ana when coffee is made")
        await host.press("enter")
        assert "when coffee is made" in host.screen_text()
        await host.press("g", "2")
        await host.saved()
        assert "Not today" in host.screen_text()


async def test_the_palette_finds_commands_by_natural_words(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("ctrl+p")
        await host.write("pomodoro")
        await host.until(lambda: "focus (f)" in host.screen_text(), "the hit")
        await host.press("enter")
        await host.until(lambda: host.today.day and host.today.day.running_block, "the block")


async def test_one_of_two_namesakes_is_chosen_with_a_digit(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Bo", via="linkedin", new=True))
    service.execute(log_sent_message("Bo", via="mail", new=True))
    async with running(folder, clock) as host:
        await host.press("i", "B", "o", "enter")
        text = host.screen_text()
        assert "Which Bo?" in text and "Bo, LinkedIn" in text and "Bo, e-mail" in text
        before, _ = text.split("  Bo, e-mail")
        await host.press(before[-1])
        await host.saved()
        received = [m for m in host.service.journal.list_records(Message) if m.direction == "in"]
        assert [m.channel for m in received] == ["e-mail"]


async def test_the_outreach_line_says_how_it_is_understood(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Priya Raman"))
    async with running(folder, clock) as host:
        await host.press("o")
        await host.write("Pri @mail #well ! the slides")
        assert "Priya Raman · e-mail · knows you well · you promise: the slides" in host.screen_text()
        await host.press("escape", "i")
        await host.write("Nora")
        assert "Nora (new)" in host.screen_text()
