# SPDX-License-Identifier: BSD-2-Clause
"""Draws counts as SVG: one panel for each algorithm, instructions per byte over
the size of the data, both logarithmic, a line for each place."""
import html
import math

WIDTH, HEIGHT = 340, 300      # of a panel
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 34, 44
PLACES = [("ta", "in a TA", "#c23b22"), ("openssl", "OpenSSL", "#1f5fa8"),
          ("af_alg", "AF_ALG", "#6b8e23")]
OPERATIONS = [("update", ""), ("one-shot", "5,3")]  # and how they are dashed


def text(x, y, words, anchor="middle", size=11):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'font-size="{size}">{html.escape(words)}</text>')


def line(points, colour, dash="", width=1.5):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (f'<polyline points="{path}" fill="none" stroke="{colour}" '
            f'stroke-width="{width}" stroke-dasharray="{dash}"/>')


def scale(value, low, high, start, end):
    part = (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
    return start + part * (end - start)


def size_text(size):
    for unit, shift in (("M", 20), ("K", 10)):
        if size >> shift:
            return f"{size >> shift}{unit}"
    return str(size)


def panel(counts, name, sizes, left):
    """One algorithm; `left` is where its panel begins."""
    def at(size, cost):
        return (scale(size, sizes[0], sizes[-1], left + LEFT,
                      left + WIDTH - RIGHT),
                scale(min(max(cost, 1), 1000), 1, 1000, HEIGHT - BOTTOM, TOP))

    parts = [text(left + WIDTH / 2, 18, name, size=13)]
    for cost in (1, 10, 100, 1000):
        parts.append(line([at(sizes[0], cost), at(sizes[-1], cost)], "#ccc",
                          width=0.5))
        parts.append(text(left + LEFT - 6, at(sizes[0], cost)[1] + 4,
                          str(cost), "end"))
    for size in sizes:
        parts.append(text(at(size, 1)[0], HEIGHT - BOTTOM + 16,
                          size_text(size)))
    for place, _, colour in PLACES:
        for operation, dash in OPERATIONS:
            points = [at(size, counts[place, name, operation, size] / size)
                      for size in sizes
                      if (place, name, operation, size) in counts]
            if points:
                parts.append(line(points, colour, dash))
    return parts


def legend(y):
    parts, x = [], LEFT
    for _, words, colour in PLACES:
        parts += [line([(x, y), (x + 24, y)], colour),
                  text(x + 30, y + 4, words, "start")]
        x += 110
    for operation, dash in OPERATIONS:
        parts += [line([(x, y), (x + 24, y)], "#000", dash),
                  text(x + 30, y + 4, operation, "start")]
        x += 100
    return parts + [text(x, y + 4, "instructions per byte, by bytes of data",
                         "start")]


def draw(counts, names, sizes):
    """The whole picture, as text."""
    width, height = WIDTH * len(names), HEIGHT + 20
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
             f'height="{height}" font-family="sans-serif">',
             f'<rect width="{width}" height="{height}" fill="#fff"/>']
    for i, name in enumerate(names):
        parts += panel(counts, name, sizes, i * WIDTH)
    parts += legend(HEIGHT)
    return "\n".join([*parts, "</svg>"]) + "\n"
