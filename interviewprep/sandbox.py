"""The page in which a candidate's JavaScript runs: framed by the room, and cut off from everything."""

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL
from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

# An origin that owns no cookie and no storage, opened by whatever way; one script, the worker that it makes, and no connection.
POLICY = {
    "default-src": [NONE],
    "script-src": [NONCE, UNSAFE_EVAL],
    "worker-src": ["blob:"],
    "connect-src": [NONE],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-scripts"],
}


@require_safe
@login_not_required
@xframe_options_sameorigin
@csp(POLICY)
def sandbox(request: HttpRequest) -> HttpResponse:
    """Nothing to see; the same for everybody."""
    return render(request, "sandbox.html")
