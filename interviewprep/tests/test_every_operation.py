"""Every operation of the API, tried by schemathesis against its own description: as somebody, as a candidate, as staff.

``EXAMPLES`` in the environment makes it longer than the suite's few seconds: how many requests each operation is tried with.
"""

import copy
import os
import uuid

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from accounts import tokens
from interviewprep.api_schema import RECORDINGS, describe_api
from interviewprep.testing.factories import make_bank, make_interview, make_user, new_key, reach_question
from interviewprep.wsgi import application
from scoring import services
from scoring.judges import current_judge

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = int(os.environ.get("EXAMPLES", "6"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
schemathesis.serializer.alias(list(RECORDINGS), "application/octet-stream")
API = schemathesis.openapi.from_dict(copy.deepcopy(describe_api()))
PEOPLE = {"somebody": None, "a candidate": {}, "staff": {"is_staff": True, "is_superuser": True}}


class Sitting:
    """A person with an interview under way and a finished one; what a request deletes is made again."""

    def __init__(self, fields):
        self.fields = fields
        make_bank(own=3, behavioral=1)
        self.renew()

    def renew(self):
        self.user = make_user(**(self.fields or {}))
        self.running = reach_question(make_interview(self.user))
        self.finished = make_interview(self.user, max_questions=1, behavioral_questions_target=0)
        services.open_finalize(self.finished.pk, judge=current_judge(), offline=True).finish()
        self.headers = {}
        if self.fields is not None:
            self.headers["Authorization"] = f"Bearer {tokens.open_family(self.user).access}"

    def is_whole(self):
        found = type(self.user).objects.filter(pk=self.user.pk, auth_epoch=0).first()
        return found is not None and found.interviews.filter(pk__in=[self.running.pk, self.finished.pk]).count() == 2

    def ids(self):
        return st.sampled_from([str(self.running.public_id), str(self.finished.public_id), str(uuid.UUID(int=7))])


def try_operation(operation, sitting):
    modes = [operation.as_strategy(GenerationMode.POSITIVE)]
    if operation.body or operation.query or operation.path_parameters:
        modes.append(operation.as_strategy(GenerationMode.NEGATIVE))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(modes), interview_id=sitting.ids(), has_key=st.booleans())
    def ask(case, interview_id, has_key):
        if not sitting.is_whole():
            sitting.renew()
        if "public_id" in case.path_parameters and interview_id:
            case.path_parameters["public_id"] = interview_id
        headers = sitting.headers | ({"Idempotency-Key": new_key()} if has_key else {})
        response = case.call(app=application, headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()


# To the database staff are candidates: here they are refused as everybody is, or served as everybody is.
@pytest.mark.parametrize("who", ["somebody", "a candidate", pytest.param("staff", marks=pytest.mark.page)])
def test_no_answer_is_a_fault_of_ours_or_other_than_described(who):
    sitting = Sitting(PEOPLE[who])
    for result in API.get_all_operations():
        try_operation(result.ok(), sitting)
