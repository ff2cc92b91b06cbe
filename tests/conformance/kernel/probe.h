/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the normal world (world.h) and the probe say to each other. The probe
 * is the program of every process: on each event it asks the normal world,
 * through the gateway, what to do next, does that, and reports. So a scenario
 * is one list of steps, whoever makes them.
 *
 * A step, x0 .. x6 of an SMC (x0: enter or resume, x3: resume key):
 *   x1 = enum step | x << 8, x2 = a, x4 = b, x5 = c, x6 = d
 * A report, x0 .. x3: x0 = pid << 32 | enum report, x1 and x2: see there.
 * Reports of pid 0 are what the kernel asks of the gateway: GW_WAIT, GW_WAKE.
 */
#pragma once

#include "runtime/rt.h"

enum step {
    STEP_NONE,
    STEP_REPLY,    /* end the event by a reply: w[0] = a, w[1] = b; c: 0 or
                      address of a struct rt_data */
    STEP_KCALL,    /* kernel call x with a, b, c, d -> error, value */
    STEP_CALL,     /* target a, w[0] = b, leases at c, d of them
                      -> error, w[0] of the reply */
    STEP_START,    /* the same with start_recv; cookie x */
    STEP_PEEK,     /* the word at a -> 0, word */
    STEP_POKE,     /* the word at a becomes b */
    STEP_EVENT,    /* word x of the last event (struct rt_event) -> 0, word */
    STEP_BUFFER,   /* -> 0, address of BUFFER_BYTES, page-aligned, of its own */
    STEP_CONSTANT, /* -> 0, address of 16 bytes that it may only read */
    STEP_RETURN,   /* gateway: return to the normal world, x0 = a; done */
    STEP_GATEWAY = 1u << 31, /* or'd: the gateway does it */
};

/* What is said in x0 .. x2. */
enum report {
    REPORT_RESULT = 0x100,  /* of a step, as there */
    REPORT_EVENT = 0x200,   /* | kind; w[0], sender */
    REPORT_MESSAGE = 0x300, /* w[0] of a message to the gateway; w[1], w[2] */
    REPORT_END = 0x400,     /* a of the last STEP_RETURN */
    REPORT_LOST = 0x500,    /* | enum kerr: w[0] of a reply of who could not ask
                             what to do */
};

#define BUFFER_BYTES 8192u

/* Argument of process_start: exit with that code in place of an event. */
#define PROBE_EXITS 0x100u

/* Never returns; argument: of process_start. */
_Noreturn void probe_run(uint64_t argument, unsigned gateway);

/* What STEP_CONSTANT names. */
extern const uint64_t probe_constant[2];
