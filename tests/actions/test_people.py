"""People: edited, found by zone, merged and taken apart; and the page of one person in words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.actions import conversations, notes, outreach
from coach.actions.boundaries_and_away import set_boundary
from coach.actions.people import edit_person, format_person_fields, merge_people
from coach.actions.typed_names import get_person_by_name, split_name_and_text
from coach.actions.undo import redo_last_action, undo_last_action
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.person import Person, convert_to_zone, parse_channel, parse_time_zone
from coach.errors import InvalidInput
from coach.service import CoachService
from coach.views.person import PersonView, build_person_view, last_subject
from tests.conftest import BERLIN, TUESDAY, FakeClock


def person(service: CoachService, name: str) -> Person:
    return next(p for p in service.journal.list_records(Person) if p.name == name)


def whose(service: CoachService) -> dict[str, str]:
    """Record → the person it is about."""
    return {m.id: m.person for m in service.journal.list_records(Message)} | {
        n.id: n.person for n in service.journal.list_records(Note)
    }


def page(service: CoachService, name: str) -> PersonView:
    found = build_person_view(service.journal, person(service, name).id, service.now())
    assert found is not None
    return found


# What is known of them


def test_every_field_is_edited_as_one_line(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana"))
    service.execute(
        edit_person(
            "Ana", name="Ana Lee", tie="Strong", place="Oslo", zone="oslo", channel="@Mail", met="the spring meetup",
            handles="linkedin ana-lee, ana@example.org", tags="#rust, hiring rust", note="two\nlines",
        )
    )  # fmt: skip
    ana = person(service, "Ana Lee")
    assert (ana.tie, ana.place, ana.zone, ana.channel, ana.met) == (
        "strong", "Oslo", "Europe/Oslo", "e-mail", "the spring meetup",
    )  # fmt: skip
    assert ana.handles == {"linkedin": "ana-lee", "e-mail": "ana@example.org"}
    assert (ana.tags, ana.note) == (("rust", "hiring"), "two\nlines")


def test_the_lines_of_a_person_read_back_as_the_same_person(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana #cold @x"))
    service.execute(edit_person("Ana", handles="x ana, web https://ana.example", tags="one two", zone="Asia/Kolkata"))
    before = person(service, "Ana")
    service.execute(edit_person("Ana", **format_person_fields(before)))
    assert person(service, "Ana") == before


def test_an_empty_line_empties_a_field_but_never_the_name(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana #warm"))
    service.execute(edit_person("Ana", place="Oslo"))
    service.execute(edit_person("Ana", place="", tie=""))
    assert (person(service, "Ana").place, person(service, "Ana").tie) == ("", None)
    with pytest.raises(InvalidInput, match="name is still empty"):
        service.execute(edit_person("Ana", name="  "))


def test_a_rename_is_undone(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana"))
    assert service.execute(edit_person("Ana", name="Anna")).message == "Saved: Ana is now Anna."
    service.execute(undo_last_action())
    assert [p.name for p in service.journal.list_records(Person)] == ["Ana"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Europe/Oslo", "Europe/Oslo"), ("oslo", "Europe/Oslo"), ("NEW YORK", "America/New_York"), ("São Paulo", "America/Sao_Paulo"),
     ("utc", "UTC"), ("asia/kolkata", "Asia/Kolkata")],
)  # fmt: skip
def test_a_zone_is_named_by_its_city(typed: str, meant: str) -> None:
    assert parse_time_zone(typed) == meant


@pytest.mark.parametrize(
    ("typed", "hint"), [("Olso", "Europe/Oslo"), ("nowhere at all", "large city"), ("../etc", "city")]
)
def test_a_zone_that_is_none_gets_a_hint(typed: str, hint: str) -> None:
    with pytest.raises(InvalidInput, match="not a time zone") as error:
        parse_time_zone(typed)
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
        assert parse_channel(typed) == stored


def test_local_time_is_right_on_both_sides_of_a_clock_change() -> None:
    # Europe left summer time on 25 October 2026, New York on 1 November.
    for day, there in ((24, 6), (26, 7), (31, 7)):
        now = datetime(2026, 10, day, 12, 0, tzinfo=BERLIN)
        found = convert_to_zone("America/New_York", now)
        assert found is not None and found.hour == there
    assert convert_to_zone("America/New_York", datetime(2026, 11, 2, 12, tzinfo=BERLIN)).hour == 6  # type: ignore[union-attr]


@pytest.mark.parametrize("zone", ["", "Nowhere/Atlantis", "../../etc/passwd", "Europe", "\x00"])
def test_a_zone_that_no_list_knows_is_passed_over(zone: str) -> None:
    assert convert_to_zone(zone, datetime(2026, 1, 1, tzinfo=BERLIN)) is None


# Two entries that are one person


def test_merging_moves_everything_and_one_undo_takes_it_apart(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Ana Lee @linkedin : hello"))
    service.execute(outreach.log_promise("A. Lee", "an intro"))
    service.execute(notes.write_note("gave", "a link", who="A. Lee"))
    service.execute(edit_person("A. Lee", handles="e-mail a@example.org", tags="rust", place="Oslo"))
    apart = whose(service)
    service.execute(merge_people("Ana Lee", "A. Lee"))
    (ana,) = service.journal.list_records(Person)
    assert (ana.name, ana.place, ana.tags, ana.handles) == ("Ana Lee", "Oslo", ("rust",), {"e-mail": "a@example.org"})
    assert "Also: A. Lee" in ana.note
    assert set(whose(service).values()) == {ana.id}
    assert [p.text for p in page(service, "Ana Lee").promises] == ["an intro"]
    service.execute(undo_last_action())
    assert whose(service) == apart
    assert sorted(p.name for p in service.journal.list_records(Person)) == ["A. Lee", "Ana Lee"]
    service.execute(redo_last_action())
    assert [p.name for p in service.journal.list_records(Person)] == ["Ana Lee"]


def test_merging_throws_no_handle_away(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana"))
    service.execute(outreach.log_sent_message("Bea"))
    service.execute(edit_person("Ana", handles="x ana"))
    service.execute(edit_person("Bea", handles="x bea"))
    service.execute(merge_people("Ana", "Bea"))
    ana = person(service, "Ana")
    assert ana.handles == {"x": "ana"} and "x bea" in ana.note


def test_nobody_is_merged_with_themselves(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    with pytest.raises(InvalidInput, match="the same person: Ana Lee"):
        service.execute(merge_people("Ana Lee", "ana"))


# Where it stands, in words


def test_silence_stands_beside_the_effort(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Ana #warm"))
    clock.forward(days=8)
    service.execute(outreach.log_sent_message("Ana : about the meetup"))
    clock.forward(days=2)
    first, chance, normal = page(service, "Ana").status_sentences
    assert first == "No reply for 2 working days. You wrote twice."
    assert chance.startswith("About ") and " in 100 such messages (likely " in chance and ") get a reply. " in chance
    assert chance.endswith("published figures.") and normal.startswith("It is fine to wait until")
    assert page(service, "Ana").state == "never replied"


def test_lines_of_one_day_are_one_contact(service: CoachService, clock: FakeClock) -> None:
    for _ in range(3):
        service.execute(outreach.log_sent_message("Ana"))
        clock.forward(minutes=1)
    clock.forward(days=1)
    (row,) = list_open_conversations(service.journal, service.now())
    assert row.follow_ups_sent == 0
    assert page(service, "Ana").status_sentences[0] == "No reply for 1 working day. You wrote once."


def test_a_message_after_a_quarter_begins_anew(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Lin #cold"))
    clock.forward(days=120)
    service.execute(outreach.log_sent_message("Lin"))
    (row,) = list_open_conversations(service.journal, service.now())
    assert row.follow_ups_sent == 0


def test_a_meeting_before_ones_message_is_not_told_as_their_message(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_meeting("Ana"))
    clock.forward(days=1)
    service.execute(outreach.log_sent_message("Ana"))
    assert page(service, "Ana").status_sentences[0] == "No reply yet. You wrote once. You last met on 24 November."


def test_went_quiet_says_when_they_last_wrote(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_received_message("Ana"))
    clock.forward(days=1)
    service.execute(outreach.log_sent_message("Ana", text="Are you free on Friday?"))
    clock.forward(days=1)
    assert page(service, "Ana").state == "went quiet"
    assert (
        page(service, "Ana").status_sentences[0]
        == "No reply for 1 working day. You wrote once. They last wrote on 24 November."
    )


def test_once_every_line_was_sent_one_question_is_left(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Lin #cold"))
    clock.forward(days=11)
    service.execute(outreach.log_sent_message("Lin"))
    clock.forward(days=32)
    found = page(service, "Lin")
    assert found.may_rest
    assert found.status_sentences[-1].endswith("let it rest, snooze it for 30 days, or keep it in the list.")


@pytest.mark.parametrize(
    ("action", "state", "says"),
    [
        (
            conversations.rest_conversation,
            "resting",
            "Resting since 24 November. A message from either side opens it again.",
        ),
        (conversations.log_refusal, "no", "They said no on 24 November. This conversation is complete."),
        (outreach.log_meeting, "met", "You met on 24 November."),
        (conversations.snooze_for_a_month, "later", "Snoozed until Thursday 24 December."),
    ],
)
def test_every_end_of_a_silence_is_told_calmly(
    service: CoachService, clock: FakeClock, action: object, state: str, says: str
) -> None:
    assert callable(action)
    service.execute(outreach.log_sent_message("Ana"))
    clock.forward(minutes=5)
    service.execute(action("Ana"))
    assert (page(service, "Ana").state, page(service, "Ana").status_sentences[-1]) == (state, says)
    assert list_open_conversations(service.journal, service.now()) == ()


def test_whoever_wrote_first_is_no_debt_of_long_standing(service: CoachService) -> None:
    service.execute(outreach.log_received_message("Sam"))
    assert page(service, "Sam").state == "they wrote first"
    assert page(service, "Sam").status_sentences == (
        "They wrote to you first, today. It is your turn; a short reply is fine.",
    )


def test_a_kept_thread_stays_and_is_not_asked_about_again(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Lin #cold"))
    clock.forward(days=30)
    assert page(service, "Lin").may_rest
    service.execute(conversations.keep_conversation("Lin"))
    assert not page(service, "Lin").may_rest
    assert [w.name for w in list_open_conversations(service.journal, service.now())] == ["Lin"]


def test_waiting_thirty_days_brings_the_question_back_after_them(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Lin #cold"))
    clock.forward(days=30)
    service.execute(conversations.snooze_for_a_month("Lin"))
    clock.forward(days=29)
    assert list_open_conversations(service.journal, service.now()) == ()
    clock.forward(days=1)
    assert [w.may_rest for w in list_open_conversations(service.journal, service.now())] == [True]


def test_the_balance_lists_help_and_promises_of_both_sides(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Sam ! an intro"))
    service.execute(outreach.log_received_message("Sam ! a book"))
    service.execute(notes.write_note("got", "a referral", who="Sam"))
    clock.forward(days=1)
    service.execute(notes.write_note("gave", "feedback on the CV", who="Sam"))
    clock.forward(hours=1)
    service.execute(conversations.mark_answered("Sam"))
    found = page(service, "Sam")
    assert found.promises == ()
    assert [text for _, text in found.given_help] == ["an intro", "feedback on the CV"]
    assert [text for _, text in found.received_help] == ["a referral"]
    assert [m.text for m in found.their_promises] == ["a book"]


def test_a_page_with_promises_speaks_of_messages_where_no_reply_is_due(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Uma Reis : how was the talk?"))
    clock.forward(hours=2)
    service.execute(conversations.mark_answered("Uma Reis"))
    service.execute(outreach.log_received_message("Uma Reis ! the slides"))
    service.execute(outreach.log_sent_message("Uma Reis ! a review"))
    assert page(service, "Uma Reis").status_sentences == (
        "You promised a review, today.", "No message waits for a reply.",
    )  # fmt: skip


def test_a_promise_let_go_is_no_help_given(service: CoachService) -> None:
    service.execute(outreach.log_promise("Sam", "an intro"))
    service.execute(conversations.rest_conversation("Sam"))
    assert page(service, "Sam").given_help == ()


def test_the_subject_is_what_was_last_written_about(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Ana : the meetup"))
    clock.forward(days=1)
    service.execute(outreach.log_sent_message("Ana"))
    assert last_subject(page(service, "Ana")) == "the meetup"


def test_the_clocks_of_two_zones_are_compared_in_words(service: CoachService, clock: FakeClock) -> None:
    for zone, says in (("Asia/Kolkata", "4 h 30 later than yours"), ("Europe/Paris", "same time as yours"),
                       ("America/New_York", "6 h earlier than yours"), ("", "")):  # fmt: skip
        service.execute(outreach.log_sent_message("Ana"))
        service.execute(edit_person("Ana", zone=zone))
        assert page(service, "Ana").offset_text == says


def test_hidden_names_leave_no_word_of_a_promise_in_the_sentences(service: CoachService) -> None:
    service.execute(outreach.log_promise("Sam", "the Zanzibar intro"))
    found = build_person_view(service.journal, person(service, "Sam").id, service.now(), hidden="•••")
    assert found is not None and found.status_sentences == ("You promised •••, today.",)


def test_nobody_behind_a_boundary_has_a_page(service: CoachService) -> None:
    from coach.actions.boundaries_and_away import set_boundary

    service.execute(outreach.log_sent_message("Rex"))
    service.execute(set_boundary("Rex"))
    assert build_person_view(service.journal, person(service, "Rex").id, service.now()) is None


def test_a_page_in_another_zone_counts_days_as_the_person_does(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana"))
    tokyo = service.now().astimezone(ZoneInfo("Asia/Tokyo"))
    found = build_person_view(service.journal, person(service, "Ana").id, tokyo)
    assert found is not None and found.status_sentences[0].startswith("No reply yet. You wrote once.")


# Finished years


def test_the_page_shows_what_passed_in_finished_years_and_its_chances_stay_those_of_the_list(
    folder: Path, clock: FakeClock
) -> None:
    clock.at = datetime(2023, 3, 6, 10, tzinfo=BERLIN)
    service = CoachService(folder, clock)
    service.execute(outreach.log_sent_message("Ana Lee : the first words"))
    clock.forward(days=2)
    service.execute(outreach.log_received_message("Ana Lee"))
    service.execute(notes.write_note("got", "read my draft", who="Ana Lee"))
    clock.at = TUESDAY
    for text in ("the second words", "the third words"):
        service.execute(outreach.log_sent_message(f"Ana Lee : {text}"))
        clock.forward(days=1)
    assert "the first words" not in [m.text for m in service.journal.list_records(Message)]

    at_hand, key = page(service, "Ana Lee"), person(service, "Ana Lee").id
    whole = build_person_view(service.journal, key, service.now(), past=service.history.load_person_history(key))
    assert whole is not None
    said = [event.text for event in whole.events if event.text]
    assert said == ["the third words", "the second words", "the first words"]
    assert [text for _, text in whole.received_help] == ["read my draft"]
    assert whole.status_sentences == at_hand.status_sentences and whole.silence == at_hand.silence


def test_a_text_behind_a_name_becomes_nobodys_name(service: CoachService) -> None:
    with pytest.raises(InvalidInput, match="does not look like a name"):
        service.execute(outreach.log_sent_message("Bo sure, here it is"))
    assert not service.journal.list_records(Person)
    service.execute(outreach.log_sent_message("ana lee, ben okri"))
    assert sorted(p.name for p in service.journal.list_records(Person)) == ["ana lee", "ben okri"]


@pytest.mark.parametrize(
    "line",
    [
        "Ana Lee asked twice",
        "ana lee, asked about the role",
        "ana lee asked about the role",
        "Ben Okri sent him the slides",
        "Cleo Sand, Ben Okri was at the meetup",
        "bring the book along next time",
        "Cleo I will write again",
        "I met Ben Okri",
        "Ben I’ll call",
    ],
)
def test_words_behind_a_name_become_no_part_of_it(service: CoachService, line: str) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    with pytest.raises(InvalidInput, match="does not look like a name") as refused:
        service.execute(outreach.log_sent_message(line))
    assert "Ana" not in refused.value.message and "--text" in str(refused.value.hint)
    assert [p.name for p in service.journal.list_records(Person)] == ["Ana Lee"]


@pytest.mark.parametrize(
    "name",
    [
        "Oscar de la renta",
        "oscar de la renta",
        "Ana Lee smith",
        "محمد بن سلمان آل سعود",
        "王 小 明 先 生",
        "+Ana Lee from the gym",
    ],
)
def test_a_name_in_small_letters_or_letters_without_capitals_is_a_name(service: CoachService, name: str) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(outreach.log_sent_message(name))
    assert name.removeprefix("+") in [p.name for p in service.journal.list_records(Person)]


@pytest.mark.parametrize(
    ("words", "name", "text"),
    [
        (("Tom", "Rae", "an", "intro"), "Tom Rae", "an intro"),
        (("Tom Rae", "An intro"), "Tom Rae", "An intro"),
        (("Ana", "Berlin", "tips"), "Ana", "Berlin tips"),
        (("ana", "lee", "an", "intro"), "ana lee", "an intro"),
        (("tom", "an", "intro"), "tom", "an intro"),
        (("Tom", "Rae"), "Tom", "Rae"),
        (("Tom",), "Tom", ""),
        (("Prof.", "Rae", "an", "intro"), "Prof. Rae", "an intro"),
        (("Dr.", "Rae", "Lind", "Berlin", "tips"), "Dr. Rae Lind Berlin", "tips"),
        (("Prof.", "Dr.", "Lee", "Berlin", "tips"), "Prof. Dr. Lee", "Berlin tips"),
        (("Prof.", "an", "intro"), "Prof.", "an intro"),
        ((), "", ""),
    ],
)
def test_typed_words_are_split_behind_the_whole_name(
    service: CoachService, words: tuple[str, ...], name: str, text: str
) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(outreach.log_sent_message("Prof. Dr. Kim Lee"))
    assert split_name_and_text(service.journal, words) == (name, text)


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        ("St. Ana Lee", False),
        ("Ma. Ana Lee", False),
        ("Chr. Ana Lee", False),
        ("Univ.-Prof. Dr. med. Ana Lee", True),
        ("Mag. Dr. h.c. Ana Lee", True),
        ("Ph.D. Ana Lee", True),
        ("Sra. Ana Lee", True),
    ],
)
def test_a_short_first_name_is_no_title(service: CoachService, name: str, is_known: bool) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(outreach.log_sent_message(name))
    assert [p.name for p in service.journal.list_records(Person)] == ["Ana Lee", *([] if is_known else [name])]


@pytest.mark.parametrize("name", ["Charles I", "I Made Wirawan", "Io", "I. Kant"])
def test_an_i_within_a_name_is_no_sentence(service: CoachService, name: str) -> None:
    service.execute(outreach.log_sent_message(name))
    assert [p.name for p in service.journal.list_records(Person)] == [name]


def test_a_birthday_to_come_is_a_slip(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Mia"))
    for typed in ("2062-05-12", "25 November 2026"):
        with pytest.raises(InvalidInput, match="still to come"):
            service.execute(edit_person("Mia", birthday=typed))
    service.execute(edit_person("Mia", birthday="24 December"))
    assert person(service, "Mia").birthday == "--12-24"


def test_two_entries_made_one_keep_the_day_of_their_first_talk(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Orla F."))
    clock.forward(days=3)
    service.execute(outreach.log_sent_message("Orla Fennwick"))
    service.execute(merge_people("Orla Fennwick", "Orla F."))
    assert person(service, "Orla Fennwick").first_talk_on == TUESDAY.date()


def test_a_tag_in_capitals_is_the_same_tag(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Orla"))
    service.execute(outreach.log_sent_message("Nils"))
    service.execute(edit_person("Orla", tags="Rust rust hiring RUST"))
    service.execute(edit_person("Nils", tags="Hiring music"))
    assert person(service, "Orla").tags == ("Rust", "hiring")
    service.execute(merge_people("Orla", "Nils"))
    assert person(service, "Orla").tags == ("Rust", "hiring", "music")


@pytest.mark.parametrize(
    "typed",
    [
        "Ana Lee, PhD",
        "ana lee phd",
        "Ana Lee, Ph.D., MBA (she/her)",
        "Ana Lee (she/her), CFA®",
        "Ana Lee - PMP",
        "Ana Lee, Dr.",
        "Dr. Ana Lee, M.Sc.",
        "Lee, Ana, PhD",
        "Ana Lee, , MBA,",
    ],
)
def test_a_title_behind_a_known_name_is_no_part_of_it(service: CoachService, typed: str) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(outreach.log_sent_message(typed))
    assert [p.name for p in service.journal.list_records(Person)] == ["Ana Lee"]


@pytest.mark.parametrize("name", ["Ana Lee, Jr.", "Ana Lee Ma", "Ana Lee Ed", "Ana Lee-MBA", "Ana Lee Sie", "Mba Lee"])
def test_what_only_looks_like_a_title_stays_in_the_name(service: CoachService, name: str) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(outreach.log_sent_message(name))
    assert {p.name for p in service.journal.list_records(Person)} == {"Ana Lee", name}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Ana Lee, PhD, Ben Okri", {"Ana Lee, PhD", "Ben Okri"}),
        ("Ben Okri and Ana Lee, PhD, MBA", {"Ben Okri", "Ana Lee, PhD, MBA"}),
        ("Ana, Ben", {"Ana", "Ben"}),
        ("Sam Ray, Jr., Ben Okri", {"Sam Ray, Jr.", "Ben Okri"}),
        ("PhD, Ana", {"PhD", "Ana"}),
        ("Ana Lee (she/her) & Ben Okri (he/him)", {"Ana Lee (she/her)", "Ben Okri (he/him)"}),
    ],
)
def test_a_title_in_a_list_of_new_names_stays_with_its_name(service: CoachService, typed: str, names: set[str]) -> None:
    service.execute(outreach.log_sent_message(typed))
    assert {p.name for p in service.journal.list_records(Person)} == names


def test_of_two_namesakes_the_one_with_the_typed_title_is_meant(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(outreach.log_sent_message("Ana Lee, PhD", new=True))
    assert get_person_by_name(service.journal, "ana lee, phd").name == "Ana Lee, PhD"
    assert get_person_by_name(service.journal, "Ana Lee").name == "Ana Lee"
    assert get_person_by_name(service.journal, "Ana Lee, MBA").name == "Ana Lee"


def test_a_boundary_holds_for_a_name_with_a_title_behind_it(service: CoachService) -> None:
    service.execute(outreach.log_sent_message("Ana Lee"))
    service.execute(set_boundary("Ana Lee"))
    with pytest.raises(InvalidInput, match="boundary"):
        service.execute(outreach.log_sent_message("Ana Lee, PhD (she/her)"))
