"""The draft box: remarks as one types, and copying, logging or waiting by one key; nothing in it ever blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from coach.actions import outreach, people
from coach.actions.notes import list_parked_texts, park_text
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person
from coach.service import CoachService
from coach.tui.dialogs.draft import NO_RUSH_TEXT, DraftDialog
from coach.tui.screens.today import TodayScreen
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY, short
from tests.tui.host import Host, running


def box(host: Host) -> DraftDialog:
    screen = host.app.screen
    assert isinstance(screen, DraftDialog)
    return screen


async def opened(host: Host) -> None:
    await host.until(lambda: isinstance(host.app.screen, DraftDialog), "the draft box")


async def draft_from_line(host: Host, line: str) -> None:
    """Log an outreach as far as its line, and go on in the draft that Tab opens."""
    await host.press("o")
    await host.write(line)
    await host.press("tab")
    await opened(host)


async def test_tab_after_a_name_opens_a_draft_with_the_words_after_it_and_s_copies_and_logs_it(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await draft_from_line(host, "Nora Quist @x : Hello Nora")
        assert "A draft to Nora Quist" in host.screen_text()
        assert box(host).text == "Hello Nora"
        await host.press("ctrl+end")
        await host.write(", a question")
        await host.press("tab", "s")
        await host.saved()
        (message,) = host.service.journal.list_records(Message)
        assert (message.text, message.channel, message.direction) == ("Hello Nora, a question", "x", "out")
        assert host.app.clipboard == "Hello Nora, a question"
        assert "you wrote to Nora Quist; copied. If not, the text is in" in host.screen_text()


async def test_tab_still_completes_a_name_before_it_drafts(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(outreach.log_sent_message("Priya Raman"))
    async with running(folder, clock) as host:
        await host.press("o", "p", "r", "tab")
        assert "Priya Raman" in host.screen_text()
        await host.press("tab")
        await opened(host)
        assert box(host).person == host.service.journal.list_records(Person)[0]


async def test_remarks_come_as_one_types_and_the_copied_text_is_kept_in_a_file_that_is_named(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, size=(240, 40)) as host:  # wide, since the path of a test's folder is long
        await host.press("D")
        await opened(host)
        await host.write("just following up ASAP")
        text = host.screen_text()
        for remark in ("says that you are waiting", '"ASAP"', "No question so far", "22 characters"):
            assert remark in text
        await host.press("tab", "c")
        assert host.app.clipboard == "just following up ASAP"
        assert isinstance(host.app.screen, TodayScreen)
        await host.until(lambda: "copied.txt" in host.screen_text(), "the name of the file")
    kept = folder / "copied.txt"
    assert kept.read_text(encoding="utf-8") == "just following up ASAP\n"
    assert oct(kept.stat().st_mode & 0o777) == "0o600"


async def test_a_copied_text_reaches_the_terminal_as_osc_52(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from base64 import b64encode

    written: list[str] = []
    async with running(folder, clock) as host:
        driver: Any = host.app._driver
        monkeypatch.setattr(driver, "write", written.append)
        await host.press("D")
        await opened(host)
        await host.write("Zoe?")
        await host.press("tab", "c")
    assert f"\x1b]52;c;{b64encode(b'Zoe?').decode()}\a" in written


async def test_t_parks_it_till_tomorrow_and_d_brings_it_back(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(outreach.log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "D")
        await opened(host)
        await host.write("sleep on this")
        await host.press("tab", "t")
        saved_message = "Set aside until tomorrow: the draft for Ana."
        await host.until(lambda: saved_message in host.screen_text(), "the save")
        await host.press("D", "2")
        await opened(host)
        assert box(host).text == "sleep on this"
        await host.press("tab", "s")
        await host.saved()
        assert list_parked_texts(host.service.journal) == ()
        assert [m.text for m in host.service.journal.list_records(Message)] == ["", "sleep on this"]


async def test_no_rush_is_offered_outside_their_hours_alone_and_added_by_a_key(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for name, zone in (("Ken", "america/los_angeles"), ("Léa", "europe/paris")):  # one in the night in Los Angeles
        service.execute(outreach.log_sent_message(name))
        service.execute(people.edit_person(name, zone=zone))
    async with running(folder, clock) as host:
        await draft_from_line(host, "Léa : A question?")
        assert "A draft to Léa" in host.screen_text() and "outside working hours" not in host.screen_text()
        await host.press("escape")
        await draft_from_line(host, "Ken : A question?")
        assert "01:00 on Tuesday there" in host.screen_text() and "outside working hours" in host.screen_text()
        await host.press("tab", "n")
        assert box(host).text == f"A question?\n\n{NO_RUSH_TEXT}"
        await host.until(lambda: "outside working hours" not in host.screen_text(), "the offer to go")


async def test_before_a_public_post_four_questions_and_it_can_wait(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("D")
        await opened(host)
        await host.write("an opinion")
        await host.press("tab", "p")
        text = host.screen_text()
        for question in ("a stranger misread it?", "your own story", "to the person's face?", "in five years?"):
            assert question in text
        assert "s copy, log" not in text
        await host.press("t")
        await host.saved()
        assert [(n.kind, n.text) for n in host.service.journal.list_records(Note)] == [("post", "an opinion")]


async def test_c_offers_replies_to_a_message_of_theirs_and_three_texts_that_can_be_changed_and_copied(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(outreach.log_received_message("Jan Pohl : the plan"))
    CoachService(folder, clock).execute(outreach.log_sent_message("Ana Lee #warm : the meetup"))
    async with running(folder, clock) as host:
        await host.press("down", "c", "1")
        await opened(host)
        await host.press("c")
        assert host.app.clipboard.startswith("Hi Jan, thank you for your message")
        await host.press("down", "c")
        text = "".join(char for char in host.screen_text() if char not in " │\n")  # a long path may break anywhere
        assert [word for word in ("coffee", "15-minutecall", "event", "texts.txt") if word not in text] == [], text
        await host.press("1")
        await opened(host)
        await host.press("c")
        assert host.app.clipboard.startswith("Hi Ana, rather than another message")
        await host.press("c", "2")
        await opened(host)
        await host.press("tab")
        await host.write(" Yours, M")
        await host.press("tab", "c")
        assert host.app.clipboard.endswith("finish on time. Yours, M")


async def test_a_name_from_the_line_is_offered_again_until_its_message_is_logged(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await draft_from_line(host, "Nora Quist")
        await host.press("escape", "o")
        assert "Nora Quist" in host.screen_text()
        await host.press("tab")
        await opened(host)
        await host.write("When do you bake?")
        await host.press("tab", "s")
        await host.saved()
        await host.press("o")
        assert "I wrote to" in host.screen_text() and host.app.screen.query_one("#line", Input).value == ""


async def test_letters_are_letters_while_one_writes_and_esc_keeps_them_for_the_next_time(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("D")
        await opened(host)
        await host.write("cstnpq half a thought")
        await host.press("escape", "D")
        await opened(host)
        assert box(host).text == "cstnpq half a thought"


async def test_a_draft_to_nobody_asks_for_a_name_when_it_is_logged(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("D")
        await opened(host)
        await host.write("hello there?")
        await host.press("tab", "s")
        await host.until(lambda: "Whom is it for" in host.screen_text(), "the question")
        await host.write("Nora")
        await host.press("enter")
        await host.saved()
        assert [m.text for m in host.service.journal.list_records(Message)] == ["hello there?"]
        assert host.app.clipboard == "hello there?"


async def test_a_name_of_two_people_is_asked_about_and_the_text_stays(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(outreach.log_sent_message("Ana Ruiz"))
    async with running(folder, clock) as host:
        await draft_from_line(host, "Ana : hello?")
        await host.press("tab", "s")
        assert "Which Ana?" in host.screen_text() and "someone new" in host.screen_text()
        await host.press("2")
        assert box(host).text == "hello?" and "A draft to Ana Ruiz" in host.screen_text()


async def test_a_fast_hand_loses_no_letter_between_line_draft_and_keys(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        for key in ("o", "N", "o", "r", "a", "tab", "h", "i", "question_mark", "tab", "t"):
            host.app.post_message(events.Key(key, "?" if key == "question_mark" else key if len(key) == 1 else None))
        await host.until(lambda: list_parked_texts(host.service.journal), "the parked draft")
        await host.saved()
        (note,) = list_parked_texts(host.service.journal)
        assert (note.to, note.text) == ("Nora", "hi?")


@pytest.mark.slow
async def test_hostile_drafts_names_and_texts_survive(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for text in map(short, NASTY):
        who = service.execute(outreach.log_sent_message(f"+{text} x", text=text)).record_id
        service.execute(park_text(f"{text} y", to=who))
        clock.forward(minutes=1)
    own = "\n---\n".join(f"{text} {{name}} {{subject}}" for text in NASTY)
    (folder / "texts.txt").write_text(own, encoding="utf-8", errors="replace")
    async with running(folder, clock, size=(80, 24)) as host:
        for _ in NASTY:
            for keys in (["down"], ["D"], ["2"], ["tab"], ["p"], ["m"], ["n"], ["c"]):
                await host.press(*keys)
                assert not HARMFUL.search(host.screen_text()), keys
            assert host.app.clipboard and not HARMFUL.search(host.app.clipboard)
        for digit in "123456789":
            await host.press("c", digit)
            assert not HARMFUL.search(host.screen_text())
            await host.press("escape")


@pytest.mark.parametrize("width", [80, *(pytest.param(each, marks=pytest.mark.slow) for each in (78, 79, 81, 82))])
async def test_the_length_below_the_remarks_is_in_view_at_every_width(
    width: int, folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, size=(width, 24)) as host:
        await host.press("D")
        await host.write("I am VERY sorry")
        await host.until(lambda: "15 characters" in host.screen_text(), "the length")
