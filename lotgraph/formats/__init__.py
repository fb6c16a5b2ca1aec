"""Boxes and tracks in the formats of the field, read into one table and written from it.

MOTChallenge text, KITTI tracking labels, COCO JSON and Parquet; a file is recognised by what is in
it, and a line that cannot be read is named.
"""
