"""The palette: finds every command, panel, setting, theme, goal and person by a name, a help line or natural words.

Small words are ignored, endings are cut off, and a word of few things counts more than a word of many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from coach.actions.goals import adopt_goal
from coach.actions.settings import SETTING_FIELDS, format_setting, save_setting
from coach.advice.find_people_by_name import find_people_by_name
from coach.advice.goals import load_goal_templates
from coach.keys import USUAL_KEYS
from coach.tui.dialogs.settings import SettingsDialog
from coach.tui.panels.panel_grid import PANEL_TYPES
from coach.tui.session import Session
from coach.tui.text_layout import styled

if TYPE_CHECKING:
    from coach.tui.app import CoachApp

STOP_WORDS = frozenset(
    "a am an and any are at be but can did do does for from had has have how i if in is it me my no of on or please "
    "something that the this to was what when which who whom will with would you".split()
)
"""Words that do not help to find anything."""
_SYNONYMS = {"somebody": "someone"}
_WORD_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "y")
NAME_WEIGHT, WORDS_WEIGHT, HELP_WEIGHT = 3.0, 2.5, 1.0
"""The weight of a word in the name, among the other words, and in the help line."""
PREFIX_WEIGHT = 0.8
"""The weight of the beginning of a word, beside that of the whole word."""


class Candidate(NamedTuple):
    """Something that can be found, and what choosing it does. A `weight` below 1 puts it behind others."""

    name: str
    run: Callable[[], object]
    help_line: str
    other_words: str = ""
    weight: float = 1.0


def score_candidates(query: str, candidates: Sequence[Candidate]) -> list[float]:
    """Return a score for each of `candidates`: 0 if it has less than half of the words of `query`."""
    typed_stems = _split_into_stems(query)
    query_stems = tuple(word for word in typed_stems if word not in _STOP_STEMS) or typed_stems
    hits = [_score_words(query_stems, candidate) for candidate in candidates]
    frequencies = [sqrt(sum(row[n] > 0 for row in hits) or 1) for n in range(len(query_stems))]
    scores = []
    for candidate, row in zip(candidates, hits, strict=True):
        found = sum(hit > 0 for hit in row) / (len(query_stems) or 1)
        score = sum(hit / frequency for hit, frequency in zip(row, frequencies, strict=True)) * found * found
        scores.append(score * candidate.weight if found >= 0.5 else 0.0)
    return scores


def _score_words(query_stems: Sequence[str], candidate: Candidate) -> list[float]:
    """Return the best score of each word in the name, the other words and the help line."""
    weighted_stems = [
        (NAME_WEIGHT, _split_into_stems(candidate.name)),
        (WORDS_WEIGHT, _split_into_stems(candidate.other_words)),
        (HELP_WEIGHT, _split_into_stems(candidate.help_line)),
    ]
    return [max(weight * _match_word(word, stems) for weight, stems in weighted_stems) for word in query_stems]


def _match_word(word: str, stems: Sequence[str]) -> float:
    """Return 1 for a whole word, `PREFIX_WEIGHT` for the beginning of one, 0 for neither."""
    if word in stems:
        return 1.0
    return PREFIX_WEIGHT if any(stem.startswith(word) for stem in stems) else 0.0


def _split_into_stems(text: str) -> tuple[str, ...]:
    return tuple(_cut_ending(_SYNONYMS.get(word, word)) for word in re.findall(r"\w+", text.casefold()))


def _cut_ending(word: str) -> str:
    for ending in _WORD_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_STOP_STEMS = frozenset(map(_cut_ending, STOP_WORDS))


_HIDDEN_COMMANDS = {"view.palette", "view.next", "view.previous", "outreach.up", "outreach.down"}
NAME_SCORE = 1000.0
"""The score of a name: above any command that happens to hold the same letters."""
MOST_PALETTE_PEOPLE = 8
"""How many people are offered at most."""
MINOR_WEIGHT = 0.4
"""What a goal, a theme or a command of the shell counts beside a command of the screen."""
_WORDS_FOR_PANELS = {
    "mood": "two weeks bars",
    "focus": "clock timer blocks today",
    "outreach": "not answered unanswered who owes owe waiting for silence replies list",
    "goal": "today",
}
COMMANDS_OF_THE_SHELL = {
    "export": ("Export everything for other programs", "save csv json markdown calendar ics data out"),
    "backup": ("Back up the data file now", "back up copy safe"),
    "restore": ("List the backups, or restore one", "backup copy old version recover"),
    "merge": ("Merge another copy of the data into yours", "two computers sync join"),
    "forget": ("Remove a person from every file", "delete person remove erase"),
    "erase": ("Remove everything", "delete all data wipe"),
    "move-data": ("Move the data to another folder", "folder dropbox syncthing"),
    "where": ("Where the data is", "file folder config path"),
    "keys": ("List the keys; config.toml can change them", "change shortcuts keyboard own keymap vim"),
}
"""Commands that only the shell has, since they deal with whole files: what they do, and words that find them."""


class FramedPalette(CommandPalette):
    """Textual's palette with a frame that names the key that closes it."""

    def on_mount(self) -> None:
        self.query_one("#--input").border_title = "Commands · Esc back"


class CoachCommands(Provider):
    """Offers the commands of the key table and, once the data is there, everything else that has a name."""

    @property
    def _session(self) -> Session | None:
        """The session, if the first screen is in front."""
        today = cast("CoachApp", self.app).today
        return today.session if self.screen is today else None

    async def discover(self) -> Hits:
        for command in self._list_commands():
            yield DiscoveryHit(command.name, command.run, help=command.help_line)

    async def search(self, query: str) -> Hits:
        session = self._session if self._session and self._session.day is not None else None
        candidates = [*self._list_commands(), *(_list_named_things(session, self.app) if session else ())]
        scores = score_candidates(query, candidates)
        if not any(scores):  # letters of a name, with others left out
            matcher = self.matcher(query)
            scores = [matcher.match(candidate.name) * candidate.weight for candidate in candidates]
        hits = [(score, candidate) for score, candidate in zip(scores, candidates, strict=True) if score > 0]
        if session:
            hits += [(NAME_SCORE, person) for person in _find_people(session, query)]
            help_line = "Try another word, or press Enter for the help with all keys"
            hits = hits or [(1, Candidate("Nothing found", session.open_help, help_line))]
        for score, hit in hits:
            yield Hit(score, styled(hit.name), hit.run, text=hit.name, help=hit.help_line)

    def _list_commands(self) -> Iterator[Candidate]:
        session = self._session
        for key in session.keys if session else USUAL_KEYS:
            if key.id not in _HIDDEN_COMMANDS:
                name = f"{key.label} ({key.shown})" if key.key else key.label
                run_command = partial(session.run_command, key.id) if session else lambda: None
                yield Candidate(name, run_command, key.help, key.words)


def _list_named_things(session: Session, app: App[Any]) -> Iterator[Candidate]:
    """Yield the panels, the settings, the themes, the goals, and the commands that only the shell has."""
    for name, panel in PANEL_TYPES.items():
        title, focus_panel = getattr(panel, "TITLE", ""), partial(session.focus_panel, name)
        yield Candidate(f"panel {title}", focus_panel, "Go to this panel", _WORDS_FOR_PANELS[name])
    for setting in SETTING_FIELDS:
        value = format_setting(setting, session.journal.settings)
        open_setting = partial(_open_setting, session, setting.key)
        yield Candidate(f"setting {setting.key}", open_setting, f"{setting.title}: {value}", setting.reason, 0.9)
    for name in app.available_themes:
        weight = 1.0 if name.startswith("coach-") else MINOR_WEIGHT
        choose_theme = partial(session.execute, save_setting("theme", name))
        yield Candidate(f"theme {name}", choose_theme, "Change the colours", "colour dark light", weight)
    for name, (help_line, search_words) in COMMANDS_OF_THE_SHELL.items():
        explain_command = partial(session.notify, f"In the shell: coach {name}. {help_line}.")
        yield Candidate(f"coach {name}", explain_command, f"{help_line}, in the shell", search_words, 0.8)
    for goal in load_goal_templates():
        take_goal = partial(session.execute, adopt_goal(goal.id))
        yield Candidate(f"goal: {goal.text}", take_goal, "Take it for today", goal.kind, MINOR_WEIGHT)


def _open_setting(session: Session, key: str) -> None:
    session.push_screen(SettingsDialog(session, at=key))


def _find_people(session: Session, query: str) -> Iterator[Candidate]:
    """Yield people whose names begin as typed; nobody who is blocked, and nobody while names are hidden."""
    if not session.hidden:
        for person in find_people_by_name(session.journal, query)[:MOST_PALETTE_PEOPLE]:
            open_person = partial(session.open_person, person.id)
            yield Candidate(person.name, open_person, "What you know about them, and your conversation")
