"""Which fixes go together, and what a text becomes with them. The API mends a string so, the command line the drafts of a file."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from keigo_lint.model import Diagnostic, Edit, Fix, Span
from keigo_lint.stretches import Stretches

MAX_ROUNDS = 20  # fixes are applied again until nothing changes; a set of rules that is not stable by then is reported as it stands
_FOLLOWING = 3  # how many rounds a fix may call for others
_BLANK = re.compile(r"【[^】\n]*】")

Check = Callable[[str], Sequence[Diagnostic]]
Refused = set[tuple[str, tuple[tuple[str, str], ...]]]  # rules with what was written, and what was to stand there


@dataclass(frozen=True, slots=True)
class Choice:
    """A fix that may be applied, and the finding that it mends."""

    fix: Fix
    of: Diagnostic


def chosen(text: str, found: Sequence[Diagnostic], unsafe: bool, refused: Refused, check: Check) -> list[Choice]:
    """Return fixes of what was found in a text that go together and hold: safe ones, or any with `unsafe`.

    A fix holds when the mended text, checked again, has no longer what it mends, and nothing new at warning or above but blanks to fill in.
    One that does not is added to `refused` and not tried again; the next fix of its finding is.
    """
    loud: Counter[str] | None = None
    while choices := fitting(_offered(text, found, unsafe, refused)):
        if loud is None:  # with what was found but is not to be told: comments may suppress it
            loud = _loud(text, check(text))
        if _holds(text, loud, choices, check):
            return choices
        good: list[Choice] = []
        for choice in choices:
            if len(choices) > 1 and _holds(text, loud, [*good, choice], check):
                good.append(choice)
            else:
                refused.add(_written(text, choice))
        if good:
            return good
    return []


def _written(text: str, choice: Choice) -> tuple[str, tuple[tuple[str, str], ...]]:
    return choice.of.rule, tuple((text[e.span.start : e.span.end], e.text) for e in choice.fix.edits)


def _offered(text: str, found: Iterable[Diagnostic], unsafe: bool, refused: Refused) -> Iterator[Choice]:
    """Yield the first fix of each finding that may be applied, changes something and was not refused."""
    for diagnostic in found:
        for fix in diagnostic.fixes:
            if (unsafe or fix.safety == "safe") and any(text[e.span.start : e.span.end] != e.text for e in fix.edits):
                choice = Choice(fix, diagnostic)
                if _written(text, choice) not in refused:
                    yield choice
                    break


def _loud(text: str, found: Iterable[Diagnostic]) -> Counter[str]:
    """Count the findings at warning or above, by rule, but for those that only tell that a blank is to be filled in."""
    blanks = Stretches(Span(*m.span()) for m in _BLANK.finditer(text))
    return Counter(d.rule for d in found if d.severity != "info" and not blanks.contain(d.span))


def _holds(text: str, loud: Counter[str], choices: Sequence[Choice], check: Check) -> bool:
    edits = [edit for c in choices for edit in c.fix.edits]
    mended = edited(text, edits)
    after = check(mended)
    by_rule: dict[str, list[Span]] = {}
    for d in after:
        by_rule.setdefault(d.rule, []).append(d.span)
    left = {rule: Stretches(spans) for rule, spans in by_rule.items()}
    for choice in choices:
        if choice.of.rule in left and left[choice.of.rule].overlap(_moved(choice.of.span, edits)):
            return False
    return _nothing_new(loud, mended, after, check)


def _nothing_new(loud: Counter[str], mended: str, after: Sequence[Diagnostic], check: Check) -> bool:
    """Tell whether a mended text has no more to report than before, or will have no more with what is then offered: two remedies to choose
    between call for the question which."""
    for _ in range(_FOLLOWING):
        new = _loud(mended, after) - loud
        if not new:
            return True
        following = fitting(_offered(mended, [d for d in after if d.rule in new], True, set()))
        if not following:
            return False
        mended = edited(mended, (edit for c in following for edit in c.fix.edits))
        after = check(mended)
    return not _loud(mended, after) - loud


def _moved(span: Span, edits: Iterable[Edit]) -> Span:
    """Return where what stood at a place is after the edits, with what was put in at its edges."""
    start, end = span.start, span.end
    for edit in edits:
        grown = len(edit.text) - (edit.span.end - edit.span.start)
        if edit.span.end < span.start or (edit.span.start < edit.span.end == span.start):
            start += grown
            end += grown
        elif edit.span.start <= span.end:
            end += grown
    return Span(start, max(end, start))


def fitting(choices: Iterable[Choice]) -> list[Choice]:
    """Return the fixes that go together, leftmost first; each wholly or not at all. The others wait for the next round.

    One sentence is suggested once: where it stands, another finding may need it no longer, or another sentence.
    """
    taken: list[Span] = []  # in order, and apart from each other
    said: set[str] = set()
    chosen: list[Choice] = []
    for choice in sorted(choices, key=_first):
        spans = [edit.span for edit in choice.fix.edits]
        suggested = {e.text for e in choice.fix.edits} if choice.fix.safety == "suggestion" else set()
        near = (t for span in spans for at in (bisect_right(taken, span),) for t in taken[max(0, at - 1) : at + 1])
        if not suggested & said and not any(span.overlaps(t) or span.start == t.start for t in near for span in spans):
            for span in spans:
                insort(taken, span)
            said |= suggested
            chosen.append(choice)
    return chosen


def _first(choice: Choice) -> tuple[int, int]:
    """Order by place; where one sentence is written for another, nothing else need be mended in it."""
    span = min(e.span for e in choice.fix.edits)
    return span.start, -span.end


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap, in time linear in the text."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda e: e.span):
        pieces += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*pieces, text[done:]))
