"""The importable check: the contract that other tools rely on."""

from __future__ import annotations

import doctest
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

import keigo_lint.api
import keigo_lint.linter
from keigo_lint import KeigoLintError, Linter, Span, check_file, check_files, findings, render, troubles

DRAFT = "お問い合わせありがとうございます。\n商品を返送してください。交換いたします。"


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def test_a_report_is_complete(linter: Linter) -> None:
    report = linter.check(DRAFT, scene="complaint")
    assert report.scene == "complaint"
    assert report.options == 1
    assert {a.kind for a in report.acts} >= {"request", "remedy"}
    diagnostic = next(d for d in report.diagnostics if d.rule == "request/imperative")
    assert diagnostic.severity == "warning"
    assert DRAFT[diagnostic.span.start : diagnostic.span.end] == "ください"
    assert diagnostic.fixes[0].safety == "unsafe"
    assert diagnostic.sources[0].seed == "S000"


def test_a_report_cannot_be_changed(linter: Linter) -> None:
    report = linter.check(DRAFT, scene="complaint")
    with pytest.raises(AttributeError):
        report.scene = "delay"  # type: ignore[misc]
    with pytest.raises(TypeError):
        report.acts[0].attributes["key"] = "refund"  # type: ignore[index]


def test_findings_stand_in_reading_order(linter: Linter) -> None:
    spans = [d.span for d in linter.check(DRAFT, scene="complaint").diagnostics]
    assert spans == sorted(spans)


def test_acts_of_one_kind_do_not_overlap(linter: Linter) -> None:
    acts = linter.check(DRAFT * 3, scene="complaint").acts
    for a in acts:
        assert not [b for b in acts if b is not a and b.kind == a.kind and a.span.overlaps(b.span)]


def test_a_fix_gives_the_text(linter: Linter) -> None:
    assert "返送してください" not in linter.fix(DRAFT, unsafe=True, scene="complaint")
    assert linter.fix("どちらがよろしいでしょうか？", scene="complaint") == "どちらがよろしいでしょうか。"


def test_fixing_twice_changes_nothing(linter: Linter) -> None:
    once = linter.fix(DRAFT, unsafe=True, scene="complaint")
    assert linter.fix(once, unsafe=True, scene="complaint") == once


@pytest.mark.parametrize("text", ["", " \n", "Thank you for your order.", "12345", "！？"])
def test_nothing_japanese_is_nothing_to_say(text: str, linter: Linter) -> None:
    assert linter.check(text, scene="complaint").diagnostics == ()


def test_english_messages() -> None:
    report = Linter(select=["apology/missing"], lang="en").check("確認いたしました。", scene="complaint")
    assert report.diagnostics[0].message == "No apology is performed in this reply."


def test_threads_share_a_linter(linter: Linter) -> None:
    drafts = [f"{i}番の件、確認いたしました。商品を送ってください。" for i in range(40)]
    alone = [linter.check(d, scene="complaint").diagnostics for d in drafts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda d: linter.check(d, scene="complaint").diagnostics, drafts))
    assert together == alone


def test_two_linters_do_not_disturb_each_other(linter: Linter) -> None:
    before = linter.check(DRAFT, scene="complaint")
    Linter(select=["tone/"]).check("本当に届いていないのですか。", scene="complaint")
    assert linter.check(DRAFT, scene="complaint") == before


def test_spans() -> None:
    assert Span(0, 3).overlaps(Span(2, 4))
    assert not Span(0, 3).overlaps(Span(3, 4))
    assert Span(0, 3).contains(Span(1, 3))


@pytest.mark.parametrize("module", [keigo_lint.linter, keigo_lint.api], ids=lambda m: m.__name__)
def test_the_examples_of_the_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)


# --- files -------------------------------------------------------------------
RECORDS = '{"text": "\\u305d\\u306e\\u4ef6、ご確認してください。", "name": "n1"}\n{"text": "承りました。"}\nno json\n'


@pytest.fixture(scope="module")
def keigo() -> Linter:
    return Linter(select=["keigo/mixup-o-shite-kudasai"], lang="en")


def test_a_file_is_checked_where_it_stands(keigo: Linter, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(RECORDS, "utf-8")
    result = check_file(file, keigo, scene="complaint")
    [finding] = findings([result])
    assert (finding.path, finding.draft, finding.line, finding.column) == (str(file), "n1", 1, 30)
    assert RECORDS[finding.diagnostic.span.start : finding.diagnostic.span.end] == "ご確認してください"
    [edit] = finding.diagnostic.fixes[0].edits
    assert RECORDS[: edit.span.start] + edit.text + RECORDS[edit.span.end :] == RECORDS.replace("して", "")
    assert str(finding).startswith(f"{file}:1:30: warning keigo/mixup-o-shite-kudasai ")
    assert [(t.startswith(f"{file}:3: "), "no JSON" in t) for t in troubles([result])] == [(True, True)]
    assert [draft.report.scene for draft in result.drafts] == ["complaint", "complaint"]


def test_files_and_folders_are_checked_and_none_stops_the_others(keigo: Linter, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, data in (("b/a.txt", "ご確認してください。".encode("cp932")), ("b/z.txt", b"\xff\xff"), ("b/x.py", b"")):
        (tmp_path / name).write_bytes(data)
    results = check_files([tmp_path / "b", tmp_path / "b" / "a.txt", tmp_path / "nope"], keigo)
    assert {Path(r.path).name: (len(findings([r])), len(troubles([r]))) for r in results} == {"nope": (0, 1), "a.txt": (1, 0), "z.txt": (0, 1)}
    assert render(results, "concise", keigo).count("keigo/mixup-o-shite-kudasai") == 1
    assert json.loads(render(results, "json"))["summary"]["findings"] == 1


def test_one_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check_file(tmp_path / "nope.txt")
    (tmp_path / "a.txt").write_bytes(b"\xff\xff")
    with pytest.raises(KeigoLintError):
        check_file(tmp_path / "a.txt")


def test_threads_check_files_with_one_linter(keigo: Linter, tmp_path: Path) -> None:
    files = [tmp_path / f"{i}.txt" for i in range(30)]
    for i, file in enumerate(files):
        file.write_text(f"{i}番の件です。\n" + "ご確認してください。" * (i % 3), "utf-8")
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda f: len(findings([check_file(f, keigo)])), files))
    assert together == [i % 3 for i in range(30)]


def test_mending_twice_is_mending_once_in_threads(keigo: Linter) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(keigo.fix, ["ご確認してください。"] * 20)) == {"ご確認ください。"}
