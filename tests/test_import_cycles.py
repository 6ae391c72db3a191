"""Modules import one another in one direction, inside functions too."""

from __future__ import annotations

from pathlib import Path

from tests.count_import_cycles import build_graph, find_cycles, find_modules


def test_no_module_is_in_an_import_cycle() -> None:
    assert find_cycles(build_graph(find_modules())) == []


def test_a_cycle_through_a_function_counts_and_one_for_types_does_not(tmp_path: Path) -> None:
    (tmp_path / "coach").mkdir()
    texts = {
        "one": "import coach.two",
        "two": "def late():\n    from coach.three import x",
        "three": "from coach import one",
        "four": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from coach.five import x",
        "five": "import coach.four",
    }
    for name, text in texts.items():
        (tmp_path / "coach" / f"{name}.py").write_text(text, encoding="utf-8")
    modules = find_modules(tmp_path)
    assert find_cycles(build_graph(modules)) == [["coach.one", "coach.three", "coach.two"]]
    assert find_cycles(build_graph(modules, in_functions=False)) == []
