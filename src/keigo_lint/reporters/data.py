"""JSON: one object for the whole run, as DESIGN.md has it. Places are those of the source file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from keigo_lint.files import DraftResult, FileResult, edits_in_source
from keigo_lint.model import Act, Diagnostic, Span
from keigo_lint.reporters import Options
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.totals import statistics, totals

VERSION = 1
# Legal in JSON, but obeyed by terminals, or half of a character only.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the object."""
    from keigo_lint import __version__

    data = {
        "version": VERSION,
        "tool": {"name": "keigo-lint", "version": __version__},
        "files": [_file(file, options) for file in files],
        "summary": _summary(files, options),
    }
    return dumps(data, indent=2) + "\n"


def dumps(data: Any, indent: int | None = None) -> str:
    """Write a value as JSON that is safe to show."""
    return _ESCAPED.sub(lambda m: f"\\u{ord(m.group()):04x}", json.dumps(data, ensure_ascii=False, indent=indent))


def finding(draft: DraftResult, lines: Lines, d: Diagnostic) -> dict[str, Any]:
    """Return one finding."""
    place = draft.extract.to_source(d.span)
    return {
        "rule": d.rule,
        "severity": d.severity,
        "message": d.message,
        "text": draft.report.draft.text[d.span.start : d.span.end],
        "span": _span(place),
        "start": lines.place(place.start)._asdict(),
        "end": lines.place(place.end)._asdict(),
        "fixes": [
            {
                "title": fix.title,
                "safety": fix.safety,
                "edits": [{**_span(edit.span), "text": edit.text} for edit in edits_in_source(fix, draft.extract)],
            }
            for fix in (d.fixes if draft.extract.writable else ())
        ],
        "sources": [{"seed": s.seed, "advice": s.advice} for s in d.sources],
    }


def _file(file: FileResult, options: Options) -> dict[str, Any]:
    lines = Lines(file.text)
    return {"path": file.path, "drafts": [_draft(draft, lines, options) for draft in file.drafts]}


def _draft(draft: DraftResult, lines: Lines, options: Options) -> dict[str, Any]:
    report = draft.report
    data: dict[str, Any] = {
        "name": report.draft.name,
        "scene": report.scene,
        "options": report.options,
        "diagnostics": [finding(draft, lines, d) for d in report.diagnostics],
        "not_checked": [{"rule": rule, "needs": need} for rule, need in sorted(report.not_checked.items())],
    }
    if options.acts:
        data["acts"] = [_act(draft, lines, act) for act in report.acts]
    return data


def _act(draft: DraftResult, lines: Lines, act: Act) -> dict[str, Any]:
    place = draft.extract.to_source(act.span)
    return {
        "kind": act.kind,
        "text": draft.report.draft.text[act.span.start : act.span.end],
        "span": _span(place),
        "start": lines.place(place.start)._asdict(),
        "end": lines.place(place.end)._asdict(),
        "attributes": dict(act.attributes),
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _summary(files: Sequence[FileResult], options: Options) -> dict[str, Any]:
    t = totals(files)
    data: dict[str, Any] = {
        "files": t.files,
        "drafts": t.drafts,
        "findings": t.findings,
        **{str(severity): count for severity, count in t.found.items()},
        "fixable": {"safe": t.safe, "unsafe": t.unsafe},
        "fixed": t.fixed,
    }
    if options.statistics:
        data["rules"] = [{"rule": c.rule, "severity": c.severity, "count": c.count, "fixable": c.fixable} for c in statistics(files, options)]
    return data
