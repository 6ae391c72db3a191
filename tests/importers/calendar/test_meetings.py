"""Meetings with other people out of calendars, and rules that no calendar ought to hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.calendar import meetings as calendars
from coach.importers.calendar.meetings import WORK_LIMIT, estimate_work
from coach.importers.combine_results import combine_results
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.examples import examples
from tests.importers.make_mail import member

ME = "mara@harbour.example"
PEOPLE = (f"ORGANIZER;CN=Mara:mailto:{ME}", "ATTENDEE;CN=Ana Abara;PARTSTAT=ACCEPTED:mailto:Ana@quay.example")


def event(*lines: str, uid: str = "7@cal", people: tuple[str, ...] = PEOPLE) -> str:
    body = (f"UID:{uid}", "DTSTAMP:20260901T120000Z", *lines, *people)
    return "\r\n".join(("BEGIN:VEVENT", *body, "END:VEVENT", ""))


def calendar(*events: str, head: str = "") -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n".encode()


def found(*events: str, head: str = "", me: str = ME) -> ImportResult:
    return calendars.read_calendars(
        [member(calendar(*events, head=head), "a.ics")], ImportOptions(me=(me,) if me else ())
    )


def moments(result: ImportResult) -> list[str]:
    return [f"{meeting.at:%Y-%m-%d %H:%M}" for meeting in result.meetings]


def test_a_meeting_with_somebody_is_found_and_its_people_are_contacts() -> None:
    result = found(event("DTSTART:20260302T090000Z", "SUMMARY:Tea\\, by the quay"))
    (meeting,) = result.meetings
    assert (meeting.key, meeting.title, meeting.people) == (
        "ical:7@cal",
        "Tea, by the quay",
        ("ana@quay.example",),
    )
    assert meeting.at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert result.contacts["ana@quay.example"].name == "Ana Abara"
    assert result.people == {}


@pytest.mark.parametrize("rule", ["", "\r\nRRULE:FREQ=DAILY;COUNT=1"])
def test_times_without_a_zone_are_in_the_zone_of_the_calendar(rule: str) -> None:
    result = found(event(f"DTSTART:20260702T090000{rule}"), head="X-WR-TIMEZONE:America/New_York\r\n")
    assert moments(result) == ["2026-07-02 13:00"]


def test_a_meeting_that_the_other_side_declined_is_declined() -> None:
    people = (PEOPLE[0], "ATTENDEE;CN=Ana Abara;PARTSTAT=DECLINED:mailto:ana@quay.example")
    assert found(event("DTSTART:20260302T090000Z", people=people)).ignored == {"declined": 1}


def test_an_event_by_itself_is_a_calendar(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_text(event("DTSTART:20260914T090000Z", "DTEND:20260914T100000Z"))
    (result,) = read_exports([tmp_path / "a.ics"], ImportOptions(me=(ME,)))
    assert len(result.meetings) == 1


def test_events_without_another_person_are_passed_over() -> None:
    result = found(event("DTSTART:20260302T090000Z", people=()), event("DTSTART:20260302T090000Z", people=PEOPLE[:1]))
    assert (result.meetings, result.ignored) == ((), {"no_other_person": 2})


@pytest.mark.parametrize(
    "who",
    [
        "ATTENDEE;CUTYPE=ROOM:mailto:room@quay.example",
        "ATTENDEE:mailto:c_1@resource.calendar.google.com",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@quay.example",
        "ATTENDEE:mailto:no-reply@quay.example",
    ],
)
def test_rooms_robots_and_those_who_declined_were_not_met(who: str) -> None:
    assert found(event("DTSTART:20260302T090000Z", people=(PEOPLE[0], who))).meetings == ()


ANSWERED = "ATTENDEE;CN=Ana Abara;PARTSTAT=ACCEPTED:mailto:ana@quay.example"
ASKED = "ATTENDEE;CN=Tobin Ashgrove:mailto:tobin@ashgrove.example"


def test_where_answers_are_recorded_somebody_invited_without_one_was_not_met() -> None:
    talk = event("DTSTART:20260302T090000Z", uid="1", people=(PEOPLE[0], ANSWERED))
    asked = event("DTSTART:20260303T090000Z", uid="2", people=(PEOPLE[0], ASKED))
    both = event("DTSTART:20260304T090000Z", uid="3", people=(PEOPLE[0], ANSWERED, ASKED))
    result = found(talk, asked, both)
    assert [meeting.people for meeting in result.meetings] == [("ana@quay.example",)] * 2
    assert (result.ignored, result.warnings) == ({"unanswered_invitation": 1}, ())


def test_an_invitation_of_theirs_without_an_answer_of_mine_is_no_meeting() -> None:
    theirs = ("ORGANIZER;CN=Tobin Ashgrove:mailto:tobin@ashgrove.example", f"ATTENDEE;CN=Mara:mailto:{ME}")
    result = found(
        event("DTSTART:20260302T090000Z", uid="1"), event("DTSTART:20260303T090000Z", uid="2", people=theirs)
    )
    assert (len(result.meetings), result.ignored) == (1, {"unanswered_invitation": 1})


def test_the_organiser_and_people_whom_nobody_invited_need_no_answer() -> None:
    listed_twice = (PEOPLE[0], f"ATTENDEE;CN=Mara:mailto:{ME}", ANSWERED)
    noted = (ASKED, f"ATTENDEE;CN=Mara:mailto:{ME}")
    result = found(
        event("DTSTART:20260302T090000Z", uid="1", people=listed_twice),
        event("DTSTART:20260303T090000Z", uid="2", people=noted),
    )
    assert [meeting.people for meeting in result.meetings] == [("ana@quay.example",), ("tobin@ashgrove.example",)]


def test_a_calendar_without_any_answers_counts_its_meetings_and_says_so() -> None:
    result = found(event("DTSTART:20260303T090000Z", people=(PEOPLE[0], ASKED)))
    assert [meeting.people for meeting in result.meetings] == [("tobin@ashgrove.example",)]
    assert result.warnings == ("This calendar doesn't say who accepted, so every past meeting in it counts as met.",)


def test_cancelled_and_declined_meetings_did_not_happen() -> None:
    declined = (f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME}", PEOPLE[1])
    result = found(
        event("DTSTART:20260302T090000Z", "STATUS:CANCELLED"),
        event("DTSTART:20260302T090000Z", uid="8@cal", people=declined),
    )
    assert (result.meetings, result.ignored) == ((), {"cancelled": 1, "declined": 1})


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("DTSTART;TZID=Europe/Berlin:20260302T090000", "2026-03-02 08:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20260302T090000", "2026-03-02 08:00"),
        ('DTSTART;TZID="/vendor.example/2020/Europe/Berlin":20260302T090000', "2026-03-02 08:00"),
        ("DTSTART;TZID=Our Own:20260302T090000", "2026-03-02 06:00"),
        ('DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome":20260702T090000', "2026-07-02 07:00"),
        ('DTSTART;TZID="(GMT+01.00) Sarajevo/Warsaw/Zagreb":20260302T090000', "2026-03-02 08:00"),
        ('DTSTART;TZID="(UTC-05:00) Eastern Time (US & Canada)":20260302T090000', "2026-03-02 14:00"),
        ('DTSTART;TZID="(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi":20260302T090000', "2026-03-02 03:30"),
        ('DTSTART;TZID="(UTC) Coordinated Universal Time":20260302T090000', "2026-03-02 09:00"),
        ("DTSTART;VALUE=DATE:20260302", "2026-03-02 12:00"),
    ],
)
def test_zones_are_understood_by_any_name(start: str, moment: str) -> None:
    own = (
        "BEGIN:VTIMEZONE\r\nTZID:Our Own\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    assert moments(found(event(start), head=own)) == [moment]


def test_a_time_without_a_zone_is_that_of_this_computer_and_comes_out_aware() -> None:
    (meeting,) = found(event("DTSTART:20260302T090000")).meetings
    assert meeting.at == datetime(2026, 3, 2, 9).astimezone(UTC)


def test_repeated_meetings_are_found_around_the_export_with_their_exceptions() -> None:
    result = found(
        event("DTSTART:20260105T090000Z", "RRULE:FREQ=WEEKLY;UNTIL=20260922T000000Z", "EXDATE:20260914T090000Z"),
        event("DTSTART:20260908T150000Z", "RECURRENCE-ID:20260907T090000Z"),
    )
    assert moments(result)[-3:] == ["2026-08-31 09:00", "2026-09-08 15:00", "2026-09-21 09:00"]
    assert result.meetings[-2].key == "ical:7@cal:20260907T090000Z"
    assert moments(result)[0] == "2026-01-05 09:00"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [("STATUS:CANCELLED", "cancelled"), ("SUMMARY:Dentist", "no_other_person"), ("STATUS:cancelled", "cancelled")],
)
def test_a_date_of_a_series_that_is_changed_without_naming_anybody_did_not_happen(changed: str, reason: str) -> None:
    result = found(
        event("DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260309T090000Z", changed, people=()),
        event("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260309T090000Z", uid="private", people=()),
    )
    assert moments(result) == ["2026-03-02 09:00", "2026-03-16 09:00"]
    assert result.ignored[reason] == (1 if reason == "cancelled" else 2)
    assert result.owner == ME


def test_a_series_of_a_calendar_without_any_stamp_is_found_around_the_import() -> None:
    text = calendar(event("DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3")).replace(
        b"DTSTAMP:20260901T120000Z\r\n", b""
    )
    options = ImportOptions(me=(ME,), now=datetime(2026, 9, 9, tzinfo=UTC))
    result = calendars.read_calendars([member(text, "a.ics")], options)
    assert moments(result) == ["2026-03-02 09:00", "2026-03-09 09:00", "2026-03-16 09:00"]
    assert result.as_of is None


@pytest.mark.parametrize(
    "removed",
    ["EXDATE:20260309T090000Z", "EXDATE;TZID=Europe/Berlin:20260309T100000", "EXDATE;VALUE=DATE:20260309",
     "EXDATE:20200101T090000Z,20260309T090000Z"],
)  # fmt: skip
def test_a_date_that_a_later_export_takes_out_of_a_series_is_taken_back(removed: str) -> None:
    series = ("DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    before, after = found(event(*series)), found(event(*series, removed))
    assert after.cancelled_meetings == ("ical:7@cal:20260309T090000Z",)
    assert moments(combine_results(before, after, is_later=True)) == ["2026-03-02 09:00", "2026-03-16 09:00"]
    assert combine_results(after, after) == after


@pytest.mark.parametrize(
    ("start", "rule", "left"),
    [
        ("20260302T090000Z", "FREQ=WEEKLY;UNTIL=20260310T000000Z", ["2026-03-02 09:00", "2026-03-09 09:00"]),
        ("20260302T110000Z", "FREQ=WEEKLY;COUNT=2", ["2026-03-02 11:00", "2026-03-09 11:00"]),
    ],
)
def test_dates_that_a_series_no_longer_has_are_taken_back_in_any_order(start: str, rule: str, left: list[str]) -> None:
    other = event("DTSTART:20260303T090000Z", "RRULE:FREQ=DAILY;COUNT=2", uid="other")
    changed = event("RECURRENCE-ID:20260316T090000Z", "DTSTART:20260316T100000Z", uid="7@cal")
    before = found(event("DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;COUNT=4"), other)
    after = found(event(f"DTSTART:{start}", f"RRULE:{rule}").replace("20260901T12", "20260902T12"))
    for both in (combine_results(before, after, is_later=True), combine_results(after, before, is_later=True)):
        days = moments(both)
        assert [day for day in days if day not in ("2026-03-03 09:00", "2026-03-04 09:00")] == left
        assert len(days) == len(left) + 2
    one_date = found(changed.replace("20260901T12", "20260902T12"))
    assert len(combine_results(before, one_date, is_later=True).meetings) == 6


def test_a_meeting_that_becomes_a_series_counts_once() -> None:
    before = found(event("DTSTART:20260302T090000Z"))
    after = found(event("DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2").replace("20260901T12", "20260902T12"))
    for both in (combine_results(before, after, is_later=True), combine_results(after, before, is_later=True)):
        assert moments(both) == ["2026-03-02 09:00", "2026-03-09 09:00"]


@pytest.mark.parametrize(("end", "series"), [("", 1), (";UNTIL=20270101T000000Z", 0), (";COUNT=3", 0)])
def test_a_series_that_goes_on_long_after_the_export_is_counted(end: str, series: int) -> None:
    text = calendar(event("DTSTART:20260302T090000Z", f"RRULE:FREQ=WEEKLY{end}"))
    options = ImportOptions(me=(ME,), now=datetime(2027, 9, 1, tzinfo=UTC))
    result = calendars.read_calendars([member(text, "a.ics")], options)
    assert result.meetings[-1].at < datetime(2027, 1, 1, tzinfo=UTC)
    assert result.ignored.get("after_the_export", 0) == series


def test_a_rule_across_the_change_of_clocks_keeps_its_hour() -> None:
    rule = event("DTSTART;TZID=Europe/Berlin:20260907T090000", "RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=1MO")
    assert moments(found(rule)) == ["2026-09-07 07:00", "2026-10-05 07:00", "2026-11-02 08:00"]


HOSTILE = [
    "FREQ=SECONDLY",
    "FREQ=MINUTELY;INTERVAL=1",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3",
    "FREQ=WEEKLY;BYMONTH=13",
    "FREQ=MONTHLY;BYSETPOS=300;BYDAY=MO",
]


@pytest.mark.parametrize("rule", HOSTILE)
def test_a_rule_that_would_take_long_counts_with_its_first_date(rule: str) -> None:
    result = found(event("DTSTART:20260831T090000Z", f"RRULE:{rule}"))
    assert moments(result) == ["2026-08-31 09:00"] or result.ignored == {"damaged": 1}


@pytest.mark.parametrize("rules", [("RRULE:FREQ=WEEKLY;COUNT=8", "EXRULE:FREQ=WEEKLY;INTERVAL=2"), ("RRULE:W1 MO #8",)])
def test_a_series_by_a_rule_that_is_not_read_counts_with_its_first_date(rules: tuple[str, ...]) -> None:
    result = found(event("DTSTART:20260302T090000Z", *rules))
    assert (moments(result), result.ignored) == (["2026-03-02 09:00"], {"unread_rule": 1})


@pytest.mark.slow
def test_the_work_for_all_rules_together_is_bounded() -> None:
    many = [event("DTSTART:19500105T090000Z", "RRULE:FREQ=DAILY", uid=f"{n}@cal") for n in range(400)]
    result = found(*many)
    assert len(result.meetings) < 6000
    assert result.ignored["too_many_repeats"] > 300


@pytest.mark.parametrize(
    "rule",
    [
        {"FREQ": ["DAILY"]},
        {"FREQ": ["WEEKLY"], "BYDAY": ["MO", "FR"], "INTERVAL": [2]},
        {"FREQ": ["MONTHLY"], "BYDAY": ["-1FR"]},
        {"FREQ": ["MONTHLY"], "BYDAY": ["MO", "TU"], "BYSETPOS": [-1]},
        {"FREQ": ["MONTHLY"], "BYMONTHDAY": [15]},
        {"FREQ": ["YEARLY"], "BYMONTH": [3], "BYDAY": ["2SU"]},
    ],
)
def test_rules_of_real_calendars_cost_little(rule: dict[str, list[object]]) -> None:
    class Start:
        dt = datetime(2015, 1, 5, 9, tzinfo=UTC)

    assert estimate_work({"RRULE": rule, "DTSTART": Start()}, date(2027, 1, 1)) < WORK_LIMIT / 100


def test_an_empty_rule_is_no_rule() -> None:
    class Start:
        dt = datetime(2015, 1, 5, 9, tzinfo=UTC)

    assert estimate_work({"RRULE": {}, "DTSTART": Start()}, date(2027, 1, 1)) == 1


def test_a_damaged_event_takes_no_other_with_it() -> None:
    result = found(event("DTSTART:next tuesday", uid="1@cal"), event("DTSTART:20260302T090000Z"))
    assert moments(result) == ["2026-03-02 09:00"]
    assert sum(result.ignored.values()) == 1


def test_the_owner_is_the_one_who_is_in_most_meetings() -> None:
    guests = [(PEOPLE[0], f"ATTENDEE:mailto:guest{n}@quay.example") for n in range(3)]
    result = found(*(event("DTSTART:20260302T090000Z", uid=f"{n}", people=who) for n, who in enumerate(guests)), me="")
    assert (result.owner, len(result.contacts)) == (ME, 3)


def test_a_calendar_that_bears_an_address_is_that_owners() -> None:
    assert found(event("DTSTART:20260302T090000Z"), head=f"X-WR-CALNAME:{ME}\r\n", me="").owner == ME


def test_where_the_owner_is_in_doubt_it_asks() -> None:
    result = found(event("DTSTART:20260302T090000Z"), me="")
    assert result.owner is None
    assert set(result.owner_candidates) == {ME, "ana@quay.example"}


def test_the_export_is_as_old_as_its_newest_stamp() -> None:
    assert found(event("DTSTART:20260302T090000Z")).as_of == datetime(2026, 9, 1, 12, tzinfo=UTC)


def test_the_same_calendar_twice_holds_nothing_new(tmp_path: Path) -> None:
    for name in ("a.ics", "b.ics"):
        (tmp_path / name).write_bytes(calendar(event("DTSTART:20260302T090000Z")))
    (result,) = read_exports([tmp_path / "a.ics", tmp_path / "b.ics"], ImportOptions(me=(ME,)))
    assert len(result.meetings) == 1


def test_hostile_titles_come_out_clean() -> None:
    (meeting,) = found(event("DTSTART:20260302T090000Z", "SUMMARY:\x1b]0;x\x07A\u202e [/oops]")).meetings
    assert meeting.title == "A [/oops]"


@examples(150)
@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    raw = bytearray(
        calendar(
            event("DTSTART;TZID=Europe/Berlin:20260302T090000", "RRULE:FREQ=WEEKLY;COUNT=3", "DURATION:PT1H"),
            event("DTSTART:20260302T090000Z", "EXDATE:20260302T090000Z", "SUMMARY:Tea", uid="8"),
        )
    )
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 8))] = data.draw(
            st.sampled_from(
                [b"\r\n", b";", b":", b"=", b'"', b"9", b"0", b"-", b"END:VEVENT\r\n", b"\xff", b"\x00", b"T"]
            )
        )
    result = calendars.read_calendars([member(bytes(raw), "a.ics")], ImportOptions())
    assert all(meeting.at.tzinfo is not None and meeting.people for meeting in result.meetings)


@pytest.mark.parametrize(
    "title",
    [
        "Canceled: Tea",
        "Cancelled: Tea",
        "Abgesagt: Tee",
        "Annulé : thé",
        "Cancelado: té",
        "Odwołane: herbata",
        "已取消: 茶",
    ],
)
def test_a_title_that_says_it_was_called_off_is_no_meeting(title: str) -> None:
    result = found(event("DTSTART:20260302T090000Z", f"SUMMARY:{title}"))
    assert (result.meetings, result.ignored, result.cancelled_meetings) == ((), {"cancelled": 1}, ("ical:7@cal",))


def test_a_title_about_something_called_off_is_a_meeting() -> None:
    assert len(found(event("DTSTART:20260302T090000Z", "SUMMARY:Cancelled flights, what now")).meetings) == 1


def test_an_own_address_with_a_tag_is_the_owners() -> None:
    tagged = (f"ORGANIZER;CN=Mara:mailto:{ME.replace('@', '+cal@')}", PEOPLE[1])
    result = found(event("DTSTART:20260302T090000Z", people=tagged))
    assert (set(result.contacts), result.warnings) == ({"ana@quay.example"}, ())


def test_an_attendee_of_version_1_has_name_and_address_in_one_value() -> None:
    people = (PEOPLE[0], "ATTENDEE;ROLE=ATTENDEE;STATUS=CONFIRMED:Ana Abara <ana@quay.example>")
    result = found(event("DTSTART:20260302T090000Z", people=people))
    assert result.contacts["ana@quay.example"].name == "Ana Abara"
    assert result.meetings[0].people == ("ana@quay.example",)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('"Abara, Ana <ana@quay.example> (ana@quay.example)"', "Abara, Ana"),
        ('"Ana Abara (ana@quay.example)"', "Ana Abara"),
        ("Ana Abara (Tides)", "Ana Abara (Tides)"),
        ("ana@old.example", None),
        ("ana@quay.example", None),
    ],
)
def test_an_attendee_is_called_without_an_address(name: str, shown: str | None) -> None:
    people = (PEOPLE[0], f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:ana@quay.example")
    assert found(event("DTSTART:20260302T090000Z", people=people)).contacts["ana@quay.example"].name == shown


def test_an_address_that_no_meeting_names_is_remarked_upon() -> None:
    result = found(event("DTSTART:20260302T090000Z"), me="maraa@harbour.example")
    assert result.warnings == (
        "None of these meetings names maraa@harbour.example. Check its spelling, or give another of your addresses.",
    )


def test_whom_it_asks_about_stands_in_one_order() -> None:
    people = tuple(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{name}@x.example" for name in "dcba")
    result = found(event("DTSTART:20260302T090000Z", people=people), me="")
    assert result.owner_candidates == tuple(f"{name}@x.example" for name in "abcd")


@pytest.mark.parametrize("value", ["mailto:ana%40quay.example", '"mailto:ana@quay.example"'])
def test_an_address_in_another_notation_is_found(value: str) -> None:
    attendee = f"ATTENDEE;CN=Ana Abara;PARTSTAT=ACCEPTED:{value}"
    result = found(event("DTSTART:20260302T090000Z", people=(PEOPLE[0], attendee)))
    assert list(result.contacts) == ["ana@quay.example"]


def test_a_change_of_all_later_dates_keeps_each_of_them() -> None:
    series = event("DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
    change = event("DTSTART:20260316T100000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260316T090000Z")
    assert moments(found(series, change)) == [
        "2026-03-02 09:00",
        "2026-03-09 09:00",
        "2026-03-16 10:00",
        "2026-03-23 10:00",
    ]


@pytest.mark.parametrize("start", ["DTSTART:20260302T090000Z", "DTSTART;TZID=Africa/Abidjan:20260302T090000"])
@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;UNTIL=20260316", "FREQ=WEEKLY;UNTIL=20260316;BYDAY=MO"])
def test_the_last_day_of_a_series_belongs_to_it(start: str, rule: str) -> None:
    expected = ["2026-03-02 09:00", "2026-03-09 09:00", "2026-03-16 09:00"]
    assert moments(found(event(start, f"RRULE:{rule}"))) == expected


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("DTSTART;VALUE=DATE:2026-03-02", "2026-03-02 12:00"),
        ("DTSTART:2026-03-02T09:00:00Z", "2026-03-02 09:00"),
        ("DTSTART:2026-03-02T09:00:00+02:00", "2026-03-02 07:00"),
        ("DTSTART;TZID=Asia/Tokyo:2026-03-02 09:00", "2026-03-02 00:00"),
    ],
)
def test_times_with_dashes_are_read(line: str, moment: str) -> None:
    assert moments(found(event(line))) == [moment]


def test_an_event_that_is_cut_short_is_counted() -> None:
    whole, cut = event("DTSTART:20260302T090000Z"), event("DTSTART:20260303T090000Z", uid="8@cal")[:-30]
    data = f"BEGIN:VCALENDAR\r\n{whole}{cut}".encode()
    result = calendars.read_calendars([member(data, "a.ics")], ImportOptions(me=(ME,)))
    assert (moments(result), result.ignored) == (["2026-03-02 09:00"], {"damaged": 1})


def test_tasks_of_a_calendar_are_counted() -> None:
    tasks = "BEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\n", "BEGIN:VJOURNAL\r\nUID:2\r\nEND:VJOURNAL\r\n"
    assert found(*tasks).ignored == {"no_meeting": 2}


def test_a_series_that_is_written_date_by_date_under_one_id_is_whole() -> None:
    starts = [f"DTSTART:2026030{day}T090000Z" for day in (2, 3, 4)]
    result = found(*(event(start) for start in (*starts, starts[0])))
    assert moments(result) == ["2026-03-02 09:00", "2026-03-03 09:00", "2026-03-04 09:00"]
    assert result.ignored == {"duplicate": 1}


@pytest.mark.parametrize("is_last_first", [True, False])
def test_of_a_meeting_that_was_moved_the_last_version_counts(is_last_first: bool) -> None:
    versions = [event(f"DTSTART:2026030{day}T090000Z", f"SEQUENCE:{day}") for day in (2, 3)]
    result = found(*(reversed(versions) if is_last_first else versions))
    assert (moments(result), result.ignored) == (["2026-03-03 09:00"], {"duplicate": 1})


@pytest.mark.parametrize("is_last_first", [True, False])
def test_a_meeting_that_was_called_off_in_a_later_version_did_not_happen(is_last_first: bool) -> None:
    versions = [
        event("DTSTART:20260302T090000Z"),
        event("DTSTART:20260302T090000Z", "SEQUENCE:1", "STATUS:CANCELLED"),
    ]
    result = found(*(reversed(versions) if is_last_first else versions))
    assert (moments(result), result.ignored) == ([], {"duplicate": 1, "cancelled": 1})
    assert result.cancelled_meetings == ("ical:7@cal",)


def test_a_damaged_start_costs_one_event_of_its_id() -> None:
    result = found(event("DTSTART:2026"), event("DTSTART:20260302T090000Z"))
    assert (moments(result), result.ignored) == (["2026-03-02 09:00"], {"damaged": 1})


def test_an_event_that_two_files_hold_is_counted(tmp_path: Path) -> None:
    for name in ("a.ics", "b.ics"):
        (tmp_path / name).write_bytes(calendar(event("DTSTART:20260302T090000Z")))
    (result,) = read_exports([tmp_path / "a.ics", tmp_path / "b.ics"], ImportOptions(me=(ME,)))
    assert (moments(result), result.ignored) == (["2026-03-02 09:00"], {"duplicate": 1})
