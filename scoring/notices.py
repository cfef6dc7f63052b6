"""Mail about an evaluation, to whoever wants it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from interviewprep.mail import send_later
from interviews import catalogue
from interviews.models import Interview
from scoring.models import Evaluation


def tell_ready(interview: Interview, evaluation: Evaluation, *, replaced: Evaluation | None) -> None:
    """Write to the candidate that there is an evaluation where none stood, or one to rely on where a provisional one did.

    Part of the transaction that stores it: nobody is told of what was then rolled back.
    """
    is_news = replaced is None or (replaced.provisional and not evaluation.provisional)
    if not (settings.MAIL_CONFIGURED and is_news):
        return
    wanting = User.objects.filter(pk=interview.user_id, preferences__email_notices=True)
    for address in wanting.values_list("email", flat=True):
        send_later(address, "Your evaluation is ready", _write(interview, evaluation), user_id=interview.user_id)


def _write(interview: Interview, evaluation: Evaluation) -> str:
    context = {
        "interview": interview,
        "evaluation": evaluation,
        "track": catalogue.tracks()[interview.track],
        "interviewer": catalogue.interviewers()[interview.interviewer],
        "results": settings.PUBLIC_URL + reverse("scoring:results", args=[interview.public_id]),
        "settings": settings.PUBLIC_URL + reverse("accounts:settings"),
    }
    return render_to_string("scoring/mail/evaluation_ready.txt", context)
