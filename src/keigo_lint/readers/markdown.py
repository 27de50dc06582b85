"""Markdown: its prose is the draft.

Paragraphs, headings, list items (with their marks) and quotations stand in the draft as they do in the file; emphasis and links give their text, an
entity or an escaped sign is one character. Front matter, blocks of code, tables and HTML are no prose; code inside a sentence is one noun. Positions
are those of the text in the file. What is put in is written as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyromark

from keigo_lint.encoding import newline_of
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions
from keigo_lint.readers.masking import masked
from keigo_lint.readers.pieces import Pieces

_O = pyromark.Options
_OPTIONS = _O.ENABLE_YAML_STYLE_METADATA_BLOCKS | _O.ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS | _O.ENABLE_TABLES | _O.ENABLE_STRIKETHROUGH
_SILENT = ("MetadataBlock", "CodeBlock", "Table", "HtmlBlock", "Image", "FootnoteDefinition")
_BLOCKS = ("Paragraph", "Heading", "Item", "BlockQuote", "List")
_KINDS = {"Heading": "heading", "BlockQuote": "quote"}


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return the prose of the file as one draft."""
    newline = newline_of(text)

    def as_written(inserted: str) -> str:
        return inserted.replace("\n", newline)

    pieces = Pieces(text)
    _Walk(pieces, masked(text, options)).collect()
    return [pieces.extract(as_written, path, template=options.template)], []


class _Walk:
    """Goes through the events of the parser. Its ranges are bytes, those of the pieces characters."""

    def __init__(self, pieces: Pieces, text: str) -> None:
        self.pieces, self.text = pieces, text
        # The characters that are more than a byte: where they start, for counting back.
        self.places = None if text.isascii() else _places(text)
        self.silent = 0
        self.opened: list[int] = []
        self.item: int | None = None  # where an item starts whose mark is not taken yet
        self.soft: int | None = None  # where a line ends whose break is not taken yet

    def collect(self) -> None:
        """Add all prose to the draft."""
        for event, span in pyromark.events_with_range(self.text, options=_OPTIONS):
            start, end = self._place(span["start"]), self._place(span["end"])
            kind, value = _told(event)
            if kind in ("Start", "End"):
                name = value if isinstance(value, str) else next(iter(value))
                (self._start if kind == "Start" else self._end)(name, start)
            elif not self.silent:
                self._inline(kind, value, start, end)

    def _place(self, byte: int) -> int:
        return byte if self.places is None else self.places[byte]

    def _start(self, name: str, start: int) -> None:
        if name in _SILENT:
            self.silent += 1
        if self.silent:
            return
        if name in _BLOCKS:
            self._break(start)
        if name in _KINDS:
            self.opened.append(self.pieces.length)
        if name == "Item":
            self.item = start

    def _end(self, name: str, start: int) -> None:
        if name in _SILENT:
            self.silent -= 1
        elif name in _KINDS and not self.silent:
            self.pieces.mark(_KINDS[name], self.opened.pop())

    def _break(self, at: int) -> None:
        if not self.pieces.ends_with("\n\n"):
            self.pieces.write("\n\n", at, at)

    def _inline(self, kind: str, value: Any, start: int, end: int) -> None:
        if self.item is not None and kind in ("Text", "Code"):
            # A backslash that saves the first sign of an item is no part of its mark.
            self.pieces.take(self.item, start - 1 if self.text[start - 1 : start] == "\\" else start)
            self.item = None
        if self.soft is not None:
            # With the indent of the next line, but without the mark of a quotation.
            between = self.text[self.soft : start]
            self.pieces.take(self.soft, start if not between.strip() else self.soft + len(between) - len(between.lstrip()))
            self.soft = None
        if kind == "Text":
            if self.text[start:end] == value:
                self.pieces.take(start, end)
            else:
                self.pieces.write(value, start, end)
        elif kind == "Code":
            length = self.pieces.length
            self.pieces.take(start, end)
            self.pieces.mark("address", length)
        elif kind == "SoftBreak":
            self.soft = start
        elif kind == "HardBreak":
            self.pieces.write("\n", start, end)
        elif kind == "Rule":
            self._break(start)
            self.pieces.take(start, start + len(self.text[start:end].rstrip()))
            self._break(end)


def _told(event: Any) -> tuple[str, Any]:
    """Return what an event is and what it tells."""
    if isinstance(event, Mapping):
        [(kind, value)] = event.items()
        return kind, value
    return event, None


def _places(text: str) -> list[int]:
    """Return for each byte of a text in UTF-8 the character that it is of, and for its end the length."""
    places: list[int] = []
    for i, c in enumerate(text):
        places += [i] * (1 if c < "\x80" else 2 if c < "\u0800" else 3 if c < "\U00010000" else 4)
    return [*places, len(text)]
