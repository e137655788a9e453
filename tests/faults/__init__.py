"""What the world does to the installed program: kills, full disks, locks, damage, hostile input.

`make test` runs a quick set, `make faults` the long one (CONTACTSCTL_FAULTS=long), whose figures are
those of docs/reliability.md.
"""
