from django.urls import include, path

from scoring import history_views, progress_views, views

app_name = "scoring"
interviews = [
    path("", history_views.history, name="history"),
    path("delete/", history_views.delete_chosen, name="delete_chosen"),
    path("compare/", history_views.compare, name="compare"),
    path("how-good-is-this-score/", views.agreement, name="agreement"),
    path("<uuid:public_id>/finish/", views.finish, name="finish"),
    path("<uuid:public_id>/rescore/", views.rescore, name="rescore"),
    path("<uuid:public_id>/results/", views.results, name="results"),
    path("<uuid:public_id>/self-rating/", views.self_rating, name="self_rating"),
    path("<uuid:public_id>/questions/<int:position>/again/", views.reanswer, name="reanswer"),
    path("<uuid:public_id>/report/", views.report, name="report"),
    path("<uuid:public_id>/transcript/", views.transcript, name="transcript"),
]
urlpatterns = [
    path("dashboard/", progress_views.dashboard, name="dashboard"),
    path("progress/", progress_views.progress, name="progress"),
    path("interviews/", include(interviews)),
]
