"""JUnit XML, for the test reports of CI services: a suite a file, a case a finding, and a case that passed for each draft without one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from keigo_lint.files import DraftResult, FileResult
from keigo_lint.model import SEVERITIES
from keigo_lint.reporters import Options
from keigo_lint.reporters.place import Lines
from keigo_lint.reporters.terminal import clean

_NOT_XML = re.compile("[\ufffe\uffff]")  # besides what `clean` replaces


def render(files: Sequence[FileResult], options: Options) -> str:
    """Return the document. A finding below the fail level is a case that passed, with what was found as its output."""
    root = ET.Element("testsuites", name="keigo-lint")
    for file in files:
        cases = [case for draft in file.drafts for case in _cases(file, draft, options)]
        if cases:
            _counted(ET.SubElement(root, "testsuite", name=_legal(file.path)), cases).extend(cases)
    _counted(root, list(root.iter("testcase")))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _counted(suite: ET.Element, cases: Sequence[ET.Element]) -> ET.Element:
    failures = sum(1 for case in cases if case.find("failure") is not None)
    suite.attrib.update(tests=str(len(cases)), failures=str(failures), errors="0", skipped="0", time="0")
    return suite


def _cases(file: FileResult, draft: DraftResult, options: Options) -> Iterator[ET.Element]:
    lines = Lines(file.text)
    name, report = draft.report.draft.name, draft.report
    suite = _legal(f"{file.path}:{name}" if name else file.path)

    def case_of(title: str, line: int) -> ET.Element:
        return ET.Element("testcase", name=title, classname=suite, file=_legal(file.path), line=str(line), time="0")

    failing = SEVERITIES[SEVERITIES.index(options.fail_level) :]
    for d in report.diagnostics:
        place = lines.place(draft.extract.to_source(d.span).start)
        case = case_of(f"{d.rule} ({place.line}:{place.column})", place.line)
        text = _legal(f"{file.path}:{place.line}:{place.column}: {d.message}\n{report.draft.text[d.span.start : d.span.end]}")
        if d.severity in failing:
            ET.SubElement(case, "failure", message=_legal(d.message), type=d.severity).text = text
        else:
            ET.SubElement(case, "system-out").text = f"{d.severity}: {text}"
        yield case
    if draft.checked and not report.diagnostics:
        yield case_of(_legal(name or file.path), draft.extract.line)


def _legal(text: str) -> str:
    return "\n".join(_NOT_XML.sub("�", clean(line)) for line in re.split(r"\r\n|\r|\n", text))
