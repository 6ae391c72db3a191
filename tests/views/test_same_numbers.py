"""One number, wherever it stands: header, week, trends, the list of conversations and the facts of the coach agree."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

from coach.actions.imports.records import ImportedAccount, iterate_import_records
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.week_proposals import propose_changes
from coach.domain.focus import FocusBlock
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.settings import Settings
from coach.importers.import_result import ImportedMessage, ImportedPerson, ImportResult
from coach.run_export import list_follow_ups
from coach.views.day_builder import build_day
from coach.views.person import build_person_view
from coach.views.trends import build_trends
from coach.views.week import build_week
from tests.journals import NOW, TODAY, at, block, boundary, came, journal, known, note, numbers, person, wrote

NEW_YORK = timezone(timedelta(hours=-5))


def received(of: Journal) -> list[str]:
    return [str(each) for each in build_week(of, NOW).received]


def test_a_meeting_that_is_planned_came_back_from_nobody_yet() -> None:
    met = came("Ana", 0.1, "meeting")
    planned = Message(person="ben", at=at(-0.1), direction="own", kind="meeting")
    of = journal(person("Ana"), person("Ben"), met, planned)
    week = build_week(of, NOW)
    assert received(of) == ["1 meeting"]
    assert [each.name for each in week.people] == ["Ana"]
    assert sum(build_trends(numbers(met, planned), TODAY, "two weeks").contacts_received) == 1


def test_notes_about_somebody_blocked_are_not_counted_in_the_week() -> None:
    of = journal(
        person("Ana"), person("Zoe"), boundary("Zoe"), note("takeaway", person="ana"), note("takeaway", person="zoe"),
        note("gave", person="zoe"),
    )  # fmt: skip
    assert received(of) == ["1 takeaway"]
    assert build_week(of, NOW).given == ()


def test_a_message_is_of_the_same_day_for_its_silence_as_in_the_week() -> None:
    """Written in London on Monday at half past eight, read in New York on Tuesday: 03:30 there was no other day."""
    sent = Message(person="ana", at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    of, now = journal(person("Ana"), sent), datetime(2026, 11, 24, 10, 0, tzinfo=NEW_YORK)
    assert [row.silent_workdays for row in list_open_conversations(of, now)] == [1]
    assert [str(each) for each in build_week(of, now).given] == ["1 message written"]


def test_what_is_sent_in_one_night_is_one_contact_however_late_the_day_ends() -> None:
    """Friday 23:00 and Saturday 05:00 are one day that ends at 10:00, and two that end at 04:00."""
    lines = [wrote("Ana", 4).copy_with(at=at(n, hour)) for n, hour in ((4, 23), (3, 5))]
    for ends, follow_ups in ((time(10), 0), (time(4), 1)):
        of = journal(Settings(day_ends=ends), person("Ana"), *lines)
        assert [row.follow_ups_sent for row in list_open_conversations(of, NOW)] == [follow_ups]


def test_minutes_that_a_block_of_another_zone_covers_count_once_everywhere() -> None:
    """A laptop that still shows UTC begins at 22:00 there, 09:00 here on the next day, half an hour after another."""
    here = timezone(timedelta(hours=11))
    now = datetime(2026, 11, 26, 12, 0, tzinfo=here)
    first = FocusBlock(
        kind="write", started_at=datetime(2026, 11, 26, 8, 30, tzinfo=here), form="free",
        ended_at=datetime(2026, 11, 26, 9, 10, tzinfo=here),
    )  # fmt: skip
    other = FocusBlock(
        kind="read", started_at=datetime(2026, 11, 25, 22, 0, tzinfo=UTC), form="free",
        ended_at=datetime(2026, 11, 25, 22, 30, tzinfo=UTC),
    )  # fmt: skip
    sent = build_trends(numbers(first, other), now.date(), "two weeks")
    assert dict(sent.minutes) == {"read": (0,) * 12 + (20, 0), "write": (0,) * 13 + (40,)}
    assert build_day(journal(first, other), now).networking_minutes == 40
    assert build_day(journal(first, other), now - timedelta(days=1)).networking_minutes == 20
    assert known(first, other, now=now)["minutes_today"] == 40


def test_a_day_over_the_limit_leaves_out_what_a_block_of_the_day_before_covers() -> None:
    """Six hours from 23:00 a week ago cover all of the block at 04:00, so one day of the last seven had more than 45."""
    late = block(7, "deep work", hour=23, ended_at=at(6, 5), deadline=None, form="free")
    of = journal(late, block(6, "read", 50, hour=4), block(5, "write", 50))
    assert not [each.text for each in propose_changes(of, NOW) if each.text.startswith("Stop at")]


def test_a_promise_that_was_let_go_is_given_nowhere() -> None:
    """Two are kept; one says that it was let go, and one of an older version was closed at the moment of a rest."""
    rest = Message(person="ana", at=at(0.5), direction="own", kind="rest")
    kept, said, older = (
        wrote("Ana", 3, "promise", text=text, closed_at=closed, answer=answer)
        for text, closed, answer in (("an intro", at(1), ""), ("a book", at(0.7), "let go"), ("a link", rest.at, ""))
    )
    also = wrote("Ana", 2, "promise", text="a call", closed_at=at(0.2))
    of = journal(person("Ana"), kept, said, older, rest, also)
    assert [str(each) for each in build_week(of, NOW).given] == ["2 promises kept"]
    page = build_person_view(of, "ana", NOW)
    assert page is not None and [text for _, text in page.given_help] == ["a call", "an intro"]


def test_exports_ask_for_no_follow_up_beyond_the_last_and_none_where_it_may_rest() -> None:
    """Ana is written to on Friday, so a follow-up is fine from the Friday after; Ben had his one, Tom may rest."""
    of = journal(
        person("Ana"), wrote("Ana", 4),
        person("Ben", "cold"), wrote("Ben", 20), wrote("Ben", 12),
        person("Tom"), wrote("Tom", 45),
        person("Sam"), wrote("Sam", 3, "promise", text="an intro"),
    )  # fmt: skip
    assert [(each.title, each.day) for each in list_follow_ups(of, NOW)] == [
        ("Sam: promised an intro", TODAY),
        ("Write to Ana again, if you like", TODAY + timedelta(days=3)),
    ]


def test_an_import_dates_the_first_talk_by_the_day_that_the_page_shows() -> None:
    """Half past one in the night to Tuesday still belongs to Monday."""
    night = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    found = ImportResult(
        "telegram", as_of=night, people={"ana": ImportedPerson("ana", "Ana Lee")},
        messages=(ImportedMessage("m1", "ana", night, True),),
    )  # fmt: skip
    records = tuple(iterate_import_records([ImportedAccount(found)], journal(), NOW, {}))
    ana = next(record for record in records if isinstance(record, Person))
    page = build_person_view(journal(*records), ana.id, NOW)
    assert page is not None and [each.day for each in page.events] == [ana.first_talk_on] == [TODAY - timedelta(days=1)]
