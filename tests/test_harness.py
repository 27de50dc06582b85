"""The harness must fail where a rule file is not proved: small rule files, each with one thing wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from keigo_lint.harness import Failure, Harness, _Case, run_tests
from keigo_lint.mutants import cuts, top_level

HEAD = 'title = "t"\nseverity = "info"\nmessage = "m"\nmessage_en = "m"\n'
CAT = 'forbid = { match = ["猫"] }\n'
NO_GOOD = "there is no [[good]]: nothing shows where it keeps silent"
UNNOTICED = "no example fails without "


def bad(text: str) -> str:
    return f'[[bad]]\ntext = "{text}"\n'


def good(text: str) -> str:
    return f'[[good]]\nwhy = "w"\ntext = "{text}"\n'


def example(text: str, attributes: str = "") -> str:
    return f'[[example]]\ntext = "{text}"\nattributes = {{ {attributes} }}\n'


def none(text: str) -> str:
    return f'[[none]]\nwhy = "w"\ntext = "{text}"\n'


def fix(text: str) -> str:
    return f'[[fix]]\ntitle = "f"\nsafety = "unsafe"\nreplace = "{text}"\n'


def forbid(*lines: str) -> str:
    return f"[forbid]\nmatch = {list(lines)}\n"


def unless(*lines: str, window: str = "draft") -> str:
    return f"[[unless]]\nmatch = {list(lines)}\n" + (f'window = "{window}"\n' if window != "draft" else "")


BAD = bad("⟦猫⟧です。")

# name: (body, [(where, part of the message)]) for the examples of a rule; where it does not matter, there is no [[good]]
WRONG_EXAMPLES = {
    "none": (CAT, [("bad", "there is no [[bad]]"), ("good", "there is no [[good]]")]),
    "other-span": (CAT + bad("⟦猫が⟧います。"), [("bad[0]", "「猫がいます。」: must have 「猫が」, but has 「猫」")]),
    "one-too-few": (CAT + bad("⟦猫⟧です。猫です。"), [("bad[0]", "must have 「猫」, but has 「猫」「猫」")]),
    "not-reported": (CAT + BAD + bad("⟦犬⟧です。"), [("bad[1]", "must have 「犬」, but has nothing")]),
    "good-reported": (CAT + BAD + good("白い猫です。"), [("good[0]", "must have nothing, but has 「猫」")]),
    "no-marks": (CAT + bad("猫です。"), [("bad[0].text", "must mark what is found")]),
    "marks-in-good": (CAT + BAD + good("⟦犬⟧です。"), [("good[0].text", "must be silent")]),
    "open-mark": (CAT + bad("⟦猫です。"), [("bad[0].text", "has an ⟦ without its ⟧")]),
    "closed-mark": (CAT + bad("猫⟧です。"), [("bad[0].text", "has an ⟦ without its ⟧")]),
    "unknown-key": (CAT + BAD + '[[good]]\ntext = "犬です。"\nwhi = "w"\nwhy = "w"\n', [("good[0].whi", "did you mean 'why'")]),
    "no-reason": (CAT + BAD + '[[good]]\ntext = "犬です。"\nwhy = " "\n', [("good[0].why", "must say why")]),
    "unknown-scene": (CAT + bad("⟦猫⟧") + 'scene = "complain"\n', [("bad[0].scene", "did you mean 'complaint'")]),
    "unknown-profile": (CAT + bad("⟦猫⟧") + 'profile = "strickt"\n', [("bad[0]", "did you mean 'strict'")]),
    "unknown-list": (CAT + bad("⟦{@beest}⟧"), [("bad[0].text", "unknown word list @beest")]),
    "list-of-patterns": (CAT + bad("⟦{@test_odd}⟧"), [("bad[0].text", "no entry of plain words")]),
    "second-alternative": (CAT + bad("⟦{猫|犬|猫}⟧です。"), [("bad[0]", "「犬です。」: must have 「犬」")]),
    "sum-of-groups": (
        CAT + bad("{赤|青}い⟦{猫|犬|鳥}⟧です。"),
        [("bad[0]", "「赤い犬です。」"), ("bad[0]", "「赤い鳥です。」")],
    ),
    "list": (CAT + bad("⟦{@test_beasts}⟧です。"), [("bad[0]", "「犬です。」"), ("bad[0]", "「黒猫です。」: must have 「黒猫」")]),
    "placeholders": (CAT + bad("{{a|b}}{c}${d|e}の⟦猫⟧です。"), []),
    "no-fixed": (CAT + fix("犬") + BAD, [("bad", "no example has 'fixed'")]),
    "fixed": (CAT + fix("犬") + BAD + 'fixed = "犬です。"\n', []),
    "fixed-otherwise": (
        CAT + fix("犬") + BAD + 'fixed = "鳥です。"\n',
        [("bad[0]", "must be fixed to 「鳥です。」, but is to 「犬です。」")],
    ),
    "fixed-to-the-same": (
        CAT + fix("猫") + BAD + 'fixed = "猫です。"\n',
        [("bad[0]", "is still reported once it is fixed")],
    ),
    "fixed-groups": (
        CAT + fix("") + bad("{赤|青}い⟦{猫|ネコ}⟧です。") + 'fixed = "{赤|青}い{|}です。"\n',
        [],
    ),
    "fixed-alike": (
        CAT + fix("") + bad("⟦{猫|ネコ}⟧です。") + 'fixed = "です。"\n',
        [],
    ),
    "fixed-other-groups": (
        CAT + fix("") + bad("{赤|青}い⟦猫⟧です。") + 'fixed = "{赤|青|白}いです。"\n',
        [("bad[0].fixed", "must have the groups of 'text'"), ("bad", "no example has 'fixed'")],
    ),
    "fixed-to-nothing": (CAT + fix("") + bad("⟦猫⟧") + 'fixed = ""\n', []),
    "other-profile": (CAT + BAD + bad("白い⟦猫⟧と犬です。") + 'profile = "strict"\n', []),
    "without-its-input": ('needs = "incoming"\n' + CAT + BAD, [("bad[0]", "the rule is not checked without 'incoming'")]),
    "with-its-input": ('needs = "incoming"\n' + CAT + BAD + 'incoming = "困っています。"\n', []),
    "once": ('scenes = ["complaint"]\nrequire = { match = ["猫"] }\n' + bad("犬です。"), []),
    "not-once": ('scenes = ["complaint"]\nrequire = { match = ["猫"] }\n' + bad("猫です。"), [("bad[0]", "must be found once, but is 0 times")]),
    "own-scene": ('scenes = ["delay"]\n' + CAT + BAD, []),
    "other-scene": ('scenes = ["delay"]\n' + CAT + BAD + 'scene = "ack"\n', [("bad[0]", "must have 「猫」, but has nothing")]),
}

# name: (body, [(where, what nothing fails without, or message)]) for the qualifiers of a rule whose examples hold
MUTANTS = {
    "proved": (bad("⟦猫が好き⟧です。") + good("猫が嫌いです。") + forbid("猫 が 好き"), []),
    "smoke": (
        BAD + good("犬です。") + forbid("猫"),
        [("good[0]", "「犬です。」 is silent whatever is dropped from the file: no near miss")],
    ),
    "quoted": (BAD + good("「猫」とは書きません。") + forbid("猫"), []),
    "alternative": (
        BAD + forbid("猫", "犬 が"),
        [("forbid.match[1]", "the alternative 「犬 が」 (nor without any of its 2 parts)")],
    ),
    "word": (BAD + forbid("猫|犬"), []),  # words that stand for each other, as those of a list do
    "group": (bad("⟦猫が⟧います。") + forbid("猫 ( が | も )"), []),
    "optional": (bad("⟦猫が⟧います。") + forbid("猫 が も?"), [("forbid.match[0]", "「も?」 of 「猫 が も?」")]),
    "feature": (
        BAD + forbid("猫[名詞]"),
        [("forbid.match[0]", "「名詞」 of 「猫[名詞]」 of 「猫[名詞]」")],
    ),
    "value": (BAD + good("走ります。") + forbid("[名詞/形容詞]"), []),
    "look": (BAD + good("猫がいます。") + forbid("猫 !( が | も )"), []),
    "useless-look": (
        BAD + forbid("猫 !( が )"),
        [("forbid.match[0]", "「!( が )」 of 「猫 !( が )」")],
    ),
    "condition": (
        BAD + forbid("猫") + unless("犬", "鳥"),
        [("unless[0]", "this condition (nor without any of its 2 parts)")],
    ),
    "window": (
        BAD + good("猫と犬です。") + forbid("猫") + unless("犬", window="sentence"),
        [("unless[0].window", "'window'")],
    ),
    "needed-window": (
        bad("⟦猫⟧です。犬です。") + good("猫と犬です。") + forbid("猫") + unless("犬", window="sentence"),
        [],
    ),
    "next": (
        bad("⟦猫⟧が好きです。") + good("猫と遊びます。") + forbid("猫") + unless("と|も", window="next"),
        [("unless[0].window", "'window'")],
    ),
    "previous": (
        bad("⟦猫⟧の話です。") + bad("⟦猫⟧は白いです。") + good("白い猫です。") + forbid("猫") + unless("白い|黒い", window="previous"),
        [],
    ),
    "both-exceptions": (
        BAD + good("猫と犬と鳥です。") + forbid("猫") + unless("犬") + unless("鳥"),
        [("unless[0]", "this condition"), ("unless[1]", "this condition")],
    ),
    "act-test": (
        bad("⟦猿⟧です。") + '[forbid.act]\nkind = "test-animal"\nsize = ["small", "big"]\nwild = true\n',
        [("forbid.act.size", "the test of 'size'"), ("forbid.act.size[1]", "'big'"), ("forbid.act.wild", "the test of 'wild'")],
    ),
    "scene": (
        'scenes = ["complaint", "delay"]\n' + CAT + BAD,
        [("scenes[1]", "the scene 'delay'"), ("scenes", "the limit to scenes")],
    ),
    "scene-proved": ('scenes = ["complaint"]\n' + CAT + BAD + good("猫です。") + 'scene = "thanks"\n', []),
    "zones": (
        BAD + forbid("猫") + 'zones = ["body", "heading"]\n',
        [("forbid.zones[1]", "the zone 'heading'"), ("forbid.zones", "the limit to zones")],
    ),
    "raw": (
        "[[bad]]\ntext = '⟦猫⟧です。'\n[forbid]\nraw = ['猫|犬[|]', '鳥']\n",
        [("forbid.raw[0]", "「犬[|]」 of 「猫|犬[|]」"), ("forbid.raw[1]", "the expression 「鳥」")],
    ),
    "required": (bad("犬です。") + good("猫です。") + '[require]\nmatch = ["猫"]\n', []),
    "items": (
        bad("犬です。")
        + good("猫と犬です。")
        + "[require]\nitem = ["
        + ", ".join(f'{{ name = "{n}", name_en = "{n}", match = ["{n}"] }}' for n in "猫犬")
        + "]\n",
        [("require.item[1]", "this [[item]]")],
    ),
    "order": (
        bad("犬です。⟦猫⟧です。")
        + good("猫です。犬です。")
        + '[order]\nmatch = ["猫"]\n'
        + '[[order.before]]\nmatch = ["犬"]\n[[order.before]]\nmatch = ["鳥"]\n',
        [("order.before[1]", "this [[before]]")],
    ),
    "count": (bad("猫と⟦猫⟧です。") + good("猫です。") + '[count]\nmatch = ["猫"]\nabove = 1\n', []),
    "accompany": (
        BAD + good("猫と犬です。") + '[accompany]\nmatch = ["猫"]\n[[accompany.by]]\nmatch = ["犬|鳥"]\n',
        [],
    ),
    "no-example-holds": (bad("⟦犬⟧です。") + forbid("猫"), [("bad", "nothing can be proved: no such example holds")]),
}

# name: (body, failures of its examples, failures of its qualifiers)
ACT = 'title = "t"\nkind = "test-{}"\n'
ACTS = {
    # The kind that the rules above look for.
    "animal": (
        '[[act]]\nmatch = ["猿"]\nattributes = { size = "small", wild = true }\n' + example("⟦猿⟧です。", 'size = "small"') + none("犬です。"),
        [],
        [("act[0].attributes.wild", "the attribute 'wild'"), ("none[0]", "「犬です。」 is silent whatever is dropped from the file: no near miss")],
    ),
    "nothing": (
        '[[act]]\nmatch = ["猿"]\n',
        [("example", "there is no [[example]]: nothing shows what it finds"), ("none", "there is no [[none]]: nothing shows where it keeps silent")],
        [("example", "nothing can be proved: no such example holds")],
    ),
    "attributes": (
        '[[act]]\nmatch = ["猿"]\nattributes = { form = "a" }\n' + example("⟦猿⟧です。", 'form = "b"') + none("猿"),
        [("example[0]", "「猿です。」: 「猿」 must have form = 'b', but has 'a'"), ("none[0]", "「猿」: must have nothing, but has 「猿」")],
        [("example", "nothing can be proved: no such example holds")],
    ),
    "parts": (
        '[[act]]\nmatch = ["猿"]\n[[act]]\nmatch = ["象|馬"]\n'
        + unless("檻")
        + '[[refine]]\nset = { wild = false }\n[[refine.when]]\nmatch = ["山"]\n[[refine]]\nset = { wild = true }\n'
        + example("⟦猿⟧です。")
        + none("檻と猿です。"),
        [],
        [
            ("act[1]", "this [[act]]"),
            ("refine[0]", "this [[refine]] (nor without any of its 1 parts)"),
            ("refine[1]", "this [[refine]]"),
        ],
    ),
    "refined": (
        '[[act]]\nmatch = ["猿"]\n[[refine]]\nset = { wild = true }\n'
        + '[[refine.when]]\nmatch = ["山"]\nwindow = "sentence"\n[[refine]]\nset = { wild = false }\n'
        + example("山の⟦猿⟧です。", "wild = true")
        + example("⟦猿⟧です。山です。", "wild = false")
        + none("「猿」"),
        [],
        [],
    ),
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rules")
    files = {f"t/{name}": HEAD + body for name, (body, _) in WRONG_EXAMPLES.items()}
    files |= {f"m/{name}": HEAD + body for name, (body, _) in MUTANTS.items()}
    files |= {f"acts/test-{name}": ACT.format(name) + body for name, (body, _, _) in ACTS.items()}
    files["words/test"] = (
        'test_beasts = ["猫", "犬", "黒 猫", "猫 ..3 犬"]\ntest_odd = ["猫?"]\ntest_used = ["猫", "虎", "@test_inner"]\ntest_inner = ["獅子"]\n'
    )
    files["w/uses"] = HEAD + '[forbid]\nmatch = ["@test_used"]\n[[bad]]\ntext = "⟦猫⟧です。"\n'
    for name, text in files.items():
        path = root / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def harness(directory: Path) -> Harness:
    return Harness([directory])


@pytest.mark.parametrize("name", WRONG_EXAMPLES)
def test_examples(harness: Harness, name: str) -> None:
    found = [f for f in harness.examples(f"t/{name}") if name == "none" or f != Failure(f.file, "good", NO_GOOD)]
    expected = WRONG_EXAMPLES[name][1]
    assert [f.where for f in found] == [where for where, _ in expected], found
    for failure, (_, part) in zip(found, expected, strict=True):
        assert part in failure.message


@pytest.mark.parametrize("name", MUTANTS)
def test_mutants(harness: Harness, name: str) -> None:
    if name != "no-example-holds":
        assert [f for f in harness.examples(f"m/{name}") if f.message != NO_GOOD] == []
    assert [(f.where, f.message.removeprefix(UNNOTICED)) for f in harness.mutants(f"m/{name}")] == MUTANTS[name][1]


@pytest.mark.parametrize("name", ACTS)
def test_acts(harness: Harness, name: str) -> None:
    assert [(f.where, f.message) for f in harness.examples(f"acts/test-{name}")] == ACTS[name][1]
    assert [(f.where, f.message.removeprefix(UNNOTICED)) for f in harness.mutants(f"acts/test-{name}")] == ACTS[name][2]


def test_only_looking_where_a_line_matches_otherwise_loses_nothing(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = {name: harness.mutants(name) for name in harness.files}
    monkeypatch.setattr(_Case, "differs", lambda *_: True)
    assert {name: harness.mutants(name) for name in harness.files} == quick


def test_words(harness: Harness) -> None:
    assert [(f.where, f.message) for f in harness.words("words/test")] == [
        ("test_beasts", "no rule file names this list"),
        ("test_odd", "no rule file names this list"),
        ("test_used", "no example of a file that names @test_used has 「虎」"),
        ("test_used", "no example of a file that names @test_used has 「@test_inner」"),
        ("test_inner", "no example of a file that names @test_inner has 「獅子」"),
    ]


def test_run_tests_is_complete_and_in_file_order(harness: Harness, directory: Path) -> None:
    failures = run_tests([directory])
    files = [f.file for f in failures if not f.file.startswith("words/")]
    assert files == sorted(files)
    assert {f.file for f in failures[-5:]} == {"words/test.toml"}
    expected = [f for name in harness.files for f in (*harness.examples(name), *harness.mutants(name))] + list(harness.words("words/test"))
    assert list(failures) == expected
    without = run_tests([directory], mutants=False)
    assert set(without) < set(failures)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("猫", []),
        ("猫 が", ["が", "猫"]),
        ("猫 ..3 が", ["が", "猫"]),
        ("a|b|c", []),
        ("( a b | c )", []),
        ("( a | ( b | c )? ) d", ["d", "( a | ( b | c )? )"]),
        ("a ..3 < b >", ["< b >", "a"]),
        ("為る[cForm=連用形,potential=yes]?", ["為る[potential=yes]?", "為る[cForm=連用形]?"]),
        ("[pos!=名詞/動詞]", ["_"]),
        ("^ a !<( b | c ) $", ["^ !<( b | c ) $", "^ a $"]),
    ],
)
def test_cuts(line: str, expected: list[str]) -> None:
    assert [new for _, new in cuts(line)] == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a", ["a"]),
        ("a|b", ["a", "b"]),
        (r"a\|b", [r"a\|b"]),
        ("(a|b)|c", ["(a|b)", "c"]),
        ("[|]|b", ["[|]", "b"]),
        ("[]|]|[^]|]", ["[]|]", "[^]|]"]),
    ],
)
def test_top_level(expression: str, expected: list[str]) -> None:
    assert top_level(expression) == expected
