"""The book: immutable, lazy, tolerant, and never stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.book import Book
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.record import EPOCH, stamp
from tests.conftest import TUESDAY


def mood(value: int = 3, **fields: object) -> Mood:
    return Mood.model_validate({"at": TUESDAY, "value": value, **fields})


def count(book: Book) -> int:
    return len(book.all(Mood))


def test_putting_gives_a_new_book_and_leaves_the_old_one_as_it_was() -> None:
    empty = Book({})
    full = empty.put([mood()])
    assert (count(empty), count(full)) == (0, 1)


def test_a_deleted_record_is_gone_from_all_but_its_version_is_known() -> None:
    record = mood()
    book = Book({}).put([record]).put([record.but(deleted=True)])
    assert book.all(Mood) == ()
    assert book.get(Mood, record.id) is None
    assert book.newest(Mood, record.id) is not None


def test_unknown_fields_of_a_newer_version_survive_a_change() -> None:
    doc = {**mood().doc(), "weather": "rain"}
    (read,) = Book({"moods": {doc["id"]: doc}}).all(Mood)
    assert read.but(value=4).doc()["weather"] == "rain"


def test_one_odd_record_does_not_hide_the_others() -> None:
    good, bad = mood().doc(), {"id": "bad", "value": "many", "at": "whenever"}
    assert len(Book({"moods": {good["id"]: good, "bad": bad}}).all(Mood)) == 1


def test_what_was_worked_out_is_worked_out_again_when_its_table_changes() -> None:
    book = Book({}).put([mood()])
    assert book.derive(count, Mood) == 1
    assert book.put([mood(4)]).derive(count, Mood) == 2
    assert book.put([Person(name="Ana")]).derive(count, Mood) == 1


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.booleans()), max_size=30))
def test_a_book_put_together_step_by_step_is_the_book_read_at_once(steps: list[tuple[int, int, bool]]) -> None:
    book = Book({})
    book.all(Mood)
    for key, value, deleted in steps:
        book = book.put([mood(value, id=str(key), deleted=deleted)])
        book.derive(count, Mood)
    docs = {table: dict(rows) for table, rows in book._docs.items()}
    assert set(Book(docs).all(Mood)) == set(book.all(Mood))
    assert Book({}).over(docs).all(Mood) == Book(docs).all(Mood)
    assert book.over(docs).derive(count, Mood) == count(book)


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from(["put", "deleted", "drop", "odd"]), st.booleans()), max_size=30
    )
)
def test_every_book_of_a_line_holds_what_is_read_at_once_in_the_same_order(steps: list[tuple[int, str, bool]]) -> None:
    """By records put in, and by documents that somebody else stored, among them ones that are no moods."""
    book = Book({})
    book.all(Mood)
    for n, (key, what, by_docs) in enumerate(steps):
        record = mood(1 + n % 5, id=str(key), deleted=what == "deleted")
        rows = dict(book.docs.get("moods", {}))
        odd = rows.get(record.id, {}).get("value") == "many"  # nobody edits what cannot be read
        if by_docs or odd or what == "odd":
            rows[record.id] = {"id": record.id, "value": "many"} if what == "odd" else record.doc()
            if what == "drop":
                del rows[record.id]
            book = book.over({"moods": rows})
        elif what == "drop":
            book = book.put([], [("moods", record.id)])
        else:
            book = book.put([record])
        fresh = Book(book.docs)
        assert [(m.id, m.value) for m in book.all(Mood)] == [(m.id, m.value) for m in fresh.all(Mood)]
        assert {m.id for m in book.every(Mood)} == {m.id for m in fresh.every(Mood)}


@given(st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=3)))
def test_an_edit_is_newer_than_what_it_replaces_whatever_the_clock_says(shift: timedelta) -> None:
    first = stamp(mood(), None, TUESDAY + shift, "a")
    second = stamp(first.but(value=4), first, TUESDAY, "b")
    assert second.version > first.version


def test_a_record_that_was_never_stamped_is_older_than_any_other() -> None:
    assert mood().changed_at == EPOCH == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_record_whose_document_is_equal_is_not_read_again() -> None:
    docs = {record.id: record.doc() for record in (mood(1), mood(2))}
    book = Book({"moods": docs})
    first, second = book.all(Mood)
    news = mood(5)
    later = book.over({"moods": {**{key: dict(doc) for key, doc in docs.items()}, news.id: news.doc()}})
    assert later.all(Mood)[0] is first and later.all(Mood)[1] is second
    assert [each.value for each in later.all(Mood)] == [1, 2, 5]
