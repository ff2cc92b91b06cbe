/* SPDX-License-Identifier: BSD-2-Clause */
/* ioctl commands of the TCP socket beyond the specification, as OP-TEE has
 * them: the system's buffers, in bytes (uint32_t). */
#pragma once

#define TEE_TCP_SET_RECVBUF 0x65f00000
#define TEE_TCP_SET_SENDBUF 0x65f00001
