"""Suppressions: where the comments of each format reach, what is wrong with them, and the table of the settings. Each ♪ is a finding."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keigo_lint.cli import main
from keigo_lint.directives import directives
from keigo_lint.model import Span
from keigo_lint.rulebook import load_rulebook
from keigo_lint.suppress import Found, applied, near_text, occurrences

RULE = "tone/casual-symbol"


def suppressed(path: str, text: str, values: list[Span] | None = None) -> tuple[str, list[tuple[str, str]]]:
    """Return the text with a ・ for each ♪ that is suppressed, and what is wrong with which suppression."""
    found = [Found(RULE, m.start()) for m in re.finditer("♪", text)]
    rulebook = load_rulebook()
    hidden, troubles = applied(found, directives(text, path, values or []), rulebook, rulebook.rules)
    letters = list(text)
    for i in hidden:
        letters[found[i].at] = "・"
    return "".join(letters), [(t.state, text[t.place.start : t.place.end]) for t in troubles if t.state != "unexplained"]


# name: (file, text, with the suppressed ones as ・)
REACHES = {
    "the next block of Markdown": ("a.md", "♪\n\n<!-- keigo-lint: ignore[tone/] 歌 -->\n\n・\n・\n\n♪"),
    "the next line alone": ("a.md", "<!-- keigo-lint: ignore-next-line[tone/] 歌 -->\n・\n♪"),
    "the line of a comment behind something": ("a.html", "<p>・</p> <!-- keigo-lint: ignore[tone/] 歌 -->\n<p>♪</p>"),
    "all rules": ("a.md", "<!-- keigo-lint: ignore -->\n・"),
    "several rules": ("a.md", "<!-- keigo-lint: ignore[tone/*, tone/casual-symbol] 歌 -->\n・\n"),
    "comments above each other": ("a.md", "<!-- keigo-lint: ignore[ALL] 歌 -->\n<!-- keigo-lint: ignore[tone/] 歌 -->\n・\n"),
    "a comment over several lines": ("a.html", "<!--\n  keigo-lint: ignore[tone/]\n  校歌の一節\n-->\n<p>・</p>\n\n♪"),
    "from here to there": ("a.md", "♪<!-- keigo-lint: disable[tone/] 歌 -->・\n\n・<!-- keigo-lint: enable[tone/] -->♪"),
    "from here to the end": ("a.md", "♪\n<!-- keigo-lint: disable[tone/] 歌 -->\n\n・\n\n・"),
    "the file": ("a.md", "・\n\n<!-- keigo-lint: ignore-file[tone/] 歌 -->\n\n・"),
    "front matter": ("a.md", "---\ntitle: 返信\nkeigo-lint: ignore[tone/] 歌\n---\n・\n\n・"),
    "a comment in front matter": ("a.md", "---\n# keigo-lint: ignore-file[tone/] 歌\n---\n・"),
    "YAML, one value": ("a.yaml", "a:\n  # keigo-lint: ignore[tone/] 歌\n  b: ・\n  c: ♪"),
    "YAML, behind the value": ("a.yml", "a: ・ # keigo-lint: ignore[tone/] 歌\nb: ♪"),
    "twig": ("order.twig", "{# keigo-lint: ignore[tone/] 歌 #}\n・\n\n♪"),
    "ERB": ("reply.text.erb", "<%# keigo-lint: ignore[tone/] 歌 %>\n・\n\n♪"),
    "Liquid": ("mail.liquid", "{% comment %}keigo-lint: ignore[tone/] 歌{% endcomment %}\n・\n\n♪"),
    "Liquid, in a line": ("mail.liquid", "{% # keigo-lint: ignore[tone/] 歌 %}\n・\n\n♪"),
    "FreeMarker": ("mail.ftl", "<#-- keigo-lint: ignore[tone/] 歌 -->\n・\n\n♪"),
    "Blade": ("mail.blade.php", "{{-- keigo-lint: ignore[tone/] 歌 --}}\n・\n\n♪"),
    "Smarty": ("mail.tpl", "{* keigo-lint: ignore[tone/] 歌 *}\n・\n\n♪"),
    "an HTML comment in an HTML template": ("a.html.twig", "<!-- keigo-lint: ignore[tone/] 歌 -->\n<p>・</p>"),
    "Windows line breaks": ("a.md", "<!-- keigo-lint: ignore[tone/] 歌 -->\r\n・\r\n\r\n♪"),
}


@pytest.mark.parametrize("name", REACHES)
def test_a_suppression_reaches(name: str) -> None:
    path, text = REACHES[name]
    shown, troubles = suppressed(path, text.replace("・", "♪"))
    assert (shown, troubles) == (text, [])


# What stands here is text, not a comment: a customer would read it.
NONE = {
    "plain text has no comments": ("a.txt", "# keigo-lint: ignore[tone/]\n♪"),
    "an HTML comment in a text mail": ("order.twig", "<!-- keigo-lint: ignore[tone/] -->\n♪"),
    "a mail": ("a.eml", "<!-- keigo-lint: ignore[tone/] -->\n♪"),
    "a fenced example": ("a.md", "```html\n<!-- keigo-lint: ignore[tone/] -->\n```\n♪"),
    "an example in a line": ("a.md", "`<!-- keigo-lint: ignore[tone/] -->` と書く♪"),
    "another tool's comment": ("a.md", "<!-- textlint-disable -->\n♪"),
    "a number sign inside a word": ("a.yaml", "a: b#keigo-lint: ignore[tone/]♪"),
}


@pytest.mark.parametrize("name", NONE)
def test_no_suppression(name: str) -> None:
    assert suppressed(*NONE[name]) == (NONE[name][1], [])


def test_a_comment_inside_a_value_is_text_and_one_above_a_block_reaches_all_of_it() -> None:
    text = "a: |\n  # keigo-lint: ignore[tone/]\n  ♪\n# keigo-lint: ignore[tone/] 歌\nb: |\n  ・\n\n  ・\nc: ♪\n"
    values = [Span(text.index("#"), text.index("# keigo-lint: ignore[tone/] 歌")), Span(text.index("・"), text.rindex("・") + 1)]
    assert suppressed("a.yaml", text.replace("・", "♪"), values) == (text, [])


TROUBLES = {
    "suppresses nothing": ("<!-- keigo-lint: ignore[tone/] 歌 -->\n何もない\n\n♪", [("unused", "tone/")]),
    "one of two suppresses nothing": ("<!-- keigo-lint: ignore[tone/, keigo/] 歌 -->\n♪", [("unused", "keigo/")]),
    "no such rule": ("<!-- keigo-lint: ignore[tone/casual-symbols] 歌 -->\n♪", [("unknown", "tone/casual-symbols")]),
    "no such word": ("<!-- keigo-lint: ignroe[tone/] -->\n♪", [("unknown", "<!-- keigo-lint: ignroe[tone/] -->")]),
    "ends what never began": ("♪\n<!-- keigo-lint: enable[tone/] -->", [("unused", "<!-- keigo-lint: enable[tone/] -->")]),
    "all rules, nothing there": ("<!-- keigo-lint: ignore 歌 -->\n何もない", [("unused", "<!-- keigo-lint: ignore 歌 -->")]),
    "excused": ("<!-- keigo-lint: ignore-file[suppression/unused] 例 -->\n<!-- keigo-lint: ignore[tone/] 歌 -->\n何もない", []),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_is_wrong_with_a_suppression(name: str) -> None:
    text, wrong = TROUBLES[name]
    assert suppressed("a.md", text)[1] == wrong


def test_of_rules_that_did_not_run_nobody_can_tell() -> None:
    text = "<!-- keigo-lint: ignore[tone/] 歌 -->\n何もない"
    assert applied([], directives(text, "a.md"), load_rulebook(), ["keigo/density"]) == (frozenset(), ())


@pytest.mark.parametrize(
    ("text", "quoted", "spans"),
    [
        ("毎度おおきに。毎度", "毎度", [(0, 2), (7, 9)]),
        ("ありがとう\n　　ございます", "ありがとうございます", [(0, 13)]),
        ("ありがとう\r\nございます", "ありがとう ございます", [(0, 12)]),
        ("a.c abc", "a.c", [(0, 3)]),
        ("何もない", "　", []),
    ],
)
def test_where_a_quoted_text_stands(text: str, quoted: str, spans: list[tuple[int, int]]) -> None:
    assert [(s.start, s.end) for s in occurrences(text, quoted)] == spans


def test_a_quoted_text_is_near_what_lies_in_it_or_holds_it() -> None:
    text = "歌は「ありがとう♪」です"
    assert near_text(text, "ありがとう♪", Span(8, 9))
    assert near_text(text, "♪", Span(3, 9))
    assert not near_text(text, "ありがとう", Span(8, 9))


# --- in a run -----------------------------------------------------------------
def check(*args: str) -> Result:
    return CliRunner().invoke(main, ["check", *args, "--output-format", "json"], env={"NO_COLOR": "1"})


def reported(result: Result) -> list[tuple[str, str, int]]:
    data = json.loads(result.stdout)
    return [(f["path"], d["rule"], d["start"]["line"]) for f in data["files"] for r in f["drafts"] for d in r["diagnostics"]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("keigo-lint.toml").write_text(
        'select = ["keigo/mixup-o-shite-kudasai", "suppression/"]\n\n'
        '[[suppressions]]\nfiles = ["a.txt", "b.txt"]\nrule = "keigo/"\ntext = "ご確認して"\nreason = "先方の言い回し"\n\n'
        '[[suppressions]]\nfiles = ["*.txt"]\nrule = "keigo/"\ntext = "もう消した文"\nreason = "古い"\n',
        "utf-8",
    )
    Path("a.txt").write_text("ご確認してください。\nご連絡してください。", "utf-8")
    Path("b.txt").write_text("何もございません。", "utf-8")
    return tmp_path


def test_the_table_suppresses_by_file_rule_and_text_and_says_what_is_unused(folder: Path) -> None:
    assert reported(check()) == [
        ("a.txt", "keigo/mixup-o-shite-kudasai", 2),
        ("keigo-lint.toml", "suppression/unused", 11),
    ]


def test_a_row_is_judged_only_when_all_its_files_were_checked(folder: Path) -> None:
    assert reported(check("a.txt")) == [("a.txt", "keigo/mixup-o-shite-kudasai", 2)]
    assert reported(check("--select", "tone/,suppression/")) == []  # nor where its rule did not run


def test_what_is_suppressed_is_not_fixed(folder: Path) -> None:
    CliRunner().invoke(main, ["check", "--fix"])
    assert Path("a.txt").read_text("utf-8") == "ご確認してください。\nご連絡ください。"


def test_a_comment_that_is_wrong_is_a_finding_at_its_place(folder: Path) -> None:
    Path("c.md").write_text("😀\n\n<!-- keigo-lint: ignore[keigo/mixup-o-shite-kudasaii] 例 -->\nご確認してください。\n", "utf-8")
    found = check("c.md")
    assert reported(found) == [("c.md", "keigo/mixup-o-shite-kudasai", 4), ("c.md", "suppression/unknown", 3)]
    wrong = json.loads(found.stdout)["files"][0]["drafts"][1]["diagnostics"][0]
    assert wrong["text"] == "keigo/mixup-o-shite-kudasaii"
    assert wrong["message"].endswith("「keigo/mixup-o-shite-kudasai」のことですか。")
    assert check("c.md", "--ignore", "suppression/,keigo/", "--extend-select", "tone/").exit_code == 0


# name: (text, the lines that are still reported)
FORMATS = {
    "a.md": ("---\nkeigo-lint: ignore[request/] 例\n---\n<!-- keigo-lint: ignore[keigo/] 例 -->\n御社😀ご確認してください。\n\nご連絡してください。\n", [7]),
    "a.html": ("<!-- keigo-lint: ignore[keigo/] 例 -->\n<p>御社😀ご確認してください。</p>\n\n<p>ご連絡してください。</p>\n", [4]),
    "a.yaml": (
        "# keigo-lint: ignore[keigo/] 例\na: ご確認してください。\nb: ご確認してください。\n"
        "# keigo-lint: ignore[keigo/] 例\nc: |\n  御社😀\n\n  ご確認してください。\nd: >-\n  ご確認してください。\ne: ご確認してください。 # keigo-lint: ignore[keigo/] 例\n",
        [3, 10],
    ),
    "a.twig": ("{# keigo-lint: ignore[keigo/] 例 #}\n{{ name }} 様\n御社😀ご確認してください。\n\nご連絡してください。\n", [5]),
    "a.text.erb": ("<%# keigo-lint: disable[keigo/] 例 %>\nご確認してください。\n\n<%# keigo-lint: enable[keigo/] %>\nご連絡してください。\n", [5]),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_suppressions_in_files_of_each_format(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, lines = FORMATS[name]
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, "utf-8")
    wanted = [(name, "keigo/mixup-o-shite-kudasai", line) for line in lines]
    assert reported(check(name, "--select", "keigo/mixup-o-shite-kudasai,suppression/")) == wanted
