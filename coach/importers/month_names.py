"""Parse days such as "12 September" in the language of a phone."""

from __future__ import annotations

import re

from coach.domain.text import clean_text, fold_text

# One row per language, the months in order; several forms of one name stand together ("maj/maja").
_NAMES = (
    "january february march april may june july august september october november december",
    "januar/janner februar/feber marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts/mars april maj/mai juni juli august september oktober november december/desember",
    "tammikuu/tammikuuta helmikuu/helmikuuta maaliskuu/maaliskuuta huhtikuu/huhtikuuta toukokuu/toukokuuta"
    " kesakuu/kesakuuta heinakuu/heinakuuta elokuu/elokuuta syyskuu/syyskuuta lokakuu/lokakuuta"
    " marraskuu/marraskuuta joulukuu/joulukuuta",
    "styczen/stycznia luty/lutego marzec/marca kwiecien/kwietnia maj/maja czerwiec/czerwca lipiec/lipca"
    " sierpien/sierpnia wrzesien/wrzesnia pazdziernik/pazdziernika listopad/listopada grudzien/grudnia",
    "leden/ledna unor/unora brezen/brezna duben/dubna kveten/kvetna cerven/cervna cervenec/cervence"
    " srpen/srpna zari rijen/rijna listopad/listopadu prosinec/prosince",
    "januar/januara februar/februara marec/marca april/aprila maj/maja jun/juna jul/jula august/augusta"
    " september/septembra oktober/oktobra november/novembra december/decembra",
    "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "январь/января февраль/февраля март/марта апрель/апреля май/мая июнь/июня июль/июля август/августа"
    " сентябрь/сентября октябрь/октября ноябрь/ноября декабрь/декабря",
    "січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня липень/липня"
    " серпень/серпня вересень/вересня жовтень/жовтня листопад/листопада грудень/грудня",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "ιανουαριος/ιανουαριου φεβρουαριος/φεβρουαριου μαρτιος/μαρτιου απριλιος/απριλιου μαιος/μαιου"
    " ιουνιος/ιουνιου ιουλιος/ιουλιου αυγουστος/αυγουστου σεπτεμβριος/σεπτεμβριου οκτωβριος/οκτωβριου"
    " νοεμβριος/νοεμβριου δεκεμβριος/δεκεμβριου",
    "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre",
    "sijecanj/sijecnja veljaca/veljace ozujak/ozujka travanj/travnja svibanj/svibnja lipanj/lipnja"
    " srpanj/srpnja kolovoz/kolovoza rujan/rujna listopad/listopada studeni/studenoga prosinac/prosinca",
)
_NUMBERED = re.compile(r"(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")


def _load_months() -> dict[str, int]:
    """Return months by folded name and its beginnings, without those that mean different months (listopad, jui).

    Three letters that begin several months in several languages are the English month: Mar is March.
    """
    found: dict[str, set[int]] = {}
    for row in _NAMES:
        for number, forms in enumerate(row.split(), start=1):
            for name in map(fold_text, forms.split("/")):
                for length in range(3, len(name) + 1):
                    found.setdefault(name[:length], set()).add(number)
    english = {name[:3]: number for number, name in enumerate(_NAMES[0].split(), start=1)}
    return english | {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


_MONTHS = _load_months()


def parse_day_and_month(text: str) -> tuple[int, int] | None:
    """Return (day, month) of "12 September", "September 12", "12 de septiembre" or "9月12日"; None if unsure."""
    text = clean_text(text, 60)
    if found := _NUMBERED.search(text):
        return int(found[2]), int(found[1])
    days = _DAY.findall(text)
    words = [fold_text(word).replace("ı", "i") for word in _WORD.findall(text)]
    months = {month for word in words if (month := _MONTHS.get(word)) is not None}
    return (int(days[0]), months.pop()) if len(days) == 1 and len(months) == 1 else None
