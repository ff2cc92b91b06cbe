/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to the keys service, which alone knows the machine's hardware
 * unique key and answers with what is derived from it. Every message: w[0] is
 * the operation. Every reply: w[0] is the result (enum tee_result), all other
 * words are 0: keys go where a lease says.
 *
 *   DERIVE  w[1] use (enum keys_use), w[2..3] UUID; lease 0 to write: the key,
 *           KEYS_KEY_MIN to KEYS_KEY_MAX bytes; lease 1 to read, if any: at
 *           most KEYS_EXTRA_MAX bytes that go into the key.
 *           The same use, UUID, length and extra bytes give the same key at
 *           each boot of this machine, and any others another key, from which
 *           nothing can be learned about this one.
 *           BAD_PARAMETERS: words or leases are not as described;
 *           NOT_SUPPORTED: there is no such use; ACCESS_DENIED: it is not the
 *           sender's; ITEM_NOT_FOUND: the machine has no hardware unique key
 *
 * A use is its user's: whoever asks for it names the UUID.
 */
#pragma once

enum keys_op {
    KEYS_DERIVE = 1,
};

/* Rows of services/keys/derive.c. Numbers of uses are never given again. */
enum keys_use {
    KEYS_USE_TA = 1,     /* of a TA, by its UUID; for tamgr */
    KEYS_USE_DEVICE = 2, /* the machine's public name; for tamgr */
};

#define KEYS_KEY_MIN   16u   /* bytes */
#define KEYS_KEY_MAX   32u   /* bytes */
#define KEYS_EXTRA_MAX 1024u /* bytes */
