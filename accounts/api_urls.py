from django.urls import path

from accounts import api, preference_api

app_name = "accounts-api"
urlpatterns = [
    path("auth/register/", api.RegisterView.as_view(), name="register"),
    path("auth/register/confirm/", api.ConfirmView.as_view(), name="register-confirm"),
    path("auth/register/resend/", api.ResendView.as_view(), name="register-resend"),
    path("auth/token/", api.TokenView.as_view(), name="token"),
    path("auth/token/refresh/", api.TokenRefreshView.as_view(), name="token-refresh"),
    path("auth/logout/", api.LogOutView.as_view(), name="logout"),
    path("auth/logout-all/", api.LogOutEverywhereView.as_view(), name="logout-all"),
    path("me/", api.MeView.as_view(), name="me"),
    path("me/preferences/", preference_api.PreferencesView.as_view(), name="preferences"),
    path("me/export/", api.ExportView.as_view(), name="export"),
    path("me/usage/", api.UsageView.as_view(), name="usage"),
]
