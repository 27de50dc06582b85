"""The matcher, compared with `re` on letters taken for words, and the errors of the pattern language."""

from __future__ import annotations

import random
import re
from functools import lru_cache

import pytest

from keigo_lint.matching import Matcher, Text
from keigo_lint.model import Morpheme
from keigo_lint.pattern import Compiler, Pattern, PatternError


def letter(character: str, number: int) -> Morpheme:
    return Morpheme(number, character, "記号" if character == "." else "名詞-普通名詞", "", "", "", character, character, "", "", "", "", True)


LETTERS = {c: letter(c, i) for i, c in enumerate("abcd.")}


def prepared(text: str, matcher: Matcher) -> Text:
    """Each letter is a word; a clause ends behind every `d`, and there is one sentence."""
    made = Text(matcher.kinds(LETTERS[c] for c in text), [(0, len(text))], matcher)
    clauses, clause = [], 0
    for character in text:
        clauses.append(clause)
        clause += character == "d"
    made.clause_of = clauses
    return made


@lru_cache
def compiled_both_ways(pattern: str) -> tuple[Pattern, Matcher, Matcher]:
    """Return a pattern, a matcher that knows it among others, and one that meets it only when it is asked for it."""
    compiler = Compiler({"vowel": ["a"], "pair": ["a b", "c"]})
    compiled = compiler.compile([pattern], "test")
    return compiled, Matcher(compiler.predicates, [compiled, *(compiler.compile([other], "test") for other in AS_RE)]), Matcher(compiler.predicates)


def found(pattern: str, text: str) -> list[str]:
    """What is found in the one pass for all patterns of a rulebook, which is what is found for a pattern by itself."""
    compiled, *matchers = compiled_both_ways(pattern)
    together, alone = (prepared(text, matcher) for matcher in matchers)
    assert together.find_all(compiled) == alone.find_all(compiled), text
    for at in range(len(text)):
        assert together.matches_at(compiled, at) == alone.matches_at(compiled, at), (text, at)
    return [text[first:last] for first, last in together.find(compiled)]


AS_RE = {
    "a": "a",
    "a b": "ab",
    "a|b c": "[ab]c",
    "a b? c": "ab?c",
    "a b* c": "ab*c",
    "a b+ c": "ab+c",
    "a? b": "a?b",
    "a* b": "a*b",
    "( a b | c ) a": "(?:ab|c)a",
    "( a | b )* c": "[ab]*c",
    "( a b )+ c": "(?:ab)+c",
    "a ( b | c b )? a": "a(?:b|cb)?a",
    "a ..2 c": "a(?:[^d]{0,2}|[^d]?d)c",  # what it passes over lies in the clause of what stands before it
    "a ... c": "a.*c",
    "a ...1 c": "a.?c",
    "a ( b | ...1 c )": "a(?:b|.?c)",
    "a ...2 ( ...1 b | c )": "a.{0,2}(?:.?b|c)",
    "_ c": ".c",
    "a !( b )": "a(?!b)",
    "!<( a ) b": "(?<!a)b",
    "a &( c )": "a(?=c)",
    "a &( b | c b )": "a(?=b|cb)",
    "!<( a | b c ) a b? !( c | a b )": "(?<!a)(?<!bc)ab?(?!c|ab)",
    "a !<( b a ) ( b | c c )+": "(?<!b)a(?:b|cc)+",
    "@vowel b": "ab",
    "@pair b": "(?:ab|c)b",
    "^ a": r"(?<![\s\S])a",
    "b $": r"b(?=\.*\Z)",
}


@pytest.mark.parametrize(("pattern", "expression"), AS_RE.items(), ids=AS_RE.keys())
def test_it_finds_what_re_finds(pattern: str, expression: str) -> None:
    chance = random.Random(pattern)
    for _ in range(400):
        text = "".join(chance.choices("abcd", k=chance.randint(1, 9)))
        starts = {}
        for start in range(len(text)):
            # `re` is greedy, not longest: ask it for every end.
            ends = [end for end in range(start + 1, len(text) + 1) if _whole(expression, text, start, end)]
            if ends:
                starts[start] = max(ends)
        expected, last = [], 0
        for start, end in sorted(starts.items()):
            if start >= last:
                expected.append(text[start:end])
                last = end
        assert found(pattern, text) == expected, text


def _whole(expression: str, text: str, start: int, end: int) -> bool:
    """Tell whether the expression matches exactly text[start:end], with what stands around it in view."""
    hit = re.compile(rf"(?:{expression})(?={re.escape(text[end:])}\Z)").match(text, start)
    return hit is not None and hit.end() == end


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a < b > c", "abc", ["b"]),
        ("a < b* > c", "abbc", ["bb"]),
        ("a .. c", "adbc", []),
        ("a .. c", "abdc", ["abdc"]),
        ("d $$", "dabd", ["d", "d"]),
        ("^^ a", "adab", ["a", "a"]),
        ("a[記号]", "a", []),
        ("[記号]", "a.", ["."]),
        ("[pos=名詞]", "a.", ["a"]),
        ("[pos!=名詞]", "a.", ["."]),
        ("=a", "ba", ["a"]),
    ],
)
def test_marks_gaps_and_features(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


ERRORS = {
    "": "is empty",
    "( a b": "without its ')'",
    "a )": "')'",
    "a[size=2]": "unknown feature 'size'",
    "a[cform=x]": "did you mean 'cForm'",
    "@vowels b": "did you mean @vowel",
    "..": "must begin with a slot",
    "^ $": "needs a slot",
}


@pytest.mark.parametrize(("pattern", "message"), ERRORS.items(), ids=[e or "empty" for e in ERRORS])
def test_a_wrong_pattern_is_an_error_that_quotes_it(pattern: str, message: str) -> None:
    with pytest.raises(PatternError) as caught:
        Compiler({"vowel": ["a"]}).compile([pattern], "rules/x.toml: forbid.match")
    assert "rules/x.toml: forbid.match" in str(caught.value)
    assert message in str(caught.value)


def test_cost_does_not_explode() -> None:
    compiler = Compiler({})
    compiled = compiler.compile(["a ( a* )* ... ( a | a a )+ c"], "test")
    for matcher in (Matcher(compiler.predicates), Matcher(compiler.predicates, [compiled])):
        assert prepared("a" * 300 + ".", matcher).find(compiled) == []
