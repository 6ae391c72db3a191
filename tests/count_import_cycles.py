"""Count the import cycles in coach/: groups of modules that import each other, directly or through others.

`python tests/count_import_cycles.py` prints each group and their number, and exits with 1 if there is one. Imports
for type checking alone do not count; imports inside functions do.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


def find_modules(root: Path = ROOT, package: str = "coach") -> dict[str, Path]:
    """Return each module of `package` with its file."""
    found = {}
    for file in sorted((root / package).rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def list_imports(node: ast.AST, *, in_functions: bool) -> Iterator[str]:
    """Yield the names that the code under `node` imports; "a.b" for `from a import b`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from list_imports(other, in_functions=in_functions)
        elif in_functions or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from list_imports(child, in_functions=in_functions)


def build_graph(modules: Mapping[str, Path], *, in_functions: bool = True) -> dict[str, set[str]]:
    """Return for each module the modules of ours that it imports."""
    graph: dict[str, set[str]] = {}
    for module, file in modules.items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        graph[module] = set()
        for name in list_imports(tree, in_functions=in_functions):
            target = name if name in modules else name.rpartition(".")[0]
            if target in modules and target != module:
                graph[module].add(target)
    return graph


def find_cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that reach each other (strongly connected components of more than one)."""
    reached = {module: _find_reachable(graph, module) for module in graph}
    groups = {frozenset(other for other in reached[module] if module in reached[other]) for module in graph}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def _find_reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = graph[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


def main() -> int:
    """Print the cycles with and without the imports in functions; return 1 if there is one."""
    modules, count = find_modules(), 0
    for title, in_functions in (("module level", False), ("function level", True)):
        cycles = find_cycles(build_graph(modules, in_functions=in_functions))
        count += len(cycles)
        print(f"{title}: {len(cycles)} import cycles, {sum(map(len, cycles))} modules in them")
        for cycle in cycles:
            print("   ", ", ".join(cycle))
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
