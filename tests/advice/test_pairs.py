"""Two people who differ in one thing hear different advice within sixty days, each in the right direction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from coach.advice.facts.fact_context import FactContext
from coach.advice.goals import explain_goal_offer, get_goal_template, rank_goals
from coach.advice.observations import describe_learned, list_observations
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.week_proposals import propose_changes
from coach.domain.goal import Goal, GoalState
from coach.domain.journal import Journal
from coach.domain.mood import Mood
from coach.domain.record import Record
from tests.journals import NOW, TODAY, block, came, goal, journal, mood, person, wrote

DAYS = 60


def live_with_goals(state_of: Callable[[str], GoalState], evening_of: Callable[[str], int]) -> tuple[Journal, int]:
    """Take the goal on offer on each of sixty days; return the records, and on how many days a goal of giving was a choice."""
    of, given = journal(), 0
    for ago in range(DAYS, 0, -1):
        morning, day = NOW - timedelta(days=ago), TODAY - timedelta(days=ago)
        offers = rank_goals(of, morning, energy=3)
        offer = offers[0]
        given += any(each.kind == "give" for each in offers)
        taken = Goal(
            id=f"goal {ago}", day=day, text=offer.text, kind=offer.kind, template=offer.id, serves=offer.serves,
            state=state_of(offer.kind),
        )  # fmt: skip
        evening = Mood(id=f"mood {ago}", at=morning + timedelta(hours=10), value=evening_of(offer.kind))
        of = of.with_records([taken, evening])
    return of, given


def done(kind: str) -> GoalState:
    return "done"


def okay(kind: str) -> int:
    return 3


def test_a_kind_of_goal_that_lifts_the_evening_is_offered_more_and_says_why() -> None:
    lifted = journal(*goals_done("give", evening=5), *goals_done("learn", evening=2))
    plain = journal(*goals_done("give", evening=3), *goals_done("learn", evening=3))
    assert place_of("give", lifted) < place_of("give", plain)
    assert place_of("learn", lifted) > place_of("give", lifted)
    assert explain_goal_offer(lifted, NOW, get_goal_template(lifted, "G13")) == "you finish these most often"
    assert any("your mood in the evening was higher after these" in line for line in describe_learned(lifted, NOW))


def test_a_kind_of_goal_that_is_always_let_go_is_offered_less_than_one_that_is_done() -> None:
    _, does = live_with_goals(done, okay)
    lets_go, seldom = live_with_goals(lambda kind: "let go" if kind == "give" else "done", okay)
    assert 0 < seldom < 0.8 * does
    resting = [rank_goals(lets_go, NOW + timedelta(days=n), energy=3) for n in range(3)]
    assert all(offer.kind != "give" for offers in resting for offer in offers)


def goals_done(kind: str, evening: int) -> list[Record]:
    """Return ten goals of a kind that were done in the last weeks, each with the mood of its evening."""
    days = range(5, 45, 4) if kind == "give" else range(7, 47, 4)
    return [
        record
        for ago in days
        for record in (goal(ago, "done", f"{kind} {ago}", kind=kind), mood(ago, evening, hour=20))
    ]


def place_of(kind: str, of: Journal) -> float:
    """Return how far back in the order the first goal of a kind stands, over two weeks."""
    places = []
    for n in range(14):
        kinds = [offer.kind for offer in rank_goals(of, NOW + timedelta(days=n), energy=3)]
        places.append(kinds.index(kind) if kind in kinds else len(kinds))
    return sum(places) / len(places)


def exchange(channel: str, answers: bool) -> list[Record]:
    """First messages to twenty people on one channel, answered on the next day or never."""
    found: list[Record] = []
    for n in range(20):
        name = f"{channel}{n}"
        found += [person(name, channel=channel), wrote(name, 58 - n, channel=channel)]
        found += [came(name, 57 - n, channel=channel, closed_at=NOW)] if answers else []
    return found


@pytest.mark.parametrize("silent", ["linkedin", "e-mail"])
def test_a_channel_that_never_answers_has_lower_chances_and_is_told(silent: str) -> None:
    answering = {"linkedin": "e-mail", "e-mail": "linkedin"}[silent]
    fresh = [r for name in ("linkedin", "e-mail") for r in (person(name, channel=name), wrote(name, 3, channel=name))]
    of = journal(*exchange(silent, answers=False), *exchange(answering, answers=True), *fresh)
    chances = {row.name: row.reply_probability or 0.0 for row in list_open_conversations(of, NOW)}
    assert chances[silent] < 0.1 < 0.3 < chances[answering]
    told = next(each for each in list_observations(FactContext(of, NOW)) if each.key == "R35.channel")
    both = {"LinkedIn": "linkedin", "e-mail": "e-mail"}
    name = both[str(told.arguments["channel"])]
    assert (told.arguments["k"], told.arguments["j"]) == ((0, 20) if name == silent else (20, 0))


def feeling(read: int, write: int) -> list[Record]:
    """Eight weeks of one reading and one writing block a day, and how each felt on days that were okay."""
    found: list[Record] = []
    for ago in range(1, DAYS - 1):
        wobble = ago % 2
        found += [
            mood(ago, 3),
            block(ago, "read", felt=read + wobble),
            block(ago, "write", hour=11, felt=write + wobble),
        ]
    return found


@pytest.mark.parametrize(("read", "write", "drains"), [(1, 3, "Reading"), (3, 1, "Writing")])
def test_a_kind_of_block_that_drains_is_told_and_made_shorter(read: int, write: int, drains: str) -> None:
    of = journal(*feeling(read, write))
    kinds = {
        each.key: each.arguments["kind"]
        for each in list_observations(FactContext(of, NOW))
        if each.key in ("R35.lower", "R35.higher")
    }
    lifts = {"Reading": "writing", "Writing": "reading"}[drains]
    assert kinds in ({"R35.lower": drains.lower()}, {"R35.higher": lifts})  # two sides of one difference
    assert propose_changes(of, NOW)[0].text == f"Keep {drains.lower()} blocks to 10 minutes"


def test_blocks_that_feel_alike_lead_to_neither() -> None:
    of = journal(*feeling(3, 3))
    assert not [each for each in list_observations(FactContext(of, NOW)) if each.key in ("R35.lower", "R35.higher")]
    assert not any("blocks to 10 minutes" in each.text for each in propose_changes(of, NOW))
