"""Plain text: the file is the draft, and places in it are places in the file."""

from __future__ import annotations

from keigo_lint.encoding import newline_of
from keigo_lint.model import Draft, Span
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return the whole text as one draft."""
    newline = newline_of(text)

    def to_source(span: Span) -> Span:
        return span

    def as_written(inserted: str) -> str:
        return inserted.replace("\n", newline)

    return [Extract(Draft(text, path, template=options.template), 1, to_source, as_written)], []
