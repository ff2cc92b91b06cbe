# SPDX-License-Identifier: BSD-2-Clause
"""The emulated machine and what it starts from.

Secure flash unit 0 holds build/boot/boot.bin at offset 0, and in its last page
a platform seed and the hardware unique key (stand-ins for the entropy source
and the fuses of a real board). The FIT with the TEE, the device tree, Linux
and its RAM disk lies in normal memory at FIT_ADDRESS (a stand-in for a boot
medium): boot copies its images to their load addresses. The device tree is QEMU's own, dumped with the flash that the
run has (without it QEMU describes devices that are then absent), merged with
machine.dts and what one boot decides.
"""
import os
import secrets
import subprocess

IMAGE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(IMAGE))
BUILD = os.path.join(ROOT, "build")

# The memory map that boot, monitor and kernel share (platform/qemu-virt).
RAM_BASE = 0x40000000
TEE_LOAD = 0x0E100000
FDT_LOAD = 0x40000000
KERNEL_LOAD = 0x40400000
RAMDISK_LOAD = 0x44000000
FIT_ADDRESS = 0x58000000
FLASH_SIZE = 64 << 20
SEED_OFFSET = 0x03FFF000
SEED_MAGIC = b"CELLASD1"
SEED_BYTES = 48
HUK_MAGIC = b"CELLAHK1"

# More arguments for QEMU, separated by spaces: a plugin, a trace.
QEMU_ARGS = "CELLA_QEMU_ARGS"

FIXED_SEED = b"repeatable runs need a fixed, known platform seed"
CPU_MODELS = {"max": "max,pauth-impdef=on,sme=off"}


class MachineError(Exception):
    """A machine that cannot be built or started; the text says why."""


def run_tool(*command, text=None):
    result = subprocess.run(command, capture_output=True,
                            input=text.encode() if text else None)
    if result.returncode:
        raise MachineError(f"{command[0]} failed:\n"
                           + result.stderr.decode(errors="replace"))
    return result.stdout


def read_boot_part(name):
    path = os.path.join(BUILD, name)
    if not os.path.exists(path):
        raise MachineError(f"build/{name} is missing: run make first")
    with open(path, "rb") as file:
        return file.read()


def platform_seed(repeatable):
    seed = FIXED_SEED[:SEED_BYTES] if repeatable \
        else secrets.token_bytes(SEED_BYTES)
    return (SEED_MAGIC + seed).ljust(64, b"\0")


def platform_huk():
    """This machine's hardware unique key: the build makes it, once."""
    return (HUK_MAGIC + read_boot_part("keys/huk.bin")).ljust(64, b"\0")


def write_flash(path, repeatable):
    """Writes boot, a seed and the key; leaves what else an existing file holds."""
    boot = read_boot_part("boot/boot.bin")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as flash:
        flash.truncate(FLASH_SIZE)
        flash.write(boot)
        flash.seek(SEED_OFFSET)
        flash.write(platform_seed(repeatable) + platform_huk())


def machine_options(cpu, smp, mem):
    return ["-M", "virt,secure=on,gic-version=3,virtualization=off",
            "-cpu", CPU_MODELS.get(cpu, cpu), "-smp", str(smp),
            "-m", str(mem), "-nodefaults", "-display", "none", "-net", "none"]


def flash_options(path):
    return ["-drive", f"if=pflash,unit=0,format=raw,file={path}"]


def machine_dts(cpu, smp, mem, flash):
    """QEMU's own device tree as source text, kept for later boots."""
    name = f"machine-{cpu}-{smp}-{mem}.dts"
    path = os.path.join(BUILD, "guest", name)
    if not os.path.exists(path):
        dtb = f"{flash}.dtb"
        run_tool("qemu-system-aarch64", *machine_options(cpu, smp, mem),
                 *flash_options(flash), "-machine", f"dumpdtb={dtb}")
        dts = run_tool("dtc", "-q", "-I", "dtb", "-O", "dts", dtb)
        os.unlink(dtb)
        with open(f"{path}.{os.getpid()}", "wb") as file:
            file.write(dts)
        os.replace(f"{path}.{os.getpid()}", path)
    with open(path) as file:
        return file.read()


def write_device_tree(path, base, smp, ramdisk_size, repeatable):
    """Merges QEMU's tree, machine.dts and this boot's own properties."""
    with open(os.path.join(IMAGE, "machine.dts")) as file:
        ours = file.read()
    cpus = " ".join(f'cpu@{n:x} {{ enable-method = "psci"; }};'
                    for n in range(smp))
    seed = bytes(range(64)) if repeatable else secrets.token_bytes(64)
    kaslr = "" if repeatable else \
        f"kaslr-seed = /bits/ 64 <{secrets.randbits(64):#x}>;"
    arguments = "console=ttyAMA0 panic=-1 quiet" \
        + (" nokaslr" if repeatable else "")
    boot = f"""/ {{ cpus {{ {cpus} }}; chosen {{
        bootargs = "{arguments}";
        linux,initrd-start = <{RAMDISK_LOAD:#x}>;
        linux,initrd-end = <{RAMDISK_LOAD + ramdisk_size:#x}>;
        rng-seed = [{seed.hex()}];
        {kaslr}
    }}; }};"""
    run_tool("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", path,
             text=base + ours + boot)


def fit_image(name, path, kind, os_name, load, entry=False):
    lines = [f'data = /incbin/("{path}"); type = "{kind}";',
             f'arch = "arm64"; os = "{os_name}"; compression = "none";',
             f"load = <{load:#x}>;"]
    if entry:
        lines.append(f"entry = <{load:#x}>;")
    return f"{name} {{ {' '.join(lines)} }};"


def write_fit(path, tee, fdt, kernel, ramdisk):
    """Images are external data after the tree, so each is copied once."""
    images = [
        fit_image("tee", tee, "tee", "tee", TEE_LOAD, entry=True),
        fit_image("fdt", fdt, "flat_dt", "linux", FDT_LOAD),
        fit_image("kernel", kernel, "kernel", "linux", KERNEL_LOAD,
                  entry=True),
        fit_image("ramdisk", ramdisk, "ramdisk", "linux", RAMDISK_LOAD),
    ]
    source = f"{path}.its"
    with open(source, "w") as file:
        file.write(f"""/dts-v1/;
/ {{
description = "Cella"; #address-cells = <1>;
images {{ {' '.join(images)} }};
configurations {{ default = "cella"; cella {{
    kernel = "kernel"; fdt = "fdt"; ramdisk = "ramdisk"; loadables = "tee";
}}; }};
}};
""")
    run_tool("mkimage", "-q", "-E", "-B", "1000", "-p", "1000", "-f", source,
             path)


def check_sizes(mem, fit, ramdisk_size):
    if RAMDISK_LOAD + ramdisk_size > FIT_ADDRESS:
        raise MachineError(f"the guest's files take {ramdisk_size >> 20} MiB;"
                           " there is room for "
                           f"{(FIT_ADDRESS - RAMDISK_LOAD) >> 20} MiB")
    need = (FIT_ADDRESS - RAM_BASE + os.path.getsize(fit) >> 20) + 1
    if mem < need:
        raise MachineError(f"--mem {mem} is too little: {need} MiB needed")


def qemu_command(args, flash, fit, console, port_fd, disk):
    """The whole QEMU command line of one boot."""
    command = ["qemu-system-aarch64",
               *machine_options(args.cpu, args.smp, args.mem),
               *flash_options(flash), "-no-reboot",
               "-device", f"loader,file={fit},addr={FIT_ADDRESS:#x},"
                          "force-raw=on",
               "-serial", f"file:{console}",
               "-serial", f"file:{args.secure_log}",
               "-device", "virtio-serial-pci,max_ports=2",
               "-chardev", f"socket,id=agent,fd={port_fd}",
               "-device", "virtserialport,chardev=agent,nr=1"]
    if args.icount:
        command += ["-icount", "shift=0", "-seed", "1",
                    "-rtc", "base=2026-01-01T00:00:00,clock=vm"]
    command += os.environ.get(QEMU_ARGS, "").split()
    if disk:
        command += ["-drive", f"if=none,id=state,format=raw,file={disk}",
                    "-device", "virtio-blk-pci,drive=state"]
    return command
