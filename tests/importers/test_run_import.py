"""From an export to the outreach panel: previews, twice the same, either order, what a person changed stays theirs."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.actions.conversations import mark_answered, rest_conversation
from coach.actions.moods import log_mood
from coach.actions.outreach import log_sent_message
from coach.actions.settings import save_setting
from coach.actions.undo import undo_last_action
from coach.advice.outreach.conversations_by_person import conversations_by_person
from coach.advice.outreach.open_conversations import list_open_conversations
from coach.domain.clock import day_of
from coach.domain.focus import FocusBlock
from coach.domain.message import Message
from coach.domain.mood import Mood
from coach.domain.person import Person
from coach.errors import CoachError
from coach.importers.options import ImportOptions
from coach.run_export import export_calendar, export_csv, export_json, export_markdown
from coach.run_import import forget_imported_people, preview_import, run_import
from coach.service import CoachService
from coach.store.address_book_and_accounts import IMPORTS_FILE, load_address_book, save_imported_accounts
from tests.conftest import FakeClock
from tests.importers.invented import read_file
from tests.importers.make import Account, account, later, make_options, truth
from tests.importers.render import linkedin, zipped


def bring(service: CoachService, folder: Path, made: Account, **options: Any) -> None:
    run_import(
        service,
        preview_import(service, [zipped(linkedin(made, "2026"), folder / "e.zip", made.at)], make_options(**options)),
    )


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def seen(service: CoachService) -> set[tuple[object, ...]]:
    """What a person would see: who, when, which way."""
    journal = CoachService(service.folder, service.clock).open_folder().with_all_years(lambda journal, now: journal)
    names = {p.id: p.name for p in journal.list_records(Person)}
    return {(names[m.person], m.at, m.direction, m.kind, m.channel) for m in journal.list_records(Message)}


@pytest.fixture
def here(tmp_path: Path, clock: FakeClock) -> CoachService:
    return CoachService(tmp_path / "here", clock, device_id="test0001").open_folder()


def test_everybody_stands_where_the_truth_says(here: CoachService, tmp_path: Path) -> None:
    made = account(3)
    bring(here, tmp_path, made)
    by_key = {key: p for p in here.journal.list_records(Person) for key in p.keys}
    threads = conversations_by_person(here.journal)
    for slug, true in truth(made).items():
        thread = threads[by_key[f"linkedin:{slug}"].id]
        state = (bool(thread.sent_messages), bool(thread.received_messages))
        expected = {
            "never_replied": (True, False),
            "went_quiet": (True, True),
            "your_turn": (True, True),
            "inbound_only": (False, True),
        }[true.state]
        assert thread.is_waiting or true.state != "never_replied", slug  # an answer of mine need not wait for another
        assert not thread.is_waiting or true.state in ("never_replied", "went_quiet"), slug
        assert state == expected, slug


def test_the_same_file_twice_changes_nothing(here: CoachService, tmp_path: Path) -> None:
    bring(here, tmp_path, account(1))
    before = here.store.path.read_bytes()
    found = preview_import(here, [tmp_path / "e.zip"])
    assert found.counts.is_empty
    run_import(here, found)
    assert here.store.path.read_bytes() == before


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 4))])
def test_older_after_newer_is_the_same_as_newer_after_older(tmp_path: Path, clock: FakeClock, seed: int) -> None:
    first, second = account(seed), later(account(seed), seed)
    there = []
    for order in ((first, second), (second, first)):
        service = CoachService(tmp_path / f"desk{len(there)}", clock).open_folder()
        for made in order:
            bring(service, tmp_path, made)
        there.append(seen(service))
    assert there[0] == there[1]


def test_texts_are_kept_only_if_asked(tmp_path: Path, clock: FakeClock) -> None:
    for keep in (False, True):
        service = CoachService(tmp_path / f"keep{keep}", clock).open_folder()
        bring(service, tmp_path, account(2), keep_text=keep)
        journal = service.with_all_years(lambda journal, now: journal)
        assert any(m.text for m in journal.list_records(Message)) is keep


def test_contacts_never_written_to_go_to_the_address_book(here: CoachService, tmp_path: Path) -> None:
    bring(here, tmp_path, account(1))
    people = {p.name for p in here.journal.list_records(Person)}
    contacts = {doc["name"] for doc in load_address_book(here.store).values()}
    assert contacts and not contacts & people


def test_looking_writes_nothing(here: CoachService, tmp_path: Path) -> None:
    found = preview_import(here, [zipped(linkedin(account(1), "2026"), tmp_path / "e.zip", account(1).at)])
    assert found.counts.new and not here.folder.exists()


def test_a_name_that_was_typed_over_stays_and_somebody_taken_out_stays_out(here: CoachService, tmp_path: Path) -> None:
    from coach.actions.result import ActionResult

    bring(here, tmp_path, account(1))
    one, other = here.journal.list_records(Person)[:2]
    here.execute(
        lambda journal, now: ActionResult("", (one.copy_with(name="My own name"), other.copy_with(deleted=True)))
    )
    bring(here, tmp_path, later(account(1), 1))
    assert here.journal.get_record(Person, one.id).name == "My own name"  # type: ignore[union-attr]
    assert here.journal.get_record(Person, other.id) is None


def test_what_was_decided_about_a_thread_survives_an_import(here: CoachService, tmp_path: Path) -> None:
    bring(here, tmp_path, account(5))
    rows = [w for w in list_open_conversations(here.journal, here.now()) if not w.i_owe]
    if rows:
        here.execute(rest_conversation(rows[0].person))
        bring(here, tmp_path, account(5))
        assert rows[0].person not in {w.person for w in list_open_conversations(here.journal, here.now())}


def test_an_import_is_backed_up_first(here: CoachService, tmp_path: Path) -> None:
    here.execute(log_mood(3))
    bring(here, tmp_path, account(1))
    assert list((here.folder / "backups").glob("coach-*.json"))


def test_our_own_export_comes_back_whole(here: CoachService, tmp_path: Path, clock: FakeClock) -> None:
    bring(here, tmp_path, account(1))
    here.execute(log_mood(2, note="a note", energy=1))
    here.execute(save_setting("limit", "30"))
    person = here.journal.list_records(Person)[0]
    here.execute(log_sent_message(f"{person.name} : are you free?"))
    here.execute(mark_answered(person.id))
    whole = tmp_path / "all.json"
    whole.write_text(here.with_all_years(lambda journal, now: export_json(journal, now, load_address_book(here.store))))
    there = CoachService(tmp_path / "there", clock).open_folder()
    run_import(there, preview_import(there, [whole]))
    ours, theirs = here.store.load_history(), there.store.load_history()
    assert {t: dict(rows) for t, rows in ours.items()} == {t: dict(rows) for t, rows in theirs.items()}
    assert load_address_book(here.store) == load_address_book(there.store)
    assert preview_import(there, [whole]).counts.is_empty


def test_exports_for_others_leave_out_who_is_behind_a_boundary(here: CoachService, tmp_path: Path) -> None:
    from coach.actions.outreach import log_meeting
    from coach.actions.result import ActionResult
    from coach.domain.boundary import Boundary

    here.execute(log_sent_message("Rude Ron : hello"))
    here.execute(log_meeting("Rude Ron"))
    here.execute(log_sent_message("Kind Kim"))
    ron = next(p for p in here.journal.list_records(Person) if p.name == "Rude Ron")
    here.execute(lambda journal, now: ActionResult("", (Boundary(person=ron.id, at=now),)))
    now = here.now()
    texts = [
        export_markdown(here.journal, now),
        export_calendar(here.journal, now),
        export_calendar(here.journal, now, todo=True),
    ]
    texts += [export_csv(here.journal, table) for table in ("people", "messages")]
    assert all("Ron" not in text for text in texts)
    assert "Kind Kim" in texts[0]


def test_somebody_forgotten_is_in_no_file_an_import_left_behind(here: CoachService, tmp_path: Path) -> None:
    from coach.run_import import forget_imported_people
    from coach.store.forget_and_erase import forget_people

    bring(here, tmp_path, account(1))
    person = next(p for p in here.journal.list_records(Person) if p.keys)
    forget_imported_people(here, person.keys)
    forget_people(here.store, [person.id])
    slug = person.keys[0].partition(":")[2]
    files = [p for p in here.folder.rglob("*.json") if p.is_file()]
    assert files and all(slug not in p.read_text() and person.name not in p.read_text() for p in files)


def test_forgetting_leaves_accounts_that_cannot_be_read_now_as_they_are(
    service: CoachService, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_imported_accounts(service.store, {"linkedin": {"format": "linkedin", "people": {}, "messages": []}})
    before = (service.folder / IMPORTS_FILE).read_bytes()

    def refuse(_: object) -> None:
        raise OSError(errno.EIO, "the disk did not answer")

    with monkeypatch.context() as patch, pytest.raises(CoachError, match="Not saved yet"):
        patch.setattr("coach.store.file_format.DataFile.read_content", refuse)
        forget_imported_people(service, ["linkedin:zebulon"])
    assert (service.folder / IMPORTS_FILE).read_bytes() == before


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], datetime]]:
    """Return a function that moves this computer to a zone and returns a winter moment by its clock."""

    def move(zone: str) -> datetime:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        return datetime(2026, 12, 1, 12).astimezone()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_a_summer_day_of_a_diary_has_the_offset_of_summer(tmp_path: Path, in_zone: Callable[[str], datetime]) -> None:
    clock = FakeClock(in_zone("Europe/Berlin"))
    service = CoachService(tmp_path / "here", clock, device_id="test0001").open_folder()
    rows = "2026-07-01,x,y,23:30,good,,\n2026-11-01,x,y,23:30,good,,\n"
    diary = write(tmp_path / "daylio.csv", f"full_date,date,weekday,time,mood,activities,note\n{rows}")
    run_import(service, preview_import(service, [diary]))
    moods = service.open_folder().journal.with_all_years().list_records(Mood)
    assert sorted(mood.at.isoformat() for mood in moods) == ["2026-07-01T23:30:00+02:00", "2026-11-01T23:30:00+01:00"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("WhatsApp Chat with Ana Lee.txt", "29.03.26, 02:30 - Mo Quist: hello\n29.03.26, 12:00 - Ana Lee: hi\n"),
        (
            "result.json",
            '{"name": "Ana Lee", "type": "personal_chat", "id": 7, "messages": ['
            '{"id": 1, "type": "message", "date": "2026-03-29T02:30:00", "from_id": "user1", "text": "x"}]}',
        ),
        (
            "a.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260329T023000\nORGANIZER:mailto:mo@x.example\n"
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana Lee:mailto:ana@x.example\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
    ],
)
def test_a_time_that_the_spring_change_skips_is_as_much_later(
    tmp_path: Path, in_zone: Callable[[str], datetime], name: str, text: str
) -> None:
    in_zone("Europe/Berlin")
    found = read_file(tmp_path, name, text, me="Mo Quist" if "Chat" in name else "mo@x.example")
    first = (*found.messages, *found.meetings)[0]
    assert first.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_block_across_the_change_of_clocks_lasts_as_long_as_the_timer_says(
    tmp_path: Path, in_zone: Callable[[str], datetime]
) -> None:
    clock = FakeClock(in_zone("Europe/Berlin"))
    service = CoachService(tmp_path / "here", clock, device_id="test0001").open_folder()
    report = write(
        tmp_path / "toggl.csv",
        "Description,Start date,Start time,End date,End time,Duration\n"
        "autumn,2026-10-25,01:30:00,2026-10-25,02:30:00,02:00:00\n"
        "spring,2026-03-28,23:30:00,2026-03-29,04:30:00,04:00:00\n",
    )
    run_import(service, preview_import(service, [report]))
    blocks = service.open_folder().journal.with_all_years().list_records(FocusBlock)
    assert {block.intention: (str(block.started_at), str(block.ended_at)) for block in blocks} == {
        "autumn": ("2026-10-25 01:30:00+02:00", "2026-10-25 02:30:00+01:00"),
        "spring": ("2026-03-28 23:30:00+01:00", "2026-03-29 04:30:00+02:00"),
    }


@pytest.mark.parametrize(
    ("zone", "stamp", "day"),
    [("America/Los_Angeles", "2026-11-24 05:30:00 UTC", 23), ("Asia/Tokyo", "2026-11-23 22:30:00 UTC", 24)],
)
def test_a_message_belongs_to_the_day_of_the_clock_here(
    tmp_path: Path, in_zone: Callable[[str], datetime], zone: str, stamp: str, day: int
) -> None:
    service = CoachService(tmp_path / "here", FakeClock(in_zone(zone)), device_id="test0001").open_folder()
    head = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT,FOLDER\n"
    me, ana = "https://www.linkedin.com/in/mo-q", "https://www.linkedin.com/in/ana-lee"
    path = write(tmp_path / "messages.csv", f"{head}A,Mo,{me},Ana Lee,{ana},{stamp},Hi,INBOX\n")
    run_import(service, preview_import(service, [path], make_options(me="mo-q")))
    (message,) = service.open_folder().journal.list_records(Message)
    assert (day_of(message.at).day, message.at) == (day, datetime.fromisoformat(stamp.replace(" UTC", "+00:00")))


def import_moods(service: CoachService, path: Path, **mapping: str) -> dict[str, int]:
    """Import a table of moods and return what the preview counts as changed."""
    found = preview_import(service, [path], ImportOptions(mapping={"date": "Day", "value": "Mood", **mapping}))
    run_import(service, found)
    return dict(found.counts.changed)


def mood_values(service: CoachService) -> list[int]:
    return [mood.value for mood in sorted(service.journal.list_records(Mood), key=lambda mood: mood.at)]


def test_the_same_table_with_other_values_changes_its_moods(here: CoachService, tmp_path: Path) -> None:
    table = write(tmp_path / "moods.csv", "Day,Mood\n2026-11-02,1\n2026-11-03,3\n2026-11-04,5\n")
    assert import_moods(here, table) == {} and mood_values(here) == [1, 3, 5]
    assert import_moods(here, table, best="low") == {"moods": 2} and mood_values(here) == [5, 3, 1]
    assert import_moods(here, table, best="low") == {}
    here.execute(undo_last_action())
    assert mood_values(here) == [1, 3, 5]


def test_the_same_table_with_its_column_of_notes_brings_the_notes(here: CoachService, tmp_path: Path) -> None:
    table = write(tmp_path / "moods.csv", "Day,Mood,Said\n2026-11-02,1,long day\n2026-11-03,3,\n2026-11-03,3,walk\n")
    import_moods(here, table)
    for again in ({"moods": 2}, {}):
        assert import_moods(here, table, note="Said") == again
        assert sorted(mood.note for mood in here.journal.list_records(Mood)) == ["", "long day", "walk"]
    assert import_moods(here, table, note="Said", best="low") == {"moods": 1}
    assert sorted(mood_values(here)) == [3, 3, 5]


def test_another_table_of_the_same_days_takes_no_notes_from_the_first(here: CoachService, tmp_path: Path) -> None:
    import_moods(here, write(tmp_path / "a.csv", "Day,Mood,Said\n2026-11-02,1,long day\n"), note="Said")
    other = write(tmp_path / "b.csv", "Day,Mood,Said\n2026-11-02,4,sun\n")
    assert import_moods(here, other, note="Said") == {}
    assert sorted((mood.value, mood.note) for mood in here.journal.list_records(Mood)) == [(1, "long day"), (4, "sun")]


def test_a_word_of_a_diary_takes_another_value_and_a_mood_changed_here_stays(
    here: CoachService, tmp_path: Path
) -> None:
    table = write(tmp_path / "moods.csv", "Day,Mood\n2026-11-02,so-so\n2026-11-03,so-so\n2026-11-04,fine\n")
    import_moods(here, table, **{"so-so": "3", "fine": "4"})
    first = min(here.journal.list_records(Mood), key=lambda mood: mood.at)
    here.store.save_documents([(Mood.table, first.copy_with(value=1).to_document())])
    here.open_folder()
    assert import_moods(here, table, **{"so-so": "2"}) == {"moods": 1}
    assert mood_values(here) == [1, 2, 4]
