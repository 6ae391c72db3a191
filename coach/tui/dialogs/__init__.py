"""Dialogs over a screen. Enter answers; Esc closes and keeps the typed text."""
