"""The process in which a file is read: few rights, little memory, nothing of the installation's but this code.

Started by `reader.opened` as `python -m app.exchange.rosters.child LIMITS`, with the file as standard input and a pipe
as standard output. Nothing is written to standard error: it could hold what stands in the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys

from app.exchange.rosters import formats
from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.packages import DAMAGES
from app.exchange.rosters.register import Making, Register
from app.exchange.rosters.wire import Wire

_OPEN_FILES = 16


def main(making: Making = Register) -> None:
    """Read standard input, write messages to standard output, and end without a word."""
    limits = Limits(**json.loads(sys.argv[1]))
    confine(limits)
    wire = Wire(sys.stdout.buffer)
    with contextlib.suppress(BrokenPipeError):
        report(wire, limits, making)
    # The parent may be gone: flushing at exit would raise once more.
    os._exit(0)


def confine(limits: Limits) -> None:
    """Bound what this process may use. Nothing may be written to any file."""
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        hard = bound + 1 if kind == resource.RLIMIT_CPU else bound
        resource.setrlimit(
            kind, (bound, hard) if most == resource.RLIM_INFINITY else (min(bound, most), min(hard, most))
        )


def report(wire: Wire, limits: Limits, making: Making = Register) -> None:
    """Read the file and say how it went."""
    try:
        formats.read(0, wire, limits, making)
        wire.end()
    except Unreadable as refusal:
        wire.refuse(refusal.code, refusal.facts)
    except MemoryError:
        wire.refuse("too_heavy", {"limit": "memory"})
    except BrokenPipeError:
        raise
    except DAMAGES:
        wire.refuse("damaged", {"part": ""})
    except BaseException as error:  # A parser in Rust panics with an exception that is no Exception.
        wire.fail(type(error).__name__)


if __name__ == "__main__":
    main()
