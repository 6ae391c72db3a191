"""The one way in: paths people give → what was found in them, whatever the format.

A format is a module with `read(members, options) -> Found`. It is named here and imported when a file of its
kind turns up, so a new format is one line in `FORMATS`, one test in `sniff` and one module.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path

from coach.errors import CoachError
from coach.importers.combine import same_account, union
from coach.importers.detect import Detected, sniff
from coach.importers.files.source import Member, Source, open_path, read_path
from coach.importers.models import Found
from coach.importers.options import Meter, Options

Reader = Callable[[Sequence[Member], Options], Found]


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read. `together`: all members of all sources in one go (mail split over several zips);
    otherwise each zip and folder is one export, and loose files are one export among themselves."""

    module: str
    together: bool = False


FORMATS: dict[str, Format] = {
    "linkedin": Format("coach.importers.linkedin.reader"),
    "x-archive": Format("coach.importers.x"),
    "mail": Format("coach.importers.mail.reader", together=True),
    "vcard": Format("coach.importers.contacts.vcard", together=True),
    "google_contacts": Format("coach.importers.contacts.google", together=True),
    "icalendar": Format("coach.importers.calendar.reader", together=True),
    "daylio": Format("coach.importers.diaries.daylio", together=True),
    "howwefeel": Format("coach.importers.diaries.howwefeel", together=True),
    "jrnl": Format("coach.importers.diaries.jrnl", together=True),
    "generic_csv": Format("coach.importers.diaries.generic_csv"),
    "activitywatch": Format("coach.importers.timers.activitywatch", together=True),
    "toggl": Format("coach.importers.timers.toggl", together=True),
}
"""Format name, as `sniff` gives it → its reader."""


def read(
    paths: Iterable[str | Path],
    *,
    me: str | Iterable[str] | None = None,
    keep_text: bool = False,
    as_of: datetime | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Found]:
    """Read everything that was given (options: see `Options`). Nothing is written anywhere.

    Several exports of one account come back joined. Files that are not recognised come back as a `Found` of
    format "unknown" whose warnings say what they are and what was nearest. Raises `CoachError` if a path holds
    nothing readable, if nothing at all was recognised, and `Cancelled` if the person stopped.
    """
    names = (me,) if isinstance(me, str) else tuple(me or ())
    options = Options(names, keep_text, as_of, mapping or {}, progress, cancelled)
    meter = Meter(options)
    sources = [open_path(read_path(path) if isinstance(path, str) else path, meter) for path in paths]
    groups, unknown = _group(_flat(sources))
    meter.total = sum(member.size for group in groups.values() for member in group)
    with _no_collecting():
        found = _joined(_run(name, members, options) for (name, _), members in groups.items())
    meter.finish()
    unknown += [line for source in _flat(sources) for line in source.warnings]
    if not found:
        raise CoachError(
            "Nothing here is a file the coach knows.",
            " ".join(unknown) or "There are no files in it.",
            "See the list of formats with: coach import --help",
        )
    if unknown:
        found.append(Found("unknown", warnings=tuple(dict.fromkeys(unknown))))
    return found


def _joined(founds: Iterable[Found]) -> list[Found]:
    """Exports of one account as one, whatever the order they came in."""
    joined: list[Found] = []
    for found in founds:
        for place, other in enumerate(joined):
            if other.format == found.format and same_account(other, found):
                joined[place] = union(other, found)
                break
        else:
            joined.append(found)
    return joined


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Importing makes hundreds of thousands of lasting values and no cycles: looking for those costs a third."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _flat(sources: Iterable[Source]) -> list[Source]:
    """Sources and what lies inside them, in order."""
    found: list[Source] = []
    for source in sources:
        found.append(source)
        found += _flat(source.inner)
    return found


def _group(sources: Sequence[Source]) -> tuple[dict[tuple[str, int], list[Member]], list[str]]:
    """Members by (format, export), and a line for each thing that was not recognised.

    Files beside recognised ones in the same container (pictures, pages, other tables) are not reported.
    """
    groups: dict[tuple[str, int], list[Member]] = {}
    unknown: list[str] = []
    for number, source in enumerate(sources, start=1):
        known = False
        last: Detected | None = None
        for member, detected in sniff(source.members):
            if (way := FORMATS.get(detected.format)) is None:
                member.forget_head()
                last = detected
                continue
            known = True
            export = 0 if way.together or source.kind == "file" else number
            groups.setdefault((detected.format, export), []).append(member)
        if not known and last is not None:
            unknown += [f"{source.name}: {reason}" for reason in last.reasons]
    return groups, unknown


def _run(name: str, members: Sequence[Member], options: Options) -> Found:
    """Read one export and add what its sources had to say."""
    try:
        reader: Reader = import_module(FORMATS[name].module).read
    except ModuleNotFoundError as trouble:
        if trouble.name != FORMATS[name].module:
            raise
        return Found("unknown", warnings=(f"{members[0].base}: {name} cannot be read in this version.",))
    found = reader(members, options)
    sources = {id(member.source): member.source for member in members}.values()
    said = [line for source in sources for line in source.warnings]
    for source in sources:
        source.warnings.clear()
    return replace(found, warnings=tuple(dict.fromkeys((*found.warnings, *said))))
