"""What is told of a scenario that was run: score, messages, expectations; and as JUnit XML."""

from typing import Any
from xml.sax.saxutils import quoteattr

from lighting.scenario.document import ExpectTable
from lighting.scenario.plan import Plan
from lighting.scenario.score import Evidence, judge, score
from lighting.times import rfc3339

SCHEMA = "lighting.scenario-report/1"
MOST_LISTED = 50


def report(plan: Plan, evidence: Evidence, messages: dict[str, int], zone: str) -> dict[str, Any]:
    """The document of a run; nothing in it is of the machine or of real time."""
    judged = judge(evidence)
    figures = score(judged, evidence)
    scenario = plan.document.scenario
    expectations = [_held(one, figures, messages) for one in scenario.expect]
    missed = [case for case in judged.cases if case.is_missed]
    return {
        "title": scenario.title,
        "seed": plan.seed,
        "lamps": len(plan.lamps),
        "span_s": scenario.span // 1000,
        "score": figures,
        "messages": messages,
        "missed": [
            {
                "kind": one.kind,
                "code": one.code,
                "subject": one.subject,
                "began": rfc3339(one.began_ms, zone),
            }
            for one in missed[:MOST_LISTED]
        ],
        "wrong": [
            {
                "code": one.code,
                "subject": one.lamp or one.panel,
                "since": rfc3339(one.since_ms, zone),
                "evidence": one.evidence,
            }
            for one in judged.wrong[:MOST_LISTED]
        ],
        "expectations": expectations,
        "ok": all(one["met"] for one in expectations),
    }


def _held(
    expected: ExpectTable, figures: dict[str, Any], messages: dict[str, int]
) -> dict[str, Any]:
    of_code = figures["by_code"].get(expected.code, {}) if expected.code else figures
    values = {**messages, **figures["alarms"], **of_code}
    if expected.code and not of_code:
        values |= {"recall": 1.0, "precision": 1.0, "found": 0, "missed": 0, "wrong": 0}
    actual = values.get(expected.what)
    low, high = expected.at_least, expected.at_most
    is_met = actual is not None and (low is None or actual >= low)
    is_met = is_met and (high is None or (actual is not None and actual <= high))
    return {**expected.model_dump(exclude_none=True), "actual": actual, "met": is_met}


def sentence(expectation: dict[str, Any]) -> str:
    """An expectation in words: `recall of LAMP_FAIL: 1.0, at least 0.98`."""
    code = f" of {expectation['code']}" if "code" in expectation else ""
    limits = [
        f"{word.replace('_', ' ')} {expectation[word]:g}"
        for word in ("at_least", "at_most")
        if word in expectation
    ]
    return f"{expectation['what']}{code}: {expectation['actual']}, {' and '.join(limits)}"


def junit(document: dict[str, Any]) -> str:
    """Each expectation as a test case, for a pipeline."""
    suite = quoteattr(document["title"])
    cases = []
    for one in document["expectations"]:
        name = quoteattr(sentence({**one, "actual": "expected"}))
        told = f"<failure message={quoteattr(sentence(one))}/>"
        inner = "" if one["met"] else told
        cases.append(f"  <testcase classname={suite} name={name}>{inner}</testcase>\n")
    failed = sum(not one["met"] for one in document["expectations"])
    head = f'<testsuite name={suite} tests="{len(cases)}" failures="{failed}">\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{"".join(cases)}</testsuite>\n'
