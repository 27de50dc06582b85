"""Encodings: told by their bytes, written back as they were."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from keigo_lint.encoding import Decoded, EncodingError, RewriteError, decode, encode, known_encoding, newline_of, rewrite

SHORT = ["お詫び", "返金", "様", "テスト", "ご返送", "株式会社", "価格は3,000円", "クーポン", "東京都港区", "ｶﾀｶﾅの件です", "登録完了", "ません。"]
NEC = "㈱髙島屋①の件"  # characters that only the Microsoft variants have


@pytest.mark.parametrize("text", SHORT)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_tells_short_texts_apart(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.guessed) == (text, encoding, encoding != "utf-8")
    assert encode(decoded.text, decoded) == data


@pytest.mark.parametrize("text", ["お詫び申し上げます。\r\n", "ab 返金\nc"])
def test_tells_iso_2022_jp_by_its_escapes(text: str) -> None:
    decoded = decode(text.encode("iso2022_jp"))
    assert (decoded.text, decoded.encoding, decoded.guessed) == (text, "iso2022_jp", True)


@pytest.mark.parametrize("encoding", ["cp50221", "cp51932", "cp932"])
@pytest.mark.parametrize("text", [NEC, "ﾊﾝｶｸと全角\nabc", "\n一行目\r\n二行目"])
def test_microsoft_variants_come_back_as_they_were(encoding: str, text: str) -> None:
    data = encode(text, Decoded("", encoding))
    decoded = decode(data, encoding)
    assert decoded.text == text
    assert encode(decoded.text, decoded) == data


@pytest.mark.parametrize(("encoding", "found"), [("cp50221", "cp50221"), ("cp51932", "cp51932"), ("cp932", "cp932")])
def test_nec_characters_are_read_without_being_told(encoding: str, found: str) -> None:
    decoded = decode(encode(NEC, Decoded("", encoding)))
    assert (decoded.text, decoded.encoding) == (NEC, found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_bom_decides_and_is_kept(encoding: str) -> None:
    data = "御社😀".encode(encoding)
    decoded = decode(data)
    assert decoded.text == "御社😀"
    assert not decoded.guessed
    assert encode("貴社", decoded) == "貴社".encode(encoding)


def test_utf8_given_by_name_takes_the_bom_off() -> None:
    assert decode(b"\xef\xbb\xbfa", "utf-8") == Decoded("a", "utf-8", b"\xef\xbb\xbf")


def test_escapes_in_japanese_utf8_are_no_iso_2022_jp() -> None:
    assert decode("猫\x1b$B".encode()).encoding == "utf-8"


UNREADABLE = {
    "stray byte in UTF-8": ("お詫び申し上げます。\n返".encode() + b"\xff", None, "line 2, byte 35: 0xFF cannot be read as UTF-8"),
    "UTF-8 cut short": ("お詫び".encode()[:-1], None, "0xE3 cannot be read as UTF-8"),
    "stray byte in Shift_JIS": ("お詫び\n返金".encode("cp932") + b"\xff", None, "line 2, byte 12: 0xFF cannot be read as cp932"),
    "Latin-1": (b"caf\xe9 au lait", None, "byte 4: 0xE9 cannot be read"),
    "NUL": ("あ\n\0".encode(), None, "line 2, byte 5: a NUL byte"),
    "another encoding given": ("お詫び".encode("cp932"), "utf-8", "byte 1: 0x82 cannot be read as utf-8"),
    "eight bits in ISO-2022-JP": (b"\x1b$B$\xa2\x1b(B", "cp50221", "byte 4: 0x24 cannot be read as cp50221"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_names_the_byte(name: str) -> None:
    data, encoding, message = UNREADABLE[name]
    with pytest.raises(EncodingError, match=message.replace(".", r"\.")):
        decode(data, encoding)


def test_what_cannot_be_written_names_the_character() -> None:
    with pytest.raises(EncodingError, match=r"'😀' \(U\+1F600\) cannot be written in cp932"):
        encode("御社😀", Decoded("", "cp932"))


def test_a_wave_dash_is_written_as_shift_jis_has_it() -> None:
    assert encode("〜", Decoded("", "cp932")) == "～".encode("cp932")


@pytest.mark.parametrize(
    ("name", "known"), [("Shift_JIS", "cp932"), ("sjis", "cp932"), ("EUC-JP", "euc_jp"), ("UTF8", "utf-8"), ("cp51932", "cp51932")]
)
def test_names_of_encodings(name: str, known: str) -> None:
    assert known_encoding(name) == known


@pytest.mark.parametrize("name", ["foo", "rot13", "zlib"])
def test_unknown_encodings(name: str) -> None:
    with pytest.raises(EncodingError, match="unknown encoding"):
        known_encoding(name)


@pytest.mark.parametrize(("text", "newline"), [("", "\n"), ("a", "\n"), ("a\nb\r\nc\r\n", "\r\n"), ("a\rb\rc\n", "\r")])
def test_the_line_break_that_is_used_most(text: str, newline: str) -> None:
    assert newline_of(text) == newline


def test_rewriting_keeps_the_mode_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a")
    path.chmod(0o640)
    rewrite(path, b"a", b"b")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), [p.name for p in tmp_path.iterdir()]) == (b"b", 0o640, ["a.txt"])


def test_rewriting_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "b.txt").symlink_to("a.txt")
    rewrite(tmp_path / "b.txt", b"a", b"b")
    assert (tmp_path / "b.txt").is_symlink()
    assert (tmp_path / "a.txt").read_bytes() == b"b"


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"c")
    with pytest.raises(RewriteError, match="someone else"):
        rewrite(path, b"a", b"b")
    assert path.read_bytes() == b"c"


def test_nothing_is_lost_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        rewrite(path, b"a", b"b")
    assert (path.read_bytes(), [p.name for p in tmp_path.iterdir()]) == (b"a", ["a.txt"])
