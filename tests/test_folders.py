"""What a file's folders tell is the same wherever it is looked at from."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from keigo_lint.cli import main
from keigo_lint.folders import seen_from_root

ROOTS = {
    "a repository": (".git/HEAD", "shop/templates/delay/thanks.txt"),
    "a file of settings": ("keigo-lint.toml", "shop/templates/delay/thanks.txt"),
    "settings further down": ("shop/keigo-lint.toml", "templates/delay/thanks.txt"),
    "nothing": (None, "shop/templates/delay/thanks.txt"),
}


@pytest.mark.parametrize(("mark", "seen"), ROOTS.values(), ids=ROOTS.keys())
def test_a_path_is_seen_from_its_root(mark: str | None, seen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "shop/templates/delay/thanks.txt"
    file.parent.mkdir(parents=True)
    if mark is not None:
        (tmp_path / mark).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / mark).write_text("")
    for folder, typed in ((tmp_path, "shop/templates/delay/thanks.txt"), (file.parent, "thanks.txt"), (file.parent.parent, "./delay/thanks.txt")):
        monkeypatch.chdir(folder)
        assert seen_from_root(typed) == seen_from_root(str(file)) == seen


def test_a_check_finds_the_same_from_inside_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates/delay"
    folder.mkdir(parents=True)
    (folder / "thanks.txt").write_text("〇〇様\n\n発送が〇日ほどかかります。今しばらくお待ちください。\n", "utf-8")
    reports = []
    for place, typed in ((tmp_path, "templates/delay/thanks.txt"), (folder, "thanks.txt")):
        monkeypatch.chdir(place)
        reports.append(CliRunner().invoke(main, ["check", typed, "--output-format", "full"]).output.replace(typed, "FILE"))
    assert reports[0] == reports[1]
    assert "placeholder" not in reports[0]


def test_text_without_a_file_has_no_folders() -> None:
    assert seen_from_root(None) is None
