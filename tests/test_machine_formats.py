"""Formats that other programs read: each held to its schema or to a reader of its own, with columns in its unit; several in one run; progress."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
from click.testing import CliRunner, Result
from junitparser import JUnitXml

from keigo_lint import Linter
from keigo_lint.cli import main
from keigo_lint.cli.progress import Progress
from keigo_lint.files import Checker, FileResult, load
from keigo_lint.fingerprint import fingerprints
from keigo_lint.model import Diagnostic, Span
from keigo_lint.reporters import FORMATS, Options, reporter
from keigo_lint.reporters.sarif import uri
from keigo_lint.rulefile import SCENES

HERE = Path(__file__).parent
RULES = HERE / "rules"
SARIF = jsonschema.Draft4Validator(json.loads((HERE / "schemas" / "sarif-2.1.0.json").read_text("utf-8")))
JSON = json.loads((HERE.parent / "docs" / "report.schema.json").read_text("utf-8"))
CATS = ("--rules-dir", str(RULES), "--select", "mine/cat,mine/mark")


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(select=["mine"], rules_dirs=[RULES])


def checked(linter: Linter, *files: tuple[str, str], scene: str = "complaint") -> Sequence[FileResult]:
    return [Checker(linter, scene).check(load(path, text.encode("utf-8", "surrogatepass"))) for path, text in files]


def report(linter: Linter, output_format: str, *files: tuple[str, str], **options: object) -> str:
    return reporter(output_format)(checked(linter, *files), Options(rules=linter.rulebook.rules, **options))  # type: ignore[arg-type]


def sarif(linter: Linter, *files: tuple[str, str], **options: object) -> dict[str, object]:
    log = json.loads(report(linter, "sarif", *files, **options))
    assert [e.message for e in SARIF.iter_errors(log)] == []
    run: dict[str, object] = log["runs"][0]
    return run


RECORDS = r'{"text": "\u3042猫！\n犬", "name": "n|1"}' + "\n" + '{"text": "Hello"}\n'
FILES = (("返信 a.txt", "御社😀猫と犬です！"), ("b.jsonl", RECORDS), ("c.txt", "犬です。"), ("d.txt", ""))


# --- sarif ------------------------------------------------------------------
@pytest.mark.parametrize("files", [FILES, FILES[2:], ()], ids=["findings", "no finding", "no file"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_sarif_is_what_its_schema_wants(linter: Linter, files: tuple[tuple[str, str], ...], lang: str) -> None:
    run = sarif(linter, *files, lang=lang)
    rules = run["tool"]["driver"]["rules"]  # type: ignore[index]
    for result in run["results"]:  # type: ignore[attr-defined]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] and rule["defaultConfiguration"] for rule in rules)


def test_sarif_of_the_shipped_rules_is_what_its_schema_wants() -> None:
    draft = "お問い合わせの件、確認いたしました。ご確認してください！お客様のせいです。"
    run = sarif(Linter(), ("a.txt", draft))
    assert {r["id"] for r in run["tool"]["driver"]["rules"]} >= {"apology/missing", "blame/customer"}  # type: ignore[index]


def test_sarif_counts_code_points(linter: Linter) -> None:
    run = sarif(linter, ("a.txt", "犬です。\r\n御社😀猫です。"))
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]  # type: ignore[index]
    assert region == {
        "startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 5, "charOffset": 9, "charLength": 1, "snippet": {"text": "猫"},
    }  # fmt: skip


def test_a_sarif_fix_mends_the_file_and_not_the_draft(linter: Linter) -> None:
    source = r'{"text": "\u3042猫！"}'
    for result in sarif(linter, ("r.jsonl", source))["results"]:  # type: ignore[attr-defined]
        for fix in result["fixes"]:
            [replacement] = fix["artifactChanges"][0]["replacements"]
            region, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
            mended = source[: region["charOffset"]] + text + source[region["charOffset"] + region["charLength"] :]
            assert json.loads(mended)["text"] in ("あねこ！", "あ猫。", "あ猫！\n犬もおります。", "あ猫！犬もおります。")


@pytest.mark.parametrize(
    ("path", "root", "shown"),
    [
        ("a.txt", None, "a.txt"),
        ("返信/a b%.txt", None, "%E8%BF%94%E4%BF%A1/a%20b%25.txt"),
        ("../x/a.txt", ".", "x/a.txt"),
        ("-", ".", "-"),
        ("\udcff.txt", ".", "sub/%FF.txt"),
    ],
)
def test_sarif_paths_are_below_the_root_of_the_repository(
    path: str, root: str | None, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert uri(path, None if root is None else tmp_path) == shown


def test_an_absolute_path_elsewhere_is_a_file_address(tmp_path: Path) -> None:
    assert uri("/nowhere/a b.txt", tmp_path) == "file:///nowhere/a%20b.txt"
    assert uri(str(tmp_path / "a.txt"), tmp_path) == "a.txt"
    assert uri(str(tmp_path / "b" / ".." / ".." / "a.txt"), tmp_path) == f"file://{quote(str(tmp_path.parent))}/a.txt"


def finding(rule: str, start: int, end: int) -> Diagnostic:
    return Diagnostic(rule, "info", "m", Span(start, end))


@pytest.mark.parametrize(
    ("text", "span", "same"),
    [
        ("前の文。庭に猫がいる。", (6, 7), True),
        ("庭に 猫がいる。\n", (3, 4), True),
        ("「庭に猫がいる。」あとの文。", (3, 4), False),
        ("庭に白い猫がいる。", (4, 5), False),
    ],
)
def test_a_fingerprint_survives_edits_elsewhere(text: str, span: tuple[int, int], same: bool) -> None:
    [before] = fingerprints("庭に猫がいる。", [finding("a/b", 2, 3)])
    assert (fingerprints(text, [finding("a/b", *span)]) == [before]) is same
    assert fingerprints(text, [finding("a/c", *span)]) != [before]


def test_equal_findings_in_equal_sentences_have_fingerprints_of_their_own() -> None:
    text = "猫だ。猫だ。"
    first, second = fingerprints(text, [finding("a/b", 0, 1), finding("a/b", 3, 4)])
    assert first != second
    assert fingerprints("猫だ。", [finding("a/b", 0, 1)]) == [first]


@pytest.mark.parametrize("span", [(0, 0), (0, 4), (4, 4), (3, 4)])
def test_fingerprints_of_odd_places(span: tuple[int, int]) -> None:
    assert len(fingerprints("猫。\n犬", [finding("a/b", *span)])[0]) == 32
    assert len(fingerprints("", [finding("a/b", 0, 0)])[0]) == 32


# --- json ---------------------------------------------------------------------
@pytest.mark.parametrize("files", [FILES, FILES[2:], ()], ids=["findings", "no finding", "no file"])
def test_json_is_what_its_schema_wants(linter: Linter, files: tuple[tuple[str, str], ...]) -> None:
    validator = jsonschema.Draft202012Validator(JSON)
    validator.check_schema(JSON)
    for options in ({}, {"acts": True, "statistics": True}):
        found = json.loads(report(linter, "json", *files, **options))
        assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(found)] == []
    shipped = [Checker(Linter()).check(load("a.txt", "お問い合わせの件、申し訳ございません。ご確認してください！".encode()))]
    assert not list(validator.iter_errors(json.loads(reporter("json")(shipped, Options(acts=True)))))


def test_each_json_line_is_what_its_schema_wants(linter: Linter) -> None:
    validator = jsonschema.Draft202012Validator({"$defs": JSON["$defs"], "$ref": "#/$defs/line"})
    lines = report(linter, "jsonl", *FILES).splitlines()
    assert len(lines) == 4
    assert [e.message for line in lines for e in validator.iter_errors(json.loads(line))] == []


def test_the_schema_knows_every_scene() -> None:
    assert tuple(JSON["$defs"]["scene"]["enum"]) == SCENES


# --- every format ----------------------------------------------------------------
# Where a finding after 「御社😀」 is: code points count one each, be they wide, in UTF-16 two, in UTF-8 four.
PLACES = {
    "full": "a.txt:2:4  ▲",
    "concise": "a.txt:2:4: 警告",
    "grouped": "  2:4  警告",
    "json": '"column": 4',
    "jsonl": '"column": 4}',
    "sarif": '"startColumn": 4,',
    "github": "line=2,endLine=2,col=4,endColumn=5,",
    "junit": 'name="mine/cat (2:4)"',
    "markdown": "| 2:4 | ▲ 警告 | `mine/cat` | 猫 |",
}


@pytest.mark.parametrize("output_format", FORMATS)
def test_columns_after_wide_and_astral_characters(linter: Linter, output_format: str) -> None:
    assert PLACES[output_format] in report(linter, output_format, ("a.txt", "犬です。\r\n御社😀猫です。"))


def test_annotations_are_commands_that_the_runner_reads(linter: Linter) -> None:
    rows = report(linter, "github", ("返信, 100%:a.txt", "御社😀猫と犬です！"), *FILES[1:]).splitlines()
    assert len(rows) == 4
    for row in rows:
        command = re.fullmatch(r"::(error|warning|notice) ((?:\w+=[^,:]+,?)+)::([^\r\n]+)", row)
        assert command, row
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        assert set(properties) >= {"file", "line", "endLine", "title"}
    assert "file=返信%2C 100%25%3Aa.txt," in rows[0]


# --- junit ------------------------------------------------------------------
def test_junit_is_read_back(linter: Linter, tmp_path: Path) -> None:
    text = report(linter, "junit", *FILES)
    suites = list(JUnitXml.fromstring(text.encode()))
    assert [suite.name for suite in suites] == ["返信 a.txt", "b.jsonl", "c.txt"]
    assert [(suite.tests, suite.failures) for suite in suites] == [(2, 1), (2, 1), (1, 0)]
    [cat, mark] = list(suites[0])
    assert cat.name == "mine/cat (1:4)"  # 御社😀 are three code points
    assert (cat.result[0].type, cat.result[0].message) == ("warning", "「猫」は「ねこ」と書きます。")
    assert mark.is_passed  # an info is below the fail level
    assert "1:9: 「！」は使いません。" in mark.system_out
    assert [case.classname for case in suites[1]] == ["b.jsonl:n|1"] * 2


def test_junit_fails_from_the_fail_level_on(linter: Linter) -> None:
    for level, failures in (("info", 2), ("warning", 1), ("error", 0)):
        assert JUnitXml.fromstring(report(linter, "junit", FILES[0], fail_level=level).encode()).failures == failures


def test_junit_holds_no_character_that_xml_forbids(linter: Linter) -> None:
    text = report(linter, "junit", ("\x00\ufffe.txt", "\x1b\uffff猫\x0b<&\"']]>"))
    assert next(iter(JUnitXml.fromstring(text.encode()))).tests == 1


# --- markdown ---------------------------------------------------------------
def test_a_markdown_table_survives_what_it_shows(linter: Linter) -> None:
    text = report(linter, "markdown", ("a|b_c.txt", "御社😀猫です。|<b>*猫*\n`猫`！"), ("b.jsonl", RECORDS))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    assert any(row.startswith("| 1:4 | ▲ 警告 | `mine/cat` | 猫 |") for row in rows)
    assert r"### a&#124;b\_c.txt" in text
    assert "### b.jsonl (n&#124;1)" in text


def test_markdown_of_nothing_and_of_counts(linter: Linter) -> None:
    assert report(linter, "markdown", ("c.txt", "犬です。"), lang="en") == (
        "## keigo-lint\n\nNo findings (1 draft).\n\nNot checked: 1 rule for want of the customer's message (--incoming).\n"
    )
    assert "| 1 | `mine/cat` | 猫と書かない |" in report(linter, "markdown", FILES[0], statistics=True)


# --- several reports in one run ---------------------------------------------
def run(*args: str | Path, stdin: str = "") -> Result:
    env = {"NO_COLOR": "", "FORCE_COLOR": "", "COLUMNS": "100"}
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin, env=env)


def test_several_reports_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.txt").write_text("猫です。", "utf-8")
    monkeypatch.chdir(tmp_path / "templates")
    result = run("check", "a.txt", *CATS, "--output-format", "concise", "-o", "sarif:../x.sarif", "-o", "junit:x.xml", "-o", "json:x:y.json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith("a.txt:1:1: 警告 mine/cat")
    log = json.loads(Path("../x.sarif").read_text("utf-8"))
    assert not list(SARIF.iter_errors(log))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "templates/a.txt", "uriBaseId": "%SRCROOT%"}
    assert JUnitXml.fromfile("x.xml").failures == 1
    assert json.loads(Path("x:y.json").read_text("utf-8"))["summary"]["warning"] == 1


def test_a_plain_output_stands_instead_of_standard_output(tmp_path: Path) -> None:
    result = run("check", "-", *CATS, "--output-format", "json", "-o", tmp_path / "x", "-o", f"markdown:{tmp_path}/x.md", stdin="猫です。")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert json.loads((tmp_path / "x").read_text("utf-8"))["summary"]["warning"] == 1
    assert "`mine/cat`" in (tmp_path / "x.md").read_text("utf-8")


def test_a_report_besides_a_diff(tmp_path: Path) -> None:
    result = run("check", "-", *CATS, "--diff", "-o", f"json:{tmp_path}/x.json", stdin="犬です！")
    assert result.stdout.startswith("--- -\n+++ -\n")
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["summary"]["info"] == 1


@pytest.mark.parametrize(
    ("output", "said"),
    [("sarf:x", "did you mean 'sarif'? A file of that name is written as ./sarf:x"), ("qqq:x", "there are full,"), ("json:", "a path is missing")],
)
def test_an_output_that_is_no_format(output: str, said: str) -> None:
    result = run("check", "-", "-o", output, stdin="犬です。")
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_output_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    result = run("check", "-", *CATS, "-o", f"json:{tmp_path}/no/x", "-o", f"concise:{tmp_path}/y", stdin="猫です。")
    assert result.exit_code == 2
    assert f"{tmp_path}/no/x: そのようなファイルやフォルダはありません" in result.stderr
    assert "mine/cat" in (tmp_path / "y").read_text("utf-8")
    assert "mine/cat" in result.stdout


# --- progress -----------------------------------------------------------------
class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "total", "wait", "shown"),
    [(Terminal(), 30, 0.0, True), (Terminal(), 30, 60.0, False), (Terminal(), 1, 0.0, False), (io.StringIO(), 30, 0.0, False)],
    ids=["a long run on a terminal", "a short run", "one file", "no terminal"],
)
def test_progress_is_for_those_who_wait_at_a_terminal(stream: io.StringIO, total: int, wait: float, shown: bool) -> None:
    with Progress(total, "確認中", stream, wait) as progress:
        for _ in range(total):
            progress.advance()
    text = stream.getvalue()
    assert ("確認中" in text and f"{total}/{total}" in text) is shown
    assert text.endswith("\x1b[2K") is shown
    assert bool(text) is shown


def test_progress_is_not_in_a_report() -> None:
    assert "確認中" not in run("check", HERE.parent / "examples", *CATS).output
