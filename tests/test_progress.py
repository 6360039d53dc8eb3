"""What is told on standard error while a search lasts: lines for --verbose, one in a terminal."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from itip import cli, progress

TRUE = "I(X;Z) <= I(X;Y) given X -> Y -> Z"
NOTE = re.compile(r" {4}[0-9]\.[0-9]{2} s  (.+)\n")
CLEAR = "\r\x1b[2K"


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch, kind: str = "xterm-256color") -> Terminal:
    """Let standard error be a terminal, where progress is shown at once."""
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(progress, "_PAUSE", 1 / 1000)
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    return shown


def awaited(happened: Callable[[], bool]) -> None:
    """Wait until it is so, which is soon."""
    end = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.005)


def showing() -> bool:
    """Whether a thread shows progress."""
    return "progress" in {thread.name for thread in threading.enumerate()}


def left(shown: str) -> str:
    """What is left on the screen's last line."""
    return shown.rpartition(CLEAR)[2]


def test_latest_note_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest note stands in one line, until the search ends; then nothing is left."""
    terminal = a_terminal(monkeypatch)
    with progress.told(verbose=False, quiet=False) as notes:
        notes.append("first [bold]step[/bold] :smile:")
        awaited(lambda: "   0 s  first [bold]step[/bold] :smile:" in terminal.getvalue())
        notes.append("second step " + "and so on " * 100)
        awaited(lambda: "second step" in terminal.getvalue())
    assert "\n" not in terminal.getvalue()
    assert max(map(len, terminal.getvalue().split(CLEAR))) < 80
    assert not left(terminal.getvalue())
    assert not showing()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_left_of_an_error(
    error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error, and Ctrl-C, take the line away too, before anything else is printed."""
    terminal = a_terminal(monkeypatch)

    def fail() -> None:
        with progress.told(verbose=False, quiet=False) as notes:
            notes.append("a step")
            awaited(lambda: "a step" in terminal.getvalue())
            raise error

    with pytest.raises(error):
        fail()
    assert not left(terminal.getvalue())
    assert not showing()


def test_short_searches_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is decided within a second shows no progress."""
    terminal = a_terminal(monkeypatch)
    monkeypatch.setattr(progress, "_PATIENCE", 60)
    assert cli.run(["prove", TRUE]) == 0
    assert not terminal.getvalue()


def test_no_progress_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --quiet, in a pipe, and where a line cannot be cleared, there is no progress."""
    terminal = a_terminal(monkeypatch)
    with progress.told(verbose=False, quiet=True):
        assert not showing()
    monkeypatch.setattr(terminal, "isatty", lambda: False)
    with progress.told(verbose=False, quiet=False):
        assert not showing()
    dumb = a_terminal(monkeypatch, "dumb")
    with progress.told(verbose=False, quiet=False) as notes:
        notes.append("a step")
        awaited(lambda: not showing())
    assert not terminal.getvalue()
    assert not dumb.getvalue()


def test_verbose_prints_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --verbose each note is a line, at once, and there is no other progress."""
    terminal = a_terminal(monkeypatch)
    with progress.told(verbose=True, quiet=False) as notes:
        assert not showing()
        for note in ("first [step]", "second step"):
            notes.append(note)
            assert NOTE.findall(terminal.getvalue())[-1] == note
    assert notes == ["first [step]", "second step"]
    assert not NOTE.sub("", terminal.getvalue())


WAITING = """
import signal, sys, time
from itip import cli, progress, prover

def waiting(statement, *, notes, **_):
    notes.append("a long step")
    time.sleep(60)

progress._PATIENCE = 0
prover.prove = waiting
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts without it
cli.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix thing")
def test_interrupted_in_a_terminal() -> None:
    """Ctrl-C while progress is shown clears the line, says so, and is exit 130."""
    import pty  # noqa: PLC0415  not on every platform

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", WAITING, "prove", TRUE]
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        seen = b""
        while b"a long step" not in seen:
            seen += os.read(ours, 65536)
        process.send_signal(signal.SIGINT)
        try:
            while chunk := os.read(ours, 65536):
                seen += chunk
        except OSError:  # Linux says so at the end
            pass
        os.close(ours)
        assert process.wait(timeout=60) == 130
    assert left(seen.decode()) == "interrupted\r\n"
    assert b"Traceback" not in seen
    assert b"\x1b[?25l" not in seen  # the cursor was never hidden
