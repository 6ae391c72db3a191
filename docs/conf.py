"""The documentation as a site: the same pages that stand here, built by Sphinx without a network.

`.venv/bin/pip install -e '.[docs]'`, then `.venv/bin/python -m sphinx -W -b html docs build/site`.
"""

from __future__ import annotations

import re
from pathlib import Path

_VERSION = re.search(r'__version__ = "(.+?)"', (Path(__file__).parents[1] / "coach" / "__init__.py").read_text("utf-8"))

project = "coach"
author = "The networking-coach authors"
copyright = author
version = release = _VERSION[1] if _VERSION else ""
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["pictures"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"coach {version}"
html_copy_source = False
html_show_sphinx = False


def _prepare_page(app: object, page: str, source: list[str]) -> None:
    """List the pages of README.md on the first page; links to files that are no page of the site become plain text."""
    if page == root_doc:
        guide, engineers = (Path(__file__).parent / "README.md").read_text("utf-8").split("## For engineers")
        for mark, text in (("@guide", guide), ("@engineers", engineers)):
            names = re.findall(r"(?m)^\| \[[\w.-]+\]\(([\w-]+)\.md\)", text)
            source[0] = source[0].replace(mark, "\n   ".join(names))
    source[0] = re.sub(
        r"\[([^\]]+)\]\((?:(?:\.\./)+(?!docs/)[\w./-]+|(?:decisions|coach\.1)/?)(?:#[\w-]+)?\)", r"\1", source[0]
    )


def setup(app: object) -> None:
    app.connect("source-read", _prepare_page)  # type: ignore[attr-defined]
