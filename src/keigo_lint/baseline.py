"""The baseline: findings that were there when a team began, told apart from new ones by fingerprints of rule, sentence and ordinal."""

from __future__ import annotations

import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from keigo_lint.fingerprint import fingerprints, sentences_of
from keigo_lint.language import Said, SaidError
from keigo_lint.model import Report
from keigo_lint.opening import read_regular

VERSION = 1
_SHOWN = 60  # characters of a sentence that an entry shows


class BaselineError(SaidError):
    """A baseline that cannot be read; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known finding. `text` is for people who read the file."""

    rule: str
    fingerprint: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings by file; the files are named as seen from the baseline's own folder."""

    path: Path
    files: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def key(self, path: str | Path) -> str:
        """Return how a file is named here."""
        try:
            seen = os.path.relpath(path, self.path.parent)
        except ValueError:  # on another drive
            seen = os.path.abspath(path)  # noqa: PTH100
        return unicodedata.normalize("NFC", Path(seen).as_posix())

    def known(self, path: str | None) -> tuple[Entry, ...]:
        """Return the known findings of a file."""
        return self.files.get(self.key(path), ()) if path is not None else ()

    def gone(self) -> tuple[str, ...]:
        """Return the files that are named but not there any more."""
        return tuple(key for key in self.files if not (self.path.parent / key).exists())


@dataclass(frozen=True, slots=True)
class Compared:
    """The reports of one file without the known findings, how many those were, and the entries that nothing matched any more."""

    reports: tuple[Report, ...]
    known: int = 0
    stale: tuple[Entry, ...] = ()


def compared(reports: Sequence[Report], baseline: Baseline, ran: Iterable[str]) -> Compared:
    """Take the known findings out of the reports of one file. `ran` are the rules that ran: entries of others are not judged."""
    path = next((r.draft.path for r in reports if r.draft.path is not None), None)
    known = baseline.known(path)
    if not known:
        return Compared(tuple(reports))
    marks = {entry.fingerprint for entry in known}
    met: set[str] = set()
    left: list[Report] = []
    for report, entries in zip(reports, entries_of(reports), strict=True):
        kept = tuple(d for d, entry in zip(report.diagnostics, entries, strict=True) if entry.fingerprint not in marks)
        met |= {entry.fingerprint for entry in entries} & marks
        left.append(report if len(kept) == len(report.diagnostics) else replace(report, diagnostics=kept))
    judged = set(ran) - {rule for report in reports for rule in report.not_checked}
    return Compared(tuple(left), len(met), tuple(e for e in known if e.rule in judged and e.fingerprint not in met))


def entries_of(reports: Sequence[Report]) -> list[list[Entry]]:
    """Return the entry of each finding of each draft of one file; the ordinal counts equal findings through the file."""
    seen: Counter[tuple[str, str]] = Counter()
    found: list[list[Entry]] = []
    for report in reports:
        text = report.draft.text
        marks, sentences = fingerprints(text, report.diagnostics, seen), sentences_of(text, report.diagnostics)
        found.append([Entry(d.rule, mark, s[:_SHOWN]) for d, mark, s in zip(report.diagnostics, marks, sentences, strict=True)])
    return found


def dumps(baseline: Baseline) -> str:
    """Write a baseline as JSON: files by name, findings in reading order, one a line."""
    files = []
    for name, entries in sorted(baseline.files.items()):
        rows = ",\n".join("      " + json.dumps(_row(entry), ensure_ascii=False) for entry in entries)
        files.append(f"    {json.dumps(name, ensure_ascii=False)}: [\n{rows}\n    ]")
    body = ",\n".join(files)
    return f'{{\n  "tool": "keigo-lint",\n  "version": {VERSION},\n  "files": {{' + (f"\n{body}\n  " if body else "") + "}\n}\n"


def read_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises BaselineError, and OSError if the file cannot be read."""
    try:
        data = json.loads(read_regular(path).decode("utf-8-sig"))
    except SaidError as error:
        raise _error(path, error.said.ja, error.said.en) from None
    except json.JSONDecodeError as error:
        raise _error(
            path,
            f"{error.lineno} 行 {error.colno} 文字目を JSON として読めません（{error.msg}）",
            f"line {error.lineno} column {error.colno}: no JSON ({error.msg})",
        ) from None
    except (ValueError, RecursionError) as error:
        raise _error(path, f"JSON として読めません（{error}）", f"no JSON ({error})") from None
    if not isinstance(data, dict) or data.get("tool") != "keigo-lint" or not isinstance(data.get("files"), dict):
        raise _error(path, "keigo-lint のベースラインではありません", "is no baseline of keigo-lint")
    if data.get("version") != VERSION:
        raise _error(
            path,
            "版の違うベースラインです。keigo-lint baseline で作り直してください",
            "is of another version; make it again with keigo-lint baseline",
        )
    return Baseline(Path(os.path.abspath(path)), {name: _entries(path, name, rows) for name, rows in data["files"].items()})  # noqa: PTH100


def _entries(path: Path, name: str, rows: Any) -> tuple[Entry, ...]:
    if not isinstance(rows, list) or not all(
        isinstance(r, dict) and isinstance(r.get("rule"), str) and isinstance(r.get("fingerprint"), str) and isinstance(r.get("text", ""), str)
        for r in rows
    ):
        raise _error(
            path,
            f"「{name}」の項目を読めません（rule と fingerprint が要ります）",
            f"the entries of {name!r} cannot be read (rule and fingerprint are needed)",
        )
    return tuple(Entry(r["rule"], r["fingerprint"], r.get("text", "")) for r in rows)


def _row(entry: Entry) -> dict[str, str]:
    return {"rule": entry.rule, "fingerprint": entry.fingerprint, "text": entry.text}


def _error(path: Path, ja: str, en: str) -> BaselineError:
    return BaselineError(Said(f"{path}: {ja}", f"{path}: {en}"))
