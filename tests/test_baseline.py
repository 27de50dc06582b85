"""The baseline: known findings stay silent, new ones and swapped ones do not, and what is gone is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keigo_lint import Linter, Plans, check_files, findings, read_baseline
from keigo_lint.baseline import Baseline, BaselineError, dumps
from keigo_lint.cli import main

OLD, OTHER = "ご確認してください。", "ご連絡してください。"
NAME = "keigo-lint-baseline.json"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, env={"NO_COLOR": "1"})


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")


def found() -> list[tuple[str, int]]:
    lines = run("check", "--output-format", "concise").stdout.splitlines()
    return [(parts[0], int(parts[1])) for line in lines if len(parts := line.split(":")) > 3]


@pytest.fixture(autouse=True)
def taken_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("keigo-lint.toml", f'select = ["keigo/mixup-o-shite-kudasai"]\nbaseline = "{NAME}"\n')
    write("a.txt", f"{OLD}\n{OLD}\n")
    write("mail/b.jsonl", "".join(json.dumps({"text": OLD, "name": str(i)}, ensure_ascii=False) + "\n" for i in range(2)))
    result = run("baseline")
    assert (result.exit_code, result.stdout) == (0, f"{NAME} に 2 ファイルの 4 件を控えました。\n")


def test_what_is_known_is_not_reported() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "ベースラインにある 4 件は除いています" in result.stdout


@pytest.mark.parametrize(
    ("after", "new"),
    [
        (f"お世話になっております。\n\n{OLD}\n{OLD}\n", []),  # moved
        ("ご確認 して ください。\nご確認してください。", []),  # only the white space is another
        (f"{OLD}\n{OLD}\n{OLD}\n", [("a.txt", 3)]),  # one more of the same
        (f"{OLD}\n{OTHER}\n", [("a.txt", 2)]),  # one gone, another one come: the count is the same
    ],
)
def test_only_what_is_new_is_reported(after: str, new: list[tuple[str, int]]) -> None:
    write("a.txt", after)
    assert found() == new


def test_findings_of_other_files_are_new_and_records_are_counted_through_the_file() -> None:
    write("copy.txt", OLD)
    write("mail/b.jsonl", Path("mail/b.jsonl").read_text("utf-8") + json.dumps({"text": OLD}) + "\n")
    assert found() == [("copy.txt", 1), ("mail/b.jsonl", 3)]


def test_what_is_gone_is_told_and_fails_nothing() -> None:
    write("a.txt", f"{OLD}\n")
    Path("mail/b.jsonl").unlink()
    result = run("check")
    assert result.exit_code == 0
    assert "a.txt: ベースラインにある 1 件の指摘は、もうありません（keigo-lint baseline で整理できます）" in result.stderr
    assert f"{NAME}: もうないファイルが書かれています（mail/b.jsonl など 1 件）" in result.stderr
    assert "もうありません" not in run("check", "--select", "tone/").stderr  # of rules that do not run nobody can tell
    run("baseline")
    assert run("check").stderr == ""


def test_taking_down_some_files_keeps_the_others_and_the_same_twice_is_the_same() -> None:
    before = Path(NAME).read_bytes()
    run("baseline", "a.txt")
    assert Path(NAME).read_bytes() == before
    write("a.txt", "何もございません。")
    run("baseline", "a.txt")
    assert list(json.loads(Path(NAME).read_text("utf-8"))["files"]) == ["mail/b.jsonl"]


def test_another_folder_to_run_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("mail")
    assert run("check", "b.jsonl", "../a.txt").exit_code == 0


def test_the_api_honours_it() -> None:
    linter = Linter.from_settings("a.txt")
    assert linter.check(f"{OLD}\n{OTHER}", path="a.txt").diagnostics[0].span.start == len(OLD) + 1
    assert len(linter.check(OLD).diagnostics) == 1  # a text of no file is known to nobody
    assert len(Linter(select=["keigo/"], baseline=read_baseline(Path(NAME))).check(OLD, path="a.txt").diagnostics) == 0
    write("c.txt", OLD)
    assert [f.path for f in findings(check_files(["."], plans=Plans()))] == ["c.txt"]


def test_a_file_of_the_command_line_goes_before_that_of_the_settings() -> None:
    assert run("baseline", "-o", "other.json").stdout.endswith(
        '設定に baseline = "other.json" と書くか、check に --baseline other.json を付けてください。\n'
    )
    write(NAME, dumps(Baseline(Path(NAME))))
    assert run("check").exit_code == 1
    assert run("check", "--baseline", "other.json").exit_code == 0


BROKEN = {
    "no JSON": ('{"tool": "keigo-lint",\n "files": }', f"{NAME}: 2 行 11 文字目を JSON として読めません"),
    "another file": ('{"version": 1}', f"{NAME}: keigo-lint のベースラインではありません"),
    "another version": (
        '{"tool": "keigo-lint", "version": 9, "files": {}}',
        f"{NAME}: 版の違うベースラインです。keigo-lint baseline で作り直してください",
    ),
    "entries of another shape": ('{"tool": "keigo-lint", "version": 1, "files": {"a.txt": [1]}}', f"{NAME}: 「a.txt」の項目を読めません"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_baseline_is_a_sentence_and_status_2(name: str) -> None:
    text, said = BROKEN[name]
    write(NAME, text)
    result = run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert Path(NAME).read_text("utf-8") == text
    with pytest.raises(BaselineError):
        read_baseline(Path(NAME))


def test_a_baseline_that_is_not_there() -> None:
    Path(NAME).unlink()
    result = run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"keigo-lint: {NAME}: ベースラインがありません。keigo-lint baseline で作れます\n"


def test_a_file_that_cannot_be_read_keeps_its_entries() -> None:
    Path("a.txt").write_bytes(b"\xff\xff")
    before = json.loads(Path(NAME).read_text("utf-8"))
    result = run("baseline")
    assert result.exit_code == 2
    assert "a.txt: 1 行目（先頭から 1 バイト目）の 0xFF は" in result.stderr
    assert json.loads(Path(NAME).read_text("utf-8")) == before
