"""Money: what a remedy is worth, and its share of the price. The words around the numbers come from `rules/amounts.toml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from keigo_lint.conditions import Situation
from keigo_lint.document import Document
from keigo_lint.model import Span, Value

_NUMBER = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+|[〇一二三四五六七八九十百千]+)(?:万)?"
_YEN = re.compile(rf"(?:[¥￥]\s*(?P<a>{_NUMBER}))|(?P<b>{_NUMBER})\s*円")
_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in yen and where it stands."""

    yen: int
    span: Span


def number(text: str) -> int:
    """Read a Japanese number (arabic of either width, or kanji) of at most 万."""
    text = unicodedata.normalize("NFKC", text).replace(",", "")
    if text.endswith("万"):
        return number(text[:-1]) * 10_000
    if text.isdecimal():
        return int(text)
    total, current = 0, 0
    for character in text:
        if character in _UNITS:
            total += (current or 1) * _UNITS[character]
            current = 0
        else:
            current = current * 10 + _DIGITS[character]
    return total + current


def amounts(text: str) -> Iterator[Amount]:
    """Yield the sums of money in a text."""
    for match in _YEN.finditer(text):
        yield Amount(number(match["a"] or match["b"]), Span(*match.span()))


def _price(document: Document, words: Mapping[str, Any]) -> int | None:
    """Return the price that the text names, when there is exactly one candidate."""
    text = document.draft.text
    found = set()
    for amount in amounts(text):
        before = text[max(0, amount.span.start - 12) : amount.span.start]
        after = text[amount.span.end : amount.span.end + 8]
        if re.search(words["price_before"], before) or re.match(words["price_after"], after):
            found.add(amount.yen)
    return found.pop() if len(found) == 1 else None


def _known_price(words: Mapping[str, Any], situation: Situation) -> int | None:
    """Return the price from the context, the draft, or the customer's message."""
    price = situation.document.draft.context.price or _price(situation.document, words)
    if price is None and situation.incoming is not None:
        named = {a.yen for a in amounts(situation.incoming.draft.text)}
        price = _price(situation.incoming, words) or (named.pop() if len(named) == 1 else None)
    return price


def add_amounts(words: Mapping[str, Any], situation: Situation) -> None:
    """Give each remedy that names a sum or a share its `amount` (yen), its `ratio` to a known price, and `trivial` where it is next to nothing."""
    document = situation.document
    price = _known_price(words, situation)
    share = re.compile(words["share"])
    text = document.draft.text
    for act in document.acts.get("remedy", ()):
        region = document.span(*document.clause_range(act.first, act.last))
        place = document.span(act.first, act.last)
        near = [
            a
            for a in amounts(text[region.start : region.end])
            if not re.search(words["not_remedy_before"], text[max(0, region.start + a.span.start - 10) : region.start + a.span.start])
        ]
        if near:
            best = min(near, key=lambda a: abs(region.start + a.span.end - place.start))
            act.attributes["amount"] = best.yen
            if price:
                act.attributes["ratio"] = round(best.yen / price, 3)
        elif match := share.search(text[region.start : place.end]):
            whole = words["shares"].get(match.group())
            act.attributes["ratio"] = whole if whole is not None else number(match["n"]) / float(words["per"][match["unit"]])
        _mark_trivial(act.attributes, situation.settings)


def _mark_trivial(attributes: dict[str, Value], settings: Mapping[str, Value]) -> None:
    ratio, amount = attributes.get("ratio"), attributes.get("amount")
    if isinstance(ratio, float):
        trivial = ratio < float(settings.get("min_ratio", 0))
    else:
        trivial = isinstance(amount, int) and amount < float(settings.get("trivial_amount", 0))
    if trivial:
        attributes["trivial"] = True
