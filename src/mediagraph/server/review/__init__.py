"""The review of drafts on a page, for the reader at this machine: an application of its own beside the public one."""

from mediagraph.server.review.app import create_review_app

__all__ = ["create_review_app"]
