"""The bank's files on their way into the database, and the bank that is delivered."""

import itertools
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from interviewprep.testing.factories import make_user
from interviews import catalogue
from interviews.admin_forms import ClarificationsField, LinesField, ProseField
from interviews.bank.loading import FaultyBank, LoadReport, content_of_row, hash_content, load_bank, read_bank
from interviews.bank.schema import QuestionEntry
from interviews.coverage import split_words
from interviews.enums import Difficulty
from interviews.models import FollowUp, Hint, KeyPoint, Question, QuestionTrack
from interviews.tests.desk import make_sitting
from interviews.tests.entries import ENTRY, as_toml, make_entry, with_part

SLUG = ENTRY["slug"]
MENDED = make_entry(red_flags=[*ENTRY["red_flags"], "Sends everything again to be on the safe side."])


@pytest.fixture
def load(db, tmp_path):
    """Loads a folder of bank files, one file an argument."""

    def load_files(*files):
        for old in tmp_path.iterdir():
            old.unlink()
        for number, entries in enumerate(files):
            (tmp_path / f"{number}.toml").write_text(as_toml(*entries), encoding="utf-8")
        return load_bank(read_bank(tmp_path))

    return load_files


def content(slug=SLUG):
    return content_of_row(Question.objects.get(slug=slug))


def as_loaded(entry):
    return entry | {"tracks": sorted(entry["tracks"])}


# ------------------------------------------------------------------ loading


def test_a_new_question_is_published_with_everything_its_entry_says(load):
    report = load([make_entry()], [make_entry(slug="another")])
    assert report == LoadReport(created=[SLUG, "another"])
    assert content() == as_loaded(ENTRY)
    assert content("another") == as_loaded(make_entry(slug="another"))
    assert set(Question.objects.values_list("state", "loaded_hash")) == {
        ("published", hash_content(content())),
        ("published", hash_content(content("another"))),
    }


def test_a_second_run_changes_nothing_at_all(load):
    load([make_entry()], [make_entry(slug="another")])
    before = rows()
    assert load([make_entry()], [make_entry(slug="another")]) == LoadReport(unchanged=[SLUG, "another"])
    assert rows() == before


def rows():
    """Every row of the bank with every column."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Question, QuestionTrack, KeyPoint, FollowUp, Hint)
    ]


def test_the_order_in_which_a_file_names_its_tracks_means_nothing(load):
    load([make_entry()])
    before = rows()
    assert load([make_entry(tracks=ENTRY["tracks"][::-1])]) == LoadReport(unchanged=[SLUG])
    assert rows() == before


def test_what_nobody_edited_follows_its_file(load):
    load([make_entry(), make_entry(slug="another")])
    new = make_entry(
        title="Letters that went out three times", difficulty="hard", tracks=["data_science"], companies=[],
        hints=[f"{hint} Take your time." for hint in ENTRY["hints"]], follow_up=ENTRY["follow_up"][::-1],
        key_point=[*ENTRY["key_point"][1:], ENTRY["key_point"][0]], clarifications=ENTRY["clarifications"][:2],
    )  # fmt: skip
    assert load([new, make_entry(slug="another")]) == LoadReport(updated=[SLUG], unchanged=["another"])
    assert content() == new
    assert load([new, make_entry(slug="another")]) == LoadReport(unchanged=[SLUG, "another"])


def test_a_question_that_left_its_file_stays(load):
    load([make_entry(), make_entry(slug="another")])
    assert load([make_entry(slug="another")]) == LoadReport(unchanged=["another"])
    assert content() == as_loaded(ENTRY)


def test_a_question_that_was_asked_follows_its_file_and_the_interview_keeps_its_copy(load):
    load([make_entry()])
    asked = make_sitting(make_user()).slot
    load([MENDED])
    assert (content(), asked.question) == (as_loaded(MENDED), Question.objects.get())
    asked.refresh_from_db()
    assert asked.snapshot["red_flags"] == ENTRY["red_flags"]


# ------------------------------------------------------------------ a curator's edits

EDITS = {
    "the title": lambda: Question.objects.update(title="Letters, and again"),
    "the prompt": lambda: Question.objects.update(prompt=f"{ENTRY['prompt']} Be brief."),
    "the kind": lambda: Question.objects.update(kind="system_design"),
    "the difficulty": lambda: Question.objects.update(difficulty="easy"),
    "the companies": lambda: Question.objects.update(companies=["google"]),
    "the tags": lambda: Question.objects.update(tags=["letters"]),
    "a clarification": lambda: Question.objects.update(clarifications=ENTRY["clarifications"][1:]),
    "the red flags": lambda: Question.objects.update(red_flags=ENTRY["red_flags"][::-1]),
    "the model answer": lambda: Question.objects.update(model_answer=ENTRY["model_answer"].lower()),
    "a track more": lambda: QuestionTrack.objects.create(question=Question.objects.get(), track="data_science"),
    "a track less": lambda: QuestionTrack.objects.filter(track="devops_cloud").delete(),
    "a cue of a key point": lambda: KeyPoint.objects.filter(slug="noticed").update(cues=["pager"]),
    "the text of a key point": lambda: KeyPoint.objects.filter(slug="noticed").update(text="Learns of it first."),
    "the name of a key point": lambda: KeyPoint.objects.filter(slug="noticed").update(name="learning of it"),
    "the weight of a key point": lambda: KeyPoint.objects.filter(slug="noticed").update(weight=3),
    "the competency of a key point": lambda: KeyPoint.objects.filter(slug="noticed").update(competency="judgement"),
    "a key point less": lambda: KeyPoint.objects.filter(slug="noticed").delete(),
    "the order of key points": lambda: KeyPoint.objects.filter(order=0).update(order=9),
    "a follow-up": lambda: FollowUp.objects.filter(order=1).update(text="And who rings you?"),
    "what a follow-up aims at": lambda: FollowUp.objects.filter(order=1).update(aims_at="said-sorry"),
    "a hint": lambda: Hint.objects.filter(level=2).update(text="Think of a diary for the job."),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_of_any_part_is_kept_and_said_to_be_kept(load, edit):
    load([make_entry()])
    edit()
    edited = rows()
    assert content() != as_loaded(ENTRY)
    assert load([make_entry()]) == LoadReport(unchanged=[SLUG])
    assert load([MENDED]) == LoadReport(kept=[SLUG])
    assert load([MENDED]) == LoadReport(kept=[SLUG])
    assert rows() == edited


def test_an_edit_that_was_taken_back_is_no_edit(load):
    load([make_entry()])
    Question.objects.update(title="Letters, and again")
    Question.objects.update(title=ENTRY["title"])
    assert load([MENDED]) == LoadReport(updated=[SLUG])


def test_an_edit_of_one_question_does_not_hold_up_another(load):
    load([make_entry(), make_entry(slug="another")])
    Question.objects.filter(slug="another").update(title="Letters, and again")
    assert load([MENDED, MENDED | {"slug": "another"}]) == LoadReport(updated=[SLUG], kept=["another"])
    assert content() == as_loaded(MENDED)


@pytest.mark.parametrize("state", ["retired", "draft"])
def test_a_question_that_a_curator_took_out_of_use_stays_out_of_use(load, state):
    load([make_entry()])
    Question.objects.update(state=state)
    load([make_entry()])
    assert load([MENDED]) == LoadReport(updated=[SLUG])
    assert Question.objects.get().state == state


def test_a_curators_own_question_is_not_taken_over_by_a_file_with_its_slug(load):
    load([make_entry()])
    Question.objects.update(loaded_hash="")
    assert load([MENDED]) == LoadReport(kept=[SLUG])
    assert content() == as_loaded(ENTRY)


def test_the_command_names_the_edits_it_has_kept(db, capsys):
    call_command("load_bank")
    count = Question.objects.count()
    edited = Question.objects.order_by("slug")[0]
    Question.objects.filter(pk=edited.pk).update(title="A curator's title", loaded_hash="0" * 64)
    capsys.readouterr()
    call_command("load_bank")
    assert capsys.readouterr().out == (
        f"Question bank: 0 new, 0 updated, {count - 1} unchanged.\n"
        f"Kept the curator's edit of {edited.slug}; its file has changed too.\n"
    )


# ------------------------------------------------------------------ faults


@pytest.mark.parametrize(
    ("files", "faults"),
    [
        ([[make_entry()], [make_entry()]], [f"slug {SLUG!r} stands twice in the bank"]),
        ([[make_entry(), make_entry()]], [f"slug {SLUG!r} stands twice in the bank"]),
        ([[make_entry(tracks=["swe_engineer", "poetry"])]], [f"{SLUG}: unknown track 'poetry'"]),
        ([[make_entry(companies=["initech"])]], [f"{SLUG}: unknown company 'initech'"]),
        (
            [[make_entry(companies=["initech"])], [with_part("key_point", 0, weight=4) | {"slug": "third"}]],
            ["1.toml: third: key_point.0.weight Input should be less than or equal to 3", f"{SLUG}: unknown company 'initech'"],
        ),
    ],
    ids=["twice in two files", "twice in one file", "unknown track", "unknown company", "all faults at once"],
)  # fmt: skip
def test_a_fault_anywhere_refuses_the_whole_bank_and_nothing_is_written(load, files, faults):
    with pytest.raises(FaultyBank) as refused:
        load([make_entry(slug="a-good-one")], *[[*file] for file in files])
    told = [fault.replace("1.toml", "2.toml") for fault in faults]
    assert (refused.value.faults, str(refused.value)) == (told, "\n".join(told))
    assert rows() == [[], [], [], [], []]


def test_a_load_that_fails_half_way_leaves_nothing_behind(db):
    entry = QuestionEntry.model_validate(make_entry())
    with pytest.raises(IntegrityError):
        load_bank((entry, entry))
    assert rows() == [[], [], [], [], []]


# ------------------------------------------------------------------ the bank that is delivered

MIN_QUESTIONS, MIN_PER_TRACK, MIN_BEHAVIORAL = 85, 10, 24
ALIKE = 0.3  # shared three-word runs; the closest pair of a bank without doubles has half of it


@pytest.fixture(scope="module")
def bank():
    return read_bank()


def test_the_bank_has_no_faults_and_enough_questions(bank):
    assert len(bank) >= MIN_QUESTIONS


@pytest.mark.parametrize(
    "track",
    ["swe_intern", "swe_engineer", "data_science", "devops_cloud", "cybersecurity", "product_management", "behavioral"],
)
def test_every_track_has_questions_of_its_own_at_every_difficulty(bank, track):
    counts = Counter(question.difficulty for question in bank if track in question.tracks)
    assert (set(counts), sum(counts.values()) >= MIN_PER_TRACK) == (set(Difficulty.values), True)


def test_the_bank_serves_exactly_the_tracks_one_can_choose(bank):
    assert {track for question in bank for track in question.tracks} == set(catalogue.tracks())


@pytest.mark.parametrize("difficulty", Difficulty.values)
@pytest.mark.parametrize("kind", ["coding", "system_design"])
@pytest.mark.parametrize("track", ["swe_intern", "swe_engineer"])
def test_software_tracks_have_coding_and_system_design_at_every_difficulty(bank, track, kind, difficulty):
    assert any(track in q.tracks and (q.kind, q.difficulty) == (kind, difficulty) for q in bank)


def test_a_track_holds_no_kind_but_those_it_offers_and_the_behavioural_one(bank):
    for track in catalogue.tracks().values():
        kinds = {question.kind for question in bank if track.id in question.tracks}
        assert (track.id, kinds) == (track.id, {*track.kinds, "behavioral"})


def test_there_are_behavioural_questions_for_every_level(bank):
    counts = Counter(question.difficulty for question in bank if question.kind == "behavioral")
    assert (set(counts), sum(counts.values()) >= MIN_BEHAVIORAL) == (set(Difficulty.values), True)


def test_no_two_prompts_are_alike(bank):
    runs = {question.slug: runs_of_three(question.prompt) for question in bank}
    alike = {
        (one, other)
        for one, other in itertools.combinations(sorted(runs), 2)
        if len(runs[one] & runs[other]) >= ALIKE * min(len(runs[one]), len(runs[other]))
    }
    assert alike == set()


def test_a_prompt_in_other_numbers_and_with_a_new_ending_would_be_found_alike():
    changed = ENTRY["prompt"].replace("Monday", "Friday").replace("three times", "five times")
    one, other = (
        runs_of_three(ENTRY["prompt"]),
        runs_of_three(changed.partition("-")[0] + "What would you do about it?"),
    )
    assert len(one & other) >= ALIKE * min(len(one), len(other))


def runs_of_three(text):
    stems = [word.stem for word in split_words(text)]
    return set(zip(stems, stems[1:], stems[2:], strict=False))


def test_titles_are_unique(bank):
    counts = Counter(question.title.casefold() for question in bank)
    assert [title for title, n in counts.items() if n > 1] == []


def test_everything_in_the_bank_survives_the_curators_form(bank):
    """Else a curator who saves a question unchanged would cut it off from its file."""
    for entry in (question.model_dump(mode="json") for question in bank):
        for prose in (entry["prompt"], entry["model_answer"], *(part["text"] for part in entry["key_point"])):
            assert through(ProseField(), prose) == prose
        for lines in (
            entry["tags"],
            entry["companies"],
            entry["red_flags"],
            *(part["cues"] for part in entry["key_point"]),
        ):
            assert through(LinesField(), lines) == lines
        assert through(ClarificationsField(), entry["clarifications"]) == entry["clarifications"]


def through(field, value):
    """What comes back of a value that a browser was shown and sends unchanged."""
    return field.clean(field.prepare_value(value).replace("\n", "\r\n"))
