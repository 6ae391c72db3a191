"""The settings: one record with a fixed id, saved, merged and undone like any other."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)

from coach.domain.clock import DAY_ENDS, day_of
from coach.domain.record import Day, Moment, Record, WallTime

SETTINGS_ID = "settings"
Weekday = Annotated[int, Field(ge=0, le=6)]
"""0 Monday … 6 Sunday."""
EVERY_WEEKDAY = tuple(range(7))


class HoursSpan(BaseModel):
    """Networking hours on some weekdays (0 Monday … 6 Sunday), from `start` to `end`."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    days: tuple[Weekday, ...] = (0, 1, 2, 3, 4)
    start: WallTime = time(9, 0)
    end: WallTime = time(18, 0)


class Settings(Record):
    """All settings; bells, hours and reminders are off by default."""

    table: ClassVar[str] = "settings"

    id: str = SETTINGS_ID
    day_ends: WallTime = DAY_ENDS
    limit_minutes: int = Field(default=45, ge=0, le=1440)
    feed_minutes: int = Field(default=15, ge=0, le=1440)
    block_minutes: int = Field(default=25, ge=1, le=600)
    break_minutes: int = Field(default=5, ge=1, le=120)
    hours: tuple[HoursSpan, ...] = ()
    """Networking hours; none means never asked or not wanted."""
    says_hours_over: bool = False
    """coach due says at the end of the hours that the day may be done."""
    work_days: Annotated[tuple[Weekday, ...], AfterValidator(lambda days: days or EVERY_WEEKDAY)] = (0, 1, 2, 3, 4)
    """In which silence is counted. Somebody without a fixed one has all seven: then every day counts."""
    holidays: tuple[Day, ...] = ()
    year_end_off: bool = True
    """24 December to 1 January are no working days."""
    bell: bool | None = None
    """None: not yet asked."""
    notify: bool | None = None
    hide: bool = False
    hide_on_blur: bool = False
    still: bool = False
    theme: str = "coach-dark"
    away_until: Moment | None = None
    """Stepped away until then; everything is silent."""
    away_since: Moment | None = None
    days_away: tuple[Day, ...] = ()
    """Days on which the person had stepped away: they do not count as silence."""
    calendar_file: str = ""
    """The path of the calendar file with follow-ups and meetings; "" for none."""
    calendar_names: bool = True
    """The calendar file names people."""
    support_person: str = ""
    """Whom the help page names first."""
    every: tuple[str, ...] = ()
    """How often one would like to be in touch with people of a tag or a tie: "#mentor 4w"."""
    follow_up_gaps: tuple[str, ...] = ()
    """Working days before a follow-up that the person chose: "cold 10", "second 14"."""
    question: str = ""
    """The marker of the person's own question to the patterns."""

    def day_of(self, at: datetime) -> date:
        """Return the day that the aware moment `at` belongs to: after midnight, the one before, until `day_ends`."""
        return day_of(at, self.day_ends)

    def is_away(self, now: datetime) -> bool:
        """Return whether the person has stepped away and is not back at `now`."""
        return self.away_until is not None and self.away_until > now

    @model_validator(mode="wrap")
    @classmethod
    def _skip_impossible_fields(cls, values: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Leave out impossible values, so that one of them does not reset all settings to their defaults."""
        try:
            return read(values)
        except ValidationError as error:
            impossible_fields = {error_detail["loc"][0] for error_detail in error.errors() if error_detail["loc"]}
            if not isinstance(values, dict) or not impossible_fields & values.keys() or "id" in impossible_fields:
                raise
            return read({name: value for name, value in values.items() if name not in impossible_fields})
