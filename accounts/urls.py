from django.urls import path

from accounts import preference_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-up/<uuid:sign_up_id>/", views.confirm_sign_up, name="confirm_sign_up"),
    path("sign-up/<uuid:sign_up_id>/again/", views.resend_code, name="resend_code"),
    path("log-out/", views.LogOut.as_view(), name="log_out"),
    path("account/", views.account, name="account"),
    path("account/name/", views.change_profile, name="change_profile"),
    path("account/password/", views.change_password, name="change_password"),
    path("account/log-out-everywhere/", views.log_out_everywhere, name="log_out_everywhere"),
    path("account/export/", views.export, name="export"),
    path("account/delete/", views.delete_account, name="delete"),
    path("account/settings/", preference_views.settings, name="settings"),
    path("account/usage/", views.usage, name="usage"),
]
