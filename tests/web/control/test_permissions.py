"""Background work and account instances, as the control API sets them."""

import pytest

from tests.web.control.conftest import ControlClient


def test_pace_of_background_work_is_read_and_changed(control: ControlClient) -> None:
    assert control.get("operations") == {"polls": 1, "seconds": 1}
    assert control.do("PUT", "operations", {"polls": 5, "seconds": 600}) == {"polls": 5, "seconds": 600}
    assert control.get("operations") == {"polls": 5, "seconds": 600}


@pytest.mark.parametrize("body", [{"polls": 0}, {"seconds": -1}, {"hours": 1}])
def test_wrong_pace_is_a_mistake(control: ControlClient, body: dict[str, int]) -> None:
    assert control.send("PUT", "operations", json=body).status_code == 400


def test_there_is_no_way_back_from_account_instances(control: ControlClient) -> None:
    assert control.do("PUT", "account-instances", {"opted_in": True}) == {"opted_in": True}
    assert control.send("PUT", "account-instances", json={"opted_in": False}).status_code == 400
