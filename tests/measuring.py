"""Precision and recall on labelled drafts, pooled over rows; the labels are the facts of the labelling guide, twice independently.

A place that is labelled and one that is found agree when they share a character; each counts once. `skip` and `ignore` hold what the two labellers
disagreed on, and count neither way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keigo_lint import Linter, Report

Place = tuple[int, int]
Draft = Mapping[str, Any]
TROUBLE = ("complaint", "delay")
NO_SOLUTION = {"investigate", "contact_later", "other"}


@dataclass(frozen=True)
class Score:
    """Counts of one row."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def drafts(path: Path) -> list[Draft]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _places(text: str, quotes: Iterable[str]) -> list[Place]:
    return [(start, start + len(quote)) for quote in quotes if (start := text.find(quote)) >= 0]


def _touch(a: Place, b: Place) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _spans(gold: Sequence[Place], ignored: Sequence[Place], found: Sequence[Place]) -> Score:
    free = list(found)
    right = 0
    for place in gold:
        hit = next((f for f in free if _touch(f, place)), None)
        if hit is not None:
            free.remove(hit)
            right += 1
    return Score(right, sum(not any(_touch(f, p) for p in (*gold, *ignored)) for f in free), len(gold) - right)


def _fact(gold: bool, found: bool) -> Score:
    return Score(int(gold and found), int(found and not gold), int(gold and not found))


def rows(linter: Linter, draft: Draft) -> Iterator[tuple[str, Score]]:
    """Yield (row, counts) of one draft: the acts and rules of replies to a complaint."""
    text, scene, skip = draft["text"], draft["scene"], set(draft.get("skip", ()))
    report = linter.check(text, scene=scene, incoming=draft.get("incoming"))

    def ignored(field: str) -> list[Place]:
        return _places(text, draft.get("ignore", {}).get(field, ()))

    def by_rule(*names: str) -> list[Place]:
        return [(d.span.start, d.span.end) for d in report.diagnostics if d.rule in names]

    def fact(row: str, fields: set[str], gold: bool, found: bool) -> Iterator[tuple[str, Score]]:
        if not skip & fields:
            yield row, _fact(gold, found)

    kinds = {a.kind for a in report.acts}
    performed = any(a.kind == "apology" and a.attributes.get("form") == "performed" for a in report.acts)
    yield from fact("apology", {"apology"}, draft["apology"] == "performed", performed)
    yield from fact("choice question", {"choice_question"}, draft["choice_question"], "choice-question" in kinds)
    yield from fact("options", {"n_options"}, draft["n_options"] >= 2, report.options >= 2)
    if "remedies" not in skip:
        gold, found = set(draft["remedies"]) - {"other"}, _offered(report) - {"other"}
        yield "remedies", Score(len(gold & found), len(found - gold), len(gold - found))
    requests = [(p, r) for r in draft["requests"] for p in _places(text, [r["quote"]])]
    asked = [((a.span.start, a.span.end), a.attributes.get("form")) for a in report.acts if a.kind == "request"]
    yield "requests", _spans([p for p, _ in requests], ignored("requests"), [p for p, _ in asked])
    for place, request in requests:
        forms = [form for p, form in asked if _touch(p, place)]
        if forms:
            yield "request form", Score(1) if request["form"] in forms else Score(0, 1, 1)
    refusals = [(a.span.start, a.span.end) for a in report.acts if a.kind == "refusal"]
    yield "refusals", _spans(_places(text, [r["quote"] for r in draft["refusals"]]), ignored("refusals"), refusals)
    trouble = scene in TROUBLE
    yield from fact("apology/missing", {"apology"}, trouble and draft["apology"] != "performed", bool(by_rule("apology/missing")))
    late = trouble and draft["apology_place"] == "late"
    yield from fact("apology/late", {"apology", "apology_place"}, late, bool(by_rule("apology/late")))
    nothing = scene == "complaint" and not draft["remedies"]
    yield from fact("remedy/missing", {"remedies"}, nothing, bool(by_rule("remedy/missing")))
    one_way = scene == "complaint" and draft["n_options"] < 2 and bool(set(draft["remedies"]) - NO_SOLUTION)
    if not (one_way and draft.get("incoming")):
        yield from fact("remedy/options-too-few", {"remedies", "n_options"}, one_way, bool(by_rule("remedy/options-too-few")))
    unasked = draft["n_options"] >= 2 and not draft["choice_question"]
    rule = "remedy/choice-question-missing"
    yield from fact(rule, {"n_options", "choice_question"}, unasked, bool(by_rule(rule)))
    orders = [p for p, r in requests if r["burden"] and r["form"] == "imperative"]
    yield "request/imperative", _spans(orders, ignored("requests"), by_rule("request/imperative"))
    yield "request/question-mark", _spans(_places(text, draft["question_marks"]), (), by_rule("request/question-mark"))
    for row, names in (
        ("blame", ("blame/customer", "blame/told-you-so")),
        ("doubt", ("doubt/customer",)),
        ("stingy", ("remedy/stingy", "remedy/begrudging", "remedy/sham-option", "remedy/shipping-on-customer")),
    ):
        yield row, _spans(_places(text, draft[row]), ignored(row), by_rule(*names))


def _offered(report: Report) -> set[Any]:
    return {a.attributes.get("key") for a in report.acts if a.kind == "remedy" and a.attributes.get("status") in ("offer", "done")}


def pooled(linter: Linter, path: Path) -> Score:
    """Return the counts of all rows of all drafts of a file together."""
    return sum((score for draft in drafts(path) for _, score in rows(linter, draft)), Score())
