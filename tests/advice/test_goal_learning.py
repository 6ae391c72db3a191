"""What is learned from goals: kinds that rest, kinds that come more often, and how to forget it."""

from __future__ import annotations

from datetime import timedelta

from coach.actions.advice import forget_learned
from coach.advice.goals import explain_goal_offer, get_goal_template, learn_from_goals, rank_goals
from coach.advice.observations import describe_learned
from coach.domain.goal import GoalState
from coach.domain.journal import Journal
from coach.domain.record import Record
from tests.journals import NOW, TODAY, goal, journal, mood


def settled(kind: str, days: list[int], state: GoalState = "done") -> list[Record]:
    return [goal(ago, state, f"{kind} {ago}", kind=kind) for ago in days]


def offered_kinds(of: Journal, days_from_now: int = 0) -> list[str]:
    return [each.kind for each in rank_goals(of, NOW + timedelta(days=days_from_now))]


def test_a_kind_that_was_let_go_rests_a_week_and_longer_each_time() -> None:
    for times, days in ((1, 7), (2, 14), (3, 28), (4, 56), (6, 56)):
        of = journal(*settled("give", list(range(1, times + 1)), "let go"))
        assert learn_from_goals(of, TODAY)["give"].rests_until == TODAY + timedelta(days=days - 1)
        assert "give" not in offered_kinds(of)
    assert "give" in offered_kinds(journal(*settled("give", [8], "let go")))


def test_a_goal_that_was_done_ends_the_rest() -> None:
    of = journal(*settled("give", [5, 6, 7], "let go"), *settled("give", [4]))
    assert learn_from_goals(of, TODAY)["give"].rests_until is None


def test_what_is_finished_often_comes_before_what_is_not() -> None:
    both = [*settled("give", [20, 25, 30, 35]), *settled("learn", [21, 26, 31, 36], "not today")]
    kinds = offered_kinds(journal(*both, mood(0, 4, 3)))
    plain = offered_kinds(journal(mood(0, 4, 3)))
    assert kinds.index("give") < kinds.index("learn")
    assert learn_from_goals(journal(*both), TODAY)["give"].bonus == 1
    assert kinds.index("give") <= plain.index("give")


def test_a_kind_that_goes_with_better_evenings_comes_more_often() -> None:
    lifts = [r for ago in range(20, 40) for r in (mood(ago, 5 if ago % 2 else 2, hour=20),)]
    of = journal(*lifts, *settled("thank", list(range(21, 40, 2))), *settled("learn", list(range(20, 40, 2))))
    known = learn_from_goals(of, TODAY)
    assert known["thank"].brings_better_evenings and not known["learn"].brings_better_evenings
    assert known["thank"].bonus == 2 and known["learn"].bonus == 1


def test_the_offer_says_that_it_was_learned() -> None:
    of = journal(*settled("give", [20, 25, 30, 35]))
    assert explain_goal_offer(of, NOW, get_goal_template(of, "G13")) == "you finish these most often"


def test_what_was_learned_is_shown_and_forgotten_in_one_step() -> None:
    of = journal(*settled("give", [20, 25, 30, 35]), *settled("tidy", [2, 3], "let go"))
    shown = "\n".join(describe_learned(of, NOW))
    assert "Goals of the kind 'giving': you finish these most often (4 of 4)" in shown
    assert "Goals of the kind 'tidying': you let these go, so they are not suggested until" in shown
    after = of.with_records(forget_learned()(of, NOW).upserts)
    assert describe_learned(after, NOW) == ["Learned from you:", "  nothing so far"]


def test_somebody_who_lets_a_kind_go_and_somebody_who_does_it_are_offered_different_goals() -> None:
    days = [40, 33, 26, 19, 12, 5]
    lets_go = offered_kinds(journal(*settled("give", days, "let go")))
    does = offered_kinds(journal(*settled("give", days)))
    assert "give" not in lets_go and "give" in does
