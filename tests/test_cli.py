"""The command line: exit status, streams, files rewritten or left alone, and every kind of bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keigo_lint import __version__
from keigo_lint.cli import main

HERE = Path(__file__).parent
RULES = HERE / "rules"
MINE = ("--rules-dir", str(RULES), "--select", "mine")
CATS = ("--rules-dir", str(RULES), "--select", "mine/cat,mine/mark")  # a warning with an unsafe fix, an info with a safe one


def run(*args: str | Path, stdin: str | bytes = "", **env: str) -> Result:
    clean = {"NO_COLOR": "", "FORCE_COLOR": "", "COLUMNS": "100", "KEIGO_LINT_DEBUG": "", **env}
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin, env=clean)


def files(folder: Path, **texts: str | bytes) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())


# --- exit status -------------------------------------------------------------
@pytest.mark.parametrize(
    ("draft", "options", "status"),
    [
        ("犬です。", (), 0),
        ("犬です！", (), 0),
        ("犬です！", ("--fail-level", "info"), 1),
        ("猫です。", (), 1),
        ("猫です。", ("--fail-level", "error"), 0),
        ("猫です。", ("--exit-zero",), 0),
        ("猫です。", ("--ignore", "mine/cat"), 0),
        ("猫です。", ("--output-format", "json"), 1),
        ("猫です。", ("--statistics",), 1),
        ("犬です！", ("--fix", "--fail-level", "info"), 0),
        ("猫です。", ("--fix",), 1),
        ("猫です。", ("--fix", "--unsafe-fixes"), 0),
        ("猫です。", ("--diff", "--unsafe-fixes"), 1),
        ("犬です！", ("--diff",), 0),
    ],
)
def test_status_tells_whether_something_was_found(tmp_path: Path, draft: str, options: tuple[str, ...], status: int) -> None:
    files(tmp_path, a=draft)
    result = run("check", tmp_path / "a.txt", *CATS, *options)
    assert (result.exit_code, result.stderr) == (status, "")


def test_trouble_goes_before_findings_and_does_not_stop_them(tmp_path: Path) -> None:
    files(tmp_path, a="猫です。", b=b"\xff\xff", c="猫です。")
    result = run("check", tmp_path, *CATS, "--output-format", "concise", "--exit-zero")
    assert result.exit_code == 2
    assert result.stdout.count("mine/cat") == 2
    assert f"{tmp_path}/b.txt: 1 行目（先頭から 1 バイト目）の 0xFF は" in result.stderr


BAD = {
    "no such path": (("nope.txt",), "nope.txt: そのようなファイルやフォルダはありません"),
    "a path with a NUL": (("a\0b",), "embedded null byte"),
    "a folder without drafts": (
        ("empty",),
        "empty: 確かめるファイルがありません（*.txt *.md *.jsonl *.html *.eml *.yaml *.json *.csv *.twig などを探しました）",
    ),
    "an endless line": (("long.txt",), "long.txt: 2 行目が長すぎます（1,000,001 文字）"),
    "NUL bytes": (("nul.txt",), "nul.txt: 2 行目（先頭から 5 バイト目）に NUL があります"),
    "no encoding fits": (("bad.txt",), "bad.txt: 1 行目（先頭から 10 バイト目）の 0xFF は UTF-8 として読めません"),
    "not the encoding given": (("sjis.txt", "--encoding", "utf-8"), "sjis.txt: 1 行目（先頭から 1 バイト目）の 0x82 は utf-8 として"),
    "an unknown encoding": (("good.txt", "--encoding", "utf-88"), "unknown encoding 'utf-88'"),
    "broken records": (("r.jsonl",), "r.jsonl:2: 「text」がありません"),
    "a record of an unknown scene": (("scene.jsonl",), "「complant」という場面はありません。「complaint」のことですか"),
    "a lone surrogate": (("surrogate.jsonl",), "U+D83D"),
    "a rule file that is no TOML": (("good.txt", "--rules-dir", "no-toml"), "x.toml: Invalid value (at line 1, column 9)"),
    "a rule file with a wrong key": (("good.txt", "--rules-dir", "wrong-key"), "mine/x.toml: severity: is missing; did you mean 'severty'"),
    "no such rule folder": (("good.txt", "--rules-dir", "nope"), "nope: no such directory of rules"),
    "an unknown rule": (("good.txt", "--select", "apology/mising"), "「apology/mising」という規則はありません。「apology/missing」のことですか"),
    "no rule left": (("good.txt", "--ignore", "ALL"), "確かめる規則が一つも選ばれていません"),
    "an empty selection": (("good.txt", "--select", ","), "names no rule"),
    "an unknown profile": (("good.txt", "--profile", "strickt"), "「strickt」というプロファイルはありません。「strict」のことですか"),
    "an unknown scene": (("good.txt", "--scene", "complant"), "'complant'"),
    "an unknown option": (("good.txt", "--fixx"), "--fixx"),
    "no time": (("good.txt", "--received", "noon"), "'noon' is no date and time"),
    "no price": (("good.txt", "--price", "-1"), "-1"),
    "a file taken for a folder": (("good.txt/x",), "good.txt/x: Not a directory"),
    "no customer's message": (("good.txt", "--incoming", "nope.txt"), "nope.txt: そのようなファイルやフォルダはありません"),
    "an unreadable customer's message": (("good.txt", "--incoming", "nul.txt"), "nul.txt: 2 行目"),
    "fix and diff": (("good.txt", "--fix", "--diff"), "exclude each other"),
    "a name for no standard input": (("good.txt", "--stdin-filename", "x.txt"), "needs - among the paths"),
    "an output that cannot be written": (("good.txt", "-o", "nope/out.txt"), "nope/out.txt: そのようなファイルやフォルダはありません"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_sentence_and_status_2(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files(tmp_path, good="犬です。", nul="あ\n\0い", bad="お詫び".encode() + b"\xff", sjis="お詫び".encode("cp932"))
    Path("long.txt").write_text("犬です。\n" + "あ" * 1_000_001, "utf-8")
    Path("r.jsonl").write_text('{"text": "犬"}\n{"txt": "犬"}\n', "utf-8")
    Path("scene.jsonl").write_text('{"text": "犬", "scene": "complant"}\n', "utf-8")
    Path("surrogate.jsonl").write_text('{"text": "犬\\ud83d"}\n', "utf-8")
    for folder, rule in (("no-toml", 'title = = "x"'), ("wrong-key", 'title = "x"\nseverty = "info"')):
        Path(folder, "mine").mkdir(parents=True)
        Path(folder, "mine", "x.toml").write_text(rule, "utf-8")
    Path("empty").mkdir()
    args, message = BAD[name]
    result = run("check", *args, "--output-format", "concise")
    assert message in result.stderr
    assert (result.exit_code, "Traceback" in result.stderr, "警告" in result.stdout) == (2, False, False)
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(("text", "note"), [("", "本文が空です"), (" \n\n", "本文が空です"), ("Hello!\n", "日本語の文がないため")])
def test_nothing_to_check_is_a_note(text: str, note: str, tmp_path: Path) -> None:
    files(tmp_path, a=text)
    result = run("check", tmp_path / "a.txt")
    assert (result.exit_code, result.stdout) == (0, "確かめた文面はありません。\n")
    assert note in result.stderr


def test_an_error_of_ours_is_a_sentence_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, a="犬です。", b="猫です。")

    def fail(self: object, draft: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("keigo_lint.linter.Linter.judge_sentences", fail)
    result = run("check", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("keigo-lint の内部エラーです（RecursionError: too deep）") == 2
    assert isinstance(run("check", tmp_path, KEIGO_LINT_DEBUG="1").exception, RecursionError)


def test_megabytes_in_one_line(tmp_path: Path) -> None:
    files(tmp_path, a="庭に白い花が咲いています。" * 20_000 + "猫です。", b="a" * 10_000_000)
    start = time.monotonic()
    result = run("check", tmp_path, *CATS)
    assert (result.exit_code, result.stdout.count("mine/cat")) == (2, 1)  # the other line is longer than any draft's
    assert "b.txt: 1 行目が長すぎます" in result.stderr
    assert time.monotonic() - start < 60


# --- paths ---------------------------------------------------------------------
def test_folders_are_walked_and_nothing_is_checked_twice(tmp_path: Path) -> None:
    (tmp_path / "b" / ".git").mkdir(parents=True)
    for name in ("b/z.txt", "b/y.MD", "b/x.php", "b/.git/w.txt", "b/.v.txt", "a.jsonl"):
        (tmp_path / name).write_text('{"text": "猫"}', "utf-8")
    result = run("check", tmp_path, tmp_path / "b" / "z.txt", *CATS, "--output-format", "json")
    found = [Path(f["path"]).relative_to(tmp_path).as_posix() for f in json.loads(result.stdout)["files"]]
    assert found == ["a.jsonl", "b/y.MD", "b/z.txt"]


def test_a_file_that_is_named_is_checked_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / ".draft.html").write_text("猫です。", "utf-8")
    assert run("check", tmp_path / ".draft.html", *CATS).exit_code == 1


def test_the_current_folder_is_checked_when_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, a="猫です。")
    monkeypatch.chdir(tmp_path)
    assert "a.txt:1:1: " in run("check", *CATS, "--output-format", "concise").stdout


def test_standard_input() -> None:
    assert "-:1:1: 警告" in run("check", "-", *CATS, "--output-format", "concise", stdin="猫です。").stdout
    result = run("check", "-", "--stdin-filename", "x/r.jsonl", *CATS, "--output-format", "concise", stdin='{"text": "猫です。"}')
    assert "x/r.jsonl:1:11: 警告" in result.stdout


def test_selecting() -> None:
    def rules(*options: str) -> set[str]:
        result = run("check", "-", "--rules-dir", RULES, "--output-format", "jsonl", *options, stdin="猫です！？")
        return {json.loads(line)["rule"] for line in result.stdout.splitlines()}

    assert rules("--select", "mine/cat, mine/mark") == rules("--select", "mine/cat", "--select", "mine/mark") == {"mine/cat", "mine/mark"}
    assert rules("--select", "mine/", "--ignore", "mine/d*") == {"mine/cat", "mine/mark"}
    assert rules("--select", "mine/cat", "--extend-select", "request/question-mark") == {"mine/cat", "request/question-mark"}


# --- what is known -------------------------------------------------------------
def test_the_customers_message_is_what_a_rule_needs(tmp_path: Path) -> None:
    files(tmp_path, asked="猫はいますか。".encode("cp932"))
    draft, asked = "鳥も犬もおります。", ("--rules-dir", str(RULES), "--select", "mine/asked")
    without = run("check", "-", *asked, stdin=draft)
    assert (without.exit_code, "お客様の文面がないため 1 件（--incoming）" in without.stdout) == (0, True)
    given = run("check", "-", *asked, "--incoming", tmp_path / "asked.txt", stdin=draft)
    assert (given.exit_code, "確かめていない" in given.stdout) == (1, False)


def test_a_record_goes_before_the_options(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"text": "犬", "scene": "thanks"}\n{"text": "犬"}\n', "utf-8")
    result = run("check", tmp_path / "r.jsonl", "--scene", "notice", *MINE, "--output-format", "json")
    assert [d["scene"] for d in json.loads(result.stdout)["files"][0]["drafts"]] == ["thanks", "notice"]


@pytest.mark.parametrize("now", ["2025/04/02 09:00", "2025-04-02T09:00+09:00", "2025-04-02"])
def test_times_with_and_without_a_zone(now: str) -> None:
    result = run("check", "-", *CATS, "--received", "2025-04-01T10:30", "--now", now, stdin="犬です。")
    assert (result.exit_code, result.stderr) == (0, "")


# --- fixing ----------------------------------------------------------------------
FIXED = [
    ("safe only", (), "猫です！\n", "猫です。\n", 1),
    ("all", ("--unsafe-fixes",), "猫です！\n", "ねこです。\n", 0),
    ("line breaks are kept", (), "犬です！\r\n猫です！\r\nまた\nね！", "犬です。\r\n猫です。\r\nまた\nね。", 1),
    ("a byte order mark is kept", (), "\ufeff犬です！", "\ufeff犬です。", 0),
    ("nothing to do", ("--unsafe-fixes",), "犬です。\x0b\r", "犬です。\x0b\r", 0),
]


@pytest.mark.parametrize(("options", "before", "after", "status"), [f[1:] for f in FIXED], ids=[f[0] for f in FIXED])
def test_fixing_a_file(options: tuple[str, ...], before: str, after: str, status: int, tmp_path: Path) -> None:
    files(tmp_path, a=before)
    result = run("check", tmp_path / "a.txt", "--fix", *options, *CATS)
    assert (tmp_path / "a.txt").read_bytes().decode() == after
    assert result.exit_code == status
    assert ("か所を直しました" in result.stdout) is (before != after)


def test_inserted_lines_end_as_those_of_the_file(tmp_path: Path) -> None:
    files(tmp_path, a="山田様\r\n\r\n鳥がいます。\r\n")
    run("check", tmp_path / "a.txt", "--fix", "--unsafe-fixes", *MINE)
    assert (tmp_path / "a.txt").read_bytes().decode() == "山田様\r\n\r\n鳥がいます。\r\n犬もおります。\r\n"


def test_fixing_records_escapes_what_is_inserted(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(r'{"text": "猫が\"鳴く\"！\n鳥もいます。", "n":1}' + "\n" + r'{"text": "\u732b\u3068\u72ac！"}' + "\n", "utf-8")
    result = run("check", path, "--fix", "--unsafe-fixes", *MINE)
    assert path.read_text("utf-8") == (
        r'{"text": "ねこが\"鳴く\"。\n鳥もいます。\n犬もおります。", "n":1}' + "\n" + r'{"text": "ねこ\u3068\u72ac。"}' + "\n"
    )
    assert result.exit_code == 0


def test_fixes_that_undo_each_other_or_change_nothing_come_to_an_end(tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "mine"
    folder.mkdir(parents=True)
    rule = (RULES / "mine" / "cat.toml").read_text("utf-8").replace("unsafe", "safe")
    (folder / "there.toml").write_text(rule, "utf-8")
    (folder / "back.toml").write_text(rule.replace("=猫", "=ねこ").replace('"ねこ"', '"猫"'), "utf-8")
    (folder / "same.toml").write_text(rule.replace("=猫", "=犬").replace('"ねこ"', '"犬"'), "utf-8")
    files(tmp_path, a="猫です。", b="犬です。")
    for name, after in (("a", "ねこです。"), ("b", "犬です。")):
        result = run("check", tmp_path / f"{name}.txt", "--fix", "--rules-dir", tmp_path / "rules", "--select", "mine")
        assert (result.exit_code, (tmp_path / f"{name}.txt").read_text("utf-8")) == (1, after)


def test_a_sentence_that_would_still_be_missed_is_not_inserted(tmp_path: Path) -> None:
    rule = tmp_path / "rules" / "mine"
    rule.mkdir(parents=True)
    text = (RULES / "mine" / "dog-missing.toml").read_text("utf-8").replace("犬もおります。", "牛もおります。")
    (rule / "dog-missing.toml").write_text(text, "utf-8")
    files(tmp_path, a="鳥がいます。")
    run("check", tmp_path / "a.txt", "--fix", "--unsafe-fixes", "--rules-dir", tmp_path / "rules", "--select", "mine")
    assert (tmp_path / "a.txt").read_text("utf-8") == "鳥がいます。"


@pytest.mark.parametrize(
    ("replace", "before", "after", "status"),
    [
        ("x", "100%！%name%様", "100%！%name%様", 2),  # %x% would be a placeholder, and name% none
        ("。", "100%！%name%様", "100%。%name%様", 0),
        ("{{new}}", "犬！{{name}}", "犬{{new}}{{name}}", 0),
    ],
)
def test_placeholders_survive_or_nothing_is_written(replace: str, before: str, after: str, status: int, tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "mine"
    folder.mkdir(parents=True)
    rule = (RULES / "mine" / "mark.toml").read_text("utf-8")
    (folder / "mark.toml").write_text(rule.replace('replace = "。"', f'replace = "{replace}"'), "utf-8")
    files(tmp_path, a=before)
    result = run("check", tmp_path / "a.txt", "--fix", "--rules-dir", tmp_path / "rules", "--select", "mine")
    assert ((tmp_path / "a.txt").read_text("utf-8"), result.exit_code) == (after, status)
    assert ("差し込み欄" in result.stderr) is (status == 2)


def test_fixing_standard_input_prints_the_draft_and_tells_the_rest_aside() -> None:
    result = run("check", "-", "--fix", *CATS, stdin="猫です！\r\n".encode())
    assert (result.stdout_bytes, result.exit_code) == ("猫です。\r\n".encode(), 1)
    assert "mine/cat" in result.stderr


def test_a_guessed_encoding_is_not_written(tmp_path: Path) -> None:
    before = "㈱山田様\r\n犬です！\r\n".encode("cp932")
    files(tmp_path, a=before)
    result = run("check", tmp_path / "a.txt", "--fix", *CATS)
    assert (result.exit_code, (tmp_path / "a.txt").read_bytes()) == (2, before)
    assert "a.txt: 文字コードは cp932 と推定しました。書き換えるには --encoding cp932 を付けてください" in result.stderr
    assert "mine/mark" in result.stdout
    result = run("check", tmp_path / "a.txt", "--fix", *CATS, "--encoding", "Shift_JIS")
    assert (result.exit_code, (tmp_path / "a.txt").read_bytes()) == (0, "㈱山田様\r\n犬です。\r\n".encode("cp932"))


def test_a_guessed_encoding_is_checked(tmp_path: Path) -> None:
    for encoding in ("cp932", "euc_jp", "iso2022_jp"):
        files(tmp_path, a="山田様\n\n窓辺で猫が鳴いています。".encode(encoding))
        assert "a.txt:3:4: 警告" in run("check", tmp_path / "a.txt", *CATS, "--output-format", "concise").stdout


def test_bytes_that_would_not_come_back_are_not_written(tmp_path: Path) -> None:
    before = b"\x87\x90" + "犬です！".encode("cp932")  # a character that cp932 has twice: Python would write the other one
    files(tmp_path, a=before)
    result = run("check", tmp_path / "a.txt", "--fix", *CATS, "--encoding", "cp932")
    assert (result.exit_code, (tmp_path / "a.txt").read_bytes()) == (2, before)
    assert "直していない文字まで変わってしまいます" in result.stderr


def test_what_the_encoding_lacks_is_not_written(tmp_path: Path) -> None:
    rule = tmp_path / "rules" / "mine"
    rule.mkdir(parents=True)
    (rule / "mark.toml").write_text((RULES / "mine" / "mark.toml").read_text("utf-8").replace('replace = "。"', 'replace = "😀"'), "utf-8")
    files(tmp_path, a="犬です！".encode("cp932"))
    options = ("--rules-dir", tmp_path / "rules", "--select", "mine", "--encoding", "cp932")
    result = run("check", tmp_path / "a.txt", "--fix", *options)
    assert (result.exit_code, (tmp_path / "a.txt").read_bytes()) == (2, "犬です！".encode("cp932"))
    assert "「😀」（U+1F600）は cp932 では書けません" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_file_without_leave_to_write_is_left_alone(tmp_path: Path) -> None:
    files(tmp_path, a="犬です！")
    (tmp_path / "a.txt").chmod(0o444)
    result = run("check", tmp_path / "a.txt", "--fix", *CATS)
    assert (result.exit_code, (tmp_path / "a.txt").read_text("utf-8")) == (2, "犬です！")


# --- diff ------------------------------------------------------------------------
def test_diff_shows_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files(tmp_path, a="一\n二\n犬です！", b="犬です。\n")
    result = run("check", ".", "--diff", *CATS)
    assert result.stdout == (
        "--- a.txt\n+++ a.txt\n@@ -1,3 +1,3 @@\n 一\n 二\n-犬です！\n\\ No newline at end of file\n+犬です。\n\\ No newline at end of file\n"
    )
    assert Path("a.txt").read_text("utf-8") == "一\n二\n犬です！"


def test_diff_can_be_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    files(tmp_path, a="一\r\n猫です！\r\n\x1b[31m三\u2028四")
    result = run("check", "a.txt", "--diff", "--unsafe-fixes", *CATS)
    subprocess.run(["git", "apply", "-p0"], input=result.stdout_bytes, check=True)
    assert Path("a.txt").read_bytes().decode() == "一\r\nねこです。\r\n\x1b[31m三\u2028四"


def test_a_coloured_diff_is_safe_to_look_at(tmp_path: Path) -> None:
    files(tmp_path, a="\x1b[2J犬です！\r\n")
    result = run("check", tmp_path / "a.txt", "--diff", "--color", "always", *CATS)
    assert "\x1b[31m-␛[2J犬です！\x1b[0m\n\x1b[32m+␛[2J犬です。\x1b[0m\n" in result.stdout


# --- output ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("options", "env", "colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour(options: tuple[str, ...], env: dict[str, str], colored: bool) -> None:
    result = run("check", "-", *CATS, *options, stdin="猫です。", **env)
    assert ("\x1b[" in result.stdout) is colored


def test_a_report_goes_to_a_file(tmp_path: Path) -> None:
    result = run("check", "-", *CATS, "-o", tmp_path / "out.txt", "--output-format", "concise", stdin="猫です。", FORCE_COLOR="1")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert (tmp_path / "out.txt").read_text("utf-8").startswith("-:1:1: 警告 mine/cat ")


def test_english() -> None:
    result = run("check", "-", *CATS, "--lang", "en", "--output-format", "concise", stdin="猫です。")
    assert result.stdout.startswith("-:1:1: warning mine/cat Write it in kana.\n1 finding (warning 1).")
    assert "keigo-lint: nope: No such file" in run("check", "nope", "--lang", "en").stderr


def keigo_lint(*args: str | Path, **env: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from keigo_lint.cli import main; main()", *map(str, args)]
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}  # with it Python itself loses what a pipe does not take at once
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env={**clean, **env}, start_new_session=True)


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    files(tmp_path, a="猫です。\n" * 5_000)
    process = keigo_lint("check", tmp_path / "a.txt", *CATS)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141


def test_an_interrupt_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, a="猫です。")

    def interrupt(self: object, draft: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("keigo_lint.linter.Linter.judge_sentences", interrupt)
    result = run("check", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")


def test_a_terminal_that_is_not_utf8(tmp_path: Path) -> None:
    files(tmp_path, a="猫です。")
    env = {"PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}
    out, err = keigo_lint("check", tmp_path / "a.txt", *CATS, **env).communicate()
    assert "「猫」は「ねこ」と書きます。" in out.decode("cp932")
    assert err == b""
    out, _ = keigo_lint("check", tmp_path / "a.txt", *CATS, "--output-format", "json", **env).communicate()
    assert json.loads(out.decode("utf-8"))["summary"]["warning"] == 1


# --- the other commands -----------------------------------------------------------
def test_rule_page() -> None:
    result = run("rule", "mine/mark", "--rules-dir", RULES)
    assert (
        result.stdout
        == """\
mine/mark
感嘆符を使わない

重さ    ヒント
種別    core（標準で確かめます）
直し方  「。」で結ぶ（--fix で直せます）

「…」は使いません。

声が大きく聞こえます。落ち着いた文面のほうが、お客様の気持ちに寄り添えます。三つ目の文は出ません。

悪い例
  × 猫です⟦！⟧
  → 猫です。

よい例
  ○ 猫です。
  （感嘆符がありません。）
"""
    )


def test_coloured_pages_have_no_broken_escapes() -> None:
    for args in (("rule", "request/imperative"), ("rules",), ("profiles",), ("profile", "strict"), ("inspect", "お詫びします。")):
        shown = run(*args, "--color", "always").stdout
        assert "\x1b[1m" in shown
        assert "␛" not in shown


def test_rule_page_of_a_shipped_rule_in_english() -> None:
    result = run("rule", "apology/missing", "--lang", "en")
    assert result.exit_code == 0
    assert "severity  error" in result.stdout
    assert "S000" in result.stdout


@pytest.mark.parametrize(("command", "what"), [("rule", "規則"), ("profile", "プロファイル")])
def test_unknown_names(command: str, what: str) -> None:
    result = run(command, "standrad")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"「standrad」という{what}はありません" in result.stderr


def test_rules_are_listed() -> None:
    lines = run("rules", "--rules-dir", RULES).stdout.splitlines()
    assert any(line.split() == ["mine/cat", "core", "警告", "猫と書かない"] for line in lines)
    data = {r["name"]: r for r in json.loads(run("rules", "--rules-dir", RULES, "--output-format", "json").stdout)}
    assert len(data) == len(lines)
    assert data["mine/dog-missing"]["fixes"] == ["suggestion"]
    assert data["mine/asked"]["needs"] == "incoming"


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ("{ precision = 0.926, findings = 27 }", ("precision  93% of 27 findings that were read", "適合率  93%（読んだ指摘 27 件）")),
        ("{ findings = 0 }", ("precision  no finding in the texts it was tried on", "適合率  確かめた文面では指摘がありませんでした")),
    ],
)
def test_a_rule_page_tells_the_precision_that_was_measured(measured: str, said: tuple[str, str], tmp_path: Path) -> None:
    rule = 'title = "t"\nseverity = "info"\nmessage = "m"\nmessage_en = "m"\n[forbid]\nmatch = "猫"\n'
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "cat.toml").write_text(f"measured = {measured}\n{rule}", "utf-8")
    for lang, line in zip(("en", "ja"), said, strict=True):
        assert line in run("rule", "house/cat", "--rules-dir", tmp_path, "--lang", lang).stdout


def test_profiles() -> None:
    assert "standard" in run("profiles").stdout
    result = run("profile", "recommend-one", "--lang", "en")
    assert result.exit_code == 0
    assert "min_options = 1" in result.stdout
    # What it turns off is told with the advice that it goes against, and does not run.
    off, running = result.stdout.split("Turned off (1)")[1].split("Rules (")
    assert "remedy/options-too-few  S000: Propose what you can do, two ways or more" in off
    assert "remedy/options-too-few" not in running


def test_inspecting_a_text_or_a_file(tmp_path: Path) -> None:
    text = "山田様\n\n遅れまして、誠に申し訳ございません。"
    files(tmp_path, a=text)
    shown = run("inspect", text, "--scene", "delay").stdout
    assert run("inspect", tmp_path / "a.txt", "--scene", "delay").stdout == shown
    assert run("inspect", "-", "--scene", "delay", stdin=text).stdout == shown
    for part in ("delay（遅れについての返信）", "1:1  [salutation]  山田様", "3:1  [body]  遅れまして", "apology  form=performed  「", "申し訳"):
        assert part in shown
    assert "助動詞-マス" in shown
    assert "助動詞-マス" not in run("inspect", text, "--no-tokens").stdout
    (tmp_path / "r.jsonl").write_text('{"text": "犬"}\n{}\n', "utf-8")
    result = run("inspect", tmp_path / "r.jsonl")
    assert (result.exit_code, "r.jsonl:2: " in result.stderr, "1:1  [body]  犬" in result.stdout) == (2, True, True)


def test_proving_rules(tmp_path: Path) -> None:
    for name, text in (("good", (RULES / "mine" / "mark.toml")), ("bad", (RULES / "mine" / "cat.toml"))):
        (tmp_path / name / "mine").mkdir(parents=True)
        (tmp_path / name / "mine" / "x.toml").write_text(text.read_text("utf-8"), "utf-8")
    assert run("test", tmp_path / "good", "--no-mutants").exit_code == 0
    result = run("test", tmp_path / "bad", "--no-mutants")
    assert (result.exit_code, "mine/x.toml: bad: there is no [[bad]]" in result.stdout) == (1, True)
    assert run("test", tmp_path / "nope").exit_code == 2


def test_version_and_help() -> None:
    assert __version__ in run("--version").stdout
    assert "--unsafe-fixes" in run("check", "--help").stdout


@pytest.mark.parametrize("example", sorted((HERE.parent / "examples").glob("*.txt")), ids=lambda p: p.stem)
def test_examples_can_be_checked(example: Path) -> None:
    result = run("check", example)
    assert (result.exit_code in (0, 1), result.stderr) == (True, "")
