"""The example for scripts in docs/file-format.md works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coach.actions.moods import log_mood
from coach.domain.mood import Mood
from coach.service import CoachService
from tests.conftest import FakeClock

DOCS = Path(__file__).parents[2] / "docs" / "file-format.md"


def test_the_example_adds_a_mood_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".local" / "share" / "coach"
    CoachService(folder, clock).execute(log_mood(2))
    example = re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    exec(example[1], {})
    service = CoachService(folder, clock).open_folder()
    assert sorted(mood.value for mood in service.journal.list_records(Mood)) == [2, 4]
    assert service.collect_notices() == ()
    service.execute(log_mood(5))
