"""Mood diaries: what each row becomes."""

# ruff: noqa: DTZ001  (wall times, zone unknown)

from __future__ import annotations

import base64
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.main import coach
from coach.domain.mood import Mood
from coach.errors import InvalidInput
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from tests.importers.invented import read_file


@pytest.mark.parametrize("day", ["2026-09-13", "13.09.2026", "9/13/2026", "46278"])
def test_daylio_that_a_spreadsheet_saved(tmp_path: Path, day: str) -> None:
    text = f"full_date;date;weekday;time;mood;activities;note\n{day};13. September;Sonntag;18:05;good;a | b;\n"
    (mood,) = read_file(tmp_path, "daylio.csv", text).moods
    assert mood.at == datetime(2026, 9, 13, 18, 5)


def test_the_order_of_dates_in_a_table_of_moods_is_found_or_asked_for(tmp_path: Path) -> None:
    columns = {"date": "Day", "value": "Mood"}
    known = read_file(tmp_path, "a.csv", "Day;Mood\n03/04/2026;4\n13/04/2026;4\n", mapping=columns)
    assert [one.at.day for one in known.moods] == [3, 13]
    doubtful = read_file(tmp_path, "b.csv", "Day;Mood\n03/04/2026;4\n", mapping=columns)
    assert (doubtful.moods, "date_format" in " ".join(doubtful.warnings)) == ((), True)


def test_how_we_feel_in_another_language_has_the_values_of_its_keys(tmp_path: Path) -> None:
    head = "Date,Locale,Mood Keys,Mood,Tags (People),Tags (Places),Tags (Events),Notes\n"
    rows = "2026 Sun Feb 8 4:04 PM,de_DE,calm;joyful,Ruhig;Freudig,,,,\n2026 Sun Feb 8 5:04 PM,de_DE,x;y,Öd;Kühl,,,,\n"
    found = read_file(tmp_path, "Check-in_data.csv", head + rows)
    assert [one.value for one in found.moods] == [4, None]
    assert any("Kühl, Öd" in line for line in found.warnings)


def test_a_backup_of_daylio_is_known_under_another_name(tmp_path: Path) -> None:
    backup = {"customMoods": [{"id": 1, "mood_group_id": 2, "predefined_name_id": 2}], "tags": [],
              "dayEntries": [{"id": 1, "year": 2026, "month": 8, "day": 13, "hour": 18, "minute": 5, "mood": 1}]}  # fmt: skip
    data = base64.b64encode(json.dumps(backup).encode())
    assert [one.value for one in read_file(tmp_path, "my diary.daylio", data).moods] == [4]


def test_bearable_moods_on_a_scale_of_ten(tmp_path: Path) -> None:
    head = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    rows = (
        '"9th Nov 2026",2026-11-09,Monday,am,Mood,10,"calm | glad",a walk\n'
        '"9th Nov 2026",2026-11-09,Monday,21:15,Mood,1,,\n"9th Nov 2026",2026-11-09,Monday,am,Sleep,7,,\n'
    )
    found = read_file(tmp_path, "b.csv", head + rows)
    assert [(m.at, m.value) for m in found.moods] == [(datetime(2026, 11, 9, 9), 5), (datetime(2026, 11, 9, 21, 15), 1)]
    assert (found.moods[0].words, found.moods[0].note) == (("calm", "glad"), "a walk")
    assert found.ignored == {"not_a_mood": 1}


def test_day_one_entries_with_a_mood_tag(tmp_path: Path) -> None:
    entries = [
        {"uuid": "A", "creationDate": "2026-11-09T08:00:00Z", "timeZone": "Europe/Berlin", "text": "fine", "tags": ["mood4", "work"]},
        {"uuid": "B", "creationDate": "2026-11-10T08:00:00Z", "text": "no mood", "tags": []},
    ]  # fmt: skip
    found = read_file(tmp_path, "Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
    (mood,) = found.moods
    assert (mood.at.isoformat(), mood.value, mood.words, mood.note) == (
        "2026-11-09T09:00:00+01:00",
        4,
        ("work",),
        "fine",
    )
    assert found.ignored == {"no_mood": 1}


def test_pixels_has_a_mood_for_each_score(tmp_path: Path) -> None:
    days = [
        {"date": "2026-11-9", "type": "Mood", "scores": [4, 2], "notes": "n", "tags": [{"type": "E", "entries": ["glad"]}]},
        {"date": "2026-11-10", "type": "Mood", "scores": [], "notes": "", "tags": []},
    ]  # fmt: skip
    found = read_file(tmp_path, "pixels.json", json.dumps(days))
    assert [(m.at.date(), m.value) for m in found.moods] == [(date(2026, 11, 9), 4), (date(2026, 11, 9), 2)]
    assert found.ignored == {"no_value": 1}


def test_day_one_from_its_zip_to_the_moods_of_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        {"creationDate": "2026-09-14T06:30:00Z", "timeZone": "Europe\\/Berlin", "text": "A walk\nand rest",
         "tags": ["mood4", "walk"], "starred": False},
        {"creationDate": "2026-09-15T20:00:00Z", "timeZone": "America/New_York", "text": "tired", "tags": ["Mood2"]},
        {"creationDate": "2026-09-16T20:00:00Z", "text": "no tag of a mood", "tags": ["walk"]},
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "09-20-2026_Export.zip", "w") as archive:
        archive.writestr("Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
        archive.writestr("photos/0a.jpeg", b"\xff\xd8\xff")
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))

    def shell(*words: str) -> str:
        result = CliRunner().invoke(coach, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    lines = shell("import", str(tmp_path / "09-20-2026_Export.zip"), "--yes").splitlines()
    assert lines == ["Day One (json).", "New: 2 moods.", "Left out: 1 entry without a mood.", "Imported: 2 moods."]
    day = shell("day", "2026-09-14")
    assert "08:30" in day
    assert "good" in day
    assert "A walk" in day
    assert "low" in shell("day", "2026-09-15")
    assert "All the rest is saved already." in shell("import", str(tmp_path / "09-20-2026_Export.zip"), "--yes")


@pytest.mark.parametrize(
    ("more", "values", "ignored"),
    [
        ({}, [], {"of_unknown_scale": 3}),
        ({"highest": "10", "lowest": "0"}, [3, 2, 5], {}),
        ({"lowest": "1", "highest": "5"}, [4, 2], {"outside_the_scale": 1}),
    ],
)
def test_numbers_on_another_scale_are_not_taken_for_one_to_five(
    tmp_path: Path, more: dict[str, str], values: list[int], ignored: dict[str, int]
) -> None:
    text = "Day,Mood\n2026-09-14,4\n2026-09-15,2\n2026-09-16,9\n"
    found = read_file(tmp_path, "a.csv", text, mapping={"date": "Day", "value": "Mood", **more})
    assert ([one.value for one in found.moods], dict(found.ignored)) == (values, ignored)
    assert any("from 2 to 9" in line and "--map highest=10" in line for line in found.warnings) == (not more)


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("Date,Mood\n2026-09-14,4\n", "--map date=Date --map value=Mood"),
        ("Der Tag;Stimmung\n14.09.2026;4\n", "--map 'date=Der Tag' --map value=Stimmung"),
        ("Value,Mood\n2026-09-14,4\n", "--map date=Value --map value=Mood"),
    ],
)
def test_a_table_of_moods_names_the_columns_it_may_mean(tmp_path: Path, text: str, example: str) -> None:
    assert any(line.endswith(f"For example: {example}") for line in read_file(tmp_path, "a.csv", text).warnings)


@pytest.mark.parametrize(
    "day", ["2026 Sun Feb 8 16:04", "2026 dim. févr. 8 16:04", "2026 mar. févr. 8 16:04", "2026 Sun Feb 8 4:04\u202fPM",
            "2026 周日 2月 8 下午4:04"],
)  # fmt: skip
def test_how_we_feel_on_phones_with_other_clocks_and_languages(tmp_path: Path, day: str) -> None:
    text = f"Date,Mood,Tags (People),Tags (Places),Notes\n{day},Calm,,,\n"
    (mood,) = read_file(tmp_path, "Check-in_data.csv", text).moods
    assert mood.at == datetime(2026, 2, 8, 16, 4)


@pytest.mark.parametrize(("day", "given"), [("2/17/2026", ""), ("02/17/26", ""), ("17/02/2026", ""), ("2.3.2026", ""),
                                            ("02/03/2026", "MM/DD/YYYY")])  # fmt: skip
def test_bearable_dates_in_numbers(tmp_path: Path, day: str, given: str) -> None:
    head = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    options = {"mapping": {"date_format": given}} if given else {}
    (mood,) = read_file(tmp_path, "b.csv", f"{head}{day},{day},Tuesday,am,Mood,4,,\n", **options).moods
    expected = {"2.3.2026": date(2026, 3, 2), "02/03/2026": date(2026, 2, 3)}.get(day, date(2026, 2, 17))
    assert mood.at == datetime(expected.year, expected.month, expected.day, 9)


def test_the_scale_of_bearable_is_said_and_what_lies_outside_is_counted(tmp_path: Path) -> None:
    head = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    rows = "x,2026-02-17,x,am,Mood,4,,\nx,2026-02-17,x,pm,Mood,-2,,\n"
    found = read_file(tmp_path, "b.csv", head + rows)
    assert ([one.value for one in found.moods], found.ignored) == ([4], {"outside_the_scale": 1})
    assert "1 to 5" in " ".join(found.warnings)
    wide = read_file(tmp_path, "b.csv", head + rows, mapping={"lowest": "-5", "highest": "5"})
    assert ([one.value for one in wide.moods], wide.warnings) == ([5, 2], ())


TABLES = [
    ("Day;Mood\n23.11.26;4,5\n", datetime(2026, 11, 23, 12)),
    ("Day;Mood\nMontag, 23. November 2026;4\n", datetime(2026, 11, 23, 12)),
    ("Day,Mood\n11/23/26 6:05 PM,4\n", datetime(2026, 11, 23, 18, 5)),
    ("Day,Mood\n2026-11-23 06:05 PM,4\n", datetime(2026, 11, 23, 18, 5)),
    ("Day,Mood\n2026-11-23 00:00:00,4\n2026-11-24 00:00:00,4\n", datetime(2026, 11, 23, 12)),
    ("Day,Mood\n2026-11-23T00:00:00Z,4\n2026-11-24T00:00:00Z,4\n", datetime(2026, 11, 23, 12)),
    ("Day,Mood\n2026-11-23 00:00 UTC,4\n2026-11-24 00:00 UTC,4\n", datetime(2026, 11, 23, 12)),
    ("Day,Mood\n23 Nov 2026 17:05 UTC,4\n", datetime(2026, 11, 23, 17, 5, tzinfo=UTC)),
    ("Day,Mood\n2026-11-23 00:00:00,4\n2026-11-24 18:00:00,4\n", datetime(2026, 11, 23)),
    ("Day,Mood\n46349.75,4\n", datetime(2026, 11, 23, 18)),
    ("Day,Mood\n2026/11/23 6:05:10 PM GMT+1,4\n", datetime(2026, 11, 23, 17, 5, 10, tzinfo=UTC)),
    ("Day,Mood\n2026-11-23T17:05:00Z,4\n", datetime(2026, 11, 23, 17, 5, tzinfo=UTC)),
    ("Day,Mood\n2026-11-23 09:00:00 -0800,4\n", datetime(2026, 11, 23, 17, tzinfo=UTC)),
    ("Day,Mood\n1795453500,4\n", datetime(2026, 11, 23, 17, 5, tzinfo=UTC)),
    ("Day,Mood\n1795453500000,4\n", datetime(2026, 11, 23, 17, 5, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_a_table_of_moods_in_the_dates_of_any_program(tmp_path: Path, text: str, expected: datetime) -> None:
    found = read_file(tmp_path, "a.csv", text, mapping={"date": "Day", "value": "Mood"})
    assert (found.moods[0].at, found.ignored) == (expected, {})


def test_a_table_with_odd_times_counts_them_as_such(tmp_path: Path) -> None:
    mapping = {"date": "Day", "time": "Hour", "value": "Mood"}
    found = read_file(tmp_path, "a.csv", "Day,Hour,Mood\n2026-11-23,6 pm,4\n2026-11-23,at night,4\n", mapping=mapping)
    assert found.ignored == {"no_time": 2}


@pytest.mark.parametrize("mapping", [{"date": "Tag", "value": "Mood"}, {"date": "Day", "value": "Mood", "note": "Tag"}])
def test_a_column_that_is_not_there_is_said(tmp_path: Path, mapping: dict[str, str]) -> None:
    found = read_file(tmp_path, "a.csv", "Day,Mood,Text\n2026-11-23,4,x\n", mapping=mapping)
    assert any('no column "Tag"' in line and "Day, Mood, Text" in line for line in found.warnings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("date_format", "tomorrow"), ("lowest", "zero"), ("highest", "0"), ("lowest", "10"), ("best", "lo")],
)
def test_an_answer_that_makes_no_sense_is_an_error(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InvalidInput):
        read_file(tmp_path, "a.csv", "Day,Mood\n2026-11-23,4\n", mapping={"date": "Day", "value": "Mood", name: value})


@pytest.mark.parametrize("tag", ["mood2", "Mood 2", "mood/2", "@mood2"])
def test_a_mood_tag_of_day_one_in_other_spellings(tmp_path: Path, tag: str) -> None:
    entry = {"creationDate": "2026-11-23T17:00:00Z", "text": "x", "tags": [tag]}
    (mood,) = read_file(tmp_path, "Journal.json", json.dumps({"metadata": {}, "entries": [entry]})).moods
    assert (mood.value, mood.words) == (2, ())


def test_scores_of_pixels_that_are_none_and_entries_that_are_none_are_counted(tmp_path: Path) -> None:
    days = [
        {"date": "2026-9-14", "scores": [4, 9, 2], "notes": "n"},
        {"date": "2026-9-15", "scores": []},
        {"date": "2026-9-16", "scores": [7]},
        "nothing",
    ]
    found = read_file(tmp_path, "pixels.json", json.dumps(days))
    assert [one.value for one in found.moods] == [4, 2]
    assert found.ignored == {"outside_the_scale": 1, "no_value": 2, "damaged": 1}


def test_an_entry_of_a_journal_that_is_none_is_counted(tmp_path: Path) -> None:
    entry = {"title": "a", "body": "", "date": "2026-09-14", "time": "10:00", "tags": ["@mood4"]}
    found = read_file(tmp_path, "journal.json", json.dumps({"tags": {"@mood4": 1}, "entries": [entry, None]}))
    assert (len(found.moods), found.ignored) == (1, {"damaged": 1})


def test_an_entry_that_was_edited_in_day_one_stays_one(service: CoachService, tmp_path: Path) -> None:
    for text, tag in (("fine", "mood4"), ("fine, after all", "mood5")):
        entry = {"uuid": "A1", "creationDate": "2026-11-09T08:00:00Z", "text": text, "tags": [tag]}
        (tmp_path / "Journal.json").write_text(json.dumps({"metadata": {"version": "1.0"}, "entries": [entry]}))
        run_import(service, preview_import(service, [tmp_path / "Journal.json"]))
    (mood,) = service.open_folder().journal.list_records(Mood)
    assert (mood.value, mood.note) == (5, "fine, after all")


def test_a_day_whose_note_was_edited_in_pixels_stays_one(service: CoachService, tmp_path: Path) -> None:
    for score, note in ((4, ""), (5, "a walk")):
        days = [{"date": "2026-11-09", "type": "Mood", "scores": [score, 3], "notes": note, "tags": []}]
        (tmp_path / "pixels.json").write_text(json.dumps(days))
        run_import(service, preview_import(service, [tmp_path / "pixels.json"]))
    moods = service.open_folder().journal.list_records(Mood)
    assert sorted((mood.value, mood.note) for mood in moods) == [(3, ""), (5, "a walk")]
