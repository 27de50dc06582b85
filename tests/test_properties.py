"""What holds for any input, tried on texts and files made up anew: a small run of what properties_long.py does for as long as it is given.

Every input that once did not hold is a case here.
"""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holding import ATOMS, COMMON, ENDLESS, FILES, SHAPES, file_holds, fix_holds, linter, text_holds
from keigo_lint.rulefile import SCENES

QUICK = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
PIECES = st.one_of(st.sampled_from(COMMON), st.text(st.characters(exclude_categories=["Cs"]), max_size=4))
TEXTS = st.lists(PIECES, max_size=14).map("".join)
WRITTEN = st.lists(st.one_of(st.sampled_from(ATOMS), PIECES), max_size=12).map("".join)
SCENE = st.sampled_from(("auto", *SCENES))


@QUICK
@given(TEXTS, SCENE)
def test_a_check_points_into_its_text_and_says_the_same_again(text: str, scene: str) -> None:
    text_holds(text, scene)


@settings(QUICK, max_examples=20)
@given(st.sampled_from(ENDLESS), TEXTS, TEXTS)
def test_what_is_long_is_checked_too(long: str, before: str, after: str) -> None:
    text_holds(before + long + after)


@QUICK
@given(TEXTS, SCENE, st.booleans())
def test_what_is_fixed_stays_fixed(text: str, scene: str, unsafe: bool) -> None:
    fix_holds(text, scene, unsafe=unsafe)


@QUICK
@given(st.sampled_from(FILES), WRITTEN, st.booleans(), st.booleans())
def test_any_file_is_read_mended_and_reported(file: tuple[str, str], text: str, keys: bool, unsafe: bool) -> None:
    suffix, shape = file
    file_holds(f"a{suffix}", SHAPES[shape](text), keys=keys, unsafe=unsafe)


@QUICK
@given(st.sampled_from(FILES), WRITTEN, st.floats(0, 1), st.sampled_from(("", *ATOMS)))
def test_a_broken_file_is_read_or_refused(file: tuple[str, str], text: str, where: float, put: str) -> None:
    written = SHAPES[file[1]](text)
    at = int(where * len(written))
    file_holds(f"a{file[0]}", written[:at] + put + (written[at:] if put else ""), fix=False)


# Inputs that once did not hold: what was wrong, the scene, and the text.
FOUND = [
    ("a fix that was refused in an earlier text holds in the mended one", "complaint", "0%笑"),
    ("the same with another sign", "complaint", "が¥1"),
]
# The same of files: what was wrong, the name, and what is written.
FOUND_FILES = [
    ("a fix that leaves no Japanese in its draft", "a.markdown", "(笑）"),
    ("a marked section that is none", "a.liquid", "<![<ul>笑"),
    ("another such section", "a.html", "<![Cか"),
    ("a comment that took half a line break with it", "a.yml", "#keigo-lint:日\r\n"),
]


@pytest.mark.parametrize(("scene", "text"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_what_once_did_not_hold(scene: str, text: str) -> None:
    text_holds(text, scene)
    fix_holds(text, scene, unsafe=True)


@pytest.mark.parametrize(("name", "written"), [case[1:] for case in FOUND_FILES], ids=[case[0] for case in FOUND_FILES])
def test_files_that_once_did_not_hold(name: str, written: str) -> None:
    file_holds(name, written)


# Texts that grow, each by one more of the same: the time grows as they do.
GROWING = {
    "sentences": "お荷物をご確認してください。\n",
    "one letter": "あ",
    "opened quotes": "「",
    "closed quotes": "」",
    "list marks": "・お荷物\n",
    "numbers": "1. ",
    "placeholders": "{{name}}",
    "blanks": "【商品名】",
    "open tags": "{% if a %}",
    "open placeholders": "{{",
    "tags": "<div>",
    "spaces": " ",
    "line breaks": "\n",
    "line breaks and white space": "\r\n　",
    "marks of quoting": "> ",
    "dashes": "-",
    "marks": "！？",
    "sound marks": "か\u3099",
    "joined emoji": "👨\u200d👩\u200d",
    "digits": "1,",
    "address": "a@b.",
    "words of a url": "https://a/",
}


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING.keys())
def test_time_grows_as_the_text_does(unit: str) -> None:
    def seconds(characters: int) -> float:
        gc.collect()
        gc.disable()  # what other tests left behind is no part of the cost
        try:
            start = time.process_time()
            linter().check(unit * (characters // len(unit)))
            return time.process_time() - start
        finally:
            gc.enable()

    few = 2_000
    while (small := min(seconds(few), seconds(few))) < 0.02 and few < 30_000:
        few *= 2
    limit = 6 * 3.5 * small + 0.1  # square time would be 36 times as long
    assert any(seconds(6 * few) < limit for _ in range(3))
