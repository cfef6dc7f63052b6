"""Keeping what was measured against human raters."""

from collections.abc import Sequence
from dataclasses import asdict

from scoring.agreement import Agreement
from scoring.models import AgreementReport


def keep(
    found: Sequence[Agreement], *, model: str, prompt_version: str, file_name: str, answers: int
) -> AgreementReport:
    """Store one scorer's comparisons; the last one stored is the one that is shown."""
    figures = [asdict(agreement) for agreement in found]
    return AgreementReport.objects.create(
        model=model, prompt_version=prompt_version, file_name=file_name, answers=answers, figures=figures
    )
