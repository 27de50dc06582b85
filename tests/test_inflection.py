"""What is rewritten is grammatical for any verb: thousands of the dictionary's own, against its forms and one verb of each conjugation class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from keigo_lint import Linter, inflect
from keigo_lint.model import Draft
from lexicon import doings, verbs

# One verb of each class, by hand: dictionary form, what て follows, what ます follows, what ない follows, how せる or させる is joined.
CLASSES = {
    "五段-カ行": ("書く", "書い", "書き", "書か", "書かせる"),
    "五段-ガ行": ("脱ぐ", "脱い", "脱ぎ", "脱が", "脱がせる"),
    "五段-サ行": ("渡す", "渡し", "渡し", "渡さ", "渡させる"),
    "五段-タ行": ("持つ", "持っ", "持ち", "持た", "持たせる"),
    "五段-ナ行": ("死ぬ", "死ん", "死に", "死な", "死なせる"),
    "五段-バ行": ("選ぶ", "選ん", "選び", "選ば", "選ばせる"),
    "五段-マ行": ("読む", "読ん", "読み", "読ま", "読ませる"),
    "五段-ラ行": ("送る", "送っ", "送り", "送ら", "送らせる"),
    "五段-ワア行": ("使う", "使っ", "使い", "使わ", "使わせる"),
    "上一段": ("見る", "見", "見", "見", "見させる"),
    "下一段": ("届ける", "届け", "届け", "届け", "届けさせる"),
}
OF_CLASS = {row[0]: conjugation for conjugation, row in CLASSES.items()}
KANJI = range(0x4E00, 0xA000)


def like(base: str, conjugation: str) -> tuple[str, str, str, str]:
    """Inflect a verb as the one of its class in the table."""
    model, *forms = next(row for name, row in CLASSES.items() if conjugation.startswith(name))
    ends = [form[len(model) - 1 :] for form in forms]
    te, stem, nai, causative = (base[:-1] + end for end in ends)
    return te, stem, nai, causative


def written_in_kanji(word: str) -> bool:
    return any(ord(c) in KANJI for c in word)


def sampled(step: int) -> list[tuple[str, str]]:
    """Return verbs in the spelling of their dictionary entry, with their class."""
    spelled = sorted((base, conjugation) for base, conjugation, lemma in verbs() if base == lemma and len(base) > 1 and written_in_kanji(base))
    irregular = ("行く", "往く", "逝く", "来る", "下さる", "為さる", "仰る", "御座る")
    return [v for v in spelled if v[1][:1] in "五上下" and not v[0].endswith(irregular)][::step]


def test_every_verb_inflects_as_the_dictionary_has_it() -> None:
    wrong: list[tuple[str, str, str]] = []
    count = 0
    for (base, conjugation, _), forms in verbs().items():
        if not (conjugation.startswith(("五段", "上一段", "下一段", "サ行変格", "カ行変格")) and "連用形-一般" in forms and "未然形-一般" in forms):
            continue
        sound = [form for name, form in forms.items() if name.startswith("連用形-") and name.endswith("音便")]
        made = inflect.te(base, conjugation)[:-1], inflect.stem(base, conjugation), inflect.nai_stem(base, conjugation)
        fitting = {*sound, forms["連用形-一般"]}, {forms["連用形-一般"], *sound}, {forms["未然形-一般"]}
        count += 1
        wrong += [(base, m, "/".join(f)) for m, f in zip(made, fitting, strict=True) if m not in f]
    assert count > 25_000
    # The rest are slips of the dictionary (歩く: 歩っ, 広まる: 広まみ) and endings written in katakana (イク).
    assert len(wrong) < 0.01 * count, wrong[:50]


@pytest.mark.parametrize(("base", "te", "stem", "nai", "causative"), CLASSES.values(), ids=list(CLASSES))
def test_one_verb_of_each_class(base: str, te: str, stem: str, nai: str, causative: str) -> None:
    conjugation = OF_CLASS[base] + ("" if OF_CLASS[base].startswith("五段") else "-マ行")
    assert (inflect.te(base, conjugation)[:-1], inflect.stem(base, conjugation)) == (te, stem)
    assert (inflect.nai_stem(base, conjugation), inflect.causative(base, conjugation)) == (nai, causative)


def batches(rows: Sequence[tuple[str, ...]], size: int = 50) -> Iterator[Sequence[tuple[str, ...]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def rewritten(linter: Linter, lines: Sequence[str], scene: str) -> list[str]:
    """Mend many lines as one draft, which is quicker than each by itself."""
    after = linter.fix("\n".join(lines), unsafe=True, scene=scene).split("\n")
    assert len(after) == len(lines)
    return after


def lemmas(linter: Linter, lines: Sequence[str]) -> list[set[str]]:
    """Analyse lines again: the lemmas of each."""
    document = linter.situation(Draft("\n".join(lines)))[0].document
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found: list[set[str]] = [set() for _ in lines]
    number = 0
    for morpheme, span in zip(document.morphemes, document.spans, strict=True):
        while span.start >= starts[number + 1]:
            number += 1
        found[number].add(morpheme.lemma)
    return found


QUESTION = "いただけますでしょうか。"
CUSHIONS = ("お手数をおかけいたしますが、", "お手数ながら、", "恐れ入りますが、")


def test_requests_of_thousands_of_verbs() -> None:
    linter = Linter(select=["request/imperative"])
    kinds: Counter[str] = Counter()
    kept = 0
    odd = []
    for batch in batches(sampled(4)):
        lines = [f"明日は{like(*verb)[0]}{'で' if like(*verb)[0].endswith('ん') or verb[1] == '五段-ガ行' else 'て'}ください。" for verb in batch]
        after = rewritten(linter, lines, "complaint")
        for verb, line, words in zip(batch, after, lemmas(linter, after), strict=True):
            asked = line
            for cushion in CUSHIONS:
                asked = asked.replace(cushion, "")
            te, stem, _, _ = like(*verb)
            forms = {f"明日はお{stem}{QUESTION}": "raised", f"明日は{te}て{QUESTION}": "kept", f"明日は{te}で{QUESTION}": "kept"}
            kinds[forms.get(asked, "odd")] += 1
            kept += verb[0] in words
            if asked not in forms:
                odd.append((verb[0], asked))
    total = kinds.total()
    assert total > 2_000
    # 寝る and its like have a word of their own (お休み), and some te-forms are read as another verb's (集って: つどって, たかって).
    assert kinds["odd"] < 0.02 * total, odd
    assert kinds["raised"] > 0.95 * total
    assert kept > 0.95 * total


def test_requests_with_thousands_of_nouns() -> None:
    linter = Linter(select=["request/imperative"])
    nouns = [n for n in doings() if written_in_kanji(n)][::5]
    endings: Counter[str] = Counter()
    for batch in batches([(n,) for n in nouns]):
        after = rewritten(linter, [f"明日は{n}してください。" for (n,) in batch], "complaint")
        for (noun,), line, words in zip(batch, after, lemmas(linter, after), strict=True):
            form = next((f for f in (f"ご{noun}{QUESTION}", f"お{noun}{QUESTION}", f"{noun}して{QUESTION}") if line.endswith(f)), "odd")
            endings["odd" if form == "odd" else form[0] if form[0] in "ごお" else "kept"] += 1
            endings["lemma"] += noun in words or any(noun.startswith(w) for w in words if len(w) > 1)
    total = len(nouns)
    assert total > 1_500
    assert endings["odd"] < 0.02 * total, endings
    assert endings["lemma"] > 0.95 * total, endings


# What is slipped, how it is mended, of which verbs (五段, 一段 or both) and how many of them at least: the others are read as another word.
SLIPS = {
    "ra-dropping": ("画面で{stem}れます。", "画面で{stem}られます。", ("上", "下"), 0.97),
    "sa-insertion": ("品を{nai}させていただきます。", "品を{nai}せていただきます。", ("五",), 0.93),
    "double": ("お{stem}になられました。", "お{stem}になりました。", ("五", "上", "下"), 0.95),
    "i-dropping": ("品を{te}ます。", "品を{te}います。", ("五", "上", "下"), 0.97),
    "o-shite-kudasai": ("品をお{stem}してください。", "品をお{stem}ください。", ("五", "上", "下"), 0.95),
    "o-sareru": ("お客様がお{stem}された品です。", "お客様がお{stem}になった品です。", ("五", "上", "下"), 0.93),
    "o-yasui": ("お{stem}やすい品です。", "お{stem}になりやすい品です。", ("五", "上", "下"), 0.97),
}


@pytest.mark.parametrize("name", SLIPS)
def test_slips_of_hundreds_of_verbs_are_found_and_mended(name: str) -> None:
    slip, mended, classes, share = SLIPS[name]
    linter = Linter(select=["keigo/"], ignore=["keigo/kanji-auxiliary"])
    rows = []
    for base, conjugation in sampled(12):
        if conjugation.startswith(classes):
            te, stem, nai, _ = like(base, conjugation)
            te += "で" if te.endswith("ん") or conjugation == "五段-ガ行" else "て"
            rows.append((slip.format(te=te, stem=stem, nai=nai), mended.format(te=te, stem=stem, nai=nai)))
    wrong = []
    for batch in batches(rows):
        after = rewritten(linter, [bad for bad, _ in batch], "inquiry")
        wrong += [(bad, line) for (bad, good), line in zip(batch, after, strict=True) if line != good]
    assert len(rows) > 200
    assert len(wrong) <= (1 - share) * len(rows), wrong
