"""A right answer to each question of the bank that has cases, so that no case is wrong; each under the name of its question."""

import heapq
from bisect import bisect_left
from collections import defaultdict, deque
from datetime import date
from itertools import accumulate


def find_quiet_guessers(lines, k):
    failed, entered = defaultdict(set), defaultdict(set)
    for line in lines:
        _, address, account, outcome = line.split()
        (entered if outcome == "OK" else failed)[address].add(account)
    return {address: sorted(entered[address]) for address, accounts in failed.items() if len(accounts) >= k}


def report_expiring(today, warning, critical, lines):
    left = []
    for line in lines:
        host, end = line.split()
        left.append(((date.fromisoformat(end) - date.fromisoformat(today)).days, host))
    words = [(days, host, "CRITICAL" if days <= critical else "WARNING") for days, host in left if days <= warning]
    return [f"{word} {host} {days}" for days, host, word in sorted(words)]


def find_blocked(changes, protected, approved):
    return [
        f"BLOCKED {change['address']} {'replace' if len(change['actions']) > 1 else 'delete'}"
        for change in changes
        if "delete" in change["actions"] and change["type"] in protected and change["address"] not in approved
    ]


def count_visitors(counts, pairs):
    totals = [0, *accumulate(counts)]
    return [totals[last + 1] - totals[first] for first, last in pairs]


def order_thread(comments):
    replies = defaultdict(list)
    for number, parent in comments:
        replies[parent].append(number)
    ordered, waiting = [], [(number, 0) for number in reversed(replies[None])]
    while waiting:
        number, indent = waiting.pop()
        ordered.append([number, indent])
        waiting += [(reply, indent + 1) for reply in reversed(replies[number])]
    return ordered


def fewest_pages(pages, teams):
    def count_teams(limit):
        used, load = 1, 0
        for box in pages:
            used, load = (used + 1, box) if load + box > limit else (used, load + box)
        return used

    low, high = max(pages, default=0), sum(pages)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if count_teams(middle) <= teams else (middle + 1, high)
    return low


def earliest_arrival(hops, start, destination, minute):
    if start == destination:
        return minute
    reached, seated = {start: minute - 5}, set()
    best = None
    for leaves, origin, arrives, stop, coach in _by_time(hops):
        can_board = origin in reached and reached[origin] + 5 <= leaves
        if coach not in seated and not can_board:
            continue
        seated.add(coach)
        if arrives < reached.get(stop, arrives + 1):
            reached[stop] = arrives
        if stop == destination and (best is None or arrives < best):
            best = arrives
    return best


def _by_time(hops):
    """Hops as (leaves, origin, arrives, stop, coach), by departure."""
    return sorted((leaves, origin, arrives, stop, coach) for origin, leaves, stop, arrives, coach in hops)


def find_first_repeat(tickets):
    seen = set()
    for ticket in tickets:
        if ticket in seen:
            return ticket
        seen.add(ticket)
    return None


def longest_passage(readings, draught):
    best, start = [0, 0], 0
    for index, depth in enumerate(readings):
        if depth < draught:
            start = index + 1
        elif index + 1 - start > best[1]:
            best = [start, index + 1 - start]
    return best


def find_too_near(hall):
    students = {(row, column) for row, line in enumerate(hall) for column, desk in enumerate(line) if desk == "S"}
    return [[r, c] for r, c in sorted(students) if students & {(r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)}]


def price_parcels(limits, prices, weights):
    places = [bisect_left(limits, weight) for weight in weights]
    return [prices[place] if place < len(limits) else None for place in places]


def find_route(doors, start, target):
    rooms = defaultdict(list)
    for one, other, steps in doors:
        if not steps:
            rooms[one].append(other)
            rooms[other].append(one)
    came_from, waiting = {start: None}, deque([start])
    while waiting:
        room = waiting.popleft()
        for other in rooms[room]:
            if other not in came_from:
                came_from[other] = room
                waiting.append(other)
    route, room = [], target if target in came_from else None
    while room is not None:
        route.append(room)
        room = came_from[room]
    return route[::-1]


def assign_lockers(lockers, visits):
    free, taken, given = list(range(1, lockers + 1)), [], []
    for arrives, departs in visits:
        while taken and taken[0][0] <= arrives:
            heapq.heappush(free, heapq.heappop(taken)[1])
        given.append(heapq.heappop(free) if free else 0)
        if given[-1]:
            heapq.heappush(taken, (departs, given[-1]))
    return given


def plan_stops(k, n, prices):
    best, came_from, window = [0], [None], deque([0])
    for mooring, price in zip(range(1, n + 1), [*prices, 0], strict=True):
        while window[0] < mooring - k:
            window.popleft()
        best.append(price + best[window[0]])
        came_from.append(window[0])
        while window and best[window[-1]] >= best[mooring]:
            window.pop()
        window.append(mooring)
    stops, mooring = [], came_from[-1]
    while mooring:
        stops.append(mooring)
        mooring = came_from[mooring]
    return [best[-1], stops[::-1]]


def order_recalculation(reads, edited):
    dependents = defaultdict(list)
    for cell, inputs in reads.items():
        for other in set(inputs):
            dependents[other].append(cell)
    affected, waiting = {edited}, [edited]
    while waiting:
        for cell in dependents[waiting.pop()]:
            if cell not in affected:
                affected.add(cell)
                waiting.append(cell)
    missing = {cell: len(affected.intersection(reads.get(cell, ()))) for cell in affected}
    order = [cell for cell in affected if not missing[cell]]
    for cell in order:
        for other in dependents[cell]:
            missing[other] -= 1
            if not missing[other]:
                order.append(other)
    if len(order) == len(affected):
        return order[1:]
    return _find_circle(reads, {cell for cell in affected if missing[cell] > 0})


def _find_circle(reads, stuck):
    path = [min(stuck)]
    while (cell := next(other for other in reads[path[-1]] if other in stuck)) not in path:
        path.append(cell)
    return path[path.index(cell) :]
