"""Whether a condition of a rule file holds, of a whole draft or seen from a token range."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from keigo_lint.document import WRITER_ZONES, Document, FoundAct
from keigo_lint.model import Value
from keigo_lint.rulefile import ActTest, Condition, Test, Window
from keigo_lint.segment import Sentence

Range = tuple[int, int]
ALL_KINDS = "*"
_T = TypeVar("_T")


@dataclass(slots=True)
class Situation:
    """What conditions may ask about beside the tokens: the scene, the settings, the customer's message, the number of options.

    `changing` is the kind of the acts that are being worked on, `ALL_KINDS` or none (""): what is known of others is found out once.
    """

    document: Document
    settings: Mapping[str, Value] = field(default_factory=dict)
    scene: str = "other"
    topic: str | None = None
    options: int = 0
    incoming: Document | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    template: bool = False
    changing: str = field(default=ALL_KINDS, init=False)
    _known: dict[Hashable, tuple[object, Any]] = field(default_factory=dict, init=False, repr=False)

    def change(self, kind: str) -> None:
        """Forget what is known of the acts: those of a kind are worked on from now on."""
        self.changing = kind
        self._known.clear()

    def once(self, about: object, what: str, find: Callable[[], _T]) -> _T:
        """Return what is found out about an object (told by its identity), once as long as no act changes."""
        if self.changing == ALL_KINDS:
            return find()
        known = self._known.get((id(about), what))
        if known is None:
            known = self._known[id(about), what] = about, find()  # held, so that its identity stays its own
        found: _T = known[1]
        return found


def passes(test: Test, value: Value | None, settings: Mapping[str, Value]) -> bool:
    """Tell whether an attribute has a value that the test allows; an absent attribute passes only a negated test."""
    if test.below is not None or test.above is not None:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return False
        below, above = (settings.get(x) if isinstance(x, str) else x for x in (test.below, test.above))
        return (below is None or value < float(below)) and (above is None or value > float(above))
    return (value not in test.values) if test.negated else (value in test.values)


def acts_like(test: ActTest, document: Document, settings: Mapping[str, Value], low: int = 0, high: int | None = None) -> Iterator[FoundAct]:
    """Yield the acts that the test means and that begin in [low, high), in order of kind and place."""
    for kind in test.kinds:
        acts = document.acts.get(kind, [])
        for i in range(bisect_left(acts, low, key=lambda act: act.first) if low else 0, len(acts)):
            act = acts[i]
            if high is not None and act.first >= high:
                break
            if all(passes(t, act.attributes.get(name), settings) for name, t in test.attributes):
                yield act


def _limits(window: Window, document: Document, at: Range) -> Range:
    """Return the token range that a window means."""
    first, last = at
    low, high = document.sentence_range(first)
    sentence = document.text.sentence_of[first]
    match window.name:
        case "draft":
            return 0, len(document.starts)
        case "earlier":
            return 0, first
        case "later":
            return last, len(document.starts)
        case "sentence":
            return low, high
        case "clause":
            return document.clause_range(first, last)
        case "before":
            return low, first
        case "after":
            return last, high
        case "clause-before":
            return document.clause_range(first, last)[0], first
        case "clause-after":
            return last, document.clause_range(first, last)[1]
        case "near":
            return _sentences(document, sentence, 1, 1)
        case "next-sentence":
            return _sentences(document, sentence + 1, 0, 0) if sentence + 1 < len(document.sentences) else (0, 0)
        case "previous-sentence":
            return _sentences(document, sentence - 1, 0, 0) if sentence else (0, 0)
        case "sentences":
            return _sentences(document, sentence, window.before, window.after)
        case "block":
            block = document.sentences[sentence].block
            start, end = (side(document.sentences, block, key=_block) for side in (bisect_left, bisect_right))
            return document.tokens_of(start)[0], document.tokens_of(end - 1)[1]
        case _:
            return first, last


def _block(sentence: Sentence) -> int:
    return sentence.block


def _sentences(document: Document, sentence: int, before: int, after: int) -> Range:
    start, end = max(0, sentence - before), min(len(document.sentences) - 1, sentence + after)
    return document.tokens_of(start)[0], document.tokens_of(end)[1]


def _hits(condition: Condition, situation: Situation, document: Document, low: int, high: int) -> Iterator[Range]:
    """Yield the token ranges of what the condition looks for that begin in [low, high)."""
    if condition.match is not None:
        found = document.find(condition.match, condition.zones or WRITER_ZONES, quoted=condition.quoted, overlapping=True)
    elif condition.act is None:
        return
    elif situation.changing == ALL_KINDS or situation.changing in condition.act.kinds:
        yield from _acts(condition, condition.act, situation, document, low, high)
        return
    else:
        test, whose = condition.act, "incoming" if document is situation.incoming else "draft"
        found = situation.once(condition, whose, lambda: sorted(_acts(condition, test, situation, document, 0, len(document.starts))))
    for i in range(bisect_left(found, (low, 0)) if low else 0, len(found)):
        if found[i][0] >= high:
            return
        yield found[i]


def _acts(condition: Condition, test: ActTest, situation: Situation, document: Document, low: int, high: int) -> Iterator[Range]:
    """Yield the places of the acts that a condition looks for and that begin in [low, high), in order of kind and place."""
    for act in acts_like(test, document, situation.settings, low, high):
        if condition.zones is None or document.zone(act.first) in condition.zones:
            yield act.first, act.last


def _adjacent(condition: Condition, document: Document, at: Range) -> bool:
    """Tell whether the pattern stands directly after or before the range."""
    assert condition.match is not None
    low, high = document.sentence_range(at[0])
    if condition.window.name == "next":
        return at[1] < high and document.text.matches_at(condition.match, at[1])
    return document.text.matches_before(condition.match, at[0], low)


def _inside(window: Window, hit: Range, at: Range, limits: Range) -> bool:
    if window.name == "inside":
        return hit[0] <= at[0] and at[1] <= hit[1]
    if window.name == "overlap":
        return hit[0] < at[1] and at[0] < hit[1]
    if window.name == "next":
        return hit[0] == at[1]
    if window.name == "previous":
        return hit[1] == at[0]
    return limits[0] <= hit[0] and hit[1] <= limits[1]


def holds(condition: Condition, situation: Situation, at: Range | None = None) -> bool:
    """Tell whether the condition holds; `at` is the token range it is seen from, None for the draft as a whole."""
    if condition.scenes and situation.scene not in condition.scenes:
        return False
    if condition.template is not None and condition.template is not situation.template:
        return False
    if condition.options is not None and not passes(condition.options, situation.options, situation.settings):
        return False
    if not all(passes(test, situation.measures.get(name), situation.settings) for name, test in condition.measures):
        return False
    document = situation.document
    if condition.incoming:
        if situation.incoming is None:
            return False
        document, at = situation.incoming, None
    if condition.position is not None and at is not None:
        index = document.body_index(at[0])
        third = len(document.body) * 2 // 3
        if (index < third) if condition.position == "closing" else (index > 2):
            return False
    if condition.match is None and condition.act is None:
        return condition.zones is None or (at is not None and document.zone(at[0]) in condition.zones)
    found = _found(condition, situation, document, at)
    if condition.count is not None:
        return passes(condition.count, sum(1 for _ in found), situation.settings)
    return any(True for _ in found)


def _found(condition: Condition, situation: Situation, document: Document, at: Range | None) -> Iterator[Range]:
    """Yield what the condition looks for, in its window."""
    if at is None:
        yield from _hits(condition, situation, document, 0, len(document.starts))
        return
    name = condition.window.name
    if condition.match is not None and name in ("next", "previous"):
        if _adjacent(condition, document, at):
            yield at
        return
    limits = _limits(condition.window, document, at)
    low, high = (document.sentence_range(at[0])[0], at[1] + 1) if name in ("inside", "overlap", "next", "previous") else limits
    itself = condition.act is not None and name == "draft"
    for hit in _hits(condition, situation, document, low, high):
        if _inside(condition.window, hit, at, limits) and not (itself and hit == at):
            yield hit


def all_hold(when: Iterable[Condition], unless: Iterable[Condition], situation: Situation, at: Range | None = None) -> bool:
    """Tell whether every condition of `when` holds and none of `unless`."""
    return all(holds(c, situation, at) for c in when) and not any(holds(c, situation, at) for c in unless)
