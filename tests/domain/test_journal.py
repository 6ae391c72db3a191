"""The book: immutable, lazy, tolerant, and never stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.domain.record import NEVER_CHANGED, stamp_record
from tests.conftest import TUESDAY


def mood(value: int = 3, **fields: object) -> Mood:
    return Mood.model_validate({"at": TUESDAY, "value": value, **fields})


def count(journal: Journal) -> int:
    return len(journal.list_records(Mood))


def test_putting_gives_a_new_book_and_leaves_the_old_one_as_it_was() -> None:
    empty = Journal({})
    full = empty.with_records([mood()])
    assert (count(empty), count(full)) == (0, 1)


def test_a_deleted_record_is_gone_from_all_but_its_version_is_known() -> None:
    record = mood()
    journal = Journal({}).with_records([record]).with_records([record.copy_with(deleted=True)])
    assert journal.list_records(Mood) == ()
    assert journal.get_record(Mood, record.id) is None
    assert journal.get_with_deleted(Mood, record.id) is not None


def test_unknown_fields_of_a_newer_version_survive_a_change() -> None:
    doc = {**mood().to_document(), "weather": "rain"}
    (read,) = Journal({"moods": {doc["id"]: doc}}).list_records(Mood)
    assert read.copy_with(value=4).to_document()["weather"] == "rain"


def test_one_odd_record_does_not_hide_the_others() -> None:
    good, bad = mood().to_document(), {"id": "bad", "value": "many", "at": "whenever"}
    assert len(Journal({"moods": {good["id"]: good, "bad": bad}}).list_records(Mood)) == 1


def test_odd_records_are_counted_while_another_thread_reads_a_table() -> None:
    read_meanwhile: list[type[Person]] = []

    class OddDocument(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            for kind in read_meanwhile:  # as a thread does between two steps of the count
                journal.list_records(kind)
            return super().get(key, default)

    journal = Journal({"moods": {"bad": OddDocument(id="bad", value="many")}, "people": {}})
    journal.list_records(Mood)
    read_meanwhile.append(Person)
    assert journal.count_unreadable() == 1


def test_what_was_worked_out_is_worked_out_again_when_its_table_changes() -> None:
    journal = Journal({}).with_records([mood()])
    assert journal.compute_cached(count, Mood) == 1
    assert journal.with_records([mood(4)]).compute_cached(count, Mood) == 2
    assert journal.with_records([Person(name="Ana")]).compute_cached(count, Mood) == 1


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.booleans()), max_size=30))
def test_a_book_put_together_step_by_step_is_the_book_read_at_once(steps: list[tuple[int, int, bool]]) -> None:
    journal = Journal({})
    journal.list_records(Mood)
    for key, value, deleted in steps:
        journal = journal.with_records([mood(value, id=str(key), deleted=deleted)])
        journal.compute_cached(count, Mood)
    documents = {table: dict(rows) for table, rows in journal._documents.items()}
    assert set(Journal(documents).list_records(Mood)) == set(journal.list_records(Mood))
    assert Journal({}).rebased_on(documents).list_records(Mood) == Journal(documents).list_records(Mood)
    assert journal.rebased_on(documents).compute_cached(count, Mood) == count(journal)


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from(["put", "deleted", "drop", "odd"]), st.booleans()), max_size=30
    )
)
def test_every_book_of_a_line_holds_what_is_read_at_once_in_the_same_order(steps: list[tuple[int, str, bool]]) -> None:
    """By records put in, and by documents that somebody else stored, among them ones that are no moods."""
    journal = Journal({})
    journal.list_records(Mood)
    for n, (key, what, by_docs) in enumerate(steps):
        record = mood(1 + n % 5, id=str(key), deleted=what == "deleted")
        rows = dict(journal.documents.get("moods", {}))
        odd = rows.get(record.id, {}).get("value") == "many"  # nobody edits what cannot be read
        if by_docs or odd or what == "odd":
            rows[record.id] = {"id": record.id, "value": "many"} if what == "odd" else record.to_document()
            if what == "drop":
                del rows[record.id]
            journal = journal.rebased_on({"moods": rows})
        elif what == "drop":
            journal = journal.with_records([], [("moods", record.id)])
        else:
            journal = journal.with_records([record])
        fresh = Journal(journal.documents)
        assert [(m.id, m.value) for m in journal.list_records(Mood)] == [
            (m.id, m.value) for m in fresh.list_records(Mood)
        ]
        assert {m.id for m in journal.list_with_deleted(Mood)} == {m.id for m in fresh.list_with_deleted(Mood)}


@given(st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=3)))
def test_an_edit_is_newer_than_what_it_replaces_whatever_the_clock_says(shift: timedelta) -> None:
    first = stamp_record(mood(), None, TUESDAY + shift, "a")
    second = stamp_record(first.copy_with(value=4), first, TUESDAY, "b")
    assert (second.changed_at, second.device) > (first.changed_at, first.device)


def test_a_record_that_was_never_stamped_is_older_than_any_other() -> None:
    assert mood().changed_at == NEVER_CHANGED == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_record_whose_document_is_equal_is_not_read_again() -> None:
    documents = {record.id: record.to_document() for record in (mood(1), mood(2))}
    journal = Journal({"moods": documents})
    first, second = journal.list_records(Mood)
    news = mood(5)
    later = journal.rebased_on(
        {"moods": {**{key: dict(doc) for key, doc in documents.items()}, news.id: news.to_document()}}
    )
    assert later.list_records(Mood)[0] is first and later.list_records(Mood)[1] is second
    assert [each.value for each in later.list_records(Mood)] == [1, 2, 5]


def test_a_journal_has_the_same_records_as_the_one_that_is_read_again_after_a_save() -> None:
    journal = Journal({}).with_records([mood(1)])
    saved = journal.rebased_on({"moods": {key: dict(doc) for key, doc in journal.documents["moods"].items()}})
    assert saved is not journal and saved.has_same_records(journal, Mood)
    assert not saved.with_records([mood(2)]).has_same_records(journal, Mood)
