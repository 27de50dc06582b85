"""From a rule's fix and suggestion to edits, and from edits to a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from keigo_lint.checks import Place
from keigo_lint.conditions import Situation
from keigo_lint.model import Edit, Fix, Span
from keigo_lint.rewrite import OPERATIONS
from keigo_lint.rulefile import Rule, Rulebook


def fixes_for(rule: Rule, place: Place, situation: Situation, rulebook: Rulebook) -> tuple[Fix, ...]:
    """Return the fixes that the rule offers at a place, the surest first."""
    fixes: list[Fix] = []
    for spec in rule.fixes:
        replaced = (Edit(place.span, spec.replace or ""),)
        edits = replaced if spec.rewrite is None else OPERATIONS[spec.rewrite](situation, place, rulebook.phrases)
        if edits and not _touches_protected(edits, situation):
            fixes.append(Fix(spec.title, edits, spec.safety))
    if rule.suggest is not None:
        text = rule.suggest.text.format_map(_blanks(situation, rulebook))
        edit = _insertion(rule.suggest.insert, text, place, situation, rulebook.phrases["closing"])
        if not _touches_protected([edit], situation):
            fixes.append(Fix(text, (edit,), "suggestion"))
    return tuple(fixes)


def _touches_protected(edits: Iterable[Edit], situation: Situation) -> bool:
    """Tell whether an edit would change a line break, a quotation or a placeholder."""
    document = situation.document
    for edit in edits:
        if document.zones and document.protects(edit.span):
            return True
        if edit.span.start == edit.span.end:
            continue
        if any(c in document.draft.text[edit.span.start : edit.span.end] for c in "\r\n"):
            return True
        first = document.token_at(edit.span.start)
        while first < len(document.spans) and document.spans[first].start < edit.span.end:
            if document.spans[first].end > edit.span.start and (document.quoted[first] or document.morphemes[first].number < 0):
                return True
            first += 1
    return False


class _Names(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "【" + key + "】"


def _blanks(situation: Situation, rulebook: Rulebook) -> Mapping[str, str]:
    """Return what a suggestion may name: the trouble of the draft's topic, and a remedy that is not offered yet."""
    phrases = rulebook.phrases
    offered = {a.attributes.get("key") for a in situation.document.acts.get("remedy", ())}
    fitting = [
        *phrases["offers"].get(situation.topic or "unknown", ()),
        *(key for there in phrases["beside"] if there in offered for key in phrases["beside"][there]),
    ]
    other = next((phrases["remedies"][key] for key in fitting if key not in offered), phrases["another_way"])
    return _Names(trouble=phrases["troubles"].get(situation.topic or "", phrases["troubles"]["unknown"]), other_remedy=other)


def _insertion(where: str, text: str, place: Place, situation: Situation, closing: Sequence[str]) -> Edit:
    """Return the edit that puts a text in: before, after or instead of the sentence that is reported, or as a line of its own where a draft
    opens or closes.

    `closing` are the acts that a draft closes with.
    """
    document = situation.document
    draft = document.draft.text
    body = document.body or list(range(len(document.sentences)))
    if where in ("after", "before", "instead"):
        sentence = document.sentences[document.text.sentence_of[place.tokens[0]]] if place.tokens else None
        span = sentence.span if sentence else place.span
        if where == "instead":
            return Edit(span, text)
        at = span.end if where == "after" else span.start
        return Edit(Span(at, at), text)
    if where == "before-closing":
        closes = {document.text.sentence_of[a.first] for kind in closing for a in document.acts.get(kind, ())}
        while len(body) > 1 and body[-1] in closes:
            body = body[:-1]
    if not body:
        at = len(draft)
    elif where == "after-greeting":
        at = document.sentences[body[0]].span.start
    else:
        at = document.sentences[body[-1]].span.end
    # A draft that is written in lines gets a line, unless the place is in the middle of one.
    opens, ends = at == 0 or draft[at - 1] == "\n", at == len(draft) or draft[at] in "\r\n"
    if where == "after-greeting":
        return Edit(Span(at, at), text + ("\n" if "\n" in draft and opens else ""))
    return Edit(Span(at, at), ("\n" if "\n" in draft and ends else "") + text)
