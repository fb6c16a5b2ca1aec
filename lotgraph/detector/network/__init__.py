"""Detectors that are one ONNX file: looked into, tried out, understood and run.

A file is looked into in a process of its own, so that one that crashes or fills memory does so
there.
"""
