"""CSV and TSV: a cell is a draft, those of a column that is called so (or that the settings name) or else those that hold Japanese sentences.

With a column of texts the other columns say what is known about each: the answered message, times, the price (see `rules/readers.toml`). A draft is
called by its column and by what stands in the row's column of names. Cells are read as Python's csv does; a character of a draft stands where it is
in the file, a doubled quotation mark as the two. What is put in keeps its cell one cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from keigo_lint.encoding import newline_of
from keigo_lint.language import Said
from keigo_lint.model import Context
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions
from keigo_lint.readers.known import KnownError, context_of, fields, first, is_letter, is_message, is_wanted
from keigo_lint.readers.masking import placeholders
from keigo_lint.readers.pieces import Pieces
from keigo_lint.rulebook import builtin_syntaxes

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: its value, and the range of the file that holds it without its quotation marks."""

    value: str
    start: int
    end: int
    quoted: bool


class _CellError(Exception):
    def __init__(self, at: int, ja: str, en: str) -> None:
        super().__init__(en)
        self.at, self.said = at, Said(ja, en)


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return a draft for each cell that is one; a file that is no table is one problem."""
    delimiter = "\t" if (path or "").lower().endswith(".tsv") else ","
    try:
        rows = _rows(text, delimiter)
    except _CellError as error:
        line = len(_BREAK.findall(text, 0, error.at)) + 1
        begin = max((m.end() for m in _BREAK.finditer(text, 0, error.at)), default=0)
        return [], [Problem(line, error.said, error.at - begin + 1)]
    named = fields(options)
    header = [cell.value.strip() for cell in rows[0]] if rows else []
    columns = _columns(header, named, options)
    template = options.template
    if template is None and builtin_syntaxes().is_template(path, text, placeholders(text, options)):
        template = True
    extracts: list[Extract] = []
    problems: list[Problem] = []
    for row in rows[1:] if columns or not any(is_message(name) for name in header) else rows:
        values = {name: cell.value for name, cell in zip(header, row, strict=False) if cell.value}
        for i, cell in enumerate(row):
            column = header[i] if i < len(header) else str(i + 1)
            if not (i in columns and cell.value.strip() if columns else is_wanted(column, cell.value, options)):
                continue
            line = len(_BREAK.findall(text, 0, cell.start)) + 1
            try:
                known = _known(values, named) if columns else (Context(), "auto")
            except KnownError as error:
                problems.append(Problem(line, error.said))
                continue
            pieces = Pieces(text)
            as_written = _add(pieces, cell, delimiter)
            called = first(values, (n for n in named["name"] if n != column))
            name = f"{column} {values[called]}" if called else column
            letter = bool(columns) or is_letter(cell.value, column, path, options)
            extracts.append(pieces.extract(as_written, path, name, known[1], known[0], template, line, letter))
    return extracts, problems


def _columns(header: Sequence[str], named: Mapping[str, Sequence[str]], options: ReaderOptions) -> frozenset[int]:
    """Return the columns of texts; none when nothing in the header is called so."""
    told = {name for thing, name in options.fields if thing == "text"}
    found = [i for i, name in enumerate(header) if name in (told or named["text"])]
    return frozenset(found if told else found[:1]) if not options.keys else frozenset()


def _known(values: Mapping[str, str], named: Mapping[str, tuple[str, ...]]) -> tuple[Context, str]:
    scene = values.get(first(values, named["scene"]) or "", "auto")
    return context_of(values, named, text_only=True), scene


def _rows(text: str, delimiter: str) -> list[list[_Cell]]:
    """Return the cells of each row that has any. Raises _CellError for what is no table."""
    rows: list[list[_Cell]] = []
    row: list[_Cell] = []
    at = 0
    while at < len(text) or row:
        cell, at = _cell(text, at, delimiter)
        row.append(cell)
        if text[at : at + 1] == delimiter:
            at += 1
            continue
        found = _BREAK.match(text, at)
        at = found.end() if found else at
        if len(row) > 1 or row[0].value or row[0].quoted:
            rows.append(row)
        row = []
    _same_as_python(rows, text, delimiter)
    return rows


def _cell(text: str, at: int, delimiter: str) -> tuple[_Cell, int]:
    if text[at : at + 1] != '"':
        found = re.compile(f"[^{re.escape(delimiter)}\r\n]*").match(text, at)
        end = found.end() if found else at
        return _Cell(text[at:end], at, end, False), end
    end = at + 1
    while True:
        end = text.find('"', end)
        if end < 0:
            raise _CellError(at, 'この「"」で始まるセルが閉じられていません', "the cell that begins with this quotation mark is not closed")
        if text[end + 1 : end + 2] != '"':
            break
        end += 2
    if text[end + 1 : end + 2] not in ("", delimiter, "\r", "\n"):
        raise _CellError(end + 1, 'セルを閉じる「"」のあとに文字があります', "something stands behind the quotation mark that closes a cell")
    return _Cell(text[at + 1 : end].replace('""', '"'), at + 1, end, True), end + 1


def _same_as_python(rows: Sequence[Sequence[_Cell]], text: str, delimiter: str) -> None:
    """Hold the cells against what the library reads. Raises _CellError for the first row that it reads in another way."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    known = (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)
    for mine, theirs in zip(rows, known, strict=False):
        if [c.value for c in mine] != theirs:
            raise _CellError(mine[0].start, "この行を表として読めません", "this row cannot be read as one of a table")


def _add(pieces: Pieces, cell: _Cell, delimiter: str) -> Callable[[str], str]:
    """Add a cell to a draft; return how new text is written in it."""
    if not cell.quoted:
        pieces.take(cell.start, cell.end)
        unsafe = str.maketrans({delimiter: "、" if delimiter == "," else " ", '"': "”", "\n": "", "\r": ""})
        return lambda inserted: inserted.translate(unsafe)
    at = cell.start
    for mark in re.compile('""').finditer(pieces.source, cell.start, cell.end):
        pieces.take(at, mark.start())
        pieces.write('"', mark.start(), mark.end(), seam=False)
        at = mark.end()
    pieces.take(at, cell.end)
    newline = newline_of(cell.value if _BREAK.search(cell.value) else pieces.source)
    return lambda inserted: inserted.replace('"', '""').replace("\n", newline)
