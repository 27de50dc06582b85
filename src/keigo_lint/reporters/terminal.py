"""Text for terminals: what may reach one, how wide it is there, and how it is cut and wrapped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import click
from wcwidth import wcswidth

from keigo_lint.reporters import Options

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
_NOT_FIRST = "、。，．・：；？！!?,.:;)）]］}｝」』】〕〉》”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々…‥"
_NOT_LAST = "(（[［{｛「『【〔〈《“‘"
_WORD = re.compile(r"[!-~]")
_JOINER = "\u200d"


class Excerpt(NamedTuple):
    """A line cut round what is marked in it: the text to show, and the cells before and under the mark."""

    text: str
    before: int
    under: int


def clean(text: str) -> str:
    """Replace, one for one, what a terminal would obey or hide: control characters, escapes, direction marks, lone surrogates."""
    return _UNSAFE.sub(lambda m: " " if m.group() == "\t" else chr(0x2400 + ord(m.group())) if m.group() < " " else "�", text)


def style(text: str, options: Options, color: str | None = None, **kwargs: bool) -> str:
    """Colour a text where colours are wanted."""
    return click.style(text, fg=color, **kwargs) if options.color and text else text


def width(text: str) -> int:
    """Return how many cells a cleaned text takes where characters of ambiguous width are wide, as in Japanese terminals."""
    if text.isascii():
        return len(text)
    return int(wcswidth(text)) + sum(1 for c in text if unicodedata.east_asian_width(c) == "A" and wcswidth(c) == 1)


def pad(text: str, cells: int) -> str:
    """Fill a text with spaces to so many cells."""
    return text + " " * (cells - width(text))


def excerpt(text: str, line: tuple[int, int], mark: tuple[int, int], cells: int) -> Excerpt:
    """Cut a line of a text to at most so many cells round a marked range in it, which is shown from its start."""
    # A character takes half a cell at least, but for marks on others: what lies further away than this cannot be shown.
    low, high = max(line[0], mark[0] - cells), min(line[1], mark[0] + 2 * cells)
    cut_left, cut_right = low > line[0], high < line[1]
    near = clean(text[low:high])
    start, end = mark[0] - low, min(mark[1], high) - low
    if not cut_left and not cut_right and width(near) <= cells:
        return Excerpt(near, width(near[:start]), max(1, width(near[start:end])))
    dots = width("…")
    room = cells - 2 * dots
    after = width(near[start:])
    left = start
    while left > 0 and width(near[left - 1 : start]) <= max(room // 3, room - after):
        left -= 1
    right = left + 1
    while right < len(near) and width(near[left : right + 1]) <= room:
        right += 1
    left, right = _whole(near, left, 1), _whole(near, right, -1)
    prefix = "…" if left or cut_left else ""
    suffix = "…" if right < len(near) or cut_right else ""
    return Excerpt(prefix + near[left:right] + suffix, width(prefix) + width(near[left:start]), max(1, width(near[start : min(end, right)])))


def _whole(line: str, at: int, step: int) -> int:
    """Move a cut out of a character that is made of several code points."""
    while 0 < at < len(line) and (width(line[at]) == 0 or line[at - 1] == _JOINER):
        at += step
    return at


def wrap(text: str, cells: int, indent: str = "") -> str:
    """Clean a text and break it into lines of so many cells, none beginning with 。 or ending with 「, words of ASCII whole."""
    room = max(8, cells - width(indent))
    lines: list[str] = []
    for paragraph in re.split(r"\r\n|\r|\n", text):
        rest = clean(paragraph)
        while width(rest) > room:
            at = _break(rest, room)
            lines.append(rest[:at].rstrip(" 　"))
            rest = rest[at:].lstrip(" 　")
        lines.append(rest)
    return "\n".join(indent + line for line in lines)


def fill(parts: Iterable[str], gap: str, cells: int, indent: str = "") -> str:
    """Set parts beside each other, as many as fit into a line; a part is broken only where it does not fit by itself."""
    lines: list[str] = []
    for part in parts:
        if lines and width(indent + lines[-1] + gap) + width(clean(part)) <= cells:
            lines[-1] += gap + clean(part)
        else:
            lines.append(clean(part))
    return "\n".join(wrap(line, cells, indent) for line in lines)


def _break(text: str, room: int) -> int:
    at, taken = 0, 0
    while at < len(text) and taken + width(text[at]) <= room:
        taken += width(text[at])
        at += 1
    best = at
    while best > 1:
        before, after = text[best - 1], text[best : best + 1]
        inside_word = _WORD.match(before) and _WORD.match(after)
        if not (after and after in _NOT_FIRST) and before not in _NOT_LAST and not inside_word and not (after and width(after) == 0):
            return best
        best -= 1
    return max(1, at)
