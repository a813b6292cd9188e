"""Opening ONNX models the way this product runs them: few threads, no hoarded memory, no reports to anybody."""

import os

# Said before the import: as it is imported, onnxruntime writes a device number and a file of events to send into the home
# of whoever runs it, and `disable_telemetry_events` comes too late for that.
os.putenv("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime
from onnxruntime import InferenceSession

DEFAULT_THREADS = 2


def open_session(model: bytes, *, threads: int = DEFAULT_THREADS) -> InferenceSession:
    """A CPU session; `threads` is said aloud because onnxruntime sees neither OMP variables nor cgroup quotas."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # an arena keeps the peak of the largest picture for ever
    options.enable_mem_pattern = False  # sizes change from picture to picture
    options.log_severity_level = 3
    # A waiting thread that spins takes the processor from the other session, training from serving.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(model, options, providers=["CPUExecutionProvider"])
