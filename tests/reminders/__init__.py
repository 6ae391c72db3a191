"""Tests of coach.reminders."""
