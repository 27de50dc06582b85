"""Reporters: whole outputs as golden files, and the places where terminals and formats differ."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from keigo_lint import Linter
from keigo_lint.files import Checker, DraftResult, FileResult, load
from keigo_lint.language import Language
from keigo_lint.model import Diagnostic, Draft, Edit, Fix, Report, SceneGuess, Span
from keigo_lint.readers import plain, reader_for
from keigo_lint.reporters import FORMATS, Options, reporter
from keigo_lint.reporters.place import Lines, Place
from keigo_lint.reporters.terminal import clean, excerpt, fill, width, wrap

RULES = Path(__file__).parent / "rules"
DRAFT = "山田様\n\n猫は元気です！\n窓辺で猫が鳴いています。鳥もいます。\n"


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(select=["mine"], rules_dirs=[RULES])


def checked(linter: Linter, text: str, path: str = "reply.txt", scene: str = "complaint") -> FileResult:
    return Checker(linter, scene).check(load(path, text.encode()))


def report(linter: Linter, text: str, output_format: str = "full", *, path: str = "reply.txt", scene: str = "complaint", **options: object) -> str:
    return reporter(output_format)([checked(linter, text, path, scene)], Options(rules=linter.rulebook.rules, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format(linter: Linter, golden: Callable[[str, str], None], output_format: str) -> None:
    golden(f"{output_format}.out", re.sub('"version": "[^"]*"', '"version": "…"', report(linter, DRAFT, output_format)))


def test_full_in_english(golden: Callable[[str, str], None]) -> None:
    golden("full-en.out", report(Linter(select=["mine"], rules_dirs=[RULES], lang="en"), DRAFT, lang="en"))


def test_full_on_a_narrow_terminal(linter: Linter, golden: Callable[[str, str], None]) -> None:
    text = report(linter, DRAFT, width=40)
    golden("full-narrow.out", text)
    assert max(width(line) for line in text.splitlines()) <= 40


def test_full_in_colour(linter: Linter, golden: Callable[[str, str], None]) -> None:
    golden("full-color.out", report(linter, DRAFT, color=True))


@pytest.mark.parametrize("output_format", ["full", "json"])
def test_statistics(linter: Linter, golden: Callable[[str, str], None], output_format: str) -> None:
    text = report(linter, DRAFT, output_format, statistics=True)
    if output_format == "json":
        text = json.dumps(json.loads(text)["summary"]["rules"], ensure_ascii=False, indent=1)
    golden(f"statistics.{output_format}", text)


def test_acts_are_shown_on_demand(linter: Linter) -> None:
    text = "猫の件、誠に申し訳ございません。犬もおります。"
    assert '"acts"' not in report(linter, text, "json")
    [draft] = json.loads(report(linter, text, "json", acts=True))["files"][0]["drafts"]
    [apology] = [act for act in draft["acts"] if act["kind"] == "apology"]
    assert apology["attributes"]["form"] == "performed"
    assert text[apology["span"]["start"] : apology["span"]["end"]] == apology["text"]
    assert "apology  form=performed" in report(linter, text, acts=True)


@pytest.fixture(scope="module")
def cats() -> Linter:
    return Linter(select=["mine/cat"], rules_dirs=[RULES])


def test_a_clean_draft_is_told_in_a_line(cats: Linter) -> None:
    assert report(cats, "犬がいます。", scene="notice") == "reply.txt\n  お知らせ（指定）\n\n指摘はありません（1 通）。\n"


def test_clean_drafts_among_many_are_left_out(cats: Linter) -> None:
    records = "".join(json.dumps({"text": "犬がいます。", "name": f"n{i}"}) + "\n" for i in range(11))
    assert report(cats, records, path="r.jsonl") == "指摘はありません（11 通）。\n"


def test_a_suggestion_without_a_neighbour_and_a_reason_without_rationale(linter: Linter) -> None:
    text = report(linter, "犬", scene="notice") + report(linter, "猫と鳥", scene="notice")
    assert "理由：犬を忘れない" in text
    assert "書き換え案（「猫と鳥」のあとに加える）：\n    犬もおります。" in text


def test_the_same_reason_is_given_once(linter: Linter) -> None:
    assert report(linter, "猫と猫と犬です。").count("理由：") == 1


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_reason_ends_outside_of_brackets(lang: Language) -> None:
    every = Linter().rulebook.rules
    source = checked(Linter(), "犬")
    for name in every:
        told = Diagnostic(name, "info", "犬", Span(0, 1))
        (draft,) = source.drafts
        file = replace(source, drafts=(replace(draft, report=replace(draft.report, diagnostics=(told,))),))
        text = reporter("full")([file], Options(rules=every, lang=lang, width=10_000))
        assert all(text.count(a) == text.count(b) for a, b in ("「」", "（）", "()")), text


CUT = {
    "on both sides": ("あ" * 100 + "犬" + "あ" * 100, "…" + "あ" * 60 + "猫" + "あ" * 60 + "…"),
    "on the left": ("あ" * 100 + "犬です", "…" + "あ" * 60 + "猫です"),
    "not at all": ("あの犬です", "あの猫です"),
}


@pytest.mark.parametrize(("text", "shown"), CUT.values(), ids=CUT.keys())
def test_a_suggestion_that_is_cut_shows_it(text: str, shown: str) -> None:
    source = checked(Linter(), text)
    (draft,) = source.drafts
    place = Span(text.index("犬"), text.index("犬") + 1)
    told = Diagnostic("tone/other", "info", "犬", place, (Fix("猫に", (Edit(place, "猫"),), "unsafe"),))
    file = replace(source, drafts=(replace(draft, report=replace(draft.report, diagnostics=(told,))),))
    assert f"\n    {shown}\n" in reporter("full")([file], Options(rules={}, width=10_000))


# --- places ---------------------------------------------------------------
# What stands before the finding, and the column that every format must tell (the emoji is one code point).
COLUMNS = [("御社😀", 4), ("abc", 4), ("か\u3099", 3), ("👨‍👩‍👧、", 7), ("ｶﾞ①…", 5)]


@pytest.mark.parametrize(("before", "column"), COLUMNS)
def test_columns_count_code_points(linter: Linter, before: str, column: int) -> None:
    text = f"犬です。\r\n{before}猫です。"
    found = json.loads(report(linter, text, "json"))["files"][0]["drafts"][0]["diagnostics"][0]
    assert (found["start"], found["end"]) == ({"line": 2, "column": column}, {"line": 2, "column": column + 1})
    assert text[found["span"]["start"] : found["span"]["end"]] == found["text"] == "猫"
    assert f"reply.txt:2:{column}: 警告" in report(linter, text, "concise")
    assert f"line=2,endLine=2,col={column},endColumn={column + 1}," in report(linter, text, "github")


@pytest.mark.parametrize(("before", "cells"), [("御社😀", 6), ("abc", 3), ("か\u3099", 2), ("👨‍👩‍👧、", 4), ("①…α", 6), ("ｶﾞ", 2), ("\t", 1)])
def test_the_underline_stands_under_the_finding(linter: Linter, before: str, cells: int) -> None:
    source, underline = re.findall(r"^    \| (.*)$", report(linter, f"{before}猫と犬です。"), re.M)
    assert source == clean(before) + "猫と犬です。"
    assert underline == " " * cells + "^^"


def test_a_finding_of_several_lines_is_underlined_in_each() -> None:
    text = "届いた品が\n壊れて\nいた\nので"
    [extract], _ = plain.read(text, "a.txt")
    finding = Diagnostic("a/b", "error", "m", Span(3, len(text)))
    result = FileResult("a.txt", text, (DraftResult(extract, Report(extract.draft, "other", SceneGuess("other"), (), 0, (finding,), {})),))
    frame = re.findall(r"^    \| (.*)$", reporter("full")([result], Options()), re.M)
    assert frame == ["届いた品が", "      ^^^^", "壊れて", "^^^^^^", "いた", "^^^^", "…"]
    assert reporter("github")([result], Options()) == "::error file=a.txt,line=1,endLine=4,title=a/b::m\n"


def test_lines_end_as_editors_end_them() -> None:
    lines = Lines("a\r\nb\rc\nd\u2028e")
    assert [lines.place(i) for i in (0, 1, 3, 5, 7, 9)] == [Place(1, 1), Place(1, 2), Place(2, 1), Place(3, 1), Place(4, 1), Place(4, 3)]
    assert [lines.bounds(n) for n in (1, 2, 3, 4)] == [(0, 1), (3, 4), (5, 6), (7, 10)]


# --- terminals -------------------------------------------------------------
def test_nothing_of_a_draft_commands_the_terminal(linter: Linter) -> None:
    evil = "\x1b[31m赤\x9b2J\x07\u202e猫\x08！犬\u2066です"
    for output_format in FORMATS:
        text = report(linter, evil, output_format, path="\x1b]0;x\x07.txt", acts=True)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), output_format
        if output_format not in ("json", "jsonl", "sarif"):
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), output_format


def test_json_of_odd_characters_is_read_back(linter: Linter) -> None:
    text = "猫\x9b\u2028\x7fと犬"
    found = json.loads(report(linter, text, "json", path="\udcff.txt"))["files"][0]
    assert found["path"] == "\udcff.txt"
    assert found["drafts"][0]["diagnostics"][0]["text"] == "猫"


@pytest.mark.parametrize(
    ("line", "mark", "cells", "shown", "marked"),
    [
        ("猫です。", (0, 1), 20, "猫です。", "猫"),
        ("あ" * 30 + "猫" + "い" * 30, (30, 31), 20, "…ああ猫いいいいい…", "猫"),
        ("あ" * 30 + "猫", (30, 31), 20, "…" + "あ" * 7 + "猫", "猫"),
        ("猫" + "い" * 30, (0, 1), 20, "猫" + "い" * 7 + "…", "猫"),
        ("あ" * 10 + "猫" * 30, (10, 40), 20, "…ああ猫猫猫猫猫猫…", "猫猫猫猫猫猫"),
        ("x" * 10_000 + "猫" + "y" * 10_000, (10_000, 10_001), 16, "…xxxx猫yyyyyy…", "猫"),
    ],
)
def test_long_lines_are_cut_round_the_finding(line: str, mark: tuple[int, int], cells: int, shown: str, marked: str) -> None:
    cut = excerpt(line, (0, len(line)), mark, cells)
    assert cut.text == shown
    assert (cut.before, cut.under) == (width(shown[: shown.index("猫")]), width(marked))
    assert width(cut.text) <= cells


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("短い文。", 20, ["短い文。"]),
        ("あいうえおかきくけ。こ", 18, ["あいうえおかきく", "け。こ"]),
        ("あいうえおかき「くけ」", 16, ["あいうえおかき", "「くけ」"]),
        ("直すには --unsafe-fixes を付けます。", 20, ["直すには", "--unsafe-fixes を付", "けます。"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("一行目\n二行目", 20, ["一行目", "二行目"]),
        ("", 20, [""]),
    ],
)
def test_wrapping(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells).split("\n") == lines


def test_what_a_draft_does_and_lacks_is_not_torn_apart() -> None:
    parts = ["苦情への返信", "謝罪 ○", "寄り添い ×", "期限 ○"]
    assert fill(parts, "　", 26, "  ").split("\n") == ["  苦情への返信　謝罪 ○", "  寄り添い ×　期限 ○"]
    assert fill(parts, "　", 12, "  ").split("\n") == ["  苦情への返", "  信", "  謝罪 ○", "  寄り添い", "  ×", "  期限 ○"]


def test_many_findings_in_one_endless_line_take_linear_time() -> None:
    unit, many = "商品を返送してください。", 10_000
    text = unit * many
    [extract], _ = plain.read(text, "a.txt")
    findings = tuple(
        Diagnostic("a/b", "info", "m", Span(12 * i, 12 * i + 2), (Fix("f", (Edit(Span(12 * i, 12 * i + 2), "品"),), "safe"),)) for i in range(many)
    )
    draft = DraftResult(
        extract, Report(Draft(text), "other", SceneGuess("other"), (), 0, findings, {}), tuple(Span(12 * i, 12 * i + 12) for i in range(many))
    )
    for output_format in FORMATS:  # quadratic time would be minutes
        assert reporter(output_format)([FileResult("a.txt", text, (draft,))], Options())


# --- totals ----------------------------------------------------------------
def diagnostic(severity: str, *safeties: str) -> Diagnostic:
    return Diagnostic("a/b", severity, "m", Span(0, 1), tuple(Fix("f", (Edit(Span(0, 1), ""),), s) for s in safeties))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("findings", "fixed", "lang", "line"),
    [
        ([], 0, "ja", "指摘はありません（1 通）。"),
        ([], 2, "ja", "2 か所を直しました。指摘はありません（1 通）。"),
        ([diagnostic("info")], 0, "ja", "1 件の指摘（ヒント 1）。"),
        ([diagnostic("error", "unsafe"), diagnostic("warning", "suggestion"), diagnostic("info")], 0, "ja",
         "3 件の指摘（誤り 1、警告 1、ヒント 1）。うち 2 件は --fix --unsafe-fixes で直せます。"),
        ([diagnostic("info", "unsafe", "safe"), diagnostic("info", "unsafe")], 0, "ja",
         "2 件の指摘（ヒント 2）。うち 1 件は --fix で、1 件は --fix --unsafe-fixes で直せます。"),
        ([diagnostic("error", "safe"), diagnostic("error")], 1, "en", "1 fixed. 2 findings (error 2). Can be fixed: 1 with --fix."),
        ([], 0, "en", "No findings (1 draft)."),
    ],
)  # fmt: skip
def test_the_line_of_totals(findings: list[Diagnostic], fixed: int, lang: Language, line: str) -> None:
    [extract], _ = plain.read("猫", "a.txt")
    draft = DraftResult(extract, Report(extract.draft, "other", SceneGuess("other"), (), 0, tuple(findings), {}))
    assert reporter("concise")([FileResult("a.txt", "猫", (draft,), fixed=fixed)], Options(lang)).splitlines()[-1] == line


def test_what_was_not_checked_is_told_once(linter: Linter) -> None:
    records = '{"text": "犬です。"}\n{"text": "犬です。"}\n'
    text = report(linter, records, path="r.jsonl")
    assert text.count("確かめていない規則：お客様の文面がないため 1 件（--incoming）。") == 1


# --- records ---------------------------------------------------------------
RECORDS = {
    "plain": ('{"text": "庭の猫と犬"}', 12),
    "escapes before": (r'{"text": "\"庭\"\n\u306e猫と犬"}', 23),
    "a surrogate pair before": (r'{"text": "\ud83d\ude00猫と犬"}', 22),
    "escaped itself": (r'{"id": 1, "text": "\u732b\u3068\u72ac"}', 19),
    "body, after other keys": ('  {"scene": "notice", "n": [1, {"text": "猫"}], "body": "猫と犬"}', 56),
}


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_mapped_to_the_file(linter: Linter, name: str) -> None:
    line, column = RECORDS[name]
    found = json.loads(report(linter, "\n" + line + "\n", "json", path="r.jsonl"))["files"][0]["drafts"][0]["diagnostics"][0]
    assert found["start"] == {"line": 2, "column": column + 1}
    assert found["text"] == "猫"
    start, end = found["span"]["start"] - 1, found["span"]["end"] - 1
    assert json.loads(f'"{line[start:end]}"') == "猫"


def test_a_record_says_what_is_known_of_its_draft() -> None:
    line = json.dumps({"body": "猫", "incoming": "犬？", "scene": "notice", "price": 5400, "received_at": "2025-04-01T10:30+09:00", "id": 7})
    [extract], problems = reader_for("r.JSONL")(line, "r.JSONL")
    assert not problems
    draft = extract.draft
    assert (draft.text, draft.name, draft.scene, draft.context.incoming, draft.context.price) == ("猫", "7", "notice", "犬？", 5400)
    assert draft.context.received_at is not None and draft.context.received_at.isoformat() == "2025-04-01T10:30:00+09:00"


BROKEN = {
    "{": "column 2",
    '{"text": "a",}': "column 14",
    '{"text" "a"}': "column 9: no JSON (Expecting ':'",
    '{"text": "a"} x': "column 14: no JSON (Extra data)",
    '{"text": "a" "b": 1}': "column 14: no JSON (Expecting ','",
    "{1: 2}": "property name",
    "[]": "no JSON object",
    '{"a": 1}': "neither 'text' nor 'body'",
    '{"text": 1}': "'text' must be a string",
    '{"text": "a", "price": "b"}': "'price' must be a whole number",
    '{"text": "a", "sent_at": "b"}': "is no ISO 8601 time",
    '{"text": "a", "thread": "b"}': "must be a list",
    '{"n": ' + "[" * 100_000: "no JSON",
    '{"n": ' + "9" * 5_000 + "}": "no JSON",
}


@pytest.mark.parametrize("line", BROKEN, ids=lambda line: line[:30])
def test_broken_records_name_their_line_and_leave_the_others(line: str) -> None:
    extracts, [problem] = reader_for("r.jsonl")(f'{{"text": "猫"}}\n{line}\n{{"text": "犬"}}', None)
    assert [e.draft.text for e in extracts] == ["猫", "犬"]
    assert problem.line == 2
    assert BROKEN[line] in problem.said.en
