"""The daily loop on the real app under Pilot: questions, names in doubt, undo; the whole of it is in tests/e2e."""

from __future__ import annotations

from pathlib import Path

from coach.actions.outreach import log_sent_message
from coach.domain.focus import FocusBlock
from coach.domain.message import Message
from coach.domain.person import Person
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import running


async def test_keys_typed_ahead_of_a_dialog_all_arrive(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        for key in ("o", "N", "o", "r", "a", "enter", "m", "4"):
            host.app.simulate_key(key)
        await host.until(lambda: host.today.day and host.today.day.moods, "the mood after the name")
        await host.saved()
        assert [row.name for row in host.today.day.rows] == ["Nora"]  # type: ignore[union-attr]


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


async def test_a_digit_without_a_question_does_nothing_and_typed_text_is_offered_again_after_esc(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("3")
        await host.press("m", "escape", "3")
        assert host.today.day is not None and host.today.day.moods == ()
        await host.press("o")
        await host.write("Ana Lee : about the")
        await host.press("escape")
        await host.press("o")
        await host.press("enter")
        await host.saved()
        assert [row.name for row in host.today.day.rows] == ["Ana Lee"]  # type: ignore[union-attr]


async def test_an_ambiguous_name_is_asked_about_keeps_the_text_and_a_digit_chooses_one_of_two_namesakes(
    folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Bo", via="linkedin", new=True))
    service.execute(log_sent_message("Bo", via="mail", new=True))
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
        assert len(rows) == 4
        await host.press("i", "B", "o", "enter")
        text = host.screen_text()
        assert "Which Bo?" in text and "Bo, LinkedIn" in text and "Bo, e-mail" in text
        before, _ = text.split("  Bo, e-mail")
        await host.press(before[-1])
        await host.saved()
        received = [m for m in host.service.journal.list_records(Message) if m.direction == "in"]
        assert [m.channel for m in received] == ["e-mail"]


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
        await host.until(lambda: "Nothing to undo" in host.screen_text(), "the answer")
        await host.press("U", "U")
        await host.saved()
        assert len(host.today.day.rows) == 1 and len(host.today.day.moods) == 1


async def test_tab_completes_a_name_and_the_outreach_line_says_how_it_is_understood(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(log_sent_message("Priya Raman"))
    async with running(folder, clock) as host:
        await host.press("o", "p", "r", "tab", "enter")
        await host.saved()
        assert len(CoachService(folder, clock).open_folder().journal.list_records(Person)) == 1
        await host.press("o")
        await host.write("Pri @mail #well ! the slides")
        assert "Priya Raman · e-mail · knows you well · you promise: the slides" in host.screen_text()
        await host.press("escape", "i")
        await host.write("Nora")
        assert "Nora (new)" in host.screen_text()
