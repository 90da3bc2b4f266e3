"""Rectangles and segments: do they meet, cross, or lie on each other?"""

from app.engine.drawing.graph import Box, Point


def hit(a: Box, b: Box, tolerance: float = 0) -> bool:
    """Whether two rectangles overlap by more than `tolerance`."""
    return (
        a.x + tolerance < b.x + b.w
        and b.x + tolerance < a.x + a.w
        and a.y + tolerance < b.y + b.h
        and b.y + tolerance < a.y + a.h
    )


def enters(p: Point, q: Point, box: Box, tolerance: float = 1.5) -> bool:
    """Whether a segment enters a rectangle made smaller by `tolerance` (Liang and Barsky)."""
    left, top = box.x + tolerance, box.y + tolerance
    right, bottom = box.x + box.w - tolerance, box.y + box.h - tolerance
    if left >= right or top >= bottom:
        return False
    first, last = 0.0, 1.0
    dx, dy = q[0] - p[0], q[1] - p[1]
    for step, room in ((-dx, p[0] - left), (dx, right - p[0]), (-dy, p[1] - top), (dy, bottom - p[1])):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
        if first > last:
            return False
    return True


def crossing(p: Point, q: Point, r: Point, s: Point) -> bool:
    """Whether two segments cross in their insides."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0


def overlap(p: Point, q: Point, r: Point, s: Point) -> float:
    """Length of the stretch that two axis-parallel segments share, lying less than 3 px apart."""
    for axis in (0, 1):
        along = 1 - axis
        if abs(p[axis] - q[axis]) < 1 and abs(r[axis] - s[axis]) < 1 and abs(p[axis] - r[axis]) < 3:
            end = min(max(p[along], q[along]), max(r[along], s[along]))
            return max(0, end - max(min(p[along], q[along]), min(r[along], s[along])))
    return 0
