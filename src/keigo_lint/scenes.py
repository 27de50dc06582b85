"""Which scene a draft is for: weighted cues from the customer's message, the draft, and the names around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from keigo_lint.conditions import Situation, acts_like
from keigo_lint.document import Document
from keigo_lint.folders import seen_from_root
from keigo_lint.model import SceneGuess
from keigo_lint.rulefile import Rulebook, SceneCue

NOT_TOLD = "other"


def _occurs(cue: SceneCue, document: Document) -> bool:
    return (cue.match is not None and bool(document.find(cue.match))) or any(raw.search(document.draft.text) for raw in cue.raw)


def _cues(cues: Iterable[SceneCue], situation: Situation) -> list[SceneCue]:
    draft = situation.document.draft
    names = " ".join(filter(None, (seen_from_root(draft.path), draft.name)))
    found = []
    for cue in cues:
        if cue.act is not None:
            here = any(True for _ in acts_like(cue.act, situation.document, situation.settings))
        else:
            here = "draft" in cue.places and _occurs(cue, situation.document)
        asked = "incoming" in cue.places and situation.incoming is not None and _occurs(cue, situation.incoming)
        named = "path" in cue.places and any(raw.search(names) for raw in cue.raw)
        if here or asked or named:
            found.append(cue)
    return found


def guess_scene(rulebook: Rulebook, situation: Situation) -> tuple[SceneGuess, str | None]:
    """Return the scene with the cues that told it, and the topic. Without a clear cue the scene is "other" and only scene-free rules run."""
    found = _cues(rulebook.scenes, situation)
    scores: dict[str, float] = defaultdict(float)
    topics: dict[str, float] = defaultdict(float)
    for cue in found:
        scores[cue.scene] += cue.weight
        if cue.topic:
            topics[cue.topic] += abs(cue.weight)
    topic = max(topics, key=lambda t: topics[t]) if topics else None
    told = situation.document.draft.scene
    if told != "auto":
        return SceneGuess(told, told=True), topic
    if not situation.document.draft.letter:
        return SceneGuess(NOT_TOLD), topic
    best = max(scores, key=lambda s: scores[s], default=NOT_TOLD)
    if scores.get(best, 0.0) < rulebook.scene_threshold:
        return SceneGuess(NOT_TOLD), topic
    cues = tuple(dict.fromkeys(cue.label for cue in found if cue.scene == best and cue.weight > 0))
    return SceneGuess(best, cues), topic
