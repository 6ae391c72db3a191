"""What was typed and not saved is offered again, after Esc and in the next window."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from textual.widgets import Input, TextArea

from coach.domain.message import Message
from coach.domain.person import Person
from coach.paths import find_unsent_file
from coach.tui.unsent_input import UnsentInput
from tests.conftest import FakeClock
from tests.tui.host import Host, running


async def test_an_open_line_and_a_draft_left_with_esc_are_offered_in_the_next_window(
    folder: Path, clock: FakeClock
) -> None:
    path = find_unsent_file(folder)
    assert path is not None
    async with running(folder, clock) as host:
        await host.press("D")
        await host.write("half a thought")
        await host.press("escape", "N")
        await host.write("queues need limits")
        host.today.session.unsent_input.save_to_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    async with running(folder, clock) as host:
        await host.press("N")
        assert host.app.screen.query_one(Input).value == "queues need limits"
        await host.press("enter", "D")
        assert host.app.screen.query_one(TextArea).text == "half a thought"
        await host.press(*["backspace"] * len("half a thought"), "escape")
        await host.saved()
        host.today.session.unsent_input.save_to_file()
    assert not path.exists()


async def test_another_name_replaces_a_name_that_was_not_saved_and_typing_goes_on_after_a_message(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        for typed, key in (("Mirko Hahn", "escape"), ("Jule Sand", "enter")):
            await host.press("o")
            await host.write(typed)
            await host.press(key)
        await host.saved()
        assert [person.name for person in host.service.journal.list_records(Person)] == ["Jule Sand"]
        for typed, key in (("Jule Sand : the trip", "escape"), (" to Graz", "enter")):
            await host.press("o")
            await host.write(typed)
            await host.press(key)
        await host.saved()
        assert "the trip to Graz" in [message.text for message in host.service.journal.list_records(Message)]


async def test_a_changed_note_left_with_esc_is_offered_again_in_place_of_the_saved_one(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("m", "3", "tab")
        await host.write("tired")
        await host.press("enter")
        await host.saved()
        await host.press("M", "n")
        await host.write(" and late")
        await host.press("escape", "n")
        assert host.app.screen.query_one(Input).value == "tired and late"


async def test_a_name_typed_in_the_evening_is_offered_in_the_next_window(folder: Path, clock: FakeClock) -> None:
    async def open_last_question(host: Host) -> None:
        await host.press("e")
        while not host.app.screen.query_one(Input).display:
            await host.press("n")

    async with running(folder, clock) as host:
        for key in ("o", "i"):
            await host.press(key)
            await host.write("Ana")
            await host.press("enter")
        await host.saved()
        await open_last_question(host)
        await host.write("Ana from the fair")
        host.today.session.unsent_input.save_to_file()
    async with running(folder, clock) as host:
        await open_last_question(host)
        assert host.app.screen.query_one(Input).value == "Ana from the fair"


def test_two_windows_keep_what_either_left(tmp_path: Path) -> None:
    one, other = UnsentInput(), UnsentInput()
    for window in (one, other):
        window.load_from_file(tmp_path / "unsent.json")
    one.store_text("a", "mine")
    other.store_text("b", "theirs")
    assert one.save_to_file() == other.save_to_file() == ""
    assert json.loads((tmp_path / "unsent.json").read_text()) == {"a": "mine", "b": "theirs"}


def test_a_damaged_file_of_unsent_input_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "unsent.json").write_bytes(b"\xff{")
    window = UnsentInput()
    window.load_from_file(tmp_path / "unsent.json")
    assert window.get_text("a") == ""
