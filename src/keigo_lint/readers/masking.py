"""Placeholders out of a parser's way: each as private characters of its own length, so that every offset stays as it was."""

from __future__ import annotations

import re

from keigo_lint.model import Zone
from keigo_lint.placeholders import merged, of_settings
from keigo_lint.readers import ReaderOptions
from keigo_lint.rulebook import builtin_syntaxes

MASK = "\ue000"
_MARKUP = re.compile(r"<(?:/?[A-Za-z]|!(?!--\{))")


def placeholders(text: str, options: ReaderOptions) -> list[Zone]:
    """Return the fields and template tags of a file, those of the settings among them; markup is no template tag."""
    own = of_settings(options.placeholders, text)
    known = [z for z in builtin_syntaxes().find(text) if z.kind in ("field", "tag") and not _MARKUP.match(text, z.span.start)]
    return merged([*own, *(z for z in known if not any(z.span.overlaps(o.span) for o in own))]) if own else known


def masked(text: str, options: ReaderOptions, *, blank_lines: bool = False) -> str:
    """Return the text with its placeholders masked; line breaks stay.

    With `blank_lines` a tag that has its line to itself becomes white space.
    """
    pieces, done = [], 0
    for zone in placeholders(text, options):
        start, end = zone.span.start, zone.span.end
        alone = blank_lines and zone.kind == "tag" and _has_its_line(text, start, end)
        pieces += [text[done:start], re.sub(r"[^\r\n]", " " if alone else MASK, text[start:end])]
        done = end
    return "".join((*pieces, text[done:]))


def _has_its_line(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    after = re.compile(r"[ \t\r]*(?:\n|\Z)").match(text, end)
    return not text[line:start].strip() and after is not None
