"""Evidence kept by content: a statement in coordinates names the file that its evidence is in."""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from itip.batch.order import Limits
from itip.entropy.expression import Problem
from itip.evidence import problem_document
from itip.language.ast import Statement
from itip.prover import recalled
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
    def of(cls, problem: Problem, directory: str, version: str) -> Cache:
        """The place that the problem's coordinates and the version of itip name."""
        content = [_FORMAT, version, problem_document(problem)]
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        return cls(problem, Path(directory) / digest[:2] / f"{digest[2:]}.json")

    def recall(self, statement: Statement, limits: Limits) -> Verdict | None:
        """The verdict on the problem by evidence that is kept, if there is any that holds.

        One that random variables may change is none if they were sought for a shorter time.
        """
        try:
            kept = self.file.read_bytes()
        except OSError:
            return None
        verdict = recalled(statement, self.problem, kept)
        if isinstance(verdict, NotProvable) and self._searched() < limits.search:
            return None
        return verdict

    def _searched(self) -> float:
        """For how many seconds random variables were sought in vain."""
        seconds = _read(self._fruitless).get("seconds")
        if isinstance(seconds, int | float) and math.isfinite(seconds):
            return max(0, seconds)
        return 0

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
            if isinstance(verdict, NotProvable) and limits.search:
                _write(self._fruitless, {"seconds": limits.search})
            _write(self.file, verdict.certificate())

    @property
    def _fruitless(self) -> Path:
        return self.file.with_suffix(".search")

    @property
    def _given_up(self) -> Path:
        return self.file.with_suffix(".unknown")


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
