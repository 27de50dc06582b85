"""Pages for people about the rules, the profiles, and what is recognised in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from keigo_lint.conditions import Situation
from keigo_lint.language import Said
from keigo_lint.model import Report
from keigo_lint.reporters import Options
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.terminal import clean, pad, style, width, wrap
from keigo_lint.reporters.words import COLOR, NEEDS, SCENE, SEVERITY, attributes
from keigo_lint.rulefile import Profile, Rule

Words = Mapping[str, Sequence[str]]

_TIER: Mapping[str, Said] = {
    "core": Said("標準で確かめます", "on by default"),
    "context": Said("標準で、必要な情報があるときに確かめます", "on by default, where what it needs is given"),
    "strict": Said("--profile strict か --extend-select で確かめます", "off unless --profile strict or --extend-select"),
}
_SAFETY: Mapping[str, Said] = {
    "safe": Said("--fix で直せます", "--fix does it"),
    "unsafe": Said("要確認、--fix --unsafe-fixes で直せます", "look at it first; --fix --unsafe-fixes does it"),
}
# As in the harness: {a|b} stands for several texts, {@list} for one with each entry of a word list.
_GROUP = re.compile(r"(?<![{$%])\{(?![%#])(@\w+|[^{}]*\|[^{}]*)\}(?!\})")
_BLANK = re.compile(r"\{\w+\}")


def rule_page(rule: Rule, words: Words, options: Options) -> str:
    """Return the page of one rule: what it is about, why, where that comes from, and its examples."""
    ja = options.lang == "ja"
    blocks = [
        style(rule.name, options, bold=True) + "\n" + wrap(rule.title if ja else rule.title_en or rule.title, options.width),
        _rows(_facts(rule, options), options),
        wrap(rule.message if ja else rule.message_en, options.width),
        wrap(rule.rationale if ja else rule.rationale_en or rule.rationale, options.width),
    ]
    if rule.sources:
        blocks.append(_section("出典" if ja else "Sources", (f"{s.seed}  {s.advice}" for s in rule.sources), options))
    for title, examples, mark in (("悪い例" if ja else "Bad", rule.bad, "×"), ("よい例" if ja else "Good", rule.good, "○")):
        if examples:
            blocks.append(_section(title, (_example(e, mark, words, options) for e in examples), options))
    return "\n\n".join(b for b in blocks if b) + "\n"


def rules_table(rules: Iterable[Rule], options: Options) -> str:
    """Return a line a rule: name, tier, severity and title."""
    return _table(
        (style(r.name, options, bold=True), r.tier, _severity(r, options), clean(r.title if options.lang == "ja" else r.title_en or r.title))
        for r in rules
    )


def rules_data(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Return what the table has and a little more, for programs."""
    return [
        {
            "name": r.name,
            "tier": r.tier,
            "severity": r.severity,
            "title": r.title,
            "title_en": r.title_en,
            "scenes": list(r.scenes),
            "needs": r.needs,
            "fixes": [*(f.safety for f in r.fixes), *(["suggestion"] if r.suggest else [])],
        }
        for r in rules
    ]


def profiles_table(profiles: Iterable[Profile], options: Options) -> str:
    """Return a line a profile."""
    return _table((style(p.name, options, bold=True), clean(p.title if options.lang == "ja" else p.title_en)) for p in profiles)


def profile_page(profile: Profile, running: Sequence[Rule], settings: Mapping[str, Any], options: Options) -> str:
    """Return the page of one profile: why it is as it is, its settings, and the rules that run under it."""
    ja = options.lang == "ja"
    blocks = [
        style(profile.name, options, bold=True) + "\n" + (profile.title if ja else profile.title_en),
        wrap(profile.rationale, options.width),
        _section("設定" if ja else "Settings", (f"{k} = {v}" for k, v in settings.items()), options),
        _section(f"規則（{len(running)}）" if ja else f"Rules ({len(running)})", (r.name for r in running), options),
    ]
    return "\n\n".join(b for b in blocks if b) + "\n"


def inspection(situation: Situation, report: Report, options: Options, *, tokens: bool) -> str:
    """Return everything that is recognised in a draft: scene and cues, sentences with zones, tokens, acts and options."""
    ja = options.lang == "ja"
    scene = f"{report.scene}（{SCENE[report.scene].ja}）" if ja and report.scene in SCENE else report.scene
    told = Said("指定", "given").to(options.lang) if report.guess.told else "、".join(report.guess.cues)
    facts = [("場面" if ja else "scene", scene), ("手がかり" if ja else "cues", told or "-")]
    if situation.topic:
        facts.append(("話題" if ja else "topic", situation.topic))
    facts.append(("選択肢" if ja else "options", str(report.options)))
    lines = Lines(report.draft.text)
    blocks = [
        _rows(facts, options),
        _section("文" if ja else "sentences", _sentences(situation, lines, options, tokens), options, wrapped=False),
        _section("行い" if ja else "acts", _acts(report, lines), options, wrapped=False),
    ]
    return "\n\n".join(b for b in blocks if b) + "\n"


def _facts(rule: Rule, options: Options) -> Iterator[tuple[str, str]]:
    lang, ja = options.lang, options.lang == "ja"
    severity = SEVERITY[rule.severity].to(lang)
    for other in rule.severity_for:
        where = "、".join(_scene(s, lang == "ja") for s in other.scenes)
        if where:
            label = SEVERITY[other.severity].to(lang)
            severity += f"（{where}では{label}）" if ja else f" ({label} in {', '.join(other.scenes)})"
    yield "重さ" if ja else "severity", severity
    yield "種別" if ja else "tier", f"{rule.tier}（{_TIER[rule.tier].ja}）" if ja else f"{rule.tier} ({_TIER[rule.tier].en})"
    if rule.scenes:
        yield "場面" if ja else "scenes", "、".join(_scene(s, True) for s in rule.scenes) if ja else ", ".join(rule.scenes)
    if rule.needs:
        option, said = NEEDS.get(rule.needs, (None, Said(rule.needs, rule.needs)))
        yield "必要" if ja else "needs", said.to(lang) + ("" if option is None else f"（{option}）" if ja else f" ({option})")
    for fix in rule.fixes:
        yield "直し方" if ja else "fix", f"{fix.title}（{_SAFETY[fix.safety].ja}）" if ja else f"{fix.title} ({_SAFETY[fix.safety].en})"
    if rule.suggest:
        yield ("代わりの文" if rule.suggest.insert == "instead" else "加える文") if ja else "suggest", _BLANK.sub("【…】", rule.suggest.text)


def _scene(name: str, ja: bool) -> str:
    return SCENE[name].ja if ja and name in SCENE else name


def _severity(rule: Rule, options: Options) -> str:
    return style(SEVERITY[rule.severity].to(options.lang), options, COLOR[rule.severity])


def _example(example: Mapping[str, Any], mark: str, words: Words, options: Options) -> str:
    def first(group: re.Match[str]) -> str:
        entries = words.get(group[1][1:], ("…",)) if group[1].startswith("@") else group[1].split("|")
        return entries[0].replace("=", "").replace(" ", "")

    text = _GROUP.sub(first, str(example.get("text", ""))).strip()
    rows = [f"{mark} {text}"]
    if example.get("fixed"):
        rows.append("→ " + _GROUP.sub(first, str(example["fixed"])).strip())
    if example.get("why"):
        rows.append(f"（{example['why']}）")
    return "\n".join(rows)


def _sentences(situation: Situation, lines: Lines, options: Options, tokens: bool) -> Iterator[str]:
    document = situation.document
    for number, sentence in enumerate(document.sentences):
        place = lines.place(sentence.span.start)
        item = f" {sentence.item}" if sentence.item else ""
        yield f"{place.line}:{place.column}  {style(f'[{sentence.kind}]', options, 'cyan')}{clean(item)}  {clean(sentence.text)}"
        if tokens:
            rows = []
            for i in range(*document.tokens_of(number)):
                m = document.morphemes[i]
                forms = " ".join(filter(None, (m.cType, m.cForm)))
                quoted = Said("引用", "quoted").to(options.lang) if document.quoted[i] else ""
                rows.append(("  " + clean(document.surface(i, i + 1)), clean(m.lemma), m.pos, forms, quoted))
            yield from _table(rows).splitlines()


def _acts(report: Report, lines: Lines) -> Iterator[str]:
    for act in report.acts:
        place = lines.place(act.span.start)
        text = re.sub(r"\s*[\r\n]+\s*", "", report.draft.text[act.span.start : act.span.end])
        yield clean("  ".join(filter(None, (f"{place.line}:{place.column}", act.kind, attributes(act), f"「{text}」"))))


def _section(title: str, rows: Iterable[str], options: Options, *, wrapped: bool = True) -> str:
    body = [wrap(row, options.width, "  ") if wrapped else "  " + row for row in rows]
    return "\n".join([style(title, options, bold=True), *body]) if body else ""


def _rows(facts: Iterable[tuple[str, str]], options: Options) -> str:
    facts = list(facts)
    label = max(width(name) for name, _ in facts)
    indent = " " * (label + 2)
    return "\n".join(pad(name, label) + "  " + wrap(value, options.width, indent).removeprefix(indent) for name, value in facts)


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Align columns, the last one ragged; colours take no room."""
    filled = list(rows)
    if not filled:
        return ""
    widths = [max(width(_plain(cell)) for cell in column) for column in zip(*filled, strict=True)]
    return "".join("  ".join(cell + " " * (w - width(_plain(cell))) for cell, w in zip(row, widths, strict=True)).rstrip() + "\n" for row in filled)


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
