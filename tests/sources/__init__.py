"""Tests of coach.sources."""
