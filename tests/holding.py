"""What holds for any input: shared by the properties of the suite (test_properties.py) and by the long run (properties_long.py)."""

from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from keigo_lint import Diagnostic, KeigoLintError, Linter, Report, Span
from keigo_lint.encoding import RewriteError
from keigo_lint.files import Checker, FileResult, edits_in_source, encoded, load
from keigo_lint.readers import SUFFIXES, ReaderOptions
from keigo_lint.reporters import FORMATS, Options, reporter
from keigo_lint.reporters.diff import difference

# --- what texts are made of -----------------------------------------------------------------------------------------------------------------
_PROSE = (
    """
お荷物をご確認してください。|お客様の勘違いではないでしょうか。|申し訳ございませんが、返金はできません。|早急に対応いたします。|ご返送いただけますでしょうか？
このたびは、ご迷惑をおかけいたしました。|誠に申し訳ございません。|返金いたします。|または、新品との交換も承ります。|お選びください。|了解しました。
拝見させていただきました。|おっしゃられた件|山田様|いつもお世話になっております。|よろしくお願いいたします。|ミケ堂　佐藤|届いていないとのこと、お困りのことと存じます。
20％割引のクーポンを差し上げます。|本日中にお返事いたします。|3月4日（火）の午前中に|なお、|ので、|ですが、|させて|頂き|ます|ました|ください|でしょうか|か|が|を|に|は|の|ませ
弊社の配送業者のミスです。|至急、ご連絡ください！！|すみません、|ごめんなさい。|仕方がありません。|規約に書いてあります。|なぜ確認しなかったのですか。|ご了承ください。
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_SCRIPTS = "ｶﾞｷﾞｸﾞ|ﾃﾞｽ｡|ｱｲｳ|Ａ１２％|①②㈱㍻|髙﨑神𠮷|葛󠄀|辻󠄂|か゚|が|ぱ|は゜|Ελλ|кир|한국어|ไทย|العربية|עברית|नमस्ते|i̇ß|ﬀ|½Ⅳ|0|1,234円|¥100|10-3|https://example.com/?a=%E3|a@example.co.jp|〒100-0001|ー〜～―…"
_ODD = (
    "👨‍👩‍👧‍👦", "👍🏽", "🇯🇵", "❤️", "☆", "♪", "(笑)", "ｗｗｗ", "\U000e0061", "\u200d", "\u200b", "\ufeff", "\ufe0f", "\u3099", "\u309a", "\u0301", "\u200e",
    "\u202e", "\u202c", "\u2066", "\u2069", "\u061c", "\u00ad", "\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x85", "\x9b2J",
    "\u2028", "\u2029", "\xa0", "\u3000", "\ue000", "\uffff", "\ufffd", "\U0010ffff", "\t", " ", "  ",
)  # fmt: skip
_BREAKS = ("\n", "\n", "\n\n", "\r\n", "\r", "\n　", "。", "。", "、", "？", "！", "?", "!", "．", ".")
_MARKS = (
    "「", "」", "『", "』", "（", "）", "(", ")", "【", "】", "〔", "“", "”", '"', "'", "''", '""', "`", "```", "*", "**", "_", "~~", "・", "● ", "○", "■", "◆", "※", "1. ", "（1）", "２）", "① ",
    "- ", "* ", "+ ", "> ", "＞ ", ">>", "# ", "## ", "|", "---", "===", "━━━━━", "-- ", "-----Original Message-----\n", "件名：", "日時：", "敬具", "拝啓", "記", "以上",
)  # fmt: skip
_FIELDS = (
    "{{name}}", "{{ name }}様", "{name}", "%name%", "${name}", "<%= name %>", "[[name]]", "{% if a %}", "{% else %}", "{% endif %}", "{{#if a}}", "{{/if}}", "{%", "%}", "{{", "}}", "<%", "%>",
    "〇〇様", "○月○日", "【商品名】", "【", "__NAME__", "%s", "%(name)s", "$1", "@name", "＿＿＿", "XXX", "<br>", "<br/>", "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<ul><li>", "</li></ul>",
    "<blockquote>", "</blockquote>", "<!-- ", " -->", "<!--", "<script>", "</script>", "<style>", "<![CDATA[", "<a href='", "<img alt=\"", "&nbsp;", "&amp;", "&#x3042;", "&#x110000;", "&#0;", "&", "<", ">",
    "<!-- keigo-lint: ignore -->", "keigo-lint: disable=all", "# keigo-lint: disable-next-line", "<!-- keigo-lint:", "# keigo-lint: off",
)  # fmt: skip
_FORMATS = (
    "\\", "\\n", "\\u3042", "\\ud83d", "\\ud83d\\ude00", '\\"', ": ", ":", ",", ", ", "[", "]", "{", "}", "- body: ", "body: |\n  ", "body: >-\n  ", "&a ", "*a", "!!str ", "? ", "%YAML 1.2\n", "...", "\n---\n",
    '{"text": "', '"}', '{"body": "', "null", "true", "1e999", "=?utf-8?b?44GC?=", "=?", "=E3=81=82", "=\n", "Subject: ", "Content-Type: text/html\n\n", "--b\n", "--b--\n", "```\n", "    ", "\n- ", "\n1. ",
    "text,scene\n", '"お荷物"', "\t", ";", "<html><body>", "[link](x)", "![x](y)", "<https://a>", "| a | b |\n|---|---|\n",
)  # fmt: skip
_LONG = ("あ" * 600, "a" * 700, "お荷物をご確認してください" * 60, "「" * 300, "」" * 300, "・" * 300, "\n" * 200, "{{a}}" * 100, "【】" * 100, "<div>" * 150, "> " * 200, "！？" * 200, "が\u3099" * 100, "。" * 300, "1. " * 150)  # fmt: skip
COMMON = (*_PROSE, *_PROSE, *_SCRIPTS.split("|"), *_ODD, *_BREAKS, *_BREAKS, *_MARKS, *_FIELDS)
ATOMS = (*COMMON, *_FORMATS)
ENDLESS = _LONG

# --- files ------------------------------------------------------------------------------------------------------------------------------------
SHAPES: dict[str, Callable[[str], str]] = {
    "bare": lambda text: text,
    "json": lambda text: json.dumps({"macros": [{"name": "a", "body": text}, {"body": "お荷物をご確認してください。"}]}, ensure_ascii="あ" in text),
    "jsonl": lambda text: json.dumps({"text": text, "incoming": "届きません。"}, ensure_ascii=False) + '\n{"text": "犬です。"}\n',
    "yaml literal": lambda text: "a:\n  body: |\n" + "".join(f"    {line}\n" for line in text.split("\n")) + "  n: 1\n",
    "yaml quoted": lambda text: "- body: '" + text.replace("'", "''") + "'\n- body: " + json.dumps(text) + "\n",
    "csv": lambda text: 'name,text\na,"' + text.replace('"', '""') + '"\nb,お荷物をご確認してください。\n',
    "html": lambda text: f"<!doctype html><html><body><p>{text}</p><table><tr><td>ご確認してください。</td></tr></table></body></html>",
    "mail": lambda text: f"From: a@example.com\nSubject: {text[:20]}\nDate: Tue, 1 Apr 2025 10:30:00 +0900\n\n{text}\n",
    "mail base64": lambda text: "Subject: a\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(text.encode()).decode(),
    "mail of parts": lambda text: f'Subject: a\nContent-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: text/html\n\n<p>{text}</p>\n--b--\n',
    "markdown": lambda text: f"# 返信\n\n{text}\n\n- ご確認してください。\n\n> {text}\n",
}  # fmt: skip
OF_SUFFIX = {
    ".json": ("json",), ".jsonl": ("jsonl",), ".yaml": ("yaml literal", "yaml quoted"), ".yml": ("yaml quoted",), ".csv": ("csv",), ".html": ("html",), ".htm": ("html",),
    ".eml": ("mail", "mail base64", "mail of parts"), ".md": ("markdown",),
}  # fmt: skip
FILES = tuple((suffix, shape) for suffix in SUFFIXES for shape in ("bare", *OF_SUFFIX.get(suffix, ())))
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # what a terminal obeys, or what turns text round
_COLOUR = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@lru_cache(maxsize=1)
def linter() -> Linter:
    """Return a linter that runs every rule there is."""
    return Linter(profile="strict", extend_select=["*"])


def spans_hold(report: Report) -> None:
    """See that whatever a report points at stands in its draft, on the borders of characters."""
    text = report.draft.text
    for d in report.diagnostics:
        inside(d.span, text, d)
        for fix in d.fixes:
            edits = sorted(fix.edits, key=lambda e: e.span)
            for edit in edits:
                inside(edit.span, text, d)
                edit.text.encode()
            assert all(a.span.end <= b.span.start for a, b in pairwise(edits)), fix
    for act in report.acts:
        inside(act.span, text, act)


def inside(span: Span, text: str, of: object) -> None:
    """See that a span is a range of a text that tears no line break apart."""
    assert 0 <= span.start <= span.end <= len(text), (span, len(text), of)
    for place in (span.start, span.end):
        assert text[place - 1 : place + 1] != "\r\n" or place == 0, ("in a line break", span, of)


def text_holds(text: str, scene: str = "auto") -> Report:
    """Check a text."""
    report = linter().check(text, scene)
    spans_hold(report)
    assert linter().check(text, scene) == report
    return report


def fix_holds(text: str, scene: str = "auto", *, unsafe: bool) -> None:
    """Fix a text; what is fixed stays as it is."""
    fixed = linter().fix(text, unsafe, scene)
    fixed.encode()
    again = linter().fix(fixed, unsafe, scene)
    assert again == fixed, ("fixed once more", fixed, again)
    spans_hold(linter().check(fixed, scene))


def file_holds(name: str, written: str, *, unsafe: bool = True, keys: bool = False, fix: bool = True) -> FileResult | None:
    """Check a file, mend it, and report it in every format; None for one that is refused, with a reason."""
    data = written.encode()
    options = ReaderOptions(keys=("*",), placeholders=("<<[^>]*>>",)) if keys else ReaderOptions()
    try:
        source = load(name, data, "utf-8", options)
    except KeigoLintError as error:
        assert str(error)
        return None
    checker = Checker(linter())
    result = checker.check(source)
    places_hold(result)
    after = result
    if fix:
        try:
            after = checker.fix(source, result, unsafe)
            encoded(source, after.text)
        except (RewriteError, KeigoLintError) as error:
            assert str(error)
            after = result
        else:
            again = checker.fix(source, after, unsafe)
            assert again.text == after.text, ("fixed once more", after.text, again.text)
            places_hold(after)
    reports_hold((result,), after)
    return result


def places_hold(result: FileResult) -> None:
    """See that whatever is found stands in the file."""
    for draft in result.drafts:
        spans_hold(draft.report)
        found: Sequence[Diagnostic] = draft.report.diagnostics
        for d in found:
            place = draft.extract.to_source(d.span)
            assert 0 <= place.start <= place.end <= len(result.text), (place, d)
            for fix in d.fixes:
                for edit in edits_in_source(fix, draft.extract):
                    assert 0 <= edit.span.start <= edit.span.end <= len(result.text), (edit, d)
                    edit.text.encode()


def reports_hold(results: Sequence[FileResult], after: FileResult) -> None:
    """Report in every format; what is for people commands no terminal, and what is for programs can be read by them."""
    for name in FORMATS:
        for lang in ("ja", "en"):
            shown = reporter(name)(results, Options(lang, acts=True, statistics=lang == "en", rules=linter().rulebook.rules))  # type: ignore[arg-type]
            shown.encode()
            if name in ("json", "sarif"):
                json.loads(shown)
            elif name == "jsonl":
                assert all(isinstance(json.loads(line), dict) for line in shown.split("\n") if line)
            elif name == "junit":
                ET.fromstring(shown)
                assert not _NOT_XML.search(shown)
            else:
                assert not _COMMANDS.search(shown), (name, _COMMANDS.search(shown))
    coloured = reporter("full")(results, Options(color=True, width=40, rules=linter().rulebook.rules))
    assert not _COMMANDS.search(_COLOUR.sub("", coloured))
    looked_at = difference(results[0], after, looked_at=True, color=True)
    assert not _COMMANDS.search(_COLOUR.sub("", looked_at))
