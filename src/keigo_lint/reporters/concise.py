"""One line a finding: path:line:column, severity, rule, message."""

from __future__ import annotations

from collections.abc import Sequence

from keigo_lint.files import FileResult
from keigo_lint.reporters import Options
from keigo_lint.reporters.full import closing, statistics_table
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.terminal import clean, style
from keigo_lint.reporters.totals import summary
from keigo_lint.reporters.words import COLOR, SEVERITY


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the report."""
    if options.statistics:
        return "\n\n".join(b for b in (statistics_table(files, options), closing(files, options)) if b) + "\n"
    rows: list[str] = []
    for file in files:
        lines = Lines(file.text)
        for draft in file.drafts:
            for d in draft.report.diagnostics:
                place = lines.place(draft.extract.to_source(d.span).start)
                severity = style(SEVERITY[d.severity].to(options.lang), options, COLOR[d.severity])
                rows.append(f"{clean(file.path)}:{place.line}:{place.column}: {severity} {d.rule} {clean(d.message)}")
    rows.append(summary(files, options.lang))
    return "\n".join(rows) + "\n"
