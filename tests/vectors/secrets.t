#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""No branch and no address in our own code depends on a secret. The host port
runs under valgrind's memcheck, which reports what depends on memory without a
value; the vectors TA takes its value from each secret attribute of a key before
it hands it to the API. A report counts if the place is in a file of ours, or in
a function that copies or compares memory and was called from there. What
libcrypto does with secrets is libcrypto's: its own reports do not count.

Also shows that the reports come: libcrypto has some, for known reasons."""
import collections
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
import suite  # noqa: E402

HOST = os.path.join(suite.BUILD, 'host')
TAS = os.path.join(suite.BUILD, 'tests/vectors/guest')
CASES = os.path.join(suite.BUILD, 'tests/vectors/secrets.bin')
SECONDS = 900
OURS = ('services', 'sdk', 'lib', 'runtime')
MEMORY = re.compile(r'mem(cmp|cpy|move|set|chr)|str(len|cmp|ncmp)')
KINDS = {'UninitCondition', 'UninitValue'}

# Where our code may look at what came of a secret: function, and why.
PUBLIC = {
    'TEE_MACCompareFinal': 'whether a MAC is right is what it says',
    # services/crypto: whether a key or a result is usable
    'dh_secret': 'a secret of 0 or 1 is refused; leading zeros are not sent',
    'scalar_read': 'a private key is less than the order',
    'is_public_of': 'the halves of a pair belong together',
    'factor_with': 'the divisor that fits, once a key',
    'primes_of_phi': 'the same',
    'text_decrypt': 'whether a cipher text is good',
    'sm2_decrypt': 'the same',
    'exchange_confirm': 'whether the other side has the secret',
    'span_strip_zeros': 'of what RSA_NOPAD gives',
}


def valgrind_run(path):
    run = subprocess.run(
        ['valgrind', '-q', '--error-limit=no', '--num-callers=40',
         '--undef-value-errors=yes', '--xml=yes', f'--xml-file={path}',
         f'{HOST}/cella-host', '--ta-dir', TAS, 'run', '--',
         f'{HOST}/vectors', CASES],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace', timeout=SECONDS)
    return run.returncode, run.stdout, run.stderr


def reports(path):
    """Stacks of the reports, each a list of (function, folder, file, line)."""
    for error in xml.etree.ElementTree.parse(path).iter('error'):
        if error.findtext('kind') in KINDS:
            yield [(f.findtext('fn') or '?', f.findtext('dir') or '',
                    f.findtext('file') or '', f.findtext('line') or '?')
                   for f in error.find('stack').iter('frame')]


def place(stack):
    """The first frame that does not only move memory."""
    for frame in stack:
        if not MEMORY.fullmatch(frame[0].partition('@')[0]):
            return frame
    return stack[0]


def is_ours(frame):
    folder = os.path.relpath(frame[1], suite.ROOT) if frame[1] else ''
    return folder.split(os.sep)[0] in OURS


def main():
    run = suite.Suite()
    with tempfile.TemporaryDirectory(dir=os.path.join(suite.BUILD,
                                                      'tests')) as folder:
        path = os.path.join(folder, 'valgrind.xml')
        status, text, log = valgrind_run(path)
        found = [place(stack) for stack in reports(path)]
    wrong = re.findall(r'^not ok - .*', text, re.M)
    run.check(status == 0 and 'ok - ' in text and not wrong,
              'the cases come out as without valgrind',
              '\n'.join([f'status {status}', *wrong, log[-2000:]]))
    ours = collections.Counter(
        f'{function} {os.path.basename(file)}:{line}'
        for function, folder, file, line in found
        if is_ours((function, folder, file, line)) and function not in PUBLIC)
    run.check(not ours, 'nothing of ours depends on a secret',
              '\n'.join(sorted(ours)))
    run.check(len(found) > len(ours),
              f'{len(found)} places of libcrypto and of PUBLIC do')
    run.done()


main()
