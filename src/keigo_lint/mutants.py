"""Rule files with one qualifier less. The examples of a rule file must notice each of them, or the qualifier is not shown to be needed.

What counts as a qualifier (DESIGN.md §2): each alternative of a `match` list; in an alternative each outermost slot or group, and at any depth
each feature and each look-around; each raw expression and its outermost alternatives; each condition of what is reported, and in it each test of
an attribute; each scene; in an act file each `[[act]]` and each `[[refine]]`. Words of an any-of list (`a|b`, `( a | b )`) are not: they stand
for each other, as the words of a word list do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from keigo_lint.pattern import SLOT, PatternError, split
from keigo_lint.rulefile import CHECKS, MEASURES

Data = Mapping[str, Any]
Path = tuple[str | int, ...]
NARROWING = ("window", "quoted", "count", "options", "scenes", "position", "template", *MEASURES)  # keys of a condition that may be left out
SUBJECTS = ("match", "act", "options", "scenes", "position", "template", *MEASURES)  # a condition needs one of these to say anything
LOOKS = ("!(", "!<(", "&(")
NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Change:
    """The pattern line that a mutant changes, what it becomes (empty: left out), and the window of the condition that it stands in."""

    old: str
    new: str
    window: str | None


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule file without something: `dropped` says what, `where` at which key.

    `entire` marks one that drops all that there is at that key and below it, and so every qualifier there. `whole` marks one that drops more
    than a qualifier, or what is true of every rule: it need not be noticed, it only tells near misses apart from phrases that nothing in the
    file has to do with.
    """

    where: str
    dropped: str
    data: Data
    change: Change | None = None
    entire: bool = False
    whole: bool = False


def mutants_of_rule(data: Data, zones: Sequence[str]) -> Iterator[Mutant]:
    """Yield a rule without each of its qualifiers; `zones` are all kinds of zones."""
    check = next(key for key in CHECKS if key in data)
    yield from _strings(data, ("scenes",), "the scene", "the limit to scenes")
    yield from _strings(data, ("topics_off",), "the topic", None)
    yield from _guards(data, ())
    yield from _finder(data, (check,))
    for i in range(len(data[check].get("before", ()))):
        yield _less(data, (check, "before", i), "this [[before]]", entire=True)
        yield from _finder(data, (check, "before", i))
    for i in range(len(data[check].get("item", ()))):
        yield _less(data, (check, "item", i), "this [[item]]", entire=True)
        yield from _finder(data, (check, "item", i))
    yield from _conditions(data, (check, "by"))
    keys = ("within", "distinct", "once", "state", *(("below", "above") if {"below", "above"} <= data[check].keys() else ()))
    yield from (_less(data, (check, key), f"'{key}'") for key in keys if key in data[check])
    yield from _whole_check(data, check)
    everywhere = {**data[check], "zones": list(zones), "quoted": True}
    yield Mutant(check, "the limits to zones and to what is not quoted", {**data, check: everywhere}, whole=True)


def mutants_of_act_file(data: Data, zones: Sequence[str]) -> Iterator[Mutant]:
    """Yield an act file without each of its qualifiers; `zones` are all kinds of zones."""
    acts = data.get("act", ())
    for i, act in enumerate(acts):
        if len(acts) > 1:
            yield _less(data, ("act", i), "this [[act]]", entire=True)
        yield from _match(data, ("act", i, "match"), None)
        for key in act.get("attributes", ()):
            yield _less(data, ("act", i, "attributes", key), f"the attribute '{key}'")
        yield from _guards(data, ("act", i))
        yield from _zones(data, ("act", i))
    yield from _conditions(data, ("unless",))
    for i, refinement in enumerate(data.get("refine", ())):
        yield _less(data, ("refine", i), "this [[refine]]", entire=True)
        if len(refinement["set"]) > 1:
            for key in refinement["set"]:
                yield _less(data, ("refine", i, "set", key), f"the attribute '{key}'")
        yield from _guards(data, ("refine", i))
    open_acts = [{k: v for k, v in act.items() if k != "unless"} for act in acts]
    yield Mutant("unless", "all exceptions", {**{k: v for k, v in data.items() if k != "unless"}, "act": open_acts}, whole=True)
    everywhere = [{**act, "zones": list(zones), "quoted": True} for act in acts]
    yield Mutant("act", "the limits to zones and to what is not quoted", {**data, "act": everywhere}, whole=True)


def _whole_check(data: Data, check: str) -> Iterator[Mutant]:
    """Yield the rule without that which its check looks for beside what it reports: it then speaks wherever its guards let it."""
    body = data[check]
    if check == "require":
        yield Mutant(check, "what is required", {**data, check: {"act": {"kind": ""}}}, whole=True)
    elif check == "count":
        yield Mutant(check, "the limit", {**data, check: {**body, **({"below": NEVER} if "below" in body else {"above": -1})}}, whole=True)
    elif check in ("order", "accompany"):
        found = {k: v for k, v in body.items() if k not in ("before", "within", "by", "at")}
        yield Mutant(check, "what must come with it", {**{k: v for k, v in data.items() if k != check}, "forbid": found}, whole=True)


# --- addresses ------------------------------------------------------------
def _at(path: Path) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def _get(data: Any, path: Path, default: Any = None) -> Any:
    for key in path:
        if isinstance(key, str) and key not in data:
            return default
        data = data[key]
    return data


def _put(data: Any, path: Path, value: Any) -> Any:
    """Return a copy of `data` with another value at `path`."""
    key, rest = path[0], path[1:]
    copy: Any = dict(data) if isinstance(key, str) else list(data)
    copy[key] = _put(data[key], rest, value) if rest else value
    return copy


def _without(data: Any, path: Path) -> Any:
    """Return a copy of `data` without what is at `path`; a list that becomes empty goes too."""
    key, rest = path[0], path[1:]
    copy: Any = dict(data) if isinstance(key, str) else list(data)
    if not rest:
        del copy[key]
        return copy
    copy[key] = _without(data[key], rest)
    if copy[key] == [] and isinstance(key, str):
        del copy[key]
    return copy


def _less(data: Data, path: Path, dropped: str, *, entire: bool = False) -> Mutant:
    return Mutant(_at(path), dropped, _without(data, path), entire=entire)


# --- tables ---------------------------------------------------------------
def _strings(data: Data, path: Path, one: str, all_of_it: str | None) -> Iterator[Mutant]:
    """Drop each string of a list, and the whole key."""
    value = _get(data, path)
    if isinstance(value, list) and (len(value) > 1 or all_of_it is None):
        for i, item in enumerate(value):
            yield _less(data, (*path, i), f"{one} '{item}'")
    if value and all_of_it is not None:
        yield _less(data, path, all_of_it)


def _zones(data: Data, path: Path) -> Iterator[Mutant]:
    yield from _strings(data, (*path, "zones"), "the zone", "the limit to zones")
    if _get(data, (*path, "quoted")):
        yield _less(data, (*path, "quoted"), "'quoted'")


def _finder(data: Data, path: Path) -> Iterator[Mutant]:
    yield from _match(data, (*path, "match"), None)
    yield from _raw(data, (*path, "raw"))
    yield from _act(data, (*path, "act"))
    yield from _strings(data, (*path, "placeholders"), "the placeholders", "the placeholders")
    yield from _zones(data, path)


def _guards(data: Data, path: Path) -> Iterator[Mutant]:
    for key in ("when", "unless"):
        yield from _conditions(data, (*path, key))


def _conditions(data: Data, path: Path) -> Iterator[Mutant]:
    conditions = _get(data, path, ())
    for i, condition in enumerate(conditions):
        here = (*path, i)
        yield _less(data, here, "this condition", entire=True)
        window = condition.get("window")
        yield from _match(data, (*here, "match"), window if isinstance(window, str) else None)
        yield from _act(data, (*here, "act"))
        yield from _strings(data, (*here, "zones"), "the zone", "the limit to zones")
        yield from _bounds(data, (*here, "options"))
        for measure in ("count", *MEASURES):
            yield from _bounds(data, (*here, measure))
        if len(condition.get("scenes", ())) > 1:
            yield from _strings(data, (*here, "scenes"), "the scene", None)
        for key in NARROWING:
            if key in condition and any(other in condition for other in SUBJECTS if other != key):
                yield _less(data, (*here, key), f"'{key}'")
    if len(conditions) > 1:
        yield replace(_less(data, path, "all of these conditions"), whole=True)


def _bounds(data: Data, path: Path) -> Iterator[Mutant]:
    value = _get(data, path)
    if isinstance(value, dict) and {"below", "above"} <= value.keys():
        for key in ("below", "above"):
            yield _less(data, (*path, key), f"'{key}'")


def _act(data: Data, path: Path) -> Iterator[Mutant]:
    for key, value in (_get(data, path) or {}).items():
        here = (*path, key)
        if key != "kind":
            yield _less(data, here, f"the test of '{key}'")
        yield from _bounds(data, here)
        listed, here = (value["not"], (*here, "not")) if isinstance(value, dict) and "not" in value else (value, here)
        if isinstance(listed, list) and len(listed) > 1:
            for i, item in enumerate(listed):
                yield _less(data, (*here, i), f"'{item}'")


# --- raw expressions ------------------------------------------------------
def _raw(data: Data, path: Path) -> Iterator[Mutant]:
    value = _get(data, path)
    lines = [value] if isinstance(value, str) else value or []
    for i, line in enumerate(lines):
        where = f"{_at(path)}[{i}]"
        if len(lines) > 1:
            yield Mutant(where, f"the expression 「{line}」", _put(data, path, [*lines[:i], *lines[i + 1 :]]), entire=True)
        parts = top_level(line)
        for j, part in enumerate(parts) if len(parts) > 1 else ():
            left = "|".join([*parts[:j], *parts[j + 1 :]])
            yield Mutant(where, f"「{part}」 of 「{line}」", _put(data, path, [*lines[:i], left, *lines[i + 1 :]]))


def top_level(expression: str) -> list[str]:
    """Cut a regular expression at the bars that stand outside every bracket."""
    parts, start, depth, i = [], 0, 0, 0
    while i < len(expression):
        character = expression[i]
        if character == "\\":
            i += 1
        elif character == "[":
            # A bracket that comes first in a class belongs to it.
            opened = i + 2 if expression[i + 1 : i + 2] == "^" else i + 1
            i = _class_end(expression, opened)
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and not depth:
            parts.append(expression[start:i])
            start = i + 1
        i += 1
    return [*parts, expression[start:]]


def _class_end(expression: str, i: int) -> int:
    first = i
    while i < len(expression) and (expression[i] != "]" or i == first):
        i += 2 if expression[i] == "\\" else 1
    return i


# --- patterns -------------------------------------------------------------
def _match(data: Data, path: Path, window: str | None) -> Iterator[Mutant]:
    value = _get(data, path)
    lines = [value] if isinstance(value, str) else value or []
    for i, line in enumerate(lines):
        where = f"{_at(path)}[{i}]"
        if len(lines) > 1:
            yield Mutant(where, f"the alternative 「{line}」", _put(data, path, [*lines[:i], *lines[i + 1 :]]), Change(line, "", window), True)
        for dropped, new in cuts(line):
            yield Mutant(where, f"{dropped} of 「{line}」", _put(data, path, [*lines[:i], new, *lines[i + 1 :]]), Change(line, new, window))
        for dropped, new in _bare(line):
            changed = Change(line, new, window)
            yield Mutant(where, f"{dropped} of 「{line}」", _put(data, path, [*lines[:i], new, *lines[i + 1 :]]), changed, whole=True)


def cuts(line: str) -> Iterator[tuple[str, str]]:
    """Yield a pattern line without each of its qualifiers, with the name of what is gone. What cannot be a pattern by itself is left out."""
    tokens = split(line)
    ends = _brackets(tokens)
    seen = {" ".join(tokens)}

    def cut(dropped: str, left: list[str]) -> Iterator[tuple[str, str]]:
        new = " ".join(_unmarked(left))
        if new not in seen and any(not _is_place(t) for t in left):
            seen.add(new)
            yield dropped, new

    i = 0
    while i < len(tokens):
        end = ends.get(i, i) + 1
        if not _is_place(tokens[i]) and not _is_gap(tokens[i]):
            yield from cut(f"「{' '.join(tokens[i:end])}」", _joined(tokens[:i], tokens[end:]))
        i = end
    for i, token in enumerate(tokens):
        if i in ends:
            if token in LOOKS:
                yield from cut(f"the look-around 「{' '.join(tokens[i : ends[i] + 1])}」", [*tokens[:i], *tokens[ends[i] + 1 :]])
        elif not _is_place(token) and token != "|" and token[0] != ")":
            for dropped, slot in _slot_cuts(token):
                yield from cut(f"「{dropped}」 of 「{token}」", [*tokens[:i], slot, *tokens[i + 1 :]])


def _bare(line: str) -> Iterator[tuple[str, str]]:
    """Yield a pattern line without any look-around, and without any feature."""
    tokens = split(line)
    ends = _brackets(tokens)
    hidden = {j for i in ends if tokens[i] in LOOKS for j in range(i, ends[i] + 1)}
    if sum(tokens[i] in LOOKS for i in ends) > 1 and len(hidden) < len(tokens):
        yield "all look-arounds", " ".join(_unmarked([t for i, t in enumerate(tokens) if i not in hidden]))
    if sum("[" in t for t in tokens) > 1 or any("," in t for t in tokens if "[" in t):
        yield "all features", " ".join(re.sub(r"\[[^\]]*\]", "", t) if t[0] != "[" else "_" + re.sub(r"\[[^\]]*\]", "", t) for t in tokens)


def _brackets(tokens: Sequence[str]) -> dict[int, int]:
    """Return the place of each opening bracket with that of its closing one."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for i, token in enumerate(tokens):
        if token == "(" or token in LOOKS:
            opened.append(i)
        elif token.startswith(")"):
            if not opened:
                raise PatternError("has a ')' without its '('")
            ends[opened.pop()] = i
    if opened:
        raise PatternError("has a '(' without its ')'")
    return ends


def _is_place(token: str) -> bool:
    return token in ("^", "$", "^^", "$$", "<", ">")


def _is_gap(token: str) -> bool:
    return token.startswith("..")


def _joined(before: list[str], after: list[str]) -> list[str]:
    """Join what is left of a line, without a gap that led only to the part that was dropped."""
    if all(map(_is_place, before)):
        while gaps := [i for i, t in enumerate(after) if _is_gap(t) and all(map(_is_place, after[:i]))]:
            after = [t for i, t in enumerate(after) if i not in gaps]
    if all(map(_is_place, after)):
        while gaps := [i for i, t in enumerate(before) if _is_gap(t) and all(map(_is_place, before[i + 1 :]))]:
            before = [t for i, t in enumerate(before) if i not in gaps]
    return [*before, *after]


def _unmarked(tokens: list[str]) -> list[str]:
    """Leave out marks that have nothing left between them."""
    marks = [i for i, t in enumerate(tokens) if t in ("<", ">")]
    return [t for i, t in enumerate(tokens) if i not in marks] if len(marks) == 2 and marks[1] == marks[0] + 1 else tokens


def _slot_cuts(token: str) -> Iterator[tuple[str, str]]:
    """Yield a slot without each of its features."""
    match = SLOT.match(token)
    if match is None or _is_gap(token):
        return
    words, features, op = match["words"], match["features"], match["op"]
    items = [part.strip() for part in features.split(",")] if features else []
    for i, item in enumerate(items):
        yield item, _slot(words, [*items[:i], *items[i + 1 :]], op)


def _slot(words: str, features: Sequence[str], op: str) -> str:
    return (words or ("" if features else "_")) + (f"[{','.join(features)}]" if features else "") + op
