"""Notes, openings with a next step, drafts that wait, and the texts to ask again with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions import notes, opportunities_and_events, outreach
from coach.actions.undo import undo_last_action
from coach.advice.draft_remarks import check_draft
from coach.advice.facts.fact_values import compute_facts
from coach.advice.follow_up_texts import (
    DEFAULT_FOLLOW_UP_TEXTS,
    create_texts_file,
    greeting_name,
    list_follow_up_texts,
    read_own_texts,
    save_copied_text,
)
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.message import Message
from coach.domain.note import Note
from coach.domain.opportunities_and_events import format_opportunity_line
from coach.domain.person import Person
from coach.domain.text import NOTE_LIMIT
from coach.errors import CoachError, InvalidInput
from coach.service import CoachService
from tests.advice.test_draft_remarks import TABLE
from tests.conftest import FakeClock
from tests.hostile import HARMFUL, NASTY


@pytest.mark.parametrize(
    ("kind", "says"),
    [("note", "Saved: a note about Ana."), ("learned", "Saved: what you learned about Ana."), ("gave", "Saved: you helped Ana: a line."),
     ("got", "Saved: Ana helped you: a line."), ("takeaway", "Saved: a takeaway about Ana.")],
)  # fmt: skip
def test_a_line_is_kept_about_somebody(service: CoachService, kind: str, says: str) -> None:
    service.execute(outreach.log_sent_message("Ana"))
    assert service.execute(notes.write_note(kind, "a line", who="Ana")).message == says  # type: ignore[arg-type]
    (note,) = service.journal.list_records(Note)
    assert (note.kind, note.text, note.person) == (kind, "a line", service.journal.list_records(Person)[0].id)


def test_an_empty_line_is_not_kept(service: CoachService) -> None:
    with pytest.raises(InvalidInput, match="still empty"):
        service.execute(notes.write_note("note", " \u200b "))


def test_a_note_is_changed_taken_out_and_back(service: CoachService) -> None:
    made = service.execute(notes.write_note("takeaway", "one"))
    service.execute(notes.rewrite_note(made.record_id, "two"))
    assert [n.text for n in service.journal.list_records(Note)] == ["two"]
    service.execute(notes.rewrite_note(made.record_id, ""))
    assert service.journal.list_records(Note) == ()
    service.execute(undo_last_action())
    assert [n.text for n in service.journal.list_records(Note)] == ["two"]
    with pytest.raises(CoachError, match="no longer there"):
        service.execute(notes.rewrite_note("nobody", "x"))


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
    service: CoachService, line: str, text: str, step: str, due: date | None
) -> None:
    service.execute(opportunities_and_events.save_opportunity(line))
    (note,) = service.journal.list_records(Note)
    assert (note.kind, note.text, note.next_step, note.due) == ("opportunity", text, step, due)


def test_an_opening_reads_back_as_its_line_and_is_closed(service: CoachService, clock: FakeClock) -> None:
    made = service.execute(opportunities_and_events.save_opportunity("role at Acme : send the CV by friday"))
    (before,) = service.journal.list_records(Note)
    service.execute(opportunities_and_events.save_opportunity(format_opportunity_line(before), note_id=made.record_id))
    (after,) = service.journal.list_records(Note)
    assert (after.text, after.next_step, after.due) == (before.text, before.next_step, before.due)
    clock.forward(days=3)
    assert compute_facts(service.journal, service.now())["next_steps_due"] == 1
    service.execute(notes.close_note(made.record_id))
    assert compute_facts(service.journal, service.now())["next_steps_due"] == 0


# Drafts


def test_a_draft_waits_till_tomorrow_and_never_moves_the_last_contact(service: CoachService, clock: FakeClock) -> None:
    service.execute(outreach.log_sent_message("Ana"))
    before = list_open_conversations(service.journal, service.now())
    says = service.execute(notes.park_text("Hello Ana", to="Ana")).message
    (note,) = service.journal.list_records(Note)
    assert (says, note.kind, note.due) == ("Set aside until tomorrow: the draft for Ana.", "draft", date(2026, 11, 25))
    assert list_open_conversations(service.journal, service.now()) == before
    assert compute_facts(service.journal, service.now())["draft_ready"] is False
    clock.forward(days=1)
    assert compute_facts(service.journal, service.now())["draft_ready"] is True


def test_a_draft_to_somebody_new_keeps_the_name(service: CoachService) -> None:
    service.execute(notes.park_text("Hello", to="Nora Quist @linkedin"))
    (note,) = service.journal.list_records(Note)
    assert (note.person, note.to) == ("", "Nora Quist @linkedin")
    service.execute(notes.log_sent_draft("Hello", to=note.to, note_id=note.id))
    (message,) = service.journal.list_records(Message)
    assert (message.text, message.channel, service.journal.list_records(Person)[0].name) == (
        "Hello",
        "linkedin",
        "Nora Quist",
    )
    assert notes.list_parked_texts(service.journal) == ()


def test_logging_a_draft_and_putting_it_away_is_one_undo(service: CoachService) -> None:
    made = service.execute(notes.park_text("Hello", to="Nora"))
    service.execute(notes.log_sent_draft("Hello", to="Nora", note_id=made.record_id))
    service.execute(undo_last_action())
    assert service.journal.list_records(Message) == ()
    assert [n.text for n in notes.list_parked_texts(service.journal)] == ["Hello"]


def test_a_post_is_parked_as_a_post(service: CoachService, clock: FakeClock) -> None:
    service.execute(notes.park_text("An opinion", kind="post"))
    clock.forward(days=1)
    assert compute_facts(service.journal, service.now())["post_draft"] is True


@pytest.mark.parametrize("text", ["", " \n ", "\x1b[0m"])
def test_an_empty_draft_is_not_parked(service: CoachService, text: str) -> None:
    with pytest.raises(InvalidInput):
        service.execute(notes.park_text(text))


@pytest.mark.parametrize(
    "draft", [draft for draft, _ in TABLE if draft.strip()], ids=range(sum(bool(d.strip()) for d, _ in TABLE))
)
def test_every_draft_whatever_its_marks_can_be_logged_as_sent(service: CoachService, draft: str) -> None:
    service.execute(notes.log_sent_draft(draft, to="Ana"))
    assert [m.direction for m in service.journal.list_records(Message)] == ["out"]


# Texts to ask again with


def test_the_three_offers_have_name_and_subject_and_no_bracket(folder: Path) -> None:
    texts = list_follow_up_texts("Dr. Ana Lee", "the meetup", folder)
    assert len(texts) == 3
    assert all(text.startswith("Hi Ana,") for text in texts)
    assert not any(set("[]{}") & set(text) for text in texts)
    assert [word in text for word, text in zip(("coffee", "15-minute call", "event"), texts, strict=True)] == [True] * 3


def test_own_texts_come_first_and_those_of_the_coach_once(folder: Path) -> None:
    place = create_texts_file(folder)
    assert oct(place.stat().st_mode & 0o777) == "0o600" and oct(folder.stat().st_mode & 0o777) == "0o700"
    assert list_follow_up_texts("Ana", "it", folder) == list_follow_up_texts("Ana", "it")
    place.write_text(
        f"# mine\nDear {{name}},\nabout [subject]: a walk?\n---\n{DEFAULT_FOLLOW_UP_TEXTS[1]}\n---\n\n",
        encoding="utf-8",
    )
    texts = list_follow_up_texts("Ana", "the meetup", folder)
    assert texts[0] == "Dear Ana,\nabout the meetup: a walk?"
    assert "15-minute" in texts[1] and len(texts) == 4


def test_a_message_of_theirs_is_answered_and_not_asked_about_again(folder: Path) -> None:
    created = create_texts_file(folder)
    created.write_text(
        f"{created.read_text(encoding='utf-8')}---\nGood day {{name}}, see {{subject}}.\n", encoding="utf-8"
    )
    texts = list_follow_up_texts("Rosa Klein", "the fair", folder, reply=True)
    assert texts[0] == "Good day Rosa, see the fair."
    assert [text.split(".")[0] for text in texts[1:]] == [
        "Hi Rosa, thank you for your message", "Hi Rosa, thank you for thinking of me",
    ]  # fmt: skip
    assert [check_draft(text) for text in texts[1:]] == [(), ()]


def test_an_edited_file_is_never_overwritten(folder: Path) -> None:
    create_texts_file(folder).write_text("mine alone", encoding="utf-8")
    create_texts_file(folder)
    assert read_own_texts(folder) == ["mine alone"]


def test_more_texts_than_digits_are_cut(folder: Path) -> None:
    create_texts_file(folder).write_text("\n---\n".join(f"text {n}" for n in range(30)), encoding="utf-8")
    assert len(list_follow_up_texts("Ana", "it", folder)) == 9


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_texts_names_and_subjects_come_out_clean(folder: Path, text: str) -> None:
    create_texts_file(folder).write_text(f"{text} {{name}} {{subject}}", encoding="utf-8", errors="replace")
    for offer in list_follow_up_texts(text, text, folder):
        assert not HARMFUL.search(offer) and len(offer) <= NOTE_LIMIT


@given(st.binary(max_size=400))
def test_any_file_of_texts_is_read(data: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        (Path(scratch) / "texts.txt").write_bytes(data)
        assert isinstance(read_own_texts(Path(scratch)), list)


def test_the_copied_text_is_kept_for_its_owner_alone(folder: Path) -> None:
    save_copied_text(folder, "one")
    place = save_copied_text(folder, "two é")
    assert place.read_text(encoding="utf-8") == "two é\n"
    assert oct(place.stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in folder.iterdir()] == ["copied.txt"]


@pytest.mark.parametrize(
    ("name", "greeted"),
    [("Ana Lee", "Ana"), ("Dr. Ana", "Ana"), ("Ms Ana Lee", "Ana"), ("Ana", "Ana"), ("", ""), ("Dr.", "Dr.")],
)
def test_somebody_is_greeted_by_the_first_name(name: str, greeted: str) -> None:
    assert greeting_name(name) == greeted


@pytest.mark.parametrize("kind", ["gave", "got", "note"])
def test_a_line_about_somebody_new_adds_them_and_undo_takes_both(service: CoachService, kind: str) -> None:
    service.execute(notes.write_note(kind, "the list of meetups", who="Lena Ost"))  # type: ignore[arg-type]
    (person,) = service.journal.list_records(Person)
    (note,) = service.journal.list_records(Note)
    assert (person.name, note.person) == ("Lena Ost", person.id)
    with pytest.raises(InvalidInput, match="Did you mean Lena Ost"):
        service.execute(notes.write_note(kind, "another list", who="Lena Oest"))  # type: ignore[arg-type]
    service.execute(undo_last_action())
    assert not service.journal.list_records(Person) and not service.journal.list_records(Note)
