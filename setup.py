"""Only what setup.cfg cannot say: two folders at the root travel in the wheel."""

from setuptools import find_packages, setup

BESIDE = {"serviceoffice.translations": "translations", "serviceoffice.examples": "examples"}

setup(
    packages=[*find_packages(include=["serviceoffice", "serviceoffice.*"]), *BESIDE],
    package_dir=BESIDE,
)
