"""What all tests of the screen share: no window knows what was typed in another test's."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _nothing_typed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.ui.dialogs.line._DRAFTS", {})
