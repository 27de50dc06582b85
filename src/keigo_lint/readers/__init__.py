"""Readers: one module a format. Each takes the text of a file apart into drafts, with a map from each draft back to the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from keigo_lint.language import Said
    from keigo_lint.model import Draft, Span


@dataclass(frozen=True, slots=True)
class Extract:
    """A draft taken out of a file: where its text stands there, and how new text must be written to stand there too.

    One that is not `writable` is written in a way that cannot be edited in place (base64).
    """

    draft: Draft
    line: int
    to_source: Callable[[Span], Span]
    as_written: Callable[[str], str]
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a file that holds no draft that can be read. Lines and columns count from 1."""

    line: int
    said: Said
    column: int | None = None


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What the settings say about reading a file. The defaults are right where there are no settings.

    `keys` are globs over the key paths of YAML and JSON (`macros.*.body`) whose values are drafts; without any, those are that hold Japanese
    sentences. `fields` are pairs of what is known about a draft (`text`, `incoming`, `price` …) and the field or column that holds it, in JSONL
    and CSV. `placeholders` are regular expressions of what is filled in later, besides those known anyway. `template` tells whether the drafts are
    templates, whose blanks are no oversight; None: told by the file's name and by the number of its blanks.
    """

    keys: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    placeholders: tuple[str, ...] = ()
    template: bool | None = None


DEFAULTS = ReaderOptions()


class Reader(Protocol):
    """Takes the text of a file apart: its drafts, and what in it could not be read."""

    def __call__(self, text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
        """Read a file's text; `path` is kept in the drafts."""
        ...


# By the end of the name. Directories are searched for these; a file of another name that is given is plain text.
_MODULES: Mapping[str, str] = {
    ".txt": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "records",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".eml": "mail",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".twig": "template",
    ".tpl": "template",
    ".ftl": "template",
    ".ftlh": "template",
    ".blade.php": "template",
    ".erb": "template",
    ".liquid": "template",
    ".hbs": "template",
    ".mustache": "template",
    ".j2": "template",
    ".jinja": "template",
    ".jinja2": "template",
    ".njk": "template",
}
SUFFIXES = tuple(_MODULES)
USUAL = tuple({module: suffix for suffix, module in reversed(list(_MODULES.items()))}.values())[::-1]  # one for each format
_OF_DRAFTS = ("plain", "markdown", "records", "mail")


def holds_more_than_drafts(path: str) -> bool:
    """Tell whether a file of this name may be there for something else than drafts, so that one without Japanese is nothing to speak of."""
    return _module(path) not in _OF_DRAFTS


def reader_for(path: str) -> Reader:
    """Return the reader of a file by its name: it takes (text, path, options) and returns the drafts and what could not be read."""
    reader: Reader = import_module(f"keigo_lint.readers.{_module(path)}").read
    return reader


def _module(path: str) -> str:
    return next((module for suffix, module in _MODULES.items() if path.lower().endswith(suffix)), "plain")
