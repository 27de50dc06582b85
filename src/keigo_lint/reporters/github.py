"""Annotations for GitHub Actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keigo_lint.files import FileResult
from keigo_lint.model import Severity
from keigo_lint.reporters import Options
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.terminal import clean

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return a workflow command a finding."""
    rows = []
    for file in files:
        lines = Lines(file.text)
        for draft in file.drafts:
            for d in draft.report.diagnostics:
                span = draft.extract.to_source(d.span)
                start, end = lines.place(span.start), lines.place(span.end)
                place = f"line={start.line},endLine={end.line}"
                if start.line == end.line:  # GitHub takes columns only then
                    place += f",col={start.column},endColumn={end.column}"
                rows.append(f"::{_COMMANDS[d.severity]} file={_property(file.path)},{place},title={_property(d.rule)}::{_data(d.message)}")
    return "".join(row + "\n" for row in rows)


def _data(text: str) -> str:
    """Escape a message as the runner wants it."""
    return clean(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    """Escape a property, in which two more characters mean something."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
