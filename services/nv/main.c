/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start-up and receive loop of the nv service.
 */
#include "lib/mem.h"
#include "runtime/rt.h"
#include "services/nv/flash.h"
#include "services/nv/serve.h"

static void log_text(const char *text)
{
    rt_log(text, strlen(text));
}

void main(void);

void main(void)
{
    static struct rt_event ev;

    flash_init();
    nv_init(&flash_port, log_text);
    for (;;) {
        rt_reply_recv(&ev);
        nv_serve(&ev);
    }
}
