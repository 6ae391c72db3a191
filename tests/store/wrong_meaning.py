"""Files of valid JSON with wrong meaning, made from the schemas of the records, and the commands that have to read them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from coach.domain.record import TABLE_NAMES, record_type_of

TIMES = st.one_of(
    st.sampled_from(
        [
            *(
                "2026-11-28T10:00:00",
                "2026-11-28T10:00:00.123456",
                "2026-11-28 09:15",
                "2026-11-28",
                "0001-01-01T00:00:00",
            ),
            *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z", "9999-12-31", "1600-01-01T00:00:00Z"),
            *("2026-11-28T10:00:00+23:59", "2026-11-28T10:00:00-23:59", "2026-02-30", "1970-01-01T00:00:00Z", ""),
            *("2199-12-31T23:59:59Z", "1900-01-01T00:00:00Z", "2026-11-28T24:00:00Z", "soon", "12:00", "25:99"),
        ]
    ),
    st.datetimes().map(lambda at: at.isoformat()),
    st.dates().map(lambda day: day.isoformat()),
    st.times().map(lambda at: at.isoformat()),
)
NUMBERS = st.one_of(
    st.sampled_from([0, -1, 1, 5, 6, 60, 1440, 10**6, 2**31, 2**53, 2**63, -(2**63), 1.5, -0.0, 1e308, 5e-324]),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", "Ana", "settings", "\x1b[31mred", "a\u202eb", "x" * 5000, "{curly} %s [/b]", "\n\n", "UTC", "../x"]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
)
SCALARS = st.one_of(TIMES, NUMBERS, TEXTS, st.booleans(), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
IDS = st.sampled_from(["a" * 32, "b" * 32, "c" * 32, "settings"])


def fields_of(schema: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values of the right type for one field's schema, whatever they mean."""
    if "$ref" in schema:
        return fields_of(whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in schema:
        return st.one_of(*(fields_of(each, whole) for each in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if kind == "array":
        return st.lists(fields_of(schema.get("items", {}), whole), max_size=3)
    if kind == "object":
        known = {name: fields_of(each, whole) for name, each in schema.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=known) if known else st.dictionaries(TEXTS, VALUES, max_size=3)
    if kind == "string":
        return TIMES if "format" in schema else st.one_of(TEXTS, IDS)
    return {"integer": NUMBERS, "number": NUMBERS, "boolean": st.booleans(), "null": st.none()}.get(str(kind), VALUES)


def records_of(table: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return documents for one table: of the right types for the most part, and some of any type."""
    schema = record_type_of(table).model_json_schema()
    required = {"id", *schema.get("required", [])}
    known = {
        name: st.one_of(fields_of(each, schema), fields_of(each, schema), fields_of(each, schema), VALUES)
        for name, each in schema["properties"].items()
        if name != "id"
    }
    ids = st.just("settings") if table == "settings" else IDS
    return st.fixed_dictionaries(
        {"id": ids, **{name: each for name, each in known.items() if name in required}},
        optional={**{name: each for name, each in known.items() if name not in required}, "unknown": VALUES},
    )


@st.composite
def data_files(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the tables of a data file."""
    tables: dict[str, Any] = {"meta": {"1": {"id": "schema", "value": 1}}}
    for number, mark in enumerate(draw(st.lists(st.sampled_from(MARKS), max_size=2, unique=True)), 2):
        tables["meta"][str(number)] = {"id": mark, "value": draw(VALUES)}
    for table in draw(st.lists(st.sampled_from(TABLE_NAMES), min_size=1, max_size=5, unique=True)):
        rows = draw(st.lists(records_of(table), min_size=1, max_size=3, unique_by=lambda row: str(row["id"])))
        tables[table] = {str(number): row for number, row in enumerate(rows, 1)}
    return tables


MARKS = ("forgotten", "identity", "rolled", "unknown")
"""Values of the meta table other than the schema."""
SIDE_TABLES = {
    "address-book.json": "contacts",
    "coach-imports.json": "accounts",
    "coach-sources.json": "sources",
    "coach-people.json": "people",
    "coach-2019.json": "moods",
    "coach-2024.json": "messages",
}
"""File beside the data → its table."""
EDITED_LISTS = {"checks.json": "checks", "report_steps.json": "channels", "help_lines.json": "lines"}
"""List that somebody edits → its main part."""
_SIDE_FIELDS = (
    "key",
    "keys",
    "name",
    "handles",
    "format",
    "owner",
    "people",
    "messages",
    "kind",
    "place",
    "marks",
    "at",
)


@st.composite
def side_files(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the contents of some files beside the data file, by name."""
    found: dict[str, Any] = {}
    for name, table in draw(st.lists(st.sampled_from(sorted(SIDE_TABLES.items())), max_size=3, unique=True)):
        documents = st.dictionaries(st.sampled_from(_SIDE_FIELDS), VALUES, max_size=6)
        rows = [
            {**doc, "id": key}
            for key, doc in zip("abc", draw(st.lists(documents, min_size=1, max_size=3)), strict=False)
        ]
        found[name] = {
            "meta": {"1": {"id": "schema", "value": 1}},
            table: {str(number): row for number, row in enumerate(rows, 1)},
        }
    for name, part in draw(st.lists(st.sampled_from(sorted(EDITED_LISTS.items())), max_size=1, unique=True)):
        inner = st.dictionaries(
            st.sampled_from(("privacy", "linkedin", "title", "lines", "every_days", "countries")), VALUES, max_size=3
        )
        found[name] = draw(st.one_of(VALUES, st.fixed_dictionaries({part: st.one_of(VALUES, inner, st.lists(inner))})))
    return found


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("today",), ("today", "--json"), ("status",), ("week",), ("waiting",), ("owe",), ("requests",), ("people",),
    ("goal", "--list"), ("patterns",), ("find", "a"), ("trends",), ("person", "Ana"), ("opportunity",), ("boundaries",),
    ("hours",), ("set",), ("why",), ("texts", "Ana"), ("experiment",), ("help-me",), ("restore",), ("export", "json"),
    ("export", "markdown"), ("export", "daylio"), ("export", "calendar"), ("export", "csv", "--table", "blocks"),
    ("export", "csv", "--table", "messages"), ("mood", "3"), ("sent", "Ana"), ("answered", "Ana"), ("later", "Ana"),
    ("check",), ("check", "privacy"), ("sources",), ("due",), ("at", "Acme"), ("boundary", "Ana"),
    ("focus",), ("focus", "--stop"), ("goal", "--take"), ("note", "a"), ("away", "tonight"), ("back",),
    ("set", "hide", "no"), ("mute", "R02"), ("evening", "--mood", "4"), ("undo",), ("redo",), ("backup",),
)  # fmt: skip
"""What is run on each file: everything that reads, then what writes."""
