/* SPDX-License-Identifier: BSD-2-Clause */
/* Constants of the UDP socket; also for host programs. */
#pragma once

#define TEE_ISOCKET_PROTOCOLID_UDP 0x66

#define TEE_ISOCKET_UDP_WARNING_UNKNOWN_OUT_OF_BAND 0xF1020002

/* ioctl: another server, a string with its NUL; another port, uint16_t. */
#define TEE_UDP_CHANGEADDR 0x66000001
#define TEE_UDP_CHANGEPORT 0x66000002
