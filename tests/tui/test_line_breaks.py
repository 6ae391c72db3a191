"""Line breaks: a number stays with its word, a name and a key with what it does, and no key is named in vain."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Input, TextArea

from coach.actions.focus import start_block, stop_block
from coach.actions.moods import log_mood
from coach.actions.opportunities_and_events import save_event
from coach.actions.outreach import log_sent_message
from coach.demo import write_demo_data
from coach.service import CoachService
from coach.tui.text_layout import flow_parts, indent_wrapped, wrap_text
from coach.tui.widgets import header_and_footer
from tests.conftest import FakeClock
from tests.tui.host import Host, running

MEDIUM, SMALLEST = (80, 24), (40, 12)


def rows(host: Host) -> list[str]:
    """Return the rows of the screen, without frames and blanks around them."""
    return [row.strip(" │╭╮╰╯─") for row in host.screen_text().splitlines()]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("They last wrote on 18 September.", 22, ["They last wrote on", "18 September."]),
        ("a reply to about 4 in 100 of them", 19, ["a reply to about", "4 in 100 of them"]),
        ("it is (likely 2 to 5) today", 17, ["it is (likely", "2 to 5) today"]),
        ("12 letters, 90 requests, 22 ads", 14, ["12 letters,", "90 requests,", "22 ads"]),
        ("call Samaritans 116 123 now", 20, ["call Samaritans", "116 123 now"]),
        ("a block until 14:25 today", 15, ["a block", "until 14:25", "today"]),
        ("it is of 14 September 2026", 22, ["it is of", "14 September 2026"]),
        ("since 1 May 2026, as agreed", 19, ["since 1 May 2026,", "as agreed"]),  # it belongs to what is before
        ("on 5 October 2027 they meet", 18, ["on 5 October 2027", "they meet"]),
        ("1234567 letters", 8, ["1234567", "letters"]),  # together they have no room
    ],
)
def test_a_number_stays_with_its_word(text: str, width: int, lines: list[str]) -> None:
    assert [line.plain.rstrip() for line in wrap_text(Content(text), width)] == lines


def test_a_number_stays_with_its_word_in_indented_and_flowing_text() -> None:
    assert indent_wrapped(Content("met "), Content("in spring of 7 years"), 18).plain.split("\n")[-1] == "    7 years"
    assert [row.plain.rstrip() for row in flow_parts([Content("Left out: 22 letters")], 12)] == [
        "Left out:",
        "22 letters",
    ]


def test_the_colours_of_a_text_stay_where_they_were() -> None:
    text = Content("seen on ") + Content.styled("18", "bold") + Content(" September")
    last = wrap_text(text, 12)[-1]
    assert last.plain == "18 September"
    assert [last.plain[span.start : span.end] for span in last.spans] == ["18"]


@pytest.mark.parametrize(
    "purpose", ["write to Ana", "finish the long letter for the position at Brightwater and send it"]
)
async def test_the_end_of_a_block_is_whole_beside_any_purpose(folder: Path, clock: FakeClock, purpose: str) -> None:
    CoachService(folder, clock).open_folder().execute(start_block("messages", 25, intention=purpose))
    async with running(folder, clock) as host:
        host.today.session.focus_panel("focus")
        for size in ((120, 36), MEDIUM, (60, 20), SMALLEST):
            await host.resize(size)
            await host.until(lambda: "until 10:25" in host.screen_text(), "the end of the block")
            assert purpose[:12] in host.screen_text() or size == (60, 20)  # where the clock has the room
            assert not any(row.endswith(" ·") for row in rows(host))


async def test_names_to_complete_stay_whole_and_the_key_stands_beside_the_one_it_takes(
    folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock).open_folder()
    for name in ("Maria-Magdalena von Hohenstein", "Marius Wojciechowski"):
        service.execute(log_sent_message(name))
    async with running(folder, clock, size=SMALLEST) as host:
        await host.press("o")
        await host.write("Mar")
        await host.until(lambda: "Tab completes" in host.screen_text(), "the names")
        shown, line = rows(host), host.app.screen.query_one(Input)
        await host.press("tab")
        taken = shown.index(line.value.strip())
        assert shown[taken + 1].startswith("Tab completes")
        assert {"Maria-Magdalena von Hohenstein", "Marius Wojciechowski"} <= {
            shown[taken],
            *shown[taken + 1].split("   "),
        }


async def test_del_is_named_where_it_hides_something_and_keys_of_a_running_block_take_one_row(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, size=MEDIUM) as host:
        await host.press("g", "down")
        await host.until(lambda: "Del hides it" in host.screen_text(), "the key")
        await host.press("up", "up")
        await host.until(lambda: "doing nothing is always fine" in host.screen_text(), "the day off")
        assert "Enter takes it" in host.screen_text() and "Del" not in host.screen_text()
        await host.press("escape", "f")
        await host.until(lambda: "f ends  p pause  + more  d drifted" in host.screen_text(), "the keys in one row")
        await host.saved()


async def test_no_arrow_is_named_in_an_empty_list(folder: Path, clock: FakeClock) -> None:
    said = "The list is empty. o logs a message you sent."
    async with running(folder, clock, size=MEDIUM) as host:
        for key in ("n", "space", "c", "r", "x"):
            assert said not in host.screen_text()
            await host.press(key)
            await host.until(lambda: said in host.screen_text(), "the way out")
            host.today.session.notify("")
            await host.pilot.pause()


async def test_the_tour_keeps_the_key_that_leaves_it_beside_its_words(folder: Path, clock: FakeClock) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=MEDIUM, tour=True) as host:
        for _ in range(2):
            await host.until(lambda: any("Esc leaves the tour" in row for row in rows(host)), "the key in one row")
            await host.press("m", "3")


async def test_a_check_of_a_help_line_stands_in_one_row(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=MEDIUM) as host:
        await host.press("question_mark")
        for size in (MEDIUM, (60, 20)):
            await host.resize(size)
            await host.until(lambda: "checked on" in host.screen_text(), "the help lines")
            checked = [row for row in rows(host) if "checked on" in row]
            assert checked and all(row.endswith("numbers can change)") for row in checked[:-1])


async def test_an_event_of_another_year_says_its_year_and_a_long_note_continues_to_the_right(
    folder: Path, clock: FakeClock
) -> None:
    note = (
        "a long day with three calls, no lunch, and an answer that I had not expected from anybody at all in this week"
    )
    service = CoachService(folder, clock).open_folder()
    service.execute(save_event("Old friends, 2031-05-07"))
    service.execute(save_event("Trade fair, 2026-12-03"))
    service.execute(log_mood(2, note=f"{note} or the next one"))
    async with running(folder, clock, size=MEDIUM) as host:
        await host.press("O")
        await host.until(lambda: "7 May 2031" in host.screen_text(), "the year")
        assert "Thu 3 Dec" in host.screen_text() and "3 Dec 2026" not in host.screen_text()
        await host.press("escape", "M")
        await host.until(lambda: "or the next one" in " ".join(rows(host)), "the end of the note")
        assert "│   " in next(row for row in host.screen_text().splitlines() if "next one" in row)


async def test_data_that_cannot_be_read_is_told_for_as_long_as_it_lasts(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header_and_footer, "MESSAGE_SECONDS", 0.1)
    monkeypatch.setattr(header_and_footer, "LETTERS_A_SECOND", 1000)
    (folder / "coach.json").mkdir(parents=True)
    async with running(folder, clock, size=MEDIUM) as host:
        told = "Your data cannot be read just now. Nothing in it is changed."
        await host.until(lambda: told in host.screen_text(), "the reason for the empty panels")
        clock.forward(hours=1)
        host.today.refresh_day()
        await host.pilot.pause()
        assert told in host.screen_text()
        (folder / "coach.json").rmdir()
        write_demo_data(CoachService(folder, clock))
        host.today.check_for_changes()
        await host.until(lambda: told not in host.screen_text(), "the end of it")


async def test_one_message_tells_how_blocks_end_without_a_package_for_notifications(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.tui.commands.focus.can_notify", lambda: False)
    CoachService(folder, clock).open_folder().execute(start_block("messages", 25))
    clock.forward(minutes=26)
    async with running(folder, clock) as host:
        await host.press("4")
        await host.until(lambda: "3 a bell and a notification" in host.screen_text(), "the question")
        await host.press("3")
        await host.until(
            lambda: "Blocks will now end with a bell. A notification too" in host.screen_text(), "the message"
        )
        assert "a bell and a notification" not in host.screen_text()
        assert host.service.journal.settings.notify is True


async def test_a_long_line_is_shown_at_its_end_where_the_cursor_is(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock).open_folder()
    service.execute(log_sent_message("Ana"))
    async with running(folder, clock, size=SMALLEST) as host:
        await host.press("o")
        await host.write("Ana: the long question about the reading list and the last words")
        await host.press("escape")
        await host.press("o")
        await host.until(lambda: any(row.endswith("the last words") for row in rows(host)), "the end of the line")
        line = host.app.screen.query_one(Input)
        assert line.cursor_position == len(line.value)


async def test_what_a_boundary_does_is_told_whoever_it_is_about(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("b")
        await host.write("Kim")
        await host.press("enter")
        await host.until(lambda: "They disappear from every list · u undoes it" in host.screen_text(), "the hint")


async def test_keys_of_a_checklist_and_of_a_draft_are_named_below_a_long_list_or_marks(
    folder: Path, clock: FakeClock
) -> None:
    text = "You NEVER answered me, and I do not know why. Are you ignoring me? I wrote four times, and it is annoying."
    async with running(folder, clock, size=(60, 20)) as host:
        for key in ("5", "6"):
            await host.press("C", key)
            await host.until(lambda: "d done" in host.screen_text() and "Esc not now" in host.screen_text(), "the keys")
            while host.app.screen is not host.today:
                await host.press("escape")
        await host.press("D")
        host.app.screen.query_one(TextArea).text = text
        await host.press("tab")
        await host.until(lambda: "Tab write" in host.screen_text(), "the last key")
        assert "c copy" in host.screen_text()


async def test_a_title_that_the_frame_cuts_stands_whole_above_the_list(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=(40, 16)) as host:
        await host.press("C", "4")
        await host.until(lambda: "◦ Accept" in host.screen_text(), "the checklist")
        words = " ".join(row.strip("│ ") for row in rows(host))
        assert "A request from someone you have little in common with ◦ Accept" in words


async def test_the_minutes_of_a_week_have_their_unit_or_are_left_out(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock).open_folder()
    clock.forward(days=7)  # in a week of two months
    service.execute(start_block("messages", 25))
    clock.forward(minutes=25)
    service.execute(stop_block())
    async with running(folder, clock, size=MEDIUM) as host:
        await host.press("w")
        for size, shown in ((MEDIUM, "25 min of networking"), ((60, 20), "25 min"), (SMALLEST, "")):
            await host.resize(size)
            await host.until(lambda: "You gave" in host.screen_text() or "change" in host.screen_text(), "the week")
            first = host.screen_text().splitlines()[0]
            assert first.rstrip().endswith(shown or "2026") and not first.rstrip().endswith(" of")
