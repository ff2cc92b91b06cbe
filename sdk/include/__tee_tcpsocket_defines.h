/* SPDX-License-Identifier: BSD-2-Clause */
/* Constants of the TCP socket; also for host programs. */
#pragma once

#define TEE_ISOCKET_PROTOCOLID_TCP 0x65

#define TEE_ISOCKET_TCP_WARNING_UNKNOWN_OUT_OF_BAND 0xF1010002
