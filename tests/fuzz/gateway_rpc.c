/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rpc_serve(), rpc_resume(), with every kind of request (GW_WAIT, GW_WAKE,
 * GW_SHM_ALLOC, GW_SHM_FREE, GW_RPC, GW_REE_TIME, GW_SLEEP) and any answer of
 * Linux to it, on one thread whose session is open. What comes back to the
 * asker is a result, and words that fit the request.
 * Floor: 88
 */
#include "tests/fuzz/gateway_drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct drive d;
    uint8_t how;

    drive_init(&d, data, size);
    open_session(0, 5, TA_PID);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 5, 0);
    how = reader_u8(&d.in);
    w[0] = how & 1 ? OPTEE_SMC_CALL_WITH_ARG : OPTEE_SMC_CALL_WITH_RPC_ARG;
    w[1] = 0;
    w[2] = ram_pa(ARG_PAGE);
    CHECK(event(KEV_SMC, 0, 0).kind == ACTION_START);
    d.act[0].state = DRIVE_PROCESS;
    d.act[0].target = TA_PID;
    for (unsigned step = 0; MORE(&d.in) && step < 100; step++) {
        if (d.act[0].state == DRIVE_IDLE)
            break;
        if (d.act[0].state == DRIVE_LINUX)
            drive_resume(&d, 0);
        else
            drive_ask(&d, 0);
        if (d.act[0].state == DRIVE_PROCESS)
            CHECK(w[0] <= UINT32_MAX);
    }
    drive_finish(&d);
    return 0;
}
