/* SPDX-License-Identifier: BSD-2-Clause */
/* The crypto service's armcap.h where libcrypto finds out for itself. */
#include "services/crypto/openssl/armcap.h"

void armcap_set(uint64_t isar0)
{
    (void)isar0;
}
