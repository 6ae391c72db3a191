"""Print every text that people can see, one to a line with its place, for a reader who checks them all.

Run it from the checkout: `.venv/bin/python docs/strings.py`. Texts of the code stand with file and line, those of the
catalogue, of the key table and of `coach --help` with their names. What is filled in stands as {…}. Whole sentences
come first, then labels and the parts of sentences that the program puts together.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import click  # noqa: E402

from coach.advice.catalogue import load_catalogue  # noqa: E402
from coach.cli.command_table import COMMANDS  # noqa: E402
from coach.cli.main import coach  # noqa: E402
from coach.domain.conversation import CONVERSATION_STATE_LABELS  # noqa: E402
from coach.keys import KEYS, USUAL_KEYS  # noqa: E402

WORD = re.compile(r"[a-z]{2,}", re.IGNORECASE)
NOT_TEXT = re.compile(
    r"\(\?|^(on )?\$|\$\+|^[#.][\w-]+( (>|[#.:A-Z][\w.#:-]*))*$|^<(?!!--)|\bbold\b|^SELECT |^text\{|=\"\{|^\[Unit\]"
    r"|^\w+/\w+"
)
"""Patterns, styles, selectors, markup, queries and paths, which are not texts for people."""
INPUT_MODULES = {"dates.py", "demo.py", "detect_format.py", "heading_translations.py",
                 "howwefeel.py", "mail_words.py", "palette.py", "typed_dates.py"}  # fmt: skip
"""Modules with words that people or files bring, such as invented names and the folder names of mail programs."""
CAUGHT = {"DamagedFileError", "sqlite3.DatabaseError"}
"""Exceptions that are always caught: another text says what happened."""
SCRIPT_WORDS = {*CONVERSATION_STATE_LABELS, "a no from", "looked back", "networking after hours"}
"""Words that only --json prints or that may only be typed; people read other words in their place."""
COLUMNS = re.compile(r"importers/(contacts/contact_tables|timers|diaries/bearable|linkedin/tables)")
"""Modules whose short texts are the column names of other programs."""


def list_code_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of several words in a module with their lines, f-strings whole; no docstring, no log call."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(module))
    skipped = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    skipped |= {id(part) for node in nodes if _is_for_engineers(node) for part in ast.walk(node)}
    skipped |= {id(part) for node in nodes if _looks_up_text(node) for part in ast.walk(node.args[0])}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if id(node) not in skipped and text not in SCRIPT_WORDS and _is_prose(text):
            yield node.lineno, text


def list_command_texts() -> Iterator[tuple[str, str]]:
    """Yield the help of every command and option."""
    context = click.Context(coach)
    for name in ("", *COMMANDS):
        command = coach.get_command(context, name) if name else coach
        if command is None:
            continue
        yield f"coach {name}".strip(), command.help or ""
        for option in command.params:
            if isinstance(option, click.Option) and option.help:
                yield f"coach {name} {option.opts[-1]}", option.help


def list_catalogue_texts() -> Iterator[tuple[str, str]]:
    """Yield (where it stands, text) for every text of the catalogue that a person may see."""
    said = load_catalogue("words.en")
    for section in ("says", "pages"):
        for key, texts in said[section].items():
            yield from ((f"{section}.{key}", text) for text in texts)
    for section in ("why", "names", "rows", "bits"):
        yield from ((f"{section}.{key}", text) for key, text in said[section].items())
    for goal in load_catalogue("goals")["goals"]:
        yield from ((f"{goal['id']}.{part}", goal[part]) for part in ("text", "done_when"))
    for rule in load_catalogue("rules")["rules"]:
        yield f"{rule['id']}.because", rule["because"]
    yield from load_catalogue("rules")["sources"].items()
    for key, check in load_catalogue("checks")["checks"].items():
        yield from ((f"checks.{key}", text) for text in (check["title"], *check["lines"]))
    for line in load_catalogue("help_lines")["lines"]:
        yield "help_lines", f"{line['where']} {line['name']}"


def list_all_texts() -> Iterator[tuple[str, str]]:
    """Yield (place, text) for everything that people can see."""
    yield from (("catalogue " + place, text) for place, text in list_catalogue_texts())
    yield from ((f"key {row.id}", f"{row.label}: {row.help}") for row in KEYS)
    yield from list_command_texts()
    in_key_table = {text for row in KEYS for text in (row.id, row.label, row.help, row.group, row.words, row.key)}
    for path in sorted((ROOT / "coach").rglob("*.py")):
        place = path.relative_to(ROOT)
        for line, text in sorted(list_code_texts(path)):
            if text not in in_key_table and (
                is_sentence(text) or not (path.name in INPUT_MODULES or COLUMNS.search(str(place)))
            ):
                yield f"{place}:{line}", text


def is_sentence(text: str) -> bool:
    """Tell whether a text is a sentence of its own, not a label or a part of one."""
    return len(WORD.findall(text.replace("{…}", ""))) > 3 and text.strip()[-1:] in ".?!:"


def _is_prose(text: str) -> bool:
    return len(WORD.findall(text.replace("{…}", ""))) > 1 and " " in text.strip() and not NOT_TEXT.search(text)


def _looks_up_text(node: ast.AST) -> TypeGuard[ast.Call]:
    """Tell whether a node fetches a text of the catalogue by its key, which is no text itself."""
    return isinstance(node, ast.Call) and bool(node.args) and ast.unparse(node.func).endswith("short_text")


def _is_for_engineers(node: ast.AST) -> bool:
    """Tell whether people see nothing of a node: a log call, a caught exception, a text looked for or made an id."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        name = ast.unparse(node.exc.func)
        return hasattr(builtins, name) or name in CAUGHT
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In):
        return isinstance(node.left, ast.Constant)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "derive_record_id":
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return getattr(node.func.value, "id", "") in {"log", "logger", "logging", "re"}
    return False


def print_texts() -> None:
    """Print every text once, with its place: sentences first."""
    texts = [(place, " ".join(USUAL_KEYS.fill(text).split())) for place, text in list_all_texts()]
    for title, whole in (("Sentences", True), ("Labels, and parts of sentences", False)):
        print(f"# {title}")
        for place, text in dict.fromkeys(texts):
            if is_sentence(text) is whole:
                print(f"{place}\t{text}")


if __name__ == "__main__":
    try:
        print_texts()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
