"""The hooks for pre-commit, run by pre-commit in a git repository."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

HOOKS = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
BIN = Path(sys.executable).parent
FORMATTED = "monotone: H(X) <= H(X,Y)\n"


@dataclass(frozen=True)
class Repository:
    """A git repository that uses the hooks, and the environment of its commands."""

    place: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the repository."""
        return subprocess.run(
            command,
            cwd=self.place,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def hook(self, name: str, **files: str) -> tuple[int, str]:
        """Write and stage files, and run a hook on them; its status and what it prints."""
        for stem, text in files.items():
            (self.place / f"{stem}.itip").write_text(text, encoding="utf-8")
        assert not self.run("git", "add", ".").returncode
        done = self.run("pre-commit", "run", "--color=never", name)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the hooks as they stand, but of an itip that is already installed."""
    place = tmp_path / "paper"
    place.mkdir()
    outer = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    found = Repository(
        place,
        outer
        | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1",
        },
    )
    hooks = [{**hook, "language": "system"} for hook in yaml.safe_load(HOOKS.read_text("utf-8"))]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (place / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    for key, value in {"user.name": "A", "user.email": "a@example.org"}.items():
        assert not found.run("git", "config", "--global", key, value).returncode
    assert not found.run("git", "init", "-q").returncode
    return found


def test_hooks_are_well_formed(repository: Repository) -> None:
    """Pre-commit accepts the file of hooks."""
    done = repository.run("pre-commit", "validate-manifest", str(HOOKS))
    assert not done.returncode, done.stdout


def test_check_passes(repository: Repository) -> None:
    """A file whose statements are as expected passes."""
    status, shown = repository.hook("itip-check", good=FORMATTED)
    assert status == 0, shown
    assert "Passed" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("wrong: I(X;Y) <= I(X;Y|Z)\n", "expected a proof, found false",
                     id="not-as-expected"),
        pytest.param("wrong: I(X,Y) >= 0\n", "did you mean I(X;Y) or H(X,Y)?", id="unreadable"),
    ],
)  # fmt: skip
def test_check_fails(repository: Repository, text: str, shown: str) -> None:
    """What is not as expected is shown with its place, and fails."""
    status, printed = repository.hook("itip-check", good=FORMATTED, bad=text)
    assert status == 1
    assert "bad.itip:1:" in printed
    assert shown in printed


def test_other_files_are_left_alone(repository: Repository) -> None:
    """Without a file of statements among those that changed, nothing runs."""
    for name in ("itip-check", "itip-fmt"):
        status, shown = repository.hook(name)
        assert status == 0, shown
        assert "(no files to check)Skipped" in shown


def test_fmt_rewrites(repository: Repository) -> None:
    """A file is rewritten, and the commit stopped; the next time it passes."""
    status, shown = repository.hook("itip-fmt", a="monotone:   H(X)<=H(X,Y)\n")
    assert status == 1
    assert "files were modified by this hook" in shown
    assert (repository.place / "a.itip").read_text(encoding="utf-8") == FORMATTED
    status, shown = repository.hook("itip-fmt")
    assert status == 0, shown


def test_no_bad_commit(repository: Repository) -> None:
    """Once installed, the hooks let a good commit through, and stop one that is not."""
    assert not repository.run("pre-commit", "install").returncode
    file = repository.place / "a.itip"
    for text, status in ((FORMATTED, 0), ("wrong: H(X) <= H(X|Y)\n", 1)):
        file.write_text(text, encoding="utf-8")
        assert not repository.run("git", "add", ".").returncode
        done = repository.run("git", "commit", "-q", "-m", "Statements")
        assert done.returncode == status, done.stdout + done.stderr
    assert repository.run("git", "rev-list", "--count", "HEAD").stdout == "1\n"
