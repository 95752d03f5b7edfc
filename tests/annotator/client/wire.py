"""A line to the server that a test can hold after so many bytes, cut, or let damage what comes back."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

FOREVER = 1 << 60  # bytes


class Wire:
    """Listens on a port of its own and passes everything on. `up` and `down` are how many bytes may still pass."""

    def __init__(self, server: int) -> None:
        self.server, self.up, self.down = server, FOREVER, FOREVER
        self.spoilt: tuple[bytes, int] | None = None  # what is damaged on its way back, and how often still
        self.free = threading.Condition()
        self.open: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def hold(self, *, up: int = FOREVER, down: int = FOREVER) -> None:
        """Let so many bytes pass, then none until the next call."""
        with self.free:
            self.up, self.down = up, down
            self.free.notify_all()

    def cut(self) -> None:
        """End every connection, as a network does that goes away; new ones are welcome."""
        with self.free:
            ended, self.open = self.open, []
        for end in ended:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """End everything."""
        self.door.close()
        self.hold()
        self.cut()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
                far = socket.create_connection(("127.0.0.1", self.server))
            except OSError:
                return
            with self.free:
                self.open += [near, far]
            for source, sink, way in ((near, far, "up"), (far, near, "down")):
                threading.Thread(target=self._pass_on, args=(source, sink, way), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):
            while piece := source.recv(1 << 14):
                if way == "down":
                    piece = self._spoil(piece)
                while piece:
                    may = self._may(way, len(piece))
                    sink.sendall(piece[:may])
                    piece = piece[may:]
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def _may(self, way: str, wanted: int) -> int:
        """How many of these bytes may pass now; waits while none may."""
        with self.free:
            while getattr(self, way) == 0:
                self.free.wait()
            may = min(wanted, getattr(self, way))
            setattr(self, way, getattr(self, way) - may)
            return may

    def _spoil(self, piece: bytes) -> bytes:
        with self.free:
            if self.spoilt is None or self.spoilt[1] == 0 or self.spoilt[0] not in piece:
                return piece
            words, times = self.spoilt
            self.spoilt = (words, times - 1)
        return piece.replace(words, words[:-1] + bytes([words[-1] ^ 1]), 1)
