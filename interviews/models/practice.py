"""What a candidate keeps for later."""

from django.conf import settings
from django.db import models

from interviews.models.bank import Question


class Bookmark(models.Model):
    """A question that a candidate wants to find again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="bookmark_once", fields=["user", "question"])]

    def __str__(self) -> str:
        return str(self.question)
