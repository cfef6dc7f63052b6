"""What each level looks like, for every track and everything that the bank judges."""

import pytest
from pydantic import ValidationError

from interviews import catalogue
from interviews.tests.delivered import delivered_questions
from scoring.rubric import BEHAVIORAL, HERE, LEVELS, Competency, load_rubric, read_rubric_file

TRACKS = tuple(catalogue.tracks())
QUESTIONS = delivered_questions()


def test_there_is_one_rubric_file_a_track_and_none_besides():
    assert {path.stem for path in HERE.glob("*.toml")} == set(TRACKS)


@pytest.mark.parametrize("track", TRACKS)
def test_a_tracks_rubric_loads_with_six_different_anchors_to_a_competency(track):
    rubric = load_rubric(track)
    assert (rubric.track, read_rubric_file(track).track) == (track, track)
    for name, competency in rubric.competencies.items():
        assert competency.id == name
        assert competency.weight in {1, 2, 3}
        assert len({anchor.strip() for anchor in competency.anchors} - {""}) == len(LEVELS) == 6


@pytest.mark.parametrize("track", TRACKS)
def test_the_tracks_own_anchors_stand_beside_the_behavioural_ones(track):
    own = {c.id: c for c in read_rubric_file(track).competency}
    behavioral = {c.id: c for c in read_rubric_file(BEHAVIORAL).competency}
    assert load_rubric(track).competencies == behavioral | own


@pytest.mark.parametrize("track", TRACKS)
def test_a_rubrics_version_names_its_files(track):
    files = dict.fromkeys((track, BEHAVIORAL))
    assert load_rubric(track).version == "+".join(f"{name}-{read_rubric_file(name).version}" for name in files)


@pytest.mark.parametrize("track", TRACKS)
def test_a_track_has_no_competency_twice(track):
    ids = [c.id for c in read_rubric_file(track).competency]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("track", TRACKS)
def test_all_that_the_banks_questions_judge_has_anchors_in_each_of_their_tracks(track):
    questions = [question for question in QUESTIONS if track in question.tracks]
    known = load_rubric(track).competencies.keys()
    assert questions
    judged = {(question.slug, point.competency) for question in questions for point in question.key_point}
    assert sorted((slug, name) for slug, name in judged if name not in known) == []


@pytest.mark.parametrize(
    "change", [{"weight": 0}, {"weight": 4}, {"anchors": ("a",) * 5}, {"anchors": ("a",) * 7}, {"x": 1}]
)
def test_a_competency_with_other_than_six_anchors_or_a_weight_off_the_scale_is_refused(change):
    fields = {"id": "a", "name": "A", "weight": 1, "judges": "A.", "anchors": tuple("abcdef")}
    assert Competency.model_validate(fields).anchors == tuple("abcdef")
    with pytest.raises(ValidationError):
        Competency.model_validate({**fields, **change})
