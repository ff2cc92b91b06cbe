/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to the gateway: what the secure world asks of the normal world.
 * w[0] is the operation (low 16 bits); replies have enum tee_result in w[0].
 *
 * From the kernel (sender 0) and tamgr:
 *   GW_WAIT   w[1] key, w[2] time-out in ms, 0: none. Parks the activation in
 *             the normal world until GW_WAKE with the same key. The key is the
 *             number of the activation, which waits for one thing at a time.
 *             A wake before the wait is not lost. A wait may end early: look
 *             again. If who waits dies, the kernel sends the wake.
 *   GW_WAKE   w[1] key
 * From tamgr:
 *   GW_STATS  -> w[1 + n] STATS_GATEWAY number n (abi/ta/stats.def). Answered
 *             at once.
 *   GW_CLIENT_GONE  w[1] pid; 0: all TAs. Answered at once; the sockets it had
 *             open are closed before the Linux call ends.
 * From system services and TAs; a TA has one at a time, of at most
 * GW_TA_SHM_MOST bytes:
 *   GW_SHM_ALLOC  w[1] bytes -> w[1] handle, w[2] address: memory shared with
 *             the supplicant, mapped into the caller. Everything read from
 *             it is hostile and may change at any time. It is given back
 *             at the end of the Linux call at the latest: kept longer it
 *             would pin a supplicant that has died.
 *   GW_SHM_FREE   w[1] handle
 * From tamgr (LOAD_TA) and the storage service (FS, RPMB):
 *   GW_RPC    w[1] RPC command (abi/optee_rpc.h) | parameter types << 32
 *             (4 x 4 bits, enum param_type), w[2] shm handle or 0, then from
 *             w[3] on the parameters packed one behind the other: a value
 *             takes three words (a, b, c), a memory reference two (offset
 *             in the shm, size; handle 0: a NULL reference, size 0), none 0
 *             -> w[0] the RPC's result, w[3..] the same packing with output
 *             values and sizes (a size never exceeds the one given unless
 *             the result is SHORT_BUFFER or the reference was NULL)
 * From TAs:
 *   GW_SOCKET w[1] enum optee_rpc_socket (not CLOSE_ALL), w[2] shm handle or 0,
 *             w[3] bytes at the start of that memory (0 without),
 *             w[4] the socket; OPEN: GW_SOCKET_PEER(); w[5] SEND, RECV: ms
 *             <= GW_SOCKET_MOST_MS; IOCTL: command. The memory holds, OPEN: the
 *             name of the server, NUL included; IOCTL: what goes in and comes
 *             out.
 *             -> w[0] the result, the normal world's; w[1] OPEN: the socket;
 *             SEND: bytes sent (at most w[3]); RECV: bytes there were (more
 *             than w[3] if not all of them are in the memory); IOCTL: bytes
 *             (at most w[3]). A socket is its process's alone.
 *   GW_PLUGIN w[1..2] UUID of a plug-in of the supplicant, w[3] command |
 *             subcommand << 32, w[4] shm handle or 0, w[5] bytes at the start
 *             of that memory (0 without), which go in and may come out
 *             -> w[0] the result, the plug-in's or the normal world's;
 *             w[1] bytes that the plug-in says it has put out, any number
 * From anyone:
 *   GW_REE_TIME  -> w[1] seconds, w[2] nanoseconds (wall clock of Linux)
 *   GW_SLEEP  w[1] ms <= GW_SLEEP_MOST_MS, w[2] 1: ends early when
 *             cancellation is requested -> SUCCESS or ERROR_CANCEL. Who wants
 *             more asks again, and so can be ended in between.
 */
#pragma once

enum gateway_op {
    GW_WAIT = 1,
    GW_WAKE = 2,
    GW_SHM_ALLOC = 3,
    GW_SHM_FREE = 4,
    GW_RPC = 5,
    GW_REE_TIME = 6,
    GW_SLEEP = 7,
    GW_STATS = 8,
    GW_SOCKET = 9,
    GW_CLIENT_GONE = 10,
    GW_PLUGIN = 11,
};

#define GW_TA_SHM_MOST 0x10000u

#define GW_SOCKETS_MOST   32u /* of one TA at a time */
#define GW_SOCKET_MOST_MS 1000u
#define GW_SOCKET_PEER(port, protocol, ip)                                     \
    ((uint64_t)(port) | (uint64_t)(protocol) << 16 | (uint64_t)(ip) << 32)

#define GW_SLEEP_MOST_MS 1000u

#define GW_KEY_SLEEP 128u /* keys of GW_SLEEP: 128 + activation */
#define GW_KEY_LIMIT 255u
