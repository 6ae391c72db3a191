"""Read check-ins of How We Feel from CSV.

The app arranges words by energy and pleasantness (Russell 1980, https://doi.org/10.1037/h0077714) but does not export
their place. The commoner words are listed here; others stay words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.domain.text import clean_text, fold_text
from coach.exporters.csv import unescape_formula
from coach.importers.dates import parse_entry_time
from coach.importers.diaries.diary_collector import DiaryCollector, mapped_value
from coach.importers.files.archive_members import Member
from coach.importers.files.csv_reader import open_tables
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions

_LIVELY = (
    "accomplished alive amazed awe blissful challenged cheerful confident curious delighted determined eager"
    " ecstatic elated empowered energized engaged enthusiastic excited exhilarated festive focused happy hopeful"
    " hyper inspired interested invigorated joyful lively motivated optimistic playful pleasant pleased productive"
    " proud successful surprised thrilled upbeat wishful wonder"
).split()
_CALM = (
    "accepted appreciated balanced blessed calm carefree chill comfortable compassionate complacent connected"
    " content cozy easygoing empathetic fulfilled good grateful loved loving mellow moved peaceful relaxed relieved"
    " respected restful safe satisfied secure serene sleepy supported sympathetic thankful thoughtful touched"
    " tranquil understood valued"
).split()
_TENSE = (
    "angry annoyed anxious apprehensive concerned confused contempt embarrassed enraged envious fomo frightened"
    " frustrated fuming furious impassioned impatient irritated jealous jittery livid nervous overwhelmed panicked"
    " peeved pressured repulsed restless scared shocked stressed stunned tense terrified troubled uneasy worried"
).split()
_FLAT = (
    "alienated apathetic ashamed bored depressed desolate despairing despondent disappointed disconnected"
    " discouraged disengaged disgusted disheartened down drained excluded exhausted fatigued forlorn glum guilty"
    " heartbroken helpless homesick hopeless humiliated inferior insecure lonely meh miserable morose nostalgic numb"
    " pessimistic pity sad spent sullen tired trapped vulnerable"
).split()
_BRIGHTEST = "blissful ecstatic elated exhilarated joyful thrilled".split()
_HEAVIEST = (
    "depressed desolate despairing despondent enraged furious heartbroken hopeless livid miserable panicked terrified"
).split()
_ENERGY = {
    **dict.fromkeys((*_LIVELY, *_TENSE), 3),
    **dict.fromkeys((*_CALM, *_FLAT, "at ease", "burned out", "burnt out"), 1),
}
_PLEASANT = frozenset((*_LIVELY, *_CALM, "at ease"))


def read_howwefeel(members: Sequence[Member], options: ImportOptions) -> ImportResult:
    """Read check-ins. `options.mapping` may give words a value: {"wistful": "3"}."""
    diary = DiaryCollector("howwefeel")
    variant = ""
    for table in open_tables(members, is_howwefeel_header, diary.warnings, diary.ignored):
        diary.start_file()
        variant = "with locale" if "locale" in table.header.folded else "csv"
        tags = [name for name in table.header.folded if name.startswith("tags (")]
        table.expect_cells("date", lambda cell: parse_entry_time(cell) is not None)
        for row in table.iterate_dicts():
            _add_row(diary, row, tags, options.mapping)
    return diary.build_result(variant)


def is_howwefeel_header(cells: Sequence[str]) -> bool:
    """Return whether a row is the header of the app's table."""
    return {"date", "mood"} <= set(cells) and any(cell.startswith("tags (") for cell in cells)


def _add_row(diary: DiaryCollector, row: Mapping[str, str], tags: Sequence[str], mapping: Mapping[str, str]) -> None:
    at = parse_entry_time(row.get("date", ""))
    label = clean_text(unescape_formula(row.get("mood", "")))
    if at is None or not label:
        diary.ignored["no_date" if at is None else "no_mood"] += 1
        return
    keys = clean_text(unescape_formula(row.get("mood keys", "") or row.get("mood key", "")))
    value, energy = rate_words(label, mapping)
    if value is None:  # the words are in the language of the phone, their keys are not
        value, energy = rate_words(keys, mapping)
    words = [word for name in tags for word in unescape_formula(row[name])[:20_000].split(";")]
    notes = (unescape_formula(row.get(name, "")).strip() for name in ("notes", "reflections", "takeaways"))
    note = "\n".join(filter(None, notes))
    diary.add_entry(at, label, value, words=words, note=note, energy=energy)


def rate_words(label: str, mapping: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Value (1–5) and energy (1–3) of one or several words joined by `;`; None where no word is known."""
    values: list[int] = []
    energies: list[int] = []
    for word in map(fold_text, label.split(";")[:20]):
        if (given := mapped_value(mapping, word)) is not None:
            values.append(given)
        elif word in _ENERGY:
            strong = word in _BRIGHTEST or word in _HEAVIEST
            values.append((5 if strong else 4) if word in _PLEASANT else (1 if strong else 2))
        if word in _ENERGY:
            energies.append(_ENERGY[word])
    return (_rounded_mean(values), _rounded_mean(energies))


def _rounded_mean(numbers: Sequence[int]) -> int | None:
    return round(sum(numbers) / len(numbers)) if numbers else None
