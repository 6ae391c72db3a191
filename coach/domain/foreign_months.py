"""The names of the months in the languages of the weekdays in `typed_dates`."""

from __future__ import annotations

_FOREIGN_MONTHS = (
    "januar|janner|jaenner februar|feber marz|maerz|mrz april mai juni juli august september oktober|okt november "
    "dezember|dez",
    "janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout septembre octobre novembre decembre",
    "enero|ene febrero marzo abril|abr mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre|dic",
    "gennaio febbraio marzo aprile maggio giugno|giu luglio|lug agosto settembre ottobre|ott novembre dicembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    "januari|januar februari|februar mars|marts april maj juni juli augusti|august september oktober november "
    "december|desember",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    "ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
"""The months in the languages of the weekdays, without accents.

Of short forms only those that are no English words: "3 out" and "5 ago" are no dates.
"""


def find_foreign_month(month_word: str) -> int | None:
    """Return the month that a folded word names in another language than English, None for other words."""
    for names in _FOREIGN_MONTHS:
        for number, forms in enumerate(names.split(), 1):
            if month_word in forms.split("|"):
                return number
    return None
