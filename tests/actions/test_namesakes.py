"""People who share a name, or have it spelled in several ways, can each be named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coach.actions.boundaries_and_away import set_boundary
from coach.actions.conversations import mark_answered, rest_conversation
from coach.actions.notes import log_post, log_post_answers
from coach.actions.opportunities_and_events import log_people_met, save_event
from coach.actions.outreach import act_on_each, log_meeting, log_received_message, log_sent_message
from coach.actions.people import edit_person
from coach.actions.result import Action
from coach.actions.typed_names import get_person_by_name, split_name_and_text, split_names
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.message import Message
from coach.domain.person import Person
from coach.domain.text import fold_text
from coach.errors import AmbiguousName, InvalidInput
from coach.service import CoachService
from coach.views.day_builder import make_outreach_row
from tests.conftest import TUESDAY, FakeClock


def names(service: CoachService) -> list[str]:
    return sorted(person.name for person in service.journal.list_records(Person))


@pytest.fixture
def two_anas(service: CoachService) -> CoachService:
    service.execute(log_sent_message("Ana", via="linkedin", new=True))
    service.execute(log_sent_message("Ana", via="mail", new=True))
    return service


@pytest.mark.parametrize(
    ("one", "other"),
    [("Łukasz Grød", "lukasz grod"), ("D’Arcy", "d'arcy"), ("Jean‑Luc", "jean-luc"), ("Ðorđe", "dorde"), ("Cæsar", "caesar")],
)  # fmt: skip
def test_two_spellings_are_one_name(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


def test_a_name_typed_on_another_keyboard_makes_no_second_person(service: CoachService) -> None:
    service.execute(log_sent_message("Bjørn O’Neill"))
    service.execute(log_received_message("Bjorn O'Neill"))
    assert names(service) == ["Bjørn O’Neill"]


@pytest.mark.parametrize(
    ("known", "typed"),
    [("Jürgen Groß", "Juergen Gross"), ("Mueller", "Müller"), ("Ida Müller", "Mueller"), ("Søren", "Soeren"),
     ("Åse Dahl", "Aase Dahl"), ("Jo\u0308rg", "Joerg")],
)  # fmt: skip
def test_an_umlaut_may_be_typed_as_two_letters(service: CoachService, known: str, typed: str) -> None:
    service.execute(log_sent_message(known))
    service.execute(log_sent_message(typed))
    assert len(names(service)) == 1


def test_a_blocked_name_is_blocked_with_its_umlaut_as_two_letters(service: CoachService) -> None:
    service.execute(log_sent_message("Jürgen Groß"))
    service.execute(set_boundary("Jürgen Groß"))
    with pytest.raises(InvalidInput, match="boundary"):
        service.execute(log_received_message("Juergen Gross"))


def test_two_letters_that_are_no_umlaut_begin_no_other_name(service: CoachService) -> None:
    for name in ("Süß Kern", "Sue", "Joe", "Noël", "Noah"):
        service.execute(log_sent_message(name))
    assert names(service) == ["Joe", "Noah", "Noël", "Sue", "Süß Kern"]


def test_the_same_spelling_comes_before_another_one(service: CoachService) -> None:
    service.execute(log_sent_message("José"))
    service.execute(log_sent_message("Jose", new=True))
    assert get_person_by_name(service.journal, "Jose").name == "Jose"
    assert get_person_by_name(service.journal, "José").name == "José"


def test_an_ambiguous_name_lists_what_differs_and_the_ids(two_anas: CoachService) -> None:
    with pytest.raises(AmbiguousName) as error:
        two_anas.execute(mark_answered("Ana"))
    assert "LinkedIn" in str(error.value) and "e-mail" in str(error.value)
    assert [key for key, _ in error.value.people] == [key for key in (p[0] for p in error.value.people) if key]
    assert all(f"(id {key[:8]})" in str(error.value) for key, _ in error.value.people)


def test_a_namesake_is_named_by_channel_or_by_id(two_anas: CoachService) -> None:
    by_mail = get_person_by_name(two_anas.journal, "Ana @mail")
    assert by_mail.channel == "e-mail"
    assert get_person_by_name(two_anas.journal, by_mail.id[:8]) == by_mail
    two_anas.execute(log_sent_message("Ana @linkedin"))
    assert len(names(two_anas)) == 2


def test_a_namesake_is_named_by_employer(two_anas: CoachService) -> None:
    first = get_person_by_name(two_anas.journal, "Ana @linkedin")
    two_anas.execute(lambda journal, now: edit_person(first.id, note="x")(journal, now))
    person = first.copy_with(company="Acme Works")
    journal = two_anas.journal.with_records([person])
    assert get_person_by_name(journal, "Ana @acme").id == first.id


def test_several_names_are_several_people(service: CoachService) -> None:
    change = service.execute(log_sent_message("Bea, Cy and Dot"))
    assert names(service) == ["Bea", "Cy", "Dot"] and "Bea, Cy and Dot" in change.message
    assert len(service.journal.list_records(Message)) == 3


@pytest.mark.parametrize("line", ["Lee, Jr.", "Ana Lee", "Ann Sand"])
def test_one_name_stays_one(line: str, service: CoachService) -> None:
    assert split_names(service.journal, line) == [line]


def test_a_known_name_with_a_comma_stays_one(service: CoachService) -> None:
    service.execute(log_sent_message("Ito", new=True))
    service.execute(lambda journal, now: edit_person("Ito", name="Ito, Ben")(journal, now))
    assert split_names(service.journal, "Ito, Ben") == ["Ito, Ben"]


def test_a_full_name_is_told_from_what_follows_it(service: CoachService) -> None:
    service.execute(log_sent_message("Ana Lee"))
    assert split_name_and_text(service.journal, ["Ana", "Lee", "an", "intro"]) == ("Ana Lee", "an intro")
    assert split_name_and_text(service.journal, ["Sam", "an", "intro"]) == ("Sam", "an intro")


@pytest.mark.parametrize("typed", ["Wim!", "Wim?", "Wim.", '"Wim"', "‘wim’", "Wim linkedin", "Wim LinkedIn"])
def test_marks_around_a_known_name_make_no_second_person(service: CoachService, typed: str) -> None:
    service.execute(log_sent_message("Wim"))
    service.execute(log_sent_message(typed))
    assert names(service) == ["Wim"]


def test_a_name_that_ends_in_a_mark_stays_who_it_is(service: CoachService) -> None:
    for name in ("Yahoo!", "Yahoo"):
        service.execute(log_sent_message(name, new=True))
    assert get_person_by_name(service.journal, "yahoo!").name == "Yahoo!"
    assert get_person_by_name(service.journal, "yahoo?").name == "Yahoo"


@pytest.mark.parametrize("word", ["back", "too", "again", "finally"])
def test_a_word_behind_a_name_is_no_surname(service: CoachService, word: str) -> None:
    with pytest.raises(InvalidInput, match=f'"{word}" does not look like a name'):
        service.execute(log_received_message(f"Wim {word}"))


def test_lists_tell_namesakes_apart_and_leave_other_names_alone(two_anas: CoachService) -> None:
    two_anas.execute(log_received_message("Wim"))
    for person in two_anas.journal.list_records(Person):
        if person.name == "Ana":
            two_anas.execute(log_received_message(":", to=person.id))
    rows = [make_outreach_row(each, TUESDAY) for each in list_open_conversations(two_anas.journal, TUESDAY)]
    apart = {row.full_name for row in rows}
    assert len(apart) == 3 and "Wim" in apart and all(name.startswith("Ana (") for name in apart - {"Wim"})


def test_a_new_name_near_a_known_one_is_pointed_out(service: CoachService) -> None:
    service.execute(log_sent_message("Priya Raman"))
    assert "If you meant Priya Raman" in service.execute(log_sent_message("Pirya Raman")).message


def test_an_unknown_name_offers_a_near_one(service: CoachService) -> None:
    service.execute(log_sent_message("Priya Raman"))
    with pytest.raises(InvalidInput, match="Did you mean Priya Raman"):
        service.execute(mark_answered("Pryia Raman"))


def test_a_nickname_in_quotes_finds_whose_it_is(service: CoachService) -> None:
    service.execute(log_sent_message("Elizabeth “Betty” Cole"))
    for typed in ("betty", "Betty Cole", '"Betty"', "elizabeth betty"):
        assert get_person_by_name(service.journal, typed).name == "Elizabeth “Betty” Cole"


def test_a_name_with_its_last_word_first_is_the_same_name(service: CoachService) -> None:
    service.execute(log_sent_message("Ines Duarte"))
    assert split_names(service.journal, "Duarte, Inês") == ["Duarte, Inês"]
    service.execute(log_received_message("Duarte, Ines"))
    assert names(service) == ["Ines Duarte"]
    with pytest.raises(InvalidInput, match="Did you mean Ines Duarte"):
        get_person_by_name(service.journal, "Duarte Ines")


@pytest.mark.parametrize(
    "line", ["Ines; Omar", "Ines + Omar", "Ines,  Omar", "Ines,Omar", "Ines / Omar", "Ines und Omar"]
)
def test_two_names_are_two_people_whatever_stands_between_them(service: CoachService, line: str) -> None:
    service.execute(log_sent_message(line))
    assert names(service) == ["Ines", "Omar"]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Ana und Ben", ["Ana", "Ben"]),
        ("Ana et Ben", ["Ana", "Ben"]),
        ("Ana / Ben", ["Ana", "Ben"]),
        ("Ana; and Ben", ["Ana", "Ben"]),
        ("Karl von und zu Guttenberg", ["Karl von und zu Guttenberg"]),
        ("Lee, Jr.", ["Lee, Jr."]),
        ("Ernst and Young", ["Ernst and Young"]),
    ],
)
def test_names_at_an_event_under_a_post_and_in_a_message_are_split_alike(
    folder: Path, clock: FakeClock, line: str, people: list[str]
) -> None:
    for number, log in enumerate((_log_sent, _log_met, _log_answers)):
        service = CoachService(folder / str(number), clock).open_folder()
        service.execute(log_sent_message("Ernst and Young", new=True))
        log(service, line)
        assert set(names(service)) == {"Ernst and Young", *people}, log


@pytest.mark.parametrize(
    "line", ["Ana y Ben", "Ana e Ben", "Ana Lee y Ben", "Ana Lee e Cleo Ray", "Cleo Ray y Ana Lee"]
)
def test_a_spanish_or_italian_and_parts_people_of_whom_enough_is_known(service: CoachService, line: str) -> None:
    for name in ("Ana Lee", "Ben Okri"):
        service.execute(log_sent_message(name))
    service.execute(log_meeting(line))
    assert set(names(service)) <= {"Ana Lee", "Ben Okri", "Cleo Ray"}
    assert sum(message.kind == "meeting" for message in service.journal.list_records(Message)) == 2


@pytest.mark.parametrize(
    "name", ["Ramón y Cajal", "Ana Costa e Silva", "José Ortega y Gasset", "Ana Sousa e Melo Reis"]
)
@pytest.mark.parametrize("is_known", [False, True])
def test_a_surname_with_such_an_and_is_one_name(service: CoachService, name: str, *, is_known: bool) -> None:
    for other in ("Ramón", "Eva Cajal", "Ana Costa", "Rui Silva"):
        service.execute(log_sent_message(other))
    if is_known:
        service.execute(log_sent_message("Ana Sousa"))
        service.execute(log_sent_message(name, new=True))
    before = set(names(service))
    service.execute(log_meeting(name))
    assert set(names(service)) == {*before, name}


def _log_sent(service: CoachService, line: str) -> None:
    service.execute(log_sent_message(line))


def _log_met(service: CoachService, line: str) -> None:
    service.execute(log_people_met(service.execute(save_event("Meetup, today, Riga")).record_id, line))


def _log_answers(service: CoachService, line: str) -> None:
    service.execute(log_post_answers(service.execute(log_post("A bridge of wood")).record_id, line))


def test_each_row_of_pasted_names_is_a_person(service: CoachService) -> None:
    _log_met(service, "Ana Lee\nBen")
    assert names(service) == ["Ana Lee", "Ben"]


@pytest.mark.parametrize("log", [_log_met, _log_answers])
def test_a_sentence_where_names_belong_is_nobody(
    service: CoachService, log: Callable[[CoachService, str], None]
) -> None:
    with pytest.raises(InvalidInput, match="does not look like a name"):
        log(service, "Ana Lee asked about the role")
    assert names(service) == []


def test_several_typed_names_are_told_as_the_people_they_are_and_each_once(service: CoachService) -> None:
    service.execute(log_sent_message("Dr. Ida Holm"))
    said = service.execute(log_sent_message("Ida, Zed & Zed")).message
    assert said == "Saved: you wrote to Dr. Ida Holm and Zed."
    assert sorted(p.name for p in service.journal.list_records(Person)) == ["Dr. Ida Holm", "Zed"]
    said = service.execute(log_received_message("Ida, Dr. Ida Holm ? a talk on bridges")).message
    assert said == "Saved: Dr. Ida Holm asks: a talk on bridges."
    assert service.execute(log_received_message("Zed, Uma ?")).message == "Saved: Zed and Uma ask you for something."
    event = service.execute(save_event("Meetup, today, Riga")).record_id
    assert "met Dr. Ida Holm at Meetup" in service.execute(log_people_met(event, "Ida")).message
    post = service.execute(log_post("A bridge of wood")).record_id
    assert service.execute(log_post_answers(post, "Ida")).message == "Saved: Dr. Ida Holm answered your post."


def test_an_address_or_a_handle_means_whoever_has_it(service: CoachService) -> None:
    who = service.execute(log_sent_message("Uma Lind")).record_id
    service.execute(edit_person(who, handles="e-mail uma@example.org, linkedin uma-lind-7"))
    for typed in ("uma@example.org", "UMA@example.org", "@uma-lind-7", "uma-lind-7", "Uma L. <uma@example.org>"):
        assert service.execute(log_received_message(typed)).record_id == who, typed
    assert names(service) == ["Uma Lind"]


def test_a_new_address_is_kept_as_one_and_the_name_beside_it_as_the_name(service: CoachService) -> None:
    service.execute(log_sent_message('"Vic Bo" <vic@example.org>'))
    service.execute(log_sent_message("wim@example.org"))
    people = {p.name: p for p in service.journal.list_records(Person)}
    assert {name: p.handles for name, p in people.items()} == {
        "Vic Bo": {"e-mail": "vic@example.org"}, "wim@example.org": {"e-mail": "wim@example.org"},
    }  # fmt: skip
    assert people["Vic Bo"].channel == "e-mail"


def test_the_address_of_somebody_blocked_is_blocked_too(service: CoachService) -> None:
    who = service.execute(log_sent_message("Xu Ray <xu@example.org>")).record_id
    service.execute(set_boundary(who))
    for typed in ("xu@example.org", "Someone <xu@example.org>", "Xu Ray"):
        with pytest.raises(InvalidInput, match="You set a boundary for this person"):
            service.execute(log_sent_message(typed))


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Dr. Ana Lee", "Lee, Ana"),
        ("Prof. Dr. Ana Lee", "Lee, Ana"),
        ("Dipl.-Ing. Jörg Maßen", "massen, jorg"),
        ("Ms Ana Lee", "Ana Lee"),
        ("Ana Lee", "Dr Ana Lee"),
        ("Ana Lee", "Lee, Prof. Ana"),
    ],
)
def test_a_title_makes_no_second_person(service: CoachService, known: str, typed: str) -> None:
    service.execute(log_sent_message(known))
    service.execute(log_received_message(typed))
    assert names(service) == [known]


def test_a_name_without_a_title_comes_before_one_with_it(service: CoachService) -> None:
    service.execute(log_sent_message("Dr. Ana Lee"))
    service.execute(log_sent_message("Ana Lee", new=True))
    assert get_person_by_name(service.journal, "Lee, Ana").name == "Ana Lee"
    assert get_person_by_name(service.journal, "Dr. Ana Lee").name == "Dr. Ana Lee"


@pytest.mark.parametrize("make_action", [mark_answered, rest_conversation])
@pytest.mark.parametrize(("typed", "told"), [("Ana, Ana Lee", 1), ("ana lee and Ana", 1), ("Ana, Bo, Ana Lee", 2)])
def test_somebody_named_twice_is_told_of_once(
    service: CoachService, typed: str, told: int, make_action: Callable[[str], Action]
) -> None:
    service.execute(log_sent_message("Ana Lee"))
    service.execute(log_sent_message("Bo"))
    result = service.execute(act_on_each(typed, make_action))
    assert (result.message.count("Ana Lee"), result.message.count(".")) == (1, told)
    assert len(list_open_conversations(service.journal, service.now())) == 2 - told


@pytest.mark.parametrize("typed", ["Ana, Ben", "Dr. Ana, Prof. Ben", "J. Ana, Ben"])
def test_two_names_are_two_people_also_beside_somebody_with_a_title(service: CoachService, typed: str) -> None:
    service.execute(log_sent_message("Dr. Ana Lee"))
    assert split_names(service.journal, typed) == typed.split(", ")


def test_a_name_before_a_text_or_a_day_is_known_without_its_title(service: CoachService) -> None:
    service.execute(log_sent_message("Ana"))
    service.execute(edit_person("Ana", name="Dr. Ana Friday"))
    assert split_name_and_text(service.journal, "Ana Friday an intro".split()) == ("Ana Friday", "an intro")
    service.execute(log_received_message("Ana Friday"))
    assert names(service) == ["Dr. Ana Friday"]
    assert {m.at.date() for m in service.journal.list_records(Message)} == {TUESDAY.date()}


def test_a_blocked_name_is_known_without_its_title_and_turned(service: CoachService) -> None:
    service.execute(log_sent_message("Dr. Ana Lee"))
    service.execute(set_boundary("Dr. Ana Lee"))
    for typed in ("Ana Lee", "Lee, Ana"):
        with pytest.raises(InvalidInput, match="You set a boundary for this person"):
            service.execute(log_sent_message(typed))
    assert names(service) == ["Dr. Ana Lee"]
