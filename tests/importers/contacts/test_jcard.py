"""Address books as jCards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.importers.invented import read_file

ANA = [
    ["version", {}, "text", "4.0"],
    ["fn", {}, "text", "Ana Abara, PhD"],
    ["n", {}, "text", ["Abara", "Ana", "", "", ["PhD"]]],
    ["org", {}, "text", ["Isobar, Inc.", "Tides"]],
    ["title", {}, "text", "Lead"],
    ["email", {"type": "work"}, "text", "ana@isobar.example"],
    ["tel", {"type": ["work", "voice"]}, "uri", "tel:+1-555-0100"],
    ["url", {}, "uri", "https://isobar.example/ana"],
    ["bday", {}, "date", "--04-23"],
    ["photo", {}, "uri", "data:image/png;base64,AAAA"],
]
BEN = [
    ["version", {}, "text", "4.0"],
    ["n", {}, "text", ["Marsh", "Ben", ["van", "der"], "", ""]],
    ["uid", {}, "text", "b1"],
]
TEAM = [["kind", {}, "text", "group"], ["fn", {}, "text", "Tides"]]


@pytest.mark.parametrize("document", [["vcard", ANA], [["vcard", ANA]], ["vcard", ANA, []]])
def test_a_card_is_a_contact(tmp_path: Path, document: list[Any]) -> None:
    found = read_file(tmp_path, "contacts.json", json.dumps(document))
    (ana,) = found.contacts.values()
    assert (found.format, ana.name, ana.company, ana.position) == ("vcard", "Ana Abara, PhD", "Isobar, Inc.", "Lead")
    assert (ana.handle, ana.birthday) == ("ana@isobar.example", "--04-23")
    assert ana.links == ("https://isobar.example/ana", "tel:+1-555-0100")


def test_a_list_of_cards_without_groups(tmp_path: Path) -> None:
    found = read_file(
        tmp_path, "contacts.json", json.dumps([["vcard", ANA], ["vcard", BEN], ["vcard", TEAM], 7, ["vcard"]])
    )
    assert {key: one.name for key, one in found.contacts.items()} == {
        "ana@isobar.example": "Ana Abara, PhD",
        "b1": "Ben van der Marsh",
    }
    assert found.ignored == {"group": 1, "damaged": 2}


@pytest.mark.parametrize("mark", [{"pref": "1"}, {"PREF": 1}, {"type": ["home", "pref"]}, {"type": "pref", "x": {}}])
def test_what_a_card_prefers_comes_first(tmp_path: Path, mark: dict[str, Any]) -> None:
    odd: list[Any] = [[], None, "pref", {"pref": [[[]]]}, {"pref": {}}]
    mails = [["email", {"pref": "30"}, "text", "old@x.example"], ["email", mark, "text", "ana@x.example"]]
    mails += [["email", one, "text", f"m{number}@x.example"] for number, one in enumerate(odd)]
    (ana,) = read_file(tmp_path, "a.json", json.dumps(["vcard", [*ANA[:3], *mails]])).contacts.values()
    assert (ana.handle, len(ana.aliases)) == ("ana@x.example", 6)
