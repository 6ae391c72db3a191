"""How many examples a property is tried on: some in the suite that is run all day, 4 times as many in `.ci/run`.

Tests say how many there are when nobody is waiting; COACH_EXAMPLES is the share of them that is tried, 0.25 or any
number of times as many.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

SHARE = float(os.environ.get("COACH_EXAMPLES", "0.25"))
LEAST = 5
"""Examples that are tried in any case."""


def examples(count: int, **more: Any) -> settings:
    """Return the settings of a test that is tried on `count` examples, or the share of them that is asked for."""
    return settings(max_examples=max(LEAST, round(count * SHARE)), **more)
