"""The documentation is true: each command in a shell block runs, each one named in a sentence exists, each link works."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from coach.cli.command_table import COMMANDS, HIDDEN
from coach.cli.main import coach
from tests.forked import run
from tests.terminal import COACH, Terminal

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LINKED = [*PAGES, *sorted((ROOT / "docs" / "decisions").glob("*.md")), *sorted((ROOT / ".github").rglob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(coach(?: [a-z-][^`]*)?)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
named = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def shown(page: Path) -> list[list[str]]:
    """Return the commands in the shell blocks of a page, in their order."""
    lines = [line for block in BLOCK.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("coach")]


@named
def test_every_command_in_a_block_runs(page: Path, tmp_path: Path) -> None:
    env = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}
    for command, *words in shown(page):
        assert command == "coach"
        if not [word for word in words if not word.startswith("-")]:
            with Terminal(*COACH, *words, env=env, cwd=tmp_path) as terminal:
                terminal.wait_for("q quit")
                terminal.press("q")
                assert terminal.wait_end() == 0
            continue
        done = run(*words, env=env, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), (words, done.stderr)
        assert done.stdout.strip(), words


def test_every_command_named_in_a_sentence_is_one_with_these_words_and_options() -> None:
    text = "\n".join(BLOCK.sub("", page.read_text(encoding="utf-8")) for page in PAGES)
    for said in INLINE.findall(text):
        _, *words = shlex.split(said.replace("…", "x"))
        while words and words[0].startswith("-"):
            assert words[0] in {"--help", *(name for param in coach.params for name in param.opts)}, said
            del words[: 2 if words[0] == "--data" else 1]
        if words:
            understand(words, said)


def test_every_command_in_a_block_that_is_not_run_is_one_with_these_words_and_options() -> None:
    """Blocks without `sh`, and indented ones, name files and folders of the reader."""
    lines = []
    for page in PAGES:
        fence = None
        for line in page.read_text(encoding="utf-8").splitlines() if page.name != "cli.md" else ():
            if line.startswith("```"):
                fence = line if fence is None else None
            elif (fence == "```" and line.startswith("coach ")) or line.startswith("    coach "):
                lines.append(line.strip().removeprefix("coach "))
    assert len(lines) > 5
    for line in lines:
        understand(shlex.split(line, comments=True), line)


def understand(words: list[str], said: str) -> None:
    """Let the command take in its words as it would, without carrying anything out."""
    words = words[1:] if words[0] == "help" else words  # `coach help mood` is `coach mood --help`
    assert words[0] in COMMANDS or words[0] in HIDDEN, said
    above = click.Context(coach, info_name="coach", **coach.context_settings)  # commands keep their first help option
    command = coach.get_command(above, words[0])
    assert command is not None
    try:
        command.make_context(words[0], words[1:], parent=above)
    except click.MissingParameter:
        pass  # a sentence may name a command without the words that it needs
    except click.exceptions.Exit:
        pass


def test_every_link_to_a_file_leads_to_one() -> None:
    links = [(page, link) for page in LINKED for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [
        page.name
        for page in PAGES
        if page.parent == ROOT / "docs" and page.name != "README.md" and f"]({page.name})" not in index
    ] == []


def test_the_readme_names_the_index() -> None:
    assert "docs/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_manual_page_and_the_page_of_commands_say_what_the_commands_say() -> None:
    code = "import json; from docs.manual import page, render_cli_page; print(json.dumps([page(), render_cli_page()]))"
    made = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    manual, shown = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("coach.1", "cli.md")]
    assert [manual, shown] == json.loads(made.stdout), "docs/refresh.py --tables writes them anew"
    assert [name for name in COMMANDS if f"### coach {name}\n" not in shown] == []


def test_the_first_help_fits_a_small_terminal() -> None:
    done = run("--help", env={**os.environ, "COLUMNS": "80"})
    lines = done.stdout.splitlines()
    assert len(lines) <= 23 and max(map(len, lines)) <= 80  # a line is left for the prompt


def test_every_command_and_exit_code_is_in_the_manual_page() -> None:
    page = (ROOT / "docs" / "coach.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert [name for name in COMMANDS if f".SS coach {name}" not in page] == []
    assert re.findall(r"^\.B (\d+)$", page, re.MULTILINE) == ["0", "1", "2", "130"]


def test_the_page_of_keys_shows_the_table_as_it_is() -> None:
    from docs.key_tables import render_key_table, render_presets

    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert render_key_table(ids=True) in page and render_presets() in page


def test_the_map_in_the_readme_is_that_of_the_house() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```\n(coach/\n.*?)```", page, re.DOTALL)
    assert found is not None
    packages = {path.name for path in (ROOT / "coach").iterdir() if (path / "__init__.py").exists()}
    rows = re.findall(r"(?m)^(  )?([a-z]+)/ +(.*)$", found[1])
    assert {name for inside, name, _ in rows if inside} == packages
    for inside, name, text in rows:
        folder = ROOT / "coach" / name if inside else ROOT / name
        assert [
            part for part in re.findall(r"\b([a-z0-9]+)/", text) if not (folder / part).is_dir() and part != "coach"
        ] == []
    modules = re.findall(r"\b[a-z_]+\.py\b", found[1])
    assert [name for name in modules if not (ROOT / "coach" / name).exists()] == []


def test_files_that_pages_name_exist() -> None:
    """The pages of panels and contributing show how to add a glass of water; that one alone is not there."""
    pages = [*PAGES, ROOT / "docs" / "decisions" / "0007-libraries.md"]
    named = [
        (page.name, path)
        for page in pages
        if page.name != "CHANGELOG.md"
        for path in re.findall(
            r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|json|tcss|md)|[a-z_]+\.py)`", page.read_text(encoding="utf-8")
        )
        if "water" not in path
    ]
    places = (ROOT, ROOT / "coach", ROOT / "coach" / "advice")
    modules = {path.name for folder in ("coach", "tests") for path in (ROOT / folder).rglob("*.py")}
    assert [
        (page, path)
        for page, path in named
        if path not in modules and not any((place / path).exists() for place in places)
    ] == []


def test_the_panel_that_a_page_shows_is_one_that_draws() -> None:
    page = (ROOT / "docs" / "panels.md").read_text(encoding="utf-8")
    found = re.search(r"(?s)```python\n( +class WaterPanel.*?)```", page)
    assert found is not None
    imports = (
        "from collections.abc import Sequence\nfrom textual.content import Content\nfrom coach.views.day import DayView\n"
        "from coach.tui.text_layout import QUIET_STYLE, styled\nfrom coach.tui.panels.panel import Panel\n"
    )
    names: dict[str, Any] = {}
    exec(imports + textwrap.dedent(found[1]), names)
    panel = names["WaterPanel"](id="water")
    panel.keys = SimpleNamespace(name=lambda command: "v")
    rows = panel.draw_rows(SimpleNamespace(glasses=3), 20, 2)
    assert [row.plain for row in rows] == ["●●●", "v counts one"]


def test_the_turns_of_rules_are_those_of_the_catalogue() -> None:
    page = (ROOT / "docs" / "coach.md").read_text(encoding="utf-8")
    said = {
        rule: int(days)
        for days, text in re.findall(r"(?m)^\| (\d+) \| (R\d.*) \|$", page)
        for rule in re.findall(r"R\d\d", text)
    }
    rules = json.loads((ROOT / "coach" / "advice" / "catalogue" / "rules.json").read_text(encoding="utf-8"))["rules"]
    known = {rule["id"]: rule["rest_days"] for rule in rules if rule["tier"] >= 3 and "rest_days" in rule}
    assert said == {rule: days for rule, days in known.items() if rule != "R25"}  # the greeting takes no turn


def test_every_table_of_the_file_is_named() -> None:
    page = (ROOT / "docs" / "file-format.md").read_text(encoding="utf-8")
    found = re.search(r"- Tables: `([a-z ]+)` \(dated\) and `([a-z\s]+)`", page)
    assert found is not None
    tables = {
        name
        for path in (ROOT / "coach" / "domain").glob("*.py")
        for name in re.findall(r'table: ClassVar\[str\] = "(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert {*found[1].split(), *found[2].split()} == tables
