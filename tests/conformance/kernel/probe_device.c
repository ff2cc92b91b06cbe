/* SPDX-License-Identifier: BSD-2-Clause */
/* The probe as a program of the device. */
#include "tests/conformance/kernel/probe.h"

void main(void);

void main(void)
{
    probe_run(rt_argument(), rt_pid() == SERVICE_GATEWAY);
}
