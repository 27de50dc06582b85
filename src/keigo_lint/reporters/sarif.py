"""SARIF 2.1.0, for code scanning. Columns and offsets are code points, as `columnKind` says; paths are those below the repository's root."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from keigo_lint.files import DraftResult, FileResult, edits_in_source
from keigo_lint.fingerprint import fingerprints
from keigo_lint.model import Diagnostic, Fix, Severity, Span
from keigo_lint.reporters import Options
from keigo_lint.reporters.data import dumps
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.totals import diagnostics_of
from keigo_lint.rulefile import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the log: one run, its rules, and a result a finding."""
    from keigo_lint import __version__

    names = sorted({d.rule for d in diagnostics_of(files)})
    index = {name: number for number, name in enumerate(names)}
    driver = {
        "name": "keigo-lint",
        "version": __version__,
        "shortDescription": {"text": "A message-tone linter for Japanese customer replies"},
        "rules": [_rule(name, options) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository"}}},
        "results": [result for file in files for result in _results(file, index, options)],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def uri(path: str, root: Path | None) -> str:
    """Return a file's address: below `root` if it is there; as it was written if there is no root."""
    written = Path(path)
    if root is not None and path != "-":
        written = Path(os.path.abspath(path))  # noqa: PTH100  Path.absolute() would leave .. in it
        written = written.relative_to(root) if written.is_relative_to(root) else written
    if written.is_absolute():
        return written.as_uri()
    return quote(written.as_posix(), errors="surrogateescape")


def _rule(name: str, options: Options) -> dict[str, Any]:
    rule = options.rules.get(name)
    if rule is None:
        return {"id": name}
    ja = options.lang == "ja"
    rationale = rule.rationale if ja else rule.rationale_en or rule.rationale
    title = rule.title if ja else rule.title_en or rule.title
    return {
        "id": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": rationale or title},
        "help": {"text": _help(rule, rationale or title, ja)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [name.partition("/")[0]], "tier": rule.tier},
    }


def _help(rule: Rule, reason: str, ja: bool) -> str:
    sources = "\n".join(f"- {s.seed}: {s.advice}" for s in rule.sources)
    return f"{reason}\n\n{'出典' if ja else 'Sources'}:\n{sources}" if sources else reason


def _results(file: FileResult, index: Mapping[str, int], options: Options) -> Iterator[dict[str, Any]]:
    lines = Lines(file.text)
    location = {"uri": uri(file.path, options.root)}
    if not location["uri"].startswith("file:"):
        location["uriBaseId"] = _ROOT
    found = [(draft, d, draft.extract.to_source(d.span)) for draft in file.drafts for d in draft.report.diagnostics]
    prints = [mark for draft in file.drafts for mark in fingerprints(draft.report.draft.text, draft.report.diagnostics)]
    for (draft, d, place), mark in zip(found, prints, strict=True):
        properties = {"scene": draft.report.scene, **({"draft": draft.report.draft.name} if draft.report.draft.name else {})}
        snippet = {"text": draft.report.draft.text[d.span.start : d.span.end]}
        result = {
            "ruleId": d.rule,
            "ruleIndex": index[d.rule],
            "level": _LEVELS[d.severity],
            "message": {"text": d.message},
            "locations": [{"physicalLocation": {"artifactLocation": location, "region": {**_region(place, lines), "snippet": snippet}}}],
            "partialFingerprints": {"keigoLint/v1": mark},
            "properties": properties,
        }
        if d.fixes and draft.extract.writable:
            result["fixes"] = [_fix(fix, draft, d, location, lines) for fix in d.fixes]
        yield result


def _region(span: Span, lines: Lines) -> dict[str, int]:
    start, end = lines.place(span.start), lines.place(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }


def _fix(fix: Fix, draft: DraftResult, d: Diagnostic, location: Mapping[str, str], lines: Lines) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.span, lines), "insertedContent": {"text": edit.text}} for edit in edits_in_source(fix, draft.extract)
    ]
    return {
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": location, "replacements": replacements}],
        "properties": {"safety": fix.safety},
    }
