"""`python -m mediagraph`."""

from mediagraph.cli import main

if __name__ == "__main__":
    main()
