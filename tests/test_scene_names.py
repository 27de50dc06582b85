"""Names of files and folders as cues of a scene: whole words of them, not letters that happen to stand in others."""

from __future__ import annotations

import pytest

from keigo_lint import Linter

SCENES = {
    "templates/a.txt": "other",
    "template/preview.txt": "other",
    "disclaimer.md": "other",
    "presets/plate.txt": "other",
    "late/a.txt": "delay",
    "mails/delivery_late.txt": "delay",
    "Late-1.txt": "delay",
    "返信/遅延.txt": "delay",
    "review.txt": "review",
    "claims/1.txt": "complaint",
    "templates/お詫び.txt": "complaint",
}


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


@pytest.mark.parametrize("path", SCENES)
def test_a_name_tells_the_scene(path: str, linter: Linter) -> None:
    assert linter.check("承りました。", path=path).scene == SCENES[path]
