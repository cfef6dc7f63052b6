from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class InterviewprepConfig(AppConfig):
    name = "interviewprep"

    def ready(self) -> None:
        from interviewprep import checks  # noqa: F401, PLC0415 - registers the checks


class StaffAdminConfig(AdminConfig):
    default_site = "interviewprep.admin_site.StaffSite"
