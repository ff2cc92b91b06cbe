# SPDX-License-Identifier: BSD-2-Clause
"""Arithmetic of public-key algorithms in plain Python, for vectors that no
package has and for halves of keys that a source leaves out. Nothing here is
fast or secret."""
import hashlib

from cryptography.hazmat.primitives.asymmetric import ec

from cases import number, octets


class Curve:
    """y^2 = x^3 + a x + b over GF(p)."""

    def __init__(self, p, a, b, gx, gy, n):
        self.p, self.a, self.b, self.n = p, a, b, n
        self.g = (gx, gy)
        self.size = (p.bit_length() + 7) // 8
        assert self.has(self.g)

    def has(self, point):
        x, y = point
        return (y * y - x * x * x - self.a * x - self.b) % self.p == 0

    def add(self, one, other):
        if one is None or other is None:
            return one or other
        (x1, y1), (x2, y2), p = one, other, self.p
        if x1 == x2 and (y1 + y2) % p == 0:
            return None
        if one == other:
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, p)
        x = (slope * slope - x1 - x2) % p
        return x, (slope * (x1 - x) - y1) % p

    def times(self, k, point=None):
        result, point = None, point or self.g
        while k:
            if k & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            k >>= 1
        return result


def curve(*hexes):
    return Curve(*(int(text, 16) for text in hexes))


# Domain parameters: RFC 5639, 3.3 and 3.5; GB/T 32918.5.
BRAINPOOL_P224R1 = curve(
    'd7c134aa264366862a18302575d1d787b09f075797da89f57ec8c0ff',
    '68a5e62ca9ce6c1c299803a6c1530b514e182ad8b0042a59cad29f43',
    '2580f63ccfe44138870713b1a92369e33e2135d266dbb372386c400b',
    '0d9029ad2c7e5cf4340823b2a87dc68c9e4ce3174c1e6efdee12c07d',
    '58aa56f772c0726f24c6b89e4ecdac24354b9e99caa3f6d3761402cd',
    'd7c134aa264366862a18302575d0fb98d116bc4b6ddebca3a5a7939f')
BRAINPOOL_P320R1 = curve(
    'd35e472036bc4fb7e13c785ed201e065f98fcfa6f6f40def4f92b9ec7893ec28'
    'fcd412b1f1b32e27',
    '3ee30b568fbab0f883ccebd46d3f3bb8a2a73513f5eb79da66190eb085ffa9f4'
    '92f375a97d860eb4',
    '520883949dfdbc42d3ad198640688a6fe13f41349554b49acc31dccd88453981'
    '6f5eb4ac8fb1f1a6',
    '43bd7e9afb53d8b85289bcc48ee5bfe6f20137d10a087eb6e7871e2a10a599c7'
    '10af8d0d39e20611',
    '14fdd05545ec1cc8ab4093247f77275e0743ffed117182eaa9c77877aaac6ac7'
    'd35245d1692e8ee1',
    'd35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e9'
    '8691555b44c59311')
SM2 = curve(
    'fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff',
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc',
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7',
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
    'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123')

# Curves by OpenSSL's name: constant of the SDK, bytes of a coordinate, and how
# a public key is computed.
CURVES = {
    'secp192r1': ('NIST_P192', 24, ec.SECP192R1),
    'secp224r1': ('NIST_P224', 28, ec.SECP224R1),
    'secp256r1': ('NIST_P256', 32, ec.SECP256R1),
    'secp384r1': ('NIST_P384', 48, ec.SECP384R1),
    'secp521r1': ('NIST_P521', 66, ec.SECP521R1),
    'secp256k1': ('SECP256K1', 32, ec.SECP256K1),
    'brainpoolP160r1': ('BSI_P160r1', 20, None),
    'brainpoolP192r1': ('BSI_P192r1', 24, None),
    'brainpoolP224r1': ('BSI_P224r1', 28, BRAINPOOL_P224R1),
    'brainpoolP256r1': ('BSI_P256r1', 32, ec.BrainpoolP256R1),
    'brainpoolP320r1': ('BSI_P320r1', 40, BRAINPOOL_P320R1),
    'brainpoolP384r1': ('BSI_P384r1', 48, ec.BrainpoolP384R1),
    'brainpoolP512r1': ('BSI_P512r1', 64, ec.BrainpoolP512R1),
    'brainpoolP160t1': ('BSI_P160t1', 20, None),
    'brainpoolP192t1': ('BSI_P192t1', 24, None),
    'brainpoolP224t1': ('BSI_P224t1', 28, None),
    'brainpoolP256t1': ('BSI_P256t1', 32, None),
    'brainpoolP320t1': ('BSI_P320t1', 40, None),
    'brainpoolP384t1': ('BSI_P384t1', 48, None),
    'brainpoolP512t1': ('BSI_P512t1', 64, None),
}


def ec_public(name, private):
    """The coordinates of private's public key, or None."""
    _, size, maker = CURVES[name]
    if maker is None or private == 0:
        return None
    if isinstance(maker, Curve):
        point = maker.times(private)
    else:
        public = ec.derive_private_key(private, maker()).public_key()
        point = public.public_numbers().x, public.public_numbers().y
    return [octets(value, size) for value in point]


def digest(name, data, size=None):
    """A digest by GlobalPlatform's name: SHA256, SHA3_256, MD5SHA1."""
    if name == 'MD5SHA1':
        return hashlib.md5(data).digest() + hashlib.sha1(data).digest()
    h = hashlib.new(name.lower(), data)
    return h.digest(size) if size else h.digest()


DIGEST_SIZE = {'MD5': 16, 'SHA1': 20, 'SHA224': 28, 'SHA256': 32, 'SHA384': 48,
               'SHA512': 64, 'SHA3_224': 28, 'SHA3_256': 32, 'SHA3_384': 48,
               'SHA3_512': 64, 'SM3': 32, 'MD5SHA1': 36}

# Object identifiers of digests in a DigestInfo (RFC 8017, B.1; FIPS 202).
DIGEST_OID = {
    'MD5': '2a864886f70d0205', 'SHA1': '2b0e03021a',
    'SHA224': '608648016503040204', 'SHA256': '608648016503040201',
    'SHA384': '608648016503040202', 'SHA512': '608648016503040203',
    'SHA3_224': '608648016503040207', 'SHA3_256': '608648016503040208',
    'SHA3_384': '608648016503040209', 'SHA3_512': '60864801650304020a',
}


def digest_info(name, value):
    if name == 'MD5SHA1':
        return value
    oid = bytes.fromhex(DIGEST_OID[name])
    algorithm = b'\x06' + bytes([len(oid)]) + oid + b'\x05\x00'
    inner = (b'\x30' + bytes([len(algorithm)]) + algorithm + b'\x04' +
             bytes([len(value)]) + value)
    return b'\x30' + bytes([len(inner)]) + inner


def mgf1(name, seed, size):
    out = b''
    for i in range(-(-size // DIGEST_SIZE[name])):
        out += digest(name, seed + octets(i, 4))
    return out[:size]


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def pkcs1_sign(key, info):
    """RFC 8017, 8.2.1 and 9.2, of what a DigestInfo is or stands for."""
    size = key['size']
    em = b'\0\1' + b'\xff' * (size - 3 - len(info)) + b'\0' + info
    return octets(pow(number(em), key['d'], key['n']), size)


def pss_sign(key, name, hashed, salt):
    """RFC 8017, 8.1.1 and 9.1.1, with MGF1 of the same digest."""
    bits = key['n'].bit_length() - 1
    size = (bits + 7) // 8
    h = digest(name, bytes(8) + hashed + salt)
    db = bytes(size - len(salt) - len(h) - 2) + b'\1' + salt
    masked = bytearray(xor(db, mgf1(name, h, len(db))))
    masked[0] &= 0xff >> (8 * size - bits)
    em = bytes(masked) + h + b'\xbc'
    return octets(pow(number(em), key['d'], key['n']), key['size'])


def oaep_encrypt(key, name, mgf, label, seed, message):
    """RFC 8017, 7.1.1."""
    size, h = key['size'], DIGEST_SIZE[name]
    db = (digest(name, label) + bytes(size - len(message) - 2 * h - 2) +
          b'\1' + message)
    masked = xor(db, mgf1(mgf, seed, len(db)))
    masked_seed = xor(seed, mgf1(mgf, masked, h))
    return octets(pow(number(b'\0' + masked_seed + masked), key['e'],
                      key['n']), size)


def dsa_sign(p, q, g, x, hashed, k):
    """FIPS 186-4, 4.6: r and s, each as long as q."""
    size = (q.bit_length() + 7) // 8
    z = number(hashed[:size])
    r = pow(g, k, p) % q
    s = pow(k, -1, q) * (z + x * r) % q
    return octets(r, size) + octets(s, size)


def sm3(data):
    return digest('SM3', data)


def sm2_z(identity, public):
    """GB/T 32918.2, 5.5."""
    c = SM2
    return sm3(octets(len(identity) * 8, 2) + identity + b''.join(
        octets(v, 32) for v in (c.a, c.b, *c.g, *public)))


def sm2_sign(d, e, k):
    c = SM2
    r = (number(e) + c.times(k)[0]) % c.n
    s = pow(1 + d, -1, c.n) * (k - r * d) % c.n
    return octets(r, 32) + octets(s, 32)


def sm2_kdf(z, size):
    out = b''
    for i in range(1, -(-size // 32) + 1):
        out += sm3(z + octets(i, 4))
    return out[:size]


def point_octets(point):
    return b''.join(octets(v, 32) for v in point)


def sm2_encrypt(public, message, k):
    """GB/T 32918.4, 6.1: the parts C1, C3 and C2."""
    c = SM2
    shared = point_octets(c.times(k, public))
    c2 = xor(message, sm2_kdf(shared, len(message)))
    return (b'\4' + point_octets(c.times(k)),
            sm3(shared[:32] + message + shared[32:]), c2)


def sm2_exchange(d, r, peer, peer_ephemeral, z, size):
    """GB/T 32918.3, 6.1, for either side; z: Z_A || Z_B. The key, and the
    point U (or V) for the confirmations."""
    c = SM2
    w = (c.n.bit_length() + 1) // 2 - 1
    low = lambda x: (1 << w) + (x & ((1 << w) - 1))
    t = (d + low(c.times(r)[0]) * r) % c.n
    u = c.times(t, c.add(peer, c.times(low(peer_ephemeral[0]),
                                       peer_ephemeral)))
    return sm2_kdf(point_octets(u) + z, size), u


def sm2_confirmation(first, u, z, ra, rb):
    """S_1 = S_B for first = 2, S_A = S_2 for first = 3."""
    inner = sm3(octets(u[0], 32) + z + point_octets(ra) + point_octets(rb))
    return sm3(bytes([first]) + octets(u[1], 32) + inner)


# --- DER, as far as keys need it -------------------------------------------

def der(data):
    """The element at the start: tag, content, what follows."""
    tag, size, at = data[0], data[1], 2
    if size & 0x80:
        count = size & 0x7f
        size, at = number(data[2:2 + count]), 2 + count
    if at + size > len(data):
        raise ValueError('DER ends too early')
    return tag, data[at:at + size], data[at + size:]


def der_list(data):
    found = []
    while data:
        tag, content, data = der(data)
        found.append((tag, content))
    return found


def der_strict(data):
    """(r, s) of a DER signature; None if it is not exactly that."""
    try:
        tag, content, rest = der(data)
        if tag != 0x30 or rest:
            return None
        parts = der_list(content)
        values = [number(c) for t, c in parts if t == 2 and c and
                  not c[0] & 0x80]
    except (IndexError, ValueError):
        return None
    if len(parts) != 2 or len(values) != 2:
        return None
    body = b''.join(b'\x02' + der_length(len(i)) + i for i in
                    (octets(v, v.bit_length() // 8 + 1) for v in values))
    return values if b'\x30' + der_length(len(body)) + body == data else None


def der_length(size):
    if size < 128:
        return bytes([size])
    text = octets(size)
    return bytes([0x80 | len(text)]) + text
