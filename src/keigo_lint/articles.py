"""What the rules rest on: the lines of advice of the articles, published norms, and where the articles disagree (`rules/articles.toml`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keigo_lint.language import Said
from keigo_lint.model import Source
from keigo_lint.rulefile import Rule, Table

FILE = "articles"
KINDS = ("checked", "contrary", "unseen", "refused")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of advice. A text can be held to it (`checked`), a rule reports what it advises (`contrary`), no text can show it (`unseen`),
    or a machine must not follow it (`refused`); `why` is empty for the first.
    """

    seed: str
    place: str
    advice: Said
    kind: str
    why: Said

    @property
    def checkable(self) -> bool:
        """Tell whether a rule can speak of it."""
        return self.kind in ("checked", "contrary")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where articles disagree: what each says, how that is settled, and in which profiles."""

    topic: Said
    says: tuple[tuple[str, Said], ...]
    settled: Said
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Articles:
    """Everything that rules may name as their source. `articles` and `norms` map names to titles."""

    articles: Mapping[str, Said]
    lines: tuple[Line, ...]
    norms: Mapping[str, Said]
    conflicts: tuple[Conflict, ...]

    def said(self, source: Source) -> Said:
        """Return the advice that a source names, in both languages as far as it is a line of an article."""
        english = (line.advice.en for line in self.lines if (line.seed, line.advice.ja) == (source.seed, source.advice))
        return Said(source.advice, next(english, source.advice))

    def unknown(self, source: Source) -> str | None:
        """Say what is wrong with a source that names no line and no norm."""
        if source.seed in self.norms:
            return None
        lines = [line.advice.ja for line in self.lines if line.seed == source.seed]
        if not lines:
            return f"{source.seed!r} is no article ({', '.join(self.articles)}) and no norm ({', '.join(self.norms)}) of rules/{FILE}.toml"
        return (
            None if source.advice in lines else f"{source.advice!r} is no line of {source.seed} in rules/{FILE}.toml, which has: {' | '.join(lines)}"
        )


def read_articles(files: Mapping[str, Mapping[str, Any]]) -> Articles:
    """Read the lines of the articles from parsed rule files. Raises RuleFileError naming the key."""
    table = Table(files[FILE], f"{FILE}.toml")
    articles = {t.take("seed", str): _said(t, "title") for t in _all(table, "article")}
    lines = tuple(_line(t) for t in _all(table, "line"))
    norms = {t.take("name", str): _said(t, "title") for t in _all(table, "norm")}
    conflicts = tuple(_conflict(t) for t in _all(table, "conflict"))
    table.finish()
    return Articles(articles, lines, norms, conflicts)


def checked_by(rules: Iterable[Rule]) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the names of the rules that name each line, by its article and advice."""
    found: dict[tuple[str, str], list[str]] = {}
    for rule in rules:
        for source in rule.sources:
            found.setdefault((source.seed, source.advice), []).append(rule.name)
    return {key: sorted(set(names)) for key, names in found.items()}


def _all(table: Table, key: str) -> Iterable[Table]:
    for t in table.tables(key):
        yield t
        t.finish()


def _said(table: Table, key: str) -> Said:
    return Said(table.take(key, str), table.take(f"{key}_en", str))


def _line(table: Table) -> Line:
    kind = table.choice("kind", KINDS, "checked")
    why = Said("", "") if kind == "checked" else _said(table, "why")
    return Line(table.take("seed", str), table.take("place", str), _said(table, "advice"), kind, why)


def _conflict(table: Table) -> Conflict:
    says = tuple((t.take("seed", str), Said(t.take("ja", str), t.take("en", str))) for t in _all(table, "says"))
    return Conflict(_said(table, "topic"), says, _said(table, "settled"), table.strings("profiles"))
