"""Counts over all files, and the sentences that tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from keigo_lint.files import DraftResult, FileResult
from keigo_lint.language import Language
from keigo_lint.model import SEVERITIES, Diagnostic, Severity
from keigo_lint.reporters import Options
from keigo_lint.reporters.words import NEEDS, SEVERITY


@dataclass(frozen=True, slots=True)
class Totals:
    """How much was found. `drafts` were checked; `safe` and `unsafe` count findings by the flag that their surest fix needs."""

    files: int
    drafts: int
    found: Mapping[Severity, int]
    safe: int
    unsafe: int
    fixed: int

    @property
    def findings(self) -> int:
        """Return how many findings there are."""
        return sum(self.found.values())


def drafts_of(files: Sequence[FileResult]) -> Iterator[tuple[FileResult, DraftResult]]:
    """Yield all drafts with their files."""
    for file in files:
        for draft in file.drafts:
            yield file, draft


def diagnostics_of(files: Sequence[FileResult]) -> Iterator[Diagnostic]:
    """Yield all findings."""
    for _, draft in drafts_of(files):
        yield from draft.report.diagnostics


def totals(files: Sequence[FileResult]) -> Totals:
    """Count."""
    severities = Counter(d.severity for d in diagnostics_of(files))
    safe = sum(1 for d in diagnostics_of(files) if any(f.safety == "safe" for f in d.fixes))
    mended = sum(1 for d in diagnostics_of(files) if d.fixes)
    return Totals(
        len(files),
        sum(1 for _, draft in drafts_of(files) if draft.checked),
        {severity: severities[severity] for severity in reversed(SEVERITIES)},
        safe,
        mended - safe,
        sum(f.fixed for f in files),
    )


def summary(files: Sequence[FileResult], lang: Language) -> str:
    """Return the line with the totals."""
    t = totals(files)
    known = sum(file.known for file in files)
    if lang == "en":
        return _summary_en(t) + (f" {_plural(known, 'finding')} known to the baseline left out." if known else "")
    return _summary_ja(t) + (f"ベースラインにある {known} 件は除いています。" if known else "")


def _summary_en(t: Totals) -> str:
    fixed = f"{t.fixed} fixed. " if t.fixed else ""
    if not t.findings:
        return f"{fixed}No findings ({_plural(t.drafts, 'draft')})." if t.drafts else "No draft was checked."
    kinds = ", ".join(f"{SEVERITY[s].en} {n}" for s, n in t.found.items() if n)
    how = [f"{n} with {flag}" for n, flag in ((t.safe, "--fix"), (t.unsafe, "--fix --unsafe-fixes")) if n]
    return f"{fixed}{_plural(t.findings, 'finding')} ({kinds})." + (f" Can be fixed: {', '.join(how)}." if how else "")


def _summary_ja(t: Totals) -> str:
    fixed = f"{t.fixed} か所を直しました。" if t.fixed else ""
    if not t.findings:
        return f"{fixed}指摘はありません（{t.drafts} 通）。" if t.drafts else "確かめた文面はありません。"
    kinds = "、".join(f"{SEVERITY[s].ja} {n}" for s, n in t.found.items() if n)
    how = [f"{n} 件は {flag}" for n, flag in ((t.safe, "--fix"), (t.unsafe, "--fix --unsafe-fixes")) if n]
    return f"{fixed}{t.findings} 件の指摘（{kinds}）。" + (f"うち {' で、'.join(how)} で直せます。" if how else "")


def not_checked(files: Sequence[FileResult], lang: Language) -> str:
    """Return a line about the rules that some draft could not be checked for, by what was missing; empty when there are none."""
    missing: dict[str, set[str]] = {}
    for _, draft in drafts_of(files):
        for rule, need in draft.report.not_checked.items():
            missing.setdefault(need, set()).add(rule)
    parts = []
    for need, rules in sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])):
        option, said = NEEDS.get(need, (None, None))
        name = said.to(lang) if said else need
        if lang == "en":
            parts.append(f"{_plural(len(rules), 'rule')} for want of {name}" + (f" ({option})" if option else ""))
        else:
            parts.append(f"{name}がないため {len(rules)} 件" + (f"（{option}）" if option else ""))
    if not parts:
        return ""
    return ("Not checked: " + "; ".join(parts) + ".") if lang == "en" else f"確かめていない規則：{'、'.join(parts)}。"


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule reported, how often with a fix, and its title."""

    rule: str
    severity: Severity
    count: int
    fixable: int
    title: str


def statistics(files: Sequence[FileResult], options: Options) -> list[RuleCount]:
    """Return the rules that reported, the most frequent first."""
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics_of(files):
        found.setdefault(diagnostic.rule, []).append(diagnostic)
    counts = []
    for name, diagnostics in found.items():
        rule = options.rules.get(name)
        title = "" if rule is None else rule.title if options.lang == "ja" else rule.title_en or rule.title
        severity = max((d.severity for d in diagnostics), key=SEVERITIES.index)
        counts.append(RuleCount(name, severity, len(diagnostics), sum(1 for d in diagnostics if d.fixes), title))
    return sorted(counts, key=lambda c: (-c.count, c.rule))


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
