"""Japanese verb inflection by UniDic conjugation class, on the dictionary form as the writer spelled it (送る, おくる, ご返送する)."""

from __future__ import annotations

_I = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_A = dict(zip("うくぐすつぬぶむる", "わかがさたなばまら", strict=True))
_TE = dict(zip("うくぐすつぬぶむる", ["って", "いて", "いで", "して", "って", "んで", "んで", "んで", "って"], strict=True))
_FROM_E = dict(zip("えけげせてねべめれ", "うくぐすつぬぶむる", strict=True))
# 五段-ラ行 verbs whose polite stem ends in い.
_HONORIFIC = ("下さる", "くださる", "なさる", "為さる", "仰る", "おっしゃる", "いらっしゃる", "ござる", "御座る")


def _is_ichidan(conjugation: str) -> bool:
    return conjugation.startswith(("上一段", "下一段"))


def stem(base: str, conjugation: str) -> str:
    """Return the 連用形 that ます follows: 送る → 送り, 見る → 見, する → し, 来る → 来."""
    if conjugation.startswith("サ行変格"):
        return base[:-2] + {"する": "し", "ずる": "じ", "為る": "し"}.get(base[-2:], "し")
    if conjugation.startswith("カ行変格"):
        return base[:-1] if base.endswith("来る") else base[:-2] + "き"
    if _is_ichidan(conjugation):
        return base[:-1]
    if base.endswith(_HONORIFIC):
        return base[:-1] + "い"
    return base[:-1] + _I[base[-1]] if base[-1] in _I else base


def te(base: str, conjugation: str) -> str:
    """Return the て-form: 送る → 送って, 書く → 書いて, 読む → 読んで, 見る → 見て, する → して."""
    if conjugation.startswith(("サ行変格", "カ行変格")) or _is_ichidan(conjugation):
        return stem(base, conjugation) + "て"
    if base.endswith(("行く", "逝く", "往く", "いく", "ゆく")):
        return base[:-1] + "って"
    return base[:-1] + _TE[base[-1]] if base[-1] in _TE else base + "て"


def nai_stem(base: str, conjugation: str) -> str:
    """Return the 未然形 that ない follows: 送ら, 見, し, 来."""
    if conjugation.startswith(("サ行変格", "カ行変格")):
        if conjugation.startswith("サ"):
            return base[:-2] + ("じ" if base.endswith("ずる") else "し")
        return base[:-1] if base.endswith("来る") else base[:-2] + "こ"
    if _is_ichidan(conjugation):
        return base[:-1]
    return base[:-1] + _A[base[-1]] if base[-1] in _A else base


def causative(base: str, conjugation: str) -> str:
    """Return the せる／させる form: 送らせる, 見させる, させる, 来させる."""
    if conjugation.startswith("サ行変格"):
        return base[:-2] + "させる"
    if conjugation.startswith("カ行変格"):
        return (base[:-1] if base.endswith("来る") else base[:-2] + "こ") + "させる"
    if _is_ichidan(conjugation):
        return base[:-1] + "させる"
    return nai_stem(base, conjugation) + "せる"


def from_potential(base: str) -> str:
    """Return the 五段 verb that a potential is made of: 払い戻せる → 払い戻す, 読める → 読む."""
    return base[:-2] + _FROM_E[base[-2]] if base[-2:-1] in _FROM_E and base.endswith("る") else base
