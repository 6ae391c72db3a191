"""The evening and the checks, by keyboard, with the key counts that are promised."""

from __future__ import annotations

from pathlib import Path

from coach.actions.goals import set_own_goal
from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.advice.rules.current_advice import is_evening_done
from coach.domain.advice_records import LookBack
from coach.domain.goal import Goal
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.service import CoachService
from coach.views.week import build_week
from tests.conftest import FakeClock
from tests.tui.host import running


def _asked_already(service: CoachService) -> object:
    """Who was nice is asked once a week; this week it was."""
    from coach.actions.reviews import log_review

    return log_review("week", {"nice": ""})


async def test_a_mood_of_the_last_two_hours_is_not_asked_for_again(folder: Path, clock: FakeClock) -> None:
    CoachService(folder, clock).execute(log_mood(3))
    clock.forward(minutes=100)
    async with running(folder, clock) as host:
        await host.press("e")
        assert "How are you" not in host.screen_text()
        await host.press("escape")


async def test_who_was_nice_is_asked_once_a_week_and_kept(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("e", "3", "n")
        assert "Who was nice to talk to?" in host.screen_text()
        await host.write("Ruth")
        await host.press("enter")
        await host.saved()
    (review,) = CoachService(folder, clock).open_folder().journal.list_records(LookBack)
    assert review.answers == {"nice": "Ruth"}
    clock.forward(days=1)
    async with running(folder, clock) as host:
        await host.press("e", "3", "n")
        assert "Who was nice" not in host.screen_text()


async def test_which_of_two_namesakes_was_nice_is_asked(folder: Path, clock: FakeClock) -> None:
    service = CoachService(folder, clock)
    service.execute(log_sent_message("Ruth Ade @linkedin"))
    service.execute(log_sent_message("+Ruth Ade @x", new=True))
    async with running(folder, clock) as host:
        await host.press("e", "3", "n")
        await host.write("Ruth Ade")
        await host.press("enter")
        assert "Which Ruth Ade?" in host.screen_text()
        await host.press("escape")
        assert "Who was nice to talk to?" in host.screen_text() and "Ruth Ade" in host.screen_text()
        await host.press("enter", "2")
        await host.saved()
    saved = CoachService(folder, clock).open_folder()
    (review,) = saved.journal.list_records(LookBack)
    assert review.answers["nice"] in {person.id for person in saved.journal.list_records(Person)}
    assert [talk.was_nice for talk in build_week(saved.journal, clock.now()).people].count(True) == 1


async def test_tomorrow_may_have_words_of_ones_own(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("e", "3", "g")
        await host.write("call Ruth when lunch is over")
        await host.press("enter")
        await host.saved()
    (goal,) = CoachService(folder, clock).open_folder().journal.list_records(Goal)
    assert (goal.text, goal.cue, (goal.day - clock.now().date()).days) == ("call Ruth", "lunch is over", 1)


async def test_leaving_the_evening_keeps_what_was_answered(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("e", "5", "escape")
        await host.saved()
        assert [m.value for m in host.service.journal.list_records(Mood)] == [5]
        assert not is_evening_done(host.service.journal, clock.now())


async def test_a_check_is_two_keys_away_and_logged_when_done_and_a_post_can_be_parked(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        await host.press("C", "1")
        assert "Who can see" in host.screen_text()
        await host.press("d")
        await host.saved()
        assert [r.kind for r in host.service.journal.list_records(LookBack)] == ["privacy"]
        await host.press("C", "3")
        assert "Could a stranger misread it?" in host.screen_text()
        await host.press("p")
        await host.until(lambda: "Set aside until tomorrow" in host.screen_text(), "the save")


async def test_what_the_coach_says_is_noted_as_shown_once(folder: Path, clock: FakeClock) -> None:
    from coach.domain.advice_records import AdviceAnswer

    async with running(folder, clock) as host:
        assert host.today.day is not None and host.today.day.advice_rule_id
        await host.saved()
        await host.press("m", "3")
        await host.saved()
        shown = [a for a in host.service.journal.list_records(AdviceAnswer) if a.outcome == "shown"]
        assert len(shown) == len({(a.topic, a.day) for a in shown}) >= 1


async def test_why_stands_in_place_of_the_line_a_dot_puts_it_off_and_undo_brings_it_back(
    folder: Path, clock: FakeClock
) -> None:
    async with running(folder, clock) as host:
        day = host.today.day
        assert day is not None and day.advice_reason
        await host.press("y")
        assert day.advice_reason in host.screen_text()
        await host.press("y")
        assert day.advice_reason not in host.screen_text()
        await host.press("m", "2", "escape")
        assert host.today.day is not None and host.today.day.advice_rule_id == "R10"
        await host.press("full_stop")
        assert host.today.day.advice_rule_id != "R10"
        await host.saved()
        assert "Snoozed until Sunday" in host.screen_text()
        await host.press("u")
        assert host.today.day.advice_rule_id == "R10"


async def test_a_line_is_muted_by_two_keys_and_let_in_again_by_two(folder: Path, clock: FakeClock) -> None:
    async with running(folder, clock) as host:
        await host.press("m", "2", "escape", "Y")
        assert "1  mute for 28 days: a day to keep small" in host.screen_text()
        assert "2  mute until you unmute it: a day to keep small" in host.screen_text()
        await host.press("2")
        await host.saved()
        assert "Muted: a day to keep small, until you unmute it." in host.screen_text()
        assert host.today.day is not None and host.today.day.advice_rule_id != "R10"
    async with running(folder, clock) as host:
        assert host.today.day is not None and host.today.day.advice_rule_id != "R10"
        await host.press("Y")
        assert "unmute: a day to keep small (muted until you unmute it)" in host.screen_text()
        await host.press("3")
        await host.saved()
        assert host.today.day.advice_rule_id == "R10"


async def test_while_names_are_hidden_the_coach_speaks_without_them(folder: Path, clock: FakeClock) -> None:
    from coach.actions.outreach import log_sent_message

    clock.forward(days=-8)
    CoachService(folder, clock).execute(log_sent_message("Ana"))
    clock.forward(days=7)
    CoachService(folder, clock).execute(log_mood(4))
    clock.forward(days=1)
    CoachService(folder, clock).execute(set_own_goal("read"))
    async with running(folder, clock) as host:
        assert host.today.day is not None and host.today.day.advice_rule_id == "R13"
        said = host.today.day.advice_text
        assert "Ana" in said and said[:40] in host.screen_text()
        await host.press("h")
        text = host.screen_text()
        assert said.replace("Ana", "•••••")[:40] in text and "Ana" not in text
