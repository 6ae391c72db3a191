"""What is encoded once and kept is byte for byte what would be encoded anew."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from coach.acts.mood import log
from coach.desk import Desk
from coach.store.form import Content, Encoded, encode, tables_of
from coach.store.store import _changed
from tests.conftest import FakeClock
from tests.examples import examples
from tests.store.records import keys, mood, person, store_at

names = st.sampled_from(["moods", "people", "notes", "dreams"])
docs = st.builds(
    lambda key, n: {"id": key, "changed_at": "2026-01-01T00:00:00Z", "n": n},
    st.sampled_from("abcdef"),
    st.integers(0, 3),
)


@examples(150)
@given(st.lists(st.tuples(names, docs, st.booleans()), max_size=25), st.booleans())
def test_tables_that_nobody_touched_keep_their_bytes(
    steps: list[tuple[str, dict[str, object], bool]], odd: bool
) -> None:
    strangers = {"notes": {"7": {"text": "a row of somebody's script"}}, "own": {"1": {"x": 1}}} if odd else {}
    content, encoded = Content({}, {"schema": 1}, strangers), Encoded()
    for table, doc, drop in steps:
        puts, drops = ([], [(table, str(doc["id"]))]) if drop else ([(table, doc)], [])
        content = _changed(content, puts, drops, "2025-12")
        assert encode(encoded.tables_of(content)) == encode(tables_of(content))
    assert encode(encoded.tables_of(content)) == encode(tables_of(content))


def test_what_follows_an_acknowledged_save_leaves_the_copy_for_this_computer(folder: Path, clock: FakeClock) -> None:
    desk = Desk(folder, clock, "test0001").open()
    desk.do(log(5))
    pending = desk.show(log(3))
    desk.settle(pending, desk.save(pending))
    place = desk.store.acknowledged._place
    assert place is not None and b'"value":3' not in place.read_bytes()
    desk.tidy()
    assert place.read_bytes() == (folder / "coach.json").read_bytes()
    assert place.stat().st_mtime_ns == (folder / "coach.json").stat().st_mtime_ns


def test_a_copy_that_comes_late_does_not_take_the_place_of_a_later_one(folder: Path, clock: FakeClock) -> None:
    slow = Desk(folder, clock, "test0001").open()
    slow.do(log(5))
    pending = slow.show(log(3))
    slow.settle(pending, slow.save(pending))
    Desk(folder, clock, "test0001").do(log(1))  # the shell, meanwhile
    slow.tidy()
    place = slow.store.acknowledged._place
    assert place is not None and place.read_bytes() == (folder / "coach.json").read_bytes()
    (folder / "coach.json").unlink()
    store_at(folder).save([person("p")])  # a version from elsewhere that knows nothing of it
    assert len(keys(Desk(folder, clock, "test0001").open().store.state.content.docs)) == 3


def test_a_later_save_of_the_shell_is_kept_before_the_screen_is_done(folder: Path) -> None:
    store = store_at(folder, acknowledged=folder.with_name("kept"))
    store.save([mood("a")], keep=False)
    assert not folder.with_name("kept").exists()
    store.save([mood("b")])
    assert folder.with_name("kept").read_bytes() == (folder / "coach.json").read_bytes()
