"""Passwords are hashed as in earnest, but cheaply: a good hash costs a tenth of a second each time."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Cheap(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
