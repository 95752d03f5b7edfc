"""A line to a server that lets some requests pass and then holds everything back, for deaths half way."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Stalling:
    """A port of loopback in front of a server.

    Args:
        port: The server's.
        verb: Which requests count, such as PUT.
        let: How many of them pass.
    """

    def __init__(self, port: int, *, verb: str, let: int) -> None:
        self.port, self.verb, self.left = port, f"{verb} /".encode(), let
        self.stalled, self.lock = threading.Event(), threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.own_port = int(self.listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Nobody is let in any more."""
        self.listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                inside, _ = self.listening.accept()
                outside = socket.create_connection(("127.0.0.1", self.port))
                threading.Thread(target=self._pass, args=(inside, outside, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(outside, inside, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, counting: bool) -> None:
        with suppress(OSError):
            while block := source.recv(1 << 16):
                if counting and not self._may_pass(block):
                    return
                target.sendall(block)
            target.shutdown(socket.SHUT_WR)

    def _may_pass(self, block: bytes) -> bool:
        with self.lock:
            if block.startswith(self.verb):
                self.left -= 1
            if self.left < 0:
                self.stalled.set()
        return not self.stalled.is_set()
