"""The house rules that a machine can check: no network, words for people, rooms that stay small, keys that are true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coach.ui.keys import KEYS, markdown

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "coach").rglob("*.py"))
NETWORK = {
    *("socket", "ssl", "http", "ftplib", "smtplib", "imaplib", "poplib", "xmlrpc", "socketserver", "webbrowser"),
    *("asyncio.streams", "urllib.request", "urllib.error", "requests", "httpx", "aiohttp", "telnetlib", "nntplib"),
}
NEVER = re.compile(
    r"\b(fail(s|ed|ure|ures)?|miss(ed|es)|lost|lose|loses|overdue|behind|lazy|streaks?|ghost(ed|ing)?|reject(ed|ion|ions|s)?"
    r"|should(n't)?|must(n't)?|broken|loser|only \d+)\b|\b0 ?%",
    re.IGNORECASE,
)
"""Words that no sentence of the product holds."""
PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}", re.IGNORECASE)


def strings(file: Path) -> list[tuple[int, str]]:
    """Return the strings of a source file that people may come to see: all but docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | loose
    ]


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_no_sentence_holds_a_word_that_stings(file: Path) -> None:
    found = [(line, text) for line, text in strings(file) if PROSE.search(text) and NEVER.search(text)]
    assert found == []


@pytest.mark.parametrize(
    "file", [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))], ids=lambda f: str(f.relative_to(ROOT))
)
def test_no_page_holds_a_word_that_stings(file: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [match[0] for match in NEVER.finditer(text)] == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_no_sentence_shouts(file: Path) -> None:
    assert [(line, text) for line, text in strings(file) if PROSE.search(text) and re.search(r"\w!(\s|$)", text)] == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_nothing_imports_a_network(file: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    assert {name for name in names if name in NETWORK or name.split(".")[0] in NETWORK} == set()


def test_importing_the_shell_leaves_textual_out() -> None:
    rooms = "coach.cli.main, coach.cli.mood, coach.cli.outreach, coach.cli.focus"
    code = f"import sys, {rooms}; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_rooms_stay_small(file: Path) -> None:
    limit = 200 if file.name == "app.py" else 300
    assert len(file.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_every_room_says_what_it_is_for(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_every_key_has_a_function_a_label_and_a_help_line() -> None:
    from importlib import import_module

    for key in KEYS:
        column, name = key.id.split(".")
        assert callable(getattr(import_module(f"coach.ui.commands.{column}"), name)), key.id
        assert key.label and key.help and key.group


def test_no_key_is_taken_twice() -> None:
    taken = [part for key in KEYS for part in key.key.split(",")]
    assert len(taken) == len(set(taken))


def test_the_readme_shows_the_key_table_as_it_is() -> None:
    assert markdown() in (ROOT / "README.md").read_text(encoding="utf-8")
