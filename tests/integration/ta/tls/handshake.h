/* SPDX-License-Identifier: BSD-2-Clause */
/* TLS between a client and a server in one thread, over memory. */
#pragma once

#include <mbedtls/ssl.h>
#include <stdint.h>

#include "identity.h"

/*
 * A handshake of exactly `version`; the client offers `offered` (a list that
 * ends with 0; NULL: all it knows), trusts `ca` and asks for `host`. Then a
 * message each way, compared. 0, or the first error of either side; *suite is
 * then not set. *flags: what the client found wrong with the certificate
 * (MBEDTLS_X509_BADCERT_*).
 */
int handshake_run(mbedtls_ssl_protocol_version version, const int *offered,
                  const char *host, struct identity *ca,
                  struct identity *server, uint32_t *suite, uint32_t *flags);
