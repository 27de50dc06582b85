"""Settings: what holds for a file and why, and a sentence with file, line and key for every mistake. The schema agrees with the reader."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from keigo_lint import KeigoLintError, Linter
from keigo_lint.cli import main
from keigo_lint.config import find_settings, read_settings, settings_for
from keigo_lint.globs import globs
from keigo_lint.options import OPTIONS
from keigo_lint.rulebook import load_rulebook, word_lists
from keigo_lint.schema import settings_schema
from keigo_lint.selecting import selected
from keigo_lint.toml_file import SettingsError, lines_of

SCHEMA = jsonschema.Draft7Validator(settings_schema(load_rulebook(), word_lists()))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, env={"NO_COLOR": "1", "COLUMNS": "100"})


# --- mistakes ----------------------------------------------------------------
# name: (the settings, what the schema says of it too, the message in Japanese)
MISTAKES = {
    "an unknown key": ('ignroe = ["tone/"]', True, ":1: ignroe: このような設定はありません。「ignore」のことですか"),
    "a key with an underscore": ('\nextend_select = ["tone/"]', True, ":2: extend_select: このような設定はありません。「extend-select」のことですか"),
    "an unknown table": ('[rules]\nx = 1', True, ":1: rules: このような設定はありません"),
    "an unknown rule": ('ignore = [\n  "tone/",\n  "apology/mising",\n]', True, ":3: ignore: 「apology/mising」という規則はありません。「apology/missing」のことですか"),
    "an unknown rule with a severity": ('[severity]\n"apology/lat" = "info"', True, ':2: severity."apology/lat": 「apology/lat」という規則はありません。「apology/late」のことですか'),
    "a severity typo": ('[severity]\n"apology/late" = "eror"', True, ':2: severity."apology/late": 「eror」という重さはありません。「error」のことですか'),
    "a severity of another linter": ('severity = { "apology/late" = "off" }', True, ':1: severity."apology/late": 「off」という重さはありません。error、warning、info のどれかです。確かめたくない規則は ignore に'),
    "a text for a list": ('ignore = "tone/"', True, ":1: ignore: 配列で書いてください（文字列になっています）。[ ] で囲んでください"),
    "a number in a list": ("names = [1]", True, ":1: names: 中身は文字列で書いてください（整数があります）"),
    "an empty text": ('allow = ["", "x"]', True, ":1: allow: 空の文字列があります"),
    "a text for a flag": ('template = "yes"', True, ":1: template: 真偽値（true か false）で書いてください（文字列になっています）"),
    "a flag for a number": ("[limits]\nmin_options = true", True, ":2: limits.min_options: 数で書いてください（真偽値（true か false）になっています）"),
    "an unknown limit": ("[limits]\nmin_option = 2", True, ":2: limits.min_option: 「min_option」という数値はありません。「min_options」のことですか"),
    "an unknown scene": ('scene = "complain"', True, ":1: scene: 「complain」は使えません。「complaint」のことですか"),
    "an unknown profile": ('profile = "strickt"', True, ":1: profile: 「strickt」というプロファイルはありません。「strict」のことですか"),
    "an unknown encoding": ('encoding = "utf-88"', False, ":1: encoding: 'utf-88' という文字コードは知られていません"),
    "an unknown fail level": ('fail-level = "never"', True, ":1: fail-level: 「never」は使えません。error、warning、info のどれかです"),
    "an unknown field": ('[fields]\nbodytext = "本文"', True, ":2: fields.bodytext: 「bodytext」という項目はありません。「text」のことですか"),
    "an unknown word list": ('[words]\nown_ = ["ミケ堂"]', True, ":2: words.own_: 「own_」という語の一覧はありません。「own」のことですか"),
    "a word that cannot be looked for": ('[words]\nown = ["C+C"]', False, ":2: words.own: 「C+C」は語の一覧に入れられません"),
    "a glob with an open bracket": ('exclude = ["a[b"]', False, ":1: exclude: 「a[b」は glob として使えません（[ が閉じていないか"),
    "a glob that leaves": ('exclude = ["../other/**"]', False, ":1: exclude: 「../other/**」は glob として使えません（設定ファイルのフォルダーの外は指せません）"),
    "a glob of a shell": ('[[overrides]]\nfiles = ["*.{txt,md}"]', False, ":2: overrides[0].files: 「*.{txt,md}」は glob として使えません（{a,b} は使えません。二つに分けてください）"),
    "a glob of Windows": ("exclude = ['a\\b.txt']", False, ":1: exclude: 「a\\b.txt」は glob として使えません（区切りには / を使ってください）"),
    "no regular expression": ("placeholders = ['<<(']", False, ":1: placeholders: 「<<(」は正規表現として読めません"),
    "overrides without files": ('ignore = []\n[[overrides]]\nscene = "delay"', True, ":2: overrides[0]: files（どのファイルの設定か）がありません"),
    "overrides for no file": ("[[overrides]]\nfiles = []", True, ":2: overrides[0].files: ファイルが一つもありません"),
    "overrides as a table": ('[overrides]\nfiles = ["a"]', True, ":1: overrides: 配列で書いてください（表になっています）"),
    "a key of all files in overrides": ('[[overrides]]\nfiles = ["a"]\nbaseline = "b"', True, ":3: overrides[0].baseline: [[overrides]] の中では使えません。外に書いてください"),
    "an unknown key in overrides": ('[[overrides]]\nfiles = ["a"]\n[[overrides]]\nfile = ["a"]', True, ":4: overrides[1].file: このような設定はありません。「files」のことですか"),
    "an unknown rule in overrides": ('[[overrides]]\nfiles = ["a"]\n\n[[overrides]]\nfiles = ["b"]\nignore = ["x/y"]', True, ":6: overrides[1].ignore: 「x/y」という規則はありません"),
    "a suppression without a reason": ('[[suppressions]]\nfiles = ["a"]\nrule = "tone/"', True, ":1: suppressions[0]: reason（報告しない理由）がありません"),
    "a suppression without a rule": ('[[suppressions]]\nfiles = ["a"]\nreason = "x"', True, ":1: suppressions[0]: rule（規則の名前）がありません"),
    "a suppression of an unknown rule": ('[[suppressions]]\nfiles = ["a"]\nrule = "tone/x"\nreason = "x"', True, ":3: suppressions[0].rule: 「tone/x」という規則はありません"),
    "an unknown key in a suppression": ('[[suppressions]]\nfiles = ["a"]\nrules = "tone/"\nreason = "x"', True, ":3: suppressions[0].rules: このような設定はありません。「rule」のことですか"),
    "no folder of rules": ('rules-dirs = ["nowhere"]', False, ":1: rules-dirs: 「"),
    "no extended file": ('\nextend = "nowhere.toml"', False, ":2: extend: 「nowhere.toml」というファイルはありません"),
    "no TOML": ('profile = "strict\nscene = "auto"', False, ":1: 18 文字目：TOML として読めません（Illegal character '\\n'）"),
    "TOML that ends early": ("ignore = [", False, ":1: TOML として読めません（Invalid value）"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str) -> None:
    text, in_schema, message = MISTAKES[name]
    write({"keigo-lint.toml": text})
    result = run("config")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("keigo-lint: keigo-lint.toml" + message)
    english = run("config", "--lang", "en").stderr
    assert english.startswith("keigo-lint: keigo-lint.toml" + message.split(" ")[0])
    assert english != result.stderr
    if in_schema:
        assert list(SCHEMA.iter_errors(tomllib.loads(text)))


def test_a_check_stops_before_it_says_anything_wrong() -> None:
    write({"keigo-lint.toml": 'ignore = ["tone/x"]'})
    Path("a.txt").write_text("ご確認してください。", "utf-8")
    result = run("check", "a.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert run("check", "a.txt", "--isolated", "--output-format", "concise").exit_code == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            'names = ["ミケ"]'.encode("cp932"),
            "keigo-lint.toml:1: 11 バイト目の 0x83 は UTF-8 として読めません。設定ファイルは UTF-8 で保存してください",
        ),
        ('\ufeffprofile = "strickt"'.encode(), "keigo-lint.toml:1: profile: 「strickt」という"),
        (b'\r\nprofile = "strict"\r\n\r\nscene = 1\r\n', "keigo-lint.toml:4: scene: 文字列で書いてください（整数になっています）"),
    ],
)
def test_bytes_of_a_settings_file(data: bytes, said: str) -> None:
    Path("keigo-lint.toml").write_bytes(data)
    assert run("config").stderr.startswith("keigo-lint: " + said)


# --- places ------------------------------------------------------------------
TOML = """# a comment
profile = "strict"
ignore = [
  "a",  # why
  "b",
]

[severity]
"x/y" = "error"

[[overrides]]
files = ["a"]
text = \"\"\"
[[overrides]]
files = ["no"]
\"\"\"
[[overrides]]
files = ["b"]
inline = { a = 1, b = 2 }
dotted.key = 3
"""


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        (("profile",), (2, 2)),
        (("ignore",), (3, 6)),
        (("severity",), (8, 8)),
        (("severity", "x/y"), (9, 9)),
        (("overrides", 0), (11, 11)),
        (("overrides", 0, "text"), (13, 16)),
        (("overrides", 1), (17, 17)),
        (("overrides", 1, "files"), (18, 18)),
        (("overrides", 1, "inline", "b"), (19, 19)),
        (("overrides", 1, "dotted", "key"), (20, 20)),
    ],
)
def test_the_lines_of_a_key(keys: tuple[str | int, ...], lines: tuple[int, int]) -> None:
    assert lines_of(TOML, keys) == lines


# --- finding and merging ------------------------------------------------------
def test_the_nearest_file_holds_and_a_pyproject_only_with_the_table(here: Path) -> None:
    table = "[tool.keigo-lint]\n"
    write({"pyproject.toml": table, "a/pyproject.toml": "[project]\nname = 'x'\n", "b/keigo-lint.toml": "", "b/pyproject.toml": table})
    assert find_settings(here / "a") == here / "pyproject.toml"
    assert find_settings(here / "b") == here / "b" / "keigo-lint.toml"
    assert settings_for(here / "b" / "x.txt").path == here / "b" / "keigo-lint.toml"


def test_what_is_said_later_holds() -> None:
    write(
        {
            "base.toml": 'profile = "strict"\nignore = ["tone/"]\nnames = ["甲"]\n[severity]\n"apology/" = "info"\n"time/" = "info"\n'
            '[[overrides]]\nfiles = ["*.md"]\nscene = "delay"\nignore = ["time/"]\n',
            "pyproject.toml": '[tool.keigo-lint]\nextend = "base.toml"\nnames = ["乙"]\nextend-select = ["tone/threat"]\n'
            'severity = { "apology/" = "error" }\n[[tool.keigo-lint.overrides]]\nfiles = ["mail/**"]\nselect = ["keigo/"]\n',
        }
    )
    settings = settings_for("a.txt")
    plain, markdown, mail = (settings.for_file(name) for name in ("a.txt", "sub/a.md", "mail/a.md"))
    assert plain.values["profile"] == "strict"
    assert plain.values["names"] == ("甲", "乙")
    assert plain.values["severity"] == {"apology/": "error", "time/": "info"}
    assert [layer.origin("names") for layer in plain.layers["names"]] == ["base.toml:3", "pyproject.toml:3"]
    assert "scene" not in plain.values
    assert markdown.values["scene"] == mail.values["scene"] == "delay"
    book = settings.rulebook()
    rules = {
        name: {r.name for r in selected(book, book.profiles["strict"], h.selections)} for name, h in (("a", plain), ("md", markdown), ("mail", mail))
    }
    assert "tone/threat" in rules["a"] and "tone/emotional" not in rules["a"]  # ignored by the one, taken back by the other
    assert "time/vague" in rules["a"] and "time/vague" not in rules["md"]
    assert {name.split("/")[0] for name in rules["mail"]} == {"keigo"}


def test_the_command_line_goes_before_the_settings() -> None:
    write({"keigo-lint.toml": 'profile = "strict"\nignore = ["keigo/"]\nfail-level = "error"\nscene = "thanks"\n'})
    Path("a.txt").write_text("お品をご覧になられましたら、お知らせください。", "utf-8")
    concise = ("check", "a.txt", "--output-format", "concise")
    assert run(*concise).exit_code == 0
    chosen = run(*concise, "--select", "keigo/double-o-ni-narareru")
    assert "keigo/double-o-ni-narareru" in chosen.stdout and chosen.exit_code == 0
    assert run(*concise, "--select", "keigo/double-o-ni-narareru", "--fail-level", "warning").exit_code == 1
    assert "keigo/double-o-ni-narareru" in run(*concise, "--extend-select", "keigo/double-o-ni-narareru").stdout
    assert "お礼の返信" in run("check", "a.txt").stdout
    assert "苦情への返信" in run("check", "a.txt", "--scene", "complaint").stdout


def test_excluded_files_are_left_out_even_if_they_are_named() -> None:
    write(dict.fromkeys(("a/x.txt", "vendor/y.txt", "b.old.txt", "keep.old.txt"), "ご確認してください。"))
    write({"keigo-lint.toml": 'exclude = ["vendor/", "*.old.txt", "!keep.old.txt"]\n'})
    checked = {line.split(":")[0] for line in run("check", "--output-format", "concise").stdout.splitlines()[:-1]}
    assert checked == {"a/x.txt", "keep.old.txt"}
    named = run("check", "vendor/y.txt", "b.old.txt")
    assert (named.exit_code, named.stdout) == (0, "")
    assert named.stderr == "keigo-lint: vendor/y.txt: 設定の exclude で除かれているため、確かめていません\n"
    piped = CliRunner().invoke(main, ["check", "-", "--stdin-filename", "vendor/z.txt", "--fix"], input="ご確認してください。")
    assert (piped.exit_code, piped.stdout) == (0, "ご確認してください。")


@pytest.mark.parametrize(
    ("pattern", "path", "met"),
    [
        ("refund/**", "refund/a/b.txt", True),
        ("refund/**", "x/refund/a.txt", False),
        ("*.md", "x/y/z.md", True),
        ("/a.txt", "x/a.txt", False),
        ("a?.txt", "x/ab.txt", True),
        ("テンプレート/*", unicodedata.normalize("NFD", "テンプレート/ご返金.txt"), True),
        (r"odd\[1\].txt", "odd[1].txt", True),
        ("*", "../outside.txt", False),
    ],
)
def test_globs(here: Path, pattern: str, path: str, met: bool) -> None:
    assert globs(here, [pattern]).match(path) is met


@pytest.mark.parametrize(("chain", "circle"), [(("a", "b", "a"), "a.toml → b.toml → a.toml"), (("a", "a"), "a.toml → a.toml")])
def test_settings_that_extend_each_other(chain: tuple[str, ...], circle: str) -> None:
    for name, target in pairwise(chain):
        Path(f"{name}.toml").write_text(f'extend = "./sub/../{target}.toml"', "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(Path("a.toml"))
    assert caught.value.said.ja == f"{chain[-2]}.toml:1: extend: 設定ファイルが互いに extend しています（{circle}）"


def test_a_link_does_not_hide_a_circle() -> None:
    Path("a.toml").write_text('extend = "link.toml"', "utf-8")
    Path("link.toml").symlink_to("a.toml")
    with pytest.raises(SettingsError, match="in a circle"):
        read_settings(Path("a.toml"))


def test_paths_are_seen_from_the_file_that_names_them_and_globs_from_the_project() -> None:
    Path("company/rules").mkdir(parents=True)
    Path("company/base.toml").write_text('rules-dirs = ["rules"]\n[[overrides]]\nfiles = ["late/**"]\nscene = "delay"\n', "utf-8")
    Path("shop").mkdir()
    Path("shop/keigo-lint.toml").write_text('extend = "../company/base.toml"\n', "utf-8")
    holding = settings_for("shop/late/a.txt").for_file("shop/late/a.txt")
    assert holding.values["rules-dirs"] == (Path("company/rules").absolute(),)
    assert holding.values["scene"] == "delay"


# --- what options do ----------------------------------------------------------
def test_names_allowed_phrases_severities_limits_and_words() -> None:
    text = "ごめんねクッキーをお召し上がりになられましたか？まずは、ミケ堂がお送りいたします。"
    plain = Linter(select=["keigo/", "request/question-mark"]).check(text)
    assert {"keigo/double-o-ni-narareru", "request/question-mark"} & {d.rule for d in plain.diagnostics}
    rule = next(d for d in plain.diagnostics if d.rule.startswith("keigo/"))
    allowed = Linter(select=["keigo/"], allow=[text[rule.span.start : rule.span.end]]).check(text)
    assert allowed.diagnostics == ()
    louder = Linter(select=["keigo/"], severity={"ALL": "info", rule.rule: "error", "keigo/": "warning"}).check(text)
    assert {d.severity for d in louder.diagnostics if d.rule == rule.rule} == {"error"}
    with pytest.raises(KeigoLintError, match="unknown limit 'min_option'; did you mean 'min_options'"):
        Linter(limits={"min_option": 3})


def test_words_of_a_shop_are_words_of_the_rules() -> None:
    text = "宛名の書き間違いは、ペリカン堂のせいでございます。"
    assert Linter(select=["blame/third-party"]).check(text, "complaint").diagnostics == ()
    assert [d.rule for d in Linter(select=["blame/third-party"], words={"third": ["ペリカン堂"]}).check(text, "complaint").diagnostics]


def test_a_name_is_read_as_one_noun_and_never_edited() -> None:
    text = "新しいお菓子の、とにかくうまいもなかをお送りいたします！"
    assert Linter(select=["tone/casual-symbol"]).fix(text, unsafe=True) == Linter(select=["tone/casual-symbol"], names=["もなか"]).fix(
        text, unsafe=True
    )
    assert [d.rule for d in Linter(select=["tone/casual-symbol"]).check("もなか！をお送りします。").diagnostics]
    assert Linter(select=["tone/casual-symbol"], names=["もなか！"]).check("もなか！をお送りします。").diagnostics == ()
    assert Linter(select=["tone/casual-symbol"], names=["なか！"]).check("モナカ！と、なか！をお送りします！").diagnostics != ()


def test_a_linter_as_the_settings_say() -> None:
    Path("keigo-lint.toml").write_text(
        'select = ["keigo/"]\n[[overrides]]\nfiles = ["late/**"]\nscene = "delay"\nextend-select = ["apology/"]\n', "utf-8"
    )
    text = "ご確認してください。"
    assert {d.rule.split("/")[0] for d in Linter.from_settings().check(text).diagnostics} == {"keigo"}
    late = Linter.from_settings("late/a.txt").check(text, path="late/a.txt")
    assert (late.scene, {d.rule.split("/")[0] for d in late.diagnostics}) == ("delay", {"keigo", "apology"})


def test_what_holds_is_shown_with_its_origin() -> None:
    write({"base.toml": 'profile = "strict"\n'})
    write({"keigo-lint.toml": 'extend = "base.toml"\n\n[[overrides]]\nfiles = ["late/**"]\nscene = "delay"\n'})
    rows = [line.split() for line in run("config", "late/a.txt").stdout.splitlines()]
    assert ["base.toml（extend）"] in rows
    assert ["profile", "strict", "base.toml:1"] in rows
    assert ["scene", "delay", "keigo-lint.toml:5"] in rows
    assert ["fail-level", "warning", "既定"] in rows
    data = json.loads(run("config", "late/a.txt", "--output-format", "json").stdout)
    assert data["options"]["scene"] == {"value": "delay", "from": ["keigo-lint.toml:5"]}
    assert "tone/threat" in data["rules"]


# --- the schema ---------------------------------------------------------------
def test_the_schema_is_one_and_takes_every_example() -> None:
    printed = json.loads(run("config", "--schema").stdout)
    jsonschema.Draft7Validator.check_schema(printed)
    assert printed == SCHEMA.schema
    for option in OPTIONS:
        assert list(SCHEMA.iter_errors(tomllib.loads(option.in_file()))) == [], option.name
    assert set(printed["properties"]) == {option.name for option in OPTIONS}
