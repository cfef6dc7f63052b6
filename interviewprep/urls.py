"""Every route of the application."""

from django.contrib import admin
from django.urls import include, path

from interviewprep import health
from interviewprep.api_docs import SchemaView, docs
from interviewprep.sandbox import sandbox
from interviewprep.styleguide import styleguide
from interviews.views import landing

urlpatterns = [
    path("", landing, name="landing"),
    path("", include("accounts.urls")),
    path("", include("accounts.allauth_urls")),
    path("", include("interviews.urls")),
    path("", include("scoring.urls")),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/", include("interviews.api_urls")),
    path("api/v1/", include("scoring.api_urls")),
    path("api/schema/", SchemaView.as_view(), name="api-schema"),
    path("api/docs/", docs, name="api-docs"),
    path("admin/", admin.site.urls),
    path("sandbox/", sandbox, name="sandbox"),
    path("styleguide/", styleguide, name="styleguide"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "interviewprep.error_pages.bad_request"
handler403 = "interviewprep.error_pages.forbidden"
handler404 = "interviewprep.error_pages.not_found"
handler500 = "interviewprep.error_pages.server_error"
