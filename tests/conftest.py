"""What holds for all tests, and what several of them use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from itip.batch.outcome import Outcome

LIBRARY = Path(__file__).parent.parent / "inequalities"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program sets it for itself


@pytest.fixture(scope="session")
def library() -> tuple[Outcome, ...]:
    """The outcomes of all entries of inequalities/, with certificates, decided once."""
    from itip.batch import check  # noqa: PLC0415  after the environment is set

    return tuple(check(LIBRARY, certificates=True, time_limit=60))
