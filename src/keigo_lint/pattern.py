"""The pattern language: which runs of tokens a rule file means.

A pattern is a line of slots separated by spaces, each one token:

    返金            lemma          返金|返品     any of these lemmas        =せい       surface
    @trouble        a word list    [名詞-固有名詞]  part of speech (prefix)   為る[cForm=連用形,potential=yes]
    _               any token      ..  ..5       a gap inside the clause     ...  ...8   a gap inside the sentence
    [cType=五段, lForm=…, formBase=…, orthBase=…, goshu=漢, surface=…, lemmaType=上一段 (of a potential's lemma), suffix=… (of the
     surface), kanji=yes, known=no, potential=yes]: all must hold; a/b is any of, != is not; pos, cType, cForm and lemmaType compare prefixes

    ( a b | c )     alternatives   ?  *  +       optional, any number, one or more (after a slot or a group)
    !( a | b )      not followed   !<( a | b )   not preceded                &( a )      followed
    ^  $            sentence start and end (punctuation aside)               ^^  $$      clause start and end
    < … >           the part that is reported; without it, all of the pattern

Matching is over sets of places, so it never backtracks: its cost is bounded by pattern length times clause length. Matches are leftmost, longest
and do not overlap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from keigo_lint.model import KeigoLintError, Morpheme, Span

MAX_EXPANSION = 400
AT_SENTENCE_START = -1  # the offset of a sequence that begins where its sentence does
FEATURES = tuple(
    "pos cType cForm lForm formBase orthBase goshu surface lemma lemmaType kanji known potential suffix".split()  # noqa: SIM905 - reads better than quotes
)
_KANJI = re.compile(r"[一-鿿々]")
SLOT = re.compile(r"(?P<words>[^\s\[\]()<>?*+]*)(?:\[(?P<features>[^\]]*)\])?(?P<op>[?*+]?)$")
_TOKEN = re.compile(r"\s*(!<\(|!\(|&\(|\(|\)[?*+]?|\|(?=\s)|<|>|[^\s\[\]()<>|]*(?:\|[^\s\[\]()<>|]+)*(?:\[[^\]]*\])?[?*+]?)")
# So frequent that a pattern is better indexed by another of its slots.
_COMMON = frozenset("は が を に で と の て た も へ や か 、 。 ます です 為る 御 頂く 下さる 致す 居る ず だ れる 有る 御座る 事 様 此方".split())  # noqa: SIM905


class PatternError(KeigoLintError):
    """A pattern cannot be read; the message quotes it."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """What one token must be: any of `lemmas` or `surfaces` (both empty: anything), and every one of `features`."""

    lemmas: frozenset[str]
    surfaces: frozenset[str]
    features: tuple[tuple[str, bool, tuple[str, ...]], ...]

    def holds(self, m: Morpheme) -> bool:
        """Tell whether the morpheme satisfies the predicate."""
        if (self.lemmas or self.surfaces) and m.lemma not in self.lemmas and m.surface not in self.surfaces and m.verb not in self.lemmas:
            return False
        return all(_feature(m, key, values) is wanted for key, wanted, values in self.features)


def _feature(m: Morpheme, key: str, values: tuple[str, ...]) -> bool:
    if key == "kanji":
        return ("yes" if _KANJI.search(m.surface) else "no") in values
    if key == "known":
        return ("yes" if m.known else "no") in values
    if key == "potential":
        made = m.cType.startswith("下一段") and m.formBase != m.lForm and m.formBase.endswith("ル")
        return ("yes" if made else "no") in values
    if key == "suffix":
        return m.surface.endswith(values)
    value: str = getattr(m, key)
    if key in ("pos", "cType", "cForm", "lemmaType"):
        return value.startswith(values)
    return value in values


@dataclass(frozen=True, slots=True)
class Slot:
    """One token that satisfies a predicate."""

    predicate: int
    op: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Any tokens, up to a limit."""

    limit: int
    sentence: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives in a row of nodes."""

    alternatives: tuple[Nodes, ...]
    op: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What must, or must not, stand before or after."""

    alternatives: tuple[Nodes, ...]
    behind: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A place: where a sentence or clause begins or ends, or the reported part does."""

    kind: str


Node = Slot | Gap | Group | Look | Edge
Nodes = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sequence_:
    """One expanded alternative: its nodes, the slot it is indexed by with that slot's distance from the start, and the slots it cannot do without."""

    nodes: Nodes
    anchor: int
    offset: int
    required: frozenset[int]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The compiled alternatives of one condition."""

    sequences: tuple[Sequence_, ...]
    source: tuple[str, ...]


class Compiler:
    """Compiles pattern lines, sharing predicates. `words` maps the name of a word list to its entries, themselves pattern lines."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self.predicates: list[Predicate] = []
        self._numbers: dict[Predicate, int] = {}
        self._words = words
        self._lists: dict[str, tuple[Nodes, ...]] = {}
        self._lines: dict[str, tuple[Sequence_, ...]] = {}

    def fork(self) -> Compiler:
        """Return a compiler that goes on from here and leaves this one as it is; predicates keep their numbers."""
        fork = Compiler(self._words)
        fork.predicates = self.predicates.copy()
        fork._numbers = self._numbers.copy()
        fork._lists = self._lists.copy()
        fork._lines = self._lines.copy()
        return fork

    def compile(self, lines: Iterable[str], where: str) -> Pattern:
        """Compile alternatives. Raises PatternError naming `where` and the line."""
        source = tuple(lines)
        sequences: list[Sequence_] = []
        for line in source:
            if line not in self._lines:
                try:
                    self._lines[line] = tuple(self._indexed(expanded) for expanded in _expand(self._read(line)))
                except PatternError as error:
                    raise PatternError(f"{where}: pattern 「{line}」: {error}") from None
            sequences.extend(self._lines[line])
        return Pattern(tuple(sequences), source)

    def _number(self, predicate: Predicate) -> int:
        if predicate not in self._numbers:
            self._numbers[predicate] = len(self.predicates)
            self.predicates.append(predicate)
        return self._numbers[predicate]

    def _read(self, line: str) -> Nodes:
        tokens = split(line)
        nodes, rest = self._sequence(tokens, 0, closing=False)
        if rest != len(tokens):
            raise PatternError("has a ')' without its '('")
        if not nodes:
            raise PatternError("is empty")
        return nodes

    def _sequence(self, tokens: list[str], i: int, *, closing: bool) -> tuple[Nodes, int]:
        nodes: list[Node] = []
        while i < len(tokens):
            token = tokens[i]
            if token in ("(", "!(", "&(", "!<("):
                alternatives: list[Nodes] = []
                while True:
                    inner, i = self._sequence(tokens, i + 1, closing=True)
                    alternatives.append(inner)
                    if i >= len(tokens):
                        raise PatternError("has a '(' without its ')'")
                    if tokens[i] != "|":
                        break
                op = tokens[i][1:]
                if token == "(":
                    nodes.append(Group(tuple(alternatives), op))
                elif op:
                    raise PatternError(f"repeats a look-around with '{op}'")
                else:
                    nodes.append(Look(tuple(alternatives), token == "!<(", token == "&("))
                i += 1
            elif token == "|" or token.startswith(")"):
                if not closing:
                    return tuple(nodes), i
                return tuple(nodes), i
            else:
                nodes.extend(self._node(token))
                i += 1
        return tuple(nodes), i

    def _node(self, token: str) -> Nodes:
        if token in ("^", "$", "^^", "$$", "<", ">"):
            return (Edge(token),)
        if token.startswith(".."):
            sentence = token.startswith("...")
            digits = token.lstrip(".")
            if digits and not digits.isdigit():
                raise PatternError(f"has a gap {token!r} that is not '..', '...' or one of them with a number")
            return (Gap(int(digits) if digits else 60, sentence),)
        match = SLOT.match(token)
        if match is None:
            raise PatternError(f"has a slot {token!r} that cannot be read")
        words, features, op = match["words"], match["features"], match["op"]
        if not words and features is None:
            raise PatternError(f"has an operator {op!r} with nothing before it")
        parsed = _features(features) if features is not None else ()
        if words.startswith("@") and "|" not in words and not parsed:
            alternatives = self._list(words[1:])
            if len(alternatives) == 1 and len(alternatives[0]) == 1 and isinstance(alternatives[0][0], Slot):
                return (replace(alternatives[0][0], op=op),)
            return (Group(alternatives, op),)
        lemmas: set[str] = set()
        surfaces: set[str] = set()
        for word in words.split("|") if words not in ("", "_") else ():
            if word.startswith("@"):
                for nodes in self._list(word[1:]):
                    if len(nodes) != 1 or not isinstance(nodes[0], Slot):
                        raise PatternError(f"joins the list {word} to other words, but that list has entries of several tokens")
                    predicate = self.predicates[nodes[0].predicate]
                    lemmas |= predicate.lemmas
                    surfaces |= predicate.surfaces
            elif word.startswith("="):
                surfaces.add(word[1:])
            elif word:
                lemmas.add(word)
        return (Slot(self._number(Predicate(frozenset(lemmas), frozenset(surfaces), parsed)), op),)

    def _list(self, name: str) -> tuple[Nodes, ...]:
        if name not in self._words:
            near = get_close_matches(name, self._words, 1)
            raise PatternError(f"names an unknown word list @{name}" + (f"; did you mean @{near[0]}?" if near else ""))
        if name not in self._lists:
            lemmas: set[str] = set()
            surfaces: set[str] = set()
            longer: list[Nodes] = []
            for entry in self._words[name]:
                nodes = self._read(entry)
                predicate = self.predicates[nodes[0].predicate] if len(nodes) == 1 and isinstance(nodes[0], Slot) and not nodes[0].op else None
                if predicate is not None and not predicate.features:
                    lemmas |= predicate.lemmas
                    surfaces |= predicate.surfaces
                else:
                    longer.append(nodes)
            single: list[Nodes] = []
            if lemmas or surfaces:
                single.append((Slot(self._number(Predicate(frozenset(lemmas), frozenset(surfaces), ()))),))
            self._lists[name] = (*single, *longer)
        return self._lists[name]

    def _indexed(self, nodes: Nodes) -> Sequence_:
        best: tuple[int, int, int] | None = None
        fixed = _starts_sentence(nodes)
        offset = 0
        for node in nodes:
            if isinstance(node, (Edge, Look)):
                continue
            if not isinstance(node, Slot) or node.op in ("?", "*"):
                if fixed:
                    continue
                break
            predicate = self.predicates[node.predicate]
            words = predicate.lemmas | predicate.surfaces
            rank = 3 if not words else 2 if words & _COMMON else 1 if len(words) > 30 else 0
            if best is None or rank < best[0]:
                best = (rank, node.predicate, offset)
            if node.op == "+" and not fixed:
                break
            offset += 1
        if best is None:
            raise PatternError("must begin with a slot that is one token: a gap or a repeated part cannot be looked up")
        required = frozenset(n.predicate for n in nodes if isinstance(n, Slot) and n.op in ("", "+"))
        return Sequence_(nodes, best[1], AT_SENTENCE_START if fixed else best[2], required - {best[1]})


def split(line: str) -> list[str]:
    """Cut a pattern line into slots, gaps, anchors, brackets and bars. Joined by spaces they mean the same line."""
    tokens: list[str] = []
    position = 0
    while position < len(line):
        match = _TOKEN.match(line, position)
        if match is None or match.end() == position:
            raise PatternError(f"cannot be read at {line[position : position + 10]!r}")
        if match.group(1) == "|" and line[: match.start(1)].endswith("]"):
            raise PatternError(f"has a '|' right behind {tokens[-1]!r}: write the other word before the '[', or put a space or brackets around both")
        if match.group(1):
            tokens.append(match.group(1))
        position = match.end()
    return tokens


def _starts_sentence(nodes: Nodes) -> bool:
    """Tell whether a sequence is tied to the start of its sentence, and can be looked up by any slot it must have."""
    return bool(nodes) and nodes[0] == Edge("^") and any(isinstance(n, Slot) and n.op in ("", "+") for n in nodes)


def _features(text: str) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    features: list[tuple[str, bool, tuple[str, ...]]] = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        key, wanted, value = "pos", True, item
        if "!=" in item:
            (key, value), wanted = item.split("!=", 1), False
        elif "=" in item:
            key, value = item.split("=", 1)
        if key not in FEATURES:
            near = get_close_matches(key, FEATURES, 1)
            raise PatternError(f"asks for an unknown feature {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        features.append((key, wanted, tuple(value.split("/"))))
    return tuple(features)


def _expand(nodes: Nodes) -> list[Nodes]:
    """Write out what a pattern begins with until every sequence begins with one plain slot, so that it can be indexed."""
    done: list[Nodes] = []
    todo = [nodes]
    while todo:
        current = todo.pop()
        if _starts_sentence(current):
            done.append(current)
            continue
        for i, node in enumerate(current):
            if isinstance(node, (Edge, Look)):
                continue
            head, tail = current[:i], current[i + 1 :]
            if isinstance(node, Slot) and node.op in ("?", "*"):
                todo.append(head + tail)
                todo.append((*head, replace(node, op="" if node.op == "?" else "+"), *tail))
            elif isinstance(node, Group):
                if node.op in ("?", "*"):
                    todo.append(head + tail)
                rest: Nodes = (replace(node, op="*"),) if node.op in ("*", "+") else ()
                todo.extend(head + alternative + rest + tail for alternative in node.alternatives)
            else:
                done.append(current)
            break
        else:
            raise PatternError("matches nothing but places: it needs a slot")
        if len(done) + len(todo) > MAX_EXPANSION:
            raise PatternError("begins in too many ways; put the longer list later in the pattern")
    return done


class Matcher:
    """Holds, for each interned morpheme, the predicates it satisfies, decided once."""

    def __init__(self, predicates: Sequence[Predicate]) -> None:
        self._predicates = predicates
        self._by_word: dict[str, list[int]] = {}
        self._wordless: list[int] = []
        for number, predicate in enumerate(predicates):
            words = predicate.lemmas | predicate.surfaces
            for word in words:
                self._by_word.setdefault(word, []).append(number)
            if not words:
                self._wordless.append(number)
        self._held: dict[int, tuple[Morpheme, frozenset[int]]] = {}  # by identity: a rulebook with its matcher may serve several lexicons

    def held(self, m: Morpheme) -> frozenset[int]:
        """Return the numbers of the predicates that hold for `m`."""
        known = self._held.get(id(m))
        if known is not None and known[0] is m:
            return known[1]
        candidates = {*self._by_word.get(m.lemma, ()), *self._by_word.get(m.surface, ()), *self._by_word.get(m.verb, ()), *self._wordless}
        held = frozenset(n for n in candidates if self._predicates[n].holds(m))
        self._held[id(m)] = (m, held)
        return held


State = tuple[int, int, int]  # place, start of the reported part or -1, its end or -1
Step = Callable[[set[State]], set[State]]


class Text:
    """A tokenised text prepared for matching. Indices are token indices over the whole text."""

    def __init__(
        self,
        held: list[frozenset[int]],
        spans: list[Span],
        sentence_of: list[int],
        sentence_ranges: list[tuple[int, int]],
        clause_of: list[int],
        punctuation: list[bool],
    ) -> None:
        self.spans = spans
        self.sentence_of = sentence_of
        self.sentence_ranges = sentence_ranges
        self.clause_of = clause_of
        self.punctuation = punctuation
        self.hold(held)

    def hold(self, held: list[frozenset[int]]) -> None:
        """Set which predicates hold for each token."""
        self.held = held
        places: dict[int, list[int]] = {}
        for i, numbers in enumerate(held):
            for number in numbers:
                places.setdefault(number, []).append(i)
        self._places = places
        self._in_sentence = [frozenset().union(*held[low:high]) for low, high in self.sentence_ranges]
        self._found: dict[int, tuple[Pattern, set[tuple[int, int]]]] = {}  # by identity; the pattern is kept, so that its number stays its own

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
        known = self._found.get(id(pattern))
        if known is None:
            known = self._found[id(pattern)] = (pattern, self._find_all(pattern))
        return known[1]

    def _find_all(self, pattern: Pattern) -> set[tuple[int, int]]:
        hits: set[tuple[int, int]] = set()
        for sequence in pattern.sequences:
            for place in self._places.get(sequence.anchor, ()):
                sentence = self.sentence_of[place]
                if not sequence.required <= self._in_sentence[sentence]:
                    continue
                low, high = self.sentence_ranges[sentence]
                start = low if sequence.offset == AT_SENTENCE_START else place - sequence.offset
                if start < low:
                    continue
                ends = self._run(sequence.nodes, {(start, -1, -1)}, low, high)
                for end, first, last in ends:
                    first = start if first < 0 else first
                    last = end if last < 0 else last
                    if last > first:
                        hits.add((first, last))
        return hits

    def matches_at(self, pattern: Pattern, start: int, low: int, high: int) -> bool:
        """Tell whether the pattern matches beginning exactly at `start`."""
        return any(
            (s.offset == AT_SENTENCE_START or self._held_at(start + s.offset, s.anchor, high)) and self._run(s.nodes, {(start, -1, -1)}, low, high)
            for s in pattern.sequences
        )

    def matches_before(self, pattern: Pattern, end: int, low: int) -> bool:
        """Tell whether the pattern matches ending exactly before token `end`."""
        return self._behind(tuple(s.nodes for s in pattern.sequences), end, low)

    def _held_at(self, place: int, number: int, high: int) -> bool:
        return place < high and number in self.held[place]

    def _behind(self, alternatives: tuple[Nodes, ...], end: int, low: int) -> bool:
        for nodes in alternatives:
            for start in range(max(low, end - 12), end):
                if any(state[0] == end for state in self._run(nodes, {(start, -1, -1)}, low, end)):
                    return True
        return False

    def _run(self, nodes: Nodes, states: set[State], low: int, high: int) -> set[State]:
        for node in nodes:
            if not states:
                break
            match node:
                case Slot():
                    states = _repeat(self._slot(node.predicate, high), states, node.op)
                case Gap():
                    states = self._gap(node, states, high)
                case Group():
                    states = _repeat(self._group(node.alternatives, low, high), states, node.op)
                case Look():
                    states = {s for s in states if self._sees(node, s[0], low, high) is node.wanted}
                case Edge():
                    states = self._edge(node.kind, states, low, high)
        return states

    def _slot(self, number: int, high: int) -> Step:
        held = self.held

        def step(states: set[State]) -> set[State]:
            return {(p + 1, a, b) for p, a, b in states if p < high and number in held[p]}

        return step

    def _group(self, alternatives: tuple[Nodes, ...], low: int, high: int) -> Step:
        def step(states: set[State]) -> set[State]:
            return set().union(*(self._run(alternative, states, low, high) for alternative in alternatives))

        return step

    def _sees(self, look: Look, place: int, low: int, high: int) -> bool:
        if look.behind:
            return self._behind(look.alternatives, place, low)
        return any(self._run(a, {(place, -1, -1)}, low, high) for a in look.alternatives)

    def _gap(self, gap: Gap, states: set[State], high: int) -> set[State]:
        reached: set[State] = set()
        for p, a, b in states:
            reached.add((p, a, b))
            clause = self.clause_of[p - 1] if p else -1
            for q in range(p, min(p + gap.limit, high)):
                if not gap.sentence and self.clause_of[q] != clause:
                    break
                reached.add((q + 1, a, b))
        return reached

    def _edge(self, kind: str, states: set[State], low: int, high: int) -> set[State]:
        if kind == "<":
            return {(p, p, b) for p, _, b in states}
        if kind == ">":
            return {(p, a, p) for p, a, _ in states}
        if kind == "^":
            return {s for s in states if all(self.punctuation[i] for i in range(low, s[0]))}
        if kind == "$":
            return {s for s in states if all(self.punctuation[i] for i in range(s[0], high))}
        if kind == "^^":
            return {s for s in states if s[0] == low or self.clause_of[s[0] - 1] != self.clause_of[min(s[0], high - 1)]}
        return {s for s in states if self._ends_clause(s[0], high)}

    def _ends_clause(self, place: int, high: int) -> bool:
        clause = self.clause_of[place - 1]
        while place < high and self.clause_of[place] == clause and self.punctuation[place]:
            place += 1
        return place >= high or self.clause_of[place] != clause


def _repeat(step: Step, states: set[State], op: str) -> set[State]:
    if not op:
        return step(states)
    if op == "?":
        return states | step(states)
    reached = set() if op == "+" else set(states)
    current = states
    while current:
        current = step(current) - reached
        reached |= current
    return reached
