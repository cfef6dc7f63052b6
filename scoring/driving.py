"""Having many single answers judged, outside any interview: for trying a scorer out. No rows, no budget."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from scoring.case import AskedQuestion, Case, QuestionResult
from scoring.judge import Judge
from scoring.rubric import load_rubric
from scoring.totals import compute_overall

AT_ONCE = 6


def judge_all(judge: Judge, asked: Iterable[tuple[str, AskedQuestion]]) -> Iterator[QuestionResult | None]:
    """The result of each (track, question), in order; None where the model failed."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        yield from pool.map(lambda pair: judge_one(judge, *pair), asked)


def judge_one(judge: Judge, track: str, question: AskedQuestion) -> QuestionResult | None:
    judging = judge.judge_question(Case(track, (question,)), question, load_rubric(track))
    while True:
        try:
            next(judging)
        except StopIteration as end:
            result: QuestionResult | None = end.value.result
            return result


def score_of(track: str, result: QuestionResult) -> int | None:
    """The question's own score, 0–100; None is not assessed."""
    if result.not_assessed:
        return None
    return compute_overall({r.competency: r.level for r in result.ratings}, load_rubric(track).weights)
