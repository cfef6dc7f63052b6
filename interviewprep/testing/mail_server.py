"""A mail server on loopback that speaks the real wire."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


def find_code(message: str) -> str:
    """The code in a mail, which stands in a line of its own."""
    (code,) = CODE.findall("\n".join(message.splitlines()))
    return str(code)


@dataclass(slots=True)
class MailServer:
    """What was delivered, and how the server behaves: ``refusals`` answers of 451 first, ``unknown`` addresses for ever."""

    port: int = 0
    refusals: int = 0
    unknown: frozenset[str] = frozenset()
    delivered: list[str] = field(default_factory=list)


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    state = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            for line in iter(self.rfile.readline, b""):
                command = line.decode().strip()
                if command.upper() == "DATA":
                    self.take_message()
                elif command.upper() == "QUIT":
                    return self.say("221 bye")
                else:
                    self.say(self.answer_to(command))
            return None

        def answer_to(self, command: str) -> str:
            if command.upper().startswith("RCPT") and any(address in command for address in state.unknown):
                return "550 no such mailbox"
            if command.upper().startswith("MAIL") and state.refusals:
                state.refusals -= 1
                return "451 try again later"
            return "250 ok"

        def take_message(self) -> None:
            self.say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            state.delivered.append(b"".join(lines).decode())
            self.say("250 taken")

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield state
        server.shutdown()
