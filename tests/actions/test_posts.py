"""Posts that were published, who answered them, and takeaways that come back and become posts."""

from __future__ import annotations

from datetime import date

import pytest

from coach.actions import notes
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.note import Note
from coach.domain.person import Person
from coach.service import CoachService
from coach.views.takeaways import build_posts, build_takeaways, format_months_ago
from coach.views.week import build_week
from tests.conftest import FakeClock


def test_a_parked_draft_that_was_posted_is_one_post_given_in_the_week(service: CoachService) -> None:
    parked = service.execute(notes.park_text("An opinion", kind="post"))
    assert not build_posts(service.journal, service.now())
    service.execute(notes.log_post("An opinion", post_link="see https://x.example/1", note_id=parked.record_id))
    (row,) = build_posts(service.journal, service.now())
    assert (row.text, row.link) == ("An opinion", "https://x.example/1")
    assert notes.list_parked_texts(service.journal) == ()
    week = build_week(service.journal, service.now(), monday=date(2026, 11, 23))
    assert "1 post" in [str(count) for count in week.given]


def test_who_answered_becomes_people_to_whom_nothing_is_owed(service: CoachService) -> None:
    made = service.execute(notes.log_post("An opinion"))
    service.execute(notes.log_post_answers(made.record_id, "Ana Lee and Ben Okri"))
    assert {person.name for person in service.journal.list_records(Person)} == {"Ana Lee", "Ben Okri"}
    assert list(list_open_conversations(service.journal, service.now())) == []


@pytest.mark.parametrize(
    ("day", "ago"),
    [
        (date(2026, 10, 24), "1 month ago"), (date(2026, 8, 24), "3 months ago"), (date(2024, 11, 24), "2 years ago"),
        (date(2026, 9, 24), ""), (date(2026, 11, 24), ""), (date(2026, 10, 23), ""),
    ],
)  # fmt: skip
def test_a_takeaway_comes_back_after_some_months_and_every_year(day: date, ago: str) -> None:
    assert format_months_ago(day, date(2026, 11, 24)) == ago


def test_takeaways_are_found_come_back_on_their_day_and_become_drafts(service: CoachService, clock: FakeClock) -> None:
    made = service.execute(notes.write_note("takeaway", "queues hide latency"))
    service.execute(notes.write_note("learned", "ask for the pager rota"))
    clock.forward(days=30)  # 24 November to 24 December
    assert [row.text for row in build_takeaways(service.journal, service.now(), "LATENCY")] == ["queues hide latency"]
    assert [row.ago for row in build_takeaways(service.journal, service.now()) if row.ago] == ["1 month ago"] * 2
    service.execute(notes.draft_post_from(made.record_id))
    (draft,) = notes.list_parked_texts(service.journal)
    assert (draft.kind, draft.text) == ("post", "queues hide latency")
    assert [n.kind for n in service.journal.list_records(Note)] == ["takeaway", "learned", "post"]
