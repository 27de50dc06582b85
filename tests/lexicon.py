"""The verbs and サ変 nouns that unidic-lite knows, read out of its compiled dictionary: the property tests run over them."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import unidic_lite

# Headers of a MeCab dictionary: ten numbers, the name of the character set, a double array, tokens, and the features as strings that end in NUL.
_HEADER = 72
_VERB = re.compile(
    "動詞,(?:一般|非自立可能),\\*,\\*,((?:五段|上一段|下一段|サ行変格|カ行変格)[^,]*),([^,]*),([^,]*),([^,]*),([^,]*),[^,]*,([^,]*),([^,]*),([^,]*)".encode()
)
_NOUN = re.compile("名詞,普通名詞,サ変可能,\\*,\\*,\\*,([^,]*),([^,]*),([^,]*),[^,]*,[^,]*,[^,]*,([^,]*)".encode())

Verb = tuple[str, str, str]  # dictionary form as it is spelled, conjugation class, lemma


@cache
def _features() -> bytes:
    data = Path(unidic_lite.DICDIR, "sys.dic").read_bytes()
    _, _, _, _, _, _, arrays, tokens, features, _ = struct.unpack("<10I", data[:40])
    start = _HEADER + arrays + tokens
    return data[start : start + features]


@cache
def verbs() -> Mapping[Verb, Mapping[str, str]]:
    """Return the forms of each modern verb in each of its spellings: 連用形-一般, 未然形-一般, …; no potentials, which belong to another verb."""
    found: dict[Verb, dict[str, str]] = {}
    for match in _VERB.finditer(_features()):
        conjugation, form, reading, lemma, surface, base, base_reading, _ = (g.decode() for g in match.groups())
        if reading == base_reading or not conjugation.startswith("下一段"):
            found.setdefault((base, conjugation, lemma.split("-", 1)[0]), {}).setdefault(form, surface)
    return found


@cache
def doings() -> tuple[str, ...]:
    """Return the nouns that する follows, as they are written in the dictionary."""
    return tuple(dict.fromkeys(m[3].decode() for m in _NOUN.finditer(_features()) if m[2].decode().split("-", 1)[0] == m[3].decode()))
