"""One pass over a sentence for all patterns of a rulebook together.

The lines of all patterns are one nondeterministic automaton over kinds of tokens; its deterministic states are made when a text first needs them
and kept, so that a token costs one look-up whatever the number of patterns. What a state cannot decide (a gap, what stands around a match) is left
over as a `Lead`, to be followed by `matching`. A line with gaps is met at its rarest part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from keigo_lint.pattern import Edge, Gap, Group, Line, Look, Nodes, Pattern, Predicate, Slot, begins, starts_sentence

LONGEST = 16  # tokens; a line whose beginning is longer is followed from its start
MAX_STATES = 10_000  # states kept; beyond that they are forgotten and made anew
FOUND, WHOLE, SOMEWHERE = -1, -2, -3
# So frequent that a line is better met at another of its parts. Only the cost depends on what is here.
_COMMON = frozenset([
    *"はがをにでとのてたもへやか、。",
    "ます", "です", "為る", "御", "頂く", "下さる", "致す", "居る", "ず", "だ", "れる", "有る", "御座る", "事", "様", "成る", "ない",
])  # fmt: skip


class Kind:
    """All that patterns can tell of a token: the predicates that hold (as bits), and whether it is punctuation. Equal ones are one object."""

    __slots__ = ("bits", "numbers", "punctuation")

    def __init__(self, numbers: frozenset[int], bits: int, punctuation: bool) -> None:
        self.numbers = numbers
        self.bits = bits
        self.punctuation = punctuation


@dataclass(frozen=True, slots=True, eq=False)
class Lead:
    """A line that may match, seen from the token that it was met at.

    `rest` is FOUND when it does, the number of the node that is to be followed from there, WHOLE when the line is to be followed from its start,
    or SOMEWHERE when it may start anywhere in the sentence; `length` is how many tokens it has gone, `first` and `last` how many before its reported
    part began and ended (-1: not yet). `needed` is what the sentence must have: for each mask, a token with one of its bits.
    """

    line: Line
    rest: int
    length: int
    first: int
    last: int
    needed: tuple[int, ...]


_NEVER, _OFTEN = 1_000_000, 1_000

# --- the nondeterministic automaton -----------------------------------------
_SPLIT, _SLOT, _OPENS, _CLOSES, _START, _ASSUME, _STOP, _END = range(8)
_Item = tuple[int, int, int, int, bool]  # slot, tokens gone, reported part's start and end (-1: not yet), whether something was assumed


@dataclass(slots=True)
class _Vertex:
    """A step of a line: what is done (`_SPLIT` …), where it goes on, the bits a slot asks for, the node to go on at for `_STOP`."""

    does: int
    line: Line
    next: list[int]
    mask: int = 0
    node: int = WHOLE


_Reached = tuple[tuple[int, bool, bool, bool], ...]  # vertex, whether the reported part opened and closed on the way, whether something was assumed


class State(dict[Kind, "tuple[State, tuple[Lead, ...]]"]):
    """What is under way at one place: a token's kind tells the next state and what was found with it."""

    __slots__ = ("blank", "start", "under_way")

    def __init__(self, items: frozenset[_Item], start: bool, blank: bool) -> None:
        self.under_way = items
        self.start = start
        self.blank = blank


class Automaton:
    """The lines of many patterns as one automaton. `opening` is the state at the start of a sentence."""

    def __init__(self, patterns: Iterable[Pattern], predicates: Sequence[Predicate]) -> None:
        self._costs = [_frequency(predicate) for predicate in predicates]
        self._lock = Lock()
        self._vertices: list[_Vertex] = []
        self._met_inside: set[Line] = set()  # lines that are met at a part that is not their first
        self._reached: dict[tuple[int, bool], _Reached] = {}
        self._entries: dict[Line, tuple[tuple[_Item, ...], tuple[_Item, ...]]] = {}
        self._begun: dict[tuple[Kind, bool, bool], tuple[frozenset[_Item], tuple[Lead, ...]]] = {}
        self.patterns: dict[Line, list[Pattern]] = {}  # the patterns that have a line
        for pattern in patterns:
            for line in pattern.lines:
                self.patterns.setdefault(line, []).append(pattern)
        self.unled = [line for line in self.patterns if _is_unled(line)]  # to be tried on every sentence
        self._lines: dict[int, list[Line]] = defaultdict(list)  # by the predicates of the token that a line is met with
        for line in self.patterns.keys() - self.unled:
            for number in dict.fromkeys(_beginning(self._met_at(line))):
                self._lines[number].append(line)
        self._items: dict[_Item, _Item] = {}  # each is kept once
        self._states: dict[tuple[frozenset[_Item], bool, bool], State] = {}
        self.opening = self._state(frozenset(), True, True)

    # --- building: a line is added when a token is met that it may begin with ------
    def _begin(self, line: Line) -> tuple[tuple[_Item, ...], tuple[_Item, ...]]:
        """Return where a line is before its first token, inside a sentence and at its start."""
        known = self._entries.get(line)
        if known is None:
            part = self._met_at(line)
            inside = part is not line.nodes
            if inside:
                self._met_inside.add(line)
            entry = self._nodes(part, line, self._vertex(_END, line, [], node=WHOLE if inside else FOUND), top=not inside)
            items = []
            for opening in (False, True):
                slots = [h for h in self._closure(entry, opening) if self._vertices[h[0]].does == _SLOT]
                items.append(tuple((n, 0, 0 if opens else -1, 0 if closes else -1, assumed) for n, opens, closes, assumed in slots))
            known = self._entries[line] = items[0], items[1]
        return known

    def _met_at(self, line: Line) -> Nodes:
        """Return the nodes of a line if it is met at its beginning, or those of a rarer part of it."""
        parts = _parts(line.nodes)
        if len(parts) == 1:
            return line.nodes
        costs = [_NEVER if begins(part) != {"slot"} else self._cost(part) for part in parts]
        return parts[costs.index(min(costs))] if min(costs) < costs[0] else line.nodes

    def _cost(self, nodes: Nodes) -> int:
        """Estimate how often a row of nodes is met: as its rarest slot is."""
        costs = [_NEVER]
        for node in nodes:
            if isinstance(node, Slot) and node.op in ("", "+"):
                costs.append(sum(self._costs[number] for number in node.predicates))
            elif isinstance(node, Group) and node.op in ("", "+"):
                costs.append(sum(self._cost(alternative) for alternative in node.alternatives))
        return min(costs)

    def _vertex(self, does: int, line: Line, following: list[int], mask: int = 0, node: int = WHOLE) -> int:
        self._vertices.append(_Vertex(does, line, following, mask, node))
        return len(self._vertices) - 1

    def _nodes(self, nodes: Nodes, line: Line, after: int, *, top: bool = False) -> int:
        """Add the vertices of a row of nodes that goes on at `after`, from the last to the first; return the first."""
        tail = top
        for i in range(len(nodes) - 1, -1, -1):
            node = nodes[i]
            if isinstance(node, Gap):
                after = self._vertex(_STOP, line, [], node=i if top else WHOLE)
            elif isinstance(node, Look) and top and i == len(nodes) - 1 and node.wanted and not node.behind:
                # What must follow the whole line is run through like the line itself, behind the end of its reported part.
                after = self._vertex(_SPLIT, line, [self._nodes(a, line, after) for a in node.alternatives])
                after = after if Edge(">") in nodes else self._vertex(_CLOSES, line, [after])
            elif isinstance(node, Look) or (isinstance(node, Edge) and node.kind in ("$", "^^", "$$")):
                after = self._vertex(_STOP, line, [after], node=i) if tail else self._vertex(_ASSUME, line, [after])
                continue
            elif isinstance(node, Edge):
                after = self._vertex({"<": _OPENS, ">": _CLOSES, "^": _START}[node.kind], line, [after])
                continue
            else:
                after = self._repeated(node, line, after)
            tail = False
        return after

    def _repeated(self, node: Slot | Group, line: Line, after: int) -> int:
        if node.op in ("*", "+"):
            loop = self._vertex(_SPLIT, line, [after])
            first = self._once(node, line, loop)
            self._vertices[loop].next.append(first)
            return loop if node.op == "*" else first
        first = self._once(node, line, after)
        return self._vertex(_SPLIT, line, [after, first]) if node.op == "?" else first

    def _once(self, node: Slot | Group, line: Line, after: int) -> int:
        if isinstance(node, Slot):
            return self._vertex(_SLOT, line, [after], mask=mask_of(node))
        return self._vertex(_SPLIT, line, [self._nodes(alternative, line, after) for alternative in node.alternatives])

    # --- running ----------------------------------------------------------------
    def step(self, state: State, kind: Kind) -> tuple[State, tuple[Lead, ...]]:
        """Return the state after a token, and what was found with it, for the first time that the two meet."""
        with self._lock:
            return self._step(state, kind)

    def _step(self, state: State, kind: Kind) -> tuple[State, tuple[Lead, ...]]:
        blank = state.blank and kind.punctuation
        key = (kind, state.start, blank)
        begun = self._begun.get(key)
        if begun is None:
            lines = {line for number in kind.numbers for line in self._lines.get(number, ())}
            new = {item for line in lines for item in self._begin(line)[state.start]}
            begun = self._begun[key] = self._advance(new, kind, blank)
        items, leads = begun
        if state.under_way:
            gone, more = self._advance(state.under_way, kind, blank)
            items, leads = items | gone, leads + more
        if len(self._states) >= MAX_STATES:
            self._states.clear()
            self.opening.clear()
            self._states[self.opening.under_way, True, True] = self.opening
        step = state[kind] = (self._state(items, False, blank), leads)
        return step

    def _state(self, items: frozenset[_Item], start: bool, blank: bool) -> State:
        state = self._states.get((items, start, blank))
        if state is None:
            state = self._states[items, start, blank] = State(items, start, blank)
        return state

    def _advance(self, items: Iterable[_Item], kind: Kind, blank: bool) -> tuple[frozenset[_Item], tuple[Lead, ...]]:
        """Take items past a token; return where they are then, and what they found."""
        bits, vertices = kind.bits, self._vertices
        reached: set[_Item] = set()
        leads: dict[tuple[Line, int, int, int, int], None] = {}
        for number, length, first, last, assumed in items:
            vertex = vertices[number]
            if not vertex.mask & bits:
                continue
            length += 1
            for target, opens, closes, guessed in self._closure(vertex.next[0], blank):
                there = vertices[target]
                one = length if opens else first
                two = length if closes else last
                if there.does == _SLOT and length < LONGEST:
                    item = (target, length, one, two, assumed or guessed)
                    reached.add(self._items.setdefault(item, item))
                elif assumed or guessed or there.does == _SLOT or there.node < FOUND:
                    leads[there.line, SOMEWHERE if there.line in self._met_inside else WHOLE, length, -1, -1] = None
                elif there.node == FOUND:
                    leads[there.line, FOUND, length, max(0, one), length if two < 0 else two] = None
                else:
                    leads[there.line, there.node, length, one, two] = None
        return frozenset(reached), tuple(self._lead(*lead) for lead in leads)

    def _lead(self, line: Line, rest: int, length: int, first: int, last: int) -> Lead:
        needed = () if rest == FOUND else needed_by(line.nodes[max(0, rest) :])
        return Lead(line, rest, length, first, last, needed)

    def _closure(self, vertex: int, caret: bool) -> _Reached:
        """Return the slots, stops and ends that a vertex leads to without another token; `caret`: whether a `^` holds there."""
        known = self._reached.get((vertex, caret))
        if known is not None:
            return known
        seen: dict[tuple[int, bool, bool, bool], None] = {}
        todo = [(vertex, False, False, False)]
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen[here] = None
            number, opens, closes, assumed = here
            v = self._vertices[number]
            if v.does == _SPLIT or (v.does == _START and caret):
                todo.extend((n, opens, closes, assumed) for n in v.next)
            elif v.does == _OPENS:
                todo.append((v.next[0], True, closes, assumed))
            elif v.does == _CLOSES:
                todo.append((v.next[0], opens, True, assumed))
            elif v.does == _ASSUME:
                todo.append((v.next[0], opens, closes, True))
        found = tuple(h for h in seen if self._vertices[h[0]].does in (_SLOT, _STOP, _END))
        self._reached[vertex, caret] = found
        return found


def _parts(nodes: Nodes) -> list[Nodes]:
    """Cut a row of nodes at its gaps."""
    gaps = [i for i, node in enumerate(nodes) if isinstance(node, Gap)]
    return [nodes[start:end] for start, end in zip([0, *(i + 1 for i in gaps)], [*gaps, len(nodes)], strict=True)]


def _frequency(predicate: Predicate) -> int:
    words = predicate.lemmas | predicate.surfaces
    return len(words) + _OFTEN * len(words & _COMMON) if words else _NEVER // 4


def needed_by(nodes: Nodes) -> tuple[int, ...]:
    """Return what a sentence must have for the nodes to match in it: for each mask, a token with one of its bits."""
    needed = []
    for node in nodes:
        if isinstance(node, Slot) and node.op in ("", "+"):
            needed.append(mask_of(node))
        elif isinstance(node, Group) and node.op in ("", "+"):
            each = [needed_by(alternative) for alternative in node.alternatives]
            if all(each):
                any_of = 0
                for masks in each:
                    any_of |= masks[0]
                needed.append(any_of)
    return tuple(needed)


def mask_of(slot: Slot) -> int:
    """Return the bits of the predicates that a slot asks for."""
    return sum(1 << number for number in set(slot.predicates))


def _beginning(nodes: Nodes) -> list[int]:
    """Return the predicates that the first token of nodes may satisfy; they hold at least one slot."""
    numbers: list[int] = []
    for node in nodes:
        if isinstance(node, Slot):
            numbers += node.predicates
        elif isinstance(node, Group):
            for alternative in node.alternatives:
                numbers += _beginning(alternative)
        if isinstance(node, (Slot, Group)) and node.op not in ("?", "*") and not _may_be_nothing(node):
            break
    return numbers


def _may_be_nothing(node: Slot | Group) -> bool:
    return isinstance(node, Group) and any(
        all(not isinstance(n, (Slot, Group)) or n.op in ("?", "*") or _may_be_nothing(n) for n in alternative) for alternative in node.alternatives
    )


def _is_unled(line: Line) -> bool:
    """Tell whether a line begins with its sentence and a gap, so that no token can tell where it may match."""
    return starts_sentence(line.nodes) and next((isinstance(n, Gap) for n in line.nodes if not isinstance(n, (Edge, Look))), False)
