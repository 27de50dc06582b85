"""For people: each draft in a line, each finding with its source line, the reason, and what to write instead."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from keigo_lint.files import DraftResult, FileResult
from keigo_lint.model import Diagnostic, Fix, Span
from keigo_lint.reporters import Options
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.terminal import clean, excerpt, fill, pad, style, width, wrap
from keigo_lint.reporters.totals import not_checked, statistics, summary
from keigo_lint.reporters.words import COLOR, SCENE, SEVERITY, SYMBOL, TRAITS, attributes

_CLEAN_DRAFTS = 10  # with more drafts than this only those with findings are shown
_ROWS = 3  # lines shown of one finding
_LONGEST = 240  # characters shown of a message or a sentence
_CUES = 3
_ENOUGH = 30  # characters that make a reason; a shorter first sentence takes the next one along
_SENTENCE = re.compile(r"(?:「[^」]*」|『[^』]*』|（[^）]*）|\([^)]*\)|\b(?:e\.g|i\.e|etc|vs)\.|[^。.]|\.(?!\s|$))+(?:。|\.\s*)?")


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the report."""
    blocks: list[str] = []
    told: set[str] = set()  # the reason of a rule is given once
    all_shown = sum(len(file.drafts) for file in files) <= _CLEAN_DRAFTS
    if options.statistics:
        blocks.append(statistics_table(files, options))
    else:
        for file in files:
            lines = Lines(file.text)
            for draft in file.drafts:
                if draft.checked and (draft.report.diagnostics or all_shown):
                    blocks.append(draft_line(file, draft, options))
                if options.acts:
                    blocks.append(_acts(draft, lines, options))
                text = draft.report.draft.text
                inner = lines if text == file.text else Lines(text)
                blocks.extend(_finding(file, draft, lines, inner, d, told, options) for d in draft.report.diagnostics)
    blocks.append(closing(files, options))
    return "\n\n".join(b for b in blocks if b) + "\n"


def closing(files: Sequence[FileResult], options: Options) -> str:
    """Return the lines at the end: the totals, and what could not be checked."""
    lines = [style(wrap(summary(files, options.lang), options.width), options, bold=True)]
    missing = not_checked(files, options.lang)
    if missing:
        lines.append(style(wrap(missing, options.width), options, dim=True))
    return "\n".join(lines)


def draft_line(file: FileResult, draft: DraftResult, options: Options) -> str:
    """Return the line about a draft: what it was taken for and why, and what it does and lacks."""
    report, ja = draft.report, options.lang == "ja"
    place = f"{file.path}:{draft.extract.line}" if len(file.drafts) > 1 else file.path
    head = style(clean(place if report.draft.name is None else f"{place} ({report.draft.name})"), options, bold=True)
    scene = SCENE[report.scene].to(options.lang) if report.scene in SCENE else report.scene
    if report.guess.told:
        how = "指定" if ja else "given"
    elif report.guess.cues:
        cues = ("、" if ja else ", ").join(report.guess.cues[:_CUES])
        how = f"手がかり：{cues}" if ja else f"told by {cues}"
    else:
        how = "--scene で指定できます" if ja else "name it with --scene"
    parts = [f"{scene}（{how}）" if ja else f"{scene} ({how})"]
    for label, trait in TRAITS.get(report.scene, ()):
        value = trait(report)
        parts.append(f"{label.to(options.lang)} {('○' if value else '×') if isinstance(value, bool) else value}")
    return head + "\n" + fill(parts, "　" if ja else "  ", options.width, "  ")


def statistics_table(files: Sequence[FileResult], options: Options) -> str:
    """Return a table of the rules that reported, the most frequent first."""
    counts = statistics(files, options)
    if not counts:
        return ""
    digits = len(str(counts[0].count))
    names = max(len(c.rule) for c in counts)
    labels = max(width(SEVERITY[c.severity].to(options.lang)) for c in counts)
    rows = []
    for c in counts:
        label = style(pad(SEVERITY[c.severity].to(options.lang), labels), options, COLOR[c.severity])
        rows.append(f"{c.count:>{digits}}  {label}  {c.rule:<{names}}  {'[*]' if c.fixable else '   '}  {clean(c.title)}")
    return "\n".join(rows)


def _acts(draft: DraftResult, lines: Lines, options: Options) -> str:
    rows = []
    for act in draft.report.acts:
        place = lines.place(draft.extract.to_source(act.span).start)
        text = _short(draft.report.draft.text[act.span.start : act.span.end])
        rows.append("  " + clean("  ".join(filter(None, (f"{place.line}:{place.column}", act.kind, attributes(act), f"「{text}」")))))
    return style("\n".join(rows), options, dim=True)


def _finding(file: FileResult, draft: DraftResult, lines: Lines, inner: Lines, d: Diagnostic, told: set[str], options: Options) -> str:
    place = lines.place(draft.extract.to_source(d.span).start)
    severity = f"{SYMBOL[d.severity]} {SEVERITY[d.severity].to(options.lang)}"
    path = style(clean(file.path), options, bold=True)
    head = f"{path}:{place.line}:{place.column}  {style(severity, options, COLOR[d.severity], bold=True)}  {d.rule}"
    rows = [head, wrap(_short(d.message), options.width, "  "), *_frame(draft.report.draft.text, inner, d, options)]
    if d.rule not in told:
        told.add(d.rule)
        reason = _reason(d, options)
        if reason:
            rows.append(style(wrap(_short(f"理由：{reason}" if options.lang == "ja" else f"Why: {reason}"), options.width, "  "), options, dim=True))
    rows.extend(_suggestions(draft, d, options))
    return "\n".join(rows)


def _frame(text: str, lines: Lines, d: Diagnostic, options: Options) -> Iterator[str]:
    """Yield the lines of the draft that a finding is in, each with its underline."""
    first, last = lines.place(d.span.start).line, lines.place(max(d.span.start, d.span.end - 1)).line
    for line in range(first, min(last, first + _ROWS - 1) + 1):
        start, end = lines.bounds(line)
        mark = max(start, d.span.start), min(end, d.span.end)
        if text[mark[0] : min(mark[1], mark[0] + options.width)].strip() or first == last:
            shown = excerpt(text, (start, end), mark, max(16, options.width - 6))
            yield f"    | {shown.text}"
            yield "    | " + " " * shown.before + style("^" * shown.under, options, COLOR[d.severity], bold=True)
    if last >= first + _ROWS:
        yield "    | …"


def _reason(d: Diagnostic, options: Options) -> str:
    """Return how the rule's rationale begins, or else what the articles advise."""
    rule = options.rules.get(d.rule)
    rationale = "" if rule is None else rule.rationale if options.lang == "ja" else rule.rationale_en
    beginning = ""
    for sentence in _SENTENCE.findall(rationale):
        beginning += sentence
        if len(beginning) >= _ENOUGH:
            break
    return beginning.strip() or (d.sources[0].advice if d.sources and options.lang == "ja" else "")


def _suggestions(draft: DraftResult, d: Diagnostic, options: Options) -> Iterator[str]:
    ja = options.lang == "ja"
    for fix in d.fixes[:1]:  # the others are for where the first does not hold
        if fix.safety == "suggestion" and fix.title == fix.edits[0].text.strip():
            where = _neighbour(draft, fix, ja)
            blanks = ("【 】を埋めて" if ja else "fill in 【 】, ") if "【" in fix.edits[0].text else ""
            label = f"書き換え案（{blanks}{where}）" if ja else f"Suggestion ({blanks}{where})"
            text = fix.title
        else:
            look = {"safe": ("--fix で直せます", "--fix does it")}.get(fix.safety, ("要確認", "look before you send it"))
            label = f"書き換え案（{look[0]}）" if ja else f"Suggestion ({look[1]})"
            text = _resulting(draft, fix).strip() or fix.title
        yield wrap(label + ("：" if ja else ":"), options.width, "  ")
        yield style(wrap(_short(text), options.width, "    "), options, "green")


def _neighbour(draft: DraftResult, fix: Fix, ja: bool) -> str:
    """Say where a sentence is to be put in: before, after or instead of which other one."""
    at, text = fix.edits[0].span.start, draft.report.draft.text
    if fix.edits[0].span.end > at:
        head = _short(text[at : fix.edits[0].span.end], 12)
        return f"「{head}」の代わりに書く" if ja else f"instead of 「{head}」"
    after = bisect_left(draft.sentences, Span(at, at))
    if after < len(draft.sentences) and draft.sentences[after].start == at:
        head = _short(text[at : draft.sentences[after].end], 12)
        return f"「{head}」の前に加える" if ja else f"add before 「{head}」"
    if not after:
        return "加える" if ja else "add"
    tail = _short(text[draft.sentences[after - 1].start : draft.sentences[after - 1].end], 12)
    return f"「{tail}」のあとに加える" if ja else f"add after 「{tail}」"


def _resulting(draft: DraftResult, fix: Fix) -> str:
    """Return the sentences that a fix changes, as they are afterwards; of a very long one only what is near."""
    text = draft.report.draft.text
    edits = sorted(fix.edits, key=lambda e: e.span)
    region = Span(edits[0].span.start, edits[-1].span.end)
    first = max(0, bisect_right(draft.sentences, region.start, key=lambda s: s.start) - 1)
    after = bisect_left(draft.sentences, max(region.end, region.start + 1), key=lambda s: s.start)
    inside = [s for s in draft.sentences[first:after] if s.end > region.start]
    low = max(min([region.start, *(s.start for s in inside)]), region.start - _LONGEST // 4)
    high = min(max([region.end, *(s.end for s in inside)]), region.end + _LONGEST // 4)
    pieces, done = [], low
    for edit in edits:
        pieces += [text[done : edit.span.start], edit.text]
        done = edit.span.end
    cut_left = any(s.start < low < s.end for s in inside)
    cut_right = any(s.start < high < s.end for s in inside)
    shown = re.sub(r"\s*[\r\n]+\s*", "", "".join((*pieces, text[done:high])))
    return ("…" if cut_left else "") + shown + ("…" if cut_right else "")


def _short(text: str, longest: int = _LONGEST) -> str:
    """Cut a long text."""
    text = re.sub(r"\s*[\r\n]+\s*", "", text) if longest < _LONGEST else text[: 4 * _LONGEST]
    return text if len(text) <= longest else text[: longest - 1] + "…"
