"""What the fixes would change, as unified diffs."""

from __future__ import annotations

from difflib import unified_diff

import click

from keigo_lint.files import FileResult
from keigo_lint.reporters.terminal import clean

_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def difference(before: FileResult, after: FileResult, *, looked_at: bool, color: bool) -> str:
    """Return the diff of one file: exact for programs, and safe where it is looked at."""
    rows = []
    for row in unified_diff(_lines(before.text), _lines(after.text), before.path, before.path):
        line = row.removesuffix("\n")
        shown = clean(line.removesuffix("\r")) if looked_at else line
        rows.append(click.style(shown, fg=_COLORS[line[0]]) if color and line[:1] in _COLORS else shown)
        if not row.endswith("\n"):
            rows.append("\\ No newline at end of file")
    return "".join(row + "\n" for row in rows)


def _lines(text: str) -> list[str]:
    """Cut a text at line feeds only, as programs that read diffs do."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines
