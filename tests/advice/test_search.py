"""Finding anybody and anything by any part of it, forgivingly, in an order that ranks nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.actions.notes import write_note
from coach.actions.outreach import log_sent_message
from coach.advice.search import MOST_HITS, FoldedText, build_search_index, index_all_years, search_index
from coach.domain.address_book import AddressBook, Contact
from coach.domain.boundary import Boundary
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.note import Note
from coach.domain.opportunities_and_events import Event, PlannedMeeting
from coach.domain.person import Person
from coach.domain.text import fold_text
from coach.service import CoachService
from tests.conftest import TUESDAY, FakeClock
from tests.examples import examples


def person(name: str, **fields: object) -> Person:
    return Person.model_validate({"id": fold_text(name), "name": name, **fields})


def message(name: str, text: str, days_ago: float = 1) -> Message:
    return Message(person=fold_text(name), at=TUESDAY - timedelta(days=days_ago), text=text)


PEOPLE = [
    person("Priya Raman", place="Bengaluru", tags=("queues",), met="the spring meetup"),
    person("Ana Lee"), person("Leander Priest"), person("Zoë Åkerström", handles={"e-mail": "zoe@example.org"}),
    person("Tomás Leiro", company="Acme"),
]  # fmt: skip


def names(query: str, *more: Person | Note | Message | Boundary) -> list[str]:
    return [hit.name for hit in search_index(Journal({}).with_records([*PEOPLE, *more]), query) if hit.kind == "person"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ana", ["Ana Lee"]),
        ("LEE", ["Ana Lee"]),
        ("le an", ["Leander Priest", "Ana Lee"]),
        ("ri", ["Leander Priest", "Priya Raman"]),
        ("zoe aker", ["Zoë Åkerström"]),
        ("tomas", ["Tomás Leiro"]),
        ("bengal", ["Priya Raman"]),
        ("acme", ["Tomás Leiro"]),
        ("zoe@ex", ["Zoë Åkerström"]),
        ("prmn", ["Priya Raman"]),
        ("prija", ["Priya Raman"]),
        ("pirya", ["Priya Raman"]),
        ("priiya", ["Priya Raman"]),
        ("pria raman", ["Priya Raman"]),
        ("qqqq", []),
    ],
)
def test_people_are_found_by_any_part_and_forgivingly(query: str, found: list[str]) -> None:
    assert sorted(names(query)) == sorted(found)


_REACHED = {"x": "https://x.com/Anders_E", "e-mail": "ek@brook.example", "linkedin": "https://www.linkedin.com/in/a-ek-7/",
            "web": "https://ek.example/about"}  # fmt: skip
_WAYS_TO_TYPE = [
    "anders_e", "@anders_e", "@Anders", "x.com/anders_e", "https://twitter.com/anders_e?s=20", "ek@brook", "ek@brook.example",
    "mailto:ek@brook.example", "second@brook.example", "a-ek-7", "linkedin.com/in/a-ek-7", "https://de.linkedin.com/in/a-ek-7/",
    "https://ek.example/about/", "ek.example",
]  # fmt: skip


@pytest.mark.parametrize("query", _WAYS_TO_TYPE)
def test_people_and_contacts_are_found_by_handle_address_or_link(query: str) -> None:
    keys = ("x:12", "mbox:ek@brook.example", "mbox:second@brook.example")
    assert names(query, person("Falk Nord", handles=_REACHED, keys=keys)) == ["Falk Nord"]
    book = AddressBook(
        [Contact(id="f", name="Falk Nord", handles=_REACHED, keys=keys), Contact(id="g", name="Gil Ost")]
    )
    journal = Journal({})
    journal.contact_reader = lambda: book
    found = search_index(journal, query)
    assert [(hit.kind, hit.name) for hit in found] == [("contact", "Falk Nord")]


@pytest.mark.parametrize("typed", ["falk_n", "@falk_n"])
def test_a_handle_typed_with_or_without_its_sign_finds_one_kept_either_way(typed: str) -> None:
    for handle in ("falk_n", "@falk_n", "x.com/falk_n"):
        assert names(typed, person("Somebody Else", handles={"x": handle})) == ["Somebody Else"]


def test_whose_name_begins_so_comes_first() -> None:
    assert names("pri")[:2] == ["Priya Raman", "Leander Priest"]


def test_notes_takeaways_and_texts_are_found_after_people() -> None:
    journal = Journal({}).with_records(
        [
            *PEOPLE,
            Note(at=TUESDAY, kind="takeaway", text="Queues need backpressure"),
            Note(at=TUESDAY, kind="opportunity", text="A role", next_step="ask about queues", person="ana lee"),
            message("Ana Lee", "Your talk on queues", 2),
            message("Ana Lee", "Queues again", 1),
        ]
    )
    hits = search_index(journal, "queu")
    assert [hit.kind for hit in hits] == ["person", "takeaway", "opportunity", "text", "text"]
    assert [hit.text for hit in hits[-2:]] == ["Queues again", "Your talk on queues"]


def test_events_mood_notes_employers_and_links_are_found() -> None:
    planned = (
        PlannedMeeting(name="Ana Lee", person="ana lee", question="how did the move go"),
        PlannedMeeting(name="Bo"),
    )
    journal = Journal({}).with_records(
        [
            *PEOPLE,
            Event(at=TUESDAY, day=TUESDAY.date(), title="Trade fair", place="Leipzig", meetings=planned, id="fair"),
            Mood(at=TUESDAY, value=2, words=("tired",), note="the harbour was grey", id="mood"),
            Note(at=TUESDAY, kind="opportunity", text="A role", employer="Brightwater", link="https://b.example/jobs"),
        ]
    )
    for query, kind, words in (
        ("leipz", "event", "Leipzig · to meet: Ana Lee: how did the move go; Bo"),
        ("trade fair", "event", "Leipzig · to meet: Ana Lee: how did the move go; Bo"),
        ("the move", "event", "Leipzig · to meet: Ana Lee: how did the move go; Bo"),
        ("grey harbour", "mood", "#tired the harbour was grey"),
        ("tired", "mood", "#tired the harbour was grey"),
        ("brightw", "opportunity", "A role · Brightwater · https://b.example/jobs"),
        ("b.example", "opportunity", "A role · Brightwater · https://b.example/jobs"),
    ):
        assert [(hit.kind, hit.text) for hit in search_index(journal, query)] == [(kind, words)], query


def test_a_published_post_is_no_draft() -> None:
    posts = [
        Note(at=TUESDAY, kind="post", text="queues, one day"),
        Note(at=TUESDAY - timedelta(days=9), kind="post", text="queues, done", posted_at=TUESDAY - timedelta(days=1)),
    ]
    hits = search_index(Journal({}).with_records(posts), "queues")
    assert sorted((hit.kind, hit.text) for hit in hits) == [("draft", "queues, one day"), ("post", "queues, done")]


def test_nobody_blocked_is_found_in_an_event_or_a_mood() -> None:
    planned = (PlannedMeeting(name="Ana Lee", person="ana lee", question="about rivers"), PlannedMeeting(name="Bo"))
    journal = Journal({}).with_records(
        [
            *PEOPLE,
            Boundary(person="ana lee", at=TUESDAY),
            Event(at=TUESDAY, day=TUESDAY.date(), title="Dinner with Ana Lee", meetings=planned),
            Mood(at=TUESDAY, value=2, note="Ana Lee wrote again"),
        ]
    )
    assert [search_index(journal, query) for query in ("ana", "rivers", "ana lee")] == [(), (), ()]
    assert [hit.text for hit in search_index(journal, "wrote again")] == ["… wrote again"]
    assert [(hit.name, hit.text) for hit in search_index(journal, "dinner")] == [("Dinner with …", "to meet: Bo")]


def test_a_wrong_letter_in_a_text_is_forgiven_too() -> None:
    assert [
        h.text
        for h in search_index(
            Journal({}).with_records([*PEOPLE, message("Ana Lee", "about backpressure")]), "backprussure"
        )
    ] == ["about backpressure"]


def test_every_word_has_to_be_there() -> None:
    journal = Journal({}).with_records(
        [*PEOPLE, message("Ana Lee", "coffee next week"), message("Ana Lee", "coffee and cake")]
    )
    assert [hit.text for hit in search_index(journal, "cake coffee")] == ["coffee and cake"]


def test_a_name_and_a_word_find_what_was_written_to_whom() -> None:
    journal = Journal({}).with_records(
        [*PEOPLE, message("Ana Lee", "coffee next week"), message("Tomás Leiro", "coffee and cake")]
    )
    assert [(hit.kind, hit.name) for hit in search_index(journal, "tomas coffee")] == [("text", "Tomás Leiro")]


def test_nothing_typed_shows_whom_one_was_in_touch_with_lately() -> None:
    journal = Journal({}).with_records([*PEOPLE, message("Tomás Leiro", "", 1), message("Ana Lee", "", 5)])
    assert [hit.name for hit in search_index(journal, "  ")] == ["Tomás Leiro", "Ana Lee"]


def test_nobody_behind_a_boundary_is_found_nor_named_by_a_note() -> None:
    journal = Journal({}).with_records(
        [
            *PEOPLE,
            Boundary(person="ana lee", at=TUESDAY),
            message("Ana Lee", "a text about rivers"),
            Note(at=TUESDAY, text="Ana Lee knows about rivers", person="ana lee"),
            Note(at=TUESDAY, text="Do not sit beside Ana Lee again"),
        ]
    )
    assert [search_index(journal, query) for query in ("ana", "rivers", "ana lee")] == [(), (), ()]
    assert [hit.text for hit in search_index(journal, "beside")] == ["Do not sit beside … again"]


def test_a_look_ends_with_what_one_can_read() -> None:
    journal = Journal({}).with_records(
        [person(f"Ana {n}") for n in range(200)] + [message(f"Ana {n}", "ana") for n in range(200)]
    )
    assert len(search_index(journal, "ana")) <= MOST_HITS


def test_the_shelf_is_made_once_for_a_version() -> None:
    journal = Journal({}).with_records(PEOPLE)
    assert build_search_index(journal) is build_search_index(journal)
    assert build_search_index(journal) is not build_search_index(journal.with_records([person("New One")]))


@examples(300)
@given(
    st.lists(st.text(alphabet="ab \n", max_size=12)),
    st.lists(st.text(alphabet="ab", min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_lines_with_all_parts_are_those_a_plain_loop_finds(texts: list[str], parts: list[str]) -> None:
    lines = [fold_text(text) for text in texts]
    assert list(FoldedText.from_lines(lines).lines_with_all(parts)) == [
        n for n, line in enumerate(lines) if all(part in line for part in parts)
    ]


@examples(200)
@given(st.text(max_size=100))
def test_any_search_is_answered(query: str) -> None:
    search_index(
        Journal({}).with_records([*PEOPLE, message("Ana Lee", "a [/text] with (brackets) \\ and ^ ] -")]), query
    )


@pytest.mark.parametrize("query", ["a" * 80, "ab" * 40, "a " * 40, "^]-\\[", "a" * 40 + "b"])
def test_no_search_takes_forever_on_a_long_name(query: str) -> None:
    journal = Journal({}).with_records([person("a" * 200), person("ab" * 100), *PEOPLE])
    assert isinstance(search_index(journal, query), tuple)


def test_all_years_find_what_a_book_of_all_years_finds(folder: Path, clock: FakeClock) -> None:
    now = clock.at
    service = CoachService(folder, clock, device_id="test0000")
    for year, line in (
        (2019, "Ana: coffee by the harbour"),
        (2021, "Bo: a talk on tides"),
        (2026, "Ana: coffee again"),
    ):
        clock.at = now.replace(year=year, month=3)
        service.execute(log_sent_message(line))
        service.execute(write_note("note", f"{year}: ask about the tides", who="Ana"))
    clock.at = now
    service.execute(log_sent_message("Cleo: hello"))
    journal = CoachService(folder, clock).open_folder().journal
    assert journal.years is not None
    on = index_all_years(journal, journal.years.iterate_files())
    everything = journal.with_all_years()
    for query in ("coffee", "tides", "ana", "bo talk", "harbor", "2019", "cleo", "nothing of the kind"):
        assert search_index(journal, query, index=on) == search_index(everything, query), query
    assert {hit.text for hit in search_index(journal, "coffee", index=on)} == {"coffee by the harbour", "coffee again"}
    twice = [documents for documents in journal.years.iterate_files() for _ in (0, 1)]
    assert search_index(journal, "tides", index=index_all_years(journal, twice)) == search_index(everything, "tides")


def test_two_of_one_name_of_whom_little_is_known_differ_by_channel(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ana Lee", via="linkedin"))
    service.execute(log_sent_message("+Ana Lee", via="e-mail"))
    assert {hit.text for hit in search_index(service.journal, "ana lee") if hit.kind == "person"} == {
        "LinkedIn",
        "e-mail",
    }
