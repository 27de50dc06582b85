"""For people: the findings of each draft as rows under its line."""

from __future__ import annotations

from collections.abc import Sequence

from keigo_lint.files import FileResult
from keigo_lint.reporters import Options
from keigo_lint.reporters.full import closing, draft_line, statistics_table
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.terminal import pad, style, width, wrap
from keigo_lint.reporters.words import COLOR, SEVERITY


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the report."""
    blocks = [statistics_table(files, options)] if options.statistics else []
    for file in files if not options.statistics else ():
        lines = Lines(file.text)
        for draft in file.drafts:
            diagnostics = draft.report.diagnostics
            if not diagnostics:
                continue
            places = [lines.place(draft.extract.to_source(d.span).start) for d in diagnostics]
            column = max(len(f"{p.line}:{p.column}") for p in places)
            labels = max(width(SEVERITY[d.severity].to(options.lang)) for d in diagnostics)
            rows = [draft_line(file, draft, options)]
            indent = " " * (column + labels + 6)
            for d, place in zip(diagnostics, places, strict=True):
                label = style(pad(SEVERITY[d.severity].to(options.lang), labels), options, COLOR[d.severity])
                message = wrap(f"{d.message}  {d.rule}", options.width, indent).removeprefix(indent)
                rows.append(f"  {f'{place.line}:{place.column}':>{column}}  {label}  {message}")
            blocks.append("\n".join(rows))
    blocks.append(closing(files, options))
    return "\n\n".join(b for b in blocks if b) + "\n"
