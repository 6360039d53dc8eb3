"""The page on CI: its snippets are well formed, and its commands do what it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from itip.cli.check import check
from itip.cli.reporting import _EXIT as EXIT

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
LABELS = ("data-processing: I(X;Z) <= I(X;Y) given X -> Y -> Z", "ingleton-like: I(X;Y) >= 0")


def blocks(kind: str) -> list[str]:
    """The fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


JOB, PRE_COMMIT = map(yaml.safe_load, blocks("yaml"))
STEPS = JOB["jobs"]["statements"]["steps"]
COMMANDS = [
    *(step["run"] for step in STEPS if "run" in step),
    *(line for text in blocks("sh") for line in text.splitlines()),
]
HERE = [  # what needs no network and no cluster
    command
    for command in dict.fromkeys(COMMANDS)
    if command.startswith(("itip ", "pytest ")) and "--scheduler" not in command
]


def run(directory: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in a directory."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTEST_ADDOPTS", "FORCE_COLOR")
    } | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        shlex.split(command),
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A directory with a file of statements that are as expected."""
    (tmp_path / "paper.itip").write_text("\n".join(LABELS), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", HERE)
def test_commands(paper: Path, command: str) -> None:
    """Each command of the page passes where all is as expected."""
    done = run(paper, command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_job_marks_what_is_wrong(paper: Path) -> None:
    """The job's last step marks a wrong statement at its line, writes the report, and fails."""
    (paper / "bad.itip").write_text("\nI(X;Y) <= I(X;Y|Z)\n", encoding="utf-8")
    done = run(paper, STEPS[-1]["run"])
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=bad.itip,line=2,col=1,")
    assert "<failure" in (paper / "report.xml").read_text(encoding="utf-8")


def test_job_keeps_the_cache(paper: Path) -> None:
    """What the job's cache step keeps is what its last step recalls from."""
    (kept,) = (step["with"] for step in STEPS if step.get("uses", "").startswith("actions/cache@"))
    assert (paper / kept["path"]).exists() is False
    run(paper, STEPS[-1]["run"])
    assert (paper / kept["path"]).is_dir()
    assert "2 from the cache" in run(paper, STEPS[-1]["run"]).stdout
    assert kept["key"].startswith(kept["restore-keys"])


def test_job_is_short() -> None:
    """The job is as long as one reads at a glance, and runs on every change."""
    assert len(blocks("yaml")[0].splitlines()) <= 14
    assert JOB[True] == ["push", "pull_request"]  # YAML 1.1 reads `on` as a truth value


def test_options_exist() -> None:
    """Every option that the page gives `itip check` is one."""
    known = {name for option in check.params for name in option.opts}
    used = {
        word
        for command in COMMANDS
        if command.startswith("itip check")
        for word in shlex.split(command)
        if word.startswith("-")
    }
    (hooks,) = (repo["hooks"] for repo in PRE_COMMIT["repos"])
    used |= {word for hook in hooks for word in hook.get("args", ()) if word.startswith("-")}
    assert used <= known


def test_hooks_exist() -> None:
    """The hooks of the page are those that there are."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    used: list[dict[str, Any]] = PRE_COMMIT["repos"][0]["hooks"]
    assert {hook["id"] for hook in used} == {hook["id"] for hook in hooks}


def test_evidence_is_checked_again(paper: Path) -> None:
    """What `--certificates evidence` writes, `itip verify evidence` accepts."""
    assert "`--certificates evidence`" in PAGE
    assert "`itip verify evidence`" in PAGE
    assert run(paper, "itip check --certificates evidence .").returncode == 0
    done = run(paper, "itip verify evidence")
    assert done.returncode == 0, done.stdout + done.stderr


def test_pytest_settings(paper: Path) -> None:
    """With the settings of the page, pytest alone runs statements and tests."""
    (settings,) = blocks("toml")
    for directory in tomllib.loads(settings)["tool"]["pytest"]["ini_options"]["testpaths"]:
        (paper / directory).mkdir()
    (paper / "pyproject.toml").write_text(settings, encoding="utf-8")
    (paper / "tests" / "test_a.py").write_text("def test_a(): pass\n", encoding="utf-8")
    (paper / "paper.itip").rename(paper / "statements" / "paper.itip")
    assert "3 passed" in run(paper, "pytest -p no:cacheprovider").stdout


def test_exit_statuses() -> None:
    """The table has the statuses of the program, and the sentence below their order."""
    table = re.search(r"\| exit status \| \|\n\|---\|---\|\n((?:\| .*\n)+)", PAGE)
    assert table
    statuses = [int(status) for status in re.findall(r"^\| (\d) \|", table[1], re.MULTILINE)]
    assert sorted(statuses) == sorted(EXIT.values())
    order = re.search(r"counts is (\d), then (\d), then (\d), then (\d)\.", PAGE)
    assert order
    assert [int(status) for status in order.groups()] == list(EXIT.values())[:4]
