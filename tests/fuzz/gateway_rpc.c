/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rpc_serve(), rpc_resume(), with every kind of request (GW_WAIT, GW_WAKE,
 * GW_SHM_ALLOC, GW_SHM_FREE, GW_RPC, GW_REE_TIME, GW_SLEEP, GW_SOCKET,
 * GW_CLIENT_GONE) and any answer of Linux to it, on one thread whose session is
 * open. What comes back is a result, and words that fit the request.
 * Floor: 88
 */
#include "tests/fuzz/gateway_drive.h"

#include <string.h>

/* The TA gets memory from an honest Linux, and opens a socket, number 0. */
static void socket_open(struct drive *d)
{
    struct action a = serve(0, TA_PID, GW_SHM_ALLOC, PAGE_SIZE, 0);

    CHECK(a.kind == ACTION_RESUME);
    *rpc_param(0, 0) = (struct optee_msg_param){
        .attr = OPTEE_MSG_TMEM_OUTPUT,
        .u.tmem = {ram_pa(DATA + 100), PAGE_SIZE, ARG}};
    while (a.kind == ACTION_RESUME)
        a = resume(0);
    CHECK(w[0] == 0);
    d->shm = w[1];
    memset(w, 0, sizeof(w));
    w[3] = 1;
    CHECK(serve(0, TA_PID, GW_SOCKET, OPTEE_RPC_SOCKET_OPEN, d->shm).kind ==
          ACTION_RESUME);
    CHECK(resume(0).kind == ACTION_REPLY);
}

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
    if (how >= 0xf0 && !(how & 1))
        socket_open(&d);
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
