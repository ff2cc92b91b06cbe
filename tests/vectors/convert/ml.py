# SPDX-License-Identifier: BSD-2-Clause
"""ML-KEM and ML-DSA (FIPS 203, 204): OpenSSL's tests, which are NIST's ACVP
vectors, Wycheproof's, and wrong keys and cipher texts."""
import cases
from cases import Case, unhex
from openssl_data import Stanzas

KEM_RANK = {'ML-KEM-512': 2, 'ML-KEM-768': 3, 'ML-KEM-1024': 4}


def size_of(name):
    return int(name.rpartition('-')[2])


def keypair(h, public, private):
    return [(h.TEE_ATTR_ML_PUBLIC_VALUE, public),
            (h.TEE_ATTR_ML_PRIVATE_VALUE, private)]


def kem(openssl, h):
    """A decapsulation key has the encapsulation key in it (FIPS 203, 7.1)."""
    for bits in (512, 768, 1024):
        stanzas = Stanzas(openssl, f'evppkey_ml_kem_{bits}_decap')
        for source, record in stanzas.numbered('Kem'):
            k = KEM_RANK[record['Kem']]
            private = unhex(record['EncodedPrivateKey'])
            refused = 'Result' in record
            yield Case('ML_KEM', source, cases.DERIVE, h.TEE_ALG_ML_KEM,
                       mode=h.TEE_MODE_DERIVE,
                       key_type=h.TEE_TYPE_ML_KEM_KEYPAIR, key_bits=bits,
                       key=keypair(h, private[384 * k:768 * k + 32], private),
                       params=[(h.TEE_ATTR_ML_KEM_CIPHERTEXT,
                                unhex(record['Input']))],
                       data={cases.OUTPUT: bytes(32) if refused
                             else unhex(record['Output'])},
                       verdict=cases.INVALID if refused else cases.VALID,
                       expect=cases.REFUSED)


def dsa_verify(openssl, h):
    files = [f'evppkey_ml_dsa_{size}_wycheproof_verify'
             for size in (44, 65, 87)] + ['evppkey_ml_dsa_sigver']
    for file in files:
        stanzas = Stanzas(openssl, file)
        for source, record in stanzas.numbered('Verify-Message-Public'):
            name, _, key = record['Verify-Message-Public'].partition(':')
            control, result = record['#ctrl'], record.get('Result')
            if (control.get('mu') == '1' or key not in stanzas.raw or
                    control.get('message-encoding', '1') != '1'):
                continue
            context = unhex(control.get('hexcontext-string', ''))
            yield Case('ML_DSA', source, cases.VERIFY, h.TEE_ALG_ML_DSA,
                       mode=h.TEE_MODE_VERIFY,
                       key_type=h.TEE_TYPE_ML_DSA_PUBLIC_KEY,
                       key_bits=size_of(name),
                       key=[(h.TEE_ATTR_ML_PUBLIC_VALUE,
                             stanzas.raw[key][1])],
                       params=[(h.TEE_ATTR_EDDSA_CTX, context)] if context
                       else [],
                       data={cases.MESSAGE: unhex(record['Input']),
                             cases.OUTPUT: unhex(record['Output'])},
                       verdict=cases.INVALID if result else cases.VALID,
                       expect=h.TEE_ERROR_SIGNATURE_INVALID
                       if result == 'VERIFY_ERROR' else cases.REFUSED)


def dsa_sign(openssl, h):
    """Keys of NIST's; a signature of them must verify."""
    stanzas = Stanzas(openssl, 'evppkey_ml_dsa_keygen')
    for i, fields in enumerate(stanzas.list):
        if fields[0][0] == 'FIPSversion':
            fields = fields[1:]
        out = dict(value.split(':') for name, value in fields
                   if name == 'CtrlOut')
        if fields[0][0] != 'KeyGen' or 'hexpub' not in out:
            continue
        yield Case('ML_DSA', f'openssl evppkey_ml_dsa_keygen {i}', cases.SIGN,
                   h.TEE_ALG_ML_DSA, mode=h.TEE_MODE_SIGN,
                   key_type=h.TEE_TYPE_ML_DSA_KEYPAIR,
                   key_bits=size_of(fields[0][1]),
                   key=keypair(h, unhex(out['hexpub']),
                               unhex(out['hexpriv'])),
                   params=[(h.TEE_ATTR_EDDSA_CTX, b'context')] if i % 2
                   else [], data={cases.MESSAGE: b'signed'})


def generated(h):
    for group, key_type, sizes, mode in (
            ('ML_KEM', h.TEE_TYPE_ML_KEM_KEYPAIR, (512, 768, 1024),
             h.TEE_MODE_DERIVE),
            ('ML_DSA', h.TEE_TYPE_ML_DSA_KEYPAIR, (44, 65, 87),
             h.TEE_MODE_SIGN)):
        for size in sizes:
            yield Case(group, f'generated {size}', cases.GENERATE,
                       h.alg(group), mode=mode, key_type=key_type,
                       key_bits=size, data={cases.MESSAGE: b'signed'})


def all_cases(openssl, h):
    if not h.TEE_ALG_ML_KEM:
        return
    yield from kem(openssl, h)
    yield from dsa_verify(openssl, h)
    yield from dsa_sign(openssl, h)
    yield from generated(h)
