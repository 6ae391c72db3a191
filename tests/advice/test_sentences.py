"""Words: every text is fit to be read on a hard day, fits its place, and none comes back too soon."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter
from textwrap import wrap

import pytest

from coach.advice import catalogue
from coach.advice.checklists_and_help_lines import list_help_lines, load_checklist
from coach.advice.facts.fact_context import REGISTERED_FACTS
from coach.advice.facts.fact_values import FACT_NAMES
from coach.advice.rules import sentences
from coach.advice.rules.choose_rules import load_rules
from coach.domain.text import clean_text
from coach.keys import USUAL_KEYS
from coach.tui.dialogs.checklist import CHECKLIST_CHOICES
from docs.strings import list_catalogue_texts

STINGING = re.compile(
    r"\b(fail\w*|miss(ed|es|ing)?|lost|los(e|es|er|ing)|overdue|behind|lazy|lazi\w*|streaks?|ghost\w*|reject\w*"
    r"|should(n't)?|must(n't)?|broken|only \d+|depress\w*|disorder|well done|great job|good job|congrats|proud)\b"
    r"|\b0 ?%|!|\bonly \{",
    re.IGNORECASE,
)
"""Words, marks and pats on the head that no text holds."""
ALL = sorted(set(list_catalogue_texts()))
SAID = sorted({(where.removeprefix("says."), text) for where, text in ALL if where.startswith("says.")})
EXACT = {
    "R01", "R29", "R29.withdrawn", "R32", "R33", "R34",
    *(key for key, _ in SAID if key.startswith(("R30", "R35."))),
}  # fmt: skip
"""Sentences that are said in one way, because they have to be exact."""
LONG = {
    "name": "Maximiliana Oberhau…", "days": "12 working days", "date": "30 September", "p": "fewer than 2 in 100",
    "span": "about 35 in 100 such messages (likely 25 to 45) get a reply",
    "goal": "Follow one expert from another country or field, and unfollow one source you skip", "minutes": "10 min", "size": "0.4", "months": "24 months", "n": 128, "limit": 120, "feed": 120,
    "run": 180, "late": "7 days", "free": "no day off", "what": "an introduction to…", "when": "on Wednesday",
    "slot": "on Wednesday morning", "q": "fewer than 2 in 100", "marker": "networking over the limit",
    "side": "higher", "range": "0.1 to 0.7", "n1": 128, "n0": 128, "need": 70,
    "years": "12 years", "every": "every 12 months", "length": "12 months",
    "t": "13:30", "k": 128, "m": 128, "j": 128, "x": "1.2", "kind": "deep work", "often": "taking part in discussions",
    "seldom": "taking part in discussions", "channel": "LinkedIn",
    "step": "send Ana the short version of the portfolio, …", "draft": "your draft to Maximiliana Oberhau…",
    "day": "2 January",
}  # fmt: skip
"""The longest that usually goes into the braces."""


def test_no_text_holds_a_word_that_stings() -> None:
    assert [(where, text) for where, text in ALL if STINGING.search(text)] == []


def test_no_name_or_meaning_of_a_fact_stings() -> None:
    said = [
        f"{name.replace('_', ' ')}: {REGISTERED_FACTS[name].unit} {(REGISTERED_FACTS[name].function.__doc__ or '')}"
        for name in FACT_NAMES
    ]
    assert [text for text in said if STINGING.search(text)] == []


def test_a_sentence_fits_two_lines_of_seventy_six_columns() -> None:
    assert [(key, text) for key, text in SAID if len(wrap(text.format_map(LONG), 76)) > 2 or text.count(". ") > 2] == []


def test_every_rule_has_a_name_a_reason_and_a_sentence() -> None:
    for rule in load_rules():
        key = rule.id  # type: ignore[attr-defined]
        assert sentences.rule_reason(key, key)
        assert sentences.rule_name(key)
        assert any(said == key or said.startswith(f"{key}.") for said, _ in SAID)


def test_no_reason_or_sentence_belongs_to_a_rule_that_is_not_there() -> None:
    known = {rule.id for rule in load_rules()}
    said = catalogue.load_catalogue("words.en")
    assert {key.split(".")[0] for key in said["why"]} == set(said["names"]) == known
    assert all(len(reason) < 60 for reason in said["why"].values())
    assert {key.split(".")[0] for key in said["says"]} == known


def test_no_sentence_comes_back_within_five() -> None:
    for key in sorted({key for key, _ in SAID}):
        said = [sentences.render_message(key, turn, **LONG) for turn in range(25)]
        if key in EXACT:
            assert len(set(said)) == 1
        else:
            assert all(len(set(said[n : n + 5])) == 5 for n in range(20))


def test_all_ways_of_saying_a_thing_use_the_same_braces_or_fewer() -> None:
    for key in sorted({key for key, _ in SAID}):
        braces = [{name for _, name, _, _ in Formatter().parse(way) if name} for way in sentences.list_variants(key)]
        assert set.union(*braces) <= set(LONG)


def test_a_sentence_begins_with_a_capital_whatever_fills_it() -> None:
    assert sentences.render_message("R36", what="trade fair").startswith("Trade fair is over")


def test_a_sentence_in_the_shell_names_commands_and_no_keys() -> None:
    shown = [sentences.replace_keys_with_commands(text) for _, text in SAID]
    assert [text for text in shown if re.search(r"\b[Pp]ress\b|\b[gu] (shows|undoes)\b", text)] == []
    assert any("coach rest --old to let them all rest; coach undo undoes it" in text for text in shown)


@pytest.mark.parametrize(("key", "check"), [("R27", "privacy"), ("R27.first", "privacy"), ("R27.name", "reputation")])
def test_advice_to_go_through_a_checklist_says_how_to_open_it(key: str, check: str) -> None:
    place = [name for name, _ in CHECKLIST_CHOICES].index(check) + 1
    for text in sentences.list_variants(key):
        assert f"press C, then {place}" in text.replace("Press", "press")
        assert f"coach check {check}" in sentences.replace_keys_with_commands(text)


def test_braces_in_the_words_of_the_person_are_no_keys() -> None:
    text = sentences.render_message("R36", what="{undo.undo} for {outreach.rest} and {0}")
    assert sentences.fill_in_keys(text, USUAL_KEYS.fill) == text


def test_a_key_that_was_put_in_is_not_read_as_another_one() -> None:
    keys = USUAL_KEYS.replace_keys({"review.checks": "X", "outreach.rest_old": "Z"})
    shown = sentences.fill_in_keys("Press C, then 1, or else Press X.", keys.fill)
    assert shown == "Press X, then 1, or else Press Z."


def test_the_advice_on_heavy_weeks_says_where_help_is() -> None:
    (text,) = sentences.list_variants("R01")
    assert ". Press ? for help on hard days." in text
    assert ". Use coach help-me for help on hard days." in sentences.replace_keys_with_commands(text)


def test_every_text_gives_an_experiment_the_time_it_takes() -> None:
    """Fourteen coins from any day on, with weekends or without: reckoned with the calendar, not with the plan."""
    weeks = []
    for pairs in ((0, 2, 5), (0, 2)):
        for first in range(7):
            day, left = first, 14
            while left:
                left -= day % 7 in pairs
                day += 1
            weeks.append(round((day + 1 - first) / 7))
    assert (min(weeks), max(weeks)) == (5, 7)
    told = [text for _, text in ALL if re.search(r"experiment.*\bweeks\b", text, re.IGNORECASE)]
    assert len(told) == 2
    assert all("in five to seven weeks" in text for text in told)


def test_braces_in_a_name_stay_what_they_are() -> None:
    assert "{limit} [/b]" in sentences.render_message("R14", 0, name="{limit} [/b]", days="")


def test_a_long_name_is_cut_to_fit() -> None:
    assert len(clean_text("x" * 500, sentences.OWN_WORDS_LENGTH)) == sentences.OWN_WORDS_LENGTH
    assert clean_text("Ana\x1b[31m\nLee", sentences.OWN_WORDS_LENGTH) == "Ana Lee"


# Help


def test_help_names_people_first_and_numbers_with_their_day() -> None:
    lines = list_help_lines()
    assert "it alerts nobody" in lines[0]
    assert [sentences.short_text("someone") in lines[1], "doctor" in lines[2], "emergency" in lines[3]] == [True] * 3
    numbers = [line for line in lines if "checked on" in line]
    assert len(numbers) == 10
    assert all(re.search(r"checked on \d{4}-\d\d-\d\d; numbers can change", line) for line in numbers)
    for number in ("Samaritans 116 123", "NHS 111", "988", "112", "Lifeline 13 11 14"):
        assert any(number in line for line in numbers)


def test_help_names_the_person_one_chose() -> None:
    assert list_help_lines(person="Ana\x1b[2J Lee")[1] == "First: Ana Lee."


def test_the_country_is_never_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_AU.UTF-8")
    monkeypatch.setenv("TZ", "Australia/Sydney")
    assert list_help_lines() == list_help_lines("")


def test_a_country_shows_its_own_lines_and_an_unknown_one_all() -> None:
    assert [line for line in list_help_lines("ie") if "checked" in line] == [
        line for line in list_help_lines() if "UK and Ireland" in line or "European Union" in line
    ]
    said = list_help_lines("zz")
    assert said.pop(5) == "No help line is listed here for ZZ. Here is the whole list:"
    assert said == list_help_lines()


def test_a_help_file_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    line = {
        "countries": ["NZ"],
        "where": "New Zealand",
        "name": "1737",
        "number": "1737",
        "checked_on": "2026-01-01",
    }
    (tmp_path / "help_lines.json").write_text(json.dumps({"lines": [line, 3, {"name": "half"}]}), encoding="utf-8")
    assert [text for text in list_help_lines(folder=tmp_path) if "checked" in text] == [
        "New Zealand: 1737 1737 (checked on 2026-01-01; numbers can change)"
    ]


def test_a_help_file_of_ones_own_may_say_more_of_a_line_than_is_shown(tmp_path: Path) -> None:
    line = {"countries": ["NZ"], "where": "New Zealand", "name": "1737", "number": "1737", "checked_on": "2026-01-01"}
    (tmp_path / "help_lines.json").write_text(json.dumps({"lines": [line]}), encoding="utf-8")
    shown = list_help_lines(folder=tmp_path)
    (tmp_path / "help_lines.json").write_text(json.dumps({"lines": [line | {"key": "mine"}]}), encoding="utf-8")
    assert list_help_lines(folder=tmp_path) == shown


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"lines": 3}', '{"lines": [{"countries": 3}]}', "\x00"])
def test_a_damaged_help_file_never_hides_help(tmp_path: Path, damage: str) -> None:
    (tmp_path / "help_lines.json").write_text(damage, encoding="utf-8")
    assert list_help_lines(folder=tmp_path) == list_help_lines()


# Checks


@pytest.mark.parametrize("key", ["privacy", "reputation", "post", "request"])
def test_the_lists_are_short_and_dated(key: str) -> None:
    found = load_checklist(key)
    assert 3 <= len(found.lines) <= 5
    assert found.written_on.year >= 2026


def test_a_list_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    mine = {"title": "Mine", "lines": ["one\x1b[0m"], "every_days": 30, "written_on": "2026-02-01"}
    (tmp_path / "checks.json").write_text(json.dumps({"checks": {"privacy": mine, "post": 3}}), encoding="utf-8")
    assert load_checklist("privacy", folder=tmp_path).lines == ("one",)
    assert load_checklist("post", folder=tmp_path) == load_checklist("post")


def test_a_list_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        load_checklist("horoscope")


@pytest.mark.parametrize(("command", "name"), [("help-me", "help_lines"), ("check", "checks")])
def test_a_list_is_put_where_it_may_be_edited_and_never_over_ones_own(command: str, name: str, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from coach.cli.main import coach

    run = CliRunner().invoke(coach, ["--data", str(tmp_path / "data"), command, "--edit"])
    file = tmp_path / "data" / f"{name}.json"
    assert run.output == f"You can edit it: {file}\n"
    assert json.loads(file.read_text(encoding="utf-8")) == catalogue.load_catalogue(name)
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("mine", encoding="utf-8")
    CliRunner().invoke(coach, ["--data", str(tmp_path / "data"), command, "--edit"])
    assert file.read_text(encoding="utf-8") == "mine"


def test_the_plain_day_remembers_what_it_said_once_a_day(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from coach.cli.main import coach
    from coach.domain.advice_records import AdviceAnswer
    from coach.service import CoachService

    def run(*line: str) -> str:
        return CliRunner().invoke(coach, ["--data", str(tmp_path / "data"), *line]).output

    run("sent", "Ana Lee")
    assert "on none of your lists" in run("boundary", "Ana Lee")  # its advice is the same at any hour
    assert run("today") == run("today")
    assert [a.outcome for a in CoachService(tmp_path / "data").open_folder().journal.list_records(AdviceAnswer)] == [
        "shown"
    ]
    assert "boundary" in run("undo")


def test_a_sentence_for_the_shell_names_no_key_of_the_screen() -> None:
    keys = re.compile(r"then Enter|then \w,|(^|[.:?] )[A-Z] (does|sets|starts|logs|adds)")
    shell = [sentences.replace_keys_with_commands(text) for _, text in SAID]
    assert any(keys.search(text) for _, text in SAID)
    assert [text for text in shell if keys.search(text)] == []
