"""chapbook: one folder of Markdown in; an e-book, a PDF, a booklet and a handout out."""

__version__ = "0.1.0"
