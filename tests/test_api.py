"""The importable check: the contract that other tools rely on."""

from __future__ import annotations

import doctest
from concurrent.futures import ThreadPoolExecutor

import pytest

import keigo_lint.linter
from keigo_lint import Linter, Span

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


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(keigo_lint.linter).failed == 0
