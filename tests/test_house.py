"""Rules of the project that a machine can check: no network, kind words on screens, a correct table of keys."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

from coach.keys import KEYS
from docs.key_tables import render_key_table

ROOT = Path(__file__).parents[1]
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
"""Words that no text for people contains, on a screen or in the user guide. Texts about the code use the exact word."""
USER_GUIDE = re.findall(
    r"\]\((\w[\w-]*)\.md\)",
    (ROOT / "docs" / "README.md").read_text(encoding="utf-8").partition("## For engineers")[0],
)
"""The pages that docs/README.md lists for people."""
PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}", re.IGNORECASE)


def where(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def sentences() -> list[tuple[str, int, str]]:
    """Return the string constants of several words that people may read on a screen or in a shell."""
    return [
        (where(file), line, text) for file in SOURCES for line, text in strings(tree(file)) if PROSE.search(text)
    ]  # fmt: skip


def strings(module: ast.Module) -> list[tuple[int, str]]:
    """Return the strings of a module with their lines, except docstrings and texts for engineers."""
    nodes = list(ast.walk(module))
    skipped = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings among them
    skipped |= {id(part) for node in nodes if is_for_engineers(node) for part in ast.walk(node)}
    return [
        (node.lineno, node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
    ]


def is_for_engineers(node: ast.AST) -> bool:
    """Return whether `node` is a log call or raises one of Python's own exceptions; people see neither."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
        return hasattr(builtins, node.exc.func.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return getattr(node.func.value, "id", "") in {"log", "logger", "logging"}
    return False


def test_no_text_for_people_contains_a_banned_word() -> None:
    assert [found for found in sentences() if NEVER.search(found[2])] == []


def test_no_page_of_the_user_guide_contains_a_banned_word() -> None:
    for file in (ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in USER_GUIDE)):
        text = re.sub(r"```.*?```|`[^`]*`", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert [match[0] for match in NEVER.finditer(text)] == [], where(file)


def test_no_text_for_people_shouts() -> None:
    assert [found for found in sentences() if re.search(r"\w!(\s|$)", found[2])] == []


def test_nothing_imports_a_network() -> None:
    for file in SOURCES:
        names = set()
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        assert {name for name in names if name in NETWORK or name.split(".")[0] in NETWORK} == set(), where(file)


def test_importing_the_shell_leaves_textual_out() -> None:
    rooms = "coach.cli.main, coach.cli.mood, coach.cli.outreach, coach.cli.focus"
    code = f"import sys, {rooms}; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "False"


def test_every_module_has_a_docstring() -> None:
    assert [where(file) for file in SOURCES if not ast.get_docstring(tree(file))] == []


def test_every_key_has_a_label_a_help_line_and_a_group() -> None:
    assert [key.id for key in KEYS if not (key.label and key.help and key.group)] == []


def test_no_key_is_taken_twice() -> None:
    taken = [part for key in KEYS for part in key.key.split(",")]
    assert len(taken) == len(set(taken))


def test_the_readme_shows_the_key_table_as_it_is() -> None:
    assert render_key_table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_output_of_a_program_is_among_the_files() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert [name for name in tracked.splitlines() if not re.match(r"[.A-Za-z]", name)] == []


def test_the_changelog_says_each_unreleased_thing_once() -> None:
    """A merge of two branches that both changed it can keep the old lines beside the new ones."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = text.partition("## [Unreleased]")[2].partition("\n## [")[0]
    begins = Counter(line[:32] for line in unreleased.splitlines() if line.startswith("- "))
    assert [begin for begin, times in begins.items() if times > 1] == []
