"""Check the dependencies: no bound and no pin allows a version with a known advisory, and each pin is needed.

The advisories are in advisories.json beside this file, with the day on which they were looked up.
"""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]


def read_requirements(root: Path) -> list[Requirement]:
    """Return what pyproject.toml requires, extras for development included."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


def read_pins(root: Path) -> dict[str, Version]:
    """Return package → the version that constraints.txt pins."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def find_needed_packages(requirements: list[Requirement]) -> set[str]:
    """Return all that the requirements need in this environment, directly or not."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(requirement.name, frozenset(requirement.extras)) for requirement in requirements]
    while waiting:
        name, extras = waiting.pop()
        if (key := (canonicalize_name(name), extras)) in seen:
            continue
        seen.add(key)
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            continue
        for each in map(Requirement, lines):
            if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append((each.name, frozenset(each.extras)))
    return {name for name, _ in seen}


def find_problems(root: Path) -> list[str]:
    """Return a line for everything that does not hold."""
    known = json.loads((root / ".ci" / "advisories.json").read_text(encoding="utf-8"))
    requirements, pins = read_requirements(root), read_pins(root)
    problems = []
    for each in known["advisories"]:
        fixed, name = Version(each["fixed_in"]), each["package"]
        if name in pins and pins[name] < fixed:
            problems.append(f"constraints.txt pins {name} {pins[name]}: {each['id']} is fixed in {fixed}")
        for requirement in requirements:
            lowest = [Version(s.version) for s in requirement.specifier if s.operator in (">=", "==", "~=")]
            if canonicalize_name(requirement.name) == name and (not lowest or max(lowest) < fixed):
                problems.append(f"pyproject.toml allows {requirement}: {each['id']} is fixed in {fixed}")
    for requirement in requirements:
        version = pins.get(canonicalize_name(requirement.name))
        if version is None:
            problems.append(f"constraints.txt does not pin {requirement.name}")
        elif version not in requirement.specifier:
            problems.append(f"constraints.txt pins {requirement.name} {version}, outside of {requirement.specifier}")
    unneeded = pins.keys() - find_needed_packages(requirements)
    problems += [f"constraints.txt pins {name}, which nothing needs" for name in sorted(unneeded)]
    return problems


if __name__ == "__main__":
    found = find_problems(ROOT)
    print("\n".join(found) or "Bounds and pins hold.")
    sys.exit(bool(found))
