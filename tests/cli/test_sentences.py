"""Sentences as people type them at a prompt: understood as meant, or refused with what works; never a wrong name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coach.cli.main import run_command_line
from coach.domain.clock import SystemClock

Say = Callable[[str], tuple[int, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def run(line: str) -> tuple[int, str]:
        code = run_command_line(line.split())
        out = capsys.readouterr()
        return code, (out.out + out.err).strip()

    return run


def names(say: Say) -> set[str]:
    return {person["name"] for person in json.loads(say("people --json")[1])}


@pytest.mark.parametrize("line", ["met Nora Falk yesterday", "met with Nora Falk 1 day ago"])
def test_a_time_behind_somebody_met_is_the_day_of_the_meeting(say: Say, line: str) -> None:
    code, told = say(line)
    assert code == 0 and "Logged for " in told
    assert names(say) == {"Nora Falk"}
    shown = json.loads(say("person Nora --json")[1])["thread"][0]
    met_on = datetime.fromisoformat(shown["at"]).date()
    assert timedelta(0) < SystemClock().now().date() - met_on <= timedelta(2)


def test_the_day_of_an_answer_may_stand_behind_the_name(say: Say) -> None:
    say("sent Ravi Chand 3 days ago")
    code, told = say("answered Ravi Chand yesterday")
    assert code == 0 and "Logged for " in told
    say("sent Joe")
    run_command_line(["person", "Joe", "--rename", "Joe Friday"])
    assert "Joe Friday answered." in say("answered Joe Friday")[1]


@pytest.mark.parametrize(
    "words",
    [
        ["promised", "Ines and Tariq: the slides: both"],
        ["promised", "Ines", "and", "Tariq:", "the", "slides:", "both"],
        ["promised", "Ines, Tariq: the slides: both"],
        ["promised", "Ines and Tariq", "the slides: both"],
    ],
)
def test_a_promise_in_quotes_is_read_like_one_without(
    say: Say, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    say("sent Ines")
    say("sent Tariq")
    assert run_command_line(words) == 0
    assert capsys.readouterr().out == "Saved: you promised Ines and Tariq: the slides: both.\n"
    assert names(say) == {"Ines", "Tariq"}


@pytest.mark.parametrize("words", [["met", "Nora: a walk"], ["boundary", "Nora Falk: rude"], ["met", ": a walk"]])
def test_what_stands_behind_a_colon_becomes_no_part_of_a_name(
    say: Say, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(words) == 2
    assert "does not look like a name" in capsys.readouterr().err
    assert names(say) == set()


@pytest.mark.parametrize(
    ("words", "people"),
    [
        (["met", "Ines Ruiz", "Tariq Aziz"], {"Ines Ruiz", "Tariq Aziz"}),
        (["sent", "Ines Ruiz", "Tariq Aziz", "Bo Wu"], {"Ines Ruiz", "Tariq Aziz", "Bo Wu"}),
        (["sent", "Ines", "Ruiz"], {"Ines Ruiz"}),
        (["sent", "Ines Maria", "Ruiz"], {"Ines Maria Ruiz"}),
        (["sent", "Ines Ruiz", "last friday"], {"Ines Ruiz"}),
        (["sent", "Ines Ruiz", "Last Friday"], {"Ines Ruiz"}),
    ],
)
def test_names_in_quotes_of_their_own_are_several_people(
    say: Say, words: list[str], people: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(words) == 0
    capsys.readouterr()
    assert names(say) == people


@pytest.mark.parametrize(
    "line", ["gave Bo, an intro", "promised Bo, an intro", "sent Bo,", "met Bo ;", "gave Bo, intro"]
)
def test_a_comma_behind_a_name_is_no_part_of_it(say: Say, line: str) -> None:
    assert say(line)[0] == 0
    assert names(say) == {"Bo"}
    say("person Bo --rename Bo_Wu")
    say(line)
    assert names(say) == {"Bo_Wu"}


@pytest.mark.parametrize("line", ["goal 2", "goal take 2"])
def test_a_number_is_the_goal_that_the_list_shows_there(say: Say, line: str) -> None:
    second_goal = json.loads(say("goal --list --json")[1])[1]["text"]
    assert say(line)[0] == 0
    assert json.loads(say("goal --json")[1])["text"] == second_goal


def test_a_goal_is_taken_by_its_id_alone(say: Say) -> None:
    assert say("goal g24")[0] == 0
    assert json.loads(say("goal --json")[1])["text"].startswith("Check who can see")
    assert say("goal g24 posts")[0] == 0
    assert json.loads(say("goal --json")[1])["text"] == "g24 posts"


@pytest.mark.parametrize(
    "line", ["met Bo @yesterday", "met Bo @gestern", "sent Bo @yesterday", "met Bo @9:00", "met Bo @2026-11-20"]
)
def test_a_day_behind_an_at_sign_is_no_part_of_a_name(say: Say, line: str) -> None:
    assert "Logged for" in say(line)[1] or "9:00" in line
    assert names(say) == {"Bo"}


def test_several_people_are_met_at_once(say: Say) -> None:
    assert say("met Ines, Tariq and Bo") == (0, "Saved: you met Ines, Tariq and Bo.")
    assert names(say) == {"Ines", "Tariq", "Bo"}


@pytest.mark.parametrize("line", ["sent Mei via linkedin", "sent Mei on LinkedIn", "sent to Mei @linkedin"])
def test_the_channel_may_be_told_in_words(say: Say, line: str) -> None:
    assert say(line)[0] == 0
    assert names(say) == {"Mei"}
    assert json.loads(say("person Mei --json")[1])["thread"][0]["channel"] == "LinkedIn"


@pytest.mark.parametrize(
    "line",
    [
        "met Nora Falk for lunch",
        "met Sven at the conference",
        "sent Nora a reminder",
        "sent Sven my portfolio",
        "sent an invoice to Nora",
        "sent Nora again",
        "wrote to Nora",
        "wrote Sven he has a job for me in Rome",
        "promised to call Nora",
        "promised an intro to Nora",
        "gave feedback to Nora",
        "got useful advice from Sven Olsen",
        "boundary Sven was nasty",
        "events Fair --met Sven",
    ],
)
def test_a_sentence_becomes_nobodys_name(say: Say, line: str) -> None:
    code, told = say(line)
    assert code == 2 and told.startswith("coach: ")
    assert names(say) == set()


def test_a_boundary_needs_the_name_of_somebody_known(say: Say) -> None:
    say("sent Gus")
    assert say("boundary Gus pushy")[0] == 2
    assert names(say) == {"Gus"} and "Did you mean Gus?" in say("boundary Gus pushy")[1]
    assert say("boundary Gus harsh")[0] == 0 and names(say) == set()


@pytest.mark.parametrize(
    ("line", "name", "text"),
    [
        ("promised Jan Smit I would review it", "Jan Smit", "I would review it"),
        ("promised Jan PDF templates", "Jan", "PDF templates"),
        ("promised jan to send the slides", "jan", "to send the slides"),
        ("promised +Jan Smit a book", "Jan Smit", "a book"),
        ("promised Jan @linkedin a book", "Jan", "a book"),
    ],
)
def test_what_was_promised_is_parted_from_the_name(say: Say, line: str, name: str, text: str) -> None:
    assert say(line) == (0, f"Saved: you promised {name}: {text}.")
    assert names(say) == {name}


@pytest.mark.parametrize("line", ["promised Jan Smit a book", "got Jan Smit feedback", "promised Jan Smit"])
def test_a_word_that_may_end_the_name_is_asked_about(say: Say, line: str) -> None:
    say("sent Jan")
    code, told = say(line)
    assert code == 2 and told.startswith('coach: It is not clear whether the name is "Jan" or "Jan Smit".')
    assert json.loads(say("owe --json")[1]) == [] and names(say) == {"Jan"}
    assert say("promised Jan Smit: a book")[0] == 0 and say("promised Jan: Smit")[0] == 0
    assert names(say) == {"Jan", "Jan Smit"}


def test_the_same_request_is_saved_once_and_is_answered_by_its_own_words(say: Say) -> None:
    say("wrote Ida ? a call")
    assert say("wrote Ida ? a call") == (
        1,
        "coach: Saved already: Ida asks: a call. To save a second one, word it differently.",
    )
    code, told = say("answered Ida")
    assert code == 1 and "Only a request from Ida is open: a call. coach accept Ida or coach decline Ida" in told
    assert say("accept Ida") == (0, "Accepted: Ida.")
    assert say("wrote Ida ? a call")[0] == 0


def test_one_command_is_about_several_people_all_or_nobody(say: Say) -> None:
    say("sent Ada, Bo and Cy")
    code, told = say("answered Ada, Bo")
    assert (code, told) == (0, "Ada answered. Bo answered.")
    code, told = say("rest Cy and Bo")
    assert code == 1 and "Nothing is open with Bo" in told
    assert [row["name"] for row in json.loads(say("waiting --json")[1])] == ["Cy"]
    assert say("undo")[0] == 0
    assert {row["name"] for row in json.loads(say("waiting --json")[1])} == {"Ada", "Bo", "Cy"}


def test_the_same_promise_is_saved_once(say: Say) -> None:
    say("promised Jan an intro")
    code, told = say("promised Jan an intro")
    assert code == 1 and "Saved already: you promised Jan: an intro." in told
    assert say("promised Jan a book")[0] == 0 and say("promised Jan an intro --they")[0] == 0
    say("answered Jan")
    assert say("promised Jan an intro")[0] == 0


@pytest.mark.parametrize("line", ["sent Nora --at yesterday evening", "met --at friday 14:30 Nora"])
def test_a_time_of_several_words_behind_at_needs_quotes(say: Say, line: str) -> None:
    code, told = say(line)
    assert code == 2 and 'Put them in quotes: --at "' in told
    assert names(say) == set()


def test_a_snooze_may_tell_its_day_in_words(say: Say) -> None:
    say("sent Nora")
    assert say("later Nora until tomorrow")[0] == 0
    assert json.loads(say("person Nora --json")[1])["state"] == "later"


@pytest.mark.parametrize(
    ("line", "minutes", "kind"),
    [
        ("focus 2h", 120, "messages"),
        ("focus an hour reading", 60, "reading"),
        ("focus half an hour of writing", 30, "writing"),
        ("focus writing for 35 minutes", 35, "writing"),
        ("focus 1h20 deep work", 80, "deep work"),
        ("focus 1 hour and 10 min meetings", 70, "meetings"),
        ("focus reading 15m", 15, "reading"),
        ("focus 40", 40, "messages"),
    ],
)
def test_the_length_of_a_block_may_be_told_in_words(say: Say, line: str, minutes: int, kind: str) -> None:
    before = SystemClock().now()
    code, told = say(line)
    until = before + timedelta(minutes=minutes)
    later = until + timedelta(minutes=1)
    assert code == 0 and told in (f"Started: {kind}, until {at:%H:%M}." for at in (until, later))
    assert say("focus done")[0] == 0


def test_a_time_behind_a_mood_is_its_time_and_other_words_are_its_note(say: Say) -> None:
    assert "Logged for " in say("mood 4 yesterday")[1]
    assert "Logged for " not in say("mood 4 yesterday was long")[1]
    assert say("mood 2 --at yesterday evening")[0] == 2
    assert say("mood 2 --energy plenty")[1].startswith("Saved: low · plenty of energy · ")
    assert say("evening --mood bright")[1].startswith("Saved: bright · ")
    assert "1 little, 2 some, 3 plenty" in say("mood 2 --energy heaps")[1]


def test_all_words_of_a_post_are_saved(say: Say) -> None:
    say("posts --add What I learned about hiring")
    assert say("posts")[1].endswith("What I learned about hiring")


@pytest.mark.parametrize(
    ("line", "option"),
    [("opportunity close Editor", "--close"), ("opportunities Editor waiting", "--stage waiting"),
     ("opportunity Editor no", "--no")],
)  # fmt: skip
def test_a_change_of_an_opportunity_adds_none(say: Say, line: str, option: str) -> None:
    say("opportunities Editor at Fjordbooks")
    code, told = say(line)
    assert code == 2 and told.endswith(f"coach opportunity Editor {option}")
    assert len(json.loads(say("opportunities --json")[1])) == 1
    assert say(f"opportunity Editor {option}")[0] == 0


def test_words_for_a_list_or_a_week_are_saved_nowhere(say: Say) -> None:
    say("opportunities Editor at Fjordbooks")
    assert say("opportunities list") == (0, "Editor at Fjordbooks; found")
    assert say("week last week")[1] == say("week --back 1")[1] != say("week")[1]
    assert json.loads(say("week --json")[1])["change"] == ""


def test_a_goal_ends_in_other_words_and_on_another_day(say: Say) -> None:
    say("goal tidy up --at yesterday")
    assert say("goal done yesterday")[1].startswith("Goal done: tidy up. Logged for ")
    assert say("goal let go @yesterday")[1].startswith("Goal let go: tidy up. Logged for ")
    say("goal write to Nora")
    assert say("goal let it go") == (0, "Goal let go: write to Nora.")
    assert say("goal list")[1].startswith("1. ")


@pytest.mark.parametrize(
    ("line", "title", "place"),
    [
        ("events Barcamp on friday in Ghent", "Barcamp", "Ghent"),
        ("events Reading circle tomorrow 19:00, Library", "Reading circle", "19:00, Library"),
        ("events Demo next Thursday Lyon", "Demo", "Lyon"),
        ("events Python tomorrow", "Python", ""),
        ("events Marathon in 2 weeks", "Marathon", ""),
    ],
)
def test_the_day_of_an_event_may_stand_between_its_words(say: Say, line: str, title: str, place: str) -> None:
    assert say(line)[0] == 0
    event = json.loads(say("events --json")[1])[0]
    assert (event["title"], event["place"]) == (title, place)


def test_away_for_some_days(say: Say) -> None:
    assert say("away for 2 days") == say("away in 2 days")


def test_the_name_of_a_merged_entry_means_who_it_became(say: Say) -> None:
    say("sent Wilhelmina")
    say("sent Billie")
    say("same Wilhelmina Billie")
    assert say("wrote Billie") == (0, "Saved: Wilhelmina wrote to you.")
    assert names(say) == {"Wilhelmina"}
    say("sent +Billie")
    assert names(say) == {"Wilhelmina", "Billie"}


def test_a_short_weekday_or_a_day_with_a_slash_is_no_part_of_a_name(say: Say) -> None:
    today = SystemClock().now().date()
    for line in ("sent Ola wed", "sent Ola tue", "sent Ola 25/12"):
        assert say(line)[0] == 0
    days = [datetime.fromisoformat(each["at"]).date() for each in json.loads(say("person Ola --json")[1])["thread"]]
    assert names(say) == {"Ola"} and len(days) == 3
    assert {day.weekday() for day in days if today - day < timedelta(7)} >= {1, 2}
    assert any((day.day, day.month) == (25, 12) for day in days)
    code, told = say("sent Ola 11/3")
    assert code == 2 and told.endswith("Try 11 March or 3 November.")
    say("sent Mei Sun")
    assert names(say) == {"Ola", "Mei Sun"}


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("later --until friday", "coach later Ana --until Friday"),
        ("same Ana Lee Bo", '"Ana Lee"'),
        ("posted Hello", "posts --add"),
        ("called Ana", "met"),
        ("break", "focus break"),
        ("unblock Ron", "boundary NAME --lift"),
    ],
)
def test_an_error_names_what_works(say: Say, line: str, hint: str) -> None:
    code, told = say(line)
    assert code == 2 and hint in told


@pytest.mark.parametrize(
    ("every", "stored"),
    [("month", "1m"), ("a week", "1w"), ("weekly", "1w"), ("fortnight", "2w"), ("every two months", "2m"),
     ("every 10 days", "10d"), ("6wks", "6w"), ("1 yr", "1y")],
)  # fmt: skip
def test_how_often_one_would_like_to_be_in_touch_in_words(say: Say, every: str, stored: str) -> None:
    say("sent Nora")
    assert run_command_line(["person", "Nora", "--every", every]) == 0
    say("people")
    assert json.loads(say("person Nora --json")[1])["every"] == stored


@pytest.mark.parametrize("every", ["maybe", "5 minutes", "wow", "hourly"])
def test_no_length_of_time_is_no_cadence(say: Say, every: str) -> None:
    say("sent Nora")
    assert run_command_line(["person", "Nora", "--every", every]) == 2


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("24.8.", "--08-24"), ("August 24", "--08-24"), ("24th of August", "--08-24"), ("24.8.1988", "1988-08-24"),
     ("29 Feb", "--02-29"), ("24/8", "--08-24"), ("Aug 24, 1988", "1988-08-24")],
)  # fmt: skip
def test_a_birthday_as_people_type_it(say: Say, typed: str, stored: str) -> None:
    say("sent Nora")
    assert run_command_line(["person", "Nora", "--birthday", typed]) == 0
    say("people")
    assert json.loads(say("person Nora --json")[1])["birthday"] == stored


def test_help_is_confirmed_with_its_text(say: Say) -> None:
    assert say("gave Nora the contract template") == (0, "Saved: you helped Nora: the contract template.")
    assert say("got Nora a lift") == (0, "Saved: Nora helped you: a lift.")


def test_a_second_answered_after_my_own_answer_saves_nothing(say: Say) -> None:
    say("wrote Nora")
    assert say("answered Nora") == (0, "Saved: you answered Nora.")
    assert say("answered Nora")[0] == 1
    assert len(json.loads(say("person Nora --json")[1])["thread"]) == 2


def test_the_next_step_of_an_opportunity_may_be_on_a_day(say: Say) -> None:
    say("opportunities Editor at Fjordbooks : call Nora on tomorrow")
    row = json.loads(say("opportunities --json")[1])[0]
    assert row["next"] == "call Nora" and row["by"] > json.loads(say("today --json")[1])["date"]


def test_whom_to_meet_at_an_event_is_told_and_holds_no_sentence(say: Say) -> None:
    assert say("events Salon tomorrow --meet Bo")[1].endswith("; to meet: Bo.")
    assert run_command_line(["events", "Salon", "--meet", "Nora, Sven: how was Rome; Bo"]) == 0
    say("events")
    met = json.loads(say("events --json")[1])[0]["meet"]
    assert [each["name"] for each in met] == ["Nora", "Sven", "Bo"]
    assert run_command_line(["events", "Salon", "--meet", "Nora wants to see me"]) == 2


@pytest.mark.parametrize("line", ["sent Ines, Tariq, and Bo", "met Ines, Tariq, and Bo", "sent Ines; Tariq and Bo"])
def test_a_comma_before_and_is_no_part_of_a_name(say: Say, line: str) -> None:
    assert say(line)[0] == 0 and names(say) == {"Ines", "Tariq", "Bo"}


@pytest.mark.parametrize("line", ["sent yesterday", "wrote 14:00", "sent tonight"])
def test_a_time_alone_is_nobodys_name(say: Say, line: str) -> None:
    code, told = say(line)
    assert code == 2 and "The name is still empty." in told


@pytest.mark.parametrize("line", ["met Ines at noon yesterday", "met Ines at noon on friday", "met Ines this morning"])
def test_a_part_of_a_day_is_no_part_of_a_name(say: Say, line: str) -> None:
    assert say(line)[0] == 0 and names(say) == {"Ines"}


def test_the_hint_for_an_unclear_hour_keeps_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["mood", "3", "--at", "monday 5"]) == 2
    assert "Try monday 5am or monday 5pm." in capsys.readouterr().err


@pytest.mark.parametrize("when", ["tomorrow", "for 2 weeks", "next week", "until friday", "3 days"])
def test_a_snooze_reads_the_day_behind_the_name(say: Say, when: str) -> None:
    say("sent Ines Brandt")
    code, told = say(f"later Ines Brandt {when}")
    assert code == 0 and told.startswith("The conversation with Ines Brandt comes back on ")


def test_the_closest_name_is_offered_first(say: Say) -> None:
    say("sent Tess")
    say("sent +Tess Varga")
    assert "Did you mean Tess Varga?" in say("answered tess vagra")[1]


@pytest.mark.parametrize(
    ("line", "title", "day"),
    [
        ("events Codefest 7-9 May, Graz", "Codefest 7-9 May", "-05-07"),
        ("events Codefest May 7-9, Graz", "Codefest May 7-9", "-05-07"),
        ("events Codefest 7 May, Graz", "Codefest", "-05-07"),
        ("events Sprint 2 - 9 May, Graz", "Sprint 2 - 9 May", "-05-02"),
    ],
)
def test_several_days_of_an_event_begin_with_the_first_and_stay_in_its_name(
    say: Say, line: str, title: str, day: str
) -> None:
    say(line)
    event = json.loads(say("events --json")[1])[0]
    assert (event["title"], event["day"][4:], event["place"]) == (title, day, "Graz")


@pytest.mark.parametrize(
    "line",
    [
        "takeaway Trust is slow @yesterday",
        "gave Nora a lift @yesterday",
        "mood 4 calm @yesterday",
        "goal tidy up @yesterday",
    ],
)
def test_a_marked_time_behind_a_note_is_its_time(say: Say, line: str) -> None:
    assert " Logged for " in say(line)[1]
    assert "nothing is logged" not in say("day yesterday")[1]
    assert "@" not in say("day yesterday")[1]


def test_options_of_a_new_opportunity_do_not_double_a_known_one(say: Say) -> None:
    say("opportunities Editor at Fjordbooks")
    code, told = say("opportunity Editor --by tomorrow")
    assert code == 2 and '"Editor at Fjordbooks" is in your list already.' in told
    assert say("opportunity Editor in chief --next call")[0] == 0


@pytest.mark.parametrize("line", ["met Gus in Lisbon", "sent Gus from Fjordbooks", "wrote Gus at Fjordbooks"])
def test_a_place_behind_a_known_name_makes_no_second_person(say: Say, line: str) -> None:
    say("sent Gus")
    assert say(line)[0] == 2 and names(say) == {"Gus"}
    assert say("sent +Gus from Fjordbooks")[0] == 0
    assert say("sent Ida from Fjordbooks")[0] == 0
    assert names(say) == {"Gus", "Gus from Fjordbooks", "Ida from Fjordbooks"}


def test_a_place_behind_new_names_is_part_of_none(say: Say) -> None:
    assert say("met Gus, Ida at Fjordbooks")[0] == say("sent Ida at Fjordbooks")[0] == 2
    assert names(say) == set()


@pytest.mark.parametrize("text", ["Jan Smit: a reading list", "Jan Smit - a reading list", "Jan Smit a reading list"])
def test_a_mark_parts_the_name_from_a_promise(say: Say, text: str) -> None:
    for _ in range(2):
        told = say(f"promised {text}")[1]
        assert told.removeprefix("coach: ").split(". ")[0].rstrip(".").endswith("you promised Jan Smit: a reading list")
    assert names(say) == {"Jan Smit"}


def test_a_promise_to_several_people_is_told_as_one(say: Say) -> None:
    assert run_command_line(["promised", "Ines, Tariq", "the", "photos"]) == 0
    rows = say("owe")[1]
    assert "Saved: you promised Ines and Tariq: the photos." in rows
    assert "you owe: Ines, promised the photos" in rows and "you owe: Tariq, promised the photos" in rows


@pytest.mark.parametrize(
    ("line", "room"),
    [
        (["events", "y" * 230 + ", 12 March, Leipzig"], 200),
        (["events", "Fair, 12 March, " + "y" * 230], 200),
        (["events", "Fair, 12 March, Ulm", "--meet", "y" * 230], 200),
        (["events", "Fair, 12 March, Ulm", "--meet", "Ana: " + "y" * 230], 200),
        (["posts", "--add", "Hello", "--link", "y" * 230], 200),
        (["sent", "Bo", "--via", "y" * 230], 40),
        (["mood", "3", "--word", "y" * 230], 40),
        (["mood", "3", *(part for n in range(13) for part in ("--word", f"w{n}"))], 12),
        (["person", "Ana", "--tags", "mentor " + "y" * 50], 40),
        (["set", "support-person", "y" * 230], 60),
    ],
)
def test_what_is_too_long_for_its_place_is_refused_and_not_cut(
    capsys: pytest.CaptureFixture[str], line: list[str], room: int
) -> None:
    assert run_command_line(["sent", "Ana"]) == 0
    assert run_command_line(line) == 2
    assert f"and {room} fit" in capsys.readouterr().err
    assert run_command_line(["undo"]) == 0
    assert "wrote to Ana" in capsys.readouterr().out


def test_a_year_of_holidays_is_read_whole(capsys: pytest.CaptureFixture[str]) -> None:
    days = " ".join(f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 17))
    assert run_command_line(["set", "holidays", days]) == 0
    assert "2026-12-17" in capsys.readouterr().out


def test_an_exact_name_is_meant_though_a_longer_one_holds_it(say: Say) -> None:
    for title in ("Fair", "Fair Leipzig"):
        assert run_command_line(["events", f"{title}, 12 March"]) == 0
    assert say("events fair --meet Bo")[1].endswith("\nFair: 1 person to meet.")
    for title in ("Editor at Fjordbooks", "Editor"):
        assert run_command_line(["opportunity", title]) == 0
    assert say("opportunity editor --stage talking")[1].endswith("Editor: talking.")


def test_a_second_address_of_one_kind_is_asked_about(say: Say) -> None:
    say("sent Ana")
    code, told = say("person Ana --handles ana.example,blog.example")
    assert code == 2 and "Two addresses are named web: ana.example and blog.example." in told


def test_of_an_evening_with_a_name_that_nobody_or_several_have_nothing_is_saved(say: Say) -> None:
    for channel in ("linkedin", "mail"):
        run_command_line(["sent", "Ines", "--new", "--via", channel])
    say("goal call Bo")
    assert "2 people match" in say("evening --goal done --mood 3 --nice Ines")[1]
    assert "Nobody here is called" in say("evening --goal done --mood 3 --nice Zed")[1]
    assert say("evening --goal done") == (0, "Goal done: call Bo.\nDone for today.")
    assert json.loads(say("today --json")[1])["moods"] == []


@pytest.mark.parametrize(
    "line", ["note hi --about NAME", "same NAME Bo", "gave NAME help", "week --nice NAME", "texts NAME", "sent NAME"]
)
def test_the_id_that_tells_namesakes_apart_works_wherever_a_name_does(say: Say, line: str) -> None:
    for channel in ("linkedin", "mail"):
        run_command_line(["sent", "Ines", "--new", "--via", channel])
    say("sent Bo")
    code, told = say(line.replace("NAME", "Ines"))
    assert code == 2 and "--id" not in told and "Type the id as the name" in told
    key = told.partition("(id ")[2][:8]
    assert say(line.replace("NAME", key))[0] == 0


def test_of_a_name_that_nobody_has_a_command_proposes_to_look_it_up_and_not_to_add_it(say: Say) -> None:
    nobody = 'coach: Nobody here is called "Zed".'
    assert say("rest Zed") == (2, f'{nobody} coach sent "Name" adds someone new.')
    say("sent Ana")
    for line in ("forget Zed", "rest Zed", "keep Zed", "answered Zed", "no Zed", "person Zed", "same Ana Zed"):
        assert say(line) == (2, f"{nobody} coach people lists everyone by name.")
    assert say("forget Anna") == (2, 'coach: Nobody here is called "Anna". Did you mean Ana?')


def test_a_file_to_merge_that_is_not_there_is_called_a_file_and_one_to_restore_a_backup(say: Say) -> None:
    say("sent Ana")
    assert say("merge nofile") == (1, "coach: There is no file nofile. Check the path.")
    assert say("restore nofile") == (1, "coach: There is no backup nofile. `coach restore` lists the backups.")


def test_of_a_file_that_cannot_be_merged_is_told_which_can(say: Say, tmp_path: Path) -> None:
    say("sent Ana")
    for name, text in (("notes.txt", "milk, bread"), ("list.json", "[1, 2]"), ("picture.png", "\x89PNG")):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        code, told = say(f"merge {file}")
        assert (code, "restore" in told) == (1, False)
        assert told.endswith("Nothing was changed. A coach.json of another computer can be merged.")


def test_a_conversation_is_fine_for_a_follow_up_or_may_rest_and_never_both(
    say: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, day in (("Tom", "2026-09-15"), ("Ines", "2026-11-09"), ("Bo", "2026-11-23")):
        run_command_line(["sent", name, "--at", day])
    capsys.readouterr()
    rows = {row["name"]: (row["line_is_fine"], row["may_rest"]) for row in json.loads(say("waiting --json")[1])}
    assert rows == {"Tom": (False, True), "Ines": (True, False), "Bo": (False, False)}


def test_a_sentence_behind_a_known_name_makes_nobody_new(say: Say) -> None:
    for line in ("sent Bo", "sent Oscar", "sent Oscar de la renta"):
        assert say(line)[0] == 0
    for line in ("wrote Bo hello there", "sent Bo about the plan", "met Bo by chance"):
        code, told = say(line)
        assert code == 2 and "does not look like a name" in told
    assert names(say) == {"Bo", "Oscar", "Oscar de la renta"}


def test_lists_for_scripts_tell_who_each_row_is_about(say: Say) -> None:
    for channel in ("linkedin", "mail"):
        run_command_line(["sent", "Ines", "--new", "--via", channel])
    say("wrote Ines-Lea ? a call")
    say("promised Bo a book")
    people = {person["id"]: person["name"] for person in json.loads(say("people --json")[1])}
    rows = [*json.loads(say("waiting --json")[1]), *json.loads(say("requests --json")[1])]
    rows += json.loads(say("today --json")[1])["rows"]
    assert len(rows) >= 7 and all(people[row["id"]] == row["name"] for row in rows)
    assert len({row["id"] for row in rows if row["name"] == "Ines"}) == 2


def test_undoing_a_no_repeats_no_kind_sentence(say: Say) -> None:
    say("sent Bo")
    say("no Bo")
    assert say("undo") == (0, "Undone: Bo said no.")


def test_the_day_of_a_follow_up_is_told_of_the_last_message_and_not_where_a_reply_came_since(say: Say) -> None:
    """Ten working days from Tuesday 24 November are over on 8 December, whichever message was logged last."""
    say("sent Ana")
    assert "a follow-up is fine from 8 December." in say("sent Ana yesterday")[1]
    say("sent Bo 5 days ago")
    say("answered Bo yesterday")
    assert say("sent Bo 4 days ago") == (0, "Saved: you wrote to Bo. Logged for Friday 20 November.")


@pytest.mark.parametrize(
    "time",
    ["next friday", "tomorrow morning", "tomorrow at 9:00", "next week", "next week at 3pm", "in 2 days", "in a month"],
)
@pytest.mark.parametrize("command", ["sent", "met", "wrote"])
def test_a_time_to_come_behind_a_name_is_no_part_of_it(say: Say, command: str, time: str) -> None:
    code, told = say(f"{command} Bo {time}")
    assert code == 2 and told.endswith(" is still to come. Log it after it has happened.")
    assert names(say) == set()


def test_a_moment_ago_behind_a_name_is_now(say: Say) -> None:
    assert say("met Zoe just now") == (0, "Saved: you and Zoe met.")


def test_of_people_whom_no_filter_finds_it_is_not_said_that_there_are_none(say: Say) -> None:
    assert say("people --tag mentor") == (0, "Nobody yet. coach sent NAME logs a message you sent.")
    say("sent Ana")
    for line in ("people --tag mentor", "people --tie new"):
        assert say(line) == (0, "Nobody here fits. coach people lists everyone.")


def test_a_snoozed_request_is_open_and_an_answer_is_undone_in_few_words(say: Say) -> None:
    say("wrote Eli ? to connect")
    say("later Eli")
    assert say("requests") == (0, "No request to look at today. What you snoozed comes back on its day.")
    say("decline Eli")
    assert say("requests")[1].startswith("No open requests.")
    assert say("undo") == (0, "Undone: declined: Eli.")


def test_of_an_employer_that_no_entry_names_nothing_else_is_said(say: Say) -> None:
    say("sent Ana")
    assert say("at Acme Ltd") == (0, 'No entry says that somebody works at "Acme Ltd".')


def test_the_help_of_the_week_tells_which_week_each_word_shows(say: Say) -> None:
    told = " ".join(say("week --help")[1].split())
    assert "For the one that has begun: coach week this." in told
    assert "For the week before today's, on any day: coach week last." in told
