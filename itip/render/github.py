"""Outcomes as annotations of GitHub Actions, at file and line."""

from __future__ import annotations

from itip.batch.outcome import Outcome
from itip.render.brief import shortened_text
from itip.render.report import WORDS, reason


def annotation(found: Outcome) -> str:
    """The workflow command that marks a statement that is not as expected."""
    level = "warning" if found.status == "unknown" else "error"
    properties = {
        "file": found.file,
        "line": str(found.line or 1),
        "col": str(found.column or 1),
        "title": f"{found.label or 'itip'}: {WORDS[found.status]}",
    }
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    message = "\n".join((reason(found), *map(shortened_text, found.detail)))
    return f"::{level} {written}::{_data(message)}"


def _data(text: str) -> str:
    """Text in which nothing ends the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
