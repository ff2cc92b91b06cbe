/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known answers of SM2 in hexadecimal: GM/T 0003.5-2012, A.2 (signature of
 * "message digest" by the identity 1234567812345678; the digest is the one of
 * the standard, over the identity and the message), B.2 (key exchange), C.2
 * (encryption of "encryption standard").
 */
#pragma once

static const char sm2_d[] =
    "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
static const char sm2_x[] =
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
static const char sm2_y[] =
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
static const char sm2_signature[] =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa"
    "29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
static const char sm2_cipher_text[] =
    "0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73e858"
    "f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df021886ca989"
    "ca9c7d58087307ca93092d651efa59983c18f809e262923c53aec295d30383b54e39d6"
    "09d160afcb1908d0bd8766";
static const char kep_d_a[] =
    "81eb26e941bb5af16df116495f90695272ae2cd63d6c4ae1678418be48230029";
static const char kep_x_a[] =
    "160e12897df4edb61dd812feb96748fbd3ccf4ffe26aa6f6db9540af49c94232";
static const char kep_y_a[] =
    "4a7dad08bb9a459531694beb20aa489d6649975e1bfcf8c4741b78b4b223007f";
static const char kep_eph_d_a[] =
    "d4de15474db74d06491c440d305e012400990f3e390c7e87153c12db2ea60bb3";
static const char kep_eph_x_a[] =
    "64ced1bdbc99d590049b434d0fd73428cf608a5db8fe5ce07f15026940bae40e";
static const char kep_eph_y_a[] =
    "376629c7ab21e7db260922499ddb118f07ce8eaae3e7720afef6a5cc062070c0";
static const char kep_d_b[] =
    "785129917d45a9ea5437a59356b82338eaadda6ceb199088f14ae10defa229b5";
static const char kep_x_b[] =
    "6ae848c57c53c7b1b5fa99eb2286af078ba64c64591b8b566f7357d576f16dfb";
static const char kep_y_b[] =
    "ee489d771621a27b36c5c7992062e9cd09a9264386f3fbea54dff69305621c4d";
static const char kep_eph_d_b[] =
    "7e07124814b309489125eaed101113164ebf0f3458c5bd88335c1f9d596243d6";
static const char kep_eph_x_b[] =
    "acc27688a6f7b706098bc91ff3ad1bff7dc2802cdb14ccccdb0a90471f9bd707";
static const char kep_eph_y_b[] =
    "2fedac0494b2ffc4d6853876c79b8f301c6573ad0aa50f39fc87181e1a1b46fe";
static const char kep_id[] = "31323334353637383132333435363738";
static const char kep_confirm_a[] =
    "18c7894b3816df16cf07b05c5ec0bef5d655d58f779cc1b400a4f3884644db88";
static const char kep_confirm_b[] =
    "d3a0fe15dee185ceae907a6b595cc32a266ed7b3367e9983a896dc32fa20f8eb";
static const char kep_secret[] = "6c89347354de2484c60b4ab1fde4c6e5";
static const char sm2_digest[] =
    "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640";
