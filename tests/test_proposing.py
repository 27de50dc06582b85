"""`init`: what it proposes for a repository, and that every line of what it writes is right."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keigo_lint.cli import main
from keigo_lint.config import read_settings
from keigo_lint.options import OPTIONS
from keigo_lint.proposing import globs_for

TREE = ["a.txt", "late/b.txt", "late/deep/c.txt", "mixed/d.txt", "mixed/e.txt", "mixed/f.txt"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*args: str) -> Result:
    return CliRunner().invoke(main, ["init", *args])


@pytest.mark.parametrize(
    ("told", "globs"),
    [
        ({}, {}),
        ({"late/b.txt": "delay", "late/deep/c.txt": "delay"}, {"delay": ["late/**"]}),
        ({"late/b.txt": "delay", "late/deep/c.txt": "recall"}, {"delay": ["late/b.txt"], "recall": ["late/deep/**"]}),
        ({"mixed/d.txt": "delay", "mixed/f.txt": "delay"}, {"delay": ["mixed/d.txt", "mixed/f.txt"]}),
        ({"a.txt": "thanks"}, {"thanks": ["/a.txt"]}),  # without the slash it would mean every a.txt
        (dict.fromkeys(TREE, "thanks"), {"thanks": ["/a.txt", "late/**", "mixed/**"]}),  # never one glob for everything
    ],
)
def test_a_folder_that_agrees_is_one_glob(told: dict[str, str], globs: dict[str, list[str]]) -> None:
    assert globs_for(told, TREE) == globs


def test_names_and_drafts_speak_for_scenes_and_half_words_do_not() -> None:
    for name, text in {
        "mails/遅延/odd [1].txt": "お待たせしております。",
        "mails/遅延/x.txt": "お待たせしております。",
        "mails/templates/preview.txt": "ありがとうございます。",  # neither late nor a review
        "mails/other/y.txt": "このたびは不良品をお届けしてしまい、誠に申し訳ございません。お取り替えいたします。",
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    result = init()
    assert (result.exit_code, result.stdout) == (
        0, "keigo-lint.toml を書きました（4 ファイルを見て、場面が名前から分かったもの 2、文面から推し量ったもの 1）。\n"
    )  # fmt: skip
    written = Path("keigo-lint.toml").read_text("utf-8")
    assert tomllib.loads(written) == {"overrides": [{"files": ["mails/遅延/**"], "scene": "delay"}]}
    assert '# files = [\n#   "mails/other/**",\n# ]\n# scene = "complaint"' in written
    assert read_settings(Path("keigo-lint.toml")).for_file("mails/遅延/odd [1].txt").get("scene") == "delay"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_example_may_be_switched_on(lang: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("keigo-lint.toml").write_text("", "utf-8")  # what the example of `extend` names
    Path("shop/rules").mkdir(parents=True)
    monkeypatch.chdir(here / "shop")
    init("--lang", lang)
    written = Path("keigo-lint.toml").read_text("utf-8")
    assert tomllib.loads(written) == {}
    switched_on = re.sub(r'^# (?=\[|[\w"/-]+ = )', "", written, flags=re.M)
    assert set(tomllib.loads(switched_on)) == {option.name for option in OPTIONS}
    Path("keigo-lint.toml").write_text(switched_on, "utf-8")
    settings = read_settings(Path("keigo-lint.toml"))
    assert len(settings.files) == 2
    settings.rulebook()  # every name in it is there


@pytest.mark.parametrize("there", ["keigo-lint.toml", "pyproject.toml"])
def test_what_is_there_is_never_overwritten(there: str) -> None:
    Path(there).write_text("[tool.keigo-lint]\n" if there == "pyproject.toml" else "", "utf-8")
    before = Path(there).read_bytes()
    result = init()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"keigo-lint: {there}: 設定はもうあります。書き換えません\n"
    assert [path.name for path in Path().iterdir()] == [there]
    assert Path(there).read_bytes() == before


def test_no_such_folder() -> None:
    assert (init("nowhere").exit_code, init("nowhere").stderr) == (2, "keigo-lint: nowhere: そのようなフォルダーはありません\n")
