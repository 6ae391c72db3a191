"""Days and times in other languages than English, and midnight."""

from __future__ import annotations

from datetime import date

import pytest

from coach.domain.typed_times import find_day, parse_coming_day, parse_past_time, split_trailing_time
from coach.errors import InvalidInput
from tests.conftest import TUESDAY


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("midnight", "2026-11-24 00:00"),
        ("at midnight", "2026-11-24 00:00"),
        ("last midnight", "2026-11-24 00:00"),
        ("Mitternacht", "2026-11-24 00:00"),
        ("letzten Freitag", "2026-11-20 12:00"),
        ("letzten freitag um 9", "2026-11-20 09:00"),
        ("vendredi dernier à 14h30", "2026-11-20 14:30"),
        ("el viernes pasado", "2026-11-20 12:00"),
        ("VENERDÌ SCORSO", "2026-11-20 12:00"),
        ("sexta-feira passada", "2026-11-20 12:00"),
        ("vor 3 Tagen", "2026-11-21 12:00"),
        ("vor einer Stunde", "2026-11-24 09:00"),
        ("vor zwei Wochen 14:00", "2026-11-10 14:00"),
        ("il y a deux semaines", "2026-11-10 12:00"),
        ("hace 3 días", "2026-11-21 12:00"),
        ("un'ora fa", "2026-11-24 09:00"),
        ("3 giorni fa", "2026-11-21 12:00"),
        ("há uma semana", "2026-11-17 12:00"),
        ("3 dagen geleden", "2026-11-21 12:00"),
        ("för tre dagar sedan", "2026-11-21 12:00"),
        ("i går", "2026-11-23 12:00"),
        ("fredagen", "2026-11-20 12:00"),
        ("på fredag kl 9", "2026-11-20 09:00"),
        ("i fredags", "2026-11-20 12:00"),
        ("před 2 dny", "2026-11-22 12:00"),
        ("pred tri dni", "2026-11-21 12:00"),
        ("hier à midi", "2026-11-23 12:00"),
        ("esta mañana", "2026-11-24 09:00"),
        ("1. März", "2026-03-01 12:00"),
        ("1 MÄRZ 9:00", "2026-03-01 09:00"),
        ("3 de marzo", "2026-03-03 12:00"),
        ("15 de agosto de 2026", "2026-08-15 12:00"),
        ("3 de março", "2026-03-03 12:00"),
        ("le 1er mars", "2026-03-01 12:00"),
        ("Freitag, den 20. November", "2026-11-20 12:00"),
        ("3 maart", "2026-03-03 12:00"),
        ("3. maaliskuuta", "2026-03-03 12:00"),
        ("3 марта", "2026-03-03 12:00"),
    ],
)
def test_past_times_are_read_in_the_languages_of_the_weekdays(typed: str, meant: str) -> None:
    assert f"{parse_past_time(typed, TUESDAY).at:%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nächsten Montag", date(2026, 11, 30)),
        ("naechste Woche", date(2026, 11, 30)),
        ("lundi prochain", date(2026, 11, 30)),
        ("la semaine prochaine", date(2026, 11, 30)),
        ("el próximo lunes", date(2026, 11, 30)),
        ("el lunes que viene", date(2026, 11, 30)),
        ("volgende maandag", date(2026, 11, 30)),
        ("in zwei Wochen", date(2026, 12, 8)),
        ("dans 2 semaines", date(2026, 12, 8)),
        ("2 Wochen", date(2026, 12, 8)),
        ("dentro de una semana", date(2026, 12, 1)),
        ("tra due settimane", date(2026, 12, 8)),
        ("daqui a 3 dias", date(2026, 11, 27)),
        ("over 2 weken", date(2026, 12, 8)),
        ("om 2 veckor", date(2026, 12, 8)),
        ("fredagen", date(2026, 11, 27)),
        ("på fredag", date(2026, 11, 27)),
        ("på lördagen", date(2026, 11, 28)),
        ("za 2 dny", date(2026, 11, 26)),
        ("za dva týdny", date(2026, 12, 8)),
        ("za 3 dni", date(2026, 11, 27)),
        ("za týždeň", date(2026, 12, 1)),
        ("in a fortnight", date(2026, 12, 8)),
        ("bis Freitag", date(2026, 11, 27)),
        ("pasado mañana", date(2026, 11, 26)),
        ("heute Abend", date(2026, 11, 24)),
        ("ce soir", date(2026, 11, 24)),
        ("Monatsende", date(2026, 11, 30)),
        ("am 3. März", date(2027, 3, 3)),
        ("jusqu'au 3 mars", date(2027, 3, 3)),
        ("el 3 de marzo", date(2027, 3, 3)),
    ],
)
def test_coming_days_are_read_in_the_languages_of_the_weekdays(typed: str, meant: date) -> None:
    assert parse_coming_day(typed, TUESDAY.date()) == meant


@pytest.mark.parametrize(
    "typed", ["yesterday midnight", "midnight yesterday", "gestern um Mitternacht", "friday midnight"]
)
def test_midnight_of_a_day_may_be_its_start_or_its_end(typed: str) -> None:
    with pytest.raises(InvalidInput, match="start or the end") as caught:
        parse_past_time(typed, TUESDAY)
    first_try = caught.value.hint.removeprefix("Try ").partition(" or ")[0]
    assert parse_past_time(first_try, TUESDAY).at.hour == 0


@pytest.mark.parametrize(
    "typed", ["tonight midnight", "3 out", "30. Xyz", "vor", "Marco", "le", "in zwei", "März", "à"]
)
def test_half_a_time_in_another_language_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(InvalidInput, match="is not a time"):
        parse_past_time(typed, TUESDAY)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Ana 1. März", date(2026, 3, 1)),
        ("Ana le 3 mars", date(2026, 3, 3)),
        ("Ana Lee el 3 de marzo", date(2026, 3, 3)),
        ("Ana letzten Freitag", date(2026, 11, 20)),
        ("Ana Last Friday", date(2026, 11, 20)),
        ("Ana el viernes pasado", date(2026, 11, 20)),
        ("Ana vendredi dernier", date(2026, 11, 20)),
        ("Ana le vendredi 20 novembre", date(2026, 11, 20)),
        ("Ana am Freitag", date(2026, 11, 20)),
        ("Ana vor zwei Tagen", date(2026, 11, 22)),
        ("Ana på fredag", date(2026, 11, 20)),
        ("Ana před 2 dny", date(2026, 11, 22)),
        ("Ana il y a 3 jours", date(2026, 11, 21)),
        ("Ana midnight", date(2026, 11, 24)),
    ],
)
def test_a_past_day_of_another_language_behind_a_name_is_a_day(line: str, day: date) -> None:
    name, typed_time = split_trailing_time(line, TUESDAY, bare=True)
    assert name in ("Ana", "Ana Lee")
    assert typed_time is not None
    assert typed_time.at.date() == day


@pytest.mark.parametrize(
    "line", ["Ana nächsten Montag", "Ana in zwei Wochen", "Ana dans une semaine", "Ana próximo lunes", "Ana za 2 dny"]
)
def test_a_coming_day_of_another_language_behind_a_name_is_still_to_come(line: str) -> None:
    with pytest.raises(InvalidInput, match="still to come"):
        split_trailing_time(line, TUESDAY, bare=True)


@pytest.mark.parametrize(
    "name",
    [
        "Marc Mai", "Anna März", "Marco Domani", "Oscar de la Renta", "Hans Freitag", "Ana Morgen", "Juan le", "Fay Vor",
        "Ana 3 out", "Ben pro 3", "Midnight", "Ana Midnight", "Ana Lunes", "Rosa Domingo", "placido domingo", "El Viernes", "Juan el pasado", "Letzte Freitag", "Ida In Zwei", "Ana Fredagen", "Pa Fredag", "Ana Za 2 dny",
    ],
)  # fmt: skip
def test_a_name_that_is_a_day_in_some_language_stays_a_name(name: str) -> None:
    assert split_trailing_time(name, TUESDAY, bare=True) == (name, None)


@pytest.mark.parametrize(
    ("line", "rest", "day"),
    [
        ("PyCon 3. März", "PyCon ", date(2027, 3, 3)),
        ("PyCon am 3. März 2028", "PyCon ", date(2028, 3, 3)),
        ("Feria 12 de mayo de 2027, Leipzig", "Feria , Leipzig", date(2027, 5, 12)),
        ("Salon le 1er mars", "Salon ", date(2027, 3, 1)),
        ("Hackathon 3-5 März", "Hackathon 3-5 März", date(2027, 3, 3)),
        ("Treffen nächsten Montag", "Treffen ", date(2026, 11, 30)),
        ("Messe am Freitag", "Messe ", date(2026, 11, 27)),
        ("Salon dans 2 semaines", "Salon ", date(2026, 12, 8)),
        ("Mässa på fredag", "Mässa ", date(2026, 11, 27)),
        ("Veletrh za 2 dny", "Veletrh ", date(2026, 11, 26)),
    ],
)
def test_the_day_of_an_event_may_be_named_in_another_language(line: str, rest: str, day: date) -> None:
    found = find_day(line, TUESDAY.date())
    assert found is not None
    assert (line[: found[0]] + line[found[1] :], found[2]) == (rest, day)


@pytest.mark.parametrize(
    "line", ["Web 3 summit", "Top 10 pro", "Casa de Mayo", "Mars 2030 talk", "Le Mans", "am", "3 in"]
)
def test_an_event_without_a_day_has_none_in_any_language(line: str) -> None:
    assert find_day(line, TUESDAY.date()) is None
