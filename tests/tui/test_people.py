"""Finding, the page of a person, asking again and keeping a line: by keyboard, on the real app under Pilot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import OptionList

from coach.actions import conversations, notes, opportunities_and_events, outreach, people
from coach.actions.backdate import backdate_action, backdate_to_typed_time
from coach.actions.moods import log_mood
from coach.advice.search import SearchIndex
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.person import Person
from coach.domain.record import Documents
from coach.domain.typed_times import TypedTime
from coach.service import CoachService
from coach.tui.screens import find
from coach.tui.screens.find import FindScreen, HitList
from coach.tui.screens.person import PERSON_PAGE_KEYS, PersonScreen
from coach.tui.screens.today import TodayScreen
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY, short
from tests.tui.host import Host, running


def on_page(host: Host, name: str) -> bool:
    screen = host.app.screen
    if not isinstance(screen, PersonScreen):
        return False
    person = host.service.journal.get_record(Person, screen.shown_person_id)
    return person is not None and person.name == name


async def test_slash_and_part_of_a_name_open_a_page_and_esc_leads_back(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Priya Raman : about queues"))
    service.execute(outreach.log_sent_message("Ana Lee"))
    async with running(folder, clock) as host:
        await host.press("slash")
        await host.write("prmn")
        await host.press("enter")
        await host.until(lambda: on_page(host, "Priya Raman"), "the page")
        await host.pilot.pause()
        assert "about queues" in host.screen_text()
        await host.press("escape")
        assert isinstance(host.app.screen, FindScreen)
        await host.press("escape")
        assert isinstance(host.app.screen, TodayScreen)


async def test_what_is_found_of_another_year_has_its_year(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for day in ("2025-11-20", "2026-11-20"):
        service.execute(backdate_to_typed_time(outreach.log_sent_message("Ana Lee : about queues"), day))
    service.execute(conversations.snooze_conversation("Ana Lee", date(2027, 1, 8)))
    async with running(folder, clock, size=(80, 24)) as host:
        await host.press("slash")
        await host.write("queues")
        await host.until(lambda: "20 Nov 2025" in host.screen_text(), "the year")
        assert sum("20 Nov" in row and "20 Nov 2" not in row for row in host.screen_text().splitlines()) == 1
        await host.press("enter")
        await host.until(lambda: "later, 8 Jan 2027" in host.screen_text(), "the page")


async def test_the_page_says_since_when_two_are_connected(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Priya Raman"))
    priya = service.journal.list_records(Person)[0].copy_with(connected_on=date(2025, 9, 9))
    service.store.save_documents([(priya.table, priya.to_document())])
    async with running(folder, clock) as host:
        await host.press("slash")
        await host.write("priya")
        await host.press("enter")
        await host.until(lambda: on_page(host, "Priya Raman"), "the page")
        await host.pilot.pause()
        shown = host.screen_text()
        assert "connected   on LinkedIn since" in shown and "9 September 2025" in shown


async def test_keys_typed_ahead_of_the_find_page_all_arrive_and_arrows_choose_another_hit(
    folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Nora Lee"))
    service.execute(outreach.log_sent_message("Nora Quist"))
    async with running(folder, clock) as host:
        for key in ("slash", "n", "o", "r", "down", "enter"):
            host.app.simulate_key(key)
        await host.until(lambda: on_page(host, "Nora Quist"), "the page of whom the letters name")


async def test_the_chosen_hit_stays_chosen_when_more_years_are_read_and_after_its_page(
    folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Nora Lee"))
    service.execute(outreach.log_sent_message("Nora Quist"))
    async with running(folder, clock) as host:
        await host.press("slash", "n", "o", "r", "down", "enter")
        await host.until(lambda: on_page(host, "Nora Quist"), "the page of the second hit")
        await host.press("escape", "enter")
        await host.until(lambda: on_page(host, "Nora Quist"), "the same page again")
        await host.press("escape", "a", "backspace", "enter")
        await host.until(lambda: on_page(host, "Nora Lee"), "the first hit of other words")


async def test_enter_on_a_row_opens_the_page_and_the_letters_of_the_list_work_there(
    folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Ana"))
    clock.forward(minutes=1)
    service.execute(outreach.log_sent_message("Ben"))
    async with running(folder, clock) as host:
        await host.press("down", "down", "enter")
        await host.until(lambda: on_page(host, "Ana"), "the page of the second row")
        await host.press("r")
        await host.saved()
        assert "Ana answered." in host.screen_text()
        await host.press("u")
        await host.saved()
        assert [row.name for row in host.today.day.rows] == ["Ben", "Ana"]  # type: ignore[union-attr]
        await host.press("x")
        await host.saved()
        assert "Resting since" in host.screen_text()
        assert [row.name for row in host.today.day.rows] == ["Ben"]  # type: ignore[union-attr]


async def test_a_note_of_a_finished_year_stays_on_the_page_once_it_is_saved_and_goes_with_undo(
    folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    for text in ("first words", "second words"):
        service.execute(outreach.log_sent_message(f"Ana Lee : {text}"))
        clock.forward(minutes=3)
    async with running(folder, clock) as host:

        def is_settled() -> bool:
            return not host.service._pending and not any(worker.is_running for worker in host.today.workers)

        ana = host.service.journal.list_records(Person)[0]
        host.today.session.open_person(ana.id)
        await host.until(lambda: on_page(host, "Ana Lee"), "the page")
        at = TypedTime(clock.now().replace(year=2024))
        host.today.session.execute(backdate_action(notes.write_note("note", "how it began", who=ana.id), at))
        await host.until(is_settled, "what is read after the save")
        host.today.refresh_day()
        await host.pilot.pause()
        assert "how it began" in host.screen_text()
        assert host.service.journal.list_records(Note) == ()
        await host.press("u")
        await host.until(is_settled, "what is read after the undo")
        host.today.refresh_day()
        await host.pilot.pause()
        assert "how it began" not in host.screen_text()


@pytest.mark.parametrize("size", [pytest.param((120, 36), marks=pytest.mark.slow), (80, 24)])
async def test_a_long_thread_is_there_to_its_end(folder: Path, clock: FakeClock, size: tuple[int, int]) -> None:
    service = CoachService(folder, clock)
    ana = Person(name="Ana")
    log = [Message(person=ana.id, at=clock.at - timedelta(hours=n), text=f"line number {n}") for n in range(150)]
    service.store.save_documents([(r.table, r.to_document()) for r in (ana, *log)])
    async with running(folder, clock, size=size) as host:
        await host.press("down", "enter")
        assert "line number 0" in host.screen_text() and "line number 149" not in host.screen_text()
        frame = host.app.screen.focused
        assert frame is not None
        rows_before = frame.max_scroll_y
        await host.press("end")
        await host.until(lambda: frame.max_scroll_y > rows_before, "the rest of the thread")
        await host.press("end")
        await host.until(lambda: "line number 149" in host.screen_text(), "the first message of the thread")


async def test_a_promise_is_logged_in_the_outreach_line(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("o")
        assert "! a promise" in host.screen_text()
        await host.pilot.press("S", "a", "m", "space", "exclamation_mark", "space")
        await host.write("an intro")
        await host.press("enter")
        await host.saved()
        assert [(row.name, row.is_owed, row.topic) for row in host.today.day.rows] == [
            ("Sam", True, "promised an intro")
        ]  # type: ignore[union-attr]


async def test_space_offers_the_one_question_once_every_line_was_sent(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(outreach.log_sent_message("Lin #cold"))
    clock.forward(days=30)
    async with running(folder, clock) as host:
        await host.press("down", "space")
        text = host.screen_text()
        assert "What would you like to do?" in text and text.index("let it rest") < text.index(
            "snooze for 30 days"
        ) < text.index("keep it")
        await host.press("w")
        await host.saved()
        assert host.today.day.rows == ()  # type: ignore[union-attr]
        assert "comes back on Thursday, 24 December." not in text


async def test_a_talk_ends_a_wait_from_the_menu(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(outreach.log_sent_message("Ana"))
    clock.forward(minutes=1)
    async with running(folder, clock) as host:
        await host.press("down", "space", "t")
        await host.saved()
        assert host.today.day.rows == ()  # type: ignore[union-attr]
        assert [m.kind for m in host.service.journal.list_records(Message)] == ["message", "meeting"]


async def test_what_is_offered_for_a_row_is_done_to_its_person_though_another_row_came_above(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(outreach.log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "space")
        host.service.execute(outreach.log_received_message("Ben"))  # by the inbox, or in another window
        host.today.refresh_day()
        assert [row.name for row in host.today.day.rows] == ["Ben", "Ana"]  # type: ignore[union-attr]
        await host.press("n")
        await host.saved()
        journal = host.service.journal
        (refusal,) = (message for message in journal.list_records(Message) if message.kind == "no")
        assert [person.name for person in journal.list_records(Person) if person.id == refusal.person] == ["Ana"]


async def test_after_a_no_a_kind_sentence_and_room_for_what_was_learned_that_may_stay_empty(
    folder: Path, clock: FakeClock
) -> None:
    for name in ("Ana", "Ben"):
        CoachService(folder, clock).execute(outreach.log_sent_message(name))
    async with running(folder, clock) as host:
        await host.press("down", "n")
        await host.saved()
        assert [m.kind for m in host.service.journal.list_records(Message)] == ["message", "message", "no"]
        assert 'A "no" is the answer to one request.' in host.screen_text()
        await host.write("ask earlier")
        await host.press("enter")
        await host.saved()
        assert [(n.kind, n.text) for n in host.service.journal.list_records(Note)] == [("learned", "ask earlier")]
        await host.press("down", "n", "enter")
        await host.saved()
        assert isinstance(host.app.screen, TodayScreen)
        assert len(host.service.journal.list_records(Note)) == 1


async def test_the_form_changes_fields_says_what_it_cannot_read_and_offers_again_what_esc_left(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(outreach.log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "enter", "e", "tab", "tab", "tab")
        await host.write("olso")
        await host.press("enter")
        assert "Did you mean Europe/Oslo?" in host.screen_text()
        await host.press("backspace", "backspace", "backspace", "backspace")
        await host.write("kolkata")
        await host.press("enter")
        await host.saved()
        (ana,) = host.service.journal.list_records(Person)
        assert ana.zone == "Asia/Kolkata"
        await host.until(lambda: "14:30 on Tuesday" in host.screen_text(), "their time of day")
        await host.press("e", "tab", "tab")
        await host.write("Bergen")
        await host.press("escape", "e", "enter")
        await host.saved()
        assert host.service.journal.list_records(Person)[0].place == "Bergen"


async def test_two_entries_become_one_and_undo_takes_them_apart(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("A Lee"))
    clock.forward(minutes=1)
    service.execute(outreach.log_sent_message("Ana Lee"))
    async with running(folder, clock) as host:
        await host.press("down", "enter", "equals_sign")
        await host.write("A Lee")
        await host.press("enter")
        await host.saved()
        assert [p.name for p in host.service.journal.list_records(Person)] == ["Ana Lee"]
        assert "are one person now" in host.screen_text()
        await host.press("u")
        await host.saved()
        assert len(host.service.journal.list_records(Person)) == 2


async def test_a_page_whose_person_is_undone_leaves(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(outreach.log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "enter", "u")
        await host.until(lambda: isinstance(host.app.screen, TodayScreen), "the first screen")


async def test_on_the_page_an_outreach_needs_no_name_and_an_opening_and_help_are_two_keys_and_a_line(
    folder: Path, clock: FakeClock
) -> None:
    CoachService(folder, clock).execute(outreach.log_received_message("Ana Lee"))
    async with running(folder, clock) as host:
        await host.press("down", "enter")
        clock.forward(minutes=1)
        await host.press("o")
        await host.write("thanks for the link")
        await host.press("enter")
        await host.saved()
        assert [(m.direction, m.text) for m in host.service.journal.list_records(Message)] == [
            ("in", ""),
            ("out", "thanks for the link"),
        ]
        await host.press("N", "6")
        await host.write("a role : send the CV by friday")
        await host.press("enter")
        await host.press("N", "3")
        await host.write("the reading list")
        await host.press("enter")
        await host.saved()
        kept = sorted((n.kind, n.text, n.next_step) for n in host.service.journal.list_records(Note))
        assert kept == [("gave", "the reading list", ""), ("opportunity", "a role", "send the CV")]
        assert "send the CV" in host.screen_text()
        assert len(host.service.journal.list_records(Person)) == 1


async def test_a_takeaway_is_kept_and_found_and_changed(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("N")
        await host.write("queues need backpressure")
        await host.press("enter", "slash")
        await host.write("back")
        await host.press("enter")
        await host.until(lambda: "leave it empty to delete it" in host.screen_text(), "the line of the note")
        await host.write(" too")
        await host.press("enter")
        await host.saved()
        assert [n.text for n in host.service.journal.list_records(Note)] == ["queues need backpressure too"]


async def test_requests_are_answered_one_after_the_other(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for name in ("Lin", "Mei", "Tom"):
        service.execute(outreach.log_received_message(f"{name} ? to connect"))
        clock.forward(minutes=1)
    async with running(folder, clock) as host:
        assert "R shows requests" in host.screen_text()
        await host.press("R", "a")
        await host.until(lambda: "Mei asks" in host.screen_text(), "the next request")
        await host.press("l")
        await host.until(lambda: "Tom asks" in host.screen_text(), "the next request")
        await host.press("d")
        await host.saved()
        answers = [m.answer for m in host.service.journal.list_records(Message)]
        assert answers == ["accepted", "", "declined"]


async def test_hiding_leaves_no_name_on_any_page(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Priya Raman : the Zanzibar paper"))
    service.execute(outreach.log_promise("Priya Raman", "the Zanzibar intro"))
    service.execute(people.edit_person("Priya Raman", place="Zanzibar", met="Zanzibar", zone="utc"))
    service.execute(notes.write_note("note", "Zanzibar", who="Priya Raman"))
    service.execute(outreach.log_received_message("Priya Raman ? Zanzibar"))
    async with running(folder, clock, hide=True) as host:
        for keys in (["down", "enter"], ["space"], ["escape"], ["N"], ["escape"], ["D"], ["escape"], ["c"], ["n"], ["escape"],
                     ["equals_sign"], ["escape"], ["escape"], ["slash"], ["escape"], ["R"], ["escape"], ["o", "p"]):  # fmt: skip
            await host.press(*keys)
            assert "Priya" not in host.screen_text() and "Zanzibar" not in host.screen_text(), keys


@pytest.mark.slow
async def test_hostile_names_and_notes_pass_through_every_page(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for text in map(short, NASTY):
        who = service.execute(outreach.log_sent_message(f"+{text} x", text=text)).record_id
        service.execute(outreach.log_promise(who, text))
        service.execute(people.edit_person(who, place=text, met=text, tags=text[:40], note=text, handles=f"x {text}"))
        service.execute(notes.write_note("gave", f"{text} y", who=who))
        service.execute(opportunities_and_events.save_opportunity(f"{text} y : {text} z", who=who))
    service.execute(outreach.log_received_message(f"? {short(NASTY[0])}", to=who))
    async with running(folder, clock, size=(80, 24)) as host:

        async def press(*keys: str) -> None:
            await host.press(*keys)
            assert not HARMFUL.search(host.screen_text()), keys

        await host.press("down")
        for _ in NASTY:
            for keys in (
                ["enter"],
                ["e"],
                ["escape"],
                ["c"],
                ["escape"],
                ["n"],
                ["escape"],
                ["u"],
                ["escape"],
                ["down"],
            ):
                await press(*keys)
        await press("enter")
        for keys in (["space"], ["escape"], ["N"], ["escape"], ["equals_sign"], ["escape"], ["R"], ["w"], ["escape"]):
            await press(*keys)
        for letter in ("slash", "x", "y", "down", "pagedown", "enter", "escape", "escape"):
            await press(letter)


def test_every_key_of_the_page_has_a_help_line_and_takes_none_of_the_table() -> None:
    from coach.keys import KEYS
    from coach.tui.screens.person import PERSON_PAGE_COMMANDS

    taken = [part for key in KEYS if key.id in PERSON_PAGE_COMMANDS for part in key.key.split(",")]
    for key in PERSON_PAGE_KEYS:
        assert key.key not in taken and key.help
    assert {key.id for key in KEYS} >= PERSON_PAGE_COMMANDS


async def test_a_page_shows_the_whole_thread_years_back(folder: Path, clock: FakeClock) -> None:
    clock.at, now = clock.at.replace(year=2023), clock.at
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Ana Lee : the first words"))
    clock.at += timedelta(hours=1)
    service.execute(outreach.log_received_message("Ana Lee : an answer"))
    clock.at = now
    for text in ("the second words", "the third words"):
        service.execute(outreach.log_sent_message(f"Ana Lee : {text}"))
    async with running(folder, clock) as host:
        assert "the first words" not in [m.text for m in host.service.journal.list_records(Message)]
        await host.press("slash", "a", "n", "a", "enter")
        await host.until(lambda: on_page(host, "Ana Lee"), "the page")
        await host.until(lambda: "the first words" in host.screen_text(), "words of three years ago")
        assert "the third words" in host.screen_text()


def write_old_and_new_takeaway(folder: Path, clock: FakeClock) -> None:
    """Write a takeaway of three years ago, which is archived, and one of now."""
    clock.at, now = clock.at.replace(year=2023), clock.at
    service = CoachService(folder, clock)
    service.execute(notes.write_note("takeaway", "zanzibar of old"))
    clock.at = now
    service.execute(notes.write_note("takeaway", "something new"))
    assert "zanzibar of old" not in [note.text for note in service.open_folder().journal.list_records(Note)]


def found_texts(host: Host) -> list[str]:
    return [hit.text for hit in host.app.screen.query_one(HitList).hits]


async def test_finished_years_are_found_though_a_save_ends_while_they_are_read(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_old_and_new_takeaway(folder, clock)
    async with running(folder, clock) as host:
        await host.saved()
        may_save, save = Event(), host.service.save_change
        monkeypatch.setattr(host.service, "save_change", lambda pending: may_save.wait(60) and save(pending))
        await host.press("m", "4", "escape", "slash")
        await host.write("zanzi")
        await host.until(lambda: found_texts(host) == ["zanzibar of old"], "all years")
        may_save.set()
        await host.saved()
        await host.press("b")
        await host.until(lambda: found_texts(host) == ["zanzibar of old"], "all years, after the save")


async def test_a_mood_of_a_finished_year_is_highlighted_changed_and_deleted_from_find(
    folder: Path, clock: FakeClock
) -> None:
    clock.at, now = clock.at.replace(year=2023), clock.at
    service = CoachService(folder, clock)
    service.execute(log_mood(2, note="zanzibar of old"))
    clock.at = now
    service.execute(log_mood(5))

    def list_values() -> list[int]:
        journal = CoachService(folder, clock).open_folder().journal.with_all_years()
        return sorted(mood.value for mood in journal.list_records(Mood))

    async with running(folder, clock) as host:
        assert [mood.value for mood in host.service.journal.list_records(Mood)] == [5]
        await host.press("slash")
        await host.write("zanzi")
        await host.until(lambda: found_texts(host) == ["zanzibar of old"], "all years")
        await host.press("enter", "3")
        await host.saved()
        moods = host.app.screen.query_one(OptionList)
        assert list_values() == [3, 5]
        await host.press("x")
        await host.saved()
        assert list_values() == [5] and moods.option_count == 1
        await host.press("u")
        await host.saved()
        assert list_values() == [3, 5] and moods.option_count == 2
        await host.press("4")
        await host.saved()
    assert list_values() == [4, 5]


async def test_what_is_written_while_find_is_open_is_found_with_all_years(
    folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_old_and_new_takeaway(folder, clock)
    async with running(folder, clock) as host:
        await host.saved()
        is_late, may_end, index_years = Event(), Event(), find.index_all_years

        def end_late(journal: Journal, files: Iterable[Documents]) -> SearchIndex:
            index = index_years(journal, files)
            if not is_late.is_set():  # the first one
                is_late.set()
                may_end.wait(60)
            return index

        monkeypatch.setattr(find, "index_all_years", end_late)
        await host.press("slash")
        await host.until(is_late.is_set, "the first index")
        await host.write("zanzi")
        host.today.session.execute(notes.write_note("takeaway", "zanzibar again"))
        await host.until(lambda: found_texts(host) == ["zanzibar again", "zanzibar of old"], "the second index")
        may_end.set()
        await host.until(lambda: not any(worker.is_running for worker in host.today.workers), "the end of the first")
        await host.saved()
        await host.press("b")
        assert found_texts(host) == ["zanzibar again", "zanzibar of old"]


async def test_an_index_that_is_ready_while_the_page_closes_disturbs_nobody(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("slash")
        page = host.app.screen
        page.dismiss()
        await page.remove_children()  # as closing does it, before the page itself goes
        page.on_screen_resume()  # type: ignore[attr-defined]
        await host.until(lambda: host.app.screen is host.today, "the first screen")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_namesakes_are_told_apart_in_the_list_and_above_each_question(
    size: tuple[int, int], folder: Path, clock: FakeClock
) -> None:
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Ruth Ade @linkedin"))
    service.execute(outreach.log_sent_message("+Ruth Ade @x", new=True))
    async with running(folder, clock, size=size) as host:
        rows = [line for line in host.screen_text().splitlines() if "Ruth Ade" in line]
        assert len(rows) == 2
        assert sum("Ruth Ade (X" in row for row in rows) == sum("Ruth Ade (L" in row for row in rows) == 1
        await host.press("b")
        assert ("with Ruth Ade (X)?" in host.screen_text()) is ("Ruth Ade (X" in rows[0])
        await host.press("escape", "down", "N")
        assert ("about Ruth Ade (X)" in host.screen_text()) is ("Ruth Ade (X" in rows[0])
