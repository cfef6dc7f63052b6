"""Believable wrong answers to the questions of the bank that have cases: each fails a hidden case."""

import heapq
from bisect import bisect_right
from collections import defaultdict
from datetime import date
from itertools import accumulate

from interviews.tests import solutions


def find_quiet_guessers(lines, k):
    """Counts a success only once the address has reached the threshold."""
    failed, entered = defaultdict(set), defaultdict(set)
    for line in lines:
        _, address, account, outcome = line.split()
        if outcome == "FAIL":
            failed[address].add(account)
        elif len(failed[address]) >= k:
            entered[address].add(account)
    return {address: list(entered[address]) for address, accounts in failed.items() if len(accounts) >= k}


def report_expiring(today, warning, critical, lines):
    """The limits themselves fall on the wrong side."""
    left = []
    for line in lines:
        host, end = line.split()
        left.append(((date.fromisoformat(end) - date.fromisoformat(today)).days, host))
    words = [(days, host, "CRITICAL" if days < critical else "WARNING") for days, host in left if days < warning]
    return [f"{word} {host} {days}" for days, host, word in sorted(words)]


def find_blocked(changes, protected, approved):
    """Knows a replacement in one order only."""
    names = {("delete",): "delete", ("delete", "create"): "replace"}
    return [
        f"BLOCKED {change['address']} {names[tuple(change['actions'])]}"
        for change in changes
        if tuple(change["actions"]) in names and change["type"] in protected and change["address"] not in approved
    ]


def count_visitors(counts, pairs):
    """Takes the first minute itself away."""
    totals = list(accumulate(counts))
    return [totals[last] - totals[first] for first, last in pairs]


def order_thread(comments):
    """Orders replies by their numbers, not by when they were posted."""
    return solutions.order_thread(sorted(comments, key=lambda comment: comment[0]))


def fewest_pages(pages, teams):
    """Cuts wherever a team has its fair share."""
    share, most, load = sum(pages) / teams, 0, 0
    for box in pages:
        load += box
        most = max(most, load)
        if load >= share:
            load = 0
    return most


def earliest_arrival(hops, start, destination, minute):
    """Takes the hops in the order in which they are listed."""
    reached, seated = {start: minute - 5}, set()
    for origin, leaves, stop, arrives, coach in hops:
        if coach in seated or (origin in reached and reached[origin] + 5 <= leaves):
            seated.add(coach)
            reached[stop] = min(arrives, reached.get(stop, arrives))
    return reached.get(destination)


def find_first_repeat(tickets):
    """Takes the ticket number 0 for nothing."""
    return solutions.find_first_repeat(tickets) or None


def longest_passage(readings, draught):
    """Of two equal stretches it takes the later."""
    best, length = [0, 0], 0
    for index, depth in enumerate(readings):
        length = length + 1 if depth >= draught else 0
        if length >= best[1]:
            best = [index + 1 - length, length]
    return best


def find_too_near(hall):
    """Reads the opposite side where the hall ends."""
    near = []
    for r, line in enumerate(hall):
        for c, desk in enumerate(line):
            sides = (hall[r - 1][c], hall[(r + 1) % len(hall)][c], line[c - 1], line[(c + 1) % len(line)])
            if desk == "S" and "S" in sides:
                near.append([r, c])
    return near


def price_parcels(limits, prices, weights):
    """Puts a parcel that weighs exactly a limit into the next band."""
    places = [bisect_right(limits, weight) for weight in weights]
    return [prices[place] if place < len(limits) else None for place in places]


def find_route(doors, start, target):
    """Goes as deep as it can, and returns the first way it finds."""
    rooms = defaultdict(list)
    for one, other, steps in doors:
        if not steps:
            rooms[one].append(other)
            rooms[other].append(one)

    def walk(route):
        if route[-1] == target:
            return route
        ways = (walk([*route, room]) for room in rooms[route[-1]] if room not in route)
        return next(filter(None, ways), [])

    return walk([start])


def assign_lockers(lockers, visits):
    """Frees one locker for each arrival, however many people have left."""
    free, taken, given = list(range(1, lockers + 1)), [], []
    for arrives, departs in visits:
        if taken and taken[0][0] <= arrives:
            heapq.heappush(free, heapq.heappop(taken)[1])
        given.append(heapq.heappop(free) if free else 0)
        if given[-1]:
            heapq.heappush(taken, (departs, given[-1]))
    return given


def plan_stops(k, n, prices):
    """Always takes the cheapest mooring within reach."""
    place, stops = 0, []
    while place + k < n:
        place = min(range(place + 1, place + k + 1), key=lambda mooring: prices[mooring - 1])
        stops.append(place)
    return [sum(prices[stop - 1] for stop in stops), stops]


def order_recalculation(reads, edited):
    """Waits for every input, also for those that no change reaches."""
    missing = {cell: len(set(inputs)) for cell, inputs in reads.items()}
    order = [edited]
    for cell in order:
        for other, inputs in reads.items():
            if cell in inputs:
                missing[other] -= 1
                if not missing[other]:
                    order.append(other)
    stuck = [cell for cell, inputs in reads.items() if cell in inputs]
    return stuck or order[1:]
