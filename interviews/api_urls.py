from django.urls import path

from interviews import api, cases_api, practice_api, reading_api, speech_api

app_name = "interviews-api"
urlpatterns = [
    path("catalogue/", api.CatalogueView.as_view(), name="catalogue"),
    path("interviews/", api.InterviewsView.as_view(), name="interviews"),
    path("interviews/<uuid:public_id>/", api.InterviewView.as_view(), name="interview"),
    path("interviews/<uuid:public_id>/start/", api.StartView.as_view(), name="start"),
    path("interviews/<uuid:public_id>/messages/", api.MessagesView.as_view(), name="messages"),
    path(
        "interviews/<uuid:public_id>/messages/<int:seq>/speech/",
        reading_api.MessageSpeechView.as_view(),
        name="message-speech",
    ),
    path("interviews/<uuid:public_id>/cases/", cases_api.CasesView.as_view(), name="cases"),
    path("questions/", api.QuestionsView.as_view(), name="questions"),
    path("questions/<slug:slug>/bookmark/", practice_api.BookmarkView.as_view(), name="bookmark"),
    path("speech/status/", speech_api.SpeechStatusView.as_view(), name="speech-status"),
    path("transcriptions/", speech_api.TranscriptionsView.as_view(), name="transcriptions"),
    path("llm/status/", api.LLMStatusView.as_view(), name="llm-status"),
]
