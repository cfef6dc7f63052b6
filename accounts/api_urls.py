from django.urls import path

from accounts import api

app_name = "accounts-api"
urlpatterns = [
    path("auth/register/", api.RegisterView.as_view(), name="register"),
    path("auth/token/", api.TokenView.as_view(), name="token"),
    path("auth/token/refresh/", api.TokenRefreshView.as_view(), name="token-refresh"),
    path("me/usage/", api.UsageView.as_view(), name="usage"),
]
