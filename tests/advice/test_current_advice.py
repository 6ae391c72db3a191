"""The suggestion: for each rule a day on which it is said, in which words, about whom, and how it is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from textwrap import wrap

import pytest

from coach.actions.conversations import rest_old_conversations
from coach.advice.facts.fact_values import compute_facts
from coach.advice.rules.choose_rules import load_rules
from coach.advice.rules.current_advice import (
    Suggestion,
    Suggestions,
    choose_suggestions,
    explain_suggestions,
    make_shown_record,
)
from coach.advice.rules.render_rules import RenderContext, render_slots
from coach.domain.advice_records import LookBack
from coach.domain.focus import FocusKind
from coach.domain.journal import Journal
from coach.domain.record import Record
from coach.domain.settings import HoursSpan, Settings
from tests.journals import (
    NOW,
    TODAY,
    asked,
    at,
    block,
    boundary,
    came,
    event,
    goal,
    hours,
    journal,
    known,
    looked,
    mood,
    note,
    person,
    resolved,
    review,
    wrote,
)  # fmt: skip

DONE = goal(0, "let go")
"""A goal that is settled, so that no rule about goals speaks."""


def running(kind: FocusKind = "messages", minutes: int = 5, hour: int | None = None) -> Record:
    start = (NOW if hour is None else NOW.replace(hour=hour)) - timedelta(minutes=minutes)
    return block(0, started_at=start, deadline=start + timedelta(hours=2), ended_at=None, kind=kind)


# Case → (the key said, how it begins, the day, the hour of it).
DAYS: dict[str, tuple[str, str, list[Record], int]] = {
    "heavy weeks": (
        "R01",
        "Most moods of the last two weeks were low",
        [mood(ago, 2) for ago in range(9)],
        10,
    ),
    "a line crossed": (
        "R03",
        "You don't have to put up with such messages. You can block",
        [person("Ana"), boundary("Ana")],
        10,
    ),
    "and dealt with": (
        "R03",
        "You don't have to put up with such messages. The sender is on none",
        [boundary("Ana", steps=("blocked",))],
        10,
    ),
    "an evening": ("R04", "This is outside your networking hours", [hours(), running(hour=20)], 20),
    "the limit": ("R05", "You have used today's 45 minutes", [block(0, minutes=45)], 10),
    "the feed": ("R06", "15 minutes of reading and searching", [goal(0), block(0, "read", 15)], 10),
    "evenings": (
        "R07",
        "In the last seven days you networked outside your hours on 3 days, with 4 days off",
        [hours(), *(block(ago, hour=20) for ago in (1, 4, 5))],
        10,
    ),
    "seven days": ("R07", "You networked on each of the last seven days", [block(ago) for ago in range(7)], 10),
    "a chore": ("R08", "Networking has felt like a chore lately", [block(0, chore=5)], 10),
    "an hour of focus": ("R09", "55 minutes of focus", [running("deep work", 55)], 10),
    "a low day": ("R10", "Keep today small", [mood(0, 2)], 10),
    "an answer": ("R11", "Ana answered you 1 working day ago", [person("Ana"), wrote("Ana", 5), came("Ana", 1)], 10),
    "a letter": ("R11", "Ana wrote to you 2 working days ago", [person("Ana"), came("Ana", 4)], 10),
    "a promise": (
        "R11",
        "You promised Ana an intro 2 working days ago",
        [person("Ana"), wrote("Ana", 4, "promise", text="an intro")],
        10,
    ),
    "a favour": (
        "R11",
        "Ana helped you 2 working days ago: an intro. A short thank-you",
        [person("Ana"), note("got", 4, person="ana", text="an intro")],
        10,
    ),
    "a talk": ("R11", "You are meeting Ana tomorrow", [person("Ana"), came("Ana", -1, "meeting")], 10),
    "too early": (
        "R12",
        "You wrote to Ana 4 working days ago. It is fine to wait until tomorrow: about ",
        [person("Ana"), wrote("Ana", 6)],
        10,
    ),
    "one more line": (
        "R13",
        "A follow-up to Ana is fine now, after 6 working days. Without it, about 10 in 100 such messages (likely 3 to 20) get",
        [person("Ana"), wrote("Ana", 8)],
        10,
    ),
    "one reminder": (
        "R13",
        "Send Ana one follow-up? You wrote 8 working days ago. Without it, a reply is unlikely",
        [person("Ana", "cold"), wrote("Ana", 12)],
        10,
    ),
    "may rest": (
        "R14",
        "You can let the conversation with Ana rest",
        [person("Ana", "cold"), wrote("Ana", 50), wrote("Ana", 28)],
        10,
    ),
    "a quiet spell": (
        "R15",
        "5 of your messages have no reply yet. By chance alone, that happens to about",
        [DONE, goal(1), *(r for n in "abcde" for r in (person(n, "cold"), wrote(n, 6)))],
        10,
    ),
    "a late draft": ("R16", "Keep your draft and send it tomorrow morning", [note("draft", 0.1)], 20),
    "many strangers": (
        "R17",
        "11 first messages in seven days",
        [r for n in "abcdefghijk" for r in (person(n, "cold"), wrote(n, 2))],
        10,
    ),
    "close ties": (
        "R18",
        "In the last two weeks most of your messages went to people you know well",
        [
            person("Ana", "strong"),
            *(r for n in (3, 2, 1) for r in (wrote("Ana", n), came("Ana", n - 0.1, closed_at=NOW))),
        ],
        10,
    ),
    "an old tie": (
        "R19",
        "You last talked with Ana 10 months ago",
        [person("Ana"), wrote("Ana", 310), came("Ana", 300)],
        10,
    ),
    "a warm thread": (
        "R20",
        "You and Ana have written back and forth",
        [person("Ana"), wrote("Ana", 9), came("Ana", 8), wrote("Ana", 7), came("Ana", 6, closed_at=NOW)],
        10,
    ),
    "a nice talk": (
        "R20",
        "You noted that Ana was nice to talk to",
        [person("Ana"), wrote("Ana", 9), came("Ana", 8, closed_at=NOW), review("evening", 1, nice="ana")],
        10,
    ),
    "a no": (
        "R21",
        'A "no" answers one request',
        [person("Ana"), wrote("Ana", 3), came("Ana", 0, "no")],
        10,
    ),
    "no goal": ("R22", "One small goal is enough for today", [], 10),
    "big goals": (
        "R23",
        "Not every goal has to be done. A small one is suggested for today",
        [goal(1, "let go"), goal(2, "not today")],
        10,
    ),
    "a goal done": ("R24", "Done. You can stop here. A short note", [goal(0, "done")], 10),
    "back again": ("R25", "Nice to see you. Everything is as you left it", [mood(9, 4)], 10),
    "a post": ("R26", "Two quick checks before your post goes out", [note("post")], 10),
    "a quarter": (
        "R27",
        "Who can see your phone number and contacts? A first check takes ten minutes",
        [mood(95, 4), mood(1, 4)],
        10,
    ),
    "a year": (
        "R27",
        "Look up your own name once a year",
        [mood(370, 4), mood(1, 4), review("privacy", 9)],
        10,
    ),
    "much reading": ("R28", "30 minutes of reading today", [block(0, "read", 30)], 10),
    "requests": (
        "R28",
        "5 requests from others are open",
        [r for n in "abcde" for r in (person(n), came(n, 1, "request"))],
        10,
    ),
    "a question": (
        "R30",
        "Your question (mood and talking by voice or in person) needs about 70 days with a logged mood; you",
        [Settings(question="voice"), mood(1, 4), mood(2, 4)],
        10,
    ),
    "no pattern": (
        "R30",
        "The coach found no clear link between talking by voice or in person and your mood. An experiment (it",
        [Settings(question="voice"), *(mood(ago, 4) for ago in range(72))],
        10,
    ),
    "no pattern of what no coin can pick": (
        "R30",
        "The coach found no clear link between a reply and your mood. The next check has more days to compare.",
        [Settings(question="reply"), *(mood(ago, 4) for ago in range(72))],
        10,
    ),
    "a step": (
        "R31",
        "Acme: the next step you noted is 'call Bo'",
        [note("opportunity", 5, text="Acme", next_step="call Bo", due=TODAY)],
        10,
    ),
    "an event": ("R36", "Trade fair is over. Who did you meet?", [event("Trade fair", 1)], 10),
    "a birthday": ("R37", "It is Ana's birthday", [person("Ana", birthday=f"--{TODAY:%m-%d}")], 10),
    "a new employer": (
        "R37",
        "Ana works at Acme now",
        [person("Ana", company="Acme", employer_since=TODAY - timedelta(days=2))],
        10,
    ),
    "an anniversary": (
        "R37",
        "You and Ana first talked 2 years ago today",
        [person("Ana", first_talk_on=TODAY.replace(year=TODAY.year - 2))],
        10,
    ),
    "a fitting takeaway": (
        "R37",
        "Your takeaway 'queues hide latency' may interest Ana",
        [person("Ana", tags=("Queues",)), note("takeaway", 2, text="queues hide latency")],
        10,
    ),
    "a cadence": (
        "R38",
        "You like to be in touch with Ana every 8 weeks",
        [person("Ana", every="8w"), wrote("Ana", 62), came("Ana", 61, closed_at=NOW)],
        10,
    ),
    "a cadence of one month": (
        "R38",
        "You like to be in touch with Ana every month.",
        [person("Ana", every="1m"), wrote("Ana", 42), came("Ana", 41, closed_at=NOW)],
        10,
    ),
    "a step to find": ("R31", "Acme has no next step yet", [note("opportunity", 5, text="Acme")], 10),
}


def goal_done_days(last: int) -> list[Record]:
    """Days that are bright with the goal done and low without."""
    days: list[Record] = []
    for ago in range(last):
        done = (ago * 7919 % 13) % 2 == 0
        days += [mood(ago, 5 if done else 3), goal(ago, "done" if done else "not today")]
    return days


DAYS["a pattern"] = (
    "R29",
    "Your mood was 2.0 points (of 5) higher (likely 2.0 to 2.0) on 40 days with a finished goal than on 30",
    [Settings(question="goal_done"), *goal_done_days(71)],
    10,
)


DAYS["before the hours"] = (
    "R04",
    "Your hours begin at 09:00",
    [hours(), block(0, started_at=NOW.replace(hour=7, minute=55), deadline=NOW.replace(hour=10), ended_at=None)],
    8,
)
DAYS["a week of lower mood"] = (
    "R32",
    "In the last seven days your mood was lower than in the four weeks before, and networking felt like a chore 3 of 3 times",
    [*(mood(ago, 4 if ago > 6 else 3) for ago in range(30)), *(block(ago, chore=4) for ago in (1, 4, 5))],
    10,
)
DAYS["late evenings"] = (
    "R33",
    "You closed your day after four in the morning 3 times",
    [LookBack(kind="evening", day=at(n).date(), at=at(n, 5)) for n in (3, 4, 6)],
    10,
)
DAYS["a coin"] = ("R34", "Does a screen-free break lift your mood?", [mood(15, 3), mood(0, 3)], 10)
DAYS["something to count"] = (
    "R35",
    "10 of the 10 replies you got came within 2 working days",
    [r for n in "abcdefghij" for r in (person(n), wrote(n, 22), came(n, 20, closed_at=NOW))],
    10,
)


def said(records: Sequence[Record], key: str, hour: int = 10) -> Suggestion:
    """What rule `key` says on a day; other rules that hold are put off for today."""
    now = NOW.replace(hour=hour)
    of = looked(journal(*records) if key in ("R22", "R23") else journal(DONE, *records))
    others = [each for each in resolved(of, now).taken if each != key]
    line = choose_suggestions(of.with_records([asked(each, 0, "dismissed") for each in others]), now).first
    assert line is not None
    assert line.rule == key
    return line


@pytest.mark.parametrize(("key", "begins", "records", "hour"), DAYS.values(), ids=DAYS)
def test_a_rule_is_said_on_its_day(key: str, begins: str, records: list[Record], hour: int) -> None:
    line = said(records, key, hour)
    assert line.text.startswith(begins)
    assert len(wrap(line.text, 76)) <= 2
    assert len(line.why) < 60
    assert line.source
    assert "{" not in line.text


def test_every_rule_has_a_day() -> None:
    assert {key for key, *_ in DAYS.values()} == {each.id for each in load_rules()}


def test_nothing_is_said_while_one_has_stepped_away() -> None:
    away = Settings(away_until=NOW + timedelta(hours=3))
    assert choose_suggestions(journal(away, mood(0, 1)), NOW).first is None
    assert explain_suggestions(journal(away, mood(0, 1)), NOW) == [
        "You have stepped away until Tuesday 13:00. Nothing is suggested until then."
    ]
    away = Settings(away_until=NOW + timedelta(days=63))
    assert explain_suggestions(journal(away, mood(0, 1)), NOW) == [
        "You have stepped away until Tuesday 26 January 2027 10:00. Nothing is suggested until then."
    ]


def test_coming_back_it_speaks_again() -> None:
    assert choose_suggestions(journal(Settings(away_until=NOW), mood(0, 1)), NOW).first is not None


def test_somebody_behind_a_boundary_is_never_named() -> None:
    log = [
        person("Ana"),
        wrote("Ana", 300),
        came("Ana", 9),
        wrote("Ana", 8),
        note("opportunity", 5, person="ana", text="Ana"),
    ]
    found = choose_suggestions(journal(*log, boundary("Ana", 1)), NOW)
    assert all("Ana" not in each.text and each.person != "ana" for each in (found.first, found.second) if each)


def test_names_and_notes_are_kept_out_while_they_are_hidden() -> None:
    for case in ("an answer", "a promise", "one more line", "an old tie", "a step"):
        key, _, records, hour = DAYS[case]
        of = journal(DONE, *records, Settings(hide=True))
        others = [asked(each, 0, "dismissed") for each in resolved(of).taken if each != key]
        line = choose_suggestions(of.with_records(others), NOW.replace(hour=hour)).first
        assert line is not None
        assert line.rule == key
        assert "•••" in line.text
        assert not {"Ana", "intro", "Acme", "Bo"} & set(line.text.replace(":", " ").replace("'", " ").split())


def test_a_hostile_name_is_said_clean() -> None:
    bad = person("Ana").copy_with(name="Ana\x1b[31m [/b] {x} " + "x" * 300)
    line = choose_suggestions(journal(DONE, bad, wrote("Ana", 8)), NOW).first
    assert line is not None
    assert "\x1b" not in line.text
    assert len(wrap(line.text, 76)) <= 2


def test_own_words_stand_whole_where_there_is_room() -> None:
    step = note("opportunity", 5, text="Data engineer at Brightwater", next_step="ask Priya about the team")
    line = said([step.copy_with(due=NOW.date())], "R31")
    assert "Data engineer at Brightwater" in line.text
    assert "ask Priya about the team" in line.text


def test_long_own_words_are_cut_as_far_as_two_lines_need_it() -> None:
    step = note("opportunity", 5, text="Data engineer " * 6, next_step="ask Priya about the team " * 4)
    line = said([step.copy_with(due=NOW.date())], "R31")
    assert "Data engineer Data eng" in line.text
    assert "…" in line.text
    assert len(wrap(line.text, 76)) == 2


def test_the_first_and_the_second_advice_are_of_different_kinds() -> None:
    found = choose_suggestions(journal(person("Ana"), wrote("Ana", 8), goal(1, "done")), NOW)  # used yesterday
    assert found.first is not None and found.second is not None
    assert (found.first.rule, found.second.rule) == ("R13", "R22")
    assert (found.first.person, found.second.person) == ("ana", "")


def test_waiting_for_one_person_does_not_silence_a_line_to_another() -> None:
    found = choose_suggestions(
        journal(DONE, goal(1), person("Ana"), wrote("Ana", 6), person("Bo"), wrote("Bo", 8)), NOW
    )
    assert found.first is not None and found.second is not None
    assert [(each.rule, each.person) for each in (found.first, found.second)] == [("R13", "bo"), ("R12", "ana")]


@pytest.mark.parametrize(("rule", "days"), [("R12", 6), ("R13", 8), ("R14", 40)])
def test_nobody_is_waited_for_to_whom_something_is_owed(rule: str, days: int) -> None:
    silence = person("Ana"), wrote("Ana", days)
    assert [c.person for c in known(*silence).candidates_for(rule)] == ["ana"]
    owed = wrote("Ana", 9, "promise", text="an introduction")
    assert known(*silence, owed).candidates_for(rule) == ()


def test_the_one_with_most_to_gain_is_named_first_then_the_oldest_then_by_name() -> None:
    strong = person("Zoe", "strong"), wrote("Zoe", 8)
    assert [c.person for c in known(person("Ana"), wrote("Ana", 8), *strong).candidates_for("R13")] == [
        "zoe",
        "ana",
    ]
    older = person("Ana"), wrote("Ana", 8), person("Bo"), wrote("Bo", 8.2)
    assert [c.person for c in known(*older).candidates_for("R13")] == ["bo", "ana"]
    twins = person("Bo"), person("Ana"), wrote("Bo", 8), wrote("Ana", 8)
    assert [c.person for c in known(*twins).candidates_for("R13")] == ["ana", "bo"]


def test_coming_back_after_days_is_a_greeting_without_a_backlog() -> None:
    found = choose_suggestions(journal(person("Ana"), wrote("Ana", 8), note("opportunity", 8)), NOW)
    assert found.first is not None
    assert (found.first.rule, found.second) == ("R25", None)


def test_safety_and_rest_still_come_before_the_greeting() -> None:
    found = choose_suggestions(journal(wrote("Ana", 8), mood(0, 1)), NOW)
    assert found.first is not None and found.second is not None
    assert (found.first.rule, found.second.rule) == ("R10", "R25")


def test_nobody_is_named_by_one_rule_on_more_than_three_days_of_fourteen() -> None:
    due, days = (person("Ana"), wrote("Ana", 8)), [asked("R13", ago, who="ana") for ago in (13, 9, 5)]
    assert len(known(*due, *days[1:]).candidates_for("R13")) == 1
    assert known(*due, *days).candidates_for("R13") == ()
    assert known(*due, *days)["followup_due_warm"] == 0


def test_once_an_advice_was_followed_the_same_sort_is_not_offered_again_that_day() -> None:
    two = person("Ana"), wrote("Ana", 8.2), person("Bo"), wrote("Bo", 8)
    answered = came("Ana", 0, closed_at=NOW)
    assert known(*two, answered, asked("R13", 0, who="ana")).candidates_for("R13") == ()
    assert [c.person for c in known(*two, answered, asked("R13", 1, who="ana")).candidates_for("R13")] == ["bo"]


def test_a_follow_up_that_adds_next_to_nothing_is_not_proposed() -> None:
    strangers = [r for n in range(40) for r in (person(f"s{n}", "cold"), wrote(f"s{n}", 60), wrote(f"s{n}", 45))]
    assert len(known(person("Lin", "cold"), wrote("Lin", 12)).candidates_for("R13")) == 1
    assert known(*strangers, person("Lin", "cold"), wrote("Lin", 12)).candidates_for("R13") == ()


def test_nobody_who_said_no_or_whose_request_is_open_is_asked_again() -> None:
    due = person("Ana"), wrote("Ana", 8)
    assert len(known(*due).candidates_for("R13")) == 1
    assert known(*due, came("Ana", 20, "no")).candidates_for("R13") == ()
    assert known(*due, came("Ana", 9, "request")).candidates_for("R13") == ()


def test_a_message_nobody_waits_for_is_not_proposed_while_they_sleep() -> None:
    old = person("Ana", zone="Asia/Tokyo"), wrote("Ana", 310), came("Ana", 300)
    assert len(compute_facts(journal(*old), NOW.replace(hour=10)).candidates_for("R19")) == 1  # 18:00 there
    assert compute_facts(journal(*old), NOW.replace(hour=15)).candidates_for("R19") == ()  # 23:00 there


def test_what_somebody_waits_for_is_drafted_at_night_and_sent_in_the_morning() -> None:
    night = NOW.replace(hour=23)
    late = Settings(hours=(HoursSpan(days=(0, 1, 2, 3, 4), start=time(20), end=time(3)),))
    of = journal(DONE, late, person("Ana"), wrote("Ana", 5), came("Ana", 1))
    line = choose_suggestions(of, night).first
    assert line is not None and line.rule == "R11"
    assert "asleep" in line.text and "draft" in line.text


def test_many_old_conversations_that_were_proposed_together_are_not_proposed_one_by_one() -> None:
    old = [r for n in "abcd" for r in (person(n, "cold"), wrote(n, 60), wrote(n, 45))]
    assert len(known(*old).candidates_for("R14")) == 4
    assert known(*old, asked("R14", 13)).candidates_for("R14") == ()
    assert len(known(*old, asked("R14", 14)).candidates_for("R14")) == 4


def test_with_the_goal_done_the_next_working_day_gets_a_first_step() -> None:
    of = journal(goal(0, "done"), person("Ana"), wrote("Ana", 5), came("Ana", 0))
    line = said([goal(0, "done"), person("Ana"), wrote("Ana", 5), came("Ana", 0)], "R24")
    assert line.text == "Today's goal is done. A first step for tomorrow: a reply to Ana."
    assert line.person == "ana"
    assert choose_suggestions(of, NOW, hide=True).first is not None
    assert "Ana" not in line.hidden_text


def test_after_midnight_a_day_of_ones_own_is_named_and_not_called_tomorrow() -> None:
    late = Settings(hours=(HoursSpan(days=(0, 1, 2, 3, 4), start=time(20), end=time(3)),))
    one = (NOW + timedelta(days=1)).replace(hour=1)  # Wednesday by the calendar, Tuesday's night for them
    facts = compute_facts(journal(late, person("Ana"), wrote("Ana", 6)), one)
    what = render_slots("R12", RenderContext(facts, 0, hide=False))
    assert what.arguments["date"] == "Wednesday"


def test_a_question_about_somebody_is_asked_once_in_thirty_days() -> None:
    old = person("Ana"), wrote("Ana", 310), came("Ana", 300)
    assert known(*old, asked("R19", 29, who="ana")).candidates_for("R19") == ()
    assert len(known(*old, asked("R19", 30, who="ana")).candidates_for("R19")) == 1


def test_whoever_was_named_lately_waits_for_the_others() -> None:
    two = person("Ana"), wrote("Ana", 8.2), person("Bo"), wrote("Bo", 8)
    assert [c.person for c in known(*two, asked("R13", 5, who="ana")).candidates_for("R13")] == ["bo", "ana"]
    assert [c.person for c in known(*two, asked("R13", 4, who="ana")).candidates_for("R13")] == ["bo"]
    assert [c.person for c in known(*two, asked("R13", 0, who="ana")).candidates_for("R13")] == ["ana", "bo"]


def test_a_person_for_whom_a_rule_was_dismissed_is_left_out_for_a_month() -> None:
    old = person("Ana"), wrote("Ana", 310), came("Ana", 300)
    assert known(*old, asked("R19", 29, "dismissed", "ana")).candidates_for("R19") == ()
    assert len(known(*old, asked("R19", 30, "dismissed", "ana")).candidates_for("R19")) == 1


def test_a_sentence_changes_from_day_to_day_and_not_within_one() -> None:
    day = [asked("R22", ago) for ago in (12, 6)]
    first, again = (
        choose_suggestions(journal(*day), NOW).first,
        choose_suggestions(journal(*day, asked("R22", 0)), NOW).first,
    )
    assert first is not None and first == again
    assert first.text != said([], "R22").text


def test_what_was_shown_is_remembered_once_a_day() -> None:
    line = said(DAYS["an old tie"][2], "R19")
    records = [make_shown_record(line, NOW), make_shown_record(line, NOW + timedelta(hours=5))]
    assert len({record.id for record in records}) == 1
    assert (records[0].topic, records[0].outcome, records[0].person, records[0].day) == (
        "R19",
        "shown",
        "ana",
        TODAY,
    )


def test_what_was_shown_rests_through_its_cool_down_and_comes_back() -> None:
    of = journal(DONE, *DAYS["an old tie"][2], review("privacy", 9), goal(1, "done"))
    line = choose_suggestions(of, NOW).first
    assert line is not None
    of = of.with_records([make_shown_record(line, NOW)])
    of = of.with_records([person("Bo"), wrote("Bo", 310), came("Bo", 300)])
    heard = [choose_suggestions(of.with_records([goal(-n, "let go")]), NOW + timedelta(days=n)).first for n in range(4)]
    assert [each and each.person for each in heard] == ["ana", None, None, "bo"]


def test_once_the_day_is_closed_why_says_what_the_screen_says() -> None:
    of = journal(mood(1, 4), person("Ana"), wrote("Ana", 8), review("evening", 0))
    assert explain_suggestions(of, NOW, everything=False) == ["Done for today."]
    assert choose_suggestions(of, NOW) == Suggestions()


def test_why_tells_the_facts_the_rules_and_the_source() -> None:
    lines = explain_suggestions(journal(DONE, mood(0, 2), person("Ana"), wrote("Ana", 310), came("Ana", 300)), NOW)
    text = "\n".join(lines)
    assert lines[0].startswith("Advice: Keep today small")
    assert "  R10 a day to keep small: today's mood is low" in lines[1]
    assert (
        lines[2]
        == "  from Breines & Chen 2012, Pers Soc Psychol Bull 38:1133 (evidence C; A is the strongest, D the weakest)"
    )
    assert "Not shown, because other advice comes first: R19 (R10 first)" in text
    assert "  mood_today: 2 (1–5)" in text
    assert "  chore_today: unknown" in text


def test_why_says_what_rests_until_when() -> None:
    lines = explain_suggestions(journal(DONE, mood(95, 4), mood(1, 4), asked("R27", 4)), NOW)
    assert "Muted, snoozed or shown recently: R27 until 4 December" in lines
    assert lines[0] == "There is no advice right now."


def test_the_same_book_and_moment_give_the_same_suggestion() -> None:
    for _, _, records, hour in DAYS.values():
        of, now = journal(*records), NOW.replace(hour=hour)
        assert choose_suggestions(of, now) == choose_suggestions(journal(*reversed(records)), now)


def test_an_empty_book_has_one_line_to_say() -> None:
    found = choose_suggestions(Journal({}), NOW)
    assert found.first is not None
    assert (found.first.rule, found.second) == ("R22", None)


def test_nobody_says_that_there_was_a_look_before_one_was_taken() -> None:
    of = journal(DONE, Settings(question="voice"), *(mood(ago, 3) for ago in range(75)))
    others = [asked(each, 0, "dismissed") for each in resolved(of).taken if each != "R30"]
    line = choose_suggestions(of.with_records(others), NOW).first
    assert line is not None and line.text.startswith(
        "Your question (mood and talking by voice or in person) needs about 70 days with a logged mood; you have 70."
    )
    after = choose_suggestions(looked(of.with_records(others)), NOW).first
    assert after is not None and after.text.startswith(
        "The coach found no clear link between talking by voice or in person"
    )


def test_a_pattern_that_no_longer_holds_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.advice.facts import patterns
    from coach.advice.patterns.mood_patterns import Pattern

    taken_back = patterns.PatternNews(withdrawn=Pattern("voice", effect=0.4))
    monkeypatch.setattr(patterns, "find_pattern_news", lambda context: taken_back)
    line = said([mood(ago, 4) for ago in range(72)], "R29")
    assert (
        line.text == "With the newer days, talking by voice or in person and a higher mood no longer go together, "
        "so the coach withdraws this pattern."
    )


@pytest.mark.parametrize(
    ("hour", "zone", "slot"),
    [(20, "", "tomorrow morning"), (16, "Asia/Tokyo", "tomorrow morning"), (5, "", "this morning")],
)
def test_a_draft_is_kept_until_the_next_good_morning(hour: int, zone: str, slot: str) -> None:
    records = [person("Kei", zone=zone), note("draft", 1, person="kei")]
    assert slot in said(records, "R16", hour).text


def test_a_draft_of_friday_evening_waits_until_monday() -> None:
    friday = NOW + timedelta(days=3)
    of = journal(goal(-3, "let go"), note("draft", -3))
    line = choose_suggestions(of, friday.replace(hour=16)).first
    assert line is not None
    assert "on Monday morning" in line.text


def test_a_talk_further_off_is_named_by_its_day() -> None:
    assert "on Thursday" in said([person("Ana"), came("Ana", -2, "meeting")], "R11").text
    assert "today" in said([person("Ana"), came("Ana", -0.1, "meeting")], "R11").text


def test_a_wait_of_more_than_a_week_is_named_by_its_date() -> None:
    log = [person("Ana"), wrote("Ana", 30), wrote("Ana", 5)]  # the second reminder is ten working days away
    assert "to wait until 3 December" in said(log, "R12").text


def test_everybody_named_on_a_day_is_remembered() -> None:
    named = [Suggestion("R13", "", "", "", TODAY, person=who) for who in ("ana", "bo", "ana")]
    assert len({make_shown_record(each, NOW).id for each in named}) == 2


def test_the_number_that_may_rest_is_the_number_that_one_key_lets_rest() -> None:
    """Somebody to whom something is promised is not asked about, and their old conversation rests with the others."""
    old = [record for name in "abcde" for record in (person(name, "cold"), wrote(name, 50), wrote(name, 28))]
    of = journal(DONE, *old, wrote("e", 10, kind="promise"))
    slots = render_slots("R14", RenderContext(compute_facts(of, NOW), 0, False))
    assert (slots.key, slots.arguments["n"]) == ("R14.many", 5)
    assert rest_old_conversations()(of, NOW).message.startswith("5 conversations rest now: ")
