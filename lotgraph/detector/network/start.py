"""Starts ONNX Runtime on a file, with the threads and the hardware asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lotgraph.errors import DetectorError
from lotgraph.workers import cores

CPU = "CPUExecutionProvider"
HARDWARE = {
    "cpu": CPU,
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
    "qnn": "QNNExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
    "rocm": "ROCMExecutionProvider",
}
SILENT = 4  # fatal errors only; what matters is raised
LONGEST_WORDS = 300  # characters of what the runtime says


def start(file: Path, providers: Sequence[str] = ("cpu",), threads: int | None = None) -> Any:
    """A session that runs a file; `threads` are all this process may use, unless told otherwise.

    Raises:
        DetectorError: if a provider is not there, or the runtime cannot use the file.
    """
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = SILENT
    wanted = [*_there(providers), CPU]
    try:
        # Weights beside lie where the file does, not where a link to it lies.
        real, asked = str(file.resolve()), list(dict.fromkeys(wanted))
        session = ort.InferenceSession(real, options, providers=asked)
    except Exception as error:
        raise DetectorError(
            f"{file}: ONNX Runtime {ort.__version__} cannot use it: {words_of(error)}"
        ) from error
    if wanted[0] not in session.get_providers():  # the runtime falls back without a word
        raise DetectorError(
            f"{file}: ONNX Runtime could not start {providers[0]}, and would run on "
            f"{', '.join(session.get_providers())}; see that its driver is there, or name cpu"
        )
    return session


def words_of(error: Exception) -> str:
    """What the runtime says, on one line and without end."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= LONGEST_WORDS else f"{said[:LONGEST_WORDS]} …"


def _there(providers: Sequence[str]) -> list[str]:
    import onnxruntime as ort

    named = [HARDWARE.get(one.lower(), one) for one in providers]
    there = ort.get_available_providers()
    for asked, name in zip(providers, named, strict=True):
        if name not in there:
            can = [short for short, full in HARDWARE.items() if full in there]
            raise DetectorError(
                f"provider {asked}: this installation of ONNX Runtime has {', '.join(can)}; name "
                f"one of these, or install the onnxruntime package that has it"
            )
    return named
