"""Store the data in TinyDB JSON files, so that no saved record is lost."""

from __future__ import annotations

from coach.store.repository import Store

__all__ = ["Store"]
