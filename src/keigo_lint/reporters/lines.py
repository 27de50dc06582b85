"""JSON lines: one object a finding, each complete by itself."""

from __future__ import annotations

from collections.abc import Sequence

from keigo_lint.files import FileResult
from keigo_lint.reporters import Options
from keigo_lint.reporters.data import dumps, finding
from keigo_lint.reporters.place import Lines


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the lines."""
    rows: list[str] = []
    for file in files:
        lines = Lines(file.text)
        for draft in file.drafts:
            head = {"path": file.path, "draft": draft.report.draft.name, "scene": draft.report.scene}
            rows.extend(dumps({**head, **finding(draft, lines, d)}) for d in draft.report.diagnostics)
    return "".join(row + "\n" for row in rows)
