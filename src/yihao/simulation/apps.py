"""The simulation as a Django application: it keeps how far it has come, and what is true of what it made."""

from django.apps import AppConfig


class Simulation(AppConfig):
    name = "yihao.simulation"
    label = "simulation"
    verbose_name = "模拟城市"
