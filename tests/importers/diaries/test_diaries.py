"""Moods out of How We Feel, jrnl and tables that nobody knows beforehand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.importers.diaries import dayone_and_jrnl, generic_csv, howwefeel
from coach.importers.diaries.generic_csv import scale_value
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.importers.make_mail import member


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


# How We Feel.

OLD = "Date,Mood,Tags (People),Tags (Places),Tags (Events),Exercise,Sleep,Notes,Reflections\n"
NEW = "Date,Locale,Mood Keys,Mood,Tags (People),Tags (Places),Tags (Events),Notes,Reflections,Takeaways\n"


def feelings(text: str, **mapping: str) -> ImportResult:
    return howwefeel.read_howwefeel([member(text.encode(), "Check-in_data.csv")], ImportOptions(mapping=mapping))


@pytest.mark.parametrize(
    "text",
    [
        OLD + '2026 Sun Feb 8 4:04 PM,Calm,Friends,Home;Park,,,7,"slept, well",and why\n',
        NEW + '2026 Sun Feb 8 4:04 PM,en_US,calm,Calm,Friends,Home;Park,,"slept, well",and why,\n',
    ],
)
def test_both_headers_hold_the_same_entry(text: str) -> None:
    (mood,) = feelings(text).moods
    assert (mood.at, mood.label, mood.value, mood.energy) == (wall(2026, 2, 8, 16, 4), "Calm", 4, 1)
    assert (mood.words, mood.note) == (("Friends", "Home", "Park"), "slept, well\nand why")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ecstatic", (5, 3)),
        ("Furious", (1, 3)),
        ("Bored", (2, 1)),
        ("Calm;Excited", (4, 2)),
        ("Quirky", (None, None)),
    ],
)
def test_words_have_a_place_of_energy_and_pleasantness(words: str, expected: tuple[int | None, int | None]) -> None:
    assert howwefeel.rate_words(words, {}) == expected


def test_a_word_that_has_no_place_stays_a_word_until_it_gets_a_value() -> None:
    row = "2026 Sun Feb 8 4:04 PM,Quirky,,,,,,,\n"
    assert feelings(OLD + row).moods[0].value is None
    assert feelings(OLD + row, quirky="4").moods[0].value == 4


def test_check_ins_are_known_by_their_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(NEW + "2026 Sun Feb 8 4:04 PM,en,calm,Calm,,,,,,\nnever,en,calm,Calm,,,,,,\n")
    (result,) = read_exports([path])
    assert (result.format, len(result.moods), result.ignored) == ("howwefeel", 1, {"no_date": 1})


# jrnl.


def entries(*given: dict[str, object]) -> ImportResult:
    text = json.dumps({"tags": {"@mood4": 1}, "entries": list(given)})
    return dayone_and_jrnl.read_jrnl([member(text.encode(), "journal.json")], ImportOptions())


def test_entries_with_a_mood_tag_are_moods_and_others_stay_in_the_journal() -> None:
    result = entries(
        {
            "title": "Tea.",
            "body": "With Ana.",
            "date": "2026-02-08",
            "time": "16:04",
            "tags": ["@mood4", "@friends"],
        },
        {"title": "Rain.", "body": "", "date": "2026-02-08", "time": "18:00", "tags": []},
    )
    (mood,) = result.moods
    assert (mood.at, mood.value, mood.words) == (wall(2026, 2, 8, 16, 4), 4, ("friends",))
    assert mood.note == "Tea.\nWith Ana."
    assert result.ignored == {"no_mood": 1}


def test_a_tag_with_a_space_after_its_mark_is_a_word_without_one() -> None:
    (mood,) = entries({"date": "2026-02-08", "time": "16:04", "tags": ["@mood4", "# friends"]}).moods
    assert mood.words == ("friends",)


@pytest.mark.parametrize("text", ["{", '{"entries": 7}', "[" * 300_000, '{"entries": [1, {"tags": 7}, {"date": []}]}'])
def test_a_damaged_journal_does_not_raise(text: str) -> None:
    assert dayone_and_jrnl.read_jrnl([member(text.encode(), "j.json")], ImportOptions()).moods == ()


# Any table.

TABLE = 'Day,Hour,How was it,Remarks,Tags\n2026-02-08,16:04,8,"tea, with Ana",friends|home\n2026-02-09,,0,,\n,,5,,\n'
MAPPING = {
    "date": "Day",
    "time": "Hour",
    "value": "How was it",
    "note": "Remarks",
    "words": "Tags",
    "lowest": "0",
    "highest": "10",
}


def generic(text: str, **mapping: str) -> ImportResult:
    return generic_csv.read_mood_table([member(text.encode(), "mood.csv")], ImportOptions(mapping=mapping))


def test_a_table_is_read_by_the_mapping_it_is_given() -> None:
    result = generic(TABLE, **MAPPING)
    first, second = result.moods
    assert (first.at, first.value, first.note, first.words) == (
        wall(2026, 2, 8, 16, 4), 4, "tea, with Ana", ("friends", "home"),
    )  # fmt: skip
    assert (second.at, second.value) == (wall(2026, 2, 9, 12), 1)
    assert result.ignored == {"no_date": 1}


def test_without_a_mapping_it_asks_and_reads_nothing() -> None:
    result = generic(TABLE)
    assert result.moods == ()
    assert "Day, Hour, How was it" in result.warnings[0]


@pytest.mark.parametrize(
    ("number", "mapping", "value"),
    [(3, {}, 3), (0, {"lowest": "0", "highest": "10"}, 1), (10, {"lowest": "0", "highest": "10"}, 5),
     (10, {"lowest": "0", "highest": "10", "best": "low"}, 1), (-1, {"lowest": "-2", "highest": "2"}, 2), (7, {}, None),
     (3, {"lowest": "5", "highest": "5"}, None), (3, {"lowest": "x"}, None)],
)  # fmt: skip
def test_scales_are_brought_to_one_to_five(number: float, mapping: dict[str, str], value: int | None) -> None:
    assert scale_value(number, mapping) == value


def test_words_in_the_value_column_get_the_values_they_are_given() -> None:
    result = generic("date,mood\n2026-02-08,great\n2026-02-09,odd\n", date="date", value="mood", great="5")
    assert [mood.value for mood in result.moods] == [5, None]
    assert any("odd" in line for line in result.warnings)


def test_a_moment_in_one_cell_is_read() -> None:
    result = generic("when,mood\n2026-02-08T16:04:05.123+01:00,3\n", date="when", value="mood")
    assert result.moods[0].at == datetime(2026, 2, 8, 15, 4, 5, 123000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ('"September 1, 2026"', "2026-09-01 12:00"),
        ('"September 1, 2026 9:05 PM"', "2026-09-01 21:05"),
        ("1. September 2026", "2026-09-01 12:00"),
        ("1 de septiembre de 2026 21:05", "2026-09-01 21:05"),
        ("1-Sep-26", "2026-09-01 12:00"),
    ],
)
def test_a_month_in_words_has_one_reading(day: str, moment: str) -> None:
    result = generic(f"Name,Date,Mood\na,{day},4\nb,sometime,4\n", date="Date", value="Mood")
    assert [f"{mood.at:%Y-%m-%d %H:%M}" for mood in result.moods] == [moment]
    assert (result.ignored, result.warnings) == ({"no_date": 1}, ())


def test_columns_of_how_we_feel_stand_in_any_order(tmp_path: Path) -> None:
    text = "Notes,Tags (People),Mood,Date\nrain,,Happy,2026 Nov 3 9:15 AM\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    ((mood,),) = (found.moods for found in read_exports([tmp_path / "a.csv"]))
    assert (f"{mood.at:%d.%m.%Y %H:%M}", mood.label, mood.note) == ("03.11.2026 09:15", "Happy", "rain")
