"""The base of all records: frozen, with what two copies of a file need to agree.

A record has an id of our own (never the database's), the moment of its newest change in UTC, the device that made it,
and a deletion flag; unknown fields of a newer version stay in it. Versions of a record are ordered by (changed_at,
device, id), and `stamp_record` makes every edit newer than the version it replaces, whatever the clock says.
Ids of things that come from elsewhere are derived from what the thing is. The classes of the tables are imported on
demand: a command needs one or two of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import blake2s
from importlib import import_module
from typing import Annotated, Any, ClassVar, Self, TypeVar
from uuid import uuid4

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from coach.domain.clock import FIRST_YEAR, LAST_YEAR, is_possible_year
from coach.domain.text import fold_text

Document = Mapping[str, Any]
"""A record as it stands in the file: plain JSON values."""
Documents = Mapping[str, Mapping[str, Document]]
"""Table → our record id → document. Do not change it."""

NEVER_CHANGED = datetime(1970, 1, 1, tzinfo=UTC)
SMALLEST_STEP = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
TOMBSTONE_FIELDS = ("id", "key", "person")
"""Fields that a tombstone keeps although they have a default: imports and `forget` find it by them."""
WRITTEN_FIELDS = ("text", "title")
"""Fields without a default that hold words of the person."""


def _check_moment(moment: datetime) -> datetime:
    if not is_possible_year(moment):
        raise ValueError("not a possible year")
    utc_offset = moment.utcoffset()
    if utc_offset is None:
        return _check_moment(moment.astimezone())  # `datetime.now().isoformat()` of a script: local time
    written_offset = utc_offset // _MINUTE * _MINUTE  # no seconds are written
    return moment if utc_offset == written_offset else moment.astimezone(timezone(written_offset))


def _parse_moment(value: Any) -> Any:
    """Return a time in ISO 8601 as a datetime, and another value as it is, for pydantic to read.

    What pydantic reads has a time zone object of its own, thousands of which slow down the garbage collector.
    """
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _check_day(day: date) -> date:
    # The day of the first moment may be the one before it, and a follow-up to the last one comes later.
    if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR + 1:
        raise ValueError("not a possible year")
    return day


def _read_version_time(value: Any) -> datetime:
    """Return the time of a version; `NEVER_CHANGED` for one that cannot be read or that nothing could follow.

    A time without a zone is UTC, because every computer has to order versions alike.
    """
    try:
        version_time = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return NEVER_CHANGED
    if not isinstance(version_time, datetime) or not is_possible_year(version_time):
        return NEVER_CHANGED
    return version_time if version_time.tzinfo is not None else version_time.replace(tzinfo=UTC)


Moment = Annotated[datetime, BeforeValidator(_parse_moment), AfterValidator(_check_moment)]
"""An aware time in a possible year."""
Day = Annotated[date, AfterValidator(_check_day)]
"""A date in a possible year."""
WallTime = Annotated[time, AfterValidator(lambda at: at.replace(tzinfo=None))]
"""A time of day by the clock on the wall."""
VersionTime = Annotated[datetime, BeforeValidator(_read_version_time)]
"""The time of a version; it is never a reason not to show a record."""


def generate_id() -> str:
    """Return a fresh id: 32 hex digits, random, unique on every device."""
    return uuid4().hex


class Record(BaseModel):
    """The fields of all records. `table` names their table in the file."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    table: ClassVar[str] = ""

    id: str = Field(default_factory=generate_id)
    changed_at: VersionTime = NEVER_CHANGED
    device: str = ""
    deleted: bool = False
    taken_back: bool = False
    """Removed by undoing the import or the merge that brought it: another import may bring it again."""

    def copy_with(self, **changes: Any) -> Self:
        """Return a checked copy with some fields changed. Raises pydantic's ValidationError."""
        return type(self).model_validate({**self.model_dump(), **changes})

    def as_tombstone(self) -> Self:
        """Return the deleted record: its date and what it is known by stay, what somebody wrote does not."""
        fields = type(self).model_fields.items()
        kept = {n: getattr(self, n) for n, field in fields if field.is_required() or n in TOMBSTONE_FIELDS}
        return type(self).model_validate({**kept, **{n: "" for n in WRITTEN_FIELDS if n in kept}, "deleted": True})

    def to_document(self) -> dict[str, Any]:
        """Return the plain JSON form: defaults left out, so that the file stays small and readable."""
        plain = self.model_dump(mode="json", exclude_defaults=True, exclude={"id"})  # its default is a new id each time
        return {"id": self.id, "changed_at": self.changed_at.isoformat(), **plain}


R = TypeVar("R", bound=Record)


def stamp_record(record: R, before: Record | None, now: datetime, device: str) -> R:
    """Return `record` stamped as changed now by `device`, and newer than the version `before` it replaces."""
    at = now.astimezone(UTC)
    if before is not None and at <= before.changed_at:
        at = before.changed_at + SMALLEST_STEP
    return record.model_copy(update={"changed_at": at, "device": device})


def derive_record_id(*parts: str) -> str:
    """Return the id that a thing of this provenance always gets: 32 hex digits."""
    return blake2s("\x1f".join(parts).encode(errors="replace"), digest_size=16).hexdigest()


def mark_of_name(name: str) -> str:
    """Return the one-way mark by which a name that was forgotten is recognised."""
    return derive_record_id("forgotten name", fold_text(name))


def mark_of_key(key: str) -> str:
    """Return the id that an import gives to the person with a key such as "linkedin:slug"."""
    return derive_record_id("person", *key.partition(":")[::2])


_RECORD_MODULES = {
    "actions": ("undo_entry", "UndoEntry"),
    "asked": ("advice_records", "AdviceAnswer"),
    "blocks": ("focus", "FocusBlock"),
    "boundaries": ("boundary", "Boundary"),
    "events": ("opportunities_and_events", "Event"),
    "experiments": ("advice_records", "ExperimentRecord"),
    "goals": ("goal", "Goal"),
    "looks": ("advice_records", "PatternCheck"),
    "messages": ("message", "Message"),
    "moods": ("mood", "Mood"),
    "notes": ("note", "Note"),
    "people": ("person", "Person"),
    "reviews": ("advice_records", "LookBack"),
    "settings": ("settings", "Settings"),
}
TABLE_NAMES = tuple(_RECORD_MODULES)
TAKEN_BACK_FIELDS = (*WRITTEN_FIELDS, "name", "marker")
"""Fields without a default that are empty once the import or merge that brought them is undone."""


def record_type_of(table: str) -> type[Record]:
    """Return the class of the records in `table`. Raises KeyError for a table that is not ours."""
    module, name = _RECORD_MODULES[table]
    kind: Any = getattr(import_module(f"coach.domain.{module}"), name)
    return kind  # type: ignore[no-any-return]


def build_taken_back(table: str, doc: Document) -> dict[str, Any]:
    """Return what stays of a document when the import or merge that brought it is undone: no word of it."""
    required = [name for name, field in record_type_of(table).model_fields.items() if field.is_required()]
    kept = {name: "" if name in TAKEN_BACK_FIELDS else doc[name] for name in required if name in doc}
    return {"id": doc["id"], **kept, "deleted": True, "taken_back": True}
