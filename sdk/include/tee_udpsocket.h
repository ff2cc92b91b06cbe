/* SPDX-License-Identifier: BSD-2-Clause */
/* GlobalPlatform TEE Sockets API 1.0: the UDP socket, of clients. */
#pragma once

#include <__tee_ipsocket.h>
#include <__tee_udpsocket_defines.h>
#include <tee_isocket.h>

typedef struct TEE_udpSocket_Setup_s {
    TEE_ipSocket_ipVersion ipVersion;
    char *server_addr; /* a name or an address */
    uint16_t server_port;
} TEE_udpSocket_Setup;

extern TEE_iSocket *const TEE_udpSocket;
