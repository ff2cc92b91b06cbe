/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel calls with every argument that a TA could get wrong. A line says
 * what was tried and the enum kerr that came back. What must kill the TA is a
 * command of its own. Raw stubs are called, because rt_* would cut, repeat or
 * not let pass what is wrong.
 */
#include <stdio.h>
#include <string.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "abi/crypto_msg.h"
#include "runtime/rt.h"
#include "tests/conformance/conformance.h"

#define NOWHERE 0x1000u

struct kret {
    uint64_t error, value;
};

#define KCALL(number, name, right, manual)                                     \
    struct kret kcall_##name(uint64_t, uint64_t, uint64_t, uint64_t);
#include "abi/kcall.def"
#undef KCALL

static const uint64_t constant[4] = {1, 2, 3, 4};
static uint64_t variable[512];

static struct {
    char *text;
    size_t room, n;
} out;

static void line(const char *what, uint64_t value)
{
    int n = snprintf(out.text + out.n, out.room - out.n, "%s: %u\n", what,
                     (unsigned int)value);

    if (n > 0 && (size_t)n < out.room - out.n)
        out.n += (size_t)n;
}

static uint64_t address(const volatile void *p)
{
    return (uintptr_t)p;
}

static void try_memory(void)
{
    struct kret r = kcall_mem_map(3, 0, 0, 0);
    uint64_t va = r.value;

    line("map 3 pages", r.error);
    line("stats at their start", kcall_stats(va, 0, 0, 0).error);
    line("stats at their end",
         kcall_stats(va + 3 * PAGE_SIZE - 32, 0, 0, 0).error);
    line("stats over their end",
         kcall_stats(va + 3 * PAGE_SIZE - 16, 0, 0, 0).error);
    line("stats behind", kcall_stats(va + 3 * PAGE_SIZE, 0, 0, 0).error);
    line("map them again", kcall_mem_map(3, va, 0, 0).error);
    line("unmap 2 of them", kcall_mem_unmap(va, 2, 0, 0).error);
    line("unmap from the second",
         kcall_mem_unmap(va + PAGE_SIZE, 2, 0, 0).error);
    line("unmap them", kcall_mem_unmap(va, 3, 0, 0).error);
    line("unmap them again", kcall_mem_unmap(va, 3, 0, 0).error);
    line("stats where they were", kcall_stats(va, 0, 0, 0).error);
    line("map 0 pages", kcall_mem_map(0, 0, 0, 0).error);
    line("map 2^20 pages", kcall_mem_map(1u << 20, 0, 0, 0).error);
    line("map 2^33 pages", kcall_mem_map(1ull << 33, 0, 0, 0).error);
    line("go on with nothing", kcall_mem_map(1, NOWHERE, 0, 0).error);
}

/* All that the quota has, and that it comes back. */
static unsigned take_all(void)
{
    void *taken[256];
    unsigned n = 0;

    while (n < 256 && (taken[n] = rt_mem_map(1)))
        n++;
    line("map when there is nothing left", kcall_mem_map(1, 0, 0, 0).error);
    for (unsigned i = 0; i < n; i++)
        rt_mem_unmap(taken[i], 1);
    return n;
}

static void try_quota(void)
{
    unsigned first = take_all();
    unsigned second = take_all();

    line("some memory could be taken", first > 0);
    line("and the same again", first == second);
}

static void try_leases(void)
{
    line("read lease 0", kcall_borrow_read(0, 0, address(variable), 1).error);
    line("write lease 0", kcall_borrow_write(0, 0, address(variable), 1).error);
    line("read lease 4", kcall_borrow_read(4, 0, address(variable), 1).error);
    line("read lease 2^32",
         kcall_borrow_read(1ull << 32, 0, address(variable), 1).error);
}

static uint64_t send(uint32_t target, const struct klease *leases, size_t n)
{
    struct rt_event ev = {.w = {CRYPTO_RANDOM, 16}};

    return rt_call(target, &ev, leases, n);
}

/* Who may be called, and leases of every kind that is refused. */
static void try_calls(void)
{
    const struct klease bad = {address(variable), 16, 4};
    const struct klease five[5] = {{address(variable), 16, KLEASE_WRITE}};

    line("call the kernel", send(SERVICE_KERNEL, NULL, 0));
    line("call a service that is not", send(SERVICE_LIMIT - 1, NULL, 0));
    line("call slot 0 of generation 1", send(1u << 8, NULL, 0));
    line("call crypto of generation 1",
         send(SERVICE_CRYPTO | 1u << 8, NULL, 0));
    line("call the own process", send(rt_pid(), NULL, 0));
    line("call with unknown rights", send(SERVICE_CRYPTO, &bad, 1));
    line("call with five leases", send(SERVICE_CRYPTO, five, 5));
    line("call with leases nowhere",
         send(SERVICE_CRYPTO, (const struct klease *)NOWHERE, 1));
    line("call with forwarded leases",
         send(SERVICE_CRYPTO, NULL, KLEASE_FORWARD));
    line("call", send(SERVICE_CRYPTO, NULL, 0));
}

/* What the callee sees of a lease: its answer, not the kernel's. */
static uint64_t random_into(uint64_t at, uint32_t length, uint32_t rights)
{
    const struct klease l = {at, length, rights};
    struct rt_event ev = {.w = {CRYPTO_RANDOM, 16}};

    if (rt_call(SERVICE_CRYPTO, &ev, &l, 1) != KERR_OK)
        return 1;
    return ev.w[0];
}

static void try_lent(void)
{
    struct kret r = kcall_mem_map(1, 0, 0, 0);
    uint64_t end = r.value + PAGE_SIZE;

    line("lend memory", random_into(address(variable), 16, KLEASE_WRITE));
    line("lend too little", random_into(address(variable), 15, KLEASE_WRITE));
    line("lend to read", random_into(address(variable), 16, KLEASE_READ));
    line("lend what is read-only",
         random_into(address(constant), 16, KLEASE_WRITE));
    line("lend nowhere", random_into(NOWHERE, 16, KLEASE_WRITE));
    line("lend the end of a page", random_into(end - 16, 16, KLEASE_WRITE));
    line("lend over the end", random_into(end - 8, 16, KLEASE_WRITE));
    line("lend around zero", random_into(UINT64_MAX - 7, 16, KLEASE_WRITE));
    line("give it back", kcall_mem_unmap(r.value, 1, 0, 0).error);
    line("lend what is given back",
         random_into(end - PAGE_SIZE, 16, KLEASE_WRITE));
}

static void try_rest(void)
{
    struct kret r = kcall_cancel_read(0, 0, 0, 0);

    line("cancel_read", r.error);
    line("cancelled", r.value);
    line("stats to memory", kcall_stats(address(variable), 0, 0, 0).error);
    line("stats to a constant", kcall_stats(address(constant), 0, 0, 0).error);
    line("stats nowhere", kcall_stats(NOWHERE, 0, 0, 0).error);
    line("stats at the highest address",
         kcall_stats(UINT64_MAX - 15, 0, 0, 0).error);
    line("log nowhere", kcall_log(NOWHERE, 8, 0, 0).error);
    line("log", kcall_log(address("conformance"), 11, 0, 0).error);
}

static TEE_Result on_errors(uint32_t types, TEE_Param params[4])
{
    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT, 0, 0, 0))
        return TEE_ERROR_BAD_PARAMETERS;
    out.text = params[0].memref.buffer;
    out.room = params[0].memref.size;
    out.n = 0;
    try_memory();
    try_quota();
    try_leases();
    try_calls();
    try_lent();
    try_rest();
    params[0].memref.size = out.n;
    return TEE_SUCCESS;
}

/* What the files service says. */
static TEE_Result on_files(uint32_t types, TEE_Param params[4])
{
    static char text[4096];
    const struct klease l = {address(text), sizeof(text), KLEASE_WRITE};
    struct rt_event ev = {0};

    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT, 0, 0, 0))
        return TEE_ERROR_BAD_PARAMETERS;
    if (rt_call(SERVICE_STORAGE, &ev, &l, 1) != KERR_OK)
        return TEE_ERROR_ITEM_NOT_FOUND;
    if (ev.w[0] > sizeof(text) || ev.w[0] > params[0].memref.size)
        return TEE_ERROR_SHORT_BUFFER;
    memcpy(params[0].memref.buffer, text, ev.w[0]);
    params[0].memref.size = ev.w[0];
    return TEE_SUCCESS;
}

/* Calls an instance of itself, until that is refused. */
static TEE_Result on_chain(uint32_t types, TEE_Param params[4])
{
    static const TEE_UUID self = CONFORMANCE_UUID;
    TEE_Param inner[4] = {0};
    TEE_TASessionHandle session = TEE_HANDLE_NULL;
    TEE_Result result;

    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INOUT, 0, 0, 0))
        return TEE_ERROR_BAD_PARAMETERS;
    inner[0].value.a = params[0].value.a + 1;
    result =
        TEE_OpenTASession(&self, TEE_TIMEOUT_INFINITE, 0, NULL, &session, NULL);
    if (result) {
        params[0].value.b = result;
        return TEE_SUCCESS;
    }
    result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE,
                                 CONFORMANCE_CHAIN, types, inner, NULL);
    TEE_CloseTASession(session);
    params[0].value = inner[0].value;
    if (result)
        params[0].value.b = result;
    return TEE_SUCCESS;
}

/* A kernel call for which a TA has no right: it does not return. */
static TEE_Result on_kcall(uint32_t number)
{
    switch (number) {
#define KCALL(number, name, right, manual)                                     \
    case (number):                                                             \
        kcall_##name(0, 0, 0, 0);                                              \
        break;
#include "abi/kcall.def"
#undef KCALL
    default:
        return TEE_ERROR_BAD_PARAMETERS;
    }
    return TEE_SUCCESS;
}

/* Wrong on purpose, so no sanitizer is to look. */
__attribute__((noinline, no_sanitize("address"),
               no_sanitize("undefined"))) static void
store(volatile uint64_t *p)
{
    *p = 1;
}

static TEE_Result on_fault(uint32_t fault)
{
    volatile uint64_t *p = NULL;
    uint8_t *memory = rt_mem_map(1);

    switch (fault) {
    case FAULT_NULL:
        break;
    case FAULT_CONSTANT:
        p = (volatile uint64_t *)address(constant);
        break;
    case FAULT_GUARD:
        p = (volatile uint64_t *)address(memory + PAGE_SIZE);
        break;
    case FAULT_UNMAPPED:
        rt_mem_unmap(memory, 1);
        p = (volatile uint64_t *)address(memory);
        break;
    default:
        return TEE_ERROR_BAD_PARAMETERS;
    }
    store(p);
    return TEE_SUCCESS;
}

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)types;
    (void)params;
    (void)session;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)session;
    switch (command) {
    case CONFORMANCE_ERRORS:
        return on_errors(types, params);
    case CONFORMANCE_CHAIN:
        return on_chain(types, params);
    case CONFORMANCE_KCALL:
        return on_kcall(params[0].value.a);
    case CONFORMANCE_EXIT:
        rt_exit(7);
    case CONFORMANCE_FAULT:
        return on_fault(params[0].value.a);
    case CONFORMANCE_FILES:
        return on_files(types, params);
    default:
        return TEE_ERROR_BAD_PARAMETERS;
    }
}
