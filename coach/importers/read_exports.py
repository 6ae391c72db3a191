"""Read any number of files, zips and folders, each with the reader of its format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from coach.errors import CoachError
from coach.importers.calendar.meetings import read_calendars
from coach.importers.chats.telegram import read_telegram
from coach.importers.chats.whatsapp import read_whatsapp
from coach.importers.combine_results import combine_results, is_same_account
from coach.importers.contacts.contact_tables import (
    read_contact_list,
    read_google_contacts,
    read_linkedin_contacts,
    read_outlook_contacts,
)
from coach.importers.contacts.vcard import read_jcards, read_vcards
from coach.importers.detect_format import DetectedFormat, detect_formats
from coach.importers.diaries.bearable import read_bearable
from coach.importers.diaries.daylio import read_daylio
from coach.importers.diaries.dayone_and_jrnl import read_dayone, read_jrnl
from coach.importers.diaries.generic_csv import read_mood_table
from coach.importers.diaries.howwefeel import read_howwefeel
from coach.importers.diaries.pixels import read_pixels
from coach.importers.files.archive_members import Member, Source, flatten_sources
from coach.importers.files.open_path import open_path, parse_path
from coach.importers.import_result import ImportResult
from coach.importers.linkedin.read_archive import read_linkedin
from coach.importers.mail.read_mailbox import read_mail
from coach.importers.options import DEFAULT_OPTIONS, ImportOptions, ProgressMeter
from coach.importers.timers.activitywatch import read_activitywatch
from coach.importers.timers.timer_exports import (
    read_clockify,
    read_rescuetime,
    read_timewarrior,
    read_toggl,
    read_watson,
)
from coach.importers.x import read_x_archive

UNKNOWN = "unknown"
"""Format of a result that holds only warnings about files that were not recognised."""


_DESCRIBED_LIMIT = 5
"""Files of one folder that are named because they are not read."""
_EXPORTS_NOT_READ = frozenset(
    "outlook_data outlook_mail outlook_mac outlook_express telegram_html signal meta_chat encrypted".split()
)
"""What somebody who gives a folder expects to be read, so each file is named beside what was recognised."""
_ARCHIVE_NAMES = (".zip", ".xlsx", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst")
_TABLE_NAMES = (".csv", ".tsv", ".xlsx", ".vcf", ".ics", ".mbox", ".eml")
READERS: Mapping[str, Callable[[Sequence[Member], ImportOptions], ImportResult]] = {
    "linkedin": read_linkedin,
    "x-archive": read_x_archive,
    "mail": read_mail,
    "vcard": read_vcards,
    "jcard": read_jcards,
    "google_contacts": read_google_contacts,
    "outlook_contacts": read_outlook_contacts,
    "linkedin_contacts": read_linkedin_contacts,
    "contact_list": read_contact_list,
    "icalendar": read_calendars,
    "daylio": read_daylio,
    "howwefeel": read_howwefeel,
    "jrnl": read_jrnl,
    "dayone": read_dayone,
    "pixels": read_pixels,
    "bearable": read_bearable,
    "generic_csv": read_mood_table,
    "activitywatch": read_activitywatch,
    "toggl": read_toggl,
    "clockify": read_clockify,
    "rescuetime": read_rescuetime,
    "timewarrior": read_timewarrior,
    "watson": read_watson,
    "whatsapp": read_whatsapp,
    "telegram": read_telegram,
}
"""Readers by the format names that `detect_formats` returns."""
_ONE_BY_ONE = ("linkedin", "x-archive", "generic_csv")
"""Formats of which each zip and folder is one export, and loose files are one among themselves.

All files of any other format are read in one call, such as mail split over several zips.
"""


def read_exports(
    paths: Iterable[str | Path | Source], options: ImportOptions = DEFAULT_OPTIONS, *, may_be_empty: bool = False
) -> list[ImportResult]:
    """Return one result for each account in the given files.

    Files that are not recognised give a result of format "unknown", whose warnings describe them. Raises `CoachError`
    if nothing was recognised, unless that `may_be_empty`.
    """
    meter = ProgressMeter(options)
    sources = flatten_sources(
        path if isinstance(path, Source) else open_path(parse_path(path) if isinstance(path, str) else path)
        for path in paths
    )
    for source in sources:
        source.meter = meter
    groups, unknown = _group_members(sources, options.mapping)
    meter.total = sum(member.size for group in groups.values() for member in group)
    results = _combine_accounts(_read_group(name, members, options) for (name, *_), members in groups.items())
    meter.finish()
    unknown += [line for source in sources for line in source.warnings]
    if not results and not may_be_empty:
        raise CoachError(
            "Nothing here is a file the coach knows.",
            " ".join(unknown) or "There are no files here.",
            "See the list of formats with: coach import --help",
            screen_hint="Exports of LinkedIn, X, mail, chats, contacts, calendars, diaries and timers are read.",
        )
    if unknown:
        results.append(ImportResult(UNKNOWN, warnings=tuple(dict.fromkeys(unknown))))
    return results


def _group_members(
    sources: Sequence[Source], mapping: Mapping[str, str]
) -> tuple[dict[tuple[str, int, str], list[Member]], list[str]]:
    """Return members by format, export and folder, and one line for each source in which nothing was recognised."""
    groups: dict[tuple[str, int], list[Member]] = {}
    unknown: list[str] = []
    for number, source in enumerate(sources, start=1):
        recognised: set[str] = set()
        unread: list[tuple[Member, DetectedFormat]] = []
        for member, detected in detect_formats(source.members, mapping):
            if detected.format not in READERS:
                member.forget_head()
                unread.append((member, detected))
                continue
            recognised.add(detected.format)
            export = number if detected.format in _ONE_BY_ONE and source.kind != "file" else 0
            groups.setdefault((detected.format, export), []).append(member)
        unknown += _describe_unread(source, recognised, unread)
    return _split_by_folder(groups), unknown


def _describe_unread(
    source: Source, recognised: Collection[str], unread: Sequence[tuple[Member, DetectedFormat]]
) -> list[str]:
    """Return lines about files that somebody expects to be read, or one if nothing was recognised."""
    start = "" if source.kind == "file" else f"{source.name}: "
    if not (recognised or unread):
        what = "the coach found pictures, documents and the like, which it does not read."
        return [f"{source.name}: {what}"] if source.members else []
    near: list[str] = []
    tables: list[str] = []
    for member, detected in unread:
        is_export = source.kind == "folder" and detected.format in _EXPORTS_NOT_READ
        is_archive = detected.format == "packed" and member.file_name.lower().endswith(_ARCHIVE_NAMES)
        if _is_named_like(member, detected) or is_export or is_archive:
            near.append(start + detected.description)
        elif source.kind == "folder" and member.file_name.lower().endswith(_TABLE_NAMES):
            tables.append(start + detected.description)
    known = [detected for _, detected in unread if detected.format != UNKNOWN]
    if not known and "linkedin" not in recognised:  # LinkedIn's exports hold dozens of other tables
        near += tables
    if not recognised and not near:
        likeliest = known[0] if known else unread[0][1]
        return [start + likeliest.description]
    if len(near) > _DESCRIBED_LIMIT:
        more = f"{source.name}: {len(near) - _DESCRIBED_LIMIT:,} more files are not read."
        return [*near[:_DESCRIBED_LIMIT], more]
    return near


def _split_by_folder(groups: Mapping[tuple[str, int], list[Member]]) -> dict[tuple[str, int, str], list[Member]]:
    """Return the groups with a part for each outermost folder, where all files of one export lie in several.

    So two exports that were unpacked side by side stay two, each with its owner; those of one owner are combined later.
    """
    parts: dict[tuple[str, int, str], list[Member]] = {}
    for (name, export), members in groups.items():
        is_one = name not in _ONE_BY_ONE or any("/" not in member.name for member in members)
        for member in members:
            folder = "" if is_one else member.name.partition("/")[0]
            parts.setdefault((name, export, folder), []).append(member)
    return parts


def _is_named_like(member: Member, detected: DetectedFormat) -> bool:
    """Return whether a table that is nearly a known one is also called like it: other tables share some headings."""
    return any(word in member.file_name.lower() for word in detected.nearest.split() if len(word) > 4)


def _read_group(name: str, members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read one export and move the warnings of its sources into the result."""
    result = READERS[name](members, options)
    warnings = list(result.warnings)
    for source in {id(member.source): member.source for member in members}.values():
        warnings += source.warnings
        source.warnings.clear()
    return replace(result, warnings=tuple(dict.fromkeys(warnings)))


def _combine_accounts(results: Iterable[ImportResult]) -> list[ImportResult]:
    """Combine the results that belong to one account."""
    combined: list[ImportResult] = []
    for result in results:
        for place, other in enumerate(combined):
            if other.format == result.format and is_same_account(other, result):
                combined[place] = combine_results(other, result)
                break
        else:
            combined.append(result)
    return combined
