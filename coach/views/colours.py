"""The colours of our dark and our light theme, for the screen and for pictures. Moods go from slate to gold."""

from __future__ import annotations

DARK = {
    "ground": "#15181c", "quiet": "#9aa3ad", "frame": "#3d4650", "bar": "#8fb8aa",
    "mood-1": "#9a9fd0", "mood-2": "#86a3cf", "mood-3": "#86bfb4", "mood-4": "#b3cf92", "mood-5": "#e6cf7d",
}  # fmt: skip
LIGHT = {
    "ground": "#f6f5f0", "quiet": "#5b6168", "frame": "#b9bfb8", "bar": "#346b5c",
    "mood-1": "#565aa0", "mood-2": "#3a5f96", "mood-3": "#2b7164", "mood-4": "#4a661a", "mood-5": "#755a08",
}  # fmt: skip
