/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plug-in of the supplicant: a shared library that has this structure under
 * the name `plugin_method`, in the layout of OP-TEE's. TAs call it by its UUID
 * (tee_invoke_supp_plugin). It runs in the supplicant, as its user, in several
 * threads at a time.
 */
#pragma once

#include <stddef.h>

#include "tee_client_api.h"

struct plugin_method {
    const char *name; /* for the log */
    TEEC_UUID uuid;

    /* Once, before the first call; may be NULL. Not SUCCESS: it is not used. */
    TEEC_Result (*init)(void);

    /* data: in_len bytes that came from the TA, in memory that it sees; NULL:
     * none. *out_len is 0; of so many bytes of data, and not more than in_len,
     * the TA gets what is there in the end. */
    TEEC_Result (*invoke)(unsigned int cmd, unsigned int sub_cmd, void *data,
                          size_t in_len, size_t *out_len);
};
