"""Rule files are read strictly: an error names the file and the key, and says what was probably meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keigo_lint import KeigoLintError, Linter, RuleFileError

RULE: dict[str, str] = {
    "title": '"試しの規則"',
    "severity": '"warning"',
    "message": '"「{match}」があります。"',
    "message_en": '"There is something."',
}
FORBID = '\n[forbid]\nmatch = ["返金"]\n'


def written(directory: Path, change: dict[str, Any], rest: str = FORBID) -> Path:
    """Write a rule directory with one rule, changed."""
    lines = [f"{key} = {value}" for key, value in {**RULE, **change}.items() if value is not None]
    (directory / "house").mkdir()
    (directory / "house" / "rule.toml").write_text("\n".join(lines) + rest, "utf-8")
    return directory


def test_a_rule_of_ones_own_is_found_by_its_path(tmp_path: Path) -> None:
    linter = Linter(select=["house/rule"], rules_dirs=[written(tmp_path, {})])
    assert [(d.rule, d.message) for d in linter.check("全額を返金いたします。").diagnostics] == [("house/rule", "「返金」があります。")]


ITEMS = """
[require]
item = [
  { name = "理由", name_en = "the reason", match = ["為|理由"] },
  { name = "期日", name_en = "the date", raw = ['[0-9]+日'] },
  { name = "お詫び", name_en = "an apology", act = { kind = "apology" } },
]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("遅れております。", "理由、期日、お詫び / the reason, the date, an apology"),
        ("大雪のため、遅れております。申し訳ございません。", "期日 / the date"),
        ("大雪のため、20日に届きます。申し訳ございません。", None),
    ],
)
def test_one_finding_names_all_that_is_missing(text: str, said: str | None, tmp_path: Path) -> None:
    message = {"message": '"{missing} / {missing_en}"', "message_en": '"{missing_en}"'}
    found = Linter(select=["house/rule"], rules_dirs=[written(tmp_path, message, ITEMS)]).check(text).diagnostics
    assert [d.message for d in found] == ([said] if said else [])


ERRORS = {
    "items where one thing is looked for": ({}, ITEMS.replace("require", "forbid"), "forbid.item: only 'require' wants several things, not 'forbid'"),
    "an item without a name": ({}, ITEMS.replace('name = "期日", ', ""), "require.item[1].name: is missing; did you mean 'name_en', which is there?"),
    "a figure without what it counts": ({"measured": "{ precision = 0.9 }"}, FORBID, "house/rule.toml: measured.findings: is missing"),
    "a share without what it is of": (
        {"measured": "{ precision = 0.9, findings = 0 }"},
        FORBID,
        "measured.precision: is not a key that is known here",
    ),
    "a missing key": ({"message_en": None}, FORBID, "house/rule.toml: message_en: is missing"),
    "an unknown key": ({"serverity": '"info"'}, FORBID, "serverity: is not a key that is known here; did you mean 'severity'?"),
    "a wrong type": ({"title": "3"}, FORBID, "title: must be str, not int"),
    "a wrong word": ({"severity": '"warnning"'}, FORBID, "'warnning' is not one of error, warning, info; did you mean 'warning'?"),
    "no check": ({}, "\n", "exactly one of forbid, require, order, count, accompany"),
    "two checks": ({}, FORBID + '[require]\nact = { kind = "apology" }\n', "exactly one of"),
    "an empty check": ({}, "\n[forbid]\n", "a check needs 'match', 'raw', 'act', 'value' or 'placeholders'"),
    "an unknown window": ({}, FORBID + '[[unless]]\nmatch = ["交換"]\nwindow = "sentense"\n', "unless[0].window: 'sentense' is not one of"),
    "an unknown scene": ({"scenes": '["complain"]'}, FORBID, "did you mean 'complaint'?"),
    "a broken pattern": ({}, '\n[forbid]\nmatch = ["( 返金"]\n', "house/rule.toml: forbid.match: pattern 「( 返金」"),
    "an unknown word list": ({}, '\n[forbid]\nmatch = ["@customr"]\n', "did you mean @customer?"),
    "a broken expression": ({}, "\n[forbid]\nraw = ['(']\n", "forbid.raw[0]: is no regular expression"),
    "broken TOML": ({"title": '"'}, FORBID, "rule.toml"),
}


@pytest.mark.parametrize(("change", "rest", "message"), ERRORS.values(), ids=ERRORS.keys())
def test_an_error_names_the_place(change: dict[str, Any], rest: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(RuleFileError) as caught:
        Linter(rules_dirs=[written(tmp_path, change, rest)])
    assert message in str(caught.value)


NAMES = {
    "a rule": ({"select": ["apology/mising"]}, "unknown rule 'apology/mising'; did you mean 'apology/missing'?"),
    "a group": ({"ignore": ["tonn/"]}, "unknown rule 'tonn/'"),
    "a profile": ({"profile": "standart"}, "unknown profile 'standart'; did you mean 'standard'?"),
    "nothing left": ({"select": ["apology/missing"], "ignore": ["apology/"]}, "no rule is selected"),
}


@pytest.mark.parametrize(("arguments", "message"), NAMES.values(), ids=NAMES.keys())
def test_unknown_names_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(KeigoLintError) as caught:
        Linter(**arguments)
    assert message in str(caught.value)


def test_an_unknown_scene_is_refused() -> None:
    with pytest.raises(KeigoLintError, match="did you mean 'complaint'"):
        Linter(select=["apology/missing"]).check("確認します。", scene="complaints")
