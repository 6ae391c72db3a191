"""Numbers in advice: each is what a person counts in the log, at any hour, and none speaks against what is planned."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from coach.advice.facts.fact_context import FactContext
from coach.advice.observations import list_observations
from coach.advice.outreach.reply_model import ReplyModel, spell_probability
from coach.advice.rules.render_rules import RenderContext, render_slots
from coach.domain.advice_records import LookBack
from coach.domain.message import Message
from coach.domain.record import Record
from coach.domain.settings import Settings
from coach.views.person import build_person_view
from tests.journals import NOW, at, block, came, goal, hours, journal, known, mood, person, resolved, wrote


def planned(name: str, days_ahead: float = 2) -> Message:
    return Message(person=name.lower(), at=at(-days_ahead), direction="own", kind="meeting")


def slots(rule: str, *records: Record) -> dict[str, object]:
    return dict(render_slots(rule, RenderContext(known(*records), 0, hide=False)).arguments)


def observed(*records: Record) -> dict[str, dict[str, object]]:
    return {each.key: dict(each.arguments) for each in list_observations(FactContext(journal(*records), NOW))}


TALKED = [wrote("Ana", 6), came("Ana", 5), wrote("Ana", 4, text="when?"), came("Ana", 3, closed_at=at(3))]


@pytest.mark.parametrize(
    ("fact", "records"),
    [
        ("too_early", [person("Ana"), wrote("Ana", 5)]),
        ("followup_due_warm", [person("Ana"), wrote("Ana", 8)]),
        ("rest_due", [person("Ana"), wrote("Ana", 60), wrote("Ana", 45), wrote("Ana", 25)]),
        ("dormant_available", [person("Ana"), came("Ana", 200, closed_at=at(200))]),
        ("warm_threads_ready", [person("Ana"), *TALKED]),
        ("cadence_reached", [person("Ana", every="1w"), came("Ana", 9, closed_at=at(9))]),
    ],
)
def test_nobody_is_waited_for_greeted_or_invited_whom_one_is_going_to_meet(fact: str, records: list[Record]) -> None:
    assert known(*records)[fact] == 1
    assert known(*records, planned("Ana"))[fact] == 0
    assert known(*records, person("Ben"), planned("Ben"))[fact] == 1


def test_the_last_contact_is_that_of_either_side() -> None:
    """They wrote 420 days ago, I wrote 240 days ago: 240 / 30.44 is 7.9."""
    assert slots("R19", person("Ana"), came("Ana", 420), wrote("Ana", 240))["months"] == "8 months"


@pytest.mark.parametrize(("ends", "closed", "evenings"), [(4, 5, 3), (6, 5, 0), (6, 7, 3), (10, 7, 0), (0, 3, 0)])
def test_a_day_is_closed_late_only_after_its_end(ends: int, closed: int, evenings: int) -> None:
    """At 05:00 a day that ends at 06:00 is not over, so a later end would change nothing."""
    closings = [LookBack(kind="evening", day=at(n).date(), at=at(n, closed)) for n in (1, 2, 3)]
    assert known(Settings(day_ends=time(ends)), *closings)["late_evenings"] == evenings


def test_a_silence_after_a_follow_up_is_likelier_than_one_after_a_first_message() -> None:
    """The chances of an empty history, worked out apart: a person one knows is silent for five working days."""
    own = ReplyModel.from_history({})
    assert spell_probability([("warm", 5, False)], own) == pytest.approx(0.6258237015)
    assert spell_probability([("warm", 5, True), ("cold", 10, True)], own) == pytest.approx(0.7859977399 * 0.9485039425)


def test_first_messages_to_strangers_are_told_as_people() -> None:
    """Ben answered, and was written to anew: two first messages to one of nineteen people."""
    silent = [r for n in range(18) for r in (person(f"s{n}", "cold"), wrote(f"s{n}", 30))]
    twice = [
        person("Ben", "cold"),
        wrote("Ben", 60),
        came("Ben", 58, closed_at=at(58)),
        wrote("Ben", 30, text="and now?"),
    ]
    assert known(*silent, *twice)["old_cold"] == 20
    assert slots("R17", *silent, *twice)["n"] == 19


def test_open_conversations_are_those_of_the_list() -> None:
    """Nine wait for a reply, also Ana, to whom something is promised."""
    strangers = [r for n in range(8) for r in (person(f"s{n}", "cold"), wrote(f"s{n}", 30))]
    ana = [person("Ana"), wrote("Ana", 3), wrote("Ana", 3, "promise", text="a book")]
    assert observed(*strangers, *ana)["R35.strangers"] == {"n": 9, "m": 8}


def test_people_unheard_for_long_are_the_same_number_by_night() -> None:
    """In Honolulu it is eleven at night: nobody is greeted there, and all three are counted."""
    people = [
        r for n in range(3) for r in (person(f"u{n}", zone="Pacific/Honolulu"), came(f"u{n}", 200, closed_at=NOW))
    ]
    assert known(*people)["dormant_available"] == 0
    assert observed(*people)["R35.unheard"] == {"n": 3}


def test_a_meeting_that_is_planned_is_not_one_that_was() -> None:
    quick = [
        r for n in range(3) for ago in (40, 30, 20)
        for r in (person(f"q{n}"), wrote(f"q{n}", ago), came(f"q{n}", ago - 1, closed_at=NOW - timedelta(days=1)))
    ]  # fmt: skip
    assert observed(*quick, planned("q0"))["R35.quick"] == {"n": 3, "m": 3}


def test_a_goal_is_no_advice_before_the_hours_or_on_a_day_off() -> None:
    """Twenty minutes of reading at seven, the hours are from nine to six; then a Sunday, then ten o'clock."""
    read = [goal(0), block(0, "read", 20, hour=7)]
    sunday = [goal(2), block(2, "read", 20, hour=7)]
    before, free, within = (
        resolved(journal(hours(), *records), now)
        for records, now in ((read, at(0, 8)), (sunday, at(2, 10)), (read, at(0, 10)))
    )
    assert "R06" not in before.taken + free.taken
    assert "R06" in within.taken


def test_while_a_break_goes_on_nobody_is_to_be_answered_or_followed_up() -> None:
    """The break after the block that ended at 9:58 is over at 10:03; now it is 10:00."""
    ended = block(0, started_at=at(0, 9, 40), ended_at=at(0, 9, 58), rest="away", rest_until=at(0, 10, 3))
    of = journal(person("Ana"), wrote("Ana", 8), person("Ben"), came("Ben", 5), mood(1, 4), ended)
    assert resolved(of).taken == ()
    assert set(resolved(of, NOW + timedelta(minutes=4)).taken) >= {"R11"}


def one_channel(channel: str, *answered: bool) -> list[Record]:
    """First messages on one channel, one a day, each answered on the next day or not at all."""
    return [
        record
        for n, came_back in enumerate(answered)
        for name in [f"{channel}{n}"]
        for record in (
            person(name),
            wrote(name, 60 - n, channel=channel),
            *([came(name, 59 - n, channel=channel, closed_at=NOW)] if came_back else []),
        )
    ]


def test_a_chance_names_the_messages_that_it_comes_from() -> None:
    """Twenty on LinkedIn got no reply, twenty by e-mail did: Ana's chance rests on the twenty-one of LinkedIn."""
    both = [*one_channel("linkedin", *[False] * 20), *one_channel("e-mail", *[True] * 20)]
    of = journal(*both, person("Ana"), wrote("Ana", 3, channel="linkedin"))
    page = build_person_view(of, "ana", NOW)
    assert page is not None and "from your own 21 messages and" in " ".join(page.status_sentences)


def test_a_silent_stretch_on_a_channel_that_answers_seldom_is_usual() -> None:
    """Six messages of LinkedIn, four working days old. Worked out apart: 0.502 with what that channel taught, which is
    what the list tells of each of them, and 0.052 with what all channels did."""
    both = [*one_channel("linkedin", *[False] * 20), *one_channel("e-mail", *[True] * 20)]
    silent = [r for n in range(6) for r in (person(f"s{n}"), wrote(f"s{n}", 6, channel="linkedin"))]
    assert slots("R15", *both, *silent) == {"n": 6, "q": "about 50 in 100"}


def test_once_it_is_enough_for_today_no_other_message_and_no_errand_is_proposed() -> None:
    """Of 45 minutes 36 are used, so fewer than ten are left; with 35 used there is room."""
    people = [r for n in range(6) for r in (person(f"s{n}"), wrote(f"s{n}", 6))]
    requests = [r for n in range(5) for r in (person(f"r{n}"), came(f"r{n}", 3, "request"))]
    for records, rule in ((people, "R15"), (requests, "R28")):
        assert rule in resolved(journal(*records, mood(1, 4), block(0, minutes=35))).taken
        assert rule not in resolved(journal(*records, mood(1, 4), block(0, minutes=36))).taken
