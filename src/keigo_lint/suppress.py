"""Findings that are not to be reported, whether a comment of the file says so or a row of the settings' table; and what is wrong with either.

Everything here is a function from values to values; the comments are read by `keigo_lint.directives`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from keigo_lint.globs import Globs
from keigo_lint.language import Said
from keigo_lint.model import Diagnostic, Report, Span
from keigo_lint.rulefile import Rule, Rulebook
from keigo_lint.selecting import ALL, UnknownName, named
from keigo_lint.stretches import Stretches

CALL = "keigo-lint:"  # begins what a comment says to us
State = Literal["unused", "unknown", "unexplained"]
_MEANT = Said("「{}」のことですか。", "Did you mean {!r}?")


@dataclass(frozen=True, slots=True)
class Cover:
    """Rules that are not to be reported in a range of a file: a name, group or glob, where that stands, and the range."""

    rules: str
    place: Span
    range: Span


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a suppression: where, and the name that was probably meant."""

    state: State
    place: Span
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Directives:
    """What the comments of a file say."""

    covers: tuple[Cover, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppression:
    """One row of the table in the settings: rules that are not reported in some files, where the quoted `text` stands (None: anywhere).

    `origin` tells rows apart, and where to report what is wrong with one: the settings file, and the place of the row in it.
    """

    rules: tuple[str, ...]
    files: Globs | None = None
    text: str | None = None
    reason: str = ""
    origin: tuple[str, Span] | None = None

    def covers(self, report: Report) -> bool:
        """Tell whether a report is of a file that is meant."""
        return self.files is None or (report.draft.path is not None and self.files.match(report.draft.path))


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a file: its rule, and where it begins there."""

    rule: str
    at: int


def applied(found: Sequence[Found], said: Directives, rulebook: Rulebook, ran: Iterable[str]) -> tuple[frozenset[int], tuple[Trouble, ...]]:
    """Return which findings (by number) the comments suppress, and what is wrong with the comments.

    `ran` are the rules that were checked: of others nobody can tell whether they would have reported.
    """
    hidden: set[int] = set()
    troubles = list(said.troubles)
    judged = set(ran)
    about = {rule.name for rule in rulebook.rules.values() if rule.check.kind == "suppression"}
    excused: list[tuple[Cover, set[str]]] = []

    def at(i: int) -> int:
        return found[i].at

    order = sorted(range(len(found)), key=at)
    for cover in said.covers:
        try:
            meant = named(cover.rules, rulebook)
        except UnknownName as error:
            troubles.append(Trouble("unknown", cover.place, error.near))
            continue
        from_to = bisect_left(order, cover.range.start, key=at), bisect_right(order, cover.range.end, key=at)
        here = {i for i in order[slice(*from_to)] if found[i].rule in meant}
        hidden |= here
        if cover.rules != ALL and meant & about:
            excused.append((cover, meant))
        elif not here and meant & judged:
            troubles.append(Trouble("unused", cover.place))
    kept = [t for t in troubles if not _excused(t, excused, rulebook)]
    return frozenset(hidden), tuple(sorted(kept, key=lambda t: t.place))


def by_table(reports: Sequence[Report], table: Sequence[Suppression], rulebook: Rulebook) -> tuple[tuple[Report, ...], frozenset[Suppression]]:
    """Take the findings out of the reports of one file that rows of the table suppress; also return the rows that did."""
    used: set[Suppression] = set()
    left: list[Report] = []
    for report in reports:
        rows = [(row, {n for rules in row.rules for n in named(rules, rulebook)}) for row in table if report.diagnostics and row.covers(report)]
        stands = {text: Stretches(occurrences(report.draft.text, text)) for text in {row.text for row, _ in rows} if text is not None}
        kept = []
        for d in report.diagnostics:
            taking = [row for row, meant in rows if d.rule in meant and (row.text is None or _near(stands[row.text], d.span))]
            used.update(taking)
            if not taking:
                kept.append(d)
        left.append(report if len(kept) == len(report.diagnostics) else replace(report, diagnostics=tuple(kept)))
    return tuple(left), frozenset(used)


def near_text(text: str, quoted: str, span: Span) -> bool:
    """Tell whether a quoted text stands where a finding is: one lies in the other. Line breaks in the text are overlooked."""
    return _near(Stretches(occurrences(text, quoted)), span)


def _near(places: Stretches, span: Span) -> bool:
    return places.contain(span) or places.lie_in(span)


def occurrences(text: str, quoted: str) -> Iterator[Span]:
    """Yield where a quoted text stands, also with line breaks and indents in it."""
    letters = [re.escape(c) for c in quoted if not c.isspace()]
    if letters:
        yield from (Span(*m.span()) for m in re.finditer(r"(?:[ \t　]*\r?\n[ \t　]*|[ \t　])?".join(letters), text))


def diagnostics(troubles: Iterable[Trouble], text: str, rules: Iterable[Rule], lang: str) -> tuple[Diagnostic, ...]:
    """Return what the rules about suppressions report: the troubles of the state that each is about."""
    found = []
    ja = lang == "ja"
    about = [rule for rule in rules if rule.check.kind == "suppression"]
    for trouble in troubles:
        near = _MEANT.to("ja" if ja else "en").format(trouble.near) if trouble.near else ""
        values = {"match": text[trouble.place.start : trouble.place.end], "near": near}
        for rule in about:
            if rule.check.value in (None, trouble.state):
                message = (rule.message if ja else rule.message_en).format_map(values).strip()
                found.append(Diagnostic(rule.name, rule.severity, message, trouble.place, (), rule.sources))
    return tuple(found)


def _excused(trouble: Trouble, covers: Sequence[tuple[Cover, set[str]]], rulebook: Rulebook) -> bool:
    """Tell whether a suppression suppresses what is wrong with another one."""
    rules = {r.name for r in rulebook.rules.values() if r.check.kind == "suppression" and r.check.value in (None, trouble.state)}
    return any(rules & meant and cover.range.start <= trouble.place.start <= cover.range.end for cover, meant in covers)
