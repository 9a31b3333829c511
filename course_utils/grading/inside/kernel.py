"""Calls to the Linux kernel that Python 3.11 has no function for."""

import ctypes
import errno
import os
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS = {"ro": 1, "nosuid": 2, "nodev": 4, "noexec": 8, "remount": 32, "bind": 4096, "rec": 16384, "private": 1 << 18}
KEPT = {1: 1, 2: 2, 4: 4, 8: 8, 1024: 1024, 2048: 2048, 4096: 1 << 21}  # statvfs flags that a remount may not drop
MNT_DETACH = 2
COLLAPSE, HUGE_PAGE = 25, 2 << 20  # an advice to madvise, and bytes
SUBREAPER, NO_NEW_PRIVILEGES, PARENT_DEATH = 36, 38, 1
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
# Landlock's rights: write and read a file, list a folder, remove folder and file, make folder and file, truncate.
WRITE_FILE, READ_FILE, READ_FOLDER, TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
READ = READ_FILE | READ_FOLDER
WRITE = READ | WRITE_FILE | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | TRUNCATE
OF_A_FILE = WRITE_FILE | READ_FILE | TRUNCATE


def call(name: str, *arguments):
    """Call a function of libc; raise OSError where it fails."""
    result = getattr(LIBC, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def unshare(flags: int):
    """Leave namespaces behind: from now on this process sees its own."""
    call("unshare", flags)


def map_user(user: int, group: int):
    """In a user space of our own, be who we were outside, and nobody else."""
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def prctl(option: int, value: int):
    """Set one property of this process."""
    call("prctl", option, ctypes.c_ulong(value), 0, 0, 0)


def mount(source: str | None, target: str, kind: str | None = None, flags: str = "", options: str | None = None):
    """Mount `source` on `target`; `flags` are names of MS."""
    names = (None if text is None else text.encode() for text in (source, target, kind))
    number = sum(MS[flag] for flag in flags.split())
    call("mount", *names, ctypes.c_ulong(number), None if options is None else options.encode())


def bind(source: str, target: str):
    """Show `source` at `target`, read-only."""
    mount(source, target, flags="bind rec")
    now = os.statvfs(target).f_flag
    kept = sum(flag for bit, flag in KEPT.items() if now & bit)
    number = MS["remount"] | MS["bind"] | MS["ro"] | MS["nosuid"] | kept
    call("mount", None, target.encode(), None, ctypes.c_ulong(number), None)


def change_root(folder: str):
    """Make `folder`, a mount, the root of everything; what was outside is gone."""
    os.chdir(folder)
    call("pivot_root", b".", b".")
    call("umount2", b".", MNT_DETACH)
    os.chdir("/")


def own_keyring():
    """Join a fresh session keyring: that of the person who grades is out of reach. Raises OSError where it cannot."""
    number = {"x86_64": 250, "aarch64": 219}.get(os.uname().machine)
    if number is None:
        raise OSError(errno.ENOSYS, "keyctl: not known on this machine")
    call("syscall", number, 1, None)


def onto_huge_pages():
    """Move this process's memory onto huge pages where the kernel can (Linux 6.1): a fork then copies fewer entries.

    With torch and what it brings, a fork and its end take 7 ms of CPU instead of 25.
    """
    with open("/proc/self/maps") as file:
        areas = [line.split() for line in file]
    for span, rights, _, _, _, *name in areas:
        if rights.startswith("rw") and name in ([], ["[heap]"]):
            begin, end = (int(place, 16) for place in span.split("-"))
            begin, end = -(-begin // HUGE_PAGE) * HUGE_PAGE, end // HUGE_PAGE * HUGE_PAGE
            if begin < end:  # what is refused stays as it is
                LIBC.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), COLLAPSE)


def name_the_machine(name: str):
    """The machine's name, for whoever shares our names."""
    call("sethostname", name.encode(), ctypes.c_size_t(len(name)))


def drop_capabilities():
    """Give up every right beyond those of an ordinary user, for good."""
    prctl(NO_NEW_PRIVILEGES, 1)
    header = struct.pack("<II", 0x20080522, 0)
    call("capset", header, bytes(24))


def landlock_version() -> int:
    """The version of landlock that this kernel offers, 0 for none."""
    return max(LIBC.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1)), 0)


def landlock(readable: list[str], writable: list[str]):
    """Restrict this process to these folders, and, where the kernel can, to no TCP and to no signals outside."""
    version = landlock_version()
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    attributes = struct.pack("<QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = call("syscall", CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))
    for paths, allowed in ((readable, READ), (writable, WRITE)):
        for path in filter(os.path.exists, paths):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            granted = allowed & files & (~0 if os.path.isdir(path) else OF_A_FILE)
            call("syscall", ADD_RULE, rules, 1, struct.pack("<Qi", granted, handle), ctypes.c_uint32(0))
            os.close(handle)
    prctl(NO_NEW_PRIVILEGES, 1)
    call("syscall", RESTRICT_SELF, rules, ctypes.c_uint32(0))
    os.close(rules)
