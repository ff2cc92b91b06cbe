# SPDX-License-Identifier: BSD-2-Clause
"""Vectors of OpenSSL's own tests (test/recipes/30-test_evp_data in Debian's
source package) for what the other two packages do not have."""
import base64
import os
import re

import cases
from arithmetic import CURVES, der, der_list, der_strict
from cases import Case, number, octets, unhex
from nist import cipher_cases, dh_case, eddsa_sign, pbkdf2_case
from wycheproof import curve_bits, ecdh_case

FOLDER = 'test/recipes/30-test_evp_data'


class Stanzas:
    """The stanzas of one file, as lists of (name, value), and its keys."""

    def __init__(self, folder, name):
        self.name, self.keys, self.raw, self.list = name, {}, {}, []
        with open(os.path.join(folder, FOLDER, name + '.txt')) as file:
            text = re.sub(r'^#.*\n', '', file.read(), flags=re.M)
        for block in re.split(r'\n\s*\n', text):
            self._take(block.strip())

    def _take(self, block):
        pem = re.search(r'-----BEGIN.*?-----(.*?)-----END', block, re.S)
        fields = re.findall(r'^([\w.-]+?)\s*=\s*(.*?)\s*$',
                            block.partition('-----BEGIN')[0], re.M)
        if not fields:
            return
        kind, value = fields[0]
        if pem:
            self.keys[value] = base64.b64decode(pem[1])
        elif kind in ('PrivateKeyRaw', 'PublicKeyRaw'):
            name, algorithm, data = value.split(':')
            self.raw[name] = algorithm, unhex(data)
        else:
            self.list.append(fields)

    def numbered(self, kind):
        for i, fields in enumerate(self.list):
            names = [name for name, _ in fields]
            if kind in names:
                record = dict(fields)
                # A long value may be said in parts.
                record['#info'] = ''.join(value.partition(':')[2]
                                          for name, value in fields
                                          if name == 'Ctrl.hexinfo')
                record['#ctrl'] = dict(value.partition(':')[::2] for name,
                                       value in fields if name == 'Ctrl')
                yield f'openssl {self.name} {i}', record


def data(text):
    """A value: a string in quotes, or hex digits."""
    if text.startswith('"'):
        return text.strip('"').encode()
    return unhex(text)


def ciphers(folder, h):
    for file, name, group, key_type, bits in (
            ('evpciph_des', 'DES-ECB', 'DES_ECB_NOPAD', h.TEE_TYPE_DES, 56),
            ('evpciph_des', 'DES-CBC', 'DES_CBC_NOPAD', h.TEE_TYPE_DES, 56),
            ('evpciph_sm4', 'SM4-CBC', 'SM4_CBC_NOPAD', h.TEE_TYPE_SM4, 128),
            ('evpciph_aes_cts', 'AES-128-CBC-CTS', 'AES_CTS', h.TEE_TYPE_AES,
             128)):
        for source, record in Stanzas(folder, file).numbered('Cipher'):
            if (record['Cipher'] != name or 'Ciphertext' not in record or
                    'Result' in record or 'Padding' in record):
                continue
            if group == 'AES_CTS' and record.get('CTSMode') != 'CS3':
                continue
            lower = {k.lower(): v for k, v in record.items() if k[0] != '#'}
            if len(unhex(lower['plaintext'])) % 8 and group != 'AES_CTS':
                continue
            iv = unhex(lower['iv']) if 'iv' in lower else None
            yield from cipher_cases(h, group, source, key_type, bits,
                                    unhex(lower['key']), lower, iv)


def ec_private_key(blob, size):
    """The scalar of a PKCS #8 EC key."""
    inner = der_list(der(blob)[1])[2][1]
    return number(der_list(der(inner)[1])[1][1])


def ec_public_key(blob, size):
    point = der_list(der(blob)[1])[1][1][1:]
    return (point[1:1 + size], point[1 + size:]) if point[0] == 4 else None


def brainpool(folder, h):
    stanzas = Stanzas(folder, 'evppkey_brainpool')
    for source, record in stanzas.numbered('Derive'):
        one, other = record['Derive'], record['PeerKey']
        match = re.search(r'brainpoolP\d+[rt]1', one)
        own = stanzas.keys.get(one + '_PUB') or stanzas.keys.get(one + '-PUB')
        if not match or not own or 'Result' in record or (
                record.get('SharedSecret') is None):
            continue
        curve, size, _ = CURVES[match[0]]
        element = h.value.get('TEE_ECC_CURVE_' + curve)
        yield ecdh_case(h, source, curve, element, curve_bits(match[0]), size,
                        ec_public_key(own, size),
                        ec_private_key(stanzas.keys[one], size),
                        ec_public_key(stanzas.keys[other], size),
                        unhex(record['SharedSecret']))


def eddsa(folder, h):
    """The variants with a context and of a digest; with OpenSSL 3.5."""
    stanzas = Stanzas(folder, 'evppkey_ecx')
    for source, record in stanzas.numbered('OneShotDigestSign'):
        instance = record['#ctrl'].get('instance', '')
        key = record.get('Key', '')
        if key not in stanzas.raw or 'Result' in record or not instance:
            continue
        name, secret = stanzas.raw[key]
        public = stanzas.raw[key.replace('-Raw', '-PUBLIC-Raw')][1]
        context = unhex(record['#ctrl'].get('hexcontext-string', ''))
        params = []
        if instance.endswith('ph'):
            params.append((h.TEE_ATTR_EDDSA_PREHASH, (1, 0)))
        if context:
            params.append((h.TEE_ATTR_EDDSA_CTX, context))
        yield eddsa_sign(h, name, source, 256 if name == 'ED25519' else 448,
                         secret, public, unhex(record['Input']),
                         unhex(record['Output']), params)


def pbkdf2(folder, h):
    for source, record in Stanzas(folder, 'evpkdf_pbkdf2').numbered('KDF'):
        part = {name: value.partition(':')[2] for name, value in
                record.items() if name.startswith('Ctrl.')}
        name = part.get('Ctrl.digest', '').upper().replace('-', '')
        if ('Output' not in record or 'Result' in record or
                not h.alg(f'PBKDF2_HMAC_{name}_DERIVE_KEY') or
                int(part['Ctrl.iter']) > 10000):
            continue
        password = part['Ctrl.pass'].encode() if 'Ctrl.pass' in part else (
            unhex(part['Ctrl.hexpass']))
        salt = part['Ctrl.salt'].encode() if 'Ctrl.salt' in part else unhex(
            part['Ctrl.hexsalt'])
        if password:
            yield pbkdf2_case(h, source, name, password, salt,
                              int(part['Ctrl.iter']), unhex(record['Output']))


def concat_kdf(folder, h):
    for source, record in Stanzas(folder, 'evpkdf_ss').numbered('KDF'):
        part = {name: value.partition(':')[2] for name, value in
                record.items() if name.startswith('Ctrl.')}
        name = part.get('Ctrl.digest', '').upper().replace('-', '')
        group = f'CONCAT_KDF_{name}_DERIVE_KEY'
        if ('Output' not in record or 'Result' in record or
                'Ctrl.mac' in part or not h.alg(group) or
                'Ctrl.hexsecret' not in part):
            continue
        z, out = unhex(part['Ctrl.hexsecret']), unhex(record['Output'])
        yield concat_case(h, source, group, z,
                          unhex(record['#info']), out)


def concat_case(h, source, group, z, info, out):
    return Case(group, source, cases.DERIVE, h.alg(group),
                mode=h.TEE_MODE_DERIVE, key_type=h.TEE_TYPE_CONCAT_KDF_Z,
                key_bits=len(z) * 8, key=[(h.TEE_ATTR_CONCAT_KDF_Z, z)],
                params=[(h.TEE_ATTR_CONCAT_KDF_OTHER_INFO, info),
                        (h.TEE_ATTR_CONCAT_KDF_DKM_LENGTH, (len(out), 0))],
                data={cases.OUTPUT: out})


def dh_private_key(blob):
    """p, g and x of a PKCS #3 private key in PKCS #8."""
    _, (_, algorithm), (_, inner) = der_list(der(blob)[1])[:3]
    p, g = (number(v) for _, v in der_list(der_list(algorithm)[1][1])[:2])
    return p, g, number(der(inner)[1])


def dh(folder, h):
    for file in ('evppkey_dh', 'evppkey_ffdhe'):
        stanzas = Stanzas(folder, file)
        for source, record in stanzas.numbered('Derive'):
            one = stanzas.keys.get(record['Derive'])
            other = stanzas.keys.get(record.get('PeerKey'))
            secret = record.get('SharedSecret')
            if not one or not other or not secret or 'Result' in record:
                continue
            p, g, x = dh_private_key(one)
            peer = number(der(der_list(der(other)[1])[1][1][1:])[1])
            if p.bit_length() <= 4096 and pow(peer, x, p) == int(secret, 16):
                yield dh_case(h, source, p, g, x, pow(g, x, p), peer,
                              int(secret, 16))


def sm2_key(blob):
    inner = der_list(der(der_list(der(blob)[1])[2][1])[1])
    private = inner[1][1]
    point = der(inner[-1][1])[1][1:]
    return private, point[1:33], point[33:]


def sm2_attributes(h, private, x, y):
    return [(h.TEE_ATTR_ECC_PUBLIC_VALUE_X, x),
            (h.TEE_ATTR_ECC_PUBLIC_VALUE_Y, y),
            (h.TEE_ATTR_ECC_PRIVATE_VALUE, private)]


def sm2(folder, h):
    stanzas = Stanzas(folder, 'evppkey_sm2')
    key = sm2_attributes(h, *sm2_key(stanzas.keys['SM2_key1']))
    for source, record in stanzas.numbered('Verify'):
        pair = der_strict(unhex(record['Output']))
        if 'Result' in record or not pair:
            continue
        yield Case('SM2_DSA_SM3', source, cases.VERIFY,
                   h.TEE_ALG_SM2_DSA_SM3, mode=h.TEE_MODE_VERIFY,
                   key_type=h.TEE_TYPE_SM2_DSA_KEYPAIR, key_bits=256, key=key,
                   data={cases.MESSAGE: unhex(record['Input']),
                         cases.OUTPUT: b''.join(octets(v, 32) for v in pair)})
    for source, record in stanzas.numbered('Decrypt'):
        if 'Result' in record:
            continue
        (_, x), (_, y), (_, c3), (_, c2) = der_list(
            der(unhex(record['Input']))[1])
        point = b'\4' + b''.join(octets(number(v), 32) for v in (x, y))
        yield Case('SM2_PKE', source, cases.DECRYPT, h.TEE_ALG_SM2_PKE,
                   mode=h.TEE_MODE_DECRYPT,
                   key_type=h.TEE_TYPE_SM2_PKE_KEYPAIR, key_bits=256, key=key,
                   data={cases.MESSAGE: point + c2 + c3,
                         cases.OUTPUT: data(record['Output'])})


def all_cases(openssl, h):
    for source in (ciphers, brainpool, eddsa, pbkdf2, concat_kdf, dh, sm2):
        yield from source(openssl, h)
