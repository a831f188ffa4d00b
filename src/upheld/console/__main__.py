"""``python -m upheld.console`` is the ``upheld`` command."""

from upheld.console.main import main

if __name__ == "__main__":
    main()
