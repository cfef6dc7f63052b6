from django.urls import path

from interviews import views

app_name = "interviews"
urlpatterns = [
    path("new/", views.new_interview, name="new"),
    path("<uuid:public_id>/", views.room, name="room"),
    path("<uuid:public_id>/start/", views.start, name="start"),
    path("<uuid:public_id>/messages/", views.send, name="send"),
    path("<uuid:public_id>/delete/", views.delete, name="delete"),
]
