"""The page of one rule: made once, shown on a terminal and written as Markdown for the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keigo_lint.articles import Articles
from keigo_lint.language import Language, Said
from keigo_lint.reporters import Options
from keigo_lint.reporters.markdown import escaped, table
from keigo_lint.reporters.terminal import pad, style, width, wrap
from keigo_lint.reporters.words import NEEDS, SCENE, SEVERITY
from keigo_lint.rulefile import Measured, Rule

Words = Mapping[str, Sequence[str]]

_TIER: Mapping[str, Said] = {
    "core": Said("標準で確かめます", "on by default"),
    "context": Said("標準で、必要な情報があるときに確かめます", "on by default, where what it needs is given"),
    "strict": Said("--profile strict か --extend-select で確かめます", "off unless --profile strict or --extend-select"),
}
_SAFETY: Mapping[str, Said] = {
    "safe": Said("--fix で直せます", "--fix does it"),
    "unsafe": Said("要確認、--fix --unsafe-fixes で直せます", "look at it first; --fix --unsafe-fixes does it"),
    "suggestion": Said("書き換え案、--fix --unsafe-fixes で入ります", "a suggestion; --fix --unsafe-fixes puts it in"),
}
_BAD, _GOOD, _SOURCES = Said("悪い例", "Bad"), Said("よい例", "Good"), Said("出典", "Sources")
# As in the harness: {a|b} stands for several texts, {@list} for one with each entry of a word list.
_GROUP = re.compile(r"(?<![{$%])\{(?![%#])(@\w+|[^{}]*\|[^{}]*)\}(?!\})")
_BLANK = re.compile(r"\{\w+\}")
_MARK = re.compile("⟦(.*?)⟧", re.S)


@dataclass(frozen=True, slots=True)
class Example:
    """A text, what the fix makes of it, why it is right, and what is known beside it; ⟦ and ⟧ stand round what is reported."""

    text: str
    fixed: str = ""
    why: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulePage:
    """What there is to say about a rule, in one language."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    message: str
    rationale: str
    sources: tuple[tuple[str, str], ...]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]


def rule_page(rule: Rule, words: Words, articles: Articles, lang: Language) -> RulePage:
    """Make the page of a rule: what it is about, why, where that comes from, and its examples."""
    ja = lang == "ja"
    return RulePage(
        rule.name,
        rule.title if ja else rule.title_en or rule.title,
        tuple(_facts(rule, lang)),
        _BLANK.sub("…", rule.message if ja else rule.message_en),
        rule.rationale if ja else rule.rationale_en or rule.rationale,
        tuple((s.seed, articles.said(s).to(lang)) for s in rule.sources),
        tuple(dict.fromkeys(_example(e, words, lang) for e in rule.bad)),
        tuple(dict.fromkeys(_example(e, words, lang) for e in rule.good)),
    )


def as_text(page: RulePage, options: Options) -> str:
    """Return the page for a terminal."""
    lang = options.lang
    blocks = [
        style(page.name, options, bold=True) + "\n" + wrap(page.title, options.width),
        rows(page.facts, options),
        wrap(page.message, options.width),
        wrap(page.rationale, options.width),
        section(_SOURCES.to(lang), (f"{seed}  {advice}" for seed, advice in page.sources), options),
    ]
    for title, examples, mark in ((_BAD, page.bad, "×"), (_GOOD, page.good, "○")):
        blocks.append(section(title.to(lang), ("\n".join(_lines(e, mark)) for e in examples), options))
    return "\n\n".join(b for b in blocks if b) + "\n"


def as_markdown(page: RulePage, lang: Language) -> str:
    """Return the page as Markdown."""
    blocks = [
        f"# {page.name}",
        escaped(page.title),
        table(("", ""), [(escaped(label), escaped(value)) for label, value in page.facts]),
        f"> {escaped(page.message)}",
        escaped(page.rationale),
    ]
    if page.sources:
        blocks.append(f"## {_SOURCES.to(lang)}")
        blocks.append("\n".join(f"- {escaped(seed)}: {escaped(advice)}" for seed, advice in page.sources))
    for title, examples, mark in ((_BAD, page.bad, "×"), (_GOOD, page.good, "○")):
        if examples:
            blocks.append(f"## {title.to(lang)}")
            blocks.extend("\n".join(f"> {_marked(line)}<br>" for line in "\n".join(_lines(e, mark)).split("\n")) for e in examples)
    return "\n\n".join(b for b in blocks if b) + "\n"


def section(title: str, entries: Iterable[str], options: Options, *, wrapped: bool = True) -> str:
    """Return a heading and what stands under it; nothing without entries."""
    body = [wrap(entry, options.width, "  ") if wrapped else "  " + entry for entry in entries]
    return "\n".join([style(title, options, bold=True), *body]) if body else ""


def rows(facts: Iterable[tuple[str, str]], options: Options) -> str:
    """Return labels and values in two columns."""
    facts = list(facts)
    label = max(width(name) for name, _ in facts)
    indent = " " * (label + 2)
    return "\n".join(pad(name, label) + "  " + wrap(value, options.width, indent).removeprefix(indent) for name, value in facts)


def _facts(rule: Rule, lang: Language) -> Iterator[tuple[str, str]]:
    ja = lang == "ja"
    severity = SEVERITY[rule.severity].to(lang)
    for other in rule.severity_for:
        where = "、".join(_scene(s, ja) for s in other.scenes)
        if where:
            label = SEVERITY[other.severity].to(lang)
            severity += f"（{where}では{label}）" if ja else f" ({label} in {', '.join(other.scenes)})"
    yield "重さ" if ja else "severity", severity
    yield "種別" if ja else "tier", f"{rule.tier}（{_TIER[rule.tier].ja}）" if ja else f"{rule.tier} ({_TIER[rule.tier].en})"
    if rule.measured:
        yield "適合率" if ja else "precision", _measured(rule.measured).to(lang)
    if rule.scenes:
        yield "場面" if ja else "scenes", "、".join(_scene(s, True) for s in rule.scenes) if ja else ", ".join(rule.scenes)
    if rule.needs:
        option, said = NEEDS.get(rule.needs, (None, Said(rule.needs, rule.needs)))
        yield "必要" if ja else "needs", said.to(lang) + ("" if option is None else f"（{option}）" if ja else f" ({option})")
    for fix in rule.fixes:
        yield "直し方" if ja else "fix", f"{fix.title}（{_SAFETY[fix.safety].ja}）" if ja else f"{fix.title} ({_SAFETY[fix.safety].en})"
    if rule.suggest:
        yield ("代わりの文" if rule.suggest.insert == "instead" else "加える文") if ja else "suggest", _BLANK.sub("【…】", rule.suggest.texts[0])


def _measured(measured: Measured) -> Said:
    if measured.precision is None:
        return Said("確かめた文面では指摘がありませんでした", "no finding in the texts it was tried on")
    share = f"{measured.precision:.0%}"
    return Said(f"{share}（読んだ指摘 {measured.findings} 件）", f"{share} of {measured.findings} findings that were read")


def _scene(name: str, ja: bool) -> str:
    return SCENE[name].ja if ja and name in SCENE else name


def _example(example: Mapping[str, Any], words: Words, lang: Language) -> Example:
    def first(group: re.Match[str]) -> str:
        entries = words.get(group[1][1:], ("…",)) if group[1].startswith("@") else group[1].split("|")
        return entries[0].replace("=", "").replace(" ", "")

    text, fixed = (_GROUP.sub(first, str(example.get(key) or "")).strip() for key in ("text", "fixed"))
    given = ((said.to(lang), _GROUP.sub(first, str(example[key])).strip()) for key, (_, said) in NEEDS.items() if example.get(key))
    return Example(
        text, fixed, str(example.get("why") or ""), tuple(f"{name}：{value}" if lang == "ja" else f"{name}: {value}" for name, value in given)
    )


def _lines(example: Example, mark: str) -> Iterator[str]:
    yield from (f"〔{known}〕" for known in example.known)
    yield f"{mark} {example.text}"
    if example.fixed:
        yield f"→ {example.fixed}"
    if example.why:
        yield f"（{example.why}）"


def _marked(line: str) -> str:
    return _MARK.sub(r"<mark>\1</mark>", escaped(line))
