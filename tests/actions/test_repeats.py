"""What is logged already is not logged again without a word, whatever key or window it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.actions.backdate import backdate_to_typed_time
from coach.actions.conversations import log_refusal, mark_answered
from coach.actions.focus import log_past_block
from coach.actions.goals import close_goal, set_own_goal
from coach.actions.moods import log_mood
from coach.actions.notes import log_post, park_text, write_note
from coach.actions.opportunities_and_events import (
    get_event_by_words,
    get_open_opportunity,
    log_people_met,
    save_event,
    save_opportunity,
    set_stage,
)
from coach.actions.outreach import is_meeting_logged, log_meeting, log_received_message, log_sent_message
from coach.actions.result import Action
from coach.domain.goal import GoalState
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.errors import CoachError
from coach.service import CoachService
from tests.conftest import FakeClock

REPEATED: dict[str, Action] = {
    "met": log_meeting("Jo Marsh"),
    "note": write_note("note", "call the bank"),
    "takeaway": write_note("takeaway", "short talks win"),
    "learned": write_note("learned", "ask earlier"),
    "gave": write_note("gave", "a lift", who="Kit"),
    "got": write_note("got", "a lift", who="Kit"),
    "draft": park_text("Hello Kit", to="Kit"),
    "post": log_post("What I learned of queues"),
    "opportunity": save_opportunity("Editor at Quay Press : ask Kit by friday"),
    "event": save_event("Book fair, 12 March, Leipzig"),
    "block": backdate_to_typed_time(log_past_block("read", 30), "8:00"),
}


@pytest.mark.parametrize("name", REPEATED)
def test_the_same_twice_in_a_row_says_so_and_saves_once(name: str, service: CoachService, clock: FakeClock) -> None:
    action = REPEATED[name]
    service.execute(log_sent_message("Kit"))
    service.execute(action)
    before = service.journal.documents
    clock.forward(seconds=20)
    with pytest.raises(CoachError, match=r"^(Saved already|Already in your list): "):
        service.execute(action)
    assert service.journal.documents == before


@pytest.mark.parametrize("name", REPEATED)
def test_a_second_window_that_has_not_seen_the_first_says_so_too(
    name: str, service: CoachService, folder: Path, clock: FakeClock
) -> None:
    action = REPEATED[name]
    service.execute(log_sent_message("Kit"))
    other = CoachService(folder, clock=clock)
    other.open_folder()
    service.execute(action)
    with pytest.raises(CoachError, match=r"^(Saved already|Already in your list): "):
        other.execute(action)


def test_a_second_meeting_of_a_day_can_be_logged_and_the_next_day_needs_no_word(
    service: CoachService, clock: FakeClock
) -> None:
    service.execute(log_meeting("Jo Marsh"))
    with pytest.raises(CoachError, match=r"coach met Jo Marsh --again logs a second meeting"):
        service.execute(log_meeting("Jo"))
    service.execute(log_meeting("Jo", again=True))
    clock.forward(days=1)
    person = service.execute(log_meeting("Jo")).record_id
    assert is_meeting_logged(service.journal, person, service.now())
    assert len([m for m in service.journal.list_records(Message) if m.kind == "meeting"]) == 3


def test_a_second_message_of_a_day_is_counted_aloud(service: CoachService, clock: FakeClock) -> None:
    assert "of the day" not in service.execute(log_sent_message("Kit")).message
    clock.forward(seconds=30)
    assert service.execute(log_sent_message("Kit")).message.startswith("Saved: you wrote to Kit (message 2 of the day)")
    assert "of the day" not in service.execute(log_received_message("Kit")).message
    assert service.execute(log_received_message("Kit")).message == "Saved: Kit wrote to you (message 2 of the day)."
    clock.forward(days=1)
    assert "of the day" not in service.execute(log_received_message("Kit")).message


@pytest.mark.parametrize("action", [mark_answered, log_refusal])
def test_an_answer_logged_for_a_later_day_is_not_logged_for_an_earlier_one(
    action: object, service: CoachService, clock: FakeClock
) -> None:
    assert callable(action)
    service.execute(log_sent_message("Kit"))
    clock.forward(days=3)
    service.execute(action("Kit"))
    with pytest.raises(CoachError, match="You have already logged that Kit"):
        service.execute(backdate_to_typed_time(action("Kit"), "2 days ago"))


def test_who_was_met_at_an_event_is_told_once_and_others_can_follow(service: CoachService, clock: FakeClock) -> None:
    event = service.execute(save_event("Meetup, tomorrow, Riga")).record_id
    clock.forward(days=2)
    service.execute(log_people_met(event, "Kit, Lo"))
    with pytest.raises(CoachError, match="Saved already: met Kit and Lo at Meetup"):
        service.execute(log_people_met(event, "Kit, Lo"))
    message = service.execute(log_people_met(event, "Kit, Mia")).message
    assert message.startswith("Saved: met Mia at Meetup")
    assert len([n for n in service.journal.list_records(Note) if n.kind == "draft"]) == 3


def test_two_of_one_title_can_be_named_by_their_ids(service: CoachService) -> None:
    service.execute(log_sent_message("Kit"))
    first = service.execute(save_opportunity("Editor at Quay Press")).record_id
    service.execute(save_opportunity("Editor at Quay Press", who="Kit"))
    assert get_open_opportunity(service.journal, first).id == first
    one = service.execute(save_event("Meetup, tomorrow, Riga")).record_id
    service.execute(save_event("Meetup, in 3 days, Riga"))
    assert get_event_by_words(service.journal, one).id == one


def test_nobody_is_met_at_an_event_that_is_still_to_come(service: CoachService) -> None:
    event = service.execute(save_event("Meetup, in 3 days, Riga")).record_id
    with pytest.raises(CoachError, match="Meetup is on Friday 27 November"):
        service.execute(log_people_met(event, "Kit"))


def test_an_opportunity_does_not_change_before_it_was_there(service: CoachService) -> None:
    note = service.execute(save_opportunity("Editor at Quay Press")).record_id
    with pytest.raises(CoachError, match="in your list since Tuesday 24 November 2026"):
        service.execute(backdate_to_typed_time(set_stage(note, "asked"), "yesterday"))


def test_the_same_mood_within_a_minute_is_one_mood_and_the_energy_goes_to_it(
    service: CoachService, clock: FakeClock
) -> None:
    first = service.execute(log_mood(4)).record_id
    clock.forward(seconds=30)
    again = service.execute(log_mood(4))
    assert (again.message, again.record_id) == ("Saved already: good · 10:00.", first)
    service.execute(log_mood(4, note="after the talk"))
    clock.forward(minutes=1)
    service.execute(log_mood(4))
    assert len(service.journal.list_records(Mood)) == 3


@pytest.mark.parametrize("state", ["done", "not today", "let go"])
def test_a_goal_that_is_closed_twice_names_how(service: CoachService, state: GoalState) -> None:
    service.execute(set_own_goal("write to Kit"))
    service.execute(close_goal(state))
    with pytest.raises(CoachError, match=f'^The goal is marked "{state}" already. coach undo undoes that.$'):
        service.execute(close_goal(state))


def test_a_word_for_a_mood_in_capitals_is_the_same_word(service: CoachService) -> None:
    service.execute(log_mood(4, words=["calm", "Rested", "Calm", "RESTED", "kühn", "KÜHN"]))
    assert [mood.words for mood in service.journal.list_records(Mood)] == [("calm", "Rested", "kühn")]
