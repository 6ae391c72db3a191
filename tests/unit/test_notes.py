"""Notes, openings with a next step, drafts that wait, and the texts to ask again with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.acts import drafts, notes, outreach
from coach.acts.undo import undo
from coach.advice.drafts import OFFERS
from coach.advice.facts import facts
from coach.advice.texts import edit_texts, first_name, keep_copied, offers, own_texts
from coach.advice.waiting import waiting
from coach.desk import Desk
from coach.domain.note import Note
from coach.domain.outreach import Message
from coach.domain.person import Person
from coach.domain.text import NOTE_LIMIT
from coach.errors import CoachError, NotUnderstood
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY
from tests.unit.test_drafts import TABLE


@pytest.mark.parametrize(
    ("kind", "says"),
    [("note", "Saved: a note about Ana."), ("learned", "Saved: what you learned about Ana."), ("gave", "Saved: you helped Ana."),
     ("got", "Saved: Ana helped you."), ("takeaway", "Saved: a takeaway about Ana.")],
)  # fmt: skip
def test_a_line_is_kept_about_somebody(desk: Desk, kind: str, says: str) -> None:
    desk.do(outreach.sent("Ana"))
    assert desk.do(notes.write(kind, "a line", who="Ana")).says == says  # type: ignore[arg-type]
    (note,) = desk.book.all(Note)
    assert (note.kind, note.text, note.person) == (kind, "a line", desk.book.all(Person)[0].id)


def test_an_empty_line_is_not_kept() -> None:
    with pytest.raises(NotUnderstood, match="nothing to keep"):
        notes.write("note", " \u200b ")


def test_a_note_is_changed_taken_out_and_back(desk: Desk) -> None:
    made = desk.do(notes.write("takeaway", "one"))
    desk.do(notes.rewrite(made.about, "two"))
    assert [n.text for n in desk.book.all(Note)] == ["two"]
    desk.do(notes.rewrite(made.about, ""))
    assert desk.book.all(Note) == ()
    desk.do(undo())
    assert [n.text for n in desk.book.all(Note)] == ["two"]
    with pytest.raises(CoachError, match="no longer there"):
        desk.do(notes.rewrite("nobody", "x"))


@pytest.mark.parametrize(
    ("line", "text", "step", "due"),
    [
        ("role at Acme", "role at Acme", "", None),
        ("role at Acme : send the CV by friday", "role at Acme", "send the CV", date(2026, 11, 27)),
        ("role at Acme : stand by me", "role at Acme", "stand by me", date(2026, 11, 27)),
        ("a talk : ask Ana by 2026-12-01", "a talk", "ask Ana", date(2026, 12, 1)),
    ],
)
def test_an_opening_has_one_next_step_and_its_day(
    desk: Desk, line: str, text: str, step: str, due: date | None
) -> None:
    desk.do(notes.opportunity(line))
    (note,) = desk.book.all(Note)
    assert (note.kind, note.text, note.next_step, note.due) == ("opportunity", text, step, due)


def test_an_opening_reads_back_as_its_line_and_is_closed(desk: Desk, clock: FakeClock) -> None:
    made = desk.do(notes.opportunity("role at Acme : send the CV by friday"))
    (before,) = desk.book.all(Note)
    desk.do(notes.opportunity(notes.as_line(before), note_id=made.about))
    (after,) = desk.book.all(Note)
    assert (after.text, after.next_step, after.due) == (before.text, before.next_step, before.due)
    clock.forward(days=3)
    assert facts(desk.book, desk.now())["next_steps_due"] == 1
    desk.do(notes.close(made.about))
    assert facts(desk.book, desk.now())["next_steps_due"] == 0


# Drafts


def test_a_draft_waits_till_tomorrow_and_never_moves_the_last_contact(desk: Desk, clock: FakeClock) -> None:
    desk.do(outreach.sent("Ana"))
    before = waiting(desk.book, desk.now())
    says = desk.do(drafts.park("Hello Ana", to="Ana")).says
    (note,) = desk.book.all(Note)
    assert (says, note.kind, note.due) == ("Parked till tomorrow: the draft for Ana.", "draft", date(2026, 11, 25))
    assert waiting(desk.book, desk.now()) == before
    assert facts(desk.book, desk.now())["draft_ready"] is False
    clock.forward(days=1)
    assert facts(desk.book, desk.now())["draft_ready"] is True


def test_a_draft_to_somebody_new_keeps_the_name(desk: Desk) -> None:
    desk.do(drafts.park("Hello", to="Nora Quist @linkedin"))
    (note,) = desk.book.all(Note)
    assert (note.person, note.to) == ("", "Nora Quist @linkedin")
    desk.do(drafts.went_out("Hello", to=note.to, note_id=note.id))
    (message,) = desk.book.all(Message)
    assert (message.text, message.channel, desk.book.all(Person)[0].name) == ("Hello", "linkedin", "Nora Quist")
    assert drafts.parked(desk.book) == ()


def test_logging_a_draft_and_putting_it_away_is_one_undo(desk: Desk) -> None:
    made = desk.do(drafts.park("Hello", to="Nora"))
    desk.do(drafts.went_out("Hello", to="Nora", note_id=made.about))
    desk.do(undo())
    assert desk.book.all(Message) == ()
    assert [n.text for n in drafts.parked(desk.book)] == ["Hello"]


def test_a_post_is_parked_as_a_post(desk: Desk, clock: FakeClock) -> None:
    desk.do(drafts.park("An opinion", kind="post"))
    clock.forward(days=1)
    assert facts(desk.book, desk.now())["post_draft"] is True


@pytest.mark.parametrize("text", ["", " \n ", "\x1b[0m"])
def test_an_empty_draft_is_not_parked(text: str) -> None:
    with pytest.raises(NotUnderstood):
        drafts.park(text)


@pytest.mark.parametrize(
    "draft", [draft for draft, _ in TABLE if draft.strip()], ids=range(sum(bool(d.strip()) for d, _ in TABLE))
)
def test_every_draft_whatever_its_marks_can_be_logged_as_sent(desk: Desk, draft: str) -> None:
    desk.do(drafts.went_out(draft, to="Ana"))
    assert [m.direction for m in desk.book.all(Message)] == ["out"]


# Texts to ask again with


def test_the_three_offers_have_name_and_subject_and_no_bracket(folder: Path) -> None:
    texts = offers("Dr. Ana Lee", "the meetup", folder)
    assert len(texts) == 3
    assert all(text.startswith("Hi Ana,") and "the meetup" in text for text in texts)
    assert not any(set("[]{}") & set(text) for text in texts)
    assert [word in text for word, text in zip(("coffee", "15-minute call", "event"), texts, strict=True)] == [True] * 3


def test_own_texts_come_first_and_those_of_the_coach_once(folder: Path) -> None:
    place = edit_texts(folder)
    assert oct(place.stat().st_mode & 0o777) == "0o600" and oct(folder.stat().st_mode & 0o777) == "0o700"
    assert offers("Ana", "it", folder) == offers("Ana", "it")
    place.write_text(f"# mine\nDear {{name}},\nabout [subject]: a walk?\n---\n{OFFERS[1]}\n---\n\n", encoding="utf-8")
    texts = offers("Ana", "the meetup", folder)
    assert texts[0] == "Dear Ana,\nabout the meetup: a walk?"
    assert "15-minute" in texts[1] and len(texts) == 4


def test_an_edited_file_is_never_overwritten(folder: Path) -> None:
    edit_texts(folder).write_text("mine alone", encoding="utf-8")
    edit_texts(folder)
    assert own_texts(folder) == ["mine alone"]


def test_more_texts_than_digits_are_cut(folder: Path) -> None:
    edit_texts(folder).write_text("\n---\n".join(f"text {n}" for n in range(30)), encoding="utf-8")
    assert len(offers("Ana", "it", folder)) == 9


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_texts_names_and_subjects_come_out_clean(folder: Path, text: str) -> None:
    edit_texts(folder).write_text(f"{text} {{name}} {{subject}}", encoding="utf-8", errors="replace")
    for offer in offers(text, text, folder):
        assert not HARMFUL.search(offer) and len(offer) <= NOTE_LIMIT


@given(st.binary(max_size=400))
def test_any_file_of_texts_is_read(data: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        (Path(scratch) / "texts.txt").write_bytes(data)
        assert isinstance(own_texts(Path(scratch)), list)


def test_the_copied_text_is_kept_for_its_owner_alone(folder: Path) -> None:
    keep_copied(folder, "one")
    place = keep_copied(folder, "two é")
    assert place.read_text(encoding="utf-8") == "two é\n"
    assert oct(place.stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in folder.iterdir()] == ["copied.txt"]


@pytest.mark.parametrize(
    ("name", "greeted"), [("Ana Lee", "Ana"), ("Dr. Ana", "Ana"), ("Ana", "Ana"), ("", ""), ("Dr.", "Dr.")]
)
def test_somebody_is_greeted_by_the_first_name(name: str, greeted: str) -> None:
    assert first_name(name) == greeted
