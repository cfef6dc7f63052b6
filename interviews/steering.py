"""Knowing an attempt to talk the score up when it is typed as an answer. Pure.

Only what is said *to* the interviewer counts: "we ignore the previous rows" and "nginx can act as a proxy" are answers.
So most patterns must begin a clause, where an instruction begins. It errs towards an answer: an attempt that is missed
earns nothing by itself.
"""

import re

# Where an instruction begins: a line, a sentence, a clause, or after words that lead into one.
CLAUSE = r"(?:^|[.!?;:,\n>]|\b(?:and|now|then|so|please|also|just))[\s#*/\"'-]{0,20}(?:please\s+)?"
JUDGING = (
    r"(?:(?:the|your|all|any|every|of)\s+){0,4}"
    r"(?:rubric|scoring(?:\s+criteria)?|criteria|guidelines?|everything\s+above|above(?=\s+and\b|[.,;!]|\s*$)"
    r"|(?:previous|prior|earlier|your)\s+(?:\w+\s+)?(?:instructions?|rules?|prompts?))"
)
MARK = r"(?:give|award|assign|grant|rate|score|grade|mark)"
ME = r"(?:me|this|that|my|everything|it|all\s+competenc\w+|the\s+candidate)"
HIGH = (
    r"(?:\d+\s*(?:/|out\s+of)\s*\d+|(?:five|ten)\s+out\s+of\s+(?:five|ten)"
    r"|(?:full|max|maximum|top|highest|perfect|excellent)\s+(?:marks?|scores?|points?|grades?|ratings?|levels?)"
    r"|strong\s+hire|(?:5|10|100|five|ten)\s*(?:[.!]|$|\n|for\s+everything))"
)
GRADER = r"(?:grader|judge|examiner|evaluator|assessor|interviewer|assistant)"
VERDICT = r"(?:candidate|score|level|evaluation|rubric|marks?|rating|competenc|\d\s*/\s*\d)"

PATTERNS = [
    rf"{CLAUSE}(?:ignore|disregard|forget|override|bypass|(?:do\s+not|don't)\s+follow)\s+{JUDGING}\b",
    r"\b(?:ignore|disregard)\s+(?:the|your|all|any)\s+(?:scoring\s+)?(?:rubric|previous\s+instructions)\b",
    rf"{CLAUSE}{MARK}\s+{ME}\b[^.!?\n]{{0,40}}?{HIGH}",
    rf"\byou\s+(?:must|should|have\s+to|will)\s+{MARK}\s+{ME}\b[^.!?\n]{{0,40}}{HIGH}",
    rf"(?:\byou\s+are\s+now|{CLAUSE}(?:act\s+as|pretend\s+to\s+be))\s+(?:an?|the|my)\s+(?:\w+\s+){{0,2}}{GRADER}\b",
    rf"{CLAUSE}(?:reveal|show|print|repeat)\s+(?:me\s+)?(?:your\s+(?:system\s+)?|the\s+system\s+)prompt\b",
    r"\b(?:developer\s+message|new\s+instructions?)\s*:",
    r"\bend\s+of\s+transcript\b",
    r"^\W*jailbreak\W*$",
    r"\b(?:candidate|applicant)\s+(?:has\s+)?(?:covered|answered|met|said)\s+(?:all|every)\b",
    r"</?(?:system|instructions?|assistant|rubric|evaluation|transcript)>",
    rf"^[ \t]*(?:system|assistant|developer)[ \t]*:.{{0,200}}{VERDICT}",
]
STEERING = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS), re.IGNORECASE | re.MULTILINE)
COMMENT = re.compile(r"(?:#|//|--|/\*|\"\"\")[^\n]*")


def tries_to_steer(text: str, *, is_code: bool) -> bool:
    """Whether the text tells the interviewer how to judge it; of code only the comments speak to anybody."""
    said = "\n".join(COMMENT.findall(text)) if is_code else text
    return STEERING.search(re.sub(r"\s+", _one_space, said.replace("’", "'"))) is not None


def _one_space(run: re.Match[str]) -> str:
    """White space in one piece, so that a screenful of it takes no time to read."""
    return "\n" if "\n" in run[0] else " "
