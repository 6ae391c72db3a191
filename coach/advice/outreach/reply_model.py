"""The chance that a message still gets a reply, and whether a follow-up makes sense.

Silence is counted in working days and cut into bins, as Kaplan and Meier (1958) do. What is believed of a kind of
contact is one of a few possible truths (nodes), which the person's own messages weigh; what strangers reply says a
little about friends, too. docs/replies.md has the formulas, the priors and their sources. A chance describes messages,
never people.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import exp, log, log1p, prod
from typing import NamedTuple

from coach.advice.outreach.reply_outcomes import ReplyOutcome, find_distinct_channels, list_reply_outcomes
from coach.advice.outreach.working_days import SilenceCalendar, cached_for_day
from coach.domain.follow_up_gaps import follow_up_gap
from coach.domain.journal import Journal
from coach.domain.wording import format_chance, round_chance

ReplyHistory = Mapping[str, Sequence[tuple[float, bool]]]
"""Kind → (working days until the reply, or watched so far without one; replied) for each own message."""

CONTACT_KINDS = ("cold", "warm", "dormant", "strong")
"""How well the two know each other; the same words as a person's tie."""
BIN_EDGES: tuple[float, ...] = (1, 2, 3, 5, 7, 10, 15, 20, 30)
"""Upper ends of the bins, in working days of silence; the last is the horizon."""
_LOWER_BIN_EDGES = (0.0, *BIN_EDGES[:-1])
REPLY_HORIZON = BIN_EDGES[-1]
MOST_FOLLOW_UPS: Mapping[str, int] = {"cold": 1, "warm": 2, "dormant": 1, "strong": 2}
"""The most follow-ups to one silence."""
REST_AFTER_WORKDAYS = 15
"""Working days of silence after which a conversation may rest…"""
REST_BELOW_PROBABILITY = 0.05
"""…if every follow-up is used or the chance left is below this."""
REVIVE_AFTER_DAYS = 90
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
_PRIOR_STEPS = tuple(0.8 * n for n in range(-3, 4))
_REPLY_PACES = (0.6, 1.0, 1.65)
_REPLY_PACE_SPREAD = 0.45
_FOLLOW_UP_REPLIES, _FOLLOW_UP_EXPECTED = 2.0, 4.0
"""What is believed of follow-ups before any was seen: two replies where four first messages would get them."""
_INTERVAL_QUANTILES = (0.1, 0.9)
_FULLY_TRUSTED_MESSAGES = 150
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
        likelihood_power = min(1.0, (_FULLY_TRUSTED_MESSAGES / max(1, self.message_count)) ** 0.25)
        object.__setattr__(self, "weights", _weigh_nodes(self.bins, likelihood_power))
        replies, expected = _FOLLOW_UP_REPLIES, _FOLLOW_UP_EXPECTED
        for kind, bins in self.follow_up_bins.items():
            if any(time_bin.at_risk for time_bin in bins):
                for time_bin, hazard in zip(bins, self.mean_hazards(kind), strict=True):
                    replies += time_bin.replied
                    expected += time_bin.at_risk * -log1p(-hazard)
        object.__setattr__(self, "follow_up_factor", replies / expected)

    @classmethod
    def from_history(cls, history: ReplyHistory, follow_ups: ReplyHistory | None = None) -> ReplyModel:
        """Read a history of first messages, and one of follow-ups."""
        follow_up_history = follow_ups or {}
        return cls(
            {kind: count_into_bins(history.get(kind, ()), BIN_EDGES) for kind in CONTACT_KINDS},
            {kind: count_into_bins(follow_up_history.get(kind, ()), BIN_EDGES) for kind in CONTACT_KINDS},
            sum(map(len, history.values())) + sum(map(len, follow_up_history.values())),
        )

    def mean_hazards(self, kind: str) -> tuple[float, ...]:
        """Return the mean chance of a reply to a first message in each bin, given silence up to it."""
        weighted_nodes = list(zip(self.weights[kind], _nodes_of(kind), strict=True))
        return tuple(
            sum(weight * node.hazards[bin_index] for weight, node in weighted_nodes)
            for bin_index in range(len(BIN_EDGES))
        )

    def reply_interval(self, kind: str, silent_workdays: float, *, followed_up: bool = False) -> Probability:
        """Return the chance that a message silent for so many working days still gets a reply, with its 80 % range.

        It reaches to the horizon of 30 working days after writing, beyond which it is 0. `followed_up`: the message
        was a follow-up.
        """
        model_question = (kind, silent_workdays, followed_up)
        if model_question not in self._intervals:
            node_chances = self._node_chances(kind, silent_workdays, REPLY_HORIZON, followed_up)
            low, high = _weighted_quantiles(node_chances, self.weights[kind]) if any(node_chances) else (0.0, 0.0)
            mean = self.reply_probability(kind, silent_workdays, followed_up=followed_up)
            self._intervals[model_question] = Probability(mean, low, high)
        return self._intervals[model_question]

    def reply_probability(self, kind: str, silent_workdays: float, *, followed_up: bool = False) -> float:
        """Return the mean of `reply_interval`, without the work for its range."""
        model_question = (kind, max(0.0, silent_workdays), followed_up)
        if model_question not in self._means:
            node_chances = self._node_chances(kind, silent_workdays, REPLY_HORIZON, followed_up)
            self._means[model_question] = sum(
                weight * chance for weight, chance in zip(self.weights[kind], node_chances, strict=True)
            )
        return self._means[model_question]

    def silence_probability(self, kind: str, silent_workdays: float, *, followed_up: bool = False) -> float:
        """Return the chance that a message is still silent `silent_workdays` working days after it was written."""
        node_chances = self._node_chances(kind, 0.0, silent_workdays, followed_up)
        return 1.0 - sum(weight * chance for weight, chance in zip(self.weights[kind], node_chances, strict=True))

    def is_follow_up_due(self, kind: str, silent_workdays: float, follow_ups_sent: int, chosen_gap: int = 0) -> bool:
        """Tell whether a follow-up makes sense, `follow_ups_sent` follow-ups in and so long after the last message.

        It does when fewer than the most were sent, the gap has passed, and waiting has done most of its work:
        the chance left is at most half of what it was on the day of writing. With a gap that the person chose
        (`chosen_gap`, 0 for none) the gap alone decides.
        """
        gap = chosen_gap or follow_up_gap((), kind, follow_ups_sent)
        if follow_ups_sent >= MOST_FOLLOW_UPS[kind] or silent_workdays < gap:
            return False
        if chosen_gap:
            return True
        chance_left = self.reply_probability(kind, silent_workdays, followed_up=follow_ups_sent > 0)
        chance_at_first = self.reply_probability(kind, 0, followed_up=follow_ups_sent > 0)
        return chance_left <= chance_at_first / 2

    def may_rest(self, kind: str, silent_workdays: float, follow_ups_sent: int) -> bool:
        """Tell whether to ask if the conversation may rest: long silent, and all asked or little left to wait for."""
        if silent_workdays < REST_AFTER_WORKDAYS:
            return False
        if follow_ups_sent >= MOST_FOLLOW_UPS[kind]:
            return True
        return self.reply_probability(kind, silent_workdays, followed_up=follow_ups_sent > 0) < REST_BELOW_PROBABILITY

    def _node_chances(self, kind: str, silent_workdays: float, until_workday: float, followed_up: bool) -> list[float]:
        """Return what each node of `kind` says of the chance of a reply between two times."""
        silent_workdays = max(0.0, silent_workdays)
        hazard_factor = self.follow_up_factor if followed_up else 1.0
        bin_shares = [
            (
                bin_index,
                hazard_factor * (min(bin_end, until_workday) - max(bin_start, silent_workdays)) / (bin_end - bin_start),
            )
            for bin_index, (bin_start, bin_end) in enumerate(zip(_LOWER_BIN_EDGES, BIN_EDGES, strict=True))
            if bin_start < until_workday and bin_end > silent_workdays
        ]
        return [
            1.0 - exp(sum(bin_share * node.log_silences[bin_index] for bin_index, bin_share in bin_shares))
            for node in _nodes_of(kind)
        ]


@cached_for_day
def build_reply_model(journal: Journal, calendar: SilenceCalendar) -> ReplyModel:
    """Return what the person's own messages say about replies, as of the day of `calendar`."""
    return fit_reply_model(list_reply_outcomes(journal, calendar))


def fit_reply_model(outcomes: Iterable[ReplyOutcome]) -> ReplyModel:
    """Return what `outcomes` say about replies."""
    first_messages, follow_ups = (defaultdict[str, list[tuple[float, bool]]](list) for _ in range(2))
    for outcome in outcomes:
        messages = follow_ups if outcome.is_follow_up else first_messages
        messages[outcome.tie].append((outcome.workdays, outcome.has_reply))
    return ReplyModel.from_history(first_messages, follow_ups)


@cached_for_day
def build_channel_models(journal: Journal, calendar: SilenceCalendar) -> dict[str, ReplyModel]:
    """Return channel → what its own messages say, for the channels that differ; under "" what all the others say."""
    distinct_channels = find_distinct_channels(journal, calendar)
    if not distinct_channels:
        return {"": build_reply_model(journal, calendar)}
    outcomes = list_reply_outcomes(journal, calendar)
    return {
        channel: fit_reply_model(
            outcome
            for outcome in outcomes
            if (outcome.channel if outcome.channel in distinct_channels else "") == channel
        )
        for channel in ("", *distinct_channels)
    }


def count_into_bins(watched_messages: Iterable[tuple[float, bool]], bin_edges: Sequence[float]) -> tuple[TimeBin, ...]:
    """Count (time, replied) pairs into bins with ascending upper `bin_edges`; a bin holds its upper edge.

    Who was watched only into a bin says nothing about that bin. A reply after the last edge counts as
    silence up to there.
    """
    silent_through = [0] * (len(bin_edges) + 1)  # how many were silent through so many bins, and no further
    replied_in = [0] * (len(bin_edges) + 1)
    for workdays, has_reply in watched_messages:
        if has_reply:
            replied_in[bisect_left(bin_edges, workdays)] += 1
        else:
            silent_through[bisect_right(bin_edges, workdays)] += 1
    bins, still_open = [], silent_through[-1] + replied_in[-1]
    for silences, replies in zip(silent_through[-2::-1], replied_in[-2::-1], strict=True):
        bins.append(TimeBin(still_open + replies, replies))
        still_open += silences + replies
    return tuple(reversed(bins))


@cache
def _nodes_of(kind: str) -> tuple[_Node, ...]:
    """Return the nodes of a kind: for each z_u in turn, those of every z_v and pace."""
    prior_share, prior_spread, reply_times = _PRIOR_REPLIES[kind]
    weighted_steps = tuple(zip(_PRIOR_STEPS, _normalize_weights(exp(-z * z / 2) for z in _PRIOR_STEPS), strict=True))
    weighted_paces = tuple(
        zip(
            _REPLY_PACES,
            _normalize_weights(exp(-((log(a) / _REPLY_PACE_SPREAD) ** 2) / 2) for a in _REPLY_PACES),
            strict=True,
        )
    )
    usual_logit = log(prior_share / (1.0 - prior_share))
    return tuple(
        _make_node(
            1.0 / (1.0 + exp(-(usual_logit + _SHARED_SPREAD * z_u + prior_spread * z_v))),
            reply_times,
            pace,
            w_u * w_v * w_a,
        )
        for z_u, w_u in weighted_steps
        for z_v, w_v in weighted_steps
        for pace, w_a in weighted_paces
    )


def _make_node(reply_share: float, reply_times: Sequence[float], reply_pace: float, prior_weight: float) -> _Node:
    replied_by = (0.0, *(time**reply_pace for time in reply_times))
    hazards = tuple(
        reply_share * (share_after - share_before) / (1.0 - reply_share * share_before)
        for share_before, share_after in pairwise(replied_by)
    )
    return _Node(prior_weight, hazards, tuple(map(log, hazards)), tuple(log1p(-hazard) for hazard in hazards))


def _weigh_nodes(bins: Mapping[str, Sequence[TimeBin]], likelihood_power: float) -> dict[str, tuple[float, ...]]:
    """Return the weight of each node of each kind after what was seen; what is shared is learned from all kinds.

    `likelihood_power` (0–1) is the power to which the likelihood is taken.
    """
    likelihoods_by_kind: dict[str, list[float]] = {}
    shared_log_likelihoods = [0.0] * len(_PRIOR_STEPS)
    """The logarithm of what all kinds say of each z_u."""
    for kind in CONTACT_KINDS:
        seen_bins = [
            (bin_index, replied, at_risk - replied)
            for bin_index, (at_risk, replied) in enumerate(bins[kind])
            if at_risk
        ]
        log_likelihoods = [
            likelihood_power
            * sum(
                replied * node.log_hazards[bin_index] + silent * node.log_silences[bin_index]
                for bin_index, replied, silent in seen_bins
            )
            for node in _nodes_of(kind)
        ]
        largest = max(log_likelihoods)
        likelihoods = likelihoods_by_kind[kind] = [
            exp(log_likelihood - largest) * node.weight
            for log_likelihood, node in zip(log_likelihoods, _nodes_of(kind), strict=True)
        ]
        for step, (step_likelihoods, prior_weight) in enumerate(
            zip(_split_by_step(likelihoods), _prior_weights_of_steps(kind), strict=True)
        ):
            shared_log_likelihoods[step] += log(max(sum(step_likelihoods) / prior_weight, 1e-300))
    largest_shared = max(shared_log_likelihoods)
    weights_by_kind: dict[str, tuple[float, ...]] = {}
    for kind, likelihoods in likelihoods_by_kind.items():
        node_weights: list[float] = []
        for shared, step_likelihoods, prior_weight in zip(
            shared_log_likelihoods, _split_by_step(likelihoods), _prior_weights_of_steps(kind), strict=True
        ):
            step_weight, step_total = exp(shared - largest_shared) * prior_weight, sum(step_likelihoods)
            node_weights += [
                step_weight * likelihood / step_total if step_total else 0.0 for likelihood in step_likelihoods
            ]
        weights_by_kind[kind] = _normalize_weights(node_weights)
    return weights_by_kind


def _split_by_step(node_values: Sequence[float]) -> list[Sequence[float]]:
    """Return the values of the nodes of each z_u."""
    nodes_per_step = len(_PRIOR_STEPS) * len(_REPLY_PACES)
    return [node_values[start : start + nodes_per_step] for start in range(0, len(node_values), nodes_per_step)]


def _prior_weights_of_steps(kind: str) -> list[float]:
    return [sum(step_weights) for step_weights in _split_by_step([node.weight for node in _nodes_of(kind)])]


def _normalize_weights(weights: Iterable[float]) -> tuple[float, ...]:
    found = tuple(weights)
    total = sum(found)
    return tuple(weight / total for weight in found)


def _weighted_quantiles(values: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """Return the 10 and the 90 % quantile: each value stands at the middle of its weight, with lines in between."""
    # Nodes that differ in pace alone say the same of day 0; rounding takes the noise of floats out of their order.
    points, weight_below = [], 0.0
    for value, weight in sorted((round(value, 10), weight) for value, weight in zip(values, weights, strict=True)):
        if weight > 0.0:
            points.append((weight_below + weight / 2, value))
            weight_below += weight
    return tuple(_interpolate(points, quantile) for quantile in _INTERVAL_QUANTILES)


def _interpolate(points: Sequence[tuple[float, float]], x: float) -> float:
    """Return the y at `x` on the lines between `points`, (x, y) in ascending order; beyond, that of the end."""
    after = bisect_left(points, (x,))
    if after in (0, len(points)):
        return points[max(0, after - 1)][1]
    (x_before, y_before), (x_after, y_after) = points[after - 1], points[after]
    return y_before + (y_after - y_before) * (x - x_before) / (x_after - x_before)


def spell_probability(open_messages: Iterable[tuple[str, float, bool]], model: ReplyModel) -> float:
    """Return the chance that all of `open_messages`, (kind, working days since, a follow-up), are silent by now.

    The base rate of a quiet spell: of eight cold messages ten days old, nobody has replied in 44 of 100
    such spells. The messages are taken as independent.
    """
    # Silence comes in whole days, so many messages ask the same question.
    message_counts = Counter(open_messages)
    return prod(
        model.silence_probability(kind, days, followed_up=followed_up) ** n
        for (kind, days, followed_up), n in message_counts.items()
    )


def format_reply_chance(chance: Probability) -> str:
    """Say a chance: "about 20 in 100 such messages (likely 10 to 35)"; "fewer than 2 in 100" needs no range."""
    low, mean, high = map(round_chance, (chance.low, chance.mean, chance.high))
    if not mean or low == high:
        return f"{format_chance(chance.mean)} such messages"
    return f"about {mean} in 100 such messages (likely {f'{low} to {high}' if low else f'{high} at most'})"


def describe_grounds(message_count: int) -> str:
    """Say where a chance comes from, given the number of own messages it learned from."""
    if message_count <= 0:
        return "from published figures"
    own_messages = "own message" if message_count == 1 else f"own {message_count} messages"
    return f"from your {own_messages} and published figures"
