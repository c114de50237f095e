"""The relay's drill in short: relays are killed while they send. `operations/drills/relay.py` does it all."""

from operations.drills.relay import drill


def test_no_message_is_lost_and_none_says_two_things() -> None:
    for one in drill(0.005):
        assert one.kills > 0
        assert one.passed, one
