/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * container_link(), container_ta(): of any bytes, an accepted link's hash,
 * signature and body lie inside them, one behind the other, and a TA link
 * fills them; the ELF file is the end of the body.
 * Bound: images of up to 2 MiB, as they are
 * Unwind: 9
 * Found: one trailing byte allowed
 */
#include "lib/bytes.c"
#include "services/tamgr/container.c"
#include "tests/proofs/proof.h"

int main(void)
{
    size_t size = nondet_u64();
    struct container_link link;
    struct container_ta ta;
    const uint8_t *image;

    ASSUME(size <= 2u << 20);
    image = malloc(size);
    ASSUME(image);
    if (container_link(image, size, &link) != REFUSE_NONE)
        return 0;
    ASSERT(link.header_bytes == image && size >= sizeof(link.header));
    ASSERT(link.hash == image + sizeof(link.header));
    ASSERT(link.signature == link.hash + TA_IMAGE_HASH);
    ASSERT(link.header.signature_size >= SIGNATURE_MIN &&
           link.header.signature_size <= SIGNATURE_MAX);
    ASSERT(link.body == link.signature + link.header.signature_size);
    ASSERT(IS_READABLE(link.body, link.body_size));
    if (link.header.type != TA_IMAGE_TA)
        return 0;
    ASSERT(link.body + link.body_size == image + size);
    container_ta(&link, &ta);
    ASSERT(ta.elf == link.body + sizeof(struct ta_image_ta));
    ASSERT(ta.elf + ta.elf_size == image + size);
    return 0;
}
