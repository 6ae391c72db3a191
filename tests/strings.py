"""The script that lists every text that people can see, as a module."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def load_strings() -> ModuleType:
    """Return docs/strings.py, which is no module of a package."""
    spec = spec_from_file_location("strings", Path(__file__).parents[1] / "docs" / "strings.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
