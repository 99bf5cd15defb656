"""Splitting whole numbers unevenly but exactly."""

from __future__ import annotations

from collections.abc import Sequence


def split(total: int, weights: Sequence[float], limits: Sequence[int] | None = None) -> list[int]:
    """`total` split in proportion to the weights, nobody above the own limit; the parts add up exactly.

    Largest remainders get what is left over; what a limit cuts off goes to the others by their weights. Raises
    ValueError where the limits together are too low.
    """
    limits = limits if limits is not None else [total] * len(weights)
    if sum(limits) < total:
        raise ValueError("the limits leave no room")
    parts = [0] * len(weights)
    left = total
    while left:
        open_ = [at for at, part in enumerate(parts) if part < limits[at]]
        whole = sum(weights[at] for at in open_)
        wanted = {at: left * weights[at] / whole if whole else left / len(open_) for at in open_}
        before = left
        for at in open_:
            more = min(int(wanted[at]), limits[at] - parts[at])
            parts[at] += more
            left -= more
        if left == before or left < len(open_):
            left = _hand_out(parts, limits, sorted(open_, key=lambda at: int(wanted[at]) - wanted[at]), left)
    return parts


def _hand_out(parts: list[int], limits: Sequence[int], order: Sequence[int], left: int) -> int:
    for at in order:
        if left and parts[at] < limits[at]:
            parts[at] += 1
            left -= 1
    return left
