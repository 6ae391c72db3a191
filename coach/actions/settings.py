"""Every setting with the text that explains it, and the actions that change one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from importlib import import_module
from typing import Any

from coach.actions.result import ActionResult, action
from coach.advice.questions_asked_once import HOURS_TOPIC
from coach.domain.advice_records import AdviceAnswer
from coach.domain.cadence import format_cadence_rules, parse_cadence_rules
from coach.domain.follow_up_gaps import format_follow_up_gaps, parse_follow_up_gaps
from coach.domain.journal import Journal
from coach.domain.networking_hours import format_hours, parse_hours
from coach.domain.settings import EVERY_WEEKDAY, Settings
from coach.domain.text import NOTE_LIMIT, clean_text, clean_typed_text, format_suggestion
from coach.domain.typed_dates import format_weekdays, parse_calendar_date, parse_weekdays
from coach.domain.typed_times import parse_clock_time, split_duration
from coach.domain.wording import OFF_WORDS
from coach.errors import InvalidInput
from coach.paths import expand_path

YES_WORDS, NO_WORDS = frozenset({"yes", "on", "true", "1"}), frozenset({"no", "off", "false", "0"})


@dataclass(frozen=True, slots=True)
class SettingField:
    """One thing to choose. `parse_value` reads typed text as of a day; `format_value` is its reverse.

    `parse_value` raises InvalidInput for a value that does not fit.
    """

    key: str
    field: str
    title: str
    reason: str
    parse_value: Callable[[str, date], Any]
    format_value: Callable[[Any], str]
    can_toggle: bool = False


@action
def save_setting(journal: Journal, now: datetime, setting_key: str, typed: str) -> ActionResult:
    """Set one setting from typed text. Raises InvalidInput for an unknown key or a value that does not fit."""
    setting = find_setting(setting_key)
    value = setting.parse_value(clean_typed_text(typed, NOTE_LIMIT), journal.settings.day_of(now))
    return _save_value(journal, setting, value)


@action
def toggle_setting(journal: Journal, now: datetime, setting_key: str) -> ActionResult:
    """Switch a yes-or-no setting to its other value."""
    setting = find_setting(setting_key)
    return _save_value(journal, setting, not getattr(journal.settings, setting.field))


def _save_value(journal: Journal, setting: SettingField, value: Any) -> ActionResult:
    settings = journal.settings.copy_with(**{setting.field: value})
    return ActionResult(f"Set: {setting.title}, {setting.format_value(value)}.", (settings,))


def find_setting(setting_key: str) -> SettingField:
    """Return the setting called `setting_key`. Raises InvalidInput with the nearest name."""
    key = setting_key.strip().lower().replace("_", "-")
    for setting in SETTING_FIELDS:
        if setting.key == key:
            return setting
    hint = format_suggestion(key, [setting.key for setting in SETTING_FIELDS], "coach set lists them all.")
    raise InvalidInput(f'There is no setting "{clean_text(setting_key, 40)}".', hint=hint)


def format_setting(setting: SettingField, settings: Settings) -> str:
    """Return the value of a setting as a person would type it."""
    return setting.format_value(getattr(settings, setting.field))


@action
def choose_block_end_signal(journal: Journal, now: datetime, *, bell: bool, notify: bool) -> ActionResult:
    """Choose how the end of a block is noticed, beyond what the screen shows."""
    chosen = [signal for signal, is_chosen in (("a bell", bell), ("a notification", notify)) if is_chosen]
    message = f"Blocks will now end with {' and '.join(chosen) or 'a line on the screen'}."
    return ActionResult(message, (journal.settings.copy_with(bell=bell, notify=notify),))


@action
def set_networking_hours(journal: Journal, now: datetime, line: str) -> ActionResult:
    """Set the networking hours typed in `line`, "off" for none; either answers the question about them."""
    hours = parse_hours(line)
    answer = AdviceAnswer(topic=HOURS_TOPIC, at=now, day=journal.settings.day_of(now), outcome="answered")
    message = f"Networking hours: {format_hours(hours)}." if hours else "No networking hours. Any time is fine."
    return ActionResult(message, (journal.settings.copy_with(hours=hours), answer))


def _parse_minutes(typed: str, least: int, most: int) -> int:
    other_words, minutes = split_duration(typed)
    if minutes is None and other_words.isdecimal():
        other_words, minutes = "", int(other_words)
    elif least == 0 and other_words.lower() in ("off", "none", "no", "no limit"):
        other_words, minutes = "", 0
    if other_words or minutes is None or not least <= minutes <= most:
        or_none = ', or "none"' if least == 0 else ""
        hint = f"Type a number from {least} to {most}{or_none}."
        raise InvalidInput(f'"{typed}" is not a number of minutes.', hint=hint)
    return minutes


def _parse_yes_no(typed: str) -> bool:
    yes_or_no = typed.strip().lower()
    if yes_or_no not in YES_WORDS | NO_WORDS:
        raise InvalidInput(f'"{typed}" is not yes or no.', hint="Type yes or no.")
    return yes_or_no in YES_WORDS


def _format_yes_no(value: bool | None) -> str:
    return "not asked yet" if value is None else "yes" if value else "no"


def _parse_clock(typed: str) -> time:
    typed_clock = typed.strip().lower()
    clock_time = parse_clock_time(f"{typed_clock}:00" if typed_clock.isdecimal() else typed_clock)
    if clock_time is None:
        raise InvalidInput(f'"{typed}" is not a time of day.', hint="Try 4:00.")
    return clock_time


def _parse_dates(typed: str, today: date) -> tuple[date, ...]:
    dates: set[date] = set()
    for part in typed.split(","):
        words = part.lower().split()
        try:
            dates |= {date.fromisoformat(word) for word in words if word != "none"}
        except ValueError:
            day = parse_calendar_date(" ".join(words), today, coming=True)
            if day is None:
                title = f'"{clean_text(typed, 40)}" is not a list of dates.'
                raise InvalidInput(title, hint="Try 2026-12-25 2026-12-26.") from None
            dates.add(day)
    return tuple(sorted(dates))


def parse_holidays(typed: str, today: date) -> tuple[date, ...]:
    """Return the holidays that dates or a region ("DE-BE", "US-CA", "FR") name. Raises InvalidInput.

    The days of a region are worked out once, for ten years from last year on, by the `holidays` library.
    """
    region = re.fullmatch(r"([A-Za-z]{2})(?:-([A-Za-z0-9]{1,3}))?", typed.strip())
    if region is None:
        return _parse_dates(typed, today)
    try:
        holidays_library = import_module("holidays")
    except ImportError:
        raise InvalidInput(
            "Holidays of a region need one more package.",
            hint="pip install 'networking-coach[holidays]' installs it. Or type dates: 2026-12-25 2026-12-26.",
        ) from None
    years = range(today.year - 1, today.year + 9)
    country, part = region[1].upper(), (region[2] or "").upper() or None
    try:
        return tuple(sorted(holidays_library.country_holidays(country, subdiv=part, years=years)))
    except NotImplementedError:
        raise InvalidInput(
            f'There is no region "{clean_text(typed, 20)}".', hint="Try DE-BE, AT, CH-ZH, FR, GB-SCT or US-CA."
        ) from None


def _parse_text(typed: str) -> str:
    return "" if typed.strip().lower() == "none" else clean_typed_text(typed, 60)


def _parse_calendar_path(typed: str) -> str:
    if typed.strip().lower() in OFF_WORDS:
        return ""
    path = expand_path(typed.strip()).absolute()
    if path.suffix.lower() != ".ics":
        raise InvalidInput(
            f'"{clean_text(path.name, 40)}" is not a calendar file.', hint="The name of a calendar file ends in .ics."
        )
    if not path.parent.is_dir():
        raise InvalidInput(
            f"There is no folder {clean_text(str(path.parent), 200)}.",
            hint="Give a file in a folder that exists: ~/Documents/coach.ics",
        )
    return str(path)


def _parse_theme(typed: str) -> str:
    name = typed.strip().lower()
    if name in THEME_NAMES:
        return name
    if name == "list":
        raise InvalidInput("Type the name of a theme.", hint=f"Themes: {', '.join(THEME_NAMES)}.")
    hint = format_suggestion(name, THEME_NAMES, f"Themes: {', '.join(THEME_NAMES)}.")
    raise InvalidInput(f'There is no theme called "{clean_text(typed, 40)}".', hint=hint)


def _format_or_none(value: int | str) -> str:
    return str(value or "none")


THEME_NAMES = (
    "coach-dark", "coach-light", "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe",
    "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord",
    "rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark",
    "textual-light", "tokyo-night",
)  # fmt: skip
"""Ours and Textual's, by name: the shell chooses among them without starting Textual."""


def _on_any_day(parse: Callable[[str], Any]) -> Callable[[str, date], Any]:
    """Return a parser for a value that means the same on every day."""
    return lambda typed, today: parse(typed)


def _minutes_field(
    setting_key: str, field: str, title: str, reason: str, least_minutes: int, most_minutes: int
) -> SettingField:
    parse = partial(_parse_minutes, least=least_minutes, most=most_minutes)
    return SettingField(setting_key, field, title, reason, _on_any_day(parse), _format_or_none)


def _yes_no_field(setting_key: str, field: str, title: str, reason: str) -> SettingField:
    return SettingField(setting_key, field, title, reason, _on_any_day(_parse_yes_no), _format_yes_no, can_toggle=True)


SETTING_FIELDS: tuple[SettingField, ...] = (
    _minutes_field(
        "limit", "limit_minutes", "minutes of networking a day", "When you reach it, the coach tells you once.", 0,
        1440
    ),
    _minutes_field(
        "feed", "feed_minutes", "minutes of reading and searching a day",
        "Feeds have no natural end, so you set one here.", 0, 1440
    ),
    _minutes_field(
        "block", "block_minutes", "length of a block, in minutes",
        "25 minutes is common; 1 to 600 can be set.", 1, 600
    ),
    _minutes_field(
        "break", "break_minutes", "length of a break, in minutes", "Offered after a block, away from the screen.",
        1, 120
    ),
    SettingField(
        "day-ends", "day_ends", "when a day ends", "Anything before this time counts as the day before.",
        _on_any_day(_parse_clock), lambda value: f"{value:%H:%M}"
    ),
    SettingField(
        "hours", "hours", "networking hours", "Outside them nothing rings. Type mon-fri 9-12, 13:30-17:30, or off.",
        _on_any_day(parse_hours), format_hours
    ),
    _yes_no_field(
        "hours-end", "says_hours_over", "say when the hours are over",
        "At the end of your hours, coach due says once that you can stop for today."
    ),
    SettingField(
        "work-days", "work_days", "working days",
        "Silence is counted in working days. To count every day, type mon-sun.",
        _on_any_day(lambda typed: parse_weekdays(typed) or EVERY_WEEKDAY), format_weekdays
    ),
    SettingField(
        "holidays", "holidays", "holidays", "Days without work: dates, or a region such as DE-BE.", parse_holidays,
        lambda days: " ".join(day.isoformat() for day in days) or "none"
    ),
    _yes_no_field(
        "year-end-off", "year_end_off", "24 December to 1 January are days off",
        "No follow-up is due then, and no silence is counted."
    ),
    _yes_no_field(
        "bell", "bell", "bell at the end of a block", "Off until you turn it on; nothing rings outside your hours."
    ),
    _yes_no_field(
        "notify", "notify", "desktop notification",
        "Off until you turn it on. If no notification appears: pip install 'networking-coach[notify]'"
    ),
    _yes_no_field("hide", "hide", "start with names hidden", "For open offices and shared screens."),
    _yes_no_field(
        "hide-on-blur", "hide_on_blur", "hide names when you leave the window",
        "Names are hidden while another window has the focus."
    ),
    _yes_no_field("still", "still", "stop all movement on the screen", "Everything appears at once; nothing slides."),
    SettingField(
        "theme", "theme", "colours", "coach-dark, coach-light, or another.",
        _on_any_day(_parse_theme), str
    ),
    SettingField(
        "calendar-file", "calendar_file", "calendar file",
        'Follow-ups and meetings in one .ics file, kept up to date. Type "off" to stop it.',
        _on_any_day(_parse_calendar_path), _format_or_none
    ),
    _yes_no_field(
        "calendar-names", "calendar_names", "names in the calendar file",
        'With "no", the calendar shows "Follow-up" and "Meeting" without a name.'
    ),
    SettingField(
        "every", "every", "how often to be in touch",
        "For a tag or how well they know you: #mentor 4w, well 10w. The coach tells you when it is time.",
        _on_any_day(parse_cadence_rules), format_cadence_rules
    ),
    SettingField(
        "follow-up-gaps", "follow_up_gaps", "working days before a follow-up",
        'By how well they know you: "new 7, a little 5". "second 10" is the wait before a second '
        'follow-up. One number sets them all; "usual" sets the usual numbers again.',
        _on_any_day(parse_follow_up_gaps), format_follow_up_gaps
    ),
    SettingField(
        "support-person", "support_person", "who the help page names first", "Someone you would call.",
        _on_any_day(_parse_text), _format_or_none
    ),
)  # fmt: skip
