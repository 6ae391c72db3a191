"""Clean, compare and search text. Everything typed or imported passes `clean_text` before it is stored or shown.

Names and notes are hostile by default: terminal escape sequences, direction overrides, zero-width padding, towers of
combining marks, ten kilobytes where a name belongs. `clean_text` is idempotent and is applied to input and output.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from coach.errors import InvalidInput

HIDDEN_MARK = "•••••"
"""What stands in place of a name or a note while they are hidden."""
BLOCKED_NAME_MARK = "…"
"""What stands in a text in place of the name of a blocked person."""
NAME_LIMIT = 200
NOTE_LIMIT = 100_000
"""Characters of a note, a message or a draft. A longer typed text is refused and never cut."""
_MOST_COMBINING_MARKS = 4

# C0 but newline and tab, DEL, C1; zero-width space and direction marks; overrides and isolates; invisible
# operators; byte-order mark; interlinear marks; tag characters outside of a flag; lone surrogates. ZWNJ and ZWJ
# (U+200C, U+200D) stay: Persian, Indic scripts and emoji families need them.
_UNWANTED_CHARACTERS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_BLACK_FLAG = "\U0001f3f4"
_FLAG_OR_UNWANTED = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{2,8}\U000e007f)|" + _UNWANTED_CHARACTERS.pattern)
"""The flag of a region, spelled in tag characters, or what `_UNWANTED_CHARACTERS` finds."""
_LINE_BREAKS = re.compile("\r\n?|[\v\f\x85]")
_UNWANTED_IN_JSON = f"{_UNWANTED_CHARACTERS.pattern}|\x85"
# A whole escape sequence goes, not just its ESC, so that no "[31m" is left standing in a name. Linear by design.
_ESCAPE_SEQUENCES = re.compile(
    "(?:\x1b\\]|\x9d)[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\\\|\x9c)?"  # OSC … BEL or ST
    "|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]{0,4096}(?:\x1b\\\\|\x9c)?"  # DCS, SOS, PM, APC
    "|(?:\x1b\\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]?"  # CSI
    "|\x1b[ -/]{0,8}[0-~]?"
)
_UNDECODED_BYTES = re.compile("[\udc80-\udcff]+")
"""Bytes of a command line that Python could not decode (PEP 383)."""
_WHITESPACE_RUN = re.compile(r"[ \t\r\n\f\v\u00a0\u2007\u202f]+")
_NAME_ENDS = re.compile(r"^[\s,;:~|·•–—\u2800-]+|(?:[\s,;:~|·•–—\u2800-]|(?<=\s)\.)+$")


def clean_text(text: str, limit: int = NAME_LIMIT, *, lines: bool = False) -> str:
    """Return `text` fit to be stored and shown.

    NFC; no control, escape, direction or invisible characters; at most four combining marks in a row; no joiner
    at either end; whitespace folded; at most `limit` characters, cut with an ellipsis. With `lines`, line
    breaks stay (for notes); without, everything becomes one line (for names). Never raises.
    """
    if len(text) <= limit and _is_plain(text):
        return text
    text = decode_stray_bytes(text)
    text = text[: limit * 8 + 4096]  # the passes below stay cheap on 10 MB
    text = _ESCAPE_SEQUENCES.sub("", text.replace("\r\n", "\n"))
    text = _remove_unwanted(text.replace("\x85", "\n").replace("\u2028", "\n").replace("\r", "\n"))
    text = _limit_combining_marks(unicodedata.normalize("NFC", text))
    if lines:
        text_lines = (_WHITESPACE_RUN.sub(" ", text_line).strip() for text_line in text.split("\n"))
        text = re.sub("\n{3,}", "\n\n", "\n".join(text_lines)).strip("\n \u200c\u200d")
    else:
        text = _WHITESPACE_RUN.sub(" ", text).strip(" \u200c\u200d")
    if len(text) <= limit:
        return text
    return _remove_unwanted(text[: limit - 1]).rstrip(" \n\u200c\u200d") + "…"  # half a flag is none


def _is_plain(text: str) -> bool:
    """Tell whether a text is what nearly every one is: printable ASCII, singly spaced."""
    return text.isascii() and text.isprintable() and "  " not in text and text.strip() == text


def trim_name(name: str) -> str:
    """Return a name without the commas, dashes and dots that people leave before or behind it ("Ana Lee, PhD,")."""
    return _NAME_ENDS.sub("", name) or name


def decode_file_text(data: bytes) -> str:
    """Return the text of a file or a pipe: UTF-16 with its mark, else UTF-8, and bytes that are neither by letter."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return decode_stray_bytes(data.decode("utf-8", "surrogateescape").removeprefix("\ufeff"))


def decode_stray_bytes(text: str) -> str:
    """Return a text with letters for the bytes that Python could not decode (PEP 383)."""
    return _UNDECODED_BYTES.sub(_decode_bytes, text)


def _decode_bytes(bytes_match: re.Match[str]) -> str:
    """Return the letters of bytes that came in another encoding than the system's: UTF-8, or else Windows-1252."""
    undecoded_bytes = bytes_match[0].encode("utf-8", "surrogateescape")
    try:
        return undecoded_bytes.decode("utf-8")
    except UnicodeDecodeError:
        return undecoded_bytes.decode("cp1252", "replace")


def strip_control_characters(text: str) -> str:
    """Return `text` without escape sequences, control, direction and invisible characters; its lines stay."""
    return _remove_unwanted(_LINE_BREAKS.sub("\n", _ESCAPE_SEQUENCES.sub("", text)))


def _remove_unwanted(text: str) -> str:
    return _FLAG_OR_UNWANTED.sub(r"\1", text) if _BLACK_FLAG in text else _UNWANTED_CHARACTERS.sub("", text)


def format_json(value: Any, **options: Any) -> str:
    """Return JSON in which control, direction and invisible characters are escaped. `options` are those of json."""
    text = json.dumps(value, ensure_ascii=False, **options)
    return re.sub(_UNWANTED_IN_JSON, lambda found: json.dumps(found[0])[1:-1], text)


def clean_typed_text(text: str, limit: int = NAME_LIMIT, *, lines: bool = False) -> str:
    """Return what somebody typed, cleaned and whole. Raises InvalidInput if it is longer than `limit`."""
    cleaned = clean_text(text, max(limit, 4 * len(text)) + 1, lines=lines)
    if len(cleaned) > limit:
        title = f"This text has {len(cleaned):,} characters, and {limit:,} fit."
        raise InvalidInput(title, hint="Nothing was cut or saved.")
    return cleaned


def _limit_combining_marks(text: str) -> str:
    if text.isascii():
        return text
    kept_characters, marks_in_a_row = [], 0
    for character in text:
        marks_in_a_row = marks_in_a_row + 1 if unicodedata.combining(character) else 0
        if marks_in_a_row <= _MOST_COMBINING_MARKS:
            kept_characters.append(character)
    return "".join(kept_characters)


_LETTER_SPELLINGS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŋ": "n", "æ": "ae", "œ": "oe", "þ": "th",
    **dict.fromkeys("’‘ʼʻ´`′＇", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒–—―−－", "-"),
    **dict.fromkeys("\u00ad\u200c\u200d\ufe0e\ufe0f", ""),
})  # fmt: skip
"""Letters that have no accent to take off, and the apostrophes and hyphens of phones → as a keyboard types them."""


def fold_text(text: str) -> str:
    """Return the form in which two spellings of one name are equal: no case, no accents, plain ' and -, plain spaces.

    "Søren O’Brien" and "soren o'brien" are equal.
    """
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    plain_text = text.casefold().translate(_LETTER_SPELLINGS)
    unaccented = unicodedata.normalize("NFKD", plain_text).translate(_LETTER_SPELLINGS)
    letters = " ".join("".join(character for character in unaccented if not unicodedata.combining(character)).split())
    # Nothing but accents: not equal to everything else that has no letter.
    return letters or " ".join(unaccented.split())


def drop_repeated_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return each word once, as it is written first: "calm" and "Calm" are one word. An empty one is left out."""
    found: dict[str, str] = {}
    for word in filter(None, words):
        found.setdefault(fold_text(word), word)
    return tuple(found.values())


def find_closest_match(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known name that begins with `word`, has its words in another order or is most like it; "" if none is.

    `cutoff` is how like it has to be: 0 any, 1 equal.
    """
    from difflib import get_close_matches  # 3 ms that only a word nobody knows is worth

    lower_word, names_by_lower = word.strip().lower(), {name.lower(): name for name in known}
    words = sorted(lower_word.split())
    begun = [name for name in names_by_lower if lower_word and name.startswith(lower_word)]
    turned = [name for name in names_by_lower if len(words) > 1 and sorted(name.split()) == words]
    matches = begun or turned or get_close_matches(lower_word, names_by_lower, 1, cutoff)
    return names_by_lower[matches[0]] if matches else ""


def format_suggestion(word: str, known: Iterable[str], otherwise: str = "", cutoff: float = 0.5) -> str:
    """Return "Did you mean …?" with the closest known name, `otherwise` without one."""
    closest_match = find_closest_match(word, known, cutoff)
    return f"Did you mean {closest_match}?" if closest_match else otherwise


_LINK_PATTERN = re.compile(r"(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:!?)]", re.IGNORECASE)


def find_link(text: str) -> tuple[str, str]:
    """Return `text` without the first web address in it, and that address, "" if there is none."""
    link_match = _LINK_PATTERN.search(text)
    if link_match is None:
        return text.strip(), ""
    text_around_link = f"{text[: link_match.start()].rstrip()} {text[link_match.end() :].lstrip()}"
    return text_around_link.strip(" ,"), link_match[0]


MAIL_KEY_PREFIX = "mbox:"
"""Begins the provenance keys that are mail addresses, whatever they were read from: mbox:ana@example.org."""
_LINK_PREFIX = re.compile(r"(?i)^(?:mailto:|https?://(?:www\.)?|www\.|@)(?=.)")
_PROFILE_LINK = re.compile(r"(?i)^(?:[a-z]{1,6}\.)?(?:linkedin\.com/(?:in|pub)|(?:x|twitter)\.com)/@?([^/?#]+)")


PHONE_KEY_PREFIX = "tel:"
"""Begins the provenance keys that are telephone numbers: tel:+491512345678."""
_PHONE = re.compile(r"(?:tel:)?(?:\+|00)[\d .()/\u2010-\u2015-]+", re.I)


def normalize_phone(number: str) -> str:
    """Return a telephone number in international form as "+" and digits (E.164), "" for any other text.

    A number with an extension, or without the code of its country, may be of several people.
    """
    cleaned = clean_text(unicodedata.normalize("NFKC", number[:100]), 60)
    if not _PHONE.fullmatch(cleaned):
        return ""
    digits = "".join(str(int(d)) for d in cleaned.replace("(0)", "") if d.isdecimal())
    digits = digits if "+" in cleaned else digits[2:]
    # In North America all numbers have eleven digits; "001" can also be the way out of a country in Asia.
    is_whole = re.fullmatch(r"1[2-9]\d{9}", digits) if digits[:1] == "1" else 8 <= len(digits) <= 15
    return f"+{digits}" if is_whole and not digits.startswith("0") else ""


def shorten_handle(handle: str) -> str:
    """Return an address, a handle or a link as one tells it: "ana" of "@ana" and "https://x.com/ana"."""
    bare_handle = _LINK_PREFIX.sub("", handle.strip())
    profile_match = _PROFILE_LINK.match(bare_handle)
    return profile_match[1] if profile_match else bare_handle.rstrip("/") or bare_handle


def list_mail_addresses(keys: Iterable[str]) -> list[str]:
    """Return the mail addresses among provenance keys."""
    return [key.removeprefix(MAIL_KEY_PREFIX) for key in keys if key.startswith(MAIL_KEY_PREFIX)]


def list_handle_words(handles: Iterable[str], keys: Iterable[str]) -> Iterator[str]:
    """Yield the words by which handles are found, and the mail addresses among provenance keys."""
    mail_addresses = (address for address in list_mail_addresses(keys) if "@" in address)
    for handle in dict.fromkeys((*handles, *mail_addresses)):
        yield handle
        if (short_handle := shorten_handle(handle)) != handle:
            yield short_handle


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Lines in one text, and which of them hold a part. A line begins with a space, so " an" begins a word."""

    text: str
    starts: Sequence[int]

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> FoldedText:
        """Join folded lines."""
        spaced_lines = [f" {line}\n" for line in lines]
        return cls("".join(spaced_lines), tuple(accumulate(map(len, spaced_lines), initial=0))[:-1])

    def __iter__(self) -> Iterator[str]:
        return (self.text[at : self.text.find("\n", at)] for at in self.starts)

    def lines_with_all(self, parts: Sequence[str]) -> Iterator[int]:
        """Yield the numbers of the lines that hold every part, in order. Quick if the first part is a rare one."""
        rarest, *other_parts = parts
        text = self.text
        found_at = text.find(rarest)
        while found_at >= 0:
            line_end = text.find("\n", found_at) + 1
            if other_parts:
                line = text[text.rfind("\n", 0, found_at) + 1 : line_end]
            for part in other_parts:  # a plain loop: this is the one place that a key waits for
                if part not in line:
                    break
            else:
                yield bisect_right(self.starts, found_at) - 1
            found_at = text.find(rarest, line_end)

    def lines_matching(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Yield the numbers of the lines in which `pattern` is found."""
        last_line = -1
        for match in pattern.finditer(self.text):
            line_number = bisect_right(self.starts, match.start()) - 1
            if line_number != last_line:
                last_line = line_number
                yield line_number
