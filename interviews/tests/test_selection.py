"""Which of the questions that could be asked next is asked."""

from interviews.selection import Candidate, Wish, choose_question

OPEN_WISH = Wish(company_style="general", asked_kinds=(), asked_tags=frozenset())


def make_candidate(number, *, kind="conceptual", steers=False, companies=(), tags=()):
    return Candidate(number, kind, steers, tuple(companies), tuple(tags))


def chosen(*pool, company_style="general", asked_kinds=(), asked_tags=()):
    best = choose_question(pool, Wish(company_style, tuple(asked_kinds), frozenset(asked_tags)))
    return best.id if best else None


def test_of_an_empty_pool_nothing_is_chosen():
    assert choose_question([], OPEN_WISH) is None


def test_among_equals_the_first_is_chosen():
    first, second = make_candidate(1), make_candidate(2)
    assert chosen(first, second) == 1
    assert chosen(second, first) == 2


def test_a_question_on_the_weakest_competency_comes_before_all_others():
    plain = make_candidate(1, companies=["google"])
    steering = make_candidate(2, steers=True, kind="coding", tags=["trees"])
    assert chosen(plain, steering, company_style="google") == 2
    assert chosen(plain, make_candidate(2, kind="coding"), company_style="google") == 1


def test_a_question_that_suits_the_company_is_preferred():
    pool = [make_candidate(1, companies=["amazon"]), make_candidate(2, companies=["apple", "google"])]
    assert chosen(*pool, company_style="google") == 2
    assert chosen(*pool, company_style="tesla") == 1


def test_another_kind_is_preferred_more_the_more_often_one_was_asked():
    coding = make_candidate(1, kind="coding", companies=["google"])
    system = make_candidate(2, kind="system_design")
    assert chosen(coding, system, asked_kinds=["coding"], company_style="google") == 1
    assert chosen(coding, system, asked_kinds=["coding"] * 3, company_style="google") == 2


def test_tags_that_were_asked_already_are_avoided():
    pool = [make_candidate(1, tags=["trees", "hashing"]), make_candidate(2, tags=["trees", "queues"])]
    assert chosen(*pool, asked_tags=["hashing"]) == 2
    assert chosen(*pool, asked_tags=["trees"]) == 1
    assert chosen(*pool, asked_tags=["trees", "hashing"]) == 2
