"""People: edited, found by zone, merged and taken apart; and the page of one person in words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.acts import notes, outreach
from coach.acts.people import as_lines, edit, merge
from coach.acts.undo import redo, undo
from coach.advice.person import Portrait, portrait, subject
from coach.advice.waiting import waiting
from coach.desk import Desk
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.domain.person import Person, channel, local_time, zone_named
from coach.errors import NotUnderstood
from tests.conftest import BERLIN, TUESDAY, FakeClock


def person(desk: Desk, name: str) -> Person:
    return next(p for p in desk.book.all(Person) if p.name == name)


def whose(desk: Desk) -> dict[str, str]:
    """Record → the person it is about."""
    return {m.id: m.person for m in desk.book.all(Message)} | {n.id: n.person for n in desk.book.all(Note)}


def page(desk: Desk, name: str) -> Portrait:
    found = portrait(desk.book, person(desk, name).id, desk.now())
    assert found is not None
    return found


# What is known of them


def test_every_field_is_edited_as_one_line(desk: Desk) -> None:
    desk.do(outreach.sent("Ana"))
    desk.do(
        edit(
            "Ana", name="Ana Lee", tie="Strong", place="Oslo", zone="oslo", channel="@Mail", met="the spring meetup",
            handles="linkedin ana-lee, ana@example.org", tags="#rust, hiring rust", note="two\nlines",
        )
    )  # fmt: skip
    ana = person(desk, "Ana Lee")
    assert (ana.tie, ana.place, ana.zone, ana.channel, ana.met) == (
        "strong", "Oslo", "Europe/Oslo", "e-mail", "the spring meetup",
    )  # fmt: skip
    assert ana.handles == {"linkedin": "ana-lee", "e-mail": "ana@example.org"}
    assert (ana.tags, ana.note) == (("rust", "hiring"), "two\nlines")


def test_the_lines_of_a_person_read_back_as_the_same_person(desk: Desk) -> None:
    desk.do(outreach.sent("Ana #cold @x"))
    desk.do(edit("Ana", handles="x ana, web https://ana.example", tags="one two", zone="Asia/Kolkata"))
    before = person(desk, "Ana")
    desk.do(edit("Ana", **as_lines(before)))
    assert person(desk, "Ana") == before


def test_an_empty_line_empties_a_field_but_never_the_name(desk: Desk) -> None:
    desk.do(outreach.sent("Ana #warm"))
    desk.do(edit("Ana", place="Oslo"))
    desk.do(edit("Ana", place="", tie=""))
    assert (person(desk, "Ana").place, person(desk, "Ana").tie) == ("", None)
    with pytest.raises(NotUnderstood, match="name is still empty"):
        desk.do(edit("Ana", name="  "))


def test_a_rename_is_undone(desk: Desk) -> None:
    desk.do(outreach.sent("Ana"))
    assert desk.do(edit("Ana", name="Anna")).says == "Saved: Ana is now Anna."
    desk.do(undo())
    assert [p.name for p in desk.book.all(Person)] == ["Ana"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Europe/Oslo", "Europe/Oslo"), ("oslo", "Europe/Oslo"), ("NEW YORK", "America/New_York"), ("São Paulo", "America/Sao_Paulo"),
     ("utc", "UTC"), ("asia/kolkata", "Asia/Kolkata")],
)  # fmt: skip
def test_a_zone_is_named_by_its_city(typed: str, meant: str) -> None:
    assert zone_named(typed) == meant


@pytest.mark.parametrize(
    ("typed", "hint"), [("Olso", "Europe/Oslo"), ("nowhere at all", "large city"), ("../etc", "city")]
)
def test_a_zone_that_is_none_gets_a_hint(typed: str, hint: str) -> None:
    with pytest.raises(NotUnderstood, match="no time zone") as error:
        zone_named(typed)
    assert hint in str(error.value)


def test_a_channel_is_read_in_any_usual_way_and_others_stay_as_typed() -> None:
    for typed, stored in [
        ("LinkedIn", "linkedin"),
        ("linkdin", "linkedin"),
        ("Mastadon", "mastodon"),
        ("blusky", "bluesky"),
        ("li", "linkedin"),
        ("Mail", "e-mail"),
        ("x", "x"),
        ("signal", "signal"),
        ("Slack", "slack"),
        ("events", "event"),
        ("even", "even"),
    ]:
        assert channel(typed) == stored


def test_local_time_is_right_on_both_sides_of_a_clock_change() -> None:
    # Europe left summer time on 25 October 2026, New York on 1 November.
    for day, there in ((24, 6), (26, 7), (31, 7)):
        now = datetime(2026, 10, day, 12, 0, tzinfo=BERLIN)
        found = local_time("America/New_York", now)
        assert found is not None and found.hour == there
    assert local_time("America/New_York", datetime(2026, 11, 2, 12, tzinfo=BERLIN)).hour == 6  # type: ignore[union-attr]


@pytest.mark.parametrize("zone", ["", "Nowhere/Atlantis", "../../etc/passwd", "Europe", "\x00"])
def test_a_zone_that_no_list_knows_is_passed_over(zone: str) -> None:
    assert local_time(zone, datetime(2026, 1, 1, tzinfo=BERLIN)) is None


# Two entries that are one person


def test_merging_moves_everything_and_one_undo_takes_it_apart(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Ana Lee @linkedin : hello"))
    desk.do(outreach.promised("A. Lee", "an intro"))
    desk.do(notes.write("gave", "a link", who="A. Lee"))
    desk.do(edit("A. Lee", handles="e-mail a@example.org", tags="rust", place="Oslo"))
    apart = whose(desk)
    desk.do(merge("Ana Lee", "A. Lee"))
    (ana,) = desk.book.all(Person)
    assert (ana.name, ana.place, ana.tags, ana.handles) == ("Ana Lee", "Oslo", ("rust",), {"e-mail": "a@example.org"})
    assert "Also: A. Lee" in ana.note
    assert set(whose(desk).values()) == {ana.id}
    assert [p.text for p in page(desk, "Ana Lee").promises] == ["an intro"]
    desk.do(undo())
    assert whose(desk) == apart
    assert sorted(p.name for p in desk.book.all(Person)) == ["A. Lee", "Ana Lee"]
    desk.do(redo())
    assert [p.name for p in desk.book.all(Person)] == ["Ana Lee"]


def test_merging_throws_no_handle_away(desk: Desk) -> None:
    desk.do(outreach.sent("Ana"))
    desk.do(outreach.sent("Bea"))
    desk.do(edit("Ana", handles="x ana"))
    desk.do(edit("Bea", handles="x bea"))
    desk.do(merge("Ana", "Bea"))
    ana = person(desk, "Ana")
    assert ana.handles == {"x": "ana"} and "x bea" in ana.note


def test_nobody_is_merged_with_themselves(desk: Desk) -> None:
    desk.do(outreach.sent("Ana Lee"))
    with pytest.raises(NotUnderstood, match="one person already"):
        desk.do(merge("Ana Lee", "ana"))


# Where it stands, in words


def test_silence_stands_beside_the_effort(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Ana #warm"))
    clock.forward(days=8)
    desk.do(outreach.sent("Ana : about the meetup"))
    clock.forward(days=2)
    first, chance, normal = page(desk, "Ana").says
    assert first == "Quiet for 2 working days. You wrote twice."
    assert chance.startswith("An answer from here on: about ") and "likely between" in chance
    assert chance.endswith("general experience.") and normal.endswith("is normal, not neglect.")
    assert page(desk, "Ana").state == "never replied"


def test_lines_of_one_day_are_one_contact(desk: Desk, clock: FakeClock) -> None:
    for _ in range(3):
        desk.do(outreach.sent("Ana"))
        clock.forward(minutes=1)
    clock.forward(days=1)
    (row,) = waiting(desk.book, desk.now())
    assert row.attempts == 0
    assert page(desk, "Ana").says[0] == "Quiet for 1 working day. You wrote once."


def test_a_message_after_a_quarter_begins_anew(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Lin #cold"))
    clock.forward(days=120)
    desk.do(outreach.sent("Lin"))
    (row,) = waiting(desk.book, desk.now())
    assert row.attempts == 0


def test_went_quiet_says_when_they_last_wrote(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.wrote("Ana"))
    clock.forward(days=1)
    desk.do(outreach.sent("Ana"))
    clock.forward(days=1)
    assert page(desk, "Ana").state == "went quiet"
    assert page(desk, "Ana").says[0] == "Quiet for 1 working day. You wrote once. They last wrote on 24 November."


def test_once_every_line_was_sent_one_question_is_left(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Lin #cold"))
    clock.forward(days=11)
    desk.do(outreach.sent("Lin"))
    clock.forward(days=23)
    found = page(desk, "Lin")
    assert found.ask
    assert found.says[-1].endswith("let it rest, wait 30 days, or keep it in the list.")


@pytest.mark.parametrize(
    ("act", "state", "says"),
    [
        (outreach.rest, "resting", "At rest since 24 November. A word from either side wakes it."),
        (outreach.no, "no", "The answer was a no, on 24 November. This thread is complete."),
        (outreach.met, "met", "You met on 24 November."),
        (outreach.wait, "later", "Out of sight until Thursday 24 December."),
    ],
)
def test_every_end_of_a_silence_is_told_calmly(
    desk: Desk, clock: FakeClock, act: object, state: str, says: str
) -> None:
    assert callable(act)
    desk.do(outreach.sent("Ana"))
    clock.forward(minutes=5)
    desk.do(act("Ana"))
    assert (page(desk, "Ana").state, page(desk, "Ana").says[-1]) == (state, says)
    assert waiting(desk.book, desk.now()) == ()


def test_whoever_wrote_first_is_no_debt_of_long_standing(desk: Desk) -> None:
    desk.do(outreach.wrote("Sam"))
    assert page(desk, "Sam").state == "they wrote first"
    assert page(desk, "Sam").says == (
        "They wrote to you first, today. An answer is yours to give; a short one is fine.",
    )


def test_a_kept_thread_stays_and_is_not_asked_about_again(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Lin #cold"))
    clock.forward(days=30)
    assert page(desk, "Lin").ask
    desk.do(outreach.keep("Lin"))
    assert not page(desk, "Lin").ask
    assert [w.name for w in waiting(desk.book, desk.now())] == ["Lin"]


def test_waiting_thirty_days_brings_the_question_back_after_them(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Lin #cold"))
    clock.forward(days=30)
    desk.do(outreach.wait("Lin"))
    clock.forward(days=29)
    assert waiting(desk.book, desk.now()) == ()
    clock.forward(days=1)
    assert [w.may_rest for w in waiting(desk.book, desk.now())] == [True]


def test_the_balance_lists_help_and_promises_of_both_sides(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Sam ! an intro"))
    desk.do(outreach.wrote("Sam ! a book"))
    desk.do(notes.write("got", "a referral", who="Sam"))
    clock.forward(days=1)
    desk.do(notes.write("gave", "feedback on the CV", who="Sam"))
    clock.forward(hours=1)
    desk.do(outreach.answered("Sam"))
    found = page(desk, "Sam")
    assert found.promises == ()
    assert [text for _, text in found.gave] == ["an intro", "feedback on the CV"]
    assert [text for _, text in found.got] == ["a referral"]
    assert [m.text for m in found.theirs] == ["a book"]


def test_a_promise_let_go_is_no_help_given(desk: Desk) -> None:
    desk.do(outreach.promised("Sam", "an intro"))
    desk.do(outreach.rest("Sam"))
    assert page(desk, "Sam").gave == ()


def test_the_subject_is_what_was_last_written_about(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Ana : the meetup"))
    clock.forward(days=1)
    desk.do(outreach.sent("Ana"))
    assert subject(page(desk, "Ana")) == "the meetup"


def test_the_clocks_of_two_zones_are_compared_in_words(desk: Desk, clock: FakeClock) -> None:
    for zone, says in (("Asia/Kolkata", "4 h 30 later than yours"), ("Europe/Paris", "same time as yours"),
                       ("America/New_York", "6 h earlier than yours"), ("", "")):  # fmt: skip
        desk.do(outreach.sent("Ana"))
        desk.do(edit("Ana", zone=zone))
        assert page(desk, "Ana").offset == says


def test_hidden_names_leave_no_word_of_a_promise_in_the_sentences(desk: Desk) -> None:
    desk.do(outreach.promised("Sam", "the Zanzibar intro"))
    found = portrait(desk.book, person(desk, "Sam").id, desk.now(), hidden="•••")
    assert found is not None and found.says == ("You promised •••, today.",)


def test_nobody_behind_a_boundary_has_a_page(desk: Desk) -> None:
    from coach.acts.boundary import draw

    desk.do(outreach.sent("Rex"))
    desk.do(draw("Rex"))
    assert portrait(desk.book, person(desk, "Rex").id, desk.now()) is None


def test_a_page_in_another_zone_counts_days_as_the_person_does(desk: Desk) -> None:
    desk.do(outreach.sent("Ana"))
    tokyo = desk.now().astimezone(ZoneInfo("Asia/Tokyo"))
    found = portrait(desk.book, person(desk, "Ana").id, tokyo)
    assert found is not None and found.says[0].startswith("No answer yet. You wrote once.")


# Finished years


def test_the_page_shows_what_passed_in_finished_years_and_its_chances_stay_those_of_the_list(
    folder: Path, clock: FakeClock
) -> None:
    clock.at = datetime(2023, 3, 6, 10, tzinfo=BERLIN)
    desk = Desk(folder, clock)
    desk.do(outreach.sent("Ana Lee : the first words"))
    clock.forward(days=2)
    desk.do(outreach.wrote("Ana Lee"))
    desk.do(notes.write("got", "read my draft", who="Ana Lee"))
    clock.at = TUESDAY
    for text in ("the second words", "the third words"):
        desk.do(outreach.sent(f"Ana Lee : {text}"))
        clock.forward(days=1)
    assert "the first words" not in [m.text for m in desk.book.all(Message)]

    at_hand, key = page(desk, "Ana Lee"), person(desk, "Ana Lee").id
    whole = portrait(desk.book, key, desk.now(), past=desk.past.of(key))
    assert whole is not None
    said = [event.text for event in whole.events if event.text]
    assert said == ["the third words", "the second words", "the first words"]
    assert [text for _, text in whole.got] == ["read my draft"]
    assert whole.says == at_hand.says and whole.silence == at_hand.silence
