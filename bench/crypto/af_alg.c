/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's cryptography as a program in Linux reaches it: a socket of the
 * family AF_ALG. An update says that more comes; the data of a cipher is read
 * back in the same call of run(). The kernel takes at most 64 KiB at a time.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_alg.h>

#include "bench/crypto/work.h"

#define PIECE  65536u
#define IV     16u
#define DIGEST 32u

static bool send_all(int file, const uint8_t *p, size_t n, int flags)
{
    return send(file, p, n, flags) == (ssize_t)n;
}

static bool hash_update(struct work *w, size_t n)
{
    return send_all(w->file, bench_in, n, MSG_MORE);
}

static bool hash_one(struct work *w, size_t n)
{
    return send_all(w->file, bench_in, n, 0) &&
           read(w->file, bench_out, DIGEST) == DIGEST;
}

/* Says what is done to n bytes, with an IV if they start a text. */
static bool cipher_send(struct work *w, const uint8_t *p, size_t n, bool iv,
                        int flags)
{
    union {
        char bytes[CMSG_SPACE(4) + CMSG_SPACE(sizeof(struct af_alg_iv) + IV)];
        struct cmsghdr align;
    } control = {0};
    struct iovec data = {(void *)(uintptr_t)p, n};
    struct msghdr m = {.msg_iov = &data,
                       .msg_iovlen = 1,
                       .msg_control = control.bytes,
                       .msg_controllen =
                           iv ? sizeof(control.bytes) : CMSG_SPACE(4)};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    const uint32_t encrypt = ALG_OP_ENCRYPT, iv_size = IV;

    c->cmsg_level = SOL_ALG;
    c->cmsg_type = ALG_SET_OP;
    c->cmsg_len = CMSG_LEN(sizeof(encrypt));
    memcpy(CMSG_DATA(c), &encrypt, sizeof(encrypt));
    if (iv) {
        c = CMSG_NXTHDR(&m, c);
        c->cmsg_level = SOL_ALG;
        c->cmsg_type = ALG_SET_IV;
        c->cmsg_len = CMSG_LEN(sizeof(struct af_alg_iv) + IV);
        memcpy(CMSG_DATA(c), &iv_size, sizeof(iv_size));
    }
    return sendmsg(w->file, &m, flags) == (ssize_t)n;
}

static bool cipher(struct work *w, size_t n, bool is_whole)
{
    size_t piece;

    for (size_t at = 0; at < n; at += piece) {
        bool is_last;

        piece = n - at < PIECE ? n - at : PIECE;
        is_last = at + piece == n && is_whole;
        if (!cipher_send(w, bench_in + at, piece, is_whole && at == 0,
                         is_last ? 0 : MSG_MORE))
            return false;
        for (size_t got = 0; got < piece;) {
            ssize_t r = read(w->file, bench_out + at + got, piece - got);

            if (r <= 0)
                return false;
            got += (size_t)r;
        }
    }
    return true;
}

static bool cipher_update(struct work *w, size_t n)
{
    return cipher(w, n, false);
}

static bool cipher_one(struct work *w, size_t n)
{
    return cipher(w, n, true);
}

bool af_alg_begin(struct work *w, enum bench_op op)
{
    static const uint8_t key[16] = {1};
    bool is_hash = w->row->kind == KIND_DIGEST;
    struct sockaddr_alg address = {.salg_family = AF_ALG};
    int file = socket(AF_ALG, SOCK_SEQPACKET, 0);

    memcpy(address.salg_type, is_hash ? "hash" : "skcipher",
           is_hash ? sizeof("hash") : sizeof("skcipher"));
    strncpy((char *)address.salg_name, w->row->argument,
            sizeof(address.salg_name) - 1);
    if (file < 0 ||
        bind(file, (struct sockaddr *)&address, sizeof(address)) != 0)
        return false;
    if (!is_hash &&
        setsockopt(file, SOL_ALG, ALG_SET_KEY, key, sizeof(key)) != 0)
        return false;
    w->file = accept(file, NULL, NULL);
    if (is_hash)
        w->run = op == OP_UPDATE ? hash_update : hash_one;
    else
        w->run = op == OP_UPDATE ? cipher_update : cipher_one;
    return w->file >= 0;
}
