"""Marks on drafts, texts to ask again with, and the sentences after a no."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import coach.advice
from coach.advice.draft_remarks import EASY_LENGTH, DraftRemark, check_draft
from coach.advice.follow_up_texts import fill_follow_up_texts
from coach.advice.rules import sentences
from coach.advice.rules.sentences import choose_kind_sentence

FORTY_WORDS = "I am writing because " + "and then ".join(["we met there "] * 8) + "it was good to talk"
TABLE: list[tuple[str, tuple[str, ...]]] = [
    # quiet ones
    ("", ()),
    ("   \n ", ()),
    ("Hi Ana, how did the talk go?", ()),
    ("Hi Ana,\n\nthank you for the intro. Could I buy you a coffee next week?\n\nBest,\nSam", ()),
    ("Hi Lin, I saw your post on CRISPR and the EU AI Act. Is the dataset open?", ()),
    ("Did NASA, UNESCO or the CEO of IBM answer?", ()),
    ("Is https://example.org/SEARCH?q=WHY&x=OBVIOUSLY the right page?", ()),
    ("What do you think?\n> Did you read it? WHY NOT? You never answer. ASAP.", ()),
    ("E.g. the one we spoke about, i.e. the short one. Does it suit?", ()),
    ("¿Te viene bien el jueves?", ()),
    ("今日は時間がありますか？", ()),
    # length
    ("Is this fine? " + "It is short. " * 40, ("length",)),
    ("Is this fine? " + "x" * (EASY_LENGTH - 14), ()),
    ("Is this fine? " + "x" * (EASY_LENGTH - 13), ("length",)),
    # questions
    ("Hi Ana, I enjoyed your talk.", ("question",)),
    ("See http://example.org/?q=1", ("question",)),
    ("Are you free on Monday? Or Tuesday?", ("questions",)),
    ("Really??? Did you see it?!?", ("questions",)),
    ("You did what???", ()),
    ("هل أنت متاح؟", ()),
    # capitals
    ("PLEASE have a look, would you?", ("capitals",)),
    ("Could you answer NOW?", ("capitals",)),
    ("WHY is this NOT done?", ("capitals",)),
    ("Is the API in JSON or XML, as the RFC says?", ()),
    ("BITTE GRÜSSE an alle, geht das?", ("capitals",)),
    # sharp words
    ("Obviously you saw it. Could you answer?", ("sharp",)),
    ("Per my last  email, is there news?", ("sharp",)),
    ("I need it asap, can you?", ("sharp",)),
    ("Why haven’t you written?", ("sharp",)),
    ("Did you enjoy the Rudel concert, and the crude oil joke?", ()),
    ("As I said, this is unacceptable. Will you reply?", ("sharp",)),
    # long sentences
    (FORTY_WORDS + ". Shall we meet?", ("sentence",)),
    (FORTY_WORDS.replace(" and then", ". And then") + ". Shall we meet?", ()),
    ("Shall we do this?\n" + "\n".join(f"- point {n} of my list" for n in range(12)), ()),
    (
        "Would it be possible to meet at the conference, in the break after the\nfirst talk, or before the dinner "
        "in the evening, or at any other time of\nthe two days that may suit you?",
        ("sentence",),
    ),
    # nudges
    ("Just following up on my message. Did you see it?", ("nudge",)),
    ("Hi, checking in on my email from 3 March. Any news?", ("nudge",)),
    ("Following up: I found a paper on your question. Want it?", ()),
    ("I wanted to follow up. Would a short call on Friday suit you?", ()),
    ("Quick nudge on this. I am in town on Thursday; shall we meet?", ()),
    # several at once
    ("JUST CHECKING IN", ("question", "nudge", "capitals")),
    ("You never answer!! WHY? When will you?", ("sharp", "capitals", "questions")),
]


def test_a_draft_gets_its_marks() -> None:
    for draft, expected in TABLE:
        assert sorted(mark.kind for mark in check_draft(draft)) == sorted(expected)


def test_the_table_holds_forty_drafts() -> None:
    assert len({draft for draft, _ in TABLE}) >= 40


def test_a_friend_is_not_asked_for_a_question() -> None:
    assert check_draft("Thank you for yesterday.", to_tie="strong") == ()


def test_two_questions_are_marked_for_a_friend_too() -> None:
    assert [mark.kind for mark in check_draft("How are you? And Kim?", to_tie="strong")] == ["questions"]


def test_every_place_of_a_mark_can_be_shown() -> None:
    draft = "Obviously this is rude. Is it?"
    places = [draft[start:end] for mark in check_draft(draft) for start, end in mark.spans]
    assert places == ["Obviously", "rude"]


def test_a_mark_names_the_words_it_is_about_once() -> None:
    (mark,) = check_draft("Obviously, obviously, Obviously: asap?")
    assert mark.message.count('"Obviously"') == 1


def test_a_missing_question_is_marked_at_the_end() -> None:
    assert check_draft("Hello.  ") == (
        DraftRemark("question", ((6, 6),), "No question so far. One small question makes a reply easier."),
    )


def test_marks_stand_in_the_order_of_the_text() -> None:
    found = check_draft("PLEASE read. You never do. What? Why?")
    assert [mark.kind for mark in found] == ["capitals", "sharp", "questions"]


@given(st.text(max_size=600))
def test_any_text_at_all_has_at_most_one_mark_of_a_kind_and_places_inside_it(text: str) -> None:
    found = check_draft(text)
    assert len({mark.kind for mark in found}) == len(found)
    assert all(0 <= start <= end <= len(text) for mark in found for start, end in mark.spans)


def test_a_very_long_line_is_read_without_trouble() -> None:
    assert [mark.kind for mark in check_draft("?" * 50_000 + "[" * 50_000 + "a" * 50_000)] == ["length"]


def test_no_mark_scolds() -> None:
    said = " ".join(mark.message for draft, _ in TABLE for mark in check_draft(draft))
    assert (
        re.search(r"!|\b(wrong|bad|never|must|should|don't|fail\w*|only \d)\b", said.replace('"You never"', "")) is None
    )


def test_the_sharp_words_are_small_and_each_stands_once() -> None:
    file = Path(coach.advice.__file__).parent / "catalogue" / "sharp_words.txt"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert lines == [line.strip().lower() for line in lines]
    assert len(set(lines)) == len(lines)


def test_three_texts_are_offered_coffee_first() -> None:
    texts = fill_follow_up_texts("Ana", "the meetup")
    offered = [word for text in texts for word in ("coffee", "15-minute call", "event") if word in text]
    assert offered == ["coffee", "15-minute call", "event"]


def test_every_offered_text_names_the_person_and_the_call_names_the_subject() -> None:
    assert all("Ana" in text for text in fill_follow_up_texts("Ana", "the meetup"))
    assert "the meetup" in fill_follow_up_texts("Ana", "the meetup")[1]


def test_an_offered_text_has_no_mark_itself() -> None:
    assert [check_draft(text) for text in fill_follow_up_texts("Ana", "the meetup")] == [(), (), ()]


def test_the_persons_own_texts_come_first() -> None:
    own = "Dear {name},\nstill up for {subject}?"
    assert fill_follow_up_texts("Ana", "tea", [own])[0] == "Dear Ana,\nstill up for tea?"


@pytest.mark.parametrize("own", ["Hi [name], [ Subject ]?", "Hi {{Name}}, {SUBJECT}?"])
def test_either_kind_of_bracket_is_a_blank(own: str) -> None:
    assert fill_follow_up_texts("Ana", "tea", [own])[0] == "Hi Ana, tea?"


def test_an_unknown_blank_becomes_a_gap_to_fill() -> None:
    assert fill_follow_up_texts("Ana", "tea", ["At [place], {name}?"])[0] == "At …, Ana?"


def test_a_name_cannot_smuggle_in_another_blank() -> None:
    assert fill_follow_up_texts("{subject}", "tea", ["Hi {name}"])[0] == "Hi subject"


def test_an_own_text_that_is_empty_or_comes_twice_is_left_out() -> None:
    assert fill_follow_up_texts("Ana", "tea", ["", "  ", "Hi {name}", "Hi [name]"])[:-3] == ["Hi Ana"]


def test_without_a_name_or_subject_the_texts_still_read_well() -> None:
    assert fill_follow_up_texts("", " ")[1].startswith("Hi there, I'd still love to hear about your work.")


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_no_bracket_is_ever_left(name: str, subject: str, own: list[str]) -> None:
    assert not any(set("[]{}") & set(text) for text in fill_follow_up_texts(name, subject, own))


@given(st.integers(0, 10**6))
def test_no_sentence_after_a_no_comes_back_within_five(before: int) -> None:
    assert len({choose_kind_sentence(before + step) for step in range(6)}) == 6


def test_there_are_twelve_kind_sentences_or_more() -> None:
    assert len(set(sentences.page_lines("after a no"))) >= 12


def test_a_kind_sentence_is_short_and_quiet() -> None:
    for sentence in sentences.page_lines("after a no"):
        assert len(sentence) <= 76
        assert sentence.endswith(".")
        assert "!" not in sentence


@pytest.mark.parametrize("text", ["thanks for the pointer", "How is the new role?", "Hi Ana, hope you are well", " . "])
def test_a_greeting_or_a_question_is_no_subject(text: str) -> None:
    assert any("hear about your work." in filled for filled in fill_follow_up_texts("Ana", text))
