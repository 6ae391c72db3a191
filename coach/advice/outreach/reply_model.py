"""The chance that a message is still answered, and whether a follow-up makes sense.

Silence is counted in working days and cut into bins (see `survival`). General experience gives each kind of
contact a prior; the person's own messages, answered or still open, update it; and one ratio over all kinds says how
much more or less often than usual this person is answered. The priors are rounded judgement after Kooti et al. 2015
(arXiv 1504.00704, how soon e-mail is answered) and the senders' reports of Yesware 2014 and Belkins 2023 (how often).

A chance describes messages, never people: nothing here ranks anybody."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import log1p, prod
from operator import mul

from coach.advice.outreach.survival import (
    BetaHazard,
    Probability,
    TimeBin,
    combine_reply_probability,
    count_into_bins,
    silence_moments,
)
from coach.domain.wording import format_chance, round_chance

ReplyHistory = Mapping[str, Sequence[tuple[float, bool]]]
"""Kind → (working days until the answer, or watched so far without one; answered) for each own message."""

CONTACT_KINDS = ("cold", "warm", "dormant", "strong")
"""How well the two know each other; the same words as a person's tie."""
BIN_EDGES: tuple[float, ...] = (1, 2, 3, 5, 7, 10, 15, 20, 30)
"""Upper ends of the bins, in working days of silence; the last is the horizon."""
_LOWER_EDGES = (0.0, *BIN_EDGES[:-1])
REPLY_HORIZON = BIN_EDGES[-1]
FIRST_FOLLOW_UP_GAP: Mapping[str, int] = {"cold": 7, "warm": 5, "dormant": 7, "strong": 5}
"""Working days of silence before a first follow-up."""
SECOND_FOLLOW_UP_GAP = 10
"""Working days of silence after the first follow-up before a second."""
MOST_FOLLOW_UPS: Mapping[str, int] = {"cold": 1, "warm": 2, "dormant": 1, "strong": 2}
"""The most follow-ups to one silence."""
REST_AFTER = 15
"""Working days of silence after which a thread may rest…"""
REST_BELOW_PROBABILITY = 0.05
"""…if every follow-up is used or the chance left is below this."""
REVIVE_AFTER = 90
"""Calendar days after which a resting thread may be taken up again, with something new."""

_USUAL_REPLY_TIMES = (0.52, 0.66, 0.74, 0.83, 0.89, 0.94, 0.97, 0.985, 1.0)
_PRIOR_REPLIES: Mapping[str, tuple[float, tuple[float, ...]]] = {
    "cold": (0.12, _USUAL_REPLY_TIMES),
    "warm": (0.45, _USUAL_REPLY_TIMES),
    "dormant": (0.40, (0.45, 0.60, 0.69, 0.80, 0.87, 0.93, 0.965, 0.98, 1.0)),
    "strong": (0.75, (0.65, 0.78, 0.85, 0.91, 0.94, 0.97, 0.985, 0.99, 1.0)),
}
"""Kind → the share answered within the horizon, and the share of those answers that came by each edge."""
_PRIOR_HAZARDS: Mapping[str, tuple[float, ...]] = {
    kind: tuple(answered * (by - before) / (1.0 - answered * before) for before, by in pairwise((0.0, *shares)))
    for kind, (answered, shares) in _PRIOR_REPLIES.items()
}
"""Kind → the share answered in each bin of those silent up to it."""
_RATIO_PRIOR_WEIGHT = 3.0  # expected answers' worth of belief that this person is answered as often as anybody


@dataclass(frozen=True, slots=True)
class ReplyModel:
    """A history read once, for asking many times; equal histories make equal experiences."""

    bins: Mapping[str, tuple[TimeBin, ...]]
    message_count: int
    """Own messages of all kinds, answered or not."""
    prior_weight: float
    """The weight of general experience, in messages."""
    reply_ratio: float = field(init=False)
    """How much more often than usual this person is answered; 1 is as usual."""
    hazards: Mapping[str, tuple[BetaHazard, ...]] = field(init=False, repr=False, compare=False)
    _silence_from_bin: Mapping[str, tuple[float, ...]] = field(init=False, repr=False, compare=False)
    """Kind → the chance of silence from each bin on to the horizon."""

    def __post_init__(self) -> None:
        pairs = [
            (seen, x) for kind in CONTACT_KINDS for seen, x in zip(self.bins[kind], _PRIOR_HAZARDS[kind], strict=True)
        ]
        answers = sum(seen.answered for seen, _ in pairs)
        expected = sum(seen.at_risk * -log1p(-x) for seen, x in pairs)
        object.__setattr__(self, "reply_ratio", (answers + _RATIO_PRIOR_WEIGHT) / (expected + _RATIO_PRIOR_WEIGHT))
        object.__setattr__(self, "hazards", {kind: self._update_hazards(kind) for kind in CONTACT_KINDS})
        object.__setattr__(
            self, "_silence_from_bin", {kind: _silence_through_bins(self.hazards[kind]) for kind in CONTACT_KINDS}
        )

    @classmethod
    def from_history(cls, history: ReplyHistory, *, k: float | None = None) -> ReplyModel:
        """Read a history. `k` ≥ 0 is the weight of the prior; by default it grows from 10 to 20 messages.

        It starts low so that the ranges told to somebody new are honestly wide; 0 leaves the person's own
        Kaplan–Meier estimate, with no hazard where nothing was seen. Raises ValueError for a kind that is none of
        KINDS.
        """
        for kind in history:
            _check_kind(kind)
        messages = sum(map(len, history.values()))
        weight = min(20.0, 10.0 + messages / 2) if k is None else k
        return cls(
            {kind: count_into_bins(history.get(kind, ()), BIN_EDGES) for kind in CONTACT_KINDS}, messages, weight
        )

    def reply_interval(self, kind: str, silent: float, within: float | None = None) -> Probability:
        """Return the chance that a message silent for so many working days is still answered.

        `within` counts working days from now; without it, up to the horizon of 30 after writing, beyond which the
        chance is 0. Raises ValueError for a kind that is none of KINDS.
        """
        chance = combine_reply_probability(
            self._hazards_ahead(kind, max(0.0, silent), REPLY_HORIZON if within is None else within)
        )
        if within is not None:
            return chance
        # The same mean as in a list, to the last digit, so that both round to the same word.
        return Probability(self.reply_probability(kind, silent), chance.low, chance.high)

    def reply_probability(self, kind: str, silent: float) -> float:
        """Return the mean of `chance` up to the horizon, without the work for its range."""
        _check_kind(kind)
        at = bisect_right(BIN_EDGES, silent)
        if at == len(BIN_EDGES):
            return 0.0
        low, high = _LOWER_EDGES[at], BIN_EDGES[at]
        share = (high - max(low, silent)) / (high - low)
        return 1.0 - self.hazards[kind][at].survival_probability(share) * self._silence_from_bin[kind][at + 1]

    def silence_probability(self, kind: str, days: float) -> float:
        """Return the chance that a message is still silent `days` working days after it was written."""
        return silence_moments(self._hazards_ahead(kind, 0.0, days))[0]

    def is_follow_up_due(self, kind: str, silent: float, attempts: int) -> bool:
        """Tell whether a follow-up makes sense, `attempts` follow-ups in and so long after the last message.

        It does when fewer than the most were sent, the gap has passed, and waiting has done most of its work:
        the chance left is at most half of what it was on the day of writing.
        """
        _check_kind(kind)
        if attempts >= MOST_FOLLOW_UPS[kind] or silent < follow_up_gap(kind, attempts):
            return False
        return self.reply_probability(kind, silent) <= self.reply_probability(kind, 0) / 2

    def may_rest(self, kind: str, silent: float, attempts: int) -> bool:
        """Tell whether to ask if the thread may rest: long silent, and all asked or little left to wait for."""
        _check_kind(kind)
        if silent < REST_AFTER:
            return False
        return attempts >= MOST_FOLLOW_UPS[kind] or self.reply_probability(kind, silent) < REST_BELOW_PROBABILITY

    def _hazards_ahead(self, kind: str, silent: float, within: float) -> list[tuple[BetaHazard, float]]:
        _check_kind(kind)
        until, first = silent + within, bisect_right(BIN_EDGES, silent)
        return [
            (hazard, (min(high, until) - max(low, silent)) / (high - low))
            for hazard, low, high in zip(
                self.hazards[kind][first:], _LOWER_EDGES[first:], BIN_EDGES[first:], strict=True
            )
            if low < until
        ]

    def _update_hazards(self, kind: str) -> tuple[BetaHazard, ...]:
        hazards, silent = [], 1.0  # the prior chance of silence up to the bin
        for seen, x in zip(self.bins[kind], _PRIOR_HAZARDS[kind], strict=True):
            prior = 1.0 - (1.0 - x) ** self.reply_ratio
            weight = max(1.0, self.prior_weight * silent) if self.prior_weight > 0 else 0.0
            hazards.append(
                BetaHazard(weight * prior + seen.answered, weight * (1.0 - prior) + seen.at_risk - seen.answered)
            )
            silent *= 1.0 - prior
        return tuple(hazards)


def follow_up_gap(kind: str, attempts: int) -> int:
    """Return the working days of silence before one more line is fine, after `attempts` follow-ups."""
    return SECOND_FOLLOW_UP_GAP if attempts else FIRST_FOLLOW_UP_GAP[kind]


def spell_probability(open_messages: Iterable[tuple[str, float]], own: ReplyModel) -> float:
    """Return the chance that all of `open_messages`, (kind, working days since), are silent by now.

    The base rate of a quiet spell: of eight cold messages ten days old, nobody has answered in 38 of 100
    such spells. The messages are taken as independent.
    """
    # Silence comes in whole days, so many messages ask the same question.
    alike = Counter((kind, days) for kind, days in open_messages)
    return prod(own.silence_probability(kind, days) ** n for (kind, days), n in alike.items())


def format_probability_range(chance: Probability, *, span: bool = False) -> str:
    """Say a chance: "about 20 in 100"; with `span`, "about 20 in 100, likely between 10 and 35"."""
    low, high = round_chance(chance.low), round_chance(chance.high)
    said = format_chance(chance.mean)
    if not span or low == high:
        return said
    return f"{said}, likely between {low} and {high}" if low else f"{said}, likely at most {high}"


def describe_grounds(messages: int) -> str:
    """Say where a chance comes from, given the number of own messages it learned from."""
    if messages <= 0:
        return "from general experience"
    own = "own message" if messages == 1 else f"own {messages} messages"
    return f"from your {own} and general experience"


def _check_kind(kind: str) -> None:
    if kind not in CONTACT_KINDS:
        raise ValueError(f"a kind is one of {', '.join(CONTACT_KINDS)}, not {kind}")


def _silence_through_bins(hazards: Sequence[BetaHazard]) -> tuple[float, ...]:
    """Return the chances of silence through the bins from each one on; 1 after the last."""
    return tuple(accumulate((h.survival_probability() for h in reversed(hazards)), mul, initial=1.0))[::-1]
