"""JSON lines: each line an object with `text` (or `body`) and what else is known about the draft.

Known besides: `incoming`, `scene`, `price`, `received_at` and `sent_at` (ISO 8601), `name` or `id`, `customer`, `fault`, `channel`, `thread`.
Other keys are left alone.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keigo_lint.encoding import newline_of
from keigo_lint.language import Said
from keigo_lint.model import Context, Draft, Span
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r]*")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


class _RecordError(Exception):
    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(ja, en)


@dataclass(frozen=True, slots=True)
class _Inside:
    """Where the characters of a JSON string stand: both tuples hold the start of each stretch without an escape, and of each escape."""

    value: tuple[int, ...]
    source: tuple[int, ...]

    def _map(self, offset: int) -> int:
        stretch = bisect_right(self.value, offset) - 1
        return self.source[stretch] + offset - self.value[stretch]

    def __call__(self, span: Span) -> Span:
        return Span(self._map(span.start), self._map(span.end))


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return a draft a line, and the lines that hold none."""
    extracts: list[Extract] = []
    problems: list[Problem] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                extracts.append(_extract(line, start, number, path))
            except _RecordError as error:
                problems.append(Problem(number, error.said))
            except json.JSONDecodeError as error:
                said = Said(f"{error.pos + 1} 文字目から先を JSON として読めません（{error.msg}）", f"column {error.pos + 1}: no JSON ({error.msg})")
                problems.append(Problem(number, said))
            except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
                problems.append(Problem(number, Said(f"JSON として読めません（{error}）", f"no JSON ({error})")))
        start += len(line) + 1
    return extracts, problems


def parse_time(text: str) -> datetime:
    """Read a date and time of ISO 8601, also with slashes. Raises ValueError."""
    return datetime.fromisoformat(text.strip().replace("/", "-"))


def _extract(line: str, shift: int, number: int, path: str | None) -> Extract:
    members = {key: (value, start, end) for key, value, start, end in _members(line)}
    values = {key: value for key, (value, _, _) in members.items()}
    key = next((k for k in ("text", "body") if values.get(k) is not None), None)
    if key is None:
        raise _RecordError("「text」がありません（本文は「text」か「body」に入れてください）", "has neither 'text' nor 'body'")
    text = _string(values, key)
    assert text is not None
    _, start, end = members[key]
    raw = line[start + 1 : end - 1]
    name = values.get("name", values.get("id"))
    draft = Draft(text, path, None if name is None else str(name), _string(values, "scene") or "auto", _context(values))
    newline = newline_of(text)
    # A file whose Japanese is all escaped stays readable by whatever needs it so.
    ascii_only = raw.isascii() and "\\u" in raw

    def as_written(inserted: str) -> str:
        return json.dumps(inserted.replace("\n", newline), ensure_ascii=ascii_only)[1:-1]

    return Extract(draft, number, _inside(raw, shift + start + 1), as_written)


def _members(line: str) -> Iterator[tuple[str, Any, int, int]]:
    """Yield the members of the object on a line: key, value, and where the value starts and ends."""
    i = _skip(line, 0)
    if line[i : i + 1] != "{":
        raise _RecordError("JSON のオブジェクト { … } ではありません", "is no JSON object { … }")
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


def _inside(raw: str, start: int) -> _Inside:
    value, source = [0], [start]
    lost = 0  # characters of the file that are more than those of the text so far
    for escape in _ESCAPE.finditer(raw):
        at = escape.start() - lost
        value.append(at)
        source.append(start + escape.start())
        lost += len(escape.group()) - 1
        value.append(at + 1)
        source.append(start + escape.end())
    return _Inside(tuple(value), tuple(source))


def _string(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is not None and not isinstance(value, str):
        raise _RecordError(f"「{key}」は文字列でなければなりません", f"'{key}' must be a string")
    return value


def _time(values: Mapping[str, Any], key: str) -> datetime | None:
    text = _string(values, key)
    try:
        return parse_time(text) if text else None
    except ValueError:
        raise _RecordError(f"「{key}」の {text!r} は日時として読めません（例：2025-04-01T10:30）", f"'{key}': {text!r} is no ISO 8601 time") from None


def _context(values: Mapping[str, Any]) -> Context:
    price = values.get("price")
    if price is not None and (isinstance(price, bool) or not isinstance(price, int)):
        raise _RecordError("「price」は円の整数でなければなりません", "'price' must be a whole number of yen")
    thread = values.get("thread") or []
    if not isinstance(thread, list) or not all(isinstance(m, str) for m in thread):
        raise _RecordError("「thread」は文字列の配列でなければなりません", "'thread' must be a list of strings")
    return Context(
        _string(values, "incoming"),
        _time(values, "received_at"),
        _time(values, "sent_at"),
        price,
        _string(values, "customer"),
        _string(values, "fault"),
        _string(values, "channel"),
        tuple(thread),
    )
