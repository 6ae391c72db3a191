"""The goal: one small thing that is enough for a day, with an optional moment for it ("when coffee is made")."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from coach.domain.record import Day, Moment, Record

GoalState = Literal["open", "done", "not today", "let go"]
GOAL_STATES: tuple[GoalState, ...] = ("done", "not today", "let go")
"""How a goal may end: three equal words."""


class Goal(Record):
    """A goal for one day. `minutes` and `energy` (low, medium, high) say how big it is; `serves` why it is offered."""

    table: ClassVar[str] = "goals"

    day: Day
    text: str
    cue: str = ""
    state: GoalState = "open"
    closed_at: Moment | None = None
    template: str = ""
    kind: str = ""
    serves: tuple[str, ...] = ()
    minutes: int = Field(default=0, ge=0, le=1440)
    energy: str = ""
    kept: bool = False
    """It was typed by the person and is offered on other days too."""


def split_goal_trigger(line: str) -> tuple[str, str]:
    """Return (text, cue) of a goal typed in one line: "write to Ana when coffee is made".

    The cue follows the last " when " or ", when ", or stands first as "when …, I will …". A line that is
    nothing but a cue is kept whole as the text.
    """
    lower_line = line.lower()
    if lower_line.startswith("when ") and ", " in line:
        trigger, goal_text = line[5:].split(", ", 1)
        goal_text = goal_text[7:] if goal_text.lower().startswith("i will ") else goal_text
        return (goal_text, trigger) if goal_text.strip() and trigger.strip() else (line, "")
    when_index = lower_line.rfind(" when ")
    if when_index <= 0 or not line[when_index + 6 :].strip():
        return line.strip(), ""
    return line[:when_index].rstrip(" ,"), line[when_index + 6 :].strip()
