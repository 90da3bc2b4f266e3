"""A mail server at the edge: takes mails on a port of its own and keeps them, as often as they come."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Received:
    """What arrived. `refusing` turns down every recipient, `rude` the farewell; `user` is who signed in.

    `breaking` ends the connection where a mail's content was taken and no answer given; `full` refuses it.
    `recipient`, `before_content` and `content` are the answers at RCPT, DATA and after the content, where given.
    `to_hold` permits so many mails to be taken without an answer until `let_go`; these are in `held`.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refusing: bool = False
    rude: bool = False
    breaking: bool = False
    full: bool = False
    recipient: bytes = b""
    content: bytes = b""
    before_content: bytes = b""
    user: str = ""
    to_hold: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    held: list[EmailMessage] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    def take(self, content: bytes) -> bytes:
        """The answer to a mail's content; without one the connection ends."""
        if self.full or self.content:
            return self.content or b"452 no space left\r\n"
        mail: EmailMessage = message_from_bytes(content, policy=policy.default)  # type: ignore[arg-type,assignment] # the policy makes it one
        self.mails.append(mail)
        if self.to_hold.acquire(blocking=False):
            self.held.append(mail)
            self.let_go.wait(60)
            return b""
        return b"" if self.breaking else b"250 ok\r\n"


@contextmanager
def mail_server() -> Iterator[Received]:
    received = Received()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 fake\r\n")
            for line in iter(self.rfile.readline, b""):
                answer = self.answer(line.decode().strip())
                if not answer:
                    return
                self.wfile.write(answer)

        def answer(self, line: str) -> bytes:
            verb = line[:4].upper()
            if verb == "EHLO":
                return b"250-fake\r\n250 AUTH PLAIN\r\n"
            if verb == "AUTH":
                received.user = line.split()[-1]
                return b"235 welcome\r\n"
            if verb == "RCPT":
                received.recipients.append(line.partition("<")[2].rstrip(">"))
                refusal = b"550 secret-recipient is unknown\r\n" if received.refusing else received.recipient
                return refusal or b"250 ok\r\n"
            if verb == "DATA":
                if received.before_content:
                    return received.before_content
                self.wfile.write(b"354 go on\r\n")
                return received.take(b"".join(iter(self.rfile.readline, b".\r\n")))
            if verb == "QUIT":
                return b"421 go away\r\n" if received.rude else b"221 bye\r\n"
            return b"250 ok\r\n"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        received.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield received
        server.shutdown()
