"""Pictures of what landed: contact sheets, timelines of a window or a day, site overviews.

Pure functions from arrays and tables to the bytes of a file; the same input gives the same bytes.
Assets keep them as previews, commands write them to files.
"""
