"""The desk: what is shown is what is stored plus what is on its way; undo goes far back and mixes nothing up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.acts.change import Act
from coach.acts.focus import start, stop
from coach.acts.goal import close, own
from coach.acts.mood import log
from coach.acts.outreach import answered, sent
from coach.acts.undo import redo, undo
from coach.desk import Desk
from coach.domain.action import KEPT, Action
from coach.domain.mood import Mood
from coach.errors import CoachError
from tests.conftest import FakeClock
from tests.examples import examples


def test_what_was_done_is_there_for_another_desk(folder: Path, clock: FakeClock) -> None:
    Desk(folder, clock).do(log(3))
    assert len(Desk(folder, clock).open().book.all(Mood)) == 1


def test_a_shown_change_is_seen_before_it_is_saved_and_gone_when_taken_back(desk: Desk) -> None:
    pending = desk.show(log(3))
    assert len(desk.book.all(Mood)) == 1
    desk.take_back(pending)
    assert desk.book.all(Mood) == ()


def test_others_writing_meanwhile_is_kept_beside_what_is_on_its_way(folder: Path, clock: FakeClock, desk: Desk) -> None:
    pending = desk.show(log(3))
    Desk(folder, clock).do(log(5))
    desk.settle(pending, desk.save(pending))
    assert sorted(m.value for m in desk.book.all(Mood)) == [3, 5]


def test_fetching_brings_what_others_wrote(folder: Path, clock: FakeClock, desk: Desk) -> None:
    Desk(folder, clock).do(log(5))
    docs = desk.fetch()
    assert docs is not None
    desk.accept(docs)
    assert [m.value for m in desk.book.all(Mood)] == [5]
    assert desk.fetch() is None


def test_an_act_that_cannot_be_worked_out_changes_nothing(desk: Desk) -> None:
    with pytest.raises(CoachError):
        desk.do(stop())
    assert desk.book.all(Action) == ()


def test_undo_goes_back_twenty_actions_and_then_says_so(desk: Desk) -> None:
    for _ in range(KEPT + 5):
        desk.do(log(3))
    for _ in range(KEPT):
        assert desk.do(undo()).says.startswith("Undone")
    assert desk.do(undo()).says == "Nothing to undo."
    assert len(desk.book.all(Mood)) == 5


def test_doing_something_new_forgets_what_was_undone(desk: Desk) -> None:
    desk.do(log(3))
    desk.do(undo())
    desk.do(log(4))
    assert desk.do(redo()).says == "Nothing to redo."


ACTS: list[Act] = [log(2), log(5), sent("Ana"), answered("Ana"), own("rest a little"), close("done"), start(), stop()]


@examples(40)
@given(st.lists(st.sampled_from(ACTS), max_size=12))
def test_undoing_everything_leaves_nothing_and_redoing_it_brings_all_back(acts: list[Act]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        clock = FakeClock()
        desk = Desk(scratch, clock, device_id="test0001").open()
        done = 0
        for act in acts:
            clock.forward(minutes=7)
            try:
                done += bool(desk.do(act).puts)
            except CoachError:
                continue
        before = _seen(desk)
        for _ in range(done):
            desk.do(undo())
        assert _seen(desk) == {}
        for _ in range(done):
            desk.do(redo())
        assert _seen(Desk(scratch, clock).open()) == before


def _seen(desk: Desk) -> dict[str, dict[str, object]]:
    """What a person would see of the book: every record that is not deleted, without its stamps."""
    from coach.acts.kinds import TABLES, kind_of

    stamps = {"changed_at", "device"}
    return {
        record.id: record.model_dump(exclude=stamps)
        for table in TABLES
        if table not in ("actions", "asked")
        for record in desk.book.all(kind_of(table))
    }
