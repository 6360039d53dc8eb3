"""Outcomes as a JUnit report: a suite for each file, a case for each statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from itip.batch.outcome import Outcome, Status
from itip.render.brief import shortened_text
from itip.render.report import WORDS, reason

_ELEMENT: dict[Status, str] = {
    "unexpected": "failure", "unreadable": "error", "unknown": "error", "failed": "error",
}  # fmt: skip
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(outcomes: Iterable[Outcome]) -> bytes:
    """The report, in XML."""
    files: dict[str, list[Outcome]] = {}
    for found in outcomes:
        files.setdefault(found.file, []).append(found)
    every = [found for inside in files.values() for found in inside]
    root = ET.Element("testsuites", {"name": "itip", **_numbers(every)})
    for file, inside in files.items():
        suite = ET.SubElement(root, "testsuite", _numbers(inside), name=_text(file))
        for found in inside:
            _case(suite, found)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _numbers(outcomes: list[Outcome]) -> dict[str, str]:
    kinds = [_ELEMENT.get(found.status, "") for found in outcomes]
    return {
        "tests": str(len(outcomes)),
        "failures": str(kinds.count("failure")),
        "errors": str(kinds.count("error")),
        "time": f"{sum(found.seconds for found in outcomes):.3f}",
    }


def _case(suite: ET.Element, found: Outcome) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        name=_text(found.label or (f"line {found.line}" if found.line else found.name)),
        classname=_text(found.file.removesuffix(".itip").replace("/", ".")),
        file=_text(found.file),
        line=str(found.line),
        time=f"{found.seconds:.3f}",
    )
    if kind := _ELEMENT.get(found.status):
        problem = ET.SubElement(case, kind, type=WORDS[found.status], message=_text(reason(found)))
        statement = [found.claim, *(f"given {given}" for given in found.given)]
        problem.text = _text("\n".join((*statement, "", *map(shortened_text, found.detail))))


def _text(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)
