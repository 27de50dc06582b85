"""The importable check inside other tools: a test of canned replies, and a check of the macros of a helpdesk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from keigo_lint import Linter, check_files, findings, render, troubles

# --- A shop keeps its canned replies in its repository and tests them, as its own test suite would. ---------------------------
GOOD = {
    "damaged.txt": """\
このたびは、お届けした急須の注ぎ口が欠けており、誠に申し訳ございません。
お茶の時間を楽しみにしてくださっていたことと存じます。
つきましては、新しい急須との交換、または全額のご返金のいずれかで対応いたします。
欠けた急須の返送は不要です。
ご希望をお聞きした翌日までに手配いたします。
どちらがよろしいでしょうか。
このたびはご迷惑をおかけし、重ねてお詫び申し上げます。
""",
    "thanks.txt": "急須をお買い上げいただき、ありがとうございます。\n末永くお使いいただけましたら幸いです。\n",
}
BAD = {**GOOD, "blunt.txt": "急須の件、確認いたしました。\n落とされたのはお客様のせいではないでしょうか。\n"}
SCENES = {"damaged.txt": "complaint", "blunt.txt": "complaint", "thanks.txt": "thanks"}


def canned_replies(folder: Path, linter: Linter) -> None:
    """What such a test holds: nothing at or above a warning, nothing left unchecked, and a report that says what to do."""
    for name, scene in SCENES.items():
        results = check_files([p for p in (folder / name,) if p.exists()], linter, scene=scene)
        assert not troubles(results)
        assert not [f for f in findings(results) if f.diagnostic.severity != "info"], render(results, "full", linter)


def written(folder: Path, replies: Mapping[str, str]) -> Path:
    for name, text in replies.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def test_good_canned_replies_pass(linter: Linter, tmp_path: Path) -> None:
    canned_replies(written(tmp_path, GOOD), linter)


def test_a_bad_one_fails_with_what_to_do(linter: Linter, tmp_path: Path) -> None:
    with pytest.raises(AssertionError) as failure:
        canned_replies(written(tmp_path, BAD), linter)
    said = str(failure.value)
    for part in ("blunt.txt:1:1", "apology/missing", "blame/customer", "理由：", "書き換え案"):
        assert part in said
    assert "damaged.txt" not in said


# --- A helpdesk exports its macros as JSON; an agent who saves one is told what is wrong with it. ----------------------------
@dataclass(frozen=True)
class Macro:
    title: str
    tag: str
    body: str


SCENE_OF_TAG = {"complaint": "complaint", "late": "delay", "question": "inquiry"}
EXPORT = json.dumps(
    [
        {"title": "不良品", "tag": "complaint", "body": "$customer 様\n\n商品の件、確認いたしました。新しい品をお送りください。"},
        {"title": "送料のご質問", "tag": "question", "body": "$customer 様\n\nお問い合わせありがとうございます。送料は全国一律五百円です。"},
    ]
)


def macros(export: str) -> Iterator[Macro]:
    yield from (Macro(**row) for row in json.loads(export))


def advice(linter: Linter, all_macros: Iterable[Macro]) -> dict[str, list[str]]:
    """Return what to tell the agent about each macro. A macro is checked as the customer would read it."""
    said = {}
    for macro in all_macros:
        text = Template(macro.body).safe_substitute(customer="山田")
        report = linter.check(text, SCENE_OF_TAG.get(macro.tag, "auto"), name=macro.title)
        said[macro.title] = [f"{d.rule}「{text[d.span.start : d.span.end]}」{d.message}" for d in report.diagnostics if d.severity == "error"]
    return said


def test_a_helpdesk_tells_what_is_wrong_with_a_macro(linter: Linter) -> None:
    said = advice(linter, macros(EXPORT))
    assert said["送料のご質問"] == []
    assert [line.partition("「")[0] for line in said["不良品"]] == ["apology/missing", "remedy/missing"]


def test_a_helpdesk_offers_the_mended_macro(linter: Linter) -> None:
    body = "商品をご確認してください。"
    assert linter.fix(body) == "商品をご確認ください。"
    assert linter.fix(linter.fix(body)) == linter.fix(body)
