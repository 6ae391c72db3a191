"""Test the guess of the code page of a text."""

from __future__ import annotations

import pytest

from coach.importers.files.text_encoding import guess_code_page, guess_western_code_page


@pytest.mark.parametrize(
    ("code_page", "text"),
    [
        ("cp1251", "Name\nПётр Лесной\nОлена Київська"),
        ("cp1251", "день был хороший, много гулял; настроение отличное"),
        ("koi8-u", "Name\nПётр Лесной\nГалина Озёрная"),
        ("koi8-u", "Ім'я;Назва\nОлена;Київська їжа\nҐанна;Єва"),
        ("cp866", "день был хороший, много гулял\nПётр"),
        ("iso8859-5", "Name\nПётр Лесной"),
        ("mac-cyrillic", "Name\nПётр Лесной, iPhone"),
        ("cp1253", "Name\nΓιώργος Ποταμός\n"),
        ("cp1253", "Καλημέρα, σήμερα ήταν ωραία μέρα"),
        ("cp1255", "Name\nדוד ים\n"),
        ("cp932", "Name\n山田太郎\n"),
        ("cp932", "こんにちは。今日は良い天気です。"),
        ("cp949", "Name\n김철수\n이영희\n"),
        ("gbk", "Name\n王小明\n张伟\n"),
        ("gbk", "今天天气很好,我去了公园。"),
        ("big5", "Name\n王小明\n陳大文\n"),
    ],
)
def test_a_text_in_another_script_tells_its_code_page(code_page: str, text: str) -> None:
    assert guess_code_page(text.encode(code_page)) == code_page


@pytest.mark.parametrize(
    "text",
    [
        "Jörg Müller",
        "créée à l’été",
        "“Don’t” – it’s “fine”…",
        "Señor Núñez ¿Qué? ¡Sí!",
        "Määttä Jääskeläinen",
        "«Œuvre» 5 °C § £50",
        "plain",
    ],
)
def test_a_western_text_is_in_no_other_script(text: str) -> None:
    assert guess_code_page(text.encode("cp1252")) is None


@pytest.mark.parametrize(
    ("code_page", "text"),
    [("cp1250", "Łukasz Wiśniewski, Jiří Dvořák, Győző"), ("cp1254", "Ayşe Yılmaz"), ("utf-8", "Анна 王小明")],
)
def test_letters_with_marks_among_plain_ones_are_no_other_script(code_page: str, text: str) -> None:
    assert guess_code_page(text.encode(code_page)) is None


@pytest.mark.parametrize(
    ("code_page", "text"),
    [
        ("mac-roman", "Prénom,Ville\nÉloïse,Besançon\nJürgen,Köln à l’été"),
        ("cp850", "Vorname;Ort\nJürgen;Köln\nÄnne;Düren"),
        ("iso8859-15", "Name,Fee\nChloé Sacré-Cœur,20 €\nŒuvre,5 €"),
    ],
)
def test_western_words_tell_another_code_page_than_that_of_windows(code_page: str, text: str) -> None:
    assert guess_western_code_page(text.encode(code_page)) == code_page


@pytest.mark.parametrize(
    "text",
    ["a,é", "½ price – “Été” 20° œuf", "O´Neil, Jürgen", "¿Qué? 5 €…", "créée à l’été", "Łukasz".replace("Ł", "£")],
)
def test_western_words_in_the_code_page_of_windows_are_left_to_it(text: str) -> None:
    assert guess_western_code_page(text.encode("cp1252")) is None


def test_a_long_text_is_cut_at_a_line() -> None:
    assert guess_code_page("王小明\n".encode("gbk") * 20_000) == "gbk"
