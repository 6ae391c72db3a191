"""The settings: one record with a fixed id, saved, merged and undone like any other."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from coach.domain.clock import DAY_ENDS
from coach.domain.record import Record

SETTINGS_ID = "settings"


class HoursSpan(BaseModel):
    """Networking hours on some weekdays (0 Monday … 6 Sunday), from `start` to `end`."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    start: time = time(9, 0)
    end: time = time(18, 0)


class Settings(Record):
    """All settings; bells, hours and reminders are off by default."""

    table: ClassVar[str] = "settings"

    id: str = SETTINGS_ID
    day_ends: time = DAY_ENDS
    limit_minutes: int = Field(default=45, ge=0, le=1440)
    feed_minutes: int = Field(default=15, ge=0, le=1440)
    block_minutes: int = Field(default=25, ge=1, le=600)
    break_minutes: int = Field(default=5, ge=1, le=120)
    hours: tuple[HoursSpan, ...] = ()
    """Networking hours; none means never asked or not wanted."""
    work_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: tuple[date, ...] = ()
    bell: bool | None = None
    """None: not yet asked."""
    notify: bool | None = None
    hide: bool = False
    hide_on_blur: bool = False
    still: bool = False
    theme: str = "coach-dark"
    away_until: datetime | None = None
    """Stepped away until then; everything is silent."""
    away_since: datetime | None = None
    days_away: tuple[date, ...] = ()
    """Days on which the person had stepped away: nobody's silence grows on them."""
    support_person: str = ""
    """Whom the help page names first."""
    question: str = ""
    """The marker of the person's own question to the patterns."""
