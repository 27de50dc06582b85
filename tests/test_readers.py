"""Readers: what of each format is a draft, and the exact way back to the file. 「御社😀」 stands before every finding."""

from __future__ import annotations

import base64
import html
import json
import os
import quopri
import random
import re
from collections.abc import Callable
from email.header import Header
from pathlib import Path

import pytest
from click.testing import CliRunner

from keigo_lint.cli import main
from keigo_lint.encoding import decode, encode
from keigo_lint.files import Checker, FileResult, encoded, load
from keigo_lint.linter import Linter
from keigo_lint.model import Context, Span
from keigo_lint.placeholders import KINDS
from keigo_lint.readers import DEFAULTS, SUFFIXES, Extract, Problem, ReaderOptions, reader_for
from keigo_lint.reporters.place import Lines
from keigo_lint.rulebook import builtin_syntaxes
from keigo_lint.segment import Sentence, segment, zones_of

LINTER = Linter()
SHAPE = LINTER.rulebook.shape


def drafts(name: str, text: str, options: ReaderOptions = DEFAULTS) -> list[Extract]:
    extracts, problems = reader_for(name)(text, name, options)
    assert problems == []
    return extracts


def sentences(extract: Extract) -> list[Sentence]:
    return segment(extract.draft.text, SHAPE, zones_of(extract.draft, SHAPE))


def mail(coding: str, charset: str = "utf-8", subtype: str = "plain", body: str = "") -> str:
    """Return a mail with a request in it, as its file decoded."""
    text = body or "山田様\r\n\r\n御社😀の件、すぐに返送してください。\r\n\r\n> 皿が割れていました。\r\n"
    data = text.encode(charset)
    written = {"base64": base64.encodebytes(data).decode(), "quoted-printable": quopri.encodestring(data).decode(), "8bit": text}[coding]
    subject = Header("お皿の件", "utf-8").encode()
    head = f"From: shop@example.com\nSubject: {subject}\nDate: Tue, 01 Apr 2025 10:00:00 +0900\nContent-Type: text/{subtype}; charset={charset}\n"
    return f"{head}Content-Transfer-Encoding: {coding}\n\n{written}"


# A request in each format, with what makes the format hard around it.
FILES = {
    "plain.txt": "山田様\r\n\r\n御社😀の皿をすぐに返送してく\r\n　ださい。\r\n",
    "prose.md": "---\ntitle: 返送してください。\n---\n# 御社😀\n\n御社😀の*皿*を&amp;、すぐに返送してください。\n\n- 御社😀へ返送してく\n  ださい。\n\n```\n返送してください。\n```\n",
    "page.html": "<p>御社😀の<b>皿</b>を&amp;、<br>すぐに返送してください。</p><script>'返送してください。'</script><ul><li>御社😀へ返送してください。</ul>",
    "m8.eml": mail("8bit"),
    "mq.eml": mail("quoted-printable"),
    "mb.eml": mail("base64"),
    "mh.eml": mail("8bit", subtype="html", body="<p>御社😀の<b>皿</b>を、すぐに返送してください。</p><blockquote>割れていました。</blockquote>"),
    "macros.yaml": "body: 御社😀の件、すぐに返送してください。\nb: '御社''😀の件、返送してください。'\nc: \"御社\\u3042😀、\\\n  返送してください。\"\n"
    "d: |\n  御社😀の件、\n    すぐに返送してく\n  　ださい。\ne: >-\n  御社😀の件、返送\n  してください。\nlabel: 返送\n",
    "values.json": '{"a": {"body": "{{name}}様\\n御社😀の\\"件\\"、すぐに返送してください。"}, "label": "返送", "n": [[1, 2], null]}',
    "rows.csv": 'id,返信,問い合わせ\r\n1,"御社😀の""件""、\nすぐに返送してください。",割れた\r\n2,御社😀へ返送してください。,\r\n',
    "rows.tsv": "本文\tid\n御社😀へ、すぐに返送してください。\t1\n",
    "records.jsonl": '{"text": "御社😀の件、\\nすぐに返送してください。", "incoming": "割れた", "price": 3000}\n',
    "mail.twig": "{# 注 #}\n{{ name }} 様\n{% if a %}\n御社😀の件、{% if b %}すぐに{% endif %}返送してください。\n{% endif %}\n",
    "mail.html.twig": "<p>{{ a < b }}、御社😀の件、<b>すぐ</b>に返送してください。</p>{% if x > 1 %}<p>またご利用ください。</p>{% endif %}",
    "mail.tpl": "<!--{* 注 *}-->\n　御社😀の件、<!--{$x}-->を返送してく\n　ださい。\n",
    "mail.ftl": "<#if a>\n御社😀の件、${x.y}を返送してください。\n</#if>\n",
    "mail.blade.php": "@if ($a)\n御社😀の件、{{ $x }}を返送してください。\n@endif\n",
    "mail.text.erb": "<% if @a %>\n御社😀の件、<%= @x %>を返送してください。\n<% end %>\n",
    "mail.liquid": "{% comment %}返送してください。{% endcomment %}御社😀の件、{{ x }}を返送してください。\n",
}


def checked(name: str, text: str, options: ReaderOptions = DEFAULTS) -> tuple[Checker, FileResult]:
    checker = Checker(LINTER, context=Context())
    return checker, checker.check(load(name, text.encode(), None, options))


def undone(name: str, written: str) -> str:
    """Return what a piece of a file says in its format."""
    kind = Path(name).suffix
    if kind in (".html", ".twig", ".md") or name.startswith("mh"):
        return html.unescape(re.sub(r"<[^<>]*>|\*", "", written)) if len(written) > 1 else written
    if kind in (".json", ".jsonl"):
        return str(json.loads(f'"{written}"'))
    if kind == ".csv":
        return written.replace('""', '"')
    if kind == ".yaml":
        return re.sub(r"\\u(....)", lambda m: chr(int(m[1], 16)), written.replace("\\\n", "")).replace("''", "'")
    return quopri.decodestring(written).decode() if name.startswith("mq") else written


def of_digits(source: str, place: Span) -> str:
    """Return what the groups of base64 digits say that a range of a mail is in."""
    body = source.index("\n\n") + 2
    digits = [i for i, c in enumerate(source) if i >= body and not c.isspace()]
    first, last = digits.index(place.start), digits.index(place.end - 1)
    return base64.b64decode("".join(source[i] for i in digits[first // 4 * 4 : (last // 4 + 1) * 4])).decode("utf-8", "ignore")


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", FILES)
def test_every_finding_selects_in_the_file_what_it_reports(name: str) -> None:
    source = FILES[name]
    _, result = checked(name, source)
    assert any(d.rule == "request/imperative" for draft in result.drafts for d in draft.report.diagnostics)
    for draft in result.drafts:
        text = draft.report.draft.text
        places = [d.span for d in draft.report.diagnostics]
        places += [sentence.place(i, i + 1) for sentence in sentences(draft.extract) if sentence.kind != "heading" for i in range(len(sentence.text))]
        for place in places:
            there = draft.extract.to_source(place)
            if name.startswith("mb"):
                assert text[place.start : place.end] in of_digits(source, there)
            else:
                assert bare(undone(name, source[there.start : there.end])) == bare(text[place.start : place.end])


@pytest.mark.parametrize("name", [n for n in FILES if not n.startswith(("mq", "mb"))])
def test_fixes_change_the_text_of_drafts_and_nothing_else(name: str) -> None:
    source = FILES[name]
    checker, before = checked(name, source)
    loaded = load(name, source.encode())
    after = checker.fix(loaded, before, unsafe=True)
    assert after.text != source
    assert encoded(loaded, after.text).decode() == after.text
    outside = _outside(before)
    rest = iter(after.text)
    assert all(c in rest for c in outside), "what stands outside of the drafts is still there, in its order"
    kept = [source[z.span.start : z.span.end] for z in builtin_syntaxes().find(source) if z.kind in KINDS]
    there = iter([after.text[z.span.start : z.span.end] for z in builtin_syntaxes().find(after.text)])
    assert all(k in there for k in kept)
    assert after.text.count("\r") - after.text.count("\r\n") == 0
    assert ("\r\n" in after.text) is ("\r\n" in source)


def _outside(result: FileResult) -> str:
    """Return the file without the text of its drafts."""
    text, inside = result.text, set[int]()
    for draft in result.drafts:
        for sentence in sentences(draft.extract):
            for i in range(len(sentence.text)):
                place = draft.extract.to_source(sentence.place(i, i + 1))
                inside.update(range(place.start, place.end))
    return "".join(c for i, c in enumerate(text) if i not in inside)


@pytest.mark.parametrize("name", ["mq.eml", "mb.eml"])
def test_an_encoded_mail_is_read_but_not_rewritten(name: str) -> None:
    checker, before = checked(name, FILES[name])
    with pytest.raises(Exception, match="not rewritten"):
        checker.fix(load(name, FILES[name].encode()), before, unsafe=True)
    assert any(d.fixes for d in before.drafts[0].report.diagnostics)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "euc_jp", "iso2022_jp"])
def test_a_file_keeps_its_encoding(encoding: str) -> None:
    text = "body: |\r\n  御社の件、すぐに返送してください。\r\nother: ラベル\r\n"
    data = text.encode(encoding)
    source = load("a.yaml", data, encoding)
    checker = Checker(LINTER)
    after = checker.fix(source, checker.check(source), unsafe=True)
    written = encoded(source, after.text)
    assert written == after.text.encode(encoding)
    assert after.text.endswith("\r\nother: ラベル\r\n")
    assert "いただけますでしょうか。\r\n" in after.text


def test_the_findings_of_all_formats_are_golden(golden: Callable[[str, str], None]) -> None:
    rows = []
    checker = Checker(Linter(select=["request/imperative", "tone/casual-symbol"]))
    for name, source in FILES.items():
        result = checker.check(load(name, source.encode()))
        lines = Lines(source)
        for draft in result.drafts:
            for d in draft.report.diagnostics:
                place = draft.extract.to_source(d.span)
                start, end = lines.place(place.start), lines.place(place.end)
                shown = source[place.start : place.end].replace("\r", "␍").replace("\n", "␊")
                rows.append(f"{name}:{start.line}:{start.column}-{end.line}:{end.column} {d.rule} {shown}\n")
    golden("readers.out", "".join(rows))


WRAPPED = ("御社😀の件、", "すぐに返送し", "てください。", "お写真をお送りください。", "ご不便をおかけし、", "お詫びいたします。")
AROUND = {
    ".txt": ("\r\n", "\r\n　", "{{ a }}", "%{b}"),
    ".html": ("\n  ", "<b>", "</b>", "<br>\n", "&amp;", "{{ a < b }}", "</p>\n<p class='x'>", "<!-- > -->"),
    ".html.twig": ("\n", "{% if a > b %}", "{% else %}", "{% endif %}", "<br/>", "{{ c }}", "{# 御社 #}"),
    ".md": ("\n", "*", "\\*", "&amp;", "`x`", "\n\n- ", "\n\n> ", "{{ a_b_c }}"),
}


@pytest.mark.parametrize("suffix", AROUND)
def test_fixes_leave_alone_whatever_stands_around_the_prose(suffix: str) -> None:
    """A property, on texts put together by chance: all that is no prose survives in its order."""
    for seed in range(12):
        chance = random.Random(seed)
        source = "".join(chance.choice(WRAPPED) + chance.choice(AROUND[suffix]) for _ in range(12)) + WRAPPED[-1]
        name = f"a{suffix}"
        checker, before = checked(name, source)
        after = checker.fix(load(name, source.encode()), before, unsafe=True)
        rest = iter(after.text)
        assert all(c in rest for c in _outside(before)), source
        marks = re.compile(r"<[^<>]*>|&amp;|\{\{.*?\}\}|\{[%#].*?[%#]\}|%\{b\}|`x`|\\\*|\r")
        there = iter(marks.findall(after.text))
        assert all(m in there for m in marks.findall(source)), source


VALUES = {
    "sentences, and no labels": ("a.yaml", "title: 返金\nbody: 返金いたします。\nn: 3\n", [("body 返金", "返金いたします。")]),
    "several lines without a stop": ("a.yaml", "a: |\n  商品の交換\n  または返金\n", [("a", "商品の交換\nまたは返金\n")]),
    "the title that stands beside": ("a.json", '[{"title": "お詫び", "body": "返金します。"}]', [("[0].body お詫び", "返金します。")]),
    "a placeholder that is no YAML": (
        "a.yaml",
        "a: {{name}}様、返金します。\nb: %{x} は不正です。\n",
        [("a", "{{name}}様、返金します。"), ("b", "%{x} は不正です。")],
    ),
    "tags on lines of their own": ("a.yml", "{% if a %}\na: 返金します。\n{% endif %}\n", [("a", "返金します。")]),
    "an alias once": ("a.yaml", "a: &x\n  - 返金します。\nb: *x\n", [("a[0]", "返金します。")]),
    "several documents": ("a.yaml", "a: 返金します。\n---\na: 交換します。\n", [("[0].a", "返金します。"), ("[1].a", "交換します。")]),
    "nested lists of JSON are no placeholder": ("a.json", '{"n": [[1,2]], "a": "返金します。"}', [("a", "返金します。")]),
    "cells that are sentences": ("a.csv", "k,v\nx,ラベル\ny,返金します。\n", [("v", "返金します。")]),
    "a column of texts": ("a.csv", "id,本文,備考\n7,交換,確認しました。\n", [("本文 7", "交換")]),
    "a table without a head": ("a.csv", "x,返金します。\n", [("返金します。", "返金します。")]),
}


@pytest.mark.parametrize(("name", "text", "expected"), VALUES.values(), ids=VALUES.keys())
def test_which_values_are_drafts(name: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(e.draft.name, e.draft.text) for e in drafts(name, text)] == expected


def test_the_settings_name_keys_and_fields() -> None:
    text = "macros:\n  - name: 返金\n    body: 返金\n  - body: 交換します。\nother: 確認しました。\n"
    for keys in (("macros.body",), ("*.body",), ("body",)):
        assert [e.draft.name for e in drafts("a.yaml", text, ReaderOptions(keys=keys))] == ["macros[0].body", "macros[1].body"]
    options = ReaderOptions(fields=(("text", "answer"), ("incoming", "asked"), ("price", "yen"), ("received_at", "at")))
    line = '{"answer": "返金します。", "asked": "割れた", "yen": 3000, "at": "2025/04/01 10:30", "text": "x"}'
    [record] = drafts("a.jsonl", line, options)
    [row] = drafts("a.csv", 'answer,asked,yen,at\n返金します。,割れた,"¥3,000",2025/04/01 10:30\n', options)
    for extract in (record, row):
        context = extract.draft.context
        assert (extract.draft.text, context.incoming, context.price, str(context.received_at)) == (
            "返金します。",
            "割れた",
            3000,
            "2025-04-01 10:30:00",
        )
    [extract] = drafts("a.yaml", "a: <<n>>様、返金します。\n", ReaderOptions(placeholders=("<<[a-z]+>>",), template=False))
    assert (extract.draft.text, extract.draft.template) == ("<<n>>様、返金します。", False)


LETTERS = {
    "an error message": ("保存できません。もう一度お試しください。", False),
    "thanks": ("ご連絡ありがとうございます。", True),
    "a salutation": ("{{name}}様\n返金します。", True),
    "several polite sentences": ("確認いたしました。返金いたします。", True),
    "one polite sentence": ("保存いたしました。", False),
}


@pytest.mark.parametrize(("text", "letter"), LETTERS.values(), ids=LETTERS.keys())
def test_a_message_of_a_program_is_no_letter(text: str, letter: bool) -> None:
    [extract] = drafts("ja.yml", f"errors: {json.dumps(text, ensure_ascii=False)}\n")
    assert extract.draft.letter is letter
    for name, key in (("ja.yml", "body"), ("macros.yml", "errors")):
        [extract] = drafts(name, f"{key}: {json.dumps(text, ensure_ascii=False)}\n")
        assert extract.draft.letter
    _, result = checked("ja.yml", "errors: 返品はできません。規則です。\n")
    assert (result.drafts[0].report.scene, result.drafts[0].report.diagnostics) == ("other", ())


@pytest.mark.parametrize(
    ("name", "text", "letter"),
    [
        ("shop/cart.html.twig", "<p>カートは空です。</p>", False),
        ("shop/cart.html.twig", "<p>{{ name }} 様</p><p>承りました。</p>", True),
        ("Mail/refund.twig", "返品はできません。", True),
    ],
)
def test_a_page_of_the_shop_is_no_letter(name: str, text: str, letter: bool) -> None:
    [extract] = drafts(name, text)
    assert (extract.draft.letter, extract.draft.template) == (letter, True)


def test_a_title_among_many_texts_is_one_of_them() -> None:
    many = {"title": "お詫び", **{f"k{i}": "保存しました。" for i in range(12)}}
    assert [e.draft.name for e in drafts("a.json", json.dumps(many))] == [f"k{i}" for i in range(12)]


ANSWERED = {
    "quoted lines": ("承りました。\n\n> 割れていました。\n>> 前のメール\n> 返金を。\n", "割れていました。\n返金を。"),
    "below a line": ("承りました。\n\n-----Original Message-----\nFrom: a@example.com\nSubject: x\n\n割れていました。\n", "割れていました。"),
    "nothing": ("承りました。\n", None),
}


@pytest.mark.parametrize(("body", "incoming"), ANSWERED.values(), ids=ANSWERED.keys())
@pytest.mark.parametrize("coding", ["8bit", "base64", "quoted-printable"])
def test_the_quoted_part_of_a_mail_is_the_incoming_message(coding: str, body: str, incoming: str | None) -> None:
    [extract] = drafts("a.eml", mail(coding, body=body))
    draft = extract.draft
    assert (draft.name, draft.context.incoming, str(draft.context.sent_at)) == ("お皿の件", incoming, "2025-04-01 10:00:00+09:00")
    assert [s.text for s in sentences(extract) if s.kind != "quote"] == ["お皿の件", "承りました。"]


@pytest.mark.parametrize(
    ("charset", "coding"), [("iso-2022-jp", "8bit"), ("iso-2022-jp", "base64"), ("shift_jis", "quoted-printable"), ("euc-jp", "base64")]
)
def test_a_mail_in_any_charset_is_read(charset: str, coding: str) -> None:
    text = mail(coding, charset, body="山田様\n\n承りました。\n").replace("utf-8?b", "utf-8?b")
    source = decode(text.encode(charset)).text
    [extract] = drafts("a.eml", source)
    assert extract.draft.text.endswith("山田様\n\n承りました。\n")
    assert extract.writable is (coding == "8bit")


def test_a_mail_with_company_signs_in_iso_2022_jp_is_read() -> None:
    body = encode("㈱みどり①髙橋様\n\n承りました。\n", decode(b"", "cp50221"))
    head = b"Subject: x\nContent-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: base64\n\n"
    [extract] = drafts("a.eml", (head + base64.encodebytes(body)).decode())
    assert "㈱みどり①髙橋様" in extract.draft.text


def test_of_two_parts_the_text_is_read_and_attachments_are_not() -> None:
    parts = "".join(
        f"--b\n{head}\n\n{body}\n"
        for head, body in (
            ("Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment", "添付。"),
            ("Content-Type: text/html; charset=utf-8", "<p>ページ。</p>"),
            ("Content-Type: text/plain; charset=utf-8", "本文。"),
        )
    )
    text = f"Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n{parts}--b--\n"
    [extract] = drafts("a.eml", text)
    assert extract.draft.text.split() == ["x", "本文。"]
    place = extract.to_source(Span(extract.draft.text.index("本文"), extract.draft.text.index("本文") + 2))
    assert text[place.start : place.end] == "本文"


BROKEN = {
    "YAML": ("a.yaml", "a: 御社😀\nb: [返金します。\n", 3, 1),
    "a tab in YAML": ("a.yaml", "a:\n\t- 返金します。\n", 2, 1),
    "JSON": ("a.json", '{"a": "御社😀",\n "b" "返金します。"}', 2, 6),
    "CSV": ("a.csv", 'a,b\n御社😀,"返金します。\n', 2, 5),
    "behind a cell": ("a.csv", 'a,b\n"御社😀"x,返金します。\n', 2, 6),
    "no mail": ("a.eml", "返金します。\n", 1, 1),
    "no boundary": ("a.eml", "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n返金します。\n", 1, 1),
    "no base64": ("a.eml", "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n44GC!\n", 4, 5),
    "an unknown charset": ("a.eml", "Content-Type: text/plain; charset=x-klingon\nContent-Transfer-Encoding: base64\n\n44GC\n", 1, 1),
    "an unknown transfer encoding": ("a.eml", "Content-Type: text/plain\nContent-Transfer-Encoding: x-uue\n\nx\n", 1, 1),
}


@pytest.mark.parametrize(("name", "text", "line", "column"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_is_told_with_its_place(name: str, text: str, line: int, column: int) -> None:
    extracts, problems = reader_for(name)(text, name)
    assert extracts == []
    assert [(p.line, p.column) for p in problems] == [(line, column)]
    assert isinstance(problems[0], Problem)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_reader_ends_with_an_error(suffix: str) -> None:
    broken = (
        "",
        "\n",
        "御社😀",
        "<",
        "&#x110000;",
        "{{",
        "{% if",
        "<% if",
        "---\n",
        "- [",
        '{"a',
        '"',
        "=?utf-8?b?!?=",
        "> ",
        "```",
        "<p",
        "A:\n\n" + "=" * 9,
    )
    for text in (*broken, *("".join(random.Random(i).choices(broken, k=6)) for i in range(20))):
        extracts, _ = reader_for(f"a{suffix}")(text, f"a{suffix}")
        for extract in extracts:
            place = extract.to_source(Span(0, len(extract.draft.text)))
            assert 0 <= place.start <= place.end <= len(text)


def test_a_run_goes_on_past_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text("御社😀。", "utf-8")
    Path("bad.yaml").write_text("a: 御社\nb: [返金します。\n", "utf-8")
    Path("label.yaml").write_text("a: 返金\n", "utf-8")
    Path("package.json").write_text('{"a": // no JSON, but no Japanese either\n', "utf-8")
    Path("gone.txt").symlink_to("nowhere.txt")
    Path("self.txt").symlink_to("self.txt")
    Path("folder").mkdir()
    Path("folder", "up").symlink_to("..", target_is_directory=True)
    os.mkfifo("pipe.txt")
    result = CliRunner().invoke(main, ["check", ".", "pipe.txt", "missing.txt", "--output-format", "json"])
    assert result.exit_code == 2
    assert [f["path"] for f in json.loads(result.stdout)["files"] if f["drafts"]] == ["good.txt"]
    told = result.stderr.replace("keigo-lint: ", "").splitlines()
    assert sorted(told) == [
        "bad.yaml:3:1: YAML として読めません（while parsing a flow sequence expected ',' or ']', but got '<stream end>'）",
        "gone.txt: そのようなファイルやフォルダはありません",
        "label.yaml: お客様に送る文が見つかりません（確かめる値のキーは、設定の keys で指定できます）",
        "missing.txt: そのようなファイルやフォルダはありません",
        "pipe.txt: ふつうのファイルではありません（パイプなどの中身は - で渡してください）",
        "pipe.txt: ふつうのファイルではありません（パイプなどの中身は - で渡してください）",
        "self.txt: リンクが自分自身に戻っています",
    ]


@pytest.mark.parametrize(
    ("error", "said"), [(PermissionError, "読み書きする権限がありません"), (FileNotFoundError, "そのようなファイルやフォルダはありません")]
)
def test_a_file_that_is_shut_or_vanishes_is_a_sentence(error: type[OSError], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text("御社😀。", "utf-8")
    read_bytes = Path.read_bytes

    def reading(path: Path) -> bytes:
        if path.name == "a.txt":
            raise error(2, "no", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", reading)
    result = CliRunner().invoke(main, ["check", ".", "--output-format", "concise"])
    assert (result.exit_code, result.stderr) == (2, f"keigo-lint: a.txt: {said}\n")
    assert "b.txt:1:3" in result.stdout
