"""Dates in a draft held against the calendar, the day it is sent, and each other. What makes a date a promise is data: `rules/dates.toml`.

Adds `date` acts with `date` (ISO 8601), `promised = true` where they are a promise, and `problem` where there is one: "weekday" (with `corrected`,
the date with its real weekday), "past" or "conflict", told in `says` and `says_en`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from keigo_lint.acts.measures import WEEKDAYS
from keigo_lint.conditions import Situation
from keigo_lint.document import ACT_ZONES, Document, FoundAct
from keigo_lint.model import Span, Value
from keigo_lint.rulefile import Calendar

_DAY = re.compile(
    r"(?:(?P<year>20[0-9]{2})[年/])?(?:(?P<month>[01]?[0-9])月(?P<day>[0-3]?[0-9])日|(?<![0-9/])(?P<m>[01]?[0-9])/(?P<d>[0-3]?[0-9])(?![0-9/]))"
    r"(?:\s*[(（]\s*(?P<weekday>[月火水木金土日])(?:曜日?)?(?:[・･/／]?祝日?)?\s*[)）])?"
)
_WIDE = str.maketrans("０１２３４５６７８９／", "0123456789/")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as a text writes it: where, the weekday that it names (if any), and where that stands."""

    span: Span
    day: date
    weekday: str | None
    weekday_at: int | None


def written(text: str, near: date) -> Iterator[Written]:
    """Yield the dates of a text; one without a year is taken to be in the year that brings it nearest to `near`."""
    for match in _DAY.finditer(text.translate(_WIDE)):
        month, day = int(match["month"] or match["m"]), int(match["day"] or match["d"])
        years = [int(match["year"])] if match["year"] else [near.year - 1, near.year, near.year + 1]
        days = [found for year in years if (found := _date(year, month, day)) is not None]
        if days:
            nearest = min(days, key=lambda d: abs((d - near).days))
            yield Written(Span(*match.span()), nearest, match["weekday"], match.start("weekday") if match["weekday"] else None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_dates(calendar: Calendar, situation: Situation) -> None:
    """Add a `date` act for each date that the writer writes. Without the day of sending (or else of receipt) no year is known, and none is added."""
    document = situation.document
    context = document.draft.context
    at = context.sent_at or context.received_at
    if at is None:
        return
    text = document.draft.text
    acts: list[FoundAct] = []
    first_promise: dict[str, tuple[date, int]] = {}
    excused = {document.text.sentence_of[first] for first, _ in document.find(calendar.excused, quoted=True)}
    for found in written(text, at.date()):
        first, last = document.token_at(found.span.start), document.token_at(found.span.end - 1) + 1
        if not (first < last <= len(document.spans)) or document.zone(first) not in ACT_ZONES or document.quoted[first]:
            continue
        act = FoundAct("date", first, last, {"date": found.day.isoformat()})
        real = WEEKDAYS[found.day.weekday()]
        if found.weekday is not None and found.weekday_at is not None and found.weekday != real:
            corrected = text[document.spans[first].start : found.weekday_at] + real + text[found.weekday_at + 1 : document.spans[last - 1].end]
            act.attributes.update(_problem(calendar, "weekday", right=real, right_en=f"{found.day:%A}"), corrected=corrected)
        if document.text.matches_at(calendar.promised, last):
            act.attributes["promised"] = True
            if context.sent_at is not None and found.day < context.sent_at.date():
                act.attributes.update(_problem(calendar, "past"))
            _mark_conflict(calendar, document, act, found.day, first_promise, excused)
        acts.append(act)
    document.acts["date"] = acts


def _mark_conflict(
    calendar: Calendar, document: Document, act: FoundAct, day: date, first_promise: dict[str, tuple[date, int]], excused: Container[int]
) -> None:
    """Mark a promise that an earlier one contradicts: the same act, without a word (in the `excused` sentences) about another case or thing."""
    start, end = document.clause_range(act.first, act.last)
    nearest = (*document.morphemes[act.last : end], *reversed(document.morphemes[start : act.first]))
    kind = next((calendar.acts[m.lemma] for m in nearest if m.lemma in calendar.acts), None)
    sentence = document.text.sentence_of[act.first]
    if kind is None or sentence in excused or document.zone(act.first) == "list-item":
        return
    earlier = first_promise.setdefault(kind, (day, sentence))
    if earlier[0] != day and earlier[1] != sentence:
        act.attributes.update(_problem(calendar, "conflict", other=f"{earlier[0].month}/{earlier[0].day}"))


def _problem(calendar: Calendar, kind: str, **values: str) -> dict[str, Value]:
    return {"problem": kind, "says": calendar.says[kind].format_map(values), "says_en": calendar.says_en[kind].format_map(values)}
