"""The API of practice: a candidate's bookmarks."""

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviewprep.api_schema import operation
from interviewprep.requests import user_id
from interviews import practice, queries


class BookmarkView(APIView):
    """PUT and DELETE questions/{slug}/bookmark/: keep a question, or no longer. Both may be repeated."""

    @operation("bookmarkQuestion", "Keep a question, to find it again", status=204)
    def put(self, request: Request, slug: str) -> Response:
        practice.keep_question(user_id(request), get_object_or_404(queries.published(), slug=slug))
        return Response(status=204)

    @operation("dropBookmark", "Keep a question no longer", status=204)
    def delete(self, request: Request, slug: str) -> Response:
        practice.drop_question(user_id(request), get_object_or_404(queries.ever_published(), slug=slug))
        return Response(status=204)
