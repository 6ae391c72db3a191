"""What the source articles say, and what a person does about it: one test per row, by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from coach.actions.focus import start_block, stop_block
from coach.actions.outreach import log_promise, log_received_message, log_sent_message
from coach.actions.settings import save_setting
from coach.domain.advice_records import LookBack
from coach.domain.boundary import Boundary
from coach.domain.focus import FocusBlock
from coach.domain.goal import Goal
from coach.domain.message import Message
from coach.domain.note import Note
from coach.service import CoachService
from tests.conftest import FakeClock
from tests.tui.host import Host, running


async def open_page(host: Host) -> None:
    """Open the page of the first row."""
    await host.press("down", "enter")


async def test_P1_a_persons_local_time_stands_beside_the_name(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Priya Raman"))
    async with running(folder, clock) as host:
        await open_page(host)
        await host.press("e")
        host.app.screen.query_one("#f-zone").value = "Asia/Kolkata"  # type: ignore[attr-defined]
        await host.press("enter")
        await host.saved()
        assert "14:30" in host.screen_text()  # ten in Berlin


async def test_P1_someone_elsewhere_is_a_goal_like_any_other(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("g")
        await host.write("ask Kei how the year begins there #elsewhere")
        await host.press("enter", "enter", "1")
        await host.saved()
        assert [(g.serves, g.state) for g in host.service.journal.list_records(Goal)] == [(("P1",), "done")]
        await host.press("w")
        await host.until(lambda: "goals worked on people in other" in host.screen_text(), "the week")


async def test_P2_a_read_block_closes_with_one_takeaway_that_can_be_found(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("read"))
    clock.forward(minutes=25)
    async with running(folder, clock) as host:
        await host.press("4")
        await host.write("queues want limits")
        await host.press("enter")
        await host.saved()
        assert [n.text for n in host.service.journal.list_records(Note) if n.kind == "takeaway"] == [
            "queues want limits"
        ]
        await host.press("slash")
        await host.write("queu")
        assert "queues want limits" in host.screen_text()


async def test_P2_one_enter_skips_the_takeaway(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(start_block("read"))
    clock.forward(minutes=25)
    async with running(folder, clock) as host:
        await host.press("4", "enter")
        assert host.app.screen is host.today and host.service.journal.list_records(Note) == ()


async def test_P3_one_useful_line_on_a_profile_is_a_goal_like_any_other(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("g")
        await host.write("one line that says what I can help with #profile")
        await host.press("enter")
        await host.press("g", "1")
        await host.saved()
        assert [(g.kind, g.serves, g.state) for g in host.service.journal.list_records(Goal)] == [
            ("profile", ("P3",), "done")
        ]


async def test_P4_a_contact_is_one_line_and_the_follow_up_date_sets_itself(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("o", "A", "n", "a", "enter")
        assert "a follow-up is fine from" in host.screen_text()
        await host.saved()
        (message,) = host.service.journal.list_records(Message)
        assert (message.direction, message.kind, message.person) == ("out", "message", host.today.day.rows[0].person_id)  # type: ignore[union-attr]


async def test_P5_an_opening_has_one_next_step(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "N", "6")
        await host.write("a role in her team : send the two pages by friday")
        await host.press("enter")
        await host.saved()
        (note,) = [n for n in host.service.journal.list_records(Note) if n.kind == "opportunity"]
        assert note.next_step == "send the two pages" and note.due is not None


async def test_C1_names_are_hidden_with_one_key_and_privacy_is_looked_at(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Priya"))
    async with running(folder, clock) as host:
        await host.press("h")
        assert "Priya" not in host.screen_text()
        await host.press("C", "1", "d")
        await host.saved()
        assert [r.kind for r in host.service.journal.list_records(LookBack)] == ["privacy"]


async def test_C2_five_rows_and_the_rest_as_a_number(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    for n in range(17):
        service.execute(log_sent_message(f"Person {n}"))
    async with running(folder, clock) as host:
        assert "+ 12 more" in host.screen_text()


async def test_C2_requests_are_kept_asked_about_or_declined(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("i")
        await host.write("Ron ? to connect")
        await host.press("enter", "R", "d")
        await host.saved()
        (request,) = [m for m in host.service.journal.list_records(Message) if m.kind == "request"]
        assert request.answer == "declined"


async def test_C3_a_draft_has_marks_that_never_stop_it(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("D")
        await host.write("PLEASE answer asap")
        assert "asap" in host.screen_text()
        await host.press("escape")
        assert host.app.screen is host.today


async def test_C4_a_drift_is_noted_and_the_block_goes_on(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("f", "d")
        await host.saved()
        (block,) = host.service.journal.list_records(FocusBlock)
        assert block.drifts == 1 and block.ended_at is None


async def test_C4_the_daily_limit_gets_one_calm_line(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(save_setting("limit", "20"))
    service.execute(start_block("messages", 25))
    clock.forward(minutes=25)
    service.execute(stop_block())
    async with running(folder, clock) as host:
        assert host.today.day is not None and host.today.day.advice_rule_id == "R05"
        assert "20 minutes" in host.screen_text()


async def test_C5_four_questions_before_a_post_and_a_yearly_look(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("C", "3")
        assert host.screen_text().count("◦") == 4
        await host.press("p")
        await host.press("C", "2", "d")
        await host.saved()
        assert [r.kind for r in host.service.journal.list_records(LookBack)] == ["reputation"]
        assert [n.kind for n in host.service.journal.list_records(Note)] == ["post"]


async def test_B1a_what_i_owe_stands_first(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana"))
    service.execute(log_promise("Sam", "an intro"))
    async with running(folder, clock) as host:
        text = host.screen_text()
        assert text.index("Sam") < text.index("Ana")


async def test_B1a_what_i_owe_is_given_with_two_keys(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_promise("Sam", "an intro"))
    async with running(folder, clock) as host:
        await host.press("down", "r")
        await host.saved()
        (promise,) = [m for m in host.service.journal.list_records(Message) if m.kind == "promise"]
        assert promise.closed_at == clock.now()


async def test_B1a_on_a_low_day_the_goal_on_offer_keeps_up_a_tie_one_has(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("m", "1", "enter")
        await host.saved()
        (goal,) = host.service.journal.list_records(Goal)
        assert "B1a" in goal.serves and goal.energy == "low" and goal.minutes <= 10


async def test_B1b_a_request_is_accepted_and_never_counted(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("i")
        await host.write("Kim ? to connect")
        await host.press("enter", "R", "a")
        await host.saved()
        (request,) = [m for m in host.service.journal.list_records(Message) if m.kind == "request"]
        assert request.answer == "accepted"
        assert "request" not in host.screen_text().split("╰")[0].lower()


async def test_B2a_after_the_last_follow_up_the_coach_asks_and_closes_nothing(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    clock.forward(days=-60)
    service.execute(log_sent_message("Lin #cold"))
    clock.forward(days=14)
    service.execute(log_sent_message("Lin"))
    clock.forward(days=32)
    async with running(folder, clock) as host:
        assert "may rest" in host.screen_text()
        await host.press("down", "space")
        text = host.screen_text()
        assert "let it rest" in text.lower() and "30 days" in text and "keep" in text
        await host.press("escape")
        assert [m.kind for m in host.service.journal.list_records(Message)] == ["message", "message"]


async def test_B2a_letting_rest_is_the_persons_own_decision(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    clock.forward(days=-60)
    service.execute(log_sent_message("Lin #cold"))
    clock.forward(days=60)
    async with running(folder, clock) as host:
        await host.press("down", "x")
        await host.saved()
        assert [m.kind for m in host.service.journal.list_records(Message)] == ["message", "rest"]


async def test_B2b_meeting_ends_a_thread_happily(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "space", "t")
        await host.saved()
        assert [m.kind for m in host.service.journal.list_records(Message)] == ["message", "meeting"]
        assert host.today.day is not None and host.today.day.rows == ()


async def test_B2b_a_coffee_is_offered_with_a_text_ready_to_copy(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana Lee : the meetup"))
    clock.forward(days=8)
    async with running(folder, clock) as host:
        await host.press("down", "c")
        text = host.screen_text()
        assert "coffee" in text and "Ana" in text and "[" not in text.replace("[name]", "[")


async def test_B2c_a_no_gets_a_kind_sentence_and_the_colour_of_any_answer(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    async with running(folder, clock) as host:
        await host.press("down", "n", "enter")
        await host.saved()
        assert [m.kind for m in host.service.journal.list_records(Message) if m.direction == "in"] == ["no"]
        assert not {"rejected", "lost"} & set(host.screen_text().lower().split())
        assert host.today.day is not None and host.today.day.rows == ()


async def test_B3a_stepping_away_silences_everything_and_moves_what_is_due(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Priya"))
    async with running(folder, clock) as host:
        await host.press("s", "2")
        await host.saved()
        text = host.screen_text()
        assert "See you" in text and "Priya" not in text


async def test_B3b_somebody_behind_a_boundary_is_gone_everywhere(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_received_message("Rude Ron"))
    async with running(folder, clock) as host:
        await host.press("down", "b", "1")
        await host.saved()
        assert len(host.service.journal.list_records(Boundary)) == 1
        for _ in range(3):
            await host.press("escape")
        assert "Ron" not in host.screen_text().split("\n", 30)[0] and host.today.day.rows == ()  # type: ignore[union-attr]


async def test_B4a_hours_stand_in_the_header(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("H")
        await host.write("mon-fri 9:00-17:30")
        await host.press("enter")
        await host.saved()
        assert "until 17:30" in host.screen_text()


async def test_B4b_a_chore_leads_to_something_offline(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(save_setting("bell", "no"))  # else the first end asks about the bell
    service.execute(start_block("messages"))
    clock.forward(minutes=25)
    async with running(folder, clock) as host:
        await host.press("3")
        await host.until(lambda: "chore" in host.screen_text(), "the question")
        await host.press("5")
        await host.saved()
        assert [b.chore for b in host.service.journal.list_records(FocusBlock)] == [5]
        await host.until(lambda: host.today.day and host.today.day.advice_rule_id == "R08", "the offline line")
        await host.press("g", "up", "enter")  # the day off, away from the screen
        await host.saved()
        assert [g.serves for g in host.service.journal.list_records(Goal)] == [("B4b", "B3a")]


async def test_K_the_week_ends_in_one_change_in_at_most_five_keys(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    clock.forward(days=5)
    async with running(folder, clock) as host:
        await host.press("w")
        await host.until(lambda: "One change" in host.screen_text(), "the week")
        await host.press("1")
        await host.saved()
        (goal,) = host.service.journal.list_records(Goal)
        assert goal.day.weekday() == 0 and goal.day > (clock.now() - timedelta(days=1)).date()


REACH = {
    "P1": ["g"], "P2": ["N"], "P3": ["g"], "P4": ["o"], "P5": ["N"], "C1": ["C", "1"], "C2": ["R"], "C3": ["D"],
    "C5": ["C", "3"], "B1a": ["down"], "B1b": ["R"], "B2a": ["down", "space"], "B2b": ["down", "c"], "B3a": ["s"],
    "B3b": ["down", "b"], "B4a": ["H"], "B4b": ["g", "up"], "K": ["w"], "B2c": ["down", "n"], "C4": ["f", "d"],
}  # fmt: skip
"""Row → the keys that lead from the first screen to its act; the last two change the records."""


async def test_every_row_is_within_two_keys(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana"))
    service.execute(log_received_message("Ron ? to connect"))
    async with running(folder, clock) as host:
        for row, keys in REACH.items():
            await host.press(*keys)
            assert len(keys) <= 2
            moved = host.app.screen is not host.today or host.today.focused is host.today.outreach
            assert moved or host.service.journal.list_records(FocusBlock), row
            while host.app.screen is not host.today:
                await host.press("escape")
            await host.press("escape")
        await host.saved()


def test_every_row_has_its_test() -> None:
    rows = "P1 P2 P3 P4 P5 C1 C2 C3 C4 C5 B1a B1b B2a B2b B2c B3a B3b B4a B4b K".split()
    names = [name for name in globals() if name.startswith("test_")]
    assert all(any(name.startswith(f"test_{row}_") for name in names) for row in rows)
    assert set(REACH) == set(rows)
