"""Who owns a mailbox: mail that others sent lies in the sent folder at times, and does not make them the owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports

ME, ALIAS, ILSE, BO = "mara@here.example", "mara@old.example", "ilse@kormann.example", "bo@ash.example"


def write_mailbox(path: Path, *letters: tuple[str, str]) -> Path:
    path.write_text(
        "".join(
            f"From x Tue Nov {day} 08:00:00 2026\nFrom: {sender}\nTo: {to}\nDate: {day} Nov 2026 08:00:00 +0100\n"
            f"Message-ID: <{day}@x>\n\nHi\n\n"
            for day, (sender, to) in enumerate(letters, start=10)
        ),
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("me", [(ME,), ()])
def test_whoever_wrote_to_the_owner_only_is_no_owner(tmp_path: Path, me: tuple[str, ...]) -> None:
    path = write_mailbox(tmp_path / "sent.mbox", (ME, ILSE), (ME, BO), (ILSE, ME))
    (found,) = read_exports([path], ImportOptions(me=me))
    assert sorted((m.person, m.outbound) for m in found.messages) == [(BO, True), (ILSE, False), (ILSE, True)]


def test_another_address_of_the_owner_wrote_to_others(tmp_path: Path) -> None:
    path = write_mailbox(tmp_path / "Sent.mbox", (ME, ILSE), (ALIAS, BO), (ALIAS, ME))
    (found,) = read_exports([path], ImportOptions(me=(ME,)))
    assert sorted((m.person, m.outbound) for m in found.messages) == [(BO, True), (ILSE, True)]
