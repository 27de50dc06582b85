"""What a raw expression cannot do without, and that looking for it first hides no match."""

from __future__ import annotations

import re

import pytest

from keigo_lint.rulebook import load_rulebook
from keigo_lint.signs import needed_signs

NEEDED = [
    ("a[!?]b", "a"),
    ("[xyz]+[!?]", "!?"),
    ("x?[!?]y*", "!?"),
    ("(?:ab|c)d?", "ac"),
    ("(?<!a)(?:b|[cd])(?!e)", "bcd"),
    ("a*", None),
    ("a?|b", None),
    ("(?i:a)", None),
    (r"[^a]\s", None),
]


@pytest.mark.parametrize(("expression", "signs"), NEEDED)
def test_the_fewest_signs_that_a_match_must_have(expression: str, signs: str | None) -> None:
    found = needed_signs(re.compile(expression))
    assert found == (None if signs is None else frozenset(signs))


def test_the_raw_examples_of_every_rule_have_their_signs() -> None:
    tried = 0
    for rule in load_rulebook().rules.values():
        for example in rule.bad:
            for expression in rule.check.find.raw:
                text = example["text"]
                if expression.search(text) and (signs := needed_signs(expression)):
                    assert not signs.isdisjoint(text), (rule.name, text)
                    tried += 1
    assert tried > 20
