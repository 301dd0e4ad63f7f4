"""`python -m chapbook`: the same as the command `chapbook`."""

from chapbook.cli import main

main()
