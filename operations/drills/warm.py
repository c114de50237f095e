"""Loaded once by the process whose forks are the workers: what each of them would otherwise make anew."""

from casework.countries.pack import packs
from operations.bench.office import households
from operations.drills import backup, claims, kills, races, shifts, steps

packs()
households()
shifts.drawn()
LOADED = (backup, claims, kills, races, steps)
