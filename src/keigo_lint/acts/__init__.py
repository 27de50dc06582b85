"""What each clause does: acts recognised from the data in `rules/acts/`, then completed by what data cannot say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keigo_lint.acts.amounts import add_amounts
from keigo_lint.acts.answers import compare
from keigo_lint.acts.dates import add_dates
from keigo_lint.acts.names import add_names
from keigo_lint.acts.options import count_options
from keigo_lint.conditions import ALL_KINDS, Situation, all_hold
from keigo_lint.document import ACT_ZONES, Document, FoundAct
from keigo_lint.model import Value
from keigo_lint.rulefile import ActFile, Rulebook

__all__ = ["recognise", "recognise_incoming"]


def _of_file(file: ActFile, situation: Situation) -> list[FoundAct]:
    """Recognise the acts of one file: earlier patterns win, and no two acts of a kind overlap."""
    document = situation.document
    if not any(document.text.may_match(pattern.match) for pattern in file.patterns):
        return []
    taken: list[FoundAct] = []
    occupied: set[int] = {i for act in document.acts.get(file.kind, ()) for i in range(act.first, act.last)}
    for pattern in file.patterns:
        for first, last in document.find(pattern.match, pattern.zones or ACT_ZONES, quoted=pattern.quoted):
            if any(i in occupied for i in range(first, last)):
                continue
            if not all_hold(pattern.when, (*pattern.unless, *file.unless), situation, (first, last)):
                continue
            taken.append(FoundAct(file.kind, first, last, dict(pattern.attributes)))
            occupied.update(range(first, last))
    taken.sort(key=lambda act: act.first)
    return taken


def _refine(file: ActFile, acts: Sequence[FoundAct], situation: Situation) -> None:
    """Set attributes: for each attribute the first refinement that holds decides."""
    for act in acts:
        decided: set[str] = set()
        for refinement in file.refine:
            names = [n for n in refinement.attributes if n not in decided]
            if names and all_hold(refinement.when, refinement.unless, situation, (act.first, act.last)):
                for name in names:
                    act.attributes[name] = refinement.attributes[name]
                    decided.add(name)


def recognise(rulebook: Rulebook, situation: Situation) -> None:
    """Fill `situation.document.acts`, those of the customer's message, and `situation.options`."""
    if situation.incoming is not None:
        recognise_incoming(rulebook, situation.incoming, situation.settings)
    _recognise(rulebook, situation, incoming=False)
    situation.change(ALL_KINDS)
    if situation.incoming is not None:
        compare(rulebook.comparison, situation)
    add_dates(rulebook.calendar, situation)
    add_names(rulebook.naming, situation)
    situation.options = count_options(rulebook.enumeration, situation)


def recognise_incoming(rulebook: Rulebook, message: Document, settings: Mapping[str, Value]) -> None:
    """Fill the acts of a customer's message."""
    _recognise(rulebook, Situation(message, settings), incoming=True)


def _recognise(rulebook: Rulebook, situation: Situation, *, incoming: bool) -> None:
    document = situation.document
    for file in rulebook.acts:
        if file.incoming is not incoming:
            continue
        situation.change("")
        found = _of_file(file, situation)
        situation.change(file.kind)
        there = document.acts.setdefault(file.kind, [])
        if found:
            there = document.acts[file.kind] = sorted([*there, *found], key=lambda act: act.first) if there else found
        if file.kind == "remedy":
            add_amounts(rulebook.amounts, situation)
        _refine(file, there if file.refines else found, situation)
