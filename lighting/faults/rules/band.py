"""What most rules end in: a limit that is crossed, and another beyond which it is over."""

from lighting.faults.sighting import AGAINST, Finding

Findings = tuple[Finding, ...]


def against(code: str) -> Findings:
    """Say that this sample speaks against a fault."""
    return (AGAINST[code],)


def found(code: str, evidence: str, severity: int | None = None) -> Findings:
    """Say that this sample shows a fault."""
    return (Finding(code, is_present=True, evidence=evidence, severity=severity),)
