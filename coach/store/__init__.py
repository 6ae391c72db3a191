"""Where things are kept: one small TinyDB JSON file, written so that nothing acknowledged is ever gone.

The only rooms that import tinydb. They know documents (plain JSON values with an id, a moment of change and a
tombstone flag), not what the documents mean. `Store` is the door; everything else here serves it.
"""

from __future__ import annotations

from coach.store.engine import PLAIN, Codec
from coach.store.form import Doc, Docs
from coach.store.state import Loaded
from coach.store.store import Store

__all__ = ["PLAIN", "Codec", "Doc", "Docs", "Loaded", "Store"]
