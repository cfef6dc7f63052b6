"""``python -m interviews.bank FILE…``: what a writer of questions runs before anything else."""

import sys
from collections import Counter
from pathlib import Path

from interviews.bank.schema import read_bank_file


def main(names: list[str]) -> int:
    """Print each file's faults and counts; 1 when there was a fault."""
    failed = False
    for name in names:
        questions, faults = read_bank_file(Path(name))
        counts = Counter((q.difficulty, q.kind) for q in questions)
        sys.stdout.writelines(f"{fault}\n" for fault in faults)
        sys.stdout.write(f"{name}: {len(questions)} valid, {len(faults)} faults; {dict(counts)}\n")
        failed = failed or bool(faults)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
