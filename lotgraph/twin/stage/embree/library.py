"""Embree's own C interface, and solids made of triangles.

Numbers here are those of `embree4/rtcore.h`. The device has one thread, so that a solid's tree is
built alike each time and a process takes one core.
"""

import ctypes
from ctypes import c_char_p, c_int, c_size_t, c_uint, c_void_p
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError

TRIANGLES = 0  # kinds of geometry
INDEX, VERTEX = 0, 1  # kinds of buffers
THREE_WHOLE, THREE_FLOAT = 0x5003, 0x9003  # formats of a buffer
# Boxes are never missed by rounding, so what a ray meets does not depend on the rays beside it.
ROBUST = 4
ROW_BYTES = 12
ERRORS = {1: "unknown", 2: "invalid argument", 3: "invalid operation", 4: "out of memory"}
CALLS = {  # what is called from here: result, arguments
    "rtcNewDevice": (c_void_p, [c_char_p]),
    "rtcGetDeviceError": (c_int, [c_void_p]),
    "rtcNewScene": (c_void_p, [c_void_p]),
    "rtcSetSceneFlags": (None, [c_void_p, c_int]),
    "rtcNewGeometry": (c_void_p, [c_void_p, c_int]),
    "rtcSetNewGeometryBuffer": (
        c_void_p,
        [c_void_p, c_int, c_uint, c_int, c_size_t, c_size_t],
    ),
    "rtcCommitGeometry": (None, [c_void_p]),
    "rtcAttachGeometry": (c_uint, [c_void_p, c_void_p]),
    "rtcReleaseGeometry": (None, [c_void_p]),
    "rtcCommitScene": (None, [c_void_p]),
    "rtcReleaseScene": (None, [c_void_p]),
}


class Solid:
    """Triangles (m, 3, 3) that rays may meet; `address` is what compiled steps call it by."""

    def __init__(self, triangles: NDArray[np.floating]) -> None:
        """Build the tree over them: some 50 ms for 50,000.

        Embree keeps copies of its own, so that nothing here must outlive this call.

        Raises:
            TwinError: Embree could not: asked about all the same, it would end the process.
        """
        if not len(triangles):  # Embree wants some: one far below the ground, where no ray goes
            triangles = np.array([[[0, 0, -1e6], [1, 0, -1e6], [0, 1, -1e6]]])
        calls, device = library(), _device()
        corners = np.ascontiguousarray(triangles, np.float32)
        faces = np.arange(3 * len(corners), dtype=np.uint32)
        self.address = _made(calls.rtcNewScene(device), "a scene")
        calls.rtcSetSceneFlags(self.address, ROBUST)
        geometry = _made(calls.rtcNewGeometry(device, TRIANGLES), "a geometry")
        for kind, form, rows in ((VERTEX, THREE_FLOAT, corners), (INDEX, THREE_WHOLE, faces)):
            count = rows.nbytes // ROW_BYTES
            room = calls.rtcSetNewGeometryBuffer(geometry, kind, 0, form, ROW_BYTES, count)
            ctypes.memmove(_made(room, f"room for {count} rows"), rows.ctypes.data, rows.nbytes)
        calls.rtcCommitGeometry(geometry)
        calls.rtcAttachGeometry(self.address, geometry)
        calls.rtcReleaseGeometry(geometry)
        calls.rtcCommitScene(self.address)
        if error := calls.rtcGetDeviceError(device):
            raise _failure(f"the tree over {len(corners)} triangles", error)

    def __del__(self) -> None:
        if hasattr(self, "address"):
            library().rtcReleaseScene(self.address)

    def hides(
        self,
        origins: NDArray[np.float32],
        ways: NDArray[np.float32],
        reach_m: float,
    ) -> NDArray[np.bool_]:
        """Whether it stands before each of some rays (n, 3), nearer than a length."""
        from lotgraph.twin.stage.embree.kernels import hides

        hidden: NDArray[np.bool_] = hides(self.address, origins, ways, np.float32(reach_m))
        return hidden


@cache
def library() -> ctypes.CDLL:
    """The library, found through the part of embreex that is linked with it.

    Raises:
        TwinError: this embreex carries another Embree.
    """
    from embreex import rtcore_scene

    calls = ctypes.CDLL(rtcore_scene.__file__)
    for name, (result, arguments) in CALLS.items():
        call = getattr(calls, name, None)
        if call is None:
            raise TwinError(
                f"{rtcore_scene.__file__} has no {name}; expected Embree 4: install embreex 4.4"
            )
        call.restype, call.argtypes = result, arguments
    return calls


def address_of(name: str) -> int:
    """Where a call of the library begins, for compiled steps."""
    found = ctypes.cast(getattr(library(), name), c_void_p).value
    if found is None:
        raise TwinError(f"Embree has no {name}; install embreex 4.4")
    return found


def _made(address: int | None, what: str) -> int:
    """What a call gave.

    Raises:
        TwinError: it gave nothing.
    """
    if not address:
        raise _failure(what, library().rtcGetDeviceError(_device()))
    return address


def _failure(what: str, error: int) -> TwinError:
    return TwinError(
        f"Embree could not make {what}: {ERRORS.get(error, error)}; give the process more memory"
    )


@cache
def _device() -> int:
    device = library().rtcNewDevice(b"threads=1,set_affinity=0")
    if not device:
        raise _failure("a device", library().rtcGetDeviceError(None))
    return int(device)
