"""A TCP proxy in front of PostgreSQL's socket that misbehaves on demand, in one thread of this process."""
import collections
import random
import selectors
import socket
import struct
import threading
import time

NORMAL, DELAY, THROTTLE, DROP, BLACKHOLE, HALF_CLOSE, RESET, REFUSE = "normal", "delay", "throttle", "drop", "blackhole", "half-close", "reset", "refuse"
FORMS = (DELAY, THROTTLE, DROP, BLACKHOLE, HALF_CLOSE, RESET, REFUSE)
LINGER_RESET = struct.pack("ii", 1, 0)
MOST_UNHEARD = 500  # clients that nobody answers; the oldest of more gave up long ago


class Side:
    """One end of a pair: what was read from the other end waits here, each piece until its time."""

    def __init__(self, wire):
        self.wire, self.other, self.pieces, self.ended, self.stalled = wire, None, [], False, False


class FaultProxy(threading.Thread):
    """Forwards 127.0.0.1:port to a Unix socket. set(form) takes effect at once on open and new connections:
    delay (200 ms each way), throttle (20 KiB/s), drop (one in ten pieces stalls its connection for good, as lost packets
    without retransmission do), blackhole (nothing passes, nothing ends; connecting succeeds), half-close (the answers'
    direction is shut down, the other stays open), reset (RST, new ones too), refuse (ends all; connecting fails)."""

    def __init__(self, target, seed=1):
        super().__init__(daemon=True)
        self.target, self.chance, self.form = target, random.Random(seed), NORMAL
        self.selector, self.pairs, self.frozen, self.unheard = selectors.DefaultSelector(), [], [], collections.deque()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.listener.setblocking(False)
        self.wanted, self.running, self.wake = NORMAL, True, socket.socketpair()
        self.selector.register(self.wake[0], selectors.EVENT_READ, None)
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        self.start()

    def set(self, form):
        self.wanted = form
        self.wake[1].send(b"x")

    def close(self):
        self.running = False
        self.wake[1].send(b"x")
        self.join(10)

    def run(self):
        while self.running:
            for key, events in self.selector.select(0.01 if self.form in (DELAY, THROTTLE) else 0.1):
                if key.fileobj is self.wake[0]:
                    self.wake[0].recv(100)
                elif key.fileobj is self.listener:
                    self.accept()
                else:
                    self.read(key.data)
            self.change()
            self.deliver()
        for pair in list(self.pairs):
            self.end(pair)
        self.end_frozen()
        for wire in (self.listener, *self.wake):
            wire.close()

    def change(self):
        """A connection that was blackholed or half-closed stays so when the network is well again."""
        if self.wanted == self.form:
            return
        if self.form == REFUSE:
            self.listener.listen(128)
        before, self.form = self.form, self.wanted
        if before in (BLACKHOLE, HALF_CLOSE) or self.form == NORMAL:
            self.freeze([pair for pair in self.pairs if any(side.stalled for side in pair)])
        if self.form == BLACKHOLE:
            for pair in self.pairs:
                pair[0].stalled = pair[1].stalled = True
        elif self.form == HALF_CLOSE:
            for client, _ in self.pairs:
                self.shut(client)
        elif self.form in (RESET, REFUSE):
            for pair in list(self.pairs):
                self.end(pair, reset=self.form == RESET)
            self.end_frozen()

    def freeze(self, pairs):
        """What was silent stays silent, and open: neither end learns anything, as behind a dead middlebox."""
        for pair in pairs:
            self.pairs.remove(pair)
            for side in pair:
                self.selector.unregister(side.wire)
            self.frozen.append(pair)

    def end_frozen(self):
        for pair in self.frozen:
            for side in pair:
                side.wire.close()
        self.frozen = []
        while self.unheard:
            self.unheard.popleft().close()

    @staticmethod
    def shut(side):
        side.stalled = True
        try:
            side.wire.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def accept(self):
        wire, _ = self.listener.accept()
        if self.form in (RESET, REFUSE):
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
            wire.close()
            return
        if self.form in (BLACKHOLE, HALF_CLOSE):  # the server never hears of it
            if self.form == HALF_CLOSE:
                wire.shutdown(socket.SHUT_WR)
            self.unheard.append(wire)
            while len(self.unheard) > MOST_UNHEARD:
                self.unheard.popleft().close()
            return
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.target)
        except OSError:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
            wire.close()
            server.close()
            return
        pair = (Side(wire), Side(server))
        pair[0].other, pair[1].other = pair[1], pair[0]
        for side in pair:
            side.wire.setblocking(False)
            self.selector.register(side.wire, selectors.EVENT_READ, (side, pair))
        self.pairs.append(pair)

    def read(self, data):
        side, pair = data
        if pair not in self.pairs:
            return
        try:
            piece = side.wire.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            if not side.other.stalled:
                self.end(pair)
            else:
                self.freeze([pair])
            return
        if self.form == DROP and self.chance.random() < 0.1:
            side.other.stalled = True
        wait = 0.2 if self.form == DELAY else len(piece) / 20480 if self.form == THROTTLE else 0
        last = side.other.pieces[-1][0] if side.other.pieces else time.monotonic()
        side.other.pieces.append((max(time.monotonic(), last if self.form == THROTTLE else 0) + wait, piece))

    def deliver(self):
        now = time.monotonic()
        for pair in list(self.pairs):
            for side in pair:
                if side.stalled:
                    side.pieces.clear()
                if not self.flush(side, now):
                    self.end(pair)
                    break

    @staticmethod
    def flush(side, now):
        while side.pieces and side.pieces[0][0] <= now:
            at, piece = side.pieces.pop(0)
            try:
                sent = side.wire.send(piece)
            except BlockingIOError:
                sent = 0
            except OSError:
                return False
            if sent < len(piece):
                side.pieces.insert(0, (at, piece[sent:]))
                return True
        return True

    def end(self, pair, reset=False):
        self.pairs.remove(pair)
        for side in pair:
            self.selector.unregister(side.wire)
            if reset and side.wire.family == socket.AF_INET:
                side.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
            side.wire.close()
