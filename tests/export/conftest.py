"""Coq with the libraries, compiled once; and the verdicts on the library of inequalities.

Tests that need Coq are skipped where it is not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from itip.batch.outcome import Outcome
from itip.entropy.translate import translate
from itip.export import coq
from itip.language import parse
from itip.verdict import Decided, read

Compile = Callable[[str], subprocess.CompletedProcess[str]]
Run = Callable[..., subprocess.CompletedProcess[str]]

_NUMBERS = count()


@pytest.fixture(scope="session")
def verdicts(library: tuple[Outcome, ...]) -> dict[str, Decided]:
    """The verdict on each entry of inequalities/, by its label."""
    return {outcome.label: _verdict(outcome) for outcome in library}


def _verdict(outcome: Outcome) -> Decided:
    statement = parse(outcome.claim, given=outcome.given)
    assert outcome.certificate is not None
    return read(json.loads(outcome.certificate), statement, translate(statement))


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the compiled libraries."""
    if shutil.which("coqc") is None:
        pytest.skip("coqc is not installed")
    directory = tmp_path_factory.mktemp("libraries")
    for name, text in coq.libraries().items():
        (directory / name).write_text(text, "utf-8")
        done = _run(directory, "coqc", "-q", name)
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), name
    return directory


@pytest.fixture
def run(libraries: Path) -> Run:
    """A command in the directory of the libraries, and what it is told on standard input."""
    return partial(_run, libraries)


@pytest.fixture
def compiled(libraries: Path, run: Run) -> Compile:
    """What coqc says of the text of a file, beside the libraries."""

    def compiled(text: str) -> subprocess.CompletedProcess[str]:
        name = f"exported_{next(_NUMBERS)}.v"
        (libraries / name).write_text(text, "utf-8")
        return run("coqc", "-q", name)

    return compiled


@pytest.fixture
def played(run: Run) -> Compile:
    """What coqtop says, which also tells how a command fails that is to fail."""
    return lambda text: run("coqtop", "-q", text=text)


def _run(directory: Path, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=directory, input=text, capture_output=True, encoding="utf-8", check=False
    )
