"""What the candidates of the gallery say: answers to three questions of the bank, as somebody good but not perfect gives them."""

CODING, DESIGN, BEHAVIORAL = "ageing-queue-animal-clinic", "auction-closing-charity", "opinion-given-up"
CASES = "split-shelf-archive-scanning"  # a coding question that has sample cases

HELLO = "I'm well, thank you. A little nervous, but I slept."
BACKGROUND = "For four years I have looked after the ordering system of a bakery chain: Python, PostgreSQL, and whatever breaks at five."

CODE = '''\
import heapq


class WaitingRoom:
    """Everybody ages at the same rate, so the order never changes: compare urgency minus the arrival."""

    def __init__(self):
        self.heap, self.gone = [], set()

    def arrive(self, name, urgency, minute):
        key = minute - 10 * urgency  # integers: a tenth of a point a minute
        heapq.heappush(self.heap, (key, minute, name))

    def leave(self, name, minute):
        self.gone.add(name)  # lazy deletion: skipped when its turn comes

    def call(self, minute):
        while self.heap:
            *_, name = heapq.heappop(self.heap)
            if name not in self.gone:
                return name
        return None
'''
WRONG = """\
def fewest_pages(pages, teams):
    return sum(pages) // teams  # as if a box could be cut
"""

ALL_CODE = {CODE, WRONG}

RUNNABLE = """\
const key = (urgency, minute) => minute - 10 * urgency;
const waiting = [["Rex", 2, 0], ["Mimi", 3, 5], ["Otto", 4, 18]];
waiting.sort((a, b) => key(a[1], a[2]) - key(b[1], b[2]));
console.log(waiting.map(([name]) => name).join(", "));
"""
AFTER_CODE = (
    "The heap makes arriving and calling O(log n). With a hundred thousand cases that is some seventeen steps, where "
    "scoring everybody anew would touch all of them at each call. When two have equal keys, the earlier arrival goes first."
)
AUCTION = (
    "Each bid is one short transaction: lock the row of the lot, compare the bid with the present price and with the end "
    "on the database clock, and insert it with its verdict. Every bid is stored, refused ones too, with the reason for "
    "refusal, so in June we can read out what happened in May."
)
FOLLOWED_UP = (
    "Three thousand bids in a minute are fifty a second on one lot. A transaction holds the row for a few milliseconds, so "
    "one database is enough; I would measure it the week before, with twice as many."
)
CHANGED_MIND = (
    "For years I was against feature flags: I believed they were branches that nobody deletes. A colleague asked me to run "
    "one release with them and measure it. Our next outage lasted four minutes instead of forty, and the numbers showed why. "
    "At the next meeting I said to the same people that I had been wrong and that it was her idea. It took me three months, "
    "mostly out of pride."
)
BETTER_AUCTION = (
    f"{AUCTION} The browser sends a request id with each bid, so a double tap or a network retry is judged once. A bid in the "
    "last ten seconds extends the lot by half a minute, which ends sniping."
)
SHORT = "I would lock the row."
QUESTION_BACK = "Can two patients have the same name?"
