"""The page of a person, finding, the draft box and its texts as they look. Pictures are kept beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.snapshots.test_first_screen import SIZES, Compare, app_on, press

LOOKS = {
    "page": "slash p r i y a enter",
    "menu": "down down down space",
    "find": "slash q u e u",
    "texts": "slash p r i y a enter c",
    "draft": "slash p r i y a enter c 1",
    "form": "slash p r i y a enter e",
}


@pytest.mark.parametrize("size", ["first", "medium"])
@pytest.mark.parametrize("look", LOOKS)
def test_it_looks_the_same(snap_compare: Compare, look: str, size: str) -> None:
    folder = Path.home() / "coach"  # so that the path of the texts reads the same everywhere
    assert snap_compare(
        app_on(folder, state="typical"), terminal_size=SIZES[size], run_before=press(*LOOKS[look].split())
    )
