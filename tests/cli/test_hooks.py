"""The hooks of config.toml, run by the commands of the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.cli.main import run_command_line
from coach.hooks import HOOK_EVENTS
from coach.paths import find_config_file


def test_each_event_runs_its_hook_with_what_happened(tmp_path: Path) -> None:
    record, config = tmp_path / "record", find_config_file()
    config.parent.mkdir(parents=True)
    script = f'echo "$COACH_EVENT $COACH_KIND $COACH_MINUTES $COACH_INTENTION" >> {record}'
    config.write_text("[hooks]\n" + "".join(f"{event} = ['sh', '-c', '{script}']\n" for event in HOOK_EVENTS))
    for line in ("set limit 15", "focus 25 messages --ago 20m --for thanks", "focus stop", "focus break away",
                 "away tomorrow", "back"):  # fmt: skip
        assert run_command_line(line.split()) == 0
    start, end, limit, pause, away, back = record.read_text().splitlines()
    assert (start, end) == ("on_block_start messages 25 thanks", "on_block_end messages 20 thanks")
    assert limit.split() == ["on_limit", "20"]
    assert pause.startswith("on_break break ")
    assert (away.strip(), back.split()) == ("on_step_away", ["on_back", "break", "0"])


@pytest.mark.parametrize(("worked", "stop", "minutes"), [(52, "focus stop", 25), (52, "focus stop --all", 52)])
def test_the_hook_of_an_end_gets_the_minutes_that_the_line_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], worked: int, stop: str, minutes: int
) -> None:
    record, config = tmp_path / "record", find_config_file()
    config.parent.mkdir(parents=True)
    config.write_text(f"[hooks]\non_block_end = ['sh', '-c', 'echo $COACH_MINUTES > {record}']\n")
    for line in (f"focus 25 messages --ago {worked}m", stop):
        assert run_command_line(line.split()) == 0
    assert f"messages · {minutes} min" in capsys.readouterr().out
    assert record.read_text().strip() == str(minutes)
