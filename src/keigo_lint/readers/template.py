"""Mail templates of twig, Smarty, FreeMarker, Blade, ERB, Liquid and the like: text or HTML with tags, and always a template.

What they hold is told by the name before the suffix (`order.html.twig`) or else by a look at the text; whether it is a letter or a page of the shop,
by the file's name and by what only letters have (see `known.is_letter`). Tags stay in the draft, where the analysis
leaves them out; of the branches of a condition it counts one. Positions are those of the text in the file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from keigo_lint.readers import DEFAULTS, Extract, Problem, Reader, ReaderOptions, html, plain
from keigo_lint.readers.known import is_letter

_HTML = re.compile(r"(?i)<(?:!doctype|html|body|table|div|p|br|h[1-6]|section|main|span|form|ul)\b[^<>]*>")


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return the text of the template as one draft."""
    suffixes = [s.lower() for s in PurePath(path or "").suffixes]
    told = {".html": True, ".htm": True, ".text": False, ".txt": False}
    page = next((told[s] for s in reversed(suffixes) if s in told), bool(_HTML.search(text)))
    template = True if options.template is None else options.template
    reader: Reader = html.read if page else plain.read
    extracts, problems = reader(text, path, replace(options, template=template))
    return [replace(e, draft=replace(e.draft, letter=is_letter(e.draft.text, "", path, options))) for e in extracts], problems
