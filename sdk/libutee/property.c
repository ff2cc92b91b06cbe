/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Properties [TEE Internal Core API 1.3.1, 4.4]. A set is the rows known here
 * (for the TA: user_ta_header.c's table) followed by those of the engine,
 * whose places start again at 0. A set handle is one of three small constants
 * or the address of an enumerator.
 */
#include <base64.h>
#include <stdlib.h>
#include <string.h>
#include <string_ext.h>
#include <tee_internal_api.h>
#include <user_ta_header.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/bigint.h"
#include "sdk/libutee/panic.h"
#include "sdk/libutee/property_value.h"

struct __TEE_PropSetHandle {
    uint32_t set; /* 0: not started */
    uint32_t index;
};

/* A property, by where it is. */
struct place {
    uint32_t set;
    uint32_t index; /* in the rows known here, then in the engine's */
};

static const struct user_ta_property implementation[] = {
    {"gpd.tee.internalCore.version", USER_TA_PROP_TYPE_U32,
     &(const uint32_t){TEE_CORE_API_VERSION}},
    {"gpd.tee.arith.maxBigIntSize", USER_TA_PROP_TYPE_U32,
     &(const uint32_t){BIGINT_BITS_MAX}},
};

static bool is_set(TEE_PropSetHandle handle)
{
    return handle == TEE_PROPSET_TEE_IMPLEMENTATION ||
           handle == TEE_PROPSET_CURRENT_CLIENT ||
           handle == TEE_PROPSET_CURRENT_TA;
}

static uint32_t number_of(TEE_PropSetHandle set)
{
    return (uint32_t)(uintptr_t)set;
}

/* The rows known here. */
static const struct user_ta_property *rows_of(uint32_t set, uint32_t *count)
{
    if (set == number_of(TEE_PROPSET_CURRENT_TA)) {
        *count = (uint32_t)ta_num_props;
        return ta_props;
    }
    *count = set == number_of(TEE_PROPSET_TEE_IMPLEMENTATION)
                 ? ARRAY_SIZE(implementation)
                 : 0;
    return implementation;
}

static TEE_Result place_find(TEE_PropSetHandle handle, const char *name,
                             struct place *place)
{
    const struct user_ta_property *rows;
    uint32_t count = 0;
    TEE_Result result;

    if (!is_set(handle)) {
        *place = (struct place){handle->set, handle->index};
        return handle->set ? TEE_SUCCESS : TEE_ERROR_ITEM_NOT_FOUND;
    }
    require(name);
    place->set = number_of(handle);
    rows = rows_of(place->set, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            place->index = i;
            return TEE_SUCCESS;
        }
    }
    result = engine_get_property_name_to_index(place->set, name, &place->index);
    place->index += count;
    return result;
}

/* A row's value; text includes its NUL. */
static TEE_Result row_read(const struct user_ta_property *row, void *buf,
                           uint32_t *len)
{
    size_t size = property_value_size(row->type);
    size_t room = *len;

    if (row->type == USER_TA_PROP_TYPE_BINARY_BLOCK) {
        bool fits = base64_dec(row->value, strlen(row->value), buf, &room);

        *len = (uint32_t)room;
        return fits ? TEE_SUCCESS : TEE_ERROR_SHORT_BUFFER;
    }
    if (!size)
        size = strlen(row->value) + 1;
    *len = (uint32_t)size;
    if (room < size)
        return TEE_ERROR_SHORT_BUFFER;
    memcpy(buf, row->value, size);
    return TEE_SUCCESS;
}

/* Type and, unless buf is NULL, value of a property. */
static TEE_Result place_read(const struct place *place,
                             enum user_ta_prop_type *type, void *buf,
                             uint32_t *len)
{
    uint32_t count;
    uint32_t number = 0;
    const struct user_ta_property *rows = rows_of(place->set, &count);
    TEE_Result result;

    if (place->index < count) {
        *type = rows[place->index].type;
        return buf ? row_read(&rows[place->index], buf, len) : TEE_SUCCESS;
    }
    result = engine_get_property(place->set, place->index - count, NULL, NULL,
                                 buf, len, &number);
    *type = (enum user_ta_prop_type)number;
    return result;
}

/* The property's type, or that it is not there. */
static TEE_Result lookup(TEE_PropSetHandle handle, const char *name,
                         struct place *place, enum user_ta_prop_type *type)
{
    TEE_Result result = place_find(handle, name, place);

    return result ? result : place_read(place, type, NULL, NULL);
}

static TEE_Result get_fixed(TEE_PropSetHandle handle, const char *name,
                            enum user_ta_prop_type wanted, void *value)
{
    uint32_t len = (uint32_t)property_value_size(wanted);
    enum user_ta_prop_type type;
    struct place place;
    TEE_Result result;

    require(handle && value);
    result = lookup(handle, name, &place, &type);
    if (result)
        return pass(result, TEE_ERROR_ITEM_NOT_FOUND);
    if (type != wanted)
        return TEE_ERROR_BAD_FORMAT;
    return pass(place_read(&place, &type, value, &len));
}

TEE_Result TEE_GetPropertyAsBool(TEE_PropSetHandle propsetOrEnumerator,
                                 const char *name, bool *value)
{
    return get_fixed(propsetOrEnumerator, name, USER_TA_PROP_TYPE_BOOL, value);
}

TEE_Result TEE_GetPropertyAsU32(TEE_PropSetHandle propsetOrEnumerator,
                                const char *name, uint32_t *value)
{
    return get_fixed(propsetOrEnumerator, name, USER_TA_PROP_TYPE_U32, value);
}

TEE_Result TEE_GetPropertyAsU64(TEE_PropSetHandle propsetOrEnumerator,
                                const char *name, uint64_t *value)
{
    return get_fixed(propsetOrEnumerator, name, USER_TA_PROP_TYPE_U64, value);
}

TEE_Result TEE_GetPropertyAsUUID(TEE_PropSetHandle propsetOrEnumerator,
                                 const char *name, TEE_UUID *value)
{
    return get_fixed(propsetOrEnumerator, name, USER_TA_PROP_TYPE_UUID, value);
}

TEE_Result TEE_GetPropertyAsIdentity(TEE_PropSetHandle propsetOrEnumerator,
                                     const char *name, TEE_Identity *value)
{
    return get_fixed(propsetOrEnumerator, name, USER_TA_PROP_TYPE_IDENTITY,
                     value);
}

TEE_Result TEE_GetPropertyAsBinaryBlock(TEE_PropSetHandle propsetOrEnumerator,
                                        const char *name, void *valueBuffer,
                                        size_t *valueBufferLen)
{
    enum user_ta_prop_type type;
    struct place place;
    TEE_Result result;
    uint32_t len;

    require(propsetOrEnumerator && valueBufferLen &&
            (valueBuffer || !*valueBufferLen));
    result = lookup(propsetOrEnumerator, name, &place, &type);
    if (result)
        return pass(result, TEE_ERROR_ITEM_NOT_FOUND);
    if (type != USER_TA_PROP_TYPE_BINARY_BLOCK)
        return TEE_ERROR_BAD_FORMAT;
    len = (uint32_t)MIN(*valueBufferLen, (size_t)UINT32_MAX);
    /* A buffer of no bytes may be NULL, which would mean "no value". */
    result =
        place_read(&place, &type, valueBuffer ? valueBuffer : &place, &len);
    *valueBufferLen = len;
    return pass(result, TEE_ERROR_SHORT_BUFFER);
}

/* Text: as much as fits with a NUL; *size becomes what is needed. */
static TEE_Result put_text(const char *text, char *buf, size_t *size)
{
    size_t room = *size;

    *size = strlcpy(buf, text, room) + 1;
    return *size <= room ? TEE_SUCCESS : TEE_ERROR_SHORT_BUFFER;
}

/* Text of a property of variable length. */
static TEE_Result get_long_text(const struct place *place,
                                enum user_ta_prop_type type, char *buf,
                                size_t *size)
{
    TEE_Result result = TEE_ERROR_SHORT_BUFFER;
    uint32_t len = 64;
    char *value = NULL;
    char *text;
    size_t text_size;

    while (result == TEE_ERROR_SHORT_BUFFER) {
        free(value);
        value = malloc(len);
        require(value);
        result = place_read(place, &type, value, &len);
    }
    (void)pass(result);
    if (type == USER_TA_PROP_TYPE_STRING) {
        result = put_text(value, buf, size);
        free(value);
        return result;
    }
    text_size = base64_enc_len(len);
    text = malloc(text_size);
    require(text && base64_enc(value, len, text, &text_size));
    result = put_text(text, buf, size);
    free(text);
    free(value);
    return result;
}

TEE_Result TEE_GetPropertyAsString(TEE_PropSetHandle propsetOrEnumerator,
                                   const char *name, char *valueBuffer,
                                   size_t *valueBufferLen)
{
    char text[PROPERTY_TEXT_MAX];
    enum user_ta_prop_type type;
    struct place place;
    TEE_Identity value; /* the largest of fixed size */
    uint32_t len = sizeof(value);
    TEE_Result result;

    require(propsetOrEnumerator && valueBufferLen &&
            (valueBuffer || !*valueBufferLen));
    result = lookup(propsetOrEnumerator, name, &place, &type);
    if (result)
        return pass(result, TEE_ERROR_ITEM_NOT_FOUND);
    if (!property_value_size(type))
        return get_long_text(&place, type, valueBuffer, valueBufferLen);
    (void)pass(place_read(&place, &type, &value, &len));
    property_value_print(type, &value, text);
    return put_text(text, valueBuffer, valueBufferLen);
}

TEE_Result TEE_AllocatePropertyEnumerator(TEE_PropSetHandle *enumerator)
{
    require(enumerator);
    *enumerator = calloc(1, sizeof(**enumerator));
    return *enumerator ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

void TEE_FreePropertyEnumerator(TEE_PropSetHandle enumerator)
{
    require(!is_set(enumerator));
    free(enumerator);
}

void TEE_StartPropertyEnumerator(TEE_PropSetHandle enumerator,
                                 TEE_PropSetHandle propSet)
{
    require(enumerator && !is_set(enumerator) && is_set(propSet));
    enumerator->set = number_of(propSet);
    enumerator->index = 0;
}

void TEE_ResetPropertyEnumerator(TEE_PropSetHandle enumerator)
{
    require(enumerator && !is_set(enumerator));
    enumerator->set = 0;
}

TEE_Result TEE_GetPropertyName(TEE_PropSetHandle enumerator, void *nameBuffer,
                               size_t *nameBufferLen)
{
    const struct user_ta_property *rows;
    char name[80]; /* above any name of the engine's */
    uint32_t len = sizeof(name);
    uint32_t count;
    TEE_Result result;

    require(enumerator && !is_set(enumerator) && nameBufferLen &&
            (nameBuffer || !*nameBufferLen));
    if (!enumerator->set)
        return TEE_ERROR_ITEM_NOT_FOUND;
    rows = rows_of(enumerator->set, &count);
    if (enumerator->index < count)
        return put_text(rows[enumerator->index].name, nameBuffer,
                        nameBufferLen);
    result = engine_get_property(enumerator->set, enumerator->index - count,
                                 name, &len, NULL, NULL, NULL);
    if (result)
        return pass(result, TEE_ERROR_ITEM_NOT_FOUND);
    return put_text(name, nameBuffer, nameBufferLen);
}

TEE_Result TEE_GetNextProperty(TEE_PropSetHandle enumerator)
{
    enum user_ta_prop_type type;
    struct place place;

    require(enumerator && !is_set(enumerator));
    if (!enumerator->set)
        return TEE_ERROR_ITEM_NOT_FOUND;
    place = (struct place){enumerator->set, ++enumerator->index};
    return pass(place_read(&place, &type, NULL, NULL),
                TEE_ERROR_ITEM_NOT_FOUND);
}
