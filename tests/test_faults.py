"""Whatever happens while files are mended, they are whole; whatever a file or a user's settings hold, nothing hangs and nothing commands a terminal."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import faults
from keigo_lint import KeigoLintError, Linter
from keigo_lint.cli import main
from keigo_lint.encoding import RewriteError, rewrite
from keigo_lint.readers import reader_for
from keigo_lint.rulebook import _compiled

OLD = "お荷物をご確認してください。\n"
NEW = "お荷物をご確認ください。\n"


def run(*args: str | Path, **env: str) -> Result:
    return CliRunner().invoke(main, list(map(str, args)), env=env)


# --- faults ---------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")
def test_a_killed_run_leaves_each_file_old_or_new() -> None:
    found = faults.kills(4, 1)
    assert found["old"] + found["new"] == 4 * faults.FILES


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(call: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(number, os.strerror(number))

    file = tmp_path / "a.txt"
    file.write_text(OLD, "utf-8")
    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), full)
    result = run("check", file, "--fix", "--isolated")
    assert (result.exit_code, file.read_text("utf-8"), list(tmp_path.iterdir())) == (2, OLD, [file])
    assert f"a.txt: {os.strerror(number)}" in result.stderr


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    result = run("check", tmp_path / "a.txt", "--isolated", "-o", tmp_path / "nowhere" / "out.txt")
    assert result.exit_code == 2
    assert "out.txt: " in result.stderr


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("その間に書き換えられた文。", "utf-8")
    with pytest.raises(RewriteError, match="changed by someone else"):
        rewrite(file, OLD.encode(), NEW.encode())
    assert file.read_text("utf-8") == "その間に書き換えられた文。"


def test_a_link_stays_a_link_and_what_it_names_is_mended(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "outside.txt").write_text(OLD, "utf-8")
    (tmp_path / "outside.txt").chmod(0o604)
    (tmp_path / "tree" / "a.txt").symlink_to("../outside.txt")
    (tmp_path / "tree" / "circle.txt").symlink_to("circle.txt")
    (tmp_path / "tree" / "folder").symlink_to("..")  # is not walked into
    run("check", tmp_path / "tree", "--fix", "--isolated")
    assert (tmp_path / "tree" / "a.txt").is_symlink()
    assert (tmp_path / "outside.txt").read_text("utf-8") == NEW
    assert (tmp_path / "outside.txt").stat().st_mode & 0o777 == 0o604


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[1"])
def test_a_corrupt_compiled_rulebook_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "rulebook.json").write_bytes(data)
    with pytest.raises(KeigoLintError, match="the compiled rulebook cannot be read"):
        _compiled(tmp_path / "rulebook.json")


# --- users' own expressions and files --------------------------------------------------------------------------------------------------------
ENDLESS = r"(?:あ|あ|あ)+(?:あ|ああ)*(?:.|あ)*(?:.|あ|い)*$犬"
RULE = """
title = "x"
title_en = "x"
severity = "warning"
message = "x"
message_en = "x"
rationale = "x"
rationale_en = "x"
sources = [{ seed = "S000", advice = "x" }]
[forbid]
raw = ['%s']
"""


def test_no_expression_of_a_rule_holds_up_a_run(tmp_path: Path) -> None:
    (tmp_path / "rules" / "mine").mkdir(parents=True)
    (tmp_path / "rules" / "mine" / "slow.toml").write_text(RULE % ENDLESS, "utf-8")
    (tmp_path / "a.txt").write_text("犬" + "あ" * 60 + "い。\n", "utf-8")
    start = time.monotonic()
    result = run("check", tmp_path / "a.txt", "--isolated", "--rules-dir", tmp_path / "rules", "--select", "mine/")
    assert result.exit_code == 2, result.output
    assert "a.txt: 正規表現「" in result.stderr
    assert time.monotonic() - start < 20


def test_no_expression_of_the_settings_holds_up_a_run(tmp_path: Path) -> None:
    (tmp_path / "keigo-lint.toml").write_text(f"placeholders = ['{ENDLESS}']\n", "utf-8")
    (tmp_path / "a.txt").write_text("犬" + "あ" * 60 + "い。\n", "utf-8")
    result = run("check", tmp_path / "a.txt")
    assert result.exit_code == 2, result.output
    assert "a.txt: 正規表現「" in result.stderr


BOMBS = {
    "aliases": ("a.yaml", "a0: &a0 [お世話になっております。]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 40))),
    "an alias of itself": ("a.yaml", "a: &a [*a, お世話になっております。]\n"),
    "a tag that runs code": ("a.yaml", 'a: !!python/object/apply:os.system ["touch ran"]\nb: お世話になっております。\n'),
    "entities": ("a.xhtml", "<!DOCTYPE l [<!ENTITY a 'あ。'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 20)) + "]><p>&a19;お世話になっております。</p>"),
    "a file from outside": ("a.xhtml", "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;お世話になっております。</p>"),
    "deep JSON": ("a.json", "[" * 200_000),
    "deep YAML": ("a.yaml", "[" * 1_000),
    "deep HTML": ("a.html", "<div><blockquote>" * 20_000 + "あ。"),
    "a long subject": ("a.eml", "Subject: " + "=?utf-8?b?44GC?= " * 100_000 + "\n\nお世話になっております。"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), BOMBS.values(), ids=BOMBS.keys())
def test_no_file_grows_when_it_is_read(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    start = time.process_time()
    extracts, problems = reader_for(name)(text, name)
    assert extracts or problems
    assert sum(len(e.draft.text) for e in extracts) <= 2 * len(text)
    assert not any("root:" in e.draft.text for e in extracts)
    assert time.process_time() - start < 6
    assert not list(tmp_path.iterdir())


def test_settings_are_no_code(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    for settings in (
        "select = [\"__import__('os').mkdir('ran')\"]",
        'names = ["{0.__class__}", "%s"]',
        'extend = "/etc/passwd"',
        'rules-dirs = ["../../../../etc"]',
    ):
        (tmp_path / "keigo-lint.toml").write_text(settings, "utf-8")
        result = run("check", tmp_path / "a.txt")
        assert "Traceback" not in result.output
        assert "root:" not in result.output  # what an error quotes is of the settings, not of a file that they name
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a.txt", "keigo-lint.toml"]


def test_a_message_of_a_rule_reaches_no_attribute(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    rule = (RULE % "確認").replace('message = "x"', 'message = "{match.__class__.__mro__}"')
    (tmp_path / "mine" / "x.toml").write_text(rule, "utf-8")
    with pytest.raises(KeigoLintError):
        Linter(rules_dirs=[tmp_path], select=["mine/"]).check(OLD)


# --- terminals -------------------------------------------------------------------------------------------------------------------------------
EVIL = "\x1b]0;x\x07\x1b[2J\x9b31m\u202e"


def test_nothing_that_is_read_commands_the_terminal(tmp_path: Path) -> None:
    name = f"a{EVIL}.txt"
    (tmp_path / name).write_text(f"{EVIL}お荷物をご確認してください。{EVIL}\n", "utf-8")
    (tmp_path / f"b{EVIL}.txt").write_bytes(b"\xff\x00")
    calls: list[tuple[str | Path, ...]] = [(tmp_path, "--isolated", "--output-format", f) for f in ("full", "concise", "grouped", "github", "json")]
    calls += [(tmp_path, "--isolated", "--select", EVIL), (tmp_path / f"nowhere{EVIL}",), (tmp_path, "--isolated", "--scene", EVIL)]
    for args in calls:
        result = run("check", *args)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(result.output), (args, result.output)


def test_settings_do_not_command_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OLD, "utf-8")
    escaped = EVIL.replace("\x1b", "\\u001b").replace("\x07", "\\u0007").replace("\x9b", "\\u009b").replace("\u202e", "\\u202e")
    for settings in (
        f'profile = "{escaped}"',
        f'select = ["{escaped}"]',
        f'extend = "{escaped}"',
        f'"{escaped}" = 1',
        f'placeholders = ["({escaped}"]',
        f'scene = "{escaped}"',
    ):
        (tmp_path / "keigo-lint.toml").write_text(settings, "utf-8")
        result = run("check", tmp_path / "a.txt")
        assert result.exit_code == 2
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(result.output), (settings, result.output)


# --- the same again --------------------------------------------------------------------------------------------------------------------------
def test_the_same_comes_out_whatever_the_hashes_and_the_order(tmp_path: Path) -> None:
    drafts = (
        "山田様\n\n早急に対応いたします。お荷物をご確認してください！\n",
        "お客様の勘違いではないでしょうか。返金または交換をお選びください。\n",
        "了解しました☆\n",
    )
    names = [f"{n}.txt" for n in "abc"]
    for name, text in zip(names, drafts, strict=True):
        (tmp_path / name).write_text(text, "utf-8")
    outputs = set()
    for seed, order in (("0", names), ("1", names), ("4711", names)):
        command = [
            sys.executable,
            "-c",
            "from keigo_lint.cli import main; main()",
            "check",
            *order,
            "--isolated",
            "--acts",
            "--output-format",
            "json",
        ]
        outputs.add(subprocess.run(command, cwd=tmp_path, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=False).stdout)
    assert len(outputs) == 1
    files = json.loads(outputs.pop())["files"]
    turned = json.loads(subprocess.run([*command[:4], *names[::-1], *command[7:]], cwd=tmp_path, capture_output=True, check=False).stdout)["files"]
    assert sorted(turned, key=lambda f: f["path"]) == files
    assert [f["path"] for f in files] == names
