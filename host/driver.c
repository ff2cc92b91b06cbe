/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Normal-world RAM is given out in runs of pages. A shared memory is such a
 * run, with a file mapped over it if a client has it too; its cookie is its
 * place in the table plus one. A call has a page of its own, with the message
 * and the RPC argument in it.
 */
#include "host/driver.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "abi/optee_rpc.h"
#include "abi/optee_smc.h"
#include "abi/tee_result.h"
#include "host/fault.h"
#include "host/file_rpc.h"
#include "host/machine.h"
#include "host/socket_rpc.h"

#define SHMS      512u
#define RAM_PAGES 65536u /* as many as are kept track of: 256 MiB */
#define KEYS      256u   /* notifications that nobody waits for yet */

struct shm {
    uint8_t *base; /* NULL: free */
    size_t pages;
    size_t size;
    uint8_t *list; /* page list of what was given to the secure world */
    size_t list_pages;
    unsigned supplicant; /* which of them in a row gave it */
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t notified;
    sem_t room; /* calls that may still enter */
    const char *ta_dir;
    uint8_t *ram;
    size_t pages;
    bool used[RAM_PAGES];
    struct shm shm[SHMS];
    uint64_t key[KEYS];
    unsigned keys;
    unsigned supplicant; /* goes up with each restart */
    uint32_t rpc_params;
} driver = {.lock = PTHREAD_MUTEX_INITIALIZER,
            .notified = PTHREAD_COND_INITIALIZER};

/* ---- memory; driver.lock is held ---- */

static size_t pages_of(size_t size)
{
    return (size + PAGE_SIZE - 1) / PAGE_SIZE;
}

/* A run of zeroed pages, or NULL. */
static uint8_t *pages_take(size_t n)
{
    size_t run = 0;

    for (size_t i = 0; i < driver.pages; i++) {
        run = driver.used[i] ? 0 : run + 1;
        if (run < n)
            continue;
        memset(&driver.used[i + 1 - n], true, n);
        memset(driver.ram + (i + 1 - n) * PAGE_SIZE, 0, n * PAGE_SIZE);
        return driver.ram + (i + 1 - n) * PAGE_SIZE;
    }
    return NULL;
}

static void pages_give(uint8_t *base, size_t n)
{
    memset(&driver.used[(size_t)(base - driver.ram) / PAGE_SIZE], false, n);
}

static size_t list_pages_of(size_t pages)
{
    return (pages + OPTEE_MSG_LIST_ENTRIES - 1) / OPTEE_MSG_LIST_ENTRIES;
}

/* Its page list, which lies in consecutive pages. */
static void list_fill(const struct shm *s)
{
    uint64_t *entry = (uint64_t *)(void *)s->list;

    for (size_t i = 0; i < s->pages; i++) {
        size_t page = i / OPTEE_MSG_LIST_ENTRIES;
        size_t at = i % OPTEE_MSG_LIST_ENTRIES;

        entry[page * (PAGE_SIZE / 8) + at] =
            arch_physical(s->base + i * PAGE_SIZE);
        entry[page * (PAGE_SIZE / 8) + OPTEE_MSG_LIST_ENTRIES] =
            arch_physical(s->list + (page + 1) * PAGE_SIZE);
    }
}

static struct shm *shm_take(size_t size)
{
    struct shm *s = driver.shm;

    while (s < driver.shm + SHMS && s->base)
        s++;
    if (s == driver.shm + SHMS || size == 0 || size > driver.pages * PAGE_SIZE)
        return NULL;
    *s = (struct shm){
        .pages = pages_of(size), .size = size, .supplicant = driver.supplicant};
    s->list_pages = list_pages_of(s->pages);
    s->base = pages_take(s->pages);
    s->list = s->base ? pages_take(s->list_pages) : NULL;
    if (s->list) {
        list_fill(s);
        return s;
    }
    if (s->base)
        pages_give(s->base, s->pages);
    s->base = NULL;
    return NULL;
}

static void shm_give(struct shm *s)
{
    pages_give(s->base, s->pages);
    pages_give(s->list, s->list_pages);
    s->base = NULL;
}

static uint64_t cookie_of(const struct shm *s)
{
    return (uint64_t)(s - driver.shm) + 1;
}

static struct shm *shm_find(uint64_t cookie)
{
    if (cookie == 0 || cookie > SHMS || !driver.shm[cookie - 1].base)
        return NULL;
    return &driver.shm[cookie - 1];
}

static struct shm *shm_new(size_t size)
{
    struct shm *s;

    pthread_mutex_lock(&driver.lock);
    s = shm_take(size);
    pthread_mutex_unlock(&driver.lock);
    return s;
}

static void shm_delete(struct shm *s)
{
    pthread_mutex_lock(&driver.lock);
    shm_give(s);
    pthread_mutex_unlock(&driver.lock);
}

/* ---- RPC ---- */

static void rpc_shm_alloc(struct optee_msg_header *h, struct optee_msg_param *p)
{
    struct shm *s = h->num_params == 1 ? shm_new(p->u.value.b) : NULL;

    h->ret = (uint32_t)(s ? R_SUCCESS : R_ERROR_OUT_OF_MEMORY);
    if (!s)
        return;
    p->attr = OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG;
    p->u.tmem.buf_ptr = arch_physical(s->list);
    p->u.tmem.size = s->size;
    p->u.tmem.shm_ref = cookie_of(s);
}

static void rpc_shm_free(struct optee_msg_header *h, struct optee_msg_param *p)
{
    struct shm *s = h->num_params == 1 ? shm_find(p->u.value.b) : NULL;

    if (h->ret == R_SUCCESS && !s)
        h->ret = (uint32_t)R_ERROR_BAD_PARAMETERS;
    if (s)
        shm_delete(s);
}

static FILE *ta_open(const struct optee_msg_param *p)
{
    static const char digit[] = "0123456789abcdef";
    uint8_t uuid[16];
    char path[512], name[40];
    char *to = name;

    memcpy(uuid, &p->u.value.a, 8);
    memcpy(uuid + 8, &p->u.value.b, 8);
    for (unsigned i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = digit[uuid[i] >> 4];
        *to++ = digit[uuid[i] & 15];
    }
    *to = 0;
    snprintf(path, sizeof(path), "%s/%s.ta", driver.ta_dir, name);
    return fopen(path, "re");
}

/* Where the parameter's memory is; NULL if it is nowhere. A supplicant does not
 * know what another one before it gave. */
static uint8_t *memory_of(const struct optee_msg_param *p)
{
    uint8_t *memory = NULL;
    const struct shm *s;

    pthread_mutex_lock(&driver.lock);
    s = shm_find(p->u.rmem.shm_ref);
    if (p->attr >= OPTEE_MSG_RMEM_INPUT && p->attr <= OPTEE_MSG_RMEM_INOUT &&
        s && s->supplicant == driver.supplicant && p->u.rmem.offs <= s->size &&
        p->u.rmem.size <= s->size - p->u.rmem.offs)
        memory = s->base + p->u.rmem.offs;
    pthread_mutex_unlock(&driver.lock);
    return memory;
}

/* The file's bytes into shared memory. */
static bool file_write(FILE *file, uint8_t *to, size_t size)
{
    size_t part = fault_write(DEVICE_SUPPLICANT) ? size / 2 : size;

    return fread(to, 1, part, file) == part;
}

static void rpc_load_ta(struct optee_msg_header *h, struct optee_msg_param *p)
{
    FILE *file = h->num_params == 2 ? ta_open(p) : NULL;
    uint8_t *to;
    size_t size;

    h->ret = (uint32_t)R_ERROR_ITEM_NOT_FOUND;
    if (!file)
        return;
    fseek(file, 0, SEEK_END);
    size = (size_t)ftell(file);
    rewind(file);
    to = memory_of(&p[1]);
    h->ret = R_SUCCESS;
    if (to && p[1].u.rmem.size < size)
        h->ret = (uint32_t)R_ERROR_SHORT_BUFFER;
    else if (to && !file_write(file, to, size))
        h->ret = (uint32_t)R_ERROR_GENERIC;
    else if (!to && p[1].u.rmem.size > 0)
        h->ret = (uint32_t)R_ERROR_BAD_PARAMETERS;
    p[1].u.rmem.size = size;
    fclose(file);
}

static void rpc_socket(struct optee_msg_header *h, struct optee_msg_param *p)
{
    uint8_t *memory = NULL;

    for (unsigned i = 0; i < h->num_params && !memory; i++)
        memory = memory_of(&p[i]);
    h->ret = socket_rpc(p, h->num_params, memory);
}

static void rpc_files(struct optee_msg_header *h, struct optee_msg_param *p)
{
    uint8_t *memory[3] = {NULL};

    for (unsigned i = 0; i < h->num_params && i < 3; i++)
        memory[i] = memory_of(&p[i]);
    h->ret = file_rpc(p, h->num_params, memory);
}

static void rpc_time(struct optee_msg_header *h, struct optee_msg_param *p)
{
    uint64_t now = machine_clock(CLOCK_REALTIME);

    p->u.value.a = now / 1000000000;
    p->u.value.b = now % 1000000000;
    h->ret = R_SUCCESS;
}

/* Takes a notification that was sent; false: there is none. */
static bool key_take(uint64_t key)
{
    for (unsigned i = 0; i < driver.keys; i++) {
        if (driver.key[i] != key)
            continue;
        driver.key[i] = driver.key[--driver.keys];
        return true;
    }
    return false;
}

/* Time-outs are jiffies, as in Linux; of milliseconds. */
static uint32_t key_wait(uint64_t key, uint64_t jiffies)
{
    struct timespec until;
    int error = 0;
    bool there;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(jiffies / 1000);
    until.tv_nsec += (long)(jiffies % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&driver.lock);
    while (!(there = key_take(key)) && error == 0)
        error = jiffies ? pthread_cond_timedwait(&driver.notified, &driver.lock,
                                                 &until)
                        : pthread_cond_wait(&driver.notified, &driver.lock);
    pthread_mutex_unlock(&driver.lock);
    if (!there)
        machine_clock_forward(jiffies);
    return (uint32_t)(there ? R_SUCCESS : R_ERROR_BUSY);
}

static void key_send(uint64_t key)
{
    pthread_mutex_lock(&driver.lock);
    if (!key_take(key) && driver.keys == KEYS)
        fputs("cella-host: a notification is lost\n", stderr);
    else
        driver.key[driver.keys++] = key;
    pthread_cond_broadcast(&driver.notified);
    pthread_mutex_unlock(&driver.lock);
}

static void rpc_notification(struct optee_msg_header *h,
                             struct optee_msg_param *p)
{
    h->ret = R_SUCCESS;
    if (p->u.value.a == OPTEE_RPC_NOTIFICATION_WAIT)
        h->ret = key_wait(p->u.value.b, p->u.value.c);
    else
        key_send(p->u.value.b);
}

static void supplicant_restart(void)
{
    pthread_mutex_lock(&driver.lock);
    driver.supplicant++;
    pthread_mutex_unlock(&driver.lock);
    socket_rpc_restart();
    file_rpc_restart();
}

/* Does the supplicant serve this request? If not, h->ret is as Linux says. */
static bool supplicant_serves(struct optee_msg_header *h)
{
    h->ret = R_SUCCESS;
    switch (fault_operation(DEVICE_SUPPLICANT)) {
    case FAULT_FAIL:
        h->ret =
            (uint32_t)(h->cmd == OPTEE_RPC_CMD_SHM_ALLOC ? R_ERROR_OUT_OF_MEMORY
                                                         : R_ERROR_GENERIC);
        break;
    case FAULT_RESTART:
        supplicant_restart();
        h->ret = (uint32_t)R_ERROR_COMMUNICATION;
        break;
    default:
        break;
    }
    return h->ret == R_SUCCESS;
}

static void supplicant_serve(struct optee_msg_header *h,
                             struct optee_msg_param *p)
{
    bool serves = supplicant_serves(h);

    /* Linux has the memory: it goes, whatever the supplicant says. */
    if (h->cmd == OPTEE_RPC_CMD_SHM_FREE)
        rpc_shm_free(h, p);
    else if (serves && h->cmd == OPTEE_RPC_CMD_SHM_ALLOC)
        rpc_shm_alloc(h, p);
    else if (serves && h->cmd == OPTEE_RPC_CMD_SOCKET)
        rpc_socket(h, p);
    else if (serves && h->cmd == OPTEE_RPC_CMD_FS)
        rpc_files(h, p);
    else if (serves)
        rpc_load_ta(h, p);
}

static void rpc_serve(struct optee_msg_header *h)
{
    struct optee_msg_param *p = (struct optee_msg_param *)(h + 1);

    h->ret_origin = ORIGIN_COMMS;
    switch (h->cmd) {
    case OPTEE_RPC_CMD_SHM_ALLOC:
    case OPTEE_RPC_CMD_SHM_FREE:
    case OPTEE_RPC_CMD_LOAD_TA:
    case OPTEE_RPC_CMD_FS:
    case OPTEE_RPC_CMD_SOCKET:
        supplicant_serve(h, p);
        break;
    case OPTEE_RPC_CMD_GET_TIME:
        rpc_time(h, p);
        break;
    case OPTEE_RPC_CMD_NOTIFICATION:
        rpc_notification(h, p);
        break;
    case OPTEE_RPC_CMD_SUSPEND:
        usleep((useconds_t)p->u.value.a * 1000);
        machine_clock_forward(p->u.value.a);
        h->ret = R_SUCCESS;
        break;
    default:
        h->ret = (uint32_t)R_ERROR_NOT_SUPPORTED;
        break;
    }
}

/* ---- calls ---- */

/* From the SMC to its end, through all RPCs; x0 of the end. */
static uint32_t smc_run(paddr_t message, struct optee_msg_header *rpc)
{
    uint64_t x[8] = {OPTEE_SMC_CALL_WITH_RPC_ARG, message >> 32,
                     message & 0xffffffff};

    for (;;) {
        machine_smc(x, false);
        if ((uint32_t)x[0] == OPTEE_SMC_RETURN_RPC_CMD)
            rpc_serve(rpc);
        else if ((uint32_t)x[0] != OPTEE_SMC_RETURN_RPC_FOREIGN_INTR)
            return (uint32_t)x[0];
        x[0] = OPTEE_SMC_RETURN_FROM_RPC;
    }
}

int driver_call(struct driver_call *c)
{
    size_t size = OPTEE_MSG_SIZE(c->num_params);
    struct shm *s = shm_new(PAGE_SIZE);
    struct optee_msg_header *h, *rpc;
    uint32_t result;

    if (!s)
        return -ENOMEM;
    h = (struct optee_msg_header *)(void *)s->base;
    rpc = (struct optee_msg_header *)(void *)(s->base + size);
    *h = (struct optee_msg_header){.cmd = c->cmd,
                                   .func = c->func,
                                   .session = c->session,
                                   .cancel_id = c->cancel_id,
                                   .num_params = c->num_params};
    memcpy(h + 1, c->params, size - sizeof(*h));
    rpc->num_params = driver.rpc_params;
    /* More at a time would be held back (ETHREAD_LIMIT), this not. */
    while (c->cmd != OPTEE_MSG_CMD_CANCEL && sem_wait(&driver.room) < 0)
        ;
    result = smc_run(arch_physical(h), rpc);
    if (c->cmd != OPTEE_MSG_CMD_CANCEL)
        sem_post(&driver.room);
    c->session = h->session;
    c->ret = h->ret;
    c->ret_origin = h->ret_origin;
    memcpy(c->params, h + 1, size - sizeof(*h));
    shm_delete(s);
    return result == OPTEE_SMC_RETURN_OK ? 0 : -EINVAL;
}

/* Tells the secure world about the memory. */
static bool shm_register(const struct shm *s)
{
    struct driver_call c = {
        .cmd = OPTEE_MSG_CMD_REGISTER_SHM,
        .num_params = 1,
        .params = {
            {.attr = OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG,
             .u.tmem = {arch_physical(s->list), s->size, cookie_of(s)}}}};

    return driver_call(&c) == 0 && c.ret == R_SUCCESS;
}

int driver_shm_alloc(size_t size, int *fd)
{
    struct shm *s = shm_new(size);

    if (!s)
        return -ENOMEM;
    *fd = machine_share(s->base, s->pages);
    if (*fd >= 0 && shm_register(s))
        return (int)(s - driver.shm);
    if (*fd < 0 || machine_unshare(s->base, s->pages))
        shm_delete(s);
    return -ENOMEM;
}

uint64_t driver_shm_cookie(int id)
{
    uint64_t cookie = id < 0 ? 0 : (uint64_t)id + 1;

    return shm_find(cookie) ? cookie : 0;
}

void driver_shm_free(int id)
{
    struct driver_call c = {
        .cmd = OPTEE_MSG_CMD_UNREGISTER_SHM,
        .num_params = 1,
        .params = {{.attr = OPTEE_MSG_RMEM_INPUT,
                    .u.rmem.shm_ref = driver_shm_cookie(id)}}};
    struct shm *s = shm_find(driver_shm_cookie(id));

    if (!s || driver_call(&c) != 0)
        return;
    /* The client may keep its mapping of the file. */
    if (machine_unshare(s->base, s->pages))
        shm_delete(s);
}

bool driver_init(const char *ta_dir, const char *files)
{
    uint64_t uid[8] = {OPTEE_SMC_CALLS_UID};
    uint64_t caps[8] = {OPTEE_SMC_EXCHANGE_CAPABILITIES};
    size_t bytes;

    driver.ta_dir = ta_dir;
    driver.ram = machine_normal_ram(&bytes);
    driver.pages =
        bytes / PAGE_SIZE < RAM_PAGES ? bytes / PAGE_SIZE : RAM_PAGES;
    machine_smc(uid, true);
    machine_smc(caps, true);
    driver.rpc_params = caps[3] & 0xff;
    socket_rpc_init();
    file_rpc_init(files);
    sem_init(&driver.room, 0, ACTIVATIONS - 1);
    return uid[0] == OPTEE_SMC_UID_0 && uid[3] == OPTEE_SMC_UID_3 &&
           caps[0] == OPTEE_SMC_RETURN_OK && driver.rpc_params > 0 &&
           (caps[1] & OPTEE_SMC_CAP_RPC_ARG) != 0 &&
           (caps[1] & OPTEE_SMC_CAP_DYNAMIC_SHM) != 0;
}
