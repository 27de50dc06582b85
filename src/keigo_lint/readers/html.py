"""HTML: the text of the page is the draft.

Text nodes stand in the draft as they do in the file, with their line breaks (which the analysis joins as it does those of a mail) and with the tags
of template languages, which it leaves out. An entity is one character that stands for its range. `<br>` is a line break, a block of text a
paragraph, `<li>` the item of a list, `<h1>` a heading, `<blockquote>` a quotation. Scripts, styles, `<head>`, `<code>` and comments are no prose.
A position is that of the text in the file; what is put in is escaped.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from keigo_lint.encoding import newline_of
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions
from keigo_lint.readers.masking import masked
from keigo_lint.readers.pieces import Pieces

_SILENT = frozenset(("head", "script", "style", "template", "noscript", "svg", "textarea", "select", "code", "title"))
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return the text of the page as one draft."""
    pieces = Pieces(text)
    collect(pieces, 0, len(text), options)
    return [pieces.extract(Writer(text), path, template=options.template)], []


def collect(pieces: Pieces, start: int, end: int, options: ReaderOptions) -> None:
    """Add the text of a range of HTML to a draft."""
    _Page(pieces, start, end, options).collect()


class Writer:
    """Writes text as HTML: escaped, with a tag for each line break."""

    def __init__(self, source: str) -> None:
        self.newline = "<br>" + newline_of(source)

    def __call__(self, inserted: str) -> str:
        """Return the text as it is to be written."""
        return html.escape(inserted, quote=False).replace("\n", self.newline)


class _Page(HTMLParser):
    """Walks through a page whose placeholders are masked. Offsets come from the parser's lines and columns."""

    def __init__(self, pieces: Pieces, start: int, end: int, options: ReaderOptions) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces, self.start, self.options = pieces, start, options
        self.page = masked(pieces.source[start:end], options)
        self.lines = [0, *(m.end() for m in re.finditer("\n", self.page))]
        self.done = 0  # up to here of the page
        self.silent: list[str] = []
        self.opened: list[tuple[str, str, int]] = []  # tag, kind, where it starts in the draft

    def collect(self) -> None:
        """Go through the page."""
        self.feed(self.page)
        self.close()
        self._text_until(len(self.page))
        for _, kind, start in self.opened:
            self.pieces.mark(kind, start)

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _text_until(self, end: int) -> None:
        """Take the text between the last tag and this place."""
        if not self.silent:
            self._take(self.done, end)
        self.done = max(self.done, end)

    def _take(self, start: int, end: int) -> None:
        for entity in _ENTITY.finditer(self.page, start, end):
            said = html.unescape(entity.group())
            if said != entity.group():
                self.pieces.take(self.start + start, self.start + entity.start())
                self.pieces.write(said, self.start + entity.start(), self.start + entity.end())
                start = entity.end()
        self.pieces.take(self.start + start, self.start + end)

    def _break(self, lines: str, start: int, end: int) -> None:
        if not self.pieces.ends_with(lines):
            self.pieces.write(lines, self.start + start, self.start + end)

    def _tag(self, tag: str) -> tuple[int, int]:
        start = self._here()
        self._text_until(start)
        closing = self.page.find(">", start)
        end = start + len(self.get_starttag_text() or "") if not self.page.startswith("</", start) else (closing + 1 or len(self.page))
        self.done = end
        if not self.silent and tag in _BLOCKS:
            self._break("\n\n", start, end)
        return start, end

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the line or the paragraph, begin a heading, a quotation or what is no prose."""
        start, end = self._tag(tag)
        if tag in _SILENT:
            self.silent.append(tag)
        elif self.silent:
            return
        elif tag == "br":
            if not re.compile(r"[ \t]*\r?\n").match(self.page, end):
                self.pieces.write("\n", self.start + start, self.start + end)
        elif tag == "li":
            self.pieces.write("・", self.start + end, self.start + end)
        elif tag in _HEADINGS or tag == "blockquote":
            self.opened.append((tag, "heading" if tag in _HEADINGS else "quote", self.pieces.length))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<br/>` as `<br>`, and any other such tag as one that ends at once."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._close(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph and whatever began with this tag."""
        self._tag(tag)
        self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        for i in range(len(self.opened) - 1, -1, -1):
            if self.opened[i][0] == tag:
                _, kind, start = self.opened.pop(i)
                self.pieces.mark(kind, start)
                break

    def handle_comment(self, data: str) -> None:
        """Leave a comment out."""
        self._skip(self.page.find("-->", self._here()), 3)

    def handle_decl(self, decl: str) -> None:
        """Leave the document type out."""
        self._skip(self.page.find(">", self._here()), 1)

    def handle_pi(self, data: str) -> None:
        """Leave an instruction (`<?php`) out."""
        self._skip(self.page.find(">", self._here()), 1)

    def unknown_decl(self, data: str) -> None:
        """Leave a marked section out."""
        self._skip(self.page.find(">", self._here()), 1)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Leave a marked section out that is none (`<![<`), as browsers do: some versions of the parser end there."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            closing = self.rawdata.find(">", i)
            self.unknown_decl("")
            return closing + 1 if closing >= 0 else -1

    def _skip(self, found: int, length: int) -> None:
        self._text_until(self._here())
        self.done = found + length if found >= 0 else len(self.page)
