/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GlobalPlatform TEE Sockets API 1.0: the interface that all kinds of sockets
 * have. The normal world carries the bytes, reads and may change them: what
 * must not be seen or changed is protected by the TA itself (TLS).
 *
 * open    *ctx is TEE_HANDLE_NULL unless it succeeds. PROTOCOL_ERROR: what
 *         went wrong is in *protocolError.
 * close   TEE_HANDLE_NULL is closed already.
 * send    *length is then what was sent; TCP: less than given if only that
 *         much could be sent in time. A datagram goes as a whole.
 * recv    *length is then what came: TCP, what there was, at most 64 KiB a
 *         call; UDP, one datagram, and if it is longer than the buffer the
 *         rest is lost and *length is more than was given. *length 0: how many
 *         bytes could be had now, without waiting. An error leaves *length as
 *         it was, but REMOTE_CLOSED, which is the end of a TCP stream, makes
 *         it 0.
 * error   the result of the last send, recv or ioctl; where that was
 *         ERROR_PROTOCOL, the cause.
 * ioctl   Commands with 0 in their upper 8 bits do nothing; others that the
 *         protocol does not have panic.
 *
 * Time-outs in ms: 0 does not wait, TEE_TIMEOUT_INFINITE waits for ever. send
 * and recv can be cancelled. Any other ctx than one that open gave panics.
 */
#pragma once

#include <__tee_isocket_defines.h>
#include <stdint.h>
#include <tee_api_types.h>

typedef void *TEE_iSocketHandle;

typedef const struct TEE_iSocket_s {
    uint32_t TEE_iSocketVersion;
    uint8_t protocolID;
    TEE_Result (*open)(TEE_iSocketHandle *ctx, void *setup,
                       uint32_t *protocolError);
    TEE_Result (*close)(TEE_iSocketHandle ctx);
    TEE_Result (*send)(TEE_iSocketHandle ctx, const void *buf, uint32_t *length,
                       uint32_t timeout);
    TEE_Result (*recv)(TEE_iSocketHandle ctx, void *buf, uint32_t *length,
                       uint32_t timeout);
    uint32_t (*error)(TEE_iSocketHandle ctx);
    TEE_Result (*ioctl)(TEE_iSocketHandle ctx, uint32_t commandCode, void *buf,
                        uint32_t *length);
} TEE_iSocket;
