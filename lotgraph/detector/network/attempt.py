"""Tries a file out in a process of its own, which may crash, hang or run out of memory."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.network.adapt import adapt, eye_of, known
from lotgraph.detector.network.decode import decode
from lotgraph.detector.network.doubt import doubt, doubt_trial
from lotgraph.detector.network.examine import examine
from lotgraph.detector.network.heed import heed_answer, heed_input, heed_size
from lotgraph.detector.network.look import feeds, look, view_of
from lotgraph.detector.network.model import Answer, Eye, Layout, Outputs
from lotgraph.detector.network.name import chosen, names_told
from lotgraph.detector.network.recognise import Seen, is_px_assumed, recognise
from lotgraph.detector.network.settings import said_of, told_in
from lotgraph.detector.network.start import start, words_of
from lotgraph.errors import DetectorError
from lotgraph.workers import cores

PATIENCE_S = 180.0  # for opening and three answers; the slowest model met takes a tenth
MEMORY_SHARE = 0.8  # of what the machine has left
GREY = 114
LEAST = 0.0  # score of a box that a trial looks at
MARK = "layout: "
PX_ASSUMED = (
    "it found nothing in the pictures it was tried on, so boxes are taken to be in px; if they are "
    "shares of the input, write relative = true into {}"
)
ROOT = Path(__file__).parents[3]


def attempt(file: Path) -> tuple[Layout, list[Path]]:
    """How a file is to be used, and the files beside it that belong to it.

    Raises:
        DetectorError: if it cannot be used; says why.
    """
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", __name__, str(file)]
    try:
        ended = subprocess.run(  # noqa: S603 -- this interpreter, this module
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE_S,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DetectorError(
            f"{file}: gave no answer within {PATIENCE_S:.0f} s; it is no model of use here"
        ) from error
    told = [line for line in ended.stdout.splitlines() if line.startswith(MARK)]
    if not told:
        raise DetectorError(
            f"{file}: ends the process that tries it out ({_end(ended)}): it is "
            "damaged, hostile, or needs more memory than the "
            f"{limit_bytes() / 2**30:.0f} GiB that are left here"
        )
    document = json.loads(told[-1].removeprefix(MARK))
    if "refused" in document:
        raise DetectorError(document["refused"])
    return layout_from(document["layout"]), [Path(one) for one in document["beside"]]


def layout_from(document: dict[str, Any]) -> Layout:
    """A layout that was written as JSON."""
    eye, answer = ({k: _tuples(v) for k, v in document[one].items()} for one in ("eye", "answer"))
    kinds, assumed = (tuple(document[one]) for one in ("kinds", "assumed"))
    return Layout(Eye(**eye), Answer(**answer), kinds, assumed, document["is_px_assumed"])


def tried(file: Path) -> tuple[Layout, list[Path]]:
    """Look into a file, run it on some pictures and understand what it answers; all of it here.

    Raises:
        DetectorError: if it cannot be used; says why.
    """
    said = said_of(file)
    try:
        facts, beside = examine(file)
        told = names_told(file, facts.metadata, said)
        eye = eye_of(facts, said)
        heed_size(said, eye)
        session = start(file, threads=min(4, cores()))
        outputs, batch = _answers(session, eye)
        lengths = tuple(len(names) for names in told)
        seen = Seen(eye.width, eye.height, outputs, lengths)
        answer, count = recognise(seen, said)
        answer = known(answer, facts, said)
        heed_answer(said, answer)
        eye, assumed = adapt(replace(eye, batch=batch), answer, facts, said)
        heed_input(eye)
        answer = replace(answer, n_kinds=count or 0)
        for one in outputs:
            doubt_trial(one, answer)
            doubt(one, answer, eye, decode(one, answer, eye, 1, LEAST))
    except DetectorError as error:
        already = str(error).startswith(str(file))
        raise DetectorError(str(error) if already else f"{file}: {error}") from error
    kinds = chosen(file, told, count)
    is_assumed = is_px_assumed(seen, answer, said)
    if is_assumed:
        assumed = (*assumed, PX_ASSUMED.format(told_in(file).name))
    return Layout(eye, answer, kinds, assumed, is_assumed), beside


def _answers(session: Any, eye: Eye) -> tuple[tuple[Outputs, ...], int]:
    """Answers to a grey picture and to one of coloured blocks, and how many go at once."""
    blocks = np.random.default_rng(0).integers(
        0, 256, (eye.height // 16 + 1, eye.width // 16 + 1, 3)
    )
    coloured = blocks.repeat(16, 0).repeat(16, 1)[: eye.height, : eye.width].astype(np.uint8)
    both = np.stack([np.full_like(coloured, GREY), coloured])
    fixed, view = view_of(replace(eye, fit="stretch"), eye.width, eye.height)
    pictures = look(both, fixed, view)
    if eye.batch > 1:
        several = np.concatenate([pictures] * eye.batch)[: eye.batch]
        told = _run(session, several, eye)
        return ({name: value[:1] for name, value in told.items()},), eye.batch
    one, other = (_run(session, pictures[k : k + 1], eye) for k in range(2))
    return (one, other), 1 if eye.batch == 1 else _several(session, pictures, eye, one)


def _several(session: Any, pictures: NDArray[Any], eye: Eye, one: Outputs) -> int:
    """0, any number at once, if two at once get the answers that each gets; else 1."""
    try:
        both = _run(session, pictures, eye)
    except DetectorError:
        return 1
    same = (
        value.shape == (2, *one[name].shape[1:])
        and np.allclose(value[0], one[name][0], rtol=1e-2, atol=1e-2)
        for name, value in both.items()
        if name in one
    )
    return 0 if all(same) else 1


def _run(session: Any, pictures: NDArray[Any], eye: Eye) -> Outputs:
    try:
        values = session.run(None, feeds(pictures, eye))
    except Exception as error:
        raise DetectorError(
            f"ONNX Runtime cannot run it on {pictures.shape}: {words_of(error)}"
        ) from error
    names = [one.name for one in session.get_outputs()]
    return {
        name: value
        for name, value in zip(names, values, strict=True)
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiu"
    }


def limit_bytes() -> int:
    """Memory that a trial may fill: most of what is left here."""
    free = 2**40
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        told = {line.split(":")[0]: line.split()[1] for line in lines}
        free = int(told["MemAvailable"]) * 1024
        group = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        free = min(free, int(group)) if group.isdecimal() else free
    except (OSError, KeyError, ValueError, IndexError):
        pass  # another system: what it says of memory is not read
    return int(free * MEMORY_SHARE)


def bound_memory() -> None:
    """Let this process have no more than most of what is free, and never more than it may."""
    try:
        import resource
    except ImportError:  # Windows: the runtime's own failure to get memory has to do
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = limit_bytes()  # asked once: what is free differs from one look to the next
    if most != resource.RLIM_INFINITY:
        bound = min(bound, most)
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end(ended: "subprocess.CompletedProcess[str]") -> str:
    """How a process ended, and its last words."""
    code = ended.returncode
    words = ended.stderr.strip().splitlines()[-1:]
    return ": ".join([f"signal {-code}" if code < 0 else f"exit code {code}", *words])


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def main(file: Path) -> None:
    """Print the layout of a file, or why it is refused, as one line of JSON."""
    bound_memory()
    try:
        layout, beside = tried(file)
        document = {"layout": asdict(layout), "beside": [str(one) for one in beside]}
    except DetectorError as error:
        document = {"refused": str(error)}
    except MemoryError:
        document = {"refused": f"{file}: needs more memory than the {limit_bytes():,} bytes here"}
    sys.stdout.write(f"\n{MARK}{json.dumps(document)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
