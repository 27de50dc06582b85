"""What mending makes of drafts: fixes go together, hold when checked again, and come to rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from keigo_lint import Linter
from keigo_lint.mending import Choice, chosen, edited
from keigo_lint.model import Diagnostic, Edit, Fix, Severity, Span
from measuring_fixes import Outcome, outcomes

DRAFTS = Path(__file__).parent / "drafts"


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


# --- a sample of the frozen sets ---------------------------------------------------
@pytest.fixture(scope="module")
def sample(linter: Linter) -> list[Outcome]:
    lines = [line for path in sorted(DRAFTS.glob("set_*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return outcomes(linter, (json.loads(line) for line in lines[::4]))


def test_most_faulty_drafts_are_mended_well(sample: list[Outcome]) -> None:
    assert len(sample) > 30
    bad = [(o.name, o.left, o.lost) for o in sample if not o.good]
    assert len(bad) <= 0.15 * len(sample), bad


def test_mending_loses_nothing(sample: list[Outcome]) -> None:
    lost = [(o.name, o.lost) for o in sample if o.lost]
    assert len(lost) <= 0.08 * len(sample), lost


def test_mending_comes_to_rest(sample: list[Outcome]) -> None:
    assert not [o.name for o in sample if "not stable" in o.left]


# --- what is tried and refused -----------------------------------------------------
def found(text: str, *marks: tuple[str, Severity, str]) -> list[Diagnostic]:
    """Report each word of a text: (word, severity, what to write for it)."""
    return [
        Diagnostic(
            f"test/{word}", severity, "", Span(at, at + len(word)), (Fix("", (Edit(Span(at, at + len(word)), new),), "safe"),) if new != word else ()
        )
        for word, severity, new in marks
        for at in range(len(text))
        if text.startswith(word, at)
    ]


def mended(text: str, *marks: tuple[str, Severity, str]) -> str:
    choices: list[Choice] = chosen(text, found(text, *marks), True, set(), lambda t: found(t, *marks))
    return edited(text, (e for c in choices for e in c.fix.edits))


@pytest.mark.parametrize(
    ("text", "marks", "after"),
    [
        ("犬と猫", [("犬", "warning", "鳥"), ("猫", "info", "魚")], "鳥と魚"),
        ("犬と猫", [("犬", "warning", "猿"), ("猿", "warning", "猿"), ("猫", "info", "魚")], "犬と魚"),  # 猿 is worse and cannot be mended
        ("犬と猫", [("犬", "warning", "猿"), ("猿", "info", "猿")], "猿と猫"),  # information is no reason to refuse
        ("犬と猫", [("犬", "warning", "猿"), ("猿", "warning", "鳥")], "猿と猫"),  # what comes of it is mended in the next round
        ("犬と犬", [("犬", "warning", "子犬")], "犬と犬"),  # what is mended must be gone
    ],
)
def test_a_fix_holds_or_is_not_applied(text: str, marks: list[tuple[str, Severity, str]], after: str) -> None:
    assert mended(text, *marks) == after


def test_a_refused_fix_gives_way_to_the_next_one() -> None:
    def check(text: str) -> list[Diagnostic]:
        at = text.find("犬")
        fixes = tuple(Fix(new, (Edit(Span(at, at + 1), new),), "safe") for new in ("子犬", "鳥"))
        return [Diagnostic("test/dog", "warning", "", Span(at, at + 1), fixes)] if at >= 0 else []

    choices = chosen("犬", check("犬"), False, set(), check)
    assert [c.fix.title for c in choices] == ["鳥"]


# --- where a sentence is put -----------------------------------------------------
SORRY, AGAIN = (
    "このたびはお届けした商品に不備があり、誠に申し訳ございません。",
    "このたびはご迷惑をおかけいたしましたこと、重ねてお詫び申し上げます。",
)
WHICH = "ご希望の方法を、お知らせいただけますでしょうか。"
BROKEN, EITHER = "お届けしたお皿が割れておりました。", "お皿が割れていたとのこと、申し訳ございません。交換か全額のご返金のどちらでも承ります。"
PLACES = {
    "below who writes, on the line of the thanks": (
        "apology/missing",
        f"ご連絡ありがとうございます。湯気日和の沢田です。\n{BROKEN}",
        f"ご連絡ありがとうございます。湯気日和の沢田です。\n{SORRY}\n{BROKEN}",
    ),
    "below who writes, all in one line": (
        "apology/missing",
        f"ご連絡ありがとうございます。湯気日和の沢田です。{BROKEN}",
        f"ご連絡ありがとうございます。湯気日和の沢田です。{SORRY}{BROKEN}",
    ),
    "below who writes, after a sentence": (
        "apology/missing",
        f"メールを拝見しました。\n湯気日和の沢田でございます。\n{BROKEN}",
        f"メールを拝見しました。\n湯気日和の沢田でございます。\n{SORRY}\n{BROKEN}",
    ),
    "above the name at the end": (
        "apology/closing-missing",
        f"{EITHER}\n\n湯気日和オンライン",
        f"{EITHER}\n{AGAIN}\n\n湯気日和オンライン",
    ),
    "above the line before a quotation": (
        "apology/closing-missing",
        f"{EITHER}\n\n2026/11/20 10:00、伊藤様のメール:\n> 割れています。",
        f"{EITHER}\n{AGAIN}\n\n2026/11/20 10:00、伊藤様のメール:\n> 割れています。",
    ),
    "a question before the closing words": (
        "remedy/choice-question-missing",
        f"{EITHER}\n以上、よろしくです。",
        f"{EITHER}\n{WHICH}\n以上、よろしくです。",
    ),
    "a question before more closing words": (
        "remedy/choice-question-missing",
        f"{EITHER}\n以上、よろしくお願いいたします。",
        f"{EITHER}\n{WHICH}\n以上、よろしくお願いいたします。",
    ),
}


@pytest.mark.parametrize(("rule", "text", "after"), PLACES.values(), ids=PLACES.keys())
def test_a_sentence_goes_where_it_belongs(rule: str, text: str, after: str) -> None:
    assert Linter(select=[rule]).fix(text, unsafe=True, scene="complaint") == after
