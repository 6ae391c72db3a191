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

_SECTION_BEGIN = "<!-- coach {key} · what stands here is written anew by coach export vault -->"
_SECTION_END = "<!-- /coach -->"
_SECTION = re.compile(b"<!-- coach ((?:day|person) [0-9A-Za-z-]+) [^\r\n]*?-->.*?<!-- /coach -->(?:\r?\n)?", re.DOTALL)
_ANY_SECTION_BEGIN = re.compile(rb"<!-- coach (?:day|person) [0-9A-Za-z-]+ [^\r\n]*?-->")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|#^\[\]]+')
_RESERVED_ON_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names of devices on Windows, whatever ending they have."""
_FILE_NAME_LIMIT = 80
_FILE_NAME_BYTES_LIMIT = 240
"""Bytes of a file name without its ending; file systems take 255."""


@dataclass(frozen=True, slots=True)
class VaultPage:
    """A section: its `key` ("day 2026-11-24"), the file `name` it goes to while no file has it, and its text."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class VaultChanges:
    """What an export changes: file name → new content, None to remove it; and files whose marks do not fit together."""

    files: Mapping[str, bytes | None]
    damaged: tuple[str, ...] = ()


def update_vault(files: Mapping[str, bytes], pages: Iterable[VaultPage], kind: str) -> VaultChanges:
    """Return the changes that make the sections of `kind` in `files` (name → content) those of `pages`.

    A section stays in the file in which it is found, however that is called now.
    """
    wanted_pages = {page.key: page for page in pages}
    damaged_files = tuple(sorted(file_name for file_name, content in files.items() if not _is_sound(content)))
    changed_files: dict[str, bytes | None] = {}
    pages_done: set[str] = set()
    for file_name in sorted(files.keys() - set(damaged_files)):
        content = _replace_sections(files[file_name], wanted_pages, pages_done, kind)
        if content != files[file_name]:
            changed_files[file_name] = content if content.strip() else None
    file_names_by_folded = {_fold_file_name(file_name): file_name for file_name in files}
    for page in wanted_pages.values():
        file_name = file_names_by_folded.setdefault(_fold_file_name(f"{page.name}.md"), f"{page.name}.md")
        if page.key in pages_done or file_name in damaged_files:
            continue
        content_before = changed_files.get(file_name, files.get(file_name)) or b""
        changed_files[file_name] = content_before + _separate(content_before) + _render_section(page)
    return VaultChanges(changed_files, damaged_files)


def name_records_file(kind: str) -> str:
    """Return the name of the file of records beside the sections of a kind, or beside a todo.txt."""
    return f"coach-{kind}.json"


def make_file_name(person_name: str) -> str:
    """Return a person's name as a file name that every system accepts, without the ending."""
    plain_name = unicodedata.normalize("NFC", _NOT_IN_FILE_NAMES.sub(" ", clean_text(person_name, _FILE_NAME_LIMIT)))
    short_name = plain_name.encode("utf-8", "replace")[:_FILE_NAME_BYTES_LIMIT].decode("utf-8", "ignore")
    bare_name = " ".join(short_name.split()).strip(". ") or "somebody"
    return f"{bare_name}_" if _RESERVED_ON_WINDOWS.fullmatch(bare_name) else bare_name


def _fold_file_name(name: str) -> str:
    """Return what is the same for names that are one file on some systems: differing in case or in Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _is_sound(content: bytes) -> bool:
    """Tell whether each beginning of a section has its end before the next beginning."""
    sections = [match[0] for match in _SECTION.finditer(content)]
    has_one_begin_each = all(len(_ANY_SECTION_BEGIN.findall(section)) == 1 for section in sections)
    return has_one_begin_each and len(sections) == len(_ANY_SECTION_BEGIN.findall(content)) == content.count(
        _SECTION_END.encode()
    )


def _replace_sections(content: bytes, wanted_pages: Mapping[str, VaultPage], pages_done: set[str], kind: str) -> bytes:
    def replace(section: re.Match[bytes]) -> bytes:
        page_key = section[1].decode("ascii")
        if page_key.partition(" ")[0] != kind:
            return section[0]
        if page_key not in wanted_pages or page_key in pages_done:  # gone, or a copy of a section
            return b""
        pages_done.add(page_key)
        return _render_section(wanted_pages[page_key])

    return _SECTION.sub(replace, content)


def _render_section(page: VaultPage) -> bytes:
    page_text = page.text.strip("\n")  # where people wrote < or >, it is escaped, so no mark can be in it
    return f"{_SECTION_BEGIN.format(key=page.key)}\n{page_text}\n{_SECTION_END}\n".encode("utf-8", "replace")


def _separate(text_before: bytes) -> bytes:
    """Return the line ends that put a section after the text of a file, with one blank line between."""
    if not text_before or text_before.endswith((b"\n\n", b"\r\n\r\n")):
        return b""
    return b"\n" if text_before.endswith(b"\n") else b"\n\n"
