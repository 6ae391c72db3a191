"""The order of imports makes no difference: no export takes back what another one brought, and none brings it twice."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coach.actions.imports.preview import describe_preview
from coach.actions.outreach import log_sent_message
from coach.actions.people import edit_person
from coach.actions.undo import undo_last_action
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.advice.outreach.reply_model import build_reply_model
from coach.advice.outreach.working_days import make_calendar
from coach.cli.main import coach
from coach.cli.people import describe_person, serialize_person
from coach.domain.journal import Journal
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.importers.options import ImportOptions
from coach.run_import import preview_import, run_import
from coach.service import CoachService
from coach.store.address_book_and_accounts import load_address_book, save_address_book
from coach.views.person import build_person_view
from tests.conftest import FakeClock
from tests.importers.one_world import OWNER, PROFILE, make_linkedin_tables, write_exports, write_zip

STAMPS = ("changed_at", "device")


@pytest.fixture
def exports(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "exports"
    folder.mkdir()
    return write_exports(folder)


def bring(folder: Path, *paths: Path) -> list[str]:
    """Import files together; return the lines of the preview."""
    service = CoachService(folder, FakeClock(), device_id="test0001").open_folder()
    found = preview_import(service, paths, ImportOptions(me=OWNER))
    run_import(service, found)
    return describe_preview(found)


def open_all(folder: Path) -> Journal:
    return CoachService(folder, FakeClock()).open_folder().with_all_years(lambda journal, now: journal)


def see(folder: Path) -> dict[str, Any]:
    """Return what a folder holds and what of it is seen: records, contacts, what is at hand, pages and counts.

    People are called by their first key, because the id of a person comes from the first export that named them.
    """
    service = CoachService(folder, FakeClock()).open_folder()
    journal, now = service.journal, service.now()
    history = service.store.load_history()
    names = {key: "+".join(doc.get("keys", [key])) for key, doc in history.get("people", {}).items()}

    def describe(doc: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: value for name, value in doc.items() if name not in STAMPS}
        return plain | {field: names.get(plain[field], "") for field in ("person",) if field in plain}

    seen: dict[str, Any] = {}
    for table, rows in history.items():
        for key, doc in rows.items():
            if not doc.get("deleted") and table != "actions":
                place = names[key] if table == "people" else key
                seen[f"{table} {place}"] = {**describe(doc), "id": place}, list(doc.get("handles", {}))
    for table in ("people", "messages", "moods", "blocks"):
        at_hand = service.store.state.content.documents.get(table, {})
        seen[f"at hand: {table}"] = sorted(
            names.get(key, key) for key, doc in at_hand.items() if not doc.get("deleted")
        )
    seen["contacts"] = sorted(
        (dict(doc) for doc in load_address_book(service.store).values()), key=lambda one: one["id"]
    )
    for person in journal.with_archived_people().list_records(Person):
        page = build_person_view(journal, person.id, now)
        assert page is not None
        seen[f"page {names[person.id]}"] = describe_person(page), serialize_person(page)
    rows = list_open_conversations(journal, now)
    seen["open"] = [(row.name, row.status, row.tie, row.silent_workdays, row.follow_ups_sent) for row in rows]
    seen["own messages"] = build_reply_model(journal, make_calendar(journal, now)).message_count
    return seen


def check_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    assert {key: (one.get(key), other.get(key)) for key in {**one, **other} if one.get(key) != other.get(key)} == {}


PAIRS = [
    ("linkedin", "linkedin later"), ("mail", "mail later"), ("calendar", "calendar later"), ("diary", "diary of 2018"),
    ("linkedin", "mail"), ("linkedin later", "cards"), ("linkedin", "google"), ("mail", "cards"),
    ("mail later", "list"), ("mail", "telegram"), ("calendar", "chat"), ("timer", "diary"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_any_order_both_at_once_and_each_twice_give_the_same(
    exports: Mapping[str, Path], tmp_path: Path, first: str, second: str
) -> None:
    one, other, together = tmp_path / "one", tmp_path / "other", tmp_path / "together"
    bring(one, exports[first])
    bring(one, exports[second])
    bring(other, exports[second])
    bring(other, exports[first])
    bring(together, exports[first], exports[second])
    expected = see(one)
    check_same(see(other), expected)
    check_same(see(together), expected)
    for name in (first, second):
        assert not any(line.startswith(("New", "Changed", "Contacts:")) for line in bring(other, exports[name])[1:])
    check_same(see(other), expected)


def find_person(folder: Path, name: str) -> Person:
    return next(person for person in open_all(folder).list_records(Person) if person.name == name)


def test_a_first_message_that_an_older_export_brings_is_the_first(exports: Mapping[str, Path], folder: Path) -> None:
    bring(folder, exports["mail later"])
    assert find_person(folder, "Orla Fennwick").first_talk_on == date(2026, 10, 6)
    bring(folder, exports["mail"])
    orla = find_person(folder, "Orla Fennwick")
    assert (orla.first_talk_on, orla.channel) == (date(2020, 9, 1), "e-mail")
    bring(folder, exports["linkedin"])
    assert find_person(folder, "Orla Fennwick").channel == "e-mail"  # used in October, LinkedIn in August


def test_a_layout_without_titles_takes_none_away(exports: Mapping[str, Path], folder: Path) -> None:
    bring(folder, exports["diary"])
    lines = bring(folder, exports["diary of 2018"])
    assert "New: 1 mood." in lines
    assert not any(line.startswith("Changed") for line in lines)
    notes = {mood.at.date(): mood.note for mood in open_all(folder).list_records(Mood)}
    assert (notes[date(2026, 9, 11)], notes[date(2026, 9, 10)]) == ("Day\ninterview", "Title only")


def test_another_employer_in_another_source_is_no_news(exports: Mapping[str, Path], folder: Path) -> None:
    bring(folder, exports["telegram"])
    bring(folder, exports["google"])
    assert find_person(folder, "Tobin Ashgrove").company == "Other Labs"
    bring(folder, exports["linkedin"])
    tobin = find_person(folder, "Tobin Ashgrove")
    assert (tobin.company, tobin.employer_since) == ("Quillvale", None)


def test_the_names_they_give_themselves_stay(exports: Mapping[str, Path], folder: Path) -> None:
    bring(folder, exports["mail"])
    bring(folder, exports["mail later"])  # in which Mara calls him "T. Ashgrove"
    assert find_person(folder, "Tobin Ashgrove").handles == {"e-mail": "tobin@ashgrove.example"}


def test_somebody_whose_request_was_accepted_is_a_contact_again(exports: Mapping[str, Path], folder: Path) -> None:
    bring(folder, exports["linkedin"])
    assert find_person(folder, "Rhea Stone").keys == ("linkedin:rhea-s",)
    lines = bring(folder, exports["linkedin later"])
    assert any("1 message" in line for line in lines if line.startswith("Changed"))
    assert "Rhea Stone" not in {person.name for person in open_all(folder).list_records(Person)}
    assert "Rhea Stone" in {contact.name for contact in open_all(folder).address_book.contacts}


def test_somebody_of_whom_more_was_written_stays_when_their_request_is_accepted(
    exports: Mapping[str, Path], folder: Path
) -> None:
    bring(folder, exports["linkedin"])
    CoachService(folder, FakeClock()).open_folder().execute(edit_person("Rhea Stone", met="at a fair"))
    bring(folder, exports["linkedin later"])
    assert find_person(folder, "Rhea Stone").met == "at a fair"


def test_a_meeting_that_was_called_off_before_anybody_was_known_stays_called_off(
    exports: Mapping[str, Path], folder: Path
) -> None:
    bring(folder, exports["calendar"])
    bring(folder, exports["calendar later"])
    bring(folder, exports["mail"])
    meetings = [message.at.date() for message in open_all(folder).list_records(Message) if message.kind == "meeting"]
    assert meetings == [date(2026, 9, 12)]  # the other one was moved by a day


def test_what_brings_nothing_to_see_is_kept_for_the_next_import(exports: Mapping[str, Path], folder: Path) -> None:
    def run(name: str) -> str:
        command = ["--data", str(folder), "import", str(exports[name]), "--yes", "--me", "mara@q.example"]
        return CliRunner().invoke(coach, command).output

    run("calendar")
    cancelled = exports["calendar later"].read_text()
    one = cancelled.index("BEGIN:VEVENT", cancelled.index("END:VEVENT"))
    exports["calendar later"].write_text(cancelled[:one] + cancelled[cancelled.index("BEGIN:VEVENT", one + 1) :])
    assert "is saved already" in run("calendar later")
    run("mail")
    meetings = [message.at.date() for message in open_all(folder).list_records(Message) if message.kind == "meeting"]
    assert meetings == [date(2026, 9, 11)]


def test_two_people_of_one_name_in_a_mailbox_are_not_taken_for_one_elsewhere(
    exports: Mapping[str, Path], tmp_path: Path
) -> None:
    letter = "From x Tue Sep 01 10:00:00 2026\nFrom: Mara Quill <mara@q.example>\nTo: Tobin Ashgrove <{to}>\n"
    letter += "Date: Tue, 1 Sep 2026 10:00:00 +0200\nMessage-ID: <{to}>\n\nHi\n\n"
    mail = tmp_path / "two.mbox"
    mail.write_text("".join(letter.format(to=to) for to in ("tobin@a.example", "tobin@b.example")))
    for order in ((exports["linkedin"], mail), (mail, exports["linkedin"])):
        folder = tmp_path / f"after {order[0].stem}"
        for path in order:
            bring(folder, path)
        assert [person.name for person in open_all(folder).list_records(Person)].count("Tobin Ashgrove") == 3


def test_an_import_that_was_undone_comes_back_the_same(exports: Mapping[str, Path], tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        bring(folder, exports["linkedin"])
    before = see(one)
    bring(one, exports["linkedin later"])
    CoachService(one, FakeClock(), device_id="test0001").open_folder().execute(undo_last_action())
    check_same(see(one), before)
    for folder in (one, other):
        bring(folder, exports["linkedin later"])
    check_same(see(one), see(other))


def test_since_when_one_is_connected_is_shown_until_a_newer_list_lacks_them(
    exports: Mapping[str, Path], folder: Path
) -> None:
    def shown(name: str) -> str:
        return CliRunner().invoke(coach, ["--data", str(folder), "person", name]).output

    bring(folder, exports["linkedin"])
    assert "connected: on LinkedIn since 1 March 2024" in shown("Tobin Ashgrove").splitlines()
    assert "connected" not in shown("Kolya Brook")
    page = json.loads(CliRunner().invoke(coach, ["--data", str(folder), "person", "Tobin Ashgrove", "--json"]).output)
    assert page["connected_on"] == "2024-03-01"
    later = exports["linkedin later"]
    with zipfile.ZipFile(later) as archive:
        tables = {info: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(later, "w") as archive:
        for info, text in tables.items():
            archive.writestr(info, b"".join(line for line in text.splitlines(True) if b"Tobin,Ashgrove" not in line))
    bring(folder, later)
    assert find_person(folder, "Tobin Ashgrove").connected_on is None


def test_whom_one_is_connected_with_stays_so_as_a_person_until_a_newer_list_lacks_them(
    exports: Mapping[str, Path], folder: Path
) -> None:
    def shown(name: str) -> list[str]:
        return CliRunner().invoke(coach, ["--data", str(folder), "person", name]).output.splitlines()

    bring(folder, exports["linkedin"])
    service = CoachService(folder, FakeClock(), device_id="test0001").open_folder()
    for name in ("Gus Oldman", "Ilse Kormann"):
        service.execute(log_sent_message(name))
    assert "connected: on LinkedIn since 2 February 2022" in shown("Gus Oldman")
    bring(folder, exports["linkedin later"])
    assert find_person(folder, "Gus Oldman").connected_on is None
    assert "connected: on LinkedIn since 2 February 2026" in shown("Ilse Kormann")


def test_an_address_book_of_an_older_version_is_no_news(exports: Mapping[str, Path], folder: Path) -> None:
    bring(folder, exports["linkedin"])
    service = CoachService(folder, FakeClock(), device_id="test0001").open_folder()
    documents = load_address_book(service.store).values()
    save_address_book(service.store, [{k: v for k, v in doc.items() if k != "connected_on"} for doc in documents])
    assert not any(line.startswith("Contacts:") for line in bring(folder, exports["linkedin"]))
    service = CoachService(folder, FakeClock(), device_id="test0001").open_folder()
    service.execute(log_sent_message("Gus Oldman"))
    assert find_person(folder, "Gus Oldman").connected_on == date(2022, 2, 2)


def write_connections(folder: Path, name: str, tobin: str, ilse: str, month: int) -> Path:
    """Return an export of that month in 2026 that says where the two work. Tobin was written to, Ilse was not."""
    rows = [
        f"Tobin,Ashgrove,{PROFILE}tobin-1,,{tobin},Editor,01 Mar 2024",
        f"Ilse,Kormann,{PROFILE}ilse-k,,{ilse},Editor,02 Feb 2025",
    ]
    tables = make_linkedin_tables(["B|Tobin Ashgrove|tobin-1|>|2026-01-10 09:00:00"], rows, [])
    write_zip(folder / f"{name}.zip", tables, month, 14)
    return folder / f"{name}.zip"


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("order", list(permutations(("first", "second", "third"))))
def test_a_new_employer_is_new_since_the_first_export_that_names_it(
    tmp_path: Path, order: tuple[str, ...], *, together: bool
) -> None:
    exports = {
        "first": write_connections(tmp_path, "first", "Quillvale", "Acme", 3),
        "second": write_connections(tmp_path, "second", "Isobar Labs", "Acme", 5),
        "third": write_connections(tmp_path, "third", "Isobar Labs", "Quillvale", 8),
    }
    paths = [exports[name] for name in order]
    for each in [paths] if together else [[path] for path in paths]:
        bring(tmp_path / "here", *each)
    service = CoachService(tmp_path / "here", FakeClock(), device_id="test0001").open_folder()
    service.execute(log_sent_message("Ilse Kormann"))
    tobin, ilse = (find_person(tmp_path / "here", name) for name in ("Tobin Ashgrove", "Ilse Kormann"))
    assert (tobin.company, tobin.employer_since) == ("Isobar Labs", date(2026, 5, 14))
    assert (ilse.company, ilse.employer_since) == ("Quillvale", date(2026, 8, 14))


def test_a_new_employer_in_a_file_without_a_date_is_new_today(exports: Mapping[str, Path], folder: Path) -> None:
    bring(folder, exports["mail"])
    bring(folder, exports["cards"])
    assert find_person(folder, "Tobin Ashgrove").employer_since is None
    exports["cards"].write_text(exports["cards"].read_text().replace("Isobar Labs", "Quillvale"))
    for _ in range(2):
        bring(folder, exports["cards"])
        tobin = find_person(folder, "Tobin Ashgrove")
        assert (tobin.company, tobin.employer_since) == ("Quillvale", FakeClock().now().date())
