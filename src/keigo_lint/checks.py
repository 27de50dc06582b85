"""The closed set of checks: each takes a rule and a situation and yields the places to report."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from keigo_lint.conditions import Situation, acts_like, all_hold, holds
from keigo_lint.document import WRITER_ZONES, Document, FoundAct
from keigo_lint.model import Span, Value
from keigo_lint.rulefile import MEASURES, Check, Finder, Rule
from keigo_lint.segment import bracket_spans
from keigo_lint.signs import needed_signs

_LONGEST_ASKED = 30  # characters of the customer's message that a finding repeats


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule reports: a span, the token range (None for raw-text findings), and values for its message."""

    span: Span
    tokens: tuple[int, int] | None
    values: Mapping[str, Value]


def _find(finder: Finder, situation: Situation) -> Iterator[tuple[Span, tuple[int, int], FoundAct | None]]:
    document = situation.document
    if finder.match is not None:
        for first, last in document.find(finder.match, finder.zones or WRITER_ZONES, quoted=finder.quoted):
            yield document.span(first, last), (first, last), None
    if finder.act is not None:
        for act in acts_like(finder.act, document, situation.settings):
            if finder.zones is None or document.zone(act.first) in finder.zones:
                yield document.span(act.first, act.last), (act.first, act.last), act
    if finder.raw:
        yield from _raw(finder, situation)
    if finder.placeholders:
        yield from _placeholders(finder, situation)


def _raw(finder: Finder, situation: Situation) -> Iterator[tuple[Span, tuple[int, int], None]]:
    document = situation.document
    zones = finder.zones or WRITER_ZONES
    expressions = [e for e in finder.raw if (signs := needed_signs(e)) is None or not signs.isdisjoint(document.signs)]
    for number, sentence in enumerate(document.sentences) if expressions else ():
        if sentence.kind not in zones:
            continue
        if not any(expression.search(sentence.text) for expression in expressions):
            continue
        brackets = [] if finder.quoted else bracket_spans(sentence.text, "「『“")
        # What a program or a person fills in is not the writer's own word either.
        filled = [] if finder.placeholders else document.nouns_in(sentence)
        taken: list[Span] = []
        for expression in expressions:
            for match in expression.finditer(sentence.text):
                group = match.span("report") if "report" in match.re.groupindex and match["report"] is not None else match.span()
                here = Span(*group)
                if (
                    here.end <= here.start
                    or any(b.overlaps(here) for b in brackets)
                    or any(f.contains(here) for f in filled)
                    or any(t.overlaps(here) for t in taken)
                ):
                    continue
                taken.append(here)
                span = sentence.place(here.start, here.end)
                yield span, _tokens(document, number, span), None


def _placeholders(finder: Finder, situation: Situation) -> Iterator[tuple[Span, tuple[int, int], None]]:
    document = situation.document
    zones = finder.zones or WRITER_ZONES
    wanted = sorted(z.span for z in document.zones if z.kind in finder.placeholders)
    for number, sentence in enumerate(document.sentences) if wanted else ():
        if sentence.kind in zones:
            there = range(*(bisect_left(wanted, place, key=_start) for place in (sentence.span.start, sentence.span.end + 1)))
            yield from ((wanted[i], _tokens(document, number, wanted[i]), None) for i in there if sentence.span.contains(wanted[i]))


def _start(span: Span) -> int:
    return span.start


def _tokens(document: Document, sentence: int, span: Span) -> tuple[int, int]:
    """Return the tokens of a sentence that a range of the draft touches, one at least."""
    low, high = document.tokens_of(sentence)
    first = min(max(low, document.token_at(span.start)), max(low, high - 1))
    return first, max(first + 1, min(high, document.token_at(span.end - 1) + 1))


def _number(value: int | float | str | None, settings: Mapping[str, Value]) -> float | None:
    if isinstance(value, str):
        return float(settings[value])
    return None if value is None else float(value)


def anchor(at: str, situation: Situation) -> Span:
    """Return where a finding about the whole draft is shown: a sentence of its body, or the first one there is."""
    document = situation.document
    body = document.body or list(range(len(document.sentences)))
    if not body:
        return Span(0, min(1, len(document.draft.text)))
    return document.sentences[body[-1] if at in ("closing", "last") else body[0]].span


def _in_incoming(check: Check, situation: Situation) -> Iterator[Place]:
    """Yield a place for what the customer's message has; `asked` is what it says there."""
    incoming = situation.incoming
    if incoming is None or not all_hold(check.when, check.unless, situation):
        return
    for _, (first, last), act in sorted(_find(check.find, replace(situation, document=incoming)), key=lambda hit: hit[0]):
        asked = _asked(incoming, first, last)
        yield Place(anchor(check.at, situation), None, {**(act.attributes if act else {}), "asked": asked})
        if check.once:
            return


def _asked(incoming: Document, first: int, last: int) -> str:
    """Return what the customer says from a token range on to the end of its clause, where that is not long."""
    _, end = incoming.clause_range(first, last)
    for until in (end, last):
        text = incoming.surface(first, until).replace("\n", "").rstrip("。．、，？?！! 　")
        if len(text) <= _LONGEST_ASKED:
            break
    return text


def _forbid(check: Check, situation: Situation) -> Iterator[Place]:
    if check.find.incoming:
        yield from _in_incoming(check, situation)
        return
    document = situation.document
    clause = -1
    for span, tokens, act in sorted(_find(check.find, situation), key=lambda hit: hit[0]):
        # What one clause says is said once, however many of its words tell it; signs and slips of form are each mended by themselves.
        if not (check.each or check.find.raw or check.find.placeholders) and document.text.clause_of[tokens[0]] == clause:
            continue
        if tokens[1] <= len(document.starts) and all_hold(check.when, check.unless, situation, tokens):
            clause = document.text.clause_of[tokens[1] - 1]
            yield Place(span, tokens, dict(act.attributes) if act else {})
            if check.once:
                return


def _require(check: Check, situation: Situation) -> Iterator[Place]:
    if not all_hold(check.when, check.unless, situation):
        return
    missing = [item for item in check.items if not any(_find(item.find, situation))]
    if missing or not (check.items or any(_find(check.find, situation))):
        names = {"missing": "、".join(item.name for item in missing), "missing_en": ", ".join(item.name_en for item in missing)}
        yield Place(anchor(check.at, situation), None, names)


def _order(check: Check, situation: Situation) -> Iterator[Place]:
    first = next(iter(sorted(_find(check.find, situation), key=lambda hit: hit[1])), None)
    if first is None or not all_hold(check.when, check.unless, situation):
        return
    span, tokens, _ = first
    document = situation.document
    sentence = document.sentence_range(tokens[0])
    earlier = any(hit[1][1] <= sentence[0] for finder in check.before for hit in _find(finder, situation))
    if earlier or (check.within and document.body_index(tokens[0]) >= check.within):
        yield Place(span, tokens, {})


def _count(check: Check, situation: Situation) -> Iterator[Place]:
    if check.value in MEASURES and check.value not in situation.measures:
        return
    found = [] if check.value else list(_find(check.find, situation))
    if situation.document.instead:  # of the branches of a template the reader sees one
        found = [hit for hit in found if not situation.document.shown_instead(hit[1][0])]
    count: float
    if check.distinct is not None:
        count = len({act.attributes.get(check.distinct) for _, _, act in found if act is not None})
    else:
        count = situation.options if check.value == "options" else situation.measures[check.value] if check.value else len(found)
    below, above = _number(check.below, situation.settings), _number(check.above, situation.settings)
    if ((below is not None and count < below) or (above is not None and count > above)) and all_hold(check.when, check.unless, situation):
        span, tokens = (found[-1][0], found[-1][1]) if found and above is not None else (anchor(check.at, situation), None)
        if tokens is None and check.find.act is not None and check.value:
            acts = list(acts_like(check.find.act, situation.document, situation.settings))
            if acts:
                span, tokens = situation.document.span(acts[0].first, acts[0].last), (acts[0].first, acts[0].last)
        yield Place(span, tokens, {"count": int(count), "min": int(below or 0), "max": int(above or 0)})


def _accompany(check: Check, situation: Situation) -> Iterator[Place]:
    for span, tokens, act in _find(check.find, situation):
        if all_hold(check.when, check.unless, situation, tokens) and not any(holds(c, situation, tokens) for c in check.by):
            yield Place(span, tokens, dict(act.attributes) if act else {})
            if check.once:
                return


_OF_WHAT_IS_THERE = ("forbid", "order", "accompany")  # these report nothing where what they look for is nowhere
_CHECKS: Mapping[str, Callable[[Check, Situation], Iterator[Place]]] = {
    "forbid": _forbid,
    "require": _require,
    "order": _order,
    "count": _count,
    "accompany": _accompany,
    "suppression": lambda check, situation: iter(()),  # about what is written around drafts: see `keigo_lint.suppress`
}


def places(rule: Rule, situation: Situation) -> Iterable[Place]:
    """Return the places that the rule reports, in the order found."""
    check = rule.check
    if check.kind in _OF_WHAT_IS_THERE and not _may_find(check.find, situation.document):
        return ()
    return _CHECKS[check.kind](check, situation)


def _may_find(finder: Finder, document: Document) -> bool:
    """Tell, without looking closely, whether there may be anything to find."""
    if finder.raw or finder.placeholders or finder.incoming:
        return True
    return (finder.match is not None and document.text.may_match(finder.match)) or (
        finder.act is not None and any(document.acts.get(kind) for kind in finder.act.kinds)
    )
