"""Every sentence the coach says, read from catalogue/words.en.json and filled in.

A sentence said often has several variants that take turns, so that none comes back within five. Texts filled in are
cleaned and cut short, because names are typed by anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.advice import catalogue
from coach.domain.text import clean

LANGUAGE = "en"
APART = 5
"""A sentence after a no does not come back within so many."""
NAME_LENGTH = 20
"""Longest name or phrase of the person's own within a sentence, so that it fits two lines of 76 columns."""


@dataclass(frozen=True, slots=True)
class Check:
    """A short list to look through; it comes round after `every_days` days, or at the moment itself if 0."""

    title: str
    lines: tuple[str, ...]
    every_days: int
    written_on: date


def variants(key: str) -> tuple[str, ...]:
    """Return all ways to say `key` (a rule id, or a rule id and a case: "R11.promise"). Raises KeyError."""
    return tuple(_catalogue()["says"][key])


def say(key: str, turn: int = 0, **slots: object) -> str:
    """Return the sentence of `key` whose turn it is, filled in. Raises KeyError for a key or slot that is not there.

    `turn` counts how often it was said before: with five variants, none comes back within five.
    """
    ways = variants(key)
    return _sentence(ways[turn % len(ways)].format_map(slots))


def why(rule: str) -> str:
    """Return why a rule spoke, in under 60 characters. Raises KeyError."""
    return str(_catalogue()["why"][rule])


def name_of(rule: str) -> str:
    """Return a rule in a few words. Raises KeyError."""
    return str(_catalogue()["names"][rule])


def rows() -> tuple[str, ...]:
    """Return the rows (P1 to B4b, K) in their order."""
    return tuple(_catalogue()["rows"])


def row(key: str) -> str:
    """Return what a row (P1 to B4b, K) is about, in a few words. Raises KeyError."""
    return str(_catalogue()["rows"][key])


def page(key: str) -> tuple[str, ...]:
    """Return the lines of a fixed page ("help"), read one after the other. Raises KeyError."""
    return tuple(_catalogue()["pages"][key])


def bit(key: str, **slots: object) -> str:
    """Return a short fixed text, filled in. Raises KeyError."""
    return str(_catalogue()["bits"][key]).format_map(slots)


def some(n: int, one: str, more: str) -> str:
    """Return `n` things in words, by the keys of their singular and plural: "1 month", "3 months"."""
    return bit(one) if n == 1 else bit(more, n=n)


def short(text: str, limit: int = NAME_LENGTH) -> str:
    """Return text of the person's own fit for a sentence: cleaned, one line, cut with an ellipsis."""
    return clean(text, limit)


def after_a_no(previous: Sequence[int], day: int) -> tuple[int, str]:
    """Return (index, sentence), none of the last five of the `previous` indexes, oldest first.

    `day` is any whole number that moves on, such as a day's ordinal or the count of answers so far; the same
    numbers give the same sentence. Counting up by one keeps sentences apart even if nothing is remembered.
    """
    recent = set(previous[-APART:])
    said = page("after a no")
    turns = ((day + step) % len(said) for step in range(len(said)))
    index = next(turn for turn in turns if turn not in recent)
    return index, said[index]


def help_lines(country: str | None = None, *, person: str = "", folder: Path | None = None) -> list[str]:
    """Return where help is: a person, a doctor, the emergency number, help lines with the day they were checked.

    The country is never guessed: without `country` (ISO 3166 code) all lines are listed, and a country without
    a line of its own lists all too, after a word that says so. `person` is whom the settings name. A readable
    help_lines.json in `folder` (the data folder) takes the place of the shipped one; a damaged one is passed over.
    """
    found = _lines(catalogue.read_edited_list("help_lines", folder)) or _lines(catalogue.read("help_lines"))
    code = (country or "").strip().upper()
    here = [line for line in found if code in line["countries"]]
    shown = [bit("line", **{k: clean(str(v), 60) for k, v in line.items()}) for line in here or found]
    if code and not here:
        shown.insert(0, bit("elsewhere", code=short(code)))
    return [text.format(person=short(person, 60) or bit("someone")) for text in page("help")] + shown


def checklist(key: str, *, folder: Path | None = None) -> Check:
    """Return the list "privacy", "reputation", "post" or "request". Raises KeyError for another.

    A readable checks.json in `folder` takes the place of the shipped one, list by list.
    """
    return _check(catalogue.read_edited_list("checks", folder), key) or _shipped_check(key)


def every() -> Iterator[tuple[str, str]]:
    """Yield (where it stands, text) for every text of the catalogue that a person may see."""
    said = _catalogue()
    for section in ("says", "pages"):
        for key, texts in said[section].items():
            yield from ((f"{section}.{key}", text) for text in texts)
    for section in ("why", "names", "rows", "bits"):
        yield from ((f"{section}.{key}", text) for key, text in said[section].items())
    for goal in catalogue.read("goals")["goals"]:
        yield from ((f"{goal['id']}.{part}", goal[part]) for part in ("text", "done_when"))
    for rule in catalogue.read("rules")["rules"]:
        yield f"{rule['id']}.because", rule["because"]
    yield from catalogue.read("rules")["sources"].items()
    for key, check in catalogue.read("checks")["checks"].items():
        yield from ((f"checks.{key}", text) for text in (check["title"], *check["lines"]))
    yield from (("help", text) for text in help_lines())


def _catalogue() -> Mapping[str, Any]:
    said: Mapping[str, Any] = catalogue.read(f"words.{LANGUAGE}")
    return said


def _sentence(text: str) -> str:
    """Begin with a capital, whatever was filled in first."""
    return text[:1].upper() + text[1:]


def _lines(plain: Any) -> list[Mapping[str, Any]]:
    wanted = {"countries", "where", "name", "number", "checked_on"}
    lines = plain.get("lines") if isinstance(plain, dict) else None
    return [
        line
        for line in (lines if isinstance(lines, list) else ())
        if isinstance(line, dict) and wanted <= line.keys() and isinstance(line["countries"], list)
    ]


def _check(plain: Any, key: str) -> Check | None:
    try:
        entry = plain["checks"][key]
        lines = tuple(clean(str(line)) for line in entry["lines"])
        day = date.fromisoformat(entry["written_on"])
        return Check(clean(str(entry["title"])), lines, int(entry["every_days"]), day)
    except (TypeError, KeyError, ValueError):
        return None


def _shipped_check(key: str) -> Check:
    found = _check(catalogue.read("checks"), key)
    if found is None:
        raise KeyError(key)
    return found
