"""Pages for people about the rules, the profiles, and what is recognised in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from keigo_lint.articles import Articles
from keigo_lint.conditions import Situation
from keigo_lint.language import Said
from keigo_lint.model import Report
from keigo_lint.reporters import Options
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.rulepage import rows, section
from keigo_lint.reporters.terminal import clean, style, width, wrap
from keigo_lint.reporters.words import COLOR, SCENE, SEVERITY, attributes
from keigo_lint.rulefile import Profile, Rule


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


def profile_page(
    profile: Profile, running: Sequence[Rule], standard: Sequence[Rule], settings: Mapping[str, Any], articles: Articles, options: Options
) -> str:
    """Return the page of one profile: why it is as it is, whose advice it follows, its settings, and the rules that run under it.

    What it turns on and off, seen from the standard profile, is told with the advice that each of those rules comes from.
    """
    ja = options.lang == "ja"
    on = [rule for rule in running if rule not in standard]
    off = [rule for rule in standard if rule not in running]

    def advised(rule: Rule) -> str:
        return f"{rule.name}  " + " / ".join(f"{s.seed}「{s.advice}」" if ja else f"{s.seed}: {articles.said(s).en}" for s in rule.sources)

    blocks = [
        style(profile.name, options, bold=True) + "\n" + (profile.title if ja else profile.title_en),
        wrap(profile.rationale if ja else profile.rationale_en or profile.rationale, options.width),
        section("従う助言" if ja else "Whose advice", (f"{s.seed}  {articles.said(s).to(options.lang)}" for s in profile.sources), options),
        section(f"標準に加えて確かめる規則（{len(on)}）" if ja else f"Turned on ({len(on)})", map(advised, on), options),
        section(f"標準にはあり、確かめない規則（{len(off)}）" if ja else f"Turned off ({len(off)})", map(advised, off), options),
        section("設定" if ja else "Settings", (f"{k} = {v}" for k, v in settings.items()), options),
        section(f"規則（{len(running)}）" if ja else f"Rules ({len(running)})", (r.name for r in running), options),
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
        rows(facts, options),
        section("文" if ja else "sentences", _sentences(situation, lines, options, tokens), options, wrapped=False),
        section("行い" if ja else "acts", _acts(report, lines), options, wrapped=False),
    ]
    return "\n\n".join(b for b in blocks if b) + "\n"


def _severity(rule: Rule, options: Options) -> str:
    return style(SEVERITY[rule.severity].to(options.lang), options, COLOR[rule.severity])


def _sentences(situation: Situation, lines: Lines, options: Options, tokens: bool) -> Iterator[str]:
    document = situation.document
    for number, sentence in enumerate(document.sentences):
        place = lines.place(sentence.span.start)
        item = f" {sentence.item}" if sentence.item else ""
        yield f"{place.line}:{place.column}  {style(f'[{sentence.kind}]', options, 'cyan')}{clean(item)}  {clean(sentence.text)}"
        if tokens:
            forms_of = []
            for i in range(*document.tokens_of(number)):
                m = document.morphemes[i]
                forms = " ".join(filter(None, (m.cType, m.cForm)))
                quoted = Said("引用", "quoted").to(options.lang) if document.quoted[i] else ""
                forms_of.append(("  " + clean(document.surface(i, i + 1)), clean(m.lemma), m.pos, forms, quoted))
            yield from _table(forms_of).splitlines()


def _acts(report: Report, lines: Lines) -> Iterator[str]:
    for act in report.acts:
        place = lines.place(act.span.start)
        text = re.sub(r"\s*[\r\n]+\s*", "", report.draft.text[act.span.start : act.span.end])
        yield clean("  ".join(filter(None, (f"{place.line}:{place.column}", act.kind, attributes(act), f"「{text}」"))))


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Align columns, the last one ragged; colours take no room."""
    filled = list(rows)
    if not filled:
        return ""
    widths = [max(width(_plain(cell)) for cell in column) for column in zip(*filled, strict=True)]
    return "".join("  ".join(cell + " " * (w - width(_plain(cell))) for cell, w in zip(row, widths, strict=True)).rstrip() + "\n" for row in filled)


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
