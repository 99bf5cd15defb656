"""What can be wrong with content: codes and facts; `app.cli.content` owns the sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. `place` names the table by ids (`step.invitation.choice.go-along`), `line` counts from 1."""

    file: str
    code: str
    place: str = ""
    line: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
