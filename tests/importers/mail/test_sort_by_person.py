"""Mail: what counts as an answer, what came back, and what is nobody's."""

from __future__ import annotations

import pytest

from coach.importers.import_report import status_by_person
from coach.importers.mail.mail_words import is_away_subject
from tests.importers.make_mail import (
    ANA,
    ASKED,
    DAY,
    KEY,
    LATER,
    ME,
    START,
    Mail,
    answer,
    out,
    read,
    returned,
    state,
)


def test_an_answer_from_another_address_joins_that_address() -> None:
    found = read(ASKED, answer(sender="Ana <ana.abara@home.example>"))
    assert state(found) == "your_turn"
    assert found.people[KEY].aliases == ("ana.abara@home.example",)


def test_later_mail_from_a_joined_address_counts_for_the_same_person() -> None:
    other = "Ana <ana.abara@home.example>"
    found = read(ASKED, answer(sender=other), out(LATER + DAY, ANA), Mail(LATER + 2 * DAY, other, id="more@x.example"))
    assert status_by_person(found)[KEY].inbound == 2


def test_a_colleague_in_copy_who_answers_is_somebody_else() -> None:
    asked = out(START, ANA, id="asked@mail.example", headers=(("Cc", "Ben <ben@quay.example>"),))
    found = read(asked, answer(sender="Ben <ben@quay.example>"))
    assert (state(found), state(found, "ben@quay.example")) == ("never_replied", "inbound_only")


def test_somebody_who_answers_for_two_people_is_neither() -> None:
    ben, service = "Ben <ben@quay.example>", "Desk <desk@quay.example>"
    other = out(START, ben, id="other@mail.example")
    found = read(ASKED, other, answer(sender=service), Mail(LATER, service, id="z@x.example", answers=other.key))
    assert (state(found), state(found, "ben@quay.example")) == ("your_turn", "your_turn")
    assert "desk@quay.example" not in found.people


def test_mail_in_the_spam_folder_counts_only_as_an_answer() -> None:
    unasked = Mail(LATER, "Win <win@prize.example>", folder="spam")
    found = read(ASKED, answer(folder="spam"), unasked)
    assert state(found) == "your_turn"
    assert found.ignored == {"spam": 1}


def test_mail_that_calls_itself_bulk_is_an_answer_if_it_names_what_was_sent() -> None:
    bulk = (("List-Unsubscribe", "<mailto:u@quay.example>"),)
    assert state(read(ASKED, answer(headers=bulk))) == "your_turn"
    assert read(ASKED, answer(headers=bulk, answers="")).ignored == {"newsletter": 1}


def test_an_answer_through_a_list_is_no_answer_of_a_person() -> None:
    found = read(ASKED, answer(headers=(("List-Post", "<mailto:crew@lists.example>"),)))
    assert (state(found), found.ignored) == ("never_replied", {"mailing_list": 1})


AUTOMATIC: list[tuple[tuple[str, str], ...]] = [
    (("Auto-Submitted", "auto-replied (vacation)"),),
    (("Auto-Submitted", "auto-generated; x=y"),),
    (("Precedence", "auto_reply"),),
    (("X-Autoreply", "yes"),),
    (("X-Autorespond", "1"),),
    (("X-MS-Exchange-Inbox-Rules-Loop", "x"),),
    (("X-Apple-Action", "VACATION"),),
    (("Return-Path", "<>"),),
    (("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")),
]


@pytest.mark.parametrize("headers", AUTOMATIC)
def test_automatic_answers_are_known_by_their_headers(headers: tuple[tuple[str, str], ...]) -> None:
    found = read(ASKED, answer(headers=headers))
    assert (state(found), found.ignored) == ("never_replied", {"auto_reply": 1})


@pytest.mark.parametrize(
    "subject",
    ["Automatic reply: Hello", "Out of office: Hello", "Abwesenheitsnotiz: Hello", "Réponse automatique : Hello",
     "自動返信: Hello", "AUTO: Hello", "Respuesta automática: Hello"],
)  # fmt: skip
def test_automatic_answers_are_known_by_the_mark_in_the_subject(subject: str) -> None:
    assert read(ASKED, answer(subject=subject)).ignored == {"auto_reply": 1}


@pytest.mark.parametrize(
    "subject", ["Re: Automatic reply: Hello", "Auto parts for sale", "Out of office space?", "Re: Hello"]
)
def test_people_may_use_the_words_of_automatic_answers(subject: str) -> None:
    assert state(read(ASKED, answer(subject=subject, body="I am out of office, automatic reply.\n"))) == "your_turn"


def test_a_mark_without_a_colon_needs_a_second_hint() -> None:
    assert is_away_subject("Out of office", suspected=True)
    assert not is_away_subject("Out of office")


def test_auto_submitted_no_is_a_person() -> None:
    assert state(read(ASKED, answer(headers=(("Auto-Submitted", "no"),)))) == "your_turn"


def test_an_automatic_mail_that_answers_nothing_is_a_robot() -> None:
    note = Mail(LATER, "Jobs <jobs@firm.example>", headers=(("Auto-Submitted", "auto-generated"),))
    assert read(ASKED, note).ignored == {"robot": 1}


@pytest.mark.parametrize(
    "address", ["no-reply@x.example", "noreply+12@x.example", "jobs-noreply@x.example", "notifications@x.example",
                "do_not_reply@x.example"]
)  # fmt: skip
def test_addresses_that_nobody_reads_are_robots(address: str) -> None:
    found = read(ASKED, Mail(LATER, f"X <{address}>"))
    assert (set(found.people), found.ignored) == ({KEY}, {"robot": 1})


@pytest.mark.parametrize("address", ["norma.reply@x.example", "noah@x.example", "nolan@x.example"])
def test_addresses_of_people_are_no_robots(address: str) -> None:
    found = read(ASKED, Mail(LATER, f"X <{address}>"))
    assert address in found.people


def test_a_read_receipt_is_no_answer() -> None:
    report = (("Content-Type", 'multipart/report; report-type="disposition-notification"'),)
    found = read(ASKED, answer(headers=report))
    assert (state(found), found.ignored) == ("never_replied", {"read_receipt": 1})


def test_somebody_whose_mails_all_came_back_has_not_been_silent() -> None:
    assert state(read(ASKED, returned(LATER, KEY, ASKED.key))) == "bounced"


def test_one_mail_that_arrived_makes_it_silence() -> None:
    again = out(LATER + DAY, ANA, id="again@mail.example")
    assert state(read(ASKED, returned(LATER, KEY, ASKED.key), again)) == "never_replied"


def test_a_notice_of_delay_changes_nothing() -> None:
    found = read(ASKED, returned(LATER, KEY, ASKED.key, "delayed"))
    assert (state(found), found.ignored) == ("never_replied", {"delay_notice": 1})


def test_a_mail_that_came_back_from_the_address_it_was_forwarded_to_is_known_by_its_id() -> None:
    assert state(read(ASKED, returned(LATER, "inner@elsewhere.example", ASKED.key))) == "bounced"


def test_a_returned_mail_without_an_id_is_found_by_its_address() -> None:
    notice = Mail(LATER, "postmaster@relay.example", headers=(("X-Failed-Recipients", KEY),), body="Gone.\n")
    assert state(read(ASKED, notice)) == "bounced"


def test_a_copy_that_came_back_says_nothing_about_the_one_it_was_for() -> None:
    asked = out(START, ANA, id="asked@mail.example", headers=(("Cc", "Ben <ben@quay.example>"),))
    assert state(read(asked, returned(LATER, "ben@quay.example", asked.key))) == "never_replied"


def test_mail_to_several_people_waits_for_none_of_them() -> None:
    found = read(out(START, f"{ANA}, Ben <ben@quay.example>"))
    assert (found.people, found.ignored) == ({}, {"several_recipients": 1})


def test_mail_to_one_with_copies_to_others_waits_for_the_one() -> None:
    found = read(out(START, ANA, headers=(("Cc", "Ben <ben@quay.example>"),)))
    assert set(found.people) == {KEY}


def test_an_answer_to_mail_to_several_is_heard() -> None:
    group = out(START, f"{ANA}, Ben <ben@quay.example>", id="group@mail.example")
    found = read(group, answer(answers=group.key))
    assert {key: one.state for key, one in status_by_person(found).items()} == {KEY: "inbound_only"}


@pytest.mark.parametrize("to", ["", "undisclosed-recipients:;"])
def test_hidden_recipients_are_nobody(to: str) -> None:
    found = read(out(START, to, headers=(("Bcc", ANA),)))
    assert (found.people, found.ignored) == ({}, {"bcc_only": 1})


def test_mail_to_oneself_is_nobodys() -> None:
    assert read(out(START, ME)).ignored == {"to_self": 1}


def test_a_post_to_a_mailing_list_waits_for_nobody() -> None:
    seen = Mail(START, ANA, to="crew@lists.example", headers=(("List-Id", "Crew <crew.lists.example>"),))
    found = read(seen, out(LATER, "crew@lists.example"))
    assert (found.people, found.ignored) == ({}, {"mailing_list": 2})


def test_drafts_and_chats_reach_nobody() -> None:
    draft = Mail(START, f"Mara <{ME}>", ANA, folder="draft")
    found = read(out(START, "ben@quay.example"), draft, Mail(LATER, ANA, folder="chat"))
    assert (KEY in found.people, found.ignored) == (False, {"chat": 1, "draft": 1})


def test_the_owners_own_automatic_answers_are_no_outreach() -> None:
    away = out(LATER, ANA, id="away@mail.example", headers=(("Auto-Submitted", "auto-replied"),))
    assert status_by_person(read(ASKED, away))[KEY].outbound == 1


def many(count: int) -> str:
    return ", ".join(f"p{number}@quay.example" for number in range(count))


def test_a_mail_of_theirs_to_many_is_no_word_to_me() -> None:
    of_mine = out(START, "Ben <ben@quay.example>")
    found = read(of_mine, Mail(LATER, ANA, f"{ME}, {many(29)}"), Mail(LATER + DAY, ANA, headers=(("Cc", many(5)),)))
    assert (set(found.people), found.ignored) == ({"ben@quay.example"}, {"mass_mail": 2})


def test_a_mail_of_mine_with_many_copies_waits_for_nobody() -> None:
    found = read(out(START, ANA, headers=(("Cc", many(5)),)), out(START + DAY, many(30)))
    assert (found.people, found.ignored) == ({}, {"mass_mail": 2})


def test_five_people_are_few_enough() -> None:
    found = read(out(START, "Ben <ben@quay.example>"), Mail(LATER, ANA, headers=(("Cc", many(4)),)))
    assert state(found) == "inbound_only"
    assert state(read(out(START, ANA, headers=(("Cc", many(4)),)))) == "never_replied"


def test_an_answer_to_what_was_written_to_one_counts_however_many_get_a_copy() -> None:
    assert state(read(ASKED, answer(headers=(("Cc", many(30)),)))) == "your_turn"


def test_an_answer_to_a_mail_to_many_counts_if_it_is_to_few() -> None:
    asked = out(START, f"{ANA}, {many(29)}", id="all@mail.example")
    to_all = answer(answers=asked.key, headers=(("Cc", many(29)),))
    assert read(asked, to_all).ignored == {"mass_mail": 2}
    assert state(read(asked, answer(answers=asked.key))) == "inbound_only"
