/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions beyond the GlobalPlatform specification. What this version of
 * the library does not implement is missing when the TA is linked.
 */
#pragma once

#include <stdio.h>
#include <tee_api_defines_extensions.h>
#include <tee_api_types.h>
#include <trace.h>
#include <types_ext.h>

/* Hint for TEE_Malloc: do not zero. */
#define TEE_USER_MEM_HINT_NO_FILL_ZERO 0x80000000

/* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", exactly, to a UUID;
 * TEE_ERROR_BAD_PARAMETERS if it is anything else. */
TEE_Result tee_uuid_from_str(TEE_UUID *uuid, const char *s);

/* Leak check: bytes of heap in use more than at the mark; traced if not 0. */
void tee_user_mem_mark_heap(void);
size_t tee_user_mem_check_heap(void);

/* Makes a fresh secret, the key of the uninitialised derivedKey, and its cipher
 * text for the holder of the private key, who gives it to TEE_DeriveKey as
 * TEE_ATTR_ML_KEM_CIPHERTEXT. The operation is TEE_ALG_ML_KEM, its mode
 * TEE_MODE_DERIVE, its key the public key or the pair. TEE_ERROR_SHORT_BUFFER:
 * *ciphertextLen says what is needed, and nothing was made. */
TEE_Result TEE_KEMEncapsulate(TEE_OperationHandle operation,
                              TEE_ObjectHandle derivedKey, void *ciphertext,
                              size_t *ciphertextLen);

/* For a TA with TA_FLAG_CACHE_MAINTENANCE, else TEE_ERROR_NOT_SUPPORTED; on
 * memory shared with others, else TEE_ERROR_ACCESS_DENIED. There is nothing to
 * write back or to drop: all memory of a TA is cached coherently. */
TEE_Result TEE_CacheClean(char *buf, size_t len);
TEE_Result TEE_CacheFlush(char *buf, size_t len);
TEE_Result TEE_CacheInvalidate(char *buf, size_t len);

/* Zeroed memory beside the heap, 4 MiB in all at most, as far as the machine
 * has it; flags TEE_MEMORY_ACCESS_ANY_OWNER: may be a parameter to another TA,
 * so it is not private to TEE_CheckMemoryAccessRights(). NULL: none. */
void *tee_map_zi(size_t len, uint32_t flags);

/* The same with an address wished for; but the system chooses it, so any other
 * wish than 0 is NULL. */
void *tee_map_zi_va(vaddr_t va, size_t len, uint32_t flags);

/* Gives all of a tee_map_zi back; TEE_ERROR_BAD_PARAMETERS: that is none. */
TEE_Result tee_unmap(void *buf, size_t len);

/* Calls a plug-in of the supplicant, a library of the normal world: len bytes
 * at buf, at most 64 KiB, go in and what it puts out comes back; *outlen (may
 * be NULL) is how much it says that is. TEE_ERROR_BAD_PARAMETERS: len and buf
 * are not both 0 or neither; TEE_ERROR_ITEM_NOT_FOUND: there is no such
 * plug-in; any other: the plug-in's. */
TEE_Result tee_invoke_supp_plugin(const TEE_UUID *uuid, uint32_t cmd,
                                  uint32_t sub_cmd, void *buf, size_t len,
                                  size_t *outlen);
