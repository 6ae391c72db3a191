"""Whose LinkedIn export it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.importers.import_report import status_by_person
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.importers.invented import ANA, BEN, ME, at, bring, talk
from tests.importers.make import Account, Line, Who, account
from tests.importers.render import linkedin, zipped


def test_the_owner_is_found_by_invitations_and_by_presence(tmp_path: Path) -> None:
    assert bring(tmp_path, account(1)).owner == "mo-quist-1"
    assert bring(tmp_path, account(1), "2021").owner == "mo-quist-1"


def test_the_owner_of_a_single_conversation_is_found_by_the_profile(tmp_path: Path) -> None:
    assert bring(tmp_path, [talk(Line(at(1), False, "a"), Line(at(2), False, "b"))]).owner == "mo-quist"


def test_an_owner_who_never_wrote_is_found_by_name_in_the_old_layout(tmp_path: Path) -> None:
    made = [talk(Line(at(1), False, "a")), talk(Line(at(2), False, "b"), who=BEN, key="2-b==")]
    found = bring(tmp_path, made, "2021")
    assert {one.state for one in status_by_person(found).values()} == {"inbound_only"}
    assert len(found.people) == 2


def test_a_contact_in_more_conversations_is_not_taken_for_the_owner_of_the_old_layout(tmp_path: Path) -> None:
    made = [
        talk(Line(at(1), True, "a"), who=BEN),
        talk(Line(at(2), False, "b"), key="2-b=="),
        talk(Line(at(3), False, "c"), key="2-c=="),
    ]
    assert bring(tmp_path, made, "2021").owner == "mo-quist"


def test_owners_whose_invitations_and_messages_disagree_are_asked(tmp_path: Path) -> None:
    files = linkedin(account(12))
    files["Invitations.csv"] = files["Invitations.csv"].replace(b"mo-quist-12", b"x-y").replace(b"Mo Quist", b"X Y")
    found = read_exports([zipped(files, tmp_path / "a.zip")])[0]
    assert (found.owner, found.owner_candidates) == (None, ("mo-quist-12", "x-y"))


def test_an_owner_in_doubt_is_asked_for(tmp_path: Path) -> None:
    table = linkedin(Account(ME, (ANA,), (talk(Line(at(1), True, "a")),)))["messages.csv"]
    (tmp_path / "messages.csv").write_bytes(table)
    found = read_exports([tmp_path / "messages.csv"])[0]
    assert (found.owner, found.owner_candidates, dict(found.people)) == (None, ("ana-abara-1", "mo-quist"), {})
    assert "--me" in found.warnings[0]


@pytest.mark.parametrize("me", ["mo-quist", "https://www.linkedin.com/in/Mo-Quist/", "mo quist", "name:mo quist"])
def test_who_says_who_they_are_is_believed(tmp_path: Path, me: str) -> None:
    table = linkedin(Account(ME, (ANA,), (talk(Line(at(1), True, "a")),)))["messages.csv"]
    (tmp_path / "messages.csv").write_bytes(table)
    found = read_exports([tmp_path / "messages.csv"], ImportOptions(me=(me,)))[0]
    assert (found.owner, set(found.people)) == ("mo-quist", {"ana-abara-1"})


def test_a_name_that_nobody_has_is_said_and_asked_about(tmp_path: Path) -> None:
    table = linkedin(Account(ME, (ANA,), (talk(Line(at(1), True, "a")),)))["messages.csv"]
    (tmp_path / "messages.csv").write_bytes(table)
    found = read_exports([tmp_path / "messages.csv"], ImportOptions(me=("Nobody Here",)))[0]
    assert (found.owner, found.warnings[0].split(".")[0]) == (None, "None of these messages names Nobody Here")


def test_a_mail_address_is_meant_for_a_mailbox_beside_the_export(tmp_path: Path) -> None:
    talks = (talk(Line(at(1), True, "a")), talk(Line(at(2), True, "b"), who=BEN, key="2"))
    (tmp_path / "messages.csv").write_bytes(linkedin(Account(ME, (ANA, BEN), talks))["messages.csv"])
    alone = read_exports([tmp_path / "messages.csv"])[0]
    found = read_exports([tmp_path / "messages.csv"], ImportOptions(me=("mo@quist.example",)))[0]
    assert found.owner == alone.owner == "mo-quist"


def test_an_owner_who_changed_the_address_is_one_owner(tmp_path: Path) -> None:
    made = account(11)
    files = linkedin(made)
    rows = files["messages.csv"].decode()
    first = next(one.key for one in made.talks if one.kind == "direct")
    lines = [line.replace("mo-quist-11", "mo-old") if first in line else line for line in rows.split("\n")]
    files["messages.csv"] = "\n".join(lines).encode()
    assert status_by_person(read_exports([zipped(files, tmp_path / "a.zip")])[0]) == status_by_person(
        bring(tmp_path, made)
    )


def test_a_profile_with_the_owners_name_is_another_person(tmp_path: Path) -> None:
    twin = Who("Mo Quist", "mo-quist-other")
    made = [
        talk(Line(at(1), True, "a")),
        talk(Line(at(2), True, "a"), Line(at(3), False, "b"), who=twin, key="2-b=="),
    ]
    found = bring(tmp_path, made)
    assert (found.owner, status_by_person(found)["mo-quist-other"].state) == ("mo-quist", "your_turn")
