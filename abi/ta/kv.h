/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The protocol of the key-value trusted application (ta/kv).
 *
 * A key is 1..KV_KEY_MAX bytes, a value 0..KV_VALUE_MAX bytes; both are any
 * bytes. All clients share one store: there is one instance, it takes many
 * sessions, and it stays when the last one closes. Every command is one
 * invocation.
 *
 * Memory references may be whole, partial or temporary. "In" memory may be
 * MEMREF_INPUT or _INOUT, "out" MEMREF_OUTPUT or _INOUT: whole references take
 * their direction from the region. So that a large registered region serves
 * many operations, a window narrows a reference to a part of it: a value with
 * a = offset, b = length. Without a window (NONE) it is all of the reference.
 * A key of 8 bytes may also be a VALUE_INPUT, without a window: the bytes of
 * a, then b, each little endian.
 *
 *            p0           p1         p2: window of p1   p3: window of p0
 *   PUT      key in       value in   NONE, VALUE_INPUT  NONE, VALUE_INPUT
 *   GET      key in       value out  NONE, VALUE_INOUT  NONE, VALUE_INPUT
 *   DEL      key in       NONE       NONE               NONE, VALUE_INPUT
 *   LIST     VALUE_INOUT  keys out   NONE, VALUE_INOUT  NONE
 *   COUNT    VALUE_OUTPUT NONE       NONE               NONE
 *
 * PUT replaces the value of a key that is there. GET returns the bytes of the
 * value as the size of p1, or, with a window, in its b; if they do not fit,
 * nothing is copied, and the same number comes with SHORT_BUFFER. COUNT
 * returns the number of keys in a, and 0 in b.
 *
 * LIST fills p1 with records of one length byte and the key; their bytes are
 * returned as by GET. It works on whole chains of the store, so that a key
 * that is there from the first to the last call is listed exactly once,
 * whatever else changes meanwhile: p0.a is the cursor, 0 at first, and comes
 * back for the next call, KV_LIST_END after the last; p0.b comes back as the
 * number of records. SHORT_BUFFER: the bytes that the next chain needs are
 * returned; nothing was listed.
 *
 * Results: SUCCESS; ITEM_NOT_FOUND (GET, DEL); SHORT_BUFFER (GET, LIST);
 * STORAGE_NO_SPACE (PUT: the store is full, nothing was changed: the old
 * value of the key is still there); BAD_PARAMETERS (parameter types, key or
 * value length, window outside the reference, cursor); NOT_SUPPORTED (unknown
 * command).
 */
#pragma once

/* 335e517c-9073-4cb8-87a2-126dcc7acebe */
#define KV_TA_UUID                                                             \
    {                                                                          \
        0x335e517c, 0x9073, 0x4cb8,                                            \
        {                                                                      \
            0x87, 0xa2, 0x12, 0x6d, 0xcc, 0x7a, 0xce, 0xbe                     \
        }                                                                      \
    }

enum kv_command {
    KV_PUT = 1,
    KV_GET = 2,
    KV_DEL = 3,
    KV_LIST = 4,
    KV_COUNT = 5,
};

#define KV_KEY_MAX   255u
#define KV_VALUE_MAX (1u << 20)

/* Chains of the hash table, and the cursor value behind the last of them. */
#define KV_CHAINS   251u
#define KV_LIST_END KV_CHAINS
