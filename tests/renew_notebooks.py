"""Execute the notebooks and keep their outputs: ``uv run python -m tests.renew_notebooks``."""

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
QUIET = {"PYTHONWARNINGS": "ignore:IProgress not found"}  # of progress bars that no notebook shows
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")}


def executed(path: Path) -> Any:
    """The notebook with the outputs it gives now; times and numbers of the session are left out.

    CellExecutionError for the first cell that fails.
    """
    book = nbformat.read(path, as_version=4)
    env = {**os.environ, **ONE_THREAD, **QUIET, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    inside = Config({"KernelManager": {"transport": "ipc"}})  # no port is opened
    place = {"metadata": {"path": str(ROOT)}}
    NotebookClient(book, timeout=600, kernel_name="python3", resources=place, config=inside).execute(env=env)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    book.metadata["language_info"] = {"name": "python"}
    return book


if __name__ == "__main__":
    chosen = [NOTEBOOKS / name for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb"))
    for notebook in chosen:
        nbformat.write(executed(notebook), notebook)
        print(f"{notebook.name}: executed")
