/* SPDX-License-Identifier: BSD-2-Clause */
/* Plug-ins: libraries that TAs may call (tee_plugin_method.h). */
#pragma once

#include "ree/libteec/include/tee_client_api.h"

#include <stddef.h>

#define PLUGINS_MAX 32

struct plugin_method;

struct plugins {
    const struct plugin_method *method[PLUGINS_MAX];
    size_t count;
};

/* Loads what is in a folder, before there are threads; the libraries stay. What
 * is no plug-in, or does not want to begin, is a line in the log; no folder is
 * no plug-ins. */
void plugins_load(struct plugins *plugins, const char *folder);

/* The plug-in with this UUID; NULL. */
const struct plugin_method *plugin_find(const struct plugins *plugins,
                                        const TEEC_UUID *uuid);
