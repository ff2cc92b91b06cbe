#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""No branch and no address in our own code depends on a secret. The host port
runs under valgrind's memcheck, which reports what depends on memory without a
value; the vectors TA takes its value from each secret attribute of a key before
it hands it to the API. A report counts if the place is in a file of ours, or in
a function that copies or compares memory and was called from there. What
libcrypto does with secrets is libcrypto's: its own reports do not count.

Also shows that the reports come: libcrypto has some, for known reasons."""
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
SECONDS = 400
OURS = ('services', 'sdk', 'lib', 'runtime')
MEMORY = re.compile(r'mem(cmp|cpy|move|set|chr|_wipe)|str(len|cmp|ncmp)|'
                    r'copy_(words|forward|backward)|'
                    r'VALGRIND_.*|_vgr\w*')
KINDS = {'UninitCondition', 'UninitValue'}

# Where our code may look at what came of a secret: function, and why.
TAG = 'whether a tag is right is what it says'
HALVES = 'whether a private value is in range and its public one is right'
FACTORS = 'a key without CRT parameters is factored once, in variable time'
PUBLIC = {
    'TEE_MACCompareFinal': TAG, 'on_ae_dec_final': TAG, 'text_call': TAG,
    'text_result': TAG,
    'pass_success': 'results of the functions that end a message',
    'attrs_fit': 'a number that is 0 or too large is refused',
    'number_fit': 'a number that is 0 or too large is refused',
    'is_public_of': HALVES, 'scalar_read': HALVES,
    'sm2_decrypt': 'whether a cipher text is right is what it says',
    'text_decrypt': 'whether a cipher text is right is what it says',
    'rsa_factor': FACTORS, 'factor_with': FACTORS, 'primes_of_phi': FACTORS,
    'square_root': FACTORS,
}
# The same for algorithms whose result has a length of its own: everything that
# handles that length.
LENGTH = 'how long the result is, its receiver sees'
PUBLIC_LENGTH = {name: LENGTH for name in (
    'dh_secret', 'span_strip_zeros', 'rsa_decrypt', 'room_suffices', 'buffer_out', 'data_end', 'wipe',
    'output_put', 'output_fits', 'out_put', 'rt_borrow_write', 'text_call',
    'text_result',
    'secret_give', 'key_new', 'key_make', 'key_put', 'object_give',
    'type_takes', 'reference_put', 'engine_cryp_obj_get_attr',
    'on_derive')}
RUNS = {'secrets': PUBLIC, 'lengths': {**PUBLIC, **PUBLIC_LENGTH}}


def valgrind_run(path, cases):
    run = subprocess.run(
        ['valgrind', '-q', '--error-limit=no', '--num-callers=16',
         f'--suppressions={HERE}/secrets.supp', '--xml=yes', f'--xml-file={path}',
         f'{HOST}/cella-host', '--ta-dir', TAS, 'run', '--',
         f'{HOST}/vectors', f'{suite.BUILD}/tests/vectors/{cases}.bin'],
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


def check(run, cases, public):
    with tempfile.TemporaryDirectory(dir=os.path.join(suite.BUILD,
                                                      'tests')) as folder:
        path = os.path.join(folder, 'valgrind.xml')
        status, text, log = valgrind_run(path, cases)
        found = [place(stack) for stack in reports(path)]
    wrong = re.findall(r'^not ok - .*', text, re.M)
    run.check(status == 0 and 'ok - ' in text and not wrong,
              f'{cases}: come out as without valgrind',
              '\n'.join([f'status {status}', *wrong, log[-2000:]]))
    ours = {f'{frame[0]} {os.path.basename(frame[2])}:{frame[3]}'
            for frame in found if is_ours(frame) and frame[0] not in public}
    run.check(not ours, f'{cases}: nothing of ours depends on a secret',
              '\n'.join(sorted(ours)))
    run.check(len(found) > len(ours),
              f'{cases}: {len(found)} places that may do')


def main():
    run = suite.Suite()
    for cases, public in RUNS.items():
        check(run, cases, public)
    run.done()


main()
