from django.urls import include, path

from interviews import cases_views, practice_views, views

app_name = "interviews"
SITTINGS = [
    path("new/", views.new_interview, name="new"),
    path("<uuid:public_id>/", views.room, name="room"),
    path("<uuid:public_id>/start/", views.start, name="start"),
    path("<uuid:public_id>/messages/", views.send, name="send"),
    path("<uuid:public_id>/questions/<int:position>/cases/", cases_views.run, name="cases"),
    path("<uuid:public_id>/delete/", views.delete, name="delete"),
]
PRACTICE = [
    path("", practice_views.browse, name="practice"),
    path("mock/", practice_views.mock, name="mock"),
    path("<slug:slug>/drill/", practice_views.drill, name="drill"),
    path("<slug:slug>/bookmark/", practice_views.bookmark, name="bookmark"),
]
urlpatterns = [path("interviews/", include(SITTINGS)), path("practice/", include(PRACTICE))]
