# SPDX-License-Identifier: BSD-2-Clause
"""Initial RAM disks: newc archives whose bytes depend on their content only.

Owner is root, the time is 0, inode numbers count up, so the same files give
the same archive whoever builds it. The kernel unpacks several archives in a
row, later entries replacing earlier ones: that is how one boot adds its own
files to an archive that was made once.
"""
import os
import stat


MERGED_USR = ("bin", "sbin", "lib")


def guest_path(path):
    """The path inside an archive. /lib and the like are links into /usr as on
    Debian; an entry below the link's name would replace it by a folder."""
    path = os.path.normpath("/" + path).strip("/")
    first, slash, _ = path.partition("/")
    return "usr/" + path if slash and first in MERGED_USR else path


class Archive:
    """Entries by guest path; later ones replace earlier ones."""

    def __init__(self):
        self.entries = {}

    def _put(self, path, mode, data):
        path = guest_path(path)
        parent = os.path.dirname(path)
        if parent and parent not in self.entries:
            self.add_directory(parent)
        self.entries[path] = (mode, data)

    def add_directory(self, path, mode=0o755):
        if guest_path(path) not in ("", *MERGED_USR):
            self._put(path, stat.S_IFDIR | mode, b"")

    def add_bytes(self, path, data, mode=0o644):
        self._put(path, stat.S_IFREG | mode, data)

    def add_link(self, path, target):
        self._put(path, stat.S_IFLNK | 0o777, target.encode())

    def add_file(self, path, host):
        """A file, a link or a whole folder of the host."""
        status = os.lstat(host)
        if stat.S_ISLNK(status.st_mode):
            self.add_link(path, os.readlink(host))
        elif stat.S_ISDIR(status.st_mode):
            self.add_directory(path, stat.S_IMODE(status.st_mode))
            for name in sorted(os.listdir(host)):
                self.add_file(os.path.join(path, name),
                              os.path.join(host, name))
        elif stat.S_ISREG(status.st_mode):
            with open(host, "rb") as file:
                self.add_bytes(path, file.read(),
                               stat.S_IMODE(status.st_mode))

    def to_bytes(self):
        chunks = []
        for inode, (path, (mode, data)) in enumerate(self.entries.items(), 1):
            chunks.append(newc_entry(inode, path, mode, data))
        chunks.append(newc_entry(0, "TRAILER!!!", 0, b""))
        return b"".join(chunks)


def padding(length):
    return b"\0" * (-length % 4)


def newc_entry(inode, path, mode, data):
    name = path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    fields = [inode, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name), 0]
    header = b"070701" + b"".join(b"%08x" % f for f in fields) + name
    return header + padding(len(header)) + data + padding(len(data))
