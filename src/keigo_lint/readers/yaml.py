"""YAML: string values are drafts, those that the settings name or that hold Japanese sentences (see `tree`).

Scalars of every style keep the lines that they have in the file: a folded line break stays one, and the analysis joins what was only wrapped. The
indent is left out; an escape of a quoted scalar is one character. Every other character stands where it is written. Text is put in as the style
wants it: below the indent of a block, escaped between quotation marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from keigo_lint.language import Said
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions
from keigo_lint.readers.masking import masked
from keigo_lint.readers.pieces import Pieces
from keigo_lint.readers.tree import Listed, Mapped, String, as_lines, drafts

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.S)
_SINGLE = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEADER = re.compile(r"[|>][0-9+\-]*[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BLANK = re.compile(r"[ \t]*")


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return a draft for each scalar that is one; a file that is no YAML is one problem."""
    for readable in (text, masked(text, options, blank_lines=True)):
        try:
            documents = [_tree(node, {}) for node in YAML(typ="safe", pure=True).compose_all(readable) if node is not None]
        except (YAMLError, ValueError, RecursionError) as error:
            problem = _problem(error, text)
        else:
            tree = documents[0] if len(documents) == 1 else Listed(tuple(documents))
            return drafts(tree, text, path, options, _add)
    return [], [problem]


def _problem(error: Exception, text: str) -> Problem:
    if isinstance(error, MarkedYAMLError) and (error.problem_mark or error.context_mark):
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        return Problem(mark.line + 1, Said(f"YAML として読めません（{what}）", f"no YAML ({what})"), mark.column + 1)
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        character = f"U+{ord(error.character):04X}" if isinstance(error.character, str) else error.character
        column = error.position - text.rfind("\n", 0, error.position)
        return Problem(line, Said(f"YAML に使えない文字（{character}）があります", f"a character that YAML does not allow ({character})"), column)
    what = "入れ子が深すぎます" if isinstance(error, RecursionError) else str(error).split("\n")[0]
    return Problem(1, Said(f"YAML として読めません（{what}）", f"no YAML ({error.__class__.__name__}: {str(error).split(chr(10))[0]})"))


def _tree(node: Node, seen: dict[int, Any]) -> Any:
    if id(node) in seen:  # what an alias stands for was met before; and it may hold itself
        return seen[id(node)]
    seen[id(node)] = None
    made: Any = None
    if isinstance(node, MappingNode):
        members = [(k.value if isinstance(k, ScalarNode) else "?", _tree(v, seen)) for k, v in node.value]
        made = Mapped(tuple(members), node.start_mark.index)
    elif isinstance(node, SequenceNode):
        made = Listed(tuple(_tree(item, seen) for item in node.value))
    elif isinstance(node, ScalarNode):
        plain = str(node.tag).endswith(":str") or node.style
        made = String(node.value, node.start_mark.index, node.end_mark.index, node.style or "plain") if plain else _value(node.value)
    seen[id(node)] = None if isinstance(made, String) else made
    return made


def _value(text: str) -> Any:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else text


def _add(pieces: Pieces, string: String) -> Callable[[str], str]:
    """Add a scalar to a draft; return how new text is written in it."""
    if string.style in ("|", ">"):
        return _block(pieces, string)
    quoted = string.style in ("'", '"')
    start, end = (string.start + 1, string.end - 1) if quoted else (string.start, string.end)
    raw = pieces.source[start:end]
    if string.style == '"':
        _flow(pieces, start, end, _ESCAPE, _unescaped)
        ascii_only = raw.isascii() and "\\" in raw
        return lambda inserted: json.dumps(inserted, ensure_ascii=ascii_only)[1:-1]
    if string.style == "'":
        _flow(pieces, start, end, re.compile("''"), lambda written: "'")
        return lambda inserted: inserted.replace("'", "''").replace("\n", "")
    _flow(pieces, start, end, None, str)
    return lambda inserted: inserted.replace("\n", "")


def _unescaped(written: str) -> str:
    if written[1] in "\r\n":
        return ""  # the line only goes on below
    if written[1] in "xuU":
        return chr(int(written[2:], 16))
    return _SINGLE.get(written[1], written[1])


def _flow(pieces: Pieces, start: int, end: int, escape: re.Pattern[str] | None, said: Callable[[str], str]) -> None:
    """Add the lines of a scalar that is not a block, without their indents, with its escapes as what they say."""
    source = pieces.source
    at = start
    for match in escape.finditer(source, start, end) if escape else ():
        _lines(pieces, at, match.start(), at == start)
        pieces.write(said(match.group()), match.start(), match.end(), seam=False)
        at = match.end()
        if match.group()[1:2] in ("\r", "\n"):
            at = min(end, _BLANK.match(source, at).end())  # type: ignore[union-attr]
    _lines(pieces, at, end, at == start)


def _lines(pieces: Pieces, start: int, end: int, first: bool) -> None:
    for i, line in enumerate(_LINE.finditer(pieces.source, start, end)):
        begin = line.start() if first or not i else min(line.end(), _BLANK.match(pieces.source, line.start()).end())  # type: ignore[union-attr]
        pieces.take(begin if begin <= end else end, line.end())
        first = False
        if line.end() >= end:
            break


def _block(pieces: Pieces, string: String) -> Callable[[str], str]:
    source = pieces.source
    header = _HEADER.match(source, string.start, string.end)
    lines = [m for m in _LINE.finditer(source, header.end() if header else string.start, string.end) if m.group()]
    while lines and not lines[-1].group().strip():
        lines.pop()
    widths = [len(m.group()) - len(m.group().lstrip(" ")) for m in lines if m.group().strip()]
    indent = min(widths, default=0)
    for m in lines:
        pieces.take(min(m.start() + indent, m.start() + len(m.group()) - len(m.group().lstrip(" "))), m.end())
    return as_lines(source, " " * indent)
