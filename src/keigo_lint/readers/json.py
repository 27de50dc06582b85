r"""JSON: string values are drafts, those that the settings name or that hold Japanese sentences (see `tree`).

A character of a draft stands where it is written in the file, an escape (`\n`, `\u3042`) as a whole. What is put in is escaped; a file whose Japanese
is all escaped stays so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from keigo_lint.encoding import newline_of
from keigo_lint.language import Said
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions
from keigo_lint.readers.masking import masked
from keigo_lint.readers.pieces import Pieces
from keigo_lint.readers.tree import Listed, Mapped, String, drafts

ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")
_TOKEN = re.compile(r'[ \t\r\n]*([\[\]{},:]|"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+)')


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return a draft for each string that is one; a file that is no JSON is one problem."""
    for readable in (text, masked(text, options, blank_lines=True)):
        try:
            json.loads(readable)
        except json.JSONDecodeError as error:
            said = Said(f"JSON として読めません（{error.msg}）", f"no JSON ({error.msg})")
            problem = Problem(error.lineno, said, error.colno)
        except (ValueError, RecursionError) as error:
            problem = Problem(1, Said(f"JSON として読めません（{error}）", f"no JSON ({error})"))
        else:
            return drafts(_tree(readable), text, path, options, add)
    return [], [problem]


def add(pieces: Pieces, string: String) -> Callable[[str], str]:
    """Add a string of JSON, without its quotation marks, to a draft; return how new text is written in it."""
    return add_range(pieces, string.start + 1, string.end - 1)


def add_range(pieces: Pieces, start: int, end: int) -> Callable[[str], str]:
    """Add what stands between the quotation marks of a string."""
    raw = pieces.source[start:end]
    done = 0
    for escape in ESCAPE.finditer(raw):
        pieces.take(start + done, start + escape.start())
        pieces.write(json.loads(f'"{escape.group()}"'), start + escape.start(), start + escape.end(), seam=False)
        done = escape.end()
    pieces.take(start + done, end)
    newline = newline_of(pieces.joined())
    ascii_only = raw.isascii() and "\\u" in raw
    return lambda inserted: json.dumps(inserted.replace("\n", newline), ensure_ascii=ascii_only)[1:-1]


def _tree(text: str) -> Any:
    """Return the tree of a text that is known to be JSON."""
    stack: list[tuple[str, list[Any], int]] = []
    done: Any = None
    for token in _TOKEN.finditer(text):
        written = token[1]
        if written in "[{":
            stack.append((written, [], token.start(1)))
            continue
        if written in ",:":
            continue
        if written in "]}":
            kind, inner, start = stack.pop()
            members = zip(inner[::2], inner[1::2], strict=False)
            done = Listed(tuple(inner)) if kind == "[" else Mapped(tuple((k.value, v) for k, v in members), start)
        elif written[0] == '"':
            done = String(json.loads(written, strict=False), *token.span(1))
        else:
            done = json.loads(written)
        if stack:
            stack[-1][1].append(done)
    return done
