/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys and certificates that the TA makes for itself, on P-256. */
#pragma once

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <stddef.h>

struct identity {
    mbedtls_pk_context key;
    mbedtls_x509_crt certificate;
};

/* Random bytes of the TEE, as Mbed TLS asks for them. */
int identity_random(void *context, unsigned char *out, size_t len);

/*
 * A new key, and a certificate for `name` valid from `from` to `to`
 * (YYYYMMDDhhmmss): signed by `issuer`, or by itself and a CA's if that is
 * NULL. 0 or an error of Mbed TLS; in both cases identity_free() is due.
 */
int identity_make(struct identity *id, const char *name, const char *from,
                  const char *to, const struct identity *issuer);
void identity_free(struct identity *id);
