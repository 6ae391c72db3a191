"""Sources on the screen: new letters appear by themselves, and the page behind the settings."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from coach.actions.backdate import backdate_action
from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.actions.settings import SETTING_FIELDS
from coach.actions.undo import undo_last_action
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.typed_times import TypedTime
from coach.service import CoachService
from coach.sources import connected_sources as sources
from coach.sources import mail
from coach.tui.dialogs.dialog import DialogList
from coach.tui.screens import today
from coach.tui.watchers import FILE_CHECK_SECONDS, SOURCE_READ_SECONDS
from tests.conftest import FakeClock
from tests.importers.make_mail import Mail, out
from tests.sources.test_mail import connect
from tests.sources.writers import deliver
from tests.tui.host import running

HOUR = timedelta(hours=1)
ANA = "Ana Lee <ana@lee.example>"


async def test_a_new_letter_comes_to_the_screen_by_itself_and_u_takes_it_back(
    folder: Path, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SOURCE_READ_SECONDS + FILE_CHECK_SECONDS <= 55  # so that a letter is seen within a minute
    monkeypatch.setattr(today, "SOURCE_READ_SECONDS", 0.2)
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(clock.now() - 50 * HOUR)))
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, "Ben <ben@cole.example>"))
    connect(service, "mail", tmp_path / "Mail")
    threads: set[threading.Thread] = set()
    read_mail = mail.read_source
    monkeypatch.setattr(
        mail, "read_source", lambda *given: threads.add(threading.current_thread()) or read_mail(*given)
    )
    async with running(folder, clock) as host:
        deliver(tmp_path / "Mail" / "INBOX", Mail(clock.now() - HOUR, ANA))
        await host.until(lambda: "owe 1" in host.screen_text(), "the letter on the screen")
        await host.until(lambda: "Ana Lee wrote to you" in host.screen_text(), "the line about it")
        await host.press("u")
        await host.until(lambda: "owe 1" not in host.screen_text(), "the undo")
        await host.saved()
    assert threads and threading.main_thread() not in threads


async def test_undo_after_a_new_letter_takes_back_the_letter_and_not_what_was_logged_before(
    folder: Path, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "SOURCE_READ_SECONDS", 0.2)
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(clock.now() - 50 * HOUR)))
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, "Ben <ben@cole.example>"))
    connect(service, "mail", tmp_path / "Mail")
    async with running(folder, clock) as host:
        host.today.file_timer.stop()  # nothing else loads what the source has saved
        await host.press("m", "4")
        await host.saved()
        deliver(tmp_path / "Mail" / "INBOX", Mail(clock.now() - HOUR, ANA))
        await host.until(lambda: "Ana Lee wrote to you" in host.screen_text(), "the line about it")
        await host.press("u")
        await host.saved()
        assert [mood.value for mood in host.service.journal.list_records(Mood)] == [4]
        assert "owe 1" not in host.screen_text()


async def test_undo_is_not_offered_for_a_letter_once_something_newer_was_logged_here(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(clock.now() - 50 * HOUR)))
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, "Ben <ben@cole.example>"))
    connect(service, "mail", tmp_path / "Mail")
    async with running(folder, clock) as host:
        host.today.file_timer.stop()
        session, reader = host.today.session, host.today.source_reader
        deliver(tmp_path / "Mail" / "INBOX", Mail(clock.now() - HOUR, ANA))
        what_was_read = reader._read_sources()
        clock.forward(minutes=1)
        session.service.apply(log_mood(4))  # it is shown before what was read is loaded
        loaded = threading.Event()
        session.load_changes(loaded.set)
        await host.until(loaded.is_set, "the letter")
        reader._show_reports(*what_was_read)
        line = host.today.status_line
        assert "Ana Lee wrote to you" in line.text and not line.can_undo
        assert session.service.apply(undo_last_action()).message.startswith("Undone: good")
        reader._show_reports(*what_was_read)
        assert "Ana Lee wrote to you" in line.text and line.can_undo


async def test_a_letter_that_is_read_while_an_import_is_saved_is_told_without_undo(
    folder: Path, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = CoachService(folder, clock, device_id="test0001").open_folder()
    service.execute(backdate_action(log_sent_message("Ana Lee"), TypedTime(clock.now() - 50 * HOUR)))
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, "Ben <ben@cole.example>"))
    connect(service, "mail", tmp_path / "Mail")
    async with running(folder, clock) as host:
        host.today.session.is_importing = True
        deliver(tmp_path / "Mail" / "INBOX", Mail(clock.now() - HOUR, ANA))
        host.today.source_reader.read_changes()
        await host.until(lambda: "Ana Lee wrote to you" in host.screen_text(), "the line about it")
        assert not host.today.status_line.can_undo
        host.today.session.finish_import()
        await host.until(lambda: "owe 1" in host.screen_text(), "the letter on the screen")


async def test_the_page_of_sources_connects_lists_and_asks_about_people(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, ANA))
    async with running(folder, clock) as host:
        host.today.file_timer.stop()  # the page itself loads what it has saved
        await host.press("comma", *["down"] * len(SETTING_FIELDS), "enter", "enter")
        await host.write(f"mail {tmp_path / 'Mail'}")
        await host.press("enter")
        assert "Connect it?" in host.screen_text()
        await host.press("1")
        await host.until(lambda: "1 e-mail so far" in host.screen_text(), "the first reading")
        await host.until(lambda: "you wrote to Ana Lee" in host.screen_text(), "the person")
        await host.press("down", "enter")
        await host.until(lambda: "Added: Ana Lee" in host.screen_text(), "the person")
        await host.until(lambda: host.service.journal.list_records(Person), "the person on the first page")
        await host.press("up", "d")
        await host.until(lambda: "Disconnected: mail" in host.screen_text(), "the end of the source")
    assert sources.find_sources(CoachService(folder, clock, device_id="test0001")) == []


async def test_a_source_stays_highlighted_and_one_that_was_disconnected_elsewhere_says_so(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    deliver(tmp_path / "Mail" / "Sent", out(clock.now() - 20 * HOUR, ANA))
    deliver(tmp_path / "Other" / "Sent", out(clock.now() - 20 * HOUR, "Ben Okri <ben@okri.example>"))
    elsewhere = CoachService(folder, clock, device_id="test0001").open_folder()
    first = connect(elsewhere, "mail", tmp_path / "Mail").source
    second = connect(elsewhere, "mail", tmp_path / "Other").source
    async with running(folder, clock) as host:
        await host.press("comma", *["down"] * len(SETTING_FIELDS), "enter")
        await host.until(lambda: "you wrote to Ben Okri" in host.screen_text(), "the people")
        row_list = host.app.screen.query_one(DialogList)
        rows = [option.id for option in row_list.options]
        await host.press(*["down"] * rows.index(second.id))
        sources.remove_source(elsewhere, first.id)
        await host.press("enter")
        await host.until(lambda: "1 e-mail so far" in host.screen_text(), "the reading")
        assert row_list.highlighted_option is not None and row_list.highlighted_option.id == second.id
        sources.remove_source(elsewhere, second.id)
        await host.press("enter")
        await host.until(lambda: "This source is no longer connected." in host.screen_text(), "the message")
