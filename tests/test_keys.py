"""Keys of the person's own: every line of config.toml is used, or told in one calm sentence; the rest works."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys, _character_to_key

from coach.keys import (
    COMMANDS_WITH_A_KEY_ALWAYS,
    KEY_NAMES,
    KEY_PRESETS,
    KEYS,
    USUAL_KEYS,
    UserKeys,
    key_name,
    load_user_keys,
    parse_key,
    parse_user_keys,
)

IDS = sorted(USUAL_KEYS.keys())


def keys(lines: str) -> UserKeys:
    return parse_user_keys(f"[keys]\n{lines}")


@pytest.mark.parametrize("text", ['mood.log = "f5"', '[mood]\nlog = "f5"\n[hooks]\n', "[keys]\n[mood]\n"])
def test_a_section_that_nothing_reads_is_named(text: str) -> None:
    says = 'config.toml: there is no section "mood". It has [keys] and [hooks]; for other settings use coach set.'
    assert parse_user_keys(text) == UserKeys(problems=(says,))


def test_without_a_file_the_usual_keys_are_in_force(tmp_path: Path) -> None:
    assert load_user_keys(tmp_path / "config.toml") == UserKeys()


def test_a_command_gets_the_keys_that_are_written() -> None:
    assert keys('mood.log = "ctrl+o, f5"') == UserKeys({"mood.log": "ctrl+o,f5"})


def test_an_id_may_stand_in_quotes_too() -> None:
    assert keys('"mood.log" = "f5"') == keys('mood.log = "f5"')


def test_two_commands_may_change_keys_with_each_other() -> None:
    assert keys('mood.log = "f"\nfocus.toggle = "m"') == UserKeys({"mood.log": "f", "focus.toggle": "m"})


def test_an_unknown_command_gets_the_nearest_name_and_the_rest_works() -> None:
    found = keys('mod.log = "z"\nview.hide = "z"')
    assert found.keys == {"view.hide": "z"}
    assert found.problems == ('config.toml: there is no command "mod.log". Did you mean mood.log?',)


def test_a_key_that_does_not_exist_is_named_and_the_usual_one_stays() -> None:
    found = keys('mood.log = "pagedwn"')
    assert found.keys == {}
    assert found.problems == ('config.toml: mood.log: "pagedwn" is not a key. Did you mean pagedown?',)


def test_of_two_lines_with_one_key_the_first_has_it() -> None:
    found = keys('mood.log = "z"\nview.hide = "z,Z"')
    assert found.keys == {"mood.log": "z", "view.hide": "Z"}
    assert found.problems == ("config.toml: view.hide cannot use z, because mood.log uses it.",)


def test_a_command_whose_key_was_taken_is_named_once() -> None:
    found = keys('mood.log = "f"')
    assert found.keys == {"mood.log": "f", "focus.toggle": ""}
    assert found.problems == ("config.toml: focus.toggle has no key now; ctrl+p finds it.",)


@pytest.mark.parametrize("name", COMMANDS_WITH_A_KEY_ALWAYS)
def test_help_quit_and_the_palette_keep_a_key(name: str) -> None:
    taken = dict(USUAL_KEYS.keys())[name].split(",")[0]
    found = keys(f'mood.log = "{taken}"')
    assert found.keys == {} and len(found.problems) == 1


@pytest.mark.parametrize("word", ["3", "escape", "ctrl+i", "ctrl+m", "ctrl+h"])
def test_keys_that_answer_or_that_terminals_confuse_are_refused_with_the_reason(word: str) -> None:
    found = keys(f'mood.log = "{word}"')
    assert found.keys == {} and len(found.problems) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[keys\n", "config.toml cannot be read (at line 1, column 6). The usual keys work."),
        (
            "keys = 3",
            "config.toml: put [keys] on a line of its own, and one key on each line below it. The usual keys work.",
        ),
        ("[keys]\npreset = 'emacs'", 'config.toml: there is no preset "emacs". Presets: vim, arrows.'),
        ("[keys]\nmood.log = 3", 'config.toml: mood.log takes keys in quotes, like "m" or "m,f5".'),
        ("[keys]\nmood.log = ''", 'config.toml: mood.log takes keys in quotes, like "m" or "m,f5".'),
    ],
)
def test_what_is_no_list_of_keys_is_one_calm_line(text: str, says: str) -> None:
    assert parse_user_keys(text) == UserKeys(problems=(says,))


def test_a_file_of_no_text_is_one_calm_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe")
    assert load_user_keys(file).problems == ("config.toml cannot be read. The usual keys work.",)


@pytest.mark.parametrize("preset", KEY_PRESETS)
def test_a_preset_is_understood_to_the_last_word_and_leaves_no_command_bare(preset: str) -> None:
    found = keys(f'preset = "{preset}"')
    assert found.problems == ()
    assert {name: line for name, line in found.keys.items() if line} == dict(KEY_PRESETS[preset])
    assert all(parse_key(word) == word for line in KEY_PRESETS[preset].values() for word in line.split(","))


def test_ones_own_line_wins_over_the_preset() -> None:
    assert keys('preset = "vim"\nview.hide = "H"\nhours.set = "Z"').keys["view.hide"] == "H"


@pytest.mark.parametrize(
    ("word", "name"),
    [("?", "question_mark"), ("M", "M"), ("shift+m", "M"), ("Ctrl+P", "ctrl+p"), ("/", "slash"), (" f5 ", "f5"),
     ("Page_Up".replace("_", ""), "pageup"), ("shift+ctrl+up", "ctrl+shift+up"), ("é", "é")],
)  # fmt: skip
def test_a_key_may_be_written_as_people_write_it(word: str, name: str) -> None:
    assert parse_key(word) == name


@given(st.characters(categories=["L", "N", "P", "S"]))
def test_a_character_is_named_as_textual_names_it(character: str) -> None:
    assert key_name(character) == _character_to_key(character)


def test_every_name_is_one_that_textual_knows() -> None:
    known = {k.value for k in Keys} | {_character_to_key(chr(c)) for c in range(33, 127)}
    assert known >= KEY_NAMES


def test_every_usual_key_is_one_that_could_be_chosen() -> None:
    assert [part for k in KEYS for part in k.key.split(",") if parse_key(part) != part] == []


lines = st.dictionaries(
    st.sampled_from([*IDS, "no.such"]), st.text("mfgxz?,+ ctrl", max_size=8) | st.sampled_from(["f5", "ctrl+o", "q"])
)


@given(lines)
def test_whatever_is_chosen_no_key_means_two_things_and_quit_help_and_palette_stay(chosen: dict[str, str]) -> None:
    text = "[keys]\n" + "\n".join(f'"{name}" = "{line}"' for name, line in chosen.items())
    table = USUAL_KEYS.replace_keys(parse_user_keys(text).keys)
    taken = [part for row in table for part in row.key.split(",") if part]
    assert len(taken) == len(set(taken))
    assert all(table.keys()[name] for name in COMMANDS_WITH_A_KEY_ALWAYS)
