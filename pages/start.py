"""The front door: each person's day begins on the first screen they may open."""

from dashboard.navigation import first_screen
from dashboard.session import who

first_screen(who()).open()
