# SPDX-License-Identifier: BSD-2-Clause
"""Ends services of a machine in QEMU at chosen messages, as host/kill.c does
in the host port, with nothing in the image: QEMU's debugger stops the CPU where
a service comes back from the kernel with a message, or goes to it with an
answer, and there the service's next instruction is made to be at address 0.
The client says which message by the UUID of a TA (host/kill.h).
"""
import os
import re
import socket
import struct
import subprocess
import threading
import time

PC = 32  # number of the register in the debugger's protocol
MARK = 0xce11dead
GATEWAY, TAMGR, CRYPTO, KEYS, NV = 1, 2, 3, 4, 6
CODE_BYTES = 16  # compared, because every service is at the same addresses
PID_OFFSET = 16  # in `program` of runtime/rt.c
STP_X0_X1_X17 = bytes.fromhex('200600a9')  # how runtime/call.S goes on


class Closed(Exception):
    pass


class Remote:
    """The debugger's protocol over a socket: a request, an answer."""

    def __init__(self, path, seconds):
        deadline = time.monotonic() + seconds
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise Closed() from None
                time.sleep(0.05)
        self.buffer = b''
        self.answer()  # says that the machine stands
        # QEMU lets registers be written by who knows what they are.
        self.ask('qXfer:features:read:target.xml:0,fff')

    def ask(self, text):
        data = text.encode()
        try:
            self.socket.sendall(b'$%s#%02x' % (data, sum(data) & 0xff))
            return self.answer()
        except OSError:
            raise Closed() from None

    def must(self, text):
        answer = self.ask(text)
        if answer != 'OK':
            raise RuntimeError(f'debugger: {text}: {answer}')

    def answer(self):
        while True:
            match = re.search(rb'\$([^#]*)#..', self.buffer)
            if match:
                self.buffer = self.buffer[match.end():]
                self.socket.sendall(b'+')
                return match.group(1).decode()
            more = self.socket.recv(65536)
            if not more:
                raise Closed()
            self.buffer += more

    def registers(self):
        return struct.unpack('<33Q', bytes.fromhex(self.ask('g'))[:33 * 8])

    def memory(self, address, size):
        """None: nothing is there."""
        answer = self.ask(f'm{address:x},{size:x}')
        return None if answer.startswith('E') else bytes.fromhex(answer)

    def set_pc(self, value):
        self.must(f'P{PC:x}={struct.pack("<Q", value).hex()}')


class Service:
    """Where a service receives and answers, from its ELF file."""

    def __init__(self, name, pid, path):
        self.name, self.pid = name, pid
        with open(path, 'rb') as file:
            self.data = file.read()
        names = {}
        for line in subprocess.run(['aarch64-linux-gnu-nm', path], check=True,
                                   capture_output=True,
                                   text=True).stdout.splitlines():
            words = line.split()
            names[words[-1]] = int(words[0], 16)
        self.pid_at = names['program'] + PID_OFFSET
        self.refuses = names.get('log_refusal')
        self.receives, self.answers = set(), set()
        for function in ('rt_reply_recv', 'rt_reply_recv_data',
                         'rt_start_recv', 'rt_nw_return_recv'):
            if function in names:
                svc = self.svc_after(names[function])
                self.answers.add(svc)
                self.receives.add(svc + 4)

    def code(self, address, size):
        """Bytes of the file that are loaded at the address; none: there are
        none."""
        phoff, = struct.unpack_from('<Q', self.data, 32)
        size_of, count = struct.unpack_from('<HH', self.data, 54)
        for i in range(count):
            kind, _, offset, va, _, filesz = struct.unpack_from(
                '<IIQQQQ', self.data, phoff + i * size_of)
            if kind == 1 and va <= address and address + size <= va + filesz:
                at = offset + address - va
                return self.data[at:at + size]
        return b''

    def svc_after(self, address):
        while True:
            word, = struct.unpack('<I', self.code(address, 4))
            if word & 0xffe0001f == 0xd4000001:
                return address
            address += 4

    def is_here(self, remote, pc):
        if remote.memory(pc, CODE_BYTES) != self.code(pc, CODE_BYTES):
            return False
        pid = remote.memory(self.pid_at, 4)
        return pid is not None and struct.unpack('<I', pid)[0] == self.pid


class Killer(threading.Thread):
    """Obeys marks until the machine is off. `lines`: what was done, in the
    words of host/kill.c. A stop makes QEMU translate all code again, so there
    are as few as can be: a mark is seen where tamgr refuses it, messages are
    only while they are counted."""

    def __init__(self, path, services, seconds):
        super().__init__(daemon=True)
        self.path, self.seconds = path, seconds
        self.services = {s.pid: s for s in services}
        self.tamgr = self.services[TAMGR]
        self.lines, self.error = [], None
        self.target, self.at, self.after = None, 0, False
        self.due, self.seen = False, 0
        self.places = set()

    def run(self):
        try:
            self.remote = Remote(self.path, self.seconds)
            while True:
                self.watch()
                self.remote.ask('c')
                self.stopped(self.remote.registers())
        except Closed:
            pass
        except Exception as error:  # told by whoever waits for this thread
            self.error = error

    def watch(self):
        """Sets the breakpoints that are needed now."""
        wanted = {self.tamgr.refuses}
        if self.target:
            wanted |= self.target.receives
            if self.due:
                wanted |= self.target.answers
        for address in self.places - wanted:
            self.remote.must(f'z0,{address:x},4')
        for address in wanted - self.places:
            self.remote.must(f'Z0,{address:x},4')
        self.places = wanted

    def go_on(self, x):
        """Past the breakpoint: most stand behind an SVC, and what is there is
        done here."""
        if self.remote.memory(x[PC], 4) == STP_X0_X1_X17:
            self.remote.must(f'M{x[17]:x},10:'
                             + struct.pack('<2Q', x[0], x[1]).hex())
            self.remote.set_pc(x[PC] + 4)
            return
        for address in self.places:
            self.remote.must(f'z0,{address:x},4')
        self.remote.ask('s')
        self.places = set()

    def stopped(self, x):
        pc, target = x[PC], self.target
        if pc == self.tamgr.refuses and self.tamgr.is_here(self.remote, pc):
            uuid = self.remote.memory(x[1], 16)
            mark = struct.unpack('>Q', uuid[:8])[0]
            if mark >> 32 == MARK:
                self.obey(mark, uuid[8])
        elif target and target.is_here(self.remote, pc):
            if self.due and pc in target.answers or \
                    pc in target.receives and self.received(x):
                self.remote.set_pc(0)
                self.target, self.due = None, False
                return
        self.go_on(x)

    def received(self, x):
        """True: it dies here."""
        kind, sender, op = x[12] & 0xff, x[13], x[0] & 0xffff
        mark = struct.unpack('>Q', struct.pack('<Q', x[1]))[0]
        if self.target is self.tamgr and sender == GATEWAY and \
                mark >> 32 == MARK:
            return False
        self.seen += 1
        if self.seen != self.at:
            return False
        self.lines.append(
            f'kill: service {self.target.pid} message {self.at} '
            f'{"after" if self.after else "before"}: '
            f'kind {kind} from {sender} op {op}')
        self.due = self.after
        return not self.due

    def obey(self, mark, after):
        if self.target:
            # The answer to the open of this mark was received, too.
            seen = self.seen - (self.target is self.tamgr)
            self.lines.append(f'kill: service {self.target.pid} had '
                              f'{seen} messages')
        self.target = self.services.get(mark >> 16 & 0xffff)
        self.at, self.after = mark & 0xffff, bool(after)
        self.due, self.seen = False, 0


def services_of(build):
    return [Service(name, pid, os.path.join(build, 'services', name + '.elf'))
            for name, pid in (('gateway', GATEWAY), ('tamgr', TAMGR),
                              ('crypto', CRYPTO), ('keys', KEYS),
                              ('nv', NV))]
