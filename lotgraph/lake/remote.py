"""Lazy tables on file systems that are not this machine's own: only needed bytes are fetched."""

from collections.abc import Sequence

import polars as pl

from lotgraph.lake.files import Files


def scan_remote(files: Files, names: Sequence[str], schema: pl.Schema) -> pl.LazyFrame:
    """Parquet files as one lazy table, through whatever fsspec opens.

    Polars' own cloud reader would need its credentials and endpoints told a second time, in
    its own words; here the file system that wrote a table also reads it.
    """
    import pyarrow as pa
    import pyarrow.dataset as ds
    from pyarrow import fs

    class Exact(fs.FSSpecHandler):  # type: ignore[misc]
        """Fetches the byte ranges Parquet asks for; fsspec's own read-ahead takes 5 MB each."""

        def open_input_file(self, path: str) -> object:
            return pa.PythonFile(self.fs.open(path, mode="rb", cache_type="none"), mode="r")

    dataset = ds.FileSystemDataset.from_paths(
        [files.path(name) for name in names],
        schema=schema.to_frame().to_arrow().schema,
        format=ds.ParquetFileFormat(),
        filesystem=fs.PyFileSystem(Exact(files.filesystem)),
    )
    return pl.scan_pyarrow_dataset(dataset)
