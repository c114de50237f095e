"""What one person may upload in an hour."""

from dashboard.upload_quota import HOUR, Uploads


def test_a_person_may_upload_so_much_and_again_an_hour_later():
    now = [0.0]
    uploads = Uploads(lambda: now[0])
    assert [uploads.take("samir", 40, 100) for _ in range(3)] == [True, True, False]
    assert uploads.take("samir", 20, 100)  # What was refused was not counted.
    assert uploads.take("latifa", 100, 100)
    now[0] = HOUR
    assert uploads.take("samir", 100, 100)
    assert not uploads.take("samir", 1, 100)
