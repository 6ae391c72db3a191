"""Nothing that is remembered can be out of date: two desks write in turn, and each shows what a fresh one shows.

Two desks on one folder are what two processes are to each other: stores, books and caches of their own, and the file
between them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from coach.actions.boundaries_and_away import come_back, set_boundary, step_away
from coach.actions.conversations import mark_answered
from coach.actions.focus import rate_feeling, record_drift, start_block, stop_block
from coach.actions.goals import close_goal, set_own_goal
from coach.actions.moods import edit_mood, log_mood
from coach.actions.outreach import log_received_message, log_sent_message
from coach.actions.result import Action, ActionResult
from coach.actions.settings import save_setting, set_networking_hours
from coach.actions.undo import redo_last_action, undo_last_action
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.record import TABLE_NAMES, record_type_of
from coach.errors import CoachError
from coach.service import CoachService
from coach.status import cache
from coach.status import line as status
from coach.status.summary import compute_summary
from coach.views.day import DayView
from tests.conftest import FakeClock
from tests.examples import examples


def more(**changes: object) -> Action:
    """Say more of the mood that was logged last."""

    def action(journal: Journal, now: datetime) -> ActionResult:
        moods = sorted(journal.list_records(Mood), key=lambda mood: mood.at)
        if not moods:
            raise CoachError("Nothing was logged.")
        return edit_mood(moods[-1].id, **changes)(journal, now)

    return action


ACTS: list[Action] = [
    log_mood(2), log_mood(5, note="a walk"), start_block(), stop_block(), record_drift(), rate_feeling(3), set_own_goal("rest a little"), set_own_goal("write to Ana Lee"),
    close_goal("done"), log_sent_message("Ana Lee"), log_received_message("Ana Lee"), mark_answered("Ana Lee"), log_sent_message("Bo Sun"), set_boundary("Ana Lee", "harsh"),
    set_networking_hours("mon-fri 9:00-12:00"), save_setting("day-ends", "00:00"), save_setting("day-ends", "06:00"),
    save_setting("limit", "30"), save_setting("hide", "yes"), step_away("tonight"), come_back(), undo_last_action(), redo_last_action(),
    more(energy=2), more(words=("calm",)), more(value=1), more(note="with Ana Lee"),
]  # fmt: skip
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(range(len(ACTS))), st.sampled_from([0, 1, 1, 1, 25, 200])),
    min_size=4, max_size=16,
)  # fmt: skip
"""Who writes, what, and how many minutes pass before it."""
BEGIN = st.sampled_from([time(4, 30), time(8, 0), time(23, 30)])
"""Around half past four, when the day ends decides which day it is."""


@examples(80)
@given(BEGIN, STEPS)
def test_two_desks_that_write_in_turn_show_what_a_fresh_one_shows(at: time, steps: list[tuple[int, int, int]]) -> None:
    clock = FakeClock(datetime.combine(date(2026, 11, 24), at, UTC))
    with TemporaryDirectory() as folder:
        desks = [CoachService(folder, clock, device_id=f"test000{n}").open_folder() for n in (0, 1)]
        for who, action, minutes in steps:
            clock.forward(minutes=minutes)
            _try(desks[who], ACTS[action])
            fresh = CoachService(folder, clock, device_id="test0002").open_folder()
            for service in desks:
                documents = service.load_external_changes()
                if documents is not None:
                    service.apply_external_changes(documents)
                assert _shown(service) == _shown(fresh)
                for table in TABLE_NAMES:
                    assert _by_id(service, table) == _by_id(fresh, table)


@examples(80)
@given(BEGIN, STEPS)
def test_what_status_reads_is_what_the_data_says(at: time, steps: list[tuple[int, int, int]]) -> None:
    here = datetime.now(UTC).astimezone()  # the line is told in the zone of this computer
    clock = FakeClock(datetime.combine(here.date(), at, here.tzinfo))
    with TemporaryDirectory() as scratch, patch.dict(os.environ, _home(scratch)):
        desks = [CoachService(None, clock, device_id=f"test000{n}") for n in (0, 1)]
        for who, action, minutes in steps:
            clock.forward(minutes=minutes)
            _try(desks[who], ACTS[action])
            left, now = cache.read_cache(), clock.now()
            if left is not None and status.is_current(left, now.timestamp()):
                known = compute_summary(desks[who].store.load_folder().documents, now)
                assert status.compute_status_fields(left, now.timestamp()) == status.compute_status_fields(
                    known, now.timestamp()
                )


def test_when_the_day_ends_later_a_block_at_dawn_moves_to_the_day_before(folder: Path) -> None:
    service = CoachService(folder, clock := FakeClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC))).open_folder()
    service.execute(start_block())
    clock.forward(minutes=20)
    service.execute(stop_block())
    clock.forward(minutes=100)
    assert service.build_day().networking_minutes == 20
    service.execute(save_setting("day-ends", "06:00"))
    assert (
        service.build_day().networking_minutes
        == 0
        == CoachService(folder, clock).open_folder().build_day().networking_minutes
    )


def _try(service: CoachService, action: Action) -> None:
    try:
        service.execute(action)
    except CoachError:
        return  # stopping what does not run, say: nothing was written


def _shown(service: CoachService) -> DayView:
    """Return the day without what time alone moves: rows are worked out once an hour, chances once a day."""
    day = service.build_day()
    return replace(day, notices=(), rows=tuple(replace(row, silent_days=0, summary="") for row in day.rows))


def _by_id(service: CoachService, table: str) -> dict[str, object]:
    return {record.id: record for record in service.journal.list_with_deleted(record_type_of(table))}


def _home(scratch: str) -> dict[str, str]:
    names = ("DATA", "CACHE", "STATE", "CONFIG")
    return {"COACH_DATA_DIR": str(Path(scratch) / "data"), **{f"XDG_{name}_HOME": scratch for name in names}}
