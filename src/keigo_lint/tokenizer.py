"""The only module that knows fugashi: text in, morphemes and offsets out.

A `Lexicon` interns one `Morpheme` for each distinct row that MeCab prints, so that everything decided about a word form is decided once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import fugashi
import unidic_lite

from keigo_lint.model import KeigoLintError, Morpheme

CHUNK = 4_000  # characters in one call: memory grows with the square of the longest call
RUN = 500  # characters without a break; unbroken runs cost more than linear time
_BREAKS = frozenset("。、！？!?,.，．\n 　「」『』（）()・：:;；/／")
# MeCab swallows or cuts at control characters, and its output is one row a line: to the dictionary they are all white space.
_CONTROLS = dict.fromkeys([*range(0x20), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029], " ")
_WHITE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_STEM_ENDS = frozenset("いきぎしじちぢにびみりえけげせぜてでねべめれ")
_RC = Path(__file__).with_name("mecab.rc")
_local = threading.local()


def _tagger() -> fugashi.GenericTagger:
    tagger: fugashi.GenericTagger | None = getattr(_local, "tagger", None)
    if tagger is None:
        tagger = fugashi.GenericTagger(f'-r "{_RC}" -d "{unidic_lite.DICDIR}"')
        _local.tagger = tagger
    return tagger


class Lexicon:
    """The interned morphemes. `corrections` mends rows that UniDic gets wrong: (surface, part of speech) to new fields."""

    def __init__(self, corrections: Mapping[tuple[str, str], Mapping[str, str]] | None = None) -> None:
        self.morphemes: list[Morpheme] = []
        self.rows: dict[str, Morpheme] = _Rows(self)
        self._corrections = dict(corrections or {})
        self._lock = threading.Lock()

    def of_row(self, row: str) -> Morpheme:
        """Return the morpheme of one MeCab row (tab-separated, without leading white space)."""
        return self.rows[row]

    def add(self, row: str) -> Morpheme:
        """Read a row that was not met before."""
        with self._lock:
            morpheme = self.rows.get(row)
            if morpheme is None:
                morpheme = self._read(row)
                self.morphemes.append(morpheme)
                self.rows[row] = morpheme
        return morpheme

    def _read(self, row: str) -> Morpheme:
        fields = row.split("\t")
        surface = fields[0]
        known = len(fields) > 2
        values = {"pos": fields[1].rstrip("-")}
        for name, value in zip(("cType", "cForm", "lForm", "lemma", "orthBase", "goshu", "formBase"), fields[2:], strict=False):
            values[name] = "" if value == "*" else value
        # Loan words carry their origin (クーポン-coupon, 円-助数詞): the gloss is no part of the lemma.
        lemma = values.get("lemma", "").split("-", 1)[0]
        values["lemma"] = lemma or surface
        values.update(self._corrections.get((surface, values["pos"]), {}))
        return Morpheme(
            number=len(self.morphemes),
            surface=surface,
            pos=values["pos"],
            cType=values.get("cType", ""),
            cForm=values.get("cForm", ""),
            lForm=values.get("lForm", ""),
            lemma=values["lemma"],
            orthBase=values.get("orthBase", "") or surface,
            goshu=values.get("goshu", ""),
            formBase=values.get("formBase", ""),
            lemmaType=_lemma_type(values),
            verb=_verb(surface, values),
            known=known,
        )


class _Rows(dict[str, Morpheme]):
    """The morpheme of each row; a new row is read when it is asked for."""

    __slots__ = ("_lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def __missing__(self, row: str) -> Morpheme:
        return self._lexicon.add(row)


def _verb(surface: str, values: Mapping[str, str]) -> str:
    """Return the lemma of the verb that a noun of native origin is the 連用形 of, or nothing."""
    if not values["pos"].startswith("名詞-普通名詞") or values.get("goshu") != "和" or surface[-1] not in _STEM_ENDS:
        return ""
    row = _tagger().parse(surface + "ます").split("\n", 1)[0].split("\t")
    return row[5].split("-", 1)[0] if len(row) > 5 and row[0] == surface and row[1].startswith("動詞") else ""


def _lemma_type(values: Mapping[str, str]) -> str:
    """Return the conjugation class of the lemma of a potential form (見れる, 読める), which UniDic files under 下一段 whatever it comes from."""
    derived = values.get("cType", "").startswith("下一段") and values.get("formBase", "").endswith("ル") and values["formBase"] != values.get("lForm")
    if not derived:
        return ""
    row = _tagger().parse(values["lemma"]).split("\n", 1)[0].split("\t")
    return row[2] if len(row) > 2 else ""


def _pieces(text: str) -> list[tuple[int, str]]:
    """Cut `text` so that no piece is longer than CHUNK and no unbroken run longer than RUN."""
    if len(text) <= RUN:
        return [(0, text)]
    pieces: list[tuple[int, str]] = []
    start = last_break = run_start = 0
    for i, character in enumerate(text):
        if character in _BREAKS:
            last_break = run_start = i + 1
        end = None
        if i + 1 - run_start >= RUN:
            end = i + 1
        elif i + 1 - start >= CHUNK:
            end = last_break if last_break > start else i + 1
        if end is not None:
            pieces.append((start, text[start:end]))
            start = end
            run_start = max(run_start, end)
    if start < len(text):
        pieces.append((start, text[start:]))
    return pieces


def tokenize(text: str, lexicon: Lexicon, base: int = 0) -> tuple[list[Morpheme], list[int], list[int]]:
    """Return the morphemes of `text`, and where each starts and ends in it, counted from `base`; white space is in no token.

    The text must hold no lone surrogate: `check_encodable` refuses those.
    """
    if not text or len(text) > RUN or _WHITE.search(text):
        return _tokenize_slowly(text, lexicon, base)
    rows = _tagger().parse(text).split("\n")
    morphemes = list(map(lexicon.rows.__getitem__, rows))
    places = list(accumulate([len(m.surface) for m in morphemes], initial=base))
    if places[-1] != base + len(text):
        return _tokenize_slowly(text, lexicon, base)
    return morphemes, places[:-1], places[1:]


def _tokenize_slowly(text: str, lexicon: Lexicon, base: int) -> tuple[list[Morpheme], list[int], list[int]]:
    """Tokenise a text of any length, with white space, which MeCab prints before the word that follows it."""
    morphemes: list[Morpheme] = []
    starts: list[int] = []
    ends: list[int] = []
    for offset, piece in _pieces(text.translate(_CONTROLS)):
        end = base + offset
        for line in _tagger().parse(piece).split("\n"):
            if not line:
                continue
            morpheme = lexicon.of_row(line.lstrip(" "))
            white, _, _ = line.partition("\t")
            end += len(white)
            if not morpheme.pos.startswith("空白"):
                morphemes.append(morpheme)
                starts.append(end - len(morpheme.surface))
                ends.append(end)
    return morphemes, starts, ends


def check_encodable(text: str) -> None:
    """Refuse text with a lone surrogate before any work is done on it."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        character = ord(text[error.start])
        raise KeigoLintError(f"a lone surrogate (U+{character:04X}) stands at character {error.start}: the text is not valid Unicode") from None


def surfaces(morphemes: Sequence[Morpheme]) -> str:
    """Join the surfaces, for messages and tests."""
    return "".join(m.surface for m in morphemes)
