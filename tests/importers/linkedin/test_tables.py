"""Cells of LinkedIn's tables."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from coach.importers.dates import parse_day
from coach.importers.linkedin.tables import (
    clean_name,
    html_to_text,
    parse_message_time,
    parse_sent_time,
    parse_slug,
    parse_slugs,
)


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://www.linkedin.com/in/Ana-1/", "ana-1"),
        ("https://www.linkedin.com/in/%C3%96sel-1?trk=x#y", "ösel-1"),
        ("www.linkedin.com/in/o\u0308sel", "ösel"),
        ("https://www.linkedin.com/in", ""),
        ("", ""),
    ],
)
def test_a_profile_address_gives_one_slug_however_it_is_written(address: str, slug: str) -> None:
    assert parse_slug(address) == slug


def test_joined_addresses_are_split_and_names_are_not() -> None:
    assert parse_slugs("https://l.com/in/a,https://l.com/in/b,https://l.com/in/a") == ("a", "b")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("09 Sep 2026", date(2026, 9, 9)),
        ("9-Sep-26", date(2026, 9, 9)),
        ("2026-09-09", date(2026, 9, 9)),
        ("2026-09-09T00:00:00.000Z", date(2026, 9, 9)),
        ("Sep 9, 2026", date(2026, 9, 9)),
        ("September 9, 2026", date(2026, 9, 9)),
        ("09.09.2026", date(2026, 9, 9)),
        ("2026/09/09", date(2026, 9, 9)),
        ("46274", date(2026, 9, 9)),
        ("09. Sep. 2026", date(2026, 9, 9)),
        ("9 sept. 2026", date(2026, 9, 9)),
        ("09 de set. de 2026", date(2026, 9, 9)),
        ("09 wrz 2026", date(2026, 9, 9)),
        ("9 mrt. 2026", date(2026, 3, 9)),
        ("31 Feb 2026", None),
        ("09/08/26", None),
        ("", None),
    ],
)
def test_the_day_of_a_connection_is_read_and_never_guessed(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8/21/26, 8:48 PM", datetime(2026, 8, 21, 20, 48)),  # noqa: DTZ001
        ("1/2/26, 12:05\u202fAM", datetime(2026, 1, 2, 0, 5)),  # noqa: DTZ001
        ("1/2/26, 12:05\u00a0pm", datetime(2026, 1, 2, 12, 5)),  # noqa: DTZ001
        ("21/8/26, 8:48 PM", None),
        ("yesterday", None),
    ],
)
def test_the_time_of_an_invitation_is_month_first(text: str, moment: datetime | None) -> None:
    assert parse_sent_time(text) == moment


def test_the_time_of_a_message_has_one_form() -> None:
    assert parse_message_time("2026-09-14 13:30:16 UTC") == datetime(2026, 9, 14, 13, 30, 16, tzinfo=UTC)
    assert parse_message_time("2026-09-14 13:30:16 Nowhere") is None
    assert parse_message_time("2026-13-14 13:30:16 UTC") is None


def test_text_loses_tags_and_keeps_paragraphs() -> None:
    assert html_to_text("<p>One &gt; two</p><p>I <3 tea<br/>x</p>") == "One > two\n\nI <3 tea\nx"


def test_nobody_is_called_linkedin_member() -> None:
    assert clean_name("LinkedIn Member") == ""
