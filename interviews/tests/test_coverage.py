"""Which words cover a key point, which do not, and where the words stand."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.coverage import QUOTE_MARGIN, Covered, Cued, find_covered, find_cue, quote_around, split_words, stem
from interviews.tests.delivered import delivered_questions


def covers(cue, text, unearned=""):
    return bool(find_covered(text, [Cued("point", (cue,))], unearned=unearned))


def quotes(text, *cues, unearned=""):
    return [text[c.start : c.end] for c in find_covered(text, [Cued("point", cues)], unearned=unearned)]


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("retry", "We were retrying until it worked"),
        ("cache", "Caching helps here"),
        ("hash map", "I would use two hash maps"),
        ("hash map", "a HASH-MAP"),
        ("hash map", "hash_map = {}"),
        ("hash map", "a hash of the map"),
        ("write ahead", "writes ahead"),
        ("at most once", "It is delivered at most once."),
        ("at most", "at most ten"),
        ("I/O", "most of the time is I/O"),
        ("don't repeat", "I don’t repeat it"),
        ("no duplicates", "there are no duplicates in it"),
        ("without a lock", "It can't stall without a lock"),
        ("Gefäß", "in das GEFÄSS"),
        ("naïve", "the naïve way"),
        ("99.9", "we promise 99.9%"),
        ("3.5", "3.5 seconds"),
    ],
)
def test_a_cue_is_found_in_another_form_of_its_words(cue, text):
    assert covers(cue, text)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("hash map", "a map with a hash"),
        ("hash map", "I take the hash. Map it then."),
        ("hash map", "a hash\nmap"),
        ("hash map", "a hash based map"),
        ("at most", "the most of all"),
        ("cat", "concatenate"),
        ("35", "3.5"),
        ("3.5", "3.51"),
        ("3.5", "3 and 5"),
        ("lock", ""),
        ("lock", "…"),
        ("", "anything"),
    ],
)
def test_other_words_are_not_the_cue(cue, text):
    assert not covers(cue, text)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("randomise", "randomize"),
        ("prioritised", "prioritized"),
        ("serialisers", "serializers"),
        ("optimising", "optimizing"),
        ("parallelisation", "parallelization"),
        ("behaviour", "behavior"),
        ("behavioural", "behavioral"),
        ("neighbours", "neighbors"),
        ("colouring", "coloring"),
        ("honoured", "honored"),
        ("labelled", "labeled"),
        ("modelling", "modeling"),
        ("cancelled", "canceled"),
    ],
)
def test_british_and_american_spellings_are_one_word(british, american):
    assert covers(british, f"It is {american}.")
    assert covers(american, f"It is {british}.")


@pytest.mark.parametrize(
    ("cue", "text"), [("four", "for"), ("over four hours", "over an hour"), ("after four days", "after a day")]
)
def test_four_is_not_the_small_word_for(cue, text):
    assert not covers(cue, text)


@pytest.mark.parametrize("name", ["Node.js", "std::map", "socket.io", "Cache-Control: no-store"])
def test_a_name_with_a_stop_or_colon_inside_is_found_in_itself(name):
    assert covers(name, f"I would use {name} there.")


# ------------------------------------------------------------------ big-O terms


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("O(n)", "it takes O(n) time"),
        ("O(n)", "it takes O( N ) time"),
        ("O(n)", "it takes O (n) time"),
        ("O(n)", "that is Θ(n)"),
        ("O(n²)", "it is O(n^2)"),
        ("O(n^2)", "it is O(n²)"),
        ("O(n log n)", "it is O(nlogn)"),
        ("O(n log n)", "it is O(n·log n)"),
        ("O(n log n)", "it is O(n log(n))"),
        ("O(V + E)", "it is O(V+E)"),
        ("n²", "n^2 steps"),
        ("n^2", "n² steps"),
    ],
)
def test_a_growth_term_is_found_however_it_is_written(cue, text):
    assert covers(cue, text)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("O(n)", "it is O(n log n)"),
        ("O(n)", "it is O(n²)"),
        ("O(n)", "foo(n) is called"),
        ("O(n log n)", "it is O(n)"),
        ("O(log n)", "it is O(n log n)"),
        ("O(1)", "it is O(n)"),
        ("O(n²)", "it is O(2n)"),
        ("O(2^n)", "it is O(2n)"),
        ("n", "it is O(n)"),
    ],
)
def test_a_growth_term_is_never_taken_for_another(cue, text):
    assert not covers(cue, text)


def test_words_in_brackets_after_i_o_are_words_of_their_own():
    assert covers("network calls", "It waits on I/O (network calls) most of the time.")


# ------------------------------------------------------------------ denial


@pytest.mark.parametrize(
    "text",
    [
        "I would not use a lock",
        "I wouldn’t lock it",
        "without any lock",
        "never lock",
        "we can't really lock that",
        "avoid the lock",
        "Ignore the lock",
    ],
)
def test_a_denied_cue_does_not_count(text):
    assert not covers("lock", text)


@pytest.mark.parametrize(
    "text",
    [
        "No. A lock then.",
        "It does not scale; a lock would.",
        "It is not fast and it never was, but a lock helps",
        "I would not use a lock at first. Later a lock is needed.",
        "A lock, not a queue.",
        "Not sure, but maybe then a lock",
    ],
)
def test_a_denial_reaches_only_the_next_words_of_its_sentence(text):
    assert covers("lock", text)


@pytest.mark.parametrize("text", ["not only a lock but a queue", "don't forget the lock"])
def test_a_turn_of_phrase_with_not_is_no_denial(text):
    assert covers("lock", text)


def test_a_denied_mention_leaves_a_later_one_to_be_quoted():
    text = "Not a lock at first. A lock later."
    assert quotes(text, "lock") == ["A lock later"]


# ------------------------------------------------------------------ quotes


def test_a_quote_is_the_sentence_around_the_cue():
    text = "First I sort. Then a hash map holds them, by key! And done."
    assert quotes(text, "hash map") == ["Then a hash map holds them, by key"]


def test_a_quote_keeps_decimals_exponents_and_umlauts_whole():
    text = "Das Gefäß: it costs O(n²), i.e. 3.5 s. Next."
    assert quotes(text, "O(n^2)") == ["Das Gefäß: it costs O(n²), i.e"]


def test_a_quote_from_a_long_sentence_is_cut_between_words():
    text = "one two three four five six " * 10 + "hash map" + " seven eight nine ten" * 10
    (quote,) = quotes(text, "hash map")
    before, after = quote.split("hash map")
    assert f" {quote} " in f" {text} "
    assert QUOTE_MARGIN - 10 <= len(before) <= QUOTE_MARGIN + 10
    assert QUOTE_MARGIN - 10 <= len(after) <= QUOTE_MARGIN + 10


def test_the_first_cue_in_the_list_that_is_said_is_quoted():
    assert quotes("A queue here. A lock there.", "lock", "queue") == ["A lock there"]


def test_points_come_in_their_own_order_and_the_unsaid_ones_are_left_out():
    points = [Cued("b", ("beta",)), Cued("c", ("gamma",)), Cued("a", ("alpha",))]
    assert find_covered("Alpha. Beta.", points) == (Covered("b", 7, 11), Covered("a", 0, 5))


ANY_TEXT = st.text(max_size=300)
SAID = st.lists(
    st.sampled_from(
        ["hash", "map", "O(n²)", "Gefäß", "not", "3.5", "don’t", ". ", "\n", " ", ", ", "数", "🙂", "e\u0301"]
    )
    | st.text(max_size=5),
    max_size=80,
).map(" ".join)
POINTS = [Cued("map", ("hash map",)), Cued("cost", ("O(n^2)",)), Cued("pot", ("gefäss", "3.5"))]


@settings(deadline=None)
@given(ANY_TEXT | SAID)
def test_every_word_of_any_text_stands_at_its_offsets(text):
    words = split_words(text)
    assert [stem(text[word.start : word.end]) for word in words] == [word.stem for word in words]
    edges = [edge for word in words for edge in (word.start, word.end)]
    assert edges == sorted(edges)


@settings(deadline=None)
@given(SAID, ANY_TEXT)
def test_the_quoted_words_of_any_text_cover_the_same_point_by_themselves(text, unearned):
    for covered in find_covered(text, POINTS, unearned=unearned):
        assert 0 <= covered.start < covered.end <= len(text)
        quote = text[covered.start : covered.end]
        assert quote == quote.strip()
        assert covered.key_point in {again.key_point for again in find_covered(quote, POINTS)}


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_a_quote_contains_its_words_and_stays_within_the_text(left, right):
    text = f"{left} hash map {right}"
    start = len(left) + 1
    low, high = quote_around(text, start, start + len("hash map"))
    assert 0 <= low <= start
    assert start + len("hash map") <= high <= len(text)


def test_a_long_sentence_is_quoted_from_the_beginning_of_a_word():
    text = "Flags help. Our next outage lasted four minutes instead of forty, and then we used a hash map."
    start = text.index("hash map")
    for length in range(start):
        low, _ = quote_around(text[length:], start - length, start - length + len("hash map"))
        assert low == 0 or text[length:][low - 1].isspace()


# ------------------------------------------------------------------ what the interviewer said

PROMPT = "A museum counts its visitors at nine doors, and the sums never agree. What do you look at?"


@pytest.mark.parametrize(
    "text",
    [
        PROMPT,
        PROMPT.upper(),
        "The museum counts its visitors at nine doors.",
        "Visitors are counted at nine doors!",
        "So the museum counts its visitors at the nine doors?",
    ],
)
def test_a_sentence_that_only_repeats_the_interviewer_earns_nothing(text):
    assert covers("doors", text)
    assert not covers("doors", text, unearned=PROMPT)


def test_a_sentence_with_thoughts_of_its_own_earns_what_it_says():
    text = "The museum counts its visitors at nine doors. I would put a second sensor at two of the doors for a week."
    assert quotes(text, "doors", unearned=PROMPT) == ["I would put a second sensor at two of the doors for a week"]


def test_a_sentence_may_take_up_some_of_the_interviewers_words():
    assert covers("doors", "Two of the nine doors count visitors in pairs.", unearned=PROMPT)


def test_each_cue_of_the_bank_is_found_in_itself():
    entries = delivered_questions()
    cues = {(entry.slug, cue) for entry in entries for point in entry.key_point for cue in point.cues}
    assert len(cues) > 1_000
    assert [(slug, cue) for slug, cue in sorted(cues) if find_cue(cue, split_words(cue)) is None] == []


def test_threads_do_not_spoil_each_other_s_words():
    """The stemmer is not safe for threads: a shared one gave wrong stems, or an IndexError under load."""
    words = [
        f"{root}{end}" for root in ("retry", "hash", "lock", "count", "shard") for end in ("ing", "ed", "s", "ation")
    ]
    alone = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: [stem.__wrapped__(word) for word in words], range(400)))
    assert all(stems == alone for stems in found)
