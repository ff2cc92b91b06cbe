# SPDX-License-Identifier: BSD-2-Clause
"""Reads what the plugin wrote (see profile.c) and makes tables of it.

Blocks of the image come with their function's name. Programs that are loaded
at random addresses (TAs, the client and its library) come with an address and
an instruction: `names_find` looks for the one place of an ELF file's code
that fits all blocks seen.
"""
import collections
import struct
import subprocess

PAGE = 4096
READELF, NM = "aarch64-linux-gnu-readelf", "aarch64-linux-gnu-nm"

Region = collections.namedtuple("Region", "visits least median most parts")
Stretch = collections.namedtuple(
    "Stretch", "length waited times before entry exit after busiest")
Block = collections.namedtuple("Block", "component function address word")


class Profile:
    """All that one file says; several runs' stretches are joined."""

    def __init__(self, path):
        self.regions = {}
        self.blocks = collections.defaultdict(collections.Counter)
        self.stretches = {}
        self.stretch_count = self.limit = self.over_limit = 0
        with open(path) as file:
            for line in file:
                kind, *words = line.split()
                getattr(self, "_take_" + kind)(words)

    def _take_region(self, words):
        number, visits, least, median, most = map(int, words[:5])
        self.regions[number] = Region(visits, least, median, most,
                                      pairs(words[5:]))

    def _take_code(self, words):
        number, component, function, address, word, count = words
        block = Block(component, function, int(address, 16), int(word, 16))
        self.blocks[int(number)][block] += int(count)

    def _take_masked(self, words):
        count, self.limit, over = map(int, words)
        self.stretch_count += count
        self.over_limit += over

    def _take_stretch(self, words):
        busiest = pairs(words[7:])
        key = (*words[3:7], max(busiest, key=busiest.get))
        new = Stretch(*map(int, words[:3]), *words[3:7], busiest)
        old = self.stretches.get(key, new._replace(times=0))
        longer = max(new, old, key=lambda stretch: stretch.length)
        self.stretches[key] = longer._replace(times=old.times + new.times)

    def longest(self, count):
        return sorted(self.stretches.values(), key=lambda s: -s.length)[:count]

    def functions(self, number, elfs):
        """Instructions of one visit by (component, function), on average."""
        counts = collections.Counter()
        names = {}
        for component in elfs:
            blocks = [b for b in self.blocks[number]
                      if b.component == component]
            for elf in elfs[component]:
                names.update(names_find(blocks, elf))
        for block, count in self.blocks[number].items():
            counts[block.component,
                   names.get(block, block.function)] += count
        visits = self.regions[number].visits
        return {key: count / visits for key, count in counts.items()}


def pairs(words):
    split = (word.rsplit("=", 1) for word in words)
    return {name: int(value) for name, value in split}


def tool(*command):
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout


def code_words(elf):
    """{address: instruction} of the executable segment."""
    words = {}
    with open(elf, "rb") as file:
        image = file.read()
    for line in tool(READELF, "-lW", elf).splitlines():
        field = line.split()
        if field and field[0] == "LOAD" and "E" in field[6:-1]:
            offset, va, size = (int(field[i], 16) for i in (1, 2, 4))
            for at in range(0, size - 3, 4):
                words[va + at] = struct.unpack_from("<I", image,
                                                    offset + at)[0]
    return words


def names_find(blocks, elf):
    """{block: function name} of the blocks that are the file's code."""
    words = code_words(elf)
    places = collections.defaultdict(list)
    for address, word in words.items():
        places[word].append(address)
    votes = collections.Counter()
    for block in blocks:
        for address in places.get(block.word, ()):
            if (block.address - address) % PAGE == 0:
                votes[block.address - address] += 1
    if not votes:
        return {}
    base, _ = votes.most_common(1)[0]
    lines = [line.split() for line in tool(NM, "-n", elf).splitlines()]
    symbols = [(int(line[0], 16), line[2]) for line in lines
               if len(line) == 3 and line[1] in "tTwW" and "$" not in line[2]]
    names = {}
    for block in blocks:
        address = block.address - base
        if words.get(address) == block.word:
            before = [name for start, name in symbols if start <= address]
            names[block] = before[-1] if before else "(plt)"
    return names


def show_masked(profile, target, count=10):
    """The longest stretches; true if none exceeds the target."""
    print("Longest stretches of instructions with normal-world interrupts "
          f"masked\n({profile.stretch_count:,} stretches, "
          f"{profile.over_limit:,} longer than {profile.limit:,})\n")
    print(f"{'length':>7} {'waited':>10} {'times':>6}  {'from':8} "
          f"{'entry':12} {'exit':12} "
          f"{'to':8} most of it in")
    longest = profile.longest(count)
    for s in longest:
        busiest = ", ".join(f"{function} {n:,}"
                            for function, n in s.busiest.items())
        print(f"{s.length:7,} {s.waited:10,} {s.times:6,}  {s.before:8} "
              f"{s.entry:12} "
              f"{s.exit:12} {s.after:8} {busiest}")
    return not longest or longest[0].length <= target
