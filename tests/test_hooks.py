"""The hooks as pre-commit and prek run them, in a repository of templates made for it. Slow: each tool makes an environment of its own first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from keigo_lint.rulebook import SOURCES

ROOT = SOURCES.parent
TEMPLATES = {
    "templates/良い返信.txt": "急須をお買い上げいただき、ありがとうございます。\n",
    "templates/fixable.md": "資料をお送りいたしました。\nお席でご覧になられました方から、お声を頂戴しております。\n",
    "templates/bad.txt": "急須の件、承りました。\n落とされたのはお客様のせいです。\n",
    "vendor/others.txt": "落とされたのはお客様のせいです。\n",
    "src/app.py": "print('お客様のせいです。')\n",
}
FIXED = TEMPLATES["templates/fixable.md"].replace("なられました", "なりました")
CONFIG = """\
repos:
- repo: {repo}
  rev: {rev}
  hooks: [{{id: keigo-lint, exclude: ^vendor/}}, {{id: keigo-lint-fix, exclude: ^vendor/}}]
"""

pytestmark = pytest.mark.slow


def git(folder: Path, *args: str) -> None:
    subprocess.run(["git", "-c", "user.email=a@b.c", "-c", "user.name=n", *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean repository of what would be published: try-repo takes uncommitted changes along, but not what git ignores."""
    folder = tmp_path_factory.mktemp("published") / "keigo-lint"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "all")
    return folder


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    for name, text in TEMPLATES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "templates")
    return tmp_path


def run(tool: str, folder: Path, *args: str | Path) -> tuple[int, str]:
    program = shutil.which(tool, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if program is None:
        pytest.skip(f"{tool} is not installed")
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "FORCE_COLOR")}
    env |= {"NO_COLOR": "1", "PRE_COMMIT_HOME": str(folder.parent / "home"), "PREK_HOME": str(folder.parent / "home")}
    done = subprocess.run([program, *map(str, args)], cwd=folder, capture_output=True, env=env, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("tool", ["pre-commit", "prek"])
def test_trying_the_hook_out(tool: str, sources: Path, templates: Path) -> None:
    status, said = run(tool, templates, "try-repo", sources, "keigo-lint", "--all-files")
    assert status == 1, said
    assert "templates/bad.txt:2:" in said and "blame/customer" in said
    assert "vendor/others.txt:1:" in said
    assert "app.py" not in said and "良い返信.txt:" not in said


@pytest.mark.parametrize("tool", ["pre-commit", "prek"])
def test_the_hooks_in_a_repository_of_templates(tool: str, sources: Path, templates: Path) -> None:
    rev = subprocess.run(["git", "rev-parse", "HEAD"], cwd=sources, check=True, capture_output=True).stdout.decode().strip()
    (templates / ".pre-commit-config.yaml").write_text(CONFIG.format(repo=sources, rev=rev), "utf-8")
    git(templates, "add", "-A")
    bad, fixable = templates / "templates" / "bad.txt", templates / "templates" / "fixable.md"

    status, said = run(tool, templates, "run", "keigo-lint", "--all-files")
    assert status == 1, said
    assert "templates/bad.txt:2:" in said and "templates/fixable.md:2:" in said
    assert "vendor/others.txt" not in said

    # Only what changed is looked at, and nothing at all where no template did.
    (templates / "src" / "app.py").write_text("print('猫')", "utf-8")
    git(templates, "add", "-A")
    status, said = run(tool, templates, "run", "keigo-lint", "--files", "src/app.py")
    assert status == 0, said
    assert "no files to check" in said.lower()

    bad.write_text("急須の件、承りました。\n", "utf-8")
    git(templates, "add", "-A")
    status, said = run(tool, templates, "run", "keigo-lint-fix", "--all-files")
    assert status == 1, said  # a file was changed
    assert (fixable.read_text("utf-8"), bad.read_text("utf-8")) == (FIXED, "急須の件、承りました。\n")
    git(templates, "add", "-A")
    status, said = run(tool, templates, "run", "--all-files")  # both hooks, and the second time nothing is left
    assert (status, fixable.read_text("utf-8")) == (0, FIXED), said


def test_the_manifest_is_valid() -> None:
    for tool in ("pre-commit", "prek"):
        status, said = run(tool, ROOT, "validate-manifest", ".pre-commit-hooks.yaml")
        assert status == 0, said
