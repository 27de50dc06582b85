"""JSON lines: each line an object with `text` (or `body`) and what else is known about the draft.

Known besides: `incoming`, `scene`, `price`, `received_at` and `sent_at` (ISO 8601), `name` or `id`, `customer`, `fault`, `channel`, `thread`;
`rules/readers.toml` has the names that fields may have, the settings may name others. Other keys are left alone. Positions are those of JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from keigo_lint.language import Said
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions
from keigo_lint.readers.json import add_range
from keigo_lint.readers.known import KnownError, context_of, fields, first, string_of
from keigo_lint.readers.known import parse_time as parse_time
from keigo_lint.readers.pieces import Pieces

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r]*")


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return a draft a line, and the lines that hold none."""
    extracts: list[Extract] = []
    problems: list[Problem] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                extracts.append(_extract(text, line, start, number, path, options))
            except KnownError as error:
                problems.append(Problem(number, error.said))
            except json.JSONDecodeError as error:
                said = Said(f"{error.pos + 1} 文字目から先を JSON として読めません（{error.msg}）", f"column {error.pos + 1}: no JSON ({error.msg})")
                problems.append(Problem(number, said))
            except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
                problems.append(Problem(number, Said(f"JSON として読めません（{error}）", f"no JSON ({error})")))
        start += len(line) + 1
    return extracts, problems


def _extract(source: str, line: str, shift: int, number: int, path: str | None, options: ReaderOptions) -> Extract:
    members = {key: (value, start, end) for key, value, start, end in _members(line)}
    values = {key: value for key, (value, _, _) in members.items()}
    named = fields(options)
    key = first(values, named["text"])
    if key is None:
        raise KnownError("「text」がありません（本文は「text」か「body」に入れてください）", "has neither 'text' nor 'body'")
    string_of(values, (key,))
    _, start, end = members[key]
    name = first(values, named["name"])
    pieces = Pieces(source)
    as_written = add_range(pieces, shift + start + 1, shift + end - 1)
    scene = string_of(values, named["scene"]) or "auto"
    return pieces.extract(as_written, path, None if name is None else str(values[name]), scene, context_of(values, named), options.template, number)


def _members(line: str) -> Iterator[tuple[str, Any, int, int]]:
    """Yield the members of the object on a line: key, value, and where the value starts and ends."""
    i = _skip(line, 0)
    if line[i : i + 1] != "{":
        raise KnownError("JSON のオブジェクト { … } ではありません", "is no JSON object { … }")
    i = _skip(line, i + 1)
    while line[i : i + 1] != "}":
        key, i = _DECODER.raw_decode(line, i)
        if not isinstance(key, str):
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", line, i - 1)
        i = _skip(line, i)
        if line[i : i + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", line, i)
        start = _skip(line, i + 1)
        value, end = _DECODER.raw_decode(line, start)
        yield key, value, start, end
        i = _skip(line, end)
        if line[i : i + 1] == ",":
            i = _skip(line, i + 1)
            if line[i : i + 1] == "}":
                raise json.JSONDecodeError("Expecting property name enclosed in double quotes", line, i)
        elif line[i : i + 1] != "}":
            raise json.JSONDecodeError("Expecting ',' delimiter", line, i)
    if line[i + 1 :].strip():
        raise json.JSONDecodeError("Extra data", line, i + 1)


def _skip(line: str, i: int) -> int:
    space = _SPACE.match(line, i)
    return space.end() if space else i
