"""Bytes to text and back: which encoding a file is in, and how it is written again without losing anything.

A BOM decides; then strict UTF-8; then the escapes of ISO-2022-JP; then the more plausible of cp932 and EUC-JP. The Microsoft variants with
①㈱髙 in them go by their Microsoft names, cp50221 (ISO-2022-JP) and cp51932 (EUC-JP), which Python does not have.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from keigo_lint.language import Said, SaidError

# The longer ones first: the BOM of UTF-32-LE begins with that of UTF-16-LE.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_SHIFTED = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
_UNUSED = re.compile("[\x80\xa0\uf8f1-\uf8f3]")
_SAMPLE = 20_000  # characters that are enough to tell an encoding by
# Characters that JIS and Microsoft map differently: what an editor types is written as the file's own encoding has it.
_MICROSOFT = str.maketrans("〜−—‖", "～－―∥")


class EncodingError(SaidError):
    """Bytes that cannot be read, or text that cannot be written."""


class RewriteError(SaidError):
    """A file that must not be written."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without its BOM, and what is needed to write it back. `guessed`: only the look of the bytes told the encoding."""

    text: str
    encoding: str
    bom: bytes = b""
    guessed: bool = False


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a file, as `encoding` when it is given. Raises EncodingError naming the byte that cannot be read."""
    for bom, name in _BOMS:
        if data.startswith(bom) and (encoding is None or name.startswith(_family(encoding))):
            return _checked(Decoded(_strict(data[len(bom) :], name, len(bom)), name, bom))
    if encoding is not None:
        return _checked(Decoded(_strict(data, known_encoding(encoding)), known_encoding(encoding)))
    if b"\0" in data:
        raise _nul(data.index(b"\0"), data.count(b"\n", 0, data.index(b"\0")) + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error)
    if text.isascii() and _SHIFTED.search(data):
        return _first(data, ("iso2022_jp", "cp50221"))
    return Decoded(text, "utf-8")


def decode_part(data: bytes, encoding: str) -> tuple[str, list[int]]:
    """Decode what a mail holds in an encoding of its own; return the text and the byte that each character begins at.

    Raises EncodingError naming the encoding, or the byte that cannot be read.
    """
    name = known_encoding(encoding)
    variants = {"iso2022_jp": ("iso2022_jp", "cp50221"), "euc_jp": ("euc_jp", "cp51932"), "ascii": ("ascii", "utf-8")}.get(name, (name,))
    failed: UnicodeDecodeError | None = None
    for variant in variants:
        try:
            pairs = list(_WALKS[variant](data) if variant in _WALKS else _walk(data, variant))
        except UnicodeDecodeError as error:
            failed = error
        else:
            return "".join(character for character, _ in pairs), [start for character, start in pairs for _ in character]
    assert failed is not None
    raise _undecodable(data, failed, encoding)


def _walk(data: bytes, encoding: str) -> Iterator[tuple[str, int]]:
    """Yield characters with the bytes that they begin at, an escape before them included."""
    decoder = codecs.getincrementaldecoder(encoding)()
    begin = 0
    for i in range(len(data)):
        try:
            said = decoder.decode(data[i : i + 1], i + 1 == len(data))
        except UnicodeDecodeError as error:
            raise UnicodeDecodeError(encoding, data, begin, i + 1, error.reason) from None
        if said:
            yield said, begin
            begin = i + 1


def encode(text: str, like: Decoded) -> bytes:
    """Encode a text as the file was that `like` came from. Raises EncodingError for a character that the encoding does not have."""
    try:
        return like.bom + (_CODECS[like.encoding][1](text) if like.encoding in _CODECS else text.encode(like.encoding))
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise EncodingError(
            Said(
                f"「{character}」（U+{ord(character):04X}）は {like.encoding} では書けません",
                f"{character!r} (U+{ord(character):04X}) cannot be written in {like.encoding}",
            )
        ) from None


def known_encoding(encoding: str) -> str:
    """Return the name under which an encoding is kept here. Raises EncodingError for one that does not exist."""
    name = encoding.lower().replace("_", "-")
    if name in _CODECS:
        return name
    if name in ("sjis", "shift-jis", "shift-jisx0213", "windows-31j", "ms932"):
        return "cp932"
    try:
        info = codecs.lookup(encoding)
    except LookupError:
        info = None
    # Python keeps codecs that are no character encodings (rot13, zlib) under the same roof.
    if info is None or not getattr(info, "_is_text_encoding", True):
        raise EncodingError(Said(f"{encoding!r} という文字コードは知られていません", f"unknown encoding {encoding!r}"))
    return info.name


def newline_of(text: str) -> str:
    """Return the line break that a text uses most; a line feed when it has none."""
    crlf = text.count("\r\n")
    counts = {"\n": text.count("\n") - crlf, "\r\n": crlf, "\r": text.count("\r") - crlf}
    return max(counts, key=lambda newline: counts[newline])


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Replace a file's content from `before` to `after`, wholly or not at all; mode and links are kept.

    Raises RewriteError when the file is not as it was read, and OSError when it cannot be written.
    """
    target = path.resolve()
    if not target.is_file() or not os.access(target, os.W_OK):
        raise RewriteError(Said("書き込めるファイルではありません", "is not a file that can be written"))
    if target.read_bytes() != before:
        raise RewriteError(Said("確かめている間に書き換えられました", "was changed by someone else meanwhile"))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _family(encoding: str) -> str:
    name = known_encoding(encoding).removesuffix("-sig").replace("_", "-")
    return name if name.startswith("utf") else "another"


def _checked(decoded: Decoded) -> Decoded:
    nul = decoded.text.find("\0")
    if nul >= 0:
        raise _nul(nul, decoded.text.count("\n", 0, nul) + 1)
    return decoded


def _nul(offset: int, line: int) -> EncodingError:
    ja = f"{line} 行目（先頭から {offset + 1} バイト目）に NUL があります。"
    ja += "テキストファイルではないか、BOM のない UTF-16 です（--encoding で指定できます）"
    en = f"line {line}, byte {offset + 1}: a NUL byte; not a text file, or UTF-16 without a BOM (name it with --encoding)"
    return EncodingError(Said(ja, en))


def _strict(data: bytes, encoding: str, shift: int = 0) -> str:
    try:
        return _read(data, encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error, encoding, shift) from None


def _read(data: bytes, encoding: str) -> str:
    return _CODECS[encoding][0](data) if encoding in _CODECS else data.decode(encoding)


def _undecodable(data: bytes, error: UnicodeDecodeError, encoding: str, shift: int = 0) -> EncodingError:
    at = min(error.start, len(data) - 1)
    line = data.count(b"\n", 0, at) + 1
    byte, place = f"0x{data[at]:02X}", at + shift + 1
    return EncodingError(
        Said(
            f"{line} 行目（先頭から {place} バイト目）の {byte} は {encoding} として読めません",
            f"line {line}, byte {place}: {byte} cannot be read as {encoding}",
        )
    )


def _first(data: bytes, names: tuple[str, ...]) -> Decoded:
    for name in names[:-1]:
        with contextlib.suppress(EncodingError):
            return Decoded(_strict(data, name), name, guessed=True)
    return Decoded(_strict(data, names[-1]), names[-1], guessed=True)


def _guess(data: bytes, not_utf8: UnicodeDecodeError) -> Decoded:
    """Choose between cp932 and EUC-JP, unless the bytes are rather UTF-8 with something broken in it."""
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("�")
    if sum(1 for _ in _japanese(lenient[:_SAMPLE])) > 2 * min(broken, lenient[:_SAMPLE].count("�")):
        raise _undecodable(data, not_utf8, "UTF-8")
    found: list[Decoded] = []
    failed: list[UnicodeDecodeError] = [not_utf8]
    for names in (("cp932",), ("euc_jp", "cp51932")):
        for name in names:
            try:
                found.append(Decoded(_read(data, name), name, guessed=True))
                break
            except UnicodeDecodeError as error:
                failed.append(error)
    if not found:
        furthest = max(failed, key=lambda e: e.start)
        raise _undecodable(data, furthest, "UTF-8" if furthest is not_utf8 else furthest.encoding)
    best = max(found, key=lambda d: _plausibility(d.text[:_SAMPLE]))
    if _plausibility(best.text[:_SAMPLE]) <= 0:
        raise _undecodable(data, not_utf8, "UTF-8")
    return best


def _japanese(text: str) -> Iterator[str]:
    return (c for c in text if "ぁ" <= c <= "ヺ" or "一" <= c <= "鿿" or c in "、。「」")


def _plausibility(text: str) -> float:
    """Say how much a text looks like Japanese prose: kana and common kanji for it, half-width katakana and rare kanji against it."""
    score = 0.0
    for c in text:
        if c.isascii():
            continue
        if "ぁ" <= c <= "ん" or c in "、。「」ー":
            score += 3
        elif "ァ" <= c <= "ヺ":
            score += 2
        elif "一" <= c <= "鿿":
            score += 1.5 if _level(c) == 1 else -1
        elif "｡" <= c <= "ﾟ":
            score -= 1
        elif "\ue000" <= c <= "\uf8ff" or "\x80" <= c <= "\x9f":
            score -= 5
    return score


@lru_cache(maxsize=8192)
def _level(kanji: str) -> int:
    try:
        row = kanji.encode("euc_jp")
    except UnicodeEncodeError:
        return 3
    return 1 if len(row) == 2 and row[0] < 0xD0 else 2


def _shift_jis(first: int, second: int) -> bytes:
    """Return the Shift_JIS bytes of a JIS code point (both bytes 0x21…0x7E)."""
    lead = (first + 1) // 2 + (0x70 if first <= 0x5E else 0xB0)
    trail = second + (0x7E if first % 2 == 0 else 0x1F if second < 0x60 else 0x20)
    return bytes((lead, trail))


@lru_cache(maxsize=1)
def _extensions() -> dict[str, bytes]:
    """Map the characters of the NEC rows (13, and 89 to 92 for IBM's) to their JIS bytes."""
    found: dict[str, bytes] = {}
    for first in (0x2D, 0x79, 0x7A, 0x7B, 0x7C):
        for second in range(0x21, 0x7F):
            with contextlib.suppress(UnicodeDecodeError):
                found.setdefault(_shift_jis(first, second).decode("cp932"), bytes((first, second)))
    return found


def _jis(text: str, at: int, encoding: str) -> bytes:
    """Return the JIS bytes of the character at a place."""
    character = text[at].translate(_MICROSOFT)
    if character in _extensions():
        return _extensions()[character]
    try:
        lead, trail = character.encode("cp932")
    except (UnicodeEncodeError, ValueError):
        raise UnicodeEncodeError(encoding, text, at, at + 1, "not in the character set") from None
    first = (lead - (0x70 if lead <= 0x9F else 0xB0)) * 2 - (1 if trail < 0x9F else 0)
    second = trail - (0x7E if trail >= 0x9F else 0x1F if trail < 0x80 else 0x20)
    if not 0x21 <= first <= 0x7E:
        raise UnicodeEncodeError(encoding, text, at, at + 1, "not in the character set")
    return bytes((first, second))


def _pair(data: bytes, at: int, encoding: str) -> str:
    """Decode two JIS bytes (the high bits taken off) at a place of the file."""
    pair = bytes(b & 0x7F for b in data[at : at + 2])
    if len(pair) < 2 or not all(0x21 <= b <= 0x7E for b in pair) or (data[at] ^ data[at + 1]) & 0x80:
        raise UnicodeDecodeError(encoding, data, at, at + 1, "no character")
    try:
        return _shift_jis(*pair).decode("cp932")
    except UnicodeDecodeError:
        raise UnicodeDecodeError(encoding, data, at, at + 2, "no character") from None


def _decode_cp932(data: bytes) -> str:
    text = data.decode("cp932")
    # Python lets the single bytes that Shift_JIS does not use through as control and private characters.
    if unused := _UNUSED.search(text):
        at = len(text[: unused.start()].encode("cp932"))
        raise UnicodeDecodeError("cp932", data, at, at + 1, "no character")
    return text


def _encode_cp932(text: str) -> bytes:
    return text.translate(_MICROSOFT).encode("cp932")


def _decode_cp50221(data: bytes) -> str:
    return "".join(character for character, _ in _walk_cp50221(data))


def _walk_cp50221(data: bytes) -> Iterator[tuple[str, int]]:
    """Yield the characters with the bytes that they begin at, escapes left out."""
    mode, i = b"(B", 0
    while i < len(data):
        escape = _ESCAPE.match(data, i)
        if escape:
            mode, i = escape[1], escape.end()
        elif data[i] >= 0x80:
            raise UnicodeDecodeError("cp50221", data, i, i + 1, "a byte of more than seven bits")
        elif mode in (b"$@", b"$B") and data[i] > 0x20:
            yield _pair(data, i, "cp50221"), i
            i += 2
        elif mode == b"(I" and data[i] > 0x20:
            yield bytes((data[i] | 0x80,)).decode("cp932"), i
            i += 1
        else:
            yield chr(data[i]), i
            i += 1


def _encode_cp50221(text: str) -> bytes:
    out = bytearray()
    mode = b"(B"
    for i, character in enumerate(text):
        if character.isascii():
            wanted, row = b"(B", character.encode("ascii")
        elif "｡" <= character <= "ﾟ":
            wanted, row = b"(I", bytes((character.encode("cp932")[0] & 0x7F,))
        else:
            wanted, row = b"$B", _jis(text, i, "cp50221")
        if wanted != mode:
            out += b"\x1b" + wanted
            mode = wanted
        out += row
    return bytes(out + (b"" if mode == b"(B" else b"\x1b(B"))


def _decode_cp51932(data: bytes) -> str:
    return "".join(character for character, _ in _walk_cp51932(data))


def _walk_cp51932(data: bytes) -> Iterator[tuple[str, int]]:
    """Yield the characters with the bytes that they begin at."""
    i = 0
    while i < len(data):
        if data[i] < 0x80:
            yield chr(data[i]), i
            i += 1
        elif data[i] == 0x8E and i + 1 < len(data) and 0xA1 <= data[i + 1] <= 0xDF:
            yield data[i + 1 : i + 2].decode("cp932"), i
            i += 2
        elif data[i] >= 0xA1:
            yield _pair(data, i, "cp51932"), i
            i += 2
        else:
            raise UnicodeDecodeError("cp51932", data, i, i + 1, "no character")


def _encode_cp51932(text: str) -> bytes:
    out = bytearray()
    for i, character in enumerate(text):
        if character.isascii():
            out += character.encode("ascii")
        elif "｡" <= character <= "ﾟ":
            out += b"\x8e" + character.encode("cp932")
        else:
            out += bytes(b | 0x80 for b in _jis(text, i, "cp51932"))
    return bytes(out)


_WALKS: dict[str, Callable[[bytes], Iterator[tuple[str, int]]]] = {"cp50221": _walk_cp50221, "cp51932": _walk_cp51932}
_CODECS: dict[str, tuple[Callable[[bytes], str], Callable[[str], bytes]]] = {
    "cp932": (_decode_cp932, _encode_cp932),
    "cp50221": (_decode_cp50221, _encode_cp50221),
    "cp51932": (_decode_cp51932, _encode_cp51932),
}
