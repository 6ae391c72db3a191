"""Archives of X of invented accounts, held against what is true of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.importers.import_report import status_by_person
from coach.importers.import_result import ImportResult
from coach.importers.options import ImportOptions
from coach.importers.read_exports import read_exports
from tests.importers.make import account, make_options, truth
from tests.importers.render import x_archive, zipped

ME, ANA = "1400311200034577413", "1020181087785754164"


def script(name: str, rows: object, part: int = 0) -> bytes:
    return f"window.YTD.{name}.part{part} = ".encode() + json.dumps(rows).encode()


def message(number: int, out: bool = True, **more: object) -> dict[str, Any]:
    pair = (ME, ANA) if out else (ANA, ME)
    body = {
        "id": str(10**18 + number),
        "senderId": pair[0],
        "recipientId": pair[1],
        "createdAt": f"2026-02-01T10:00:{number:02}.500Z",
        "text": "hi",
        "reactions": [],
    }
    return {"messageCreate": {**body, **more}}


def talk(*entries: dict[str, Any], key: str = f"{ANA}-{ME}") -> dict[str, Any]:
    return {"dmConversation": {"conversationId": key, "messages": list(reversed(entries))}}


def bring(tmp_path: Path, *talks: dict[str, Any], more: dict[str, bytes] | None = None, **options: Any) -> ImportResult:
    files = {
        "data/account.js": script("account", [{"account": {"accountId": ME, "username": "mo"}}]),
        "data/direct-messages.js": script("direct_messages", list(talks)),
        **(more or {}),
    }
    return read_exports([zipped(files, tmp_path / "x.zip")], make_options(**options))[0]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("parts", [1, 3])
def test_everybody_stands_where_they_truly_stand(tmp_path: Path, seed: int, parts: int) -> None:
    made = account(seed)
    by_number = {str(who.number): who.slug for who in made.people}
    noted = {one.others[0].slug for one in made.talks if one.note_sent}
    found = status_by_person(read_exports([zipped(x_archive(made, parts=parts), tmp_path / "x.zip")])[0])
    true = truth(made)
    assert {by_number[key] for key in found} == true.keys()
    for key, one in found.items():
        slug = by_number[key]
        if slug not in noted:
            assert (one.state, one.outbound, one.inbound) == (true[slug].state, true[slug].outbound, true[slug].inbound)


def test_headers_files_do_not_double_the_counts(tmp_path: Path) -> None:
    again = {"data/direct-message-headers.js": script("direct_message_headers", [talk(message(1))])}
    found = bring(tmp_path, talk(message(1)), more=again)
    assert (len(found.messages), found.ignored["headers_files"]) == (1, 1)


def test_groups_are_counted_and_left(tmp_path: Path) -> None:
    group = {"data/direct-messages-group.js": script("direct_messages_group", [talk(message(1), key="99")])}
    found = bring(tmp_path, more=group)
    assert (dict(found.people), found.ignored["group_thread"]) == ({}, 1)


def test_a_group_among_the_conversations_of_two_is_a_group(tmp_path: Path) -> None:
    group = talk(message(1, recipientId="0"), message(2, out=False, recipientId="0"), key="777777")
    found = bring(tmp_path, group, talk(message(3)))
    assert (found.people.keys(), found.ignored["group_thread"], len(found.messages)) == ({ANA}, 1, 1)


def test_an_archive_that_does_not_say_whose_it_is_asks(tmp_path: Path) -> None:
    path = tmp_path / "direct-messages.js"
    path.write_bytes(script("direct_messages", [talk(message(1))]))
    (found,) = read_exports([path])
    assert (found.messages, found.owner, set(found.owner_candidates)) == ((), None, {ME, ANA})
    (told,) = read_exports([path], ImportOptions(me=(ME,)))
    assert [one.outbound for one in told.messages] == [True]


def test_a_note_to_oneself_is_nobody(tmp_path: Path) -> None:
    note = talk(message(1, recipientId=ME), key=f"{ME}-{ME}")
    found = bring(tmp_path, note)
    assert (dict(found.people), found.ignored["notes_to_self"]) == ({}, 1)


def test_an_automatic_greeting_is_no_answer(tmp_path: Path) -> None:
    greeting = {"welcomeMessageCreate": message(2, out=False)["messageCreate"]}
    found = bring(tmp_path, talk(message(1), greeting))
    assert (status_by_person(found)[ANA].state, found.ignored["welcome_message"]) == ("never_replied", 1)


@pytest.mark.parametrize("inside", [True, False])
def test_a_reaction_is_no_answer_and_is_noted(tmp_path: Path, inside: bool) -> None:
    reaction = {"senderId": ANA, "reactionKey": "like", "eventId": "1", "createdAt": "2026-02-01T11:00:00.000Z"}
    entries = [message(1, reactions=[reaction])] if inside else [message(1), {"reactionCreate": reaction}]
    found = bring(tmp_path, talk(*entries))
    assert (status_by_person(found)[ANA].state, found.people[ANA].acknowledged) == ("never_replied", True)


def test_ones_own_reaction_is_no_sign_of_theirs(tmp_path: Path) -> None:
    found = bring(tmp_path, talk(message(1, reactions=[{"senderId": ME}])))
    assert not found.people[ANA].acknowledged


def tweet(day: int, handle: str, name: str = "Ana") -> dict[str, Any]:
    mention = {"id_str": ANA, "screen_name": handle, "name": name}
    return {
        "tweet": {
            "created_at": f"Mon Feb {day:02} 10:00:00 +0000 2025",
            "entities": {"user_mentions": [mention, {"id_str": "-1", "screen_name": "gone"}]},
        }
    }


@pytest.mark.parametrize("name", ["tweets", "tweet"])
def test_a_handle_comes_from_the_newest_mention_in_own_posts(tmp_path: Path, name: str) -> None:
    posts = {"data/tweets.js": script(name, [tweet(9, "new"), tweet(3, "old")])}
    found = bring(tmp_path, talk(message(1)), more=posts)
    assert (found.people[ANA].handle, found.people[ANA].name) == ("new", "Ana")
    assert found.counts["handles_known"] == 1


def test_a_handle_comes_from_a_reply_too(tmp_path: Path) -> None:
    reply = {"tweet": {"in_reply_to_user_id_str": ANA, "in_reply_to_screen_name": "ana", "created_at": ""}}
    found = bring(tmp_path, talk(message(1)), more={"data/tweets.js": script("tweets", [reply])})
    assert found.people[ANA].handle == "ana"


def test_nobody_gets_an_invented_name(tmp_path: Path) -> None:
    person = bring(tmp_path, talk(message(1))).people[ANA]
    assert (person.name, person.handle) == (None, None)


def test_a_message_in_two_parts_counts_once(tmp_path: Path) -> None:
    part = {"data/direct-messages-part1.js": script("direct_messages", [talk(message(1), message(2))], 1)}
    found = bring(tmp_path, talk(message(1)), more=part)
    assert (len(found.messages), found.ignored["duplicate"]) == (2, 1)


def test_a_trailing_semicolon_and_odd_spaces_are_fine(tmp_path: Path) -> None:
    odd = b"window.YTD.direct_messages.part0 =\n" + json.dumps([talk(message(1))], indent=1).encode() + b";\n"
    assert len(bring(tmp_path, more={"data/direct-messages.js": odd}).messages) == 1


def test_numbers_stay_whole_beyond_what_floats_hold(tmp_path: Path) -> None:
    raw = json.dumps([talk(message(1))]).replace(f'"{10**18 + 1}"', str(10**18 + 1))
    odd = b"window.YTD.direct_messages.part0 = " + raw.encode()
    assert bring(tmp_path, more={"data/direct-messages.js": odd}).messages[0].key.endswith(str(10**18 + 1))


def test_times_keep_their_milliseconds_in_utc(tmp_path: Path) -> None:
    found = bring(tmp_path, talk(message(1)))
    assert found.messages[0].at == datetime(2026, 2, 1, 10, 0, 1, 500_000, tzinfo=UTC)


def test_texts_are_kept_only_if_asked_and_links_are_whole(tmp_path: Path) -> None:
    urls = [{"url": "https://t.co/a", "expanded": "https://example.org/long"}]
    made = talk(message(1, text="a &amp; https://t.co/a", urls=urls))
    assert bring(tmp_path, made).messages[0].text is None
    assert bring(tmp_path, made, keep_text=True).messages[0].text == "a & https://example.org/long"


def test_a_script_is_never_run(tmp_path: Path) -> None:
    evil = b"window.YTD.direct_messages.part0 = (function(){ while(true); })()"
    found = bring(tmp_path, more={"data/direct-messages.js": evil})
    assert (found.messages, len(found.warnings)) == ((), 1)


@pytest.mark.parametrize("tail", [b"", b'{"dmConversation": {"mess', b"[" * 100_000, b"NaN]"])
def test_a_damaged_script_gives_what_came_before_and_a_word(tmp_path: Path, tail: bytes) -> None:
    whole = script("direct_messages", [talk(message(1))])[:-1] + b", " + tail
    found = bring(tmp_path, more={"data/direct-messages.js": whole})
    assert (len(found.messages), len(found.warnings)) == (1, 1)


@pytest.mark.parametrize("odd", [None, 5, "x", [], {"dmConversation": 7}, {"dmConversation": {"messages": {}}}])
def test_things_of_the_wrong_kind_are_passed_over(tmp_path: Path, odd: object) -> None:
    rows = [odd, talk({"messageCreate": odd}), talk(message(1))]
    found = bring(tmp_path, more={"data/direct-messages.js": script("direct_messages", rows)})
    assert len(found.messages) == 1


def test_a_partial_archive_is_said(tmp_path: Path) -> None:
    manifest = b'window.__THAR_CONFIG = {"archiveInfo": {"isPartialArchive": true}}'
    assert "partial" in bring(tmp_path, more={"data/manifest.js": manifest}).warnings[0]


def test_messages_that_stop_long_before_the_archive_are_said(tmp_path: Path) -> None:
    manifest = b'window.__THAR_CONFIG = {"archiveInfo": {"generationDate": "2026-12-01T00:00:00.000Z"}}'
    found = bring(tmp_path, talk(message(1)), more={"data/manifest.js": manifest})
    assert "1 February 2026" in found.warnings[0]


def test_names_in_the_manifest_open_nothing(tmp_path: Path) -> None:
    manifest = {"dataTypes": {"directMessages": {"files": [{"fileName": "../../etc/passwd"}]}}}
    raw = b"window.__THAR_CONFIG = " + json.dumps(manifest).encode()
    assert len(bring(tmp_path, talk(message(1)), more={"data/manifest.js": raw}).messages) == 1


def test_the_owner_is_found_without_an_account_file(tmp_path: Path) -> None:
    other = talk(message(2), key=f"77-{ME}")
    found = bring(tmp_path, talk(message(1)), other, more={"data/account.js": b"window.YTD.account.part0 = []"})
    assert found.owner == ME


def test_a_long_script_is_read_piece_by_piece(tmp_path: Path) -> None:
    rows = [talk(message(1, text="x" * 300_000)), *(talk(key=f"{n}-{ME}") for n in range(5000)), talk(message(2))]
    found = bring(tmp_path, more={"data/direct-messages.js": script("direct_messages", rows)})
    assert len(found.messages) == 2


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_whose_scripts_were_saved_as_json_is_read(tmp_path: Path, packed: bool) -> None:
    post = {"created_at": "Tue May 01 10:00:00 +0000 2018", "full_text": "a = b",
            "entities": {"user_mentions": [{"id_str": ANA, "screen_name": "ana", "name": "Ana"}]}}  # fmt: skip
    files = {
        "direct-messages.json": [talk(message(1, text="a = b"))],
        "direct-messages-part1.json": [talk(message(2, out=False))],
        "direct-messages-group.json": [{"dmConversation": {"conversationId": "77", "messages": []}}],
        "account.json": [{"account": {"accountId": ME, "username": "mo"}}],
        "tweets.json": [{"tweet": post}],
    }
    written = {f"data/{name}": json.dumps(rows).encode() for name, rows in files.items()}
    for name, data in written.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (found,) = read_exports([zipped(written, tmp_path / "x.zip") if packed else tmp_path / "data"])
    assert [(one.person, one.outbound) for one in found.messages] == [(ANA, True), (ANA, False)]
    assert (found.owner, found.people[ANA].handle, found.ignored) == (ME, "ana", {"group_thread": 1})


def test_the_direct_messages_of_2018_are_read(tmp_path: Path) -> None:
    post = {"id_str": "5", "created_at": "Tue May 01 10:00:00 +0000 2018",
            "entities": {"user_mentions": [{"id_str": ANA, "screen_name": "ana", "name": "Ana"}]}}  # fmt: skip
    files = {
        "direct-message.js": script("direct_message", [talk(message(1))]),
        "account.js": script("account", [{"account": {"accountId": ME}}]),
        "tweet.js": script("tweet", [post]),  # a post stood for itself then
    }
    (found,) = read_exports([zipped(files, tmp_path / "x.zip")])
    assert (len(found.messages), found.people[ANA].name) == (1, "Ana")


def write_archive(folder: Path, owner: str, *talks: dict[str, Any], groups: tuple[str, ...] = ()) -> None:
    """Write an archive as it lies in a folder once it is unpacked."""
    (folder / "data").mkdir(parents=True)
    (folder / "data/account.js").write_bytes(script("account", [{"account": {"accountId": owner, "username": "m"}}]))
    (folder / "data/direct-messages.js").write_bytes(script("direct_messages", list(talks)))
    rows = [talk(key=key) for key in groups]
    (folder / "data/direct-messages-group.js").write_bytes(script("direct_messages_group", rows))


def test_archives_of_two_accounts_stay_two_even_in_one_folder_one_group_and_one_conversation(tmp_path: Path) -> None:
    between = talk(message(1))
    write_archive(tmp_path / "both/first", ME, between, groups=("g1",))
    write_archive(tmp_path / "both/second", ANA, between, groups=("g1",))
    for paths in ([tmp_path / "both"], [tmp_path / "both/first", tmp_path / "both/second"]):
        mine, hers = sorted(read_exports(paths), key=lambda found: found.owner != ME)
        assert (mine.owner, [(m.person, m.outbound) for m in mine.messages]) == (ME, [(ANA, True)])
        assert (hers.owner, [(m.person, m.outbound) for m in hers.messages]) == (ANA, [(ME, False)])
        assert mine.ignored == hers.ignored == {"group_thread": 1}


def test_an_archive_unpacked_beside_a_newer_one_of_the_account_is_one_account(tmp_path: Path) -> None:
    write_archive(tmp_path / "old", ME, talk(message(1)))
    write_archive(tmp_path / "new", ME, talk(message(1), message(2, out=False)))
    (found,) = read_exports([tmp_path])
    assert [message.outbound for message in found.messages] == [True, False]


@pytest.mark.parametrize(("year", "moved"), [(2024, False), (2026, True)])
def test_an_archive_without_messages_says_so(tmp_path: Path, year: int, moved: bool) -> None:
    (tmp_path / "x/data").mkdir(parents=True)
    (tmp_path / "x/data/account.js").write_bytes(script("account", [{"account": {"accountId": ME, "username": "m"}}]))
    info = {"userInfo": {"accountId": ME}, "archiveInfo": {"generationDate": f"{year}-09-20T10:00:00.000Z"}}
    (tmp_path / "x/data/manifest.js").write_text(f"window.__THAR_CONFIG = {json.dumps(info)}", encoding="utf-8")
    (found,) = read_exports([tmp_path / "x"])
    (line,) = found.warnings
    assert line.startswith("There are no direct messages in this archive.")
    assert ("new system" in line) == moved


def test_scripts_in_utf_16_are_read(tmp_path: Path) -> None:
    text = script("direct_messages", [talk(message(1), message(2, out=False))]).decode()
    found = bring(tmp_path, more={"data/direct-messages.js": text.encode("utf-16")})
    assert [one.outbound for one in found.messages] == [True, False]


def test_times_in_milliseconds_are_read(tmp_path: Path) -> None:
    found = bring(tmp_path, talk(message(1, createdAt="1769940000000")))  # 10:00 on 1 February 2026
    assert [one.at.isoformat() for one in found.messages] == ["2026-02-01T10:00:00+00:00"]


def test_events_in_a_conversation_of_two_are_counted(tmp_path: Path) -> None:
    left = {"participantsLeave": {"userIds": [ANA], "createdAt": "2026-02-01T09:00:00.000Z"}}
    liked = {"reactionCreate": {"senderId": ANA, "reactionKey": "like", "createdAt": "2026-02-01T09:00:00.000Z"}}
    found = bring(tmp_path, talk(left, message(1), liked))
    assert (len(found.messages), found.people[ANA].acknowledged, found.ignored) == (1, True, {"notice": 1})
