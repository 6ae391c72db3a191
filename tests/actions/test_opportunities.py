"""Opportunities and events: what a typed line means, one next step each, a kind word after a no, whom one met."""

from __future__ import annotations

from datetime import date

import pytest

from coach.actions import boundaries_and_away, opportunities_and_events, people
from coach.actions import outreach as outreach_actions
from coach.actions.typed_names import get_person_by_name
from coach.actions.undo import undo_last_action
from coach.advice.contacts_and_companies import view_company
from coach.domain.address_book import AddressBook, Contact
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.opportunities_and_events import (
    Event,
    employer_key,
    format_opportunity_line,
    parse_event_line,
    parse_opportunity_line,
    parse_planned_meetings,
    stage_of,
)
from coach.domain.person import Person
from coach.errors import InvalidInput
from coach.service import CoachService
from coach.views.opportunities_and_events import build_opportunities
from tests.conftest import FakeClock

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("line", "title", "day", "place"),
    [
        ("Trade fair, 12 March, Leipzig", "Trade fair", date(2027, 3, 12), "Leipzig"),
        ("Trade fair 12 Mar Leipzig", "Trade fair", date(2027, 3, 12), "Leipzig"),
        ("Expo, December 3rd 2027, Hall 4, Lyon", "Expo", date(2027, 12, 3), "Hall 4, Lyon"),
        ("Meetup, friday", "Meetup", date(2026, 11, 27), ""),
        ("2026-12-01, Python evening, Oslo", "Python evening", date(2026, 12, 1), "Oslo"),
        ("3-5 March, Hackathon, Oslo", "Hackathon 3-5 March", date(2027, 3, 3), "Oslo"),
        ("March 3-5 Hackathon, Oslo", "Hackathon March 3-5", date(2027, 3, 3), "Oslo"),
        ("Hackathon 3-5 March, Oslo", "Hackathon 3-5 March", date(2027, 3, 3), "Oslo"),
        ("Meetup, friday 18:00, Oslo", "Meetup", date(2026, 11, 27), "18:00, Oslo"),
        ("Meetup, today at 9:30", "Meetup", date(2026, 11, 22), "at 9:30"),
        ("Meetup, 27 November 18:00, Oslo", "Meetup", date(2026, 11, 27), "18:00, Oslo"),
        ("Leap day party, 29 February", "Leap day party", date(2028, 2, 29), ""),
    ],
)
def test_an_event_is_a_name_a_day_and_a_place_in_any_usual_order(line: str, title: str, day: date, place: str) -> None:
    assert parse_event_line(line, TODAY) == (title, day, place, "")


@pytest.mark.parametrize("line", ["Trade fair", "12 March", "3-5 March", ""])
def test_an_event_without_a_day_or_a_name_is_refused_in_one_line(line: str) -> None:
    with pytest.raises(InvalidInput, match="Trade fair, 12 March, Leipzig"):
        parse_event_line(line, TODAY)


def test_a_line_holds_the_employer_the_link_and_the_next_step() -> None:
    found = parse_opportunity_line("Data engineer at Brightwater https://b.example/j?id=1 : ask Priya by friday")
    assert (found.text, found.employer, found.link) == (
        "Data engineer at Brightwater", "Brightwater", "https://b.example/j?id=1",
    )  # fmt: skip
    assert (found.next_step, found.day_words) == ("ask Priya", "friday")


def test_a_step_with_a_day_follows_any_colon_and_other_colons_belong_to_the_title() -> None:
    found = parse_opportunity_line("Librarian at Vale House: send the CV by 3 december")
    assert (found.text, found.employer, found.next_step, found.day_words) == (
        "Librarian at Vale House", "Vale House", "send the CV", "3 december",
    )  # fmt: skip
    for title in ("Vale House: a year of books", "Project: stand by me", "https://b.example/j:8 by friday"):
        assert parse_opportunity_line(title).next_step == ""


def test_a_day_without_a_step_is_the_day_and_comes_back_from_the_line(service: CoachService) -> None:
    for line in ("Chef at Yard : by friday", "Chef at Yard: by 2026-11-27"):
        typed = parse_opportunity_line(line)
        assert (typed.text, typed.next_step, bool(typed.day_words)) == ("Chef at Yard", "", True)
    service.execute(opportunities_and_events.save_opportunity("Chef at Yard : by friday"))
    (note,) = service.journal.list_records(Note)
    assert (note.next_step, note.due) == ("", date(2026, 11, 27))
    changed_line = format_opportunity_line(note).replace("Chef", "Cook")
    service.execute(opportunities_and_events.save_opportunity(changed_line, note_id=note.id))
    (note,) = service.journal.list_records(Note)
    assert (note.text, note.next_step, note.due) == ("Cook at Yard", "", date(2026, 11, 27))


def test_legal_forms_do_not_tell_two_employers_apart() -> None:
    assert {employer_key(name) for name in ("Brightwater", "brightwater GmbH", "Brightwater, Inc.")} == {"brightwater"}
    assert employer_key("Group") == "group"


def test_an_opportunity_of_an_older_version_is_found_until_it_is_closed(service: CoachService) -> None:
    old = Note(at=service.now(), kind="opportunity", text="a role", next_step="ask", due=TODAY)
    assert stage_of(old) == "found"
    assert stage_of(old.copy_with(closed_at=service.now())) == "closed"


def test_a_no_closes_with_one_kind_sentence_and_is_undone(service: CoachService) -> None:
    made = service.execute(opportunities_and_events.save_opportunity("a role at Acme"))
    said = service.execute(opportunities_and_events.log_opportunity_no(made.record_id)).message
    assert said.startswith("a role at Acme: closed. ") and len(said) > len("a role at Acme: closed. ")
    (row,) = build_opportunities(service.journal, service.now()).closed
    assert (row.stage, row.outcome) == ("closed", "no")
    service.execute(undo_last_action())
    assert [row.stage for row in build_opportunities(service.journal, service.now()).opportunities] == ["found"]


def test_there_is_one_next_step_and_an_empty_line_takes_it_out(service: CoachService) -> None:
    made = service.execute(opportunities_and_events.save_opportunity("a role : ask Ana by friday"))
    service.execute(opportunities_and_events.set_next_step(made.record_id, "send the CV by 12 December"))
    (note,) = service.journal.list_records(Note)
    assert (note.text, note.next_step, note.due) == ("a role", "send the CV", date(2026, 12, 12))
    service.execute(opportunities_and_events.set_next_step(made.record_id, ""))
    (note,) = service.journal.list_records(Note)
    assert (note.next_step, note.due) == ("", None)


def test_people_and_contacts_at_the_employer_are_named_without_anybody_blocked(service: CoachService) -> None:
    for name in ("Ana Lee", "Ron Harsh"):
        service.execute(outreach_actions.log_sent_message(name))
        person = get_person_by_name(service.journal, name)
        service.store.save_documents([(Person.table, person.copy_with(company="Acme Ltd").to_document())])
    service.open_folder()
    service.execute(boundaries_and_away.set_boundary("Ron Harsh"))
    service.execute(opportunities_and_events.save_opportunity("a role at Acme"))
    contacts = (("Ben Okri", "ACME GmbH"), ("Ron Harsh", "Acme"), ("Cleo", "Other"), ("Dora", "Acme Foods"))
    book = AddressBook(Contact(id=name, name=name, company=company) for name, company in contacts)
    service.journal.contact_reader = lambda: book
    (row,) = build_opportunities(service.journal, service.now()).opportunities
    assert row.people == ("Ana Lee", "Ben Okri")
    assert [c.name for c in view_company(service.journal, "acme").contacts] == ["Ben Okri", "Dora"]


def test_several_names_become_people_who_were_met_there(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach_actions.log_sent_message("Ana Lee"))
    made = service.execute(opportunities_and_events.save_event("Trade fair, tomorrow, Leipzig"))
    assert not build_opportunities(service.journal, service.now()).events[0].asks
    clock.forward(days=2)
    assert build_opportunities(service.journal, service.now()).events[0].asks
    service.execute(opportunities_and_events.log_people_met(made.record_id, "ana, Ben Okri and Cleo"))
    assert build_opportunities(service.journal, service.now()).events == ()
    known = {person.name: person.met for person in service.journal.list_records(Person)}
    assert set(known) == {"Ana Lee", "Ben Okri", "Cleo"}
    assert set(known.values()) == {"Trade fair, 25 November 2026"}
    talks = [m for m in service.journal.list_records(Message) if m.kind == "meeting"]
    assert [(m.at.date(), m.text) for m in talks] == [(date(2026, 11, 25), "Trade fair")] * 3
    drafts = sorted(n.text for n in service.journal.list_records(Note) if n.kind == "draft")
    assert drafts[0] == "Hello Ana, it was good to meet you at Trade fair."
    service.execute(undo_last_action())
    assert [person.name for person in service.journal.list_records(Person)] == ["Ana Lee"]


def test_nobody_is_an_answer_and_nothing_is_asked_after_three_days(service: CoachService, clock: FakeClock) -> None:
    first = service.execute(opportunities_and_events.save_event("Trade fair, tomorrow"))
    service.execute(opportunities_and_events.save_event("Meetup, tomorrow"))
    clock.forward(days=2)
    service.execute(opportunities_and_events.log_people_met(first.record_id, ""))
    assert [row.title for row in build_opportunities(service.journal, service.now()).events if row.asks] == ["Meetup"]
    clock.forward(days=3)
    assert build_opportunities(service.journal, service.now()).events == ()
    assert service.journal.list_records(Person) == ()


def test_whom_to_meet_has_one_question_each_and_blocked_people_are_left_out(service: CoachService) -> None:
    service.execute(outreach_actions.log_sent_message("Ana Lee"))
    made = service.execute(
        opportunities_and_events.save_event("Trade fair, tomorrow", people_line="ana: how did the move go; Ben")
    )
    service.execute(opportunities_and_events.plan_meetings(made.record_id, "Ben: what do you build", adds=True))
    (row,) = build_opportunities(service.journal, service.now()).events
    assert row.meetings == (("Ana Lee", "how did the move go"), ("Ben", "what do you build"))
    service.execute(boundaries_and_away.set_boundary("Ana Lee"))
    (row,) = build_opportunities(service.journal, service.now()).events
    assert row.meetings == (("Ben", "what do you build"),)


def test_two_entries_that_are_one_person_stay_planned_at_the_event(service: CoachService) -> None:
    for name in ("Ana Lee", "Ana L."):
        service.execute(outreach_actions.log_sent_message(f"+{name}"))
    service.execute(opportunities_and_events.save_event("Trade fair, tomorrow", people_line="Ana L."))
    service.execute(people.merge_people("Ana Lee", "Ana L."))
    (event,) = service.journal.list_records(Event)
    assert event.meetings[0].person == get_person_by_name(service.journal, "Ana Lee").id


def test_people_to_meet_read_back_from_their_line() -> None:
    assert [(m.name, m.question) for m in parse_planned_meetings("Ana Lee: one; Ben ;; Cleo:")] == [
        ("Ana Lee", "one"), ("Ben", ""), ("Cleo", ""),
    ]  # fmt: skip
