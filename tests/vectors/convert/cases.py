# SPDX-License-Identifier: BSD-2-Clause
"""Cases of test vectors as tests/vectors/vectors.h describes them, and the
constants of the SDK's headers, by name."""
import glob
import os
import re
import struct

DIGEST, MAC, CIPHER, AE, SIGN, VERIFY, ENCRYPT, DECRYPT, DERIVE, GENERATE = \
    range(10)
VALID, ACCEPTABLE, INVALID = range(3)
REFUSED, NOT_THAT = 1, 2
NAME, MESSAGE, OUTPUT, IV, AAD, TAG = range(6)
KEY, KEY2, PARAM, DATA = 0, 2, 4, 6
VERDICTS = {'valid': VALID, 'acceptable': ACCEPTABLE, 'invalid': INVALID}
ATTR_VALUE = 1 << 29


class Header:
    """Header.TEE_ALG_MD5 is that constant; None where the headers have none,
    so that a source of vectors can leave out what the SDK does not have. An
    algorithm that the crypto service has not, alg() has not either."""

    def __init__(self, folder, algorithms):
        self.value = {'TEE_ATTR_FLAG_PUBLIC': 1 << 28}
        with open(algorithms) as file:
            self.offered = {int(number, 16) for number in re.findall(
                r'^CRYPTO_ALG\w*\(\w+, (0x\w+),', file.read(), re.M)}
        for path in sorted(glob.glob(os.path.join(folder, '*.h'))):
            with open(path) as file:
                for name, text in re.findall(
                        r'^#define\s+(TEE_\w+)\s+(0x[0-9A-Fa-f]+|\d+)\b',
                        file.read(), re.M):
                    self.value[name] = int(text, 0)

    def __getattr__(self, name):
        return self.value.get(name)

    def alg(self, name):
        value = self.value.get('TEE_ALG_' + name)
        return value if value in self.offered else None


class Case:
    """group: algorithm, and curve; source: where it is from. key, key2 and
    params are lists of (attribute, bytes or (a, b))."""

    def __init__(self, group, source, action, algorithm, *, mode=0, element=0,
                 key_type=0, key_bits=0, key=(), key2=(), params=(), data=None,
                 verdict=VALID, expect=0):
        self.group, self.source, self.verdict = group, source, verdict
        self.head = (action, algorithm, mode, element, key_type, key_bits,
                     verdict, expect)
        self.key, self.key2, self.params = key, key2, params
        self.data = data or {}

    def file(self):
        """The source without the number of the case."""
        return self.source.rpartition(' ')[0]

    def items(self):
        yield DATA, NAME, f'{self.group}: {self.source}'.encode()
        for kind, attributes in ((KEY, self.key), (KEY2, self.key2),
                                 (PARAM, self.params)):
            for name, value in attributes:
                if isinstance(value, tuple):
                    yield kind + 1, name, struct.pack('<II', *value)
                else:
                    yield kind, name, value
        for name, value in self.data.items():
            yield DATA, name, value

    def encode(self):
        items = list(self.items())
        body = b''.join(struct.pack('<III', kind, name, len(value)) + value +
                        bytes(-len(value) % 4) for kind, name, value in items)
        return struct.pack('<10I', 40 + len(body), *self.head,
                           len(items)) + body


def unhex(text):
    return bytes.fromhex(text if len(text) % 2 == 0 else '0' + text)


def strip(data):
    return data.lstrip(b'\0') or b'\0'


def number(data):
    return int.from_bytes(data, 'big')


def octets(value, size=None):
    return value.to_bytes(size if size is not None
                          else max(1, (value.bit_length() + 7) // 8), 'big')


def records(path, need):
    """NIST's .rsp and what looks like it: dicts of lower-case names. A name
    keeps its value until it is said again; a record ends at an empty line or a
    line in brackets, and counts if it said one of the names of `need` anew.
    '#section' is the last line in brackets, '#new' what was said anew."""
    last, fresh = {}, set()
    with open(path, errors='replace') as file:
        for line in [*file, '']:
            line = line.strip()
            if not line or line.startswith('['):
                if fresh & need:
                    yield {**last, '#new': fresh}
                if '=' in line:
                    for part in line.strip('[]').split(','):
                        name, _, value = part.partition('=')
                        last[name.strip().lower()] = value.strip()
                if line:
                    last['#section'] = line.strip('[]')
                last.pop('#fail', None)
                fresh = set()
            elif '=' in line and not line.startswith('#'):
                name, _, value = line.partition('=')
                name = name.strip().lower()
                fresh.add(name)
                last[name] = value.strip()
            elif line.upper() == 'FAIL':
                last['#fail'] = True
