"""Readers: one module a format. Each takes the text of a file apart into drafts, with a map from each draft back to the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keigo_lint.language import Said
    from keigo_lint.model import Draft, Span


@dataclass(frozen=True, slots=True)
class Extract:
    """A draft taken out of a file: where its text stands there, and how new text must be written to stand there too."""

    draft: Draft
    line: int
    to_source: Callable[[Span], Span]
    as_written: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a file that holds no draft that can be read. Lines count from 1."""

    line: int
    said: Said


Reader = Callable[[str, "str | None"], "tuple[list[Extract], list[Problem]]"]

# By the end of the name. Directories are searched for these; a file of another name that is given is plain text.
_MODULES: Mapping[str, str] = {".txt": "plain", ".md": "plain", ".jsonl": "records"}
SUFFIXES = tuple(_MODULES)


def reader_for(path: str) -> Reader:
    """Return the reader of a file by its name: it takes (text, path) and returns the drafts and what could not be read."""
    name = _MODULES.get(PurePath(path).suffix.lower(), "plain")
    reader: Reader = import_module(f"keigo_lint.readers.{name}").read
    return reader
