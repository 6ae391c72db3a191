"""The chance that a message still gets a reply, and whether a follow-up makes sense.

Silence is counted in working days and cut into bins, as Kaplan and Meier (1958) do. What is believed of a kind of
contact is one of a few possible truths (nodes), which the person's own messages weigh; what strangers reply says a
little about friends, too. docs/replies.md has the formulas, the priors and their sources. A chance describes messages,
never people.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from math import exp, log, log1p, prod
from typing import NamedTuple

from coach.advice.outreach.reply_outcomes import ReplyOutcome, find_distinct_channels, list_reply_outcomes
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day, make_calendar
from coach.domain.follow_up_gaps import follow_up_gap
from coach.domain.journal import Journal
from coach.domain.wording import format_chance, round_chance

ReplyHistory = Mapping[str, Sequence[tuple[float, bool]]]
"""Kind → (working days until the reply, or watched so far without one; replied) for each own message."""

CONTACT_KINDS = ("cold", "warm", "dormant", "strong")
"""How well the two know each other; the same words as a person's tie."""
BIN_EDGES: tuple[float, ...] = (1, 2, 3, 5, 7, 10, 15, 20, 30)
"""Upper ends of the bins, in working days of silence; the last is the horizon."""
_LOWER_EDGES = (0.0, *BIN_EDGES[:-1])
REPLY_HORIZON = BIN_EDGES[-1]
MOST_FOLLOW_UPS: Mapping[str, int] = {"cold": 1, "warm": 2, "dormant": 1, "strong": 2}
"""The most follow-ups to one silence."""
REST_AFTER = 15
"""Working days of silence after which a conversation may rest…"""
REST_BELOW_PROBABILITY = 0.05
"""…if every follow-up is used or the chance left is below this."""
REVIVE_AFTER = 90
"""Calendar days after which a resting conversation may be taken up again, with something new."""

_USUAL_REPLY_TIMES = (0.52, 0.66, 0.74, 0.83, 0.89, 0.94, 0.97, 0.985, 1.0)
_PRIOR_REPLIES: Mapping[str, tuple[float, float, tuple[float, ...]]] = {
    "cold": (0.08, 0.70, _USUAL_REPLY_TIMES),
    "warm": (0.45, 0.45, _USUAL_REPLY_TIMES),
    "dormant": (0.40, 0.45, (0.45, 0.60, 0.69, 0.80, 0.87, 0.93, 0.965, 0.98, 1.0)),
    "strong": (0.75, 0.45, (0.65, 0.78, 0.85, 0.91, 0.94, 0.97, 0.985, 0.99, 1.0)),
}
"""Kind → the share π0 replied to within the horizon, σ: how much kinds differ in logits, and F, the share of those
replies that came by each edge."""
_SHARED_SPREAD = 0.6
"""How much people differ from each other, in logits, for all kinds at once."""
_STEPS = tuple(0.8 * n for n in range(-3, 4))
_PACES = (0.6, 1.0, 1.65)
_PACE_SPREAD = 0.45
_FOLLOW_UP_REPLIES, _FOLLOW_UP_EXPECTED = 2.0, 4.0
"""What is believed of follow-ups before any was seen: two replies where four first messages would get them."""
_QUANTILES = (0.1, 0.9)
_TRUSTED_MESSAGES = 150
"""Beyond so many messages their likelihood is taken to a power below 1 (0.78 at 400): nobody is quite as the nodes
are, and ranges that went on narrowing would hold the truth too seldom."""


class Probability(NamedTuple):
    """A probability with its 80 % interval; all in [0, 1]."""

    mean: float
    low: float
    high: float


class TimeBin(NamedTuple):
    """What was seen in one bin: those watched to its end or replied to in it, and those replied to."""

    at_risk: int
    replied: int


@dataclass(frozen=True, slots=True)
class _Node:
    """One possible truth about a kind: its prior weight, and what it says of each bin."""

    weight: float
    hazards: tuple[float, ...]
    log_hazards: tuple[float, ...]
    log_silences: tuple[float, ...]
    """The logarithm of the chance that a bin passes in silence."""


@dataclass(frozen=True, slots=True)
class ReplyModel:
    """What a person's own messages say about replies; equal histories make equal models."""

    bins: Mapping[str, tuple[TimeBin, ...]]
    """First messages by kind."""
    follow_up_bins: Mapping[str, tuple[TimeBin, ...]]
    message_count: int
    """Own messages of all kinds, follow-ups among them, replied to or not."""
    weights: Mapping[str, tuple[float, ...]] = field(init=False, repr=False, compare=False)
    """Kind → the weight of each of its nodes, all together 1."""
    follow_up_factor: float = field(init=False)
    """φ: how much of the hazard of a first message is left after a follow-up."""
    _means: dict[tuple[str, float, bool], float] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Chances asked before: a list of five thousand conversations asks the same few."""
    _intervals: dict[tuple[str, float, bool], Probability] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        trust = min(1.0, (_TRUSTED_MESSAGES / max(1, self.message_count)) ** 0.25)
        object.__setattr__(self, "weights", _weigh_nodes(self.bins, trust))
        replies, expected = _FOLLOW_UP_REPLIES, _FOLLOW_UP_EXPECTED
        for kind, bins in self.follow_up_bins.items():
            if any(seen.at_risk for seen in bins):
                for seen, hazard in zip(bins, self.mean_hazards(kind), strict=True):
                    replies += seen.replied
                    expected += seen.at_risk * -log1p(-hazard)
        object.__setattr__(self, "follow_up_factor", replies / expected)

    @classmethod
    def from_history(cls, history: ReplyHistory, follow_ups: ReplyHistory | None = None) -> ReplyModel:
        """Read a history of first messages, and one of follow-ups."""
        after = follow_ups or {}
        return cls(
            {kind: count_into_bins(history.get(kind, ()), BIN_EDGES) for kind in CONTACT_KINDS},
            {kind: count_into_bins(after.get(kind, ()), BIN_EDGES) for kind in CONTACT_KINDS},
            sum(map(len, history.values())) + sum(map(len, after.values())),
        )

    def mean_hazards(self, kind: str) -> tuple[float, ...]:
        """Return the mean chance of a reply to a first message in each bin, given silence up to it."""
        pairs = list(zip(self.weights[kind], _nodes_of(kind), strict=True))
        return tuple(sum(w * node.hazards[j] for w, node in pairs) for j in range(len(BIN_EDGES)))

    def reply_interval(self, kind: str, silent: float, *, followed_up: bool = False) -> Probability:
        """Return the chance that a message silent for so many working days still gets a reply, with its 80 % range.

        It reaches to the horizon of 30 working days after writing, beyond which it is 0. `followed_up`: the message
        was a follow-up.
        """
        key = (kind, silent, followed_up)
        if key not in self._intervals:
            chances = self._node_chances(kind, silent, REPLY_HORIZON, followed_up)
            low, high = _weighted_quantiles(chances, self.weights[kind]) if any(chances) else (0.0, 0.0)
            self._intervals[key] = Probability(self.reply_probability(kind, silent, followed_up=followed_up), low, high)
        return self._intervals[key]

    def reply_probability(self, kind: str, silent: float, *, followed_up: bool = False) -> float:
        """Return the mean of `reply_interval`, without the work for its range."""
        key = (kind, max(0.0, silent), followed_up)
        if key not in self._means:
            chances = self._node_chances(kind, silent, REPLY_HORIZON, followed_up)
            self._means[key] = sum(w * p for w, p in zip(self.weights[kind], chances, strict=True))
        return self._means[key]

    def silence_probability(self, kind: str, days: float, *, followed_up: bool = False) -> float:
        """Return the chance that a message is still silent `days` working days after it was written."""
        chances = self._node_chances(kind, 0.0, days, followed_up)
        return 1.0 - sum(w * p for w, p in zip(self.weights[kind], chances, strict=True))

    def is_follow_up_due(self, kind: str, silent: float, attempts: int, chosen_gap: int = 0) -> bool:
        """Tell whether a follow-up makes sense, `attempts` follow-ups in and so long after the last message.

        It does when fewer than the most were sent, the gap has passed, and waiting has done most of its work:
        the chance left is at most half of what it was on the day of writing. With a gap that the person chose
        (`chosen_gap`, 0 for none) the gap alone decides.
        """
        if attempts >= MOST_FOLLOW_UPS[kind] or silent < (chosen_gap or follow_up_gap((), kind, attempts)):
            return False
        if chosen_gap:
            return True
        again = attempts > 0
        left, whole = (self.reply_probability(kind, since, followed_up=again) for since in (silent, 0))
        return left <= whole / 2

    def may_rest(self, kind: str, silent: float, attempts: int) -> bool:
        """Tell whether to ask if the conversation may rest: long silent, and all asked or little left to wait for."""
        if silent < REST_AFTER:
            return False
        if attempts >= MOST_FOLLOW_UPS[kind]:
            return True
        return self.reply_probability(kind, silent, followed_up=attempts > 0) < REST_BELOW_PROBABILITY

    def _node_chances(self, kind: str, silent: float, until: float, followed_up: bool) -> list[float]:
        """Return what each node of `kind` says of the chance of a reply between two times."""
        silent = max(0.0, silent)
        factor = self.follow_up_factor if followed_up else 1.0
        parts = [
            (j, factor * (min(high, until) - max(low, silent)) / (high - low))
            for j, (low, high) in enumerate(zip(_LOWER_EDGES, BIN_EDGES, strict=True))
            if low < until and high > silent
        ]
        return [1.0 - exp(sum(share * node.log_silences[j] for j, share in parts)) for node in _nodes_of(kind)]


def build_reply_model(journal: Journal, now: datetime) -> ReplyModel:
    """Return what the person's own messages say about replies, as of today."""
    return build_reply_model_on(journal, make_calendar(journal, now))


@cached_for_day
def build_reply_model_on(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    """Return what the person's own messages say about replies, as of the day of `calendar`."""
    return fit_reply_model(list_reply_outcomes(journal, calendar))


def fit_reply_model(outcomes: Iterable[ReplyOutcome]) -> ReplyModel:
    """Return what `outcomes` say about replies."""
    first: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in CONTACT_KINDS}
    again: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in CONTACT_KINDS}
    for each in outcomes:
        (again if each.is_follow_up else first)[each.kind].append((each.days, each.has_reply))
    return ReplyModel.from_history(first, again)


@cached_for_day
def build_channel_models(journal: Journal, calendar: SilenceCalendar) -> dict[str, ReplyModel]:
    """Return channel → what its own messages say, for the channels that differ; under "" what all the others say."""
    distinct = find_distinct_channels(journal, calendar)
    if not distinct:
        return {"": build_reply_model_on(journal, calendar)}
    known = list_reply_outcomes(journal, calendar)
    return {
        name: fit_reply_model(each for each in known if (each.channel if each.channel in distinct else "") == name)
        for name in ("", *distinct)
    }


def count_into_bins(seen: Iterable[tuple[float, bool]], edges: Sequence[float]) -> tuple[TimeBin, ...]:
    """Count (time, replied) pairs into bins with ascending upper `edges`; a bin holds its upper edge.

    Who was watched only into a bin says nothing about that bin. A reply after the last edge counts as
    silence up to there.
    """
    through = [0] * (len(edges) + 1)  # how many were silent through so many bins, and no further
    replied = [0] * (len(edges) + 1)
    for time, came in seen:
        if came:
            replied[bisect_left(edges, time)] += 1
        else:
            through[bisect_right(edges, time)] += 1
    bins, still_open = [], through[-1] + replied[-1]
    for silent, replies in zip(through[-2::-1], replied[-2::-1], strict=True):
        bins.append(TimeBin(still_open + replies, replies))
        still_open += silent + replies
    return tuple(reversed(bins))


@cache
def _nodes_of(kind: str) -> tuple[_Node, ...]:
    """Return the nodes of a kind: for each z_u in turn, those of every z_v and pace."""
    share, spread, times = _PRIOR_REPLIES[kind]
    steps = tuple(zip(_STEPS, _normalize(exp(-z * z / 2) for z in _STEPS), strict=True))
    paces = tuple(zip(_PACES, _normalize(exp(-((log(a) / _PACE_SPREAD) ** 2) / 2) for a in _PACES), strict=True))
    usual = log(share / (1.0 - share))
    return tuple(
        _make_node(1.0 / (1.0 + exp(-(usual + _SHARED_SPREAD * z_u + spread * z_v))), times, pace, w_u * w_v * w_a)
        for z_u, w_u in steps
        for z_v, w_v in steps
        for pace, w_a in paces
    )


def _make_node(share: float, times: Sequence[float], pace: float, weight: float) -> _Node:
    by = (0.0, *(time**pace for time in times))
    hazards = tuple(share * (after - before) / (1.0 - share * before) for before, after in pairwise(by))
    return _Node(weight, hazards, tuple(map(log, hazards)), tuple(log1p(-h) for h in hazards))


def _weigh_nodes(bins: Mapping[str, Sequence[TimeBin]], trust: float) -> dict[str, tuple[float, ...]]:
    """Return the weight of each node of each kind after what was seen; what is shared is learned from all kinds.

    `trust` (0–1) is the power to which the likelihood is taken.
    """
    size = len(_STEPS) * len(_PACES)
    logs: dict[str, list[float]] = {}
    shared = [0.0] * len(_STEPS)
    """The logarithm of what all kinds say of each z_u."""
    for kind in CONTACT_KINDS:
        seen = [(j, d, n - d) for j, (n, d) in enumerate(bins[kind]) if n]
        logs[kind] = [
            trust * sum(d * node.log_hazards[j] + rest * node.log_silences[j] for j, d, rest in seen)
            for node in _nodes_of(kind)
        ]
        most = max(logs[kind])
        weighed = [exp(value - most) * node.weight for value, node in zip(logs[kind], _nodes_of(kind), strict=True)]
        prior = [sum(node.weight for node in _nodes_of(kind)[u * size : u * size + size]) for u in range(len(_STEPS))]
        for u in range(len(_STEPS)):
            shared[u] += log(max(sum(weighed[u * size : u * size + size]) / prior[u], 1e-300))
        logs[kind] = weighed
    found: dict[str, tuple[float, ...]] = {}
    for kind, weighed in logs.items():
        weights: list[float] = []
        top = max(shared)
        for u in range(len(_STEPS)):
            part = weighed[u * size : u * size + size]
            total = sum(part)
            prior_u = sum(node.weight for node in _nodes_of(kind)[u * size : u * size + size])
            weights += [exp(shared[u] - top) * prior_u * each / total if total else 0.0 for each in part]
        found[kind] = _normalize(weights)
    return found


def _normalize(weights: Iterable[float]) -> tuple[float, ...]:
    found = tuple(weights)
    total = sum(found)
    return tuple(weight / total for weight in found)


def _weighted_quantiles(values: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """Return the 10 and the 90 % quantile: each value stands at the middle of its weight, with lines in between."""
    # Nodes that differ in pace alone say the same of day 0; rounding takes the noise of floats out of their order.
    pairs = sorted((round(value, 10), weight) for value, weight in zip(values, weights, strict=True) if weight > 0.0)
    found, quantiles, below = [], list(_QUANTILES), 0.0
    before: tuple[float, float] | None = None
    for value, weight in pairs:
        middle = below + weight / 2
        while quantiles and middle >= quantiles[0]:
            wanted = quantiles.pop(0)
            found.append(
                value
                if before is None
                else before[1] + (value - before[1]) * (wanted - before[0]) / (middle - before[0])
            )
        before, below = (middle, value), below + weight
    return (*found, *(pairs[-1][0] for _ in quantiles))


def spell_probability(open_messages: Iterable[tuple[str, float, bool]], own: ReplyModel) -> float:
    """Return the chance that all of `open_messages`, (kind, working days since, a follow-up), are silent by now.

    The base rate of a quiet spell: of eight cold messages ten days old, nobody has replied in 44 of 100
    such spells. The messages are taken as independent.
    """
    # Silence comes in whole days, so many messages ask the same question.
    alike = Counter(open_messages)
    return prod(own.silence_probability(kind, days, followed_up=again) ** n for (kind, days, again), n in alike.items())


def format_reply_chance(chance: Probability) -> str:
    """Say a chance: "about 20 in 100 such messages (likely 10 to 35)"; "fewer than 2 in 100" needs no range."""
    low, mean, high = map(round_chance, (chance.low, chance.mean, chance.high))
    if not mean or low == high:
        return f"{format_chance(chance.mean)} such messages"
    return f"about {mean} in 100 such messages (likely {f'{low} to {high}' if low else f'{high} at most'})"


def describe_grounds(messages: int) -> str:
    """Say where a chance comes from, given the number of own messages it learned from."""
    if messages <= 0:
        return "from published figures"
    own = "own message" if messages == 1 else f"own {messages} messages"
    return f"from your {own} and published figures"
