"""Contacts in the real program: an address book on an empty folder, and the first message to somebody in it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.test_shell import env, said
from tests.terminal import Terminal

__all__ = ["env"]

CONNECTIONS = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Orla,Fennwick,https://www.linkedin.com/in/orla-fennwick-3,,ACME Ltd.,Director,09 Sep 2026
Ilse,Kormann,https://www.linkedin.com/in/ilse-kormann-22,,Quillvale,Editor,02 Feb 2026
"""


def test_connections_alone_complete_a_name_and_give_employer_and_link(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "Connections.csv").write_text(CONNECTIONS)
    with Terminal(env=env) as terminal:
        terminal.wait_for("networking|mood")
        terminal.press("I")
        terminal.wait_for("Import")
        terminal.press(str(tmp_path / "Connections.csv"), "enter")
        terminal.wait_for("Contacts: 2 new")
        terminal.press("enter")
        terminal.wait_for("Imported: 2 contacts")
        terminal.press("o", *"orl")
        terminal.wait_for("Orla Fennwick")
        terminal.press("tab", "enter")
        terminal.wait_for("you wrote to Orla Fennwick")
        terminal.press("q")
        assert terminal.wait_end() == 0

    assert said(env, "at", "ACME").splitlines() == ["Orla Fennwick, Director"]
    assert said(env, "at", "Quillvale").splitlines() == ["contact: Ilse Kormann, Editor"]
    orla = json.loads(said(env, "person", "Orla", "--json"))
    assert (orla["company"], orla["position"]) == ("ACME Ltd.", "Director")
    assert orla["handles"] == {"linkedin": "https://www.linkedin.com/in/orla-fennwick-3"}
    assert "contact: Ilse Kormann" in said(env, "find", "kormann")
