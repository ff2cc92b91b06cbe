# SPDX-License-Identifier: BSD-2-Clause
"""The host's end of the guest's agent: see agent.c for the frames.

Carries standard input, output, error and the exit status between this process
and the command in the guest, byte for byte. Never blocks on sending, so
neither side can wait for the other.
"""
import contextlib
import os
import selectors
import signal
import struct
import termios
import time
import tty

CHUNK = 16384


class GuestDied(Exception):
    """The machine ended, or never came up, without an exit status."""


class TimedOut(Exception):
    """--timeout passed."""


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


class Link:
    """One run of one command. run() returns its exit status."""

    def __init__(self, port, is_tty, deadline, start_deadline):
        self.port = port
        self.is_tty = is_tty
        self.deadline = deadline
        self.start_deadline = start_deadline
        self.started = None
        self.status = None
        self.incoming = b""
        self.outgoing = b""
        self.input_open = True
        self.output_open = {1: True, 2: True}
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_write, False)

    def send(self, kind, data=b""):
        self.outgoing += struct.pack("<cxH", kind, len(data)) + data

    def send_window(self):
        try:
            size = os.get_terminal_size(0)
        except OSError:
            return
        self.send(b"w", struct.pack("<HH", size.lines, size.columns))

    def write_output(self, descriptor, data):
        """A reader that has gone away stops the output, not the command."""
        if self.output_open[descriptor]:
            try:
                write_all(descriptor, data)
            except BrokenPipeError:
                self.output_open[descriptor] = False

    def handle_frame(self, kind, data):
        if kind == b"s":
            self.started = time.monotonic()
            if self.is_tty:
                self.send_window()
        elif kind == b"o":
            self.write_output(1, data)
        elif kind == b"e":
            self.write_output(2, data)
        elif kind == b"x":
            self.status = data[0]
            self.send(b"a")

    def receive(self):
        try:
            data = self.port.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            raise GuestDied("the machine stopped before the command ended"
                            if self.started else
                            "the machine stopped before the command started")
        self.incoming += data
        while len(self.incoming) >= 4:
            kind, length = struct.unpack("<cxH", self.incoming[:4])
            if len(self.incoming) < 4 + length:
                break
            self.handle_frame(kind, self.incoming[4:4 + length])
            self.incoming = self.incoming[4 + length:]

    def read_input(self):
        data = os.read(0, CHUNK)
        self.send(b"i", data)
        self.input_open = bool(data)

    def flush(self):
        try:
            sent = self.port.send(self.outgoing)
        except BlockingIOError:
            return
        except ConnectionError:
            sent = len(self.outgoing)  # receive() says that it has ended
        self.outgoing = self.outgoing[sent:]

    def wait_time(self):
        limits = [self.deadline]
        if self.started is None:
            limits.append(self.start_deadline)
        limits = [limit for limit in limits if limit is not None]
        return max(0, min(limits) - time.monotonic()) if limits else None

    def check_deadlines(self):
        now = time.monotonic()
        if self.deadline is not None and now >= self.deadline:
            raise TimedOut
        if self.started is None and now >= self.start_deadline:
            raise GuestDied("the guest did not come up in time")

    def step(self, selector):
        """Waits for one thing to happen and handles it. Standard input is
        read only while little is waiting to be sent."""
        events = selectors.EVENT_READ
        if self.outgoing:
            events |= selectors.EVENT_WRITE
        selector.modify(self.port, events, "port")
        wants_input = self.input_open and len(self.outgoing) < CHUNK
        if wants_input and 0 not in selector.get_map():
            selector.register(0, selectors.EVENT_READ, "input")
        elif not wants_input and 0 in selector.get_map():
            selector.unregister(0)
        for key, ready in selector.select(self.wait_time()):
            if key.data == "input":
                self.read_input()
            elif key.data == "wake":
                os.read(self.wake_read, 64)
                self.send_window()
            elif ready & selectors.EVENT_READ:
                self.receive()
        if self.outgoing:
            self.flush()

    def run(self):
        # poll(), not epoll: standard input may be a plain file.
        self.port.setblocking(False)
        with Terminal(self.is_tty, self.wake_write), selectors.PollSelector() as selector:
            selector.register(self.port, selectors.EVENT_READ, "port")
            selector.register(self.wake_read, selectors.EVENT_READ, "wake")
            while self.status is None:
                self.step(selector)
                self.check_deadlines()
        self.port.setblocking(True)
        with contextlib.suppress(ConnectionError):
            self.port.sendall(self.outgoing)
        return self.status


class Terminal:
    """Raw mode and window-size signals while the guest has the terminal."""

    def __init__(self, is_tty, wake):
        self.is_tty = is_tty
        self.wake = wake

    def __enter__(self):
        if self.is_tty:
            self.saved = termios.tcgetattr(0)
            tty.setraw(0, termios.TCSADRAIN)
            signal.signal(signal.SIGWINCH, lambda *_: os.write(self.wake,
                                                               b"w"))

    def __exit__(self, *_):
        if self.is_tty:
            termios.tcsetattr(0, termios.TCSADRAIN, self.saved)
