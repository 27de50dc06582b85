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

How they are found is told in `automaton` and `matching`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from keigo_lint.model import KeigoLintError, Morpheme

FEATURES = tuple(
    "pos cType cForm lForm formBase orthBase goshu surface lemma lemmaType kanji known potential suffix".split()  # noqa: SIM905 - reads better than quotes
)
_KANJI = re.compile(r"[一-鿿々]")
SLOT = re.compile(r"(?P<words>[^\s\[\]()<>?*+]*)(?:\[(?P<features>[^\]]*)\])?(?P<op>[?*+]?)$")
_TOKEN = re.compile(r"\s*(!<\(|!\(|&\(|\(|\)[?*+]?|\|(?=\s)|<|>|[^\s\[\]()<>|]*(?:\|[^\s\[\]()<>|]+)*(?:\[[^\]]*\])?[?*+]?)")


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
    """One token that satisfies any of the predicates."""

    predicates: tuple[int, ...]
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


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One alternative of a pattern. Equal lines of a rulebook are one object."""

    nodes: Nodes


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """The compiled alternatives of one condition."""

    lines: tuple[Line, ...]
    source: tuple[str, ...]


class Compiler:
    """Compiles pattern lines, sharing predicates. `words` maps the name of a word list to its entries, themselves pattern lines."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self.predicates: list[Predicate] = []
        self.patterns: list[Pattern] = []
        self._numbers: dict[Predicate, int] = {}
        self._words = words
        self._lists: dict[str, tuple[Nodes, ...]] = {}
        self._lines: dict[str, Line] = {}

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
        for line in source:
            if line not in self._lines:
                try:
                    nodes = self._read(line)
                    _check_beginning(nodes)
                except PatternError as error:
                    raise PatternError(f"{where}: pattern 「{line}」: {error}") from None
                self._lines[line] = Line(nodes)
        pattern = Pattern(tuple(self._lines[line] for line in source), source)
        self.patterns.append(pattern)
        return pattern

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
                    nodes.append(_one_slot(self._merged(alternatives), op))
                elif op:
                    raise PatternError(f"repeats a look-around with '{op}'")
                else:
                    nodes.append(Look(self._merged(alternatives), token == "!<(", token == "&("))
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
            return (_one_slot(self._list(words[1:]), op),)
        lemmas: set[str] = set()
        surfaces: set[str] = set()
        for word in words.split("|") if words not in ("", "_") else ():
            if word.startswith("@"):
                for nodes in self._list(word[1:]):
                    if len(nodes) != 1 or not isinstance(nodes[0], Slot):
                        raise PatternError(f"joins the list {word} to other words, but that list has entries of several tokens")
                    for number in nodes[0].predicates:
                        lemmas |= self.predicates[number].lemmas
                        surfaces |= self.predicates[number].surfaces
            elif word.startswith("="):
                surfaces.add(word[1:])
            elif word:
                lemmas.add(word)
        return (Slot((self._number(Predicate(frozenset(lemmas), frozenset(surfaces), parsed)),), op),)

    def _list(self, name: str) -> tuple[Nodes, ...]:
        if name not in self._words:
            near = get_close_matches(name, self._words, 1)
            raise PatternError(f"names an unknown word list @{name}" + (f"; did you mean @{near[0]}?" if near else ""))
        if name not in self._lists:
            self._lists[name] = self._merged(self._read(entry) for entry in self._words[name])
        return self._lists[name]

    def _merged(self, alternatives: Iterable[Nodes]) -> tuple[Nodes, ...]:
        """Make one slot of all alternatives that are one plain slot, and one predicate of their plain words."""
        numbers: dict[int, None] = {}
        lemmas: set[str] = set()
        surfaces: set[str] = set()
        others: list[Nodes] = []
        for nodes in alternatives:
            if len(nodes) != 1 or not isinstance(nodes[0], Slot) or nodes[0].op:
                others.append(nodes)
                continue
            for number in nodes[0].predicates:
                predicate = self.predicates[number]
                if predicate.features or not (predicate.lemmas or predicate.surfaces):
                    numbers[number] = None
                else:
                    lemmas |= predicate.lemmas
                    surfaces |= predicate.surfaces
        if lemmas or surfaces:
            numbers[self._number(Predicate(frozenset(lemmas), frozenset(surfaces), ()))] = None
        return ((Slot(tuple(numbers)),), *others) if numbers else tuple(others)


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


def starts_sentence(nodes: Nodes) -> bool:
    """Tell whether a line is tied to the start of its sentence, and has a token that it cannot do without."""
    return bool(nodes) and nodes[0] == Edge("^") and any(isinstance(n, Slot) and n.op in ("", "+") for n in nodes)


def _check_beginning(nodes: Nodes) -> None:
    found = begins(nodes)
    if "gap" in found and not starts_sentence(nodes):
        raise PatternError("must begin with a slot that is one token: a gap or a repeated part cannot be looked up")
    if "nothing" in found:
        raise PatternError("matches nothing but places: it needs a slot")


def begins(nodes: Nodes) -> set[str]:
    """Return what a line may begin with: a slot, a gap, or nothing at all."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, (Edge, Look)):
            continue
        if isinstance(node, Gap):
            return found | {"gap"}
        inner = {"slot"} if isinstance(node, Slot) else set().union(*map(begins, node.alternatives))
        found |= inner - {"nothing"}
        if node.op not in ("?", "*") and "nothing" not in inner:
            return found
    return found | {"nothing"}


def _one_slot(alternatives: tuple[Nodes, ...], op: str) -> Node:
    """Return a group, or the slot that says the same."""
    if len(alternatives) == 1 and len(alternatives[0]) == 1 and isinstance(slot := alternatives[0][0], Slot) and not slot.op:
        return replace(slot, op=op)
    return Group(alternatives, op)


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
