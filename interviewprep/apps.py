from django.apps import AppConfig


class InterviewprepConfig(AppConfig):
    name = "interviewprep"

    def ready(self) -> None:
        from interviewprep import checks  # noqa: F401, PLC0415 - registers the checks
