"""Which rules run, and how severe they are: names, groups and globs resolved against a rulebook."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from keigo_lint.language import Said, SaidError
from keigo_lint.model import Severity
from keigo_lint.rulefile import Profile, Rule, Rulebook

ALL = "ALL"


class UnknownName(SaidError):
    """A name that nothing has. `name` is the name, `near` the one that was probably meant."""

    def __init__(self, what: Said, name: str, known: Iterable[str], cutoff: float = 0.5) -> None:
        known = list(known)
        near = get_close_matches(name, known, 1, cutoff)
        self.name = name
        self.near = near[0] if near else None
        if near:
            more = Said(f"。「{near[0]}」のことですか", f"; did you mean {near[0]!r}?")
        elif len(known) <= 20:
            more = Said(f"（{'、'.join(known)} のどれかです）", f"; there are {', '.join(known)}")
        else:
            more = Said("", "")
        super().__init__(Said(f"「{name}」という{what.ja}はありません{more.ja}", f"unknown {what.en} {name!r}{more.en}"))


RULE, PROFILE, SCENE = Said("規則", "rule"), Said("プロファイル", "profile"), Said("場面", "scene")
LIMIT, WORD_LIST = Said("数値", "limit"), Said("語の一覧", "word list")


@dataclass(frozen=True, slots=True)
class Selection:
    """One say in which rules run: `select` (if not None) starts afresh, `extend` adds, `ignore` takes away. Names, groups (`keigo/`) and globs."""

    select: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def named(pattern: str, rulebook: Rulebook) -> set[str]:
    """Return the rules that a name, a group (`keigo/` or `keigo`) or a glob means. Raises UnknownName if there are none."""
    glob = pattern + "*" if pattern.endswith("/") else pattern
    found = {n for n in rulebook.rules if fnmatch.fnmatchcase(n, glob) or n.startswith(pattern.rstrip("/") + "/") or pattern == ALL}
    if not found:
        raise UnknownName(RULE, pattern, rulebook.rules)
    return found


def known_profile(name: str, rulebook: Rulebook) -> Profile:
    """Return a profile. Raises UnknownName."""
    if name not in rulebook.profiles:
        raise UnknownName(PROFILE, name, rulebook.profiles)
    return rulebook.profiles[name]


def limits_of(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the names of the numbers that profiles set."""
    return tuple(sorted({name for profile in rulebook.profiles.values() for name in profile.settings}))


def check_limits(limits: Iterable[str], rulebook: Rulebook) -> None:
    """Raise UnknownName for a number that no profile sets."""
    for name in limits:
        if name not in limits_of(rulebook):
            raise UnknownName(LIMIT, name, limits_of(rulebook))


def selected(rulebook: Rulebook, profile: Profile, selections: Sequence[Selection]) -> tuple[Rule, ...]:
    """Return the rules that run, by name: the profile's, then what each selection makes of them. Raises KeigoLintError if none is left."""
    names: set[str] = set()
    if not any(s.select is not None for s in selections):
        names = {r.name for r in rulebook.rules.values() if r.tier in profile.tiers} | _all(profile.on, rulebook)
        names -= _all(profile.off, rulebook)
    for selection in selections:
        if selection.select is not None:
            names = _all(selection.select, rulebook)
        names |= _all(selection.extend, rulebook)
        names -= _all(selection.ignore, rulebook)
    if not names:
        raise SaidError(Said("確かめる規則が一つも選ばれていません", "no rule is selected"))
    return tuple(rulebook.rules[name] for name in sorted(names))


def severities(rulebook: Rulebook, wanted: Mapping[str, Severity]) -> dict[str, Severity]:
    """Return the severity of each rule that `wanted` names; of two names that mean a rule the longer one counts, and its own name most."""
    found: dict[str, Severity] = {}
    for pattern in sorted(wanted, key=lambda p: (p in rulebook.rules, p != ALL, len(p))):
        found.update(dict.fromkeys(named(pattern, rulebook), wanted[pattern]))
    return found


def _all(patterns: Iterable[str], rulebook: Rulebook) -> set[str]:
    return {name for pattern in patterns for name in named(pattern, rulebook)}
