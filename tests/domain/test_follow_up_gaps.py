"""How long to wait before a follow-up: as usual, by how well somebody knows the person, or one number for all."""

from __future__ import annotations

import pytest

from coach.actions.outreach import log_sent_message
from coach.actions.settings import find_setting, format_setting, save_setting
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.follow_up_gaps import follow_up_gap, format_follow_up_gaps, parse_follow_up_gaps
from coach.errors import InvalidInput
from coach.service import CoachService
from tests.conftest import FakeClock

USUAL = "new 7, a little 5, well 5, out of touch 7, second 10"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("usual", USUAL),
        ("6", "new 6, a little 6, well 6, out of touch 6, second 6"),
        ("new 12, second 20", "new 12, a little 5, well 5, out of touch 7, second 20"),
        ("Warm 3, out of touch 9", "new 7, a little 3, well 5, out of touch 9, second 10"),
    ],
)
def test_what_is_typed_is_shown_whole_and_reads_back_as_the_same(typed: str, shown: str) -> None:
    rules = parse_follow_up_gaps(typed)
    assert format_follow_up_gaps(rules) == shown
    assert format_follow_up_gaps(parse_follow_up_gaps(shown)) == shown


@pytest.mark.parametrize("typed", ["0", "61", "soon", "new", "new x", "stranger 5", "new 5,", "second -1"])
def test_what_is_no_gap_gets_one_line_with_one_that_works(typed: str) -> None:
    with pytest.raises(InvalidInput) as error:
        parse_follow_up_gaps(typed)
    assert "new 7, a little 5" in error.value.hint


def test_a_damaged_rule_falls_back_to_the_usual_gap() -> None:
    assert follow_up_gap(("warm many", "cold"), "warm", 0) == 5


def test_the_gap_one_chose_decides_when_a_follow_up_is_fine(service: CoachService, clock: FakeClock) -> None:
    service.execute(save_setting("follow-up-gaps", "a little 2, second 3"))
    wrote = service.execute(log_sent_message("Ana #warm"))  # on a Tuesday
    assert "fine from 26 November" in wrote.message
    clock.forward(days=1)
    assert not list_open_conversations(service.journal, clock.now())[0].follow_up_due
    clock.forward(days=1)
    assert list_open_conversations(service.journal, clock.now())[0].follow_up_due
    service.execute(log_sent_message("Ana"))
    clock.forward(days=4)  # over a weekend: two working days
    assert not list_open_conversations(service.journal, clock.now())[0].follow_up_due
    clock.forward(days=1)
    assert list_open_conversations(service.journal, clock.now())[0].follow_up_due
    service.execute(save_setting("follow-up-gaps", "usual"))
    assert format_setting(find_setting("follow-up-gaps"), service.journal.settings) == USUAL
