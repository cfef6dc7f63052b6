"""What each page costs somebody who has sat a thousand interviews: statements and server time."""

import time
from http import HTTPStatus

from django.core.management import call_command
from django.test import Client

from bench.big_bank import analyze
from bench.candidates import fill_bank
from bench.counting import counted
from bench.figure import Place
from bench.places import Page, pages_of
from bench.tables import Line, Measured, percentile, timings
from bench.veterans import make_veteran

INTERVIEWS = 1_000
ROUNDS = 20
REFERENCE = "settings"
TITLE = "Pages of an account with 1,000 interviews"
ABOUT = f"""\
One candidate with {INTERVIEWS:,} finished interviews of seven questions over a year, on every track, half of them judged by a
model, in the middle of another. Each page is made {ROUNDS} times in this process, all pages in turn, without a network; statements
with the session's and the user's. "CPU" is the processor's time in this process (PostgreSQL's own is not in it), p50; "of {REFERENCE}"
divides it by that of the {REFERENCE} page, which reads nothing of interviews: the figure to compare between machines and days."""


def measure(place: Place) -> Measured:
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their static files by content
    notes = [fill_bank()]
    user = make_veteran(INTERVIEWS)
    pages = pages_of(user)
    analyze()
    signed_in, stranger = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    signed_in.force_login(user)
    made = {page: Made(stranger if page.is_open else signed_in, page) for page in pages}
    for _ in range(ROUNDS):
        for one in made.values():
            one.make()
    reference = next(one.processor_p50() for page, one in made.items() if page.name == REFERENCE)
    return Measured(TITLE, ABOUT, [one.line(reference) for one in made.values()], "CPU ms", notes)


class Made:
    """One page as often as it was made; the first time is not counted, since it fills what is kept in memory."""

    def __init__(self, client: Client, page: Page) -> None:
        self.client, self.page = client, page
        self.wall: list[float] = []
        self.processor: list[float] = []
        self._get()
        with counted() as tally:
            self._get()
        self.statements = tally.statements

    def make(self) -> None:
        began, worked = time.perf_counter(), time.process_time()
        self._get()
        self.wall.append(time.perf_counter() - began)
        self.processor.append(time.process_time() - worked)

    def processor_p50(self) -> float:
        return percentile(self.processor, 0.5)

    def line(self, reference: float) -> Line:
        cells = {"statements": self.statements, **timings(self.wall), "CPU ms": self.processor_p50() * 1_000}
        return Line(self.page.name, {**cells, f"of {REFERENCE}": self.processor_p50() / reference})

    def _get(self) -> None:
        response = self.client.get(self.page.path)
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{self.page.path} answered {response.status_code}.")
