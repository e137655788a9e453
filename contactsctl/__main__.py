"""The program's entry: `contactsctl` and `python -m contactsctl`."""

import gc

gc.disable()  # nothing made while starting is garbage: frozen below, it is never looked at again

import sys  # noqa: E402


def main() -> None:
    """Run the command that the arguments name and exit with its status."""
    if sys.argv[1:2] == ["__complete"]:
        from contactsctl.cli.complete import main as complete

        sys.exit(complete(sys.argv[2:]))
    from contactsctl.cli.app import run

    gc.freeze()
    gc.set_threshold(50_000)  # what a run makes lives to its end, or is in no cycle
    gc.enable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
