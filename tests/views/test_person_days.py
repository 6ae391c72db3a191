"""The page of a person gives the days that `coach day` gives: those of the place where something was logged."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from coach.actions.conversations import log_refusal
from coach.actions.outreach import log_meeting, log_sent_message
from coach.service import CoachService
from coach.views.person import build_person_view
from tests.conftest import FakeClock


@pytest.mark.parametrize(
    ("logged", "read", "day", "said"),
    [
        (datetime(2026, 11, 7, 0, 40, tzinfo=ZoneInfo("Europe/Berlin")), "Europe/Berlin", date(2026, 11, 6), "6 November"),
        (datetime(2026, 11, 5, 23, 30, tzinfo=ZoneInfo("America/New_York")), "Asia/Tokyo", date(2026, 11, 5), "5 November"),
        (datetime(2026, 11, 6, 5, 0, tzinfo=ZoneInfo("Asia/Tokyo")), "America/New_York", date(2026, 11, 6), "6 November"),
    ],
)  # fmt: skip
def test_what_was_logged_at_night_or_abroad_keeps_its_day(
    logged: datetime, read: str, day: date, said: str, service: CoachService, clock: FakeClock
) -> None:
    clock.at = logged
    met = service.execute(log_meeting("Ola Berg")).record_id
    refused = service.execute(log_sent_message("Pia Holt")).record_id
    service.execute(log_refusal(refused))
    clock.at = datetime(2026, 11, 12, 12, tzinfo=ZoneInfo(read))
    pages = [build_person_view(service.journal, each, service.now()) for each in (met, refused)]
    assert all(page is not None and {event.day for event in page.events} == {day} for page in pages)
    assert [page.status_sentences[0] for page in pages if page] == [
        f"You met on {said}.", f"They said no on {said}. This conversation is complete.",
    ]  # fmt: skip
