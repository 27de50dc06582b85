"""How many distinct ways the customer may choose between. Remedy words are not options: bundles, steps, refused and quoted ones do not count."""

from __future__ import annotations

from bisect import bisect_left

from keigo_lint.conditions import Situation
from keigo_lint.document import Document, FoundAct, lists
from keigo_lint.rulefile import Enumeration

Range = tuple[int, int]
OFFERED = ("offer", "done")


def count_options(enumeration: Enumeration, situation: Situation) -> int:
    """Return the number of distinct alternatives: 0 when nothing is offered that solves anything, 1 for one way only.

    Lists count their items, 「AかBか」 and a question which of them count two, and added ways (「〜も承ります」) count their distinct
    remedies; a branch that is only a sham (a `sham` act, a trivial sum) is taken off.
    """
    document = situation.document
    remedies = [r for r in _shown(document, "remedy") if _counts(enumeration, r)]
    real = [r for r in remedies if not r.attributes.get("trivial")]
    shams = _shams(document)
    counted = [1 if remedies else 0]
    sham_at = sorted(first for first, _ in shams)
    counted.extend(sum(1 for item in items if not _any_in(sham_at, *item)) for items in _itemised(enumeration, document, remedies))
    if shams:
        return max(counted)
    sentence_of = document.text.sentence_of
    disjoined = {sentence_of[first] for first, _ in document.find(enumeration.disjunction)}
    said: dict[int, list[FoundAct]] = {sentence: [] for sentence in disjoined}
    for remedy in remedies:
        if sentence_of[remedy.first] in said:
            said[sentence_of[remedy.first]].append(remedy)
    counted.extend(_kinds(enumeration, together) for together in said.values())
    either = document.find(enumeration.either)
    which = [c for c in _shown(document, "choice-question") if c.attributes.get("which")]
    if (which and (real or either)) or (either and _shown(document, "choice-question")):
        counted.append(2)
    if document.find(enumeration.addition):
        counted.append(_kinds(enumeration, remedies))
    if remedies and document.find(enumeration.waiting):
        counted.append(2)
    if _shown(document, "choice-question"):
        counted.append(_kinds(enumeration, [r for r in remedies if r.attributes.get("status") == "offer"]))
    return max(counted)


def _shown(document: Document, kind: str) -> list[FoundAct]:
    """Return the acts of a kind that stand in one message: of the branches of a template only the first is looked at."""
    acts = document.acts.get(kind, [])
    return [a for a in acts if not document.shown_instead(a.first)] if document.instead else acts


def _counts(enumeration: Enumeration, remedy: FoundAct) -> bool:
    return remedy.attributes.get("status") in OFFERED and remedy.attributes.get("key") not in enumeration.not_alone


def _shams(document: Document) -> list[Range]:
    trivial = [r for r in _shown(document, "remedy") if r.attributes.get("trivial")]
    return [(a.first, a.last) for a in (*_shown(document, "sham"), *trivial)]


def _any_in(places: list[int], low: int, high: int) -> bool:
    """Tell whether any of the places, which are in order, is in [low, high)."""
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _kinds(enumeration: Enumeration, remedies: list[FoundAct]) -> int:
    """Count distinct ways among remedies: the same key twice is one, and a key that is only a means to another one is none."""
    keys = {_identity(r) for r in remedies}
    plain = {r.attributes.get("key") for r in remedies}
    for means, end in enumeration.means.items():
        if means in plain and end in plain:
            keys = {k for k in keys if k[0] != means}
    return len(keys)


def _identity(remedy: FoundAct) -> tuple[object, object]:
    return remedy.attributes.get("key"), remedy.attributes.get("variant")


def _itemised(enumeration: Enumeration, document: Document, remedies: list[FoundAct]) -> list[list[Range]]:
    """Return the lists that hold alternatives, as token ranges of their items."""
    found: list[list[Range]] = []
    leading = sorted(document.text.sentence_of[first] for first, _ in document.find(enumeration.lead_in))
    choices = sorted(document.text.sentence_of[a.first] for a in _shown(document, "choice-question"))
    offered = sorted(r.first for r in remedies)
    for run in lists(document):
        groups: list[list[int]] = []
        for item in run:
            if document.sentences[item].item is not None or not groups:
                groups.append([item])
            else:
                groups[-1].append(item)
        items = [(document.tokens_of(g[0])[0], document.tokens_of(g[-1])[1]) for g in groups]
        led = _any_in(leading, run[0] - 3, run[0]) or _any_in(leading, run[-1] + 1, run[-1] + 4)
        asked = _any_in(choices, run[0] - 2, run[-1] + 9)
        remedial = [r for r in items if _any_in(offered, *r)]
        if len(items) >= 2 and (asked or (led and remedial)):
            found.append(items)
        elif len(remedial) >= 2:
            found.append(remedial)
    for number, sentence in enumerate(document.sentences):
        if sentence.kind not in ("body", "list-item"):
            continue
        marks = {sentence.place(*m.span()).start for m in enumeration.inline_item.finditer(sentence.text)}
        low, high = document.tokens_of(number)
        starts = [i for i in range(low, high) if document.starts[i] in marks]
        ranges = list(zip(starts, [*starts[1:], high], strict=False))
        remedial = [r for r in ranges if _any_in(offered, *r)]
        if len(ranges) >= 2 and (len(remedial) >= 2 or (remedial and _any_in(choices, number, number + 1))):
            found.append(ranges)
    return found
