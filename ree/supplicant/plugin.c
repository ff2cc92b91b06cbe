/* SPDX-License-Identifier: BSD-2-Clause */
/* See plugin.h. Nothing here is undone: a plug-in may have threads. */
#include "ree/supplicant/plugin.h"

#include "ree/libteec/include/tee_plugin_method.h"
#include "ree/supplicant/log.h"

#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

const struct plugin_method *plugin_find(const struct plugins *plugins,
                                        const TEEC_UUID *uuid)
{
    for (size_t i = 0; i < plugins->count; i++)
        if (!memcmp(&plugins->method[i]->uuid, uuid, sizeof(*uuid)))
            return plugins->method[i];
    return NULL;
}

static const struct plugin_method *open_library(const char *path)
{
    void *library = dlopen(path, RTLD_NOW);
    const struct plugin_method *method;

    if (!library) {
        log_error("plug-in: %s", dlerror());
        return NULL;
    }
    method = dlsym(library, "plugin_method");
    if (method && method->name && method->invoke)
        return method;
    log_error("plug-in %s: it has no plugin_method", path);
    dlclose(library);
    return NULL;
}

static void load(struct plugins *plugins, const char *path)
{
    const struct plugin_method *method = open_library(path);
    TEEC_Result result;

    if (!method)
        return;
    if (plugins->count == PLUGINS_MAX || plugin_find(plugins, &method->uuid)) {
        log_error("plug-in %s: too many, or its UUID is taken", path);
        return;
    }
    result = method->init ? method->init() : TEEC_SUCCESS;
    if (result)
        log_error("plug-in %s: its start failed, 0x%x", path, result);
    else
        plugins->method[plugins->count++] = method;
}

void plugins_load(struct plugins *plugins, const char *folder)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    char path[PATH_MAX];

    while (entries && (entry = readdir(entries))) {
        if (entry->d_name[0] != '.' &&
            snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) <
                (int)sizeof(path))
            load(plugins, path);
    }
    if (entries)
        closedir(entries);
}
