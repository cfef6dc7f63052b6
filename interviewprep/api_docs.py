"""The API's description: for programs at /api/schema/, for people at /api/docs/. Open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviewprep.api_schema import describe_api


class SchemaView(APIView):
    """GET schema/: the OpenAPI document. Made once a process, since anybody may ask for it."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    schema = None

    def get(self, request: Request) -> Response:
        return Response(describe_api())


@require_safe
@login_not_required
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI from our own files, without the package's template: that one has inline style, which our policy forbids."""
    return render(request, "api_docs.html")
