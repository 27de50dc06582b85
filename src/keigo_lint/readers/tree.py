"""The drafts in a tree of mappings, sequences and strings, whatever it was written in.

A draft is a string whose key the settings name, or, without any named, one that reads like a message (`known.is_message`). Its name is its key path,
with the title or the subject that stands beside it: both tell something of the scene. In a mapping with a text and the message that it answers the
other fields say what is known about the text, as those of a record do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from keigo_lint.encoding import newline_of
from keigo_lint.model import Context
from keigo_lint.readers import Extract, Problem, ReaderOptions
from keigo_lint.readers.known import KnownError, context_of, fields, first, is_letter, is_wanted
from keigo_lint.readers.masking import placeholders
from keigo_lint.readers.pieces import Pieces

_LONGEST_TITLE = 40
_RECORD = 12  # members; a mapping with more is a table of texts, whose "title" is one of them


@dataclass(frozen=True, slots=True)
class String:
    """A string and the range of the file that it is written in; `style` is the format's own."""

    value: str
    start: int
    end: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The members of a mapping in order. A value is a tree, or any other value as it is."""

    members: tuple[tuple[str, Any], ...]
    start: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a sequence."""

    items: tuple[Any, ...]


Writer = Callable[[Pieces, String], Callable[[str], str]]


def drafts(tree: Any, source: str, path: str | None, options: ReaderOptions, write: Writer) -> tuple[list[Extract], list[Problem]]:
    """Return the drafts of a tree. `write` adds a string to the pieces and returns how new text is written there."""
    extracts: list[Extract] = []
    problems: list[Problem] = []
    template = options.template
    if template is None and any(z.kind == "field" for z in placeholders(source, options)):
        template = True
    named = fields(options)
    for key, string, beside in _strings(tree, "", None):
        if not is_wanted(key, string.value, options):
            continue
        line = source.count("\n", 0, string.start) + 1
        try:
            answers = _answers(beside, string, named)
            if answers is None:
                continue
        except KnownError as error:
            problems.append(Problem(line, error.said, string.start - source.rfind("\n", 0, string.start)))
            continue
        context, scene, title = answers
        pieces = Pieces(source)
        as_written = write(pieces, string)
        name = f"{key} {title}".strip() or None
        letter = is_letter(string.value, key, path, options)
        extracts.append(pieces.extract(as_written, path, name, scene, context, template, line, letter))
    return extracts, problems


def as_lines(source: str, indent: str = "") -> Callable[[str], str]:
    """Return how text is written whose lines stand as they are, below an indent."""
    newline = newline_of(source) + indent
    return lambda inserted: inserted.replace("\n", newline)


def _strings(tree: Any, path: str, beside: Mapped | None) -> Iterator[tuple[str, String, Mapped | None]]:
    """Yield the strings with their key paths and the mapping that each is a member of."""
    waiting: list[tuple[Any, str, Mapped | None]] = [(tree, path, beside)]
    seen: set[int] = set()
    while waiting:
        node, path, beside = waiting.pop()
        if isinstance(node, String):
            yield path, node, beside
        elif isinstance(node, (Mapped, Listed)):
            if id(node) in seen:  # an alias of YAML
                continue
            seen.add(id(node))
            inner: list[tuple[Any, str, Mapped | None]]
            if isinstance(node, Mapped):
                inner = [(value, f"{path}.{key}" if path else key, node) for key, value in node.members]
            else:
                inner = [(item, f"{path}[{i}]", None) for i, item in enumerate(node.items)]
            waiting.extend(reversed(inner))


def _answers(beside: Mapped | None, string: String, named: Mapping[str, tuple[str, ...]]) -> tuple[Context, str, str] | None:
    """Return what the fields beside a text say about it, its scene and its title; None for a text that belongs to another draft."""
    if beside is None:
        return Context(), "auto", ""
    values = {key: value.value if isinstance(value, String) else value for key, value in beside.members}
    title_key = first(values, [n for n in named["name"] if n not in ("id", "name")])
    title = values[title_key] if title_key is not None and isinstance(values[title_key], str) and len(values) <= _RECORD else ""
    title = "" if title == string.value else re.sub(r"\s+", " ", title)[:_LONGEST_TITLE]
    text_key, incoming_key = first(values, named["text"]), first(values, named["incoming"])
    if text_key is None or incoming_key is None or text_key == incoming_key:
        return Context(), "auto", title
    here = next(key for key, value in beside.members if value is string)
    if here != text_key:
        return None if here in (n for names in named.values() for n in names) else (Context(), "auto", title)
    scene = values.get(first(values, named["scene"]) or "")
    return context_of(values, named), scene if isinstance(scene, str) else "auto", title
