"""Previews: pictures shown beside results, as files of the lake named by their content.

Event logs cannot forget, so they hold an address only; erasing the file erases the picture.
Written by assets through an `Album`, read by browsers through the server.
"""
