"""Rules: who speaks, who silences whom, what is unknown, and what rests. Facts are given, not worked out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.advice.facts.fact_values import FACT_NAMES
from coach.advice.rules import choose_rules as rules
from coach.advice.rules.choose_rules import (
    SILENT_FOR_GOOD,
    WORK_PARKING_RULES,
    RuleChoice,
    cite_source,
    first_free_day,
    get_rule,
    load_rules,
)
from coach.domain.advice_records import AdviceAnswer
from tests.journals import TODAY, asked, merged

# A day on which no rule has anything to say.
CALM: dict[str, Any] = {
    **dict.fromkeys(FACT_NAMES, 0),
    "low_share_14": 0.0, "outside_hours": False, "session_running": False, "minutes_over": -45,
    "goal_to_do": False, "enough_today": False, "feed_allowance": 15, "chore_today": 1, "on_break": False, "mood_today": 3,
    "mood_drop": False, "energy_today": 2, "draft_ready": False, "bad_send_time": False, "share_strong_14": 0.5,
    "goal_today": True, "goal_done_today": False, "days_away": 1, "post_draft": False,
    "takeaway_today": True, "pattern_news": False, "question_open": False,
    "limit_minutes": 45, "working_time": True, "low_stretch": False, "late_today": False, "coin_offer_due": False, "old_cold_answered": 0.5,
}  # fmt: skip
# Rule → the facts on which it speaks.
SPEAKS: dict[str, dict[str, Any]] = {
    "R01": {"rated_days_14": 8, "low_share_14": 0.7},
    "R03": {"unwanted_today": 1},
    "R04": {"outside_hours": True, "session_running": True},
    "R05": {"minutes_over": 0},
    "R06": {"feed_minutes_today": 15, "goal_to_do": True},
    "R07": {"after_hours_days_7": 3},
    "R08": {"chore_today": 5},
    "R09": {"focus_run_minutes": 50},
    "R10": {"mood_today": 2},
    "R11": {"unthanked": 1},
    "R12": {"too_early": 1},
    "R13": {"followup_due_warm": 1},
    "R14": {"rest_due": 1},
    "R15": {"silent_3": 5, "sent_10bd": 5},
    "R16": {"draft_ready": True, "bad_send_time": True},
    "R17": {"cold_7": 10},
    "R18": {"n_outreach_14": 3, "share_strong_14": 0.8},
    "R19": {"dormant_available": 1},
    "R20": {"warm_threads_ready": 1},
    "R21": {"no_today": 1},
    "R22": {"goal_today": False},
    "R23": {
        "unfinished_goals_3": 2,
        "goal_today": False,
    },
    "R24": {"goal_done_today": True},
    "R25": {"days_away": 3},
    "R26": {"post_draft": True},
    "R27": {"profile_review_age": 90},
    "R28": {"reading_minutes_today": 30, "takeaway_today": False},
    "R29": {"pattern_news": True},
    "R30": {"question_open": True},
    "R31": {"next_steps_due": 1},
    "R36": {"events_to_tell": 1},
    "R37": {"reasons_to_write": 1},
    "R38": {"cadence_reached": 1},
    "R32": {"low_stretch": True},
    "R33": {"late_evenings": 3},
    "R34": {"coin_offer_due": True},
    "R35": {"observations_ready": 1},
}
# The other ways in which a rule may speak.
ALSO: list[tuple[str, dict[str, Any]]] = [
    ("R01", {"rated_days_14": 5, "low_share_14": 1.0, "very_low_days_14": 2}),
    ("R07", {"active_days_7": 7}),
    ("R08", {"chore_high_5": 3}),
    ("R10", {"mood_drop": True}),
    ("R10", {"energy_today": 1}),
    ("R11", {"inbound_waiting": 1}),
    ("R11", {"promises_open": 1}),
    ("R11", {"meetings_due_3": 1}),
    ("R13", {"followup_due_cold": 1}),
    ("R17", {"old_cold": 15, "old_cold_answered": 0.1}),
    ("R27", {"reputation_review_age": 365}),
    ("R28", {"pending_requests": 5}),
]
# Rule → a rule that silences it; the rules that nothing silences stand in FREE.
SILENCED_BY = {
    "R06": "R04", "R08": "R32", "R09": "R01", "R11": "R05", "R12": "R05", "R13": "R12", "R14": "R01", "R15": "R04", "R16": "R05",
    "R17": "R08", "R18": "R15", "R19": "R03", "R20": "R08", "R21": "R05", "R22": "R04", "R23": "R05",
    "R24": "R01", "R25": "R05", "R26": "R04", "R27": "R05", "R28": "R01", "R31": "R05",
    "R33": "R05", "R35": "R10", "R36": "R05", "R37": "R03", "R38": "R04",
}  # fmt: skip
FREE = {"R01", "R03", "R04", "R05", "R07", "R10", "R29", "R30", "R32", "R34"}
LATE = [("R17", "R21"), ("R18", "R21"), ("R19", "R21"), ("R23", "R25")]
"""Pairs in which the silencer is walked after the silenced, and so comes too late."""

ALL = sorted(SPEAKS)


def choose_rules(facts: dict[str, Any], answers: Iterable[AdviceAnswer], *more: Any, **named: Any) -> RuleChoice:
    return rules.choose_rules(facts, rules.group_by_topic(answers), *more, **named)


def taken(*keys: str) -> RuleChoice:
    return choose_rules(merged(CALM, *(SPEAKS[key] for key in keys)), (), TODAY)


def test_the_table_knows_every_rule() -> None:
    assert {each.id for each in load_rules()} == set(SPEAKS) == set(SILENCED_BY) | FREE


def test_nothing_is_said_on_a_calm_day() -> None:
    found = choose_rules(CALM, (), TODAY)
    assert (found.first, found.second, found.taken, found.undecided) == (None, None, (), ())


def test_a_rule_speaks_on_its_day() -> None:
    for key in ALL:
        found = taken(key)
        assert found.first is not None
        assert (found.first.id, found.second, found.taken) == (key, None, (key,))


def test_a_rule_speaks_in_each_of_its_ways() -> None:
    for key, facts in ALSO:
        assert choose_rules(CALM | facts, (), TODAY).taken == (key,)


def test_a_rule_is_silenced_by_another() -> None:
    for key, by in sorted(SILENCED_BY.items()):
        assert taken(key, by).suppressed[key] == by


@pytest.mark.parametrize(("key", "by"), LATE)
def test_a_rule_walked_earlier_is_not_silenced_by_a_later_one(key: str, by: str) -> None:
    assert set(taken(key, by).taken) == {key, by}


def test_a_low_day_keeps_people_out_of_the_advice_also_while_its_own_advice_rests() -> None:
    facts = merged(CALM, SPEAKS["R10"], SPEAKS["R19"], SPEAKS["R13"], SPEAKS["R21"])
    found = choose_rules(facts, [asked("R10", 1)], TODAY)
    assert (found.taken, found.suppressed) == (("R21",), {"R13": "R10", "R19": "R10"})
    assert "R19" in choose_rules(merged(CALM, SPEAKS["R19"]), [asked("R10", 1)], TODAY).taken


@pytest.mark.parametrize("key", sorted(FREE))
def test_what_protects_or_informs_is_silenced_by_nothing(key: str) -> None:
    assert all(key not in each.suppresses for each in load_rules())
    assert key in choose_rules(merged(CALM, *SPEAKS.values(), {"goal_done_today": False}), (), TODAY).taken


def test_a_rule_is_silent_while_a_fact_is_unknown() -> None:
    for key, name in [
        (k, n) for k in ALL for n in SPEAKS[k] if any(n in (c.fact, c.value) for c in get_rule(k).when[0])
    ]:
        found = choose_rules(CALM | SPEAKS[key] | {name: None}, (), TODAY)
        assert key not in found.taken and key in found.undecided


def test_safety_and_boundaries_come_before_outreach_and_growth() -> None:
    for low in [r.id for r in load_rules() if r.tier <= 1]:
        for high in [r.id for r in load_rules() if r.tier in (4, 5)]:
            found = taken(low, high)
            assert found.first is not None
            assert found.first.id == low
            parked = low in WORK_PARKING_RULES and not (low == "R05" and high == "R24")
            silent = parked or high in get_rule(low).suppresses
            assert found.suppressed.get(high) == (low if silent else None)
            assert (high in found.taken) is not silent


def test_the_small_win_may_follow_the_daily_limit() -> None:
    found = taken("R05", "R24")
    assert found.second is not None
    assert found.second.id == "R24"


@pytest.mark.parametrize("key", sorted(WORK_PARKING_RULES))
@pytest.mark.parametrize("outcome", ["shown", "dismissed"])
def test_outreach_stays_parked_once_a_stopping_rule_has_spoken_today(key: str, outcome: Any) -> None:
    found = choose_rules(CALM | SPEAKS["R19"] | SPEAKS["R22"], [asked(key, 0, outcome)], TODAY)
    assert found.taken == ()
    assert found.suppressed == {"R19": key, "R22": key}


def test_outreach_is_free_again_tomorrow() -> None:
    assert choose_rules(CALM | SPEAKS["R19"], [asked("R05", 1)], TODAY).taken == ("R19",)


def test_the_second_advice_is_of_another_kind() -> None:
    found = choose_rules(merged(CALM, SPEAKS["R18"], SPEAKS["R19"], SPEAKS["R27"]), [asked("R19", 40)], TODAY)
    assert found.first is not None and found.second is not None
    assert (found.first.id, found.second.id) == ("R19", "R27")  # R18 reaches out, too


def test_of_rules_that_hold_the_one_that_waited_longest_for_its_rest_speaks() -> None:
    facts = merged(CALM, SPEAKS["R20"], SPEAKS["R24"], SPEAKS["R31"])  # they rest 7, 4 and 3 days
    assert taken_in_turn(facts, asked("R20", 7), asked("R24", 12), asked("R31", 6)) == ("R24", "R31", "R20")
    assert taken_in_turn(facts, asked("R20", 14), asked("R24", 6), asked("R31", 5)) == ("R20", "R31", "R24")


def test_what_was_shown_today_stays() -> None:
    facts = merged(CALM, SPEAKS["R24"], SPEAKS["R31"])
    assert taken_in_turn(facts, asked("R31", 30), asked("R24", 0)) == ("R24", "R31")


def test_a_rule_that_was_never_shown_has_waited_since_the_first_day() -> None:
    facts = merged(CALM, SPEAKS["R19"], SPEAKS["R31"])
    assert taken_in_turn(facts, asked("R31", 6), first_use=TODAY - timedelta(days=14)) == ("R19", "R31")
    assert taken_in_turn(facts, asked("R31", 6), first_use=TODAY - timedelta(days=12)) == ("R31", "R19")


@pytest.mark.parametrize("key", ["R12", "R13", "R14", "R18", "R19", "R20", "R22", "R27", "R35", "R38"])
def test_what_one_owes_goes_before_asking_others_and_clearing_up(key: str) -> None:
    assert taken("R11", key).suppressed == {key: "R11"}
    facts = merged(CALM, SPEAKS["R11"], SPEAKS[key])
    assert choose_rules(facts, [asked("R11", 1)], TODAY).taken == (key,)


@pytest.mark.parametrize("key", ["R12", "R13", "R18", "R19", "R20", "R22", "R23", "R27", "R31", "R38"])
def test_no_more_is_proposed_once_it_is_enough_for_today(key: str) -> None:
    assert choose_rules(merged(CALM, SPEAKS[key], {"enough_today": True}), (), TODAY).taken == ()


@pytest.mark.parametrize("key", [rule.id for rule in load_rules() if rule.before_evening])
def test_what_needs_the_day_is_not_proposed_at_its_end(key: str) -> None:
    assert choose_rules(merged(CALM, SPEAKS[key], {"late_today": True}), (), TODAY).taken == ()


def test_a_low_day_keeps_people_out_of_the_advice_in_the_evening_too() -> None:
    facts = merged(CALM, SPEAKS["R10"], SPEAKS["R37"], {"late_today": True})
    assert choose_rules(facts, (), TODAY).suppressed == {"R37": "R10"}


def test_when_networking_is_a_chore_no_outreach_is_proposed_while_that_advice_rests() -> None:
    facts = merged(CALM, SPEAKS["R08"], SPEAKS["R13"])
    assert choose_rules(facts, [asked("R08", 2)], TODAY).suppressed == {"R13": "R08"}


def test_no_rule_waits_for_more_than_sixty_days() -> None:
    facts = merged(CALM, SPEAKS["R13"], SPEAKS["R18"])
    assert taken_in_turn(facts, asked("R13", 14), asked("R18", 300)) == ("R13", "R18")


def test_recovery_speaks_before_any_turn() -> None:
    assert taken_in_turn(merged(CALM, SPEAKS["R07"], SPEAKS["R26"]), asked("R26", 60)) == ("R07", "R26")


def taken_in_turn(facts: dict[str, Any], *before: AdviceAnswer, first_use: date = TODAY) -> tuple[str, ...]:
    return choose_rules(facts, before, TODAY, first_use=first_use).taken


def test_the_second_advice_is_never_about_safety_boundaries_or_recovery() -> None:
    found = taken("R01", "R08", "R10", "R29")
    assert found.second is not None
    assert found.second.id == "R29"


def test_a_rule_silenced_for_one_person_still_speaks_for_another() -> None:
    people = {"R12": {"lin"}, "R13": {"lin", "priya"}}
    facts = CALM | SPEAKS["R12"] | SPEAKS["R13"]
    assert set(choose_rules(facts, (), TODAY, lambda key: people.get(key, ())).taken) == {"R12", "R13"}


def test_a_rule_is_silenced_when_nobody_else_is_left() -> None:
    people = {"R12": {"lin"}, "R13": {"lin"}}
    facts = CALM | SPEAKS["R12"] | SPEAKS["R13"]
    assert choose_rules(facts, (), TODAY, lambda key: people.get(key, ())).suppressed == {"R13": "R12"}


def test_a_rule_stays_for_the_day_on_which_it_was_shown() -> None:
    assert choose_rules(CALM | SPEAKS["R27"], [asked("R27", 0)], TODAY).taken == ("R27",)


def test_a_rule_rests_through_its_cool_down() -> None:
    for key in [r.id for r in load_rules() if r.cooldown_days > 1]:
        days = get_rule(key).cooldown_days
        resting = choose_rules(CALM | SPEAKS[key], [asked(key, days - 1)], TODAY)
        assert key not in resting.taken and resting.cooling_down == {key: TODAY + timedelta(days=1)}
        assert choose_rules(CALM | SPEAKS[key], [asked(key, days)], TODAY).taken == (key,)


def test_a_dismissed_rule_is_gone_for_the_day() -> None:
    for key in ALL:
        assert key not in choose_rules(CALM | SPEAKS[key], [asked(key, 0, "dismissed")], TODAY).taken


def test_three_dismissals_send_a_rule_away_for_thirty_days() -> None:
    for key in [k for k in ALL if k not in ("R03", "R04", "R05")]:
        third = [asked(key, ago, "dismissed") for ago in (120, 90, 29)]
        assert key in choose_rules(CALM | SPEAKS[key], third, TODAY).cooling_down
        over = [asked(key, ago, "dismissed") for ago in (120, 90, 30)]
        assert choose_rules(CALM | SPEAKS[key], over, TODAY).taken == (key,)


@pytest.mark.parametrize("key", ["R03", "R04", "R05"])
def test_the_persons_own_boundaries_are_never_sent_away(key: str) -> None:
    thrice = [asked(key, ago, "dismissed") for ago in (3, 2, 1)]
    assert choose_rules(CALM | SPEAKS[key], thrice, TODAY).taken == (key,)


def test_taking_a_suggestion_up_starts_the_count_of_dismissals_again() -> None:
    log = [asked("R19", 50, "dismissed"), asked("R19", 40, "dismissed"), asked("R19", 30, "taken")]
    assert choose_rules(CALM | SPEAKS["R19"], [*log, asked("R19", 10, "dismissed")], TODAY).taken == ("R19",)


def test_a_snoozed_rule_comes_back_on_its_date() -> None:
    later = asked("R19", 5, "snoozed", until=TODAY + timedelta(days=2))
    assert choose_rules(CALM | SPEAKS["R19"], [later], TODAY).cooling_down == {"R19": TODAY + timedelta(days=2)}
    now = asked("R19", 5, "snoozed", until=TODAY)
    assert choose_rules(CALM | SPEAKS["R19"], [now], TODAY).taken == ("R19",)


def test_a_muted_rule_stays_away_until_its_date_or_for_good() -> None:
    until = TODAY + timedelta(days=28)
    assert choose_rules(CALM | SPEAKS["R01"], [asked("R01", 0, "muted", until=until)], TODAY).cooling_down == {
        "R01": until
    }
    assert choose_rules(CALM | SPEAKS["R19"], [asked("R19", 400, "muted")], TODAY).cooling_down == {
        "R19": SILENT_FOR_GOOD
    }


log = st.lists(
    st.builds(
        asked,
        st.sampled_from(ALL),
        st.integers(0, 60),
        st.sampled_from(["shown", "dismissed", "snoozed", "muted", "taken"]),
    ),
    max_size=12,
)


@given(log, st.sets(st.sampled_from(ALL)), st.randoms(use_true_random=False))
def test_the_same_facts_and_memory_give_the_same_lines_in_any_order(
    memory: list[AdviceAnswer], keys: set[str], shuffled: Any
) -> None:
    facts = merged(CALM, *(SPEAKS[key] for key in sorted(keys)))
    found = choose_rules(facts, memory, TODAY)
    again = list(memory)
    shuffled.shuffle(again)
    assert choose_rules(facts, again, TODAY) == found


@given(log, st.sets(st.sampled_from(ALL)))
def test_no_rule_that_is_silenced_or_resting_is_ever_said(memory: list[AdviceAnswer], keys: set[str]) -> None:
    found = choose_rules(merged(CALM, *(SPEAKS[key] for key in sorted(keys))), memory, TODAY)
    assert not set(found.taken) & (set(found.suppressed) | set(found.cooling_down) | set(found.undecided))
    for each in (found.first, found.second):
        if each:
            of_it = [a for a in memory if a.topic == each.id]
            assert each.id in found.taken
            assert first_free_day(each, of_it, TODAY) <= TODAY


def test_every_condition_rests_on_a_fact_that_exists() -> None:
    conditions = [condition for each in load_rules() for line in each.when for condition in line]
    used = {condition.fact for condition in conditions}
    used |= {condition.value for condition in conditions if isinstance(condition.value, str)}
    assert used <= set(FACT_NAMES)


def test_every_rule_says_what_it_rests_on() -> None:
    for key in ALL:
        each = get_rule(key)
        assert each.because and each.serves and each.evidence in "ABCD"
        assert cite_source(key)
        assert set(each.suppresses) <= set(ALL)


def test_free_from_is_long_ago_for_a_rule_never_shown() -> None:
    assert first_free_day(get_rule("R19"), (), TODAY) == date.min


@pytest.mark.parametrize("key", [rule.id for rule in load_rules() if rule.in_working_time])
def test_nothing_about_other_people_is_proposed_outside_working_time(key: str) -> None:
    assert key not in choose_rules(merged(CALM, SPEAKS[key], {"working_time": False}), (), TODAY).taken
