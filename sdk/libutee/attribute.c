/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes, the part that is only data [TEE Internal Core API 1.3.1, 5.6]. */
#include <tee_internal_api.h>

#include "sdk/libutee/panic.h"

void TEE_InitRefAttribute(TEE_Attribute *attr, uint32_t attributeID,
                          const void *buffer, size_t length)
{
    require(attr && !(attributeID & TEE_ATTR_FLAG_VALUE));
    attr->attributeID = attributeID;
    attr->content.ref.buffer = (void *)(uintptr_t)buffer;
    attr->content.ref.length = length;
}

void TEE_InitValueAttribute(TEE_Attribute *attr, uint32_t attributeID,
                            uint32_t a, uint32_t b)
{
    require(attr && (attributeID & TEE_ATTR_FLAG_VALUE));
    attr->attributeID = attributeID;
    attr->content.value.a = a;
    attr->content.value.b = b;
}
