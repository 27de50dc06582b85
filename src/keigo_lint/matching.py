"""Where the patterns of a rulebook match in a tokenised text.

Matching is over sets of places, so it never backtracks: its cost is bounded by line length times sentence length. Matches are leftmost, longest and
do not overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from keigo_lint.automaton import FOUND, SOMEWHERE, WHOLE, Automaton, Kind, Lead, mask_of, needed_by
from keigo_lint.model import Morpheme
from keigo_lint.pattern import Edge, Gap, Group, Line, Look, Node, Nodes, Pattern, Predicate, Slot, starts_sentence

BEHIND = 12  # tokens that are looked back
State = tuple[int, int, int]  # place, start of the reported part or -1, its end or -1
States = Iterable[State]
_Found = tuple[set[tuple[int, int]], set[int]]
Step = Callable[["Text", States, int, int], States]


class Matcher:
    """Decides once for each interned morpheme which predicates hold, and looks for all of `patterns` in one pass."""

    def __init__(self, predicates: Sequence[Predicate], patterns: Sequence[Pattern] = ()) -> None:
        self._predicates = predicates
        self._by_word: dict[str, list[int]] = {}
        self._wordless: list[int] = []
        for number, predicate in enumerate(predicates):
            words = predicate.lemmas | predicate.surfaces
            for word in words:
                self._by_word.setdefault(word, []).append(number)
            if not words:
                self._wordless.append(number)
        self._kinds = _Kinds(self)
        self._interned: dict[tuple[frozenset[int], bool], Kind] = {}
        self.automaton = Automaton(patterns, predicates)
        self.known = frozenset(patterns)

    def kinds(self, morphemes: Iterable[Morpheme]) -> list[Kind]:
        """Return all that the patterns can tell of each morpheme."""
        return list(map(self._kinds.__getitem__, morphemes))

    def decide(self, m: Morpheme) -> Kind:
        """Find out the kind of a morpheme that was not met before."""
        candidates = {*self._by_word.get(m.lemma, ()), *self._by_word.get(m.surface, ()), *self._by_word.get(m.verb, ()), *self._wordless}
        numbers = frozenset(n for n in candidates if self._predicates[n].holds(m))
        key = (numbers, m.pos.startswith("補助記号"))
        kind = self._interned.get(key)
        if kind is None:
            kind = self._interned.setdefault(key, Kind(numbers, sum(1 << n for n in numbers), key[1]))
        return kind


class _Kinds(dict[Morpheme, Kind]):
    __slots__ = ("_matcher",)

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def __missing__(self, m: Morpheme) -> Kind:
        kind = self[m] = self._matcher.decide(m)
        return kind


class Text:
    """A tokenised text prepared for matching. Indices are token indices over the whole text; `sentence_ranges` are those of its sentences."""

    def __init__(self, kinds: list[Kind], sentence_ranges: list[tuple[int, int]], matcher: Matcher) -> None:
        self.kinds = kinds
        self.sentence_ranges = sentence_ranges
        self.sentence_of: list[int] = []
        for number, (low, high) in enumerate(sentence_ranges):
            self.sentence_of += [number] * (high - low)
        self.clause_of: Sequence[int] = self.sentence_of
        self.matcher = matcher
        self._sentences: dict[int, int] = {}
        self._leads: dict[Line, list[tuple[int, Lead]]] = {line: [] for line in matcher.automaton.unled}
        self._led: dict[Pattern, list[Line]] = {}
        self._of_line: dict[Line, _Found] = {}
        self._of_pattern: dict[Pattern, set[tuple[int, int]]] = {}
        self._scan()

    def _scan(self) -> None:
        """Run the automaton over all sentences and keep what it leads to."""
        automaton, kinds, leads = self.matcher.automaton, self.kinds, self._leads
        for low, high in self.sentence_ranges:
            state, there = automaton.opening, 0
            for place in range(low, high):
                kind = kinds[place]
                state, met = state.get(kind) or automaton.step(state, kind)
                for lead in met:
                    if lead.needed:
                        there = there or self._bits(low, high)
                        if not all(mask & there for mask in lead.needed):
                            continue
                    if lead.line in leads:
                        leads[lead.line].append((place + 1, lead))
                    else:
                        leads[lead.line] = [(place + 1, lead)]
        for line in leads:
            for pattern in automaton.patterns[line]:
                self._led.setdefault(pattern, []).append(line)

    def _bits(self, low: int, high: int) -> int:
        """Return the bits that any of the tokens [low, high) has."""
        there = 0
        for kind in self.kinds[low:high]:
            there |= kind.bits
        return there

    def hold(self, kinds: list[Kind]) -> None:
        """Go on with what a matcher tells of the tokens that knows more predicates. What the text's own patterns found stays."""
        self.kinds = kinds
        self._sentences.clear()
        for pattern in self._of_pattern.keys() - self.matcher.known:
            del self._of_pattern[pattern]
        for line in self._of_line.keys() - self.matcher.automaton.patterns.keys():
            del self._of_line[line]

    def may_match(self, pattern: Pattern) -> bool:
        """Tell, without looking closely, whether the pattern may match anywhere."""
        return pattern in self._led or pattern not in self.matcher.known

    def find(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Return the reported token ranges of the matches, leftmost and longest first, not overlapping."""
        found: list[tuple[int, int]] = []
        for first, last in sorted(self.find_all(pattern), key=lambda r: (r[0], -r[1])):
            if not found or first >= found[-1][1]:
                found.append((first, last))
        return found

    def find_all(self, pattern: Pattern) -> set[tuple[int, int]]:
        """Return the reported token ranges of every match, overlapping ones too: what a window must be compared with.

        They are looked for once: many conditions ask for the same pattern again and again.
        """
        known = self._of_pattern.get(pattern)
        if known is None:
            lines = self._led.get(pattern, ()) if pattern in self.matcher.known else pattern.lines
            known = self._of_pattern[pattern] = set().union(*(self._line(line)[0] for line in lines))
        return known

    def _line(self, line: Line) -> _Found:
        """Return the reported ranges of the matches of a line, and the places that they start at."""
        known = self._of_line.get(line)
        if known is None:
            led = line in self.matcher.automaton.patterns
            known = self._of_line[line] = self._follow(line) if led else self._from(line, 0, self._starts(line, self.sentence_ranges))
        return known

    def _follow(self, line: Line) -> _Found:
        """Look closely at what the pass led to."""
        hits: set[tuple[int, int]] = set()
        starting: set[int] = set()
        whole: set[int] = set()
        somewhere: set[int] = set()
        for place, lead in self._leads.get(line, ()):
            start, rest = place - lead.length, lead.rest
            if rest == FOUND:
                starting.add(start)
                if lead.last > lead.first:
                    hits.add((start + lead.first, start + lead.last))
            elif rest == WHOLE:
                whole.add(start)
            elif rest == SOMEWHERE:
                somewhere.add(self.sentence_of[start])
            else:
                first, last = start + lead.first if lead.first >= 0 else -1, start + lead.last if lead.last >= 0 else -1
                more, at = self._from(line, rest, ((start, (place, first, last)),))
                hits |= more
                starting |= at
        if line in self.matcher.automaton.unled:
            somewhere.update(range(len(self.sentence_ranges)))
        starts = [(start, (start, -1, -1)) for start in whole]
        starts += self._starts(line, [self.sentence_ranges[number] for number in somewhere])
        if not starts:
            return hits, starting
        more, at = self._from(line, 0, starts)
        return hits | more, starting | at

    def _from(self, line: Line, node: int, states: Iterable[tuple[int, State]]) -> _Found:
        """Follow a line from one of its nodes on; each state comes with the place that the line starts at."""
        hits: set[tuple[int, int]] = set()
        starting: set[int] = set()
        steps = steps_from(line, node)
        for start, state in states:
            low, high = self.sentence_ranges[self.sentence_of[start]]
            for end, first, last in self.run(steps, (state,), low, high):
                starting.add(start)
                first = start if first < 0 else first
                last = end if last < 0 else last
                if last > first:
                    hits.add((first, last))
        return hits, starting

    def _starts(self, line: Line, sentences: Iterable[tuple[int, int]]) -> list[tuple[int, State]]:
        """Return the places in sentences where a line may start."""
        needed, first = needed_from(line, 0), first_of(line)
        starts: list[tuple[int, State]] = []
        for low, high in sentences:
            if low < high and (not needed or all(mask & self._in_sentence(low, high) for mask in needed)):
                if starts_sentence(line.nodes):
                    starts.append((low, (low, -1, -1)))
                else:
                    starts += [(place, (place, -1, -1)) for place in range(low, high) if self.kinds[place].bits & first]
        return starts

    def _in_sentence(self, low: int, high: int) -> int:
        there = self._sentences.get(low)
        if there is None:
            there = self._sentences[low] = self._bits(low, high)
        return there

    def matches_at(self, pattern: Pattern, start: int) -> bool:
        """Tell whether the pattern matches beginning exactly at `start`."""
        lines = self._led.get(pattern, ()) if pattern in self.matcher.known else pattern.lines
        return any(start in self._line(line)[1] for line in lines)

    def matches_before(self, pattern: Pattern, end: int, low: int) -> bool:
        """Tell whether the pattern matches ending exactly before token `end`."""
        return any(self._ends(steps_from(line, 0), end, low) for line in pattern.lines)

    def _ends(self, steps: tuple[Step, ...], end: int, low: int) -> bool:
        return any(any(s[0] == end for s in self.run(steps, ((start, -1, -1),), low, end)) for start in range(max(low, end - BEHIND), end))

    def run(self, steps: Iterable[Step], states: States, low: int, high: int) -> States:
        """Take states through steps, inside the tokens [low, high)."""
        for step in steps:
            states = step(self, states, low, high)
            if not states:
                break
        return states

    def ends_clause(self, place: int, high: int) -> bool:
        """Tell whether nothing but punctuation stands between a place and the end of its clause."""
        clause = self.clause_of[place - 1]
        while place < high and self.clause_of[place] == clause and self.kinds[place].punctuation:
            place += 1
        return place >= high or self.clause_of[place] != clause


# --- what a line needs, and how it is followed ----------------------------------
@lru_cache(maxsize=20_000)
def steps_from(line: Line, first: int) -> tuple[Step, ...]:
    """Return the steps of a line from a node on."""
    return _steps(line.nodes[first:])


@lru_cache(maxsize=20_000)
def needed_from(line: Line, first: int) -> tuple[int, ...]:
    """Return what a sentence must have for a line to match from a node on: for each mask, a token with one of its bits."""
    return needed_by(line.nodes[first:])


@lru_cache(maxsize=20_000)
def first_of(line: Line) -> int:
    """Return the bits of which the first token of a line has one."""
    return _first(line.nodes)[0]


def _first(nodes: Nodes) -> tuple[int, bool]:
    """Return the bits that nodes may begin with, and whether they may be nothing or begin with anything."""
    bits = 0
    for node in nodes:
        if isinstance(node, Gap):
            return bits, True
        if isinstance(node, Slot):
            bits |= mask_of(node)
        elif isinstance(node, Group):
            inner = [_first(alternative) for alternative in node.alternatives]
            for mask, _ in inner:
                bits |= mask
            if any(nothing for _, nothing in inner):
                continue
        else:
            continue
        if node.op not in ("?", "*"):
            return bits, False
    return bits, True


def _steps(nodes: Nodes) -> tuple[Step, ...]:
    steps: list[Step] = []
    for i, node in enumerate(nodes):
        if isinstance(node, Gap):
            first, nothing = _first(nodes[i + 1 :])
            steps.append(_gap(node, 0 if nothing else first))
        else:
            steps.append(_step(node))
    return tuple(steps)


def _step(node: Node) -> Step:
    match node:
        case Slot():
            return _repeated(_slot(mask_of(node)), node.op)
        case Gap():
            return _gap(node, 0)
        case Group():
            return _repeated(_group(node.alternatives), node.op)
        case Look():
            return _look(node)
        case Edge():
            return _EDGES[node.kind]


def _slot(mask: int) -> Step:
    def step(text: Text, states: States, low: int, high: int) -> States:
        kinds = text.kinds
        return [(p + 1, a, b) for p, a, b in states if p < high and kinds[p].bits & mask]

    return step


def _group(alternatives: Sequence[Nodes]) -> Step:
    ways = []
    for nodes in alternatives:
        first, nothing = _first(nodes)
        ways.append((0 if nothing else first, _steps(nodes)))

    def step(text: Text, states: States, low: int, high: int) -> States:
        kinds = text.kinds
        reached: set[State] = set()
        for first, steps in ways:
            fitting = [s for s in states if s[0] < high and kinds[s[0]].bits & first] if first else states
            if fitting:
                reached.update(text.run(steps, fitting, low, high))
        return reached

    return step


def _gap(gap: Gap, first: int) -> Step:
    """A gap; `first` are the bits that what follows it may begin with (0: any, or nothing need follow)."""
    limit, whole_sentence = gap.limit, gap.sentence

    def step(text: Text, states: States, low: int, high: int) -> States:
        kinds, clause_of = text.kinds, text.clause_of
        reached: set[State] = set()
        for p, a, b in states:
            clause = clause_of[p - 1] if p else -1
            last = min(p + limit, high)
            if not whole_sentence:
                end = p
                while end < last and clause_of[end] == clause:
                    end += 1
                last = end
            if first:
                reached.update([(q, a, b) for q in range(p, min(last + 1, high)) if kinds[q].bits & first])
            else:
                reached.update([(q, a, b) for q in range(p, last + 1)])
        return reached

    return step


def _repeated(once: Step, op: str) -> Step:
    if not op:
        return once

    def optional(text: Text, states: States, low: int, high: int) -> States:
        return {*states, *once(text, states, low, high)}

    def repeated(text: Text, states: States, low: int, high: int) -> States:
        reached: set[State] = set() if op == "+" else set(states)
        current: set[State] = set(states)
        while current:
            current = set(once(text, current, low, high)) - reached
            reached |= current
        return reached

    return optional if op == "?" else repeated


def _look(look: Look) -> Step:
    mask = 0
    longer: list[tuple[Step, ...]] = []
    for nodes in look.alternatives:
        if len(nodes) == 1 and isinstance(nodes[0], Slot) and not nodes[0].op:
            mask |= mask_of(nodes[0])
        else:
            longer.append(_steps(nodes))
    wanted = look.wanted

    def ahead(text: Text, states: States, low: int, high: int) -> States:
        kinds = text.kinds

        def sees(p: int) -> bool:
            if p < high and kinds[p].bits & mask:
                return True
            return any(any(True for _ in text.run(steps, ((p, -1, -1),), low, high)) for steps in longer)

        return [s for s in states if sees(s[0]) is wanted]

    def behind(text: Text, states: States, low: int, high: int) -> States:
        kinds = text.kinds

        def sees(p: int) -> bool:
            return (p > low and bool(kinds[p - 1].bits & mask)) or any(text._ends(steps, p, low) for steps in longer)

        return [s for s in states if sees(s[0]) is wanted]

    return behind if look.behind else ahead


def _opens(text: Text, states: States, low: int, high: int) -> States:
    return {(p, p, b) for p, _, b in states}


def _closes(text: Text, states: States, low: int, high: int) -> States:
    return {(p, a, p) for p, a, _ in states}


def _starts_sentence(text: Text, states: States, low: int, high: int) -> States:
    return [s for s in states if all(text.kinds[i].punctuation for i in range(low, s[0]))]


def _ends_sentence(text: Text, states: States, low: int, high: int) -> States:
    return [s for s in states if all(text.kinds[i].punctuation for i in range(s[0], high))]


def _starts_clause(text: Text, states: States, low: int, high: int) -> States:
    clause_of = text.clause_of
    return [s for s in states if s[0] == low or clause_of[s[0] - 1] != clause_of[min(s[0], high - 1)]]


def _ends_clause(text: Text, states: States, low: int, high: int) -> States:
    return [s for s in states if text.ends_clause(s[0], high)]


_EDGES = {"<": _opens, ">": _closes, "^": _starts_sentence, "$": _ends_sentence, "^^": _starts_clause, "$$": _ends_clause}
