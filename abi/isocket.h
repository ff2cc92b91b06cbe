/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GlobalPlatform's TEE Sockets API 1.0, as far as its numbers travel from a TA
 * to the supplicant and back, for code without GlobalPlatform headers. TAs see
 * the same numbers under the specification's names (sdk/include/tee_*socket.h).
 * Requests are in abi/optee_rpc.h, SOCKET.
 */
#pragma once

enum isocket_result {
#define ISOCKET_RESULT(name, value) ISOCKET_##name = (int)(value),
#include "abi/isocket.def"
#undef ISOCKET_RESULT
};

enum isocket_protocol {
    ISOCKET_TCP = 0x65,
    ISOCKET_UDP = 0x66,
};

enum isocket_ip {
    ISOCKET_IP_ANY = 0,
    ISOCKET_IP_4 = 1,
    ISOCKET_IP_6 = 2,
};

/* The protocol is in bits 31 to 24; 0: any. */
enum isocket_command {
    ISOCKET_TCP_SET_RECVBUF = 0x65f00000, /* u32 bytes; OP-TEE's */
    ISOCKET_TCP_SET_SENDBUF = 0x65f00001, /* u32 bytes; OP-TEE's */
    ISOCKET_UDP_CHANGEADDR = 0x66000001,  /* a name, NUL included */
    ISOCKET_UDP_CHANGEPORT = 0x66000002,  /* u16 */
};

#define ISOCKET_MS_INFINITE 0xffffffffu
