"""What the machine was doing: without it a time means little."""

import os
import platform
import time


def spin() -> float:
    """Milliseconds a fixed piece of pure Python takes, best of five: how fast the processor is for us just now."""
    return min(_spin_once() for _ in range(5)) * 1_000


def _spin_once() -> float:
    began = time.perf_counter()
    total = 0
    for n in range(200_000):
        total += n * n % 7
    return time.perf_counter() - began


def describe_machine() -> str:
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def describe_load() -> str:
    """Load averages of the last 1 and 5 minutes, and what the fixed piece of work takes."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} (1 min) {five:.1f} (5 min), fixed loop {spin():.1f} ms"
