"""Promises with a day: it is kept as a date, and shown beside the words that stand for it."""

from __future__ import annotations

from datetime import date

from coach.actions.backdate import backdate_to_typed_time
from coach.actions.outreach import describe_typed_line, log_promise, log_sent_message
from coach.advice.facts.advice_candidates import list_owed
from coach.advice.facts.fact_context import FactContext
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.rules.current_advice import choose_suggestions
from coach.domain.message import Message
from coach.run_export import list_follow_ups
from coach.service import CoachService
from coach.views.person import build_person_view
from tests.conftest import TUESDAY, FakeClock


def test_the_day_of_a_promise_stays_the_same_day_a_week_later(service: CoachService, clock: FakeClock) -> None:
    said = service.execute(log_promise("Noor", "an intro by Thursday")).message
    assert said == "Saved: you promised Noor: an intro by Thursday (26 November)."
    (promise,) = service.journal.list_records(Message)
    assert (promise.text, promise.until) == ("an intro by Thursday", date(2026, 11, 26))
    (task,) = list_follow_ups(service.journal, service.now())
    assert task.day == date(2026, 11, 26)
    clock.forward(days=7)
    (row,) = list_open_conversations(service.journal, service.now())
    assert row.status == "promised an intro by Thursday (26 November)"
    (task,) = list_follow_ups(service.journal, service.now())
    assert task.day == date(2026, 12, 1)
    page = build_person_view(service.journal, promise.person, service.now())
    assert (
        page is not None
        and "You promised 5 working days ago: an intro by Thursday (26 November)." in page.status_sentences
    )


def test_the_day_counts_from_when_it_was_promised(service: CoachService) -> None:
    service.execute(backdate_to_typed_time(log_sent_message("Noor ! an intro by Friday"), "last monday"))
    (promise,) = service.journal.list_records(Message)
    assert promise.until == date(2026, 11, 27)


def test_the_line_says_the_day_while_it_is_typed_and_another_message_has_none(service: CoachService) -> None:
    shown = describe_typed_line(service.journal, TUESDAY, "Noor ! an intro by Thursday")
    assert shown == "Noor (new) · you promise: an intro by Thursday (26 November)"
    service.execute(log_sent_message("Noor : the talk on Thursday"))
    (message,) = service.journal.list_records(Message)
    assert message.until is None


def test_a_promise_with_a_day_is_spoken_of_from_the_working_day_before(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_promise("Noor", "an intro by Monday"))  # on Tuesday 24 November
    assert FactContext(service.journal, service.now()).compute_once(list_owed) == ()
    clock.forward(days=2)
    assert FactContext(service.journal, service.now()).compute_once(list_owed) == ()
    clock.forward(days=1)
    line = choose_suggestions(service.journal, service.now()).first
    assert line is not None and "an intro by Monday (30 November)" in line.text and "ago" not in line.text


def test_a_promise_for_a_far_day_is_not_old_on_that_day(service: CoachService, clock: FakeClock) -> None:
    service.execute(log_promise("Noor", "a talk on 2027-03-01"))
    clock.forward(days=96)  # Sunday 28 February
    (owed,) = FactContext(service.journal, service.now()).compute_once(list_owed)
    assert owed.about == "a talk on 2027-03-01"
