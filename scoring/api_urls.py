from django.urls import path

from scoring import api, progress_api

app_name = "scoring-api"
urlpatterns = [
    path("progress/", progress_api.ProgressView.as_view(), name="progress"),
    path("scoring/agreement/", api.AgreementView.as_view(), name="agreement"),
    path("interviews/<uuid:public_id>/finalize/", api.FinalizeView.as_view(), name="finalize"),
    path("interviews/<uuid:public_id>/rescore/", api.RescoreView.as_view(), name="rescore"),
    path("interviews/<uuid:public_id>/self-rating/", api.SelfRatingView.as_view(), name="self-rating"),
    path(
        "interviews/<uuid:public_id>/questions/<int:position>/answers/", api.ReanswersView.as_view(), name="reanswers"
    ),
    path("interviews/<uuid:public_id>/evaluation/", api.EvaluationView.as_view(), name="evaluation"),
    path("interviews/<uuid:public_id>/transcript/", api.TranscriptView.as_view(), name="transcript"),
]
