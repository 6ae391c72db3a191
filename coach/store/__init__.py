"""Store the data in TinyDB JSON files, written so that no saved record is ever lost."""

from __future__ import annotations

from coach.store.codec import Doc, Docs
from coach.store.repository import LoadResult, Store
from coach.store.tinydb_storage import PLAIN_CODEC, StorageCodec

__all__ = ["PLAIN_CODEC", "Doc", "Docs", "LoadResult", "StorageCodec", "Store"]
