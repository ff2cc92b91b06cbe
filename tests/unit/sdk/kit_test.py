#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The TA kit (build/sdk/ta): OP-TEE's makefile variables do what they should,
images have the shape the loader wants, clean leaves nothing, what is missing
fails at link time. With gcc, and the essential part with clang. Prints TAP."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), *[".."] * 3))
KIT = os.path.join(ROOT, "build", "sdk", "ta")
HELLO = os.path.join(ROOT, "tests", "integration", "hello_world", "ta")
CROSS = "aarch64-linux-gnu-"
UUID = "6ba4d3d6-4aaf-4b7c-8dc5-2b23bd8d7a2f"
TA = """
#include <tee_internal_api.h>
TEE_Result TA_CreateEntryPoint(void) { return 0; }
void TA_DestroyEntryPoint(void) { }
TEE_Result TA_OpenSessionEntryPoint(uint32_t t, TEE_Param p[4], void **c)
{ (void)t; (void)p; (void)c; return 0; }
void TA_CloseSessionEntryPoint(void *c) { (void)c; }
"""
INVOKE = """
TEE_Result TA_InvokeCommandEntryPoint(void *c, uint32_t i, uint32_t t,
                                      TEE_Param p[4])
{ (void)c; (void)i; (void)t; (void)p; %s; return 0; }
"""
HEADER = """
#define TA_UUID {1, 2, 3, {4}}
#define TA_FLAGS 0
#define TA_STACK_SIZE 1000
#define TA_DATA_SIZE 1024
"""
count = 0


def check(good, name, said=""):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        print("\n".join("# " + line for line in said.splitlines()))


def run(*args):
    env = {k: v for k, v in os.environ.items()
           if k in ("PATH", "HOME", "LANG")}
    done = subprocess.run(args, capture_output=True, text=True, env=env)
    return done.returncode, done.stdout + done.stderr


def make(directory, *args):
    return run("make", "-C", directory, f"CROSS_COMPILE={CROSS}",
               f"TA_DEV_KIT_DIR={KIT}", "PYTHON3=/usr/bin/python3", *args)


def tree(directory):
    return sorted(os.path.join(d, f) for d, _, files in os.walk(directory)
                  for f in files)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def new_ta(directory, makefile="", sub="", body="", **files):
    write(directory + "/Makefile", f"BINARY = {UUID}\n{makefile}\n"
          "include $(TA_DEV_KIT_DIR)/mk/ta_dev_kit.mk\n")
    write(directory + "/sub.mk", "srcs-y += ta.c\n" + sub)
    write(directory + "/ta.c", TA + INVOKE % body)
    write(directory + "/user_ta_header_defines.h", HEADER)
    for path, text in files.items():
        write(directory + "/" + path, text)


def check_hello(compiler):
    shutil.copytree(HELLO, "hello")
    before = tree("hello")
    status, said = make("hello", f"COMPILER={compiler}", "CFG_WERROR=y",
                        "LDFLAGS=")
    check(status == 0, f"{compiler}: OP-TEE-style TA builds", said)
    made = {f.split(UUID)[1] for f in tree("hello") if UUID in f}
    check(made == {".elf", ".map", ".dmp", ".stripped.elf", ".ta"},
          f"{compiler}: outputs", str(made))
    check_image(f"hello/{UUID}.stripped.elf", compiler)
    status, said = run("/usr/bin/python3", KIT + "/scripts/sign_encrypt.py",
                       "verify", "--key", KIT + "/keys/default.pem", "--uuid",
                       UUID, "--in", f"hello/{UUID}.ta")
    check(status == 0, f"{compiler}: signed with the default key", said)
    check(make("hello", f"COMPILER={compiler}", "CFG_WERROR=y", "LDFLAGS=")[1]
          .count("  CC ") == 0, f"{compiler}: nothing to do the second time")
    make("hello", "clean")
    check(tree("hello") == before, f"{compiler}: clean leaves nothing",
          str(tree("hello")))
    shutil.rmtree("hello")


def check_image(path, compiler):
    said = run(CROSS + "readelf", "-lnrW", "--dyn-syms", path)[1]
    loads = re.findall(r"LOAD +\S+ (\S+) \S+ \S+ \S+ ([RWE ]+?) +0x1000", said)
    check([flags.replace(" ", "") for _, flags in loads] == ["RE", "R", "RW"]
          and int(loads[0][0], 16) == 0, f"{compiler}: W^X segments", said)
    relocations = re.findall(r"R_AARCH64_\w+", said)
    check(relocations and set(relocations) == {"R_AARCH64_RELATIVE"},
          f"{compiler}: relative relocations only", said)
    check(re.search(r" 0{16} +32 OBJECT +GLOBAL \w+ +\d+ ta_head", said)
          is not None, f"{compiler}: ta_head exported, at address 0", said)
    check("AArch64 feature: BTI, PAC" in said,
          f"{compiler}: branch protection noted", said)


def check_sub_mk():
    new_ta("vars", "CFG_MINE ?= y\nCFG_TEXT = text\nCFLAGS += -DFROM_CFLAGS",
           "srcs-$(CFG_MINE) += mine.c\nsubdirs-y += deep ../beside\n"
           "global-incdirs-y += include\ncflags-y += -DHERE=1\n"
           "cflags-mine.c-y += -DONLY_MINE=1\ncppflags-mine.c-y += -DCPP=1\n"
           "gensrcs-y += made\nproduce-made = made.c\n"
           "depends-made = $(sub-dir)/made.in\n"
           "recipe-made = sed s/X/3/ $(sub-dir)/made.in "
           "> $(sub-dir-out)/made.c\n",
           "(void)(f_mine() + f_deep() + f_beside() + f_made())",
           **{"include/all.h": "int f_mine(void), f_deep(void);\n"
              "int f_beside(void), f_made(void);\n",
              "made.in": "#include <all.h>\nint f_made(void) {return X;}\n",
              "mine.c": "#include <all.h>\n#if CFG_MINE != 1 || !HERE || "
              "!ONLY_MINE || !CPP || !defined(FROM_CFLAGS)\n#error\n#endif\n"
              "int f_mine(void) { return sizeof(\"\" CFG_STRING); }\n",
              "deep/sub.mk": "srcs-y += deep.c\nincdirs-y += own\n",
              "deep/own/own.h": "#define OWN 1\n",
              "deep/deep.c": "#include <all.h>\n#include <own.h>\n"
              "#if defined(HERE) || !OWN\n#error\n#endif\n"
              "int f_deep(void) { return 1; }\n",
              "../beside/sub.mk": "srcs-y += beside.c\n",
              "../beside/beside.c": "#include <all.h>\n#ifdef ONLY_MINE\n"
              "#error\n#endif\nint f_beside(void) { return 1; }\n"})
    text = open("vars/ta.c").read()
    write("vars/ta.c", "#include <all.h>\n" + text)
    args = ("O=in/out", 'CFG_STRING="text # of $$x"')
    status, said = make("vars", *args)
    check(status == 0, "sub.mk: sources, directories, flags, generated", said)
    check(os.path.exists("vars/in/out/__/beside/beside.o")
          and not os.path.exists("beside/beside.o"),
          "objects of other trees are in O", str(tree("vars/in")))
    said = make("vars", *args)[1]
    check("  CC " not in said, "saved commands hold", said)
    said = make("vars", *args, "CFLAGS=-DFROM_CFLAGS -DNEW")[1]
    check(said.count("  CC ") >= 5, "another flag rebuilds", said)
    make("vars", *args, "clean")
    check(os.listdir("vars/in") == [], "clean removes O, not above it")
    status, said = make("vars", *args, "CFG_MINE=n")
    check(status != 0 and "f_mine" in said, "srcs-$(CFG_X) follows CFG_X",
          said)


def check_library():
    new_ta("app", "libnames += helper\nlibdirs += ../lib\n"
           "libdeps += ../lib/libhelper.a", body="(void)helper()")
    write("app/ta.c", "int helper(void);\n" + open("app/ta.c").read())
    write("lib/Makefile", "LIBNAME = libhelper\n"
          "include $(TA_DEV_KIT_DIR)/mk/ta_dev_kit.mk\n")
    write("lib/sub.mk", "srcs-y += helper.c\ncflags-lib-y += -DIN_LIB=1\n")
    write("lib/helper.c", "int helper(void);\n"
          "int helper(void) { return IN_LIB; }\n")
    status, said = make("lib")
    check(status == 0 and os.path.exists("lib/libhelper.a"),
          "LIBNAME makes a static library", said)
    status, said = make("app")
    check(status == 0, "libnames, libdirs, libdeps", said)
    status, said = make("lib", "LIBNAME=", "SHLIBNAME=libhelper", "clean")
    status, said = make("lib", "LIBNAME=", "SHLIBNAME=libhelper")
    members = run(CROSS + "ar", "t", "lib/libhelper.a")[1]
    check(status == 0 and members == "libhelper.o\n",
          "SHLIBNAME makes a static library of one object", said + members)
    status, said = make("app")
    check(status == 0, "and a TA is linked with it", said)
    status, said = make("app", "LIBNAME=x")
    check(status != 0 and "exactly one" in said, "BINARY and LIBNAME", said)


def check_missing():
    """What the library lacks is found by the linker."""
    for call in ("(void)TEE_WriteObjectData(0, 0, 0)",
                 "(void)TEE_TruncateObjectData(0, 0)"):
        name = re.search(r"\w+_\w+", call.replace("(void)", ""))[0]
        new_ta("missing", body=call)
        write("missing/ta.c", "#include <tee_internal_api_extensions.h>\n"
              + open("missing/ta.c").read())
        status, said = make("missing")
        check(status != 0 and f"undefined reference to `{name}'" in said,
              f"{name} fails at link time", said)
    new_ta("missing", body="static volatile __thread struct {int x;} __attribute__"
           "((aligned(32))) v; v.x = (int)i")
    status, said = make("missing")
    check(status != 0 and "more than 16 bytes" in said,
          "a thread-local variable that is aligned too far", said)


def check_mbedtls():
    """TLS, X.509 and PSA are there under each of the libraries' names, nothing
    of it breaks branch protection, and nobody pays who does not call it."""
    new_ta("plain")
    make("plain")
    plain = os.path.getsize(f"plain/{UUID}.stripped.elf")
    check(plain < 24000, "a TA without Mbed TLS stays small", str(plain))
    for names in ("", "mbedtls mbedx509 mbedcrypto"):
        new_ta("tls", f"libnames += {names}", body="psa_crypto_init(); "
               "return mbedtls_ssl_handshake(c) + mbedtls_x509_crt_verify("
               "c, c, c, 0, 0, 0, 0)")
        write("tls/ta.c", "#include <psa/crypto.h>\n#include <mbedtls/ssl.h>\n"
              + open("tls/ta.c").read())
        status, said = make("tls", "CFG_WERROR=y")
        check(status == 0, f"TLS in a TA, libnames '{names}'", said)
        check_image(f"tls/{UUID}.stripped.elf", "TLS")


def check_settings():
    new_ta("set")
    status, said = make("set", "CFG_TA_VERSION=9", "TA_SIGN_KEY="
                        + KIT + "/keys/ta_ed25519.pem", "V=1")
    shown = run("/usr/bin/python3", KIT + "/scripts/sign_encrypt.py",
                "display", "--in", f"set/{UUID}.ta")[1]
    check(status == 0 and "version    9" in shown and "ED25519" in shown,
          "CFG_TA_VERSION, TA_SIGN_KEY", said + shown)
    check(CROSS + "gcc" in said and "-DCFG_TA_VERSION=9" in said,
          "V=1 shows commands", said)
    for bad in ("TA_DATA_SIZE 1023", "TA_FLAGS (1 << 20)", "TA_STACK_SIZE 0"):
        write("set/user_ta_header_defines.h", HEADER + f"#undef "
              f"{bad.split()[0]}\n#define {bad}\n")
        status, said = make("set")
        check(status != 0 and "static assertion" in said, f"refused: {bad}",
              said)


def check_versions():
    """The library's twins of version 1.1 are what a TA sees declared."""
    new_ta("gp11", "CFG_TA_OPTEE_CORE_API_COMPAT_1_1 = y",
           "global-incdirs-y += include\nsrcs-y += same.c\n")
    os.makedirs("gp11/include/sdk/libutee")
    shutil.copy(ROOT + "/sdk/libutee/gp11.h", "gp11/include/sdk/libutee")
    write("gp11/same.c", "#include <tee_internal_api.h>\n#undef TEE_Param\n"
          "#undef TEE_Attribute\n#include <sdk/libutee/gp11.h>\n")
    status, said = make("gp11", "CFG_WERROR=y", "WARNS=1")
    check(status == 0, "1.1 declarations agree with the library", said)
    headers = sorted(f for f in os.listdir(KIT + "/include")
                     if f.endswith(".h"))
    new_ta("alone", sub="srcs-y += $(addsuffix .c,$(HEADERS))\n")
    for h in headers:
        write(f"alone/{h}.c", f"#include <{h}>\n#include <{h}>\n"
              "typedef int used;\n")
    status, said = make("alone", "HEADERS=" + " ".join(headers),
                        "CFG_WERROR=y")
    check(status == 0, "each header stands alone, and twice", said)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        check_hello("gcc")
        check_hello("clang")
        check_sub_mk()
        check_library()
        check_missing()
        check_mbedtls()
        check_settings()
        check_versions()
        os.chdir("/")
    print(f"1..{count}")


sys.dont_write_bytecode = True
main()
