"""Whole exports of invented people, and the facts that were stated when they were made, before any file was written.

The facts come from a model of who wrote what and when; none of them was computed by an importer.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from coach.importers.import_report import build_report, evaluate_messages
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports

SAMPLES = Path(__file__).parent / "samples"
FACTS: Mapping[str, Any] = json.loads(gzip.decompress((SAMPLES / "facts.json.gz").read_bytes()))


@cache
def read(*names: str, me: str = "", **mapping: str) -> ImportResult:
    (found,) = read_exports([SAMPLES / name for name in names], ImportOptions(me=me or (), mapping=mapping))
    return found


def to_seconds(moment: str | None) -> float | None:
    return datetime.fromisoformat(moment).timestamp() if moment else None


def check_people(found: ImportResult, facts: Mapping[str, Any]) -> None:
    """Compare state, counts, times and latencies of everybody.

    X gives milliseconds, so a second more is no error. LinkedIn gives the day of an invitation without its zone, so what
    hangs on its note can be a day and a half away.
    """
    noted = {message.person for message in found.messages if message.kind == "invitation"}
    reported = build_report(found)["people"]
    for key, fact in facts.items():
        one = reported[key]
        assert (one["state"], one["out"], one["in"]) == (fact["state"], fact["out"], fact["in"]), key
        assert one["attempts_before_reply"] == fact["attempts"], key
        pairs = [(to_seconds(one[name]), to_seconds(fact[name])) for name in ("last_out", "last_in") if fact[name]]
        pairs += [
            (one[f"seconds_to_reply_from_{n}"], s) for n, s in zip(("first", "last"), fact["seconds"], strict=True) if s
        ]
        assert all(
            a is not None and b is not None and abs(a - b) <= (36 * 3600 if key in noted else 1) for a, b in pairs
        ), (key, pairs)


@pytest.mark.parametrize("names", [("linkedin.zip",), ("linkedin_messy.zip",), ("linkedin.zip", "linkedin_messy.zip")])
def test_linkedin(names: tuple[str, ...]) -> None:
    found, facts = read(*names), FACTS["linkedin"]
    assert found.owner == facts["owner"]
    check_linkedin(found, facts)
    if len(names) == 1:
        assert {key: found.counts[key] for key in facts["counts"]} == facts["counts"]
        assert {key: found.ignored[key] for key in facts["ignored"]} == facts["ignored"]


@pytest.mark.parametrize("names", list(permutations(("linkedin.zip", "linkedin_later.zip"))))
def test_two_linkedin_exports_in_either_order(names: tuple[str, ...]) -> None:
    check_linkedin(read(*names), FACTS["linkedin_both"])


def check_linkedin(found: ImportResult, facts: Mapping[str, Any]) -> None:
    check_people(found, facts["people"])
    assert found.people.keys() == facts["people"].keys()
    assert facts["kinds"] == {key: one.kind for key, one in found.threads.items()}
    connected = {key: one.connected_on.isoformat() for key, one in found.people.items() if one.connected_on}
    assert connected == {key: one["connected_on"] for key, one in facts["people"].items() if one["connected_on"]}
    invitations = sorted(
        ["OUTGOING" if one.outbound else "INCOMING", one.person, one.note, "accepted" if one.accepted else "pending"]
        for one in found.invitations
    )
    assert invitations == facts["invitations"]


def test_linkedin_of_2021_by_conversation() -> None:
    found, facts = read("linkedin_2021.zip"), FACTS["linkedin_2021"]
    assert {key: found.counts[key] for key in facts["counts"]} == facts["counts"]
    messages = defaultdict(list)
    for message in (*found.messages, *found.aside):
        messages[message.thread].append(message)
    for key, fact in facts["threads"].items():
        assert found.threads[key].kind == fact["kind"], key
        if fact["kind"] == "direct":
            status = evaluate_messages(messages[key])
            assert (status.state, status.outbound, status.inbound) == (fact["state"], fact["out"], fact["in"]), key


def test_x() -> None:
    found, facts = read("x.zip"), FACTS["x"]
    assert (found.owner, found.counts, found.ignored) == (facts["owner"], facts["counts"], facts["ignored"])
    check_people(found, facts["people"])
    for key, fact in facts["people"].items():
        one = found.people[key]
        assert (one.handle, one.name, one.acknowledged) == (fact["handle"], fact["name"], fact["reacted"]), key


@pytest.mark.parametrize(
    "names",
    [
        ("takeout-20260914T180000Z-001.zip",),
        ("mail.mbox.gz",),
        ("mail_french.mbox.gz",),
        ("mail.mbox.gz", "mail_french.mbox.gz"),
    ],
)
def test_mail(names: tuple[str, ...]) -> None:
    found, facts = read(*names), FACTS["mail"]
    assert found.owner in facts["owner"]
    check_people(found, facts["people"])
    assert found.people.keys().isdisjoint(facts["not_people"])
    assert {found.people[key].name for key in facts["people"]} == {one["name"] for one in facts["people"].values()}
    if len(names) == 1:
        counts = {**facts["counts"], "people": len(found.people)}
        assert found.counts == counts
        automatic = facts["ignored"]["auto_reply"] + facts["ignored"]["robot"]
        assert found.ignored["auto_reply"] + found.ignored["robot"] == automatic
        others = facts["ignored"].keys() - {"auto_reply", "robot"}
        assert {key: found.ignored[key] for key in others} == {key: facts["ignored"][key] for key in others}


DIARIES = ("daylio_export_2018_layout.csv.gz", "daylio_export_2026_09_14.csv.gz", "daylio_export_scales_12h.csv.gz")


@pytest.mark.parametrize("name", DIARIES)
def test_daylio(name: str) -> None:
    facts = FACTS["daylio"]
    mapping = {label: str(value) for label, value in facts["mapping_for_custom"].items()}
    found = read(name, **mapping)
    moods = found.moods
    assert len(moods) == facts["entries"]
    assert (moods[0].at.isoformat(), moods[-1].at.isoformat()) == (facts["first"], facts["last"])
    assert Counter(mood.label for mood in moods) == facts["mood_counts"]
    assert Counter(word for mood in moods for word in mood.words) == facts["activity_counts"]
    days = defaultdict(list)
    for mood in moods:
        days[mood.at.date().isoformat()].append(mood.value)
    means = {day: round(sum(filter(None, values)) / len(values), 6) for day, values in days.items()}
    assert means == facts["daily_mean_with_mapping"]
    times = Counter(f"{mood.at:%Y-%m-%dT%H:%M}" for mood in moods)
    assert times[facts["midnight"]["at"]] and times[facts["noon"]["at"]]
    assert times[facts["same_minute_pair"]["at"]] == 2
    unmapped = {mood.label for mood in read(name).moods if mood.value is None}
    assert unmapped == set(facts["unmapped_moods"])
    if "2018" not in name:
        assert sum(1 for mood in moods if mood.note) >= facts["notes_nonempty"]
