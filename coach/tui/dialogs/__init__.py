"""Small questions over the first screen. Enter answers, Esc steps back and keeps what was typed."""
