/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to the nv service: non-volatile counters that only go up. A counter
 * is named by a kind and 16 bytes, both of which mean what the sender likes,
 * and is the sender's alone. Every message: w[0] is the operation, w[1] the
 * kind (32 bits), w[2..3] the name; no leases. Every reply: w[0] is the result
 * (enum tee_result), all other words are 0 where nothing else is said.
 *
 *   READ   -> w[1] its value; 0: never raised
 *   RAISE  w[4] a value: the counter has it from now on, also after the power
 *          was cut, unless it is higher already. On an error it is what it was,
 *          or, from the next start of the machine on, what it was to be.
 *
 * BAD_PARAMETERS: not as described; NOT_SUPPORTED: no such operation;
 * STORAGE_NO_SPACE: a counter more than can be held; STORAGE_NOT_AVAILABLE: the
 * device failed, and works for the next message if it works.
 */
#pragma once

enum nv_op {
    NV_READ = 1,
    NV_RAISE = 2,
};
