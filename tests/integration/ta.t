#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Trusted applications: parameters, instances, the API, refused images, and
TAs that die. One boot for all of it, a second one on the newest CPU, a third
on four CPUs for instances whose first opens meet last closes."""
import re
import sys

sys.dont_write_bytecode = True
from suite import Suite  # noqa: E402

# ASIMD, AES, PMULL, SHA1, SHA2; then SHA512.
HWCAP = 0x7a
HWCAP_MAX = HWCAP | 1 << 21
FAMILY = '09904e6a-8567-48d6-908b-c8e24f97d8'
CAUSES = {'01': 'differs from what was signed', '02': 'no trusted key',
          '03': 'ends too early', '04': 'another UUID', '05': 'older than',
          '06': 'more than a TA may have|secure memory'}


# What kills the crash TA, in the order of guest/crash.sh: the exception syndrome
# (Arm ARM, ESR_EL1) shows that it died of what it did.
DEATHS = {
    'reads NULL': 'syndrome 0x9200000[4-7]',
    'writes NULL': 'syndrome 0x9200004[4-7]',
    'executes its data': 'syndrome 0x8200000[c-f]',
    'executes its stack': 'syndrome 0x8200000[c-f]',
    'executes memory of the normal world': 'syndrome 0x8200000[c-f]',
    'overflows its stack': 'syndrome 0x920000[04][4-7]',
    'overruns a buffer on its stack': 'panic',
    'writes to its code': 'syndrome 0x9200004[c-f]',
    'writes to a constant': 'syndrome 0x9200004[c-f]',
    'reads an address of the kernel': 'syndrome 0x9200000[4-7c-f]',
    'jumps to an unmapped address': 'syndrome 0x8200000[4-7]',
    'reads a system register': 'syndrome 0x(2000000|6[23][0-9a-f]{6})',
    'executes an undefined instruction': 'syndrome 0x2000000',
    'makes a kernel call that does not exist': 'contract',
    'panics': 'code 0x1234',
}
DEATHS_MAX = {
    **DEATHS,
    'calls code that is not marked as a branch target': 'syndrome 0x3600000',
    'changes a signed return address': 'syndrome 0x(72|8200000)',
}


def check_random(suite, lines):
    draws = re.findall(r'got: SUCCESS p0=32:([0-9a-f]{64})', '\n'.join(lines))
    suite.check(len(draws) == 2 and draws[0] != draws[1]
                and '00' * 8 not in ''.join(draws),
                'two draws of random bytes differ', draws)


def check_causes(suite, secure):
    for byte, cause in CAUSES.items():
        said = [line for line in secure if FAMILY + byte in line.lower()]
        suite.check(any(re.search(cause, line, re.I) for line in said),
                    f'secure log on {FAMILY}{byte}: {cause}',
                    '\n'.join(said))


def check_features(suite, lines, least):
    told = re.findall(r'got: SUCCESS p0=(\d+),0', '\n'.join(lines))
    suite.check(len(told) == 1 and int(told[0]) & least == least,
                f'getauxval() has the bits {least:#x}', told)


def check_deaths(suite, secure, expected):
    deaths = [line for line in secure
              if re.search('process 7e41caf0.* died', line)]
    suite.check(len(deaths) == len(expected), 'each death is in the secure log',
                '\n'.join(deaths))
    for line, (what, why) in zip(deaths, expected.items()):
        suite.check(re.search(why, line), f'a TA that {what} dies of it', line)


# What the secure log says of libraries, in any order.
LOADED = [r'library c0b8a6d2-51e4-4f0e-8d35-7f1d2c9b6a0' + line for line in (
    '1: loaded, version 0, process 0x',
    '2: loaded, version 0, process 0x',
    '3: refused: signed by no trusted key',
    '4: refused: no such image',
    '0: refused: a library without its ELF header loaded',
    '8: refused: asks for more than a TA may have',
    '6: refused: not enough secure memory is free')] + [
    'dlopen c0b8a6d2-51e4-4f0e-8d35-7f1d2c9b6a02: nobody defines one_add',
    'dlopen c0b8a6d2-51e4-4f0e-8d35-7f1d2c9b6a07: thread-local variables',
    'process c0b8a6d2.* died: fault, syndrome 0x9200004[c-f]']
DESTRUCTED = ['load: destroyed', 'two: destructed', 'one: destructed',
              'load: destructed']


def check_libraries(suite, secure):
    text = '\n'.join(secure)
    for line in LOADED:
        suite.check(re.search(line, text), f'secure log: {line}')
    ends = [line for line in secure
            if re.search('(load|one|two): de', line)][:len(DESTRUCTED)]
    suite.check([line.split()[-2:] for line in ends]
                == [line.split() for line in DESTRUCTED],
                'destructors run in the reverse order', ends)


def main():
    suite = Suite()
    lines, secure = suite.boot(
        ['params.probe', 'instance.probe', 'api.probe', 'library.probe',
         'load.probe', 'tls.probe', 'bigint.probe', 'hello.sh', 'refusals.sh', 'crash.sh',
         'secure_memory.sh'])
    check_random(suite, lines)
    check_libraries(suite, secure)
    check_features(suite, lines, HWCAP)
    check_causes(suite, secure)
    check_deaths(suite, secure, DEATHS)
    lines, secure = suite.boot(
        ['params.probe', 'api.probe', 'tls.probe', 'crash.sh'],
        '--cpu', 'max')
    check_features(suite, lines, HWCAP_MAX)
    check_deaths(suite, secure, DEATHS_MAX)
    suite.boot(['churn.sh'], '--smp', '4')
    suite.done()


main()
