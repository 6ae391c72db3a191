"""Keep a section of the coach in the Markdown files of a vault (Obsidian, Logseq, any folder), by day or by person.

A section stands between two comments that Markdown does not show. Only what stands between them is ever written; all
other text stays as it is, byte for byte. A section whose day or person is gone is removed, its file only if nothing
else is in it. The records that the sections show stand in a JSON file beside them, which an import reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coach.domain.text import clean_text

_BEGIN = "<!-- coach {key} · what stands here is written anew by coach export vault -->"
_END = "<!-- /coach -->"
_SECTION = re.compile(b"<!-- coach ((?:day|person) [0-9A-Za-z-]+) [^\r\n]*?-->.*?<!-- /coach -->(?:\r?\n)?", re.DOTALL)
_ANY_BEGIN = re.compile(rb"<!-- coach (?:day|person) [0-9A-Za-z-]+ [^\r\n]*?-->")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|#^\[\]]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names of devices on Windows, whatever ending they have."""
_NAME_LIMIT = 80
_BYTE_LIMIT = 240
"""Bytes of a file name without its ending; file systems take 255."""


@dataclass(frozen=True, slots=True)
class VaultPage:
    """A section: its `key` ("day 2026-11-24"), the file `name` it goes to while no file has it, and its text."""

    key: str
    name: str
    text: str

    @property
    def kind(self) -> str:
        """day or person."""
        return self.key.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class VaultChanges:
    """What an export changes: file name → new content, None to remove it; and files whose marks do not fit together."""

    files: Mapping[str, bytes | None]
    damaged: tuple[str, ...] = ()


def update_vault(files: Mapping[str, bytes], pages: Iterable[VaultPage], kind: str) -> VaultChanges:
    """Return the changes that make the sections of `kind` in `files` (name → content) those of `pages`.

    A section stays in the file in which it is found, however that is called now.
    """
    wanted = {page.key: page for page in pages}
    damaged = tuple(sorted(name for name, content in files.items() if not _is_sound(content)))
    changed: dict[str, bytes | None] = {}
    done: set[str] = set()
    for name in sorted(files.keys() - set(damaged)):
        content = _replace_sections(files[name], wanted, done, kind)
        if content != files[name]:
            changed[name] = content if content.strip() else None
    known = {_fold_file_name(name): name for name in files}
    for page in wanted.values():
        name = known.setdefault(_fold_file_name(f"{page.name}.md"), f"{page.name}.md")
        if page.key in done or name in damaged:
            continue
        before = changed.get(name, files.get(name)) or b""
        changed[name] = before + _separate(before) + _render_section(page)
    return VaultChanges(changed, damaged)


def name_records_file(kind: str) -> str:
    """Return the name of the file of records beside the sections of a kind, or beside a todo.txt."""
    return f"coach-{kind}.json"


def make_file_name(name: str) -> str:
    """Return a person's name as a file name that every system accepts, without the ending."""
    plain = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub(" ", clean_text(name, _NAME_LIMIT)))
    short = plain.encode("utf-8", "replace")[:_BYTE_LIMIT].decode("utf-8", "ignore")
    bare = " ".join(short.split()).strip(". ") or "somebody"
    return f"{bare}_" if _RESERVED.fullmatch(bare) else bare


def _fold_file_name(name: str) -> str:
    """Return what is the same for names that are one file on some systems: differing in case or in Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _is_sound(content: bytes) -> bool:
    """Tell whether each beginning of a section has its end before the next beginning."""
    sections = [match[0] for match in _SECTION.finditer(content)]
    one_each = all(len(_ANY_BEGIN.findall(section)) == 1 for section in sections)
    return one_each and len(sections) == len(_ANY_BEGIN.findall(content)) == content.count(_END.encode())


def _replace_sections(content: bytes, wanted: Mapping[str, VaultPage], done: set[str], kind: str) -> bytes:
    def replace(match: re.Match[bytes]) -> bytes:
        key = match[1].decode("ascii")
        if key.partition(" ")[0] != kind:
            return match[0]
        if key not in wanted or key in done:  # gone, or a copy of a section
            return b""
        done.add(key)
        return _render_section(wanted[key])

    return _SECTION.sub(replace, content)


def _render_section(page: VaultPage) -> bytes:
    text = page.text.strip("\n")  # where people wrote < or >, it is escaped, so no mark can be in it
    return f"{_BEGIN.format(key=page.key)}\n{text}\n{_END}\n".encode("utf-8", "replace")


def _separate(before: bytes) -> bytes:
    """Return the line ends that put a section after the text of a file, with one blank line between."""
    if not before or before.endswith((b"\n\n", b"\r\n\r\n")):
        return b""
    return b"\n" if before.endswith(b"\n") else b"\n\n"
