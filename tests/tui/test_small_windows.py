"""Small windows: no answer, row, day or sentence is cut off where another line could give way.

A page of each kind is among the quick tests; the slow ones go through the others.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from coach.actions.focus import start_block
from coach.actions.goals import close_goal, set_own_goal
from coach.actions.moods import log_mood
from coach.actions.notes import write_note
from coach.actions.outreach import log_received_message, log_sent_message
from coach.actions.people import edit_person
from coach.demo import write_demo_data
from coach.domain.message import Message
from coach.service import CoachService
from coach.tui.tour import TourLine
from coach.tui.widgets.key_hints import Choice, ChoiceBar
from tests.conftest import BERLIN, TUESDAY, FakeClock
from tests.tui.host import Host, running

SMALLEST = (40, 12)
"""The smallest window in which everything can be read."""
SIZES = (SMALLEST, (60, 20), (80, 24), (120, 36))
SUNDAY = datetime(2026, 11, 29, 20, 0, tzinfo=BERLIN)
"""A day off, on which the coach has no advice."""


@pytest.fixture
def demo(folder: Path, clock: FakeClock) -> Path:
    write_demo_data(CoachService(folder, clock))
    return folder


def rows(host: Host) -> list[str]:
    """Return the rows of the screen, without frames and blanks around them."""
    return [row.strip(" │╭╮╰╯─") for row in host.screen_text().splitlines()]


async def test_a_running_block_shows_until_when_and_its_questions_all_their_answers(
    demo: Path, clock: FakeClock
) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("f")
        await host.until(lambda: " · until 10:25" in host.screen_text(), "the end of the block")
        for key, last in (("f", "5 bright"), ("4", "5 very")):
            await host.press(key)
            await host.until(lambda last=last: last in host.screen_text(), "the last answer")  # type: ignore[misc]
            assert "Enter skips" in host.screen_text()
        await host.saved()


@pytest.mark.slow
async def test_a_dot_below_the_goal_snoozes_the_advice_that_stands_there(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        before = len(host.service.journal.list_records(Message))
        await host.press("full_stop")
        await host.until(lambda: "Snoozed until" in host.screen_text(), "the save")
        assert "Today's goal" in host.screen_text()
        assert len(host.service.journal.list_records(Message)) == before


@pytest.mark.slow
async def test_the_reason_for_advice_is_shown_wherever_y_is_pressed(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("tab", "tab", "y")
        await host.until(lambda: "it is your turn" in host.screen_text(), "the reason")
        await host.press("y", "enter")
        await host.until(lambda: "Goal: Check" in host.screen_text(), "a message in place of the advice")
        assert "Ruth Adeyemi answered you" not in host.screen_text()
        await host.press("y")
        await host.until(lambda: "it is your turn" in host.screen_text(), "the reason beside the message")
        await host.saved()


@pytest.mark.slow
async def test_without_advice_the_panels_take_its_rows(folder: Path, clock: FakeClock) -> None:
    clock.at = SUNDAY
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock) as host:
        for size in SIZES:
            await host.resize(size)
            shown = host.screen_text().splitlines()
            between = 0 if size == SMALLEST else 1  # the row for messages: the lowest windows leave it out while empty
            assert shown[-2 - between].startswith("╰") and "quit" in shown[-1]


async def test_advice_ends_with_its_last_word_and_a_hint_that_does_not_fit_is_left_out(
    demo: Path, clock: FakeClock
) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        assert "takes about five minutes." in host.screen_text()
        assert "hard" not in host.screen_text()
        await host.resize((60, 20))
        assert "? shows all keys, and help for a hard day" in host.screen_text()


@pytest.mark.slow
async def test_a_long_choice_continues_below_its_first_word_and_a_click_there_chooses_it(
    demo: Path, clock: FakeClock
) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("F", "1")
        first, second = (row[2:38] for row in host.screen_text().splitlines() if "flow" in row or "fifth" in row)
        assert first.index("flow") == second.index("break")
        while host.app.screen is not host.today:
            await host.press("escape")
        await host.press("C")
        lines = host.screen_text().splitlines()
        await host.pilot.click(offset=(8, next(n for n, row in enumerate(lines) if "little in common" in row)))
        await host.until(lambda: "A request" in host.screen_text(), "the fourth checklist")


async def test_the_arrows_show_a_choice_that_is_below_the_window(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=(40, 9)) as host:
        await host.press("C")
        assert "privacy of your e-mail" not in host.screen_text()
        await host.press("up")
        await host.until(lambda: "›7  privacy of your e-mail" in host.screen_text(), "the last choice")
        await host.press("down")
        await host.until(lambda: "›1  privacy: who sees what" in host.screen_text(), "the first choice")


@pytest.mark.slow
async def test_the_steps_to_report_and_texts_to_copy_scroll(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("tab", "tab", "down", "down", "c")
        assert "send you my notes" not in host.screen_text()
        await host.press("end")
        await host.until(lambda: "send you my notes" in host.screen_text(), "the last text")
        await host.press("escape", "up", "up", "b", "1", "2")
        await host.until(lambda: "Enter logs it as reported" in host.screen_text(), "what Enter does")
        assert "Checked on" not in host.screen_text()
        await host.press("end")
        await host.until(lambda: "Checked on" in host.screen_text(), "what stands below the steps")
        await host.press("escape", "escape")
        await host.saved()


@pytest.mark.slow
async def test_a_chart_shows_its_tab_and_all_its_rows_or_says_how_many_are_left_out(
    demo: Path, clock: FakeClock
) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("t")
        for chart, words in (("2", "Su"), ("3", "deep work"), ("4", "4 outreach"), ("5", "5 felt")):
            await host.press(chart)
            await host.until(lambda words=words: any(words in row for row in rows(host)), words)  # type: ignore[misc]
        await host.until(lambda: "+ 3 more in a taller window" in host.screen_text(), "what is left out")
        assert re.search(r"after messages +good +14×", host.screen_text())


def test_a_bar_of_choices_leaves_out_what_is_not_chosen() -> None:
    bar = ChoiceBar()
    bar.items = tuple(Choice(f"choose({n})", str(n), "x" * 20, n == 3) for n in range(1, 7))
    assert [choice.key for choice in bar.choose_items(60)] == ["3", "6"]
    assert [choice.key for choice in bar.choose_items(80)] == ["1", "3", "6"]


@pytest.mark.slow
async def test_suggested_changes_and_what_goals_worked_on_are_whole_where_there_is_room(
    demo: Path, clock: FakeClock
) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("w")
        for size in SIZES[:2]:
            await host.resize(size)
            await host.until(lambda: "birthday and contacts" in " ".join(rows(host)), "the whole suggestion")
        await host.press("tab")
        for size in SIZES:
            await host.resize(size)
            await host.until(lambda: "goal done" in host.screen_text(), "what was given")
            shown = " ".join(re.sub(r"│.*", "", row) for row in rows(host))
            assert "your goals were about" not in shown or "your field" in shown


async def test_moods_stand_in_columns_in_whole_words(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for days, energy in ((0, 3), (16, 1)):
        clock.at = TUESDAY - timedelta(days=days)
        service.execute(log_mood(4, energy=energy))
    clock.at = TUESDAY
    async with running(folder, clock, size=(80, 24)) as host:
        await host.press("M")
        first, second = (row for row in rows(host) if "good" in row and " Nov " in row)
        assert first.index("10:00") == second.index("10:00")
        assert first.endswith("plenty of energy") and second.endswith("little energy")
        await host.resize(SMALLEST)
        await host.until(lambda: "24 Nov 10:00 good   energy: plenty" in host.screen_text(), "one row")


@pytest.mark.slow
async def test_what_is_found_about_nobody_says_what_it_is(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(write_note("takeaway", "A queue without a limit hides a problem"))
    async with running(folder, clock, size=SMALLEST) as host:
        await host.press("slash")
        await host.write("limit")
        await host.until(lambda: "takeaway " in host.screen_text(), "the kind")
        await host.resize((60, 20))
        row = r"takeaway    …without a limit hides a problem +24 Nov"
        await host.until(lambda: re.search(row, host.screen_text()), row)


@pytest.mark.slow
async def test_moods_palette_and_help_name_their_keys_in_the_width_of_the_window(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, size=SMALLEST) as host:
        await host.press("M")
        assert "a add one" in host.screen_text() and "x delete" not in host.screen_text()
        await host.press("escape", "ctrl+p")
        await host.until(lambda: "Esc back" in host.screen_text(), "the key that closes it")
        await host.press("escape", "question_mark", "slash")
        await host.write("earlier")
        await host.until(lambda: "M  Earlier moods: change one, add" in host.screen_text(), "a row of keys")


@pytest.mark.slow
async def test_settings_have_whole_names_and_the_value_of_the_chosen_one_is_in_view(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, size=SMALLEST) as host:
        await host.press("comma", "end")
        await host.until(lambda: "who the help page names first" in host.screen_text(), "a long name")
        assert "names f…" not in host.screen_text()
        await host.press("home", *["up"] * 3)
        for size in SIZES[:2]:
            await host.resize(size)
            await host.until(lambda: "By how well they know you" in host.screen_text(), "the reason")
            await host.until(lambda: "of touch 7, second 10" in " ".join(" ".join(rows(host)).split()), "the value")


@pytest.mark.slow
async def test_suggested_goals_stand_in_columns_and_the_chosen_one_is_whole(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        for size in SIZES[:3]:
            await host.resize(size)
            await host.press("g")
            await host.until(lambda: "min" in host.screen_text(), "the suggestions")
            lines = host.screen_text().splitlines()
            assert len({row.rindex(" min") for row in lines[-11:] if re.search(r"\d min *│$", row)}) == 1
            assert "Enter takes it" not in "".join(lines[-6:])
            await host.press("down")
            await host.until(lambda: "Enter takes it" in host.screen_text(), "what Enter does now")
            assert "Enter saves" not in host.screen_text()
            chosen = host.screen_text().split("› ")[1].split(" min · ")[0]
            assert "…" not in chosen
            await host.press("escape")


@pytest.mark.parametrize(("zone", "says"), [("Europe/Paris", ""), ("Asia/Kolkata", "14:30 on Tuesday there")])
async def test_a_draft_tells_the_time_there_if_it_is_another(
    zone: str, says: str, folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    pending = service.execute(log_sent_message("Noor Haddad"))
    service.execute(edit_person(pending.record_id, zone=zone))
    async with running(folder, clock, size=(80, 24)) as host:
        await host.press("tab", "tab")
        assert ("there" in host.screen_text()) == bool(says)
        await host.press("D")
        await host.until(lambda: "A draft to Noor Haddad" in host.screen_text(), "the draft")
        assert re.findall(r"Noor Haddad · (.* there)", host.screen_text()) == [says] * bool(says)


@pytest.mark.slow
async def test_a_row_is_shown_rather_than_counted_and_what_is_wrong_with_a_line_is_seen_below(
    demo: Path, clock: FakeClock
) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("O")
        await host.until(lambda: "Noor Salim" in host.screen_text(), "the row in full")
        await host.write("Expo, 2027-02-30")
        await host.press("enter")
        await host.until(lambda: "There is no date" in host.screen_text(), "the reason")
        await host.press("up")
        await host.until(lambda: "next      send the portfolio" in host.screen_text(), "the other list")
        await host.press("down", "down")
        await host.until(lambda: "Trade fair, Leipzig" in host.screen_text(), "the last row")
        await host.press(*["backspace"] * len("Expo, 2027-02-30"), "escape", "O", "up")
        await host.until(lambda: "Platform lead" in host.screen_text(), "the second opportunity")
        assert "+ 1 more" not in host.screen_text() and "Enter adds, or opens the row" in host.screen_text()
        assert host.screen_text().splitlines()[-2].startswith(" ")


@pytest.mark.slow
async def test_empty_lists_say_what_to_do_in_whole_sentences(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock, size=SMALLEST) as host:
        await host.press("O")
        await host.until(lambda: "type it below." in host.screen_text(), "the page")
        assert host.screen_text().count("type it below.") == 2
        await host.press("escape", "T")
        await host.until(lambda: "No takeaway yet" in host.screen_text(), "the page")
        assert "make it a post" not in host.screen_text()
        await host.press("escape", "t", "2")
        await host.until(lambda: "No moods in this year." in host.screen_text(), "the empty year")


@pytest.mark.slow
async def test_long_proposals_take_the_rows_there_are_and_who_was_nice_is_asked_after_a_conversation(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock, size=(60, 20)) as host:
        await host.press("w")
        await host.until(lambda: "in your own words" in host.screen_text(), "the proposals")
        assert sum(row.endswith("…") for row in rows(host)) < 2
        assert "nice to talk to" not in host.screen_text()
        await host.press("n")
        await host.until(lambda: "No conversations this week so far." in host.screen_text(), "an answer")


@pytest.mark.slow
async def test_the_tour_can_be_done_in_a_small_window(folder: Path, clock: FakeClock) -> None:
    write_demo_data(CoachService(folder, clock))
    async with running(folder, clock, size=SMALLEST, tour=True) as host:
        await host.press("m", "3")
        await host.until(lambda: "Enter takes it" in host.screen_text(), "the goal and what Enter does")
        await host.press("enter")
        await host.until(lambda: "3 of 6" in host.screen_text(), "the next step")
        for step in ("4", "5", "6"):
            host.app.screen.query_one(TourLine).show_next_step()
            await host.until(
                lambda step=step: re.search(
                    f"{step} of 6[^│]*Esc leaves the tour", " ".join(host.screen_text().split())
                ),  # type: ignore[misc]
                f"the whole of step {step}",
            )
        await host.saved()


async def test_the_evening_ends_with_one_sentence(folder: Path, clock: FakeClock) -> None:
    clock.at = TUESDAY.replace(hour=19)
    async with running(folder, clock, size=(80, 24)) as host:
        await host.press("e")
        while host.app.screen is not host.today:
            await host.press("enter")
        await host.until(lambda: "Saved: your evening." in host.screen_text(), "the end")
        assert host.screen_text().count("Done for today.") == 1
        assert "y why" not in host.screen_text()


async def test_an_earlier_block_is_asked_about_where_one_panel_is_seen(folder: Path, clock: FakeClock) -> None:
    clock.at = TUESDAY - timedelta(days=1)
    CoachService(folder, clock).execute(start_block())
    clock.at = TUESDAY
    async with running(folder, clock, size=SMALLEST) as host:
        await host.until(lambda: "Monday's block: 25 minutes of it" in host.screen_text(), "the question")
        assert "skips" in host.screen_text() and "more" not in host.screen_text()  # its time is that day's
        await host.resize((60, 20))
        await host.until(lambda: "Monday: 25 minutes count." in host.screen_text(), "the short question")
        assert "5 bright" in host.screen_text()


async def test_every_notice_is_shown_one_after_the_other_and_a_long_one_is_whole_where_the_window_is_low(
    folder: Path, clock: FakeClock
) -> None:
    message = " ".join(f"word{n}" for n in range(30))
    async with running(folder, clock, size=SMALLEST) as host:
        for notice in ("notice 1", message, "notice 3"):
            host.today.session.notify(notice, waits=True)
        for notice in ("notice 1", message, "notice 3"):
            await host.pilot.pause()
            assert notice in " ".join(" ".join(rows(host)).split())
            host.today.status_line._clear_message()
        await host.pilot.pause()
        assert "notice" not in host.screen_text() and "One small goal" in host.screen_text()


@pytest.mark.slow
async def test_a_settled_goal_and_a_long_name_are_whole(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    name = "Maximiliane-Alexandra von und zu Hohenlohe-Langenburg"
    service.execute(log_sent_message(name))
    service.execute(set_own_goal("one thing"))
    service.execute(close_goal("not today"))
    async with running(folder, clock, size=SMALLEST) as host:
        assert "Another day is just as good." in " ".join(rows(host))
        await host.press("down", "enter")
        await host.until(lambda: name in " ".join(rows(host)), "the name")


async def test_the_files_of_the_folder_that_was_typed_are_listed(folder: Path, clock: FakeClock) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "moods.csv").write_text("date,mood\n", encoding="utf-8")
    async with running(folder, clock) as host:
        await host.press("I")
        host.app.screen.query_one("#path", Input).value = str(elsewhere)
        await host.press("tab")
        await host.until(lambda: "moods.csv" in host.screen_text(), "the file")


@pytest.mark.slow
async def test_the_unit_of_the_days_is_spelled_out_or_left_to_the_rows(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=(140, 36)) as host:
        assert "Unanswered · you owe 2 · waiting for 7 · wd: working days" in host.screen_text()
        await host.resize((120, 36))
        assert "Unanswered · you owe 2 · waiting for 7 ─" in host.screen_text()


async def test_the_first_arrow_goes_to_the_first_row(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("down")
        assert any(row.startswith("› owe  Ruth Adeyemi") for row in rows(host))
        await host.press("j")
        assert any(row.startswith("› owe  Sam Okafor") for row in rows(host))


async def test_names_are_whole_before_anything_beside_them(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    clock.at = TUESDAY - timedelta(days=4)
    names = ["Ngozi Adichie-O", "Bartholomew Li", "Zoë Ångström"]
    for name in names:
        service.execute(log_sent_message(name))
    clock.at = TUESDAY
    async with running(folder, clock, size=(60, 20)) as host:
        shown = host.screen_text()
        assert "Bartholomew Li " in shown and "Zoë Ångström " in shown and "Ngozi Adichie…" in shown
        assert shown.count("2 wd") == 3


@pytest.mark.slow
async def test_long_advice_and_the_goal_are_whole(demo: Path, clock: FakeClock) -> None:
    sentences = (
        "Your question (mood and a finished goal) needs about 60 days with a logged mood; you have 41. "
        "An experiment is faster: press t, then x.",
        "You can let the conversation with Maximiliane Hohenlohe-Langenburg rest. In one study, people who get very "
        "many e-mails answered fewer than 5 in 100.",
    )
    async with running(demo, clock, size=SMALLEST) as host:
        for sentence in sentences:
            assert host.today.day is not None
            host.today.day = replace(host.today.day, advice_text=sentence)
            await host.pilot.pause()
            shown = " ".join(rows(host))
            assert sentence in " ".join(shown.split())
            assert "birthday and contacts" in shown and "Enter takes it" in shown
        await host.press("enter")
        await host.until(lambda: "Goal: Check who" in host.screen_text(), "the message")
        assert rows(host)[2:4] == ["Check who can see your phone number,", "birthday and contacts"]
        await host.saved()


@pytest.mark.slow
async def test_the_method_can_be_read_to_its_end(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("t", "y")
        await host.until(lambda: "↑ ↓ more" in host.screen_text(), "the key that scrolls")
        assert "10 " not in host.screen_text().split("╭")[1]
        await host.press(*["down"] * 30)
        read = host.screen_text()
        assert " 10 " in read
        await host.press("up", "up")
        assert host.screen_text() != read


@pytest.mark.slow
async def test_all_keys_of_a_draft_are_named(demo: Path, clock: FakeClock) -> None:
    async with running(demo, clock, size=SMALLEST) as host:
        await host.press("D")
        await host.write("Hello")
        await host.press("tab")
        for size in SIZES[:2]:
            await host.resize(size)
            for key in ("c copy", "s copy, log", "t set aside", "n no rush", "p a post", "Tab write", "Hello"):
                assert key in host.screen_text()
        await host.press("p")
        assert "m a message" in host.screen_text()
        await host.press("escape")


@pytest.mark.slow
async def test_the_chosen_takeaway_is_shown_to_its_end(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for text in ("the last one", "A long takeaway that goes on about queues, limits and what they hide from us all"):
        clock.at += timedelta(minutes=1)
        service.execute(write_note("learned", text))
    async with running(folder, clock, size=SMALLEST) as host:
        await host.press("T")
        await host.until(lambda: "hide from us all" in " ".join(rows(host)), "the end of the text")
        await host.press("down")
        await host.until(lambda: "hide from us all" not in " ".join(rows(host)), "another chosen row")
        assert "the last one" in host.screen_text()


async def test_a_goal_comes_before_a_second_key(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(set_own_goal("four words again and " * 9))
    async with running(folder, clock, size=(60, 20)) as host:
        first, *_, last, keys = [row.split("││")[0].strip(" │") for row in host.screen_text().splitlines()[2:7]]
        assert first.startswith("four words") and last.endswith("…") and keys == "Enter logs how it went"


async def test_an_open_dialog_follows_the_window(demo: Path, clock: FakeClock) -> None:
    typed, keys = "Zed Who : about a boat", "Tab writes a draft · Enter saves"
    async with running(demo, clock, size=(120, 36)) as host:
        await host.press("o")
        host.app.screen.query_one(Input).value = typed
        await host.until(lambda: keys in host.screen_text() and keys not in rows(host), "the keys in a long row")
        await host.pilot.resize_terminal(*SMALLEST)
        await host.until(lambda: keys in rows(host), "the keys in a row of their own")
        assert typed in rows(host)
        await host.pilot.resize_terminal(120, 36)
        await host.until(lambda: keys in host.screen_text() and keys not in rows(host), "the long row again")
        assert host.app.screen.query_one(Input).value == typed
        await host.press("escape", "M")
        await host.pilot.resize_terminal(*SMALLEST)
        await host.until(lambda: "energy: plenty" in host.screen_text(), "moods in short")
        await host.press("escape", "comma", "down", "down")
        await host.pilot.resize_terminal(120, 36)
        await host.until(lambda: "working days before a follow-up         new 7" in host.screen_text(), "one column")
        await host.pilot.resize_terminal(*SMALLEST)
        await host.until(lambda: "length of a block, in minutes  25" in host.screen_text(), "values at the right")
        assert "Offered after a block" not in host.screen_text()


async def test_a_long_title_is_whole_above_the_choices(folder: Path, clock: FakeClock) -> None:
    asks = "an introduction to the person who hires for the platform team, and a word about how they work"
    CoachService(folder, clock).execute(log_received_message(f"Ada Loop ? {asks}"))
    async with running(folder, clock, size=(60, 20)) as host:
        await host.press("R")
        await host.until(lambda: "decline: no explanation is needed" in host.screen_text(), "the request")
        assert f"Ada Loop asks: {asks}" in " ".join(" ".join(rows(host)).split())
        lines = host.screen_text().splitlines()
        await host.pilot.click(offset=(8, next(n for n, row in enumerate(lines) if "and a word about" in row)))
        await host.pilot.click(offset=(8, next(n for n, row in enumerate(lines) if "snooze it" in row)))
        await host.until(lambda: host.app.screen is host.today, "the answer")
        await host.saved()
