/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each side writes into a pipe and reads from the other. They take turns, a
 * handshake step each; what cannot go on for want of the other's bytes waits.
 */
#include "handshake.h"

#include <string.h>
#include <tee_internal_api.h>

enum { PIPE_SIZE = 20000, STEPS_MAX = 200 };

struct pipe {
    size_t used;
    unsigned char bytes[PIPE_SIZE];
};

struct side {
    mbedtls_ssl_config config;
    mbedtls_ssl_context ssl;
    struct pipe *in, *out;
};

struct link {
    struct pipe pipes[2];
    struct side client, server;
};

static int side_send(void *context, const unsigned char *buf, size_t len)
{
    struct pipe *p = ((struct side *)context)->out;

    if (len > sizeof(p->bytes) - p->used)
        len = sizeof(p->bytes) - p->used;
    if (!len)
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    memcpy(p->bytes + p->used, buf, len);
    p->used += len;
    return (int)len;
}

static int side_receive(void *context, unsigned char *buf, size_t len)
{
    struct pipe *p = ((struct side *)context)->in;

    if (len > p->used)
        len = p->used;
    if (!len)
        return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(buf, p->bytes, len);
    p->used -= len;
    memmove(p->bytes, p->bytes + len, p->used);
    return (int)len;
}

static int side_start(struct side *s, int endpoint,
                      mbedtls_ssl_protocol_version version)
{
    int error = mbedtls_ssl_config_defaults(&s->config, endpoint,
                                            MBEDTLS_SSL_TRANSPORT_STREAM,
                                            MBEDTLS_SSL_PRESET_DEFAULT);

    if (error)
        return error;
    mbedtls_ssl_conf_rng(&s->config, identity_random, NULL);
    mbedtls_ssl_conf_min_tls_version(&s->config, version);
    mbedtls_ssl_conf_max_tls_version(&s->config, version);
    error = mbedtls_ssl_setup(&s->ssl, &s->config);
    if (!error)
        mbedtls_ssl_set_bio(&s->ssl, s, side_send, side_receive, NULL);
    return error;
}

static bool is_waiting(int result)
{
    return result == MBEDTLS_ERR_SSL_WANT_READ ||
           result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static int shake(struct link *l)
{
    for (int i = 0; i < STEPS_MAX; i++) {
        int client = mbedtls_ssl_handshake(&l->client.ssl);
        int server;

        if (client && !is_waiting(client))
            return client;
        server = mbedtls_ssl_handshake(&l->server.ssl);
        if (server && !is_waiting(server))
            return server;
        if (!client && !server)
            return 0;
    }
    return MBEDTLS_ERR_SSL_TIMEOUT;
}

static int carry(struct side *from, struct side *to, const char *text)
{
    char got[64] = {0};
    int n = mbedtls_ssl_write(&from->ssl, (const void *)text, strlen(text));

    if (n != (int)strlen(text))
        return n < 0 ? n : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    n = mbedtls_ssl_read(&to->ssl, (void *)got, sizeof(got) - 1);
    if (n < 0)
        return n;
    return strcmp(got, text) == 0 ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static int talk(struct link *l, mbedtls_ssl_protocol_version version)
{
    int error = shake(l);

    if (!error)
        error = carry(&l->client, &l->server, "from client to server");
    if (!error)
        error = carry(&l->server, &l->client, "and back");
    if (!error && mbedtls_ssl_get_version_number(&l->client.ssl) != version)
        error = MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION;
    return error;
}

static int prepare(struct link *l, mbedtls_ssl_protocol_version version,
                   const char *host, struct identity *ca,
                   struct identity *server)
{
    int error = side_start(&l->client, MBEDTLS_SSL_IS_CLIENT, version);

    if (!error)
        error = side_start(&l->server, MBEDTLS_SSL_IS_SERVER, version);
    if (!error)
        error = mbedtls_ssl_conf_own_cert(&l->server.config,
                                          &server->certificate, &server->key);
    if (!error)
        error = mbedtls_ssl_set_hostname(&l->client.ssl, host);
    mbedtls_ssl_conf_ca_chain(&l->client.config, &ca->certificate, NULL);
    return error;
}

int handshake_run(mbedtls_ssl_protocol_version version, const int *offered,
                  const char *host, struct identity *ca,
                  struct identity *server, uint32_t *suite, uint32_t *flags)
{
    struct link *l = TEE_Malloc(sizeof(*l), TEE_MALLOC_FILL_ZERO);
    int error;

    if (!l)
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    l->client.in = l->server.out = &l->pipes[0];
    l->client.out = l->server.in = &l->pipes[1];
    error = prepare(l, version, host, ca, server);
    if (offered)
        mbedtls_ssl_conf_ciphersuites(&l->client.config, offered);
    if (!error)
        error = talk(l, version);
    if (!error)
        *suite =
            (uint32_t)mbedtls_ssl_get_ciphersuite_id_from_ssl(&l->client.ssl);
    *flags = mbedtls_ssl_get_verify_result(&l->client.ssl);
    for (int i = 0; i < 2; i++) {
        struct side *s = i ? &l->server : &l->client;

        mbedtls_ssl_free(&s->ssl);
        mbedtls_ssl_config_free(&s->config);
    }
    TEE_Free(l);
    return error;
}
