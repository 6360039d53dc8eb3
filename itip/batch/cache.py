"""Evidence kept by content: a statement in coordinates names the file that its evidence is in."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from itip.batch.order import Limits
from itip.documents import problem_document
from itip.entropy.expression import Problem
from itip.language import show
from itip.language.ast import Statement
from itip.prover import recalled
from itip.prover.method import Search
from itip.verdict import NotProvable, Unknown, Verdict

_FORMAT = "1"  # of what is kept; another one is another place


@dataclass(frozen=True, slots=True)
class Cache:
    """The place of a problem in a directory of evidence.

    Nothing in it is believed: what it says of a statement is what the kernel accepts for that.
    """

    problem: Problem
    file: Path

    @classmethod
    def of(cls, problem: Problem, directory: str, version: str, *, linear: bool = False) -> Cache:
        """The place that the problem's coordinates and the version of itip name.

        What is true of `linear` random variables has another one.
        """
        content = [_FORMAT, version, problem_document(problem), *["linear"] * linear]
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        return cls(problem, Path(directory) / digest[:2] / f"{digest[2:]}.json")

    def recall(self, statement: Statement, limits: Limits) -> Verdict | None:
        """The verdict on the problem by evidence that is kept, if there is any that holds.

        One that a search may change is none if less was sought, or other copies were tried.
        """
        try:
            kept = self.file.read_bytes()
        except OSError:
            return None
        verdict = recalled(statement, self.problem, kept)
        if verdict is not None and verdict.verdict == "linear" and not limits.search.linear:
            return None
        if isinstance(verdict, NotProvable) and not self._was_sought(statement, limits.search):
            return None
        return verdict

    def _was_sought(self, statement: Statement, search: Search) -> bool:
        """Whether as much was sought in vain, and the same copies were tried."""
        if search.seconds <= 0:
            return True
        kept = _read(self._fruitless)
        asked = ("seconds", search.seconds), ("witness", search.witness), ("copies", search.copies)
        return kept.get("steps") == _steps(statement) and all(
            isinstance(kept.get(key), int | float) and kept[key] >= value for key, value in asked
        )

    def gave_up(self, limits: Limits) -> str | None:
        """Why the same limits came before an answer in an earlier run, if they did."""
        kept = _read(self._given_up)
        if kept.get("limits") != asdict(limits):
            return None
        reason = kept.get("reason")
        return reason if isinstance(reason, str) else None

    def keep(self, verdict: Verdict, limits: Limits) -> None:
        """Keep the evidence for a verdict, or that there was none within the limits."""
        if isinstance(verdict, Unknown):
            note = {"limits": asdict(limits), "reason": verdict.reason}
            _write(self._given_up, note)
        else:
            if isinstance(verdict, NotProvable) and limits.search.seconds > 0:
                sought = {**asdict(limits.search), "steps": _steps(verdict.statement)}
                _write(self._fruitless, sought)
            _write(self.file, verdict.certificate())

    @property
    def _fruitless(self) -> Path:
        return self.file.with_suffix(".search")

    @property
    def _given_up(self) -> Path:
        return self.file.with_suffix(".unknown")


def _steps(statement: Statement) -> list[str]:
    return [show(step) for step in statement.copies]


def _read(file: Path) -> dict[str, Any]:
    """The JSON object in a file; an empty one, if there is none."""
    try:
        kept = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(file: Path, value: object) -> None:
    """Write a file as a whole or not at all; where that fails, there is just nothing kept."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as part:
                json.dump(value, part, ensure_ascii=False)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return
