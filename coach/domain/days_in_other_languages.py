"""Days, dates and lengths of time that people type in other languages, put into English.

The languages are those of the weekdays in `typed_dates`; what is unknown stays as it is.
"""

from __future__ import annotations

import re

from coach.domain.text import fold_text
from coach.domain.typed_dates import WEEKDAYS, translate_weekday

FOREIGN_DAYS = {
    **dict.fromkeys("heute aujourd'hui hoy oggi hoje vandaag idag i-dag dnes dzisiaj tanaan".split(), "today"),
    **dict.fromkeys("gestern hier ayer ieri ontem gisteren igar i-gar vcera wczoraj eilen".split(), "yesterday"),
    **dict.fromkeys("vorgestern anteayer anteontem avant-hier eergisteren".split(), "day before yesterday"),
    **dict.fromkeys("ubermorgen uebermorgen pasado-manana apres-demain overmorgen".split(), "day after tomorrow"),
    **dict.fromkeys("fruh frueh matin mattina manha ochtend rano".split(), "morning"),
    **dict.fromkeys("mittag midi mediodia mezzogiorno".split(), "noon"),
    **dict.fromkeys("mitternacht minuit medianoche mezzanotte meia-noite middernacht midnatt".split(), "midnight"),
    **dict.fromkeys("nachmittag apres-midi pomeriggio middag eftermiddag".split(), "afternoon"),
    **dict.fromkeys("abend soir tarde sera avond kvall aften vecer wieczorem".split(), "evening"),
    **dict.fromkeys("nacht nuit noche noite notte natt".split(), "night"),
    **dict.fromkeys("stasera vanavond ikvall i-kvall i-aften".split(), "tonight"),
    **dict.fromkeys("stamattina vanmorgen vanochtend".split(), "this morning"),
    "gisteravond": "yesterday evening",
    "vanmiddag": "this afternoon",
    **dict.fromkeys(
        "morgen demain manana domani amanha imorgon i-morgon i-morgen zitra jutro huomenna".split(), "tomorrow"
    ),
}
"""Words for near days and parts of a day in German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Czech, Polish
and Finnish → in English."""
_FOREIGN_WORDS = {
    **FOREIGN_DAYS,
    **dict.fromkeys(
        "letzte letzten letzter letztes vorige vorigen vergangenen dernier derniere pasado".split(), "last"
    ),
    **dict.fromkeys("pasada passado passada scorso scorsa ultimo ultima afgelopen forra forrige".split(), "last"),
    **dict.fromkeys("nachste nachsten nachster naechste naechsten kommende kommenden prochain".split(), "next"),
    **dict.fromkeys("prochaine proximo proxima prossimo prossima volgende komende nasta neste".split(), "next"),
    **dict.fromkeys("diese diesen dieser dieses ce cet cette este esta questo questa deze denna".split(), "this"),
    **dict.fromkeys("woche semaine semana settimana vecka".split(), "week"),
    **dict.fromkeys("wochenende week-end weekeinde helgen".split(), "weekend"),
    **dict.fromkeys("monat mois mes mese maand manad".split(), "month"),
    **dict.fromkeys("monatsende finemese".split(), "end of month"),
}
_TOMORROW_OR_MORNING = frozenset({"morgen", "manana"})
_DAYS_BEFORE_MORNING = frozenset({"this", "today", "yesterday", "day before yesterday", *WEEKDAYS})
_NUMBERS = (
    "ein|eine|einem|einen|einer|un|une|una|uno|um|uma|een|en|ett|jeden|jednu",
    "zwei|deux|dos|due|dois|duas|twee|tva|dva|dve|dwa|dwie", "drei|trois|tres|tre|drie|tri|trzy",
    "vier|quatre|cuatro|quattro|quatro|fyra|ctyri|styri|cztery", "funf|fuenf|cinq|cinco|cinque|vijf|fem",
    "sechs|six|seis|sei|zes|sex", "sieben|sept|siete|sette|sete|zeven|sju", "acht|huit|ocho|otto|oito|atta",
    "neun|neuf|nueve|nove|negen|nio", "zehn|dix|diez|dieci|dez|tien|tio",
)  # fmt: skip
_UNITS = {
    "minute": "minuten?|minutes?|minutos?|minut[io]|minuut|minuter",
    "hour": "stunden?|heures?|horas?|or[ae]|uur|uren|timm(?:e|ar)",
    "day": "tage?n?|jours?|dias?|giorn[io]|dag(?:en|ar)?|dn[yi]|dnami",
    "week": "wochen?|semaines?|semanas?|settiman[ae]|week|weken|veck(?:a|or)"
    "|tyden|tydny|tyzden|tyzdne|tyzdnami|tydzien|tygodnie",
    "month": "monat(?:en?)?|mois|mes(?:es|e|i)?|maand(?:en)?|manad(?:er)?|mesice?|mesiace?|miesiace?",
    "year": "jahre?n?|ans?|annees?|anos?|ann[oi]|jaar|ar",
}
_AMOUNT = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})[ '](?:{'|'.join(f'({unit})' for unit in _UNITS.values())})(?!\S)"
_LENGTH_AGO = rf"^(?:(?:vor|il y a|hace|ha|for|pred) {_AMOUNT}(?: sedan)?|{_AMOUNT} (?:fa|geleden|atras|sedan))(?!\S)"
_LENGTH_AHEAD = rf"^(?:(?:in|dans|en|dentro de|em|daqui a|tra|fra|over|om|za) )?{_AMOUNT}$"
_SPELLINGS = (
    (r"^(?:bis(?: zum)?|jusqu'?au?|hasta|fino al?|ate|tot) (?=\S)", ""),
    (r"^(?:am|le|la|el|il|den|op|na|pa) (?=\S)", ""),
    (r"^i ((?:man|tis|tirs|ons|tors|fre|lor|son)dag)s$", r"forra \1"),
    (r"^za (?:tyden|tyzden|tydzien)$", "in 1 week"),
    (r"^za (?:mesic|mesiac|miesiac)$", "in 1 month"),
    (r"\b(?:um|a las?|alle|as|om|kl\.?|a) (?=\d|midi\b|minuit\b|mez|medi|noite\b|tarde\b)", "at "),
    (r"^pasado manana\b", "pasado-manana"),
    (r"^depois de amanha\b", "day after tomorrow"),
    (r"^(i) (?=(?:dag|gar|morg[oe]n|kvall|aften)\b)", r"\1-"),
    (r"^(?:ende des monats|fin de mes|fin du mois|fine mese|fim do mes)$", "monatsende"),
    (r" (?:que viene|que vem)$", " proximo"),
    (r"^((?:in )?)(?:a )?fortnight\b", r"\g<1>2 weeks"),
)
"""Pattern in folded words → what stands in its place, before each word is put into English."""


_ARTICLES = frozenset({"am", "le", "el", "il", "den", "op", "på", "pa"})
_BEFORE_LENGTH = frozenset({"in", "dans", "en", "dentro", "em", "tra", "fra", "over", "om", "za"})


def translate_days(lower_words: str) -> str:
    """Return lower-case words with the days among them in English: "gestern 14:00", "lundi prochain", "vor 3 Tagen".

    A word for tomorrow that is the word for morning, too, is the morning behind a day: "gestern morgen".
    """
    plain_words = fold_text(lower_words)
    if " " in plain_words:
        plain_words = re.sub(_LENGTH_AGO, lambda match: f"{_format_amount(match)} ago", plain_words)
        plain_words = re.sub(_LENGTH_AHEAD, lambda match: f"in {_format_amount(match)}", plain_words)
        for pattern, spelling in _SPELLINGS:
            plain_words = re.sub(pattern, spelling, plain_words)
    english: list[str] = []
    for word in plain_words.split():
        is_morning = word in _TOMORROW_OR_MORNING and any(each in _DAYS_BEFORE_MORNING for each in english)
        english.append("morning" if is_morning else _FOREIGN_WORDS.get(word) or translate_weekday(word))
        if len(english) > 1 and english[-1] in ("last", "next") and english[-2] in (*WEEKDAYS, "week", "month"):
            english[-2:] = english[-1], english[-2]  # vendredi dernier
    return " ".join(english)


def begins_foreign_time(word: str, after: str) -> bool:
    """Tell whether two words in small letters may begin a time: "le 3", "vor einer", "letzten Freitag"."""
    first, second = fold_text(word), fold_text(after)
    if word != word.lower() or not second:
        return False
    if first in ("vor", "hace", "ha", "for", "pred"):
        return _is_number(second)
    is_before_day = first in _ARTICLES or _FOREIGN_WORDS.get(first) == "last"
    is_day = translate_weekday(second) in WEEKDAYS or second[:1].isdecimal()
    is_last_day = translate_weekday(first) in WEEKDAYS and _FOREIGN_WORDS.get(second) == "last"
    return (is_before_day and is_day) or is_last_day or (first, second) == ("il", "y")


def begins_foreign_weekday(word: str, after: str) -> bool:
    """Tell whether two words are a weekday behind its article: "am Freitag", "el viernes"."""
    return word in _ARTICLES and translate_weekday(fold_text(after)) in WEEKDAYS


def _is_number(folded: str) -> bool:
    return folded.isdecimal() or any(folded in words.split("|") for words in _NUMBERS)


def begins_foreign_coming_time(word: str, after: str) -> bool:
    """Tell whether two words, the first in small letters, begin a time to come: "nächsten Montag", "dans une"."""
    first, second = fold_text(word), fold_text(after)
    if word != word.lower():
        return False
    return _FOREIGN_WORDS.get(first) == "next" or (first in _BEFORE_LENGTH and (second == "de" or _is_number(second)))


def _format_amount(match: re.Match[str]) -> str:
    """Return "2 week" for "zwei Wochen"."""
    count, *units = match.groups()[: 1 + len(_UNITS)] if match[1] else match.groups()[1 + len(_UNITS) :]
    number = next((n for n, words in enumerate(_NUMBERS, 1) if count in words.split("|")), count)
    return f"{number} {next(unit for unit, found in zip(_UNITS, units, strict=True) if found)}"
