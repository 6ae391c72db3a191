"""The tests of this room do not wait for the disk: `test_power` proves every fsync, on a model."""

from __future__ import annotations

import os
from uuid import UUID

import pytest


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda fd: None)


@pytest.fixture(autouse=True)
def one_data_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all computers of a test have begun with the same data; test_identity.py is about those that have not."""
    monkeypatch.setattr("coach.store.repository.uuid4", lambda: UUID(int=7))
