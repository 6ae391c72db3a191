"""A field: one line to type in, in which a letter is painted and nothing else is measured or moved.

Textual lays the whole screen out anew whenever what can be scrolled is of another size, as it is with each letter. A
field has the width of its box whatever it holds.
"""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class Field(Input):
    """An `Input` whose width is given: by default that of its box."""

    virtual_size = Reactive(Size(0, 0), layout=False)
