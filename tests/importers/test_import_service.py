"""From an export to the outreach panel: previews, twice the same, either order, what a person changed stays theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coach.acts.mood import log
from coach.acts.outreach import answered, rest
from coach.acts.settings import change
from coach.advice.threads import index
from coach.advice.waiting import waiting
from coach.desk import Desk
from coach.domain.outreach import Message
from coach.domain.person import Person
from coach.export_service import export_calendar, export_csv, export_json, export_markdown
from coach.import_service import preview_import, run_import
from coach.store.contacts import address_book
from tests.conftest import FakeClock
from tests.importers.make import Account, account, later, truth
from tests.importers.render import linkedin, zipped


def bring(desk: Desk, folder: Path, made: Account, **options: Any) -> None:
    run_import(desk, preview_import(desk, [zipped(linkedin(made, "2026"), folder / "e.zip", made.at)], **options))


def seen(desk: Desk) -> set[tuple[object, ...]]:
    """What a person would see: who, when, which way."""
    book = Desk(desk.folder, desk.clock).open().all_years(lambda book, now: book)
    names = {p.id: p.name for p in book.all(Person)}
    return {(names[m.person], m.at, m.direction, m.kind, m.channel) for m in book.all(Message)}


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock) -> Desk:
    return Desk(tmp_path / "here", clock, device_id="test0001").open()


def test_everybody_stands_where_the_truth_says(here: Desk, tmp_path: Path) -> None:
    made = account(3)
    bring(here, tmp_path, made)
    by_key = {key: p for p in here.book.all(Person) for key in p.keys}
    threads = index(here.book)
    for slug, true in truth(made).items():
        thread = threads[by_key[f"linkedin:{slug}"].id]
        state = (bool(thread.out), bool(thread.came), thread.waiting)
        expected = {
            "never_replied": (True, False, True),
            "went_quiet": (True, True, True),
            "your_turn": (True, True, False),
            "inbound_only": (False, True, False),
        }[true.state]
        assert state == expected, slug


def test_the_same_file_twice_changes_nothing(here: Desk, tmp_path: Path) -> None:
    bring(here, tmp_path, account(1))
    before = here.store.path.read_bytes()
    found = preview_import(here, [tmp_path / "e.zip"])
    assert found.preview.empty
    run_import(here, found)
    assert here.store.path.read_bytes() == before


@pytest.mark.parametrize("seed", range(4))
def test_older_after_newer_is_the_same_as_newer_after_older(tmp_path: Path, clock: FakeClock, seed: int) -> None:
    first, second = account(seed), later(account(seed), seed)
    there = []
    for order in ((first, second), (second, first)):
        desk = Desk(tmp_path / f"desk{len(there)}", clock).open()
        for made in order:
            bring(desk, tmp_path, made)
        there.append(seen(desk))
    assert there[0] == there[1]


def test_texts_are_kept_only_if_asked(tmp_path: Path, clock: FakeClock) -> None:
    for keep in (False, True):
        desk = Desk(tmp_path / f"keep{keep}", clock).open()
        bring(desk, tmp_path, account(2), keep_text=keep)
        book = desk.all_years(lambda book, now: book)
        assert any(m.text for m in book.all(Message)) is keep


def test_contacts_never_written_to_go_to_the_address_book(here: Desk, tmp_path: Path) -> None:
    bring(here, tmp_path, account(1))
    people = {p.name for p in here.book.all(Person)}
    contacts = {doc["name"] for doc in address_book(here.store).values()}
    assert contacts and not contacts & people


def test_looking_writes_nothing(here: Desk, tmp_path: Path) -> None:
    found = preview_import(here, [zipped(linkedin(account(1), "2026"), tmp_path / "e.zip", account(1).at)])
    assert found.preview.new and not here.folder.exists()


def test_a_name_that_was_typed_over_stays_and_somebody_taken_out_stays_out(here: Desk, tmp_path: Path) -> None:
    from coach.acts.change import Change

    bring(here, tmp_path, account(1))
    one, other = here.book.all(Person)[:2]
    here.do(lambda book, now: Change("", (one.but(name="My own name"), other.but(deleted=True))))
    bring(here, tmp_path, later(account(1), 1))
    assert here.book.get(Person, one.id).name == "My own name"  # type: ignore[union-attr]
    assert here.book.get(Person, other.id) is None


def test_what_was_decided_about_a_thread_survives_an_import(here: Desk, tmp_path: Path) -> None:
    bring(here, tmp_path, account(5))
    rows = [w for w in waiting(here.book, here.now()) if not w.owed]
    if rows:
        here.do(rest(rows[0].person))
        bring(here, tmp_path, account(5))
        assert rows[0].person not in {w.person for w in waiting(here.book, here.now())}


def test_an_import_is_backed_up_first(here: Desk, tmp_path: Path) -> None:
    here.do(log(3))
    bring(here, tmp_path, account(1))
    assert list((here.folder / "backups").glob("coach-*.json"))


def test_our_own_export_comes_back_whole(here: Desk, tmp_path: Path, clock: FakeClock) -> None:
    bring(here, tmp_path, account(1))
    here.do(log(2, note="a note", energy=1))
    here.do(change("limit", "30"))
    here.do(answered(here.book.all(Person)[0].id))
    whole = tmp_path / "all.json"
    whole.write_text(here.all_years(lambda book, now: export_json(book, now, address_book(here.store))))
    there = Desk(tmp_path / "there", clock).open()
    run_import(there, preview_import(there, [whole]))
    ours, theirs = here.store.history(), there.store.history()
    assert {t: dict(rows) for t, rows in ours.items()} == {t: dict(rows) for t, rows in theirs.items()}
    assert address_book(here.store) == address_book(there.store)
    assert preview_import(there, [whole]).preview.empty


def test_exports_for_others_leave_out_who_is_behind_a_boundary(here: Desk, tmp_path: Path) -> None:
    from coach.acts.change import Change
    from coach.acts.outreach import met, sent
    from coach.domain.boundary import Boundary

    here.do(sent("Rude Ron : hello"))
    here.do(met("Rude Ron"))
    here.do(sent("Kind Kim"))
    ron = next(p for p in here.book.all(Person) if p.name == "Rude Ron")
    here.do(lambda book, now: Change("", (Boundary(person=ron.id, at=now),)))
    now = here.now()
    texts = [
        export_markdown(here.book, now),
        export_calendar(here.book, now),
        export_calendar(here.book, now, todo=True),
    ]
    texts += [export_csv(here.book, table) for table in ("people", "messages")]
    assert all("Ron" not in text for text in texts)
    assert "Kind Kim" in texts[0]


def test_somebody_forgotten_is_in_no_file_an_import_left_behind(here: Desk, tmp_path: Path) -> None:
    from coach.import_service import forget_people
    from coach.store.purge import forget

    bring(here, tmp_path, account(1))
    person = next(p for p in here.book.all(Person) if p.keys)
    forget_people(here, person.keys)
    forget(here.store, [person.id])
    slug = person.keys[0].partition(":")[2]
    files = [p for p in here.folder.rglob("*.json") if p.is_file()]
    assert files and all(slug not in p.read_text() and person.name not in p.read_text() for p in files)
