"""Names without a letter, and names that a script left empty, are nobody else's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.actions.outreach import log_sent_message
from coach.advice.find_people_by_name import find_people_by_name
from coach.domain.person import Person
from coach.service import CoachService
from tests.conftest import FakeClock

ODD = ["\u0301\u0300\u0323", "\u0327\u0327", "❤️", "ー", "\u0e31\u0e34"]


@pytest.mark.parametrize("first", ODD, ids=ascii)
def test_a_message_to_somebody_else_is_not_theirs(service: CoachService, first: str) -> None:
    others = ["Ana Lee", "שרה כהן", "مريم", *(name for name in ODD if name != first)]
    for name in (first, *others):
        service.execute(log_sent_message(name))
    assert len(service.journal.list_records(Person)) == 1 + len(others)
    service.execute(log_sent_message(first))
    assert len(service.journal.list_records(Person)) == 1 + len(others)


@pytest.mark.parametrize("name", ["", " ", "\u0301"], ids=ascii)
def test_a_person_without_a_name_in_the_file_gets_nobody_s_messages(folder: Path, clock: FakeClock, name: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    row = {"id": "a" * 32, "name": name, "handles": {"x": "", "linkedin": "@"}}
    tables = {"meta": {"1": {"id": "schema", "value": 1}}, "people": {"1": row}}
    (folder / "coach.json").write_text(json.dumps(tables))
    service = CoachService(folder, clock).open_folder()
    for typed in ("Bo", "@", "Bo @", "@bo"):
        change = service.execute(log_sent_message(typed))
        assert all(record.table != "messages" or record.person != "a" * 32 for record in change.upserts), typed


def test_a_name_with_an_at_sign_in_it_is_found(folder: Path, clock: FakeClock) -> None:
    """Some people write their employer into their name, and imports take it as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = [{"id": "a" * 32, "name": "Ana @ ACME"}, {"id": "b" * 32, "name": "Ana", "company": "Acme"}]
    tables = {"meta": {"1": {"id": "schema", "value": 1}}, "people": {"1": rows[0], "2": rows[1]}}
    (folder / "coach.json").write_text(json.dumps(tables))
    journal = CoachService(folder, clock).open_folder().journal
    assert [p.id[0] for p in find_people_by_name(journal, "ana @ acme")] == ["a"]
    assert [p.id[0] for p in find_people_by_name(journal, "ana @acme")] == ["b"]


@pytest.mark.parametrize("typed", ["Karl von und zu Guttenberg", "Ida von und zur Mühlen", "Kim und zum Stein"])
def test_a_name_of_nobility_is_one_name(service: CoachService, typed: str) -> None:
    service.execute(log_sent_message(typed))
    assert [person.name for person in service.journal.list_records(Person)] == [typed]
    service.execute(log_sent_message("Ana und Ben"))
    assert {person.name for person in service.journal.list_records(Person)} == {typed, "Ana", "Ben"}
