"""Remarks on a draft message: at most one of a kind, found in the text itself; none blocks or rewrites it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from coach.advice import catalogue

EASY_LENGTH = 400
"""Characters up to which a message is easy to read on a phone and easy to answer."""
LONGEST_SENTENCE_WORDS = 25
"""Words up to which a sentence is short."""

RemarkKind = Literal["length", "question", "questions", "capitals", "sharp", "sentence", "nudge"]
TextSpan = tuple[int, int]
"""From the first character to the one after the last, counted from 0."""

_QUOTED_LINES = re.compile(r"^>.*$", re.MULTILINE)
_ADDRESS_PATTERN = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+")
_QUESTION_MARKS = re.compile(r"[?？؟]+(?:[?？؟!！ ]*[?？؟])?")
_WORD_PATTERN = re.compile(r"[^\W_]+(?:['’./-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s++[^a-z]|\s*+$)|[。！？]+")
_LIST_ITEM = re.compile(r"\s*(?:[-*•–]|\d+[.)])\s")
_SHORTEST_WRAPPED_LINE = 40  # a line shorter than this ended because its writer ended it
# Short words that people shout; longer ones in capitals are shouted anyway, but for some names.
_SHOUTED_WORDS = re.compile("NOW|NOT|WHY|YOU|YOUR|VERY|NEED|WANT|HELP|STOP|WAIT|READ|THIS|LAST|SOON")
_CAPITAL_NAMES = re.compile("UNESCO|UNICEF|EBITDA|HIPAA|LATAM|ICANN|COBOL|FORTRAN|MATLAB|NASDAQ|LINUX|CRISPR|ERASMUS")
_NUDGE_PHRASE = re.compile(
    r"\b(?:following up|checking in|touching base|circling back|bumping this|bump this"
    r"|(?:to|just|will|quickly) (?:follow up|check in|touch base|circle back)"
    r"|(?:just|quick|little|gentle|small) (?:follow-up|check-in|nudge|ping|bump))\b",
    re.IGNORECASE,
)
_NEW_CONTENT = re.compile(
    r"https?://|www\.|\battached\b|\bcongrat|\bcongrats\b"
    r"|\bI(?:'ve| have|’ve)? (?:just |since |now |also )?"
    r"(?:saw|seen|read|noticed|heard|found|met|tried|finished|learned)\b"
    r"|\b(?:a|an|another|some|for|over)\s+(?:[\w-]+\s+){0,2}"
    r"(?:coffee|tea|lunch|call|chat|walk|event|meetup|talk|article|post|paper|book|idea|example|draft|link|intro)\b",
    re.IGNORECASE,
)
_DATE_MENTION = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b|\bnext (?:week|month)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DraftRemark:
    """One remark: its kind, all places in the text that it is about, and one calm sentence."""

    kind: RemarkKind
    spans: tuple[TextSpan, ...]
    message: str


def check_draft(text: str, *, to_tie: str | None = None) -> tuple[DraftRemark, ...]:
    """Return the remarks on a draft in the order of their first places; none for an empty one. Never raises.

    Quoted lines (starting with >) are somebody else's and are passed over; addresses have no words in them.
    To a strong tie no question is asked for: a hello or a thank-you between friends needs none.
    """
    own_lines = _QUOTED_LINES.sub(_blank_out, text)
    if not own_lines.strip():
        return ()
    text_without_addresses = _ADDRESS_PATTERN.sub(_blank_out, own_lines)
    remarks = (
        _check_length(text),
        _check_questions(text_without_addresses, asked_for=to_tie != "strong"),
        _check_capitals(text_without_addresses),
        _check_sharp_words(text_without_addresses),
        _check_sentence_length(text_without_addresses),
        _check_nudge_phrases(own_lines),
    )
    return tuple(sorted((remark for remark in remarks if remark), key=lambda remark: remark.spans))


def _check_length(text: str) -> DraftRemark | None:
    draft_length = len(_QUOTED_LINES.sub("", text).strip())
    if draft_length <= EASY_LENGTH:
        return None
    remark_text = f"{draft_length} characters. Around {EASY_LENGTH} are easy to read on a phone, and easy to answer."
    return DraftRemark("length", ((EASY_LENGTH, len(text)),), remark_text)


def _check_questions(text: str, *, asked_for: bool) -> DraftRemark | None:
    question_spans = _match_spans(_QUESTION_MARKS.finditer(text))
    if len(question_spans) > 1:
        remark_text = f"{len(question_spans)} questions. One at a time is easier to answer; the others can come later."
        return DraftRemark("questions", question_spans, remark_text)
    if question_spans or not asked_for:
        return None
    text_end = len(text.rstrip())
    return DraftRemark(
        "question", ((text_end, text_end),), "No question so far. One small question makes a reply easier."
    )


def _check_capitals(text: str) -> DraftRemark | None:
    shouted_words = [word for word in _WORD_PATTERN.finditer(text) if _is_shouted_word(word[0])]
    if not shouted_words:
        return None
    remark_text = f"Capitals can sound loud: {_quote_matches(shouted_words)}. Small letters say the same more quietly."
    return DraftRemark("capitals", _match_spans(shouted_words), remark_text)


def _is_shouted_word(word: str) -> bool:
    """Tell a shouted word from an abbreviation: it is long, or one of the short words people shout."""
    if not (word.isupper() and word.isalpha()):
        return False
    return bool(_SHOUTED_WORDS.fullmatch(word)) or (len(word) >= 5 and not _CAPITAL_NAMES.fullmatch(word))


def _check_sharp_words(text: str) -> DraftRemark | None:
    sharp_words = list(_load_sharp_words().finditer(text))
    if not sharp_words:
        return None
    them = "it" if len(sharp_words) == 1 else "them"
    remark_text = (
        f"This can sound sharper than you mean it: {_quote_matches(sharp_words)}. Try the text without {them}."
    )
    return DraftRemark("sharp", _match_spans(sharp_words), remark_text)


@cache
def _load_sharp_words() -> re.Pattern[str]:
    file = catalogue.FOLDER / "sharp_words.txt"
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    phrases = sorted((line for line in lines if line and line[0] != "#"), key=len, reverse=True)
    phrase_patterns = (r"\s+".join(map(re.escape, phrase.split())).replace("'", "['’]") for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrase_patterns)})(?!\w)", re.IGNORECASE)


def _check_sentence_length(text: str) -> DraftRemark | None:
    word_counts = {span: sum(1 for _ in _WORD_PATTERN.finditer(text, *span)) for span in _iterate_sentences(text)}
    long_sentences = {span: words for span, words in word_counts.items() if words > LONGEST_SENTENCE_WORDS}
    if not long_sentences:
        return None
    most_words = max(long_sentences.values())
    sentences_in_words = f"{len(long_sentences)} sentences are long, up to {most_words} words"
    if len(long_sentences) == 1:
        sentences_in_words = f"One sentence has {most_words} words"
    return DraftRemark("sentence", tuple(long_sentences), f"{sentences_in_words}. Shorter ones are easier to read.")


def _iterate_sentences(text: str) -> Iterator[TextSpan]:
    """Yield the places of sentences: they end at a full stop, a blank line, a short line or before a list item."""
    for start, end in _iterate_paragraphs(text):
        for sentence_end in _SENTENCE_END.finditer(text, start, end):
            yield start, sentence_end.end()
            start = sentence_end.end()
        if text[start:end].strip():
            yield start, end


def _iterate_paragraphs(text: str) -> Iterator[TextSpan]:
    """Yield stretches of lines that belong together because they were wrapped."""
    start = line_start = 0
    for line in text.splitlines(keepends=True):
        if _LIST_ITEM.match(line) and line_start > start:
            yield start, line_start
            start = line_start
        line_start += len(line)
        if len(line.rstrip()) < _SHORTEST_WRAPPED_LINE:
            yield start, line_start
            start = line_start
    yield start, len(text)


def _check_nudge_phrases(text: str) -> DraftRemark | None:
    nudges = list(_NUDGE_PHRASE.finditer(text))
    if not nudges or _NEW_CONTENT.search(text):
        return None
    for start, end in _iterate_sentences(text):
        # A date beside the phrase is the date of the old message; anywhere else it is a proposal.
        if not _NUDGE_PHRASE.search(text, start, end) and _DATE_MENTION.search(text, start, end):
            return None
    remark_text = (
        f"{_quote_matches(nudges)} says that you are waiting. "
        "Something new, such as a thought, a link or a date, is easier to answer."
    )
    return DraftRemark("nudge", _match_spans(nudges), remark_text)


def _quote_matches(matches: Sequence[re.Match[str]]) -> str:
    """Name up to three different finds in the writer's own words."""
    quoted_words = dict.fromkeys(" ".join(match[0].split()) for match in matches)
    return ", ".join(f'"{quoted_word}"' for quoted_word in list(quoted_words)[:3])


def _match_spans(matches: Iterable[re.Match[str]]) -> tuple[TextSpan, ...]:
    return tuple(match.span() for match in matches)


def _blank_out(match: re.Match[str]) -> str:
    return " " * len(match[0])
