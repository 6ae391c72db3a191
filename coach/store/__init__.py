"""Store the data in TinyDB JSON files, so that no saved record is lost."""

from __future__ import annotations

from coach.store.repository import LoadResult, Store

__all__ = ["LoadResult", "Store"]
