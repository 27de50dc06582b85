"""The comments of a file that say which of its findings are not to be reported.

In a comment, or as `keigo-lint:` in the front matter of Markdown:

    keigo-lint: ignore[rule, group/] why            the next block (up to a blank line), the next value of a data file; behind something, its line
    keigo-lint: ignore-next-line[rule] why          the next line
    keigo-lint: disable[rule] why … enable[rule]    from here to there, or to the end
    keigo-lint: ignore-file[rule] why               all of the file; so does every `ignore` in front matter

Without `[…]` all rules are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePath

from keigo_lint.model import Span
from keigo_lint.selecting import ALL
from keigo_lint.suppress import CALL, Cover, Directives, Trouble

VERBS = ("ignore", "ignore-next-line", "ignore-file", "disable", "enable")

_XML, _TWIG, _ERB = r"<!--(?P<body>.*?)-->", r"\{#(?P<body>.*?)#\}", r"<%#(?P<body>.*?)%>"
_YAML = r"(?m:(?<![^\s])#(?P<body>[^\r\n]*))"
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
    ".liquid": (r"\{%-?\s*comment\s*-?%\}(?P<body>.*?)\{%-?\s*endcomment\s*-?%\}", r"\{%-?\s*#(?P<body>[^\r\n]*?)-?%\}"),
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
_FRONT_LINE = re.compile(r"^(?:#[ \t]*)?(?P<says>keigo-lint:[^\r\n]*)", re.M)
_FENCE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)|(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)", re.S | re.M
)
_BLOCK_SCALAR = re.compile(r":[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?$")


def directives(text: str, path: str | None, values: Sequence[Span] = ()) -> Directives:
    """Read the comments of a file. `values` are the places of its drafts."""
    if path is None or CALL not in text:
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
