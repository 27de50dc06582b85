"""What mending makes of labelled drafts: whether only blanks are left to report, and whether all that was right is still there.

usage: python tests/measuring_fixes.py [--list] [--auto] FILE.jsonl …

Each line is an object with `text`, and `scene` and `incoming` where they are known. A draft is faulty when anything is reported on it, at whatever
severity. It is mended well when, with all fixes applied,

- nothing is reported but blanks to fill in, and mending it again changes nothing;
- every sentence that no fix of a finding edits stays as it was, to the byte, and in its order;
- names, amounts, dates and remedies stay, but for figures in a sentence that may be lost;
- no sentence is lost, except one that blames, doubts or threatens the reader or slights them in another such way (`REPLACED`).
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from keigo_lint import Linter, Report
from keigo_lint.model import Draft, Span
from keigo_lint.segment import segment

BLANK = "message/placeholder-left"
# What such a sentence says cannot be sent in any wording: something else is written in its place.
REPLACED = (
    "blame/",
    "doubt/",
    "tone/threat",
    "tone/emotional",
    "tone/minimising",
    "tone/resignation",
    "tone/group-stereotype",
    "tone/promotion-in-apology",
    "remedy/review-bargain",
    "message/internal-note",
)
FIGURE = re.compile(
    r"[0-9０-９〇一二三四五六七八九十百千万,，.．]*[0-9０-９〇一二三四五六七八九十百千万](?:円|%|％|割|月|日|時|分|年|週間|営業日|[かヶカ]月|泊)"
)


@dataclass(frozen=True)
class Outcome:
    """One faulty draft, mended: what is wrong with the result, a sentence each; nothing when it is as it should be."""

    name: str
    before: str
    after: str
    left: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not (self.left or self.lost)


def _offered(linter: Linter, report: Report, excused: bool = True) -> set[Any]:
    """Return what is offered, but for what stands in sentences that may be lost."""
    lost = [s.span for s in segment(report.draft.text, linter.rulebook.shape) if excused and _excused(report, s.span)]
    offers = [a for a in report.acts if a.kind == "remedy" and a.attributes.get("status") in ("offer", "done")]
    acts = [a for a in offers if a.attributes["key"] != "contact_later"]  # which is what it no longer is once it has a date
    return {a.attributes["key"] for a in acts if not any(s.contains(a.span) for s in lost)}


def _excused(report: Report, sentence: Span) -> bool:
    return any(d.rule.startswith(REPLACED) and d.span.overlaps(sentence) for d in report.diagnostics)


def _names(linter: Linter, text: str) -> set[str]:
    morphemes = linter.situation(Draft(text))[0].document.morphemes
    return {m.surface for m in morphemes if m.pos.startswith("名詞-固有名詞-人名")}


def _untouched(linter: Linter, report: Report) -> Iterator[str]:
    """Yield the sentences that no fix edits: a sentence that is only put in somewhere leaves those beside it as they are."""
    edited = [e.span for d in report.diagnostics for f in d.fixes[:1] for e in f.edits]
    for sentence in segment(report.draft.text, linter.rulebook.shape):
        here = sentence.span
        if not any(e.overlaps(here) or (here.start < e.start < here.end) for e in edited):
            yield report.draft.text[here.start : here.end]


def _in_order(sentences: Iterable[str], text: str) -> Iterator[str]:
    """Yield the sentences that are not in the text after those before them."""
    at = 0
    for sentence in sentences:
        found = text.find(sentence, at)
        if found < 0:
            yield f"changed: {sentence}"
        else:
            at = found + len(sentence)


def _likeness(sentence: str, text: str) -> float:
    """Return how much of a sentence is still there, in whatever pieces of two characters or more."""
    blocks = SequenceMatcher(None, sentence, text, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks if b.size > 1) / max(1, len(sentence))


def _gone(linter: Linter, report: Report, after: str) -> Iterator[str]:
    """Yield what the mended text no longer says and should."""
    before = report.draft.text
    yield from _in_order(_untouched(linter, report), after)
    sentences = segment(after, linter.rulebook.shape)
    for sentence in segment(before, linter.rulebook.shape):
        here = sentence.span
        text = before[here.start : here.end].strip()
        if _excused(report, here):
            continue
        yield from (f"name: {name}" for name in _names(linter, text) if name not in after)
        yield from (f"figure: {figure}" for figure in FIGURE.findall(text) if figure not in after)
        set_phrase = len(text) < 15 and any(d.rule == "tone/casual-word" and d.span.overlaps(here) for d in report.diagnostics)
        if text not in after and not set_phrase and max((_likeness(text, s.text) for s in sentences), default=0) < 0.25:
            yield f"deleted: {text}"


def outcome(linter: Linter, draft: Mapping[str, Any], scene: str | None = None) -> Outcome | None:
    """Mend a draft; None when there is nothing to mend."""
    text = draft["text"]
    known = {"scene": scene or draft.get("scene", "auto"), "incoming": draft.get("incoming")}
    report = linter.check(text, **known)
    if not report.diagnostics:
        return None
    after = linter.fix(text, unsafe=True, **known)
    mended = linter.check(after, **known)
    left = [d.rule for d in mended.diagnostics if d.rule != BLANK]
    if linter.fix(after, unsafe=True, **known) != after:
        left.append("not stable")
    lost = [*_gone(linter, report, after), *(f"remedy: {key}" for key in sorted(_offered(linter, report) - _offered(linter, mended, False)))]
    return Outcome(str(draft.get("id", "")), text, after, tuple(left), tuple(lost))


def outcomes(linter: Linter, drafts: Iterable[Mapping[str, Any]], scene: str | None = None) -> list[Outcome]:
    """Mend all faulty ones of the drafts."""
    return [o for draft in drafts if (o := outcome(linter, draft, scene)) is not None]


def main(arguments: Sequence[str]) -> None:
    linter = Linter()
    files = [Path(a) for a in arguments if not a.startswith("--")]
    drafts = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    found = outcomes(linter, drafts, "auto" if "--auto" in arguments else None)
    clean = sum(not o.left for o in found)
    whole = sum(not o.lost for o in found)
    good = sum(o.good for o in found)
    print(
        f"{len(drafts)} drafts, {len(found)} faulty: {good} mended well ({good / max(1, len(found)):.0%}); only blanks left in {clean}, nothing lost in {whole}"
    )
    for rule, times in Counter(rule for o in found for rule in set(o.left)).most_common():
        print(f"{times:5} {rule}")
    if "--list" in arguments:
        for o in found:
            if not o.good:
                print(f"\n=== {o.name}  left: {', '.join(o.left) or '-'}", *o.lost, f"--- before\n{o.before}\n--- after\n{o.after}", sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
