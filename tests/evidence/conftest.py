"""One installation and one sealed recording for the tests of the check; a module of its own may say otherwise."""

from __future__ import annotations

import pytest
from bundles import House, recording, unpacked


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def sealed(house: House) -> bytes:
    """Ten seconds at 8 kHz: five segments."""
    return recording(house, house.folder / "sealed.zip").read_bytes()


@pytest.fixture
def files(sealed: bytes) -> dict[str, bytes]:
    return unpacked(sealed)
