"""LinkedIn exports of invented accounts, held against what is true of them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coach.importers.import_report import ConversationStatus, evaluate_messages, status_by_person
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.importers.invented import ANA, BEN, ME, at, bring, talk
from tests.importers.make import NOW, Account, Line, Talk, account, truth
from tests.importers.render import LAYOUTS, as_csv, linkedin, zipped

DAY = timedelta(days=1)


def status_by_conversation(found: ImportResult) -> dict[str, ConversationStatus]:
    return {
        key: evaluate_messages(message for message in found.messages if message.thread == key)
        for key in {message.thread for message in found.messages}
    }


@pytest.mark.parametrize("layout", [one for one in LAYOUTS if one != "2021"])
@pytest.mark.parametrize("seed", range(6))
def test_everybody_stands_where_they_truly_stand_in_every_layout(tmp_path: Path, seed: int, layout: str) -> None:
    made = account(seed)
    found = status_by_person(bring(tmp_path, made, layout))
    true = truth(made)
    assert {key: (one.state, one.outbound, one.inbound) for key, one in found.items()} == {
        key: (one.state, one.outbound, one.inbound) for key, one in true.items()
    }
    for key, one in true.items():
        for name in ("first_out", "last_out", "first_in", "last_in"):
            told, is_true = getattr(found[key], name), getattr(one, name)
            assert (told is None) == (is_true is None)
            assert told is None or abs(told - is_true) <= DAY


@pytest.mark.parametrize("seed", range(6))
def test_the_layout_without_recipient_addresses_judges_conversations_alike(tmp_path: Path, seed: int) -> None:
    made = account(seed)
    old, new = bring(tmp_path, made, "2021"), bring(tmp_path, made, "2026")
    drafts = {key for key, one in new.threads.items() if one.kind == "draft_only"}
    assert {key: one.kind for key, one in old.threads.items()} == {
        key: one.kind for key, one in new.threads.items() if key not in drafts
    }
    states = status_by_conversation(new)
    assert {key: one.state for key, one in status_by_conversation(old).items()} == {
        key: one.state for key, one in states.items()
    }


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path) -> None:
    made = account(3)
    found = bring(tmp_path, made)
    kinds = [one.kind for one in made.talks if one.kind != "direct"]
    assert {kind: found.ignored[kind] for kind in kinds} == {kind: kinds.count(kind) for kind in kinds}
    assert found.ignored["ai_coach"] == 2
    assert found.ignored["draft"] == sum(line.draft for one in made.talks for line in one.lines)


def test_a_draft_never_moves_the_last_contact(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(1), True, "a"), Line(at(9), True, "b", draft=True))])
    assert status_by_person(found)["ana-abara-1"].last_out == at(1)


def test_a_person_with_nothing_but_a_draft_is_no_person(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(9), True, "b", draft=True), kind="draft_only")])
    assert (dict(found.people), found.ignored["draft_only"]) == ({}, 1)


def test_two_texts_in_one_second_are_two_messages(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(1), True, "a"), Line(at(1), True, "b"))])
    assert status_by_person(found)["ana-abara-1"].outbound == 2


def test_one_text_at_two_times_is_two_messages(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(1), True, "a"), Line(at(2), True, "a"))])
    assert status_by_person(found)["ana-abara-1"].outbound == 2


def test_a_row_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(1), True, "a"), Line(at(1), True, "a"))])
    assert (status_by_person(found)["ana-abara-1"].outbound, found.ignored["duplicate"]) == (1, 1)


def test_within_one_second_the_order_of_the_file_decides_who_wrote_last(tmp_path: Path) -> None:
    lines = (Line(at(1), True, "a"), Line(at(1), False, "b"))
    assert status_by_person(bring(tmp_path, [talk(*lines)]))["ana-abara-1"].state == "your_turn"
    assert status_by_person(bring(tmp_path, [talk(*reversed(lines))]))["ana-abara-1"].state == "went_quiet"


def test_an_attachment_without_words_is_an_answer(tmp_path: Path) -> None:
    lines = (Line(at(1), True, "a"), Line(at(2), False, "", attachment="https://files.example/a"))
    assert status_by_person(bring(tmp_path, [talk(*lines)]))["ana-abara-1"].state == "your_turn"


def test_a_row_without_any_content_is_an_answer(tmp_path: Path) -> None:
    lines = (Line(at(1), True, "a"), Line(at(2), False, ""))
    assert status_by_person(bring(tmp_path, [talk(*lines)]))["ana-abara-1"].state == "your_turn"


def test_two_conversations_with_one_person_are_judged_together(tmp_path: Path) -> None:
    old = talk(Line(at(1), True, "a"), key="2-old==")
    new = talk(Line(at(5), True, "b"), Line(at(6), False, "c"), key="2-new==")
    found = status_by_person(bring(tmp_path, [old, new]))["ana-abara-1"]
    assert (found.state, found.outbound, found.attempts_before_reply) == ("your_turn", 2, 2)


def test_a_silent_group_makes_nobody_unanswered(tmp_path: Path) -> None:
    found = bring(tmp_path, [Talk("2-g==", "group_thread", (ANA, BEN), (Line(at(1), True, "a"),))])
    assert (dict(found.people), found.ignored["group_thread"]) == ({}, 1)


def test_namesakes_are_two_people(tmp_path: Path) -> None:
    twin = replace(ANA, slug="ana-abara-9")
    one = talk(Line(at(1), True, "a"))
    other = talk(Line(at(1), True, "a"), Line(at(2), False, "b"), who=twin, key="2-b==")
    found = status_by_person(bring(tmp_path, [one, other]))
    assert {key: s.state for key, s in found.items()} == {"ana-abara-1": "never_replied", "ana-abara-9": "your_turn"}


def test_namesakes_without_addresses_are_never_joined_by_name(tmp_path: Path) -> None:
    twin = replace(ANA, slug="ana-abara-9")
    made = Account(ME, (ANA, twin), (talk(Line(at(1), True, "a")), talk(Line(at(2), True, "b"), key="2-b==")))
    assert len(bring(tmp_path, made, "2021").people) == 2


def test_a_name_with_a_comma_is_one_person_even_without_addresses(tmp_path: Path) -> None:
    doctor = replace(ANA, name="Ana Abara, PhD, MBA", connected=None)
    made = Account(ME, (doctor,), (talk(Line(at(1), True, "a"), who=doctor),))
    assert [one.name for one in bring(tmp_path, made, "2021").people.values()] == ["Ana Abara, PhD, MBA"]


def test_a_closed_account_is_kept_aside(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(1), True, "a"), Line(at(2), False, "b"), kind="deleted_member")])
    assert (dict(found.people), len(found.aside), found.ignored["deleted_member"]) == ({}, 2, 1)


def test_the_note_of_an_invitation_counts_once_on_the_day_it_was_sent(tmp_path: Path) -> None:
    sent = at(0, day=1)
    found = bring(tmp_path, [talk(Line(at(7, day=20), True, "May I?"), note_sent=sent)])
    one = status_by_person(found)["ana-abara-1"]
    assert (one.outbound, one.only_invitation_note) == (1, True)
    assert one.last_out is not None
    assert one.last_out.date() == sent.date()
    assert found.messages[0].whole_day


def test_a_note_is_known_by_name_where_there_are_no_addresses(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(7, day=20), True, "May I?"), note_sent=at(0))], "2021")
    assert [one.kind for one in found.messages] == ["invitation"]


def test_a_note_answered_within_hours_still_comes_first(tmp_path: Path) -> None:
    early = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    lines = (Line(early, True, "May I?"), Line(early + timedelta(minutes=5), False, "Yes"))
    one = status_by_person(bring(tmp_path, [talk(*lines, note_sent=early - timedelta(minutes=9))]))["ana-abara-1"]
    assert one.first_reply is not None and one.state == "your_turn"


def test_an_invitation_nobody_accepted_is_no_message(tmp_path: Path) -> None:
    made = Account(ME, (ANA, BEN), (talk(Line(at(1), True, "a")),), ((BEN, at(3), True, "May I?"),))
    found = bring(tmp_path, made)
    assert [(one.person, one.note, one.accepted) for one in found.invitations] == [("ben-brandt-2", True, False)]
    assert "ben-brandt-2" not in found.people


def test_connections_never_written_to_are_contacts_and_no_people(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(1), True, "a"), who=BEN)])
    assert (set(found.people), set(found.contacts)) == ({"ben-brandt-2"}, {"ana-abara-1"})
    assert found.contacts["ana-abara-1"].connected_on == date(2020, 2, 1)


def test_connections_that_hide_are_counted_and_no_contacts(tmp_path: Path) -> None:
    found = bring(tmp_path, [talk(Line(at(1), True, "a"))])
    assert found.counts["connections_hidden"] == 3
    assert found.counts["connections_rows"] == 4


def test_texts_are_kept_only_if_asked(tmp_path: Path) -> None:
    made = [talk(Line(at(1), True, "a &amp; b\x1b]0;x\x07"))]
    assert bring(tmp_path, made).messages[0].text is None
    assert bring(tmp_path, made, keep_text=True).messages[0].text == "a & b"


def test_a_folder_a_zip_and_single_tables_give_the_same(tmp_path: Path) -> None:
    made = account(5)
    files = linkedin(made)
    whole = bring(tmp_path, made)
    folder = tmp_path / "Basic_export.zip.d" / "Basic_export.zip"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    for paths in ([folder], [folder.parent], [folder / name for name in files if "Reg" not in name]):
        found = read_exports(paths)[0]
        assert status_by_person(found) == status_by_person(whole)
        assert found.ignored == whole.ignored


def test_a_zip_repacked_on_a_mac_gives_the_same(tmp_path: Path) -> None:
    made = account(6)
    files = {f"out/{name}": data for name, data in linkedin(made).items()}
    files |= {"__MACOSX/out/._messages.csv": b"\x00\x05", "out/.DS_Store": b"\x00"}
    assert status_by_person(read_exports([zipped(files, tmp_path / "a.zip.zip")])[0]) == status_by_person(
        bring(tmp_path, made)
    )


def test_a_zip_in_a_zip_gives_the_same(tmp_path: Path) -> None:
    made = account(7)
    inner = zipped(linkedin(made), tmp_path / "inner.zip").read_bytes()
    found = read_exports([zipped({"inner.zip": inner}, tmp_path / "outer.zip")])[0]
    assert status_by_person(found) == status_by_person(bring(tmp_path, made))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_tables_in_another_encoding_give_the_same(tmp_path: Path, encoding: str) -> None:
    made = account(8)
    files = {name: data.decode().encode(encoding) for name, data in linkedin(made).items()}
    assert status_by_person(read_exports([zipped(files, tmp_path / "a.zip")])[0]) == status_by_person(
        bring(tmp_path, made)
    )


def test_a_single_table_of_any_name_is_read(tmp_path: Path) -> None:
    made = account(9)
    shutil.copy(zipped(linkedin(made), tmp_path / "a.zip"), tmp_path / "b.zip")
    (tmp_path / "my talks.txt").write_bytes(linkedin(made)["messages.csv"])
    assert set(status_by_person(read_exports([tmp_path / "my talks.txt"])[0])) == set(truth(made))


def test_chats_with_a_helper_are_no_people_even_under_another_name(tmp_path: Path) -> None:
    files = linkedin(Account(ME, (ANA,), (talk(Line(at(1), True, "a")), talk(Line(at(3), True, "c"), key="2-c=="))))
    (tmp_path / "x.csv").write_bytes(files["messages.csv"])
    (tmp_path / "unknown.csv").write_bytes(files["learning_coach_messages.csv"])
    found = read_exports([tmp_path / "x.csv", tmp_path / "unknown.csv"])[0]
    assert (set(found.people), found.ignored["ai_coach"]) == ({"ana-abara-1"}, 2)


def test_a_row_without_a_date_is_counted_and_left(tmp_path: Path) -> None:
    files = linkedin(Account(ME, (ANA,), (talk(Line(at(1), True, "a"), Line(at(2), False, "b")),)))
    files["messages.csv"] = files["messages.csv"].replace(b"2026-02-01 10:02:00 UTC", b"yesterday")
    found = read_exports([zipped(files, tmp_path / "a.zip")])[0]
    assert (found.ignored["no_date"], status_by_person(found)["ana-abara-1"].state) == (1, "never_replied")


def test_a_month_in_no_known_language_keeps_the_person_without_a_date(tmp_path: Path) -> None:
    rows = [["First Name", "Last Name", "URL", "Connected On"], ["A", "B", ANA.url, "01 Xyz 2020"]]
    (tmp_path / "Connections.csv").write_bytes(as_csv(rows, "2025"))
    found = read_exports([tmp_path / "Connections.csv"])[0]
    assert found.contacts["ana-abara-1"].connected_on is None
    assert found.counts["connections_without_date"] == 1


def test_the_moment_of_the_export_is_that_of_the_zip_or_its_newest_message(tmp_path: Path) -> None:
    made = account(2)
    assert bring(tmp_path, made).as_of == NOW
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    assert bring(tmp_path, made, as_of=moment).as_of == moment


def test_a_hostile_name_comes_out_clean(tmp_path: Path) -> None:
    evil = replace(BEN, name="\x1b[31mBen [/oops] \u202e Brandt")
    found = bring(tmp_path, [talk(Line(at(1), True, "a"), Line(at(2), False, "b"), who=evil)])
    assert found.people["ben-brandt-2"].name == "Ben [/oops] Brandt"


def test_names_joined_by_a_bare_comma_are_a_group_and_titles_are_not(tmp_path: Path) -> None:
    rows = [
        ("A1", "Mara Quill", "Wenira Emberwell,Tobin Ashgrove"),
        ("A2", "Runanna Ashbank", "Mara Quill,Pell Oakhurst"),
        ("A3", "Mara Quill", "Orla Fennwick,CHS"),
        ("A4", "Mara Quill", "Runanna Ashbank"),
    ]
    head = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
    text = "".join(
        f'{key},,{sender},https://www.linkedin.com/in/{sender.split()[0].lower()},"{to}",2021-09-14 13:30:16 UTC,,hi,INBOX\n'
        for key, sender, to in rows
    )
    (tmp_path / "messages.csv").write_text(head + text)
    found = read_exports([tmp_path / "messages.csv"], ImportOptions(me=("mara",)))[0]
    assert {key: thread.kind for key, thread in found.threads.items()} == {
        "A1": "group_thread",
        "A2": "group_thread",
        "A3": "direct",
        "A4": "direct",
    }
