"""Daylio: one invented diary in every layout, and its backup."""

from __future__ import annotations

import base64
import csv
import io
import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.importers.dates import parse_day_and_month
from coach.importers.diaries import daylio
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from coach.run_import import preview_import
from coach.service import CoachService
from tests.examples import examples
from tests.importers.invented import read_file
from tests.importers.make_mail import member
from tests.importers.render import zipped

VALUES = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1, "wired ⚡": None}
NOTES = (
    "",
    "Two lines\nhere",
    'She said "maybe" | so',
    "=SUM(A1)",
    "面接、緊張した",
    "<b>Big</b> day<br>over",
    "-",
)
ACTIVITIES = ("walk", "coffee, strong", "reading 📚")


@dataclass(frozen=True)
class Entry:
    at: datetime
    mood: str
    activities: tuple[str, ...]
    title: str
    note: str


def diary(seed: int, days: int = 60) -> list[Entry]:
    """An invented diary, newest first: midnight, noon and two entries in one minute included."""
    pick = random.Random(seed)
    start = datetime(2026, 1, 1)  # noqa: DTZ001  a diary has no zone
    moments = [start, start.replace(hour=12), start + timedelta(minutes=5)]
    moments += [start + timedelta(days=day, minutes=pick.randrange(1440)) for day in range(1, days)]
    made = []
    for at in moments:
        did = tuple(pick.sample(ACTIVITIES, pick.randrange(3)))
        made.append(Entry(at, pick.choice(list(VALUES)), did, pick.choice(("", "Day")), pick.choice(NOTES)))
    made.append(Entry(made[-1].at, made[-1].mood, (), "", "the second in one minute"))
    return sorted(made, key=lambda entry: entry.at, reverse=True)


def clock(at: datetime, *, half_days: bool) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}" if half_days else f"{at:%H:%M}"


def table(entries: list[Entry], layout: str, *, half_days: bool = False) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    header = ["full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note"]
    if layout == "scales":
        header.insert(6, "scales")
    if layout == "2020":
        header.remove("note_title")
    if layout == "2018":
        header = ["year", "date", "weekday", "time", "mood", "activities", "note"]
    writer.writerow(header)
    for entry in entries:
        cells = {
            "full_date": f"{entry.at:%Y-%m-%d}",
            "year": str(entry.at.year),
            "date": f"{entry.at.day} {entry.at:%B}",
            "weekday": f"{entry.at:%A}",
            "time": clock(entry.at, half_days=half_days),
            "mood": entry.mood,
            "activities": " | ".join(entry.activities),
            "scales": "Energy: 3",
            "note_title": entry.title,
            "note": entry.note,
        }
        writer.writerow([cells[name] for name in header])
    return ("\ufeff" + file.getvalue()).encode()


def found(*data: bytes, **mapping: str) -> ImportResult:
    members = [member(one, f"{number}.csv") for number, one in enumerate(data)]
    return daylio.read_daylio(members, ImportOptions(mapping=mapping))


ENTRIES = diary(1)
LAYOUTS = [("csv", False), ("scales", True), ("2018", True), ("2020", False)]


@pytest.mark.parametrize(("layout", "half_days"), LAYOUTS)
def test_every_layout_holds_the_same_diary(layout: str, half_days: bool) -> None:
    moods = found(table(ENTRIES, layout, half_days=half_days)).moods
    assert Counter(mood.at for mood in moods) == Counter(entry.at for entry in ENTRIES)
    assert Counter(mood.label for mood in moods) == Counter(entry.mood for entry in ENTRIES)
    assert Counter(word for mood in moods for word in mood.words) == Counter(
        word for entry in ENTRIES for word in entry.activities
    )
    assert {mood.key for mood in moods} == {mood.key for mood in found(table(ENTRIES, "csv")).moods}


def test_all_layouts_together_hold_each_entry_once() -> None:
    result = found(*(table(ENTRIES, layout, half_days=half) for layout, half in LAYOUTS))
    assert len(result.moods) == len(ENTRIES)
    assert result.ignored == {"duplicate": 3 * len(ENTRIES), "scale": len(ENTRIES)}


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("", 0),
        (" ", 0),
        (" | ", 0),
        ("Energy: 3", 1),
        ("Energy: 3 | Sleep: 7.5", 2),
        ("Schlaf: 8|", 1),
        ("'=x | 2 |3", 3),
    ],
)
def test_scales_are_counted_as_left_out(cell: str, count: int) -> None:
    head = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
    result = found(f"{head}2026-02-08,x,x,21:05,good,read,{cell},,\n".encode())
    assert (len(result.moods), result.moods[0].words) == (1, ("read",))
    assert result.ignored == ({"scale": count} if count else {})


def test_daylios_own_moods_have_values_and_others_get_theirs_from_the_person() -> None:
    before, after = found(table(ENTRIES, "csv")), found(table(ENTRIES, "csv"), **{"WIRED ⚡": "5"})
    assert all(mood.value == VALUES[mood.label] for mood in before.moods)
    assert {mood.value for mood in after.moods if mood.label == "wired ⚡"} == {5}
    assert any("wired ⚡" in line for line in before.warnings)
    assert after.warnings == ()


def test_two_equal_entries_in_one_minute_are_two() -> None:
    twice = [ENTRIES[0], ENTRIES[0]]
    assert len(found(table(twice, "csv"), table(twice, "csv")).moods) == 2


def test_notes_come_without_markup_under_their_title() -> None:
    entry = Entry(datetime(2026, 1, 1), "meh", (), "Day", "<b>Big</b> day<br>a &amp; b")  # noqa: DTZ001
    assert found(table([entry], "csv")).moods[0].note == "Day\nBig day\na & b"


@pytest.mark.parametrize(
    ("time", "hour"),
    [("12:05 am", 0), ("12:05 pm", 12), ("1:05 PM", 13), ("1:05\u202fp.m.", 13), ("13:05", 13), ("1.05 pm", 13),
     ("午後1:05", 13), ("오전 12:05", 0), ("00:05", 0), ("1:05 p. m.", 13), ("ÖS 1:05", 13), ("1:05 μ.μ.", 13),
     ("晚上11:05", 23), ("凌晨12:05", 0), ("de. 11:05", 11), ("18:05 Uhr", 18), ("18 h 05", 18), ("", 12)],
)  # fmt: skip
def test_times_are_read_in_both_ways_of_counting_hours(time: str, hour: int) -> None:
    at = daylio.parse_time("2026-02-03", "", "", time)
    assert at == datetime(2026, 2, 3, hour, 5 if time else 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    "cells", [("2026-02-30", "12:00"), ("2026-02-03", "25:00"), ("2026-02-03", "13:05 pm"), ("", "12:00")]
)
def test_nonsense_is_no_moment(cells: tuple[str, str]) -> None:
    assert daylio.parse_time(cells[0], "", "", cells[1]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12 September", (12, 9)), ("September 12", (12, 9)), ("12. März", (12, 3)), ("12 de septiembre", (12, 9)),
     ("12 août", (12, 8)), ("9月12日", (12, 9)), ("9월 12일", (12, 9)), ("12 сентября", (12, 9)), ("12 Eylül", (12, 9)),
     ("12 października", (12, 10)), ("12 listopad", None), ("12 nonsense", None), ("12 13 May", None)],
)  # fmt: skip
def test_the_oldest_layout_names_months_in_the_language_of_the_phone(
    text: str, expected: tuple[int, int] | None
) -> None:
    assert parse_day_and_month(text) == expected


def test_a_date_with_two_readings_is_read_by_the_one_in_words_beside_it() -> None:
    assert daylio.parse_time("03/04/2026", "", "3 avril", "18:05") == datetime(2026, 4, 3, 18, 5)  # noqa: DTZ001


def test_dates_with_two_readings_are_asked_about(tmp_path: Path) -> None:
    text = "full_date,date,weekday,time,mood,activities,note\n03/04/2026,,,18:05,good,,\n"
    asked = read_file(tmp_path, "daylio.csv", text)
    assert (asked.moods, "date_format" in " ".join(asked.warnings)) == ((), True)
    (mood,) = read_file(tmp_path, "daylio.csv", text, mapping={"date_format": "DD.MM.YYYY"}).moods
    assert mood.at == datetime(2026, 4, 3, 18, 5)  # noqa: DTZ001


@pytest.mark.parametrize("packed", [True, False])
def test_a_backup_may_be_unpacked_and_have_no_notes(tmp_path: Path, packed: bool) -> None:
    backup = {"version": 15, "customMoods": [{"id": 1, "custom_name": "", "predefined_name_id": 2}], "tags": [],
              "dayEntries": [{"id": 1, "year": 2026, "month": 8, "day": 13, "hour": 18, "minute": 5, "mood": 1,
                              "note": None, "note_title": None}]}  # fmt: skip
    data = json.dumps(backup).encode()
    (mood,) = read_file(
        tmp_path, "diary.daylio" if packed else "a.json", base64.b64encode(data) if packed else data
    ).moods
    assert (mood.value, mood.note) == (4, "")
    for number, saved in enumerate((b"\xef\xbb\xbf" + data, data.decode().encode("utf-16"), data + b"\x1a\x00")):
        assert len(read_file(tmp_path, f"{number}.json", saved).moods) == 1


def test_rows_without_a_date_are_counted() -> None:
    header = b"full_date,date,weekday,time,mood,activities,note_title,note\n"
    result = found(header + b"soon,,,12:00,meh,,,\n2026-01-01,,,12:00,meh,,,\n")
    assert (len(result.moods), result.ignored) == (1, {"no_date": 1})


def backup(entries: list[Entry]) -> bytes:
    names = list(VALUES)
    moods = [{"id": n + 10, "custom_name": "", "mood_group_id": n + 1, "predefined_name_id": n + 1} for n in range(5)]
    moods.append({"id": 15, "custom_name": "wired ⚡", "mood_group_id": 2, "predefined_name_id": -1})
    tags = [{"id": n, "name": name} for n, name in enumerate(ACTIVITIES)]
    days = [
        {
            "id": n, "year": e.at.year, "month": e.at.month - 1, "day": e.at.day, "hour": e.at.hour,
            "minute": e.at.minute,
            "mood": names.index(e.mood) + 10, "note": e.note, "note_title": e.title, "timeZoneOffset": 3_600_000,
            "tags": [ACTIVITIES.index(name) for name in e.activities],
        }
        for n, e in enumerate(entries)
    ]  # fmt: skip
    return base64.b64encode(json.dumps({"dayEntries": days, "customMoods": moods, "tags": tags}).encode())


def test_the_backup_holds_the_same_entries_and_knows_values_of_own_moods(tmp_path: Path) -> None:
    zipped({"backup.daylio": backup(ENTRIES)}, tmp_path / "backup_2026.daylio")
    (result,) = read_exports([tmp_path / "backup_2026.daylio"])
    plain = {mood.key: mood for mood in found(table(ENTRIES, "csv")).moods}
    assert {mood.key: mood.words for mood in result.moods} == {key: mood.words for key, mood in plain.items()}
    assert {mood.value for mood in result.moods if mood.label == "wired ⚡"} == {4}


def test_a_backup_whose_entries_have_no_time_of_day(tmp_path: Path) -> None:
    zipped({"backup.daylio": NO_TIME_OF_DAY}, tmp_path / "backup_2026.daylio")
    (result,) = read_exports([tmp_path / "backup_2026.daylio"])
    assert [(f"{mood.at:%d %B %H:%M}", mood.value) for mood in result.moods] == [("29 June 12:00", 4)]


NO_TIME_OF_DAY = base64.b64encode(
    b'{"customMoods": [{"id": 2, "predefined_name_id": 2, "mood_group_id": 2}], "tags": [], "dayEntries": '
    b'[{"id": 1, "year": 2026, "month": 5, "day": 29, "hour": -1, "minute": -1, "mood": 2}]}'
)


def test_a_table_of_which_somebody_kept_some_columns() -> None:
    text = 'full_date,weekday,mood,activities,note\n2026-09-13,Sunday,good,a | b,"one\ntwo"\n2026-09-14,Monday,bad,,\n'
    assert [(f"{mood.at:%d %B %H:%M}", mood.value, mood.note) for mood in found(text.encode()).moods] == [
        ("13 September 12:00", 4, "one\ntwo"),
        ("14 September 12:00", 2, ""),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"e30=",
        b"ey" + b"A" * 999,
        base64.b64encode(b"[" * 200_000),
        base64.b64encode(b'{"dayEntries": [1, {"year": "x"}, {"year": 1e999}]}'),
    ],
)
def test_a_damaged_backup_is_one_calm_line_at_most(data: bytes) -> None:
    result = daylio.read_daylio([member(data, "backup.daylio")], ImportOptions())
    assert result.moods == ()
    assert len(result.warnings) <= 1


@examples(150)
@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    raw = bytearray(table(ENTRIES[:5], "csv"))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(60, len(raw)))
        raw[at : at + data.draw(st.integers(0, 8))] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b'"', b",", b"\n"])
        )
    assert all(mood.key.startswith("daylio:") for mood in found(bytes(raw)).moods)


@pytest.mark.parametrize(("given", "said"), [("fine=9", "from 1 to 5"), ("fnie=4", 'No mood in it is called "fnie"')])
def test_a_value_that_has_no_use_is_said(service: CoachService, tmp_path: Path, given: str, said: str) -> None:
    path = tmp_path / "daylio.csv"
    path.write_text("full_date,date,weekday,time,mood,activities,note\n2026-11-23,x,y,18:05,fine,,\n")
    name, _, value = given.partition("=")
    found = preview_import(service, [path], ImportOptions(mapping={name: value}))
    assert any(said in line for line in found.warnings)


@pytest.mark.parametrize(
    ("odd", "words"),
    [({"mood": [1]}, None), ({"mood": {"a": 1}}, None), ({"tags": 5}, ()), ({"tags": [[1], 1]}, ("tea",))],
)
def test_a_backup_with_values_of_another_form_costs_no_more_than_these(
    tmp_path: Path, odd: dict[str, object], words: tuple[str, ...] | None
) -> None:
    whole = {"id": 1, "year": 2026, "month": 8, "day": 14, "hour": 10, "minute": 0, "mood": 1, "tags": [1]}
    backup = {
        "customMoods": [{"id": 1, "predefined_name_id": 2, "mood_group_id": 2}],
        "tags": [{"id": 1, "name": "tea"}],
        "dayEntries": [{**whole, "minute": 5}, {**whole, **odd}, "nothing"],
    }
    path = tmp_path / "backup.daylio"
    path.write_text(json.dumps(backup), encoding="utf-8")
    (found,) = read_exports([path])
    assert [one.words for one in found.moods] == [*([] if words is None else [words]), ("tea",)]
    assert found.ignored == {"damaged": 1, **({"no_mood": 1} if words is None else {})}
