/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's TEE driver and a TEE behind it, in this process: the table
 * tee_os of ree/device/device.h. It checks what the kernel checks (exact
 * message sizes, ids, ranges), keeps account of descriptors and mappings so
 * that a leak or a double release is seen, and hands every session opening
 * and command to `ta`.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/tee.h>

#define FAKE_PARAMS 4

/* One call as the TA sees it. */
struct fake_call {
    bool is_open;
    uint32_t func;
    uint32_t session;
    uint32_t count;
    struct tee_ioctl_param *params; /* in the caller's message */
    uint8_t *memory[FAKE_PARAMS];   /* of memory references; or NULL */
    uint32_t origin;                /* 4 unless changed */
};

struct fake_tee {
    /* what the test sets */
    uint32_t impl_id;
    uint32_t gen_caps;
    int open_errors[10];   /* of /dev/tee<i>; 0 opens */
    uint32_t caps_of[10];  /* instead of gen_caps, if not 0 */
    const void *read_only; /* registering this fails */
    bool refuse_memory;    /* registering anything fails */
    int call_error;        /* every call's ioctl fails with this */
    int fd_error;          /* registering a descriptor fails */
    uint32_t (*ta)(struct fake_call *call); /* returns the result */
    void *request;       /* the message the supplicant receives, */
    size_t request_size; /* and takes its answer, of the same size */
    int receive_error;
    int send_error;

    /* what the test reads */
    unsigned int registrations; /* ever */
    unsigned int shared;        /* now */
    unsigned int calls;
    unsigned int cancels;
    unsigned int answers;
    uint32_t cancelled_session;
    uint32_t closed_session;
    uint8_t login[20]; /* clnt_uuid and clnt_login of the last */
    uint8_t uuid[16];
    const uint8_t *block; /* of the last registration */
    size_t block_size;
};

extern struct fake_tee fake;

/* A device with all capabilities and nothing open. */
void fake_reset(void);

/* Whether every descriptor is closed and every block unmapped. */
bool fake_is_clean(void);

/* Closes a descriptor as the program itself might. */
void fake_close_quietly(int fd);
