"""Facts: what each means, on small books, and when it is unknown."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from coach.advice.facts.fact_context import REGISTERED_FACTS
from coach.advice.facts.fact_values import FACT_NAMES, compute_facts
from coach.domain.focus import Pause
from coach.domain.journal import Journal
from coach.domain.record import Record
from coach.domain.settings import Settings
from tests.journals import (
    NOW,
    OFFICE,
    asked,
    at,
    block,
    boundary,
    came,
    goal,
    hours,
    journal,
    known,
    looked,
    mood,
    note,
    person,
    review,
    wrote,
)  # fmt: skip

UNKNOWN_AT_FIRST = {
    "low_share_14", "mood_today", "energy_today", "mood_drop", "outside_hours", "after_hours_days_7", "chore_today",
    "chore_high_5", "unfinished_goals_3",
    "share_strong_14", "days_away", "profile_review_age", "reputation_review_age", "bad_send_time",
    "pattern_news", "question_open", "low_stretch", "old_cold_answered", "coin_offer_due",
}  # fmt: skip


def test_every_fact_is_listed_once() -> None:
    assert len(FACT_NAMES) == len(set(FACT_NAMES))


def test_every_fact_says_its_unit_and_when_it_is_unknown() -> None:
    for name in FACT_NAMES:
        assert REGISTERED_FACTS[name].unit
        assert any(word in (REGISTERED_FACTS[name].function.__doc__ or "") for word in ("Always known", "Unknown"))


def test_an_empty_book_knows_what_it_cannot_know() -> None:
    found = compute_facts(Journal({}), NOW)
    assert {name for name, value in found.items() if value is None} == UNKNOWN_AT_FIRST
    assert all("Unknown" in (REGISTERED_FACTS[name].function.__doc__ or "") for name in UNKNOWN_AT_FIRST)


def test_a_fact_is_worked_out_once() -> None:
    found = known(mood(0, 4))
    assert found["mood_today"] == 4
    found.context.compute_once = None  # type: ignore[method-assign, assignment]
    assert found["mood_today"] == 4


# Mood


def test_a_days_mood_is_the_mean_of_its_entries() -> None:
    found = known(mood(1, 1), mood(1, 4, hour=20), mood(2, 2))
    assert (found["rated_days_14"], found["low_share_14"]) == (2, 0.5)


def test_two_weeks_are_fourteen_days_with_today() -> None:
    assert known(mood(13, 2), mood(14, 2))["rated_days_14"] == 1


def test_the_newest_entry_of_today_speaks_for_now() -> None:
    found = known(mood(0, 2, energy=1, hour=8), mood(0, 4, hour=9), mood(1, 1))
    assert (found["mood_today"], found["energy_today"]) == (4, 1)


def test_what_was_felt_after_midnight_belongs_to_the_evening_before() -> None:
    assert known(mood(0, 2, hour=1))["mood_today"] is None


def test_a_drop_is_seen_against_the_four_weeks_before() -> None:
    usual = [mood(ago, 4 if ago % 2 else 3) for ago in range(7, 30)]
    assert known(*usual, *(mood(ago, 2) for ago in range(5)))["mood_drop"] is True
    assert known(*usual, *(mood(ago, 4 if ago == 3 else 3) for ago in range(5)))["mood_drop"] is False


def test_a_drop_is_unknown_with_few_rated_days() -> None:
    usual = [mood(ago, 4) for ago in range(7, 30)]
    assert known(*usual, *(mood(ago, 1) for ago in range(3)))["mood_drop"] is None
    assert known(*usual[:13], *(mood(ago, 1) for ago in range(5)))["mood_drop"] is None


# Time


def test_networking_minutes_leave_out_deep_work_and_other_days() -> None:
    found = known(block(0), block(0, "deep work", hour=8), block(0, "read", 10, hour=7), block(1))
    assert found["minutes_today"] == 35
    assert found["minutes_over"] == -10
    assert (found["feed_minutes_today"], found["reading_minutes_today"]) == (10, 10)


def test_a_running_block_counts_as_it_goes() -> None:
    found = known(block(0, ended_at=None, started_at=NOW - timedelta(minutes=12), deadline=NOW + timedelta(minutes=13)))
    assert (found["session_running"], found["minutes_today"]) == (True, 12)


def test_a_block_that_nobody_attends_is_not_running() -> None:
    found = known(block(0, ended_at=None, hour=8))
    assert (found["session_running"], found["minutes_today"]) == (False, 25)


def test_pauses_do_not_count() -> None:
    rest = Pause(start=at(0, 9, 5), end=at(0, 9, 15))
    assert known(block(0, pauses=(rest,)))["minutes_today"] == 15


def test_without_a_limit_nothing_is_over() -> None:
    found = known(Settings(limit_minutes=0, feed_minutes=0), block(0))
    assert (found["limit_minutes"], found["minutes_over"], found["feed_allowance"]) == (None, None, None)


def test_hours_say_what_lies_outside_them() -> None:
    late = block(1, hour=20)
    assert known(hours(), late)["outside_hours"] is False
    assert known(hours(), late, now=NOW.replace(hour=20))["outside_hours"] is True
    assert known(hours(), late, block(2, hour=21), block(5, hour=10))["after_hours_days_7"] == 2  # Sunday, Monday


def test_active_days_are_days_with_a_block_or_a_message_out() -> None:
    found = known(block(0), wrote("Ana", 0), wrote("Ana", 2), came("Ana", 3), block(4, "deep work"), block(7))
    assert found["active_days_7"] == 2


def test_a_chore_is_the_newest_answer_and_the_last_five() -> None:
    found = known(*(block(ago, chore=c) for ago, c in enumerate([5, 4, 2, 4, 1, 5])))
    assert (found["chore_today"], found["chore_high_5"]) == (5, 3)


def test_blocks_in_a_row_make_one_run_until_a_break() -> None:
    row = (block(0, minutes=30, hour=8), block(0, minutes=57, started_at=at(0, 8, 32), ended_at=at(0, 9, 29)))
    last = block(0, started_at=at(0, 9, 31), deadline=at(0, 10, 1), ended_at=None)
    assert known(*row, last)["focus_run_minutes"] == 30 + 57 + 29


def test_a_gap_as_long_as_a_break_is_a_break() -> None:
    assert known(block(0, minutes=50, hour=9))["focus_run_minutes"] == 0  # ended at 9:50, now it is 10


def test_a_named_break_ends_the_run_and_is_a_break_while_it_lasts() -> None:
    found = known(block(0, started_at=at(0, 9), ended_at=at(0, 9, 58), rest="away", rest_until=at(0, 10, 3)))
    assert (found["focus_run_minutes"], found["on_break"]) == (0, True)
    assert known(block(0, rest="screen", rest_until=at(0, 9, 30)))["on_break"] is False


# Goals


def test_a_goal_of_today_is_open_done_or_put_off() -> None:
    still_open, put_off = known(goal(0)), known(goal(0, "not today"))
    assert (still_open["goal_today"], still_open["goal_done_today"], still_open["goal_to_do"]) == (True, False, True)
    done = known(goal(0, "let go"), goal(0, "done"))
    assert (done["goal_today"], done["goal_done_today"], done["goal_to_do"]) == (True, True, False)
    assert (put_off["goal_today"], put_off["goal_done_today"], put_off["goal_to_do"]) == (True, False, False)
    assert known()["goal_done_today"] is False


def test_a_goal_that_is_reading_or_rest_is_nothing_to_do_instead_of_reading() -> None:
    assert known(goal(0, kind="learn"))["goal_to_do"] is False
    assert known(goal(0, kind="rest"))["goal_to_do"] is False


def test_a_goal_done_three_messages_or_a_used_limit_are_enough_for_today() -> None:
    assert known(goal(0, "done"))["enough_today"] is True
    two = [r for name in ("Ana", "Bo") for r in (person(name), wrote(name, 0))]
    assert known(*two)["enough_today"] is False
    assert known(*two, person("Lin"), wrote("Lin", 0))["enough_today"] is True
    assert known(block(0, minutes=35))["enough_today"] is False
    assert known(block(0, minutes=36))["enough_today"] is True


def test_a_lower_week_is_one_with_chores_in_its_two_weeks() -> None:
    low = [mood(ago, 4 if ago > 6 else 3) for ago in range(30)]
    assert known(*low, *(block(ago, chore=4) for ago in (1, 5, 13)))["low_stretch"] is True
    assert known(*low, *(block(ago, chore=4) for ago in (1, 5, 14)))["low_stretch"] is False


def test_a_goal_that_was_a_privacy_check_counts_as_one() -> None:
    checked = known(mood(200, 4), goal(20, "done", template="G24", kind="privacy"))
    assert (checked["profile_review_age"], checked["errands_put_off_14"]) == (20, 0)
    put_off = known(mood(200, 4), goal(13, "let go", template="G24", kind="privacy"))
    assert (put_off["profile_review_age"], put_off["errands_put_off_14"]) == (200, 1)
    assert known(mood(200, 4), goal(14, "let go", template="G24", kind="privacy"))["errands_put_off_14"] == 0


def test_unfinished_goals_are_counted_by_day() -> None:
    found = known(goal(1, "not today"), goal(1, "done"), goal(3, "open"), goal(4, "let go"), goal(5, "done"))
    assert found["unfinished_goals_3"] == 2
    assert known(goal(15, "open"))["unfinished_goals_3"] is None


# People


def test_an_answer_may_be_thanked_for_after_one_working_day() -> None:
    ana, answer = person("Ana"), (wrote("Ana", 4), came("Ana", 1))
    assert (known(ana, *answer)["unthanked"], known(ana, *answer)["inbound_waiting"]) == (1, 0)
    assert known(ana, *answer, wrote("Ana", 0.5))["unthanked"] == 0


def test_help_may_be_thanked_for_after_one_working_day() -> None:
    helped = person("Ana"), note("got", 1, person="ana", text="an intro")
    assert known(*helped)["unthanked"] == 1
    assert known(person("Ana"), note("got", 0, person="ana"))["unthanked"] == 0
    assert known(*helped, wrote("Ana", 0.1))["unthanked"] == 0
    assert known(*helped, boundary("Ana"))["unthanked"] == 0
    assert known(person("Ana"), note("got", 60, person="ana"), note("gave", 1, person="ana"))["unthanked"] == 0


def test_a_message_of_theirs_waits_from_two_working_days_on() -> None:
    assert known(person("Ana"), came("Ana", 1))["inbound_waiting"] == 0
    assert known(person("Ana"), came("Ana", 4))["inbound_waiting"] == 1  # Friday to Tuesday


def test_an_open_promise_is_owed() -> None:
    promise = wrote("Sam", 4, "promise", text="an intro")
    assert known(person("Sam"), promise)["promises_open"] == 1
    assert known(person("Sam"), promise.copy_with(closed_at=at(1)))["promises_open"] == 0


def test_a_talk_soon_wants_a_note() -> None:
    talk = came("Ana", -2, "meeting")
    assert known(person("Ana"), talk)["meetings_due_3"] == 1
    assert known(person("Ana"), talk, note("note", 3, person="ana"))["meetings_due_3"] == 0
    assert known(person("Ana"), came("Ana", -5, "meeting"))["meetings_due_3"] == 0


def test_silence_is_too_early_then_due_then_may_rest() -> None:
    ana = person("Ana")
    names = ("too_early", "followup_due_warm", "rest_due")
    found = {ago: tuple(known(ana, wrote("Ana", ago))[name] for name in names) for ago in (2, 4, 8)}
    assert found == {2: (0, 0, 0), 4: (0, 0, 0), 8: (0, 1, 0)}
    wednesday = known(ana, wrote("Ana", 6))  # Wednesday to Tuesday: 4 working days
    assert wednesday["too_early"] == 1
    twice = known(ana, wrote("Ana", 60), wrote("Ana", 45), wrote("Ana", 25))
    assert (twice["followup_due_warm"], twice["rest_due"]) == (0, 1)


def test_cold_threads_are_due_apart() -> None:
    found = known(person("Lin", "cold"), wrote("Lin", 12))
    assert (found["followup_due_cold"], found["followup_due_warm"]) == (1, 0)


def test_a_thread_put_off_until_later_counts_nowhere() -> None:
    later = wrote("Ana", 1, "later", direction="own", until=(NOW + timedelta(days=3)).date())
    found = known(person("Ana"), wrote("Ana", 9), came("Ana", 8), later)
    assert (found["unthanked"], found["inbound_waiting"]) == (0, 0)


def test_answers_and_messages_of_ten_working_days_are_counted() -> None:
    people = person("Ana"), person("Lin", "cold"), person("Bo")
    log = (
        wrote("Ana", 12),
        came("Ana", 10),
        wrote("Lin", 3),
        came("Bo", 2),
        wrote("Ana", 20),
        came("Lin", 1, "no"),
    )
    found = known(*people, *log)
    assert (found["replies_10bd"], found["sent_10bd"]) == (2, 2)


def test_a_first_message_to_a_stranger_is_cold_once() -> None:
    found = known(person("Lin", "cold"), wrote("Lin", 6), wrote("Lin", 1), person("Ana"), wrote("Ana", 1))
    assert found["cold_7"] == 1


def test_a_dormant_tie_is_somebody_one_talked_with_long_ago() -> None:
    old = wrote("Ana", 300), came("Ana", 290)
    assert known(person("Ana"), *old)["dormant_available"] == 1
    assert known(person("Ana"), *old, wrote("Ana", 100))["dormant_available"] == 0
    assert known(person("Ana"), wrote("Ana", 300))["dormant_available"] == 0
    assert known(person("Ana"), *old, came("Ana", 280, "no"))["dormant_available"] == 0


def test_the_share_of_close_ties_is_counted_in_messages() -> None:
    people = person("Ana", "strong"), person("Bo")
    found = known(*people, wrote("Ana", 1), wrote("Ana", 5), wrote("Bo", 0.1), wrote("Ana", 20))
    assert (found["n_outreach_14"], found["share_strong_14"], found["outreach_today"]) == (3, 2 / 3, 1)


def test_two_turns_each_side_make_a_thread_ready_for_a_talk() -> None:
    talk = wrote("Ana", 9), came("Ana", 8), wrote("Ana", 7), came("Ana", 6, closed_at=NOW)
    assert known(person("Ana"), *talk)["warm_threads_ready"] == 1
    assert known(person("Ana"), *talk[:3], came("Ana", 6))["warm_threads_ready"] == 0  # an answer is mine to give
    old = wrote("Ana", 20), came("Ana", 18), wrote("Ana", 17), came("Ana", 15, closed_at=NOW)
    assert known(person("Ana"), *old)["warm_threads_ready"] == 0  # two weeks ago
    assert known(person("Ana"), *talk, came("Ana", 5, "meeting"))["warm_threads_ready"] == 0
    assert known(person("Ana"), *talk, wrote("Ana", 2, text="Coffee?"))["warm_threads_ready"] == 0


@pytest.mark.parametrize("said", ["ana", "Ana", ["ana"]])
def test_somebody_nice_to_talk_to_leads_to_an_invitation(said: object) -> None:
    found = known(person("Ana"), wrote("Ana", 3), came("Ana", 2, closed_at=at(2)), review("evening", 1, nice=said))
    assert found["warm_threads_ready"] == 1


def test_a_no_is_counted_today() -> None:
    assert known(person("Ana"), came("Ana", 0, "no"), came("Ana", 1, "no"))["no_today"] == 1


def test_open_requests_are_counted() -> None:
    done = came("Bo", 1, "request", closed_at=at(0))
    assert known(person("Ana"), person("Bo"), came("Ana", 1, "request"), done)["pending_requests"] == 1


def test_people_behind_a_boundary_count_nowhere() -> None:
    log = (
        wrote("Ana", 12),
        came("Ana", 9, "request"),
        came("Ana", 4),
        wrote("Ana", 3, "promise"),
        came("Ana", 0, "no"),
    )
    draft = note("opportunity", 3, person="ana"), note("draft", 0, person="ana")
    found = known(person("Ana"), *log, *draft, boundary("Ana"))
    names = ("unthanked", "inbound_waiting", "promises_open", "pending_requests", "no_today", "sent_10bd",
             "next_steps_due")  # fmt: skip
    assert [found[name] for name in names] == [0] * len(names)
    assert found["draft_ready"] is False
    assert found["unwanted_today"] == 1


# The rest of the day


def test_days_away_are_the_days_without_use_before_today() -> None:
    assert known(mood(0, 3), mood(5, 3), asked("R22", 4))["days_away"] == 3
    assert known(mood(200, 3))["days_away"] == 60


def test_what_an_import_brought_is_no_use_so_nobody_is_welcomed_back_on_the_first_day() -> None:
    brought = (
        mood(90, 3).copy_with(key="daylio:1"),
        mood(9, 3).copy_with(key="daylio:2"),
        block(5).copy_with(key="toggl:1"),
    )
    assert known(*brought)["days_away"] is None and known(*brought, mood(0, 3))["days_away"] is None
    assert known(*brought, mood(20, 3))["days_away"] == 19
    assert known(*brought, mood(200, 3))["days_away"] == 60


def test_a_review_age_counts_from_the_first_day_until_there_is_one() -> None:
    found = known(mood(95, 3), review("privacy", 10))
    assert (found["profile_review_age"], found["reputation_review_age"]) == (10, 95)


def test_a_parked_draft_is_ready_on_its_day() -> None:
    tomorrow = (NOW + timedelta(days=1)).date()
    assert known(note("draft", due=tomorrow))["draft_ready"] is False
    assert known(note("draft", 1, due=NOW.date()), note("post", 1))["draft_ready"] is True
    assert known(note("post", 8))["post_draft"] is False


def test_the_time_to_send_is_judged_where_the_recipient_lives() -> None:
    draft = note("draft", person="kei")
    assert known(person("Kei"), draft)["bad_send_time"] is False
    assert known(person("Kei", zone="Asia/Tokyo"), draft)["bad_send_time"] is True  # 18 h there
    assert known(person("Kei", zone="Nowhere/Land"), draft)["bad_send_time"] is False


def test_an_opportunity_asks_for_its_next_step_when_it_is_due() -> None:
    assert known(note("opportunity", 1))["next_steps_due"] == 1
    assert known(note("opportunity", 0))["next_steps_due"] == 0
    step = note("opportunity", 5, next_step="send it", due=NOW.date())
    assert known(step)["next_steps_due"] == 1
    assert known(step.copy_with(due=(NOW + timedelta(days=1)).date()))["next_steps_due"] == 0
    assert known(step.copy_with(closed_at=NOW))["next_steps_due"] == 0


def test_a_takeaway_is_one_of_today() -> None:
    assert known(note("takeaway"))["takeaway_today"] is True
    assert known(note("takeaway", 1), note("note"))["takeaway_today"] is False


def test_the_day_is_late_an_hour_before_the_hours_end_or_after_thirteen_hours_of_it() -> None:
    def late(*records: Record, hour: int, minute: int = 0) -> object:
        return known(*records, now=NOW.replace(hour=hour, minute=minute))["late_today"]

    assert (late(hour=16, minute=59), late(hour=17)) == (False, True)
    assert (late(hours(), hour=16, minute=59), late(hours(), hour=17)) == (False, True)
    night = Settings(hours=(OFFICE.model_copy(update={"start": time(20), "end": time(3)}),))
    assert (late(night, hour=23), late(night, hour=2)) == (False, True)


def test_without_hours_people_work_from_seven_to_twenty() -> None:
    found = [known(now=NOW.replace(hour=hour))["working_time"] for hour in (6, 7, 19, 20)]
    assert found == [False, True, True, False]


# Insights


def test_a_question_waits_for_its_days() -> None:
    assert known(Settings(question="voice"), mood(3, 3))["question_open"] is True
    assert known(Settings(question="voice"))["question_open"] is None


def test_a_look_that_finds_nothing_says_so_for_two_weeks() -> None:
    days = [mood(ago, 3) for ago in range(71)]
    after = looked(journal(Settings(question="voice"), *days))
    assert compute_facts(after, NOW)["question_open"] is True
    assert compute_facts(after, NOW + timedelta(days=14))["question_open"] is False


def test_a_pattern_is_news_for_two_weeks_after_its_look() -> None:
    def days(last: int) -> Journal:
        found: list[Record] = [Settings(question="goal_done")]
        for ago in range(last):
            done = (ago * 7919 % 13) % 2 == 0
            found += [mood(ago, 5 if done else 2), goal(ago, "done" if done else "not today")]
        return looked(journal(*found))

    assert compute_facts(days(72), NOW)["pattern_news"] is True
    assert compute_facts(days(72), NOW + timedelta(days=14))["pattern_news"] is False
    assert compute_facts(days(60), NOW)["pattern_news"] is None


def test_the_same_book_and_moment_give_the_same_facts() -> None:
    full = journal(person("Ana"), wrote("Ana", 9), mood(0, 2), block(0), goal(1, "done"))
    assert dict(compute_facts(full, NOW)) == dict(compute_facts(full, NOW))
