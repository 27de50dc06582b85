"""Findings that are not to be reported, and where that was said: in comments of a file, in its front matter, or in a table of the settings.

In a comment, or as `keigo-lint:` in the front matter of Markdown:

    keigo-lint: ignore[rule, group/] why            the next block (up to a blank line), the next value of a data file; behind something, its line
    keigo-lint: ignore-next-line[rule] why          the next line
    keigo-lint: disable[rule] why … enable[rule]    from here to there, or to the end
    keigo-lint: ignore-file[rule] why               all of the file; so does every `ignore` in front matter

Without `[…]` all rules are meant. Everything here is a function from values to values; what is wrong with a suppression is a `Trouble`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import Literal

from keigo_lint.globs import Globs
from keigo_lint.language import Said
from keigo_lint.model import Diagnostic, Report, Span
from keigo_lint.rulefile import Rule, Rulebook
from keigo_lint.selecting import ALL, UnknownName, named

State = Literal["unused", "unknown", "unexplained"]
_MEANT = Said("「{}」のことですか。", "Did you mean {!r}?")
VERBS = ("ignore", "ignore-next-line", "ignore-file", "disable", "enable")

_XML, _TWIG, _ERB = r"<!--(?P<body>.*?)-->", r"\{#(?P<body>.*?)#\}", r"<%#(?P<body>.*?)%>"
_YAML = r"(?m:(?<![^\s])#(?P<body>[^\n]*))"
# The comments of each format, by the ends of a file's name. The text of a mail itself has none: whatever stands there is sent.
_COMMENTS: Mapping[str, tuple[str, ...]] = {
    ".md": (_XML,),
    ".markdown": (_XML,),
    ".html": (_XML,),
    ".htm": (_XML,),
    ".xhtml": (_XML,),
    ".mjml": (_XML,),
    ".vue": (_XML,),
    ".yaml": (_YAML,),
    ".yml": (_YAML,),
    ".twig": (_TWIG,),
    ".jinja": (_TWIG,),
    ".jinja2": (_TWIG,),
    ".j2": (_TWIG,),
    ".njk": (_TWIG,),
    ".erb": (_ERB,),
    ".liquid": (r"\{%-?\s*comment\s*-?%\}(?P<body>.*?)\{%-?\s*endcomment\s*-?%\}", r"\{%-?\s*#(?P<body>[^\n]*?)-?%\}"),
    ".ftl": (r"<#--(?P<body>.*?)-->",),
    ".ftlh": (r"<#--(?P<body>.*?)-->", _XML),
    ".tpl": (r"\{\*(?P<body>.*?)\*\}",),
    ".php": (r"\{\{--(?P<body>.*?)--\}\}",),
    ".hbs": (r"\{\{!(?:--)?(?P<body>.*?)(?:--)?\}\}",),
    ".mustache": (r"\{\{!(?P<body>.*?)\}\}",),
}
_DATA = (".yaml", ".yml")  # comments stand outside of the drafts, and what comes next is a value
_MARKDOWN = (".md", ".markdown")
_SAYS = re.compile(r"\s*keigo-lint:\s*(?P<verb>[\w-]*)\s*(?:\[(?P<rules>[^\]]*)\])?[\s:：、,-]*(?P<reason>.*)", re.S)
_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FRONT_LINE = re.compile(r"^(?:#[ \t]*)?(?P<says>keigo-lint:[^\n]*)", re.M)
_FENCE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)|(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)", re.S | re.M
)
_BLOCK_SCALAR = re.compile(r":[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Cover:
    """Rules that are not to be reported in a range of a file: a name, group or glob, where that stands, and the range."""

    rules: str
    place: Span
    range: Span


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a suppression: where, and the name that was probably meant."""

    state: State
    place: Span
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Directives:
    """What the comments of a file say."""

    covers: tuple[Cover, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppression:
    """One row of the table in the settings: rules that are not reported in some files, where the quoted `text` stands (None: anywhere).

    `origin` tells rows apart, and where to report what is wrong with one: the settings file, and the place of the row in it.
    """

    rules: tuple[str, ...]
    files: Globs | None = None
    text: str | None = None
    reason: str = ""
    origin: tuple[str, Span] | None = None

    def covers(self, report: Report) -> bool:
        """Tell whether a report is of a file that is meant."""
        return self.files is None or (report.draft.path is not None and self.files.match(report.draft.path))


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a file: its rule, and where it begins there."""

    rule: str
    at: int


def directives(text: str, path: str | None, values: Sequence[Span] = ()) -> Directives:
    """Read the comments of a file. `values` are the places of its drafts."""
    if path is None or "keigo-lint:" not in text:
        return Directives()
    suffixes = [s.lower() for s in PurePath(path).suffixes]
    covers: list[Cover] = []
    troubles: list[Trouble] = []
    opened: list[Cover] = []
    for place, body, in_front in _comments(text, suffixes, values):
        said = _SAYS.match(text, body.start, body.end)
        if said is None:
            continue
        verb = "ignore-file" if in_front and said["verb"] == "ignore" else said["verb"]
        if verb not in VERBS:
            near = get_close_matches(verb, VERBS, 1, 0.5)
            troubles.append(Trouble("unknown", place, near[0] if near else None))
            continue
        names = _names(said, place)
        if verb == "enable":
            closed = [c for c in opened if any(name in (c.rules, ALL) for name, _ in names)]
            opened = [c for c in opened if c not in closed]
            covers.extend(replace(c, range=Span(c.range.start, place.start)) for c in closed)
            if not closed:
                troubles.append(Trouble("unused", place))
            continue
        if not said["reason"].strip():
            troubles.append(Trouble("unexplained", place))
        reach = _reach(text, place, verb, suffixes, values)
        made = [Cover(name, where, reach) for name, where in names]
        (opened if verb == "disable" else covers).extend(made)
    return Directives(tuple(sorted((*covers, *opened), key=lambda c: c.place)), tuple(troubles))


def applied(found: Sequence[Found], said: Directives, rulebook: Rulebook, ran: Iterable[str]) -> tuple[frozenset[int], tuple[Trouble, ...]]:
    """Return which findings (by number) the comments suppress, and what is wrong with the comments.

    `ran` are the rules that were checked: of others nobody can tell whether they would have reported.
    """
    hidden: set[int] = set()
    troubles = list(said.troubles)
    judged = set(ran)
    about = {rule.name for rule in rulebook.rules.values() if rule.check.kind == "suppression"}
    excused: list[tuple[Cover, set[str]]] = []
    for cover in said.covers:
        try:
            meant = named(cover.rules, rulebook)
        except UnknownName as error:
            troubles.append(Trouble("unknown", cover.place, error.near))
            continue
        here = {i for i, f in enumerate(found) if f.rule in meant and cover.range.start <= f.at <= cover.range.end}
        hidden |= here
        if cover.rules != ALL and meant & about:
            excused.append((cover, meant))
        elif not here and meant & judged:
            troubles.append(Trouble("unused", cover.place))
    kept = [t for t in troubles if not _excused(t, excused, rulebook)]
    return frozenset(hidden), tuple(sorted(kept, key=lambda t: t.place))


def by_table(reports: Sequence[Report], table: Sequence[Suppression], rulebook: Rulebook) -> tuple[tuple[Report, ...], frozenset[Suppression]]:
    """Take the findings out of the reports of one file that rows of the table suppress; also return the rows that did."""
    used: set[Suppression] = set()
    left: list[Report] = []
    for report in reports:
        rows = [(row, {n for rules in row.rules for n in named(rules, rulebook)}) for row in table if report.diagnostics and row.covers(report)]
        kept = []
        for d in report.diagnostics:
            taking = [row for row, meant in rows if d.rule in meant and (row.text is None or near_text(report.draft.text, row.text, d.span))]
            used.update(taking)
            if not taking:
                kept.append(d)
        left.append(report if len(kept) == len(report.diagnostics) else replace(report, diagnostics=tuple(kept)))
    return tuple(left), frozenset(used)


def near_text(text: str, quoted: str, span: Span) -> bool:
    """Tell whether a quoted text stands where a finding is: one lies in the other. Line breaks in the text are overlooked."""
    return any(o.contains(span) or span.contains(o) for o in occurrences(text, quoted))


def occurrences(text: str, quoted: str) -> Iterator[Span]:
    """Yield where a quoted text stands, also with line breaks and indents in it."""
    letters = [re.escape(c) for c in quoted if not c.isspace()]
    if letters:
        yield from (Span(*m.span()) for m in re.finditer(r"(?:[ \t　]*\r?\n[ \t　]*|[ \t　])?".join(letters), text))


def diagnostics(troubles: Iterable[Trouble], text: str, rules: Iterable[Rule], lang: str) -> tuple[Diagnostic, ...]:
    """Return what the rules about suppressions report: the troubles of the state that each is about."""
    found = []
    ja = lang == "ja"
    about = [rule for rule in rules if rule.check.kind == "suppression"]
    for trouble in troubles:
        near = _MEANT.to("ja" if ja else "en").format(trouble.near) if trouble.near else ""
        values = {"match": text[trouble.place.start : trouble.place.end], "near": near}
        for rule in about:
            if rule.check.value in (None, trouble.state):
                message = (rule.message if ja else rule.message_en).format_map(values).strip()
                found.append(Diagnostic(rule.name, rule.severity, message, trouble.place, (), rule.sources))
    return tuple(found)


def _excused(trouble: Trouble, covers: Sequence[tuple[Cover, set[str]]], rulebook: Rulebook) -> bool:
    """Tell whether a suppression suppresses what is wrong with another one."""
    rules = {r.name for r in rulebook.rules.values() if r.check.kind == "suppression" and r.check.value in (None, trouble.state)}
    return any(rules & meant and cover.range.start <= trouble.place.start <= cover.range.end for cover, meant in covers)


def _comments(text: str, suffixes: Sequence[str], values: Sequence[Span]) -> Iterator[tuple[Span, Span, bool]]:
    """Yield the comments of a file: the place of each, the place of what it says, and whether it is a line of the front matter."""
    last = suffixes[-1] if suffixes else ""
    front = _FRONT.match(text) if last in _MARKDOWN else None
    if front is not None:
        for line in _FRONT_LINE.finditer(text, front.start("body"), front.end("body")):
            yield Span(*line.span()), Span(line.start("says"), line.end()), True
    quoted = [Span(*m.span()) for m in _FENCE.finditer(text)] if last in _MARKDOWN else []
    found: list[re.Match[str]] = []
    for suffix in dict.fromkeys(suffixes):
        for syntax in _COMMENTS.get(suffix, ()):
            found.extend(re.finditer(syntax, text, re.S))
    for comment in sorted(found, key=lambda m: m.start()):
        place = Span(*comment.span())
        if any(q.contains(place) for q in quoted) or (last in _DATA and any(v.contains(place) for v in values)):
            continue
        yield place, Span(*comment.span("body")), False


def _names(said: re.Match[str], comment: Span) -> list[tuple[str, Span]]:
    """Return the names in the brackets with their places; all rules, and the whole comment, if there are no brackets."""
    if said["rules"] is None:
        return [(ALL, comment)]
    names = []
    for m in re.finditer(r"[^\s,、]+", said["rules"]):
        start = said.start("rules") + m.start()
        names.append((m.group(), Span(start, start + len(m.group()))))
    return names or [(ALL, comment)]


def _reach(text: str, comment: Span, verb: str, suffixes: Sequence[str], values: Sequence[Span]) -> Span:
    """Return where a suppression holds."""
    if verb == "ignore-file":
        return Span(0, len(text))
    if verb == "disable":
        return Span(comment.end, len(text))
    line = Span(text.rfind("\n", 0, comment.start) + 1, _line_end(text, comment.end))
    if verb == "ignore" and (text[line.start : comment.start].strip() or text[comment.end : line.end].strip()):
        return line
    start = line.end + 1
    while start < len(text) and (not text[start : _line_end(text, start)].strip() or _is_directive(text[start : _line_end(text, start)])):
        start = _line_end(text, start) + 1
    end = _line_end(text, start)
    if suffixes and suffixes[-1] in _DATA:
        reach = end
        while _BLOCK_SCALAR.search(text[start:end].rstrip()) and reach < len(text):  # its first line with something in it
            reach = _line_end(text, reach + 1)
            if text[end:reach].strip():
                break
        return Span(start, max((v.end for v in values if start <= v.start <= reach), default=end))
    while verb == "ignore" and end < len(text) and text[end + 1 : _line_end(text, end + 1)].strip():
        end = _line_end(text, end + 1)
    return Span(start, end)


def _is_directive(line: str) -> bool:
    """Tell whether a line has nothing but a comment to us, so that what comes after it is meant."""
    return bool(re.fullmatch(r"\s*(?:<!--|\{#|<%#|#|<#--|\{\*|\{\{!?-*)\s*keigo-lint:.*", line))


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
