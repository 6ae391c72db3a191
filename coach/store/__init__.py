"""Store the data in TinyDB JSON files, written so that no saved record is ever lost."""

from __future__ import annotations

from coach.store.engine import PLAIN, Codec
from coach.store.form import Doc, Docs
from coach.store.store import Loaded, Store

__all__ = ["PLAIN", "Codec", "Doc", "Docs", "Loaded", "Store"]
