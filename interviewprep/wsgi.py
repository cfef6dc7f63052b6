"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interviewprep.settings")
application = get_wsgi_application()

from interviewprep.llm import get_llm  # noqa: E402 - needs the settings
from interviewprep.mail import Postman  # noqa: E402

get_llm()  # a faulty configuration is told at the start, and importing the client takes a second that nobody should wait for
Postman.start()
