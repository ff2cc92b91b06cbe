#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Make development signing keys, and write public keys as a C table.

    export_keys.py new rsa|ecdsa|ed25519 FILE.pem   a new private key
    export_keys.py table OUT.h FILE.pem...          services/tamgr's key table

The table is what the TA manager accepts signatures of: the two sides of the
build agree on the format in services/tamgr/ta_key.h. Family 1 is RSA (modulus
length as 4 big-endian bytes, modulus, exponent), 2 is P-256 (x, y), 3 is
Ed25519.
"""
import os
import sys
import textwrap

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

NEW = {
    'rsa': lambda: rsa.generate_private_key(65537, 2048),
    'ecdsa': lambda: ec.generate_private_key(ec.SECP256R1()),
    'ed25519': ed25519.Ed25519PrivateKey.generate,
}


def key_new(kind, path):
    pem = NEW[kind]().private_bytes(serialization.Encoding.PEM,
                                    serialization.PrivateFormat.PKCS8,
                                    serialization.NoEncryption())
    fd = os.open(path + '.tmp', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, 'wb') as f:
        f.write(pem)
    os.replace(path + '.tmp', path)


def public_key(path):
    with open(path, 'rb') as f:
        pem = f.read()
    if b'PRIVATE KEY' in pem:
        return serialization.load_pem_private_key(pem, None).public_key()
    return serialization.load_pem_public_key(pem)


def key_bytes(key):
    """Family number and bytes of a public key; tamgr knows no others."""
    if isinstance(key, rsa.RSAPublicKey) and 2048 <= key.key_size <= 4096:
        n = key.public_numbers()
        modulus = n.n.to_bytes(key.key_size // 8, 'big')
        exponent = n.e.to_bytes((n.e.bit_length() + 7) // 8, 'big')
        return 1, len(modulus).to_bytes(4, 'big') + modulus + exponent
    if (isinstance(key, ec.EllipticCurvePublicKey)
            and isinstance(key.curve, ec.SECP256R1)):
        n = key.public_numbers()
        return 2, n.x.to_bytes(32, 'big') + n.y.to_bytes(32, 'big')
    if isinstance(key, ed25519.Ed25519PublicKey):
        return 3, key.public_bytes(serialization.Encoding.Raw,
                                   serialization.PublicFormat.Raw)
    sys.exit('a key is neither RSA of 2048 to 4096 bits nor P-256 nor Ed25519')


def table(paths):
    yield '/* SPDX-License-Identifier: BSD-2-Clause */'
    yield '/* Generated from public keys by sdk/scripts/export_keys.py. */'
    yield '#pragma once'
    yield '#include "services/tamgr/ta_key.h"'
    rows = []
    for i, path in enumerate(paths):
        family, raw = key_bytes(public_key(path))
        name = os.path.splitext(os.path.basename(path))[0]
        yield f'\nstatic const uint8_t ta_key_{i}[{len(raw)}] = {{'
        yield from textwrap.wrap(', '.join(f'0x{b:02x}' for b in raw) + ',',
                                 76, initial_indent='    ',
                                 subsequent_indent='    ')
        yield '};'
        rows.append(f'    {{"{name}", {family}, ta_key_{i}, '
                    f'sizeof(ta_key_{i})}},')
    yield '\nstatic const struct ta_key ta_keys[] = {'
    yield from rows
    yield '};'


def main(argv):
    if len(argv) == 3 and argv[0] == 'new' and argv[1] in NEW:
        return key_new(argv[1], argv[2])
    if len(argv) >= 3 and argv[0] == 'table':
        text = '\n'.join(table(argv[2:])) + '\n'
        with open(argv[1], 'w') as f:
            f.write(text)
        return None
    sys.exit(__doc__)


if __name__ == '__main__':
    main(sys.argv[1:])
