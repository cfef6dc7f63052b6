from django.urls import path

from scoring import api

app_name = "scoring-api"
urlpatterns = [
    path("interviews/<uuid:public_id>/finalize/", api.FinalizeView.as_view(), name="finalize"),
    path("interviews/<uuid:public_id>/evaluation/", api.EvaluationView.as_view(), name="evaluation"),
    path("interviews/<uuid:public_id>/transcript/", api.TranscriptView.as_view(), name="transcript"),
]
