"""The rulebook: TOML files read strictly into frozen values. Errors name the file and the key, and say what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from string import Formatter
from typing import Any, cast, get_args

from keigo_lint.expressions import Bounded
from keigo_lint.matching import Matcher
from keigo_lint.model import Morpheme, RuleFileError, Safety, Severity, Source, Value
from keigo_lint.pattern import Compiler, Pattern, PatternError
from keigo_lint.placeholders import KINDS, Syntax, Syntaxes
from keigo_lint.segment import Shape, ZoneRule

SCENES = ("complaint", "delay", "refusal", "inquiry", "review", "thanks", "dunning", "notice", "recall", "data-leak", "ack", "other")
CHECKS = ("forbid", "require", "order", "count", "accompany", "suppression")
STATES = ("unused", "unknown", "unexplained")  # what a suppression may be; such rules are about what is written around drafts
WINDOWS = (
    "draft", "sentence", "clause", "before", "after", "clause-before", "clause-after", "next", "previous", "inside", "overlap",
    "next-sentence", "previous-sentence", "near", "block", "earlier", "later",
)  # fmt: skip
ANCHORS = ("opening", "closing", "first", "last")
INSERTED = ("after-greeting", "after-apology", "before-closing", "last", "after", "before", "instead")
NEEDS = ("incoming", "received_at", "sent_at", "price", "customer", "thread")
MEASURES = ("latency", "hour", "price")  # numbers that are known about a draft: see `acts.measures`
TIERS = ("core", "context", "strict")


class Table:
    """A TOML table that must be used up: every key is taken with a type, and what is left over is an error."""

    def __init__(self, data: Mapping[str, Any], file: str, path: str = "") -> None:
        self._data = dict(data)
        self._file = file
        self._path = path
        self._known: list[str] = []

    def at(self, key: str) -> str:
        """Return the address of a key, for messages."""
        return f"{self._path}.{key}" if self._path else key

    def error(self, key: str, message: str) -> RuleFileError:
        """Return an error that names this file and key."""
        return RuleFileError(f"{self._file}: {self.at(key)}: {message}")

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        self._known.append(key)
        return key in self._data

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        """Take a value of the given type; without a default the key is required."""
        self._known.append(key)
        if key not in self._data:
            if default is ...:
                near = get_close_matches(key, self._data, 1)
                raise self.error(key, "is missing" + (f"; did you mean {near[0]!r}, which is there?" if near else ""))
            return default
        value = self._data.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind in (int, float)):
            names = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
            raise self.error(key, f"must be {names}, not {type(value).__name__}")
        return value

    def choice(self, key: str, allowed: Sequence[str], default: Any = ...) -> Any:
        """Take a string that must be one of `allowed`."""
        value = self.take(key, str, default)
        if value is not default and value not in allowed:
            raise self.error(key, f"{value!r} is not one of {', '.join(allowed)}{_meant(value, allowed)}")
        return value

    def strings(self, key: str, default: Any = ..., allowed: Sequence[str] | None = None) -> tuple[str, ...]:
        """Take a string or a list of strings."""
        value = self.take(key, (str, list), default)
        if value is None:
            return ()
        items = (value,) if isinstance(value, str) else tuple(value)
        for item in items:
            if not isinstance(item, str):
                raise self.error(key, f"must be a list of strings, but has {item!r}")
            if allowed is not None and item not in allowed:
                raise self.error(key, f"{item!r} is not one of {', '.join(allowed)}{_meant(item, allowed)}")
        return items

    def table(self, key: str) -> Table | None:
        """Take a sub-table, if it is there."""
        data = self.take(key, dict, None)
        return None if data is None else Table(data, self._file, self.at(key))

    def tables(self, key: str) -> list[Table]:
        """Take a list of tables (an absent one is empty)."""
        data = self.take(key, list, [])
        for i, item in enumerate(data):
            if not isinstance(item, dict):
                raise self.error(f"{key}[{i}]", "must be a table")
        return [Table(item, self._file, f"{self.at(key)}[{i}]") for i, item in enumerate(data)]

    def rest(self) -> dict[str, Any]:
        """Take everything that is left."""
        rest, self._data = self._data, {}
        return rest

    def finish(self) -> None:
        """Complain about a key that nothing took."""
        for key in self._data:
            near = get_close_matches(key, self._known, 1)
            raise self.error(key, "is not a key that is known here" + (f"; did you mean {near[0]!r}?" if near else ""))


def _meant(value: str, allowed: Sequence[str]) -> str:
    near = get_close_matches(value, allowed, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


@dataclass(frozen=True, slots=True)
class Test:
    """What one attribute of an act must be."""

    values: tuple[Value, ...] = ()
    negated: bool = False
    below: float | str | None = None
    above: float | str | None = None


@dataclass(frozen=True, slots=True)
class ActTest:
    """Which acts are meant: a kind and tests of attributes."""

    kinds: tuple[str, ...]
    attributes: tuple[tuple[str, Test], ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Where, seen from a token range: a name, or so many sentences before and after."""

    name: str = "draft"
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds or not, of a draft or near a token range. All that is given must hold."""

    match: Pattern | None = None
    act: ActTest | None = None
    window: Window = Window()
    quoted: bool = False
    zones: tuple[str, ...] | None = None
    options: Test | None = None
    scenes: tuple[str, ...] = ()
    incoming: bool = False
    count: Test | None = None
    position: str | None = None
    template: bool | None = None
    measures: tuple[tuple[str, Test], ...] = ()


@dataclass(frozen=True, slots=True)
class Refinement:
    """Attributes that an act is given where every condition holds and none of the exceptions does."""

    attributes: Mapping[str, Value]
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class ActPattern:
    """One way to recognise an act."""

    match: Pattern
    attributes: Mapping[str, Value]
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    zones: tuple[str, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class ActFile:
    """All ways to recognise one kind of act, earlier ones first, and the refinements that hold for all of them.

    A file that `refines` has no patterns: it sets attributes of acts found earlier, from acts that themselves needed those. One of `incoming`
    acts is about what the customer's message does, not the draft.
    """

    kind: str
    name: str
    needs: tuple[str, ...]
    patterns: tuple[ActPattern, ...]
    refine: tuple[Refinement, ...]
    unless: tuple[Condition, ...]
    refines: bool = False
    incoming: bool = False


@dataclass(frozen=True, slots=True)
class Finder:
    """What a check looks for: a token pattern, raw-text expressions, acts, or placeholders of the kinds given.

    A raw expression finds nothing in a placeholder unless placeholders are looked for. With `incoming` it is looked for in the customer's
    message, and reported on the draft as a whole.
    """

    match: Pattern | None = None
    raw: tuple[re.Pattern[str], ...] = ()
    act: ActTest | None = None
    zones: tuple[str, ...] | None = None
    quoted: bool = False
    placeholders: tuple[str, ...] = ()
    incoming: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things that a draft must hold, with what it is called in both languages."""

    name: str
    name_en: str
    find: Finder


@dataclass(frozen=True, slots=True)
class Check:
    """One of the closed set of checks, with what it needs. With `items`, a `require` wants every one of them and its finding names those missing."""

    kind: str
    find: Finder
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    before: tuple[Finder, ...] = ()
    by: tuple[Condition, ...] = ()
    within: int = 0
    below: int | str | None = None
    above: int | str | None = None
    value: str | None = None
    distinct: str | None = None
    at: str = "opening"
    once: bool = False
    each: bool = False  # several in one clause are told one by one, for each is mended by itself
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class FixSpec:
    """How a finding is mended: an operation of `rewrite`, a replacement or a deletion of the reported part."""

    title: str
    safety: Safety
    rewrite: str | None = None
    replace: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestSpec:
    """Sentences to insert, and where: the first that the draft does not have yet; an empty one where the reported part may just go."""

    insert: str
    texts: tuple[str, ...]
    table: str | None = None  # what is reworded at the reported place once the text is in


@dataclass(frozen=True, slots=True)
class SeverityFor:
    """A severity that holds under conditions instead of the rule's own."""

    severity: Severity
    scenes: tuple[str, ...]
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """How many of the findings that were read were right, of how many; no share where there were none to read."""

    precision: float | None
    findings: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file. It is checked where one of each group of `inputs` is known; `needs` is what is said to be missing else."""

    name: str
    title: str
    title_en: str
    tier: str
    severity: Severity
    message: str
    message_en: str
    rationale: str
    rationale_en: str
    sources: tuple[Source, ...]
    scenes: tuple[str, ...]
    topics_off: tuple[str, ...]
    needs: str | None
    inputs: tuple[tuple[str, ...], ...]
    check: Check
    fixes: tuple[FixSpec, ...]
    suggest: SuggestSpec | None
    severity_for: tuple[SeverityFor, ...]
    measured: Measured | None = None
    bad: tuple[Mapping[str, Any], ...] = ()
    good: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class SceneCue:
    """What speaks for a scene, and how much, and where it is looked for."""

    scene: str
    topic: str | None
    weight: float
    match: Pattern | None
    raw: tuple[re.Pattern[str], ...]
    act: ActTest | None
    places: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The patterns that tell alternatives from bundles and steps."""

    lead_in: Pattern
    disjunction: Pattern
    addition: Pattern
    either: Pattern
    waiting: Pattern
    inline_item: re.Pattern[str]
    not_alone: tuple[str, ...]
    means: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """How something in the customer's message is answered: by anything in `by` that holds of the draft; by itself where there is nothing."""

    to: ActTest
    by: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing a draft with the customer's message needs: see `rules/answers.toml`."""

    answers: tuple[Answer, ...]
    generic: frozenset[str]
    same: Mapping[str, str]
    core: Pattern
    core_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What telling promised dates needs: what follows one, what makes another date no contradiction, and the acts that dates are for."""

    promised: Pattern
    excused: Pattern
    acts: Mapping[str, str]
    says: Mapping[str, str]
    says_en: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Naming:
    """How names stand in a draft and in the customer's message; each expression has a group `name` or `number`."""

    salutation: re.Pattern[str]
    general: re.Pattern[str]
    introduced: re.Pattern[str]
    signed: re.Pattern[str]
    number: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of settings and rule switches. `sources` is the advice that it follows where the articles disagree."""

    name: str
    title: str
    title_en: str
    rationale: str
    rationale_en: str
    sources: tuple[Source, ...]
    settings: Mapping[str, Value]
    on: tuple[str, ...]
    off: tuple[str, ...]
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that the rule files say, compiled."""

    rules: Mapping[str, Rule]
    acts: tuple[ActFile, ...]
    profiles: Mapping[str, Profile]
    scenes: tuple[SceneCue, ...]
    scene_threshold: float
    letters_only: tuple[str, ...]  # the groups whose rules do not hold for texts that are no letter
    shape: Shape
    clause_ends: Pattern
    reported: Pattern
    enumeration: Enumeration
    amounts: Mapping[str, Any]
    comparison: Comparison
    calendar: Calendar
    naming: Naming
    phrases: Mapping[str, Any]
    corrections: Mapping[tuple[str, str], Mapping[str, str]]
    matcher: Matcher
    compiler: Compiler
    act_examples: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


PLACEHOLDER = Morpheme(
    number=-1,
    surface="〓",
    pos="名詞-固有名詞-一般",
    cType="",
    cForm="",
    lForm="",
    lemma="〓",
    orthBase="〓",
    goshu="固",
    formBase="",
    lemmaType="",
    verb="",
    known=False,
)


def _blanks_only(table: Table, key: str, text: str) -> str:
    """Return a text whose blanks are names and nothing more: no attribute is read, and nothing is padded to a width."""
    try:
        fields = list(Formatter().parse(text))
    except ValueError as error:
        raise table.error(key, f"has a brace that is no blank ({error})") from None
    for _, name, width, conversion in fields:
        if name is not None and (not re.fullmatch(r"\w*", name) or width or conversion):
            raise table.error(key, f"has a blank that is no name: {name!r}")
    return text


class _Reader:
    """Turns tables into values, with one pattern compiler for the whole rulebook."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.own = False  # a user's files are read: their expressions are bounded

    def pattern(self, table: Table, key: str, file: str) -> Pattern:
        try:
            return self.compiler.compile(table.strings(key), f"{file}: {table.at(key)}")
        except PatternError as error:
            raise RuleFileError(str(error)) from None

    def raw(self, table: Table, key: str) -> tuple[re.Pattern[str], ...]:
        found: list[re.Pattern[str]] = []
        for i, line in enumerate(table.strings(key)):
            try:
                found.append(cast(re.Pattern[str], Bounded(line)) if self.own else re.compile(line))
            except re.error as error:
                raise table.error(f"{key}[{i}]", f"is no regular expression: {error}") from None
        return tuple(found)

    def test(self, table: Table, key: str, value: Any) -> Test:
        if isinstance(value, dict):
            inner = Table(value, table._file, table.at(key))
            below = inner.take("below", (int, float, dict), None)
            above = inner.take("above", (int, float, dict), None)
            negated = inner.take("not", (str, list, bool, int), None)
            inner.finish()
            values = tuple(negated) if isinstance(negated, list) else () if negated is None else (negated,)
            return Test(values, negated is not None, _setting(inner, "below", below), _setting(inner, "above", above))
        return Test(tuple(value) if isinstance(value, list) else (value,))

    def act(self, table: Table) -> ActTest:
        kinds = table.strings("kind")
        return ActTest(kinds, tuple((key, self.test(table, key, value)) for key, value in table.rest().items()))

    def window(self, table: Table) -> Window:
        value = table.take("window", (str, dict), None)
        if value is None:
            return Window()
        if isinstance(value, str):
            if value not in WINDOWS:
                raise table.error("window", f"{value!r} is not one of {', '.join(WINDOWS)}{_meant(value, WINDOWS)}")
            return Window(value)
        inner = Table(value, table._file, table.at("window"))
        window = Window("sentences", inner.take("before", int, 0), inner.take("after", int, 0))
        inner.choice("unit", ("sentence",), "sentence")
        inner.finish()
        return window

    def condition(self, table: Table, file: str) -> Condition:
        act = table.table("act")
        options = table.take("options", (int, dict), None)
        count = table.take("count", (int, dict), None)
        condition = Condition(
            match=self.pattern(table, "match", file) if table.has("match") else None,
            act=self.act(act) if act else None,
            window=self.window(table),
            quoted=table.take("quoted", bool, False),
            zones=table.strings("zones", None) or None,
            options=None if options is None else self.test(table, "options", options),
            scenes=table.strings("scenes", None),
            incoming=table.choice("in", ("draft", "incoming"), "draft") == "incoming",
            count=None if count is None else self.test(table, "count", count),
            position=table.choice("position", ("opening", "closing"), None),
            template=table.take("template", bool, None),
            measures=tuple(
                (key, self.test(table, key, value)) for key in MEASURES if (value := table.take(key, (int, float, dict), None)) is not None
            ),
        )
        table.finish()
        return condition

    def conditions(self, table: Table, key: str, file: str) -> tuple[Condition, ...]:
        return tuple(self.condition(t, file) for t in table.tables(key))

    def refinements(self, table: Table, file: str) -> tuple[Refinement, ...]:
        refinements = []
        for t in table.tables("refine"):
            attributes = t.take("set", dict)
            refinements.append(Refinement(attributes, self.conditions(t, "when", file), self.conditions(t, "unless", file)))
            t.finish()
        return tuple(refinements)

    def act_file(self, data: Mapping[str, Any], file: str) -> ActFile:
        table = Table(data, file)
        table.take("title", str)
        kind = table.take("kind", str)
        patterns = []
        for t in table.tables("act"):
            t.take("why", str, "")
            patterns.append(
                ActPattern(
                    self.pattern(t, "match", file),
                    t.take("attributes", dict, {}),
                    self.conditions(t, "when", file),
                    self.conditions(t, "unless", file),
                    t.strings("zones", None),
                    t.take("quoted", bool, False),
                )
            )
            t.finish()
        made = ActFile(
            kind,
            file,
            table.strings("needs", None),
            tuple(patterns),
            self.refinements(table, file),
            self.conditions(table, "unless", file),
            table.take("refines", bool, False),
            table.choice("in", ("draft", "incoming"), "draft") == "incoming",
        )
        table.take("example", list, [])
        table.take("none", list, [])
        table.finish()
        return made

    def finder(self, table: Table, file: str) -> Finder:
        act = table.table("act")
        return Finder(
            match=self.pattern(table, "match", file) if table.has("match") else None,
            raw=self.raw(table, "raw") if table.has("raw") else (),
            act=self.act(act) if act else None,
            zones=table.strings("zones", None) or None,
            quoted=table.take("quoted", bool, False),
            placeholders=table.strings("placeholders", None, KINDS),
            incoming=table.choice("in", ("draft", "incoming"), "draft") == "incoming",
        )

    def check(self, table: Table, file: str) -> Check:
        kinds = [kind for kind in CHECKS if table.has(kind)]
        if len(kinds) != 1:
            raise table.error(kinds[1] if kinds else CHECKS[0], f"a rule has exactly one of {', '.join(CHECKS)}")
        t = table.table(kinds[0])
        assert t is not None
        if kinds[0] == "suppression":
            state = t.choice("state", STATES, None)
            t.finish()
            return Check("suppression", Finder(), value=state)
        find = self.finder(t, file)
        value = t.choice("value", ("options", *MEASURES), None)
        items = self.items(t, kinds[0], file)
        if find.match is None and not find.raw and find.act is None and value is None and not find.placeholders and not items:
            raise t.error("act", "is missing: a check needs 'match', 'raw', 'act', 'value' or 'placeholders'")
        if find.incoming and (kinds[0] != "forbid" or find.raw or find.placeholders):
            raise t.error("in", "in the customer's message only a 'match' or an 'act' is looked for, to 'forbid' it")
        before = []
        for b in t.tables("before"):
            before.append(self.finder(b, file))
            b.finish()
        check = Check(
            kind=kinds[0],
            find=find,
            when=self.conditions(table, "when", file),
            unless=self.conditions(table, "unless", file),
            before=tuple(before),
            by=self.conditions(t, "by", file),
            within=t.take("within", int, 0),
            below=_setting(t, "below", t.take("below", (int, dict), None)),  # type: ignore[arg-type]
            above=_setting(t, "above", t.take("above", (int, dict), None)),  # type: ignore[arg-type]
            value=value,
            distinct=t.take("distinct", str, None),
            at=t.choice("at", ANCHORS, "opening"),
            once=t.take("once", bool, False),
            items=items,
        )
        t.finish()
        return check

    def items(self, table: Table, kind: str, file: str) -> tuple[Item, ...]:
        items = []
        for t in table.tables("item"):
            if kind != "require":
                raise table.error("item", f"only 'require' wants several things, not {kind!r}")
            items.append(Item(t.take("name", str), t.take("name_en", str), self.finder(t, file)))
            t.finish()
        return tuple(items)

    def rule(self, name: str, data: Mapping[str, Any], file: str) -> Rule:
        table = Table(data, file)
        sources = _sources(table)
        measured = None
        if (figures := table.table("measured")) is not None:
            measured = _measured(figures)
            figures.finish()
        fixes = []
        for f in table.tables("fix"):
            fixes.append(
                FixSpec(
                    f.take("title", str),
                    f.choice("safety", get_args(Safety)),
                    f.take("rewrite", str, None),
                    f.take("replace", str, None),
                    f.take("table", str, None),
                )
            )
            f.finish()
        suggest = None
        if (inserted := table.table("suggest")) is not None:
            where = inserted.choice("insert", INSERTED)
            suggest = SuggestSpec(
                where, tuple(_blanks_only(inserted, "text", text) for text in inserted.strings("text")), inserted.take("table", str, None)
            )
            inserted.finish()
        severity_for = []
        for s in table.tables("severity_for"):
            severity_for.append(
                SeverityFor(s.choice("severity", get_args(Severity)), s.strings("scenes", None, SCENES), self.conditions(s, "when", file))
            )
            s.finish()
        inputs = _inputs(table)
        examples: dict[str, tuple[Mapping[str, Any], ...]] = {}
        for key in ("bad", "good"):
            examples[key] = tuple(table.take(key, list, []))
        rule = Rule(
            name=name,
            title=table.take("title", str),
            title_en=table.take("title_en", str, ""),
            tier=table.choice("tier", TIERS, "core"),
            severity=table.choice("severity", get_args(Severity)),
            message=_blanks_only(table, "message", table.take("message", str)),
            message_en=_blanks_only(table, "message_en", table.take("message_en", str)),
            rationale=table.take("rationale", str, ""),
            rationale_en=table.take("rationale_en", str, ""),
            sources=sources,
            scenes=table.strings("scenes", None, SCENES),
            topics_off=table.strings("topics_off", None),
            needs=inputs[0][0] if inputs else None,
            inputs=inputs,
            check=replace(self.check(table, file), each=any(f.safety == "safe" for f in fixes)),
            fixes=tuple(fixes),
            suggest=suggest,
            severity_for=tuple(severity_for),
            measured=measured,
            bad=examples["bad"],
            good=examples["good"],
        )
        table.finish()
        return rule


def _sources(table: Table) -> tuple[Source, ...]:
    sources = []
    for s in table.tables("sources"):
        sources.append(Source(s.take("seed", str), s.take("advice", str)))
        s.finish()
    return tuple(sources)


def _measured(figures: Table) -> Measured:
    findings = figures.take("findings", int)
    return Measured(float(figures.take("precision", (int, float))) if findings else None, findings)


def _inputs(table: Table) -> tuple[tuple[str, ...], ...]:
    """Read what a rule needs beside the draft: `needs = "price"`, or a list of which all are needed; of "incoming|customer" one will do."""
    groups = tuple(tuple(need.split("|")) for need in table.strings("needs", None))
    for name in (name for group in groups for name in group):
        if name not in NEEDS:
            raise table.error("needs", f"{name!r} is not one of {', '.join(NEEDS)}{_meant(name, NEEDS)}")
    return groups


def _setting(table: Table, key: str, value: Any) -> float | int | str | None:
    """A number, or `{ setting = "name" }`: the name is kept and looked up in the profile."""
    if isinstance(value, dict):
        inner = Table(value, table._file, table.at(key))
        name: str = inner.take("setting", str)
        inner.finish()
        return name
    return value  # type: ignore[no-any-return]


def _sorted_acts(files: list[ActFile]) -> tuple[ActFile, ...]:
    """Order act files so that each comes after those whose acts it reads."""
    kinds = {f.kind for f in files}
    done: list[ActFile] = []
    todo = sorted(files, key=lambda f: f.name)
    while todo:
        waiting = {f.kind for f in todo if not f.refines}
        ready = [f for f in todo if not (set(f.needs) & waiting - ({f.kind} if not f.refines else set()))]
        for f in todo:
            for need in f.needs:
                if need not in kinds:
                    raise RuleFileError(f"{f.name}: needs: no act file has the kind {need!r}{_meant(need, sorted(kinds))}")
        if not ready:
            raise RuleFileError(f"{todo[0].name}: needs: the act files {', '.join(f.name for f in todo)} need each other in a circle")
        done.extend(ready)
        todo = [f for f in todo if f not in ready]
    return tuple(done)


def read_syntaxes(data: Mapping[str, Any], file: str = "placeholders.toml") -> Syntaxes:
    """Read the syntaxes of placeholders. Raises RuleFileError naming the key."""
    table = Table(data, file)
    reader = _Reader(Compiler({}))
    syntaxes = []
    for t in table.tables("syntax"):
        raw = tuple(expression.pattern for expression in reader.raw(t, "raw"))
        syntaxes.append(Syntax(t.choice("kind", KINDS), t.strings("needs"), raw, t.strings("example", None)))
        t.finish()
    read = Syntaxes(
        tuple(syntaxes),
        frozenset(table.strings("block")),
        frozenset(table.strings("choice")),
        frozenset(table.strings("instead")),
        reader.raw(table, "opens"),
        table.take("many_fields", int),
        table.take("many", int),
        reader.raw(table, "template_path"),
    )
    table.finish()
    return read


def _shape(reader: _Reader, data: Mapping[str, Any], syntaxes: Syntaxes, file: str) -> tuple[Shape, Pattern, Pattern]:
    table = Table(data, file)
    zones = []
    for z in table.tables("zone"):
        expressions = "|".join(z.strings("raw"))
        zones.append(
            ZoneRule(
                z.take("kind", str),
                z.choice("unit", ("line", "sentence"), "sentence"),
                re.compile(expressions),
                z.take("first", int, 0),
                z.take("last", int, 0),
                tuple(z.strings("after", ())),
                z.take("apart", bool, False),
            )
        )
        z.finish()

    def expression(key: str) -> re.Pattern[str]:
        return re.compile("|".join(table.strings(key)))

    shape = Shape(
        bullet=expression("bullet"),
        enumerator=expression("enumerator"),
        label=expression("label"),
        separator=expression("separator"),
        quoted_line=expression("quoted_line"),
        frame=expression("frame"),
        syntaxes=syntaxes,
        sentence_final=expression("sentence_final"),
        continuing=expression("continuing"),
        answered=re.compile("|".join(table.strings("answered")), re.M),
        introduced=re.compile("|".join(table.strings("introduced")), re.M),
        introduced_surely=re.compile("|".join(table.strings("introduced_surely")), re.M),
        zones=tuple(zones),
    )
    clause_ends = reader.pattern(table, "clause_ends", file)
    reported = reader.pattern(table, "reported", file)
    table.finish()
    return shape, clause_ends, reported


def _words(files: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for name, data in files.items():
        if name.startswith("words/"):
            for key, value in data.items():
                if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                    raise RuleFileError(f"{name}.toml: {key}: a word list is a list of strings")
                if key in words:
                    raise RuleFileError(f"{name}.toml: {key}: another file has a word list of this name")
                words[key] = tuple(value)
    return words


def _comparison(reader: _Reader, data: Mapping[str, Any], file: str = "answers.toml") -> Comparison:
    table = Table(data, file)
    answers = []
    for t in table.tables("answer"):
        to = t.table("to")
        if to is None:
            raise t.error("to", "is missing: what is answered?")
        answers.append(Answer(reader.act(to), reader.conditions(t, "by", file)))
        t.finish()
    same = {}
    for words in table.take("same", list):
        same.update(dict.fromkeys(words, words[0]))
    read = Comparison(tuple(answers), frozenset(table.strings("generic")), same, reader.pattern(table, "core", file), table.strings("core_of"))
    table.finish()
    return read


def _calendar(reader: _Reader, data: Mapping[str, Any], file: str = "dates.toml") -> Calendar:
    table = Table(data, file)
    acts = {word: kind for kind, words in table.take("acts", dict).items() for word in words}
    read = Calendar(
        reader.pattern(table, "promised", file), reader.pattern(table, "excused", file), acts, table.take("says", dict), table.take("says_en", dict)
    )
    table.finish()
    return read


def _naming(data: Mapping[str, Any], file: str = "names.toml") -> Naming:
    table = Table(data, file)
    read = Naming(*(re.compile(table.take(key, str), re.MULTILINE) for key in ("salutation", "general", "introduced", "signed", "number")))
    table.finish()
    return read


def _cues(reader: _Reader, table: Table, file: str) -> Iterator[SceneCue]:
    for t in table.tables("cue"):
        raw = reader.raw(t, "raw") if t.has("raw") else ()
        act = t.table("act")
        yield SceneCue(
            t.choice("scene", SCENES),
            t.take("topic", str, None),
            float(t.take("weight", (int, float))),
            reader.pattern(t, "match", file) if t.has("match") else None,
            raw,
            reader.act(act) if act else None,
            t.strings("in", ["draft"], ("draft", "incoming", "path")),
            t.take("label", str),
        )
        t.finish()


def read_rulebook(files: Mapping[str, Mapping[str, Any]], extra: Mapping[str, Mapping[str, Any]] | None = None) -> Rulebook:
    """Compile parsed rule files. Keys are paths under `rules/` without `.toml`; `extra` holds a user's own files.

    Raises RuleFileError naming the file and the key.
    """
    own = extra or {}
    everything = {**files, **own}
    compiler = Compiler(_words(everything))
    reader = _Reader(compiler)
    shape, clause_ends, reported = _shape(reader, everything["zones"], read_syntaxes(everything["placeholders"]), "zones.toml")
    table = Table(everything["options"], "options.toml")
    enumeration = Enumeration(
        reader.pattern(table, "lead_in", "options.toml"),
        reader.pattern(table, "disjunction", "options.toml"),
        reader.pattern(table, "addition", "options.toml"),
        reader.pattern(table, "either", "options.toml"),
        reader.pattern(table, "waiting", "options.toml"),
        re.compile("|".join(table.strings("inline_item"))),
        table.strings("not_alone"),
        table.take("means", dict, {}),
    )
    table.finish()
    reader.own = "scenes" in own
    scene_table = Table(everything["scenes"], "scenes.toml")
    threshold = float(scene_table.take("threshold", (int, float)))
    letters_only = scene_table.strings("letters_only")
    cues = tuple(_cues(reader, scene_table, "scenes.toml"))
    scene_table.finish()
    corrections: dict[tuple[str, str], dict[str, str]] = {}
    for t in Table(everything["tokens"], "tokens.toml").tables("correct"):
        pos, values = t.take("pos", str), t.take("set", dict)
        for surface in t.strings("surface"):
            corrections[(surface, pos)] = values
        t.finish()
    amounts = everything["amounts"]
    phrases = everything["phrases"]
    rules: dict[str, Rule] = {}
    act_files: list[ActFile] = []
    profiles: dict[str, Profile] = {}
    act_examples: dict[str, list[Mapping[str, Any]]] = {}
    for name, data in everything.items():
        group, _, rest = name.partition("/")
        if not rest or group == "words":
            continue
        reader.own = name in own
        if group == "acts":
            act_files.append(reader.act_file(data, f"{name}.toml"))
            act_examples[f"{name}.toml"] = [*data.get("example", []), *({**n, "none": True} for n in data.get("none", []))]
        elif group == "profiles":
            profiles[rest] = _profile(rest, data)
        else:
            rules[name] = reader.rule(name, data, f"{name}.toml")
    return Rulebook(
        rules,
        _sorted_acts(act_files),
        profiles,
        cues,
        threshold,
        letters_only,
        shape,
        clause_ends,
        reported,
        enumeration,
        amounts,
        _comparison(reader, everything["answers"]),
        _calendar(reader, everything["dates"]),
        _naming(everything["names"]),
        phrases,
        corrections,
        Matcher(compiler.predicates, compiler.patterns),
        compiler,
        act_examples,
    )


def read_rule(name: str, data: Mapping[str, Any], compiler: Compiler) -> Rule:
    """Read one rule by itself. Raises RuleFileError naming the key."""
    return _Reader(compiler).rule(name, data, f"{name}.toml")


def read_act_file(name: str, data: Mapping[str, Any], compiler: Compiler) -> ActFile:
    """Read one act file by itself. Raises RuleFileError naming the key."""
    return _Reader(compiler).act_file(data, f"{name}.toml")


def _profile(name: str, data: Mapping[str, Any]) -> Profile:
    table = Table(data, f"profiles/{name}.toml")
    profile = Profile(
        name,
        table.take("title", str),
        table.take("title_en", str),
        table.take("rationale", str, ""),
        table.take("rationale_en", str, ""),
        _sources(table),
        table.take("settings", dict, {}),
        table.strings("on", None),
        table.strings("off", None),
        table.strings("tiers", ["core", "context"], TIERS),
    )
    table.finish()
    return profile
