"""The inputs that are measured: reproducible, varied, and what they are said to be."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
inputs = pytest.importorskip("inputs")


def test_at_least_nine_of_ten_sentences_are_distinct() -> None:
    replies = inputs.Replies()
    sentences = [s for _ in range(2_000) for s in re.split(r"(?<=。)|\n", replies.reply()) if s.endswith("。")]
    assert len(set(sentences)) >= 0.9 * len(sentences)


def test_the_same_seed_gives_the_same_replies() -> None:
    assert [inputs.Replies(3).reply() for _ in range(2)] == [inputs.Replies(3).reply()] * 2
    assert inputs.Replies(3).reply() != inputs.Replies(4).reply()


def test_lengths_and_placeholders() -> None:
    replies = inputs.Replies()
    assert all(400 <= len(replies.reply()) <= 520 for _ in range(100))
    assert len(replies.line(10_000)) == 10_000
    assert "\n" not in replies.line(10_000)
    assert all("{{ name }}様" in replies.template() for _ in range(100))
