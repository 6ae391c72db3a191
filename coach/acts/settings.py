"""Every setting with the text that explains it, and the actions that change one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from coach.acts.change import Act, Change
from coach.advice.hours import parse, spoken
from coach.domain.book import Book
from coach.domain.settings import Settings
from coach.domain.text import clean, did_you_mean
from coach.errors import NotUnderstood

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YES, NO = frozenset({"yes", "on", "true", "1"}), frozenset({"no", "off", "false", "0"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to choose. `read` turns typed text into a value and raises NotUnderstood; `show` is its reverse."""

    key: str
    field: str
    title: str
    why: str
    read: Callable[[str], Any]
    show: Callable[[Any], str]
    toggles: bool = False


def change(key: str, typed: str) -> Act:
    """Set one setting from typed text. Raises NotUnderstood for an unknown key or a value that does not fit."""
    setting = named(key)
    value = setting.read(clean(typed))

    def run_action(book: Book, now: datetime) -> Change:
        record = book.settings.but(**{setting.field: value})
        return Change(f"Set: {setting.title}, {setting.show(value)}.", (record,), about=record.id)

    return run_action


def toggle(key: str) -> Act:
    """Switch a yes-or-no setting to its other value."""
    setting = named(key)

    def run_action(book: Book, now: datetime) -> Change:
        value = not getattr(book.settings, setting.field)
        record = book.settings.but(**{setting.field: value})
        return Change(f"Set: {setting.title}, {setting.show(value)}.", (record,), about=record.id)

    return run_action


def named(key: str) -> Setting:
    """Return the setting called `key`. Raises NotUnderstood with the nearest name."""
    low = key.strip().lower().replace("_", "-")
    found = next((s for s in SETTINGS if s.key == low), None)
    if found is not None:
        return found
    hint = did_you_mean(low, [s.key for s in SETTINGS], "coach set lists them all.")
    raise NotUnderstood(f'There is no setting "{clean(key, 40)}".', hint=hint)


def shown(setting: Setting, settings: Settings) -> str:
    """Return the value of a setting as a person would type it."""
    return setting.show(getattr(settings, setting.field))


def _minutes(least: int, most: int) -> Callable[[str], int]:
    def read(typed: str) -> int:
        word = typed.strip().removesuffix("min").removesuffix("m").strip()
        if not word.isdecimal() or not least <= int(word) <= most:
            raise NotUnderstood(f'"{typed}" does not fit.', hint=f"Minutes from {least} to {most}.")
        return int(word)

    return read


def _yes_no(typed: str) -> bool:
    low = typed.strip().lower()
    if low not in YES | NO:
        raise NotUnderstood(f'"{typed}" does not fit.', hint="yes or no.")
    return low in YES


def _show_yes_no(value: bool | None) -> str:
    return "not asked yet" if value is None else "yes" if value else "no"


def _clock(typed: str) -> time:
    hour, _, minute = typed.strip().partition(":")
    if not (hour.isdecimal() and (minute or "0").isdecimal() and int(hour) < 24 and int(minute or 0) < 60):
        raise NotUnderstood(f'"{typed}" is no time of day.', hint="Try 4:00.")
    return time(int(hour), int(minute or 0))


def days(typed: str) -> tuple[int, ...]:
    """Return the weekdays that "mon-fri", "mon wed sat" or "none" name, 0 Monday … 6 Sunday. Raises NotUnderstood."""
    found: set[int] = set()
    for part in typed.lower().replace(",", " ").split():
        if part == "none":
            continue
        first, _, last = part.partition("-")
        start, end = _day(first), _day(last or first)
        found |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return tuple(sorted(found))


def _day(word: str) -> int:
    for n, name in enumerate(DAYS):
        if len(word) >= 2 and word[:3] == name[: len(word[:3])]:
            return n
    raise NotUnderstood(f'"{clean(word, 20)}" is no weekday.', hint="Try mon-fri, or mon wed sat.")


def show_days(value: tuple[int, ...]) -> str:
    """Return weekdays as "mon-fri" or "mon wed sat"."""
    if not value:
        return "none"
    if len(value) > 2 and value == tuple(range(value[0], value[-1] + 1)):
        return f"{DAYS[value[0]]}-{DAYS[value[-1]]}"
    return " ".join(DAYS[n] for n in value)


def _dates(typed: str) -> tuple[date, ...]:
    try:
        return tuple(sorted({date.fromisoformat(word) for word in typed.replace(",", " ").split() if word != "none"}))
    except ValueError:
        raise NotUnderstood(f'"{clean(typed, 40)}" is no list of dates.', hint="Try 2026-12-25 2026-12-26.") from None


def _show_dates(value: tuple[date, ...]) -> str:
    return " ".join(day.isoformat() for day in value) or "none"


def _text(typed: str) -> str:
    return "" if typed.strip().lower() == "none" else clean(typed, 60)


def _theme(typed: str) -> str:
    name = typed.strip().lower()
    if name in THEMES:
        return name
    hint = did_you_mean(name, THEMES, f"There are {', '.join(THEMES)}.")
    raise NotUnderstood(f'There are no colours called "{clean(typed, 40)}".', hint=hint)


def _show_text(value: str) -> str:
    return value or "none"


THEMES = (
    "coach-dark", "coach-light", "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe",
    "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord",
    "rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark",
    "textual-light", "tokyo-night",
)  # fmt: skip
"""Ours and Textual's, by name: the shell chooses among them without starting Textual."""

SETTINGS: tuple[Setting, ...] = (
    Setting("limit", "limit_minutes", "minutes of networking a day", "When they are used, the coach says so once.",
            _minutes(0, 1440), str),
    Setting("feed", "feed_minutes", "minutes of reading feeds a day", "Feeds have no natural end, so they get one.",
            _minutes(0, 1440), str),
    Setting("block", "block_minutes", "minutes of a block", "What f starts. 25 is common; your own rhythm is as good.",
            _minutes(1, 600), str),
    Setting("break", "break_minutes", "minutes of a break", "Offered after a block, away from the screen.",
            _minutes(1, 120), str),
    Setting("day-ends", "day_ends", "when a day ends", "What you do at half past one belongs to the evening before.",
            _clock, lambda value: f"{value:%H:%M}"),
    Setting("hours", "hours", "networking hours", "Outside them nothing rings; mon-fri 9-12, 13:30-17:30, or off.",
            parse, spoken),
    Setting("work-days", "work_days", "working days", "Silence is counted in these, so a weekend is not a wait.",
            days, show_days),
    Setting("holidays", "holidays", "holidays", "Days that do not count as working days.", _dates, _show_dates),
    Setting("bell", "bell", "bell at the end of a block", "Off unless you like it; nothing rings outside your hours.",
            _yes_no, _show_yes_no, toggles=True),
    Setting("notify", "notify", "desktop notification", "Off unless you like it; needs the extra called notify.",
            _yes_no, _show_yes_no, toggles=True),
    Setting("hide", "hide", "start with names hidden", "For open offices and shared screens; h shows them.",
            _yes_no, _show_yes_no, toggles=True),
    Setting("hide-on-blur", "hide_on_blur", "hide when the window is left", "Names go when you look elsewhere.",
            _yes_no, _show_yes_no, toggles=True),
    Setting("still", "still", "no movement on the screen", "Everything appears at once; nothing slides.",
            _yes_no, _show_yes_no, toggles=True),
    Setting("theme", "theme", "colours", "coach-dark, coach-light, or any theme of Textual.", _theme, str),
    Setting("support-person", "support_person", "whom the help page names first", "Somebody you would call.",
            _text, _show_text),
)  # fmt: skip
