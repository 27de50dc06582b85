"""Where Python's own encoding is not UTF-8: a console of cp932 as on a Japanese Windows, and a locale that knows ASCII only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RULES = Path(__file__).parent / "rules"
CATS = ("--rules-dir", str(RULES), "--select", "mine/cat,mine/mark")
CODE = """
import warnings
warnings.simplefilter("ignore", EncodingWarning)
warnings.filterwarnings("error", category=EncodingWarning, module="keigo_lint")
from keigo_lint.cli import main
main(prog_name="keigo-lint")
"""
CONSOLES = {
    "cp932": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp932"},
    "ascii": {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
}


def run(console: str, *args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command line; to open a file without naming its encoding is an error there."""
    command = [sys.executable, "-X", "warn_default_encoding", "-c", CODE, *map(str, args)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONIOENCODING", "PYTHONUTF8"))}
    return subprocess.run(command, input=stdin, capture_output=True, check=False, env={**kept, **CONSOLES[console]})


@pytest.mark.parametrize("console", CONSOLES)
def test_drafts_are_read_and_reports_are_written_as_utf8(console: str, tmp_path: Path) -> None:
    draft = tmp_path / "返信.txt"
    draft.write_bytes("御社😀猫です！\n".encode())
    done = run(console, "check", draft, *CATS, "--fix", "--output-format", "json", "-o", f"sarif:{tmp_path}/x.sarif", "-o", f"full:{tmp_path}/x.txt")
    assert (done.returncode, done.stderr) == (1, b"")
    assert draft.read_bytes().decode() == "御社😀猫です。\n"
    found = json.loads(done.stdout.decode())
    assert found["files"][0]["drafts"][0]["diagnostics"][0]["start"] == {"line": 1, "column": 4}
    assert os.fsencode(found["files"][0]["path"].encode("utf-8", "surrogateescape").decode()) == os.fsencode(draft)
    log = json.loads((tmp_path / "x.sarif").read_text("utf-8"))
    [result] = log["runs"][0]["results"]
    assert result["message"]["text"] == "「猫」は「ねこ」と書きます。"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("%E8%BF%94%E4%BF%A1.txt")
    assert "御社😀猫です。" in (tmp_path / "x.txt").read_text("utf-8")


def test_what_a_console_cannot_show_is_replaced(tmp_path: Path) -> None:
    draft = tmp_path / "a.txt"
    draft.write_bytes("御社😀猫です。\n".encode())
    done = run("cp932", "check", draft, *CATS)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "    | 御社?猫です。" in done.stdout.decode("cp932")
    done = run("ascii", "check", draft, *CATS, "--output-format", "concise")
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"a.txt:1:4: ?? mine/cat" in done.stdout


def test_a_draft_of_cp932_comes_back_as_cp932() -> None:
    done = run("cp932", "check", "-", "--fix", *CATS, "--encoding", "cp932", stdin="㈱犬です！\r\n".encode("cp932"))
    assert (done.returncode, done.stdout) == (0, "㈱犬です。\r\n".encode("cp932"))
    assert "1 か所を直しました" in done.stderr.decode("cp932")


def test_pages_are_shown_on_a_console_of_cp932() -> None:
    done = run("cp932", "rule", "blame/customer")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "お客様のせいにしない" in done.stdout.decode("cp932")
