/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gateway_serve(), all of it: a sequence of calls of Linux on several threads,
 * answers to RPCs, requests and replies of processes, and deaths, in any order
 * that the kernel allows. In the end every call is over and every window that
 * the kernel holds is one that Linux has registered.
 * Floor: 86
 */
#include "tests/fuzz/gateway_drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct drive d;

    drive_init(&d, data, size);
    for (unsigned step = 0; MORE(&d.in) && step < 200; step++) {
        uint8_t what = reader_u8(&d.in);
        unsigned act = what % DRIVEN;

        if (what >= 0xe0)
            drive_meddle(&d);
        else if (d.act[act].state == DRIVE_IDLE)
            drive_call(&d, act);
        else if (d.act[act].state == DRIVE_LINUX)
            drive_resume(&d, act);
        else if (what & 0x40 && !d.act[act].nested)
            drive_ask(&d, act);
        else
            drive_complete(&d, act);
    }
    drive_finish(&d);
    return 0;
}
