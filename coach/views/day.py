"""The view of a day: what the first screen and `coach today` show, as one frozen value.

Plain dataclasses: the screen imports this module before its first paint, and records would import pydantic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from coach.domain.text import HIDDEN_MARK
from coach.domain.wording import format_count

if TYPE_CHECKING:
    from coach.advice.patterns.block_feelings import MeanFeeling
    from coach.domain.focus import FocusBlock
    from coach.domain.mood import Mood
    from coach.views.opportunities_and_events import EventRow


@dataclass(frozen=True, slots=True)
class GoalView:
    """Today's goal, or the one on offer. `state`: offered, open, done, not today, let go."""

    text: str
    state: str
    id: str = ""
    trigger: str = ""
    minutes: int = 0
    energy: str = ""
    template: str = ""
    reason: str = ""
    is_private: bool = False
    """The text is the person's own or names somebody, so it is hidden together with names."""
    easier_template: str = ""
    """On a low day, the id of a smaller goal that could take the place of an open one; "" for none."""
    easier_text: str = ""

    def displayed_text(self, *, hide: bool) -> str:
        """Return the text as it may be shown: none that is the person's own while names and notes are hidden."""
        return HIDDEN_MARK if hide and (self.is_private or self.state != "offered") else self.text


@dataclass(frozen=True, slots=True)
class OutreachRow:
    """One line of the outreach panel. `days` are working days of silence; `summary` is the short last column."""

    person_id: str
    name: str
    is_owed: bool
    topic: str
    silent_days: int
    summary: str
    channel: str = ""
    time_zone: str = ""
    """Their time zone, "" if it is not known."""
    night_clock: str = ""
    """The time where they are while it is night there: "00:07 there"; else ""."""
    day_name: str = ""
    """The day of the message while no working day has passed since: "today", "Friday"; else ""."""
    told_apart: str = ""
    """What tells this person from others of the same name: an employer, a channel or a place; else ""."""

    @property
    def full_name(self) -> str:
        """The name, with what tells it from the same name of others: "Ana (ACME)"."""
        return f"{self.name} ({self.told_apart})" if self.told_apart else self.name

    @property
    def silence_in_words(self) -> str:
        """The days without an answer: "Friday", "3 working days"."""
        return self.day_name or format_count(self.silent_days, "working day")

    @property
    def summary_in_words(self) -> str:
        """The summary, with a chance as "about 45 in 100 reply"."""
        return f"about {self.summary} reply" if self.summary[:1].isdecimal() else self.summary


@dataclass(frozen=True, slots=True)
class DayView:
    """Everything the four panels, the header and the advice need, computed once per change."""

    date: date
    now: datetime
    goal: GoalView | None = None
    experiment_line: str = ""
    """What a running experiment asks for today, or ""."""
    running_block: FocusBlock | None = None
    block_began_earlier: bool = False
    """The running block was started on an earlier day."""
    block_day: str = ""
    """The day on which it counts, which before four in the morning is the evening before: "Sunday", "1 June"."""
    unrated_block_id: str = ""
    """Id of a block whose end has not been asked about; "" if none."""
    last_kind: str = "messages"
    block_minutes: int = 25
    minutes_by_kind: tuple[tuple[str, int], ...] = ()
    """Minutes of today by kind, the running block included."""
    drifts: int = 0
    break_place: str = ""
    """What the break is that goes on now: away, screen, or "" for none."""
    break_until: datetime | None = None
    break_minutes: int = 5
    """How long the break after the last block would be."""
    networking_minutes: int = 0
    """Networking minutes of today, the running block included."""
    feed_minutes: int = 0
    """Minutes of today in blocks of reading and searching, the running block included."""
    limit_minutes: int = 45
    feed_limit_minutes: int = 15
    hours_summary: str = ""
    """"until 17:30" within networking hours, "from 14:00", "done for today" or "off today", "" if none are set."""
    is_outside_hours: bool = False
    """Networking hours are set, and now is outside them."""
    outside_hours_notice: str = ""
    """The line shown before a block is started outside the hours."""
    rows: tuple[OutreachRow, ...] = ()
    owed_count: int = 0
    waiting_count: int = 0
    snoozed_count: int = 0
    """Conversations that come back on a later day; counted where nothing else is open."""
    events: tuple[EventRow, ...] = ()
    """Events of today of which it was not said yet whom one met."""
    has_requests: bool = False
    """Whether a request of somebody is open. Requests are never counted."""
    moods: tuple[Mood, ...] = ()
    fortnight_moods: tuple[float | None, ...] = (None,) * 14
    """Mean mood of each of the last fourteen days, oldest first; None for a day without an entry."""
    mean_feelings: tuple[MeanFeeling, ...] = ()
    """How each kind of block felt, the most often answered first; only kinds answered often enough."""
    advice_text: str = ""
    advice_text_hidden: str = ""
    """The advice without names and notes."""
    advice_reason: str = ""
    advice_rule_id: str = ""
    advice_person_id: str = ""
    """Id of the person that the advice is about, or ""."""
    advice_was_shown: bool = True
    """False until it is recorded that the advice was shown today."""
    is_check_due: bool = False
    """The monthly check of the patterns is due."""
    hides_names: bool = False
    theme: str = ""
    without_motion: bool = False
    away_until: datetime | None = None
    away_message: str = ""
    """The one sentence that is shown while the person has stepped away."""
    read_only: bool = False
    notices: tuple[str, ...] = ()

    @property
    def minute(self) -> datetime:
        """The minute that the day was built in."""
        return self.now.replace(second=0, microsecond=0)

    def name_earlier_block(self, kind: str = "") -> str:
        """Return "Sunday's block of reading" or "The block of reading of 1 June"; without `kind` "Sunday's block"."""
        block = f"block of {kind}" if kind else "block"
        return f"The {block} of {self.block_day}" if self.block_day[:1].isdecimal() else f"{self.block_day}'s {block}"

    @property
    def displayed_advice(self) -> str:
        """The advice as it may be shown: without names and notes while they are hidden."""
        return self.advice_text_hidden if self.hides_names else self.advice_text


def describe_snoozed(count: int) -> str:
    """Return what stands where nothing is open although conversations come back: "2 conversations are snoozed."."""
    return f"{format_count(count, 'conversation')} {'is' if count == 1 else 'are'} snoozed."
