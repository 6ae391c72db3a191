"""A calm daily wellbeing coach, in the terminal, for people who network for their career."""

__version__ = "0.2.0"
