"""A stand-in for a model: speaks chat completions over real HTTP, writes as slowly as it is told, fails when it is told.

For browser tests and benchmarks, and for trying the application without a provider:
``python -m interviewprep.testing.model_server --port 9999 --seconds 2``, then ``LLM_BASE_URL=http://127.0.0.1:9999/v1``.
"""

import argparse
import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from interviewprep.testing.loopback import LoopbackServer, Quiet

OPENERS = (
    "I noted what you began with.", "You put that plainly.", "That is one way in.", "I follow you so far.",
    "So that is where you would start.", "I have that down.",
)  # fmt: skip
ASKS = (
    "What would you look at first?", "Who would notice if it went wrong?", "How would you know that it worked?",
    "What does that cost you later?", "Which part would you give up first?", "What did you assume there?",
)  # fmt: skip
PREFERRED = ("follow_up", "advance", "wrap_up")
CHUNK = re.compile(r"\S+\s*")
DATA = re.compile(r"<(data-\w+)>\n(.*)\n</\1>", re.DOTALL)
QUOTED_WORDS = 8
WORDS_PER_LEVEL = 12


@dataclass(slots=True)
class Behaviour:
    """How the model answers from now on. ``fault``: a status as text, ``hang``, ``cut``, ``prose``, or empty for none.

    ``fault_once`` names a schema: the next call for it is refused. A stream waits for ``go_on`` before its last word.
    """

    seconds: float = 0.0
    fault: str = ""
    action: str = ""
    fault_once: str = ""
    go_on: threading.Event | None = None


@dataclass(slots=True)
class Record:
    """What the model was asked."""

    calls: int = 0
    at_once: int = 0
    most_at_once: int = 0
    prompt_characters: list[int] = field(default_factory=list)
    first_word_seconds: list[float] = field(default_factory=list)


class ModelServer(LoopbackServer):
    """A context manager; ``url`` is the base URL. Change ``behaviour`` at any time."""

    def __init__(self, *, port: int = 0, behaviour: Behaviour | None = None) -> None:
        self.behaviour = behaviour or Behaviour()
        self.record = Record()
        self.lock = threading.Lock()
        super().__init__(_Handler, port=port)


class _Handler(Quiet, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """The record so far, for a benchmark in another process."""
        record = self.server.owner.record
        self._send_json(
            200,
            {
                "calls": record.calls,
                "most_at_once": record.most_at_once,
                "prompt_characters": record.prompt_characters,
                "first_word_seconds": record.first_word_seconds,
            },
        )

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # A client that has gone is its own affair.
        with self._counted(body), contextlib.suppress(ConnectionError):
            self._answer(body, self.server.owner.behaviour)

    @contextlib.contextmanager
    def _counted(self, body: dict[str, Any]) -> Iterator[None]:
        model, record = self.server.owner, self.server.owner.record
        with model.lock:
            record.calls += 1
            record.at_once += 1
            record.most_at_once = max(record.most_at_once, record.at_once)
            record.prompt_characters.append(sum(len(message["content"]) for message in body["messages"]))
        try:
            yield
        finally:
            with model.lock:
                record.at_once -= 1

    def _answer(self, body: dict[str, Any], behaviour: Behaviour) -> None:
        if self._is_refused(body, behaviour):
            self._send_json(400, {"error": {"message": "told to refuse this one", "code": "400"}})
            return
        if behaviour.fault.isdigit():
            self._send_json(int(behaviour.fault), {"error": {"message": "told to fail", "code": behaviour.fault}})
            return
        if behaviour.fault == "hang":
            time.sleep(behaviour.seconds)
            return
        text = "I would rather just chat." if behaviour.fault == "prose" else write_reply(body, behaviour)
        if body.get("stream"):
            self._stream(body, text, behaviour)
        else:
            time.sleep(behaviour.seconds)
            self._send_json(200, _completion(body, {"message": {"role": "assistant", "content": text}}, text))

    def _is_refused(self, body: dict[str, Any], behaviour: Behaviour) -> bool:
        with self.server.owner.lock:
            is_meant = (
                bool(behaviour.fault_once) and body["response_format"]["json_schema"]["name"] == behaviour.fault_once
            )
            behaviour.fault_once = "" if is_meant else behaviour.fault_once
            return is_meant

    def _stream(self, body: dict[str, Any], text: str, behaviour: Behaviour) -> None:
        began = time.monotonic()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        chunks = CHUNK.findall(text)
        pause = behaviour.seconds / len(chunks)
        for nth, chunk in enumerate(chunks):
            time.sleep(pause)
            if behaviour.fault == "cut" and nth > len(chunks) // 3:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if behaviour.go_on is not None and nth == len(chunks) - 1:
                behaviour.go_on.wait()
            self._send_event(_completion(body, {"delta": {"content": chunk}, "finish_reason": None}))
            if nth == 0:
                with self.server.owner.lock:
                    self.server.owner.record.first_word_seconds.append(time.monotonic() - began)
        self._send_event(_completion(body, {"delta": {}, "finish_reason": "stop"}, text))
        self.wfile.write(b"data: [DONE]\n\n")

    def _send_event(self, data: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(data)}\n\n".encode())

    def _send_json(self, status: int, data: dict[str, Any]) -> None:
        content = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _completion(body: dict[str, Any], choice: dict[str, Any], text: str = "") -> dict[str, Any]:
    usage = {"prompt_tokens": len(json.dumps(body["messages"])) // 4, "completion_tokens": len(text) // 4}
    choices = [{"index": 0, "finish_reason": "stop", **choice}]
    return {"id": "stand-in", "object": "chat.completion", "model": body["model"], "choices": choices, "usage": usage}


def write_reply(body: dict[str, Any], behaviour: Behaviour) -> str:
    """An answer in the form that the request's schema asks for."""
    form = body["response_format"]["json_schema"]
    write = {"question_judgement": _write_judgement, "interview_summary": _write_summary}
    fields = form["schema"]["properties"]
    found = write.get(form["name"], _write_interviewer)(body, fields, behaviour)
    head = {"reply": found.pop("reply")} if "reply" in found else {}
    return json.dumps({**head, "call_id": fields["call_id"]["const"], **found})


def _write_interviewer(body: dict[str, Any], fields: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    """A remark that was never made before; ``behaviour.action`` where it is allowed."""
    allowed = fields["action"].get("enum", [])
    wanted = (behaviour.action, *PREFERRED)
    action = next((name for name in wanted if name in allowed), allowed[0])
    seed = sum(map(ord, fields["call_id"]["const"]))
    words = f"{OPENERS[seed % len(OPENERS)]} (Note {fields['call_id']['const'][:6]}.)"
    if action == "follow_up":
        words = f"{words} {ASKS[seed // 7 % len(ASKS)]}"
    return {"reply": words, "intent": "answer", "action": action, "covered": [], "observations": []}


def _write_judgement(body: dict[str, Any], fields: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    """A level by the length of the answer, with the answer's first words as its evidence."""
    said = [line["candidate"] for line in _data_of(body)["conversation"] if "candidate" in line]
    longest = max(said, key=len)
    quote = " ".join(longest.split()[:QUOTED_WORDS])
    level = min(4, len(longest.split()) // WORDS_PER_LEVEL)
    names = fields["ratings"]["items"]["properties"]["competency"]["enum"]
    rating = {"reason": "The answer says how it would begin.", "quote": quote if level else "", "level": level}
    return {
        "covered": [],
        "missing": fields["missing"]["items"]["enum"],
        "ratings": [{"competency": name, **rating} for name in names],
        "did_well": "You said how you would begin.",
        "to_change": "Say what you would do when the first attempt fails.",
    }


def _write_summary(body: dict[str, Any], fields: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    findings = [found for found in _data_of(body)["findings"] if "said" in found]
    quotes = [quote for found in findings for quote in found["said"]]
    return {
        "summary": f"You answered {len(findings)} of the questions in a way that could be judged, and began each plainly.",
        "strengths": [f"{found['question']}: you said how you would begin." for found in findings[:2]],
        "weaknesses": [f"{found['question']}: what happens on failure was left open." for found in findings[:2]],
        "next_steps": ["Answer one of these questions again, and end with what could go wrong."],
        "patterns": ["You began plainly, and stopped before the difficult part."] if len(findings) > 1 else [],
        "moments": [{"quote": quote, "why": "It set the direction of the answer."} for quote in quotes[:1]],
    }


def _data_of(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.findall(body["messages"][-1]["content"])[0][1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9999)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    server = ModelServer(port=options.port, behaviour=Behaviour(seconds=options.seconds))
    print(f"A stand-in for a model: LLM_BASE_URL={server.url} LLM_MODEL=stand-in", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
