"""Which fixes go together, and what a text becomes with them. The API mends a string so, the command line the drafts of a file."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from keigo_lint.model import Diagnostic, Edit, Fix, Span

MAX_ROUNDS = 10  # fixes are applied again until nothing changes; a set of rules that is not stable by then is reported as it stands


@dataclass(frozen=True, slots=True)
class Choice:
    """A fix that may be applied, and what it is of: the number of the draft in its file, and the rule."""

    fix: Fix
    of: tuple[int, str]


def applicable(diagnostics: Iterable[Diagnostic], unsafe: bool, suggested: Container[tuple[int, str]], draft: int = 0) -> Iterator[Choice]:
    """Yield the first fix of each finding that may be applied: a safe one, or any with `unsafe`.

    A sentence that was put in and is still called missing is not put in again: `suggested` holds what it was of.
    """
    for diagnostic in diagnostics:
        fix = next((f for f in diagnostic.fixes if unsafe or f.safety == "safe"), None)
        if fix is not None and (draft, diagnostic.rule) not in suggested:
            yield Choice(fix, (draft, diagnostic.rule))


def fitting(choices: Iterable[Choice]) -> list[Choice]:
    """Return the fixes that go together, leftmost first; each wholly or not at all. The others wait for the next round."""
    taken: list[Span] = []  # in order, and apart from each other
    chosen: list[Choice] = []
    for choice in sorted(choices, key=lambda c: min(e.span for e in c.fix.edits)):
        spans = [edit.span for edit in choice.fix.edits]
        near = (t for span in spans for at in (bisect_right(taken, span),) for t in taken[max(0, at - 1) : at + 1])
        if not any(span.overlaps(t) or span.start == t.start for t in near for span in spans):
            for span in spans:
                insort(taken, span)
            chosen.append(choice)
    return chosen


def suggested_by(choices: Sequence[Choice]) -> set[tuple[int, str]]:
    """Return what the suggestions among the fixes were of."""
    return {c.of for c in choices if c.fix.safety == "suggestion"}


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap, in time linear in the text."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda e: e.span):
        pieces += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*pieces, text[done:]))
