"""Keys that are typed before the screen can take them do what was typed; the data file is the judge."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.test_daily_loop import stored
from tests.terminal import Terminal

PEOPLE = ("Anna Nolan", "Jacques Qvist", "Zoë Ümit")
"""Names whose letters are keys of the first screen too."""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "UTC"}


def pieces(keys: str, size: int) -> Iterator[bytes]:
    """Yield the bytes of `keys` in pieces, as a network delivers them."""
    data = keys.encode()
    for at in range(0, len(data), size):
        yield data[at : at + size]


def type_keys(terminal: Terminal, keys: str, *, size: int = 1000, gap: float = 0.0) -> None:
    """Send `keys` in pieces of `size` bytes, the program's output read meanwhile."""
    for piece in pieces(keys, size):
        os.write(terminal._fd, piece)
        if gap:
            terminal._read(gap)


def leave(terminal: Terminal, shows: str) -> None:
    """Leave the program once the screen shows that all was saved."""
    terminal.wait_for(shows)
    terminal.press("q")
    assert terminal.wait_end() == 0


def names(env: dict[str, str]) -> list[str]:
    return sorted(person["name"] for person in stored(env, "people"))


@pytest.mark.parametrize(
    ("name", "delay"),
    [(PEOPLE[0], 0.0), *(pytest.param(*each, marks=pytest.mark.slow) for each in ((PEOPLE[1], 0.1), (PEOPLE[2], 0.5)))],
)
def test_an_outreach_typed_right_after_the_start_is_logged(env: dict[str, str], name: str, delay: float) -> None:
    with Terminal(env=env, columns=100, rows=30) as terminal:
        if delay:
            terminal._read(delay)
        type_keys(terminal, f"o{name}\r")
        leave(terminal, f"wrote to {name.split()[0]}")
    assert names(env) == [name]
    assert len(stored(env, "messages")) == 1


@pytest.mark.parametrize(("size", "gap"), [(1, 0.005), pytest.param(3, 0.02, marks=pytest.mark.slow)])
def test_however_the_bytes_arrive(env: dict[str, str], size: int, gap: float) -> None:
    with Terminal(env=env, columns=100, rows=30) as terminal:
        type_keys(terminal, "oAnna Nolan\roBob Sanxen\rm4", size=size, gap=gap)
        leave(terminal, "Saved: good")
    assert names(env) == ["Anna Nolan", "Bob Sanxen"]
    assert [mood["value"] for mood in stored(env, "moods")] == [4]


def test_an_esc_is_a_key_of_its_own_in_one_piece_with_the_next(env: dict[str, str]) -> None:
    with Terminal(env=env, columns=100, rows=30) as terminal:
        terminal.wait_for("f starts")
        for keys, name in (("oBo\x1boMona Nix\r", "Mona"), ("oBo\x1b\x1boLeo\r", "Leo"), ("oBo\x1b\roNina\r", "Nina")):
            type_keys(terminal, keys)
            terminal.wait_for(f"wrote to {name}")
        leave(terminal, "wrote to Nina")
    assert names(env) == ["Leo", "Mona Nix", "Nina"]


SIZES = [pytest.param(1, marks=pytest.mark.slow), 1000]


@pytest.mark.parametrize("size", SIZES)
def test_editing_keys_keep_their_place_among_the_letters(env: dict[str, str], size: int) -> None:
    keys = "oxAnx\x7fna\x1b[H\x1b[3~\x1b[F Nool\x7f\x7flan\roBob Wrong\x17Sanxen\ronobody\x15Cleo\r"
    with Terminal(env=env, columns=100, rows=30) as terminal:
        terminal.wait_for("takes it")
        type_keys(terminal, keys, size=size, gap=0.002 if size < 1000 else 0)
        leave(terminal, "wrote to Cleo")
    assert names(env) == ["Anna Nolan", "Bob Sanxen", "Cleo"]


def test_a_one_line_field_takes_several_pasted_lines_as_one(env: dict[str, str]) -> None:
    with Terminal(env=env, columns=100, rows=30) as terminal:
        terminal.wait_for("takes it")
        type_keys(terminal, "N\x1b[200~\nfirst thing\n\n  second thing\n\x1b[201~!\r")
        leave(terminal, "Saved")
    assert [note["text"] for note in stored(env, "notes")] == ["first thing second thing!"]


@pytest.mark.parametrize("size", [7, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_paste_arrives_without_control_characters(env: dict[str, str], size: int) -> None:
    with Terminal(env=env, columns=100, rows=30) as terminal:
        terminal.wait_for("takes it")
        type_keys(terminal, "N\x1b[200~from \x1b[31mred\x1b[0m logs\x07 a\tb\x7f, 12 °C\x1b\x1b[201~!\r", size=size)
        terminal.wait_for("a takeaway")
        type_keys(terminal, "D\x1b[200~two \x1b[1mbold\x1b[0m\r\rlines\x1b[201~\tt", size=size)
        leave(terminal, "Set aside")
    assert [note["text"] for note in stored(env, "notes")] == ["from red logs a b, 12 °C!", "two bold\n\nlines"]


@pytest.mark.parametrize("size", SIZES)
def test_an_emoji_of_several_people_is_typed_whole(env: dict[str, str], size: int) -> None:
    family, flag = "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    with Terminal(env=env, columns=100, rows=30) as terminal:
        terminal.wait_for("takes it")
        type_keys(terminal, f"o The Bergs {family}\rN{flag} 👍🏽 ❤️ notes\rg{family} lunch\r", size=size)
        terminal.wait_for("Enter logs how it went")
        type_keys(terminal, f"DHello {family}!\tt", size=size)
        leave(terminal, "Set aside")
    assert names(env) == [f"The Bergs {family}"]
    assert [goal["text"] for goal in stored(env, "goals")] == [f"{family} lunch"]
    assert {note["text"] for note in stored(env, "notes")} == {f"{flag} 👍🏽 ❤️ notes", f"Hello {family}!"}


def test_quitting_before_the_data_is_there_quits_at_once(env: dict[str, str]) -> None:
    with Terminal(env=env, columns=100, rows=30) as terminal:
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert not Path(env["COACH_DATA_DIR"], "coach.json").exists() or names(env) == []
