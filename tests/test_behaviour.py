"""Ten drafts with all that is said of them: a change of any rule shows as a difference to read in tests/behaviour/expected.txt.

KEIGO_LINT_GOLDEN=write makes that file anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from keigo_lint import Linter

HERE = Path(__file__).parent / "behaviour"


def told() -> Iterator[str]:
    """Yield the lines of what is said of all drafts."""
    linter = Linter()
    for line in (HERE / "drafts.jsonl").read_text("utf-8").splitlines():
        draft = json.loads(line)
        text = draft["text"]
        report = linter.check(text, draft["scene"], incoming=draft.get("incoming"))
        yield f"# {draft['name']}（{report.scene}、選択肢 {report.options}）"
        for act in report.acts:
            attributes = " ".join(f"{key}={value}" for key, value in sorted(act.attributes.items()))
            yield f"  act {act.kind}「{text[act.span.start : act.span.end]}」{attributes}".rstrip().replace("\n", "⏎")
        for d in report.diagnostics:
            place = text.count("\n", 0, d.span.start) + 1, d.span.start - text.rfind("\n", 0, d.span.start)
            yield f"  {place[0]}:{place[1]} {d.severity} {d.rule}「{text[d.span.start : d.span.end]}」{d.message}".replace("\n", "⏎")
            for fix in d.fixes:
                edits = "、".join(f"「{text[e.span.start : e.span.end]}」→「{e.text}」" for e in fix.edits)
                yield f"      {fix.safety}: {edits}".replace("\n", "⏎")
        for rule, needs in sorted(report.not_checked.items()):
            yield f"  not checked: {rule} ({needs})"
        for unsafe in (False, True):
            fixed = linter.fix(text, unsafe, draft["scene"], incoming=draft.get("incoming"))
            if fixed != text:
                yield f"  fixed{' (unsafe)' if unsafe else ''}:"
                yield from (f"    | {row}".rstrip() for row in fixed.split("\n"))
        yield ""


def test_what_is_said_of_ten_drafts() -> None:
    now = "\n".join(told())
    if os.environ.get("KEIGO_LINT_GOLDEN") == "write":
        (HERE / "expected.txt").write_text(now, "utf-8")
    assert now.split("\n") == (HERE / "expected.txt").read_text("utf-8").split("\n")
