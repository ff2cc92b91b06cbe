/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sockets, as its client says: each command is one call of the Sockets API or a
 * loop of them. A socket is named by its slot. The result of the call is the
 * command's.
 */
#include <__tee_tcpsocket_defines_extensions.h>
#include <string.h>
#include <tee_internal_api.h>
#include <tee_tcpsocket.h>
#include <tee_udpsocket.h>

#define SLOTS      40
#define NAME_SIZE  256
#define PIECE      40000
#define UDP        0x100 /* in the kind of OPEN; else TCP */
#define PROBE_MOST 0x1000

enum command {
    OPEN,     /* v:port,kind ti:name vo -> slot */
    CLOSE,    /* v:slot,0 */
    SEND,     /* v:slot,ms ti:bytes vo -> sent */
    RECV,     /* v:slot,ms to:bytes */
    ERROR,    /* v:slot,0 vo -> error() */
    IOCTL,    /* v:slot,command tx:argument */
    TRANSFER, /* v:slot,bytes vo -> bytes that came back as they were sent */
    PROTOCOL, /* - - vo -> protocolError of the last OPEN */
    FILL,     /* v:slot,ms vo -> sent before a send failed with ... */
    BIG,      /* v:slot,bytes vo -> sent in one send, what it said */
    PROBE,    /* - - vo -> sockets of others that could be reached */
};

static struct {
    TEE_iSocket *kind[SLOTS];
    TEE_iSocketHandle handle[SLOTS];
    uint32_t protocol_error;
    uint8_t sent[PIECE], back[PIECE];
} ta;

/* The engine's, below the API: numbers are not checked on the way. */
TEE_Result engine_socket_recv(uint32_t socket, void *buf, uint32_t *len,
                              uint32_t ms);
TEE_Result engine_socket_close(uint32_t socket);

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **context)
{
    (void)types;
    (void)params;
    (void)context;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
    (void)context;
}

static TEE_Result open_in(unsigned slot, const TEE_Param *p)
{
    static char name[NAME_SIZE];
    uint32_t kind = p[0].value.b;
    size_t size = p[1].memref.size < NAME_SIZE ? p[1].memref.size : 0;
    TEE_tcpSocket_Setup tcp = {.ipVersion = kind & 0xff,
                               .server_addr = name,
                               .server_port = (uint16_t)p[0].value.a};
    TEE_udpSocket_Setup udp = {.ipVersion = kind & 0xff,
                               .server_addr = name,
                               .server_port = (uint16_t)p[0].value.a};

    memcpy(name, p[1].memref.buffer, size);
    name[size] = 0;
    ta.kind[slot] = kind & UDP ? TEE_udpSocket : TEE_tcpSocket;
    return ta.kind[slot]->open(&ta.handle[slot],
                               kind & UDP ? (void *)&udp : (void *)&tcp,
                               &ta.protocol_error);
}

static TEE_Result on_open(TEE_Param *p)
{
    for (unsigned slot = 0; slot < SLOTS; slot++)
        if (!ta.handle[slot]) {
            p[2].value.a = slot;
            return open_in(slot, p);
        }
    return TEE_ERROR_OUT_OF_MEMORY;
}

static TEE_Result send_some(unsigned slot, uint32_t *n, uint32_t ms)
{
    return ta.kind[slot]->send(ta.handle[slot], ta.sent, n, ms);
}

/* Sends a piece, and takes as much until it is back; how much of it is as it
 * was. */
static TEE_Result piece_echo(unsigned slot, uint32_t n, uint32_t *good)
{
    uint32_t there = 0, part = n;
    TEE_Result result;

    TEE_GenerateRandom(ta.sent, n);
    result = send_some(slot, &part, TEE_TIMEOUT_INFINITE);
    if (!result && part != n)
        result = TEE_ERROR_GENERIC;
    while (!result && there < n) {
        part = n - there;
        result = ta.kind[slot]->recv(ta.handle[slot], ta.back + there, &part,
                                     TEE_TIMEOUT_INFINITE);
        there += result ? 0 : part;
    }
    if (!result && memcmp(ta.sent, ta.back, n) == 0)
        *good += n;
    return result;
}

static TEE_Result on_transfer(unsigned slot, uint32_t bytes, TEE_Param *p)
{
    TEE_Result result = TEE_SUCCESS;

    for (uint32_t left = bytes; left && !result;) {
        uint32_t n = left < PIECE ? left : PIECE;

        result = piece_echo(slot, n, &p[1].value.a);
        left -= n;
    }
    return result;
}

static TEE_Result on_fill(unsigned slot, uint32_t ms, TEE_Param *p)
{
    TEE_Result result = TEE_SUCCESS;

    for (unsigned i = 0; i < 2000 && !result; i++) {
        uint32_t n = PIECE;

        result = send_some(slot, &n, ms);
        p[1].value.a += n;
    }
    return result;
}

static TEE_Result on_big(unsigned slot, uint32_t bytes, TEE_Param *p)
{
    void *memory = TEE_Malloc(bytes, 0);
    uint32_t n = bytes;

    if (!memory)
        return TEE_ERROR_OUT_OF_MEMORY;
    p[1].value.b =
        ta.kind[slot]->send(ta.handle[slot], memory, &n, TEE_TIMEOUT_INFINITE);
    p[1].value.a = n;
    TEE_Free(memory);
    return TEE_SUCCESS;
}

static TEE_Result on_probe(TEE_Param *p)
{
    for (uint32_t number = 0; number < PROBE_MOST; number++) {
        uint32_t n = 0;

        if (engine_socket_recv(number, NULL, &n, 0) == TEE_SUCCESS ||
            engine_socket_close(number) == TEE_SUCCESS)
            p[2].value.a++;
    }
    return TEE_SUCCESS;
}

static TEE_Result on_slot(uint32_t command, unsigned slot, TEE_Param *p)
{
    TEE_iSocketHandle handle = ta.handle[slot];
    uint32_t how = p[0].value.b, n = (uint32_t)p[1].memref.size;
    TEE_Result result;

    switch (command) {
    case CLOSE:
        ta.handle[slot] = NULL;
        return ta.kind[slot]->close(handle);
    case SEND:
        result = ta.kind[slot]->send(handle, p[1].memref.buffer, &n, how);
        p[2].value.a = n;
        return result;
    case RECV:
        result =
            ta.kind[slot]->recv(handle, n ? p[1].memref.buffer : NULL, &n, how);
        p[1].memref.size = n;
        return result;
    case ERROR:
        p[1].value.a = ta.kind[slot]->error(handle);
        return TEE_SUCCESS;
    default: /* IOCTL */
        result = ta.kind[slot]->ioctl(handle, how, p[1].memref.buffer, &n);
        p[1].memref.size = n;
        return result;
    }
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    uint32_t slot = params[0].value.a;

    (void)context;
    (void)types;
    (void)TEE_UnmaskCancellation();
    if (command == OPEN)
        return on_open(params);
    if (command == PROTOCOL) {
        params[2].value.a = ta.protocol_error;
        return TEE_SUCCESS;
    }
    if (command == PROBE)
        return on_probe(params);
    if (slot >= SLOTS || command > PROBE)
        return TEE_ERROR_BAD_PARAMETERS;
    if (command == TRANSFER)
        return on_transfer(slot, params[0].value.b, params);
    if (command == FILL)
        return on_fill(slot, params[0].value.b, params);
    if (command == BIG)
        return on_big(slot, params[0].value.b, params);
    return on_slot(command, slot, params);
}
