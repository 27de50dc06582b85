"""How many distinct ways the customer may choose between. Remedy words are not options: bundles, steps, refused and quoted ones do not count."""

from __future__ import annotations

from keigo_lint.conditions import Situation
from keigo_lint.document import Document, FoundAct, lists
from keigo_lint.rulefile import Enumeration

OFFERED = ("offer", "done")


def count_options(enumeration: Enumeration, situation: Situation) -> int:
    """Return the number of distinct alternatives: 0 when nothing is offered that solves anything, 1 for one way only."""
    document = situation.document
    remedies = [
        act
        for act in document.acts.get("remedy", ())
        if act.attributes.get("status") in OFFERED and act.attributes.get("key") not in enumeration.not_alone and not act.attributes.get("extra")
    ]
    best = 1 if remedies else 0
    for items in _itemised(enumeration, document):
        best = max(best, len(_distinct(enumeration, items)))
    if best >= 2:
        return best
    for find in (enumeration.disjunction, enumeration.addition):
        for first, last in document.find(find):
            low, high = document.sentence_range(first)
            near = _around(document, remedies, low, high) if find is enumeration.disjunction else remedies
            best = max(best, _kinds(enumeration, near))
            if best >= 2:
                return best
    choices = document.acts.get("choice-question", ())
    if choices:
        before = [r for r in remedies if r.attributes.get("status") == "offer"]
        best = max(best, _kinds(enumeration, before))
    return best


def _around(document: Document, remedies: list[FoundAct], low: int, high: int) -> list[FoundAct]:
    return [r for r in remedies if low <= r.first < high]


def _kinds(enumeration: Enumeration, remedies: list[FoundAct]) -> int:
    """Count distinct ways among remedies: the same key twice is one, and a key that is only a means to another one is none."""
    keys = {_identity(r) for r in remedies}
    plain = {r.attributes.get("key") for r in remedies}
    for means, end in enumeration.means.items():
        if means in plain and end in plain:
            keys = {k for k in keys if k[0] != means}
    return len(keys)


def _identity(act: FoundAct) -> tuple[object, object]:
    return act.attributes.get("key"), act.attributes.get("variant") or (
        act.attributes.get("amount") if act.attributes.get("key") in ("refund", "partial_refund", "discount", "coupon") else None
    )


def _itemised(enumeration: Enumeration, document: Document) -> list[list[tuple[int, int]]]:
    """Return the lists that hold alternatives, as token ranges of their items."""
    found: list[list[tuple[int, int]]] = []
    lead_ins = [document.text.sentence_of[first] for first, _ in document.find(enumeration.lead_in)]
    choices = [document.text.sentence_of[a.first] for a in document.acts.get("choice-question", ())]
    for run in lists(document):
        groups: list[list[int]] = []
        for sentence in run:
            if document.sentences[sentence].item is not None or not groups:
                groups.append([sentence])
            else:
                groups[-1].append(sentence)
        items = [(document.tokens_of(g[0])[0], document.tokens_of(g[-1])[1]) for g in groups]
        led = any(run[0] - 3 <= s < run[0] or run[-1] < s <= run[-1] + 3 for s in lead_ins) or any(
            run[0] - 2 <= s <= run[-1] + 8 for s in choices
        )
        remedial = [item for item in items if _remedies_in(enumeration, document, item)]
        if len(items) >= 2 and (led and len(remedial) >= 1 or len(remedial) >= 2):
            found.append(items if led else remedial)
    for number, sentence in enumerate(document.sentences):
        if sentence.kind not in ("body", "list-item"):
            continue
        marks = [sentence.place(*m.span()).start for m in enumeration.inline_item.finditer(sentence.text)]
        if len(marks) < 2:
            continue
        low, high = document.tokens_of(number)
        starts = [i for i in range(low, high) if any(document.spans[i].start <= mark < document.spans[i].end for mark in marks)]
        ranges = [(a, b) for a, b in zip(starts, [*starts[1:], high], strict=False)]
        remedial = [r for r in ranges if _remedies_in(enumeration, document, r)]
        if len(remedial) >= 2 or remedial and number in choices:
            found.append(ranges)
    return found


def _remedies_in(enumeration: Enumeration, document: Document, item: tuple[int, int]) -> list[FoundAct]:
    return [
        r
        for r in document.acts.get("remedy", ())
        if item[0] <= r.first < item[1] and r.attributes.get("status") in OFFERED and r.attributes.get("key") not in enumeration.not_alone
    ]


def _distinct(enumeration: Enumeration, items: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return items
