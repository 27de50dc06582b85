"""Markdown, for comments on pull requests and the summaries of CI jobs: a table of findings a draft under the line of totals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keigo_lint.files import FileResult
from keigo_lint.reporters import Options
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.terminal import clean
from keigo_lint.reporters.totals import not_checked, statistics, summary
from keigo_lint.reporters.words import SEVERITY, SYMBOL

_SPECIAL = re.compile(r"([\\`*_\[\]#])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;"})  # not every Markdown takes these after a \\
_LONGEST = 60  # characters shown of what a finding is about


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the report."""
    ja = options.lang == "ja"
    blocks = ["## keigo-lint", escaped(summary(files, options.lang))]
    if options.statistics:
        counts = [(str(c.count), f"`{c.rule}`", escaped(c.title)) for c in statistics(files, options)]
        blocks.append(table(("件数", "規則", "題") if ja else ("count", "rule", "title"), counts))
    for file in files if not options.statistics else ():
        lines = Lines(file.text)
        for draft in file.drafts:
            rows = []
            for d in draft.report.diagnostics:
                place = lines.place(draft.extract.to_source(d.span).start)
                text = draft.report.draft.text[d.span.start : d.span.end]
                severity = f"{SYMBOL[d.severity]} {SEVERITY[d.severity].to(options.lang)}"
                rows.append((f"{place.line}:{place.column}", severity, f"`{d.rule}`", escaped(_short(text)), escaped(d.message)))
            if rows:
                name = draft.report.draft.name
                blocks.append("### " + escaped(file.path if name is None else f"{file.path} ({name})"))
                blocks.append(table(("場所", "重さ", "規則", "箇所", "指摘") if ja else ("place", "severity", "rule", "text", "finding"), rows))
    blocks.append(escaped(not_checked(files, options.lang)))
    return "\n\n".join(b for b in blocks if b) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)) if rows else ""


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is, in one line."""
    return _SPECIAL.sub(r"\\\1", clean(re.sub(r"\s*[\r\n]+\s*", " ", text)).translate(_ENTITIES)).replace("&\\#", "&#")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
